"""The zoo: drivers that are each wrong in one named way, and the shortest sequence that shows it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from coppspec.driver.device import COPPDevice
from coppspec.driver.levels import SharedConnector
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.protocol import Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.renderer import Renderer
from coppspec.model.language import Machine

# The suites in which most of them are found.
ONE = "one COPP device"
MESSAGES = "commands and status requests"
HDCP_LEVELS = "levels of HDCP"
SEVERAL = "levels of several types"
EVENTS = "events"
MODES = "display modes"
TWO = "two devices on one connector"
SIGNAL = "two outputs with one signal"
CONNECTORS = "two connectors"
RENDERER = "one renderer"
WITHOUT_COPP = "a renderer without COPP"
THREE = "three devices"
SIGNALS = "signals"
ELSEWHERE = "commands and status requests elsewhere"
RENDERERS = "two renderers"
ONE_STATE_MORE = "control, complete with 1 extra state"


Part = type[COPPDevice | SharedConnector | Renderer | CopyProtectionMiniport | ReferenceDriver]


@dataclass(frozen=True)
class WrongDriver:
    """One way to be wrong."""

    kind: Part
    """The part of the driver that is wrong, or all of it; its name is the sentence."""
    suite: str
    """The suite that finds it."""
    calls: int
    """The length of the shortest sequence that shows it."""
    clauses: tuple[str, ...]
    """What it breaks; the clause under which it is found is among them."""
    trap: str | None = None
    """The trap of the documents that it falls into."""
    table: Callable[[Machine], Machine] | None = None
    """The same fault in the table; None where no table can have it."""

    @property
    def sentence(self) -> str:
        """What it does, in words.

        >>> from coppspec.properties.zoo_devices import OpensADeviceTwice
        >>> WrongDriver(OpensADeviceTwice, "one COPP device", 2, ("Q22",)).sentence
        'opens a device twice'
        """
        return sentence_of(self.kind)

    def make(self) -> Driver:
        """A fresh driver with this fault, each time with the same random numbers."""
        return made(self.kind)


def made(kind: Part) -> Driver:
    """A fresh driver with one part of its own, each time with the same random numbers."""
    random_bytes = Random(0).randbytes  # noqa: S311  to repeat it
    if issubclass(kind, COPPDevice):
        return ReferenceDriver(device=kind, random_bytes=random_bytes)
    if issubclass(kind, SharedConnector):
        return ReferenceDriver(connector=kind, random_bytes=random_bytes)
    if issubclass(kind, Renderer):
        return ReferenceDriver(renderer=kind, random_bytes=random_bytes)
    if issubclass(kind, CopyProtectionMiniport):
        return ReferenceDriver(miniport=kind, random_bytes=random_bytes)
    return kind(random_bytes=random_bytes)


def sentence_of(kind: type) -> str:
    """The name of a class that is wrong in one way, in words."""
    words = re.findall(r"[A-Z]+(?=[A-Z][a-z]|$)|[A-Z][a-z]*", kind.__name__)
    return " ".join(word if len(word) > 1 and word.isupper() else word.lower() for word in words)
