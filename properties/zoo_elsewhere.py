"""Wrong drivers whose fault shows elsewhere: in another call, on another connector, or on another adapter."""

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.levels import ACP, SharedConnector
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.protocol import Capability
from coppspec.driver.reference import ADAPTER_EVENTS, ReferenceDriver
from coppspec.driver.refusal import Refused
from coppspec.driver.television import WIN_VGA, ulong
from coppspec.model.codes import Status
from coppspec.properties.zoo import WrongDriver

TV, POWER, SECOND = "the TV output", "resets and power", "a second session after resets"
ANOTHER = "another adapter"
HIGHEST = 3
BESIDE, OTHER_BESIDE = "events beside another adapter, 0", "events beside another adapter, 1"
BOTH, BOTH_ELSEWHERE = "a device and a session through resets, 0", "a device and a session through resets, 5"


# A session counts as on after it has ended, where only the standards of the TV output show it.


class CountsApart(CopyProtectionMiniport):
    """Has a second count, which only the check of a TV standard looks at."""

    apart = 0

    def count_activation(self, level: int) -> None:
        """Both counts."""
        super().count_activation(level)
        self.apart += level > 0

    def count_change(self, before: int, after: int) -> None:
        """Both counts."""
        super().count_change(before, after)
        self.apart += (after > 0) - (before > 0)

    def count_deactivation(self, level: int) -> None:
        """Both counts."""
        super().count_deactivation(level)
        self.apart -= level > 0

    def end_every_session(self) -> None:
        """Both counts."""
        super().end_every_session()
        self.apart = 0

    def verify_standard_can_be_protected(self, buffer: bytes) -> None:
        """By the second count."""
        if self.apart > 0 and not ulong(buffer, "dwTVStandard") & (self.tv.protected | WIN_VGA):
            raise Refused(Status.ERROR_INVALID_PARAMETER)


class StaysOnForStandardsAfterLevelOneEnds(CountsApart):
    """Counts the session of level 1 on when it is deactivated."""

    def count_deactivation(self, level: int) -> None:
        """One too many of level 1."""
        super().count_deactivation(level)
        self.apart += level == 1


class StaysOnForStandardsAfterLevelTwoEnds(CountsApart):
    """Counts the session of level 2 on when it is deactivated."""

    def count_deactivation(self, level: int) -> None:
        """One too many of level 2."""
        super().count_deactivation(level)
        self.apart += level == 2


class StaysOnForStandardsWhenItIsTurnedOff(CountsApart):
    """Counts a session on until it is deactivated, and then no more."""

    def count_change(self, before: int, after: int) -> None:
        """One too many from each level above 1."""
        super().count_change(before, after)
        self.apart += before > 1 and not after


class StaysOnForStandardsAfterARestart(CountsApart):
    """Begins a new life with the second count of the old one."""

    def restart(self) -> None:
        """Only the first count ends."""
        apart = self.apart
        super().restart()
        self.apart = apart


class RemembersThatItWasOnInAModeSet(CountsApart):
    """Takes a session that was on before a mode set for one that is on ever after."""

    def set_mode(self) -> None:
        """Another one is counted."""
        super().set_mode()
        self.apart += self.count > 0


# On another adapter or connector.


class SendsPowerEventsToItsFirstAdapter(ReferenceDriver):
    """Has one power callback, for the adapter that was there first."""

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """Whichever adapter it is."""
        power = {Capability.POWER_DOWN, Capability.POWER_UP}
        super().inject(event, 0 if event in power else target, argument)


class SendsResetsToItsLastAdapter(ReferenceDriver):
    """Resets the adapter that was found last."""

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """Whichever adapter it is."""
        last = 1 if target in {0, 1} else target
        super().inject(event, last if event is Capability.DEVICE_RESET else target, argument)


class RestartsAllOfItsAdapters(ReferenceDriver):
    """Ends the sessions of every adapter with those of one."""

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """All of them."""
        super().inject(event, target, argument)
        if event is Capability.DRIVER_RESTART:
            for each in range(len(self.adapters)):
                ADAPTER_EVENTS[event](self._miniport(each))


class AppliesNothingOnItsSecondConnectorAfterAReset(ReferenceDriver):
    """Leaves the boot mode with the mode set of the connector that it has first."""

    def change_mode(self, output: int, number: int) -> None:
        """Another connector does not end it."""
        miniport = self._miniport(0)
        stays = miniport.in_boot_mode and output not in self.adapters[0].outputs[:1]
        super().change_mode(output, number)
        if stays and output in self.adapters[0].outputs:
            miniport.reset_device()


class EndsTheBootModeOfEveryAdapter(ReferenceDriver):
    """Takes the mode set of one adapter for one of all, and puts out the first while it is in boot mode."""

    def change_mode(self, output: int, number: int) -> None:
        """The first adapter is reset with a mode set of the second."""
        super().change_mode(output, number)
        if output in self.adapters[1].outputs:
            self._miniport(0).reset_device()


class SwitchesOffTheOutputsOfBothAdapters(ReferenceDriver):
    """Has one switch for the TV outputs of all adapters."""

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        """The other output goes off with this one."""
        answer = super().video_parameters(adapter, buffer, output_length)
        if adapter in {0, 1} and not self._miniport(adapter).is_on():
            other = self._miniport(1 - adapter)
            other.switch(0, int(WIN_VGA))
            other.bring_up_to_date()
        return answer


# Beside sessions of the other side.


