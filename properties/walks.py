"""What is explored in full: everything that can be reached with some letters, on some outputs."""

from collections.abc import Iterator
from typing import NamedTuple

from coppspec.driver.outputs import OUTPUTS
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL, SET_SIGNALING
from coppspec.model.engine import Engine
from coppspec.model.renderer import RENDERER
from coppspec.model.step import Configuration
from coppspec.properties.alphabet import flawless, letters
from coppspec.properties.bench import Test
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
from coppspec.properties.setting import start


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
    yield Walk("a renderer without redistribution control", start(engine, OUTPUTS, (1,)), levels)
    calls = ("connect", "KeyExchange", "SessionSequenceStart", "release", "device lost", "link lost")
    pair = (*two.of(*calls), *two.of(level, about=("HDCP",)))
    yield Walk("two renderers on one connector", start(engine, OUTPUTS, (0, 0)), pair)


def _of_keys(engine: Engine) -> Iterator[Walk]:
    """One, two and three sessions with every letter."""
    for sessions, name in enumerate(("one session", "two sessions", "three sessions"), 1):
        every = letters(engine.machine, engine.profile, sessions)
        yield Walk(name, engine.start(sessions), every)


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
