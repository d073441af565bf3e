"""Counting reaches as many tuples as the formula says, and they stand for what listing finds."""

from collections import Counter
from itertools import product
from math import comb, prod

import pytest

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.engine import Engine
from coppspec.model.profile import Profile
from coppspec.properties.alphabet import flawless, letters
from coppspec.properties.coded import BY_LEVEL, BY_STATE, Fold, coded
from coppspec.properties.counting import counted_space, listed, tuples
from coppspec.properties.products import coded_device, device_with_keys, only_keys
from coppspec.properties.search import COUNT, PROTECTION, Kept, search
from coppspec.properties.space import TooLarge, product_space
from coppspec.properties.system import Issue, Sessions, System

DEVICE_STATES = 6
PLACES = {BY_STATE: 4, BY_LEVEL: 6}
FOLDS = pytest.mark.parametrize("fold", PLACES, ids=lambda fold: fold.name)


def configurations(places: int, keys: int, issue: Issue) -> int:
    """The formulas of the listed form: the free product, and so many keys issued of those there are."""
    if issue is Issue.ANY:
        return prod([places] * keys)
    return sum(prod([places - 1] * issued) for issued in range(keys + 1))


@FOLDS
@pytest.mark.parametrize("issue", Issue)
@pytest.mark.parametrize("keys", [1, 2, 3, 5, 10])
def test_the_numbers_are_those_of_the_formulas(fold: Fold, keys: int, issue: Issue) -> None:
    found, places = search(counted_space(device_with_keys(keys, fold, issue))), PLACES[fold]
    assert found.states == DEVICE_STATES * comb(keys + places - 1, places - 1)
    assert listed(found) == DEVICE_STATES * configurations(places, keys, issue)
    assert found.complete


@FOLDS
@pytest.mark.parametrize("issue", Issue)
@pytest.mark.parametrize("keys", [1, 2, 3, 4])
def test_counting_and_listing_agree(fold: Fold, keys: int, issue: Issue) -> None:
    system = device_with_keys(keys, fold, issue)
    counted, found = search(counted_space(system)), search(product_space(system))
    assert listed(counted) == found.states
    assert counted.depth == found.depth if issue is Issue.ANY else counted.depth <= found.depth


@pytest.mark.thorough
@pytest.mark.slow
def test_a_hundred_keys_are_counted_and_their_count_is_right_everywhere() -> None:
    system = device_with_keys(100)
    found = search(counted_space(system))
    assert found.states == DEVICE_STATES * comb(103, 3) == 1_061_106
    assert listed(found) == DEVICE_STATES * (3**101 - 1) // 2


@pytest.mark.parametrize("kept", [COUNT, PROTECTION], ids=lambda kept: kept.name)
def test_the_count_of_thirty_keys_is_followed_and_never_wrong(kept: Kept) -> None:
    found = search(counted_space(only_keys(30)), kept)
    assert (found.complete, found.states) == (True, comb(33, 3))


@pytest.mark.parametrize(("sessions", "places"), [(0, 3), (1, 1), (2, 4), (5, 3)])
def test_tuples_are_all_ways_in_ascending_order(sessions: int, places: int) -> None:
    ways = {
        tuple(Counter(chosen)[place] for place in range(places))
        for chosen in product(range(places), repeat=sessions)
    }
    assert [*map(tuple, tuples(sessions, places).tolist())] == sorted(ways)
    assert len(ways) == comb(sessions + places - 1, places - 1)


@pytest.mark.parametrize("devices", [1, 2, 3, 8])
def test_devices_are_interchangeable_too(devices: int) -> None:
    found = search(counted_space(System((Sessions(coded_device(), devices),))))
    assert found.states == comb(devices + 5, 5)
    assert listed(found) == 6**devices


def ended_by_restarts_alone(keys: int, issue: Issue) -> System:
    engine = Engine(COPY_PROTECTION_SESSIONS)
    every = flawless(letters(COPY_PROTECTION_SESSIONS, Profile(), 1))
    some = [each for each in every if each.call in {"VP_CP_CMD_ACTIVATE", "driver restart"}]
    return System((Sessions(coded(engine, some), keys),), issue)


def test_a_place_that_an_event_alone_leads_to_is_listed_in_any_order_only() -> None:
    """In order, of two keys the second cannot be dead and the first be on."""
    free, ordered = (ended_by_restarts_alone(2, issue) for issue in (Issue.ANY, Issue.IN_ORDER))
    assert listed(search(counted_space(free))) == search(product_space(free)).states == 16
    assert search(product_space(ordered)).states == 11
    with pytest.raises(ValueError, match="an event alone leads to a place"):
        listed(search(counted_space(ordered)))


def test_too_many_tuples_are_refused_with_advice() -> None:
    with pytest.raises(TooLarge, match=r"96,560,646 tuples of 100 sessions .*fold them"):
        counted_space(only_keys(100, BY_LEVEL))
