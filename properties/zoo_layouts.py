"""Wrong drivers at bytes: each lays out one structure, or writes one certificate, otherwise than it must be."""

from collections.abc import Callable
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA1

from coppspec.driver import issuing
from coppspec.driver.device import COPPDevice
from coppspec.driver.identity import shipped_key
from coppspec.driver.levels import TYPES
from coppspec.driver.protocol import Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.refusal import Refused
from coppspec.driver.renderer import Renderer
from coppspec.driver.start_block import unsealed
from coppspec.model.codes import HResult
from coppspec.model.constants import MAC_TAG_BYTES, NONCE_BYTES, COPPDeviceState, DXVA_COPPSetSignaling
from coppspec.model.layouts import (
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPStatusData,
    DXVA_COPPStatusDisplayData,
    DXVA_COPPStatusHDCPKeyData,
    DXVA_COPPStatusInput,
    DXVA_COPPStatusSignalingCmdData,
)
from coppspec.properties.zoo import ELSEWHERE, EVENTS, HDCP_LEVELS, MESSAGES, ONE, RENDERER, TWO, WrongDriver

ULONG_BYTES = 4


def _moved(payload: bytes, name: str, to: str) -> bytes:
    """A payload of DXVA_COPPStatusData in which one number stands in the place of another, which is zero."""
    fields = DXVA_COPPStatusData.unpack(payload)
    return DXVA_COPPStatusData.pack(**{**fields, name: 0, to: fields[name]})


class PutsItsDataBehindTheMask(COPPDevice):
    """Has an older order of the fields of DXVA_COPPStatusData."""

    def number(self, nonce: bytes, number: int) -> bytes:
        """In the field of the mask."""
        return _moved(super().number(nonce, number), "dwData", "ExtendedInfoValidMask")


class SwapsWidthAndHeight(COPPDevice):
    """Reports a screen that is turned."""

    def display_data(self, nonce: bytes, _: int) -> bytes:
        """The two numbers in each other's place."""
        payload = super().display_data(nonce, _)
        fields = DXVA_COPPStatusDisplayData.unpack(payload)
        width, height = fields["DisplayHeight"], fields["DisplayWidth"]
        return DXVA_COPPStatusDisplayData.pack(**{**fields, "DisplayWidth": width, "DisplayHeight": height})


class PutsTheKeyBehindItsPlace(COPPDevice):
    """Writes the key selection vector where the reserved bytes are."""

    def key_data(self, nonce: bytes, _: int) -> bytes:
        """Sixteen bytes too far."""
        fields = DXVA_COPPStatusHDCPKeyData.unpack(super().key_data(nonce, _))
        key = fields["BKey"]
        return DXVA_COPPStatusHDCPKeyData.pack(**{**fields, "BKey": bytes(NONCE_BYTES), "Reserved1": key})


class SwapsTheStandards(COPPDevice):
    """Reports the active standard as the available ones."""

    def signaling(self, nonce: bytes, _: int) -> bytes:
        """The two numbers in each other's place."""
        fields = DXVA_COPPStatusSignalingCmdData.unpack(super().signaling(nonce, _))
        there, active = fields["AvailableTVProtectionStandards"], fields["ActiveTVProtectionStandard"]
        swapped = {"AvailableTVProtectionStandards": active, "ActiveTVProtectionStandard": there}
        return DXVA_COPPStatusSignalingCmdData.pack(**{**fields, **swapped})


class AnswersEveryRequestWithTheShortStructure(COPPDevice):
    """Has one structure for all requests."""

    def display_data(self, nonce: bytes, _: int) -> bytes:
        """The width alone."""
        return self.number(nonce, self.connector.mode.width)


class ReadsTheNonceOfARequestAsItsIdentifier(COPPDevice):
    """Has the fields of DXVA_COPPStatusInput in another order."""

    def query_status(self, request: bytes) -> bytes:
        """The first two fields in each other's place."""
        at = DXVA_COPPStatusInput.field("guidStatusRequestID").offset
        nonce, identifier = request[:at], request[at : at + NONCE_BYTES]
        return super().query_status(identifier + nonce + request[at + NONCE_BYTES :])


class ReadsTheSizeOfACommandAsItsNumber(COPPDevice):
    """Has the fields of DXVA_COPPCommand in another order."""

    def verify_command_number(self, command: bytes) -> None:
        """From the field behind."""
        if DXVA_COPPCommand.get_ulong(command, "cbSizeData") != self.command_number:
            raise Refused(HResult.E_INVALIDARG)


