"""Each status request is answered with its own structure, byte for byte, and each event is told once."""

import struct
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from coppspec.driver import mac
from coppspec.driver.device import COPPDevice
from coppspec.driver.identity import shipped_identity
from coppspec.driver.levels import ACP, CGMSA, HDCP, SharedConnector
from coppspec.driver.options import Options
from coppspec.driver.outputs import DisplayMode, Output
from coppspec.driver.refusal import Refused
from coppspec.model.codes import HResult
from coppspec.model.constants import (
    DXVA_COPPQueryBusData,
    DXVA_COPPQueryConnectorType,
    DXVA_COPPQueryDisplayData,
    DXVA_COPPQueryGlobalProtectionLevel,
    DXVA_COPPQueryHDCPKeyData,
    DXVA_COPPQueryLocalProtectionLevel,
    DXVA_COPPQueryProtectionType,
    DXVA_COPPQuerySignaling,
    DXVA_COPPSetProtectionLevel,
    StatusFlags,
    TVProtectionStandard,
)
from coppspec.model.layouts import (
    START_SEQUENCE,
    DXVA_COPPStatusData,
    DXVA_COPPStatusDisplayData,
    DXVA_COPPStatusHDCPKeyData,
    DXVA_COPPStatusInput,
    DXVA_COPPStatusOutput,
    DXVA_COPPStatusSignalingCmdData,
    Layout,
)

KEY, NONCE = bytes(range(16)), bytes(range(16, 32))
LAST = 0xFFFFFFFF
START = 7
INVALID = HResult.E_INVALIDARG
LINK_LOST, RENEGOTIATE = StatusFlags.COPP_LinkLost, StatusFlags.COPP_RenegotiationRequired
IEC, EN300294 = (
    TVProtectionStandard.COPP_ProtectionStandard_IEC61880_525i,
    TVProtectionStandard.COPP_ProtectionStandard_EN300294_625i,
)
OUTPUT = Output(
    connector=0,
    connector_type=0x80000005,
    types=HDCP | ACP | CGMSA,
    standards=IEC | EN300294,
    modes=(
        DisplayMode(720, 480, (60000, 1001), 0x11223344, 21),
        DisplayMode(640, 400, (70, 1), too_big_for=ACP),
    ),
    key_selection_vector=bytes.fromhex("1e2d4b87d2"),
    hdcp_flags=1,
    bus=0x80000003,
)
BARE = Output(connector=0, connector_type=0)


def active(
    output: Output = OUTPUT,
    options: Options | None = None,
    shared: SharedConnector | None = None,
    start: int = START,
) -> COPPDevice:
    """A device in protected mode, without the way there."""
    options = options or Options()
    device = COPPDevice(shipped_identity(), shared or SharedConnector(output, options), options)
    device.open()
    device.begin(START_SEQUENCE.pack(kDI=KEY, status_start=start))
    return device


def request(identifier: UUID, data: bytes = b"", **changed: Any) -> bytes:  # noqa: ANN401  values of any field
    fields = {
        "rApp": NONCE,
        "guidStatusRequestID": identifier,
        "dwSequence": START,
        "cbSizeData": len(data),
        "StatusData": data,
        **changed,
    }
    return DXVA_COPPStatusInput.pack(**fields)


def about(protection_type: int) -> bytes:
    return struct.pack("<I", protection_type)


def response(payload: bytes) -> bytes:
    """All 4096 bytes, from the document: the tag, the size of the payload, the payload, zeros."""
    covered = (struct.pack("<I", len(payload)) + payload).ljust(4080, b"\0")
    return mac.tag(KEY, covered) + covered


def words(*numbers: int) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


def refusal(call: Callable[[], object]) -> int:
    with pytest.raises(Refused) as raised:
        call()
    return raised.value.code


