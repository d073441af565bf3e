"""A revocation list counts if the root's own delegate signed it; a damaged one counts for nothing."""

import struct
from collections.abc import Callable
from contextlib import suppress
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA1
from hypothesis import given
from hypothesis import strategies as st

from coppspec.driver.certificate import CHAIN
from coppspec.driver.certificate_xml import LONGEST_CHAIN, InvalidCertificate, Reason
from coppspec.driver.certificates import PUBLISHED_ROOT, certificates_of, validate
from coppspec.driver.identity import KEY_FILES, shipped_identity, shipped_key, shipped_root
from coppspec.driver.issuing import (
    LIST_SIGNER_FLAGS,
    SIGNER_FLAGS,
    collection,
    data,
    list_sections,
    revocation_list,
    signed,
    signed_list,
)
from coppspec.driver.revocation import (
    LONGEST_LIST,
    RevocationList,
    SaltLength,
    newest,
    parse_sections,
    verify,
)

LEAF, SIGNER, ROOT = (shipped_key(name) for name in KEY_FILES)
SHIPPED = shipped_identity().certificates
DIGESTS = [bytes([number]) * 20 for number in range(1, 4)]


@cache
def other_key(name: str, exponent: int = 65537) -> RSAPrivateKey:
    """A key of 1024 bits that no shipped certificate has; each name has its own."""
    assert name
    return generate_private_key(exponent, 1024)  # noqa: S505  the format's own length


SIGNS = other_key("list")
CERTIFICATE = signed(data(SIGNS.public_key(), LIST_SIGNER_FLAGS), ROOT)
ROOTS_OWN = signed(data(ROOT.public_key(), SIGNER_FLAGS), ROOT)
SOUND = revocation_list(7, DIGESTS, SIGNS, ROOT)
SECTIONS = parse_sections(SOUND)


def with_chain(*certificates: bytes, signer: RSAPrivateKey = SIGNS) -> bytes:
    """A list with these certificates, signed."""
    return signed_list(list_sections(7, DIGESTS, collection(certificates)), signer)


def with_signature(signature: bytes, kind: int = 2) -> bytes:
    """The sound list's sections with something else behind them."""
    return SECTIONS.signed + struct.pack(">BH", kind, len(signature)) + signature


def refusal(content: bytes, salt_length: SaltLength = "zero") -> InvalidCertificate:
    with pytest.raises(InvalidCertificate) as raised:
        verify(content, shipped_root(), salt_length)
    assert "\n" not in str(raised.value)
    return raised.value


def test_a_sound_list_gives_its_version_and_its_digests() -> None:
    assert verify(SOUND, shipped_root()) == RevocationList(7, frozenset(DIGESTS))


def test_a_list_may_be_empty() -> None:
    empty = revocation_list(0, [], SIGNS, ROOT)
    assert verify(empty, shipped_root()) == RevocationList(0, frozenset())


def test_the_roots_own_certificate_may_be_sent_along() -> None:
    assert verify(with_chain(CERTIFICATE, ROOTS_OWN), shipped_root()).version == 7


def test_the_root_itself_may_sign_a_list_if_a_certificate_of_its_own_says_so() -> None:
    own = signed(data(ROOT.public_key(), LIST_SIGNER_FLAGS), ROOT)
    assert verify(with_chain(own, signer=ROOT), shipped_root()).version == 7


@pytest.mark.parametrize("place", range(3))
def test_a_verified_list_revokes_a_chain(place: int) -> None:
    digest = certificates_of(SHIPPED, CHAIN, fewest=3)[place].digest
    listed = verify(revocation_list(1, [*DIGESTS, digest], SIGNS, ROOT), shipped_root())
    with pytest.raises(InvalidCertificate) as raised:
        validate(SHIPPED, shipped_root(), listed.digests)
    assert raised.value.reason is Reason.REVOKED
    validate(SHIPPED, shipped_root(), verify(SOUND, shipped_root()).digests)


def test_the_newest_list_is_kept_and_of_equals_the_one_that_was_there() -> None:
    old, new = RevocationList(1, frozenset()), RevocationList(2, frozenset(DIGESTS))
    again = RevocationList(2, frozenset())
    assert newest([old, new]) is newest([new, old]) is new
    assert newest([new, again]) is new
    assert newest([again, new]) is again
    assert newest([]) is None


# Salt (Q39).

SALTED = [0, 1, 20, 64]


