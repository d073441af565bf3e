"""A count that cannot hold every number is caught, whatever the highest that it holds."""

from collections.abc import Callable
from random import Random

import pytest

from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.engine import Engine
from coppspec.properties.bench import Bench, Test
from coppspec.properties.exploration import shortest_difference
from coppspec.properties.miscounting import (
    Hold,
    NarrowEngine,
    leaks,
    narrow_miniport,
    one_too_many,
    saturating,
    wrapping,
)
from coppspec.properties.products import key_letters

KEYS = COPY_PROTECTION_SESSIONS
HIGHEST = 300
UP_TO = range(1, HIGHEST + 1)
Kind = Callable[[int], Hold]
Calls = Callable[[int], int]


def until_the_others_are_gone(highest: int) -> int:
    return 2 * highest + 1


def as_soon_as_there_is_one_too_many(highest: int) -> int:
    return highest + 1


KINDS = pytest.mark.parametrize(
    ("kind", "calls"),
    [(saturating, until_the_others_are_gone), (wrapping, as_soon_as_there_is_one_too_many)],
    ids=["saturating", "wrapping"],
)


def low_letters(sessions: int) -> Test:
    """What is right, at levels 0 and 1."""
    every = key_letters(sessions)
    return tuple(letter for letter in every if letter.level in {None, 0, 1})


def bench(highest: int, miniport: type[CopyProtectionMiniport]) -> Bench:
    def make() -> ReferenceDriver:
        return ReferenceDriver(miniport=miniport, random_bytes=Random(0).randbytes)

    return Bench(Engine(KEYS), (0,) * (highest + 1), make)


@pytest.mark.slow
@KINDS
@pytest.mark.thorough
def test_it_is_caught_for_every_highest_number_up_to_300(kind: Kind, calls: Calls) -> None:
    shown = {highest: leaks(NarrowEngine(KEYS, kind(highest)), one_too_many(highest)) for highest in UP_TO}
    assert shown == {highest: calls(highest) for highest in UP_TO}


def test_the_same_sequence_shows_nothing_on_the_table_itself() -> None:
    assert leaks(Engine(KEYS), one_too_many(HIGHEST)) is None


@pytest.mark.slow
@KINDS
@pytest.mark.parametrize("highest", [1, 2, 3])
def test_no_shorter_sequence_shows_it_and_none_at_all_with_fewer_sessions(
    kind: Kind, calls: Calls, highest: int
) -> None:
    engine, narrow = Engine(KEYS), NarrowEngine(KEYS, kind(highest))
    found = shortest_difference(engine, narrow, engine.start(highest + 1), low_letters(highest + 1))
    assert found is not None
    assert len(found) == calls(highest)
    assert shortest_difference(engine, narrow, engine.start(highest), low_letters(highest)) is None


@pytest.mark.slow
@KINDS
@pytest.mark.parametrize("highest", [1, 2, 7, 15, 255, 300])
def test_a_miniport_with_such_a_count_is_caught_through_its_bytes(
    kind: Kind, calls: Calls, highest: int
) -> None:
    found = bench(highest, narrow_miniport(kind(highest))).disagreement(one_too_many(highest))
    assert found is not None
    assert len(found.intents) == calls(highest)
    assert found.deviation.clause == "VPCP-551"
    assert bench(highest, narrow_miniport(kind(highest + 1))).disagreement(one_too_many(highest)) is None


def test_a_miniport_counts_changes_as_well() -> None:
    miniport = narrow_miniport(saturating(1))()
    miniport.count_change(0, 1)
    miniport.count_change(0, 1)
    assert miniport.count == 1
    miniport.count_change(1, 0)
    assert miniport.count == 0
