"""Which single faults of the reference driver a check finds, and why it does not find the others.

Each fault is played in this process: the suite that found the last fault of its module comes first, and the
first disagreement ends it. A fault that the suites do not find is tried under each interpretation that its
module asks for, and then by the rest of a check: crowds, long sessions and random sequences.

Run it with: .venv/bin/python benchmarks/driver_mutants.py [--sites 400] [--seed 1] [--out FILE] [--only TEXT]
Faults whose fate stands in FILE already are not tried again, so it can be run in pieces; those of which the
source has changed are taken out.
"""

import argparse
import json
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import chain
from pathlib import Path
from random import Random
from time import monotonic
from types import FrameType

from survivors import REASONS

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile
from coppspec.model.renderer import RENDERER
from coppspec.model.together import TOGETHER
from coppspec.oracle.case import Case
from coppspec.oracle.docket import docket
from coppspec.oracle.judged import Judge
from coppspec.properties.declared import Declared, InvalidDriver
from coppspec.properties.driver_mutants import DriverMutant, driver_mutants, source_around
from coppspec.properties.subjects import MACHINES
from coppspec.properties.suite import Suite
from coppspec.properties.suites import suites
from coppspec.properties.trial import MakeDriver
from coppspec.properties.verification import telling_suite

SECONDS = 120
"""A suite that takes longer than that has met a driver that goes round and round."""
FATES = (
    "found", "found under another interpretation", "found by the rest of a check", "survives", "not finished"
)  # fmt: skip
SURVIVES, UNFINISHED = FATES[3:]


class Endless(BaseException):
    """A call that does not come to its end; a driver's own handlers do not catch it."""


def _is_endless(_: int, __: FrameType | None) -> None:
    raise Endless


def in_time(work: Callable[[], str]) -> str:
    """What some work says; that it took too long, if it does."""
    signal.alarm(SECONDS)
    try:
        return work()
    except Endless:
        return "it goes round and round"
    finally:
        signal.alarm(0)


@cache
def usual() -> list[Suite]:
    """The suites of a check, small ones first."""
    return sorted(suites(), key=lambda suite: suite.calls)


def _caught(suite: Suite, make: MakeDriver) -> str:
    try:
        return str(suite.catches(make) or "")
    except InvalidDriver as error:
        return str(error)


def _clauses(case: Case, make: MakeDriver) -> str:
    return ", ".join(each.deviation.clause for each in case.judged(Judge(make)).found)


OF_KEYS = ("keys", "miniport", "protection", "protection_commands", "television")
OF_DEVICES = ("commands", "device", "levels", "mac", "session", "start_block")
TABLES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(OF_DEVICES, (DEVICE.name, TOGETHER.name)),
    **dict.fromkeys(OF_KEYS, (COPY_PROTECTION_SESSIONS.name, TOGETHER.name)),
    "renderer": (RENDERER.name,),
}
"""The tables whose suites reach a module; a renderer passes on what a device does."""


def reaches(module: str, table: str) -> bool:
    """Whether the suites of a table run what stands in a module."""
    return module not in TABLES or table in TABLES[module]


LIKELY: dict[str, list[str]] = {}
"""For each module the suites that have found a fault of it, the last one first."""


class OutOfPatience(Exception):
    """A mutant takes longer than it may, so that others are tried before it."""


def by_suites(module: str, make: MakeDriver, until: float) -> str:
    """The suite that finds it.

    Raises:
        OutOfPatience: none has until then.
    """
    likely = LIKELY.setdefault(module, [])
    rank = {name: at for at, name in enumerate(likely)}
    own = [each for each in usual() if reaches(module, each.engine.machine.name)]
    for suite in sorted(own, key=lambda each: rank.get(each.name, len(rank))):
        if monotonic() > until:
            raise OutOfPatience
        if in_time(partial(_caught, suite, make)):
            if suite.name in likely:
                likely.remove(suite.name)
            likely.insert(0, suite.name)
            return suite.name
    return ""


ASKED_ELSEWHERE = {
    "keys": ("key_reuse",),
    "protection_commands": ("level_join",),
    "session": ("signal_scope",),
}
"""What the modules that use a module ask for."""


