"""Wrong drivers at commands, levels and the signal: each overrides one method of the reference driver."""

from collections.abc import Iterable
from uuid import UUID

from coppspec.driver import mac
from coppspec.driver.device import COPPDevice
from coppspec.driver.levels import CGMSA, HDCP, SharedConnector
from coppspec.driver.refusal import Refused
from coppspec.model.codes import HResult
from coppspec.model.constants import (
    COPPDeviceState,
    DXVA_COPPSetProtectionLevel,
    ProtectionType,
)
from coppspec.model.layouts import DXVA_COPPCommand, DXVA_COPPSetSignalingCmdData
from coppspec.properties.zoo import (
    ELSEWHERE,
    HDCP_LEVELS,
    MESSAGES,
    MODES,
    ONE,
    SEVERAL,
    SIGNAL,
    SIGNALS,
    THREE,
    TWO,
    WrongDriver,
)


class OpensOnAnOutputThatShowsAClone(COPPDevice):
    """Does not look at the display mode."""

    def verify_dual_view(self) -> None:
        """Not checked."""


# Commands.


class TakesAnyCommandNumber(COPPDevice):
    """Has no protection against a command that is sent again."""

    def verify_command_number(self, command: bytes) -> None:
        """Not checked."""


class LooksAtTheCommandNumberBeforeTheState(COPPDevice):
    """Takes a number for wrong before there is a session that could have one."""

    def verify_active_for_command(self) -> None:
        """The number first; it is no defect before the session is active."""
        if self.state is not COPPDeviceState.COPP_SESSION_ACTIVE:
            raise Refused(HResult.E_INVALIDARG)
        super().verify_active_for_command()


class TakesCommandNumbersFromAWindow(COPPDevice):
    """Takes a command that runs ahead a little."""

    def verify_command_number(self, command: bytes) -> None:
        """The number may be a little larger than the one that is due."""
        if 0 <= DXVA_COPPCommand.get_ulong(command, "dwSequence") - self.command_number < 8:
            return
        super().verify_command_number(command)


class KeepsTheNumberOfACommand(COPPDevice):
    """Takes the same command twice."""

    def use_up_the_command_number(self) -> None:
        """Not done."""


class CountsPastThirtyTwoBits(COPPDevice):
    """Never wraps its command number."""

    def use_up_the_command_number(self) -> None:
        """One more, whatever it is."""
        self.command_number += 1


class UsesUpTheNumberOfARefusedCommand(COPPDevice):
    """Follows another reading than the profile says: every match advances."""

    def command(self, command: bytes) -> None:
        """Advances even if a later check refuses."""
        number = self.command_number
        try:
            super().command(command)
        except Refused:
            if DXVA_COPPCommand.get_ulong(command.ljust(4096), "dwSequence") == number:
                self.use_up_the_command_number()
            raise


class CountsCommandsAndRequestsTogether(COPPDevice):
    """Has one counter too few."""

    def use_up_the_command_number(self) -> None:
        """Advances both."""
        super().use_up_the_command_number()
        self.use_up_the_status_number()


class ObeysUnknownCommands(COPPDevice):
    """Takes every identifier for that of set protection level."""

    def verify_command_identifier(self, command: bytes) -> None:
        """Not checked."""

    def obey(self, command: bytes) -> None:
        """As if the identifier were the known one."""
        known = DXVA_COPPCommand.get_guid(command, "guidCommandID")
        if self.smallest_data(known):
            super().obey(command)


class TakesDataOfAnySize(COPPDevice):
    """Does not look at the size of a command's data."""

    def verify_command_data_size(self, command: bytes) -> None:
        """Not checked."""


class TakesDataOfExactlyTheSizeOfItsStructure(COPPDevice):
    """Follows another reading than the profile says: it refuses data that is longer."""

    def verify_command_data_size(self, command: bytes) -> None:
        """Exactly as much as the structure has."""
        super().verify_command_data_size(command)
        wanted = self.smallest_data(DXVA_COPPCommand.get_guid(command, "guidCommandID"))
        if DXVA_COPPCommand.get_ulong(command, "cbSizeData") != wanted:
            raise Refused(HResult.E_INVALIDARG)


