"""Whether a driver gives back the memory of sessions that are over (COPP-186)."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter

from coppspec.model.engine import Engine
from coppspec.model.step import Intent
from coppspec.oracle.footprint import footprint
from coppspec.oracle.judged import Found, Judge, Judged
from coppspec.oracle.launcher import Launcher
from coppspec.properties.bench import Bench
from coppspec.properties.inspection import Deviation, How
from coppspec.properties.trial import Disagreement, MakeDriver, Trial

CLAUSE = "COPP-186"
SESSION = tuple(
    Intent(call, 0)
    for call in (
        "COPPOpenVideoSession",
        "COPPGetCertificateLength",
        "COPPKeyExchange",
        "COPPSequenceStart",
        "COPPCloseVideoSession",
    )
)
"""A session from its beginning to its end."""
ROUNDS, EACH = 4, 60
"""In the first round a driver may take what it keeps for good; in every later one it has to keep still."""
LEAST = 4096
"""Bytes for each session: less cannot be told from what an allocator reserves at once."""


@dataclass(frozen=True)
class ComingAndGoing:
    """Many sessions, one after the other, on a driver that is never made fresh."""

    engine: Engine
    dev_id: int

    @property
    def name(self) -> str:
        """What a report calls it."""
        return "sessions that come and go"

    def bench(self, make_driver: MakeDriver, seed: int) -> Bench:
        """Where they are."""
        return Bench(self.engine, (self.dev_id,), make_driver, seed)

    def judged(self, judge: Judge) -> Judged:
        """What they leave behind; where the driver fails in them, the suites have told it."""
        beginning = perf_counter()
        trial = self.bench(judge.make_driver, judge.seed).trial()
        sizes: list[int] = []
        try:
            for _ in range(ROUNDS):
                _come_and_go(trial)
                sizes.append(_size(judge.make_driver))
        except Disagreement:
            sizes.clear()
        seconds, calls = perf_counter() - beginning, len(SESSION) * EACH * len(sizes)
        found = tuple(self._found(sizes, judge.seed))
        machine = self.engine.machine.name
        return Judged(self.name, machine, len(sizes) * EACH, calls, seconds, Counter({CLAUSE: calls}), found)

    def _found(self, sizes: list[int], seed: int) -> list[Found]:
        """A leak is there if every round after the first one has taken more."""
        grown = [after - before for before, after in pairwise(sizes)]
        if not grown or min(grown) < LEAST * EACH:
            return []
        kilobytes = sum(grown) // (len(grown) * EACH * 1024)
        met = f"took {kilobytes:,} KB more with each session, and kept them"
        deviation = Deviation("the memory of a session back when it is over", met, CLAUSE, How.LEAK)
        answers = ("S_OK",) * (len(SESSION) - 1) + (f"it {met}",)
        return [Found(self.name, seed, SESSION, deviation, answers, len(sizes) * EACH)]


def _come_and_go(trial: Trial) -> None:
    for _ in range(EACH):
        for intent in SESSION:
            trial.step(intent, look=False)
        trial.history.clear()


def _size(make_driver: MakeDriver) -> int:
    return footprint(make_driver.pid).reserved if isinstance(make_driver, Launcher) else 0
