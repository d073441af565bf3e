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
from coppspec.oracle.case import OfSuite
from coppspec.oracle.judged import Judge, Judged
from coppspec.properties.declared import Declared
from coppspec.properties.projections import HANDSHAKE
from coppspec.properties.setting import offer, richest
from coppspec.properties.suite import Cover, Suite

SEVERAL = 4
"""So many devices the other suites open at once; a refusal beyond that is no clause's business."""
NO_KEY_IS_LEFT = "answered ERROR_NOT_ENOUGH_MEMORY"


@dataclass(frozen=True)
class Crowd(OfSuite):
    """So many devices, each with the highest level; then they are closed in turn, the level with the last."""

    def judged(self, judge: Judge) -> Judged:
        """What came of it.

        Where there is no room for so many, it is run again with as many as there is room for.
        """
        judged = judge.judge(self.suite)
        if (room := self._room(judged)) is None:
            return judged
        again = judge.judge(self._of(room))
        return again._replace(
            sequences=judged.sequences + again.sequences,
            calls=judged.calls + again.calls,
            seconds=judged.seconds + again.seconds,
        )

    def _room(self, judged: Judged) -> int | None:
        """How many there is room for, if it is fewer; how many there has to be no clause says (COPP-901)."""
        refused = (found.intents[-1] for found in judged.found)
        return next((each.session for each in refused if _is_full(each)), None)

    def _of(self, number: int) -> Suite:
        """The same with fewer."""
        ((*test,),) = self.suite.tests
        fewer = tuple(each for each in test if each.session in range(number))
        return replace(self.suite, cover=Cover((), (), also=(fewer,)))


@dataclass(frozen=True)
class CrowdOfKeys(Crowd):
    """So many keys at once on one adapter, at different levels; then they end in turn."""

    def _room(self, judged: Judged) -> int | None:
        """That no key is left is no deviation if the driver says so (VPCP-507)."""
        full = (found.intents for found in judged.found if found.deviation.met == NO_KEY_IS_LEFT)
        keys = len(next(full, ())) - 1
        return keys if keys >= SEVERAL else None

    def _of(self, number: int) -> Suite:
        return _of_keys(self.suite, number)


def crowd_of_keys(declared: Declared, profile: Profile, adapter: int, keys: int) -> CrowdOfKeys:
    """So many keys on an adapter."""
    outputs, _, adapters, _ = declared
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
