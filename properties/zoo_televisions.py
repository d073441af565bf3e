"""Wrong TV outputs: what GET says, what a SET switches, and what becomes of the level in resets and sleep."""

from coppspec.driver.device import COPPDevice
from coppspec.driver.levels import ACP, SharedConnector
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.protocol import Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.refusal import Refused
from coppspec.driver.television import WIN_VGA, ulong
from coppspec.model.codes import Status
from coppspec.model.constants import ProtectionType
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.tvout import TVStandard, VPFlags, VPMode
from coppspec.properties.zoo import WrongDriver

ONE, TV, POWER = "one copy-protection session", "the TV output", "resets and power"
RESETS = "two sessions through resets"
NO_TV, NOT_SERVED = "an adapter without a TV output", "an adapter that serves no request"
BOTH = "a device and a copy-protection session"


# What comes back.


class ReturnsTheBufferOfARefusedRequest(ReferenceDriver):
    """Has the system copy the buffer back although nothing was done."""

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        """The answer, and always a buffer."""
        status, returned = super().video_parameters(adapter, buffer, output_length)
        return status, returned or buffer


class ReturnsAsManyBytesAsItGot(ReferenceDriver):
    """Says the length of the caller's buffer instead of that of the structure."""

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        """The structure, and what was behind it."""
        status, returned = super().video_parameters(adapter, buffer, output_length)
        return status, returned + buffer[len(returned) :] if returned else returned


class AnswersAControlCodeThatItDoesNotServe(CopyProtectionMiniport):
    """Takes every request for one of its own."""

    def verify_served(self) -> None:
        """Nothing is asked."""


# What GET reports.


class ReportsNothingOnGet(CopyProtectionMiniport):
    """Leaves the caller's fields as they are."""

    def settings(self) -> dict[str, int]:
        """No flags and no modes."""
        return {"dwFlags": 0, "dwAvailableModes": 0}


class RevealsAKeyOnGet(CopyProtectionMiniport):
    """Tells everybody the key of the first session."""

    def settings(self) -> dict[str, int]:
        """The settings and a key."""
        return super().settings() | {"dwCPKey": next(iter(self.levels), 0)}


class RevealsAKeyInTheVendorsBytes(CopyProtectionMiniport):
    """Tells everybody the key of the first session, where nobody is to look."""

    def reported_oem_data(self) -> bytes:
        """A key behind some zeros."""
        key = next(iter(self.levels), 0).to_bytes(4, "little")
        return (bytes(7) + key).ljust(len(super().reported_oem_data()), b"\0")


class MakesUpTheVendorsBytes(CopyProtectionMiniport):
    """Returns bytes that nobody has sent."""

    def reported_oem_data(self) -> bytes:
        """All of them alike."""
        return b"?" * len(super().reported_oem_data())


class RevealsTheLevelOnGet(CopyProtectionMiniport):
    """Hands out the level, which is no output of GET."""

    def settings(self) -> dict[str, int]:
        """The settings and the level."""
        return super().settings() | {"bCP_APSTriggerBits": self.hardware}


class ReportsATelevisionThatIsNotThere(CopyProtectionMiniport):
    """Says that there is a mode, but no standard."""

    def settings(self) -> dict[str, int]:
        """A flag too many."""
        return super().settings() | (
            {"dwFlags": int(VPFlags.VP_FLAGS_TV_MODE)} if self.adapter.tv is None else {}
        )


class HidesProtectionWhileTheOutputIsOff(CopyProtectionMiniport):
    """Reports what can be used now, and not what is supported."""

    def settings(self) -> dict[str, int]:
        """A flag less while it is off."""
        settings = super().settings()
        return (
            settings
            if self.is_on()
            else settings | {"dwFlags": settings["dwFlags"] & ~VPFlags.VP_FLAGS_COPYPROTECT}
        )


class ReportsAModeWhileTheOutputIsOff(CopyProtectionMiniport):
    """Says what it was set to last."""

    def settings(self) -> dict[str, int]:
        """A mode, whatever is so."""
        return super().settings() | {"dwMode": self.mode or int(VPMode.VP_MODE_WIN_GRAPHICS)}


class ReportsAStandardWhileTheOutputIsOff(CopyProtectionMiniport):
    """Says what it could be set to."""

    def current_standard(self) -> int:
        """A standard, whatever is so."""
        return super().current_standard() | int(TVStandard.VP_TV_STANDARD_NTSC_M)


