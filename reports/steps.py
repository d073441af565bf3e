"""Every step that one session can take from state to state: what the graphs are made of."""

from collections import deque
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from coppspec.driver.outputs import OUTPUTS
from coppspec.model.codes import Code
from coppspec.model.engine import Engine
from coppspec.model.language import Check, Ignore, Machine, Row, fails
from coppspec.model.profile import Profile
from coppspec.model.tv_output import TVOffer
from coppspec.properties.alphabet import letters
from coppspec.properties.exploration import Moment, explore
from coppspec.properties.setting import start
from coppspec.properties.walks import Walk, walks
from coppspec.reports.drawing import Stand


class Step(NamedTuple):
    """One call or event, in one state."""

    start: str
    end: str
    call: str
    """By its name in the table."""
    function: str
    """The function that takes the call and others, or the call."""
    level: int | None
    """What it asks for, where rows depend on it."""
    code: Code | None
    """None for an event."""
    entry: Row | Check
    """What decided."""

    @property
    def refused_in_place(self) -> bool:
        """Whether it is a refusal that changes nothing."""
        return self.start == self.end and fails(self.code)

    @property
    def shown(self) -> bool:
        """Whether it is more than a refusal, or than an event that leaves the session where it is."""
        return not self.refused_in_place and (self.start != self.end or self.code is not None)

    @property
    def stand(self) -> Stand:
        """Where what decided stands."""
        return self.start, self.call, str(self.entry)


def steps(engine: Engine) -> tuple[Step, ...]:
    """Every step of one session, alone on an output that offers everything, in the order of the walks."""
    return _steps(engine.machine, tuple(engine.profile.departures.items()))


@cache
def _steps(machine: Machine, readings: tuple[tuple[str, str], ...]) -> tuple[Step, ...]:
    engine = Engine(machine, Profile.refuted(**dict(readings)))
    alone = (walk for walk in walks(engine) if len(walk.start.sessions) == 1 and not _is_elsewhere(walk))
    moments = (moment for walk in alone for moment in explore(engine, walk.start, walk.letters).moments)
    found = (_step(engine.machine, each) for each in (*moments, *_from_state_to_state(engine)))
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _step(machine: Machine, moment: Moment) -> Step | None:
    """The step, if it is about the session, and is not ignored."""
    call, entry = machine.call(moment.intent.call), moment.answer.entries[-1]
    if isinstance(entry, Ignore) or (moment.answer.session is None and not call.event):
        return None
    return Step(
        moment.before.sessions[0].state,
        moment.after.sessions[0].state,
        call.name,
        call.function or call.name,
        moment.intent.level if call.levels else None,
        moment.answer.code,
        entry,
    )


def _is_elsewhere(walk: Walk) -> bool:
    """Whether a walk is on an adapter that lacks something, or beside somebody else's protection."""
    return walk.start.tv.offer != TVOffer() or any(any(each.shown) for each in walk.start.connectors)


def _from_state_to_state(engine: Engine) -> Iterator[Moment]:
    """Every letter in every state, in the first configuration that is met there.

    A walk leaves out letters that do not bear on its question, so none of them has every pair of a state and
    an event.
    """
    every = letters(engine.machine, engine.profile, 1)
    waiting = deque([start(engine, OUTPUTS, (0,))])
    known = {engine.machine.initial}
    while waiting:
        before = waiting.popleft()
        for letter in every:
            answer, after = engine.step(before, letter)
            yield Moment(engine, before, letter, answer, after)
            state = after.sessions[0].state
            if state not in known:
                known.add(state)
                waiting.append(after)