def set_up(device: COPPDevice) -> None:
    """HDCP at 1 and ACP at 2 here, and ACP at 3 for a neighbour; EN 300 294 at ratio 7; both events."""
    other = active(shared=device.connector)
    for each, protection_type, level in ((device, HDCP, 1), (device, ACP, 2), (other, ACP, 3)):
        each.set_protection_level(protection_type, level)
    device.connector.set_signal(EN300294, 7)
    device.record(LINK_LOST)
    device.record(RENEGOTIATE)


ANSWERS: dict[str, tuple[UUID, bytes, Layout, bytes]] = {
    # what stands behind the nonce: the flags, and then the fields in their order
    "types": (DXVA_COPPQueryProtectionType, b"", DXVA_COPPStatusData, words(3, 7, 0, 0)),
    "connector": (DXVA_COPPQueryConnectorType, b"", DXVA_COPPStatusData, words(3, 0x80000005, 0, 0)),
    "bus": (DXVA_COPPQueryBusData, b"", DXVA_COPPStatusData, words(3, 0x80000003, 0, 0)),
    "local HDCP": (DXVA_COPPQueryLocalProtectionLevel, about(1), DXVA_COPPStatusData, words(3, 1, 0, 0)),
    "local ACP": (DXVA_COPPQueryLocalProtectionLevel, about(2), DXVA_COPPStatusData, words(3, 2, 0, 0)),
    "local CGMS-A": (DXVA_COPPQueryLocalProtectionLevel, about(4), DXVA_COPPStatusData, words(3, 0, 0, 0)),
    "global HDCP": (DXVA_COPPQueryGlobalProtectionLevel, about(1), DXVA_COPPStatusData, words(3, 1, 0, 0)),
    "global ACP": (DXVA_COPPQueryGlobalProtectionLevel, about(2), DXVA_COPPStatusData, words(3, 3, 0, 0)),
    "global CGMS-A": (DXVA_COPPQueryGlobalProtectionLevel, about(4), DXVA_COPPStatusData, words(3, 0, 0, 0)),
    "display": (
        DXVA_COPPQueryDisplayData,
        b"",
        DXVA_COPPStatusDisplayData,
        words(3, 720, 480, 0x11223344, 21, 60000, 1001),
    ),
    "key": (
        DXVA_COPPQueryHDCPKeyData,
        b"",
        DXVA_COPPStatusHDCPKeyData,
        words(3, 1) + bytes.fromhex("1e2d4b87d2") + bytes(43),
    ),
    "signaling": (
        DXVA_COPPQuerySignaling,
        b"",
        DXVA_COPPStatusSignalingCmdData,
        words(3, 0x11, 0x10, 0, 7, 7, 0, 0, 0, 0, *(0,) * 8),
    ),
}


@pytest.mark.parametrize("asked", ANSWERS)
def test_each_request_is_answered_with_its_structure_byte_for_byte(asked: str) -> None:
    identifier, data, layout, fields = ANSWERS[asked]
    device = active()
    set_up(device)
    answer = device.query_status(request(identifier, data))
    assert len(NONCE + fields) == layout.size == DXVA_COPPStatusOutput.get_ulong(answer, "cbSizeData")
    assert answer == response(NONCE + fields)


@pytest.mark.parametrize("asked", ANSWERS)
def test_every_answer_reports_the_events_once_and_uses_up_one_number(asked: str) -> None:
    identifier, data, _, fields = ANSWERS[asked]
    device = active(start=LAST)
    set_up(device)
    device.query_status(request(identifier, data, dwSequence=LAST))
    assert (device.flags, device.status_number, device.command_number) == (0, 0, 0)
    again = device.query_status(request(identifier, data, dwSequence=0))
    assert again == response(NONCE + words(0) + fields[4:])
    assert refusal(lambda: device.query_status(request(identifier, data, dwSequence=0))) == INVALID


