"""A public key is read from the shipped chain, and everything that is no chain is refused in words."""

from base64 import b64encode
from contextlib import suppress
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coppspec.driver.certificate_xml import LONGEST_CHAIN, Reason
from coppspec.driver.certificates import PUBLISHED_ROOT, validate
from coppspec.driver.identity import (
    KEY_FILES,
    InvalidCertificate,
    public_key,
    shipped_identity,
    shipped_key,
    shipped_root,
)

SHIPPED = shipped_identity()
MODULUS = SHIPPED.key.public_key().public_numbers().n.to_bytes(256, "big")
EXPONENT = b"\x01\x00\x01"


def certificate(modulus: bytes | None = MODULUS, exponent: bytes | None = EXPONENT) -> bytes:
    """A certificate that shows a key and no more; None leaves an element out."""
    parts = "".join(
        f"<{name}>{b64encode(value).decode()}</{name}>"
        for name, value in (("Modulus", modulus), ("Exponent", exponent))
        if value is not None
    )
    key = f"<PublicKey><KeyValue><RSAKeyValue>{parts}</RSAKeyValue></KeyValue></PublicKey>"
    return f"<Certificate><Data>{key}</Data></Certificate>".encode()


def chain(*certificates: bytes, head: bytes = b"") -> bytes:
    inner = b"".join(certificates)
    return head + b'<CertificateCollection Version="2.0">' + inner + b"</CertificateCollection>"


def test_the_shipped_chain_shows_the_shipped_key() -> None:
    shown = public_key(SHIPPED.certificates)
    assert shown.public_numbers() == SHIPPED.key.public_key().public_numbers()
    assert shown.key_size == 2048


def test_the_shipped_chain_is_valid_under_the_shipped_root() -> None:
    validated = validate(SHIPPED.certificates, shipped_root())
    assert validated.public_numbers() == SHIPPED.key.public_key().public_numbers()


def test_the_shipped_root_is_not_the_published_one() -> None:
    assert shipped_root() == shipped_key("test_root_key").public_key().public_numbers()
    assert shipped_root() != PUBLISHED_ROOT


def test_the_first_certificate_of_a_chain_is_the_one_that_counts() -> None:
    both = chain(certificate(), certificate(modulus=b"\xff" * 256))
    assert public_key(both).public_numbers() == SHIPPED.key.public_key().public_numbers()


def test_a_key_is_read_whoever_signed_its_certificate_or_nobody() -> None:
    assert public_key(chain(certificate())).public_numbers().e == 65537
    other_root = SHIPPED.certificates.replace(b"<SignatureValue>", b"<SignatureValue>AAAA")
    assert public_key(other_root).public_numbers() == SHIPPED.key.public_key().public_numbers()


def test_the_shipped_identity_is_read_once() -> None:
    assert shipped_identity() is SHIPPED
    assert shipped_key("test_key") is SHIPPED.key


@pytest.mark.parametrize(
    ("name", "bits"), [("test_key", 2048), ("test_signer_key", 2048), ("test_root_key", 1024)]
)
def test_a_key_file_says_that_it_is_a_test_key(name: str, bits: int) -> None:
    text = files("coppspec.driver").joinpath(f"{name}.pem").read_text(encoding="ascii")
    assert text.startswith(
        "TEST KEY: published with coppspec, known to everybody, protects nothing.\n-----BEGIN"
    )
    assert shipped_key(name).key_size == bits


def test_each_shipped_certificate_says_that_it_is_for_tests() -> None:
    assert SHIPPED.certificates.count(b"<ManufacturerData>coppspec TEST certificate</ManufacturerData>") == 3


def test_no_key_file_is_there_that_is_not_named() -> None:
    found = {each.name for each in files("coppspec.driver").iterdir() if each.name.endswith(".pem")}
    assert found == {f"{name}.pem" for name in KEY_FILES}


