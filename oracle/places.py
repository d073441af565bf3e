"""Where a driver is probed: few sessions on few of its outputs and adapters, and the calls made there."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from coppspec.driver.adapters import Adapter
from coppspec.driver.protocol import Capability
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL
from coppspec.model.engine import Engine
from coppspec.model.key_calls import GET
from coppspec.model.language import Bring, Consult
from coppspec.model.levels import LEVELS
from coppspec.model.lint import switches
from coppspec.model.profile import Profile
from coppspec.model.renderer import RENDERER
from coppspec.model.step import Configuration, Intent
from coppspec.model.together import TOGETHER, Together
from coppspec.oracle.replay import TABLES
from coppspec.properties.alphabet import letters
from coppspec.properties.bench import Test
from coppspec.properties.catalog import letters_of_renderers
from coppspec.properties.declared import Declared
from coppspec.properties.key_projections import COMMANDS, offered
from coppspec.properties.key_projections import TOGETHER as WITH_A_SETTING
from coppspec.properties.projections import HANDSHAKE, LEVEL_REQUESTS, Letters
from coppspec.properties.setting import (
    DevIDs,
    abilities,
    offer,
    richest,
    start,
    tv_offer,
)
from coppspec.properties.together_projections import both, shared_outputs

WAYS = {DEVICE.name: HANDSHAKE, RENDERER.name: ("connect", "KeyExchange", "SessionSequenceStart")}
"""The calls that bring a session to where most choices show."""
MOST = 4
"""Of outputs or adapters that differ, so many are looked at; a driver can declare any number."""
TELLING = {"HDCP": {0, 1}, "ACP": {0, 2, 3}, "CGMSA": {0, 2, 3, 8}}
"""Levels of which the readings make something else."""
ACROSS = {"activate_under_copp": 1, "activate_zero": 1, "level_join": 2}
"""Choices of copy-protection sessions that a device can show, and how many sessions it takes."""
ONLY_ACROSS = {"activate_under_copp"}
"""Choices that show nowhere else, even where the levels that the hardware shows are seen."""
FEWEST = {"signal_scope": 2, "level_order": 2, "level_join": 2, "session_limit": 2, "activate_under_copp": 2}
"""Choices about several sessions, and how many there are at least."""
PLAIN = {"the desktop", "an unprotected standard", "off"}
"""Settings of the TV output of which the readings make something else."""


class Place(NamedTuple):
    """Some sessions of a driver."""

    machine: str
    """The table of their calls."""
    dev_ids: DevIDs
    """The output of each session."""
    devices: int = 0
    """How many of them are devices, where there are both kinds."""
    adapter: int = 0
    """Whose copy-protection sessions they are."""

    def __str__(self) -> str:
        """The sessions, and where they are."""
        if self.machine == COPY_PROTECTION_SESSIONS.name:
            return f"{_counted(len(self.dev_ids), 'copy-protection session')} of adapter {self.adapter}"
        if self.machine == TOGETHER.name:
            keys = _counted(len(self.dev_ids) - self.devices, "copy-protection session")
            return f"one device on output {self.dev_ids[0]} and {keys} of adapter {self.adapter}"
        what = "renderer" if self.machine == RENDERER.name else "device"
        return f"{_counted(len(self.dev_ids), what)} on output {self.dev_ids[0]}"

    def engine(self, profile: Profile) -> Engine:
        """The table under a profile."""
        return _engine(self.machine, self.devices, self.readings(profile))

    def readings(self, profile: Profile) -> tuple[str, ...]:
        """The readings on which its table depends."""
        return tuple(profile[each] for each in _switches(self.machine))

    @property
    def choices(self) -> tuple[str, ...]:
        """The choices on which its table depends."""
        return _switches(self.machine)

    def bears_on(self, choice: str, call: str) -> bool:
        """Whether it depends on a choice what comes of a call."""
        return choice in _choices_of(self.machine, call) or choice in _choices_of_all(self.machine)

    def start(self, profile: Profile, declared: Declared) -> Configuration:
        """Where every sequence starts."""
        outputs, _, adapters, _ = declared
        return start(self.engine(profile), outputs, self.dev_ids, adapters, self.adapter)

    def way(self) -> Test:
        """The handshake of each session that has one."""
        devices = self.devices if self.machine == TOGETHER.name else len(self.dev_ids)
        calls = WAYS.get(DEVICE.name if self.machine == TOGETHER.name else self.machine, ())
        return tuple(Intent(call, session) for session in range(devices) for call in calls)

    def letters(self, profile: Profile, declared: Declared, choice: str) -> Test:
        """The calls that are right, and then the wrong ones of those that a choice decides about."""
        every = _letters(self, profile, declared)
        decided = _decided(self.machine, choice)
        right = (each for each in every if not each.defects and not each.number and _is_telling(each))
        wrong = (
            each
            for each in every
            if len(each.defects) == 1 and not each.number and (each.call in decided or each.call == GET)
        )
        return (*right, *wrong)


def places(declared: Declared, choice: str) -> Iterator[Place]:
    """Where a choice can show, fewest sessions first."""
    for place in (*_of_devices(declared), *_of_renderers(declared), *_of_keys(declared)):
        if choice in place.choices and len(place.dev_ids) >= FEWEST.get(choice, 1):
            yield place
    if choice in ACROSS and (Capability.APPLIED not in declared.capabilities or choice in ONLY_ACROSS):
        yield from _of_both(declared, ACROSS[choice])


def _of_devices(declared: Declared) -> Iterator[Place]:
    """On the output that offers most, then on others; then two, of which one can ask for more."""
    opened = declared.opening
    main = richest(declared.outputs) if opened else 0
    able = [main, *opened] if opened else []
    different = {offer(declared.outputs[each]): each for each in reversed(able)}
    for dev_id in sorted(different.values(), key=lambda each: (each != main, each))[:MOST]:
        yield Place(DEVICE.name, (dev_id,))
    for dev_id in able[:1]:
        yield Place(DEVICE.name, (dev_id, dev_id))


def _of_renderers(declared: Declared) -> Iterator[Place]:
    yield from (Place(RENDERER.name, (dev_id,)) for dev_id in declared.rendering[:1])


def _of_keys(declared: Declared) -> Iterator[Place]:
    """On each adapter that protects otherwise than the others; without one, on those with a TV output."""
    able = declared.protecting or tuple(
        number for number, each in enumerate(declared.adapters) if each.is_served and each.tv is not None
    )
    different = {tv_offer(declared.adapters[number]): number for number in reversed(able)}
    for adapter in sorted(different.values())[:MOST]:
        yield Place(COPY_PROTECTION_SESSIONS.name, (0,), adapter=adapter)
    for adapter in able[:1]:
        yield Place(COPY_PROTECTION_SESSIONS.name, (0, 0), adapter=adapter)


def _of_both(declared: Declared, keys: int) -> Iterator[Place]:
    """One device, and so many copy-protection sessions on its connector."""
    for adapter in declared.sharing[:1]:
        for dev_id in shared_outputs(declared.outputs, declared.adapters, adapter)[:1]:
            yield Place(TOGETHER.name, (dev_id,) * (1 + keys), 1, adapter)


@cache
def _switches(machine: str) -> tuple[str, ...]:
    """The choices that the entries of a table depend on."""
    parts = (DEVICE, COPY_PROTECTION_SESSIONS, TOGETHER) if machine == TOGETHER.name else (TABLES[machine],)
    return tuple(dict.fromkeys(name for each in parts for name in switches(each)))


@cache
def _engine(machine: str, devices: int, readings: tuple[str, ...]) -> Engine:
    profile = Profile(**dict(zip(_switches(machine), readings, strict=True)))
    return Together(devices, profile) if machine == TOGETHER.name else Engine(TABLES[machine], profile)


def _letters(place: Place, profile: Profile, declared: Declared) -> Test:
    """All letters that a bench can play there."""
    sessions = len(place.dev_ids)
    able = abilities(declared.capabilities, declared.adapters, place.adapter)
    adapter = declared.adapters[place.adapter] if declared.adapters else Adapter()
    match place.machine:
        case RENDERER.name:
            return letters_of_renderers(place.engine(profile), declared, sessions).every
        case COPY_PROTECTION_SESSIONS.name:
            every = letters(COPY_PROTECTION_SESSIONS, profile, sessions, capabilities=able)
            return offered(every, adapter).every
        case TOGETHER.name:
            of = both(profile, place.devices, sessions - place.devices, able, adapter)
            asked = of.devices.of(SET_PROTECTION_LEVEL.name, LEVEL_REQUESTS[1], about=("ACP",))
            return (*asked, *of.keys.of(*COMMANDS))
        case _:
            return Letters(letters(DEVICE, profile, sessions, capabilities=declared.capabilities)).every


def _is_telling(letter: Intent) -> bool:
    """Whether the readings make something else of what it is about."""
    if letter.call in WITH_A_SETTING:
        return False
    if letter.call.startswith("VP_"):
        return letter.about is None or letter.about in PLAIN
    if letter.call.endswith(SET_PROTECTION_LEVEL.name.partition(", ")[2]):
        return letter.level in TELLING[letter.about or next(iter(LEVELS))]
    return letter.about is None or letter.level in {None, 0}


@cache
def _decided(machine: str, choice: str) -> frozenset[str]:
    """The calls of which an entry depends on a choice."""
    return frozenset(call.name for call in TABLES[machine].calls if choice in _choices_of(machine, call.name))


@cache
def _choices_of(machine: str, name: str) -> frozenset[str]:
    """The choices on which it depends what a call does, what it brings, and what follows from it."""
    of = TABLES[machine]
    call = next(each for each in of.calls if each.name == name)
    rungs = [rung for rung in call.ladder if not isinstance(rung, Consult)]
    brought = {rung.event for rung in rungs if isinstance(rung, Bring)}
    rows = [row for row in of.rows if call.answers_to(row) or row.call in brought]
    return frozenset(entry.when.choice for entry in (*rungs, *rows) if entry.when is not None)


@cache
def _choices_of_all(machine: str) -> frozenset[str]:
    """The choices on which it depends what follows from any call."""
    parts = (COPY_PROTECTION_SESSIONS, TOGETHER) if machine == TOGETHER.name else (TABLES[machine],)
    return frozenset(rung.when.choice for each in parts for rung in each.afterwards if rung.when is not None)


def _counted(number: int, what: str) -> str:
    return f"one {what}" if number == 1 else f"{number} {what}s"
