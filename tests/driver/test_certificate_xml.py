"""A chain is read within bounds, every element knows its bytes, and nothing else than XML gets in."""

import pickle
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coppspec.driver.certificate_xml import (
    DEEPEST,
    LONGEST_CHAIN,
    LONGEST_TEXT,
    MOST_ELEMENTS,
    Element,
    InvalidCertificate,
    Reason,
    only,
    parse,
)

HERE = Path(__file__).parent


def refusal(document: bytes) -> InvalidCertificate:
    with pytest.raises(InvalidCertificate) as raised:
        parse(document)
    return raised.value


def test_an_element_has_its_name_its_attributes_its_text_and_its_children() -> None:
    root = parse(
        b'<c:Chain Version="2.0" x:y="&lt;">a<One/>b<![CDATA[<c>]]><two:Two>2</two:Two>&amp;</c:Chain>'
    )
    assert (root.name, root.attributes, root.text) == ("Chain", {"Version": "2.0", "x:y": "<"}, "ab<c>&")
    assert [(child.name, child.text, child.children) for child in root.children] == [
        ("One", "", []),
        ("Two", "2", []),
    ]


EXACT = [
    b"<Data></Data>",
    b"<Data/>",
    b"<Data />",
    b'<Data a="/>"></Data>',
    b"<Data a='/>'/>",
    b"<Data\n>\n</Data\n>",
    b"<Data><x/></Data>",
    b"<Data>/></Data>",
    b"<Data><!--/></Data>--></Data>",
    b"<Data><![CDATA[]]></Data>",
    b"<Data><![CDATA[</Data>]]></Data>",
    b"<p:Data><Data/></p:Data>",
    "<Data ä='ß'>€</Data>".encode(),
    b"<Data>\r\n</Data>",
]
"""Forms of one element, each with its own way to mistake where it ends."""


@pytest.mark.parametrize("after", [b"", b"<y/>", b"/>", b"&lt;/Data>"], ids=repr)
@pytest.mark.parametrize(
    "before",
    [
        b"<All>",
        b"\xef\xbb\xbf<All>",
        '<?xml version="1.0" encoding="utf-8"?>\r\n<All>€\r\n'.encode(),
        b"<All>/>",
    ],
    ids=["nothing", "a byte order mark", "a declaration and long characters", "what looks like an end"],
)
@pytest.mark.parametrize("exact", EXACT, ids=repr)
def test_an_element_spans_every_byte_from_its_first_tag_to_its_last(
    exact: bytes, before: bytes, after: bytes
) -> None:
    document = before + exact + after + b"</All>"
    root = parse(document)
    assert document[root.children[0].span] == exact
    assert document[root.span] == document[document.index(b"<All>") :]


trees = st.recursive(
    st.sampled_from([b"<a/>", b"<a></a>", b"<a>/></a>", b"<a>1</a>", b"<a b='/>' />"]),
    lambda inner: st.lists(inner, max_size=3).map(lambda parts: b"<b>" + b"".join(parts) + b"</b>"),
    max_leaves=12,
)


@given(parts=st.lists(trees, max_size=5))
def test_the_spans_of_neighbours_are_the_bytes_that_each_was_written_with(parts: list[bytes]) -> None:
    document = b"<all>" + b"".join(parts) + b"</all>"
    assert [document[child.span] for child in parse(document).children] == parts


# What is refused.

BOMB = (
    '<!DOCTYPE bomb [<!ENTITY a0 "0">'
    + "".join(f'<!ENTITY a{depth} "{f"&a{depth - 1};" * 10}">' for depth in range(1, 30))
    + "]><bomb>&a29;</bomb>"
).encode()

