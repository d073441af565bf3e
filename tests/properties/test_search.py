"""A search finds what a walk on the engine finds, and its counterexamples are the shortest there are."""

import os
import subprocess
import sys
from collections import deque

import numpy as np
import pytest

from coppspec.driver.outputs import OUTPUTS
from coppspec.model.copy_protection import (
    ACTIVE,
    COPY_PROTECTION_SESSIONS,
    DEAD,
    DROP,
    NO_ERROR,
    OFF,
    TAKE,
    TURNED_OFF,
    key_row,
)
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.language import SAME, Machine
from coppspec.model.step import Configuration
from coppspec.properties.coded import BY_LEVEL, BY_STATE, Fold, Place
from coppspec.properties.counting import counted_space
from coppspec.properties.edits import with_row
from coppspec.properties.exploration import Exploration, explore
from coppspec.properties.products import coded_device, coded_key, device_with_keys, key_letters, only_keys
from coppspec.properties.search import COUNT, PROTECTION, Found, Kept, search
from coppspec.properties.setting import start
from coppspec.properties.space import Mask, Numbers, TooLarge, product_space
from coppspec.properties.system import Issue, Sessions, System

KEYS = COPY_PROTECTION_SESSIONS
WRONG = {
    "changing a key to level 0 counts down, even one that is turned off": key_row(
        TURNED_OFF, "VP_CP_CMD_CHANGE", OFF, SAME, -1, TAKE, NO_ERROR, "VPCP-413"
    ),
    "deactivating a key counts down, even one that is turned off": key_row(
        TURNED_OFF, "VP_CP_CMD_DEACTIVATE", None, DEAD, -1, DROP, NO_ERROR, "VPCP-422"
    ),
    "deactivating a key does not count": key_row(
        ACTIVE, "VP_CP_CMD_DEACTIVATE", None, DEAD, 0, DROP, NO_ERROR, "VPCP-420"
    ),
    "changing the level of a key counts again": key_row(
        ACTIVE, "VP_CP_CMD_CHANGE", (3,), SAME, +1, TAKE, NO_ERROR, "VPCP-410"
    ),
    "a restart forgets to count": key_row(ACTIVE, "driver restart", None, DEAD, 0, DROP, None, "VPCP-664"),
}


def walked(keys: int, machine: Machine = KEYS) -> Exploration:
    engine = Engine(machine)
    return explore(engine, engine.start(keys), key_letters(keys, engine.profile, machine))


def places(found: Found) -> set[tuple[Place, ...]]:
    """Every configuration that was found, session by session."""
    tables = [table for table, number in found.space.system.parts for _ in range(number)]
    reached: list[list[int]] = np.stack(found.space.digits(np.flatnonzero(found.reached)), axis=1).tolist()
    return {tuple(table.places[code] for table, code in zip(tables, codes, strict=True)) for codes in reached}


@pytest.mark.parametrize("keys", [1, 2, 3])
@pytest.mark.parametrize("fold", [BY_STATE, BY_LEVEL], ids=lambda fold: fold.name)
def test_it_reaches_what_a_walk_on_the_engine_reaches(fold: Fold, keys: int) -> None:
    walk, found = walked(keys), search(product_space(only_keys(keys, fold)))
    assert places(found) == {tuple(map(fold.place, each.sessions)) for each in walk.access}
    assert found.complete


@pytest.mark.parametrize("keys", [1, 2, 3])
def test_with_levels_kept_its_numbers_are_those_of_the_walk(keys: int) -> None:
    walk, found = walked(keys), search(product_space(only_keys(keys, BY_LEVEL)))
    assert found.states == len(walk.access) == sum(5**issued for issued in range(keys + 1))
    assert found.transitions == len(walk.moments)
    assert found.depth == walk.depth


@pytest.mark.parametrize("devices", [1, 2])
def test_devices_on_one_connector_are_moved_by_a_mode_change_together(devices: int) -> None:
    table, engine = coded_device(), Engine(DEVICE)
    tried = [
        letter._replace(session=session)
        for session in range(devices)
        for move in table.moves
        for letter in move.letters
    ]
    walk = explore(engine, start(engine, OUTPUTS, (0,) * devices), tuple(tried))
    found = search(product_space(System((Sessions(table, devices),))))
    assert places(found) == {tuple(map(BY_STATE.place, each.sessions)) for each in walk.access}
    assert found.states == 6**devices
    assert found.space.system.letters == len(tried)


def beside_each_other(keys: int) -> set[tuple[Place, ...]]:
    """Everything that one device and so many keys reach, by two engines in turn."""
    device, key = Engine(DEVICE), Engine(KEYS)
    for_device = [letter for move in coded_device().moves for letter in move.letters]
    for_keys = key_letters(keys)
    first = (device.start(1), key.start(keys))
    seen: set[tuple[Configuration, Configuration]] = {first}
    waiting = deque(seen)
    while waiting:
        one, other = waiting.popleft()
        following = [(device.step(one, letter)[1], other) for letter in for_device]
        following += ((one, key.step(other, letter)[1]) for letter in for_keys)
        for each in following:
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return {(BY_STATE.place(one.sessions[0]), *map(BY_LEVEL.place, other.sessions)) for one, other in seen}


