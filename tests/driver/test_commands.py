"""A command is checked in the documents' order, changes nothing if it is refused, and does what it says."""

from collections.abc import Callable
from typing import Any, Literal
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
    COPP_NoProtectionLevelAvailable,
    DXVA_COPPSetProtectionLevel,
    DXVA_COPPSetSignaling,
    ProtectionType,
    TVProtectionStandard,
)
from coppspec.model.layouts import (
    START_SEQUENCE,
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPSetSignalingCmdData,
)

KEY = bytes(range(16))
LAST = 0xFFFFFFFF
START = 7
UNEXPECTED, INVALID, TOO_BIG = HResult.E_UNEXPECTED, HResult.E_INVALIDARG, HResult.DDERR_TOOBIGSIZE
IEC, EN300294 = (
    TVProtectionStandard.COPP_ProtectionStandard_IEC61880_525i,
    TVProtectionStandard.COPP_ProtectionStandard_EN300294_625i,
)
MODES = (DisplayMode(720, 480, (60, 1)), DisplayMode(1280, 720, (60, 1), too_big_for=ACP))
OUTPUT = Output(0, 4, HDCP | ACP | CGMSA, IEC | EN300294, MODES)
POOR = Output(
    0, 1, CGMSA, modes=(DisplayMode(1280, 720, (60, 1), too_big_for=CGMSA), MODES[0]), redistribution=False
)


def active(
    options: Options | None = None,
    output: Output = OUTPUT,
    shared: SharedConnector | None = None,
    start: int = START,
) -> COPPDevice:
    """A device in protected mode, without the way there."""
    options = options or Options()
    device = COPPDevice(shipped_identity(), shared or SharedConnector(output, options), options)
    device.open()
    device.begin(START_SEQUENCE.pack(kDI=KEY, command_start=start))
    return device


def message(data: bytes, key: bytes = KEY, **changed: Any) -> bytes:  # noqa: ANN401  values of any field
    fields = {
        "guidCommandID": DXVA_COPPSetProtectionLevel if len(data) == 16 else DXVA_COPPSetSignaling,
        "dwSequence": START,
        "cbSizeData": len(data),
        "CommandData": data,
        **changed,
    }
    return mac.authenticated(key, DXVA_COPPCommand.pack(**fields))


def level(protection_type: int, value: int, **changed: Any) -> bytes:  # noqa: ANN401  likewise
    data = DXVA_COPPSetProtectionLevelCmdData.pack(ProtType=protection_type, ProtLevel=value)
    return message(data, **changed)


def signal(standard: int, mask: int = 7, ratio: int = 0, **changed: Any) -> bytes:  # noqa: ANN401  likewise
    data = DXVA_COPPSetSignalingCmdData.pack(
        ActiveTVProtectionStandard=standard, AspectRatioChangeMask1=mask, AspectRatioData1=ratio
    )
    return message(data, **changed)


def told(device: COPPDevice) -> tuple[object, ...]:
    """Everything that a command can change."""
    shared = device.connector
    held = [+shared.counts[each] for each in shared.counts]
    return (
        dict(device.levels), held, dict(shared.hardware), shared.standard, shared.aspect_ratio, device.state,
        device.session_key, device.status_number, device.command_number, device.flags,
    )  # fmt: skip


def refusal(call: Callable[[], object]) -> int:
    with pytest.raises(Refused) as raised:
        call()
    return raised.value.code


