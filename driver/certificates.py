"""The certificate chain of a driver, validated step by step in the order of the document.

A chain has three certificates: the leaf, which is the driver's, the hardware vendor's signer, and a third,
signed with the root's key. All hashes and signatures are over the exact bytes of Data, tags and all; nothing
is brought into another form first (Q36).
"""

import re
from base64 import b64decode
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha1
from operator import itemgetter
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA1

from coppspec.driver.certificate_xml import Element, InvalidCertificate, Reason, only, parse, shown
from coppspec.model.constants import ROOT_MODULUS_BYTES, RSA_MODULUS_BYTES

PUBLISHED_ROOT: Final = RSAPublicNumbers(
    65537,
    int.from_bytes(
        b64decode(
            "pjoeWLSTLDonQG8She6QhkYbYott9fPZ8tHdB128ZETcghn5KHoyin7HkJEcPJ0Eg4UdSva0KDIYDjA3EXd69R3CN2Wp/QyO"
            "o0ZPYWYp3NXpJ700tKPgIplzo5wVd/69g7j+j8M66W7VNmDwaNs9mDc1p2+VVMsDhOsV/Au6E+E="
        ),
        "big",
    ),
)
"""Microsoft's key, as its page prints it: it signed the last certificate of every real chain (COPP-459)."""
LONGEST_EXPONENT: Final = 4
"""Bytes (COPP-454)."""
OLDEST_VERSION: Final = 2
"""The collection's version is 2.0 or later (COPP-450)."""
SIGNATURE_HASH: Final = SHA1()  # noqa: S303  the format's own choice
SIGNATURE_PADDING: Final = padding.PSS(padding.MGF1(SIGNATURE_HASH), 0)
"""RSASSA-PSS with SHA-1, MGF1 with SHA-1, and no salt (COPP-458)."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key as a certificate shows it: two numbers, most significant byte first (COPP-452)."""

    modulus: bytes
    exponent: bytes

    @property
    def numbers(self) -> RSAPublicNumbers:
        """The same as numbers."""
        return RSAPublicNumbers(int.from_bytes(self.exponent, "big"), int.from_bytes(self.modulus, "big"))


@dataclass(frozen=True, slots=True)
class Place:
    """What a certificate has to be where it stands in a chain."""

    name: str
    """How it is called in an error."""
    modulus_bytes: int
    """The length of its modulus (COPP-454)."""
    flags: tuple[tuple[str, str, Reason], ...]
    """Its flags, each as a child of Data, a child of that, and the reason if it is not 1 (COPP-455)."""


SIGN_CERTIFICATE: Final = ("KeyUsage", "SignCertificate", Reason.SIGN_CERTIFICATE)
LEAF: Final = Place(
    "the leaf",
    RSA_MODULUS_BYTES,
    (
        ("KeyUsage", "EncryptKey", Reason.ENCRYPT_KEY),
        ("Features", "COPPCertificate", Reason.COPP_CERTIFICATE),
    ),
)
"""The driver's own certificate, whose key the start sequence is encrypted under (COPP-401)."""
SIGNER: Final = Place("the vendor's signer", RSA_MODULUS_BYTES, (SIGN_CERTIFICATE,))
"""The certificate of the hardware vendor, whose key signs leaves."""
THIRD: Final = Place("the third certificate", ROOT_MODULUS_BYTES, (SIGN_CERTIFICATE,))
"""Microsoft's certificate, signed with the root's key; it may be that key's own certificate or not (Q38)."""
CHAIN: Final = (LEAF, SIGNER, THIRD)
"""A driver's chain, from the leaf up (COPP-450)."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate of a chain; its parts are looked up when a step needs them."""

    chain: bytes
    element: Element
    place: Place

    @property
    def data(self) -> Element:
        """What is signed (COPP-451)."""
        return only(self.element, "Data", self.place.name)

    @property
    def signature(self) -> Element:
        """How it is signed (COPP-451)."""
        return only(self.element, "Signature", self.place.name)

    @property
    def signed_bytes(self) -> bytes:
        """Every byte of Data, from the first of its first tag to the last of its last (COPP-457)."""
        return self.chain[self.data.span]

    @property
    def digest(self) -> bytes:
        """The SHA-1 of Data, by which a revocation list knows the certificate (COPP-457, COPP-463)."""
        return sha1(self.signed_bytes).digest()  # noqa: S324  the format's own choice

    @property
    def public_key(self) -> Key:
        """The key that the certificate is for."""
        return self._key(only(self.data, "PublicKey", f"Data of {self.place.name}"))

    @property
    def key_info(self) -> Key:
        """The key that signed the certificate."""
        return self._key(only(self.signature, "KeyInfo", f"Signature of {self.place.name}"))

    def signature_part(self, *path: str) -> bytes:
        """The value of an element within Signature."""
        element = self.signature
        for name in path:
            element = only(element, name, f"{element.name} of {self.place.name}")
        return self._binary(element)

    def flag(self, parent: str, name: str) -> bool:
        """Whether a flag is there and 1; one that is not set is left out (COPP-452)."""
        holder = only(self.data, parent, f"Data of {self.place.name}")
        if not any(child.name == name for child in holder.children):
            return False
        flag = only(holder, name, f"{parent} of {self.place.name}")
        return flag.text.strip(" \t\r\n") == "1" and not flag.children

    def _key(self, holder: Element) -> Key:
        where = f"{holder.name} of {self.place.name}"
        numbers = only(only(holder, "KeyValue", where), "RSAKeyValue", where)
        return Key(
            modulus=self._binary(only(numbers, "Modulus", where)),
            exponent=self._binary(only(numbers, "Exponent", where)),
        )

    def _binary(self, element: Element) -> bytes:
        """The bytes of a base64 value; white space between its characters does not count (COPP-452)."""
        where = f"{element.name} of {self.place.name}"
        if element.children:
            raise InvalidCertificate(Reason.NOT_BASE_64, f"the {where} is no base64: it has elements")
        try:
            return b64decode(re.sub("[ \t\r\n]", "", element.text), validate=True)
        except ValueError as error:
            raise InvalidCertificate(Reason.NOT_BASE_64, f"the {where} is no base64: {error}") from error


