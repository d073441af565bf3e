"""The course of a check: cases are run, what they find is played again, and made simple.

It can end before, by an interrupt or as there is no more time. What is known until then stands: a case that
was not run is lost, and a finding that was not played again is not held against the driver.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial

from coppspec.driver.protocol import Driver
from coppspec.model.profile import Profile
from coppspec.oracle.case import Case
from coppspec.oracle.deadline import Deadline
from coppspec.oracle.docket import AtRandom
from coppspec.oracle.inference import Progress
from coppspec.oracle.judged import About, Found, Judged, lost
from coppspec.oracle.launcher import Launcher
from coppspec.oracle.sitting import Sitting
from coppspec.oracle.steadiness import Finding, Reproduced, confirmed
from coppspec.oracle.violation import Violation, violation
from coppspec.properties.bench import Bench
from coppspec.properties.inspection import How

INTERRUPTED = "the run was interrupted"
OPEN = "COPPOpenVideoSession"


@dataclass
class Course:
    """What became of a check so far."""

    sitting: Sitting
    profile: Profile
    """That the driver is held to."""
    cases: Sequence[Case]
    until: Deadline
    """When all of it has to be over."""
    judged: list[Judged] = field(default_factory=list[Judged])
    findings: dict[About, Finding] = field(default_factory=dict[About, Finding])
    """What was found, and how often it came again."""
    violations: list[Violation] = field(default_factory=list[Violation])
    interrupt: KeyboardInterrupt | None = None
    """What has ended it before its time."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more may be asked of the driver."""
        return self.interrupt is not None or self.until.is_over

    @property
    def unsteady(self) -> list[Finding]:
        """What did not come again each time, or was not played again."""
        return [each for each in self.findings.values() if not each.reproduced.is_steady]

    @property
    def _by_name(self) -> Mapping[str, Case]:
        return {each.name: each for each in self.cases}

    def bench(self, of: Violation, launcher: Launcher) -> Bench:
        """Where a violation is played again."""
        return self._by_name[of.suite].bench(launcher, of.replay.seed)

    def go(self, launcher: Launcher, driver: Driver, progress: Progress, until: Deadline) -> None:
        """From the first case to the last replay.

        Args:
            launcher: makes the drivers of the replays.
            driver: says what it declares.
            progress: is told of each case.
            until: when no more cases are run, so that there is time for what they have found.
        """
        try:
            self._run(progress, until)
            self._play_again(launcher)
            self._make_simple(launcher, driver)
        except KeyboardInterrupt as reason:
            self.interrupt = reason
            self._fill_up()
            self._make_simple(launcher, driver)

    def _run(self, progress: Progress, until: Deadline) -> None:
        with closing(self.sitting.run(self.profile, self.cases, progress, until=until)) as run:
            for each in run:
                self.judged.append(each)
                self._gather()

    def _fill_up(self) -> None:
        """The cases that were not run are lost."""
        for each in self.cases[len(self.judged) :]:
            self.judged.append(lost(each.name, each.engine.machine.name, INTERRUPTED))

    def _gather(self) -> None:
        unplayed = Reproduced(0, 0, why_not="it was not played again: the run ended before")
        every = (each._replace(reproduced=unplayed) for each in shortest(self._by_name, self.judged))
        self.findings = {each.found.about: each for each in every if not self._never_opens(each.found)}

    def _never_opens(self, found: Found) -> bool:
        """Whether it is about the code of an open, of a driver that has opened nothing so far.

        No clause says that an open succeeds; COPP-123 says what it does on success. So nothing is known then.
        """
        refused = found.intents[-1:] and found.intents[-1].call == OPEN and found.deviation.how is How.ANSWER
        return bool(refused) and not any(OPEN in each.accepted for each in self.judged)

    def _play_again(self, launcher: Launcher) -> None:
        again = partial(self.sitting.run, self.profile, apart=True, until=self.until)
        for each in confirmed([*self.findings.values()], self._by_name, launcher, again, self.until):
            self.findings[each.found.about] = each

    def _make_simple(self, launcher: Launcher, driver: Driver) -> None:
        """What is steady is a violation, as simple as there is time for."""
        done = {each.about for each in self.violations}
        for about, each in self.findings.items():
            if each.reproduced.is_steady and about not in done:
                bench = self._by_name[each.found.suite].bench(launcher, each.found.seed)
                until = Deadline(0) if self.interrupt is not None else self.until
                self.violations.append(violation(bench, each, driver, until))


def shortest(by_name: Mapping[str, Case], judged: Iterable[Judged]) -> Iterator[Finding]:
    """For each clause and way of breaking it the shortest sequence that any suite has found.

    One that was drawn counts where no suite has any: what is drawn can change from version to version.
    """
    found: dict[About, Found] = {}
    times: Counter[About] = Counter()
    for each in (one for case in judged for one in case.found):
        times[each.about] += each.times
        known = found.setdefault(each.about, each)
        if not isinstance(by_name[each.suite], AtRandom):
            found[each.about] = min(known, each, key=lambda one: len(one.intents))
    for about, each in sorted(found.items(), key=lambda item: item[0]):
        yield Finding(each, times[about])
