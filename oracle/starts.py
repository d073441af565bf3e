"""Whether random numbers and keys differ from one start of the driver to the next.

Within one life of a driver its suites compare them. A generator that begins anew with each start gives
everybody who has seen one start the numbers of all others.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import NamedTuple

from coppspec.model.engine import Engine
from coppspec.model.key_calls import ACTIVATE
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.step import Intent
from coppspec.oracle.judged import NO_MORE, Found, Judge, Judged
from coppspec.properties.bench import Bench, Test
from coppspec.properties.inspection import Deviation
from coppspec.properties.projections import HANDSHAKE
from coppspec.properties.setting import DevIDs
from coppspec.properties.trial import Disagreement, MakeDriver, Reply

STARTS = 3
KEYS = 2
"""So many keys have to be the same each time. For random ones of 15 bits that is so once in 2^60 runs."""


class Secret(NamedTuple):
    """What has to be another one after each start."""

    wanted: str
    clause: str


RANDOM_NUMBER = Secret("another random number after each start", "COPP-144")
KEY = Secret("other keys after each start", "VPCP-506")
OVER_SEVERAL_LIVES = {RANDOM_NUMBER.wanted, KEY.wanted}
"""Tests of several drivers: what they find cannot be seen in the life of one, whatever it is held to."""


@dataclass(frozen=True)
class AfterEachStart:
    """The first random number, or the first keys, after each of a few starts."""

    engine: Engine
    dev_ids: DevIDs
    secret: Secret
    adapter: int = 0

    @property
    def name(self) -> str:
        """What a report calls it."""
        return self.secret.wanted

    @property
    def test(self) -> Test:
        """The calls that give it."""
        if self.secret is RANDOM_NUMBER:
            return tuple(Intent(call, 0) for call in HANDSHAKE[:-1])
        return (Intent(ACTIVATE, level=1),) * KEYS

    @property
    def size(self) -> int:
        """How many calls are made, at least."""
        return STARTS * len(self.test)

    def bench(self, make_driver: MakeDriver, seed: int) -> Bench:
        """Where they are made."""
        return Bench(self.engine, self.dev_ids, make_driver, seed, self.adapter)

    def judged(self, judge: Judge) -> Judged:
        """Whether all starts give the same; what is wrong with the calls themselves the suites say."""
        beginning, ended, calls, found = perf_counter(), "", 0, tuple[Found, ...]()
        given = set[tuple[bytes, ...]]()
        try:
            judge.expect_patience()
            for _ in range(STARTS):
                trial = self.bench(judge.make_driver, judge.seed).trial()
                replies = [trial.step(intent, look=False).reply for intent in self.test]
                calls += len(replies)
                given.add(tuple(self._secrets(replies)))
            if len(given) == 1:
                found = (self._found(judge.seed),)
        except Disagreement:
            pass
        except NO_MORE as error:
            ended = str(error)
        seconds, machine = perf_counter() - beginning, self.engine.machine.name
        return Judged(self.name, machine, STARTS, calls, seconds, Counter[str](), found, lost=ended)

    def _secrets(self, replies: list[Reply]) -> Iterator[bytes]:
        for reply in replies:
            if self.secret is RANDOM_NUMBER:
                yield reply.given.get("random number", b"")
            elif reply.returned:
                yield VIDEOPARAMETERS.get_ulong(reply.returned, "dwCPKey").to_bytes(4, "little")

    def _found(self, seed: int) -> Found:
        met = f"gave the same after each of {STARTS} starts"
        deviation = Deviation(self.secret.wanted, met, self.secret.clause)
        answers = (*("a success" for _ in self.test[1:]), f"it {met}")
        return Found(self.name, seed, self.test, deviation, answers)
