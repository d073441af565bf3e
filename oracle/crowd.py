"""Many devices at once on a connector, or keys on an adapter: what saturates or wraps shows with one more."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL
from coppspec.model.engine import Engine
from coppspec.model.key_calls import ACTIVATE, DEACTIVATE
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
NO_KEY_IS_LEFT = "answered ERROR_NOT_ENOUGH_MEMORY"


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


@dataclass(frozen=True)
class CrowdOfKeys(Crowd):
    """So many keys at once on one adapter, at different levels; then they end in turn."""

    def judged(self, judge: Judge) -> Judged:
        """What came of it; that no key is left is no deviation if the driver says so (VPCP-507)."""
        judged = judge.judge(self.suite)
        full = [each.intents for each in judged.found if each.deviation.met == NO_KEY_IS_LEFT]
        keys = len(full[0]) - 1 if full else 0
        if keys < SEVERAL:
            return judged
        again = judge.judge(_of_keys(self.suite, keys))
        return again._replace(sequences=judged.sequences + again.sequences, calls=judged.calls + again.calls)


def crowd_of_keys(declared: Declared, profile: Profile, adapter: int, keys: int) -> CrowdOfKeys:
    """So many keys on an adapter."""
    outputs, _, adapters = declared
    engine, none = Engine(COPY_PROTECTION_SESSIONS, profile), Cover((), ())
    suite = Suite(f"{keys} keys at once", engine, (0,) * keys, none, outputs, adapters, adapter)
    return CrowdOfKeys(_of_keys(suite, keys))


def _of_keys(suite: Suite, keys: int) -> Suite:
    """The first has the highest level, so that it shows if that is lost; it ends last but one."""
    begun = tuple(Intent(ACTIVATE, level=3 if key == 0 else 1 + key % 2) for key in range(keys))
    ends = tuple(Intent(DEACTIVATE, key) for key in (*range(1, keys - 1), 0, keys - 1))
    return replace(suite, cover=Cover((), (), also=((*begun, *ends),)))


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
