"""Letters of devices and of copy-protection sessions at once, and what is gone through with them."""

from collections.abc import Collection, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from coppspec.driver.adapters import ADAPTERS, Adapter
from coppspec.driver.outputs import OUTPUTS, Output
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import CLOSED, DEVICE, SESSION_ACTIVE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL, SET_SIGNALING
from coppspec.model.key_calls import ACTIVATE, CHANGE, DEACTIVATE, GET
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration
from coppspec.model.together import JOINT, Together
from coppspec.properties.alphabet import letters
from coppspec.properties.bench import Test
from coppspec.properties.key_projections import (
    PLAIN,
    RESTART,
    SET_OFF,
    SET_OUTPUT,
    SET_PICTURE,
    TOGETHER,
    offered,
)
from coppspec.properties.projections import ENDS, FLAGGED, HANDSHAKE, LEVEL_REQUESTS, REQUESTS, Letters
from coppspec.properties.setting import DevIDs, offer, start
from coppspec.properties.suite import Cover

SET_LEVEL = SET_PROTECTION_LEVEL.name


class Both(NamedTuple):
    """The letters of both sides."""

    devices: Letters
    keys: Letters

    @property
    def every(self) -> Test:
        """All of them, devices first."""
        return (*self.devices.every, *self.keys.every)


def both(
    profile: Profile,
    devices: int,
    keys: int,
    capabilities: Collection[str] | None = None,
    adapter: Adapter = ADAPTERS[0],
) -> Both:
    """Every letter on so many devices, and on so many copy-protection sessions behind them."""
    of_devices = letters(DEVICE, profile, devices, capabilities=capabilities)
    of_keys = letters(COPY_PROTECTION_SESSIONS, profile, keys, capabilities=capabilities)
    shifted = tuple(
        each if each.session is None else each._replace(session=each.session + devices)
        for each in offered(of_keys, adapter).every
        if each.call not in JOINT
    )
    return Both(Letters(of_devices), Letters(shifted))


def side_by_side(of: Both) -> Cover:
    """A device and a copy-protection session, at levels of which either can be the higher one."""
    level = of.devices.of(SET_LEVEL, about=("ACP",), levels={0, 2})
    own = (*of.devices.of(*HANDSHAKE, "COPPCloseVideoSession"), *level)
    keys = (
        *of.keys.of(ACTIVATE, levels={0, 1, 3}),
        *of.keys.of(CHANGE, levels={0, 3}),
        *of.keys.of(DEACTIVATE),
    )
    events = (*of.devices.of(*ENDS, "mode change", "link lost"), *of.keys.of(RESTART))
    settings = {*PLAIN, "an unprotected standard"}
    sets = (
        *of.keys.of(SET_OUTPUT, SET_OFF, about=settings),
        *of.keys.of(*TOGETHER, about=PLAIN, levels={0, None}),
        *of.keys.of(GET, SET_PICTURE, "device reset"),
    )
    other_types = of.devices.of(SET_LEVEL, about=("HDCP", "CGMSA"), levels={0, 1})
    asked = of.devices.of(*LEVEL_REQUESTS, about=("ACP",))
    look = (*asked, *of.keys.of(CHANGE, levels={1}), *asked, *level[:1], *asked, *of.keys.of(DEACTIVATE))
    tried = (*own, *keys, *events, *sets, *other_types)
    then = (*look, *of.devices.of("COPPCloseVideoSession"))
    served = of.devices.of(SET_SIGNALING.name, *REQUESTS)
    late = (*of.keys.of(ACTIVATE, levels={1}), *of.devices.of(*HANDSHAKE), *served, *then)
    told = tuple(
        (*of.devices.of(*HANDSHAKE), event, *of.keys.of(ACTIVATE, levels={1}), *asked)
        for event in of.devices.of(*FLAGGED)
    )
    return Cover((*own, *keys), tried, then=then, also=(late, *told), only=_is_settled)


def asleep(of: Both) -> Cover:
    """A device and a session at levels of which either can be the higher one, through what an adapter does.

    Neither side may lose its level because the hardware of the other one was written anew.
    """
    way, asked = of.devices.of(*HANDSHAKE), of.devices.of(*LEVEL_REQUESTS, about=("ACP",))
    levels = of.devices.of(SET_LEVEL, about=("ACP",), levels={1, 3})
    keys = (
        (),
        of.keys.of(ACTIVATE, levels={2}),
        (*of.keys.of(ACTIVATE, levels={2}), *of.keys.of(CHANGE, levels={0})),
    )
    down, up, reset = (of.keys.of(each) for each in ("power down", "power up", "device reset"))
    off, on = of.keys.of(SET_OFF), of.keys.of(SET_OUTPUT, about=PLAIN[:1])
    mode = of.devices.of("mode change")
    events = ((*down, *up), reset, (*reset, *mode), (*down, *mode, *up), (*off, *on), of.keys.of(RESTART))
    ends = (*of.keys.of(DEACTIVATE), *of.devices.of("COPPCloseVideoSession"))
    found = (
        (*way, level, *begun, *event, *asked, *(ends if begun else ends[1:]))
        for level, begun, event in product(levels, keys, dict.fromkeys(events))
        if event
    )
    return Cover((), (), also=tuple(found))


def _is_settled(configuration: Configuration) -> bool:
    return configuration.sessions[0].state in {CLOSED, SESSION_ACTIVE}


def shared_outputs(outputs: Sequence[Output], adapters: Sequence[Adapter], adapter: int) -> tuple[int, ...]:
    """The outputs of an adapter on which a device can ask for ACP, one for each connector."""
    found: dict[int, int] = {}
    for dev_id in adapters[adapter].outputs:
        if "ACP" in offer(outputs[dev_id]).types and outputs[dev_id].opens:
            found.setdefault(outputs[dev_id].connector, dev_id)
    return tuple(found.values())


class TogetherWalk(NamedTuple):
    """Everything that can be reached by both sides from a start with some letters."""

    name: str
    engine: Together
    start: Configuration
    letters: Test


def together_walks(profile: Profile) -> Iterator[TogetherWalk]:
    """One device and one session with every event; two of one side with one of the other."""
    for name, dev_ids, devices in WALKS:
        engine = Together(devices, profile)
        of = both(engine.profile, devices, len(dev_ids) - devices)
        level = of.devices.of(SET_LEVEL, about=("ACP",), levels={0, 2} if len(dev_ids) > 2 else {0, 2, 3})
        asked = of.devices.of(*LEVEL_REQUESTS, about=("ACP",))
        own = (*of.devices.of(*HANDSHAKE, "COPPCloseVideoSession"), *level, *asked)
        keys = (*of.keys.of(ACTIVATE, CHANGE, levels={0, 1, 3}), *of.keys.of(DEACTIVATE))
        events = (
            *of.devices.of("device lost", "mode change"),
            *of.keys.of(SET_OUTPUT, SET_OFF, about=PLAIN),
            *of.keys.of("device reset", "power down", "power up", RESTART),
        )
        walked = (*own, *keys) if len(dev_ids) > 2 else (*own, *keys, *events)
        yield TogetherWalk(name, engine, start(engine, OUTPUTS, dev_ids), walked)


WALKS: tuple[tuple[str, DevIDs, int], ...] = (
    ("a device and a copy-protection session", (0, 0), 1),
    ("two devices and a copy-protection session", (0, 0, 0), 2),
    ("a device and two copy-protection sessions", (0, 0, 0), 1),
)
