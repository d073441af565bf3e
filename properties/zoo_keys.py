"""Wrong VIDEOPARAMETERS miniports: each overrides one method of the reference miniport."""

from functools import partial

from coppspec.driver.miniport import DEFINED_BITS, CopyProtectionMiniport
from coppspec.driver.refusal import Refused
from coppspec.model.copy_protection import ACTIVE, DEAD, DROP, NO_ERROR, OFF, ON, TAKE, TURNED_OFF, key_row
from coppspec.model.language import SAME
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.tvout import CPCommand, VPFlags
from coppspec.properties.edits import with_row
from coppspec.properties.zoo import WrongDriver

ONE, TWO = "one copy-protection session", "two copy-protection sessions"
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


class MakesKeysFromTheCount(CopyProtectionMiniport):
    """The key is the count and one more, so it comes again after a session was turned off."""

    def new_key(self) -> int:
        """A key that can be in use."""
        return self.count + 1


class LetsAnUnsignedCountWrap(DecrementsOnEveryDeactivation):
    """Has a count of 32 bits that goes below 0, and then is on."""

    def resulting_level(self) -> int:
        """On at 4294967295, at the lowest level."""
        self.count = self.count % WRAP
        return max(1, *self.levels.values(), 0) if self.count else 0


class ReissuesFreedKeys(CopyProtectionMiniport):
    """Gives the smallest key that is not in use."""

    def new_key(self) -> int:
        """A key that somebody may still remember."""
        key = 1
        while key in self.levels:
            key += 1
        return key


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
    """Counts its keys from 1."""

    def new_key(self) -> int:
        """The next number."""
        return self.activations + 1


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


CHANGE, DEACTIVATE = (each.name for each in (CPCommand.VP_CP_CMD_CHANGE, CPCommand.VP_CP_CMD_DEACTIVATE))

# fmt: off
WRONG_MINIPORTS = (
    WrongDriver(DecrementsOnEveryChangeToZero, ONE, 3, ("VPCP-555",), "T-01",
                partial(with_row, row=key_row(TURNED_OFF, CHANGE, OFF, SAME, -1, TAKE, NO_ERROR, "VPCP-413"))),
    WrongDriver(DecrementsOnEveryDeactivation, TWO, 3, ("VPCP-555",), "T-02",
                partial(with_row, row=key_row(TURNED_OFF, DEACTIVATE, None, DEAD, -1, DROP, NO_ERROR, "VPCP-422"))),
    WrongDriver(ForgetsToCountASessionThatIsTurnedOnAgain, ONE, 2, ("VPCP-556",), "T-03",
                partial(with_row, row=key_row(TURNED_OFF, CHANGE, ON, ACTIVE, 0, TAKE, NO_ERROR, "VPCP-412"))),
    WrongDriver(IncrementsOnEveryChangeOfLevel, ONE, 3, ("VPCP-555",), "T-04",
                partial(with_row, row=key_row(ACTIVE, CHANGE, ON, SAME, +1, TAKE, NO_ERROR, "VPCP-410"))),
    WrongDriver(AcceptsAKeyAfterItsDeactivation, ONE, 3, ("VPCP-430", "VPCP-433"), "T-05",
                partial(with_row, row=key_row(DEAD, DEACTIVATE, None, SAME, -1, (), NO_ERROR, "VPCP-433"))),
    WrongDriver(IgnoresTheKey, ONE, 2, ("VPCP-430",), "T-06"),
    WrongDriver(MakesKeysFromTheCount, ONE, 2, ("VPCP-501", "VPCP-505"), "T-07"),
    WrongDriver(LetsAnUnsignedCountWrap, ONE, 2, ("VPCP-557",), "T-08"),
    WrongDriver(ReissuesFreedKeys, ONE, 2, ("VPCP-503",), "T-09"),
    WrongDriver(WritesTheHardwareOnlyWhenProtectionStartsOrEnds, ONE, 2, ("VPCP-606",), "T-10"),
    WrongDriver(NeverLowersTheLevelWhenASessionEnds, ONE, 2, ("VPCP-606",), "T-12"),
    WrongDriver(ReadsCopyProtectionFieldsWithoutTheirFlag, ONE, 2, ("VPCP-301",), "T-15"),
    WrongDriver(IssuesEqualKeysOnTwoAdapters, ONE, 2, ("VPCP-432",), "T-19"),
    WrongDriver(TakesAnUndefinedBitForLevelZero, ONE, 1, ("VPCP-434",)),
    WrongDriver(TurnsProtectionOffWithTheFirstSession, TWO, 3, ("VPCP-551",)),
)
# fmt: on