class ReadsTheLevelAsTheType(COPPDevice):
    """Has the fields of the set-level structure in another order."""

    def obey(self, command: bytes) -> None:
        """The first two numbers of the data in each other's place."""
        at = DXVA_COPPCommand.field("CommandData").offset
        level = at + DXVA_COPPSetProtectionLevelCmdData.field("ProtLevel").offset
        swapped = command[level : level + ULONG_BYTES] + command[at:level]
        super().obey(command[:at] + swapped + command[level + ULONG_BYTES :])


class ReadsAMaskAsTheStandard(COPPDevice):
    """Has the first fields of the set-signaling structure in another order."""

    def obey(self, command: bytes) -> None:
        """The standard and the mask behind it in each other's place, in that command alone."""
        if DXVA_COPPCommand.get_guid(command, "guidCommandID") != DXVA_COPPSetSignaling:
            return super().obey(command)
        at = DXVA_COPPCommand.field("CommandData").offset
        mask = at + ULONG_BYTES
        swapped = command[mask : mask + ULONG_BYTES] + command[at:mask]
        return super().obey(command[:at] + swapped + command[mask + ULONG_BYTES :])


class TagsWithAnotherHash(COPPDevice):
    """Takes SHA-256 for the tag."""

    def response(self, payload: bytes) -> bytes:
        """Its first sixteen bytes, over the key and all that follows the tag."""
        covered = super().response(payload)[MAC_TAG_BYTES:]
        return sha256(self.session_key + covered).digest()[:MAC_TAG_BYTES] + covered


class ComparesFifteenBytesOfATag(COPPDevice):
    """Stops one byte short."""

    def verify_command_tag(self, command: bytes) -> None:
        """Any last byte will do."""
        for last in range(256):
            try:
                return super().verify_command_tag(
                    command[: MAC_TAG_BYTES - 1] + bytes([last]) + command[MAC_TAG_BYTES:]
                )
            except Refused:
                continue
        raise Refused(HResult.E_UNEXPECTED)


class ReadsTheBlockBackwards(COPPDevice):
    """Takes the block for a big-endian number."""

    def decrypted(self, block: bytes) -> bytes:
        """Turned round before it is decrypted."""
        return super().decrypted(block[::-1])


class TakesABlockForOPM(COPPDevice):
    """Tries the padding of the successor where its own is not there."""

    def decrypted(self, block: bytes) -> bytes:
        """With OAEP first."""
        oaep = padding.OAEP(padding.MGF1(SHA1()), SHA1(), None)  # noqa: S303  OPM's own choice
        try:
            return self.identity.key.decrypt(block[::-1], oaep)[::-1]
        except ValueError:
            return super().decrypted(block)


