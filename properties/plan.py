"""What the random machines run, and what is drawn from: the call first, then how it is made.

Of the calls about half are ADVANCE: the call that takes a session on to where the sequence aims at. Every
state is an aim, or the states in which nobody stays would hardly be seen.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import cycle, islice

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability
from coppspec.model.cells import alive
from coppspec.model.engine import Engine
from coppspec.model.language import SAME, Machine
from coppspec.model.renderer import RENDERER
from coppspec.model.step import Answer, Configuration, Intent
from coppspec.model.together import Together
from coppspec.properties.alphabet import letters
from coppspec.properties.bench import Test
from coppspec.properties.catalog import letters_of_renderers
from coppspec.properties.declared import Declared
from coppspec.properties.device_messages import SIZES
from coppspec.properties.guide import Guide
from coppspec.properties.key_messages import ONE_OF_THESE
from coppspec.properties.key_projections import offered
from coppspec.properties.setting import DevIDs, abilities, start
from coppspec.properties.start_blocks import SEALS
from coppspec.properties.together_projections import both
from coppspec.properties.trial import MakeDriver

CLASHES = (frozenset(SEALS), ONE_OF_THESE, SIZES, frozenset({"short buffer", "long buffer"}))
"""Defects of which a message can have one at a time."""
ADVANCE: Test = ()
"""Stands for the call that takes a session on. It depends on the configuration and the aim alone."""
WAYS = 128
"""How many ways there are of making a call, some of them several times: a third of them right."""
ONWARD = 4
"""How many times as often as other calls those are drawn that lead somewhere: they tell states apart."""
VISITED = 250
"""One of so many calls has to be made in each state, and never less than one; usually one of fifty is."""


@dataclass
class Tally:
    """What a machine has seen, over all its sequences."""

    drawn: list[list[Intent]] = field(default_factory=list[list[Intent]])
    """The calls of every sequence."""
    entered: Counter[str] = field(default_factory=Counter[str])
    """How often a call was made on a session in each state."""
    seed: int = 0
    """Of what the application made up in the last sequence."""

    @property
    def sequences(self) -> int:
        """How many sequences there were."""
        return len(self.drawn)

    @property
    def calls(self) -> int:
        """How many calls they had."""
        return sum(map(len, self.drawn))

    def note(self, before: Configuration, intent: Intent, answer: Answer) -> None:
        """A call that was made."""
        self.drawn[-1].append(intent)
        session = answer.session if intent.session is None else intent.session
        if session is not None:
            self.entered[before.sessions[session].state] += 1


@dataclass(frozen=True)
class Plan:
    """What a machine runs, and on what."""

    engine: Engine
    dev_ids: DevIDs
    """The output of each session."""
    make_driver: MakeDriver | None = None
    """Makes a fresh driver for each sequence; None runs the model alone."""
    tally: Tally = field(default_factory=Tally)
    """Is kept up to date."""
    adapter: int = 0
    """Whose copy-protection sessions they are."""

    @property
    def sessions(self) -> int:
        """How many there are."""
        return len(self.dev_ids)

    @cached_property
    def _declared(self) -> Declared:
        """What the driver declares; the model alone is run for one that can do everything."""
        if self.make_driver is None:
            return Declared(OUTPUTS, tuple(Capability), ADAPTERS)
        driver = self.make_driver()
        return Declared.of(driver)

    def start(self) -> Configuration:
        """Where every sequence starts."""
        outputs, _, adapters, _ = self._declared
        return start(self.engine, outputs, self.dev_ids, adapters, self.adapter)

    def letters(self, devices: int, sessions: int) -> tuple[Intent, ...]:
        """What can be drawn, on so many sessions, of which so many are devices where there are both."""
        declared = self._declared
        _, capabilities, adapters, _ = declared
        if self.engine.machine.name == RENDERER.name:
            return letters_of_renderers(self.engine, declared, sessions).every
        able = abilities(capabilities, adapters, self.adapter)
        if isinstance(self.engine, Together):
            of = adapters[self.adapter]
            return both(self.engine.profile, devices, sessions - devices, able, of).every
        every = letters(self.engine.machine, self.engine.profile, sessions, capabilities=able)
        return offered(every, adapters[self.adapter]).every if self.engine.machine.on else every

    @cached_property
    def one_each(self) -> tuple[Intent, ...]:
        """What is drawn from, before it is known on which session."""
        return self.letters(1, 2 if isinstance(self.engine, Together) else 1)

    @cached_property
    def guide(self) -> Guide:
        """Tells what ADVANCE is."""
        devices = self.engine.devices if isinstance(self.engine, Together) else 0
        return Guide(self.engine, self.letters(devices, self.sessions))

    @cached_property
    def parts(self) -> tuple[Machine, ...]:
        """The tables of the sessions."""
        return tuple(dict.fromkeys(map(self.engine.part, range(self.sessions))))

    @cached_property
    def aims(self) -> tuple[str, ...]:
        """Where a sequence can aim at: the goal, more often than each other state that there is."""
        goals = tuple(part.goal for part in self.parts)
        return (*goals, *goals, *(state for part in self.parts for state in self.states(part)))

    @cached_property
    def used(self) -> tuple[int, ...]:
        """How many of the sessions a sequence uses: a single one in half of them, to go far with it."""
        return (1,) * (self.sessions - 1) + tuple(range(1, self.sessions + 1))

    def states(self, part: Machine) -> tuple[str, ...]:
        """The states of a table that there are under the profile."""
        return alive(part, self.engine.profile)

    @cached_property
    def kinds(self) -> tuple[Test, ...]:
        """What is drawn first: for each call the ways of making it, so that none crowds out the others."""
        right: dict[str, list[Intent]] = {}
        wrong: dict[str, list[Intent]] = {}
        for each in self.one_each:
            (wrong if each.defects or each.number else right).setdefault(each.call, []).append(each)
        every = tuple(_ways(right[call], wrong.get(call, ())) for call in right)
        onward = tuple(_ways(right[call], ()) for call in right if self._leads_on(call)) * (ONWARD - 1)
        return ((ADVANCE,) * len(every + onward)) + onward + every

    def _leads_on(self, call: str) -> bool:
        """Whether a call succeeds somewhere with another state than the first one."""
        first = {SAME, *(part.initial for part in self.parts)}
        rows = (row for row in self.engine.machine.rows if not row.refuses and row.answer is not None)
        return any(
            row.next not in first and call in {each.name for each in self.engine.machine.calls_of(row)}
            for row in rows
        )

    @cached_property
    def defects(self) -> tuple[str, ...]:
        """What can be wrong with a message beside what is wrong with the letter."""
        return tuple(
            sorted(
                {
                    defect.name
                    for call in self.engine.machine.calls
                    for defect in call.defects
                    if defect.needs is None or any(defect.name in each.defects for each in self.one_each)
                }
            )
        )

    def intent(self, letter: Intent, session: int, besides: str | None, now: Configuration) -> Intent:
        """A letter that was drawn, as an intent."""
        intent = letter
        if letter.session is not None:
            those = self.engine.sessions_of(letter.call, now)
            intent = letter._replace(session=those[session % len(those)])
        call = self.engine.machine.call(intent.call)
        own = {each.name for each in call.defects if each.about in {None, intent.about}} - set(intent.defects)
        if besides in own and not any(
            {besides, each} <= clash for clash in CLASHES for each in intent.defects
        ):
            return intent._replace(defects=(*intent.defects, besides))
        return intent

    def rarely_visited(self) -> dict[str, int]:
        """The states in which too few calls were made, with how many."""
        entered, least = self.tally.entered, max(1, self.tally.calls // VISITED)
        states = (state for part in self.parts for state in self.states(part))
        return {state: entered[state] for state in states if entered[state] < least}


def _ways(right: Sequence[Intent], wrong: Sequence[Intent]) -> Test:
    """A third of the ways are right; each part is gone through as often as it takes."""
    fine = WAYS // 3 if wrong else WAYS
    return (*islice(cycle(right), fine), *islice(cycle(wrong), WAYS - fine))
