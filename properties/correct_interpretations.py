"""Correct drivers that follow another accepted interpretation than the recommended one, each of one choice.

They are written apart from the options of the reference driver. Each conforms under its interpretation, which
a check finds and lists.
"""

from dataclasses import dataclass, replace

from coppspec.driver import mac
from coppspec.driver.device import COPPDevice
from coppspec.driver.levels import SharedConnector
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.protection import AnalogProtection
from coppspec.driver.protocol import Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.refusal import Refused
from coppspec.driver.renderer import Renderer
from coppspec.driver.television import ulong
from coppspec.model.codes import HResult
from coppspec.model.constants import COPP_NoProtectionLevelAvailable, ProtectionType, StatusFlags
from coppspec.model.layouts import DXVA_COPPStatusInput
from coppspec.model.profile import Profile
from coppspec.model.registry import choices
from coppspec.model.tvout import CPCommand, VPFlags
from coppspec.properties.zoo import Part, made, sentence_of


@dataclass(frozen=True)
class Interpreting:
    """One driver, and the interpretation that it follows."""

    kind: Part
    """The part of the driver that follows it; its name is the sentence."""
    choice: str
    reading: str

    @property
    def sentence(self) -> str:
        """What it does, in words."""
        return sentence_of(self.kind)

    @property
    def profile(self) -> Profile:
        """What it is held to."""
        return Profile(**{self.choice: self.reading})

    @property
    def clauses(self) -> tuple[str, ...]:
        """The choice that allows it."""
        return (choices()[self.choice].id,)

    def make(self) -> Driver:
        """A fresh one, each time with the same random numbers."""
        return made(self.kind)


class AllowsAnotherAttempt(COPPDevice):
    """Takes a corrected block after a failed one."""

    def verify_first_attempt(self) -> None:
        """Not checked."""


class NeverLooksAtThePadding(COPPDevice):
    """it takes a block without padding."""

    def decrypted(self, block: bytes) -> bytes:
        """The start sequence, whatever follows it."""
        self.options = replace(self.options, padding_check="ignore")
        return super().decrypted(block)


class TakesNoLevelForOff(COPPDevice):
    """Takes the value that stands for no level at all."""

    def set_protection_level(self, protection_type: int, level: int) -> None:
        """As level 0."""
        off = level == COPP_NoProtectionLevelAvailable
        super().set_protection_level(protection_type, 0 if off else level)


class AllowsLevelZeroAtAnyResolution(COPPDevice):
    """Follows an accepted interpretation."""

    def verify_resolution(self, protection_type: int, level: int) -> None:
        """Only above level 0."""
        if level:
            super().verify_resolution(protection_type, level)


class TakesTheLevelThatTakesPrecedence(SharedConnector):
    """Follows an accepted interpretation."""

    def wanted(self, protection_type: ProtectionType) -> int:
        """Level 2 of ACP is above level 3."""
        level = super().wanted(protection_type)
        return 2 if level == 3 and self.counts[protection_type][2] > 0 else level


class LeavesHDCPOn(SharedConnector):
    """Follows an accepted interpretation."""

    def wanted(self, protection_type: ProtectionType) -> int:
        """Never less than there is."""
        level = super().wanted(protection_type)
        return max(level, self.hardware[protection_type]) if protection_type == 1 else level


class SwitchesHDCPOnLater(SharedConnector):
    """Follows an accepted interpretation."""

    def re_evaluate(self, protection_type: ProtectionType) -> None:
        """Only what needs no time."""
        if protection_type != 1 or not self.wanted(protection_type):
            super().re_evaluate(protection_type)


class TakesSeveralStandardsAtOnce(COPPDevice):
    """Takes a set of standards for one."""

    def verify_standard(self, standard: int) -> None:
        """Each of them alone."""
        super().verify_standard(0)
        for bit in (1 << at for at in range(32) if standard >> at & 1):
            super().verify_standard(bit)


class AnswersUnknownRequests(COPPDevice):
    """success, and nothing in it."""

    def unknown(self, _: bytes, __: int) -> bytes:
        """No payload."""
        return b""


