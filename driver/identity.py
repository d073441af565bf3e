"""Who the driver is: an RSA-2048 key pair, and the chain of certificates that shows its public half.

The three key pairs beside this module are for tests, and each file says so in its first line. They are
published here, so what they sign protects nothing, and no chain of theirs leads to the published root.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from coppspec.driver import issuing
from coppspec.driver.certificate import CHAIN
from coppspec.driver.certificate_xml import InvalidCertificate
from coppspec.driver.certificates import certificates_of, check_exponent, check_modulus, rsa_key

__all__ = [
    "KEY_FILES",
    "Identity",
    "InvalidCertificate",
    "public_key",
    "shipped_identity",
    "shipped_key",
    "shipped_root",
]

KEY_FILES: Final = ("test_key", "test_signer_key", "test_root_key")
"""The test keys of the leaf, of the vendor's signer, and of the root, whose own certificate is the third."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A private key, and the chain of certificates that the driver hands out for it."""

    key: RSAPrivateKey
    certificates: bytes


@cache
def shipped_identity() -> Identity:
    """The published test key pair, and a chain of three certificates that leads from it to the test root."""
    leaf, signer, root = (shipped_key(name) for name in KEY_FILES)
    return Identity(leaf, issuing.chain(leaf.public_key(), signer, root, root))


def shipped_root() -> RSAPublicNumbers:
    """The test root, at which the shipped chain ends; whoever takes it for a root trusts everybody."""
    return shipped_key("test_root_key").public_key().public_numbers()


@cache
def shipped_key(name: str) -> RSAPrivateKey:
    """A published test key pair, by its name in KEY_FILES."""
    pem = files("coppspec.driver").joinpath(f"{name}.pem").read_bytes()
    key = load_pem_private_key(pem, None)
    assert isinstance(key, RSAPrivateKey), "the file holds an RSA key"  # noqa: S101  our own file
    return key


def public_key(certificates: bytes, times: int = 1) -> RSAPublicKey:
    """The key of the first certificate of a chain, under which the start sequence is encrypted (COPP-401).

    Nothing is validated: who is to be trusted is another question, which `certificates.validate` answers.

    Args:
        certificates: the chain.
        times: by how much larger it may be than the recommended bounds (X06).

    Raises:
        InvalidCertificate: the chain is no collection, or its first certificate shows no RSA-2048 key.
    """
    leaf = certificates_of(certificates, CHAIN, 1, times)[0]
    check_modulus(leaf)
    check_exponent(leaf)
    return rsa_key(leaf.public_key, leaf.place)