class TakesATagOverTheDataAlone(COPPDevice):
    """Leaves the identifier and the number without protection."""

    def verify_command_tag(self, command: bytes) -> None:
        """The tag of the data area will do."""
        data = DXVA_COPPCommand.get_bytes(command, "CommandData")
        if DXVA_COPPCommand.get_bytes(command, "macKDI") != mac.tag(self.session_key, data):
            super().verify_command_tag(command)


class TakesATagOfZeros(COPPDevice):
    """Has a back door from when it was written: no tag is as good as the right one."""

    def verify_command_tag(self, command: bytes) -> None:
        """Not checked where there is none."""
        if any(DXVA_COPPCommand.get_bytes(command, "macKDI")):
            super().verify_command_tag(command)


class EndsTheSessionAtABadTag(COPPDevice):
    """Takes an error for an attack."""

    def verify_command_tag(self, command: bytes) -> None:
        """Nothing is served from then on."""
        try:
            super().verify_command_tag(command)
        except Refused:
            self.state = COPPDeviceState.COPP_KEY_EXCHANGED
            raise


# Levels.


class IgnoresTypesThatItDoesNotKnow(COPPDevice):
    """Succeeds without doing anything."""

    def set_protection_level(self, protection_type: int, level: int) -> None:
        """Only for a type that there is."""
        if protection_type in self.levels:
            super().set_protection_level(protection_type, level)


class SetsSeveralTypesAtOnce(COPPDevice):
    """Takes a set of types for one."""

    def set_protection_level(self, protection_type: int, level: int) -> None:
        """Each of them."""
        named = [int(each) for each in self.levels if each & protection_type]
        for each in named or [protection_type]:
            super().set_protection_level(each, level)


class LooksAtTheKnownBitsOfATypeOnly(COPPDevice):
    """Masks the type before it is checked."""

    def set_protection_level(self, protection_type: int, level: int) -> None:
        """Without the bits that have no meaning."""
        super().set_protection_level(protection_type & 7, level)


class TakesLevelsThatATypeHasNot(COPPDevice):
    """Caps the level instead of refusing it."""

    def set_protection_level(self, protection_type: int, level: int) -> None:
        """At most the highest."""
        highest = {1: 1, 2: 3, 4: 12}.get(protection_type, 0)
        super().set_protection_level(protection_type, min(level, highest))


class TakesEveryLevelOfCGMSUpToTwelve(COPPDevice):
    """Checks an upper bound alone, as the documents' sample does."""

    def verify_level(self, protection_type: int, level: int) -> None:
        """Only whether it is too high."""
        if protection_type != CGMSA or level > 12:
            super().verify_level(protection_type, level)


class ForgetsRedistributionControl(COPPDevice):
    """Promises what the output cannot do."""

    def verify_redistribution(self, protection_type: int, level: int) -> None:
        """Not checked."""


class ForgetsTheResolution(COPPDevice):
    """Sets a level that the display mode is too big for."""

    def verify_resolution(self, protection_type: int, level: int) -> None:
        """Not checked."""


class RemembersALevelThatItRefuses(COPPDevice):
    """Stores the local level before it is checked."""

    def verify_resolution(self, protection_type: int, level: int) -> None:
        """Stores, then checks."""
        old = self.levels[ProtectionType(protection_type)]
        self.levels[ProtectionType(protection_type)] = level
        super().verify_resolution(protection_type, level)
        self.levels[ProtectionType(protection_type)] = old


class LeavesTheOldLevelCounted(SharedConnector):
    """Adds to the new count, and takes nothing from the old one."""

    def move(self, protection_type: ProtectionType, old: int, new: int) -> None:  # noqa: ARG002  that is the fault
        """Only the new one changes."""
        self.add(protection_type, new)
        self.re_evaluate(protection_type)


class TakesTheLastLevelThatWasSet(SharedConnector):
    """Lets a session lower the level of another."""

    def move(self, protection_type: ProtectionType, old: int, new: int) -> None:
        """The connector does as the last command says."""
        super().move(protection_type, old, new)
        self.hardware[protection_type] = new


class AddsUpLevels(SharedConnector):
    """Takes the sum of two levels for their join."""

    def wanted(self, protection_type: ProtectionType) -> int:
        """As much as everybody asks for together."""
        counts = self.counts[protection_type]
        return min(sum(level * held for level, held in counts.items()), 3)