def certificates_of(chain: bytes, places: Sequence[Place], fewest: int) -> list[Certificate]:
    """The certificates of a collection, each in its place; nothing of them is checked (COPP-450).

    Raises:
        InvalidCertificate: the chain is no collection of version 2.0 or later, or has more certificates than
            there are places, or fewer than are wanted.
    """
    root = parse(chain)
    if root.name != "CertificateCollection":
        raise InvalidCertificate(
            Reason.NOT_A_COLLECTION,
            f"the chain is a {shown(root.name)}, no CertificateCollection (COPP-450)",
        )
    version = root.attributes.get("Version", "")
    read = re.fullmatch(r"([0-9]{1,9})(\.[0-9]{1,9})*", version)
    if read is None or int(read[1]) < OLDEST_VERSION:
        raise InvalidCertificate(
            Reason.VERSION, f"the chain has version {shown(version)}, not 2.0 or later (COPP-450)"
        )
    found = [child for child in root.children if child.name == "Certificate"]
    if not fewest <= len(found) <= len(places):
        wanted = f"{len(places)}" if fewest == len(places) else f"{fewest} to {len(places)}"
        raise InvalidCertificate(
            Reason.CERTIFICATE_COUNT, f"the chain has {len(found)} certificates, not {wanted} (COPP-450)"
        )
    return [Certificate(chain, element, place) for element, place in zip(found, places, strict=False)]


def validate(chain: bytes, root: RSAPublicNumbers, revoked: Collection[bytes] = ()) -> RSAPublicKey:
    """The key of a driver's leaf, after every step of the document (COPP-440, COPP-450 to COPP-460).

    Args:
        chain: what COPPKeyExchange gave.
        root: the key that the last certificate is signed with, as a rule PUBLISHED_ROOT.
        revoked: the digests of a verified revocation list (COPP-463).

    Raises:
        InvalidCertificate: a step failed, and with it the whole chain.
    """
    found = certificates_of(chain, CHAIN, fewest=len(CHAIN))
    check_chain(found, root)
    check_not_revoked(found, revoked)
    return rsa_key(found[0].public_key, found[0].place)


def check_chain(found: Sequence[Certificate], root: RSAPublicNumbers) -> None:
    """Every certificate is sound in its place, and each was signed by the next, the last by the root.

    Raises:
        InvalidCertificate: a step failed.
    """
    for index, certificate in enumerate(found):
        check_nothing_is_duplicated(certificate)
        check_modulus(certificate)
        check_exponent(certificate)
        if index:
            check_issuer(found[index - 1], certificate)
        check_flags(certificate)
        check_digest(certificate)
        check_signature(certificate)
    check_root(found[-1], root)


def check_nothing_is_duplicated(certificate: Certificate) -> None:
    """No child of Data is there twice, whether a step needs it or not (COPP-453)."""
    names = Counter(child.name for child in certificate.data.children)
    name, count = max(names.items(), key=itemgetter(1), default=("", 0))
    if count > 1:
        raise InvalidCertificate(
            Reason.DUPLICATED_ELEMENT,
            f"Data of {certificate.place.name} has {count} elements {shown(name)} (COPP-453)",
        )


