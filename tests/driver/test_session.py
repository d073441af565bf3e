"""A session answers every call in every state, and what it refuses changes nothing."""

from collections.abc import Callable
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coppspec.driver import mac
from coppspec.driver.device import COPPDevice
from coppspec.driver.identity import shipped_identity
from coppspec.driver.levels import HDCP, TYPES, SharedConnector
from coppspec.driver.options import Options
from coppspec.driver.outputs import Output
from coppspec.driver.refusal import Refused
from coppspec.driver.start_block import sealed
from coppspec.model.codes import HResult
from coppspec.model.constants import (
    COPPDeviceState,
    DXVA_COPPQueryProtectionType,
    DXVA_COPPSetProtectionLevel,
    ProtectionType,
    StatusFlags,
)
from coppspec.model.layouts import (
    START_SEQUENCE,
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPStatusInput,
)

IDENTITY = shipped_identity()
PUBLIC_KEY = IDENTITY.key.public_key()
SESSION_KEY = bytes(range(16))
NONCE = bytes(range(16, 32))
STATUS_START, COMMAND_START = 0xFFFFFFFF, 7
NUMBER = b"the random numbr"
RETRY = Options(sequence_start_retry="retry")
IGNORE = Options(padding_check="ignore")
SHORT_IS_UNEXPECTED = Options(short_block="unexpected")
UNEXPECTED, INVALID = HResult.E_UNEXPECTED, HResult.E_INVALIDARG


def sequence(number: bytes = NUMBER) -> bytes:
    return START_SEQUENCE.pack(
        rGH=number, kDI=SESSION_KEY, status_start=STATUS_START, command_start=COMMAND_START
    )


GOOD_BLOCK = sealed(PUBLIC_KEY, sequence())
BAD_BLOCK = sealed(PUBLIC_KEY, sequence(b"another number.."))


def textbook_block(message: bytes) -> bytes:
    numbers = PUBLIC_KEY.public_numbers()
    return pow(int.from_bytes(message, "little"), numbers.e, numbers.n).to_bytes(256, "little")


ALL = ProtectionType.COPP_ProtectionType_HDCP | 6
OUTPUT = Output(connector=0, connector_type=4, types=ALL)


def connector(output: Output = OUTPUT) -> SharedConnector:
    return SharedConnector(output, Options())


def new(options: Options | None = None, shared: SharedConnector | None = None) -> COPPDevice:
    return COPPDevice(IDENTITY, shared or connector(), options, lambda size: NUMBER[:size])


def counts(device: COPPDevice) -> list[dict[int, int]]:
    """How many devices have which level, for each type, without the zeros."""
    return [{level: held for level, held in device.connector.counts[each].items() if held} for each in TYPES]


def told(device: COPPDevice) -> dict[str, object]:
    """Everything that a device knows, and what it shares with others."""
    return {
        **vars(device),
        "levels": dict(device.levels),
        "counts": counts(device),
        "hardware": dict(device.connector.hardware),
    }


def opened(options: Options | None = None) -> COPPDevice:
    device = new(options)
    device.open()
    return device


def with_length(options: Options | None = None) -> COPPDevice:
    device = opened(options)
    device.get_certificate_length()
    return device


def exchanged(options: Options | None = None) -> COPPDevice:
    device = with_length(options)
    device.key_exchange()
    return device


def spent(options: Options | None = None) -> COPPDevice:
    device = exchanged(options)
    with pytest.raises(Refused):
        device.sequence_start(BAD_BLOCK)
    return device


def active(options: Options | None = None) -> COPPDevice:
    device = exchanged(options)
    device.sequence_start(GOOD_BLOCK)
    return device


def closed(options: Options | None = None) -> COPPDevice:
    device = active(options)
    device.close()
    return device


def command() -> bytes:
    data = DXVA_COPPSetProtectionLevelCmdData.pack(ProtType=HDCP, ProtLevel=1)
    return mac.authenticated(
        SESSION_KEY,
        DXVA_COPPCommand.pack(
            guidCommandID=DXVA_COPPSetProtectionLevel,
            dwSequence=COMMAND_START,
            cbSizeData=16,
            CommandData=data,
        ),
    )


def request() -> bytes:
    return DXVA_COPPStatusInput.pack(
        rApp=NONCE, guidStatusRequestID=DXVA_COPPQueryProtectionType, dwSequence=STATUS_START
    )


def refusal(call: Callable[[], object]) -> int:
    """The code with which a call is refused."""
    with pytest.raises(Refused) as raised:
        call()
    return raised.value.code


