"""Wrong miniports that are right most of the time: in one setting, at one level, or until it is too often."""

from functools import cached_property

from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.refusal import Refused
from coppspec.driver.television import is_one_of, ulong
from coppspec.model.codes import Status
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.tvout import CPType, TVStandard, VPFlags, VPMode
from coppspec.properties.zoo import WrongDriver

ONE, TWO = "one copy-protection session", "two copy-protection sessions"
THREE = "three copy-protection sessions"
IN_TURN, TV, POWER = "copy-protection sessions in turn", "the TV output", "resets and power"
SLOTS = 8
KNOWN_TYPES = int(CPType.VP_CP_TYPE_APS_TRIGGER | CPType.VP_CP_TYPE_MACROVISION)
PICTURE = VPFlags.VP_FLAGS_CONTRAST
BOTH_PARTS = VPFlags.VP_FLAGS_TV_MODE | VPFlags.VP_FLAGS_TV_STANDARD


# What is in a request.


class TakesATypeThatNobodyHasDefined(CopyProtectionMiniport):
    """Refuses a known type that it does not report, and takes any other single bit."""

    def verify_type(self, buffer: bytes) -> None:
        """One bit, and none of the known ones that is missing."""
        if not is_one_of(ulong(buffer, "dwCPType"), ~KNOWN_TYPES | self.types()):
            raise Refused(Status.ERROR_INVALID_PARAMETER)


class TakesUndefinedBitsWithLevelZero(CopyProtectionMiniport):
    """Does not look at the other bits where there is no level to apply."""

    def verify_defined_bits(self, buffer: bytes) -> None:
        """Nothing is asked of a level of 0."""
        if ulong(buffer, "bCP_APSTriggerBits") & 3:
            super().verify_defined_bits(buffer)


class WantsTheVendorsData(CopyProtectionMiniport):
    """Takes 256 zeros for a request that nobody has filled in."""

    def requested_level(self, buffer: bytes) -> int:
        """Refused, if the vendor's bytes are all 0."""
        if not any(VIDEOPARAMETERS.get_bytes(buffer, "bOEMCopyProtection")):
            raise Refused(Status.ERROR_INVALID_PARAMETER)
        return super().requested_level(buffer)


class WantsRoomForOneStructureAndNoMore(CopyProtectionMiniport):
    """Compares the length of the output for equality."""

    def verify_output_length(self, output_length: int) -> None:
        """Exactly 356 bytes."""
        super().verify_output_length(output_length)
        if output_length != VIDEOPARAMETERS.size:
            raise Refused(Status.ERROR_INSUFFICIENT_BUFFER)


class ForgetsTheCommandBesideAPicture(CopyProtectionMiniport):
    """Sets the contrast, and says that all is done."""

    def decide(self, buffer: bytes) -> bytes:
        """Without the command, where there is a contrast."""
        flags = ulong(buffer, "dwFlags")
        if flags & PICTURE:
            super().decide(VIDEOPARAMETERS.put(buffer, dwFlags=flags & ~VPFlags.VP_FLAGS_COPYPROTECT))
            return buffer
        return super().decide(buffer)


class TakesThePictureOfARefusedRequest(CopyProtectionMiniport):
    """Sets the contrast before it looks at what else there is."""

    def set(self, buffer: bytes) -> bytes:
        """The contrast, and then the checks."""
        if ulong(buffer, "dwFlags") & PICTURE:
            self.picture["dwContrast"] = ulong(buffer, "dwContrast")
        return super().set(buffer)


class ForgetsTheCommandThatComesWithAFilm(CopyProtectionMiniport):
    """Switches to the film alone."""

    def decide(self, buffer: bytes) -> bytes:
        """Without the command, where there is a film."""
        if (
            ulong(buffer, "dwFlags") & VPFlags.VP_FLAGS_TV_MODE
            and ulong(buffer, "dwMode") == VPMode.VP_MODE_TV_PLAYBACK
        ):
            self.set_television(buffer)
            return buffer
        return super().decide(buffer)


class RefusesAModeWithoutAStandardBesideACommand(CopyProtectionMiniport):
    """Takes both parts of a setting with a command, or neither."""

    def verify_flags(self, buffer: bytes) -> None:
        """Both flags, or none."""
        super().verify_flags(buffer)
        flags = ulong(buffer, "dwFlags")
        if flags & VPFlags.VP_FLAGS_COPYPROTECT and flags & BOTH_PARTS not in {0, BOTH_PARTS}:
            raise Refused(Status.ERROR_INVALID_PARAMETER)


# What becomes of the other sessions.


class EndsATurnedOffSessionOnGet(CopyProtectionMiniport):
    """Tidies up when somebody looks."""

    def get(self, buffer: bytes) -> bytes:
        """One session less, if there are several and none is on."""
        returned = super().get(buffer)
        if not self.count and len(self.levels) > 1:
            self.end(next(iter(self.levels)))
        return returned


