"""A replay as a program, before it is written in any language: calls, and what is wanted of each.

Its bytes are concrete, but for what a driver makes up: its random numbers, its public key, its keys. Those
are names here, and the shim of each language fills them in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from coppspec.driver.protocol import Capability
from coppspec.model.codes import Code
from coppspec.model.layouts import Layout, Value
from coppspec.oracle.replay import Replay


class NoProgram(ValueError):
    """No program of this kind can show a replay; the message is one line."""


@dataclass(frozen=True)
class Damage:
    """What is done to a message after it was made."""

    length: int
    """How many bytes are handed over."""
    flips: tuple[tuple[int, int], ...] = ()
    """Offsets, and the bits that are turned over there."""
    behind: bytes = b""
    """What is appended."""
    instead: bytes = b""
    """What is handed over in its place."""


def damage(whole: bytes, sent: bytes) -> Damage:
    """What makes one message of another.

    >>> damage(b"abcd", b"abgd!")
    Damage(length=5, flips=((2, 4),), behind=b'!', instead=b'')
    """
    both = enumerate(zip(whole, sent, strict=False))
    flips = tuple((at, one ^ other) for at, (one, other) in both if one != other)
    if len(flips) > 4:
        return Damage(len(sent), instead=sent)
    return Damage(len(sent), flips, sent[len(whole) :])


@dataclass(frozen=True)
class Key:
    """A key that a driver has issued, or one that is nearly it."""

    name: str
    flipped: int = 0
    """The bits in which it is another."""


Number: TypeAlias = int | Key


# The calls.


@dataclass(frozen=True)
class LimitKeys:
    """An adapter is to issue so many keys."""

    adapter: int
    keys: int


@dataclass(frozen=True)
class Open:
    """COPPOpenVideoSession."""

    session: int
    dev_id: int
    again: bool
    """Whether it is called with the handle that is open already."""


@dataclass(frozen=True)
class GetLength:
    """COPPGetCertificateLength."""

    session: int


@dataclass(frozen=True)
class Exchange:
    """COPPKeyExchange."""

    session: int


@dataclass(frozen=True)
class Start:
    """COPPSequenceStart."""

    session: int
    key: bytes
    status_start: int
    command_start: int
    number_of: int
    """Whose random number is sent back: of the session itself, as a rule."""
    flips: tuple[tuple[int, int], ...]
    """What is changed in the random number."""
    seal: str
    """The way in which it is sealed, by its defect; nothing for the right one."""
    damage: Damage


@dataclass(frozen=True)
class Tag:
    """How a command is tagged."""

    session: int | None
    """Under whose key; None for bytes that are no tag."""
    over_data_alone: bool = False
    content: bytes = b""


@dataclass(frozen=True)
class Command:
    """COPPCommand."""

    session: int
    identifier: bytes
    number: int
    size: int
    data: bytes
    layout: Layout
    """Of the data."""
    tag: Tag
    damage: Damage


@dataclass(frozen=True)
class Ask:
    """COPPQueryStatus."""

    session: int
    nonce: bytes
    identifier: bytes
    number: int
    size: int
    data: bytes
    damage: Damage


@dataclass(frozen=True)
class Close:
    """COPPCloseVideoSession."""

    session: int


@dataclass(frozen=True)
class Request:
    """IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS."""

    adapter: int
    identifier: bytes
    fields: Mapping[str, Number]
    vendor: bytes
    length: int
    behind: bytes
    room: int


@dataclass(frozen=True)
class Happen:
    """An event."""

    event: Capability
    target: int
    """A session for a lost device; an output or adapter otherwise."""
    argument: int


# What is wanted of them.


@dataclass(frozen=True)
class Wanted:
    """The code of an answer: one of those that are legal, the first choice first."""

    codes: tuple[Code, ...]
    clause: str


@dataclass(frozen=True)
class Opened:
    """The handle names the device of a session from now on."""

    session: int


@dataclass(frozen=True)
class LengthTold:
    """A length above 0."""

    session: int


@dataclass(frozen=True)
class KeysTold:
    """A random number of its own, and as many bytes of certificates as was said."""

    session: int


@dataclass(frozen=True)
class Agreed:
    """The session key that was proposed is in force from now on."""

    session: int


@dataclass(frozen=True)
class InField:
    """A field of an answer holds one of some values."""

    name: str
    values: tuple[Value, ...]
    clause: str
    at_most: bool = False
    """Whether the value is a bound."""


@dataclass(frozen=True)
class StatusTold:
    """A tagged response with a payload."""

    session: int
    layout: Layout | None
    """None for no payload."""
    fields: tuple[InField, ...]
    unused: str
    """The clause under which everything else is zero in the payload."""


@dataclass(frozen=True)
class KeyTold:
    """A new key."""

    name: str
    rested: tuple[str, ...] | None
    """The keys that it must not be, where a key may come again; None where none may."""


@dataclass(frozen=True)
class ForeignKeyTold:
    """A key of another adapter."""

    name: str


@dataclass(frozen=True)
class SameBuffer:
    """The caller's buffer as it was, but for a key."""

    key: str
    clause: str


@dataclass(frozen=True)
class SettingsTold:
    """What GET reports."""

    fields: tuple[InField, ...]
    steady: tuple[str, ...] = ()
    """Fields that are as in the answer before."""
    same: tuple[tuple[str, str], ...] = ()
    """Fields that are as they were sent, or 0, each with its clause."""
    vendors: tuple[bytes, ...] | None = None
    """What the vendor's bytes can be beside zeros; None where nothing is said of them."""


@dataclass(frozen=True)
class Shown:
    """A level on an output."""

    output: int
    type: str
    levels: tuple[int, ...]
    clause: str


Action: TypeAlias = (
    LimitKeys | Open | GetLength | Exchange | Start | Command | Ask | Close | Request | Happen
    | Wanted | Opened | LengthTold | KeysTold | Agreed | StatusTold | KeyTold | ForeignKeyTold | SameBuffer
    | SettingsTold | Shown
)  # fmt: skip


@dataclass
class Step:
    """One intent, and what becomes of it."""

    number: int
    text: str
    wanted: str
    clause: str
    actions: list[Action] = field(default_factory=list[Action])


@dataclass(frozen=True)
class Program:
    """A replay as calls with bytes."""

    replay: Replay
    before: tuple[Action, ...]
    """What comes before the first step."""
    steps: tuple[Step, ...]
    sessions: tuple[int, ...]
    """The sessions that are devices."""
    keys: tuple[str, ...]
    """The names of the keys that are issued."""
