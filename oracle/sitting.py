"""A sitting: cases run side by side, each on a driver in a process of its own behind a process of ours."""

import os
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from coppspec.model.profile import Profile
from coppspec.oracle.case import Case
from coppspec.oracle.crew import AHEAD, Task, work_on
from coppspec.oracle.deadline import Deadline
from coppspec.oracle.docket import docket
from coppspec.oracle.inference import Progress, silent
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.judged import Judge, Judged, lost
from coppspec.oracle.launcher import USUAL, Announcement, Launcher, Limits
from coppspec.oracle.targets import in_a_process
from coppspec.properties.crew import Crew
from coppspec.properties.declared import Declared

NEVER = Deadline()
OVERTIME = 2.0
"""Seconds that a case may take more than there are."""
USUAL_JOBS = 4
"""So many at most, unless somebody asks for more."""


def usual_jobs() -> int:
    """How many of a driver there are at once, unless somebody asks for another number."""
    return min(os.cpu_count() or 1, USUAL_JOBS)


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
    jobs: int = field(default_factory=usual_jobs)
    """How many of the driver may be there at once."""
    known: frozenset[str] = frozenset()
    """Clauses that it is known to violate."""
    time_limit: float | None = None
    """Seconds in which it has to be over; None for no limit."""


@dataclass(frozen=True)
class Sitting:
    """Everything that it takes to run cases on a driver."""

    order: Order
    announced: Announcement
    """What the driver said of itself; another one of it has to say the same."""

    @property
    def declared(self) -> Declared:
        """What it declares."""
        return Declared.of(self.announced.declaration)

    def cases(self, profile: Profile) -> tuple[Case, ...]:
        """What it is held to under a profile."""
        return docket(self.declared, profile, thorough=self.order.thorough, only=self.order.only)

    def run(
        self,
        profile: Profile,
        cases: Sequence[Case],
        progress: Progress = silent,
        *,
        apart: bool = False,
        until: Deadline = NEVER,
    ) -> Generator[Judged]:
        """What comes of some of these cases, in their order, as soon as it is known.

        Args:
            profile: the readings that the driver is held to.
            cases: some of those under that profile.
            progress: is told, of each that is done, how many calls are done and how many there are, about.
            apart: whether the driver is started anew for each case.
            until: when a case is to end as it is; those that take longer are lost soon after.
        """
        by_name = {each.name: each for each in cases}
        sizes = _sizes(cases, progress)
        bench = partial(self._bench, profile, apart=apart, until=until)
        work = work_on([*by_name], bench, lambda name, why: _lost(by_name[name], why))
        last = until.later(OVERTIME)
        crew = Crew(self.order.jobs, work, AHEAD, (last.moment, last.why))
        done = 0
        for judged in crew.run(len(by_name)):
            done += sizes.get(judged.name, 0)
            progress(judged.name, done, sum(sizes.values()))
            yield judged

    @contextmanager
    def _bench(
        self, profile: Profile, *, apart: bool = False, until: Deadline = NEVER
    ) -> Generator[Callable[[Task], Judged]]:
        """In a worker: what runs a case. The driver is started with the first one, and is gone at the end."""
        by_name = {each.name: each for each in self.cases(profile)}
        started: list[Launcher] = []

        def judged(task: Task) -> Judged:
            if apart and started:
                started[0].stop()
            try:
                launcher = started[0] if started else self._started()
            except InvalidTarget as error:
                return _lost(by_name[task.name], str(error))
            started[:] = [launcher]
            return by_name[task.name].judged(Judge(launcher, self.order.seed, task.broke, until))

        try:
            yield judged
        finally:
            for each in started:
                each.stop()

    def _started(self) -> Launcher:
        launcher = in_a_process(self.order.target, self.order.limits)
        if launcher.announcement != self.announced:
            launcher.stop()
            raise InvalidTarget(f"{self.order.target}: a second one of it declares something else")
        return launcher


def _sizes(cases: Sequence[Case], progress: Progress) -> dict[str, int]:
    """How many calls each case makes; it takes some seconds to know, so only if somebody looks."""
    if progress is silent:
        return {}
    progress("what there is to ask", 0, 1)
    return {each.name: each.size for each in cases}


def _lost(case: Case, why: str) -> Judged:
    return lost(case.name, case.engine.machine.name, why)
