"""What is explored in full: everything that can be reached with some letters, on some outputs."""

from collections.abc import Iterator
from typing import NamedTuple

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.outputs import OUTPUTS
from coppspec.model.conditions import FAULT, FOREIGN_KEY, OTHER_TYPE
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL, SET_SIGNALING
from coppspec.model.engine import Engine
from coppspec.model.key_calls import ACTIVATE, GET
from coppspec.model.renderer import RENDERER
from coppspec.model.step import Configuration
from coppspec.properties.alphabet import flawless, letters
from coppspec.properties.bench import Test
from coppspec.properties.key_projections import (
    COMMANDS,
    EVENTS,
    PLAIN,
    RESTART,
    SET_OFF,
    SET_OUTPUT,
    TOGETHER,
    less,
    offered,
)
from coppspec.properties.projections import (
    ENDS,
    FLAGGED,
    HANDSHAKE,
    LEVEL_REQUESTS,
    REQUESTS,
    SIGNAL_REQUEST,
    TYPE_REQUEST,
    Letters,
)
from coppspec.properties.setting import start, tv_offer, without_copp


class Walk(NamedTuple):
    """Everything that can be reached from a start with some letters."""

    name: str
    start: Configuration
    letters: Test


def walks(engine: Engine) -> tuple[Walk, ...]:
    """The walks on a machine; the first one is about a single session, with every defect."""
    of = {DEVICE.name: _of_devices, RENDERER.name: _of_renderers}
    return tuple(of.get(engine.machine.name, _of_keys)(engine))


def _of_renderers(engine: Engine) -> Iterator[Walk]:
    """One renderer with every letter but most levels, and two on one connector."""
    one, two = (Letters(letters(RENDERER, engine.profile, sessions)) for sessions in (1, 2))
    level = "ProtectionCommand, set protection level"
    many = {*one.of(level)} - {*one.of(level, about=("HDCP",))}
    served = [call.name for call in RENDERER.calls if call.function == "ProtectionStatus"]
    signal = "ProtectionCommand, set signaling"
    elsewhere = {*many, *one.of("mode change", "link lost", "connector reconfigured"), *one.of(signal)[1:]}
    few = tuple(each for each in one.every if each not in elsewhere)
    yield Walk("one renderer", start(engine, OUTPUTS, (0,)), few)
    ends = ("release", "device lost", "mode change")
    way = one.of("connect", "KeyExchange", "SessionSequenceStart")
    levels = (*way, *one.of(*ends, level))
    events = (*way, *one.of(*ends, "link lost", "connector reconfigured", *served))
    yield Walk("the events of one renderer", start(engine, OUTPUTS, (0,)), events)
    yield Walk(
        "a renderer without protection", start(engine, OUTPUTS, (3,)), (*way, *one.of(*ends, signal, *served))
    )
    yield Walk("the levels of one renderer", start(engine, OUTPUTS, (0,)), levels)
    methods = ("KeyExchange", "SessionSequenceStart", level, signal, *served)
    bare = one.of("connect to a display without COPP", *methods, "release")
    yield Walk("a renderer without COPP", start(engine, OUTPUTS, without_copp(OUTPUTS)), bare)
    yield Walk("a renderer without redistribution control", start(engine, OUTPUTS, (1,)), levels)
    calls = ("connect", "KeyExchange", "SessionSequenceStart", "release", "device lost", "link lost")
    pair = (*two.of(*calls), *two.of(level, about=("HDCP",)))
    yield Walk("two renderers on one connector", start(engine, OUTPUTS, (0, 0)), pair)


