"""A complete suite is certified by a check that did not write it, and lets no fault of its domain pass."""

from collections.abc import Iterator
from functools import cache
from itertools import chain, combinations, islice
from random import Random

import pytest

from coppspec.properties.catalog import catalog
from coppspec.properties.certificate import Table, first_gap
from coppspec.properties.complete import (
    METHODS,
    Complete,
    characterising,
    harmonised,
    hsi,
    without_prefixes,
    wp,
)
from coppspec.properties.faults import (
    Fault,
    cells_of,
    differs,
    doubled_at,
    hidden_faults,
    single_faults,
    survivors,
)
from coppspec.properties.finite import Finite, Word, finite
from coppspec.properties.projections import TYPE_REQUEST
from coppspec.reports.suites_told import listed

CATALOG = catalog()
NAMES = tuple(CATALOG)
LARGE = {("control", 2), ("types", 1), ("events", 1)}
"""Suites whose faults take a moment."""
RUN = [
    pytest.param(name, extra, marks=[pytest.mark.slow] if (name, extra) in LARGE else [])
    for name, each in CATALOG.items()
    for extra in (*each.alphabet.usual, *each.alphabet.thorough)
]
"""Every suite that is run somewhere."""
STRIDE = 7
"""Of so many of their hidden faults one is tried."""
DRAWN = 1_000
"""So many faults are tried that are behind two extra states."""


@cache
def machine_of(name: str) -> Finite:
    return CATALOG[name].machine()


@cache
def suites_of(name: str, extra: int) -> frozenset[tuple[Word, ...]]:
    """That of each method; mostly they are the same."""
    return frozenset(method(machine_of(name), extra) for method in METHODS.values())


# Wrong machines.


def deep_faults(machine: Finite, extra: int) -> Iterator[Fault]:
    """Doubles one behind the other, and a wrong cell of the last of them, as they are drawn."""
    draw, cells, letters = Random(extra), cells_of(machine), range(len(machine.letters))
    for _ in range(DRAWN):
        way = first = draw.choice([*cells])
        wrong = cells
        for _ in range(extra):
            wrong = doubled_at(wrong, way)
            way = wrong[way][0], draw.choice(letters)
        after, output = wrong[way]
        states = sorted({state for state, _ in wrong} - {after})
        yield first, wrong | {way: draw.choice([(after, output - 1), (draw.choice(states), output)])}


def faults(machine: Finite, extra: int, stride: int) -> Iterator[Fault]:
    hidden = islice(hidden_faults(machine), 0, None, stride) if extra else ()
    return chain(single_faults(machine), hidden, deep_faults(machine, extra) if extra > 1 else ())


# Complete.


@pytest.mark.parametrize(("name", "extra"), RUN)
def test_the_certificate_accepts_the_suite_of_each_method(name: str, extra: int) -> None:
    machine = machine_of(name)
    for words in suites_of(name, extra):
        assert first_gap(Table(machine.next, machine.output), words, extra) is None


@pytest.mark.parametrize(("name", "extra"), RUN)
def test_no_fault_of_the_domain_passes(name: str, extra: int) -> None:
    machine, stride = machine_of(name), STRIDE if (name, extra) in LARGE else 1
    for words in suites_of(name, extra):
        assert next(survivors(machine, faults(machine, extra, stride), words), None) is None


@pytest.mark.parametrize("name", ["control", "keys"])
def test_a_hidden_state_passes_where_no_extra_state_was_thought_of(name: str) -> None:
    """An extra state has its price, and this is what is bought."""
    machine = machine_of(name)
    assert next(survivors(machine, hidden_faults(machine), hsi(machine, 0)), None) is not None
    assert first_gap(Table(machine.next, machine.output), hsi(machine, 0), 1) is not None


def test_faults_are_there_to_be_found() -> None:
    machine = machine_of("control")
    assert sum(1 for _ in single_faults(machine)) == 6 * 14 * 6
    assert sum(1 for _ in hidden_faults(machine)) == 6 * 14 * 14 * 7
    states = [max(state for state, _ in cells) for _, cells in deep_faults(machine, 2)]
    assert {*states} == {7}
    alike = [cells for _, cells in hidden_faults(machine) if not differs(machine, cells)]
    assert 0 < len(alike) < 1_000, "a double that leads to itself instead of to the state, say"


# Of what they are made.


@pytest.mark.parametrize("name", NAMES)
def test_each_two_states_share_a_word_that_tells_them_apart(name: str) -> None:
    machine = machine_of(name)
    begun = [{word[:end] for word in words for end in range(len(word) + 1)} for words in harmonised(machine)]
    for one, other in combinations(range(len(machine.next)), 2):
        assert any(
            machine.shown(one, word) != machine.shown(other, word) for word in begun[one] & begun[other]
        )


@pytest.mark.parametrize("name", NAMES)
def test_all_words_together_tell_each_two_states_apart(name: str) -> None:
    machine, words = machine_of(name), characterising(machine_of(name))
    shown = {tuple(machine.shown(state, word) for word in words) for state in range(len(machine.next))}
    assert len(shown) == len(machine.next)


@pytest.mark.parametrize(("name", "extra"), RUN)
def test_no_test_is_the_beginning_of_another_and_the_shortest_come_first(name: str, extra: int) -> None:
    for words in suites_of(name, extra):
        assert [*words] == sorted({*words}, key=lambda word: (len(word), word))
        beginnings = {word[:end] for word in words for end in range(len(word))}
        assert not beginnings & {*words}


@pytest.mark.parametrize("name", NAMES)
def test_wp_has_every_test_of_hsi(name: str) -> None:
    machine = machine_of(name)
    begun = {word[:end] for word in wp(machine, 0) for end in range(len(word) + 1)}
    assert {*hsi(machine, 0)} <= begun


def test_prefixes_are_left_out_and_so_are_repetitions() -> None:
    assert without_prefixes([(1, 0), (), (1,), (0,), (1, 0), (0,), (10,)]) == ((0,), (10,), (1, 0))
    assert without_prefixes([()]) == without_prefixes([]) == ()


def test_a_machine_with_a_single_state_is_asked_for_each_letter_once() -> None:
    control = CATALOG["control"]
    asked = tuple(letter for letter in control.alphabet.letters if letter[0].call == TYPE_REQUEST)
    single = finite(control.engine, control.start(), asked)
    assert len(single.next) == 1
    assert hsi(single, 0) == wp(single, 0) == ((0,), (1,), (2,))
    assert len(hsi(single, 1)) == 9
    assert first_gap(Table(single.next, single.output), hsi(single, 1), 1) is None


# As a suite.


SIZES = {
    ("control", 0): (183, 926),
    ("control", 1): (2_403, 14_417),
    ("pairs", 0): (203, 2_249),
    ("keys", 1): (1_417, 5_895),
}


@pytest.mark.parametrize(("name", "extra"), SIZES)
def test_its_size_is_told_in_tests_and_calls(name: str, extra: int) -> None:
    """A letter of several calls counts as these."""
    suite, told = CATALOG[name].suite(extra), listed({name: CATALOG[name]})[name]["suites"][extra]
    assert (told["tests"], told["calls"]) == SIZES[name, extra] == (len(suite.tests), suite.calls)


def test_it_goes_through_the_words_of_its_machine() -> None:
    pairs, machine = CATALOG["pairs"], machine_of("pairs")
    source = Complete(pairs.alphabet.letters)
    tests = source.tests(pairs.engine, pairs.start())
    assert tests == tuple(map(machine.test, hsi(machine, 0)))
    assert {*source.alphabet} == {intent for test in tests for intent in test}
