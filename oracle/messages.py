"""The messages between this project and a driver in a process of its own: one line of JSON for each.

A request names its call and what goes in; its answer has the same number and what came out. Nothing else
crosses, least of all what the specification expects. docs/wire.md tells the protocol, and wire.schema.json
has a schema for each message.
"""

import json
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from coppspec.driver.protocol import Capability
from coppspec.oracle.no_json import why_not
from coppspec.properties.cause import Cause

PROTOCOL = 1
"""The version of all of this; another one is refused."""
LONGEST_LINE = 1 << 20
"""In bytes; the longest chain of certificates takes a tenth of it."""
LARGEST = (1 << 64) - 1
"""The largest number, as wide as the largest handle."""
LONGEST_TEXT = 300


class InvalidMessage(ValueError):
    """A line is not the message that is due: where, what was met, what is wanted, and of which kind it is."""

    def __init__(self, place: str, met: object, wanted: str, cause: Cause = Cause.WRONG_TYPE) -> None:
        super().__init__(f"{place} is {met!r:.60}; {wanted} is wanted")
        self.cause = cause


class Kind(NamedTuple):
    """How a value of one kind stands in a message."""

    read: Callable[[object, str], Any]
    write: Callable[[Any], object]


def _number(value: object, place: str) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST:
        cause = Cause.OUT_OF_RANGE if type(value) is int else Cause.NOT_A_NUMBER
        raise InvalidMessage(place, value, f"a number from 0 to {LARGEST}", cause)
    return value


def _bytes(value: object, place: str) -> bytes:
    try:
        return a2b_base64(cast("str", value), strict_mode=True)
    except (TypeError, ValueError):
        raise InvalidMessage(place, value, "a text in base64", Cause.NOT_BASE64) from None


def _base64(value: bytes) -> str:
    return b2a_base64(value, newline=False).decode()


def _event(value: object, place: str) -> Capability:
    try:
        return Capability(cast("str", value))
    except ValueError:
        raise InvalidMessage(place, value, f"one of {', '.join(Capability)}") from None


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise InvalidMessage(place, value, "a text")
    return printable(value)


