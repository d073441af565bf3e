"""Wrong drivers at status requests and events: each overrides one method of the reference driver."""

from collections.abc import Mapping
from uuid import UUID

from coppspec.driver.device import Answer, COPPDevice
from coppspec.driver.levels import ACP, HDCP, SharedConnector
from coppspec.driver.protocol import Capability, Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.session import NO_NUMBER
from coppspec.model.constants import (
    DXVA_COPPQueryGlobalProtectionLevel,
    ProtectionType,
    StatusFlags,
)
from coppspec.model.layouts import (
    DXVA_COPPStatusData,
    DXVA_COPPStatusDisplayData,
    DXVA_COPPStatusHDCPKeyData,
    DXVA_COPPStatusInput,
    DXVA_COPPStatusSignalingCmdData,
)
from coppspec.properties.zoo import CONNECTORS, EVENTS, HDCP_LEVELS, MESSAGES, MODES, SIGNAL, TWO, WrongDriver

# Requests.


class TakesAnyStatusNumber(COPPDevice):
    """Answers a request that is sent again."""

    def verify_status_number(self, request: bytes) -> None:
        """Not checked."""


class TakesRequestsWithDataOfAnySize(COPPDevice):
    """Does not look at the size of a request's data."""

    def verify_request_data_size(self, identifier: UUID, request: bytes) -> None:
        """Not checked."""


class TakesNoMoreDataThanItNeeds(COPPDevice):
    """Takes a level request that says more than four bytes."""

    def verify_request_data_size(self, identifier: UUID, request: bytes) -> None:
        """At least as much as there must be."""
        size = DXVA_COPPStatusInput.get_ulong(request, "cbSizeData")
        if size < 4:
            super().verify_request_data_size(identifier, request)


class GivesLevelZeroForTypesThatItDoesNotKnow(COPPDevice):
    """Answers a level request about anything."""

    def answers(self) -> Mapping[UUID, Answer]:
        """The global level, whatever the type."""
        return {**super().answers(), DXVA_COPPQueryGlobalProtectionLevel: self.any_level}

    def any_level(self, nonce: bytes, protection_type: int) -> bytes:
        """Level 0 where there is none."""
        known = protection_type in self.levels
        return self.global_level(nonce, protection_type) if known else self.number(nonce, 0)


# Answers.


class ReportsTheTypesThatItsModeAllows(COPPDevice):
    """Leaves out a type whose levels the display mode is too big for."""

    def protection_types(self, nonce: bytes, _: int) -> bytes:
        """What can be set now."""
        return self.number(nonce, self.connector.output.types & ~int(self.connector.mode.too_big_for))


class ReportsTheConnectorOfTheDesktop(COPPDevice):
    """Says VGA, whatever there is."""

    def connector_type(self, nonce: bytes, _: int) -> bytes:
        """Zero."""
        return self.number(nonce, 0)


class ReportsAnotherBus(COPPDevice):
    """Says PCI, whatever there is."""

    def bus(self, nonce: bytes, _: int) -> bytes:
        """One."""
        return self.number(nonce, 1)


class ReportsTheGlobalLevelAsItsOwn(COPPDevice):
    """Does not tell local from global."""

    def local_level(self, nonce: bytes, protection_type: int) -> bytes:
        """What is applied."""
        return self.global_level(nonce, protection_type)


class ReportsItsOwnLevelAsTheGlobalOne(COPPDevice):
    """Does not look at the connector."""

    def global_level(self, nonce: bytes, protection_type: int) -> bytes:
        """What this session asked for."""
        return self.local_level(nonce, protection_type)


class ReportsTheModeThatItWasOpenedIn(COPPDevice):
    """Does not follow a mode change."""

    def display_data(self, nonce: bytes, _: int) -> bytes:
        """The first mode."""
        mode = self.connector.output.modes[0]
        payload = super().display_data(nonce, _)
        return DXVA_COPPStatusDisplayData.put(payload, DisplayWidth=mode.width, DisplayHeight=mode.height)


class RoundsTheRefreshRate(COPPDevice):
    """Has no fractions."""

    def display_data(self, nonce: bytes, _: int) -> bytes:
        """As many whole frames as there are."""
        numerator, denominator = self.connector.mode.frequency
        whole = round(numerator / denominator)
        return DXVA_COPPStatusDisplayData.put(
            super().display_data(nonce, _), FreqNumerator=whole, FreqDenominator=1
        )


class ReportsTheKeyBackwards(COPPDevice):
    """Writes the most significant byte first."""

    def key_data(self, nonce: bytes, _: int) -> bytes:
        """The five bytes the wrong way round."""
        payload = super().key_data(nonce, _)
        key = DXVA_COPPStatusHDCPKeyData.get_bytes(payload, "BKey")
        return DXVA_COPPStatusHDCPKeyData.put(payload, BKey=key[4::-1] + key[5:])


