"""One certificate of a chain: what is in it, and what it has to be where it stands."""

import re
from base64 import b64decode
from dataclasses import dataclass
from hashlib import sha1
from typing import Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from coppspec.driver.certificate_xml import Element, InvalidCertificate, Reason, only
from coppspec.model.constants import ROOT_MODULUS_BYTES, RSA_MODULUS_BYTES


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
