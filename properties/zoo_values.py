"""Wrong drivers that are wrong about one value of a field, or one byte of it."""

from coppspec.driver import mac
from coppspec.driver.commands import COMMAND_DATA
from coppspec.driver.device import COPPDevice
from coppspec.driver.levels import CGMSA
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.refusal import Refused
from coppspec.driver.start_block import unpadded, unsealed
from coppspec.driver.television import ulong
from coppspec.model.codes import HResult, Status
from coppspec.model.constants import (
    AES_KEY_BYTES,
    MAC_TAG_BYTES,
    NONCE_BYTES,
    RSA_MODULUS_BYTES,
    SEQUENCE_NUMBERS,
)
from coppspec.model.layouts import (
    START_SEQUENCE,
    VIDEOPARAMETERS,
    DXVA_COPPCommand,
    DXVA_COPPSetSignalingCmdData,
    DXVA_COPPStatusInput,
)
from coppspec.model.tvout import VIDEOPARAMETERS_GUID
from coppspec.properties.zoo import MESSAGES, SIGNALS, WrongDriver
from coppspec.properties.zoo_unnoticed import named

ONE_KEY, IN_TURN = "one copy-protection session", "devices in turn"
ZERO_BYTES = 4


class NeedsNoTagForLevelEightOfCGMS(COPPDevice):
    """Takes the bit of redistribution control for no protection, from anybody."""

    def verify_command_tag(self, command: bytes) -> None:
        """Nothing is asked of one level."""
        if named(command) != (CGMSA, 8):
            super().verify_command_tag(command)


class RefusesASessionKeyThatBeginsWithZeros(COPPDevice):
    """Takes a key whose first number is 0 for none."""

    def begin(self, sequence: bytes) -> None:
        """Refused, although it is as good as any other."""
        if not any(START_SEQUENCE.get_bytes(sequence, "kDI")[:ZERO_BYTES]):
            raise Refused(HResult.E_UNEXPECTED)
        super().begin(sequence)


class CutsASessionKeyThatEndsWithZeros(COPPDevice):
    """Keeps its key as a text that a zero ends."""

    def begin(self, sequence: bytes) -> None:
        """What follows a zero is lost."""
        super().begin(sequence)
        key = self.session_key.split(b"\0")[0] if self.session_key.endswith(bytes(ZERO_BYTES)) else b""
        self.session_key = (key or self.session_key).ljust(AES_KEY_BYTES, b"\1" if key else b"\0")


class TakesAKeyOfOnesForNone(COPPDevice):
    """Has a value of its own for a session without a key."""

    def begin(self, sequence: bytes) -> None:
        """Refused, although it is as good as any other."""
        if START_SEQUENCE.get_bytes(sequence, "kDI") == b"\xff" * AES_KEY_BYTES:
            raise Refused(HResult.E_UNEXPECTED)
        super().begin(sequence)


class TakesANumberOfZeroForNone(COPPDevice):
    """Draws a starting number of its own where the application has none."""

    def begin(self, sequence: bytes) -> None:
        """Another one than the application knows of."""
        super().begin(sequence)
        self.command_number = self.command_number or 1


class ComparesNumbersWithASign(COPPDevice):
    """Takes a number beyond the largest signed one for one that is not due."""

    def use_up_the_command_number(self) -> None:
        """It ends where a signed number does."""
        self.command_number = (self.command_number + 1) % (SEQUENCE_NUMBERS >> 1)


class DoesNotLookAtTheByteInFrontOfThePadding(COPPDevice):
    """Begins with the block type, and the zero before it is anything."""

    def decrypted(self, block: bytes) -> bytes:
        """The number without its first byte."""
        if (sequence := unsealed(self.identity.key, block)) is not None and self.has_random_number(sequence):
            return sequence
        whole = unpadded(self.identity.key, block) or b""
        return whole if whole[-2:-1] == b"\2" else super().decrypted(block)


