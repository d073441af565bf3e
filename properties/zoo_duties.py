"""Wrong drivers that each neglect one duty which nothing else in the zoo neglects alone."""

from collections.abc import Callable
from dataclasses import replace
from os import urandom

from coppspec.driver.device import COPPDevice
from coppspec.driver.levels import SharedConnector
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.outputs import OUTPUTS, Sink
from coppspec.driver.protocol import Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.refusal import Refused
from coppspec.driver.television import NO_MODE, WIN_VGA, ulong
from coppspec.model.codes import HResult, Status
from coppspec.model.tvout import VPCommand, VPFlags
from coppspec.properties.zoo import EVENTS, MESSAGES, WrongDriver

SESSION, NO_HARDWARE = "one copy-protection session", "an adapter without protection hardware"
CLONE, RESETS = "an output that shows a clone, 4", "resets and power"
BESIDE = "a device and a copy-protection session"
LATER_TYPE = 16
"""The protection type of later headers, DPCP."""


# Requests for VIDEOPARAMETERS.


class TakesTheLargestPictureForASetting(CopyProtectionMiniport):
    """Lets a SET carry what is reported only."""

    def settable(self) -> int:
        """One flag more."""
        return super().settable() | int(VPFlags.VP_FLAGS_MAX_UNSCALED)


class RefusesAnActivationThatBringsAKey(CopyProtectionMiniport):
    """Takes the key field of an activation for an input."""

    def activate(self, buffer: bytes) -> bytes:
        """Only from a caller that has no key yet."""
        if ulong(buffer, "dwCPKey"):
            raise Refused(Status.ERROR_INVALID_PARAMETER)
        return super().activate(buffer)


class TakesLevelZeroForTheHighest(CopyProtectionMiniport):
    """Protects where a session is live and none asks for anything."""

    def resulting_level(self) -> int:
        """The highest level for the lowest."""
        return super().resulting_level() or (3 if self.levels else 0)


class RefusesAChangeWhileADeviceProtects(CopyProtectionMiniport):
    """Leaves its sessions as they are while nobody could see the difference."""

    def change(self, buffer: bytes) -> None:
        """Later, perhaps."""
        self.requested_level(buffer)
        if self.named_key(buffer) and self.copp_level():
            raise Refused(Status.ERROR_BUSY)
        super().change(buffer)


class RefusesADeactivationWhileADeviceProtects(CopyProtectionMiniport):
    """Ends no session while nobody could see the difference."""

    def deactivate(self, buffer: bytes) -> None:
        """Later, perhaps."""
        if self.named_key(buffer) and self.copp_level():
            raise Refused(Status.ERROR_BUSY)
        super().deactivate(buffer)


class ReportsTheStandardOfTheDisplayAlone(CopyProtectionMiniport):
    """Has a TV output that is on, and says that it is off."""

    def current_standard(self) -> int:
        """That of the display."""
        return int(WIN_VGA)


class ReturnsNoByteWhereItDoesNothing(CopyProtectionMiniport):
    """Takes a request without protection hardware, and returns no buffer."""

    def answer(self, buffer: bytes) -> bytes:
        """Success, with Information 0."""
        returned = super().answer(buffer)
        is_set = ulong(buffer, "dwCommand") == VPCommand.VP_COMMAND_SET
        protects = ulong(buffer, "dwFlags") & VPFlags.VP_FLAGS_COPYPROTECT
        return b"" if is_set and protects and not self.has_protection() else returned


class SwitchesTheOutputOffInARestart(CopyProtectionMiniport):
    """Starts with the TV output neither as it was at first nor as it was before."""

    def restart(self) -> None:
        """Off, whatever it was."""
        super().restart()
        self.switch(NO_MODE, int(WIN_VGA))


# Devices.


class TakesTheTypeOfLaterHeaders(COPPDevice):
    """Has a command for a type that there is to report only."""

    def verify_type(self, protection_type: int) -> None:
        """One type more."""
        if protection_type != LATER_TYPE:
            super().verify_type(protection_type)

    def set_protection_level(self, protection_type: int, level: int) -> None:
        """Success, with nothing done."""
        if protection_type != LATER_TYPE:
            super().set_protection_level(protection_type, level)


class LeavesADeviceBehindWhenAnOpenFails(ReferenceDriver):
    """Makes the device object first, and keeps it where nobody gets its handle."""

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        """A device that is opened is left for whoever has no handle."""
        code, opened = super().open_video_session(dev_id, handle)
        if code == HResult.DDERR_UNSUPPORTEDMODE:
            _, left = super().open_video_session(0)
            self.devices[0] = self.devices.pop(left)
        return code, opened


class KeepsTheOldDisplay(SharedConnector):
    """Reads what the display is when it starts, and never again."""

    def replace_sink(self) -> None:
        """Notices nothing."""


class ReportsTheDisplayThatWasReplaced(ReferenceDriver):
    """Flags that a connector was reconfigured, and goes on reporting the display of before."""

    outputs = (
        replace(OUTPUTS[0], other_sink=Sink(5, bytes.fromhex("0f1e2d3c4b"))),
        *OUTPUTS[1:],
    )

    def __init__(self, random_bytes: Callable[[int], bytes] = urandom) -> None:
        super().__init__(connector=KeepsTheOldDisplay, random_bytes=random_bytes)


# fmt: off
WRONG_IN_ONE_DUTY = (
    WrongDriver(TakesTheLargestPictureForASetting, SESSION, 1, ("VPCP-306",)),
    WrongDriver(RefusesAnActivationThatBringsAKey, SESSION, 1, ("VPCP-400", "VPCP-401")),
    WrongDriver(TakesLevelZeroForTheHighest, SESSION, 1, ("VPCP-600", "VPCP-402", "VPCP-554")),
    WrongDriver(RefusesAChangeWhileADeviceProtects, BESIDE, 7, ("VPCP-704", "VPCP-410")),
    WrongDriver(RefusesADeactivationWhileADeviceProtects, BESIDE, 7, ("VPCP-704", "VPCP-420")),
    WrongDriver(ReportsTheStandardOfTheDisplayAlone, SESSION, 1, ("VPCP-755",)),
    WrongDriver(ReturnsNoByteWhereItDoesNothing, NO_HARDWARE, 1, ("A-15", "VPCP-107")),
    WrongDriver(SwitchesTheOutputOffInARestart, RESETS, 2, ("X08",)),
    WrongDriver(TakesTheTypeOfLaterHeaders, MESSAGES, 5, ("Q42", "COPP-163")),
    WrongDriver(LeavesADeviceBehindWhenAnOpenFails, CLONE, 2, ("COPP-128", "COPP-105")),
    WrongDriver(ReportsTheDisplayThatWasReplaced, EVENTS, 6, ("COPP-812", "COPP-702")),
)
# fmt: on