class ReportsFewerModesThanItHas(CopyProtectionMiniport):
    """Does not speak of the desktop, which is always available."""

    def settings(self) -> dict[str, int]:
        """One mode less."""
        settings = super().settings()
        return settings | {
            "dwAvailableModes": settings.get("dwAvailableModes", 0) & ~VPMode.VP_MODE_WIN_GRAPHICS
        }


class ReportsEveryStandardAsProtected(CopyProtectionMiniport):
    """Promises protection where it has none."""

    def settings(self) -> dict[str, int]:
        """All that it can show."""
        return super().settings() | {"dwCPStandard": int(self.tv.standards)}


class ReportsAContrastBeyondItsBounds(CopyProtectionMiniport):
    """Has a scale of its own."""

    def settings(self) -> dict[str, int]:
        """As on a scale of 256."""
        return super().settings() | {"dwContrast": 128}


class ReportsOneTypeOfTwo(CopyProtectionMiniport):
    """Keeps the complete data to itself."""

    def settings(self) -> dict[str, int]:
        """The usual one."""
        settings = super().settings()
        return settings | {"dwCPType": settings["dwCPType"] & 1} if "dwCPType" in settings else settings


class ForgetsAStandardThatItShows(CopyProtectionMiniport):
    """Does not speak of a standard that cannot be protected."""

    def available_standards(self) -> int:
        """The protected ones."""
        return int(self.tv.protected or self.tv.standards)


# What a SET does.


class ReadsAModeWithoutItsFlag(CopyProtectionMiniport):
    """Looks at a field that holds garbage."""

    def set(self, buffer: bytes) -> bytes:
        """The mode is checked in every SET that names a standard."""
        if ulong(buffer, "dwFlags") & VPFlags.VP_FLAGS_TV_STANDARD:
            self.verify_mode(buffer)
        return super().set(buffer)


class SwitchesTheOutputBeforeItChecksTheCommand(CopyProtectionMiniport):
    """Does half of what it refuses."""

    def decide(self, buffer: bytes) -> bytes:
        """The output first."""
        self.set_television(buffer)
        return super().decide(buffer)


class ForgetsTheOutputWhenItProtects(CopyProtectionMiniport):
    """Does half of what it takes."""

    def set_television(self, buffer: bytes) -> None:
        """Nothing, where there is a copy-protection command too."""
        if not ulong(buffer, "dwFlags") & VPFlags.VP_FLAGS_COPYPROTECT:
            super().set_television(buffer)


class ForgetsTheCommandWhenItSwitches(CopyProtectionMiniport):
    """Does the other half of what it takes, for a session that ends."""

    def deactivate(self, buffer: bytes) -> None:
        """Nothing, where the output is switched too."""
        self.named_key(buffer)
        if not ulong(buffer, "dwFlags") & VPFlags.VP_FLAGS_TV_MODE:
            super().deactivate(buffer)


class RefusesAnActivationInAnUnprotectedStandard(CopyProtectionMiniport):
    """Takes a session for a level on the output."""

    def activate(self, buffer: bytes) -> bytes:
        """Refused while it could not be shown."""
        if not self.standard & (self.tv.protected | WIN_VGA):
            raise Refused(Status.ERROR_INVALID_PARAMETER)
        return super().activate(buffer)


class EndsItsSessionsWhenTheOutputIsSwitchedOff(CopyProtectionMiniport):
    """Thinks that nobody needs protection without a picture."""

    def switch(self, mode: int, standard: int) -> None:
        """Off, for the sessions too."""
        super().switch(mode, standard)
        if not self.is_on():
            self.end_every_session()


class ForgetsTheLevelWhenTheOutputIsSwitchedOnAgain(CopyProtectionMiniport):
    """Writes the level with a command on a session, and at no other time."""

    def apply(self, buffer: bytes) -> bytes:
        """Nothing is written where no session is named."""
        before = self.hardware
        returned = super().apply(buffer)
        if not ulong(buffer, "dwFlags") & VPFlags.VP_FLAGS_COPYPROTECT:
            self.hardware = before if self.is_on() else 0
        return returned


class ShowsLevelOneInPAL(CopyProtectionMiniport):
    """Writes what colorstripe comes to in PAL, and not the level that is stored."""

    def output_level(self) -> int:
        """1 for 2 and 3."""
        level = super().output_level()
        return min(level, 1) if self.standard == TVStandard.VP_TV_STANDARD_PAL_B else level


class ProtectsOneOfItsConnectors(ReferenceDriver):
    """Forgets that an adapter can have several."""

    def applied(self, output: int, protection_type: int) -> int:
        """Only what devices ask for, on the second connector."""
        if output == 1 and protection_type == ACP:
            return self.connector(output).hardware[ACP]
        return super().applied(output, protection_type)


# What happens to an adapter.


