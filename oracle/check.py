"""Judging a driver: which readings it follows, what it does on all that it is held to, a verdict each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial

from coppspec.model.lint import switches
from coppspec.model.profile import Profile
from coppspec.oracle.case import Case
from coppspec.oracle.course import Course
from coppspec.oracle.deadline import Deadline
from coppspec.oracle.docket import docket
from coppspec.oracle.inference import Inferred, Progress, infer, silent
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.judged import About, Found, Judged
from coppspec.oracle.judgement import Judgement, ReadingTaken, grounds_of
from coppspec.oracle.launcher import Launcher
from coppspec.oracle.messages import printable
from coppspec.oracle.mixture import between, within
from coppspec.oracle.sitting import Order, Sitting
from coppspec.oracle.steadiness import Finding
from coppspec.oracle.targets import in_a_process
from coppspec.oracle.verdicts import Court
from coppspec.oracle.violation import Violation
from coppspec.properties.bench import Bench
from coppspec.properties.chosen import chosen, nothing_chosen
from coppspec.properties.declared import InvalidDriver, checked
from coppspec.properties.inspection import How

RUNNING = 0.7
"""The share of the time that there is for running cases; what they find is played again in the rest."""


class TimeIsUp(Exception):
    """There is no more time."""


class NothingAsked(ValueError):
    """Nothing that the driver is held to has such a name; which names there are."""


def check(order: Order, progress: Progress = silent) -> Judgement:
    """Judge a driver.

    Raises:
        InvalidTarget: there is no such driver, or it cannot be started.
        InvalidDriver: what it declares makes no sense.
        NothingAsked: nothing has such a name.
    """
    beginning, whole = Deadline.within(order.time_limit, RUNNING), Deadline.within(order.time_limit)
    launcher = in_a_process(order.target, order.limits)
    driver = checked(launcher)
    sitting = Sitting(order, launcher.announcement)
    if order.only:
        _expect_chosen(sitting)  # before anything that takes long
    progress("which readings it follows", 0, 1)
    inferred = _inferred(launcher, order, beginning)
    profile = order.profile or (Profile() if inferred is None else inferred.profile)
    cases = sitting.cases(profile)
    if not cases:
        raise NothingAsked(nothing_chosen(order.only, _names(sitting, profile)))
    launcher.stop()  # so that there are no more of the driver than may be there at once
    course = Course(sitting, profile, cases, whole)
    try:
        course.go(launcher, driver, progress, beginning)
        return _heard(course, inferred, launcher).judgement()
    finally:
        launcher.stop()  # what is found is played again on it


def _heard(course: Course, inferred: Inferred | None, launcher: Launcher) -> "_Hearing":
    """What is known at the end of a course.

    What accepted readings allow one by one is no violation unless it was seen whether the driver follows one.
    """
    sitting, judged, found = course.sitting, tuple(course.judged), tuple(course.violations)
    unsteady, excused = course.unsteady, dict[About, tuple[str, str]]()
    if sitting.order.profile is None and not course.is_over:
        excused, elsewhere = _excused(sitting, course.profile, judged, found)
        found = tuple(_mixing(each, course.bench(each, launcher), elsewhere, excused) for each in found)
    elif sitting.order.profile is None:
        unsteady += [_unexcused(course.findings[each.about]) for each in found if each.excuses]
        found = tuple(each for each in found if not each.excuses)
    log = tuple(map(printable, launcher.last_words.splitlines()))
    profile, interrupt = course.profile, course.interrupt
    return _Hearing(sitting, profile, inferred, judged, found, excused, tuple(unsteady), log, interrupt)


def listed(order: Order) -> list[str]:
    """The names of what a driver would be run on, of which `only` picks some.

    Raises:
        InvalidTarget: there is no such driver, or it cannot be started.
        InvalidDriver: what it declares makes no sense.
        NothingAsked: nothing has such a name.
    """
    launcher = in_a_process(order.target, order.limits)
    checked(launcher)
    sitting = Sitting(order, launcher.announcement)
    launcher.stop()
    return _expect_chosen(sitting)


def _expect_chosen(sitting: Sitting) -> list[str]:
    """The names that are chosen, under any reading that gives a name of its own to something.

    Raises:
        NothingAsked: there are none.
    """
    order = sitting.order
    profile = order.profile or Profile()
    every = _names(sitting, profile)
    picked = chosen(order.only, every)
    if not picked:
        raise NothingAsked(nothing_chosen(order.only, every, partial(_thorough_names, sitting, profile)))
    return [name for name in every if name in picked]


def _names(sitting: Sitting, profile: Profile) -> list[str]:
    return [each.name for each in docket(sitting.declared, profile, thorough=sitting.order.thorough)]


def _thorough_names(sitting: Sitting, profile: Profile) -> list[str]:
    return [each.name for each in docket(sitting.declared, profile, thorough=True)]


def _unexcused(finding: Finding) -> Finding:
    why = "an accepted reading allows it, and there was no time to see whether the driver follows that"
    return finding._replace(reproduced=finding.reproduced._replace(replays=0, times=0, why_not=why))


def _inferred(launcher: Launcher, order: Order, until: Deadline) -> Inferred | None:
    """What is known of its readings; nothing if it is told, if the driver is gone, or there is no time."""

    def expect_time(_name: str, _done: int, _total: int) -> None:
        if until.is_over:
            raise TimeIsUp

    if order.profile is None:
        with suppress(InvalidTarget, InvalidDriver, TimeIsUp):
            return infer(launcher, order.seed, expect_time)
    return None


@dataclass(frozen=True)
class _Hearing:
    """All that was found, before it is a judgement."""

    sitting: Sitting
    profile: Profile
    """That the driver was held to: the one that was given, or the one that it follows."""
    inferred: Inferred | None
    """What is known of the readings that it follows, if no profile was given."""
    judged: tuple[Judged, ...]
    found: tuple[Violation, ...]
    excused: Mapping[About, tuple[str, str]]
    """The deviations that are none, as the driver follows another reading throughout."""
    unsteady: tuple[Finding, ...]
    """What did not come again."""
    log: tuple[str, ...]
    """The end of what the driver wrote to its standard error."""
    interrupt: KeyboardInterrupt | None = None
    """What has ended the run before its time."""

    @property
    def is_held(self) -> bool:
        """Whether it was told which readings the driver is held to."""
        return self.sitting.order.profile is not None

    @property
    def violations(self) -> tuple[Violation, ...]:
        """What no reading excuses that the driver follows, whatever it is against."""
        return tuple(each for each in self.found if each.about not in self.excused)

    def _by_grounds(self, *, violations: bool) -> tuple[Violation, ...]:
        """What the documents are against, or what differs from a recommendation alone."""
        return tuple(
            each for each in self.violations if grounds_of(each, held=self.is_held).is_violation is violations
        )

    @property
    def readings(self) -> dict[str, str]:
        """The readings other than the recommended ones that the driver follows, and may."""
        if self.is_held:
            return {}
        return {**dict(self.excused.values()), **self.profile.departures}

    def judgement(self) -> Judgement:
        """With a verdict on every clause, and its totals."""
        order, declared = self.sitting.order, self.sitting.declared
        wrong, differing = self._by_grounds(violations=True), self._by_grounds(violations=False)
        court = Court(
            self.judged,
            declared,
            self.profile,
            self.readings,
            {each.about for each in wrong},
            {each.about for each in differing},
            whole=not order.only,
            unsteady={each.found.about for each in self.unsteady},
        )
        return Judgement(
            target=order.target,
            driver=self.sitting.announced.name,
            seed=order.seed,
            profile=self.profile.departures,
            thorough=order.thorough,
            only=order.only,
            declared=declared,
            judged=self.judged,
            clauses=court.verdicts(),
            violations=wrong,
            differences=differing,
            unsteady=self.unsteady,
            readings=tuple(self._taken()),
            known=order.known,
            log=self.log,
            interrupt=self.interrupt,
            held=self.is_held,
        ).counted()

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


Elsewhere = dict[tuple[About, str, str], tuple[Case, Found]]
"""Where a driver breaks the interpretation, by its choice, that excuses a deviation."""


def _excused(
    sitting: Sitting, profile: Profile, judged: tuple[Judged, ...], violations: Iterable[Violation]
) -> tuple[dict[About, tuple[str, str]], Elsewhere]:
    """The deviations that go away under another accepted reading, where nothing else comes in their place.

    A reading that excuses one sequence and is broken by the next is none that the driver follows, and no
    more is one that it follows on one of its outputs alone: where it is broken is returned as well.
    """
    known = {found.about for each in judged for found in each.found}
    excused: dict[About, tuple[str, str]] = {}
    elsewhere: Elsewhere = {}
    for each in violations:
        where = {case.name for case in judged if any(found.about == each.about for found in case.found)}
        for choice, reading in each.excuses:
            other = Profile(**{**profile, choice: reading})
            cases = [case for case in sitting.cases(other) if choice in switches(case.engine.machine)]
            first = sorted(cases, key=lambda case: case.name not in where)
            broken = _breaks_more(known - {each.about}, sitting, other, first)
            if broken is None:
                excused[each.about] = choice, reading
                break
            by_name = {case.name: case for case in cases}
            if broken.found:
                elsewhere[each.about, choice, reading] = by_name[broken.name], broken.found[0]
    return excused, elsewhere


def _breaks_more(
    known: set[About], sitting: Sitting, profile: Profile, cases: Sequence[Case]
) -> Judged | None:
    """The first case that a driver held to a profile does not end, or in which it breaks something else.

    None if there is none. Of what it breaks, the case has what is not known alone.
    """
    with closing(sitting.run(profile, cases)) as run:
        for case in run:
            more = tuple(found for found in case.found if found.about not in known)
            if case.lost or more:
                return case._replace(found=more)
    return None


def _mixing(
    violation: Violation, bench: Bench, elsewhere: Elsewhere, excused: Mapping[About, tuple[str, str]]
) -> Violation:
    """A violation with the interpretations that the driver follows in turn, if that is what it does."""
    if violation.about in excused or violation.replay.deviation.how is not How.ANSWER:
        return violation
    test = violation.replay.intents
    mixed = None
    with suppress(InvalidTarget, InvalidDriver):
        for choice, reading in violation.excuses:
            if (there := elsewhere.get((violation.about, choice, reading))) is not None:
                case, found = there
                broken = case.bench(bench.make_driver, found.seed)
                mixed = between(bench, test, (choice, reading), broken, found.intents)
            if mixed is not None:
                break
        if not violation.excuses:
            mixed = within(bench, test)
    return replace(violation, mixture="" if mixed is None else str(mixed))
