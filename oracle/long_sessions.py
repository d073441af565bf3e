"""Long sessions: what is counted in a byte, or has room for so many messages, shows after a while."""

from collections.abc import Iterator

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL
from coppspec.model.engine import Engine
from coppspec.model.key_calls import ACTIVATE, CHANGE, DEACTIVATE
from coppspec.model.profile import Profile
from coppspec.model.step import Intent
from coppspec.properties.bench import Test
from coppspec.properties.declared import Declared
from coppspec.properties.projections import HANDSHAKE
from coppspec.properties.setting import offer, richest
from coppspec.properties.suite import Cover, Suite

MANY = 257
"""More than a byte counts."""
REQUEST = Intent("COPPQueryStatus, protection type", 0)


def long_sessions(declared: Declared, profile: Profile) -> Iterator[Suite]:
    """A device with many commands and requests, and a key with many changes."""
    outputs, _, adapters, _ = declared
    if declared.opening:
        main = richest(outputs)
        cover = Cover((), (), also=(_of_device(offer(outputs[main]).types),))
        yield Suite("a device with many messages", Engine(DEVICE, profile), (main,), cover, outputs)
    for adapter in declared.protecting[:1]:
        engine, cover = Engine(COPY_PROTECTION_SESSIONS, profile), Cover((), (), also=(_of_key(),))
        yield Suite("a key with many changes", engine, (0,), cover, outputs, adapters, adapter)


def _of_device(types: tuple[str, ...]) -> Test:
    """Its level goes up and down, with a request each time; the last are wrong, and then right again."""
    message = (*_levels(types, 1), REQUEST)
    again = (*_levels(types, 0), REQUEST)
    forged = (each._replace(defects=("corrupted tag",)) for each in _levels(types, 1))
    begun = (Intent(call, 0) for call in HANDSHAKE)
    ends = (*forged, REQUEST._replace(number=-1), *message, Intent("COPPCloseVideoSession", 0))
    return (*begun, *message, *(*again, *message) * (MANY // 2), *ends)


def _levels(types: tuple[str, ...], level: int) -> Test:
    """The command for the first type, if there is one, which has level 1 whatever it is."""
    return tuple(Intent(SET_PROTECTION_LEVEL.name, 0, (), level, about=each) for each in types[:1])


def _of_key() -> Test:
    """It goes from level to level, and is turned off and on; at last no other key is taken for it."""
    changes = (Intent(CHANGE, 0, (), number % 4) for number in range(MANY))
    return (Intent(ACTIVATE, level=1), *changes, Intent(CHANGE, 0, ("key 0",), 2), Intent(DEACTIVATE, 0))