class JoinsTheSessionsOfOneType(CopyProtectionMiniport):
    """Takes each type for a protection of its own, and shows that of the last session."""

    @cached_property
    def kinds(self) -> dict[int, int]:
        """The type of each session, in the order of activation."""
        return {}

    def activate(self, buffer: bytes) -> bytes:
        """A session, and its type."""
        returned = super().activate(buffer)
        self.kinds[ulong(returned, "dwCPKey")] = ulong(buffer, "dwCPType")
        return returned

    def joined_level(self) -> int:
        """The join of those that are like the last one, if they ask for anything."""
        last = next(reversed(self.kinds.values()), 0)
        own = (level for key, level in self.levels.items() if self.kinds.get(key) == last)
        return max(own, default=0) or super().joined_level()


class JoinsTheTwoNewestSessions(CopyProtectionMiniport):
    """Has room for two levels."""

    def joined_level(self) -> int:
        """The higher one of the last two."""
        return max([*self.levels.values()][-2:], default=0)


class DropsTheFirstOfThreeSessionsOnAWrongKey(CopyProtectionMiniport):
    """Makes room in a table that is not full."""

    def deactivate(self, buffer: bytes) -> None:
        """Refused, and one session less."""
        try:
            super().deactivate(buffer)
        except Refused:
            if len(self.levels) > 2:
                self.count_deactivation(self.end(next(iter(self.levels))))
            raise


class TakesTheSameStepFromKeyToKey(CopyProtectionMiniport):
    """Makes a key that everybody can guess who has seen two others."""

    @cached_property
    def first(self) -> int:
        """A number that is random enough."""
        return int.from_bytes(self.random_bytes(3), "little")

    def new_key(self) -> int:
        """A step further, far away from the one before."""
        return 1 + (self.first + self.activations * 0x10001) % ((1 << 32) - 1)


class NeverFreesItsSlots(CopyProtectionMiniport):
    """Has a table in which a session that ended keeps its place."""

    def verify_a_key_is_left(self) -> None:
        """None is, after so many activations."""
        super().verify_a_key_is_left()
        if self.activations >= SLOTS:
            raise Refused(Status.ERROR_NOT_ENOUGH_MEMORY)


# What happens again and again, and what happens to one level or in one setting.


class LosesTheLevelInTheThirdModeSet(CopyProtectionMiniport):
    """Applies it again twice."""

    mode_sets = 0

    def set_mode(self) -> None:
        """Nothing is applied the third time."""
        super().set_mode()
        self.mode_sets += 1
        if self.mode_sets == 3:
            self.hardware = 0


class LosesLevelOneInSleep(CopyProtectionMiniport):
    """Applies the other two again."""

    def power_up(self) -> None:
        """Awake, and at level 1 without protection."""
        super().power_up()
        if self.hardware == 1:
            self.hardware = 0


class ForgetsPALInSleep(CopyProtectionMiniport):
    """Comes back in the standard that it starts with."""

    def power_down(self) -> None:
        """Without power, and in NTSC."""
        super().power_down()
        if self.standard == TVStandard.VP_TV_STANDARD_PAL_B:
            self.standard = int(TVStandard.VP_TV_STANDARD_NTSC_M)


# fmt: off
WRONG_AT_TIMES = (
    WrongDriver(TakesATypeThatNobodyHasDefined, ONE, 1, ("VPCP-311",)),
    WrongDriver(TakesUndefinedBitsWithLevelZero, ONE, 1, ("VPCP-434",)),
    WrongDriver(WantsTheVendorsData, ONE, 1, ("VPCP-005", "VPCP-401", "VPCP-402")),
    WrongDriver(WantsRoomForOneStructureAndNoMore, ONE, 1, ("VPCP-103", "VPCP-200", "VPCP-401")),
    WrongDriver(ForgetsTheCommandBesideAPicture, ONE, 1, ("VPCP-308", "VPCP-551")),
    WrongDriver(TakesThePictureOfARefusedRequest, ONE, 3, ("VPCP-108",)),
    WrongDriver(ForgetsTheCommandThatComesWithAFilm, TV, 1, ("VPCP-308", "VPCP-551")),
    WrongDriver(RefusesAModeWithoutAStandardBesideACommand, TV, 1, ("VPCP-300", "VPCP-308", "VPCP-401")),
    WrongDriver(EndsATurnedOffSessionOnGet, TWO, 4, ("VPCP-200", "VPCP-412")),
    WrongDriver(JoinsTheSessionsOfOneType, TWO, 2, ("VPCP-607", "VPCP-605")),
    WrongDriver(JoinsTheTwoNewestSessions, THREE, 3, ("VPCP-605",)),
    WrongDriver(DropsTheFirstOfThreeSessionsOnAWrongKey, THREE, 5, ("VPCP-430", "VPCP-411")),
    WrongDriver(TakesTheSameStepFromKeyToKey, IN_TURN, 5, ("VPCP-506",)),
    WrongDriver(NeverFreesItsSlots, IN_TURN, 9, ("VPCP-420", "VPCP-401")),
    WrongDriver(LosesTheLevelInTheThirdModeSet, POWER, 4, ("VPCP-660",)),
    WrongDriver(LosesLevelOneInSleep, POWER, 2, ("VPCP-662",)),
    WrongDriver(ForgetsPALInSleep, POWER, 3, ("VPCP-653", "VPCP-205")),
)
# fmt: on