class SetsAllTypesAlike(SharedConnector):
    """Has one level for all types."""

    def re_evaluate(self, protection_type: ProtectionType) -> None:
        """The same for every type."""
        super().re_evaluate(protection_type)
        self.hardware = dict.fromkeys(self.hardware, self.hardware[protection_type])


class EndsProtectionWithAnySession(SharedConnector):
    """Takes the end of one session for the end of all."""

    def remove(self, protection_type: ProtectionType, level: int) -> None:
        """Nothing is left."""
        super().remove(protection_type, level)
        self.hardware[protection_type] = 0


class LeavesProtectionOnWhenASessionEnds(SharedConnector):
    """Does not look at the connector when a session ends."""

    def remove(self, protection_type: ProtectionType, level: int) -> None:
        """The count alone."""
        self.counts[protection_type][level] -= 1


class CountsLevelZeroAtTheEnd(SharedConnector):
    """Takes one away at level 0 instead of the session's level."""

    def remove(self, protection_type: ProtectionType, level: int) -> None:  # noqa: ARG002  that is the fault
        """At level 0."""
        super().remove(protection_type, 0)


class RefusesToCloseWhileItProtects(COPPDevice):
    """Has a precondition where there is none."""

    def close(self) -> None:
        """Only without protection."""
        if any(self.levels.values()):
            raise Refused(HResult.E_UNEXPECTED)
        super().close()


class TakesTheLastLevelOfHDCP(SharedConnector):
    """Lets a session lower HDCP for another."""

    def move(self, protection_type: ProtectionType, old: int, new: int) -> None:
        """As the last command says, for HDCP."""
        super().move(protection_type, old, new)
        if protection_type == HDCP:
            self.hardware[protection_type] = new


class JoinsLevelsOfCGMSBitByBit(SharedConnector):
    """Takes the levels of CGMS-A for sets of bits."""

    def join(self, protection_type: ProtectionType, levels: Iterable[int]) -> int:
        """All bits of all levels."""
        held = list(levels)
        if protection_type != CGMSA:
            return super().join(protection_type, held)
        return sum(bit for bit in (1, 2, 4, 8) if any(level & bit for level in held))


class CountsAtMostTwoDevices(SharedConnector):
    """Has a count that saturates."""

    def add(self, protection_type: ProtectionType, level: int) -> None:
        """Two at most."""
        super().add(protection_type, level)
        self.saturate(protection_type)

    def move(self, protection_type: ProtectionType, old: int, new: int) -> None:
        """Two at most."""
        super().move(protection_type, old, new)
        self.saturate(protection_type)

    def saturate(self, protection_type: ProtectionType) -> None:
        """What is more is lost."""
        for level, held in self.counts[protection_type].items():
            self.counts[protection_type][level] = min(held, 2)


class UsesUpTheNumberWhenAResolutionIsTooBig(COPPDevice):
    """Advances on one kind of failure alone."""

    def verify_resolution(self, protection_type: int, level: int) -> None:
        """Advances before it refuses."""
        try:
            super().verify_resolution(protection_type, level)
        except Refused:
            self.use_up_the_command_number()
            raise


class MovesTheCountsBeforeItLooksAtTheResolution(COPPDevice):
    """Leaves the counts moved when the command fails."""

    def verify_resolution(self, protection_type: int, level: int) -> None:
        """Moves, then checks."""
        counts = self.connector.counts[ProtectionType(protection_type)]
        counts[level] += 1
        super().verify_resolution(protection_type, level)
        counts[level] -= 1


class ReportsTheLevelOfTheLastSession(COPPDevice):
    """Does not forget its local level when it is closed."""

    def open(self) -> None:
        """With the levels that the session before has left on the connector."""
        super().open()
        self.levels |= getattr(self.connector, "left", {})

    def close(self) -> None:
        """Leaves them there."""
        levels = dict(self.levels)
        super().close()
        setattr(self.connector, "left", levels)  # noqa: B010  an attribute that only this one knows


class LocksUpAfterThreeBadTags(COPPDevice):
    """Ends a session that somebody seems to attack."""

    bad = 0

    def verify_command_tag(self, command: bytes) -> None:
        """Counts, and refuses everything from the third on."""
        if self.bad >= 3:
            raise Refused(HResult.E_UNEXPECTED)
        try:
            super().verify_command_tag(command)
        except Refused:
            self.bad += 1
            raise