STATES: dict[str, Callable[..., COPPDevice]] = {
    "new": new,
    "opened": opened,
    "certificate length returned": with_length,
    "key exchanged": exchanged,
    "attempt spent": spent,
    "active": active,
    "closed": closed,
}
CALLS: dict[str, tuple[Callable[[COPPDevice], object], set[str]]] = {
    "open": (lambda device: device.open(), {"new", "closed"}),
    "certificate length": (lambda device: device.get_certificate_length(), {"opened"}),
    "key exchange": (lambda device: device.key_exchange(), {"certificate length returned"}),
    "sequence start": (lambda device: device.sequence_start(GOOD_BLOCK), {"key exchanged"}),
    "status": (lambda device: device.query_status(request()), {"active"}),
    "command": (lambda device: device.command(command()), {"active"}),
}
"""Each call, and the states in which it succeeds."""


@pytest.mark.parametrize(
    ("state", "call"),
    [
        (state, name)
        for state in STATES
        for name, (_, succeeds_in) in CALLS.items()
        if state not in succeeds_in
    ],
)
def test_a_call_out_of_order_is_refused_and_changes_nothing(state: str, call: str) -> None:
    device = STATES[state]()
    before = told(device)
    assert refusal(lambda: CALLS[call][0](device)) == UNEXPECTED
    assert told(device) == before


def test_the_states_of_a_session_follow_one_another() -> None:
    constants = [make().state for make in (new, opened, with_length, exchanged, spent, active, closed)]
    assert constants == [
        None,
        COPPDeviceState.COPP_OPENED,
        COPPDeviceState.COPP_CERT_LENGTH_RETURNED,
        COPPDeviceState.COPP_KEY_EXCHANGED,
        COPPDeviceState.COPP_KEY_EXCHANGED,
        COPPDeviceState.COPP_SESSION_ACTIVE,
        None,
    ]


def test_the_certificates_are_as_long_as_was_said_and_the_number_is_fresh() -> None:
    device = opened()
    length = device.get_certificate_length()
    number, certificates = device.key_exchange()
    assert (number, certificates, length) == (NUMBER, IDENTITY.certificates, len(IDENTITY.certificates))


def test_a_device_takes_its_random_number_from_the_operating_system() -> None:
    numbers: set[bytes] = set()
    for _ in range(4):
        device = COPPDevice(IDENTITY, connector())
        device.open()
        device.get_certificate_length()
        numbers.add(device.key_exchange()[0])
    assert {len(each) for each in numbers} == {16}
    assert len(numbers) == 4


def test_a_session_start_stores_the_key_and_the_numbers() -> None:
    device = active()
    assert device.session_key == SESSION_KEY
    assert (device.status_number, device.command_number) == (STATUS_START, COMMAND_START)


def test_a_close_erases_the_key() -> None:
    assert closed().session_key == bytes(16)


def test_a_device_counts_at_level_0_of_each_type_of_its_connector_from_open_to_close() -> None:
    shared = connector(Output(connector=0, connector_type=4, types=ALL ^ HDCP))
    first, second = new(shared=shared), new(shared=shared)
    held: list[list[dict[int, int]]] = []
    for change in (first.open, second.open, first.close, second.close):
        change()
        held.append(counts(second))
    assert held == [[{}, {0: number}, {0: number}] if number else [{}, {}, {}] for number in (1, 2, 1, 0)]
    assert first.levels == {}


def test_an_output_that_shows_a_clone_opens_no_device_and_counts_none() -> None:
    device = new(shared=connector(Output(connector=0, connector_type=4, types=ALL, dual_view=False)))
    assert refusal(device.open) == HResult.DDERR_UNSUPPORTEDMODE
    assert (device.state, counts(device), device.levels) == (None, [{}, {}, {}], {})


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("reading", ["from open", "from active"])
def test_an_event_is_recorded_from_the_open_or_from_the_start_of_the_session(
    state: str, reading: Literal["from open", "from active"]
) -> None:
    device = STATES[state](Options(event_recording=reading))
    device.record(StatusFlags.COPP_LinkLost)
    device.record(StatusFlags.COPP_RenegotiationRequired)
    assert device.flags == (3 if reading == "from open" or state == "active" else 0)


