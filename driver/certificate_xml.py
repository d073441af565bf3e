"""The XML of a certificate chain, read within bounds, and what can be wrong with a chain.

A chain comes from a driver, and a driver is not trusted yet. So a document declares nothing, instructs
nobody and is small, and each element keeps its place in the bytes, because signatures are over bytes.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final, NoReturn
from xml.parsers import expat

LONGEST_CHAIN: Final = 1 << 16
"""More bytes than any chain of three certificates has; a longer one is not parsed."""
DEEPEST: Final = 16
"""The documents need seven levels, from CertificateCollection to Modulus."""
MOST_ELEMENTS: Final = 512
"""Three certificates need about sixty."""
LONGEST_TEXT: Final = 4096
"""Characters in one element; a modulus of 256 bytes takes 344."""
MORE_THAN_THAT: Final = 16
"""By how much larger a chain may be where other bounds are accepted (X06)."""
LONGEST_SHOWN: Final = 40
"""Characters of a name in an error."""


class Reason(Enum):
    """Why a chain, or the revocation list that goes with it, is not to be trusted (COPP-440, COPP-460)."""

    TOO_LONG = "too long", "X06"
    """More bytes than are read; no clause has a bound, and every reader needs one (COPP-461)."""
    NOT_UTF_8 = "not utf 8", "COPP-450"
    """The document is not in UTF-8, or says that it is in something else."""
    NOT_XML = "not xml", "COPP-450"
    """The document is not well-formed."""
    DOCUMENT_TYPE = "document type", "X06"
    """The document has a document type, and so might declare entities; no clause needs one."""
    PROCESSING_INSTRUCTION = "processing instruction", "X06"
    """The document instructs a program; no clause needs that."""
    TOO_DEEP = "too deep", "X06"
    """Elements stand within more elements than any chain has."""
    TOO_MANY_ELEMENTS = "too many elements", "X06"
    """There are more elements than any chain has."""
    TOO_MUCH_TEXT = "too much text", "X06"
    """One element has more text than any value of a chain."""
    NOT_A_COLLECTION = "not a collection", "COPP-450"
    """The root is no CertificateCollection."""
    VERSION = "version", "COPP-450"
    """The version of the collection is not 2.0 or later."""
    CERTIFICATE_COUNT = "certificate count", "COPP-450"
    """There are fewer or more certificates than the chain has places: three, or a list's own."""
    MISSING_ELEMENT = "missing element", "COPP-451"
    """An element that a step needs is not there (COPP-453)."""
    DUPLICATED_ELEMENT = "duplicated element", "COPP-453"
    """A child of Data, or an element that a step needs, is there more than once."""
    NOT_BASE_64 = "not base 64", "COPP-452"
    """A value that is to be base64 is not."""
    MODULUS_LENGTH = "modulus length", "COPP-454"
    """A modulus has not the length of its place in the chain (Q37)."""
    EXPONENT_LENGTH = "exponent length", "COPP-454"
    """An exponent has no byte, or more than four."""
    NOT_A_KEY = "not a key", "COPP-401"
    """A modulus and an exponent of good lengths are no RSA key of that length (COPP-458)."""
    ISSUER_KEY = "issuer key", "COPP-456"
    """A certificate shows another key than the one that signed the certificate before it."""
    ENCRYPT_KEY = "encrypt key", "COPP-455"
    """The leaf may not encrypt: KeyUsage/EncryptKey is not 1."""
    COPP_CERTIFICATE = "copp certificate", "COPP-455"
    """The leaf is not for COPP: Features/COPPCertificate is not 1."""
    SIGN_CERTIFICATE = "sign certificate", "COPP-455"
    """A signer may not sign certificates: KeyUsage/SignCertificate is not 1."""
    DIGEST = "digest", "COPP-457"
    """DigestValue is not the SHA-1 of the bytes of Data."""
    SIGNATURE = "signature", "COPP-458"
    """SignatureValue is not the signature of the bytes of Data under the key of KeyInfo."""
    ROOT_KEY = "root key", "COPP-459"
    """The last certificate was signed with another key than the root's."""
    REVOKED = "revoked", "COPP-463"
    """A revocation list has the digest of a certificate of the chain."""
    LIST_TRUNCATED = "list truncated", "COPP-461"
    """A revocation list ends within one of its sections."""
    LIST_TRAILING_BYTES = "list trailing bytes", "COPP-461"
    """A revocation list goes on after its signature."""
    LIST_SIGNATURE_TYPE = "list signature type", "COPP-461"
    """The signature of a revocation list is of another type than 2."""
    LIST_SIGNER = "list signer", "COPP-462"
    """The certificate of a revocation list is not signed directly by the root."""
    SIGN_CRL = "sign crl", "COPP-462"
    """The certificate of a revocation list may not sign it: KeyUsage/SignCRL is not 1."""
    LIST_EXPONENT = "list exponent", "COPP-461"
    """The key of a revocation list has another exponent than 65537, which type 2 stands for."""
    LIST_SIGNATURE = "list signature", "COPP-461"
    """The signature of a revocation list is not that of its earlier sections."""

    @property
    def is_of_the_chain(self) -> bool:
        """Whether a chain can fail so by itself, without a revocation list."""
        return self not in {Reason.REVOKED, Reason.SIGN_CRL} and not self.name.startswith("LIST_")

    @property
    def clause(self) -> str:
        """What asks for the step that failed."""
        return self.value[1]

    def __str__(self) -> str:
        """The reason in words."""
        return self.value[0]