REFUSED: dict[str, tuple[bytes, Reason]] = {
    "nothing": (b"", Reason.NOT_XML),
    "random bytes": (b"\x00\xff\xfe\x01", Reason.NOT_UTF_8),
    "a character cut in two": ("<a>€".encode()[:-1] + b"</a>", Reason.NOT_UTF_8),
    "a character written too long": (b"<a>\xc0\xaf</a>", Reason.NOT_UTF_8),
    "Latin-1": (b'<?xml version="1.0" encoding="latin-1"?><a/>', Reason.NOT_UTF_8),
    "an encoding nobody knows": (b'<?xml version="1.0" encoding="none"?><a/>', Reason.NOT_UTF_8),
    "an encoding with a long name": (
        b'<?xml version="1.0" encoding="' + b"x" * 999 + b'"?><a/>',
        Reason.NOT_UTF_8,
    ),
    "UTF-16 with a mark": ("<a/>".encode("utf-16"), Reason.NOT_UTF_8),
    "UTF-16 that says so": (
        '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"),
        Reason.NOT_UTF_8,
    ),
    "UTF-16 without a mark": ("<a/>".encode("utf-16-le"), Reason.NOT_UTF_8),
    "UTF-16 the other way round": ("<a>1</a>".encode("utf-16-be"), Reason.NOT_UTF_8),
    "UTF-32": ("<a/>".encode("utf-32"), Reason.NOT_UTF_8),
    "two roots": (b"<a/><a/>", Reason.NOT_XML),
    "an open element": (b"<a><b></b>", Reason.NOT_XML),
    "tags that cross": (b"<a><b></a></b>", Reason.NOT_XML),
    "an attribute twice": (b"<a b='1' b='2'/>", Reason.NOT_XML),
    "an entity that nobody declared": (b"<a>&b;</a>", Reason.NOT_XML),
    "a zero byte": (b"<a>\0</a>", Reason.NOT_UTF_8),
    "a zero byte behind the end": (b"<a/>\0", Reason.NOT_UTF_8),
    "a document type": (b"<!DOCTYPE a><a/>", Reason.DOCUMENT_TYPE),
    "a document type elsewhere": (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', Reason.DOCUMENT_TYPE),
    "an external entity": (
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        Reason.DOCUMENT_TYPE,
    ),
    "a parameter entity": (b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://x/">%b;]><a/>', Reason.DOCUMENT_TYPE),
    "an entity bomb": (BOMB, Reason.DOCUMENT_TYPE),
    "a processing instruction": (b"<a><?php x?></a>", Reason.PROCESSING_INSTRUCTION),
    "a style sheet": (b"<?xml-stylesheet href='x'?><a/>", Reason.PROCESSING_INSTRUCTION),
    "one byte too many": (b"<a/>".ljust(LONGEST_CHAIN + 1), Reason.TOO_LONG),
    "huge": (b"<a>" * (1 << 22), Reason.TOO_LONG),
    "one level too many": (b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1), Reason.TOO_DEEP),
    "twenty thousand levels": (b"<a>" * 20_000, Reason.TOO_DEEP),
    "one element too many": (b"<a>" + b"<b/>" * MOST_ELEMENTS + b"</a>", Reason.TOO_MANY_ELEMENTS),
    "one character too many": (b"<a>" + b"x" * (LONGEST_TEXT + 1) + b"</a>", Reason.TOO_MUCH_TEXT),
    "too many characters in pieces": (
        b"<a>" + b"xxxxxxxx<b/>" * (LONGEST_TEXT // 8) + b"x</a>",
        Reason.TOO_MANY_ELEMENTS,
    ),
    "too many characters in two pieces": (
        b"<a>" + b"x" * LONGEST_TEXT + b"<b/>x</a>",
        Reason.TOO_MUCH_TEXT,
    ),
}


@pytest.mark.parametrize(("document", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_no_chain_has_is_refused_in_one_line_and_at_once(document: bytes, reason: Reason) -> None:
    before = time.process_time()
    error = refusal(document)
    assert time.process_time() - before < 0.1
    assert error.reason is reason
    assert "\n" not in str(error)
    assert 0 < len(str(error)) < 160


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(b"<a/>".ljust(LONGEST_CHAIN), id="bytes"),
        pytest.param(b"<a>" * DEEPEST + b"</a>" * DEEPEST, id="levels"),
        pytest.param(b"<a>" + b"<b/>" * (MOST_ELEMENTS - 1) + b"</a>", id="elements"),
        pytest.param(b"<a>" + b"x" * LONGEST_TEXT + b"</a>", id="text"),
    ],
)
def test_a_document_at_a_bound_is_read(document: bytes) -> None:
    assert parse(document).name == "a"


def test_a_child_is_found_only_if_it_is_the_only_one_of_its_name() -> None:
    root = parse(b"<a><b>1</b><c/><c/></a>")
    assert only(root, "b", "the a").text == "1"
    with pytest.raises(InvalidCertificate, match="the a has no d") as none:
        only(root, "d", "the a")
    assert none.value.reason is Reason.MISSING_ELEMENT
    with pytest.raises(InvalidCertificate, match="the a has 2 elements c, not one") as several:
        only(root, "c", "the a")
    assert several.value.reason is Reason.DUPLICATED_ELEMENT


def test_an_error_survives_the_way_from_one_process_to_another() -> None:
    error = pickle.loads(pickle.dumps(refusal(b"")))  # noqa: S301  what was just written
    assert (error.reason, str(error)) == (Reason.NOT_XML, str(refusal(b"")))


@given(document=st.binary(max_size=200) | st.text(alphabet="<>/=&;![]-?\"' aM", max_size=60).map(str.encode))
def test_anything_at_all_is_an_element_or_an_invalid_certificate(document: bytes) -> None:
    with suppress(InvalidCertificate):
        assert isinstance(parse(document), Element)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_one_that_a_test_provokes(reason: Reason) -> None:
    tests = ("test_certificate_xml.py", "test_certificates.py", "test_revocation.py")
    assert any(f"Reason.{reason.name}" in (HERE / name).read_text(encoding="utf-8") for name in tests)
