"""A random sequence while it is made: on the model, and on a driver beside it."""

from coppspec.properties.bench import Bench
from coppspec.properties.draws import Drawn, Move
from coppspec.properties.exploration import Moment
from coppspec.properties.plan import Plan
from coppspec.properties.subjects import ALWAYS


class BrokenProperty(AssertionError):
    """The specification itself breaks one of the properties that always hold."""


class Sequence:
    """Makes the calls of a sequence, one after the other, and notes them in the tally of the plan.

    Args:
        plan: what is called.
        drawn: where the sequence leads to, and what the application makes up.
    """

    def __init__(self, plan: Plan, drawn: Drawn) -> None:
        self._plan, self._drawn = plan, drawn
        self._now = plan.start()
        self._trial = None
        if plan.make_driver is not None:
            bench = Bench(plan.engine, plan.dev_ids, plan.make_driver, drawn.seed, plan.adapter)
            self._trial = bench.trial()
        plan.tally.drawn.append([])
        plan.tally.seed = drawn.seed

    def make(self, move: Move) -> None:
        """One call, unless the driver cannot be asked for it.

        Raises:
            BrokenProperty: the model does what it never should.
            Disagreement: the driver does something else than the model.
        """
        plan, before = self._plan, self._now
        session = move.session % self._drawn.used
        if move.kind:
            intent = plan.intent(move.kind[move.way], session, move.besides, before)
        else:
            intent = plan.guide.advance(before, session, self._drawn.aim)
        if self._trial is not None and not self._trial.can_make(intent):
            return
        answer, self._now = plan.engine.step(before, intent)
        plan.tally.note(before, intent, answer)
        moment = Moment(plan.engine, before, intent, answer, self._now)
        for each in ALWAYS[plan.engine.machine.name]:
            if not each.holds(moment):
                raise BrokenProperty(f"{intent}: it is no longer so that {each.name}")
        if self._trial is not None:
            self._trial.step(intent)


def make(plan: Plan, drawn: Drawn) -> None:
    """A sequence from its first call to its last.

    Raises:
        BrokenProperty: the model does what it never should.
        Disagreement: the driver does something else than the model.
    """
    sequence = Sequence(plan, drawn)
    for move in drawn.moves:
        sequence.make(move)
