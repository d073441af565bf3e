"""How fast everything that can be reached is found: by a walk, a search, a sweep, and by counting.

Medians, ratios against the walk on the engine (networkx), how counting grows with the number of keys, and
how long the proof and each other part of `coppspec verify --thorough` take. Each number is printed with what
was explored, under which profile, and how much of a session was kept.

Run it with: .venv/bin/python benchmarks/exploration.py
"""

import sys
from collections.abc import Callable
from functools import partial
from math import comb

import timing

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.engine import Engine
from coppspec.model.lint import profiles
from coppspec.properties.alphabet import flawless, letters
from coppspec.properties.coded import BY_LEVEL, BY_STATE, Fold
from coppspec.properties.counting import counted_space, listed
from coppspec.properties.exploration import explore
from coppspec.properties.products import device_with_keys, only_keys
from coppspec.properties.proof import prove
from coppspec.properties.refuted import refuting
from coppspec.properties.search import COUNT, PROTECTION, Found, search
from coppspec.properties.solved import solving
from coppspec.properties.space import product_space
from coppspec.properties.sweep import sweep
from coppspec.properties.system import Issue, System

WALKED = (1, 2, 3, 4)
SWEPT = (4, 6, 8, 10)
COUNTED = (1, 2, 5, 10, 20, 50, 100)
COUNTED_WITH_LEVELS = (1, 2, 5, 10, 20)
SOLVED: dict[str, Callable[[System], object]] = {
    "search": lambda system: search(product_space(system)),
    "count": lambda system: listed(search(counted_space(system))),
    "sweep": sweep,
}


def main() -> None:
    """Measure, and print what was explored with each figure."""
    _against_the_walk()
    _products()
    _growth(COUNTED, BY_STATE)
    _growth(COUNTED_WITH_LEVELS, BY_LEVEL)
    _proofs()
    _thorough()


def _against_the_walk() -> None:
    """The same keys with their levels, in order of issue: all four find the same configurations."""
    engine = Engine(COPY_PROTECTION_SESSIONS)
    for keys in WALKED:
        tried = flawless(letters(engine.machine, engine.profile, keys))
        walk = timing.seconds(partial(explore, engine, engine.start(keys), tried))
        system = only_keys(keys, BY_LEVEL)
        _say(str(sweep(system)), f"walk: {walk * 1e3:.1f} ms")
        for name, work in SOLVED.items():
            seconds = timing.seconds(partial(work, system))
            _say("", f"{name}: {seconds * 1e3:.1f} ms, {walk / seconds:.1f} times as fast as the walk")


def _products() -> None:
    """One device and so many keys: the whole product, with what is kept of the count shown of each."""
    for issue in Issue:
        for keys in SWEPT:
            system = device_with_keys(keys, issue=issue)
            seconds = timing.seconds(partial(_shown, system))
            swept = sweep(system)
            rate = swept.states / seconds / 1e6
            _say(
                str(swept),
                f"{seconds:.3f} s with both invariants, {rate:.1f} million configurations a second",
            )


def _shown(system: System) -> None:
    swept = sweep(system)
    if not (swept.shows(COUNT) and swept.shows(PROTECTION)):
        raise AssertionError(f"the count is wrong in {system}")


def _growth(numbers: tuple[int, ...], fold: Fold) -> None:
    """How many tuples there are, what they stand for, and how long counting takes."""
    _say(f"counting, up to {device_with_keys(numbers[-1], fold)}")
    head = (
        f"{'keys':>4} {'tuples':>12} {'formula':>12} {'stand for':>10} {'depth':>6} {'search':>9} {'ways':>9}"
    )
    _say("", head)
    for keys in numbers:
        rounds = timing.ROUNDS if keys < 50 else 1
        system = device_with_keys(keys, fold)
        seconds = timing.seconds(partial(_counted, system), rounds)
        found = _counted(system)
        device, key = (len(table.places) for table, _ in system.parts)
        formula = device * comb(keys + key - 1, key - 1)
        ways = timing.seconds(partial(listed, found), rounds)
        numbers_of = (
            f"{keys:>4} {found.states:>12,} {formula:>12,} {float(listed(found)):>10.3g} {found.depth:>6}"
        )
        _say("", f"{numbers_of} {seconds:>7.3f} s {ways:>7.3f} s")


def _proofs() -> None:
    for profile in profiles(COPY_PROTECTION_SESSIONS):
        seconds = timing.seconds(partial(prove, COPY_PROTECTION_SESSIONS, profile))
        _say(f"{prove(COPY_PROTECTION_SESSIONS, profile)}; profile: {profile}", f"{seconds:.3f} s")


def _thorough() -> None:
    """Each job once, as in a run; the seconds of jobs of one name are added up."""
    spent: dict[str, float] = {}
    for name, work in (*solving(), *refuting()):
        spent[name] = spent.get(name, 0.0) + timing.seconds(work, rounds=1)
    _say(f"coppspec verify --thorough, beside verify: {sum(spent.values()):.1f} s on one core")
    for name, seconds in spent.items():
        _say("", f"{seconds:>7.3f} s  {name}")


def _counted(system: System) -> Found:
    return search(counted_space(system))


def _say(what: str, figure: str = "") -> None:
    for line in (what, f"    {figure}"):
        sys.stdout.write(f"{line}\n" if line.strip() else "")


if __name__ == "__main__":
    main()
