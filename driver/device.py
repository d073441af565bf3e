"""The COPP device of the reference driver: one object for each video session."""

from collections.abc import Callable, Mapping
from uuid import UUID

from coppspec.driver import mac
from coppspec.driver.commands import CommandedSession
from coppspec.driver.refusal import Refused
from coppspec.model.codes import HResult
from coppspec.model.constants import (
    COPP_ImageAspectRatio_EN300294_Mask,
    DXVA_COPPQueryBusData,
    DXVA_COPPQueryConnectorType,
    DXVA_COPPQueryDisplayData,
    DXVA_COPPQueryGlobalProtectionLevel,
    DXVA_COPPQueryHDCPKeyData,
    DXVA_COPPQueryLocalProtectionLevel,
    DXVA_COPPQueryProtectionType,
    DXVA_COPPQuerySignaling,
    ProtectionType,
    TVProtectionStandard,
)
from coppspec.model.layouts import (
    DXVA_COPPStatusData,
    DXVA_COPPStatusDisplayData,
    DXVA_COPPStatusHDCPKeyData,
    DXVA_COPPStatusInput,
    DXVA_COPPStatusOutput,
    DXVA_COPPStatusSignalingCmdData,
)

LEVEL_REQUESTS = (DXVA_COPPQueryLocalProtectionLevel, DXVA_COPPQueryGlobalProtectionLevel)
"""The requests that name one protection type, in four bytes (COPP-703)."""
TYPE_BYTES = 4
EN300294 = TVProtectionStandard.COPP_ProtectionStandard_EN300294_625i


Answer = Callable[[bytes, int], bytes]
"""From the nonce, and the type for the two requests that name one, to the payload."""