class ComparesSixteenBitsOfACommandNumber(COPPDevice):
    """Has counters that are too short."""

    def verify_command_number(self, command: bytes) -> None:
        """The low word alone."""
        if (DXVA_COPPCommand.get_ulong(command, "dwSequence") ^ self.command_number) & 0xFFFF:
            raise Refused(HResult.E_INVALIDARG)


class DropsTheRedistributionBitOfOtherTypes(COPPDevice):
    """Takes levels of ACP with a bit that only CGMS-A has."""

    def set_protection_level(self, protection_type: int, level: int) -> None:
        """Without the bit."""
        other = protection_type != CGMSA and level < 16
        super().set_protection_level(protection_type, level & ~8 if other else level)


class TakesAnyTagOnATVOutput(COPPDevice):
    """Authenticates commands on digital connectors only."""

    def verify_command_tag(self, command: bytes) -> None:
        """Not checked where there is no HDCP."""
        if self.connector.output.types & HDCP:
            super().verify_command_tag(command)


# The signal.


class AddsStandardsToTheActiveOne(SharedConnector):
    """Never takes a standard back."""

    def set_signal(self, standard: int, aspect_ratio: int) -> None:
        """One more."""
        super().set_signal(self.standard | standard, aspect_ratio)


class TakesStandardsThatTheConnectorLacks(COPPDevice):
    """Does not look at what is available."""

    def verify_standard(self, standard: int) -> None:
        """Only whether it is one."""
        if standard & (standard - 1):
            super().verify_standard(standard)


class RefusesToSetTheSignal(COPPDevice):
    """Knows one command, as the documents' sample does."""

    def verify_standard(self, standard: int) -> None:  # noqa: ARG002  that is the fault
        """None will do."""
        raise Refused(HResult.E_INVALIDARG)


class ForgetsTheAspectRatio(SharedConnector):
    """Takes the standard alone."""

    def set_signal(self, standard: int, aspect_ratio: int) -> None:  # noqa: ARG002  that is the fault
        """Without the aspect ratio."""
        super().set_signal(standard, 0)


class StoresBitsThatTheChangeMaskDoesNotName(COPPDevice):
    """Takes the whole field for the aspect ratio."""

    def aspect_ratio(self, data: bytes) -> int:
        """All 32 bits."""
        return DXVA_COPPSetSignalingCmdData.get_ulong(data, "AspectRatioData1")


class TakesSixteenBytesForASignal(COPPDevice):
    """Asks of every command for as much data as set protection level has."""

    def smallest_data(self, command: UUID) -> int:
        """The same for all."""
        return super().smallest_data(DXVA_COPPSetProtectionLevel) if super().smallest_data(command) else 0


