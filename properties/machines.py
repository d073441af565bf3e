"""Hypothesis machines: random sequences on several sessions at once, with defects drawn on purpose.

Hypothesis is in this module alone. One rule draws the call, from a fixed list of which about half is
ADVANCE: the call that moves a session on, whatever it is. With a rule for each call, runs that never
reach an active session would be the greater part.
"""

import tempfile
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, cached_property

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability
from coppspec.model.engine import Engine
from coppspec.model.step import Configuration, Intent
from coppspec.model.together import Together
from coppspec.properties.alphabet import letters
from coppspec.properties.bench import Bench
from coppspec.properties.declared import Declared
from coppspec.properties.exploration import Moment
from coppspec.properties.guide import Guide
from coppspec.properties.key_messages import ONE_OF_THESE
from coppspec.properties.key_projections import offered
from coppspec.properties.setting import DevIDs, abilities, start
from coppspec.properties.start_blocks import SEALS
from coppspec.properties.subjects import ALWAYS
from coppspec.properties.together_projections import both
from coppspec.properties.trial import Disagreement, MakeDriver, Trial

CLASHES = (frozenset(SEALS), ONE_OF_THESE, frozenset({"short buffer", "long buffer"}))
"""Defects of which a message can have one at a time."""
ADVANCE = "ADVANCE"
"""The call that moves the session on. It depends on the configuration alone, and the list on nothing."""


class BrokenProperty(AssertionError):
    """The specification itself breaks one of the properties that always hold."""


@dataclass
class Tally:
    """What a machine has seen, over all its sequences."""

    sequences: int = 0
    calls: int = 0
    entered: Counter[str] = field(default_factory=Counter[str])
    """How often a call was made on a session in each state."""
    found: list[Disagreement] = field(default_factory=list[Disagreement])
    """Every disagreement, also one that did not come again."""


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
        return Declared(driver.outputs, driver.capabilities, driver.adapters)

    def start(self) -> Configuration:
        """Where every sequence starts."""
        outputs, _, adapters = self._declared
        return start(self.engine, outputs, self.dev_ids, adapters, self.adapter)

    def letters(self, devices: int, sessions: int) -> tuple[Intent, ...]:
        """What can be drawn, on so many sessions, of which so many are devices where there are both."""
        _, capabilities, adapters = self._declared
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

    def intent(self, letter: Intent | str, session: int, besides: str | None, now: Configuration) -> Intent:
        """What was drawn, as an intent."""
        if isinstance(letter, str):
            return self.guide.advance(now, session)
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


def machine(plan: Plan) -> type[RuleBasedStateMachine]:
    """A machine that runs sequences through the model, and through a driver beside it."""
    engine, sessions, seen, beginning = plan.engine, plan.sessions, plan.tally, plan.start()
    every = plan.one_each
    defects = sorted(
        {
            defect.name
            for call in engine.machine.calls
            for defect in call.defects
            if defect.needs is None or any(defect.name in each.defects for each in every)
        }
    )

    class Sequence(RuleBasedStateMachine):
        """One sequence of calls."""

        def __init__(self) -> None:
            super().__init__()
            self.configuration = beginning
            self.trial: Trial | None = None
            seen.sequences += 1

        @initialize(seed=st.integers(0, 2**16 - 1))
        def begin(self, seed: int) -> None:
            """The seed of what the application makes up."""
            if plan.make_driver is not None:
                self.trial = Bench(engine, plan.dev_ids, plan.make_driver, seed, plan.adapter).trial()

        @rule(
            letter=st.sampled_from((ADVANCE,) * len(every) + every),
            session=st.integers(0, sessions - 1),
            besides=st.sampled_from((None,) * len(defects) + tuple(defects)),
        )
        def call(self, letter: Intent | str, session: int, besides: str | None) -> None:
            """One call on one session, perhaps with one defect more than the letter has."""
            intent = plan.intent(letter, session, besides, self.configuration)
            if self.trial is not None and not self.trial.can_make(intent):
                return
            seen.calls += 1
            if intent.session is not None:
                seen.entered[self.configuration.sessions[intent.session].state] += 1
            before = self.configuration
            answer, self.configuration = engine.step(before, intent)
            _hold(Moment(engine, before, intent, answer, self.configuration))
            if self.trial is not None:
                self._follow(self.trial, intent)

        def _follow(self, trial: Trial, intent: Intent) -> None:
            try:
                trial.step(intent)
            except Disagreement as found:
                seen.found.append(found)
                raise

    return Sequence


def _hold(moment: Moment) -> None:
    for each in ALWAYS[moment.engine.machine.name]:
        if not each.holds(moment):
            raise BrokenProperty(f"{moment.intent}: it is no longer so that {each.name}")


def run_machine(plan: Plan, seed: int, examples: int) -> AssertionError | None:
    """Run a machine; what it finds, shrunk.

    Args:
        plan: what it runs.
        seed: of the sequences that are drawn.
        examples: how many sequences, of at most 50 calls.
    """
    of_this_run = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow],
    )
    set_hypothesis_home_dir(_home().name)
    failure: AssertionError
    try:
        run_state_machine_as_test(hypothesis.seed(seed)(machine(plan)), settings=of_this_run)
    except BrokenProperty as broken:
        failure = broken
    except (Disagreement, Flaky):
        # A driver draws random numbers of its own, so what it did need not come again; it was done.
        failure = _simplest(plan, seed)
    else:
        return None
    failure.add_note(f"The sequences of seed {seed} show it.")
    return failure


def _simplest(plan: Plan, seed: int) -> AssertionError:
    """The shortest sequence that was found, without what it does not need."""
    shortest = min(plan.tally.found, key=lambda found: len(found.intents))
    if plan.make_driver is None:
        return shortest
    return Bench(plan.engine, plan.dev_ids, plan.make_driver, seed, plan.adapter).simplest(shortest)


@cache
def _home() -> tempfile.TemporaryDirectory[str]:
    """Where Hypothesis writes, even without a database: a folder that goes with the process."""
    return tempfile.TemporaryDirectory()