class ReducesABlockByItsModulus(COPPDevice):
    """Takes a number that is too large for one that it can make smaller."""

    def decrypted(self, block: bytes) -> bytes:
        """What is left of it."""
        modulus = self.identity.key.public_key().public_numbers().n
        number = int.from_bytes(block, "little") % modulus
        return super().decrypted(number.to_bytes(RSA_MODULUS_BYTES, "little"))


class ComparesTheRandomNumberWithoutItsTenthByte(COPPDevice):
    """Compares two pieces of it."""

    def has_random_number(self, sequence: bytes) -> bool:
        """All bytes but one."""
        met, own = sequence[:NONCE_BYTES], self.random_number
        return met[:9] == own[:9] and met[10:] == own[10:]


class ComparesTheTagWithoutItsSixthByte(COPPDevice):
    """Compares two pieces of it."""

    def verify_command_tag(self, command: bytes) -> None:
        """All bytes but one."""
        met, own = command[:MAC_TAG_BYTES], mac.tag(self.session_key, command[MAC_TAG_BYTES:])
        if met[:5] != own[:5] or met[6:] != own[6:]:
            raise Refused(HResult.E_UNEXPECTED)


class ComparesIdentifiersInTheirFirstNumbers(COPPDevice):
    """Looks at the first eight bytes of an identifier, of which no two are alike."""

    def verify_command_identifier(self, command: bytes) -> None:
        """Any that begins as one of the two does."""
        met = DXVA_COPPCommand.get_guid(command, "guidCommandID").bytes_le
        if not any(met[:8] == each.bytes_le[:8] for each in COMMAND_DATA):
            raise Refused(HResult.E_INVALIDARG)


class IgnoresTheChangeMask(COPPDevice):
    """Takes all of an aspect ratio, whichever bits are to change."""

    def aspect_ratio(self, data: bytes) -> int:
        """As it stands there."""
        return DXVA_COPPSetSignalingCmdData.get_ulong(data, "AspectRatioData1") & 7


class AddsToTheAspectRatio(COPPDevice):
    """Sets bits of the aspect ratio, and clears none."""

    def aspect_ratio(self, data: bytes) -> int:
        """The old bits stay."""
        return super().aspect_ratio(data) | self.connector.aspect_ratio


class RefusesANonceOfZeros(COPPDevice):
    """Takes a nonce that nobody has filled in for a fault of the application."""

    def payload(self, request: bytes) -> bytes:
        """Refused, although it is as good as any other."""
        if not any(DXVA_COPPStatusInput.get_bytes(request, "rApp")):
            raise Refused(HResult.E_INVALIDARG)
        return super().payload(request)


class ReadsALevelWithoutItsSign(COPPDevice):
    """Takes the highest bit of a level for its sign."""

    def verify_level(self, protection_type: int, level: int) -> None:
        """Any that is negative is none."""
        if level < 1 << 31:
            super().verify_level(protection_type, level)

    def set_protection_level(self, protection_type: int, level: int) -> None:
        """A negative one is level 0."""
        super().set_protection_level(protection_type, 0 if level >> 31 and level != 2**32 - 1 else level)


class TakesUndefinedBitFourForOff(CopyProtectionMiniport):
    """Has a bit of its own in the trigger field."""

    def requested_level(self, buffer: bytes) -> int:
        """With that bit, none."""
        if ulong(buffer, "bCP_APSTriggerBits") & ~3 == 1 << 4:
            buffer = VIDEOPARAMETERS.put(buffer, bCP_APSTriggerBits=0)
        return super().requested_level(buffer)


class ReadsTheCommandAsAByte(CopyProtectionMiniport):
    """Looks at the low byte of dwCommand."""

    def answer(self, buffer: bytes) -> bytes:
        """All else of it is anything."""
        return super().answer(VIDEOPARAMETERS.put(buffer, dwCommand=ulong(buffer, "dwCommand") & 0xFF))


