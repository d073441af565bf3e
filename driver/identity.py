"""Who the driver is: an RSA-2048 key pair and the certificate chain that shows its public half.

The key pair beside this module is for tests. It is published here, so it protects nothing.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NoReturn
from xml.etree.ElementTree import ParseError, TreeBuilder, XMLParser

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from coppspec.model.constants import RSA_MODULUS_BYTES

LONGEST_CHAIN = 1 << 16
"""More bytes than any chain of three certificates has; a longer one is not parsed."""
LONGEST_EXPONENT = 4


class InvalidCertificate(ValueError):
    """A certificate chain out of which no public key can be read."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A private key, and the chain of certificates that the driver hands out for it."""

    key: RSAPrivateKey
    certificates: bytes


@cache
def shipped_identity() -> Identity:
    """The published test key pair, and a chain that shows its public half."""
    pem = files("coppspec.driver").joinpath("test_key.pem").read_bytes()
    key = load_pem_private_key(pem, None)
    assert isinstance(key, RSAPrivateKey), "test_key.pem holds an RSA key"  # noqa: S101  our own file
    return Identity(key, leaf_certificate(key.public_key()))


def leaf_certificate(key: RSAPublicKey) -> bytes:
    """A collection whose one certificate shows this key (COPP-450 to COPP-452, COPP-455).

    It is the part of a chain that a session start needs: nothing is signed, and the certificates of
    the two signers are not there.
    """
    numbers = key.public_numbers()
    return (
        '<CertificateCollection Version="2.0"><Certificate><Data><PublicKey><RSAKeyValue>'
        f"<Modulus>{_base64(numbers.n)}</Modulus><Exponent>{_base64(numbers.e)}</Exponent>"
        "</RSAKeyValue></PublicKey><KeyUsage><EncryptKey>1</EncryptKey></KeyUsage>"
        "<Features><COPPCertificate>1</COPPCertificate></Features></Data></Certificate></CertificateCollection>"
    ).encode()


def public_key(certificates: bytes) -> RSAPublicKey:
    """The key of the first certificate of a chain, under which the start sequence is encrypted (COPP-401).

    Raises:
        InvalidCertificate: the chain is too long, is no XML, has a DTD, or shows no RSA-2048 key.
    """
    if len(certificates) > LONGEST_CHAIN:
        raise InvalidCertificate(f"a chain of {len(certificates)} bytes; at most {LONGEST_CHAIN} are read")
    parser = XMLParser(target=_NoDoctype())  # noqa: S314  the target refuses a DTD
    try:
        parser.feed(certificates)
        collection = parser.close()
    except (ParseError, LookupError, ValueError) as error:
        raise InvalidCertificate(f"the chain is no XML document: {error}") from error
    leaf = collection.find("Certificate/Data/PublicKey//RSAKeyValue")
    if leaf is None:
        raise InvalidCertificate("the chain has no Certificate/Data/PublicKey/RSAKeyValue")
    modulus = _number(leaf.findtext("Modulus"), "Modulus", RSA_MODULUS_BYTES)
    exponent = _number(leaf.findtext("Exponent"), "Exponent", LONGEST_EXPONENT)
    if modulus.bit_length() != 8 * RSA_MODULUS_BYTES or modulus % 2 == 0:
        raise InvalidCertificate("the Modulus of the first certificate is no odd number of 2048 bits")
    try:
        return RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError as error:
        raise InvalidCertificate(f"the first certificate shows no RSA key: {error}") from error


class _NoDoctype(TreeBuilder):
    """Builds the tree of a document that has no document type, and so declares no entity."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> NoReturn:
        raise InvalidCertificate(f"the chain has a document type, {name!r} ({pubid}, {system}); none is read")


def _number(text: str | None, name: str, longest: int) -> int:
    try:
        number = b64decode(text or "", validate=True)
    except ValueError as error:
        raise InvalidCertificate(f"the {name} of the first certificate is no base64: {error}") from error
    if not 0 < len(number) <= longest:
        raise InvalidCertificate(
            f"the {name} of the first certificate has {len(number)} bytes; 1 to {longest} are read"
        )
    return int.from_bytes(number, "big")


def _base64(number: int) -> str:
    return b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big")).decode()
