"""Many devices at once on one connector: a count that saturates, or wraps, shows with one session more."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from coppspec.model.device import DEVICE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL
from coppspec.model.engine import Engine
from coppspec.model.levels import LEVELS
from coppspec.model.profile import Profile
from coppspec.model.step import Intent
from coppspec.oracle.judged import Judge, Judged
from coppspec.properties.bench import Bench
from coppspec.properties.declared import Declared
from coppspec.properties.projections import HANDSHAKE
from coppspec.properties.setting import offer, richest
from coppspec.properties.suite import Cover, Suite
from coppspec.properties.trial import MakeDriver

SEVERAL = 4
"""So many devices the other suites open at once; a refusal beyond that is no clause's business."""


@dataclass(frozen=True)
class Crowd:
    """So many devices, each with the highest level; then they are closed in turn, the level with the last."""

    suite: Suite

    @property
    def name(self) -> str:
        """How many there are."""
        return self.suite.name

    @property
    def engine(self) -> Engine:
        """Of devices."""
        return self.suite.engine

    def bench(self, make_driver: MakeDriver, seed: int) -> Bench:
        """Where they are."""
        return self.suite.bench(make_driver, seed)

    def judged(self, judge: Judge) -> Judged:
        """What came of it; how many devices may be open at once no clause says (COPP-901).

        Where there is no room for so many, it is run again with as many as there is room for.
        """
        judged = judge.judge(self.suite)
        full = [each.intents[-1].session for each in judged.found if _is_full(each.intents[-1])]
        if not full or full[0] is None:
            return judged
        again = judge.judge(self._of(full[0]))
        return again._replace(
            sequences=judged.sequences + again.sequences,
            calls=judged.calls + again.calls,
            seconds=judged.seconds + again.seconds,
        )

    def _of(self, devices: int) -> Suite:
        """The same with fewer devices."""
        ((*test,),) = self.suite.tests
        fewer = tuple(each for each in test if each.session in range(devices))
        return replace(self.suite, cover=Cover((), (), also=(fewer,)))


def crowd(declared: Declared, profile: Profile, devices: int) -> Crowd:
    """So many devices on the output that offers most."""
    main = richest(declared.outputs)
    types = offer(declared.outputs[main]).types
    test = (*_begun(devices, types), *(Intent("COPPCloseVideoSession", each) for each in range(devices)))
    cover = Cover((), (), also=(test,))
    engine = Engine(DEVICE, profile)
    return Crowd(Suite(f"{devices} devices at once", engine, (main,) * devices, cover, declared.outputs))


def _begun(devices: int, types: tuple[str, ...]) -> Iterator[Intent]:
    for session in range(devices):
        yield from (Intent(call, session) for call in HANDSHAKE)
        for name in types[:1]:
            yield Intent(SET_PROTECTION_LEVEL.name, session, (), max(LEVELS[name]), about=name)


def _is_full(intent: Intent) -> bool:
    return intent.call == HANDSHAKE[0] and (intent.session or 0) >= SEVERAL