class InvalidCertificate(ValueError):
    """A certificate chain, or a revocation list, that is not to be trusted.

    Attributes:
        reason: the step that failed.
        met: what was met there, in words.
    """

    def __init__(self, reason: Reason, met: str) -> None:
        super().__init__(reason, met)
        self.reason = reason
        self.met = met

    def __str__(self) -> str:
        return self.met


@dataclass(slots=True)
class Element:
    """An element of the document, and where it stands."""

    name: str
    """Its name without the prefix of a namespace; the documents give none (Q36)."""
    attributes: dict[str, str]
    """What its first tag says."""
    span: slice
    """Its bytes, from the first of its first tag to the last of its last."""
    text: str = ""
    """All its text, without that of its children."""
    children: list["Element"] = field(default_factory=list["Element"])
    """The elements directly in it, in order."""


def parse(document: bytes, times: int = 1) -> Element:
    """The root of a document.

    Args:
        document: its bytes.
        times: by how much larger it may be than the recommended bounds (X06).

    Raises:
        InvalidCertificate: it is too long, too deep or too large, not in UTF-8, not well-formed, or has a
            document type or a processing instruction.
    """
    if len(document) > LONGEST_CHAIN * times:
        raise InvalidCertificate(
            Reason.TOO_LONG, f"a chain of {len(document)} bytes; at most {LONGEST_CHAIN * times} are read"
        )
    _check_utf_8(document)
    return _Reader(document, times).read()


def _check_utf_8(document: bytes) -> None:
    """Every byte is UTF-8; expat, though told so, would still recognise UTF-16, by its zero bytes."""
    try:
        if "\0" not in document.decode("utf-8"):
            return
    except UnicodeDecodeError as error:
        raise InvalidCertificate(
            Reason.NOT_UTF_8, f"the chain is no XML document in UTF-8: {error}"
        ) from error
    raise InvalidCertificate(Reason.NOT_UTF_8, "the chain is no XML document in UTF-8: it has a zero byte")


def only(parent: Element, name: str, place: str) -> Element:
    """The one child of this name; several would leave open which of them is meant (COPP-453).

    Args:
        parent: where to look.
        name: the child's name.
        place: how an error calls the parent.

    Raises:
        InvalidCertificate: there is none, or more than one.
    """
    found = [child for child in parent.children if child.name == name]
    if not found:
        raise InvalidCertificate(Reason.MISSING_ELEMENT, f"{place} has no {name}")
    if len(found) > 1:
        raise InvalidCertificate(
            Reason.DUPLICATED_ELEMENT, f"{place} has {len(found)} elements {name}, not one"
        )
    return found[0]


def shown(name: str) -> str:
    """A name from the document as an error shows it: quoted, and not at any length."""
    return repr(name if len(name) <= LONGEST_SHOWN else f"{name[:LONGEST_SHOWN]}…")


class _Reader:
    """Builds the tree of one document, and stops at the first thing that no chain has."""

    def __init__(self, document: bytes, times: int) -> None:
        self._document = document
        self._times = times
        self._open: list[Element] = [Element("", {}, slice(0, 0))]
        self._count = 0
        self._parser = expat.ParserCreate("UTF-8")
        self._parser.buffer_text = True
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartDoctypeDeclHandler = self._document_type
        self._parser.ProcessingInstructionHandler = self._instruction
        self._parser.StartElementHandler = self._start
        self._parser.CharacterDataHandler = self._text
        self._parser.EndElementHandler = self._end

    def read(self) -> Element:
        try:
            self._parser.Parse(self._document, True)  # noqa: FBT003  expat's own signature
        except expat.ExpatError as error:
            raise InvalidCertificate(Reason.NOT_XML, f"the chain is no XML document: {error}") from error
        return self._open[0].children[0]

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.upper() != "UTF-8":
            raise InvalidCertificate(
                Reason.NOT_UTF_8,
                f"the chain is no XML document in UTF-8, but in {shown(encoding)}",
            )

    def _document_type(self, name: str, _system: str | None, _public: str | None, _subset: int) -> NoReturn:
        raise InvalidCertificate(
            Reason.DOCUMENT_TYPE,
            f"the chain has a document type, {shown(name)}; none is read",
        )

    def _instruction(self, target: str, _data: str) -> NoReturn:
        raise InvalidCertificate(
            Reason.PROCESSING_INSTRUCTION,
            f"the chain has a processing instruction for {shown(target)}; none is read",
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        most, deepest = MOST_ELEMENTS * self._times, DEEPEST * self._times
        if self._count > most:
            raise InvalidCertificate(Reason.TOO_MANY_ELEMENTS, f"the chain has more than {most} elements")
        if len(self._open) > deepest:
            raise InvalidCertificate(Reason.TOO_DEEP, f"the chain has elements more than {deepest} deep")
        place = self._parser.CurrentByteIndex
        element = Element(name.rpartition(":")[2], attributes, slice(place, place))
        self._open[-1].children.append(element)
        self._open.append(element)

    def _text(self, text: str) -> None:
        element = self._open[-1]
        longest = LONGEST_TEXT * self._times
        if len(element.text) + len(text) > longest:
            raise InvalidCertificate(
                Reason.TOO_MUCH_TEXT,
                f"the chain has a {shown(element.name)} of more than {longest} characters",
            )
        element.text += text

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        place = self._parser.CurrentByteIndex
        if not self._is_one_tag(element, place):
            place = self._document.index(b">", place) + 1
        element.span = slice(element.span.start, place)

    def _is_one_tag(self, element: Element, place: int) -> bool:
        """Whether the element is an empty tag; expat then reports its end behind it, not at a last tag."""
        return not (element.children or element.text) and self._document.endswith(
            b"/>", element.span.start, place
        )
