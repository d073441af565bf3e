"""The revocation list: which certificates are not to be trusted any more, signed for by the root.

Its numbers are unsigned and have their most significant byte first, unlike those of every COPP structure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from coppspec.driver.certificate import THIRD, Certificate, Place
from coppspec.driver.certificate_xml import InvalidCertificate, Reason
from coppspec.driver.certificates import (
    SIGNATURE_HASH,
    SIGNATURE_PADDING,
    certificates_of,
    check_chain,
    rsa_key,
)
from coppspec.model.constants import ROOT_MODULUS_BYTES

LONGEST_LIST: Final = 1 << 20
"""Bytes; room for more than fifty thousand digests."""
DIGEST_BYTES: Final = 20
"""An entry is the SHA-1 digest of a certificate (COPP-461)."""
SIGNATURE_TYPE: Final = 2
"""RSASSA-PSS with SHA-1 under a 1024-bit key whose exponent is 65537, the one type there is (COPP-461)."""
SIGNATURE_EXPONENT: Final = 65537

LIST_SIGNER: Final = Place(
    "the list's signer", ROOT_MODULUS_BYTES, (("KeyUsage", "SignCRL", Reason.SIGN_CRL),)
)
"""The certificate whose key signs the list; its own signature is the root's (COPP-462)."""
LIST_CHAIN: Final = (LIST_SIGNER, THIRD)
"""The list's certificate, and after it the root's own if that is sent along."""

SaltLength = Literal["zero", "any"]
"""How long the salt of the list's signature may be, which the documents do not say (Q39)."""


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A verified list."""

    version: int
    """A higher one is newer (COPP-462)."""
    digests: frozenset[bytes]
    """The DigestValue of each revoked certificate (COPP-463)."""


@dataclass(frozen=True, slots=True)
class Sections:
    """A list as it lies in the bytes, nothing verified (COPP-461)."""

    version: int
    digests: tuple[bytes, ...]
    chain: bytes
    """The certificate that the list is signed with, and its chain."""
    signed: bytes
    """All sections before the signature."""
    signature_type: int
    signature: bytes


def verify(content: bytes, root: RSAPublicNumbers, salt_length: SaltLength = "zero") -> RevocationList:
    """The list, after its certificate and its signature have been verified (COPP-461, COPP-462).

    Args:
        content: the list, decoded from the base64 that it is distributed in.
        root: the key that its certificate is signed with, as a rule PUBLISHED_ROOT.
        salt_length: which signatures are taken (Q39).

    Raises:
        InvalidCertificate: a step failed; nothing of the list counts.
    """
    sections = parse_sections(content)
    if sections.signature_type != SIGNATURE_TYPE:
        raise InvalidCertificate(
            Reason.LIST_SIGNATURE_TYPE,
            f"the signature of the revocation list has type {sections.signature_type}, not 2 (COPP-461)",
        )
    signer, *others = certificates_of(sections.chain, LIST_CHAIN, fewest=1)
    check_signed_by_root(signer, root)
    check_chain([signer, *others], root)
    check_list_signature(sections, signer, salt_length)
    return RevocationList(sections.version, frozenset(sections.digests))


def newest(lists: Iterable[RevocationList]) -> RevocationList | None:
    """The list to keep: that with the highest version, the first of equals; None of none (COPP-462)."""
    return max(lists, key=lambda each: each.version, default=None)


def parse_sections(content: bytes) -> Sections:
    """The sections of a list; each length is compared with the bytes that are there (COPP-461).

    Raises:
        InvalidCertificate: the list is too long, ends within a section, or goes on after its signature.
    """
    if len(content) > LONGEST_LIST:
        raise InvalidCertificate(
            Reason.TOO_LONG, f"a revocation list of {len(content)} bytes; at most {LONGEST_LIST} are read"
        )
    reader = _Reader(content)
    version = reader.number(4, "version")
    count = reader.number(4, "number of entries")
    entries = reader.take(count * DIGEST_BYTES, f"{count} entries")
    chain = reader.take(reader.number(4, "certificate length"), "certificate")
    signed = content[: reader.place]
    signature_type = reader.number(1, "signature type")
    signature = reader.take(reader.number(2, "signature length"), "signature")
    if reader.place != len(content):
        raise InvalidCertificate(
            Reason.LIST_TRAILING_BYTES,
            f"the revocation list has {len(content) - reader.place} bytes after its signature (COPP-461)",
        )
    digests = tuple(entries[at : at + DIGEST_BYTES] for at in range(0, len(entries), DIGEST_BYTES))
    return Sections(version, digests, chain, signed, signature_type, signature)


def check_signed_by_root(signer: Certificate, root: RSAPublicNumbers) -> None:
    """The list's certificate is signed by the root itself, not by one that the root signed (COPP-462)."""
    if signer.key_info.numbers != root:
        raise InvalidCertificate(
            Reason.LIST_SIGNER, f"{signer.place.name} is not signed directly by the root (COPP-462)"
        )


def check_list_signature(sections: Sections, signer: Certificate, salt_length: SaltLength) -> None:
    """The signature is that of all sections before it, under the key of the list's certificate (COPP-461)."""
    key = rsa_key(signer.public_key, signer.place)
    if key.public_numbers().e != SIGNATURE_EXPONENT:
        raise InvalidCertificate(
            Reason.LIST_EXPONENT,
            f"{signer.place.name} has the exponent {key.public_numbers().e}, not 65537 (COPP-461)",
        )
    any_salt = padding.PSS(padding.MGF1(SIGNATURE_HASH), padding.PSS.AUTO)
    scheme = SIGNATURE_PADDING if salt_length == "zero" else any_salt
    try:
        key.verify(sections.signature, sections.signed, scheme, SIGNATURE_HASH)
    except InvalidSignature as error:
        raise InvalidCertificate(
            Reason.LIST_SIGNATURE,
            "the signature of the revocation list is not that of its sections (COPP-461)",
        ) from error


class _Reader:
    """Takes one section after the other, and never more than there is."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.place = 0

    def take(self, length: int, section: str) -> bytes:
        left = len(self._content) - self.place
        if length > left:
            raise InvalidCertificate(
                Reason.LIST_TRUNCATED,
                f"the revocation list ends within its {section}: {left} bytes of {length} (COPP-461)",
            )
        self.place += length
        return self._content[self.place - length : self.place]

    def number(self, length: int, section: str) -> int:
        return int.from_bytes(self.take(length, section), "big")