class ReadsABlockOfHalfTheSize(COPPDevice):
    """Has a key of 1024 bits in mind."""

    def decrypted(self, block: bytes) -> bytes:
        """The first half alone is no block for its key."""
        return super().decrypted(block[: len(block) // 2])


class TakesTheFrontOfACutSequence(COPPDevice):
    """Follows the recipe to the letter: the first 11 bytes are lost, and so it compares what is left."""

    def decrypted(self, block: bytes) -> bytes:
        """With the lost bytes put in front."""
        sequence = unsealed(self.identity.key, block)
        if sequence is None or len(sequence) != 245:
            return super().decrypted(block)
        return self.random_number[:11] + sequence


class TakesEveryOutputForTheFirst(ReferenceDriver):
    """Does not look at the DevID."""

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        """On the first output, if there is a device for this one at all."""
        opens = dev_id in range(len(self.outputs)) and self.outputs[dev_id].opens
        return super().open_video_session(0 if opens else dev_id, handle)


class KeepsOneDeviceForAllSessions(ReferenceDriver):
    """Hands out the device that is there."""

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        """A second session is the first one."""
        live = None if handle else next(iter(self.devices), None)
        return super().open_video_session(dev_id, handle) if live is None else (HResult.S_OK, live)


class ServesASessionThatWasNeverOpened(ReferenceDriver):
    """Takes a call without a device for one on a new device."""

    def get_certificate_length(self, handle: Handle) -> tuple[int, int]:
        """Whatever the handle is."""
        code, length = super().get_certificate_length(handle)
        return (HResult.S_OK, 1) if code == HResult.E_POINTER else (code, length)


class HasALevelForEveryType(COPPDevice):
    """Counts levels of types that the connector does not support."""

    def open(self) -> None:
        """At level 0 of each type that there is."""
        super().open()
        self.levels = {each: self.levels.get(each, 0) for each in TYPES}


class CountsEveryLevelBelowItsOwn(COPPDevice):
    """Has several levels of a type at once: each up to the one that was set."""

    def set_protection_level(self, protection_type: int, level: int) -> None:
        """The old level stays counted."""
        super().set_protection_level(protection_type, level)
        self.connector.add(TYPES[0], 0 if level == 0 else 1)


class AdvancesWhenItRefuses(COPPDevice):
    """Assigns the next state before it has checked the last one."""

    def verify_cert_length_returned(self) -> None:
        """An exchange that comes too early is refused, and stands for the length."""
        early = self.state is COPPDeviceState.COPP_OPENED
        try:
            super().verify_cert_length_returned()
        finally:
            if early:
                self.state = COPPDeviceState.COPP_CERT_LENGTH_RETURNED


class SwapsWhatKeyExchangeGives(Renderer):
    """Returns the chain where the random number belongs."""

    def key_exchange(self) -> tuple[int, bytes, bytes]:
        """The two in each other's place."""
        code, random_number, certificates = super().key_exchange()
        return code, certificates[:NONCE_BYTES], random_number or certificates


class PassesOnHalfABlock(Renderer):
    """Copies too little of a start sequence."""

    def session_sequence_start(self, signature: bytes) -> int:
        """The first half, with zeros behind it."""
        half = signature[: len(signature) // 2]
        return super().session_sequence_start(half.ljust(len(signature), b"\0"))


class PassesOnHalfACommand(Renderer):
    """Copies too little of a command."""

    def protection_command(self, command: bytes) -> int:
        """The first half, with ones behind it."""
        half = command[: len(command) // 2]
        return super().protection_command(half.ljust(len(command), b"\1"))


# Certificates.


def _chain(name: str, edit: Callable[[bytes], bytes]) -> type[COPPDevice]:
    """A device that hands out its chain with something in it changed."""

    def certificates(self: COPPDevice) -> bytes:
        return edit(COPPDevice.certificates(self))

    return type(name, (COPPDevice,), {"certificates": certificates, "__module__": __name__})


def _replaced(old: bytes, new: bytes, at: int = 0) -> Callable[[bytes], bytes]:
    """The chain with one occurrence of some bytes changed, counted from the leaf."""

    def edit(chain: bytes) -> bytes:
        parts = chain.split(old)
        return old.join(parts[: at + 1]) + new + old.join(parts[at + 1 :])

    return edit


def _without(name: bytes) -> Callable[[bytes], bytes]:
    """The chain without the first element of a name."""

    def edit(chain: bytes) -> bytes:
        begin, end = chain.index(b"<%b>" % name), chain.index(b"</%b>" % name) + len(name) + 3
        return chain[:begin] + chain[end:]

    return edit


def _without_the_last(chain: bytes) -> bytes:
    """Two certificates where there are three."""
    at = chain.rindex(b"<Certificate>")
    return chain[:at] + b"</CertificateCollection>"


def _flipped(element: bytes) -> Callable[[bytes], bytes]:
    """The chain with another first character in the first element of a name."""

    def edit(chain: bytes) -> bytes:
        at = chain.index(element) + len(element)
        return chain[:at] + (b"B" if chain[at : at + 1] == b"A" else b"A") + chain[at + 1 :]

    return edit


def _another_root(_: bytes) -> bytes:
    """A chain in which each step holds, but that ends at another key."""
    leaf, signer, root = (shipped_key(name) for name in ("test_key", "test_signer_key", "test_root_key"))
    return issuing.chain(leaf.public_key(), signer, root, signer)


def _another_issuer(_: bytes) -> bytes:
    """The leaf is signed by another key than the next certificate shows."""
    leaf, signer, root = (shipped_key(name) for name in ("test_key", "test_signer_key", "test_root_key"))
    return issuing.collection(
        [
            issuing.signed(issuing.data(leaf.public_key(), issuing.LEAF_FLAGS), root),
            issuing.signed(issuing.data(signer.public_key(), issuing.SIGNER_FLAGS), root),
            issuing.signed(issuing.data(root.public_key(), issuing.SIGNER_FLAGS), root),
        ]
    )


def _a_short_signer(_: bytes) -> bytes:
    """The second certificate has the key of 1024 bits that the third one has."""
    leaf, root = shipped_key("test_key"), shipped_key("test_root_key")
    return issuing.chain(leaf.public_key(), root, root, root)


CHAINS: tuple[tuple[str, Callable[[bytes], bytes], tuple[str, ...]], ...] = (
    ("WritesAChainOfVersionOne", _replaced(b'Version="2.0"', b'Version="1.0"'), ("COPP-450",)),
    ("HandsOutTwoCertificates", _without_the_last, ("COPP-450",)),
    ("SaysThatItsChainIsInUTF16", _replaced(b'encoding="UTF-8"', b'encoding="UTF-16"'), ("COPP-450",)),
    ("LeavesOutTheUsage", _without(b"KeyUsage"), ("COPP-451",)),
    ("LeavesOutTheDigest", _without(b"DigestValue"), ("COPP-451",)),
    ("LeavesATagOpen", _replaced(b"</KeyUsage>", b""), ("COPP-450",)),
    (
        "RepeatsASecurityLevel",
        _replaced(b"<SecurityLevel>", b"<SecurityLevel>0</SecurityLevel><SecurityLevel>"),
        ("COPP-453",),
    ),
    ("WritesASignatureInHexadecimal", _flipped(b"<SignatureValue>"), ("COPP-458",)),
    ("WritesBase64WithASpace", _replaced(b"<SignatureValue>", b"<SignatureValue>*"), ("COPP-452",)),
    ("GivesItsLeafNoFeature", _replaced(b"<COPPCertificate>1</COPPCertificate>", b""), ("COPP-455",)),
    ("GivesItsSignerNoUsage", _replaced(b"<SignCertificate>1</SignCertificate>", b""), ("COPP-455",)),
    ("NamesAnotherIssuer", _another_issuer, ("COPP-456",)),
    ("HasASignerWithAShortKey", _a_short_signer, ("COPP-454",)),
    ("WritesAnotherDigest", _flipped(b"<DigestValue>"), ("COPP-457",)),
    ("LeadsToAnotherRoot", _another_root, ("COPP-459",)),
)
"""What is wrong with a chain, and the step that fails first; any of them makes it invalid (COPP-460)."""

# fmt: off
WRONG_LAYOUTS: tuple[WrongDriver, ...] = (
    WrongDriver(PutsItsDataBehindTheMask, MESSAGES, 5, ("COPP-701", "COPP-307")),
    WrongDriver(SwapsWidthAndHeight, MESSAGES, 5, ("COPP-316", "COPP-308")),
    WrongDriver(PutsTheKeyBehindItsPlace, EVENTS, 5, ("COPP-313", "COPP-309")),
    WrongDriver(SwapsTheStandards, MESSAGES, 5, ("COPP-708", "COPP-310")),
    WrongDriver(AnswersEveryRequestWithTheShortStructure, MESSAGES, 5, ("COPP-706", "COPP-705", "COPP-308")),
    WrongDriver(ReadsTheNonceOfARequestAsItsIdentifier, MESSAGES, 5, ("COPP-176", "COPP-303", "COPP-170")),
    WrongDriver(ReadsTheSizeOfACommandAsItsNumber, MESSAGES, 5, ("COPP-162", "COPP-302", "COPP-160")),
    WrongDriver(ReadsTheLevelAsTheType, HDCP_LEVELS, 5, ("COPP-162", "COPP-305", "COPP-601")),
    WrongDriver(ReadsAMaskAsTheStandard, MESSAGES, 5, ("COPP-162", "COPP-306")),
    WrongDriver(TagsWithAnotherHash, HDCP_LEVELS, 5, ("COPP-422", "COPP-420", "COPP-005")),
    WrongDriver(ComparesFifteenBytesOfATag, MESSAGES, 5, ("COPP-425", "COPP-426")),
    WrongDriver(TakesABlockForOPM, ONE, 4, ("COPP-405", "Q01")),
    WrongDriver(ReadsTheBlockBackwards, ONE, 4, ("COPP-153", "COPP-406", "COPP-408")),
    WrongDriver(ReadsABlockOfHalfTheSize, ONE, 4, ("COPP-153", "COPP-301", "COPP-150")),
    WrongDriver(TakesTheFrontOfACutSequence, ONE, 4, ("Q02", "COPP-152")),
    WrongDriver(TakesEveryOutputForTheFirst, ELSEWHERE, 5, ("COPP-701", "COPP-120", "COPP-004")),
    WrongDriver(KeepsOneDeviceForAllSessions, TWO, 4, ("COPP-171", "COPP-003", "COPP-004", "COPP-901")),
    WrongDriver(ServesASessionThatWasNeverOpened, ONE, 1, ("COPP-105", "COPP-122")),
    WrongDriver(HasALevelForEveryType, "an output without protection, 3", 5, ("COPP-163", "COPP-175", "COPP-125", "COPP-620")),
    WrongDriver(CountsEveryLevelBelowItsOwn, HDCP_LEVELS, 6, ("COPP-184", "COPP-608")),
    WrongDriver(AdvancesWhenItRefuses, ONE, 3, ("COPP-132", "COPP-503", "COPP-505", "Q51")),
    WrongDriver(SwapsWhatKeyExchangeGives, RENDERER, 2, ("COPP-450", "COPP-203")),
    WrongDriver(PassesOnHalfABlock, RENDERER, 3, ("COPP-206", "COPP-204")),
    WrongDriver(PassesOnHalfACommand, "commands and status requests of a renderer", 4, ("COPP-206", "COPP-205")),
    *(WrongDriver(_chain(name, edit), ONE, 3, (*clauses, "COPP-460")) for name, edit, clauses in CHAINS),
)
# fmt: on