class ReadsTheTypeAsAWord(CopyProtectionMiniport):
    """Looks at the low word of dwCPType."""

    def verify_type(self, buffer: bytes) -> None:
        """All else of it is anything."""
        super().verify_type(VIDEOPARAMETERS.put(buffer, dwCPType=ulong(buffer, "dwCPType") & 0xFFFF))


class ComparesTheIdentifierWithoutItsLastByte(CopyProtectionMiniport):
    """Compares as many bytes as a text has."""

    def verify_identifier(self, buffer: bytes) -> None:
        """All but one."""
        met = VIDEOPARAMETERS.get_guid(buffer, "Guid").bytes_le
        if met[:-1] != VIDEOPARAMETERS_GUID.bytes_le[:-1]:
            raise Refused(Status.ERROR_INVALID_PARAMETER)


class RefusesGetWithAFlagThatItDoesNotKnow(CopyProtectionMiniport):
    """Looks at the flags of GET as it does at those of SET."""

    def get(self, buffer: bytes) -> bytes:
        """Refused, although they are no input of GET."""
        if ulong(buffer, "dwFlags") >> 9:
            raise Refused(Status.ERROR_INVALID_PARAMETER)
        return super().get(buffer)


# fmt: off
WRONG_VALUES = (
    WrongDriver(NeedsNoTagForLevelEightOfCGMS, MESSAGES, 5, ("COPP-425", "COPP-421")),
    WrongDriver(RefusesASessionKeyThatBeginsWithZeros, IN_TURN, 4, ("COPP-153",)),
    WrongDriver(CutsASessionKeyThatEndsWithZeros, IN_TURN, 6, ("COPP-162", "COPP-153", "COPP-420")),
    WrongDriver(TakesAKeyOfOnesForNone, IN_TURN, 9, ("COPP-153",)),
    WrongDriver(TakesANumberOfZeroForNone, IN_TURN, 11, ("COPP-162", "COPP-431", "COPP-432", "COPP-153")),
    WrongDriver(ComparesNumbersWithASign, IN_TURN, 7, ("COPP-162", "COPP-434", "COPP-432")),
    WrongDriver(DoesNotLookAtTheByteInFrontOfThePadding, "one COPP device", 4, ("COPP-410", "COPP-405")),
    WrongDriver(ReducesABlockByItsModulus, IN_TURN, 4, ("COPP-410",)),
    WrongDriver(ComparesTheRandomNumberWithoutItsTenthByte, IN_TURN, 12, ("COPP-152",)),
    WrongDriver(ComparesTheTagWithoutItsSixthByte, MESSAGES, 5, ("COPP-425", "COPP-426")),
    WrongDriver(ComparesIdentifiersInTheirFirstNumbers, MESSAGES, 5, ("COPP-165", "COPP-162")),
    WrongDriver(IgnoresTheChangeMask, SIGNALS, 7, ("COPP-622", "COPP-621")),
    WrongDriver(AddsToTheAspectRatio, SIGNALS, 7, ("COPP-622", "COPP-621")),
    WrongDriver(RefusesANonceOfZeros, MESSAGES, 7, ("COPP-176",)),
    WrongDriver(ReadsALevelWithoutItsSign, MESSAGES, 5, ("COPP-602",)),
    WrongDriver(TakesUndefinedBitFourForOff, ONE_KEY, 1, ("A-03", "VPCP-434")),
    WrongDriver(ReadsTheCommandAsAByte, ONE_KEY, 1, ("VPCP-106",)),
    WrongDriver(ReadsTheTypeAsAWord, ONE_KEY, 1, ("VPCP-311",)),
    WrongDriver(ComparesTheIdentifierWithoutItsLastByte, ONE_KEY, 2, ("VPCP-105", "VPCP-104")),
    WrongDriver(RefusesGetWithAFlagThatItDoesNotKnow, ONE_KEY, 1, ("VPCP-200", "VPCP-208")),
)
# fmt: on