class LosesTheLevelInAModeSet(CopyProtectionMiniport):
    """Keeps its count, and writes the hardware when the count leaves 0."""

    def set_mode(self) -> None:
        """The hardware is empty."""
        super().set_mode()
        self.hardware = 0

    def bring_up_to_date(self) -> None:
        """Only at the first session, and after the last."""
        if self.count <= 1:
            super().bring_up_to_date()


class ClearsTheCountInAModeSet(CopyProtectionMiniport):
    """Starts to count anew, and keeps its keys."""

    def set_mode(self) -> None:
        """No session is counted."""
        super().set_mode()
        self.count = 0
        self.bring_up_to_date()


class LosesTheLevelInSleep(CopyProtectionMiniport):
    """Wakes up with empty hardware."""

    def power_up(self) -> None:
        """Nothing is written."""
        super().power_up()
        self.hardware = 0


class LosesTheLevelInAReset(CopyProtectionMiniport):
    """Writes the level in a mode set, but not in the one after a reset."""

    def set_mode(self) -> None:
        """The first one does not count."""
        was_reset = self.in_boot_mode
        super().set_mode()
        if was_reset:
            self.hardware = 0


# The connector that sessions share with devices of COPP.


class EndsTheProtectionOfADeviceWithItsOwn(ReferenceDriver):
    """Writes 0 to the hardware when its last session ends, whoever else has written there."""

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        """The answer; and nothing is left on the outputs."""
        answer = super().video_parameters(adapter, buffer, output_length)
        miniport = self._miniports.get(adapter)
        if miniport is not None and miniport.count == 0 and miniport.activations:
            for output in self.adapters[adapter].outputs:
                self.connector(output).hardware[ACP] = 0
        return answer


class EndsItsSessionsWithADevice(ReferenceDriver):
    """Takes the end of a device for the end of all protection."""

    def close_video_session(self, handle: Handle) -> int:
        """The answer; and the sessions of every adapter are gone."""
        code = super().close_video_session(handle)
        for miniport in self._miniports.values():
            miniport.end_every_session()
            miniport.bring_up_to_date()
        return code


class EndsItsSessionsWithALostDevice(ReferenceDriver):
    """Takes what destroys devices for the end of sessions too."""

    def lose(self, handle: Handle) -> None:
        """The device, and the sessions beside it."""
        super().lose(handle)
        for miniport in self._miniports.values():
            miniport.end_every_session()
            miniport.bring_up_to_date()


class TellsADeviceItsOwnLevelForTheGlobalOne(COPPDevice):
    """Leaves out what other sources apply."""

    def global_level(self, nonce: bytes, protection_type: int) -> bytes:
        """What devices ask for."""
        self.verify_requested_type(protection_type)
        return self.number(nonce, self.connector.hardware[ProtectionType(protection_type)])


class TellsADeviceTheLevelOfOthersForItsOwn(COPPDevice):
    """Reports what is applied as what was asked for."""

    def local_level(self, nonce: bytes, protection_type: int) -> bytes:
        """What the connector has."""
        self.verify_requested_type(protection_type)
        own = self.levels[ProtectionType(protection_type)]
        return self.number(
            nonce, max(own, self.connector.level(protection_type)) if protection_type == ACP else own
        )


class LetsASessionOverrideADevice(SharedConnector):
    """Has the level of copy-protection sessions as long as there is one."""

    def level(self, protection_type: int) -> int:
        """The last source that says anything."""
        others = [each() for each in self.other_sources if each()]
        return others[-1] if others and protection_type == ACP else self.hardware.get(protection_type, 0)


class AddsBothLevels(SharedConnector):
    """Takes levels for amounts."""

    def level(self, protection_type: int) -> int:
        """A sum, as far as there are levels."""
        own = self.hardware.get(protection_type, 0)
        if protection_type != ACP:
            return own
        return min(3, own + sum(each() for each in self.other_sources))


class ReportsOnlyTheFlagsThatWerePassedIn(CopyProtectionMiniport):
    """Takes dwFlags for an input of GET."""

    def get(self, buffer: bytes) -> bytes:
        """A filter that nobody asked for."""
        returned = super().get(buffer)
        asked = ulong(buffer, "dwFlags")
        return (
            VIDEOPARAMETERS.put(returned, dwFlags=ulong(returned, "dwFlags") & asked) if asked else returned
        )


