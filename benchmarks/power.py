"""What ways of testing catch, and at what cost: complete suites, AALpy's, Hypothesis, and random walks.

They are compared on one machine, `control`, in numbers: drivers that are wrong in one cell, and drivers with
a hidden state that is wrong in one cell. Then the random machines are held to their floor, on the tables.

Run it with: .venv/bin/python benchmarks/power.py
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import islice
from random import Random
from statistics import median
from time import perf_counter

import hypothesis
from aalpy_suites import aalpy_words
from budgets import budgets
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.language import Machine
from coppspec.model.renderer import RENDERER
from coppspec.properties.bench import Test
from coppspec.properties.catalog import catalog
from coppspec.properties.complete import METHODS
from coppspec.properties.faults import Fault, caught, hidden_faults, single_faults
from coppspec.properties.finite import Finite, Word
from coppspec.properties.mutants import Mutant
from coppspec.properties.plan import Plan
from coppspec.properties.power import CALLS, FLOOR, drawn, equivalent, faults, survivors
from coppspec.properties.setting import DevIDs
from coppspec.properties.verification import RANDOM_DEV_IDS

SEEDS = range(10)
ROUNDS = 3
STRIDE = 11
"""Of the drivers with a hidden state every so many is tried."""
CONTROL = catalog()["control"]

Words = Sequence[Word]


class OnControl(Plan):
    """The random machines with the letters of `control` alone."""

    def letters(self, devices: int, sessions: int) -> Test:  # noqa: ARG002  it is one session
        """What can be drawn."""
        return tuple(intent for letter in CONTROL.alphabet.letters for intent in letter)

    @cached_property
    def defects(self) -> tuple[str, ...]:
        """None beside those of the letters."""
        return ()


def main() -> None:
    """Print all of it."""
    machine = CONTROL.machine()
    _compared(machine)
    _first_sight(machine)
    for table in (DEVICE, RENDERER, COPY_PROTECTION_SESSIONS):
        of = faults(table)
        for dev_ids in (
            ((0,), RANDOM_DEV_IDS[table.name]) if table is DEVICE else (RANDOM_DEV_IDS[table.name],)
        ):
            _floor(table, dev_ids, of)
    budgets()


def _compared(machine: Finite) -> None:
    """Cost and kills side by side; ratios against HSI without an extra state."""
    wrong, with_twin = list(single_faults(machine)), list(islice(hidden_faults(machine), 0, None, STRIDE))
    least = 0.0
    _say(f"control: {len(machine.letters)} letters, {len(machine.next)} states, {len(wrong)} single faults")
    _say(f"{'':<38} {'calls':>8} {'single':>8} {'hidden':>8} {'making it':>11}")
    for name, make in _ways(machine):
        seconds, words = _timed(make)
        least = least or seconds
        calls = sum(map(len, words))
        shares = " ".join(f"{_share(machine, words, each):>8.1%}" for each in (wrong, with_twin))
        _say(f"{name:<38} {calls:>8,} {shares} {seconds / least:>9.1f} x")


def _share(machine: Finite, words: Words, wrong: Iterable[Fault]) -> float:
    found, there_are = caught(machine, words, wrong)
    return found / there_are


def _ways(machine: Finite) -> Iterator[tuple[str, Callable[[], Words]]]:
    for extra in (0, 1):
        for name, method in METHODS.items():
            yield f"{name}, {extra} extra", partial(method, machine, extra)
        for name in ("W", "Wp"):
            yield f"AALpy {name}, {extra} extra", partial(aalpy_words, machine, name, extra)
    for name, draw in RANDOM.items():
        for seed in SEEDS[:ROUNDS]:
            yield f"{name}, seed {seed}", partial(draw, machine, seed)


def _one_rule_each(machine: Finite, seed: int) -> Words:
    """Hypothesis as it is usually used: a rule for each letter, one run, default settings."""
    words: list[list[int]] = []

    class EachItsRule(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            words.append([])

    for letter in range(len(machine.letters)):

        def call(self: RuleBasedStateMachine, number: int = letter) -> None:  # noqa: ARG001  a method
            words[-1].append(number)

        call.__name__ = f"letter_{letter}"
        setattr(EachItsRule, call.__name__, rule()(call))
    usual = settings(database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    run_state_machine_as_test(hypothesis.seed(seed)(EachItsRule), settings=usual)
    return [tuple(word) for word in words]


def _ours(machine: Finite, seed: int) -> Words:
    numbers = {intent: number for number, (intent,) in enumerate(machine.letters)}
    return [tuple(numbers[each] for each in test) for test in drawn(OnControl(Engine(DEVICE), (0,)), seed)]


def _walk(machine: Finite, seed: int) -> Words:
    """Every letter as likely, from the start again after fifty."""
    random, letters = Random(seed), range(len(machine.letters))  # noqa: S311  no secret
    return [tuple(random.choice(letters) for _ in range(50)) for _ in range(CALLS // 50)]


RANDOM: dict[str, Callable[[Finite, int], Words]] = {
    "Hypothesis, a rule each": _one_rule_each,
    "the random machines": _ours,
    "a random walk": _walk,
}


def _first_sight(machine: Finite) -> None:
    """How many calls it takes until every letter was tried in every state."""
    _say(f"every letter in every state: a greedy tour takes {len(_tour(machine))} calls")
    for name, draw in RANDOM.items():
        needed = [_needed(machine, draw(machine, seed)) for seed in SEEDS]
        seen = sorted(each for each in needed if each is not None)
        middle = f"{median(seen):,.0f} in the middle" if seen else "never"
        _say(f"  {name}: {middle}, {len(seen)} of {len(needed)} runs see all")


def _tour(machine: Finite) -> Word:
    """Always the shortest way to a letter that was not tried where it is."""
    left = {(state, letter) for state in range(len(machine.next)) for letter in range(len(machine.letters))}
    word, state = list[int](), 0
    while left:
        ways: list[tuple[Word, int]] = [((), state)]
        for way, at in ways:
            found = next((letter for letter in range(len(machine.letters)) if (at, letter) in left), None)
            if found is not None:
                word += (*way, found)
                left.remove((at, found))
                state = machine.next[at][found]
                break
            ways += [((*way, letter), after) for letter, after in enumerate(machine.next[at])]
    return tuple(word)


def _needed(machine: Finite, words: Words) -> int | None:
    seen, calls = set[tuple[int, int]](), 0
    for word in words:
        state = 0
        for letter in word:
            calls += 1
            seen.add((state, letter))
            state = machine.next[state][letter]
            if len(seen) == len(machine.next) * len(machine.letters):
                return calls
    return None


def _floor(table: Machine, dev_ids: DevIDs, of: list[Mutant]) -> None:
    """The shares of single faults that ten runs catch; what none does is asked whether it is a fault."""
    engine = Engine(table)
    missed: list[set[str]] = []
    rarest: list[int] = []
    for seed in SEEDS:
        plan = Plan(engine, dev_ids)
        missed.append({str(each) for each in survivors(plan, drawn(plan, seed), of)})
        rarest.append(min(plan.tally.entered[state] for state in plan.states(table)))
    never = set[str].intersection(*missed)
    same = equivalent(engine, [each for each in of if str(each) in never])
    shares = sorted(1 - len(each - same) / (len(of) - len(same)) for each in missed)
    _say(
        f"{table.name}, {len(dev_ids)} side by side: of {len(of) - len(same)} single faults "
        f"{shares[0]:.1%} to {shares[-1]:.1%} in {CALLS:,} calls, {median(shares):.1%} in the middle; "
        f"the floor is {FLOOR:.0%}; the rarest state was called {min(rarest)} to {max(rarest)} times"
    )


def _timed(make: Callable[[], Words]) -> tuple[float, Words]:
    seconds: list[float] = []
    words: Words = ()
    for _ in range(ROUNDS):
        start = perf_counter()
        words = make()
        seconds.append(perf_counter() - start)
    return median(seconds), words


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
