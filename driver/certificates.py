"""The certificate chain of a driver, validated step by step in the order of the document.

A chain has three certificates: the leaf, which is the driver's, the hardware vendor's signer, and a third,
signed with the root's key. All hashes and signatures are over the exact bytes of Data, tags and all; nothing
is brought into another form first (Q36).
"""

import re
from base64 import b64decode
from collections import Counter
from collections.abc import Collection, Sequence
from operator import itemgetter
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA1

from coppspec.driver.certificate import CHAIN, Certificate, Key, Place
from coppspec.driver.certificate_xml import InvalidCertificate, Reason, parse, shown
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


def certificates_of(chain: bytes, places: Sequence[Place], fewest: int, times: int = 1) -> list[Certificate]:
    """The certificates of a collection, each in its place; nothing of them is checked (COPP-450).

    Args:
        chain: the document.
        places: what is said of each certificate in order.
        fewest: how many there are at least.
        times: by how much larger the document may be than the recommended bounds (X06).

    Raises:
        InvalidCertificate: the chain is no collection of version 2.0 or later, or has more certificates than
            there are places, or fewer than are wanted.
    """
    root = parse(chain, times)
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


def validate(
    chain: bytes, root: RSAPublicNumbers, revoked: Collection[bytes] = (), times: int = 1
) -> RSAPublicKey:
    """The key of a driver's leaf, after every step of the document (COPP-440, COPP-450 to COPP-460).

    Args:
        chain: what COPPKeyExchange gave.
        root: the key that the last certificate is signed with, as a rule PUBLISHED_ROOT.
        revoked: the digests of a verified revocation list (COPP-463).
        times: by how much larger the chain may be than the recommended bounds (X06).

    Raises:
        InvalidCertificate: a step failed, and with it the whole chain.
    """
    found = certificates_of(chain, CHAIN, len(CHAIN), times)
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