def salted(length: int) -> bytes:
    scheme = padding.PSS(padding.MGF1(SHA1()), length)  # noqa: S303
    return with_signature(SIGNS.sign(SECTIONS.signed, scheme, SHA1()))  # noqa: S303


@pytest.mark.parametrize("length", SALTED)
def test_a_signature_with_any_salt_is_taken_if_any_may_be(length: int) -> None:
    assert verify(salted(length), shipped_root(), "any").version == 7


@pytest.mark.parametrize("length", SALTED[1:])
def test_a_signature_with_salt_is_refused_unless_any_may_be(length: int) -> None:
    assert refusal(salted(length)).reason is Reason.LIST_SIGNATURE


# Damage.


def number_at(at: int, number: int) -> bytes:
    """The sound list with another number of four bytes there."""
    return SOUND[:at] + struct.pack(">I", number) + SOUND[at + 4 :]


def resigned(certificate: bytes, edit: Callable[[bytes], bytes]) -> bytes:
    """A list whose certificate was changed after it was signed; the list is signed after that."""
    changed = edit(certificate)
    assert changed != certificate
    return with_chain(changed)


CERTIFICATE_LENGTH_AT = 8 + 20 * len(DIGESTS)
INTERMEDIATE = signed(data(SIGNS.public_key(), LIST_SIGNER_FLAGS), other_key("third"))
THIRD = signed(data(other_key("third").public_key(), SIGNER_FLAGS), ROOT)
ODD = other_key("odd exponent", 3)
BROKEN: dict[str, tuple[Reason, bytes]] = {
    "nothing": (Reason.LIST_TRUNCATED, b""),
    "half a header": (Reason.LIST_TRUNCATED, SOUND[:7]),
    "a header alone": (Reason.LIST_TRUNCATED, SOUND[:8]),
    "half an entry": (Reason.LIST_TRUNCATED, SOUND[:38]),
    "half a signature": (Reason.LIST_TRUNCATED, SOUND[:-64]),
    "one byte missing": (Reason.LIST_TRUNCATED, SOUND[:-1]),
    "no signature": (Reason.LIST_TRUNCATED, SECTIONS.signed),
    "a count of four thousand million": (Reason.LIST_TRUNCATED, number_at(4, 0xFFFFFFFF)),
    "a count of one more than fits": (Reason.LIST_TRUNCATED, number_at(4, len(SOUND) // 20)),
    "a certificate of four thousand million bytes": (
        Reason.LIST_TRUNCATED,
        number_at(CERTIFICATE_LENGTH_AT, 0xFFFFFFFF),
    ),
    "a byte behind the end": (Reason.LIST_TRAILING_BYTES, SOUND + b"\0"),
    "two lists": (Reason.LIST_TRAILING_BYTES, SOUND * 2),
    "huge": (Reason.TOO_LONG, bytes(LONGEST_LIST + 1)),
    "a huge certificate": (
        Reason.TOO_LONG,
        signed_list(list_sections(7, DIGESTS, bytes(LONGEST_CHAIN + 1)), SIGNS),
    ),
    "all zeros": (Reason.LIST_SIGNATURE_TYPE, bytes(15)),
    **{
        f"type {kind}": (Reason.LIST_SIGNATURE_TYPE, with_signature(SECTIONS.signature, kind))
        for kind in (0, 1, 3, 255)
    },
    "no certificate": (Reason.CERTIFICATE_COUNT, with_chain()),
    "three certificates": (Reason.CERTIFICATE_COUNT, with_chain(CERTIFICATE, ROOTS_OWN, ROOTS_OWN)),
    "a certificate that ends in a zero byte": (
        Reason.NOT_UTF_8,
        signed_list(list_sections(7, DIGESTS, collection([CERTIFICATE]) + b"\0"), SIGNS),
    ),
    "a certificate with a document type": (
        Reason.DOCUMENT_TYPE,
        signed_list(list_sections(7, DIGESTS, b"<!DOCTYPE a><a/>"), SIGNS),
    ),
    "the chain of a driver": (
        Reason.CERTIFICATE_COUNT,
        signed_list(list_sections(7, DIGESTS, SHIPPED), LEAF),
    ),
    "a certificate of another root": (
        Reason.LIST_SIGNER,
        revocation_list(7, DIGESTS, SIGNS, other_key("root")),
    ),
    "a certificate that signed itself": (Reason.LIST_SIGNER, revocation_list(7, DIGESTS, SIGNS, SIGNS)),
    "a certificate that the root signed at one remove": (Reason.LIST_SIGNER, with_chain(INTERMEDIATE, THIRD)),
    "a certificate followed by one that did not sign it": (
        Reason.ISSUER_KEY,
        with_chain(CERTIFICATE, THIRD),
    ),
    "a root's own certificate that another key signed": (
        Reason.ROOT_KEY,
        with_chain(CERTIFICATE, signed(data(ROOT.public_key(), SIGNER_FLAGS), other_key("root"))),
    ),
    "a certificate that may sign certificates only": (
        Reason.SIGN_CRL,
        with_chain(signed(data(SIGNS.public_key(), SIGNER_FLAGS), ROOT)),
    ),
    "a SignCRL of 0": (
        Reason.SIGN_CRL,
        with_chain(signed(data(SIGNS.public_key(), LIST_SIGNER_FLAGS).replace(b"CRL>1<", b"CRL>0<"), ROOT)),
    ),
    "a SignCRL that was added afterwards": (
        Reason.DIGEST,
        resigned(
            signed(data(SIGNS.public_key(), SIGNER_FLAGS), ROOT),
            lambda c: c.replace(b"SignCertificate", b"SignCRL"),
        ),
    ),
    "a certificate with another's signature": (
        Reason.SIGNATURE,
        resigned(
            CERTIFICATE,
            lambda c: c[: c.index(b"<SignatureValue>")] + ROOTS_OWN[ROOTS_OWN.index(b"<SignatureValue>") :],
        ),
    ),
    "a key of 256 bytes": (Reason.MODULUS_LENGTH, revocation_list(7, DIGESTS, SIGNER, ROOT)),
    "a key with the exponent 3": (Reason.LIST_EXPONENT, revocation_list(7, DIGESTS, ODD, ROOT)),
    "a signature by the root instead": (
        Reason.LIST_SIGNATURE,
        signed_list(SECTIONS.signed, ROOT),
    ),
    "an empty signature": (Reason.LIST_SIGNATURE, with_signature(b"")),
    "a signature with a zero before it": (Reason.LIST_SIGNATURE, with_signature(b"\0" + SECTIONS.signature)),
    "another version": (Reason.LIST_SIGNATURE, number_at(0, 8)),
    "another digest": (Reason.LIST_SIGNATURE, SOUND[:8] + bytes([SOUND[8] ^ 1]) + SOUND[9:]),
    "a signature of the entries alone": (
        Reason.LIST_SIGNATURE,
        with_signature(signed_list(SOUND[:CERTIFICATE_LENGTH_AT], SIGNS)[-128:]),
    ),
}


@pytest.mark.parametrize(("reason", "content"), BROKEN.values(), ids=BROKEN)
def test_a_list_with_one_thing_wrong_is_refused_for_that(reason: Reason, content: bytes) -> None:
    assert refusal(content).reason is reason


def test_a_list_does_not_count_under_the_published_root() -> None:
    with pytest.raises(InvalidCertificate) as raised:
        verify(SOUND, PUBLISHED_ROOT)
    assert raised.value.reason is Reason.LIST_SIGNER


def test_a_list_cut_off_anywhere_is_refused_as_such() -> None:
    for length in range(len(SOUND)):
        assert refusal(SOUND[:length]).reason is Reason.LIST_TRUNCATED


def test_a_list_of_the_greatest_length_is_read() -> None:
    count = (LONGEST_LIST - len(SOUND)) // 20
    digests = [struct.pack(">Q", number).rjust(20, b"\0") for number in range(count)]
    assert len(verify(revocation_list(1, digests, SIGNS, ROOT), shipped_root()).digests) == count


@given(
    start=st.integers(0, len(SOUND)),
    length=st.integers(0, 40),
    instead=st.binary(max_size=20),
    salt_length=st.sampled_from(["zero", "any"]),
)
def test_a_damaged_list_is_the_same_list_or_an_invalid_certificate(
    start: int, length: int, instead: bytes, salt_length: SaltLength
) -> None:
    damaged = SOUND[:start] + instead + SOUND[start + length :]
    with suppress(InvalidCertificate):
        assert verify(damaged, shipped_root(), salt_length) == RevocationList(7, frozenset(DIGESTS))


@given(content=st.binary(max_size=300))
def test_no_other_bytes_are_a_list(content: bytes) -> None:
    refusal(content)