def profiles_of(mutant: DriverMutant) -> Iterator[Profile]:
    """The interpretations that its module asks for, and whoever calls its method or is called by it."""
    asked = {*re.findall(r"options\.(\w+)", source_around(mutant)), *ASKED_ELSEWHERE.get(mutant.module, ())}
    for machine in MACHINES:
        for profile in list(profiles(machine))[1:]:
            if asked & {*profile.departures}:
                yield profile


def by_interpretations(mutant: DriverMutant) -> str:
    """The interpretation under which a suite finds it; first the suites that tell one each, then all."""
    asked = {str(each): each for each in profiles_of(mutant)}.values()
    for profile, suite in chain(
        ((each, telling_suite(each)) for each in asked),
        ((each, suite) for each in asked for suite in suites(each)),
    ):
        make = mutant.make(profile)
        is_run = reaches(mutant.module, suite.engine.machine.name)
        if is_run and in_time(partial(_caught, suite, make)):
            return f"{suite.name} with {profile}"
    return ""


def by_the_rest(module: str, make: MakeDriver) -> str:
    """The case that finds it, of those that are no suites."""
    known = {suite.name for suite in usual()}
    known |= {each.name for each in rest() if not reaches(module, each.engine.machine.name)}
    for case in rest():
        if case.name not in known and in_time(partial(_clauses, case, make)):
            return case.name
    return ""


@cache
def rest() -> tuple[Case, ...]:
    """All of a check."""
    return docket(Declared(OUTPUTS, tuple(Capability), ADAPTERS), Profile())


def fate(mutant: DriverMutant, patience: float) -> tuple[str, str]:
    """What becomes of a mutant, and what finds it."""
    try:
        make = mutant.make()
        Declared.of(make())
    except Exception as error:  # noqa: BLE001  whatever is wrong with it
        return FATES[0], f"it cannot be loaded: {type(error).__name__}"
    try:
        if found := by_suites(mutant.module, make, monotonic() + patience):
            return FATES[0], found
    except OutOfPatience:
        return UNFINISHED, REASONS.get(str(mutant), "")
    if found := by_interpretations(mutant):
        return FATES[1], found
    if found := by_the_rest(mutant.module, make):
        return FATES[2], found
    return SURVIVES, REASONS.get(str(mutant), "")


def main() -> int:
    """Try them, and say how many were found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=400, help="how many, drawn from all; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60, help="stop after so long")
    parser.add_argument("--patience", type=float, default=3600, help="seconds for the suites on each fault")
    parser.add_argument("--again", action="store_true", help="also those that were not found before")
    parser.add_argument("--only", default="", help="what stands in each fault")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    asked = parser.parse_args()
    signal.signal(signal.SIGALRM, _is_endless)
    every = [each for each in driver_mutants() if asked.only in str(each)]
    drawn = Random(asked.seed).sample(every, min(asked.sites or len(every), len(every)))  # noqa: S311  a sample
    recorded: dict[str, list[str]] = json.loads(asked.out.read_text()) if asked.out.exists() else {}
    there = set(map(str, driver_mutants()))
    known = {name: found for name, found in recorded.items() if name in there}
    for name, (how, by) in known.items():
        if how == FATES[0] and by not in LIKELY.setdefault(name.partition(":")[0], []):
            LIKELY[name.partition(":")[0]].append(by)
    until = monotonic() + 60 * asked.minutes
    for mutant in drawn:
        if str(mutant) in known and not (asked.again and known[str(mutant)][0] in {SURVIVES, UNFINISHED}):
            continue
        if monotonic() > until:
            break
        known[str(mutant)] = list(fate(mutant, asked.patience))
        if known[str(mutant)][0] in {SURVIVES, UNFINISHED}:
            print(f"{known[str(mutant)][0]}: {mutant}", file=sys.stderr, flush=True)
        asked.out.write_text(json.dumps(known, indent=0, sort_keys=True) + "\n")
    counted = Counter(each for each, _ in known.values())
    print(
        f"{len(known)} of {len(driver_mutants())} faults:",
        ", ".join(f"{counted[each]} {each}" for each in FATES),
    )
    unexplained = [
        name for name, (found, why) in known.items() if found in {SURVIVES, UNFINISHED} and not why
    ]
    print("\n".join(unexplained))
    return bool(unexplained)


if __name__ == "__main__":
    sys.exit(main())