REFUSED: dict[str, tuple[bytes, Reason, str]] = {
    "too long": (
        bytes(LONGEST_CHAIN + 1),
        Reason.TOO_LONG,
        "a chain of 65537 bytes; at most 65536 are read",
    ),
    "empty": (b"", Reason.NOT_XML, "the chain is no XML document: no element found"),
    "random bytes": (b"\x00\xff\xfe\x01", Reason.NOT_UTF_8, "the chain is no XML document in UTF-8"),
    "cut off": (SHIPPED.certificates[:-1], Reason.NOT_XML, "the chain is no XML document"),
    "two documents": (
        chain(certificate()) * 2,
        Reason.NOT_XML,
        "the chain is no XML document: junk after document element",
    ),
    "a document type": (
        chain(certificate(), head=b"<!DOCTYPE CertificateCollection>"),
        Reason.DOCUMENT_TYPE,
        "the chain has a document type",
    ),
    "an entity bomb": (
        chain(certificate(), head=b'<!DOCTYPE bomb [<!ENTITY a "&b;&b;"><!ENTITY b "&a;&a;">]>'),
        Reason.DOCUMENT_TYPE,
        "the chain has a document type, 'bomb'",
    ),
    "another encoding": (
        chain(certificate(), head=b'<?xml version="1.0" encoding="gbk"?>'),
        Reason.NOT_UTF_8,
        "the chain is no XML document in UTF-8, but in 'gbk'",
    ),
    "no certificate": (chain(), Reason.CERTIFICATE_COUNT, "the chain has 0 certificates, not 1 to 3"),
    "no version": (
        chain(certificate()).replace(b' Version="2.0"', b""),
        Reason.VERSION,
        "the chain has version '', not 2.0 or later",
    ),
    "no modulus": (
        chain(certificate(modulus=None)),
        Reason.MISSING_ELEMENT,
        "PublicKey of the leaf has no Modulus",
    ),
    "no exponent": (
        chain(certificate(exponent=None)),
        Reason.MISSING_ELEMENT,
        "PublicKey of the leaf has no Exponent",
    ),
    "an empty exponent": (
        chain(certificate(exponent=b"")),
        Reason.EXPONENT_LENGTH,
        "the Exponent of the leaf has 0 bytes, not 1 to 4",
    ),
    "a modulus that is no base64": (
        chain(certificate()).replace(b"<Modulus>", b"<Modulus>*"),
        Reason.NOT_BASE_64,
        "the Modulus of the leaf is no base64",
    ),
    "an exponent that is not ASCII": (
        chain(certificate()).replace(b"<Exponent>", "<Exponent>ä".encode()),
        Reason.NOT_BASE_64,
        "the Exponent of the leaf is no base64",
    ),
    "a short modulus": (
        chain(certificate(modulus=MODULUS[:128])),
        Reason.MODULUS_LENGTH,
        "the Modulus of the leaf has 128 bytes, not 256",
    ),
    "a long modulus": (
        chain(certificate(modulus=b"\0" + MODULUS)),
        Reason.MODULUS_LENGTH,
        "the Modulus of the leaf has 257 bytes, not 256",
    ),
    "a modulus of 2040 bits or fewer": (
        chain(certificate(modulus=b"\0" + MODULUS[1:])),
        Reason.NOT_A_KEY,
        "a Modulus of the leaf is no odd number of 2048 bits",
    ),
    "an even modulus": (
        chain(certificate(modulus=MODULUS[:-1] + b"\0")),
        Reason.NOT_A_KEY,
        "a Modulus of the leaf is no odd number of 2048 bits",
    ),
    "a long exponent": (
        chain(certificate(exponent=b"\x01" * 5)),
        Reason.EXPONENT_LENGTH,
        "the Exponent of the leaf has 5 bytes, not 1 to 4",
    ),
    "an even exponent": (
        chain(certificate(exponent=b"\x02")),
        Reason.NOT_A_KEY,
        "the leaf shows no RSA key",
    ),
    "an exponent of 1": (
        chain(certificate(exponent=b"\x01")),
        Reason.NOT_A_KEY,
        "the leaf shows no RSA key",
    ),
}


@pytest.mark.parametrize(("certificates", "reason", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_chain_is_refused_in_words(certificates: bytes, reason: Reason, said: str) -> None:
    with pytest.raises(InvalidCertificate) as raised:
        public_key(certificates)
    assert raised.value.reason is reason
    assert str(raised.value).startswith(said)
    assert "\n" not in str(raised.value)


@given(certificates=st.binary(max_size=300) | st.text(alphabet="<>/=&;\"' aM", max_size=60).map(str.encode))
def test_nothing_else_is_a_chain(certificates: bytes) -> None:
    with pytest.raises(InvalidCertificate):
        public_key(certificates)


@given(at=st.integers(0, len(SHIPPED.certificates) - 1), byte=st.integers(0, 255))
def test_a_damaged_chain_shows_a_key_of_2048_bits_or_none(at: int, byte: int) -> None:
    damaged = bytearray(SHIPPED.certificates)
    damaged[at] = byte
    with suppress(InvalidCertificate):
        assert public_key(bytes(damaged)).key_size == 2048
