"""Long sessions: what is counted in a byte, or has room for so many messages, shows after a while."""

from collections.abc import Iterator, Sequence

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS, DEAD
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL
from coppspec.model.engine import Engine
from coppspec.model.key_calls import ACTIVATE, CHANGE, DEACTIVATE, FRESH
from coppspec.model.profile import Profile
from coppspec.model.step import Answer, Configuration, Intent, Session
from coppspec.properties.bench import Test
from coppspec.properties.declared import Declared
from coppspec.properties.projections import FLAGGED, HANDSHAKE
from coppspec.properties.setting import offer, richest
from coppspec.properties.suite import Cover, Suite

MANY, VERY_MANY = 1_025, 65_537
"""More than ten bits count, and more than two bytes do."""
EVENTS = 256
"""So often an event happens before it is asked for: what is counted in a byte is 0 then."""
REQUEST = Intent("COPPQueryStatus, protection type", 0)


def long_sessions(declared: Declared, profile: Profile, many: int = MANY) -> Iterator[Suite]:
    """A device with many commands, requests and events; a key with many changes; and many keys in turn.

    Args:
        declared: what the driver declares.
        profile: the readings that it is held to.
        many: how many messages and keys.
    """
    outputs, adapters = declared.outputs, declared.adapters
    if declared.opening:
        main = richest(outputs)
        types, engine = offer(outputs[main]).types, Engine(DEVICE, profile)
        cover = Cover((), (), also=(_of_device(types, many),))
        yield Suite("a device with many messages", engine, (main,), cover, outputs)
        events = [each for each in FLAGGED if each in declared.capabilities]
        if events:
            cover = Cover((), (), also=(_of_events(events, EVENTS * (many // EVENTS)),))
            yield Suite("a device with many events", engine, (main,), cover, outputs)
    for adapter in declared.protecting[:1]:
        engine, cover = Engine(COPY_PROTECTION_SESSIONS, profile), Cover((), (), also=(_of_key(many),))
        yield Suite("a key with many changes", engine, (0,), cover, outputs, adapters, adapter)
        if many == MANY:
            cover = Cover((), (), also=(_of_keys(many),))
            yield Suite(f"{many:,} keys in turn", engine, (0,) * many, cover, outputs, adapters, adapter)
        else:
            cover = Cover((), (), also=(_of_one_key(many),))
            engine = InTurn(COPY_PROTECTION_SESSIONS, profile)
            yield Suite(f"{many:,} keys in turn", engine, (0,), cover, outputs, adapters, adapter)


class InTurn(Engine):
    """The table of copy-protection sessions, where the place of a key that is dead is free for a new one."""

    def step(
        self, configuration: Configuration, intent: Intent, sender: Configuration | None = None
    ) -> tuple[Answer, Configuration]:
        """The same, and a session that has ended is as fresh as at first."""
        answer, after = super().step(configuration, intent, sender)
        fresh = tuple(Session(FRESH) if each.state == DEAD else each for each in after.sessions)
        return answer, after._replace(sessions=fresh)

    def under(self, profile: Profile) -> "InTurn":
        """The same table under another profile."""
        return InTurn(self.machine, profile)

    def sessions_of(self, call: str, configuration: Configuration) -> range:  # noqa: ARG002  all of them
        """As many as come in turn."""
        return range(VERY_MANY + 1)


def _of_device(types: tuple[str, ...], many: int) -> Test:
    """Its level goes up and down, with a request each time; the last are wrong, and then right again."""
    message = (*_levels(types, 1), REQUEST)
    again = (*_levels(types, 0), REQUEST)
    forged = (each._replace(defects=("corrupted tag",)) for each in _levels(types, 1))
    begun = (Intent(call, 0) for call in HANDSHAKE)
    ends = (*forged, REQUEST._replace(number=-1), *message, Intent("COPPCloseVideoSession", 0))
    return (*begun, *message, *(*again, *message) * (many // 2), *ends)


def _of_events(events: Sequence[str], many: int) -> Test:
    """Each event so often before a request that a byte does not count it, and then once more."""
    begun = (Intent(call, 0) for call in HANDSHAKE)
    each_often = (
        letter
        for event in events
        for letter in (*(Intent(event, 0),) * many, REQUEST, Intent(event, 0), REQUEST)
    )
    return (*begun, *each_often, Intent("COPPCloseVideoSession", 0))


def _levels(types: tuple[str, ...], level: int) -> Test:
    """The command for the first type, if there is one, which has level 1 whatever it is."""
    return tuple(Intent(SET_PROTECTION_LEVEL.name, 0, (), level, about=each) for each in types[:1])


def _of_key(many: int) -> Test:
    """It goes from level to level, and is turned off and on; at last no other key is taken for it."""
    changes = (Intent(CHANGE, 0, (), number % 4) for number in range(many))
    return (Intent(ACTIVATE, level=1), *changes, Intent(CHANGE, 0, ("key 0",), 2), Intent(DEACTIVATE, 0))


def _of_keys(many: int) -> Test:
    """Each key is gone before the next one comes, at every level."""
    return tuple(
        letter for key in range(many) for letter in (Intent(ACTIVATE, level=key % 4), Intent(DEACTIVATE, key))
    )


def _of_one_key(many: int) -> Test:
    """The same with the place of the first session."""
    return tuple(
        letter for key in range(many) for letter in (Intent(ACTIVATE, level=key % 4), Intent(DEACTIVATE, 0))
    )
