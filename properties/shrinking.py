"""The Hypothesis machine: makes a sequence that breaks a property as short and as plain as it gets.

Only this module imports Hypothesis. It chooses which calls of a sequence are left out or made plain, so it
does not decide what a run tries.
"""

import tempfile
from functools import cache
from typing import TYPE_CHECKING

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from coppspec.properties.draws import Drawn, Move
from coppspec.properties.plan import Plan
from coppspec.properties.sequence import BrokenProperty, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

LEFT_OUT, PLAIN, AS_DRAWN = "left out", "plain", "as it was drawn"
HOW = (LEFT_OUT, PLAIN, *(AS_DRAWN,) * 998)
"""What can become of a call, the simplest first; until it shrinks, nearly all calls are made as drawn."""
EXAMPLES = 100
"""More than it takes until Hypothesis makes every call as it was drawn."""


def machine(plan: Plan, drawn: Drawn) -> type[RuleBasedStateMachine]:
    """A machine that makes a sequence again, or a part of it."""

    class Shrunk(RuleBasedStateMachine):
        """The calls of the sequence, in their order."""

        def __init__(self) -> None:
            super().__init__()
            self.sequence: Sequence | None = None
            self.left: Iterator[Move] = iter(drawn.moves)

        @initialize()
        def begin(self) -> None:
            """At the start of the model."""
            self.sequence = Sequence(plan, drawn)

        @rule(how=st.sampled_from(HOW))
        def call(self, how: str) -> None:
            """The next call."""
            move = next(self.left, None)
            if self.sequence is not None and move is not None and how != LEFT_OUT:
                self.sequence.make(move.simple if how == PLAIN else move)

    return Shrunk


def shrunk(plan: Plan, drawn: Drawn, broken: BrokenProperty) -> BrokenProperty:
    """What breaks a property, in the shortest part of a sequence; unchanged if Hypothesis finds none."""
    set_hypothesis_home_dir(_home().name)
    of_this_run = settings(
        max_examples=EXAMPLES,
        stateful_step_count=len(drawn.moves),
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow],
    )
    try:
        run_state_machine_as_test(hypothesis.seed(drawn.seed)(machine(plan, drawn)), settings=of_this_run)
    except BrokenProperty as simplest:
        return simplest
    return broken


@cache
def _home() -> tempfile.TemporaryDirectory[str]:
    """Where Hypothesis writes, even without a database: a folder that goes with the process."""
    return tempfile.TemporaryDirectory()