class COPPDevice(CommandedSession):
    """A video session with everything that it serves: commands and status requests."""

    def query_status(self, request: bytes) -> bytes:
        """COPPQueryStatus: the checks in the order of the sample (COPP-173), and the tagged response."""
        self.verify_active_for_status()
        self.verify_status_input(request)
        self.verify_status_number(request)
        if self.options.advance_on_failure == "every match":
            self.use_up_the_status_number()
        self.verify_new_nonce(request)
        payload = self.payload(request)
        self.nonces.add(DXVA_COPPStatusInput.get_bytes(request, "rApp"))
        if self.options.advance_on_failure == "accepted messages":
            self.use_up_the_status_number()
        return self.response(payload)

    def use_up_the_status_number(self) -> None:
        """The next request is due under the next number (COPP-431, COPP-434)."""
        self.status_number = self.following(self.status_number)

    def response(self, payload: bytes) -> bytes:
        """The payload, its size and zeros behind it, with the tag in front (COPP-176, COPP-424, COPP-706)."""
        message = DXVA_COPPStatusOutput.pack(cbSizeData=len(payload), COPPStatus=payload)
        return mac.authenticated(self.session_key, message)

    def payload(self, request: bytes) -> bytes:
        """What the request asks for; the events are reported with it (COPP-805, COPP-806)."""
        identifier = DXVA_COPPStatusInput.get_guid(request, "guidStatusRequestID")
        answer = self.answers().get(identifier, self.unknown)
        if answer != self.unknown:
            self.verify_request_data_size(identifier, request)
        return answer(DXVA_COPPStatusInput.get_bytes(request, "rApp"), self.requested_type(request))

    def reported_flags(self) -> int:
        """The flags of all events since the last response; afterwards there are none."""
        flags, self.flags = self.flags, 0
        return flags

    # The answers.

    def protection_types(self, nonce: bytes, _: int) -> bytes:
        """The types that the connector supports, whatever its mode (COPP-701, COPP-614)."""
        return self.number(nonce, self.connector.output.types)

    def connector_type(self, nonce: bytes, _: int) -> bytes:
        """The kind of connector (COPP-702)."""
        return self.number(nonce, self.connector.output.connector_type)

    def bus(self, nonce: bytes, _: int) -> bytes:
        """The kind of bus (COPP-704)."""
        return self.number(nonce, self.connector.output.bus)

    def local_level(self, nonce: bytes, protection_type: int) -> bytes:
        """The level that this session last set (COPP-605)."""
        self.verify_requested_type(protection_type)
        return self.number(nonce, self.levels[ProtectionType(protection_type)])

    def global_level(self, nonce: bytes, protection_type: int) -> bytes:
        """The level that the connector has (COPP-606)."""
        self.verify_requested_type(protection_type)
        return self.number(nonce, self.connector.level(protection_type))

    def number(self, nonce: bytes, number: int) -> bytes:
        """The structure of the requests that ask for one number (COPP-307)."""
        return DXVA_COPPStatusData.pack(rApp=nonce, dwFlags=self.reported_flags(), dwData=int(number))

    def display_data(self, nonce: bytes, _: int) -> bytes:
        """The signal on the connector (COPP-308, COPP-316)."""
        mode = self.connector.mode
        return DXVA_COPPStatusDisplayData.pack(
            rApp=nonce,
            dwFlags=self.reported_flags(),
            DisplayWidth=mode.width,
            DisplayHeight=mode.height,
            Format=mode.format,
            d3dFormat=mode.d3d_format,
            FreqNumerator=mode.frequency[0],
            FreqDenominator=mode.frequency[1],
        )

    def key_data(self, nonce: bytes, _: int) -> bytes:
        """The HDCP receiver's key selection vector (COPP-309, COPP-313)."""
        output = self.connector.output
        has_hdcp = output.types & ProtectionType.COPP_ProtectionType_HDCP
        self.verify_applicable(has_hdcp)
        key = output.key_selection_vector if has_hdcp else b""
        return DXVA_COPPStatusHDCPKeyData.pack(
            rApp=nonce,
            dwFlags=self.reported_flags(),
            dwHDCPFlags=output.hdcp_flags if has_hdcp else 0,
            BKey=key.ljust(DXVA_COPPStatusHDCPKeyData.field("BKey").size, b"\0"),
        )

    def signaling(self, nonce: bytes, _: int) -> bytes:
        """The standards that are available, and the one in use (COPP-310, COPP-708)."""
        output = self.connector.output
        self.verify_applicable(output.standards)
        standard, aspect_ratio = self.signal()
        carries_ratio = bool(standard & EN300294)
        return DXVA_COPPStatusSignalingCmdData.pack(
            rApp=nonce,
            dwFlags=self.reported_flags(),
            AvailableTVProtectionStandards=int(output.standards),
            ActiveTVProtectionStandard=standard,
            AspectRatioValidMask1=COPP_ImageAspectRatio_EN300294_Mask if carries_ratio else 0,
            AspectRatioData1=aspect_ratio if carries_ratio else 0,
        )

    def unknown(self, _: bytes, __: int) -> bytes:
        """There are eight requests; another is refused, or answered with nothing at all (Q14)."""
        if self.options.unknown_status_ok == "refused":
            raise Refused(HResult.E_INVALIDARG)
        return b""

    def answers(self) -> Mapping[UUID, Answer]:
        """What answers each of the eight requests."""
        return {
            DXVA_COPPQueryProtectionType: self.protection_types,
            DXVA_COPPQueryConnectorType: self.connector_type,
            DXVA_COPPQueryLocalProtectionLevel: self.local_level,
            DXVA_COPPQueryGlobalProtectionLevel: self.global_level,
            DXVA_COPPQueryBusData: self.bus,
            DXVA_COPPQueryDisplayData: self.display_data,
            DXVA_COPPQueryHDCPKeyData: self.key_data,
            DXVA_COPPQuerySignaling: self.signaling,
        }

    # The checks of a status request.

    def verify_status_input(self, request: bytes) -> None:
        """The display driver passes on no request that is too short (COPP-104)."""
        self.verify_size(request, DXVA_COPPStatusInput.size)

    def verify_status_number(self, request: bytes) -> None:
        """The number is exactly the one that is due (COPP-432)."""
        if DXVA_COPPStatusInput.get_ulong(request, "dwSequence") != self.status_number:
            raise Refused(HResult.E_INVALIDARG)

    def verify_new_nonce(self, request: bytes) -> None:
        """The nonce is none that was answered before, where that is asked for (Q46)."""
        known = DXVA_COPPStatusInput.get_bytes(request, "rApp") in self.nonces
        if known and self.options.nonce_reuse == "refused":
            raise Refused(HResult.E_INVALIDARG)

    def verify_request_data_size(self, identifier: UUID, request: bytes) -> None:
        """The request says the size of its input: four bytes of type, or none (COPP-174)."""
        size = TYPE_BYTES if identifier in LEVEL_REQUESTS else 0
        if DXVA_COPPStatusInput.get_ulong(request, "cbSizeData") != size:
            raise Refused(HResult.E_INVALIDARG)

    def requested_type(self, request: bytes) -> int:
        """The type in front of the request's data, which only some requests have."""
        data = DXVA_COPPStatusInput.get_bytes(request, "StatusData")
        return int.from_bytes(data[:TYPE_BYTES], "little")

    def verify_requested_type(self, protection_type: int) -> None:
        """The request names one type, and the connector supports it (COPP-175)."""
        if protection_type not in self.levels:
            raise Refused(HResult.E_INVALIDARG)

    def verify_applicable(self, what_there_is: int) -> None:
        """The connector has what is asked for; otherwise the answer is zeros (X03)."""
        if not what_there_is and self.options.request_not_applicable == "refused":
            raise Refused(HResult.E_INVALIDARG)
