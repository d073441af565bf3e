"""Wrong VIDEOPARAMETERS miniports: each overrides one method of the reference miniport."""

from functools import cached_property, partial
from hashlib import sha256
from itertools import count

from coppspec.driver.miniport import CopyProtectionMiniport, Memory
from coppspec.driver.protection_commands import DEFINED_BITS
from coppspec.driver.refusal import Refused
from coppspec.driver.television import ulong
from coppspec.model.codes import Status
from coppspec.model.copy_protection import ACTIVE, DEAD, DROP, NO_ERROR, OFF, ON, TAKE, TURNED_OFF, key_row
from coppspec.model.key_calls import CHANGE, DEACTIVATE
from coppspec.model.language import SAME
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.tvout import CPType, VPCommand, VPFlags
from coppspec.properties.edits import with_row
from coppspec.properties.zoo import WrongDriver

ONE, TWO = "one copy-protection session", "two copy-protection sessions"
THREE, IN_TURN = "three copy-protection sessions", "copy-protection sessions in turn"
NO_HARDWARE = "an adapter without protection hardware"
WRAP = 1 << 32


class DecrementsOnEveryChangeToZero(CopyProtectionMiniport):
    """Counts the command, not the change of the session."""

    def count_change(self, before: int, after: int) -> None:
        """One less for each change to level 0."""
        if after == 0:
            self.count -= 1
        elif before == 0:
            self.count += 1


class DecrementsOnEveryDeactivation(CopyProtectionMiniport):
    """Counts a session that is turned off a second time when it ends."""

    def count_deactivation(self, level: int) -> None:  # noqa: ARG002  that is the fault
        """One less for each deactivation."""
        self.count -= 1


class ForgetsToCountASessionThatIsTurnedOnAgain(CopyProtectionMiniport):
    """Takes the document's wording literally: activation increments, turning off decrements."""

    def count_change(self, before: int, after: int) -> None:
        """One less, never one more."""
        if before and not after:
            self.count -= 1


class IncrementsOnEveryChangeOfLevel(CopyProtectionMiniport):
    """Counts every change to a level above 0."""

    def count_change(self, before: int, after: int) -> None:
        """One more for each level above 0."""
        if after:
            self.count += 1
        elif before:
            self.count -= 1

    def resulting_level(self) -> int:
        """What is there already, as long as the count is not 0."""
        return super().resulting_level() or (self.hardware if self.count else 0)


class AcceptsAKeyAfterItsDeactivation(CopyProtectionMiniport):
    """Never takes a key out of its table."""

    def end(self, key: int) -> int:
        """The level that the key holds, and goes on holding."""
        return self.levels[key]

    def resulting_level(self) -> int:
        """As it should be, but from a table in which nothing ends."""
        return max(self.levels.values(), default=0) if self.count > 0 else 0


class IgnoresTheKey(CopyProtectionMiniport):
    """Applies every command to its first session."""

    def named_key(self, buffer: bytes) -> int:
        """The first key that it has, or the one that is named."""
        return next(iter(self.levels), None) or super().named_key(buffer)


class NumbersItsKeys(CopyProtectionMiniport):
    """Has a key for each number, which no other adapter has; what is wrong comes in the classes below."""

    @cached_property
    def first(self) -> int:
        """A number that is random enough."""
        return int.from_bytes(self.random_bytes(3), "little")

    def numbered(self, number: int) -> int:
        """The key with a number, far away from the one before."""
        return 1 + (self.first + number * 0x9E3779B1) % (WRAP - 1)


class MakesKeysFromTheCount(NumbersItsKeys):
    """The key is the count and one more, so it comes again after a session was turned off."""

    def new_key(self) -> int:
        """A key that can be in use, though not on another adapter."""
        return self.numbered(self.count)


class LetsAnUnsignedCountWrap(DecrementsOnEveryDeactivation):
    """Has a count of 32 bits that goes below 0, and then is on."""

    def resulting_level(self) -> int:
        """On at 4294967295, at the lowest level."""
        self.count = self.count % WRAP
        return max(1, *self.levels.values(), 0) if self.count else 0


class ReissuesFreedKeys(NumbersItsKeys):
    """Gives the smallest key that is not in use."""

    def new_key(self) -> int:
        """A key that somebody may still remember, though not on another adapter."""
        return next(key for key in map(self.numbered, count()) if key not in self.levels)


class WritesTheHardwareOnlyWhenProtectionStartsOrEnds(CopyProtectionMiniport):
    """Leaves the output at the level of the first session."""

    def resulting_level(self) -> int:
        """What is there already, while protection is on."""
        wanted = super().resulting_level()
        return self.hardware if self.hardware and wanted else wanted


class NeverLowersTheLevelWhenASessionEnds(CopyProtectionMiniport):
    """Leaves the level of the strongest session behind."""

    def resulting_level(self) -> int:
        """Never less than before, while protection is on."""
        wanted = super().resulting_level()
        return max(self.hardware, wanted) if wanted else 0