def _of_keys(engine: Engine) -> Iterator[Walk]:
    """One session with every letter, with the TV output, on every adapter; and several sessions."""

    def of(sessions: int) -> Letters:
        return Letters(letters(engine.machine, engine.profile, sessions))

    def at(sessions: int, adapter: int = 0) -> Configuration:
        return start(engine, OUTPUTS, (0,) * sessions, ADAPTERS, adapter)

    one, two = of(1), of(2)
    switching = {*one.of(*TOGETHER, SET_OUTPUT, SET_OFF), *one.of(*EVENTS)} - {*one.of(SET_OUTPUT)[:1]}
    yield Walk("one session", at(1), tuple(each for each in one.every if each not in switching))
    faulty = tuple(each for each in one.wrong(ACTIVATE) if each.defects == (FAULT,))
    yield Walk("a session and the TV output", at(1), (*flawless(one.every), *faulty))
    switched = (*two.of(SET_OUTPUT, SET_OFF, about=PLAIN), *two.of("mode change"))
    foreign = tuple(each for each in two.wrong(*COMMANDS) if each.defects == (FOREIGN_KEY,))
    yield Walk("two sessions", at(2), (*two.of(*COMMANDS, GET, RESTART), *foreign, *switched))
    is_default = str(engine.profile) == "default"
    if is_default:
        yield Walk("three sessions", at(3), of(3).of(*COMMANDS, GET, RESTART))
    for name, adapter in less(ADAPTERS, 0):
        there = offered(one.every, ADAPTERS[adapter])
        told = {OTHER_TYPE} if not is_default and tv_offer(ADAPTERS[adapter]).types else None
        few = (
            each
            for each in there.every
            if len(each.defects) < 2 and (told is None or told >= {*each.defects})
        )
        yield Walk(name, at(1, adapter), tuple(few))
    beside = at(1).with_connector_of(0, at(1).connectors[0]._replace(shown=(0, 2, 0)))
    yield Walk("a session beside a level of COPP", beside, one.of(*COMMANDS, "mode change"))


def _of_devices(engine: Engine) -> Iterator[Walk]:
    """One device with every letter, its levels, its signal, and several devices side by side."""

    def of(sessions: int) -> Letters:
        return Letters(letters(DEVICE, engine.profile, sessions))

    def at(*dev_ids: int) -> Configuration:
        return start(engine, OUTPUTS, dev_ids)

    level, signal, one, two, three = SET_PROTECTION_LEVEL.name, SET_SIGNALING.name, of(1), of(2), of(3)
    elsewhere = {
        *one.of(level, about=("ACP", "CGMSA")),
        *one.of(signal)[1:],
        *one.of("mode change", *FLAGGED),
    }
    yield Walk("one device", at(0), tuple(each for each in one.every if each not in elsewhere))
    modes = (*one.of(*HANDSHAKE, *ENDS, *LEVEL_REQUESTS, level, "mode change"), *one.wrong(level))
    yield Walk("the levels of one device", at(0), tuple(each for each in modes if not each.number))
    events = one.of(*HANDSHAKE, *ENDS, *FLAGGED, "mode change", *REQUESTS)
    yield Walk("the events of one device", at(0), (*events, *one.wrong(TYPE_REQUEST)))
    yield Walk("the signal of one device", at(0), one.of(*HANDSHAKE, *ENDS, signal, SIGNAL_REQUEST))
    yield Walk("an output that shows a clone", at(4), flawless(one.every))
    yield Walk("an output without redistribution control", at(1), one.of(*HANDSHAKE, *ENDS, level))
    yield Walk("an output without protection", at(3), one.of(*HANDSHAKE, *ENDS, *REQUESTS, signal))
    if str(engine.profile) == "default":
        shared = (*HANDSHAKE, *ENDS, "link lost", "mode change", *LEVEL_REQUESTS)
        acp = two.of(level, about=("ACP",), levels={0, 2, 3})
        yield Walk("two devices on one connector", at(0, 0), (*two.of(*shared), *acp, *two.foreign()))
        hdcp = three.of(level, about=("HDCP",))
        walked = (*three.of(*HANDSHAKE, "COPPCloseVideoSession"), *hdcp)
        yield Walk("three devices", at(0, 0, 1), walked)
