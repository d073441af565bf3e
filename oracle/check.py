"""Judging a driver: which readings it follows, what it does on everything that it is held to, a verdict each.

Several drivers are at work at once, each in a process of its own behind a process of ours, so nothing that
one does ends the run.
"""

import os
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

from coppspec.driver.protocol import Driver
from coppspec.model.lint import switches
from coppspec.model.profile import Profile
from coppspec.oracle.crew import Crew, Task, Tell
from coppspec.oracle.docket import AtRandom, Case, docket
from coppspec.oracle.inference import Inferred, Progress, infer
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.judged import About, Found, Judge, Judged, lost
from coppspec.oracle.judgement import Judgement, ReadingTaken
from coppspec.oracle.launcher import USUAL, Announcement, Launcher, Limits
from coppspec.oracle.messages import printable
from coppspec.oracle.targets import in_a_process
from coppspec.oracle.verdicts import Court
from coppspec.oracle.violation import Violation, violation
from coppspec.properties.declared import Declared, InvalidDriver, checked

MOST_JOBS = 4


def _silent(name: str, done: int, total: int) -> None:
    """Tell nobody."""


class NothingAsked(ValueError):
    """Nothing that the driver is held to has such a name; which names there are."""


@dataclass(frozen=True)
class Order:
    """What is to be judged, and how."""

    target: str
    """py:module:Name, exec:command, or c:./libdriver.so."""
    seed: int = 0
    profile: Profile | None = None
    """That the driver is held to; None to find out which one it follows."""
    thorough: bool = False
    only: str = ""
    """What has to be in the name of what is run."""
    limits: Limits = USUAL
    jobs: int = field(default_factory=lambda: min(os.cpu_count() or 1, MOST_JOBS))
    """How many of the driver may be there at once."""
    known: frozenset[str] = frozenset()
    """Clauses that it is known to violate."""


def check(order: Order, progress: Progress = _silent) -> Judgement:
    """Judge a driver.

    Raises:
        InvalidTarget: there is no such driver, or it cannot be started.
        InvalidDriver: what it declares makes no sense.
        NothingAsked: nothing has such a name.
    """
    launcher = in_a_process(order.target, order.limits)
    driver = checked(launcher)
    declared = Declared.of(launcher.announcement.declaration)
    progress("which readings it follows", 0, 1)
    inferred = _inferred(launcher, order)
    profile = order.profile or (Profile() if inferred is None else inferred.profile)
    cases = docket(declared, profile, thorough=order.thorough, only=order.only)
    if not cases:
        names = ", ".join(each.name for each in docket(declared, profile, thorough=order.thorough))
        raise NothingAsked(f"nothing that this driver is held to is called {order.only!r}; there is: {names}")
    launcher.stop()  # so that there are no more of the driver than may be there at once
    judged = tuple(_run(order, launcher.announcement, profile, cases, progress))
    found = tuple(_violations(cases, judged, launcher, driver))
    announced, held = launcher.announcement, order.profile is not None
    excused = {} if held else _excused(order, announced, profile, judged, found)
    return _Hearing(order, launcher, declared, profile, inferred, judged, found, excused).judgement()


def _inferred(launcher: Launcher, order: Order) -> Inferred | None:
    """What is known of its readings; nothing if it is told, or if the driver is not there any more."""
    if order.profile is None:
        with suppress(InvalidTarget, InvalidDriver):
            return infer(launcher, order.seed)
    return None


@dataclass(frozen=True)
class _Hearing:
    """All that was found, before it is a judgement."""

    order: Order
    launcher: Launcher
    declared: Declared
    profile: Profile
    """That the driver was held to: the one that was given, or the one that it follows."""
    inferred: Inferred | None
    """What is known of the readings that it follows, if no profile was given."""
    judged: tuple[Judged, ...]
    found: tuple[Violation, ...]
    excused: Mapping[About, tuple[str, str]]
    """The deviations that are none, as the driver follows another reading throughout."""

    @property
    def violations(self) -> tuple[Violation, ...]:
        """What no reading excuses that the driver follows."""
        return tuple(each for each in self.found if each.about not in self.excused)

    @property
    def readings(self) -> dict[str, str]:
        """The readings other than the recommended ones that the driver follows, and may."""
        if self.order.profile is not None:
            return {}
        return {**dict(self.excused.values()), **self.profile.departures}

    def judgement(self) -> Judgement:
        """With a verdict on every clause, and its totals."""
        return Judgement(
            target=self.order.target,
            driver=self.launcher.announcement.name,
            seed=self.order.seed,
            profile=self.profile.departures,
            thorough=self.order.thorough,
            only=self.order.only,
            declared=self.declared,
            judged=self.judged,
            clauses=self._court().verdicts(),
            violations=self.violations,
            readings=tuple(self._taken()),
            known=self.order.known,
            log=tuple(map(printable, self.launcher.last_words.splitlines())),
            held=self.order.profile is not None,
        ).counted()

    def _court(self) -> Court:
        violated = {each.about for each in self.violations}
        whole = not self.order.only
        return Court(self.judged, self.declared, self.profile, self.readings, violated, whole)

    def _taken(self) -> Iterator[ReadingTaken]:
        """Of every choice the readings that remain; what excuses a deviation was seen in a suite."""
        if self.inferred is None:
            return
        for choice, left in self.inferred.told.items():
            if choice in self.readings and self.readings[choice] not in left:
                yield ReadingTaken(choice, (self.readings[choice],), "it excuses what a suite has found")
            else:
                yield ReadingTaken(choice, left, self._evidence(self.inferred, choice))

    def _evidence(self, inferred: Inferred, choice: str) -> str:
        """What told a reading, or why it cannot be told."""
        for probe in inferred.probes.get(choice, ())[:1]:
            return f"{probe.intents[-1]}, {probe.setting} -> {probe.answers[-1]}"
        return inferred.unseen.get(choice, "")