class RefusesANonceThatItHasSeen(COPPDevice):
    """Follows an accepted interpretation."""

    last = b""

    def payload(self, request: bytes) -> bytes:
        """Not twice for the same nonce."""
        nonce = DXVA_COPPStatusInput.get_bytes(request, "rApp")
        if nonce == self.last:
            raise Refused(HResult.E_INVALIDARG)
        answer = super().payload(request)
        self.last = nonce
        return answer


class RecordsEventsOfActiveSessionsOnly(COPPDevice):
    """Follows an accepted interpretation."""

    def records_events(self) -> bool:
        """Not before there is a session key."""
        return bool(self.session_key)


class TakesALostDeviceForNoHardware(Renderer):
    """Follows an accepted interpretation."""

    def passed_on(self, code: int) -> int:
        """The other code."""
        return HResult.VFW_E_NO_COPP_HW if code == HResult.E_POINTER else code


class FollowsTheKeyOfAnotherAdapter(CopyProtectionMiniport):
    """Has one table of keys for all of its adapters."""

    def holder(self, key: int) -> AnalogProtection:
        """Whoever has it."""
        return next((each for each in self.image if key in each.levels), self)


class ReportsTheVendorsData(CopyProtectionMiniport):
    """Hands out what somebody else has brought."""

    def reported_oem_data(self) -> bytes:
        """What came last."""
        return self.oem_data


class TakesAnUnprotectedStandardWhileASessionIsOn(CopyProtectionMiniport):
    """Shows a picture without the protection that was asked for."""

    def verify_standard_can_be_protected(self, buffer: bytes) -> None:
        """Nothing is asked."""


class RefusesAStandardForTheCountThatResults(CopyProtectionMiniport):
    """Asks whether a session is on after the request."""

    def verify_standard_can_be_protected(self, buffer: bytes) -> None:
        """With the count as the request leaves it."""
        before = self.count
        self.count = before + self.added(buffer)
        try:
            super().verify_standard_can_be_protected(buffer)
        finally:
            self.count = before

    def added(self, buffer: bytes) -> int:
        """How many sessions more are on after a request: 1, 0 or -1."""
        is_about_protection = ulong(buffer, "dwFlags") & VPFlags.VP_FLAGS_COPYPROTECT
        if not (is_about_protection and self.has_protection()):
            return 0
        command, key = ulong(buffer, "dwCPCommand"), ulong(buffer, "dwCPKey")
        if command == CPCommand.VP_CP_CMD_ACTIVATE:
            return int(self.activations < self.keys and self.activation_level(buffer) > 0)
        if key not in self.levels:
            return 0
        changes = command == CPCommand.VP_CP_CMD_CHANGE
        after = self.requested_level(buffer) if changes else 0
        return (after > 0) - (self.levels[key] > 0)


class EndsItsSessionsInAReset(CopyProtectionMiniport):
    """Drops in a mode change what belongs to somebody."""

    def reset_device(self) -> None:
        """As if the driver began again."""
        super().reset_device()
        self.end_every_session()


class EndsItsSessionsInSleep(CopyProtectionMiniport):
    """Drops what belongs to somebody."""

    def power_down(self) -> None:
        """As if the driver ended."""
        super().power_down()
        self.end_every_session()


class KeepsItsDevicesOverAModeChangeAndSaysSo(ReferenceDriver):
    """Leaves it to the application what to do."""

    def change_mode(self, output: int, number: int) -> None:
        """Nothing is lost but the signal for a moment."""
        there = {handle: self.devices.pop(handle) for handle in self.on(output)}
        super().change_mode(output, number)
        self.devices |= there
        for device in there.values():
            device.record(StatusFlags.COPP_RenegotiationRequired)


class RefusesABadTagAsABadArgument(COPPDevice):
    """Follows an accepted interpretation."""

    def verify_command_tag(self, command: bytes) -> None:
        """The other code."""
        if not mac.is_authentic(self.session_key, command):
            raise Refused(HResult.E_INVALIDARG)


