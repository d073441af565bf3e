"""Writes certificate chains and revocation lists, signed with keys that the caller has.

The same keys give the same bytes: a signature without salt has nothing random in it (COPP-458). No chain
written here leads to the published root, whose private key nobody outside Microsoft has.
"""

from base64 import b64encode
from collections.abc import Collection, Iterable
from hashlib import sha1
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from coppspec.driver.certificates import SIGNATURE_HASH, SIGNATURE_PADDING
from coppspec.driver.revocation import SIGNATURE_TYPE

LEAF_FLAGS = ("KeyUsage/EncryptKey", "Features/COPPCertificate")
"""What a leaf may do (COPP-455)."""
SIGNER_FLAGS = ("KeyUsage/SignCertificate",)
"""What every other certificate of a chain may do (COPP-455)."""
LIST_SIGNER_FLAGS = ("KeyUsage/SignCRL",)
"""What the certificate of a revocation list may do (COPP-462)."""


def chain(leaf: RSAPublicKey, signer: RSAPrivateKey, third: RSAPrivateKey, root: RSAPrivateKey) -> bytes:
    """The chain of a driver (COPP-450 to COPP-459).

    Args:
        leaf: the driver's key, of 2048 bits.
        signer: the hardware vendor's key, of 2048 bits; it signs the leaf.
        third: the key of the third certificate, of 1024 bits; it signs the vendor's certificate.
        root: the key that signs the third certificate, of 1024 bits; it may be the third key itself (Q38).
    """
    return collection(
        [
            signed(data(leaf, LEAF_FLAGS), signer),
            signed(data(signer.public_key(), SIGNER_FLAGS), third),
            signed(data(third.public_key(), SIGNER_FLAGS), root),
        ]
    )


def collection(certificates: Iterable[bytes]) -> bytes:
    """The document that holds these certificates, the leaf first (COPP-450)."""
    head = b'<?xml version="1.0" encoding="UTF-8"?><CertificateCollection Version="2.0">'
    return head + b"".join(certificates) + b"</CertificateCollection>"


def data(key: RSAPublicKey, flags: Collection[str], manufacturer: str = "coppspec TEST certificate") -> bytes:
    """What is signed of a certificate: whose key it is, and what it may be used for (COPP-451).

    Args:
        key: the key that the certificate is for.
        flags: the flags that are 1, each with the child of Data that it stands in.
        manufacturer: for people; no step reads it.
    """
    usage, features = (
        "".join(f"<{name}>1</{name}>" for parent, name in map(_halves, flags) if parent == wanted)
        for wanted in ("KeyUsage", "Features")
    )
    return (
        f"<Data><PublicKey>{_key_value(key)}</PublicKey><KeyUsage>{usage}</KeyUsage>"
        f"<SecurityLevel>0</SecurityLevel><ManufacturerData>{escape(manufacturer)}</ManufacturerData>"
        f"<Features>{features}</Features></Data>"
    ).encode()


def signed(content: bytes, signer: RSAPrivateKey) -> bytes:
    """The certificate with this Data, which is signed as it stands (COPP-457, COPP-458)."""
    digest = _base64(sha1(content).digest())  # noqa: S324  the format's own choice
    signature = _base64(signer.sign(content, SIGNATURE_PADDING, SIGNATURE_HASH))
    return (
        b"<Certificate>"
        + content
        + (
            f"<Signature><SignedInfo><Reference><DigestValue>{digest}</DigestValue></Reference></SignedInfo>"
            f"<SignatureValue>{signature}</SignatureValue>"
            f"<KeyInfo>{_key_value(signer.public_key())}</KeyInfo></Signature></Certificate>"
        ).encode()
    )


def revocation_list(
    version: int, digests: Collection[bytes], signer: RSAPrivateKey, root: RSAPrivateKey
) -> bytes:
    """A revocation list with its certificate (COPP-461, COPP-462).

    Args:
        version: a higher one is newer.
        digests: the DigestValue of each revoked certificate.
        signer: the key of 1024 bits that signs the list.
        root: the key that signs the signer's certificate.
    """
    certificate = collection([signed(data(signer.public_key(), LIST_SIGNER_FLAGS), root)])
    return signed_list(list_sections(version, digests, certificate), signer)


def list_sections(version: int, digests: Collection[bytes], certificate: bytes) -> bytes:
    """All sections of a list before its signature (COPP-461)."""
    return b"".join(
        [
            version.to_bytes(4, "big"),
            len(digests).to_bytes(4, "big"),
            *digests,
            len(certificate).to_bytes(4, "big"),
            certificate,
        ]
    )


def signed_list(sections: bytes, signer: RSAPrivateKey) -> bytes:
    """The list with these sections, and their signature behind them (COPP-461)."""
    signature = signer.sign(sections, SIGNATURE_PADDING, SIGNATURE_HASH)
    return sections + SIGNATURE_TYPE.to_bytes(1, "big") + len(signature).to_bytes(2, "big") + signature


def _halves(flag: str) -> tuple[str, str]:
    parent, _, name = flag.partition("/")
    return parent, name


def _key_value(key: RSAPublicKey) -> str:
    """A key as PublicKey and KeyInfo both hold it (COPP-452)."""
    numbers = key.public_numbers()
    return (
        f"<KeyValue><RSAKeyValue><Modulus>{_base64(_big_endian(numbers.n))}</Modulus>"
        f"<Exponent>{_base64(_big_endian(numbers.e))}</Exponent></RSAKeyValue></KeyValue>"
    )


def _big_endian(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _base64(binary: bytes) -> str:
    return b64encode(binary).decode()