class ReadsCopyProtectionFieldsWithoutTheirFlag(CopyProtectionMiniport):
    """Acts on stale fields of a request that is about something else."""

    def verify_flags(self, buffer: bytes) -> None:
        """Takes any request that names a live key for one about copy protection."""
        super().verify_flags(buffer)
        if VIDEOPARAMETERS.get_ulong(buffer, "dwFlags") & VPFlags.VP_FLAGS_COPYPROTECT == 0 and self.levels:
            self.count_deactivation(self.end(next(iter(self.levels))))
            self.hardware = self.resulting_level()


class IssuesEqualKeysOnTwoAdapters(CopyProtectionMiniport):
    """Starts the same generator with the same number on each adapter."""

    def new_key(self) -> int:
        """A number that is hard to guess on one adapter alone."""
        digest = sha256(b"the same on each adapter %d" % self.activations).digest()
        return int.from_bytes(digest[:4], "little") or 1


class TakesAnUndefinedBitForLevelZero(CopyProtectionMiniport):
    """Looks at the whole trigger field, and takes what it does not know for off."""

    def requested_level(self, buffer: bytes) -> int:
        """0 for everything above 3."""
        try:
            return super().requested_level(buffer)
        except Refused:
            self.verify_type(buffer)
            return 0 if VIDEOPARAMETERS.get_ulong(buffer, "bCP_APSTriggerBits") > DEFINED_BITS else 1


class TurnsProtectionOffWithTheFirstSession(CopyProtectionMiniport):
    """Takes DEACTIVATE for the end of all protection, as a driver for one session may."""

    def deactivate(self, buffer: bytes) -> None:
        """Ends the session, and the count with it."""
        super().deactivate(buffer)
        self.count = 0


class ReturnsAPackedStructure(CopyProtectionMiniport):
    """Returns the 353 bytes that an old declaration has when it is packed."""

    def video_parameters(self, buffer: bytes, output_length: int) -> bytes:
        """Three bytes less."""
        return super().video_parameters(buffer, output_length)[:-3]


class IssuesKeyZero(CopyProtectionMiniport):
    """Starts to count its keys at 0."""

    def new_key(self) -> int:
        """How many there were."""
        return self.activations


class ReturnsTheKeyOfEverySession(CopyProtectionMiniport):
    """Hands out a key that the caller may not have, on a request that is about something else."""

    def answer(self, buffer: bytes) -> bytes:
        """The last key that was issued, in every answer but to GET."""
        returned = super().answer(buffer)
        asked = VIDEOPARAMETERS.get_ulong(buffer, "dwCommand")
        key = next(iter(self.levels), None)
        if key is None or asked == VPCommand.VP_COMMAND_GET:
            return returned
        return VIDEOPARAMETERS.put(returned, dwCPKey=key)


class CountsItsKeys(CopyProtectionMiniport):
    """Makes a key that everybody can guess who has seen another."""

    @cached_property
    def first(self) -> int:
        """A number that no other adapter starts from."""
        return 1 + (int.from_bytes(self.random_bytes(3), "little") << 7)

    def new_key(self) -> int:
        """The next number."""
        return self.first + self.activations


class LetsTheLastWriterDecide(CopyProtectionMiniport):
    """Has the level that was set last, also where another session asks for more."""

    def joined_level(self) -> int:
        """The last one above 0."""
        return self.last_level


class ClearsTheBufferBeforeItReadsIt(CopyProtectionMiniport):
    """Writes the output of a shared buffer before it has read the input."""

    def named_key(self, buffer: bytes) -> int:
        """The key that is left."""
        return super().named_key(VIDEOPARAMETERS.put(buffer, dwCPKey=0))


class LeavesASessionWithoutAKeyWhenTheHardwareFails(CopyProtectionMiniport):
    """Counts a session, then fails, and never takes it back."""

    def recall(self, before: Memory) -> None:
        """What was done stays done."""

    def attempt(self, buffer: bytes) -> bytes:
        """The failure is reported, and the level is written later."""
        try:
            return super().attempt(buffer)
        finally:
            self.bring_up_to_date()


class TakesTheLevelOfADeactivation(CopyProtectionMiniport):
    """Reads the bits of a command that has none."""

    def deactivate(self, buffer: bytes) -> None:
        """Refused where the bits are undefined."""
        self.verify_defined_bits(buffer)
        super().deactivate(buffer)


class KnowsOneTypeOnly(CopyProtectionMiniport):
    """Refuses the type that it reports beside the usual one."""

    def verify_type(self, buffer: bytes) -> None:
        """The trigger bits, and nothing else."""
        super().verify_type(buffer)
        if ulong(buffer, "dwCPType") != CPType.VP_CP_TYPE_APS_TRIGGER:
            raise Refused(Status.ERROR_INVALID_PARAMETER)