def test_another_mode_and_another_standard_are_reported_as_they_are_now() -> None:
    device = active()
    device.connector.change_mode(1)
    device.connector.set_signal(IEC, 7)
    display = device.query_status(request(DXVA_COPPQueryDisplayData))
    assert display == response(NONCE + words(0, 640, 400, 0, 22, 70, 1))
    signal = device.query_status(request(DXVA_COPPQuerySignaling, dwSequence=START + 1))
    assert signal == response(NONCE + words(0, 0x11, 0x01, *(0,) * 15))
    types = device.query_status(request(DXVA_COPPQueryProtectionType, dwSequence=START + 2))
    assert types == response(NONCE + words(0, 7, 0, 0))


def test_the_aspect_ratio_is_there_again_with_the_standard_that_has_one() -> None:
    device = active()
    for standard, valid in ((EN300294, (7, 5)), (IEC, (0, 0)), (EN300294, (7, 5))):
        device.connector.set_signal(standard, 5)
        number = device.status_number
        answer = device.query_status(request(DXVA_COPPQuerySignaling, dwSequence=number))
        payload = DXVA_COPPStatusOutput.get_bytes(answer, "COPPStatus")
        assert struct.unpack_from("<II", payload, 32) == valid


def test_a_device_without_protection_reports_no_type_and_knows_no_level() -> None:
    device = active(BARE)
    types = device.query_status(request(DXVA_COPPQueryProtectionType))
    assert types == response(NONCE + words(0, 0, 0, 0))
    for identifier in (DXVA_COPPQueryLocalProtectionLevel, DXVA_COPPQueryGlobalProtectionLevel):
        for protection_type in (1, 2, 4):
            message = request(identifier, about(protection_type), dwSequence=START + 1)
            assert refusal(partial(device.query_status, message)) == INVALID


@pytest.mark.parametrize(
    ("identifier", "zeros"),
    [
        (DXVA_COPPQueryHDCPKeyData, words(0, 0) + bytes(48)),
        (DXVA_COPPQuerySignaling, words(0, *(0,) * 17)),
    ],
)
def test_what_the_connector_has_not_is_answered_or_refused(identifier: UUID, zeros: bytes) -> None:
    assert active(BARE).query_status(request(identifier)) == response(NONCE + zeros)
    device = active(BARE, Options(request_not_applicable="refused"))
    device.record(LINK_LOST)
    assert refusal(lambda: device.query_status(request(identifier))) == INVALID
    assert (device.status_number, device.flags) == (START, LINK_LOST)
    served = active(OUTPUT, Options(request_not_applicable="refused")).query_status(request(identifier))
    assert len(served) == 4096


REFUSED: dict[str, bytes] = {
    "nothing": b"",
    "short": request(DXVA_COPPQueryBusData)[:-1],
    "the last number": request(DXVA_COPPQueryBusData, dwSequence=START - 1),
    "the next number": request(DXVA_COPPQueryBusData, dwSequence=START + 1),
    "a number alike in its last byte": request(DXVA_COPPQueryBusData, dwSequence=START + 256),
    "an unknown request": request(UUID(int=1)),
    "a command": request(DXVA_COPPSetProtectionLevel),
    "data where there is none": request(DXVA_COPPQueryBusData, cbSizeData=4),
    "no data where there is some": request(DXVA_COPPQueryLocalProtectionLevel, about(1), cbSizeData=0),
    "three bytes of type": request(DXVA_COPPQueryGlobalProtectionLevel, about(1), cbSizeData=3),
    "eight bytes of type": request(DXVA_COPPQueryGlobalProtectionLevel, about(1), cbSizeData=8),
    "no type": request(DXVA_COPPQueryLocalProtectionLevel, about(0)),
    "two types": request(DXVA_COPPQueryLocalProtectionLevel, about(3)),
    "all types": request(DXVA_COPPQueryGlobalProtectionLevel, about(7)),
    "a type and a bit of no meaning": request(DXVA_COPPQueryGlobalProtectionLevel, about(9)),
    "unknown for a type": request(DXVA_COPPQueryGlobalProtectionLevel, about(1 << 31)),
}