def check_modulus(certificate: Certificate) -> None:
    """The modulus is as long as it has to be; a shorter one is not padded (COPP-454, Q37)."""
    length = len(certificate.public_key.modulus)
    if length != certificate.place.modulus_bytes:
        raise InvalidCertificate(
            Reason.MODULUS_LENGTH,
            f"the Modulus of {certificate.place.name} has {length} bytes, "
            f"not {certificate.place.modulus_bytes} (COPP-454)",
        )


def check_exponent(certificate: Certificate) -> None:
    """The exponent has at most four bytes (COPP-454)."""
    length = len(certificate.public_key.exponent)
    if not 0 < length <= LONGEST_EXPONENT:
        raise InvalidCertificate(
            Reason.EXPONENT_LENGTH,
            f"the Exponent of {certificate.place.name} has {length} bytes, not 1 to 4 (COPP-454)",
        )


def check_issuer(below: Certificate, certificate: Certificate) -> None:
    """The certificate is for the key that signed the one below it (COPP-456)."""
    if certificate.public_key != below.key_info:
        raise InvalidCertificate(
            Reason.ISSUER_KEY,
            f"{certificate.place.name} shows another key than KeyInfo of {below.place.name} (COPP-456)",
        )


def check_flags(certificate: Certificate) -> None:
    """The certificate may be used for what it is used for (COPP-455, for a list COPP-462)."""
    for parent, name, reason in certificate.place.flags:
        if not certificate.flag(parent, name):
            raise InvalidCertificate(reason, f"{parent}/{name} of {certificate.place.name} is not 1")


def check_digest(certificate: Certificate) -> None:
    """DigestValue is the SHA-1 of the bytes of Data (COPP-457)."""
    if certificate.signature_part("SignedInfo", "Reference", "DigestValue") != certificate.digest:
        raise InvalidCertificate(
            Reason.DIGEST, f"the DigestValue of {certificate.place.name} is not that of its Data (COPP-457)"
        )


def check_signature(certificate: Certificate) -> None:
    """SignatureValue is a signature of the bytes of Data under the key of KeyInfo (COPP-458)."""
    key = rsa_key(certificate.key_info, certificate.place)
    signature = certificate.signature_part("SignatureValue")
    try:
        key.verify(signature, certificate.signed_bytes, SIGNATURE_PADDING, SIGNATURE_HASH)
    except InvalidSignature as error:
        raise InvalidCertificate(
            Reason.SIGNATURE, f"the signature of {certificate.place.name} is not that of its Data (COPP-458)"
        ) from error


def check_root(last: Certificate, root: RSAPublicNumbers) -> None:
    """The root signed the last certificate, which need not be the root's own (COPP-459, Q38)."""
    if last.key_info.numbers != root:
        raise InvalidCertificate(
            Reason.ROOT_KEY, f"{last.place.name} is signed with another key than the root's (COPP-459)"
        )


def check_not_revoked(found: Sequence[Certificate], revoked: Collection[bytes]) -> None:
    """No certificate is listed; a listed one takes every certificate below it along (COPP-463)."""
    listed = [index for index, certificate in enumerate(found) if certificate.digest in revoked]
    if listed:
        lost = ", ".join(certificate.place.name for certificate in found[: max(listed) + 1])
        raise InvalidCertificate(
            Reason.REVOKED,
            f"{found[max(listed)].place.name} is revoked; so these are lost: {lost} (COPP-463)",
        )


def rsa_key(key: Key, place: Place) -> RSAPublicKey:
    """The key as one that encrypts and verifies.

    Raises:
        InvalidCertificate: it has another length than the keys of a chain, or is no RSA key.
    """
    if len(key.modulus) not in {RSA_MODULUS_BYTES, ROOT_MODULUS_BYTES}:
        raise InvalidCertificate(
            Reason.MODULUS_LENGTH, f"a Modulus of {place.name} has {len(key.modulus)} bytes, not 256 or 128"
        )
    if not 0 < len(key.exponent) <= LONGEST_EXPONENT:
        raise InvalidCertificate(
            Reason.EXPONENT_LENGTH, f"an Exponent of {place.name} has {len(key.exponent)} bytes, not 1 to 4"
        )
    if key.modulus[0] < 0x80 or key.modulus[-1] % 2 == 0:
        raise InvalidCertificate(
            Reason.NOT_A_KEY, f"a Modulus of {place.name} is no odd number of {8 * len(key.modulus)} bits"
        )
    try:
        return key.numbers.public_key()
    except ValueError as error:
        raise InvalidCertificate(Reason.NOT_A_KEY, f"{place.name} shows no RSA key: {error}") from error