class HidesARepeater(COPPDevice):
    """Says that the receiver is the last one."""

    def key_data(self, nonce: bytes, _: int) -> bytes:
        """Without flags."""
        return DXVA_COPPStatusHDCPKeyData.put(super().key_data(nonce, _), dwHDCPFlags=0)


class ReportsTheActiveStandardAlone(COPPDevice):
    """Does not say what else is available."""

    def signaling(self, nonce: bytes, _: int) -> bytes:
        """The one in use."""
        payload = super().signaling(nonce, _)
        return DXVA_COPPStatusSignalingCmdData.put(
            payload, AvailableTVProtectionStandards=self.connector.standard
        )


class LeavesRubbishInUnusedFields(COPPDevice):
    """Does not clear what it does not fill."""

    def number(self, nonce: bytes, number: int) -> bytes:
        """With a field that nobody asked for."""
        return DXVA_COPPStatusData.put(super().number(nonce, number), ExtendedInfoData=0xCCCCCCCC)


# Events.


class NeverReportsAnEvent(COPPDevice):
    """Has no events."""

    def record(self, event: StatusFlags) -> None:
        """Not recorded."""


class ReportsAnEventForEver(COPPDevice):
    """Does not forget what it has told."""

    def reported_flags(self) -> int:
        """Still there."""
        return self.flags


class KeepsOneEventOnly(COPPDevice):
    """Forgets an event when the next one comes."""

    def record(self, event: StatusFlags) -> None:
        """In the place of the last."""
        self.flags = event


class ReportsAnEventOnceInItsLife(COPPDevice):
    """Does not notice when the same event happens again."""

    known = 0

    def record(self, event: StatusFlags) -> None:
        """Only what it has never seen."""
        if not event & self.known:
            super().record(event)
        self.known |= event


class LosesEventsWithARefusedRequest(COPPDevice):
    """Consumes the flags before it has looked at the request."""

    def verify_status_number(self, request: bytes) -> None:
        """Forgets, if the request is refused."""
        flags, self.flags = self.flags, 0
        super().verify_status_number(request)
        self.flags = flags


class ReportsEventsInOneKindOfAnswerOnly(COPPDevice):
    """Leaves the flags out of the structures that it fills by hand."""

    def display_data(self, nonce: bytes, _: int) -> bytes:
        """Without flags."""
        flags = self.flags
        payload = DXVA_COPPStatusDisplayData.put(super().display_data(nonce, _), dwFlags=0)
        self.flags = flags
        return payload


class EndsProtectionWhenTheLinkIsLost(COPPDevice):
    """Follows another reading than the profile says."""

    def record(self, event: StatusFlags) -> None:
        """Level 0 of everything."""
        super().record(event)
        for each, level in self.levels.items():
            self.connector.move(each, level, 0)
            self.levels[each] = 0


class EndsTheSessionWhenTheLinkIsLost(COPPDevice):
    """Takes an event for the end."""

    def record(self, event: StatusFlags) -> None:
        """Nothing is served from then on."""
        super().record(event)
        self.status_number = self.command_number = NO_NUMBER


class TellsTheFirstDeviceAlone(ReferenceDriver):
    """Reports an event to one device on the connector."""

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """The others are not told."""
        before = {handle: device.flags for handle, device in self.devices.items()}
        super().inject(event, target, argument)
        if event in {Capability.LINK_LOST, Capability.CONNECTOR_RECONFIGURED}:
            for handle in list(self.devices)[1:]:
                self.devices[handle].flags = before[handle]


class TellsDevicesOnOtherConnectors(ReferenceDriver):
    """Reports an event to every device that there is."""

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """To all of them."""
        super().inject(event, target, argument)
        if event is Capability.LINK_LOST:
            for device in self.devices.values():
                device.record(StatusFlags.COPP_LinkLost)


class SwapsTheTwoFlags(COPPDevice):
    """Takes one event for the other."""

    def record(self, event: StatusFlags) -> None:
        """The other flag."""
        super().record(StatusFlags(3 - event))


class KeepsItsDevicesOverAModeChange(ReferenceDriver):
    """Follows another reading than the profile says."""

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """The mode alone changes."""
        if event is Capability.MODE_CHANGE:
            self.connector(target).change_mode(argument)
        else:
            super().inject(event, target, argument)


class LosesOneDeviceWithTheMode(ReferenceDriver):
    """Destroys the first device on the connector only."""

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """The others live on."""
        if event is Capability.MODE_CHANGE:
            for handle in self.on(target)[:1]:
                self.lose(handle)
            self.connector(target).change_mode(argument)
        else:
            super().inject(event, target, argument)


