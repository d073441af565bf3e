"""A chain is taken if every step of the document holds; each step, broken alone, has its own reason."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha1

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicNumbers,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from hypothesis import example, given
from hypothesis import strategies as st

from coppspec.driver.certificate import CHAIN
from coppspec.driver.certificate_xml import InvalidCertificate, Reason
from coppspec.driver.certificates import PUBLISHED_ROOT, certificates_of, validate
from coppspec.driver.identity import KEY_FILES, shipped_identity, shipped_key, shipped_root
from coppspec.driver.issuing import LEAF_FLAGS, SIGNER_FLAGS, collection, data, signed

LEAF, SIGNER, ROOT = (shipped_key(name) for name in KEY_FILES)
SHIPPED = shipped_identity().certificates
CERTIFICATES = re.findall(rb"<Certificate>.*?</Certificate>", SHIPPED)
LEAF_NUMBERS = LEAF.public_key().public_numbers()

Edit = Callable[[bytes], bytes]


@cache
def other_key(name: str, bits: int = 1024) -> RSAPrivateKey:
    """A key that no shipped certificate has; each name has its own."""
    assert name
    return generate_private_key(65537, bits)


def same(content: bytes) -> bytes:
    return content


def issued(
    place: int = 0, before: Edit = same, after: Edit = same, keys: dict[int, RSAPrivateKey] | None = None
) -> bytes:
    """A chain that is sound but for one certificate.

    Data is edited before it is signed, so that digest and signature hold; the certificate after that. A key
    that is given takes its place both in the certificate and as a signer.
    """
    own = [LEAF, SIGNER, other_key("third"), ROOT]
    for index, key in (keys or {}).items():
        own[index] = key
    certificates: list[bytes] = []
    for index, flags in enumerate((LEAF_FLAGS, SIGNER_FLAGS, SIGNER_FLAGS)):
        content = data(own[index].public_key(), flags)
        certificate = signed(before(content) if index == place else content, own[index + 1])
        certificates.append(after(certificate) if index == place else certificate)
    return collection(certificates)


def swap(old: str, new: str) -> Edit:
    def swapped(content: bytes) -> bytes:
        assert content.count(old.encode()) == 1, old
        return content.replace(old.encode(), new.encode())

    return swapped


def element(name: str) -> re.Pattern[bytes]:
    return re.compile(f"<{name}>.*?</{name}>".encode())


def without(name: str) -> Edit:
    """Leaves the first element of this name out."""

    def left_out(content: bytes) -> bytes:
        edited, count = element(name).subn(b"", content, count=1)
        assert count
        return edited

    return left_out


def twice(name: str) -> Edit:
    return lambda content: element(name).sub(lambda found: found[0] * 2, content, count=1)


def with_value(name: str, value: bytes, *, nth: int = 0) -> Edit:
    """Puts other bytes, as base64, into the nth element of this name."""

    def replaced(content: bytes) -> bytes:
        found = list(element(name).finditer(content))[nth]
        new = f"<{name}>{b64encode(value).decode()}</{name}>".encode()
        return content[: found.start()] + new + content[found.end() :]

    return replaced


def value(content: bytes, name: str) -> bytes:
    found = element(name).search(content)
    assert found
    return b64decode(found[0][len(name) + 2 : -len(name) - 3])


def big_endian(number: int, length: int) -> bytes:
    return number.to_bytes(length, "big")


def refusal(document: bytes, revoked: frozenset[bytes] = frozenset()) -> InvalidCertificate:
    with pytest.raises(InvalidCertificate) as raised:
        validate(document, shipped_root(), revoked)
    assert "\n" not in str(raised.value)
    return raised.value


# What is taken.


def test_a_sound_chain_gives_the_key_of_its_leaf() -> None:
    assert validate(SHIPPED, shipped_root()).public_numbers() == LEAF_NUMBERS


def signature_first(certificate: bytes) -> bytes:
    """The same certificate with its Signature before its Data."""
    content = element("Data").search(certificate)
    assert content
    return certificate.replace(content[0], b"").replace(b"</Certificate>", content[0] + b"</Certificate>")


TAKEN: dict[str, bytes] = {
    "a third certificate that is not the root's own (Q38)": issued(),
    "a third certificate that is the root's own (Q38)": issued(keys={2: ROOT}),
    "no declaration": SHIPPED[SHIPPED.index(b"?>") + 2 :],
    "a byte order mark": b"\xef\xbb\xbf" + SHIPPED,
    "version 2": swap('Version="2.0"', 'Version="2"')(SHIPPED),
    "version 2.1": swap('Version="2.0"', 'Version="2.1"')(SHIPPED),
    "version 10.0": swap('Version="2.0"', 'Version="10.0"')(SHIPPED),
    "other attributes (Q36)": issued(before=swap("<Data>", "<Data xmlns='urn:x' Id='d'>")),
    "a prefix (Q36)": issued(before=lambda content: re.sub(rb"<(/?)", rb"<\1c:", content)),
    "white space in Data, signed with it": issued(before=lambda content: content.replace(b"><", b">\r\n\t<")),
    "base64 in lines": issued(before=lambda content: re.sub(rb"([A-Za-z0-9+/=]{64})", rb"\1\n", content)),
    "a flag with white space": issued(before=swap("<EncryptKey>1<", "<EncryptKey> 1\n<")),
    "other features": issued(before=swap("<Features>", "<Features><Other/><Other>2</Other>")),
    "another child of Data": issued(before=swap("<SecurityLevel>", "<Other/><SecurityLevel>")),
    "no security level": issued(before=without("SecurityLevel")),
    "no manufacturer": issued(before=without("ManufacturerData")),
    "a signer without features": issued(1, before=without("Features")),
    "comments": issued(before=swap("<PublicKey>", "<!-- </Data> --><PublicKey>")),
    "Signature before Data": issued(1, after=signature_first),
    "something beside the certificates": swap('"2.0">', '"2.0"><Other/>')(SHIPPED),
}


@pytest.mark.parametrize("document", TAKEN.values(), ids=TAKEN)
def test_what_the_document_leaves_open_does_not_make_a_chain_wrong(document: bytes) -> None:
    assert validate(document, shipped_root()).public_numbers() == LEAF_NUMBERS


# What is not: one step broken, and every other one made to hold.


def resigned(scheme: Callable[[bytes], bytes]) -> Edit:
    """Puts another signature of Data into a leaf."""

    def replaced(certificate: bytes) -> bytes:
        content = element("Data").search(certificate)
        assert content
        return with_value("SignatureValue", scheme(content[0]))(certificate)

    return replaced


def redigested(certificate: bytes) -> bytes:
    """Another Data with its right digest, under the signature of the old one."""
    edited = swap("<SecurityLevel>0", "<SecurityLevel>1")(certificate)
    content = element("Data").search(edited)
    assert content
    return with_value("DigestValue", sha1(content[0]).digest())(edited)  # noqa: S324


def flipped(content: bytes) -> bytes:
    return bytes([content[0] ^ 1]) + content[1:]


def of_shipped(count: int) -> bytes:
    return collection((CERTIFICATES * 2)[:count])


def pss(salt: int) -> padding.PSS:
    return padding.PSS(padding.MGF1(SHA1()), salt)  # noqa: S303


DIGEST_OF_NOTHING = sha1(b"").digest()  # noqa: S324
MODULUS = big_endian(LEAF_NUMBERS.n, 256)
BROKEN: dict[str, tuple[Reason, bytes]] = {
    "another root element": (
        Reason.NOT_A_COLLECTION,
        SHIPPED.replace(b"CertificateCollection", b"Certificates"),
    ),
    "no version": (Reason.VERSION, swap(' Version="2.0"', "")(SHIPPED)),
    "version 1.9": (Reason.VERSION, swap('"2.0"', '"1.9"')(SHIPPED)),
    "a version that is no number": (Reason.VERSION, swap('"2.0"', '"2.x"')(SHIPPED)),
    "a version of other digits": (Reason.VERSION, swap('"2.0"', '"\uff12.0"')(SHIPPED)),
    "a version of many digits": (Reason.VERSION, swap('"2.0"', f'"{"9" * 5000}"')(SHIPPED)),
    "a version with a sign": (Reason.VERSION, swap('"2.0"', '"+2.0"')(SHIPPED)),
    **{f"{n} certificates": (Reason.CERTIFICATE_COUNT, of_shipped(n)) for n in (0, 1, 2, 4, 6)},
    "certificates in a certificate": (
        Reason.CERTIFICATE_COUNT,
        collection([b"<Certificate>" + SHIPPED[SHIPPED.index(b"?>") + 2 :] + b"</Certificate>"]),
    ),
    "the certificates the other way round": (
        Reason.MODULUS_LENGTH,
        collection(CERTIFICATES[::-1]),
    ),
    "the leaf twice": (
        Reason.ISSUER_KEY,
        collection([CERTIFICATES[0], CERTIFICATES[0], CERTIFICATES[2]]),
    ),
    "a leaf of 128 bytes": (Reason.MODULUS_LENGTH, issued(keys={0: other_key("leaf")})),
    "a leaf of 255 bytes (Q37)": (
        Reason.MODULUS_LENGTH,
        issued(before=with_value("Modulus", MODULUS[1:])),
    ),
    "a leaf of 257 bytes": (Reason.MODULUS_LENGTH, issued(before=with_value("Modulus", b"\0" + MODULUS))),
    "a leaf without digits": (Reason.MODULUS_LENGTH, issued(before=with_value("Modulus", b""))),
    "a signer of 128 bytes": (Reason.MODULUS_LENGTH, issued(keys={1: other_key("signer")})),
    "a third of 256 bytes": (Reason.MODULUS_LENGTH, issued(keys={2: SIGNER})),
    "a KeyInfo of 129 bytes": (
        Reason.MODULUS_LENGTH,
        issued(after=with_value("Modulus", b"\xff" * 129, nth=1)),
    ),
    "an exponent of 5 bytes": (
        Reason.EXPONENT_LENGTH,
        issued(before=with_value("Exponent", b"\0\0\1\0\1")),
    ),
    "no exponent": (Reason.EXPONENT_LENGTH, issued(2, before=with_value("Exponent", b""))),
    "a KeyInfo with an exponent of 5 bytes": (
        Reason.EXPONENT_LENGTH,
        issued(after=with_value("Exponent", b"\0\0\1\0\1", nth=1)),
    ),
    "an even modulus": (Reason.NOT_A_KEY, issued(before=with_value("Modulus", MODULUS[:-1] + b"\0"))),
    "a modulus of 2040 bits": (Reason.NOT_A_KEY, issued(before=with_value("Modulus", b"\0" + MODULUS[1:]))),
    "an exponent of 1": (Reason.NOT_A_KEY, issued(before=with_value("Exponent", b"\1"))),
    "an even exponent": (Reason.NOT_A_KEY, issued(before=with_value("Exponent", b"\1\0\0"))),
    "a KeyInfo of zeros": (Reason.NOT_A_KEY, issued(after=with_value("Modulus", bytes(128), nth=1))),
    "a leaf that signed itself": (
        Reason.ISSUER_KEY,
        collection([signed(data(LEAF.public_key(), LEAF_FLAGS), LEAF), *CERTIFICATES[1:]]),
    ),
    "a signer that another third signed": (
        Reason.ISSUER_KEY,
        issued(
            1, after=lambda _: signed(data(SIGNER.public_key(), SIGNER_FLAGS), other_key("another third"))
        ),
    ),
    "an exponent that is written longer than in KeyInfo": (
        Reason.ISSUER_KEY,
        issued(1, before=with_value("Exponent", b"\0\1\0\1")),
    ),
    "a leaf that may not encrypt": (Reason.ENCRYPT_KEY, issued(before=without("EncryptKey"))),
    "a leaf that may sign": (
        Reason.ENCRYPT_KEY,
        issued(before=lambda content: content.replace(b"EncryptKey", b"SignCertificate")),
    ),
    "a leaf for something else": (Reason.COPP_CERTIFICATE, issued(before=without("COPPCertificate"))),
    "a leaf that is for COPP as a usage": (
        Reason.COPP_CERTIFICATE,
        issued(before=lambda _: data(LEAF.public_key(), ("KeyUsage/EncryptKey", "KeyUsage/COPPCertificate"))),
    ),
    "a signer that may not sign": (Reason.SIGN_CERTIFICATE, issued(1, before=without("SignCertificate"))),
    "a third that may not sign": (Reason.SIGN_CERTIFICATE, issued(2, before=without("SignCertificate"))),
    "a leaf as a signer": (
        Reason.SIGN_CERTIFICATE,
        issued(1, before=lambda _: data(SIGNER.public_key(), LEAF_FLAGS)),
    ),
    **{
        f"a flag that is {text!r}": (
            Reason.ENCRYPT_KEY,
            issued(before=swap("<EncryptKey>1<", f"<EncryptKey>{text}<")),
        )
        for text in ("", "0", "2", "true", "01", "-1", "1 1", "\u0661", "\u00a01", "1<x/>")
    },
    "a digest of something else": (Reason.DIGEST, issued(after=with_value("DigestValue", DIGEST_OF_NOTHING))),
    "a digest cut short": (Reason.DIGEST, issued(2, after=with_value("DigestValue", DIGEST_OF_NOTHING[:19]))),
    "no digest": (Reason.DIGEST, issued(after=with_value("DigestValue", b""))),
    "a digest in hexadecimal": (
        Reason.DIGEST,
        issued(after=lambda c: with_value("DigestValue", value(c, "DigestValue").hex().encode())(c)),
    ),
    "a Data that was changed": (
        Reason.DIGEST,
        issued(1, after=swap("<SecurityLevel>0", "<SecurityLevel>1")),
    ),
    "a space in a tag of Data": (Reason.DIGEST, issued(after=swap("</Data>", "</Data >"))),
    "a Data that was changed, with its digest": (Reason.SIGNATURE, issued(after=redigested)),
    "a signature with salt": (
        Reason.SIGNATURE,
        issued(after=resigned(lambda content: SIGNER.sign(content, pss(20), SHA1()))),  # noqa: S303
    ),
    "a signature with SHA-256": (
        Reason.SIGNATURE,
        issued(after=resigned(lambda c: SIGNER.sign(c, padding.PSS(padding.MGF1(SHA256()), 0), SHA256()))),
    ),
    "a signature of the older scheme": (
        Reason.SIGNATURE,
        issued(after=resigned(lambda c: SIGNER.sign(c, padding.PKCS1v15(), SHA1()))),  # noqa: S303
    ),
    "a signature with another key": (
        Reason.SIGNATURE,
        issued(after=resigned(lambda content: LEAF.sign(content, pss(0), SHA1()))),  # noqa: S303
    ),
    "a signature that was changed": (
        Reason.SIGNATURE,
        issued(2, after=lambda c: with_value("SignatureValue", flipped(value(c, "SignatureValue")))(c)),
    ),
    "a signature backwards": (
        Reason.SIGNATURE,
        issued(after=lambda c: with_value("SignatureValue", value(c, "SignatureValue")[::-1])(c)),
    ),
    "a signature with a zero before it": (
        Reason.SIGNATURE,
        issued(after=lambda c: with_value("SignatureValue", b"\0" + value(c, "SignatureValue"))(c)),
    ),
    "no signature": (Reason.SIGNATURE, issued(1, after=with_value("SignatureValue", b""))),
    "another root": (Reason.ROOT_KEY, issued(keys={3: other_key("root")})),
    "a third that signed itself": (Reason.ROOT_KEY, issued(keys={3: other_key("third")})),
    "a third that a long key signed": (Reason.ROOT_KEY, issued(keys={3: LEAF})),
    "a value with a star": (
        Reason.NOT_BASE_64,
        issued(before=swap("<Exponent>AQAB", "<Exponent>AQ*B")),
    ),
    "a value that is not ASCII": (
        Reason.NOT_BASE_64,
        issued(before=swap("<Exponent>AQAB", "<Exponent>AQÄB")),
    ),
    "a value without its padding": (
        Reason.NOT_BASE_64,
        issued(after=lambda c: c.replace(b"=</SignatureValue>", b"</SignatureValue>")),
    ),
    "a value with elements": (
        Reason.NOT_BASE_64,
        issued(before=swap("<Exponent>AQAB", "<Exponent>AQ<x/>AB")),
    ),
}
"""Each chain has its reason, and no other step of it fails before."""


@pytest.mark.parametrize(("reason", "document"), BROKEN.values(), ids=BROKEN)
def test_a_chain_with_one_step_broken_is_refused_for_that_step(reason: Reason, document: bytes) -> None:
    assert refusal(document).reason is reason


IN_DATA = ("PublicKey", "KeyUsage", "KeyValue", "RSAKeyValue", "Modulus", "Exponent")
IN_SIGNATURE = ("SignedInfo", "Reference", "DigestValue", "SignatureValue", "KeyInfo")
NEEDED = [
    *((name, place) for name in (*IN_DATA, "Data", "Signature", *IN_SIGNATURE) for place in range(3)),
    ("Features", 0),
]
"""Elements that a step needs, each in the certificate of each place."""
MAY_BE_LEFT_OUT = [
    *((name, place) for name in ("SecurityLevel", "ManufacturerData") for place in range(3)),
    ("Features", 1),
    ("Features", 2),
    ("EncryptKey", 0),
    ("COPPCertificate", 0),
    ("SignCertificate", 1),
    ("SignCertificate", 2),
]
"""Elements whose absence is allowed, or is a flag that is not set."""


def edited(name: str, place: int, edit: Edit) -> bytes:
    """A chain in which Data is signed as edited; what is no part of Data is edited afterwards."""
    if name in {"Data", "Signature", *IN_SIGNATURE}:
        return issued(place, after=edit)
    return issued(place, before=edit)


@pytest.mark.parametrize(("name", "place"), NEEDED)
def test_a_chain_without_an_element_that_a_step_needs_is_refused(name: str, place: int) -> None:
    assert refusal(edited(name, place, without(name))).reason is Reason.MISSING_ELEMENT


@pytest.mark.parametrize(("name", "place"), NEEDED + MAY_BE_LEFT_OUT)
def test_a_chain_that_has_an_element_twice_is_refused(name: str, place: int) -> None:
    assert refusal(edited(name, place, twice(name))).reason is Reason.DUPLICATED_ELEMENT


def test_a_child_of_data_that_no_step_knows_must_not_be_there_twice_either() -> None:
    document = issued(2, before=swap("<SecurityLevel>", "<Other/><x:Other/><SecurityLevel>"))
    error = refusal(document)
    assert error.reason is Reason.DUPLICATED_ELEMENT
    assert str(error) == "Data of the third certificate has 2 elements 'Other' (COPP-453)"


def test_of_two_steps_that_fail_the_earlier_one_is_named() -> None:
    both = issued(0, after=with_value("DigestValue", DIGEST_OF_NOTHING), keys={3: other_key("root")})
    assert refusal(both).reason is Reason.DIGEST
    assert refusal(swap(' Version="2.0"', "")(both)).reason is Reason.VERSION


@pytest.mark.parametrize("place", range(3))
def test_a_chain_with_any_one_byte_of_data_changed_is_refused(place: int) -> None:
    start = SHIPPED.index(CERTIFICATES[place])
    content = element("Data").search(SHIPPED, start)
    assert content
    for at in range(content.start(), content.end()):
        damaged = bytearray(SHIPPED)
        damaged[at] ^= 1
        refusal(bytes(damaged))


def test_a_chain_cut_off_anywhere_is_no_xml() -> None:
    for length in range(0, len(SHIPPED), 7):
        assert refusal(SHIPPED[:length]).reason is Reason.NOT_XML
    assert refusal(SHIPPED[:-1]).reason is Reason.NOT_XML


# Roots.


def test_the_published_root_has_1024_bits_and_the_usual_exponent() -> None:
    modulus = big_endian(PUBLISHED_ROOT.n, 128)
    assert (modulus[:6].hex(), modulus[-6:].hex()) == ("a63a1e58b493", "15fc0bba13e1")
    assert PUBLISHED_ROOT.e == 65537
    assert PUBLISHED_ROOT.public_key().key_size == 1024


@pytest.mark.parametrize(
    "root",
    [PUBLISHED_ROOT, other_key("root").public_key().public_numbers(), LEAF_NUMBERS],
    ids=["published", "another", "long"],
)
def test_the_shipped_chain_does_not_lead_to_another_root(root: RSAPublicNumbers) -> None:
    with pytest.raises(InvalidCertificate) as raised:
        validate(SHIPPED, root)
    assert raised.value.reason is Reason.ROOT_KEY


# Revocation.

DIGESTS = [each.digest for each in certificates_of(SHIPPED, CHAIN, fewest=3)]


def test_a_certificate_is_known_by_its_digest_value() -> None:
    assert [value(certificate, "DigestValue") for certificate in CERTIFICATES] == DIGESTS


@pytest.mark.parametrize(
    ("listed", "lost"),
    [
        ([0], "the leaf is revoked; so these are lost: the leaf"),
        ([1], "the vendor's signer is revoked; so these are lost: the leaf, the vendor's signer"),
        ([0, 1], "the vendor's signer is revoked; so these are lost: the leaf, the vendor's signer"),
        (
            [2],
            "the third certificate is revoked; so these are lost: the leaf, the vendor's signer, the third",
        ),
    ],
)
def test_a_listed_certificate_takes_those_below_it_along(listed: list[int], lost: str) -> None:
    error = refusal(SHIPPED, frozenset(DIGESTS[index] for index in listed))
    assert error.reason is Reason.REVOKED
    assert str(error).startswith(lost)


def test_a_chain_of_which_nothing_is_listed_is_taken() -> None:
    others = frozenset([DIGEST_OF_NOTHING, *(digest[::-1] for digest in DIGESTS)])
    assert validate(SHIPPED, shipped_root(), others).public_numbers() == LEAF_NUMBERS


def test_a_chain_that_is_invalid_is_not_looked_up_in_the_list() -> None:
    assert refusal(issued(keys={3: other_key("root")}), frozenset(DIGESTS)).reason is Reason.ROOT_KEY


# Anything at all.


@given(
    start=st.integers(0, len(SHIPPED)),
    length=st.integers(0, 40),
    instead=st.binary(max_size=20)
    | st.sampled_from([b" ", b"<", b"</Data>", b"<Data>", b"&lt;", b"<!--", b"1", b"="]),
)
@example(start=len(SHIPPED), length=0, instead=b"\n")
@example(start=0, length=0, instead=b" ")
def test_a_damaged_chain_gives_the_key_of_its_leaf_or_an_invalid_certificate(
    start: int, length: int, instead: bytes
) -> None:
    damaged = SHIPPED[:start] + instead + SHIPPED[start + length :]
    with suppress(InvalidCertificate):
        assert validate(damaged, shipped_root()).public_numbers() == LEAF_NUMBERS


@given(
    first=st.integers(0, len(SHIPPED)),
    second=st.integers(0, len(SHIPPED)),
    third=st.integers(0, len(SHIPPED)),
)
def test_a_chain_whose_parts_are_moved_about_gives_that_key_or_an_invalid_certificate(
    first: int, second: int, third: int
) -> None:
    a, b, c = sorted((first, second, third))
    with suppress(InvalidCertificate):
        moved = SHIPPED[:a] + SHIPPED[b:c] + SHIPPED[a:b] + SHIPPED[c:]
        assert validate(moved, shipped_root()).public_numbers() == LEAF_NUMBERS
    with suppress(InvalidCertificate):
        repeated = SHIPPED[:c] + SHIPPED[a:b] + SHIPPED[c:]
        assert validate(repeated, shipped_root()).public_numbers() == LEAF_NUMBERS
