"""An adapter's outputs have the level of its sessions wherever they can show it, whatever happens to it."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coppspec.driver.adapters import ADAPTERS, Adapter
from coppspec.driver.keys import IssuedKeys
from coppspec.driver.options import Options
from coppspec.driver.protection import NO_OEM_DATA, AnalogProtection
from coppspec.model.tvout import TVStandard

NTSC, PAL, SECAM, WIN_VGA = (
    int(TVStandard.VP_TV_STANDARD_NTSC_M),
    int(TVStandard.VP_TV_STANDARD_PAL_B),
    int(TVStandard.VP_TV_STANDARD_SECAM_L),
    int(TVStandard.VP_TV_STANDARD_WIN_VGA),
)
OEM = bytes(range(256))


def protection(
    adapter: Adapter = ADAPTERS[0],
    image: list[AnalogProtection] | None = None,
    **readings: Any,  # noqa: ANN401  of any option
) -> AnalogProtection:
    image = [] if image is None else image
    return AnalogProtection(adapter, Options(**readings), IssuedKeys(), image, lambda: 0)


def with_sessions(*levels: int, **readings: Any) -> AnalogProtection:  # noqa: ANN401  of any option
    """An adapter with sessions at these levels, by keys from 1 up."""
    of = protection(**readings)
    for key, level in enumerate(levels, 1):
        of.issued.add(key)
        of.begin(key, level)
        of.keep(level, OEM)
    of.bring_up_to_date()
    return of


def seen(of: AnalogProtection) -> tuple[dict[int, int], int, int]:
    return dict(of.levels), of.count, of.hardware


# The count and the level.


def test_before_anything_was_asked_for_there_is_no_session_and_no_level() -> None:
    of = protection()
    assert seen(of) == ({}, 0, 0)
    assert (of.last_level, of.oem_data, of.is_awake, of.in_boot_mode) == (0, NO_OEM_DATA, True, False)


def test_a_session_is_counted_when_it_goes_on_or_off_and_by_nothing_else() -> None:
    of = protection()
    of.begin(1, 0)
    counted = [of.count]
    for level in (2, 2, 3, 0, 0, 1):
        of.set_level(1, level)
        counted.append(of.count)
    of.count_deactivation(of.end(1))
    assert counted == [0, 1, 1, 1, 0, 0, 1]
    assert (of.levels, of.count) == ({}, 0)


@pytest.mark.parametrize(
    ("levels", "numeric", "opm", "last"),
    [
        ((), 0, 0, 0),
        ((0, 0), 0, 0, 0),
        ((1, 3), 3, 3, 3),
        ((3, 1), 3, 3, 1),
        ((3, 2), 3, 2, 2),
        ((2, 3, 1), 3, 2, 1),
        ((2, 0), 2, 2, 2),
    ],
)
def test_several_sessions_have_one_level_as_the_reading_of_their_order_says(
    levels: tuple[int, ...], numeric: int, opm: int, last: int
) -> None:
    joined = {"numeric maximum": numeric, "OPM order": opm, "last writer": last}
    assert {reading: with_sessions(*levels, level_join=reading).hardware for reading in joined} == joined


def test_the_last_level_stays_while_a_session_is_on_and_is_gone_with_the_last() -> None:
    of = with_sessions(3, 1, level_join="last writer")
    of.count_deactivation(of.end(2))
    assert (of.resulting_level(), of.last_level) == (1, 1)
    of.set_level(1, 0)
    of.keep(0, OEM)
    assert of.resulting_level() == 0
    of.set_level(1, 2)
    of.keep(2, OEM)
    assert of.resulting_level() == 2


def test_without_a_count_there_is_no_level_whatever_the_sessions_ask_for() -> None:
    of = with_sessions(3)
    of.count = 0
    assert of.resulting_level() == 0


# Where the level is shown.


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize(
    ("mode", "standard", "shows"),
    [(1, NTSC, True), (2, NTSC, True), (1, PAL, True), (1, SECAM, False), (0, WIN_VGA, False)],
)
def test_the_level_is_on_the_outputs_while_a_standard_is_on_that_can_be_protected(
    mode: int, standard: int, *, shows: bool, level: int
) -> None:
    """Also on PAL, where levels 2 and 3 act as 1, the level is the one that was set (VPCP-603, VPCP-651)."""
    of = with_sessions(level)
    of.switch(mode, standard)
    of.bring_up_to_date()
    assert seen(of) == ({1: level}, 1, level if shows else 0)
    of.switch(1, NTSC)
    of.bring_up_to_date()
    assert seen(of) == ({1: level}, 1, level)


# What happens to an adapter.

EVENTS: dict[str, Callable[[AnalogProtection], None]] = {
    "mode_set": AnalogProtection.set_mode,
    "device_reset": AnalogProtection.reset_device,
    "power_transition": AnalogProtection.power_down,
}
SHOWN = {"mode_set": 2, "device_reset": 0, "power_transition": 0}


@pytest.mark.parametrize("event", EVENTS)
def test_sessions_survive_what_happens_to_their_adapter(event: str) -> None:
    of = with_sessions(0, 2, 1)
    EVENTS[event](of)
    assert seen(of) == ({1: 0, 2: 2, 3: 1}, 2, SHOWN[event])
    of.power_up()
    of.set_mode()
    assert seen(of) == ({1: 0, 2: 2, 3: 1}, 2, 2)


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("reading", [*EVENTS, "tv_off"])
def test_under_the_other_reading_all_keys_die_together_with_the_count(event: str, reading: str) -> None:
    of = with_sessions(0, 2, 1, **{reading: "keys die"})
    EVENTS[event](of)
    of.power_up()
    of.set_mode()
    dies = reading in {event, "mode_set"}
    assert seen(of) == (({}, 0, 0) if dies else ({1: 0, 2: 2, 3: 1}, 2, 2))


def test_hardware_in_its_boot_mode_shows_nothing_until_a_mode_is_set() -> None:
    of = with_sessions(1)
    of.reset_device()
    of.begin(2, 3)
    of.bring_up_to_date()
    assert of.hardware == 0
    of.power_down()
    of.power_up()
    assert of.hardware == 0
    of.set_mode()
    assert seen(of) == ({1: 1, 2: 3}, 2, 3)


def test_an_adapter_without_power_shows_nothing_until_it_has_it_again() -> None:
    of = with_sessions(1)
    of.power_down()
    of.set_mode()
    of.set_level(1, 2)
    of.bring_up_to_date()
    assert of.hardware == 0
    of.power_up()
    assert seen(of) == ({1: 2}, 1, 2)


def test_after_a_restart_everything_is_as_at_the_start() -> None:
    of = with_sessions(0, 3)
    of.reset_device()
    of.power_down()
    of.switch(2, SECAM)
    of.restart()
    assert seen(of) == ({}, 0, 0)
    assert (of.mode, of.standard, of.is_awake, of.in_boot_mode) == (1, NTSC, True, False)
    assert of.oem_data == NO_OEM_DATA
    of.begin(9, 1)
    of.bring_up_to_date()
    assert seen(of) == ({9: 1}, 1, 1)


# Keys.


@pytest.mark.parametrize(("reading", "waiting"), [("never", set[int]()), ("after quarantine", {1, 2, 3})])
def test_keys_that_die_wait_to_be_issued_again_where_they_can_be(reading: str, waiting: set[int]) -> None:
    of = with_sessions(1, 1, 0, key_reuse=reading)
    of.end(2)
    of.restart()
    assert (of.issued.taken, of.issued.quarantine) == ({1, 2, 3}, waiting)


def test_a_key_names_a_session_of_its_adapter_or_of_another_one_under_that_reading() -> None:
    for reading, finds in (("adapter", False), ("loaded image", True)):
        image: list[AnalogProtection] = []
        first, second = (protection(each, image, key_scope=reading) for each in ADAPTERS[:2])
        first.begin(1, 2)
        second.begin(2, 3)
        assert image == [first, second]
        assert [first.holder(key) for key in (1, 2, 3)] == [first, second if finds else first, first]


# What GET reports.


@pytest.mark.parametrize(
    ("reading", "reported"), [("not readable", {}), ("trigger field", {"bCP_APSTriggerBits": 3})]
)
def test_the_level_is_reported_where_it_can_be_read_also_while_nothing_shows_it(
    reading: str, reported: dict[str, int]
) -> None:
    of = with_sessions(1, 3, level_readback=reading)
    assert {name: of.settings()[name] for name in of.settings() if name.startswith("bCP")} == reported
    of.switch(0, WIN_VGA)
    assert {name: of.settings()[name] for name in of.settings() if name.startswith("bCP")} == reported


@pytest.mark.parametrize(("reading", "reported"), [("ignored", NO_OEM_DATA), ("stored", OEM)])
def test_the_vendors_own_data_are_zeros_or_those_of_the_last_command(reading: str, reported: bytes) -> None:
    of = with_sessions(1, oem_data=reading)
    assert of.reported_oem_data() == reported
    of.end(1)
    assert of.reported_oem_data() == reported
    of.restart()
    assert of.reported_oem_data() == NO_OEM_DATA


HAPPENINGS = st.one_of(
    st.tuples(st.just("level"), st.integers(0, 3)),
    st.tuples(st.sampled_from(["end", "set_mode", "reset_device", "power_down", "power_up"]), st.just(0)),
    st.tuples(st.just("switch"), st.sampled_from([NTSC, PAL, SECAM, WIN_VGA])),
)


@settings(max_examples=60)
@given(story=st.lists(HAPPENINGS, max_size=20))
def test_whatever_happened_the_outputs_have_the_highest_level_that_can_be_shown(
    story: list[tuple[str, int]],
) -> None:
    of, booted, awake = protection(), True, True
    for key, (what, argument) in enumerate(story, 1):
        if what == "level":
            of.begin(key, argument)
        elif what == "end" and of.levels:
            of.count_deactivation(of.end(min(of.levels)))
        elif what == "switch":
            of.switch(int(argument != WIN_VGA), argument)
        elif what != "end":
            getattr(of, what)()
        booted = what == "set_mode" or (booted and what != "reset_device")
        awake = what == "power_up" or (awake and what != "power_down")
        of.bring_up_to_date()
        levels = of.levels.values()
        shows = booted and awake and of.standard in {NTSC, PAL}
        assert of.count == sum(each > 0 for each in levels)
        assert of.hardware == (max(levels, default=0) if shows else 0)