class LeavesTheLevelsOfALostDevice(ReferenceDriver):
    """Forgets a device without closing it."""

    def lose(self, handle: Handle) -> None:
        """The object alone is gone."""
        del self.devices[handle]


class TakesTwoOutputsForTwoConnectors(ReferenceDriver):
    """Does not know that two outputs carry one signal."""

    def connector(self, output: int) -> SharedConnector:
        """One for each output."""
        return self.own_connectors[output]

    @property
    def own_connectors(self) -> dict[int, SharedConnector]:
        """Made when they are first asked for."""
        if not hasattr(self, "_own"):
            self._own = {at: SharedConnector(each, self.options) for at, each in enumerate(self.outputs)}
        return self._own


class ForgetsTheTypesOfAnOutput(SharedConnector):
    """Applies a type that it does not report."""

    def wanted(self, protection_type: ProtectionType) -> int:
        """The same for HDCP and ACP."""
        return super().wanted(ACP if protection_type == HDCP else protection_type)


# fmt: off
WRONG_STATUS = (
    WrongDriver(TakesAnyStatusNumber, MESSAGES, 5, ("COPP-433", "COPP-432")),
    WrongDriver(TakesRequestsWithDataOfAnySize, MESSAGES, 5, ("COPP-174",)),
    WrongDriver(TakesNoMoreDataThanItNeeds, MESSAGES, 5, ("COPP-174",)),
    WrongDriver(GivesLevelZeroForTypesThatItDoesNotKnow, MESSAGES, 5, ("COPP-175",)),
    WrongDriver(ReportsTheTypesThatItsModeAllows, MODES, 6, ("COPP-701", "COPP-614")),
    WrongDriver(ReportsTheConnectorOfTheDesktop, MESSAGES, 5, ("COPP-702",)),
    WrongDriver(ReportsAnotherBus, MESSAGES, 5, ("COPP-704",)),
    WrongDriver(ReportsTheGlobalLevelAsItsOwn, TWO, 10, ("COPP-605", "COPP-703")),
    WrongDriver(ReportsItsOwnLevelAsTheGlobalOne, TWO, 10, ("COPP-606",)),
    WrongDriver(ReportsTheModeThatItWasOpenedIn, MODES, 6, ("COPP-316",)),
    WrongDriver(RoundsTheRefreshRate, MESSAGES, 5, ("COPP-316", "COPP-315")),
    WrongDriver(ReportsTheKeyBackwards, EVENTS, 5, ("COPP-313",)),
    WrongDriver(HidesARepeater, EVENTS, 5, ("COPP-707",)),
    WrongDriver(ReportsTheActiveStandardAlone, MESSAGES, 5, ("COPP-708",)),
    WrongDriver(LeavesRubbishInUnusedFields, HDCP_LEVELS, 5, ("COPP-314", "Q31")),
    WrongDriver(NeverReportsAnEvent, EVENTS, 6, ("COPP-806", "COPP-802", "COPP-801")),
    WrongDriver(ReportsAnEventForEver, EVENTS, 7, ("COPP-806",)),
    WrongDriver(KeepsOneEventOnly, EVENTS, 7, ("COPP-806", "COPP-804")),
    WrongDriver(ReportsAnEventOnceInItsLife, EVENTS, 8, ("COPP-806",)),
    WrongDriver(LosesEventsWithARefusedRequest, EVENTS, 7, ("COPP-806", "Q27")),
    WrongDriver(ReportsEventsInOneKindOfAnswerOnly, EVENTS, 6, ("COPP-806", "COPP-805")),
    WrongDriver(EndsProtectionWhenTheLinkIsLost, TWO, 6, ("COPP-612", "Q29", "COPP-811")),
    WrongDriver(EndsTheSessionWhenTheLinkIsLost, EVENTS, 6, ("COPP-162", "COPP-176", "COPP-811", "COPP-507")),
    WrongDriver(TellsTheFirstDeviceAlone, TWO, 7, ("COPP-806", "COPP-807")),
    WrongDriver(TellsDevicesOnOtherConnectors, CONNECTORS, 6, ("COPP-806", "COPP-807")),
    WrongDriver(SwapsTheTwoFlags, EVENTS, 6, ("COPP-806", "COPP-802", "COPP-803")),
    WrongDriver(KeepsItsDevicesOverAModeChange, EVENTS, 3, ("COPP-904", "Q25")),
    WrongDriver(LosesOneDeviceWithTheMode, SIGNAL, 4, ("COPP-904",)),
    WrongDriver(LeavesTheLevelsOfALostDevice, TWO, 6, ("COPP-905",)),
    WrongDriver(TakesTwoOutputsForTwoConnectors, SIGNAL, 5, ("COPP-612", "COPP-903")),
    WrongDriver(ForgetsTheTypesOfAnOutput, HDCP_LEVELS, 5, ("COPP-612",)),
)
# fmt: on