OTHER = bytes(16)
"""A key that is not the session's: what is refused before the tag is refused with it as well."""
BAD_TAG = b"\0" + level(HDCP, 1)[1:]
REFUSED: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", INVALID),
    "short": (level(HDCP, 1)[:-1], INVALID),
    "short, wrong number": (level(HDCP, 1, dwSequence=9)[:-1], INVALID),
    "the last number, another key": (level(HDCP, 1, key=OTHER, dwSequence=START - 1), INVALID),
    "the next number, another key": (level(HDCP, 1, key=OTHER, dwSequence=START + 1), INVALID),
    "a number alike in its last byte": (level(HDCP, 1, dwSequence=START + 256), INVALID),
    "an unknown identifier, another key": (level(HDCP, 1, key=OTHER, guidCommandID=UUID(int=1)), INVALID),
    "15 bytes for a level, another key": (level(HDCP, 1, key=OTHER, cbSizeData=15), INVALID),
    "63 bytes for a signal, another key": (signal(IEC, key=OTHER, cbSizeData=63), INVALID),
    "16 bytes for a signal, another key": (signal(IEC, key=OTHER, cbSizeData=16), INVALID),
    "4057 bytes, another key": (level(HDCP, 1, key=OTHER, cbSizeData=4057), INVALID),
    "4056 bytes, another key": (level(HDCP, 1, key=OTHER, cbSizeData=4056), UNEXPECTED),
    "another key, no type": (level(0, 1, key=OTHER), UNEXPECTED),
    "a wrong byte in the tag": (BAD_TAG, UNEXPECTED),
    "a wrong byte at the end": (level(HDCP, 1)[:-1] + b"\1", UNEXPECTED),
    "long, another key": (level(HDCP, 1, key=OTHER) + b"tail", UNEXPECTED),
    "no type": (level(0, 1), INVALID),
    "two types": (level(HDCP | ACP, 1), INVALID),
    "a type and a bit of no meaning": (level(HDCP | 8, 1), INVALID),
    "unknown for a type": (level(ProtectionType.COPP_ProtectionType_Unknown, 1), INVALID),
    "level 2 of HDCP": (level(HDCP, 2), INVALID),
    "level 4 of ACP": (level(ACP, 4), INVALID),
    **{f"level {each} of CGMS-A": (level(CGMSA, each), INVALID) for each in (5, 6, 7, 13)},
    "no level at all": (level(HDCP, COPP_NoProtectionLevelAvailable), INVALID),
    "two standards": (signal(IEC | EN300294), INVALID),
    "a standard that is not available": (signal(2), INVALID),
    "a standard of no meaning": (signal(1 << 31), INVALID),
}


@pytest.mark.parametrize(("command", "code"), REFUSED.values(), ids=REFUSED)
def test_a_bad_command_has_its_code_and_changes_nothing(command: bytes, code: int) -> None:
    device = active()
    device.command(level(ACP, 2))
    device.command_number = START
    before = told(device)
    assert refusal(lambda: device.command(command)) == code
    assert told(device) == before