class CountsALevelThatHDCPCannotReach(COPPDevice):
    """Fails a command by what the display did, and takes nothing back."""

    def verify_authentication(self, protection_type: int, level: int) -> None:
        """Found out when the level is counted."""

    def lose_authentication(self) -> None:
        """The application learns of it by the error alone."""
        self.connector.give_up()
        raise Refused(HResult.E_FAIL)


class EndsASession(COPPDevice):
    """A device whose session can be over before it is closed."""

    is_over = False

    def verify_active_for_command(self) -> None:
        """Not after it."""
        self.verify_it_goes_on()
        super().verify_active_for_command()

    def verify_active_for_status(self) -> None:
        """Not after it."""
        self.verify_it_goes_on()
        super().verify_active_for_status()

    def verify_it_goes_on(self) -> None:
        """A session that is over is not active."""
        if self.is_over:
            raise Refused(HResult.E_UNEXPECTED)


class EndsASessionByABadTag(EndsASession):
    """Takes it for an attack."""

    def verify_command_tag(self, command: bytes) -> None:
        """Nobody is served any more."""
        self.is_over = not mac.is_authentic(self.session_key, command)
        self.verify_it_goes_on()


class EndsASessionWhoseNumbersAreUsedUp(EndsASession):
    """Takes no message after number 0xFFFFFFFF, be it of a command or of a status request."""

    def use_up_the_command_number(self) -> None:
        """Its last number is that of the last message."""
        super().use_up_the_command_number()
        self.is_over |= self.command_number == 0

    def use_up_the_status_number(self) -> None:
        """The same."""
        super().use_up_the_status_number()
        self.is_over |= self.status_number == 0


INTERPRETING = (
    Interpreting(EndsASessionWhoseNumbersAreUsedUp, "counter_wrap", "session ends"),
    Interpreting(EndsASessionByABadTag, "bad_command_mac", "session ends"),
    Interpreting(CountsALevelThatHDCPCannotReach, "hdcp_failure", "in the command, moved"),
    Interpreting(KeepsItsDevicesOverAModeChangeAndSaysSo, "mode_change_effect", "flag"),
    Interpreting(RefusesABadTagAsABadArgument, "bad_command_mac", "invalid argument"),
    Interpreting(AllowsAnotherAttempt, "sequence_start_retry", "retry"),
    Interpreting(NeverLooksAtThePadding, "padding_check", "ignore"),
    Interpreting(TakesNoLevelForOff, "no_level_as_input", "release"),
    Interpreting(AllowsLevelZeroAtAnyResolution, "toobigsize_level0", "levels above 0"),
    Interpreting(TakesTheLevelThatTakesPrecedence, "level_order", "precedence"),
    Interpreting(LeavesHDCPOn, "hdcp_sticky", "on"),
    Interpreting(SwitchesHDCPOnLater, "hdcp_delay", "later"),
    Interpreting(TakesSeveralStandardsAtOnce, "signalling_standard", "any subset"),
    Interpreting(AnswersUnknownRequests, "unknown_status_ok", "empty success"),
    Interpreting(RefusesANonceThatItHasSeen, "nonce_reuse", "refused"),
    Interpreting(RecordsEventsOfActiveSessionsOnly, "event_recording", "from active"),
    Interpreting(TakesALostDeviceForNoHardware, "lost_code", "no hardware"),
    Interpreting(FollowsTheKeyOfAnotherAdapter, "key_scope", "loaded image"),
    Interpreting(ReportsTheVendorsData, "oem_data", "stored"),
    Interpreting(TakesAnUnprotectedStandardWhileASessionIsOn, "unprotectable_standard", "blanked"),
    Interpreting(
        RefusesAStandardForTheCountThatResults, "unprotectable_standard", "refused by the resulting count"
    ),
    Interpreting(EndsItsSessionsInAReset, "device_reset", "keys die"),
    Interpreting(EndsItsSessionsInSleep, "power_transition", "keys die"),
)
"""At least one for each kind of choice."""
