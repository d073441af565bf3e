"""A finite machine is as small as it can be, shows what its table shows, and is the same each time."""

import os
import subprocess
import sys
from collections import deque
from functools import cache
from itertools import combinations, product

import pytest

from coppspec.driver.protocol import Capability
from coppspec.model.device import SESSION_ACTIVE
from coppspec.model.key_calls import ACTIVATE
from coppspec.properties.alphabet import letters
from coppspec.properties.bench import Test
from coppspec.properties.catalog import Projection, catalog
from coppspec.properties.exploration import Seen, explore, seen, without_numbers
from coppspec.properties.finite import Finite, OpenOutput, finite
from coppspec.properties.projections import HANDSHAKE, Letters

NAMES = tuple(catalog())


@cache
def projection(name: str) -> Projection:
    return catalog()[name]


@cache
def machine_of(name: str) -> Finite:
    return projection(name).machine()


def alone(*calls: str, of: str) -> tuple[Test, ...]:
    """Calls of one session, right, each as a letter."""
    engine = projection(of).engine
    every = Letters(letters(engine.machine, engine.profile, 1, capabilities=tuple(Capability)))
    return tuple((each,) for each in every.of(*calls))


def of_letters(chosen: tuple[Test, ...], *, of: str, applied: bool = True) -> Finite:
    return finite(projection(of).engine, projection(of).start(), chosen, applied=applied)


# What it shows.


@pytest.mark.parametrize("name", NAMES)
def test_it_shows_on_every_word_what_the_table_shows(name: str) -> None:
    """By a walk of both side by side."""
    engine, machine = projection(name).engine, machine_of(name)
    pairs = deque([(without_numbers(projection(name).start()), 0)])
    met = set(pairs)
    while pairs:
        start, state = pairs.popleft()
        for letter, calls in enumerate(machine.letters):
            configuration, shown = start, list[Seen]()
            for intent in calls:
                answer, configuration = engine.step(configuration, intent)
                shown.append(seen(answer, configuration))
            assert tuple(shown) == machine.outputs[machine.output[state][letter]]
            pair = without_numbers(configuration), machine.next[state][letter]
            if pair not in met:
                met.add(pair)
                pairs.append(pair)
    assert {(configuration, state) for state, configuration in enumerate(machine.examples)} <= met


@pytest.mark.parametrize("name", NAMES)
def test_no_two_of_its_states_are_alike(name: str) -> None:
    """Pairs are marked that part at once, then those that a letter leads to a marked pair."""
    machine = machine_of(name)
    pairs = [*combinations(range(len(machine.next)), 2)]
    apart = {pair for pair in pairs if machine.output[pair[0]] != machine.output[pair[1]]}
    while True:
        after = {
            (one, other)
            for one, other in pairs
            if any(
                (min(ways), max(ways)) in apart
                for ways in zip(machine.next[one], machine.next[other], strict=True)
            )
        }
        if after <= apart:
            break
        apart |= after
    assert apart == {*pairs}


def test_states_that_no_word_tells_apart_are_one() -> None:
    """The flag of an event is kept, but nobody asks for it."""
    chosen = alone(*HANDSHAKE, "link lost", of="events")
    machine = of_letters(chosen, of="events")
    own = projection("events")
    configurations = explore(own.engine, own.start(), tuple(letter for (letter,) in chosen)).access
    assert len(configurations) == 9
    assert len(machine.next) == 5
    assert [example.sessions[0].flags for example in machine.examples] == [0] * 5


def test_levels_that_cannot_be_seen_tell_nothing_apart() -> None:
    """Of a copy-protection session nothing is seen but its codes, its keys and its levels."""
    chosen = alone(ACTIVATE, of="keys")
    assert [len(of_letters(chosen, of="keys", applied=each).next) for each in (True, False)] == [5, 2]
    blind = projection("keys")._replace(declared=projection("keys").declared._replace(capabilities=()))
    assert (projection("keys").applied, blind.applied) == (True, False)
    assert [len(each.machine().next) for each in (projection("keys"), blind)] == [5, 3]


def test_outputs_that_do_not_exclude_each_other_are_refused() -> None:
    """Asleep, an adapter may show level 1 or none: a driver that shows none could be in either state."""
    chosen = (*alone(ACTIVATE, of="keys")[:2], *alone("power down", of="keys"))
    with pytest.raises(OpenOutput, match=r"a driver can show .* at once"):
        of_letters(chosen, of="keys")
    assert of_letters(chosen, of="keys", applied=False).next


# Letters of several calls.


def test_several_calls_are_one_letter_with_all_that_is_seen_of_them() -> None:
    pairs, control = machine_of("pairs"), machine_of("control")
    handshake = pairs.letters[0]
    assert [intent.call for intent in handshake] == [*HANDSHAKE]
    started = pairs.after(0, (0,))
    assert pairs.examples[started].sessions[0].state == SESSION_ACTIVE
    shown = pairs.outputs[pairs.output[0][0]]
    assert [each.codes for each in shown] == [
        each.codes for output in control.shown(0, (0, 1, 2, 3)) for each in control.outputs[output]
    ]
    assert pairs.test((1, 0)) == (*pairs.letters[1], *handshake)


# Its numbers.


@pytest.mark.parametrize("name", ["control", "levels-HDCP", "pairs", "keys"])
def test_a_state_is_reached_by_the_first_of_the_shortest_words(name: str) -> None:
    machine = machine_of(name)
    longest = max(map(len, machine.access))
    alphabet, first = range(len(machine.letters)), dict[int, tuple[int, ...]]()
    for length in range(longest + 1):
        for word in product(alphabet, repeat=length):
            first.setdefault(machine.after(0, word), word)
    assert first == dict(enumerate(machine.access))


@pytest.mark.parametrize("name", NAMES)
def test_its_states_are_in_the_order_of_their_words(name: str) -> None:
    machine = machine_of(name)
    assert [*machine.access] == sorted(machine.access, key=lambda word: (len(word), word))
    assert len({*machine.access}) == len(machine.next) == len(machine.output) == len(machine.examples)
    for state, (word, example) in enumerate(zip(machine.access, machine.examples, strict=True)):
        assert machine.after(0, word) == state
        assert example == without_numbers(example)


EVERYTHING = """
from coppspec.properties.catalog import catalog
for each in catalog().values():
    print(each.machine())
"""


def test_it_is_the_same_under_every_order_of_hashes() -> None:
    said = {
        subprocess.run(  # noqa: S603  our own interpreter and text
            [sys.executable, "-c", EVERYTHING],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    (only,) = said
    assert only.count(b"Finite(") == len(NAMES)
