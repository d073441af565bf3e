"""The reference miniport keeps a key for each session, and protects while one of them is on."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.options import Options
from coppspec.driver.refusal import Refused
from coppspec.model.codes import Status
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.tvout import (
    VIDEOPARAMETERS_GUID,
    CPCommand,
    CPType,
    TVStandard,
    VPCommand,
    VPFlags,
    VPMode,
)

ACTIVATE, CHANGE, DEACTIVATE = (
    CPCommand.VP_CP_CMD_ACTIVATE,
    CPCommand.VP_CP_CMD_CHANGE,
    CPCommand.VP_CP_CMD_DEACTIVATE,
)
INVALID = Status.ERROR_INVALID_PARAMETER


def buffer(**fields: Any) -> bytes:  # noqa: ANN401  values of any field
    return VIDEOPARAMETERS.pack(**{"Guid": VIDEOPARAMETERS_GUID, **fields})


def asking(command: int, level: int = 0, key: int = 0, **fields: Any) -> bytes:  # noqa: ANN401  likewise
    """A request for copy protection."""
    right = {
        "dwCommand": VPCommand.VP_COMMAND_SET,
        "dwFlags": VPFlags.VP_FLAGS_COPYPROTECT,
        "dwCPType": CPType.VP_CP_TYPE_APS_TRIGGER,
        "dwCPCommand": command,
        "dwCPKey": key,
        "bCP_APSTriggerBits": level,
    }
    return buffer(**(right | fields))


def activated(miniport: CopyProtectionMiniport, level: int) -> int:
    """The key of a new session."""
    returned = miniport.video_parameters(asking(ACTIVATE, level))
    return VIDEOPARAMETERS.get_ulong(returned, "dwCPKey")


def change(miniport: CopyProtectionMiniport, key: int, level: int) -> None:
    miniport.video_parameters(asking(CHANGE, level, key))


def deactivate(miniport: CopyProtectionMiniport, key: int) -> None:
    miniport.video_parameters(asking(DEACTIVATE, key=key))


def seen(miniport: CopyProtectionMiniport) -> tuple[dict[int, int], int, int]:
    """All that a request can change, but for which keys were issued."""
    return dict(miniport.levels), miniport.count, miniport.hardware


def whole(miniport: CopyProtectionMiniport) -> tuple[object, ...]:
    return *seen(miniport), set(miniport.issued)


def refusal(miniport: CopyProtectionMiniport, request: bytes) -> int:
    """The code with which a request is refused, having changed nothing."""
    before = whole(miniport)
    with pytest.raises(Refused) as raised:
        miniport.video_parameters(request)
    assert whole(miniport) == before
    return raised.value.code


# The three commands.


@pytest.mark.parametrize("level", [1, 2, 3])
def test_an_activation_turns_protection_on_and_returns_a_key(level: int) -> None:
    miniport = CopyProtectionMiniport()
    key = activated(miniport, level)
    assert key
    assert seen(miniport) == ({key: level}, 1, level)


def test_an_activation_returns_the_callers_buffer_with_the_key_in_it() -> None:
    miniport = CopyProtectionMiniport()
    request = asking(ACTIVATE, 1, key=0xDEADBEEF, dwBrightness=99, bOEMCopyProtection=b"the vendor's own")
    returned = miniport.video_parameters(request + b"tail")
    (key,) = miniport.levels
    assert returned == VIDEOPARAMETERS.put(request, dwCPKey=key) + b"tail"


def test_an_activation_at_level_0_begins_a_session_that_is_off() -> None:
    miniport = CopyProtectionMiniport()
    key = activated(miniport, 0)
    assert seen(miniport) == ({key: 0}, 0, 0)
    change(miniport, key, 2)
    assert seen(miniport) == ({key: 2}, 1, 2)


def test_a_change_replaces_the_level_and_counts_only_on_and_off() -> None:
    miniport = CopyProtectionMiniport()
    key = activated(miniport, 1)
    for level, count in ((3, 1), (0, 0), (0, 0), (2, 1), (2, 1)):
        change(miniport, key, level)
        assert seen(miniport) == ({key: level}, count, level)


def test_a_change_and_a_deactivation_return_the_callers_buffer_as_it_was() -> None:
    miniport = CopyProtectionMiniport()
    key = activated(miniport, 1)
    for request in (asking(CHANGE, 2, key), asking(DEACTIVATE, 3, key)):
        assert miniport.video_parameters(request + b"tail") == request + b"tail"


@pytest.mark.parametrize("level", [0, 1])
def test_a_deactivation_ends_the_session_for_good(level: int) -> None:
    miniport = CopyProtectionMiniport()
    key = activated(miniport, level)
    deactivate(miniport, key)
    assert seen(miniport) == ({}, 0, 0)
    assert refusal(miniport, asking(CHANGE, 1, key)) == INVALID
    assert refusal(miniport, asking(DEACTIVATE, key=key)) == INVALID


@pytest.mark.parametrize("fields", [{"dwCPType": 3}, {"bCP_APSTriggerBits": 0xFFFFFFFC}])
def test_a_deactivation_does_not_look_at_type_and_level(fields: dict[str, int]) -> None:
    miniport = CopyProtectionMiniport()
    key = activated(miniport, 1)
    miniport.video_parameters(asking(DEACTIVATE, key=key, **fields))
    assert seen(miniport) == ({}, 0, 0)


# The count.


def test_protection_lasts_until_the_last_session_is_off() -> None:
    miniport = CopyProtectionMiniport()
    first, second, third = (activated(miniport, level) for level in (1, 3, 2))
    assert (miniport.count, miniport.hardware) == (3, 3)
    change(miniport, second, 0)
    assert (miniport.count, miniport.hardware) == (2, 2)
    deactivate(miniport, second)
    assert (miniport.count, miniport.hardware) == (2, 2)
    deactivate(miniport, third)
    assert (miniport.count, miniport.hardware) == (1, 1)
    change(miniport, first, 0)
    assert (miniport.count, miniport.hardware) == (0, 0)
    deactivate(miniport, first)
    assert seen(miniport) == ({}, 0, 0)


def test_what_is_wrong_on_one_key_leaves_the_others_on() -> None:
    miniport = CopyProtectionMiniport()
    first, second = activated(miniport, 1), activated(miniport, 2)
    deactivate(miniport, first)
    for _ in range(3):
        assert refusal(miniport, asking(DEACTIVATE, key=first)) == INVALID
    assert seen(miniport) == ({second: 2}, 1, 2)


steps = st.tuples(st.sampled_from(["activate", "change", "deactivate"]), st.integers(0, 3), st.integers(0, 5))


@settings(max_examples=50)
@given(story=st.lists(steps, max_size=20))
def test_the_count_is_the_number_of_sessions_that_are_on(story: list[tuple[str, int, int]]) -> None:
    miniport = CopyProtectionMiniport()
    for step, level, index in story:
        live = list(miniport.levels)
        if step == "activate" or not live:
            activated(miniport, level)
        elif step == "change":
            change(miniport, live[index % len(live)], level)
        else:
            deactivate(miniport, live[index % len(live)])
        levels = miniport.levels.values()
        assert miniport.count == sum(each > 0 for each in levels)
        assert miniport.hardware == max(levels, default=0)


# Keys.


def drawn(*keys: int) -> Callable[[int], bytes]:
    """A source of random numbers that gives these and then no more."""
    numbers: Iterator[int] = iter(keys)
    return lambda size: next(numbers).to_bytes(size, "little")


def test_a_key_is_never_0_and_never_issued_twice() -> None:
    miniport = CopyProtectionMiniport(random_bytes=drawn(0, 5, 5, 0, 5, 9, 9, 5, 0xFFFFFFFF))
    first = activated(miniport, 1)
    deactivate(miniport, first)
    assert [first, activated(miniport, 1), activated(miniport, 1)] == [5, 9, 0xFFFFFFFF]


def test_a_key_that_died_with_the_driver_is_not_issued_again() -> None:
    miniport = CopyProtectionMiniport(random_bytes=drawn(5, 5, 6))
    activated(miniport, 1)
    miniport.restart()
    assert activated(miniport, 1) == 6


@pytest.mark.parametrize("keys", [0, 1, 3])
def test_after_the_last_key_an_activation_is_refused_and_the_rest_goes_on(keys: int) -> None:
    miniport = CopyProtectionMiniport()
    miniport.keys = keys
    issued = [activated(miniport, 1) for _ in range(keys)]
    assert refusal(miniport, asking(ACTIVATE, 2)) == Status.ERROR_NOT_ENOUGH_MEMORY
    for each in issued:
        deactivate(miniport, each)
    assert refusal(miniport, asking(ACTIVATE, 2)) == Status.ERROR_NOT_ENOUGH_MEMORY
    assert seen(miniport) == ({}, 0, 0)


@pytest.mark.parametrize("command", [CHANGE, DEACTIVATE])
@pytest.mark.parametrize("key", [0, 1, 0xFFFFFFFF])
def test_a_key_that_was_never_issued_is_refused(command: int, key: int) -> None:
    miniport = CopyProtectionMiniport(random_bytes=drawn(5))
    activated(miniport, 1)
    assert refusal(miniport, asking(command, 1, key)) == INVALID


def test_a_key_of_another_adapter_is_refused() -> None:
    miniport, other = CopyProtectionMiniport(), CopyProtectionMiniport()
    activated(miniport, 1)
    assert refusal(miniport, asking(CHANGE, 1, activated(other, 1))) == INVALID


def test_a_restart_ends_every_session_and_protection_with_them() -> None:
    miniport = CopyProtectionMiniport()
    keys = [activated(miniport, level) for level in (0, 1, 3)]
    miniport.restart()
    assert seen(miniport) == ({}, 0, 0)
    for each in keys:
        assert refusal(miniport, asking(CHANGE, 1, each)) == INVALID
    new = activated(miniport, 2)
    assert seen(miniport) == ({new: 2}, 1, 2)


# The checks.


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        pytest.param(asking(ACTIVATE, 1)[:-1], Status.ERROR_INSUFFICIENT_BUFFER, id="short"),
        pytest.param(b"", Status.ERROR_INSUFFICIENT_BUFFER, id="empty"),
        pytest.param(bytes(356), INVALID, id="no identifier"),
        pytest.param(asking(ACTIVATE, 1, dwCommand=0), INVALID, id="no command"),
        pytest.param(asking(ACTIVATE, 1, dwCommand=3), INVALID, id="both commands"),
        pytest.param(asking(ACTIVATE, 1, dwFlags=0x110), INVALID, id="a flag that is only reported"),
        pytest.param(asking(ACTIVATE, 1, dwFlags=0x140), INVALID, id="a flag that is not advertised"),
        pytest.param(asking(0, 1), INVALID, id="no copy-protection command"),
        pytest.param(asking(3, 1), INVALID, id="two commands"),
        pytest.param(asking(8, 1), INVALID, id="no such command"),
        pytest.param(asking(ACTIVATE, 1, dwCPType=0), INVALID, id="no type"),
        pytest.param(asking(ACTIVATE, 1, dwCPType=3), INVALID, id="two types"),
        pytest.param(asking(ACTIVATE, 4), INVALID, id="an undefined bit"),
        pytest.param(asking(ACTIVATE, 0x80000001), INVALID, id="the highest bit"),
        pytest.param(asking(ACTIVATE, 1, dwFlags=0x101), INVALID, id="no mode beside copy protection"),
    ],
)
def test_a_bad_request_is_refused_and_changes_nothing(request_: bytes, code: int) -> None:
    miniport = CopyProtectionMiniport()
    activated(miniport, 2)
    assert refusal(miniport, request_) == code


def test_where_undefined_bits_are_masked_the_level_is_what_is_left() -> None:
    miniport = CopyProtectionMiniport(Options(undefined_bits="mask"))
    key = activated(miniport, 0xFFFFFFFE)
    assert seen(miniport) == ({key: 2}, 1, 2)
    change(miniport, key, 0x100)
    assert seen(miniport) == ({key: 0}, 0, 0)


@given(piece=st.binary(max_size=61), times=st.integers(0, 12))
def test_a_buffer_of_anything_is_refused_and_changes_nothing(piece: bytes, times: int) -> None:
    miniport = CopyProtectionMiniport()
    activated(miniport, 2)
    short = len(piece) * times < VIDEOPARAMETERS.size
    assert refusal(miniport, piece * times) == (Status.ERROR_INSUFFICIENT_BUFFER if short else INVALID)


# Requests that are not about copy protection.


@pytest.mark.parametrize("flags", [0, VPFlags.VP_FLAGS_TV_MODE | VPFlags.VP_FLAGS_TV_STANDARD])
@pytest.mark.parametrize("command", [ACTIVATE, CHANGE, DEACTIVATE, 7])
def test_copy_protection_fields_without_their_flag_are_stale_and_do_nothing(command: int, flags: int) -> None:
    miniport = CopyProtectionMiniport()
    key = activated(miniport, 2)
    before = whole(miniport)
    stale = asking(
        command,
        3,
        key,
        dwFlags=flags,
        dwMode=VPMode.VP_MODE_WIN_GRAPHICS,
        dwTVStandard=TVStandard.VP_TV_STANDARD_NTSC_M,
    )
    assert miniport.video_parameters(stale + b"tail") == stale + b"tail"
    assert whole(miniport) == before


OUTPUT = {"dwMode": VPMode.VP_MODE_WIN_GRAPHICS, "dwTVStandard": TVStandard.VP_TV_STANDARD_NTSC_M}
FLAGS = {"dwMode": VPFlags.VP_FLAGS_TV_MODE, "dwTVStandard": VPFlags.VP_FLAGS_TV_STANDARD}


@pytest.mark.parametrize("field", OUTPUT)
@pytest.mark.parametrize("value", [0, 2, 0xFFFFFFFF])
def test_an_output_that_is_not_available_is_refused(field: str, value: int) -> None:
    fields = OUTPUT | {field: value}
    request_ = buffer(dwCommand=VPCommand.VP_COMMAND_SET, dwFlags=FLAGS[field], **fields)
    assert refusal(CopyProtectionMiniport(), request_) == INVALID


@pytest.mark.parametrize("field", OUTPUT)
def test_a_setting_without_its_own_flag_is_not_read(field: str) -> None:
    (other,) = OUTPUT.keys() - {field}
    fields = OUTPUT | {other: 0xFFFFFFFF}
    request_ = buffer(dwCommand=VPCommand.VP_COMMAND_SET, dwFlags=FLAGS[field], **fields)
    assert CopyProtectionMiniport().video_parameters(request_) == request_


def test_get_reports_the_settings_and_leaves_key_level_and_tail_alone() -> None:
    miniport = CopyProtectionMiniport()
    activated(miniport, 2)
    before = whole(miniport)
    asked = asking(DEACTIVATE, 0xFFFFFFFF, 0x12345678, dwCommand=VPCommand.VP_COMMAND_GET)
    returned = miniport.video_parameters(asked + b"tail")
    flags = VPFlags(VIDEOPARAMETERS.get_ulong(returned, "dwFlags"))
    assert VPFlags.VP_FLAGS_COPYPROTECT | VPFlags.VP_FLAGS_TV_MODE in flags
    assert VPFlags.VP_FLAGS_MAX_UNSCALED in flags
    assert VIDEOPARAMETERS.get_ulong(returned, "dwAvailableModes") == VPMode.VP_MODE_WIN_GRAPHICS
    assert VIDEOPARAMETERS.get_ulong(returned, "dwCPType") == CPType.VP_CP_TYPE_APS_TRIGGER
    for name in ("dwCPKey", "dwCPCommand", "bCP_APSTriggerBits", "dwBrightness"):
        assert VIDEOPARAMETERS.get_ulong(returned, name) == VIDEOPARAMETERS.get_ulong(asked, name)
    assert returned.endswith(b"tail")
    assert len(returned) == 360
    assert whole(miniport) == before