# What is run, on several cores.


def _run(
    order: Order,
    announced: Announcement,
    profile: Profile,
    cases: Sequence[Case],
    progress: Progress,
) -> Iterator[Judged]:
    """Each case in its order, as soon as it is done."""
    by_name = {each.name: each for each in cases}
    prepare = partial(_bench, order, announced, profile)
    crew = Crew(order.jobs, prepare, lambda name, why: _lost(by_name[name], why))
    for done, judged in enumerate(crew.run([*by_name]), 1):
        progress(judged.name, done, len(by_name))
        yield judged


def _lost(case: Case, why: str) -> Judged:
    return lost(case.name, case.engine.machine.name, why)


@contextmanager
def _bench(
    order: Order, announced: Announcement, profile: Profile, tell: Tell
) -> Generator[Callable[[Task], Judged]]:
    """In a worker: what runs a case. The driver is started with the first one, and is gone at the end."""
    cases = docket(Declared.of(announced.declaration), profile, thorough=order.thorough, only=order.only)
    by_name = {each.name: each for each in cases}
    started: list[Launcher] = []

    def judged(task: Task) -> Judged:
        try:
            launcher = started[0] if started else _started(order, announced, tell)
        except InvalidTarget as error:
            return _lost(by_name[task.name], str(error))
        started[:] = [launcher]
        return by_name[task.name].judged(Judge(launcher, order.seed, task.broke))

    try:
        yield judged
    finally:
        for each in started:
            each.stop()


def _started(order: Order, announced: Announcement, tell: Tell) -> Launcher:
    launcher = in_a_process(order.target, order.limits, tell)
    if launcher.announcement != announced:
        launcher.stop()
        raise InvalidTarget(f"{order.target}: a second one of it declares something else")
    return launcher


# What was found.


def _violations(
    cases: Sequence[Case], judged: Iterable[Judged], make_driver: Callable[[], Driver], driver: Driver
) -> Iterator[Violation]:
    """For each clause and way of breaking it the shortest sequence that any suite has found.

    One that was drawn counts where no suite has any: what is drawn can change from version to version.
    """
    by_name = {each.name: each for each in cases}
    shortest: dict[About, Found] = {}
    times: Counter[About] = Counter()
    for found in (found for each in judged for found in each.found):
        times[found.about] += found.times
        known = shortest.setdefault(found.about, found)
        if not isinstance(by_name[found.suite], AtRandom):
            shortest[found.about] = min(known, found, key=lambda each: len(each.intents))
    for about, found in sorted(shortest.items(), key=lambda item: item[0]):
        bench = by_name[found.suite].bench(make_driver, found.seed)
        yield violation(bench, found, times[about], driver)


def _excused(
    order: Order,
    announced: Announcement,
    profile: Profile,
    judged: tuple[Judged, ...],
    violations: Iterable[Violation],
) -> dict[About, tuple[str, str]]:
    """The deviations that go away under another accepted reading, where nothing else comes in their place.

    A reading that excuses one sequence and is broken by the next is none that the driver follows, and no
    more is one that it follows on one of its outputs alone.
    """
    known = {found.about for each in judged for found in each.found}
    excused: dict[About, tuple[str, str]] = {}
    for each in violations:
        where = {case.name for case in judged if any(found.about == each.about for found in case.found)}
        for choice, reading in each.excuses:
            other = Profile(**{**profile, choice: reading})
            every = docket(
                Declared.of(announced.declaration), other, thorough=order.thorough, only=order.only
            )
            cases = [case for case in every if choice in switches(case.engine.machine)]
            here = [case for case in cases if case.name in where]
            elsewhere = [case for case in cases if case.name not in where]
            others = known - {each.about}
            if all(_breaks_only(others, order, announced, other, part) for part in (here, elsewhere)):
                excused[each.about] = choice, reading
                break
    return excused


def _breaks_only(
    known: set[About],
    order: Order,
    announced: Announcement,
    profile: Profile,
    cases: Sequence[Case],
) -> bool:
    """Whether a driver that is held to a profile comes to the end of every case, and breaks nothing else."""
    seen = tuple(_run(order, announced, profile, cases, _silent))
    met = {found.about for case in seen for found in case.found}
    return met <= known and not any(case.lost for case in seen)
