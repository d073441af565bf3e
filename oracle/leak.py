"""Whether a driver gives back what sessions took that are over: their memory, and their places (COPP-186)."""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from time import perf_counter

from coppspec.model.device_calls import SET_PROTECTION_LEVEL
from coppspec.model.engine import Engine
from coppspec.model.levels import LEVELS
from coppspec.model.step import Intent
from coppspec.oracle.footprint import footprint
from coppspec.oracle.judged import NO_MORE, Found, Judge, Judged
from coppspec.oracle.launcher import Launcher
from coppspec.properties.bench import Bench, Test
from coppspec.properties.inspection import Deviation, How
from coppspec.properties.projections import HANDSHAKE
from coppspec.properties.trial import Disagreement, MakeDriver, Trial

CLAUSE = "COPP-186"
CLOSE = "COPPCloseVideoSession"
NAME = "sessions that come and go"
ROUNDS, EACH = 4, 60
"""In the first round a driver may take what it keeps for good; in every later one it has to keep still."""
STARTED = 1_025
"""So many sessions are started in all, the rest without a message."""
LEAST = 4096
"""Bytes for each session: less cannot be told from what an allocator reserves at once."""


@dataclass(frozen=True)
class ComingAndGoing:
    """Many sessions, one after the other, on a driver that is never made fresh."""

    engine: Engine
    dev_id: int
    types: tuple[str, ...] = ()
    """What the output can protect with."""
    messages: bool = True
    """Whether there is a command and a request in each."""
    opened: int = 0
    """So many more are opened and closed at once."""

    @property
    def session(self) -> Test:
        """A session from its beginning to its end, with a command, if there is any, and a request."""
        levels = (
            Intent(SET_PROTECTION_LEVEL.name, 0, (), max(LEVELS[of]), about=of) for of in self.types[:1]
        )
        begun = (Intent(call, 0) for call in HANDSHAKE)
        messages = (*levels, Intent("COPPQueryStatus, protection type", 0)) if self.messages else ()
        return *begun, *messages, Intent(CLOSE, 0)

    @property
    def name(self) -> str:
        """What a report calls it."""
        return NAME

    @property
    def size(self) -> int:
        """How many calls all of them are."""
        started = STARTED - ROUNDS * EACH
        return ROUNDS * EACH * len(self.session) + started * (len(HANDSHAKE) + 1) + 2 * self.opened

    def bench(self, make_driver: MakeDriver, seed: int) -> Bench:
        """Where they are."""
        return Bench(self.engine, (self.dev_id,), make_driver, seed)

    def judged(self, judge: Judge) -> Judged:
        """What they leave behind; a message that a driver gets wrong at once does not hide that."""
        judged = self._judged(judge)
        if not self.messages or all(len(each.intents) >= len(self.session) for each in judged.found):
            return judged
        again = replace(self, messages=False).judged(judge)
        return again._replace(calls=judged.calls + again.calls, found=(*judged.found, *again.found))

    def _judged(self, judge: Judge) -> Judged:
        """The same of one kind of session; a driver that can open no more of them has kept something, too."""
        beginning, ended, trial = perf_counter(), "", None
        sizes, found = list[int](), list[Found]()
        try:
            judge.expect_patience()
            trial = self.bench(judge.make_driver, judge.seed).trial()
            for _ in range(ROUNDS):
                judge.expect_patience()
                self._come_and_go(trial)
                sizes.append(_size(judge.make_driver))
            found = self._found(sizes, judge.seed)
            self._go_on(trial)
        except Disagreement as parts:
            found = [Found(self.name, judge.seed, parts.intents, parts.deviation, parts.answers)]
        except NO_MORE as error:
            ended = str(error)
        calls = 0 if trial is None else len(trial.history)
        seconds, machine = perf_counter() - beginning, self.engine.machine.name
        steps = Counter({CLAUSE: calls}) if len(sizes) == ROUNDS else Counter[str]()
        sequences = min(calls, 1)
        return Judged(self.name, machine, sequences, calls, seconds, steps, tuple(found), lost=ended)

    def _found(self, sizes: list[int], seed: int) -> list[Found]:
        """A leak is there if every round after the first one has taken more."""
        grown = [after - before for before, after in pairwise(sizes)]
        if not grown or min(grown) < LEAST * EACH:
            return []
        kilobytes = sum(grown) // (len(grown) * EACH * 1024)
        met = f"took {kilobytes:,} KB more with each session, and kept them"
        deviation = Deviation("the memory of a session back when it is over", met, CLAUSE, How.LEAK)
        answers = ("S_OK",) * (len(self.session) - 1) + (f"it {met}",)
        return [Found(self.name, seed, self.session, deviation, answers)]

    def _come_and_go(self, trial: Trial) -> None:
        """Look at the level only where one was set."""
        for _ in range(EACH):
            for intent in self.session:
                trial.step(intent, look=intent.call == SET_PROTECTION_LEVEL.name)

    def _go_on(self, trial: Trial) -> None:
        """More sessions than a driver has places for that gives none back."""
        begun = tuple(Intent(call, 0) for call in HANDSHAKE)
        for _ in range(STARTED - ROUNDS * EACH):
            for intent in (*begun, Intent(CLOSE, 0)):
                trial.step(intent, look=False)
        for _ in range(self.opened):
            for intent in (begun[0], Intent(CLOSE, 0)):
                trial.step(intent, look=False)


def _size(make_driver: MakeDriver) -> int:
    return footprint(make_driver.pid).reserved if isinstance(make_driver, Launcher) else 0
