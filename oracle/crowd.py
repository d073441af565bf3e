"""Many devices at once on a connector, or keys on an adapter: what saturates or wraps shows with one more."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL
from coppspec.model.engine import Engine
from coppspec.model.key_calls import ACTIVATE, CHANGE, DEACTIVATE
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
CLOSE = "COPPCloseVideoSession"
NO_KEY_IS_LEFT = "answered ERROR_NOT_ENOUGH_MEMORY"


POSITIONS = (0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 31, 32, 33, 63, 64, 65, 127, 128, 200, 254, 255, 256)
"""Places in a table behind which a driver may not look: around powers of two, at the end, and between."""
TURNED_OFF = 12
"""So many keys are turned off while all others are activated."""


@dataclass(frozen=True)
class Crowd(OfSuite):
    """So many devices with every type at its highest level, which they leave and take again one by one."""

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
    """So many keys at once on one adapter, at different levels that change; then they end in turn."""

    def _room(self, judged: Judged) -> int | None:
        """That no key is left is no deviation if the driver says so (VPCP-507)."""
        full = (found.intents for found in judged.found if found.deviation.met == NO_KEY_IS_LEFT)
        keys = sum(each.call == ACTIVATE for each in next(full, ())) - 1
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
    """The first ones are off while the others begin, and on again before all of them leave their levels."""
    off = range(min(TURNED_OFF, keys // 2))
    begun = [Intent(ACTIVATE, level=0 if key in off and key % 2 else 1 + key % 3) for key in range(keys)]
    begun[len(off) : len(off)] = [Intent(CHANGE, key, level=0) for key in off]
    on_again = (Intent(CHANGE, key, level=1 + key % 3) for key in off)
    lowered = (Intent(CHANGE, key, level=key % 2) for key in middle_last(keys))
    raised = (
        Intent(CHANGE, key, level=level) for key in POSITIONS if key < keys for level in (3, key % 2, 2, 0)
    )
    again = (Intent(CHANGE, key, level=1 + key % 3) for key in range(0, keys, 3))
    ends = (Intent(DEACTIVATE, key) for key in (*range(1, keys - 1), 0, keys - 1))
    return replace(suite, cover=Cover((), (), also=((*begun, *on_again, *lowered, *raised, *again, *ends),)))


def crowd(declared: Declared, profile: Profile, devices: int) -> Crowd:
    """So many devices on the output that offers most."""
    main = richest(declared.outputs)
    types = offer(declared.outputs[main]).types
    lowered = (_level(session, name, min(LEVELS[name])) for name in types for session in middle_last(devices))
    raised = (
        _level(session, name, level)
        for name in types
        for session in POSITIONS
        if session < devices
        for level in (max(LEVELS[name]), min(LEVELS[name]))
    )
    mixed = (
        (
            _level(session, name, sorted(LEVELS[name])[(session + 1) % len(LEVELS[name])])
            for session in range(devices)
            for name in (types[session % len(types)],)
        )
        if types
        else ()
    )
    ends = (Intent(CLOSE, session) for session in (*range(1, devices - 1), 0, devices - 1))
    test = (*_begun(devices, types), *lowered, *raised, *mixed, *ends)
    cover = Cover((), (), also=(test,))
    engine = Engine(DEVICE, profile)
    return Crowd(Suite(f"{devices} devices at once", engine, (main,) * devices, cover, declared.outputs))


def middle_last(number: int) -> Iterator[int]:
    """All of so many, the first ones first, then from the last one back to the middle."""
    middle = number // 2
    yield from range(middle)
    yield from range(number - 1, middle - 1, -1)


def _begun(devices: int, types: tuple[str, ...]) -> Iterator[Intent]:
    for session in range(devices):
        yield from (Intent(call, session) for call in HANDSHAKE)
        yield from (_level(session, name, max(LEVELS[name])) for name in types)


def _level(session: int, name: str, level: int) -> Intent:
    return Intent(SET_PROTECTION_LEVEL.name, session, (), level, about=name)


def _is_full(intent: Intent) -> bool:
    return intent.call == HANDSHAKE[0] and (intent.session or 0) >= SEVERAL
