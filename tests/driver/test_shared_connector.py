"""A connector has the level that the devices on it ask for, and forgets those that have gone."""

from collections import Counter
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coppspec.driver.levels import ACP, CGMSA, HDCP, STRENGTH, TYPES, SharedConnector, strongest
from coppspec.driver.options import Options
from coppspec.driver.outputs import DisplayMode, Output
from coppspec.model import levels
from coppspec.model.constants import ProtectionType

LEVELS = {HDCP: (0, 1), ACP: (0, 1, 2, 3), CGMSA: (0, 1, 2, 3, 4, 8, 9, 10, 11, 12)}
PRECEDENCE, STICKY, LATER = (
    Options(level_order="precedence"),
    Options(hdcp_sticky="on"),
    Options(hdcp_delay="later"),
)
OUTPUT = Output(0, 4, HDCP | ACP | CGMSA)


def connector(options: Options | None = None) -> SharedConnector:
    return SharedConnector(OUTPUT, options or Options())


def asked(of: SharedConnector, protection_type: ProtectionType, *held: int) -> int:
    """What is applied once devices have these levels, which all of them set after they were opened."""
    for _ in held:
        of.add(protection_type, 0)
    for level in held:
        of.move(protection_type, 0, level)
    return of.hardware[protection_type]


@pytest.mark.parametrize(
    ("protection_type", "held", "numeric", "precedence"),
    [
        (HDCP, (0,), 0, 0),
        (HDCP, (0, 1), 1, 1),
        (HDCP, (1, 0), 1, 1),
        (ACP, (1, 3), 3, 3),
        (ACP, (3, 2), 3, 2),
        (ACP, (2, 3, 1), 3, 2),
        (CGMSA, (2, 3), 3, 2),
        (CGMSA, (4, 8), 8, 12),
        (CGMSA, (8, 0), 8, 8),
        (CGMSA, (9, 11, 2), 11, 10),
    ],
)
def test_the_connector_has_the_highest_level_or_the_one_that_takes_precedence(
    protection_type: ProtectionType, held: tuple[int, ...], numeric: int, precedence: int
) -> None:
    assert asked(connector(), protection_type, *held) == numeric
    assert asked(connector(PRECEDENCE), protection_type, *held) == precedence


@pytest.mark.parametrize("order", ["numeric maximum", "precedence"])
def test_what_is_applied_beyond_what_is_asked_for_is_above_it_in_the_order_that_holds(
    order: Literal["numeric maximum", "precedence"],
) -> None:
    of = connector(Options(level_order=order, more_than_asked="more"))
    for each in TYPES:
        for level in LEVELS[each][1:]:
            raised = of.raised(each, level)
            assert of.join(each, (level, raised)) == raised
            assert raised != level or all(of.join(each, (level, other)) == level for other in LEVELS[each])


def test_nothing_is_applied_before_anybody_asks_and_each_type_stands_by_itself() -> None:
    shared = connector()
    assert shared.hardware == dict.fromkeys(TYPES, 0)
    asked(shared, ACP, 2)
    assert shared.hardware == {HDCP: 0, ACP: 2, CGMSA: 0}


def test_a_device_that_goes_leaves_the_level_of_those_that_stay() -> None:
    shared = connector()
    asked(shared, ACP, 3, 1, 1)
    seen: list[int] = []
    for level in (3, 1, 1):
        shared.remove(ACP, level)
        seen.append(shared.hardware[ACP])
    assert seen == [1, 1, 0]


def test_a_device_that_only_opens_does_not_end_the_protection_of_another() -> None:
    shared = connector()
    asked(shared, ACP, 3)
    shared.add(ACP, 0)
    assert shared.hardware[ACP] == 3


@pytest.mark.parametrize(("options", "after"), [(Options(), 0), (STICKY, 1)], ids=str)
def test_hdcp_that_sticks_stays_on_and_nothing_else_does(options: Options, after: int) -> None:
    shared = connector(options)
    asked(shared, HDCP, 1)
    asked(shared, ACP, 2)
    shared.move(HDCP, 1, 0)
    shared.remove(ACP, 2)
    assert shared.hardware == {HDCP: after, ACP: 0, CGMSA: 0}
    shared.settle()
    assert shared.hardware == {HDCP: after, ACP: 0, CGMSA: 0}


def test_hdcp_that_takes_time_is_on_once_it_has_settled_and_off_at_once() -> None:
    shared = connector(LATER)
    assert (asked(shared, HDCP, 1), asked(shared, ACP, 2)) == (0, 2)
    shared.settle()
    assert shared.hardware == {HDCP: 1, ACP: 2, CGMSA: 0}
    shared.move(HDCP, 1, 0)
    assert shared.hardware[HDCP] == 0


def test_a_mode_change_switches_between_the_two_modes_and_leaves_the_levels() -> None:
    modes = (DisplayMode(1, 2, (3, 4)), DisplayMode(5, 6, (7, 8)))
    shared = SharedConnector(Output(0, 4, HDCP | ACP | CGMSA, modes=modes), Options())
    asked(shared, ACP, 2)
    seen = [shared.mode]
    for number in (1, 1, 0):
        shared.change_mode(number)
        seen.append(shared.mode)
    assert seen == [modes[0], modes[1], modes[1], modes[0]]
    assert shared.hardware[ACP] == 2


def test_the_signal_is_the_last_one_that_was_set() -> None:
    shared = connector()
    assert (shared.standard, shared.aspect_ratio) == (0, 0)
    shared.set_signal(16, 7)
    shared.set_signal(1, 5)
    assert (shared.standard, shared.aspect_ratio) == (1, 5)


HELD = st.sampled_from(TYPES).flatmap(
    lambda each: st.tuples(st.just(each), st.lists(st.sampled_from(LEVELS[each]), min_size=1, max_size=5))
)


@settings(max_examples=60)
@given(held=HELD)
def test_the_driver_and_the_tables_join_levels_alike(held: tuple[ProtectionType, list[int]]) -> None:
    """They are written apart; a table that was copied wrong into one of them shows here."""
    protection_type, asked_for = held
    name = str(protection_type.name).removeprefix("COPP_ProtectionType_")
    assert asked(connector(), protection_type, *asked_for) == levels.highest(name, asked_for)
    by_precedence = levels.strongest(name, asked_for)
    assert asked(connector(PRECEDENCE), protection_type, *asked_for) == by_precedence
    assert strongest(protection_type, asked_for) == by_precedence
    assert STRENGTH[protection_type] == levels.PRECEDENCE[name]


@settings(max_examples=40)
@given(steps=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(LEVELS[ACP])), max_size=20))
def test_the_counts_are_the_devices_at_each_level_however_they_got_there(
    steps: list[tuple[int, int]],
) -> None:
    shared, held = connector(), [0, 0, 0]
    for _ in held:
        shared.add(ACP, 0)
    for device, level in steps:
        shared.move(ACP, held[device], level)
        held[device] = level
        assert +shared.counts[ACP] == Counter(held)
        assert shared.hardware[ACP] == max(held)
