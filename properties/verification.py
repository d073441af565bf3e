"""The main job: the tables, explored; the reference driver, attacked; the zoo, caught."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import partial
from random import Random
from typing import Any

from coppspec.driver.options import Options
from coppspec.driver.protocol import Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.errors import InvalidTable
from coppspec.model.language import Check, Machine, Row
from coppspec.model.lint import problems, profiles
from coppspec.model.profile import Profile
from coppspec.model.registry import Standing, clauses
from coppspec.properties.alphabet import letters
from coppspec.properties.always import ALWAYS, SOMETIMES
from coppspec.properties.exploration import Exploration, explore
from coppspec.properties.machines import Plan, run_machine
from coppspec.properties.reachability import checks_that_hold, rows_that_hold, structures
from coppspec.properties.results import Finding, Kind, Results
from coppspec.properties.suite import Suite, suites
from coppspec.properties.traceability import MACHINES, ZOO, stale_statuses
from coppspec.properties.trial import Disagreement
from coppspec.properties.zoo import WrongDriver


def _silent(name: str, done: int, total: int) -> None:
    """Tell nobody."""


SESSIONS = (1, 2, 3)
"""How many sessions are explored side by side."""
RANDOM_SESSIONS = {DEVICE.name: 3, COPY_PROTECTION_SESSIONS.name: 5}
"""How many sessions the random sequences run on: a count that saturates shows with one more."""
EXAMPLES = 100
"""How many sequences of up to 50 calls each Hypothesis machine runs."""

Progress = Callable[[str, int, int], None]
"""Is told what is going on, how much of it is done, and how much there is."""


def table_problems() -> list[InvalidTable]:
    """Everything that is wrong with the tables or the registry; nothing runs until it is mended."""
    wrong = [problem for each in MACHINES for problem in problems(each)]
    return wrong or stale_statuses()


def verify(seed: int = 0, progress: Progress = _silent) -> Results:
    """Ask everything, under the default profile; what depends on a choice under the others too.

    Args:
        seed: of everything that is drawn.
        progress: is told of each step.

    Raises:
        InvalidTable: a table or the registry breaks a rule.
    """
    for problem in table_problems():
        raise problem
    results = Results(seed, str(Profile()))
    jobs = list(_jobs(seed))
    for done, (name, job) in enumerate(jobs):
        progress(name, done, len(jobs))
        results.findings += job()
    results.totals = _totals(results)
    return results


def reference(profile: Profile) -> Callable[[], Driver]:
    """Makes reference drivers that follow a profile, each with the same random numbers."""
    options: dict[str, Any] = {option.name: profile[option.name] for option in fields(Options)}
    return lambda: ReferenceDriver(Options(**options), random_bytes=Random(0).randbytes)  # noqa: S311  to repeat it


Job = tuple[str, Callable[[], list[Finding]]]


def _jobs(seed: int) -> Iterator[Job]:
    for each in MACHINES:
        for sessions in SESSIONS:
            yield f"exploring {each.name}", partial(explored, each, Profile(), sessions)
        for profile in list(profiles(each))[1:]:
            yield f"exploring {each.name}", partial(explored, each, profile, 1)
    for suite in suites():
        yield f"suite of {suite.name}", partial(suite_finding, suite, reference(Profile()), seed)
    yield "suite of a driver whose random source stutters", partial(_stuttering, seed)
    for each in MACHINES:
        for profile in list(profiles(each))[1:]:
            yield f"suite of {each.name}", partial(_suite_under, each, profile, seed)
    for each in MACHINES:
        for driver in (None, reference(Profile())):
            yield f"random sequences for {each.name}", partial(_random, each, driver, seed)
    by_name = {suite.name: suite for suite in suites()}
    for wrong in ZOO:
        yield "the zoo", partial(_wrong_driver, wrong, by_name[wrong.suite], seed)


def explored(of: Machine, profile: Profile, sessions: int) -> list[Finding]:
    """Everything that so many sessions can reach, with each property as a finding."""
    engine = Engine(of, profile)
    exploration = explore(engine, engine.start(sessions), letters(of, profile, sessions))
    subject = _subject(of.name, profile, sessions)
    states = {each.state for configuration in exploration.graph for each in configuration.sessions}
    numbers = {
        "sessions": sessions,
        "states": len(states),
        "configurations": len(exploration.graph),
        "steps": exploration.graph.number_of_edges(),
        "depth": exploration.depth,
        "rows": len(rows_that_hold(engine)),
        "rows fired": sum(isinstance(entry, Row) for entry in exploration.entries),
        "checks": len(checks_that_hold(engine)),
        "checks fired": sum(isinstance(entry, Check) for entry in exploration.entries),
    }
    finding = partial(Finding, Kind.EXPLORATION, subject)
    return [
        finding("everything that can be reached was explored", holds=exploration.complete, numbers=numbers),
        *_structures(exploration, finding),
        *_always(exploration, finding),
        *(_sometimes(exploration, finding) if sessions == max(SESSIONS) else ()),
    ]


def _structures(exploration: Exploration, finding: Callable[..., Finding]) -> Iterator[Finding]:
    for structure in structures(exploration):
        missing = structure.missing(exploration)
        yield finding(structure.name, holds=not missing, clauses=structure.clauses, detail="\n".join(missing))


def _always(exploration: Exploration, finding: Callable[..., Finding]) -> Iterator[Finding]:
    for always in ALWAYS[exploration.engine.machine.name]:
        broken = next((moment for moment in exploration.moments if not always.holds(moment)), None)
        detail = ""
        if broken is not None:
            way = (*exploration.access[broken.before], broken.intent)
            detail = "\n".join(f"{number}. {intent}" for number, intent in enumerate(way, 1))
        yield finding(always.name, holds=broken is None, clauses=always.clauses, detail=detail)


def _sometimes(exploration: Exploration, finding: Callable[..., Finding]) -> Iterator[Finding]:
    for sometimes in SOMETIMES[exploration.engine.machine.name]:
        reached = any(map(sometimes.reached, exploration.moments))
        yield finding(f"sometimes {sometimes.name}", holds=reached, clauses=sometimes.clauses)


def suite_finding(suite: Suite, make_driver: Callable[[], Driver], seed: int) -> list[Finding]:
    """Whether a driver passes a suite."""
    found = suite.run(make_driver, seed)
    numbers = {"sequences": len(suite.tests), "calls": suite.calls}
    subject = _subject(suite.name, suite.engine.profile, 1)
    return [_of_driver(Kind.SUITE, subject, found, numbers)]


class Stutter:
    """A source of random bytes that gives zeros first, and then each number twice."""

    def __init__(self) -> None:
        self._given = 0

    def __call__(self, size: int) -> bytes:
        """So many bytes."""
        self._given += 1
        return (self._given // 2).to_bytes(size, "little")


def _stuttering(seed: int) -> list[Finding]:
    """Whether keys are fresh, and not 0, whatever the random source gives (VPCP-503, VPCP-504)."""
    suite = next(each for each in suites() if each.engine.machine is MACHINES[1])
    (finding,) = suite_finding(suite, lambda: ReferenceDriver(random_bytes=Stutter()), seed)
    return [replace(finding, subject=f"{finding.subject}, and a random source that stutters")]


def _suite_under(of: Machine, profile: Profile, seed: int) -> list[Finding]:
    """The suite of one session under another profile, with a reference driver that follows it."""
    suite = next(each for each in suites(profile) if each.engine.machine.name == of.name)
    return suite_finding(suite, reference(profile), seed)


def _random(of: Machine, make_driver: Callable[[], Driver] | None, seed: int) -> list[Finding]:
    plan = Plan(Engine(of), RANDOM_SESSIONS[of.name], make_driver)
    found = run_machine(plan, seed, EXAMPLES)
    subject = _subject(of.name, Profile(), plan.sessions)
    subject += "" if make_driver is None else " and the reference driver"
    numbers = {"sequences": plan.tally.sequences, "calls": plan.tally.calls}
    return [_of_driver(Kind.MACHINE, subject, found, numbers)]


def _of_driver(kind: Kind, subject: str, found: AssertionError | None, numbers: dict[str, int]) -> Finding:
    clauses_broken = (found.deviation.clause,) if isinstance(found, Disagreement) else ()
    name = "no sequence parts from the specification"
    return Finding(kind, subject, name, found is None, clauses_broken, numbers, str(found or ""))


def _wrong_driver(wrong: WrongDriver, suite: Suite, seed: int) -> list[Finding]:
    found = suite.run(wrong.make, seed)
    numbers = {"calls to the fault": len(found.intents)} if found is not None else {}
    name = f"a driver that {wrong.sentence} is caught"
    return [
        Finding(
            Kind.WRONG_DRIVER, suite.name, name, found is not None, wrong.clauses, numbers, str(found or "")
        )
    ]


def _subject(name: str, profile: Profile, sessions: int) -> str:
    beside = f", {sessions} side by side" if sessions > 1 else ""
    under = "" if str(profile) == "default" else f", with {profile}"
    return f"{name}{beside}{under}"


def _totals(results: Results) -> dict[str, int]:
    in_tables = [clause for clause in clauses().values() if clause.status is Standing.TABLE]
    return {
        "machines": len(MACHINES),
        "states": sum(len(each.states) for each in MACHINES),
        "configurations explored": results.sum("configurations"),
        "steps explored": results.sum("steps"),
        "clauses": len(clauses()),
        "clauses in tables": len(in_tables),
        "clauses in properties or layouts": sum(
            clause.status in {Standing.PROPERTY, Standing.LAYOUT} for clause in clauses().values()
        ),
        "sequences": results.sum("sequences"),
        "calls": results.sum("calls"),
        "wrong drivers": len(results.of(Kind.WRONG_DRIVER)),
        "wrong drivers caught": sum(finding.holds for finding in results.of(Kind.WRONG_DRIVER)),
        "violations": len(results.violations),
    }