class LosesTheACPOfDevicesInSleep(ReferenceDriver):
    """Writes the level of its sessions when it wakes up, and nothing else."""

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """What devices ask for is gone."""
        super().inject(event, target, argument)
        if event is Capability.POWER_UP:
            for output in self.adapters[target].outputs:
                self.connector(output).hardware[ACP] = 0


class LosesTheACPOfDevicesInAReset(ReferenceDriver):
    """Clears the registers of an adapter, and knows of sessions alone what was in them."""

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """What devices ask for is gone."""
        super().inject(event, target, argument)
        if event is Capability.DEVICE_RESET:
            for output in self.adapters[target].outputs:
                self.connector(output).hardware[ACP] = 0


class LosesTheACPOfDevicesInARestart(ReferenceDriver):
    """Clears the registers of an adapter on the way out."""

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """What devices ask for is gone."""
        super().inject(event, target, argument)
        if event is Capability.DRIVER_RESTART:
            for output in self.adapters[target].outputs:
                self.connector(output).hardware[ACP] = 0


class LosesTheACPOfDevicesWhenTheOutputIsSwitchedOff(SharedConnector):
    """Takes off with the level of the sessions also that of the devices."""

    before = 0

    def level(self, protection_type: int) -> int:
        """None once the sessions, which had one, have none."""
        now = max((each() for each in self.other_sources), default=0)
        if protection_type == ACP and self.before and not now:
            self.hardware[ACP] = 0
        if protection_type == ACP:
            self.before = now
        return super().level(protection_type)


class LosesItsOwnLevelWithTheModeSetOfADevice(ReferenceDriver):
    """Takes the level off the connector of the devices that a mode set has destroyed."""

    def change_mode(self, output: int, number: int) -> None:
        """Where there were devices, nothing is applied again."""
        had = bool(self.on(output))
        super().change_mode(output, number)
        for adapter, declared in enumerate(self.adapters):
            if had and output in declared.outputs and adapter == len(ADAPTERS) - 4:
                self._miniport(adapter).hardware = 0


# What an event ends, or does not.


class KeepsTheJoinOfBeforeARestart(CopyProtectionMiniport):
    """Joins the levels of those that it knew before a restart, as soon as there is one session again."""

    old = 0

    def restart(self) -> None:
        """The sessions end, and the level is kept for later."""
        self.old = self.joined_level() if self.count else self.old
        super().restart()

    def joined_level(self) -> int:
        """The highest that ever was."""
        return max(super().joined_level(), self.old)


class LeavesLevelThreeOnAtItsSecondAdapter(CopyProtectionMiniport):
    """Does not write to that adapter when a session of level 3 ends by its command."""

    left = 0

    def count_deactivation(self, level: int) -> None:
        """The level is left behind there."""
        super().count_deactivation(level)
        if level == HIGHEST and self.adapter is ADAPTERS[1]:
            self.left = level

    def output_level(self) -> int:
        """At least what was left."""
        return max(super().output_level(), self.left)


# fmt: off
WRONG_ELSEWHERE = (
    WrongDriver(StaysOnForStandardsAfterLevelOneEnds, TV, 3, ("VPCP-420", "VPCP-301")),
    WrongDriver(StaysOnForStandardsAfterLevelTwoEnds, TV, 3, ("VPCP-420", "VPCP-301")),
    WrongDriver(StaysOnForStandardsWhenItIsTurnedOff, TV, 3, ("VPCP-411", "VPCP-301")),
    WrongDriver(StaysOnForStandardsAfterARestart, TV, 3, ("VPCP-664", "VPCP-301")),
    WrongDriver(RemembersThatItWasOnInAModeSet, TV, 4, ("VPCP-420", "VPCP-660", "VPCP-301")),
    WrongDriver(SendsPowerEventsToItsFirstAdapter, OTHER_BESIDE, 2, ("VPCP-662", "VPCP-502")),
    WrongDriver(SendsResetsToItsLastAdapter, BESIDE, 2, ("VPCP-661", "VPCP-502")),
    WrongDriver(RestartsAllOfItsAdapters, BESIDE, 2, ("VPCP-664", "VPCP-502")),
    WrongDriver(AppliesNothingOnItsSecondConnectorAfterAReset, POWER, 4, ("VPCP-661", "VPCP-551")),
    WrongDriver(EndsTheBootModeOfEveryAdapter, OTHER_BESIDE, 2, ("VPCP-660", "VPCP-502")),
    WrongDriver(SwitchesOffTheOutputsOfBothAdapters, BESIDE, 2, ("VPCP-502", "VPCP-653")),
    WrongDriver(LosesTheACPOfDevicesInSleep, BOTH, 6, ("VPCP-700", "COPP-615", "COPP-907")),
    WrongDriver(LosesTheACPOfDevicesInAReset, BOTH, 6, ("VPCP-700", "COPP-615", "COPP-907")),
    WrongDriver(LosesTheACPOfDevicesInARestart, BOTH_ELSEWHERE, 6, ("VPCP-700", "COPP-615", "COPP-907")),
    WrongDriver(LosesTheACPOfDevicesWhenTheOutputIsSwitchedOff, BOTH, 7, ("VPCP-700", "COPP-615")),
    WrongDriver(LosesItsOwnLevelWithTheModeSetOfADevice, BOTH_ELSEWHERE, 3, ("VPCP-702", "VPCP-660", "VPCP-708")),
    WrongDriver(KeepsTheJoinOfBeforeARestart, SECOND, 3, ("VPCP-664", "VPCP-605")),
    WrongDriver(LeavesLevelThreeOnAtItsSecondAdapter, ANOTHER, 2, ("VPCP-420", "VPCP-554")),
)
# fmt: on