class IssuesAKeyWithoutProtectionHardware(CopyProtectionMiniport):
    """Makes a caller believe that it is protected."""

    def has_protection(self) -> bool:
        """It says so wherever there is a TV output."""
        return self.adapter.tv is not None

    def types(self) -> int:
        """Every type is as good as another."""
        return int(CPType.VP_CP_TYPE_APS_TRIGGER | CPType.VP_CP_TYPE_MACROVISION)


class RefusesProtectionWithoutHardware(CopyProtectionMiniport):
    """Has an error for a request that it is to take without doing anything."""

    def settable(self) -> int:
        """What it reports."""
        return int(self.tv.flags & ~VPFlags.VP_FLAGS_MAX_UNSCALED)


# fmt: off
WRONG_MINIPORTS = (
    WrongDriver(DecrementsOnEveryChangeToZero, ONE, 3, ("VPCP-551", "VPCP-555"), "T-01",
                partial(with_row, row=key_row(TURNED_OFF, CHANGE, OFF, SAME, -1, TAKE, NO_ERROR, "VPCP-413"))),
    WrongDriver(DecrementsOnEveryDeactivation, TWO, 3, ("VPCP-551", "VPCP-555"), "T-02",
                partial(with_row, row=key_row(TURNED_OFF, DEACTIVATE, None, DEAD, -1, DROP, NO_ERROR, "VPCP-422"))),
    WrongDriver(ForgetsToCountASessionThatIsTurnedOnAgain, ONE, 2, ("VPCP-551", "VPCP-556"), "T-03",
                partial(with_row, row=key_row(TURNED_OFF, CHANGE, ON, ACTIVE, 0, TAKE, NO_ERROR, "VPCP-412"))),
    WrongDriver(IncrementsOnEveryChangeOfLevel, ONE, 3, ("VPCP-554", "VPCP-555"), "T-04",
                partial(with_row, row=key_row(ACTIVE, CHANGE, ON, SAME, +1, TAKE, NO_ERROR, "VPCP-410"))),
    WrongDriver(AcceptsAKeyAfterItsDeactivation, ONE, 3, ("VPCP-431", "VPCP-430", "VPCP-433"), "T-05",
                partial(with_row, row=key_row(DEAD, DEACTIVATE, None, SAME, -1, (), NO_ERROR, "VPCP-433"))),
    WrongDriver(IgnoresTheKey, ONE, 2, ("VPCP-432", "VPCP-430"), "T-06"),
    WrongDriver(MakesKeysFromTheCount, TWO, 2, ("VPCP-501", "VPCP-503", "VPCP-505", "VPCP-500"), "T-07"),
    WrongDriver(LetsAnUnsignedCountWrap, ONE, 2, ("VPCP-554", "VPCP-557"), "T-08"),
    WrongDriver(ReissuesFreedKeys, TWO, 3, ("VPCP-503",), "T-09"),
    WrongDriver(WritesTheHardwareOnlyWhenProtectionStartsOrEnds, ONE, 2, ("VPCP-605", "VPCP-606"), "T-10"),
    WrongDriver(NeverLowersTheLevelWhenASessionEnds, ONE, 2, ("VPCP-605", "VPCP-606"), "T-12"),
    WrongDriver(ReadsCopyProtectionFieldsWithoutTheirFlag, ONE, 2, ("VPCP-551", "VPCP-301"), "T-15"),
    WrongDriver(IssuesEqualKeysOnTwoAdapters, THREE, 4, ("VPCP-502", "VPCP-506"), "T-19"),
    WrongDriver(TakesAnUndefinedBitForLevelZero, ONE, 1, ("VPCP-434",)),
    WrongDriver(TurnsProtectionOffWithTheFirstSession, TWO, 3, ("VPCP-551",)),
    WrongDriver(ReturnsAPackedStructure, ONE, 1, ("VPCP-107",)),
    WrongDriver(IssuesKeyZero, ONE, 1, ("VPCP-504",)),
    WrongDriver(ReturnsTheKeyOfEverySession, ONE, 2, ("VPCP-414",)),
    WrongDriver(CountsItsKeys, IN_TURN, 5, ("VPCP-506",)),
    WrongDriver(LetsTheLastWriterDecide, TWO, 2, ("VPCP-605", "VPCP-606"), "T-11"),
    WrongDriver(ClearsTheBufferBeforeItReadsIt, ONE, 2, ("VPCP-102", "VPCP-410", "VPCP-411", "VPCP-420"), "T-16"),
    WrongDriver(LeavesASessionWithoutAKeyWhenTheHardwareFails, ONE, 1, ("VPCP-403", "VPCP-554"), "T-17"),
    WrongDriver(TakesTheLevelOfADeactivation, ONE, 2, ("VPCP-421", "VPCP-422")),
    WrongDriver(KnowsOneTypeOnly, ONE, 1, ("VPCP-607", "VPCP-401")),
    WrongDriver(IssuesAKeyWithoutProtectionHardware, NO_HARDWARE, 1, ("VPCP-304",)),
    WrongDriver(RefusesProtectionWithoutHardware, NO_HARDWARE, 1, ("VPCP-304",)),
)
# fmt: on