# The sequence start.


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(BAD_BLOCK, id="another random number"),
        pytest.param(sealed(PUBLIC_KEY, sequence(NUMBER[:15] + b"!")), id="one byte of it wrong"),
        pytest.param(sealed(PUBLIC_KEY, sequence()[:39]), id="39 bytes"),
        pytest.param(sealed(PUBLIC_KEY, b""), id="nothing"),
        pytest.param(GOOD_BLOCK[::-1], id="big-endian"),
        pytest.param(textbook_block(sequence()), id="no padding"),
        pytest.param(b"\xff" * 256, id="not below the modulus"),
        pytest.param(bytes(256), id="zeros"),
    ],
)
def test_a_bad_block_is_refused_and_uses_up_the_attempt(block: bytes) -> None:
    device = exchanged()
    before = told(device)
    assert refusal(lambda: device.sequence_start(block)) == UNEXPECTED
    assert told(device) == before | {"attempted": True}


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(GOOD_BLOCK, id="40 bytes"),
        pytest.param(sealed(PUBLIC_KEY, sequence().ljust(245, b"\0")), id="245 bytes"),
        pytest.param(GOOD_BLOCK + b"tail", id="a long buffer"),
    ],
)
@pytest.mark.parametrize("options", [Options(), IGNORE, RETRY, SHORT_IS_UNEXPECTED], ids=str)
def test_a_good_block_starts_the_session_under_every_reading(block: bytes, options: Options) -> None:
    device = exchanged(options)
    device.sequence_start(block)
    assert device.state is COPPDeviceState.COPP_SESSION_ACTIVE
    assert device.session_key == SESSION_KEY


@pytest.mark.parametrize("message", [sequence(), sequence()[:39], sequence() + b"more"])
def test_where_nobody_looks_at_the_padding_a_block_without_any_starts_the_session(message: bytes) -> None:
    device = exchanged(IGNORE)
    device.sequence_start(textbook_block(message))
    assert (device.state, device.session_key) == (COPPDeviceState.COPP_SESSION_ACTIVE, SESSION_KEY)


@pytest.mark.parametrize("block", [BAD_BLOCK, textbook_block(sequence(bytes(16))), b"\xff" * 256])
def test_where_nobody_looks_at_the_padding_the_random_number_still_counts(block: bytes) -> None:
    device = exchanged(IGNORE)
    assert refusal(lambda: device.sequence_start(block)) == UNEXPECTED
    assert device.session_key == b""


def test_a_corrected_block_is_taken_where_another_attempt_is_allowed() -> None:
    device = spent(RETRY)
    device.sequence_start(GOOD_BLOCK)
    assert device.state is COPPDeviceState.COPP_SESSION_ACTIVE


@pytest.mark.parametrize("options", [Options(), RETRY], ids=str)
def test_no_second_sequence_start_replaces_a_key(options: Options) -> None:
    device = active(options)
    assert refusal(lambda: device.sequence_start(GOOD_BLOCK)) == UNEXPECTED


@pytest.mark.parametrize("length", [0, 40, 255])
@pytest.mark.parametrize(
    ("options", "code", "attempted"), [(Options(), INVALID, False), (SHORT_IS_UNEXPECTED, UNEXPECTED, True)]
)
def test_a_short_block_leaves_the_attempt_or_spends_it_as_the_reading_says(
    options: Options,
    code: int,
    attempted: bool,  # noqa: FBT001  a column of the table above
    length: int,
) -> None:
    device = exchanged(options)
    before = told(device)
    assert refusal(lambda: device.sequence_start(GOOD_BLOCK[:length])) == code
    assert told(device) == before | {"attempted": attempted}


# Anything at all.

buffers = st.tuples(st.binary(max_size=64), st.integers(0, 80)).map(lambda each: each[0] * each[1])


@settings(max_examples=50)
@given(buffer=buffers)
def test_a_buffer_of_anything_is_answered_by_an_active_device_and_changes_nothing(buffer: bytes) -> None:
    device = active()
    before = told(device)
    assert refusal(lambda: device.command(buffer)) in {INVALID, UNEXPECTED}
    assert refusal(lambda: device.query_status(buffer)) == INVALID
    assert refusal(lambda: device.sequence_start(buffer)) == UNEXPECTED
    assert told(device) == before


@given(buffer=buffers)
def test_a_buffer_of_anything_starts_no_session(buffer: bytes) -> None:
    device = exchanged()
    before = told(device)
    assert refusal(lambda: device.sequence_start(buffer)) == (UNEXPECTED if len(buffer) >= 256 else INVALID)
    assert told(device) == before | {"attempted": len(buffer) >= 256}