USES_UP = {
    name
    for name in REFUSED
    if not name.startswith(("nothing", "short", "the last number", "the next number", "a number alike"))
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_command_with_the_right_number_uses_it_up_where_every_match_does(name: str) -> None:
    device = active(Options(advance_on_failure="every match"))
    with pytest.raises(Refused):
        device.command(REFUSED[name][0])
    assert device.command_number == (START + 1 if name in USES_UP else START)


@pytest.mark.parametrize("reading", ["accepted messages", "every match"])
def test_an_accepted_command_uses_up_one_number_of_commands_and_none_of_requests(reading: Any) -> None:  # noqa: ANN401  one of the readings
    device = active(Options(advance_on_failure=reading), start=LAST)
    device.command(level(HDCP, 1, dwSequence=LAST))
    assert (device.command_number, device.status_number) == (0, 0)
    assert refusal(lambda: device.command(level(HDCP, 1, dwSequence=LAST))) == INVALID
    device.command(level(HDCP, 0, dwSequence=0))
    assert (device.command_number, device.levels[HDCP]) == (1, 0)


@pytest.mark.parametrize(
    "command",
    [
        level(HDCP, 1) + b"tail",
        level(HDCP, 1, cbSizeData=17),
        level(HDCP, 1, cbSizeData=4056),
        message(DXVA_COPPSetProtectionLevelCmdData.pack(ProtType=1, ProtLevel=1, ExtendedInfoData=9)),
        level(
            HDCP, 1, CommandData=DXVA_COPPSetProtectionLevelCmdData.pack(ProtType=1, ProtLevel=1) + b"!" * 99
        ),
    ],
    ids=["long", "17 bytes", "4056 bytes", "an unused field", "bytes behind"],
)
def test_what_is_not_needed_is_taken_all_the_same(command: bytes) -> None:
    device = active()
    device.command(command)
    assert (device.levels[HDCP], device.connector.hardware[HDCP]) == (1, 1)


@pytest.mark.parametrize(
    ("protection_type", "levels"),
    [(HDCP, (0, 1)), (ACP, (0, 1, 2, 3)), (CGMSA, (0, 1, 2, 3, 4, 8, 9, 10, 11, 12))],
)
def test_every_level_of_a_type_can_be_set_and_left(
    protection_type: ProtectionType, levels: tuple[int, ...]
) -> None:
    device, number = active(), START
    for old in levels:
        for new in levels:
            for each in (old, new):
                device.command(level(protection_type, each, dwSequence=number))
                number += 1
            assert device.levels[protection_type] == device.connector.hardware[protection_type] == new
            assert +device.connector.counts[protection_type] == {new: 1}


def test_a_session_does_not_lower_the_level_of_another_and_its_own_stays_what_it_set() -> None:
    shared = SharedConnector(OUTPUT, Options())
    one, other = active(shared=shared), active(shared=shared)
    one.command(level(ACP, 3))
    other.command(level(ACP, 1))
    assert (one.levels[ACP], other.levels[ACP], shared.hardware[ACP]) == (3, 1, 3)
    one.close()
    assert (one.levels, other.levels[ACP], shared.hardware[ACP]) == ({}, 1, 1)
    other.close()
    assert shared.hardware[ACP] == 0


@pytest.mark.parametrize(
    ("protection_type", "value", "code"),
    [(HDCP, 1, INVALID), (ACP, 4, INVALID), (CGMSA, 5, INVALID), (CGMSA, 8, INVALID), (CGMSA, 4, TOO_BIG)],
)
def test_the_type_is_checked_before_the_level_redistribution_and_the_resolution(
    protection_type: int, value: int, code: int
) -> None:
    device = active(output=POOR)
    before = told(device)
    assert refusal(lambda: device.command(level(protection_type, value))) == code
    assert told(device) == before


@pytest.mark.parametrize("value", [8, 9, 10, 11, 12])
def test_redistribution_control_is_set_where_it_can_be_enabled_and_refused_elsewhere(value: int) -> None:
    device = active()
    device.command(level(CGMSA, value))
    assert device.connector.hardware[CGMSA] == value
    poor = active(output=Output(0, 1, CGMSA, redistribution=False))
    assert refusal(lambda: poor.command(level(CGMSA, value))) == INVALID
    poor.command(level(CGMSA, value & 7))


@pytest.mark.parametrize(("reading", "at_0"), [("every level", TOO_BIG), ("levels above 0", None)])
def test_a_mode_that_is_too_big_for_a_type_refuses_it_alone(reading: Any, at_0: int | None) -> None:  # noqa: ANN401  one of the readings
    device = active(Options(toobigsize_level0=reading))
    device.connector.change_mode(1)
    assert refusal(lambda: device.command(level(ACP, 1))) == TOO_BIG
    if at_0 is None:
        device.command(level(ACP, 0))
    else:
        assert refusal(lambda: device.command(level(ACP, 0))) == at_0
    device.command(level(HDCP, 1, dwSequence=device.command_number))
    assert device.connector.hardware == {HDCP: 1, ACP: 0, CGMSA: 0}


# The signal.


@pytest.mark.parametrize("standard", [0, IEC, EN300294])
def test_a_standard_that_is_available_becomes_the_active_one_and_so_does_none(standard: int) -> None:
    device = active()
    device.command(signal(EN300294, ratio=5))
    device.command(signal(standard, ratio=3, dwSequence=START + 1))
    assert (device.connector.standard, device.connector.aspect_ratio) == (standard, 3)


@pytest.mark.parametrize("standard", [0, IEC, EN300294])
def test_no_standard_can_be_set_where_there_is_no_tv_output(standard: int) -> None:
    device = active(output=Output(0, 4, HDCP))
    assert refusal(lambda: device.command(signal(standard))) == INVALID


@pytest.mark.parametrize(
    ("mask", "ratio", "then"),
    [(7, 2, 2), (0, 2, 5), (1, 0, 4), (2, 2, 7), (7, 0xFFFFFFF8, 0), (0xFFFFFFFF, 0xFFFFFFFF, 7)],
)
def test_the_change_mask_names_the_bits_of_the_aspect_ratio_that_change(
    mask: int, ratio: int, then: int
) -> None:
    device = active()
    device.command(signal(EN300294, ratio=5))
    device.command(signal(EN300294, mask, ratio, dwSequence=START + 1))
    assert device.connector.aspect_ratio == then


def test_the_signal_belongs_to_the_connector_and_outlives_the_session_that_set_it() -> None:
    shared = SharedConnector(OUTPUT, Options())
    one, other = active(shared=shared), active(shared=shared)
    one.command(signal(EN300294, ratio=7))
    one.close()
    assert (other.connector.standard, other.connector.aspect_ratio) == (EN300294, 7)


@pytest.mark.parametrize("retry", ["one attempt", "retry"])
def test_a_wrong_tag_can_end_the_session_and_leaves_its_levels_until_the_close(
    retry: Literal["one attempt", "retry"],
) -> None:
    ending = active(Options(bad_command_mac="session ends", sequence_start_retry=retry))
    ending.command(level(ACP, 2))
    later = {"dwSequence": START + 1}
    assert refusal(lambda: ending.command(level(ACP, 0, key=OTHER, **later))) == UNEXPECTED
    assert refusal(lambda: ending.command(level(ACP, 0, **later))) == UNEXPECTED
    assert refusal(lambda: ending.sequence_start(bytes(256))) == UNEXPECTED
    assert ending.connector.hardware[ACP] == 2
    ending.close()
    assert ending.connector.hardware[ACP] == 0