# fmt: off
WRONG_COMMANDS = (
    WrongDriver(OpensOnAnOutputThatShowsAClone, "an output that shows a clone, 4", 1, ("COPP-126", "COPP-902")),
    WrongDriver(TakesAnyCommandNumber, MESSAGES, 5, ("COPP-433", "COPP-432")),
    WrongDriver(TakesCommandNumbersFromAWindow, MESSAGES, 5, ("COPP-433", "COPP-432")),
    WrongDriver(KeepsTheNumberOfACommand, HDCP_LEVELS, 6, ("COPP-162", "COPP-431")),
    WrongDriver(CountsPastThirtyTwoBits, ONE, 6, ("COPP-162", "COPP-434")),
    WrongDriver(UsesUpTheNumberOfARefusedCommand, ONE, 6, ("COPP-162", "Q07", "COPP-166")),
    WrongDriver(CountsCommandsAndRequestsTogether, HDCP_LEVELS, 6, ("COPP-176", "COPP-430", "COPP-435")),
    WrongDriver(ObeysUnknownCommands, MESSAGES, 5, ("COPP-165", "COPP-162")),
    WrongDriver(TakesDataOfAnySize, MESSAGES, 5, ("Q13", "COPP-165")),
    WrongDriver(TakesDataOfExactlyTheSizeOfItsStructure, MESSAGES, 5, ("COPP-162", "Q13", "COPP-167")),
    WrongDriver(TakesATagOverTheDataAlone, MESSAGES, 5, ("COPP-425", "COPP-421", "Q11")),
    WrongDriver(TakesATagOfZeros, MESSAGES, 5, ("COPP-425",)),
    WrongDriver(EndsTheSessionAtABadTag, ONE, 6, ("COPP-162", "COPP-507", "Q09")),
    WrongDriver(IgnoresTypesThatItDoesNotKnow, MESSAGES, 5, ("COPP-163", "Q18")),
    WrongDriver(SetsSeveralTypesAtOnce, MESSAGES, 5, ("COPP-163", "COPP-603")),
    WrongDriver(LooksAtTheKnownBitsOfATypeOnly, ONE, 5, ("COPP-163", "Q18")),
    WrongDriver(TakesLevelsThatATypeHasNot, MESSAGES, 5, ("COPP-602",)),
    WrongDriver(TakesEveryLevelOfCGMSUpToTwelve, MESSAGES, 5, ("COPP-602", "Q19")),
    WrongDriver(ForgetsRedistributionControl, SIGNAL, 5, ("COPP-619",)),
    WrongDriver(ForgetsTheResolution, MODES, 6, ("COPP-164",)),
    WrongDriver(LooksAtTheCommandNumberBeforeTheState, ONE, 2, ("COPP-161",)),
    WrongDriver(RemembersALevelThatItRefuses, MODES, 7, ("COPP-605", "COPP-166")),
    WrongDriver(LeavesTheOldLevelCounted, HDCP_LEVELS, 6, ("COPP-184", "COPP-609")),
    WrongDriver(TakesTheLastLevelThatWasSet, TWO, 10, ("COPP-612", "COPP-610", "COPP-611")),
    WrongDriver(AddsUpLevels, TWO, 10, ("COPP-610",)),
    WrongDriver(SetsAllTypesAlike, SEVERAL, 5, ("COPP-184", "COPP-604")),
    WrongDriver(EndsProtectionWithAnySession, TWO, 7, ("COPP-612", "COPP-611")),
    WrongDriver(LeavesProtectionOnWhenASessionEnds, HDCP_LEVELS, 6, ("COPP-184",)),
    WrongDriver(CountsLevelZeroAtTheEnd, HDCP_LEVELS, 6, ("COPP-184",)),
    WrongDriver(RefusesToCloseWhileItProtects, HDCP_LEVELS, 6, ("COPP-183", "COPP-182", "COPP-180", "COPP-613")),
    WrongDriver(TakesTheLastLevelOfHDCP, "two devices and HDCP", 10, ("COPP-612", "COPP-611")),
    WrongDriver(JoinsLevelsOfCGMSBitByBit, "two devices and CGMSA", 10, ("COPP-610", "Q20")),
    WrongDriver(CountsAtMostTwoDevices, THREE, 17, ("COPP-612", "COPP-607")),
    WrongDriver(UsesUpTheNumberWhenAResolutionIsTooBig, MODES, 7, ("COPP-162", "COPP-166", "Q07")),
    WrongDriver(MovesTheCountsBeforeItLooksAtTheResolution, MODES, 7, ("COPP-184", "COPP-166", "Q47")),
    WrongDriver(ReportsTheLevelOfTheLastSession, HDCP_LEVELS, 11, ("COPP-605", "COPP-124")),
    WrongDriver(LocksUpAfterThreeBadTags, MESSAGES, 8, ("COPP-162", "COPP-507", "Q09")),
    WrongDriver(ComparesSixteenBitsOfACommandNumber, MESSAGES, 5, ("COPP-433", "COPP-432")),
    WrongDriver(DropsTheRedistributionBitOfOtherTypes, MESSAGES, 5, ("COPP-602",)),
    WrongDriver(TakesAnyTagOnATVOutput, ELSEWHERE, 5, ("COPP-425",)),
    WrongDriver(AddsStandardsToTheActiveOne, SIGNALS, 7, ("COPP-621",)),
    WrongDriver(TakesStandardsThatTheConnectorLacks, MESSAGES, 5, ("Q16",)),
    WrongDriver(RefusesToSetTheSignal, MESSAGES, 5, ("COPP-162", "Q15")),
    WrongDriver(ForgetsTheAspectRatio, MESSAGES, 6, ("COPP-622", "COPP-621")),
    WrongDriver(StoresBitsThatTheChangeMaskDoesNotName, MESSAGES, 6, ("COPP-622",)),
    WrongDriver(TakesSixteenBytesForASignal, MESSAGES, 6, ("Q13",)),
)
# fmt: on
