"""Inference: which reading of each choice a driver follows, found by probing it.

A probe that tells one choice misleads while another choice, that its calls meet too, is guessed wrong. So
probes are derived anew under the current guess until nothing changes, and a reading is left out only if no
change of other choices explains all that was seen.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from coppspec.model.profile import Profile
from coppspec.model.registry import Allowed, Held, Reading, choices
from coppspec.model.step import Intent
from coppspec.oracle.probes import Probe, Search, other_reading
from coppspec.oracle.runs import Hung, Runs, far
from coppspec.oracle.unseen import Reasons
from coppspec.properties.bench import Test
from coppspec.properties.declared import Declared, checked
from coppspec.properties.inspection import How
from coppspec.properties.trial import Disagreement, MakeDriver

Progress = Callable[[str, int, int], None]
"""Is told what is going on, how much of it is done, and how much there is."""
ROUNDS = 8
"""How often all choices are gone through; three are enough for any profile that was met."""
REPAIRS = 60
"""Profiles that are tried to explain what one reading does not."""
WAYS_AROUND = 3
"""How often a choice is probed by other calls than those at which the driver is at fault."""


def silent(_name: str, _done: int, _total: int) -> None:
    """Tell nobody."""


class Probed(NamedTuple):
    """A probe, and what came of it."""

    setting: str
    """The sessions, and where they are."""
    intents: Test
    answers: tuple[str, ...]
    """What the driver answered to each call."""
    agrees: tuple[str, ...]
    """The readings of the choice under which that is right."""
    otherwise: Mapping[str, str]
    """For each other reading, where the driver parts from it, in one line."""


@dataclass(frozen=True)
class Inferred:
    """What is known of the readings that a driver follows."""

    profile: Profile
    """The best guess: the recommended reading of what cannot be told."""
    told: Mapping[str, tuple[str, ...]]
    """For each choice the readings that remain, in the order of the registry; one if it was found."""
    unseen: Mapping[str, str]
    """Why each choice of which several readings remain cannot be told of this driver."""
    probes: Mapping[str, tuple[Probed, ...]]
    """What was done to tell each choice, the shortest first."""
    unexplained: tuple[Disagreement, ...]
    """Where the driver does what no accepted reading allows."""
    stopped: str = ""
    """Why probing was ended early; empty if it was not."""
    sequences: int = 0
    """How many sequences were run on fresh drivers."""
    calls: int = 0
    """How many calls they were together."""

    @property
    def found(self) -> Mapping[str, str]:
        """The choices of which one reading remains."""
        return {name: left[0] for name, left in self.told.items() if len(left) == 1}


@cache
def readings() -> Mapping[str, tuple[str, ...]]:
    """The accepted readings of each choice that a profile can differ in, the recommended one first."""
    return {
        choice.name: (
            choice.recommended.name,
            *(each.name for each in choice.readings if _is_accepted(each)),
        )
        for choice in choices().values()
        if choice.status is Held.SWITCH and any(_is_accepted(each) for each in choice.readings)
    }


def _is_accepted(reading: Reading) -> bool:
    return reading.standing is Allowed.ACCEPTED


def infer(make_driver: MakeDriver, seed: int = 0, progress: Progress = silent) -> Inferred:
    """Find which reading of each choice a driver follows.

    Args:
        make_driver: makes a fresh driver for each sequence.
        seed: of what the application makes up.
        progress: is told of each step.

    Raises:
        InvalidDriver: what the driver declares of itself makes no sense.
    """
    declared = Declared.of(checked(make_driver))
    return Inference(make_driver, Search(declared, seed), progress).inferred()


class Inference:
    """One driver's readings, as far as they are known.

    Args:
        make_driver: makes a fresh driver for each sequence.
        search: finds probes for what it declares.
        progress: is told of each step.
    """

    def __init__(self, make_driver: MakeDriver, search: Search, progress: Progress) -> None:
        self._search = search
        self._runs = Runs(make_driver, self._search)
        self._reasons = Reasons(search)
        self._progress = progress
        self._guess = Profile()
        self._evidence: dict[Probe, None] = {}
        """Probes that the guess explains."""
        self._odd: dict[Probe, None] = {}
        """Probes that no profile was found to explain."""
        self._made: dict[str, dict[Probe, None]] = {choice: {} for choice in readings()}
        """What was done to tell each choice."""

    def inferred(self) -> Inferred:
        """Probe until nothing changes, and tell what is known then."""
        stopped = ""
        try:
            self._look_around()
            self._settle(frozenset())
            self._settle(frozenset(self._open()))
            self._leave_what_it_breaks()
            self._prefer_the_recommended()
        except Hung as reason:
            stopped = str(reason)
        return self._told(stopped)

    def _settle(self, deep: frozenset[str]) -> None:
        """Go through all choices until nothing changes."""
        for number in range(ROUNDS):
            before = dict(self._guess)
            self._go_through(number, deep)
            self._reconsider()
            if before == dict(self._guess):
                return

    def _look_around(self) -> None:
        """Find the probes of all choices under the recommended readings: most tell under others too."""
        for done, (choice, every) in enumerate(readings().items()):
            self._progress(f"probes: {choice}", done, len(readings()))
            for reading in every[1:]:
                self._search.probes(self._guess, choice, reading)

    def _go_through(self, number: int, deep: frozenset[str]) -> None:
        """Every choice once, each by itself."""
        for done, choice in enumerate(readings()):
            self._progress(f"round {number + 1}: {choice}", done, len(readings()))
            for reading in readings()[choice] if self._search.has_shown(choice) else ():
                if reading != self._guess[choice]:
                    self._compare(choice, reading, deep=choice in deep)

    def _open(self) -> Iterator[str]:
        """The choices that are not told yet."""
        for choice in readings():
            for reading in readings()[choice]:
                other = other_reading(self._guess, choice, reading)
                if reading != self._guess[choice] and all(
                    self._runs.passes(each, other) for each in self._evidence
                ):
                    yield choice
                    break

    def _leave_what_it_breaks(self) -> None:
        """Take back a reading where the driver breaks what it says: then it follows none of that choice."""
        for choice in self._guess.departures:
            broken = next((each for each in self._farther(choice) if self._breaks(choice, each)), None)
            if broken is not None:
                recommended = choices()[choice].recommended.name
                self._guess = other_reading(self._guess, choice, recommended)
                self._made[choice][broken] = self._odd[broken] = None
        for probe in (*self._evidence, *self._odd):
            explains = self._runs.passes(probe, self._guess)
            into, out_of = (self._evidence, self._odd) if explains else (self._odd, self._evidence)
            into[probe] = None
            out_of.pop(probe, None)

    def _farther(self, choice: str) -> Iterator[Probe]:
        """What has told a choice, in a session that has begun, with one call more."""
        for place, intents, seed in [each for each in self._made[choice] if each in self._evidence]:
            begun = intents if intents[: len(place.way())] == place.way() else (*place.way(), intents[-1])
            for letter in place.letters(self._guess, self._search.declared, choice):
                if not letter.defects:
                    yield Probe(place, (*begun, letter), seed)

    def _breaks(self, choice: str, probe: Probe) -> bool:
        parts = self._runs.seen(probe, self._guess).parts
        if parts is None or parts.deviation.how is not How.ANSWER:
            return False
        return parts.deviation.clause == choices()[choice].id

    def _prefer_the_recommended(self) -> None:
        """Take back what was guessed while other choices were guessed wrong, and is seen no more."""
        for choice, (recommended, *_) in readings().items():
            usual = other_reading(self._guess, choice, recommended)
            if all(self._runs.passes(each, usual) for each in self._evidence):
                self._guess = usual

    def _compare(self, choice: str, reading: str, *, deep: bool) -> None:
        """Tell one reading from the one that is guessed, and take it if it alone explains what is seen."""
        without = frozenset[Intent]()
        for _ in range(WAYS_AROUND if deep else 1):
            probes = self._search.probes(self._guess, choice, reading, deep=deep, without=without)
            faulty = {self._tried(choice, each) for each in probes}
            if None in faulty or not faulty or self._guess[choice] == reading:
                return
            without |= frozenset(each for each in faulty if each is not None)

    def _tried(self, choice: str, probe: Probe) -> Intent | None:
        """What a probe says of a choice; the call at which no reading of it explains what the driver does."""
        self._made[choice][probe] = None
        explains = [
            each
            for each in (self._guess[choice], *readings()[choice])
            if self._runs.passes(probe, other_reading(self._guess, choice, each))
        ]
        if explains:
            self._guess = other_reading(self._guess, choice, explains[0])
            self._evidence[probe] = None
            self._odd.pop(probe, None)
            return None
        self._odd[probe] = None
        answers = self._runs.seen(probe, self._guess).answers
        return probe.intents[len(answers) - 1]

    def _reconsider(self) -> None:
        """See what the guess explains now, and look for one that explains what it does not."""
        for probe in (*self._evidence, *self._odd):
            if self._runs.passes(probe, self._guess):
                self._evidence[probe] = None
                self._odd.pop(probe, None)
            else:
                self._evidence.pop(probe, None)
                self._odd[probe] = None
        for probe in tuple(self._odd):
            explained = self._repaired(self._guess, (probe, *self._evidence))
            if explained is not None:
                self._guess = explained
                self._evidence[probe] = None
                del self._odd[probe]

    def _repaired(
        self, profile: Profile, probes: tuple[Probe, ...], fixed: str | None = None
    ) -> Profile | None:
        """A profile near another one that explains all of these probes; None if none was found."""
        waiting, met = [profile], {tuple(profile.values())}
        for _ in range(REPAIRS):
            if not waiting:
                return None
            profile = waiting.pop(0)
            failing = next((each for each in probes if not self._runs.passes(each, profile)), None)
            if failing is None:
                return profile
            for changed in self._changes(profile, failing, fixed):
                key = tuple(changed.values())
                if key not in met:
                    met.add(key)
                    waiting.append(changed)
        return None

    def _changes(self, profile: Profile, probe: Probe, fixed: str | None) -> Iterator[Profile]:
        """Profiles with another reading of one choice, with which the driver goes along for longer."""
        reached = far(self._runs.seen(probe, profile))
        for choice, each in readings().items():
            if choice == fixed or not any(
                probe.place.bears_on(choice, call) for call in {each.call for each in probe.intents}
            ):
                continue
            for reading in each:
                changed = other_reading(profile, choice, reading)
                if reading != profile[choice] and far(self._runs.seen(probe, changed)) > reached:
                    yield changed

    # What is told in the end.

    def _told(self, stopped: str) -> Inferred:
        told: dict[str, tuple[str, ...]] = {}
        probed: dict[str, tuple[Probed, ...]] = {}
        for choice, every in readings().items():
            try:
                told[choice], probed[choice] = self._of_choice(choice)
            except Hung as reason:
                stopped = str(reason)
                told[choice], probed[choice] = every, ()
        unseen = {
            choice: stopped or self._reason(choice, told[choice], probed[choice])
            for choice in readings()
            if len(told[choice]) > 1
        }
        return Inferred(
            self._guess,
            told,
            unseen,
            probed,
            tuple(self._unexplained()),
            stopped,
            self._runs.sequences,
            self._runs.calls,
        )

    def _reason(self, choice: str, left: tuple[str, ...], probed: tuple[Probed, ...]) -> str:
        """Why several readings of a choice remain."""
        if any(not each.agrees for each in probed):
            return "no reading allows what it does there"
        others = tuple(each for each in left if each != self._guess[choice])
        probes = self._made[choice]
        if any(self._search.tells(each, self._guess, choice, other) for each in probes for other in others):
            return "what it does goes with each of these readings"
        return self._reasons.reason(self._guess, choice, others)

    def _of_choice(self, choice: str) -> tuple[tuple[str, ...], tuple[Probed, ...]]:
        """The readings of a choice that remain, and what was done to tell them."""
        own = [each for each in self._made[choice] if each in self._evidence]
        evidence = tuple(dict.fromkeys((*own, *self._evidence)))
        left = tuple(each for each in readings()[choice] if self._is_left(choice, each, evidence))
        probed = [self._probed(choice, each) for each in sorted(self._made[choice], key=_length)]
        telling = [each for each in probed if each.agrees and each.otherwise]
        return left, tuple(telling or probed)

    def _is_left(self, choice: str, reading: str, evidence: tuple[Probe, ...]) -> bool:
        """Whether some profile with a reading explains all that was seen."""
        other = other_reading(self._guess, choice, reading)
        return reading == self._guess[choice] or self._repaired(other, evidence, choice) is not None

    def _probed(self, choice: str, probe: Probe) -> Probed:
        seen = {
            each: self._runs.seen(probe, other_reading(self._guess, choice, each))
            for each in readings()[choice]
        }
        agrees = tuple(name for name, each in seen.items() if each.parts is None)
        otherwise = {name: each.parts.summary for name, each in seen.items() if each.parts is not None}
        answers = seen[self._guess[choice]].answers
        return Probed(str(probe.place), probe.intents, answers, agrees, otherwise)

    def _unexplained(self) -> Iterator[Disagreement]:
        told = set[str]()
        for probe in self._odd:
            try:
                parts = self._runs.seen(probe, self._guess).parts
            except Hung:
                return
            if parts is not None and parts.summary not in told:
                told.add(parts.summary)
                yield parts


def _length(probe: Probe) -> int:
    return len(probe.intents)
