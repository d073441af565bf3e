"""Probes run on fresh drivers, each one once for all profiles that expect the same of it."""

from typing import NamedTuple

from coppspec.model.profile import Profile
from coppspec.oracle.probes import Probe, Search
from coppspec.properties import settings_report
from coppspec.properties.inspection import How
from coppspec.properties.trial import NOTHING_WITH_A_REFUSAL, Disagreement, MakeDriver

MOST_HANGS = 3
"""Time-outs after which a driver is probed no more."""


class Seen(NamedTuple):
    """What came of a sequence under a profile."""

    answers: tuple[str, ...]
    parts: Disagreement | None
    """Where the driver parts from the profile; None if it does not."""


class Hung(Exception):
    """The driver did not answer in time too often."""


class Runs:
    """Runs probes on fresh drivers, each one once under all profiles that expect the same of it."""

    def __init__(self, make_driver: MakeDriver, search: Search) -> None:
        self._make_driver = make_driver
        self._search = search
        self._known: dict[tuple[object, ...], Seen] = {}
        self.sequences = self.calls = self._hangs = 0

    def seen(self, probe: Probe, profile: Profile) -> Seen:
        """What comes of a probe under a profile.

        Raises:
            Hung: once too often.
        """
        key = (probe, self._search.expected(probe, profile))
        if key not in self._known:
            self._known[key] = self._confirmed(probe, profile)
        return self._known[key]

    def _confirmed(self, probe: Probe, profile: Profile) -> Seen:
        """What comes twice, if the driver parts: it can be killed from outside, or fail at random."""
        first = self._run(probe, profile)
        if first.parts is None:
            return first
        second = self._run(probe, profile)
        if _is_same(first, second):
            return first
        third = self._run(probe, profile)
        return first if _is_same(first, third) else second

    def passes(self, probe: Probe, profile: Profile) -> bool:
        """Whether the driver does as a profile wants."""
        return self.seen(probe, profile).parts is None

    def _run(self, probe: Probe, profile: Profile) -> Seen:
        if self._hangs >= MOST_HANGS:
            raise Hung(f"it gave no answer in time {MOST_HANGS} times")
        trial = probe.bench(profile, self._make_driver).trial()
        self.sequences += 1
        parts = None
        for intent in probe.intents:
            if not trial.can_make(intent):
                break
            self.calls += 1
            try:
                trial.step(intent)
            except Disagreement as disagreement:
                parts = disagreement
                break
        self._count_hang(parts)
        return Seen(tuple(step.name(step.reply.code) for step in trial.history), parts)

    def _count_hang(self, parts: Disagreement | None) -> None:
        self._hangs += parts is not None and parts.deviation.how is How.HANG


def _is_same(one: Seen, other: Seen) -> bool:
    """Whether a driver parted in the same way at the same call, or did not part."""
    parts = [None if each.parts is None else each.parts.deviation[2:] for each in (one, other)]
    return len(one.answers) == len(other.answers) and parts[0] == parts[1]


LOOKED_AT = {
    NOTHING_WITH_A_REFUSAL.wanted: 1,
    **{each.wanted: number for number, each in enumerate(settings_report.INSPECTIONS, 1)},
}
"""When each thing is looked at in an answer that several choices have a part in."""


def far(seen: Seen) -> tuple[float, int]:
    """How far a driver goes along: how many calls, and how much of the last answer."""
    if seen.parts is None:
        return float("inf"), 0
    return len(seen.answers), LOOKED_AT.get(seen.parts.deviation.wanted, 0)