@pytest.mark.parametrize("message", REFUSED.values(), ids=REFUSED)
def test_a_bad_request_is_refused_and_neither_the_number_nor_the_events_are_used_up(message: bytes) -> None:
    device = active()
    set_up(device)
    before = dict(vars(device)) | {"levels": dict(device.levels)}
    assert refusal(lambda: device.query_status(message)) == INVALID
    assert vars(device) == before


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_request_with_the_right_number_uses_it_up_where_every_match_does(name: str) -> None:
    device = active(options=Options(advance_on_failure="every match"))
    device.record(LINK_LOST)
    with pytest.raises(Refused):
        device.query_status(REFUSED[name])
    other_number = name.startswith(("nothing", "short", "the ", "a number"))
    assert (device.status_number, device.flags) == (START if other_number else START + 1, LINK_LOST)


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(request(DXVA_COPPQueryBusData) + b"tail", id="long"),
        pytest.param(request(DXVA_COPPQueryBusData, StatusData=b"!" * 99, cbSizeData=0), id="bytes behind"),
    ],
)
def test_what_is_not_needed_is_taken_all_the_same(message: bytes) -> None:
    assert active().query_status(message) == active().query_status(request(DXVA_COPPQueryBusData))


def test_a_nonce_may_come_again_and_the_answer_to_it_is_the_same() -> None:
    device = active()
    first = device.query_status(request(DXVA_COPPQueryBusData))
    assert device.query_status(request(DXVA_COPPQueryBusData, dwSequence=START + 1)) == first


def test_an_unknown_request_gets_no_payload_and_no_event_where_it_succeeds() -> None:
    device = active(options=Options(unknown_status_ok="empty success"))
    device.record(LINK_LOST)
    assert device.query_status(request(UUID(int=1), cbSizeData=99)) == response(b"")
    assert (device.status_number, device.flags) == (START + 1, LINK_LOST)


@pytest.mark.parametrize(
    ("events", "flags"),
    [
        ((), 0),
        ((LINK_LOST,), 1),
        ((RENEGOTIATE,), 2),
        ((LINK_LOST, LINK_LOST), 1),
        ((RENEGOTIATE, LINK_LOST), 3),
        ((LINK_LOST, RENEGOTIATE, LINK_LOST), 3),
    ],
)
def test_events_since_the_last_answer_are_merged(events: tuple[StatusFlags, ...], flags: int) -> None:
    device = active()
    for event in events:
        device.record(event)
    assert device.query_status(request(DXVA_COPPQueryBusData)) == response(
        NONCE + words(flags, 0x80000003, 0, 0)
    )


def test_each_device_on_a_connector_is_told_and_answers_under_its_own_key_and_number() -> None:
    shared = SharedConnector(OUTPUT, Options())
    one, other = active(shared=shared), active(shared=shared, start=99)
    for each in (one, other):
        each.record(LINK_LOST)
    one.query_status(request(DXVA_COPPQueryBusData))
    assert (one.flags, other.flags, other.status_number) == (0, LINK_LOST, 99)


@pytest.mark.parametrize("protection_type", [HDCP, ACP, CGMSA])
def test_a_level_is_local_until_another_session_asks_for_more(protection_type: int) -> None:
    shared = SharedConnector(OUTPUT, Options())
    one, other = active(shared=shared), active(shared=shared)
    other.set_protection_level(protection_type, 1)
    levels = [
        DXVA_COPPStatusData.get_ulong(
            DXVA_COPPStatusOutput.get_bytes(each.query_status(message), "COPPStatus"), "dwData"
        )
        for each, number in ((one, 0), (other, 0))
        for at, identifier in enumerate(
            (DXVA_COPPQueryLocalProtectionLevel, DXVA_COPPQueryGlobalProtectionLevel)
        )
        for message in (request(identifier, about(protection_type), dwSequence=START + number + at),)
    ]
    assert levels == [0, 1, 1, 1]
