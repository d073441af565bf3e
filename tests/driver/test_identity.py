"""A public key is read from the shipped chain, and everything that is no chain is refused in words."""

import time
from base64 import b64encode
from contextlib import suppress
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coppspec.driver.identity import (
    LONGEST_CHAIN,
    InvalidCertificate,
    leaf_certificate,
    public_key,
    shipped_identity,
)

SHIPPED = shipped_identity()
MODULUS = SHIPPED.key.public_key().public_numbers().n.to_bytes(256, "big")
EXPONENT = b"\x01\x00\x01"


def chain(modulus: bytes | None = MODULUS, exponent: bytes | None = EXPONENT, head: str = "") -> bytes:
    """A collection of one certificate, with what is given; None leaves an element out."""
    parts = "".join(
        f"<{name}>{b64encode(value).decode()}</{name}>"
        for name, value in (("Modulus", modulus), ("Exponent", exponent))
        if value is not None
    )
    key = f"<PublicKey><RSAKeyValue>{parts}</RSAKeyValue></PublicKey>"
    return (
        f"{head}<CertificateCollection><Certificate><Data>{key}</Data></Certificate></CertificateCollection>"
    ).encode()


def test_the_shipped_chain_shows_the_shipped_key() -> None:
    shown = public_key(SHIPPED.certificates)
    assert shown.public_numbers() == SHIPPED.key.public_key().public_numbers()
    assert shown.key_size == 2048


def test_a_leaf_certificate_shows_the_key_that_it_was_made_for() -> None:
    shown = public_key(leaf_certificate(SHIPPED.key.public_key()))
    assert shown.public_numbers() == SHIPPED.key.public_key().public_numbers()


def test_the_first_certificate_of_a_chain_is_the_one_that_counts() -> None:
    other = chain(modulus=b"\xff" * 256)
    first, second = (each.split(b"<CertificateCollection>")[1] for each in (chain(), other))
    both = b"<CertificateCollection>" + first.replace(b"</CertificateCollection>", b"") + second
    assert public_key(both).public_numbers() == SHIPPED.key.public_key().public_numbers()


def test_the_shipped_identity_is_read_once() -> None:
    assert shipped_identity() is SHIPPED


def test_the_key_file_says_that_it_is_a_test_key() -> None:
    text = files("coppspec.driver").joinpath("test_key.pem").read_text(encoding="ascii")
    before = text.split("-----BEGIN", maxsplit=1)[0].lower()
    assert "test" in before


BOMB = (
    '<!DOCTYPE bomb [<!ENTITY a0 "0">'
    + "".join(f'<!ENTITY a{depth} "{f"&a{depth - 1};" * 10}">' for depth in range(1, 30))
    + "]>"
)
REFUSED: dict[str, tuple[bytes, str]] = {
    "too long": (bytes(LONGEST_CHAIN + 1), "a chain of 65537 bytes; at most 65536 are read"),
    "empty": (b"", "the chain is no XML document: no element found"),
    "random bytes": (b"\x00\xff\xfe\x01", "the chain is no XML document"),
    "cut off": (SHIPPED.certificates[:-1], "the chain is no XML document"),
    "two documents": (SHIPPED.certificates * 2, "the chain is no XML document: junk after document element"),
    "an entity that nobody declared": (chain(head="").replace(b"<Data>", b"<Data>&x;"), "no XML document"),
    "a document type": (chain(head="<!DOCTYPE CertificateCollection>"), "the chain has a document type"),
    "a document type elsewhere": (chain(head='<!DOCTYPE c SYSTEM "file:///etc/passwd">'), "document type"),
    "an entity bomb": (chain(head=BOMB), "the chain has a document type, 'bomb'"),
    "no certificate": (b"<CertificateCollection/>", "no Certificate/Data/PublicKey/RSAKeyValue"),
    "no modulus": (
        chain(modulus=None),
        "the Modulus of the first certificate has 0 bytes; 1 to 256 are read",
    ),
    "no exponent": (chain(exponent=None), "the Exponent of the first certificate has 0 bytes"),
    "an empty exponent": (chain(exponent=b""), "the Exponent of the first certificate has 0 bytes"),
    "a modulus that is no base64": (chain().replace(b"<Modulus>", b"<Modulus>*"), "is no base64"),
    "an exponent that is not ASCII": (chain().replace(b"<Exponent>", "<Exponent>ä".encode()), "no base64"),
    "a short modulus": (
        chain(modulus=MODULUS[:128]),
        "the Modulus of the first certificate is no odd number",
    ),
    "a long modulus": (chain(modulus=b"\0" + MODULUS), "the Modulus of the first certificate has 257 bytes"),
    "a long exponent": (chain(exponent=b"\x01" * 5), "the Exponent of the first certificate has 5 bytes"),
    "an even exponent": (chain(exponent=b"\x02"), "the first certificate shows no RSA key"),
    "an exponent of 1": (chain(exponent=b"\x01"), "the first certificate shows no RSA key"),
}


@pytest.mark.parametrize(("certificates", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_chain_is_refused_in_words(certificates: bytes, said: str) -> None:
    with pytest.raises(InvalidCertificate) as raised:
        public_key(certificates)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_entity_bomb_is_refused_before_anything_is_expanded() -> None:
    before = time.process_time()
    with pytest.raises(InvalidCertificate):
        public_key(chain(head=BOMB))
    assert time.process_time() - before < 0.1


@given(certificates=st.binary(max_size=300) | st.text(alphabet="<>/=&;\"' aM", max_size=60).map(str.encode))
def test_anything_at_all_is_a_key_or_an_invalid_certificate(certificates: bytes) -> None:
    with pytest.raises(InvalidCertificate):
        public_key(certificates)


@given(at=st.integers(0, len(SHIPPED.certificates) - 1), byte=st.integers(0, 255))
def test_a_damaged_chain_shows_a_key_of_2048_bits_or_none(at: int, byte: int) -> None:
    damaged = bytearray(SHIPPED.certificates)
    damaged[at] = byte
    with suppress(InvalidCertificate):
        assert public_key(bytes(damaged)).key_size == 2048


@pytest.mark.parametrize("name", ["gbk", "idna", "no-such-encoding", "punycode", "rot13", "undefined"])
def test_a_chain_in_an_encoding_that_cannot_be_read_is_refused_in_words(name: str) -> None:
    head = f'<?xml version="1.0" encoding="{name}"?>'
    with pytest.raises(InvalidCertificate, match="the chain is no XML document"):
        public_key(chain(head=head))


@pytest.mark.parametrize(
    "modulus",
    [
        pytest.param(b"\0" + MODULUS[1:], id="2040 bits or fewer"),
        pytest.param(MODULUS[:-1] + b"\0", id="even"),
    ],
)
def test_a_modulus_that_no_rsa_2048_key_has_is_refused(modulus: bytes) -> None:
    with pytest.raises(InvalidCertificate):
        public_key(chain(modulus=modulus))
