"""A session has a key of its own, and protection lasts until the last session is off."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.keys import IssuedKeys
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.options import Options
from coppspec.driver.protection import AnalogProtection
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


def sent(miniport: CopyProtectionMiniport, request: bytes) -> bytes:
    """What the caller gets back, who has room for it."""
    return miniport.video_parameters(request, len(request))


def activated(miniport: CopyProtectionMiniport, level: int) -> int:
    """The key of a new session."""
    return VIDEOPARAMETERS.get_ulong(sent(miniport, asking(ACTIVATE, level)), "dwCPKey")


def change(miniport: CopyProtectionMiniport, key: int, level: int) -> None:
    sent(miniport, asking(CHANGE, level, key))


def deactivate(miniport: CopyProtectionMiniport, key: int) -> None:
    sent(miniport, asking(DEACTIVATE, key=key))


def seen(miniport: CopyProtectionMiniport) -> tuple[dict[int, int], int, int]:
    """The sessions, and what comes of them."""
    return dict(miniport.levels), miniport.count, miniport.hardware


def whole(miniport: CopyProtectionMiniport) -> tuple[object, ...]:
    """All that a request can change."""
    return (
        *seen(miniport),
        set(miniport.issued.taken),
        miniport.activations,
        (miniport.last_level, miniport.oem_data),
        (miniport.mode, miniport.standard, dict(miniport.picture)),
    )


def refusal(miniport: CopyProtectionMiniport, request: bytes) -> int:
    """The code with which a request is refused, having changed nothing."""
    before = whole(miniport)
    with pytest.raises(Refused) as raised:
        sent(miniport, request)
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
    returned = sent(miniport, request + b"tail")
    (key,) = miniport.levels
    assert returned == VIDEOPARAMETERS.put(request, dwCPKey=key)


def test_an_activation_at_level_0_begins_a_session_that_is_off() -> None:
    miniport = CopyProtectionMiniport()
    key = activated(miniport, 0)
    assert seen(miniport) == ({key: 0}, 0, 0)
    change(miniport, key, 2)
    assert seen(miniport) == ({key: 2}, 1, 2)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_an_activation_at_level_0_begins_at_the_level_of_the_driver_under_that_reading(level: int) -> None:
    tv = ADAPTERS[0].tv
    assert tv is not None
    adapter = replace(ADAPTERS[0], tv=replace(tv, level_at_zero=level))
    miniport = CopyProtectionMiniport(Options(activate_zero="driver's level"), adapter=adapter)
    key = activated(miniport, 0)
    assert seen(miniport) == ({key: level}, 1, level)
    change(miniport, key, 0)
    assert seen(miniport) == ({key: 0}, 0, 0)


def test_both_types_follow_the_same_rules() -> None:
    miniport = CopyProtectionMiniport()
    of_disc, whole_data = CPType.VP_CP_TYPE_APS_TRIGGER, CPType.VP_CP_TYPE_MACROVISION
    returned = sent(
        miniport, asking(ACTIVATE, 1, dwCPType=whole_data, bOEMCopyProtection=b"the vendor's own")
    )
    key = VIDEOPARAMETERS.get_ulong(returned, "dwCPKey")
    assert seen(miniport) == ({key: 1}, 1, 1)
    sent(miniport, asking(CHANGE, 3, key, dwCPType=of_disc))
    assert seen(miniport) == ({key: 3}, 1, 3)
    sent(miniport, asking(CHANGE, 0, key, dwCPType=whole_data))
    assert seen(miniport) == ({key: 0}, 0, 0)


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
        assert sent(miniport, request + b"tail") == request


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
    sent(miniport, asking(DEACTIVATE, key=key, **fields))
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


# One session.


@pytest.mark.parametrize("level", [0, 1])
def test_a_driver_for_one_session_is_busy_also_while_that_is_turned_off(level: int) -> None:
    miniport = CopyProtectionMiniport(Options(session_limit="one, refused"))
    key = activated(miniport, level)
    assert refusal(miniport, asking(ACTIVATE, 2)) == Status.ERROR_BUSY
    deactivate(miniport, key)
    new = activated(miniport, 2)
    assert seen(miniport) == ({new: 2}, 1, 2)


@pytest.mark.parametrize("level", [0, 3])
def test_a_new_session_replaces_the_only_one_whose_key_is_dead_at_once(level: int) -> None:
    miniport = CopyProtectionMiniport(Options(session_limit="one, replaced"))
    old = activated(miniport, level)
    new = activated(miniport, 1)
    assert seen(miniport) == ({new: 1}, 1, 1)
    assert refusal(miniport, asking(DEACTIVATE, key=old)) == INVALID
    off = activated(miniport, 0)
    assert seen(miniport) == ({off: 0}, 0, 0)


def test_nothing_ends_for_a_new_session_that_is_refused() -> None:
    miniport = CopyProtectionMiniport(Options(session_limit="one, replaced"))
    miniport.keys = 1
    key = activated(miniport, 2)
    assert refusal(miniport, asking(ACTIVATE, 1)) == Status.ERROR_NOT_ENOUGH_MEMORY
    assert refusal(miniport, asking(ACTIVATE, 4)) == INVALID
    assert seen(miniport) == ({key: 2}, 1, 2)


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


def test_a_freed_key_comes_again_after_another_where_that_is_allowed() -> None:
    drawn_keys = drawn(5, 5, 5, 6, 5, 6, 6, 7)
    miniport = CopyProtectionMiniport(Options(key_reuse="after quarantine"), random_bytes=drawn_keys)
    deactivate(miniport, activated(miniport, 1))
    others = [activated(miniport, 1), activated(miniport, 1)]
    assert others == [6, 5]
    deactivate(miniport, 6)
    assert activated(miniport, 1) == 7


def test_a_key_that_was_replaced_waits_as_long_as_one_that_was_freed() -> None:
    options = Options(key_reuse="after quarantine", session_limit="one, replaced")
    miniport = CopyProtectionMiniport(options, random_bytes=drawn(5, 6, 5, 7, 5))
    assert [activated(miniport, 1) for _ in range(4)] == [5, 6, 7, 5]


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


@pytest.mark.parametrize("command", [CHANGE, DEACTIVATE])
def test_a_wrong_key_has_no_effect_whatever_it_is_answered(command: int) -> None:
    miniport = CopyProtectionMiniport(Options(wrong_key_status="any error"))
    activated(miniport, 1)
    assert refusal(miniport, asking(command, 3, 0)) == Status.ERROR_BUSY
    silent = CopyProtectionMiniport(Options(wrong_key_status="success", oem_data="stored"))
    dead = activated(silent, 2)
    deactivate(silent, dead)
    activated(silent, 1)
    before = whole(silent)
    for key in (0, dead):
        request = asking(command, 3, key, bOEMCopyProtection=b"not to be stored")
        assert sent(silent, request) == request
        assert whole(silent) == before


def test_where_a_wrong_key_is_a_success_everything_else_that_is_wrong_is_not() -> None:
    miniport = CopyProtectionMiniport(Options(wrong_key_status="success"))
    for request in (asking(CHANGE, 4, 0), asking(CHANGE, 1, 0, dwCPType=3), asking(7, 1, 0)):
        assert refusal(miniport, request) == INVALID


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


def test_under_one_image_a_key_names_the_session_of_whichever_adapter_issued_it() -> None:
    options, issued = Options(key_scope="loaded image"), IssuedKeys()
    image = list[AnalogProtection]()
    first, second = (
        CopyProtectionMiniport(options, issued=issued, adapter=each, image=image) for each in ADAPTERS[:2]
    )
    own, other = activated(first, 1), activated(second, 2)
    change(first, other, 3)
    assert (seen(first), seen(second)) == (({own: 1}, 1, 1), ({other: 3}, 1, 3))
    change(second, own, 0)
    assert (seen(first), seen(second)) == (({own: 0}, 0, 0), ({other: 3}, 1, 3))
    deactivate(first, other)
    assert (seen(first), seen(second)) == (({own: 0}, 0, 0), ({}, 0, 0))
    assert refusal(first, asking(DEACTIVATE, key=other)) == INVALID


def test_under_one_image_the_last_writer_is_that_of_the_session() -> None:
    options, image = (
        Options(key_scope="loaded image", level_join="last writer", oem_data="stored"),
        list[AnalogProtection](),
    )
    first, second = (CopyProtectionMiniport(options, adapter=each, image=image) for each in ADAPTERS[:2])
    own, other = activated(first, 3), activated(second, 2)
    sent(first, asking(CHANGE, 1, other, bOEMCopyProtection=b"its own"))
    assert (seen(first), seen(second)) == (({own: 3}, 1, 3), ({other: 1}, 1, 1))
    assert (first.oem_data.rstrip(b"\0"), second.oem_data.rstrip(b"\0")) == (b"", b"its own")


# Beside COPP.


@pytest.mark.parametrize("level", [0, 1, 3])
def test_an_activation_succeeds_while_copp_protects_or_is_refused_under_that_reading(level: int) -> None:
    usual = CopyProtectionMiniport(copp_level=lambda: level)
    key = activated(usual, 1)
    assert seen(usual) == ({key: 1}, 1, 1)
    refusing = CopyProtectionMiniport(Options(activate_under_copp="refused"), copp_level=lambda: level)
    if level:
        assert refusal(refusing, asking(ACTIVATE, 1)) == Status.ERROR_BUSY
        assert refusal(refusing, asking(ACTIVATE, 4)) == INVALID
    else:
        activated(refusing, 1)


# The checks.


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(asking(0, 1), id="no copy-protection command"),
        pytest.param(asking(3, 1), id="two commands"),
        pytest.param(asking(8, 1), id="no such command"),
        pytest.param(asking(ACTIVATE, 1, dwCPType=0), id="no type"),
        pytest.param(asking(ACTIVATE, 1, dwCPType=3), id="two types"),
        pytest.param(asking(ACTIVATE, 1, dwCPType=4), id="no such type"),
        pytest.param(asking(ACTIVATE, 4), id="an undefined bit"),
        pytest.param(asking(ACTIVATE, 0x80000001), id="the highest bit"),
    ],
)
def test_a_bad_command_is_refused_and_changes_nothing(request_: bytes) -> None:
    miniport = CopyProtectionMiniport()
    miniport.keys = 1
    key = activated(miniport, 2)
    assert refusal(miniport, request_) == INVALID, "before it is seen that no key is left"
    command = VIDEOPARAMETERS.get_ulong(request_, "dwCPCommand")
    changing = CHANGE if command == ACTIVATE else command
    assert refusal(miniport, VIDEOPARAMETERS.put(request_, dwCPKey=key, dwCPCommand=changing)) == INVALID


@pytest.mark.parametrize(
    ("adapter", "readings", "types"),
    [
        (0, {}, {1, 2}),
        (1, {}, {1}),
        (0, {"supported_types": "single"}, {1}),
        (1, {"supported_types": "single"}, {1}),
    ],
)
def test_a_type_is_one_of_those_that_are_advertised(adapter: int, readings: Any, types: set[int]) -> None:  # noqa: ANN401  readings
    for each in range(5):
        miniport = CopyProtectionMiniport(Options(**readings), adapter=ADAPTERS[adapter])
        request = asking(ACTIVATE, 1, dwCPType=each)
        if each in types:
            assert VIDEOPARAMETERS.get_ulong(sent(miniport, request), "dwCPKey")
        else:
            assert refusal(miniport, request) == INVALID


def test_where_undefined_bits_are_masked_the_level_is_what_is_left() -> None:
    miniport = CopyProtectionMiniport(Options(undefined_bits="mask"))
    key = activated(miniport, 0xFFFFFFFE)
    assert seen(miniport) == ({key: 2}, 1, 2)
    change(miniport, key, 0x100)
    assert seen(miniport) == ({key: 0}, 0, 0)


SECAM = TVStandard.VP_TV_STANDARD_SECAM_L
TO_SECAM = buffer(
    dwCommand=VPCommand.VP_COMMAND_SET, dwFlags=VPFlags.VP_FLAGS_TV_STANDARD, dwTVStandard=SECAM
)


def test_while_a_session_is_on_the_tv_output_keeps_to_what_can_be_protected() -> None:
    miniport = CopyProtectionMiniport()
    key = activated(miniport, 0)
    assert sent(miniport, TO_SECAM) == TO_SECAM
    change(miniport, key, 2)
    assert seen(miniport) == ({key: 2}, 1, 0)
    assert refusal(miniport, TO_SECAM) == INVALID, "even if it is that one already"
    for standard, level in ((TVStandard.VP_TV_STANDARD_PAL_B, 2), (TVStandard.VP_TV_STANDARD_WIN_VGA, 0)):
        sent(miniport, VIDEOPARAMETERS.put(TO_SECAM, dwTVStandard=standard))
        assert seen(miniport) == ({key: 2}, 1, level)
        assert refusal(miniport, TO_SECAM) == INVALID
    change(miniport, key, 0)
    assert sent(miniport, TO_SECAM) == TO_SECAM


def _with_secam(request: bytes) -> bytes:
    flags = VPFlags.VP_FLAGS_COPYPROTECT | VPFlags.VP_FLAGS_TV_STANDARD
    return VIDEOPARAMETERS.put(request, dwFlags=flags, dwTVStandard=SECAM)


def test_a_standard_without_protection_can_be_refused_for_the_sessions_that_are_on_afterwards() -> None:
    miniport = CopyProtectionMiniport(Options(unprotectable_standard="refused by the resulting count"))
    begin, end = (_with_secam(asking(command, 2)) for command in (ACTIVATE, DEACTIVATE))
    assert refusal(miniport, begin) == INVALID
    assert seen(miniport) == ({}, 0, 0), "nothing is left of it"
    key = activated(miniport, 2)
    assert refusal(miniport, TO_SECAM) == INVALID
    sent(miniport, VIDEOPARAMETERS.put(end, dwCPKey=key))
    assert (miniport.standard, seen(miniport)) == (SECAM, ({}, 0, 0))


def test_under_the_other_reading_a_standard_without_protection_is_taken_and_shows_none() -> None:
    miniport = CopyProtectionMiniport(Options(unprotectable_standard="blanked"))
    key = activated(miniport, 2)
    assert sent(miniport, TO_SECAM) == TO_SECAM
    assert (miniport.standard, seen(miniport)) == (SECAM, ({key: 2}, 1, 0))
