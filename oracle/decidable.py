"""What a check can decide of a driver, from its declaration alone: the verdicts if it does everything right.

The steps of the suites are played on the tables, so no driver is needed. Of long suites a part is played.
"""

from collections import Counter
from collections.abc import Iterator

from coppspec.driver.protocol import Capability
from coppspec.model.device import DEVICE
from coppspec.model.profile import Profile
from coppspec.oracle.case import OfSuite
from coppspec.oracle.docket import docket
from coppspec.oracle.exercise import Exercise
from coppspec.oracle.judged import Judged
from coppspec.oracle.leak import CLAUSE as MEMORY
from coppspec.oracle.leak import ComingAndGoing
from coppspec.oracle.verdicts import Court, OfClause
from coppspec.properties.declared import Declared
from coppspec.properties.suite import Suite

MOST = 4_000
"""About so many calls of a suite are played."""


def decidable(declared: Declared, profile: Profile | None = None) -> tuple[OfClause, ...]:
    """The verdict on every clause, if a driver with this declaration does everything right.

    Args:
        declared: what the driver declares.
        profile: the readings that it is held to; the recommended ones by default.
    """
    held_to = profile or Profile()
    return Court(tuple(_run(declared, held_to)), declared, held_to, {}, (), (), whole=True).verdicts()


def _run(declared: Declared, profile: Profile) -> Iterator[Judged]:
    applied = Capability.APPLIED in declared.capabilities
    for case in docket(declared, profile):
        if isinstance(case, ComingAndGoing):
            yield Judged(case.name, DEVICE.name, 1, 1, 0, Counter({MEMORY: 1}), ())
        elif isinstance(case, OfSuite) and "1 extra state" not in case.name:
            yield _played(case.suite, applied=applied)


def _played(suite: Suite, *, applied: bool) -> Judged:
    exercise, calls = Exercise(suite.engine, applied=applied), 0
    beginning = suite.start()
    for test in suite.tests[:: 1 + suite.calls // MOST]:
        configuration = beginning
        for intent in test:
            answer, configuration = suite.engine.step(configuration, intent)
            exercise.note(intent, answer)
        calls += len(test)
    steps, accepted = exercise.clauses(), frozenset(exercise.accepted)
    return Judged(suite.name, suite.engine.machine.name, 1, calls, 0, steps, (), accepted=accepted)
