"""Whether a finding comes again: nothing is a violation unless it does, each time, on a fresh driver.

A process that is killed from outside, a machine that stands still, and a driver that fails at random all make
a suite find something once. So the sequence of a finding is played again. Where that does not show it, its
whole case is run again in a new process: a leak, or a place that is never given back, needs what came before.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from coppspec.driver.protocol import Driver
from coppspec.oracle.case import Case
from coppspec.oracle.deadline import Deadline
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.judged import About, Found, Judged
from coppspec.properties.bench import Bench
from coppspec.properties.declared import InvalidDriver
from coppspec.properties.inspection import How

REPLAYS = 3
"""How often a finding is played again; it has to come each time."""
PATIENCE = 3
"""In its first replay a driver that hung has so many times as long: a slow machine must not look like it."""


NEVER = Deadline()
IN_TIME = f"the driver answered when it had {PATIENCE} times as long"


class Reproduced(NamedTuple):
    """How often a finding came again."""

    times: int = REPLAYS
    replays: int = REPLAYS
    """How often it was played again; 0 if it could not be."""
    needs_history: bool = False
    """Whether its own calls do not show it, and all that its case does before them is needed."""
    why_not: str = ""
    """Why it was not played again, or what was met instead."""

    @property
    def is_steady(self) -> bool:
        """Whether it came each time."""
        return self.times == self.replays > 0

    @property
    def in_words(self) -> str:
        """What a reader of its calls has to know; empty if they show it by themselves."""
        if not self.needs_history:
            return ""
        return "these calls alone do not show it: it comes when all of the suite is run before them"

    def __str__(self) -> str:
        """How often, of how many times."""
        return f"{self.times} of {self.replays}"


class Finding(NamedTuple):
    """What suites found of a clause in one way: the shortest sequence, and how often it was met."""

    found: Found
    times: int
    """In how many sequences."""
    reproduced: Reproduced = Reproduced(0, 0)


class Restartable(Protocol):
    """Makes fresh drivers, in a process that can be given up for a new one."""

    def __call__(self) -> Driver:
        """A fresh driver."""
        ...

    def stop(self) -> None:
        """End the process; the next driver gets a new one."""
        ...

    def wait_longer(self, factor: float) -> None:
        """From now on a call may take so many times as long as was asked for."""
        ...


class RunsCases(Protocol):
    """Runs cases, each in a new process."""

    def __call__(self, cases: Sequence[Case], /) -> Iterable[Judged]:
        """What comes of each."""
        ...


def confirmed(
    findings: Iterable[Finding],
    cases: Mapping[str, Case],
    launcher: Restartable,
    run: RunsCases,
    until: Deadline = NEVER,
) -> Iterator[Finding]:
    """The same findings, each with how often it came again: as soon as it is known.

    Args:
        findings: what was found.
        cases: by their names.
        launcher: makes the drivers of the replays.
        run: runs whole cases again.
        until: when nothing more is played.
    """
    open_still = list[Finding]()
    for each in findings:
        if until.is_over:
            yield each._replace(reproduced=Reproduced(0, 0, why_not=f"it was not played again: {until.why}"))
            continue
        replayed = _replayed(each, cases, launcher)
        yield replayed
        if not replayed.reproduced.is_steady and _is_there(replayed):
            open_still.append(replayed)
    launcher.stop()  # so that there are no more of the driver than may be there at once
    again = _run_again([] if until.is_over else open_still, cases, run)
    for each in open_still:
        if each.found.about in again:
            yield each._replace(reproduced=again[each.found.about])


def _is_there(finding: Finding) -> bool:
    """Whether a run of its whole case can show it: that a driver hangs would take too long to see there."""
    how = finding.found.deviation.how
    return how is How.LEAK or (finding.reproduced.replays > 0 and how is not How.HANG)


def _replayed(finding: Finding, cases: Mapping[str, Case], launcher: Restartable) -> Finding:
    """Played again; once more in a new process, where the one that is there may have been spoilt."""
    if finding.found.deviation.how is How.LEAK:
        return finding  # no single sequence shows it
    bench = cases[finding.found.suite].bench(launcher, finding.found.seed)
    reproduced = replays(bench, finding.found, launcher)
    if not reproduced.is_steady and reproduced.replays and finding.found.deviation.how is not How.HANG:
        launcher.stop()
        reproduced = replays(bench, finding.found, launcher)
    return finding._replace(reproduced=reproduced)


def replays(bench: Bench, found: Found, launcher: Restartable | None = None) -> Reproduced:
    """Play a sequence again on fresh drivers; how often it showed the same at the same call."""
    times, met = 0, ""
    try:
        for number in range(REPLAYS):
            patient = number == 0 and found.deviation.how is How.HANG
            with _waiting(launcher if patient else None):
                again = bench.disagreement(found.intents)
            if again is None:
                met = IN_TIME if patient else "the driver did all of it right"
            elif (again.deviation.clause, again.deviation.how) != found.about:
                met = f"the driver {again.deviation.met}"
            elif len(again.intents) == len(found.intents):
                times += 1
            if not times and found.deviation.how is How.HANG:
                return Reproduced(0, 1, why_not=met)  # each replay takes all of its time
    except (InvalidTarget, InvalidDriver) as error:
        return Reproduced(0, 0, why_not=str(error))
    return Reproduced(times, why_not=met)


@contextmanager
def _waiting(launcher: Restartable | None) -> Generator[None]:
    if launcher is None:
        yield
        return
    launcher.wait_longer(PATIENCE)
    try:
        yield
    finally:
        launcher.wait_longer(1)


def _run_again(
    findings: Sequence[Finding], cases: Mapping[str, Case], run: RunsCases
) -> Mapping[About, Reproduced]:
    """Run the cases of findings again, as often as all of what is asked about comes again."""
    left, times = {each.found.about: each for each in findings}, dict[About, int]()
    for _ in range(REPLAYS):
        names = {each.found.suite for each in left.values()}
        if not names:
            break
        again = run([case for name, case in cases.items() if name in names])
        shown = {_moment(found) for judged in again for found in judged.found}
        left = {about: each for about, each in left.items() if _moment(each.found) in shown}
        times.update({about: times.get(about, 0) + 1 for about in left})
    return {about: Reproduced(times[about], needs_history=True) for about in left}


def _moment(found: Found) -> tuple[object, ...]:
    """What was found, and when: the seed tells which sequence of the case it was.

    What fails at random fails in other sequences of the same case, and they often begin with the same calls.
    """
    return found.about, found.suite, found.seed, found.intents