def _truth(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidMessage(place, value, "true or false")
    return value


def _as_it_is(value: object, _: str = "") -> object:
    return value


NUMBER = Kind(_number, int)
BYTES = Kind(_bytes, _base64)
EVENT = Kind(_event, str)
TEXT = Kind(_text, str)
TRUTH = Kind(_truth, bool)
DECLARATION = Kind(_as_it_is, _as_it_is)
"""It has a reader and a writer of its own: oracle/declaration.py."""

Fields = Mapping[str, Kind]


class Message(NamedTuple):
    """A request and its answer."""

    asks: Fields
    answers: Fields
    method: str = ""
    """What it stands for: a method of `Driver`, with the same arguments in the same order."""


class OfRenderer(Message):
    """The same for a method of a renderer, which is named first."""


CODE: Fields = {"code": NUMBER}
HANDLE: Fields = {"handle": NUMBER}
RENDERER: Fields = {"renderer": NUMBER}
KEY_EXCHANGE: Fields = {**CODE, "random_number": BYTES, "certificates": BYTES}

MESSAGES: Mapping[str, Message] = {
    "start": Message(
        {"protocol": NUMBER},
        {"protocol": NUMBER, "name": TEXT, "resets": TRUTH, "declaration": DECLARATION},
    ),
    "reset": Message({}, {}),
    "stop": Message({}, {}),
    "COPPOpenVideoSession": Message({"dev_id": NUMBER, **HANDLE}, {**CODE, **HANDLE}, "open_video_session"),
    "COPPGetCertificateLength": Message(HANDLE, {**CODE, "length": NUMBER}, "get_certificate_length"),
    "COPPKeyExchange": Message(HANDLE, KEY_EXCHANGE, "key_exchange"),
    "COPPSequenceStart": Message({**HANDLE, "signature": BYTES}, CODE, "sequence_start"),
    "COPPCommand": Message({**HANDLE, "command": BYTES}, CODE, "command"),
    "COPPQueryStatus": Message({**HANDLE, "request": BYTES}, {**CODE, "response": BYTES}, "query_status"),
    "COPPCloseVideoSession": Message(HANDLE, CODE, "close_video_session"),
    "VideoParameters": Message(
        {"adapter": NUMBER, "buffer": BYTES, "output_length": NUMBER},
        {"status": NUMBER, "returned": BYTES},
        "video_parameters",
    ),
    "applied": Message({"output": NUMBER, "protection_type": NUMBER}, {"level": NUMBER}, "applied"),
    "inject": Message({"event": EVENT, "target": NUMBER, "argument": NUMBER}, {}, "inject"),
    "limit_keys": Message({"adapter": NUMBER, "keys": NUMBER}, {}, "limit_keys"),
    "renderer": Message({"output": NUMBER}, RENDERER, "renderer"),
    "handle": OfRenderer(RENDERER, HANDLE, "handle"),
    "connect": OfRenderer(RENDERER, {}, "connect"),
    "KeyExchange": OfRenderer(RENDERER, KEY_EXCHANGE, "key_exchange"),
    "SessionSequenceStart": OfRenderer({**RENDERER, "signature": BYTES}, CODE, "session_sequence_start"),
    "ProtectionCommand": OfRenderer({**RENDERER, "command": BYTES}, CODE, "protection_command"),
    "ProtectionStatus": OfRenderer(
        {**RENDERER, "request": BYTES}, {**CODE, "response": BYTES}, "protection_status"
    ),
    "release": OfRenderer(RENDERER, {}, "release"),
}
"""Every call, under the name that the documents have for it."""

_encoded = json.JSONEncoder().encode


def line(content: Mapping[str, object]) -> bytes:
    """A message as its line."""
    return _encoded(content).encode() + b"\n"


def content(text: bytes) -> dict[str, object]:
    """What stands in a line.

    Raises:
        InvalidMessage: it is no JSON object.
    """
    try:
        value = strict(text.decode())
    except (ValueError, RecursionError):
        line = text.decode(errors="replace").rstrip("\n")
        raise InvalidMessage("the line", line, "one JSON object", why_not(line)) from None
    if not isinstance(value, dict):
        raise InvalidMessage("the line", value, "one JSON object", Cause.NOT_AN_OBJECT)
    return cast("dict[str, object]", value)


def strict(text: str) -> object:
    """What a JSON text says, if it is JSON: no name stands twice in an object, and NaN is no number.

    Raises:
        ValueError: it is not, which Python's reader would let pass.
    """
    return cast("object", json.loads(text, object_pairs_hook=_object, parse_constant=_no_number))


def _object(members: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(members)
    if len(found) < len(members):
        raise ValueError("a name stands twice in an object")
    return found


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no number of JSON")


def values(fields: Fields, members: Mapping[str, object]) -> tuple[Any, ...]:
    """The values of these fields, of which there is each and no other.

    Raises:
        InvalidMessage: there is not, or one is of another kind.
    """
    if members.keys() != fields.keys():
        names = ", ".join(("id", *fields))
        cause = Cause.FIELD_UNKNOWN if members.keys() > fields.keys() else Cause.FIELD_MISSING
        raise InvalidMessage("the list of its fields", ", ".join(("id", *members)), names, cause)
    return tuple(kind.read(members[name], name) for name, kind in fields.items())


def written(fields: Fields, given: tuple[Any, ...]) -> dict[str, object]:
    """Values as they stand in a message."""
    return {name: kind.write(value) for (name, kind), value in zip(fields.items(), given, strict=True)}


def printable(text: str) -> str:
    """A text as it can stand in one line of a report."""
    return "".join(each if each.isprintable() else " " for each in text[:LONGEST_TEXT])