@pytest.mark.parametrize("keys", [1, 2])
def test_a_device_and_its_keys_reach_what_two_engines_reach_in_turn(keys: int) -> None:
    assert places(search(product_space(device_with_keys(keys, BY_LEVEL)))) == beside_each_other(keys)


def is_kept(engine: Engine, kept: Kept, configuration: Configuration) -> bool:
    """What is to be kept, in the engine's own words."""
    on = [each for each in configuration.sessions if each.state == ACTIVE]
    if kept is COUNT:
        return configuration.reference_count == len(on)
    return bool(engine.contribution(configuration)) == bool(on)


def shortest(machine: Machine, keys: int, kept: Kept) -> int | None:
    """The length of a shortest counterexample, on the engine; None if there is none of five calls."""
    engine = Engine(machine)
    tried = key_letters(keys, engine.profile, machine)
    level = {engine.start(keys)}
    for length in range(6):
        if not all(is_kept(engine, kept, each) for each in level):
            return length
        level = {engine.step(each, letter)[1] for each in level for letter in tried}
    return None


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("keys", [1, 2])
@pytest.mark.parametrize("kept", [COUNT, PROTECTION], ids=lambda kept: kept.name)
def test_a_counterexample_is_as_short_as_can_be_and_an_engine_repeats_it(
    kept: Kept, keys: int, name: str
) -> None:
    machine = with_row(KEYS, WRONG[name])
    system, engine, length = only_keys(keys, machine=machine), Engine(machine), shortest(machine, keys, kept)
    for space in (product_space(system), counted_space(system)):
        found, now = search(space, kept), [engine.start(keys)]
        for step in found.counterexample or ():
            now.append(engine.step(now[-1], step.intent)[1])
        assert found.complete == (found.counterexample is None) == (length is None)
        assert [is_kept(engine, kept, each) for each in now] == [True] * (length or 1) + [False] * bool(
            length
        )


def test_the_counterexample_reads_as_it_would_be_told() -> None:
    machine = with_row(KEYS, next(iter(WRONG.values())))
    found = search(counted_space(only_keys(2, machine=machine)), PROTECTION)
    assert [str(step) for step in found.counterexample or ()] == [
        "VP_CP_CMD_ACTIVATE, level 0",
        "VP_CP_CMD_CHANGE, session 1, level 0",
        "VP_CP_CMD_ACTIVATE, level 1",
    ]


@pytest.mark.parametrize("issue", Issue)
@pytest.mark.parametrize("kept", [COUNT, PROTECTION], ids=lambda kept: kept.name)
def test_the_table_as_it_is_has_no_counterexample_and_the_count_tells_nothing_apart(
    kept: Kept, issue: Issue
) -> None:
    space = product_space(device_with_keys(3, issue=issue))
    found, without = search(space, kept), search(space)
    assert (found.complete, found.counterexample) == (True, None)
    assert (found.states, found.depth) == (without.states, without.depth)


def _anything(count: Numbers, _: Numbers) -> Mask:
    return np.ones(len(count), np.bool_)


def test_a_count_that_runs_away_is_not_followed_and_said_so() -> None:
    machine = with_row(KEYS, WRONG["changing the level of a key counts again"])
    found = search(product_space(only_keys(1, machine=machine)), Kept("the count is anything", _anything))
    assert (found.complete, found.counterexample) == (False, None)


@pytest.mark.parametrize("issue", Issue)
def test_a_restart_can_take_the_device_with_it(issue: Issue) -> None:
    parts = (Sessions(coded_device()), Sessions(coded_key(), 2))
    space = product_space(System(parts, issue, {"driver restart": "device lost"}))
    restart = next(each for each in space.deals if each.act.moves[0][1].letters[0].call == "driver restart")
    active_device_active_key_and_one_turned_off = np.array([5 * 16 + 1 * 4 + 2])
    before = space.digits(active_device_active_key_and_one_turned_off)
    added, gained = space.done(restart, before)
    after = space.digits(active_device_active_key_and_one_turned_off + added)
    assert [each.tolist() for each in (*before, *after)] == [[5], [1], [2], [0], [3], [3]]
    assert gained.tolist() == [-1]


def test_a_space_that_does_not_fit_into_memory_is_refused_with_advice() -> None:
    with pytest.raises(TooLarge, match=r"6,442,450,944 configurations of .*Count interchangeable"):
        search(product_space(device_with_keys(15)))


def test_the_numbers_are_printed_with_profile_and_abstraction() -> None:
    assert str(search(product_space(device_with_keys(2)))) == (
        "78 configurations, depth 7: 1 of COPP device in 6 control states; "
        "2 of copy-protection sessions in 4 control states; keys issued in order; profile: default"
    )


@pytest.mark.slow
def test_any_hash_seed_gives_the_same() -> None:
    program = """
from coppspec.properties.coded import BY_LEVEL
from coppspec.properties.counting import counted_space
from coppspec.properties.products import device_with_keys
from coppspec.properties.search import Kept, search
from coppspec.properties.space import product_space
few = Kept("at most two sessions are on", lambda count, on: on < 3)
for form in (product_space, counted_space):
    space = form(device_with_keys(3, BY_LEVEL))
    print(space.system.parts, search(space), search(space, few).counterexample)
"""
    outputs = {
        subprocess.run(  # noqa: S603  this very Python
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(outputs) == 1
