"""Hypothesis machines: random sequences on several sessions at once, with defects drawn on purpose.

Hypothesis is in this module alone. One rule draws the call, from a fixed list of which about half is
ADVANCE: with a rule for each call, runs that never reach an active session would be the greater part. A run
of many sequences is made of short ones: after ten sequences Hypothesis makes five of six by copying a part of
the last one over another, and what they share with it has been seen.
"""

import tempfile
from functools import cache

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from coppspec.model.step import Intent
from coppspec.properties.bench import Bench, Test
from coppspec.properties.exploration import Moment
from coppspec.properties.plan import WAYS, Plan
from coppspec.properties.subjects import ALWAYS
from coppspec.properties.trial import Disagreement, Trial

FRESH = 10
"""After so many sequences Hypothesis begins to vary the last one."""
TRIES = 4
"""How often a sequence is made simple: what a driver does by chance need not come the first time."""
RUNS = 10_000
"""More than there are short runs in a run: each has a seed of its own."""


class BrokenProperty(AssertionError):
    """The specification itself breaks one of the properties that always hold."""


class Unsteady(RuntimeError):
    """What ended a sequence was no answer of the driver, and did not come again."""


class RarelyVisited(AssertionError):
    """A state was hardly seen, so that nothing was found there says little."""


def machine(plan: Plan) -> type[RuleBasedStateMachine]:
    """A machine that runs sequences through the model, and through a driver beside it."""
    engine, sessions, seen, beginning = plan.engine, plan.sessions, plan.tally, plan.start()

    class Sequence(RuleBasedStateMachine):
        """One sequence of calls."""

        def __init__(self) -> None:
            super().__init__()
            self.configuration = beginning
            self.trial: Trial | None = None
            self.aim, self.used = plan.aims[0], sessions
            seen.drawn.append([])

        @initialize(
            seed=st.integers(0, 2**16 - 1), aim=st.sampled_from(plan.aims), used=st.sampled_from(plan.used)
        )
        def begin(self, seed: int, aim: str, used: int) -> None:
            """The seed of what the application makes up; where it goes to, on how many of the sessions."""
            self.aim, self.used = aim, used
            if plan.make_driver is not None:
                self.trial = Bench(engine, plan.dev_ids, plan.make_driver, seed, plan.adapter).trial()

        @rule(
            kind=st.sampled_from(plan.kinds),
            way=st.integers(0, WAYS - 1),
            session=st.integers(0, sessions - 1),
            besides=st.sampled_from((None, *(None,) * len(plan.defects), *plan.defects)),
        )
        def call(self, kind: Test, way: int, session: int, besides: str | None) -> None:
            """One call on one session, perhaps with one defect more than the letter has."""
            session %= self.used
            if kind:
                intent = plan.intent(kind[way], session, besides, self.configuration)
            else:
                intent = plan.guide.advance(self.configuration, session, self.aim)
            if self.trial is not None and not self.trial.can_make(intent):
                return
            before = self.configuration
            answer, self.configuration = engine.step(before, intent)
            seen.note(before, intent, answer)
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


def run_machine(plan: Plan, seed: int, examples: int, *, simplify: bool = True) -> AssertionError | None:
    """Run a machine; what it finds, shrunk.

    Args:
        plan: what it runs.
        seed: of the sequences that are drawn.
        examples: how many sequences, of at most 50 calls.
        simplify: whether what a driver fails is made simple here.

    Raises:
        Unsteady: a sequence ended in another way, and not in the same way again.
    """
    set_hypothesis_home_dir(_home().name)
    kind = machine(plan)
    failure: AssertionError
    try:
        for index, done in enumerate(range(0, examples, FRESH)):
            of_this_run = _settings(min(FRESH, examples - done), shrinks=plan.make_driver is None)
            run_state_machine_as_test(hypothesis.seed(seed * RUNS + index)(kind), settings=of_this_run)
    except BrokenProperty as broken:
        failure = broken
    except (Disagreement, Flaky) as error:
        # A driver draws random numbers of its own, so what it did need not come again; it was done.
        if not plan.tally.found:
            raise Unsteady(f"a sequence ended otherwise when it was run again: {error}") from error
        failure = _simplest(plan, seed, TRIES if simplify else 0)
    else:
        if not (rare := plan.rarely_visited()):
            return None
        failure = RarelyVisited(
            f"of {plan.tally.calls} calls hardly any was made where a session is: "
            + ", ".join(f"{state} ({calls})" for state, calls in rare.items())
        )
    failure.add_note(f"The sequences of seed {seed} show it.")
    return failure


def _settings(examples: int, *, shrinks: bool) -> settings:
    """A sequence that a driver fails is made simple on the bench, in a tenth of the time."""
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink) if shrinks else (Phase.generate,),
        suppress_health_check=[HealthCheck.too_slow],
    )


def _simplest(plan: Plan, seed: int, tries: int) -> AssertionError:
    """The shortest sequence that was found, without what it does not need."""
    shortest = min(plan.tally.found, key=lambda found: len(found.intents))
    if plan.make_driver is None:
        return shortest
    bench = Bench(plan.engine, plan.dev_ids, plan.make_driver, seed, plan.adapter)
    for _ in range(tries):
        shortest = bench.simplest(shortest)
    return shortest


@cache
def _home() -> tempfile.TemporaryDirectory[str]:
    """Where Hypothesis writes, even without a database: a folder that goes with the process."""
    return tempfile.TemporaryDirectory()