# fmt: off
WRONG_TELEVISIONS = (
    WrongDriver(ReturnsTheBufferOfARefusedRequest, ONE, 1, ("VPCP-108", "VPCP-107")),
    WrongDriver(ReturnsAsManyBytesAsItGot, ONE, 1, ("VPCP-107",)),
    WrongDriver(AnswersAControlCodeThatItDoesNotServe, NOT_SERVED, 1, ("VPCP-101", "VPCP-100")),
    WrongDriver(ReportsNothingOnGet, ONE, 1, ("VPCP-202", "VPCP-203")),
    WrongDriver(RevealsAKeyOnGet, ONE, 2, ("VPCP-207",)),
    WrongDriver(RevealsAKeyInTheVendorsBytes, ONE, 2, ("VPCP-207",)),
    WrongDriver(MakesUpTheVendorsBytes, ONE, 1, ("A-20",)),
    WrongDriver(RevealsTheLevelOnGet, ONE, 2, ("VPCP-209",)),
    WrongDriver(ReportsATelevisionThatIsNotThere, NO_TV, 1, ("VPCP-201",)),
    WrongDriver(HidesProtectionWhileTheOutputIsOff, TV, 2, ("VPCP-202", "VPCP-204")),
    WrongDriver(ReportsAModeWhileTheOutputIsOff, TV, 2, ("VPCP-205",)),
    WrongDriver(ReportsAStandardWhileTheOutputIsOff, TV, 2, ("VPCP-205",)),
    WrongDriver(ReportsFewerModesThanItHas, ONE, 1, ("VPCP-203",)),
    WrongDriver(ReportsEveryStandardAsProtected, ONE, 1, ("VPCP-206", "VPCP-650")),
    WrongDriver(ReportsOnlyTheFlagsThatWerePassedIn, ONE, 1, ("VPCP-202", "VPCP-208")),
    WrongDriver(ReportsAContrastBeyondItsBounds, ONE, 1, ("VPCP-202",)),
    WrongDriver(ReportsOneTypeOfTwo, ONE, 1, ("VPCP-206",)),
    WrongDriver(ForgetsAStandardThatItShows, ONE, 1, ("VPCP-202",)),
    WrongDriver(ReadsAModeWithoutItsFlag, TV, 1, ("VPCP-300", "VPCP-301", "VPCP-401")),
    WrongDriver(SwitchesTheOutputBeforeItChecksTheCommand, TV, 2, ("VPCP-308", "VPCP-205")),
    WrongDriver(ForgetsTheOutputWhenItProtects, TV, 2, ("VPCP-308", "VPCP-205", "VPCP-653")),
    WrongDriver(ForgetsTheCommandWhenItSwitches, TV, 2, ("VPCP-308", "VPCP-420", "VPCP-554")),
    WrongDriver(RefusesAnActivationInAnUnprotectedStandard, TV, 2, ("VPCP-651", "VPCP-402")),
    WrongDriver(EndsItsSessionsWhenTheOutputIsSwitchedOff, TV, 3, ("VPCP-653", "VPCP-412", "VPCP-413")),
    WrongDriver(ForgetsTheLevelWhenTheOutputIsSwitchedOnAgain, TV, 2, ("VPCP-653",)),
    WrongDriver(ShowsLevelOneInPAL, TV, 1, ("VPCP-603", "VPCP-605")),
    WrongDriver(ProtectsOneOfItsConnectors, ONE, 1, ("VPCP-551",)),
    WrongDriver(LosesTheLevelInAModeSet, POWER, 2, ("VPCP-551", "VPCP-660"), "T-13"),
    WrongDriver(ClearsTheCountInAModeSet, POWER, 2, ("VPCP-553", "VPCP-660"), "T-14"),
    WrongDriver(LosesTheLevelInSleep, POWER, 2, ("VPCP-662",)),
    WrongDriver(LosesTheLevelInAReset, POWER, 3, ("VPCP-661",)),
    WrongDriver(EndsTheProtectionOfADeviceWithItsOwn, BOTH, 6, ("VPCP-700", "COPP-615"), "T-18"),
    WrongDriver(EndsItsSessionsWithADevice, BOTH, 2, ("VPCP-702", "COPP-907")),
    WrongDriver(EndsItsSessionsWithALostDevice, BOTH, 3, ("VPCP-702", "VPCP-708")),
    WrongDriver(TellsADeviceItsOwnLevelForTheGlobalOne, BOTH, 6, ("VPCP-705", "COPP-606")),
    WrongDriver(TellsADeviceTheLevelOfOthersForItsOwn, BOTH, 6, ("VPCP-706", "COPP-605")),
    WrongDriver(LetsASessionOverrideADevice, BOTH, 6, ("VPCP-703",)),
    WrongDriver(AddsBothLevels, BOTH, 6, ("VPCP-703",)),
)
# fmt: on
