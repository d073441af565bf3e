"""What any bytes mean to a VIDEOPARAMETERS miniport: the other way round from `key_messages`.

From the bytes of a request, and from what its adapter has declared and is set to, comes the intent that the
tables know, with every defect that the request has. So the engine says what is answered to bytes that
nobody meant. It reads at offsets of its own, and shares no code with the reference driver.
"""

import struct
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from coppspec.driver.adapters import Adapter
from coppspec.model.conditions import FOREIGN_KEY, OTHER_TYPE
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.key_calls import (
    ACTIVATE,
    BAD_FLAGS,
    BAD_OUTPUT,
    CHANGE,
    DEACTIVATE,
    FLAGS,
    FLAGS_IN,
    GET,
    OUTPUT,
    SWITCH,
    WITHOUT_FLAG,
)
from coppspec.model.language import Call, Ignore, Machine
from coppspec.model.step import Intent, Session
from coppspec.model.tv_output import AS_IT_IS, SETTINGS, THE_PICTURE, Setting, TVOutput
from coppspec.properties.key_projections import COMMANDS, SET_OFF, SET_OUTPUT, SET_PICTURE
from coppspec.properties.television import MODES, WIN_VGA, standards

SIZE: Final = 356
GUID: Final = bytes.fromhex("61 20 C6 02 97 10 D1 11 92 0F 00 A0 24 DF 15 6E")
TO_GET, TO_SET = 1, 2
MODE, STANDARD, FLICKER, OVERSCAN, MAX_UNSCALED = 0x001, 0x002, 0x004, 0x008, 0x010
BRIGHTNESS, CONTRAST, COPYPROTECT = 0x040, 0x080, 0x100
COMMAND_BITS = {1: ACTIVATE, 2: DEACTIVATE, 4: CHANGE}
LEVEL_BITS: Final = 3
FIELDS = struct.Struct("<16s4x4I8x3I16x4I4x2I")
"""The fields that a driver reads; the vendor's bytes behind them mean nothing (VPCP-005)."""

Defects = tuple[str, ...]
ENDED = COPY_PROTECTION_SESSIONS.ended
BY_SETTING = {setting: name for name, setting in SETTINGS.items()}
BY_MODE = {bits: name for name, bits in MODES.items()}
REFUSED = frozenset(each.name for each in (*BAD_FLAGS, *BAD_OUTPUT) if each.trips)
"""What is refused before it matters to what the output is set, and what becomes of a session (VPCP-110)."""


def _with_any_setting(call: Call) -> Call:
    """A command in one request with a setting of the TV output, be it which it may, and with any key.

    Where a wrong key is no error, the rows of a session that has ended say so, and the output is switched.
    """
    if call.function not in COMMANDS:
        return call
    alone = COPY_PROTECTION_SESSIONS.call(call.function)
    at = alone.ladder.index(FLAGS) + 1
    rungs = (each for each in alone.ladder[at:] if not (isinstance(each, Ignore) and each.name == "key"))
    return replace(
        call,
        ladder=(*alone.ladder[:at], *OUTPUT, *rungs, SWITCH),
        defects=(*alone.defects, *BAD_OUTPUT, *WITHOUT_FLAG),
        about=dict.fromkeys((*SETTINGS, AS_IT_IS), alone.levels),
    )


EVERY_SETTING: Final[Machine] = replace(
    COPY_PROTECTION_SESSIONS, calls=tuple(map(_with_any_setting, COPY_PROTECTION_SESSIONS.calls))
)
"""The table of sessions, in which a command can come with every setting, at every level.

It is not made for the reading under which keys die when the TV output is switched off (A-18d).
"""


class Known(NamedTuple):
    """What a request meets."""

    adapter: Adapter
    """What the adapter has declared."""
    tv: TVOutput
    """How its output is set."""
    sessions: tuple[Session, ...]
    keys: Mapping[int, int]
    """The key of each session that was begun, also of one that is over."""
    foreign: Collection[int] = ()
    """Keys that are live on another adapter."""


class _Fields(NamedTuple):
    identifier: bytes
    command: int
    flags: int
    mode: int
    standard: int
    flicker: int
    overscan_x: int
    overscan_y: int
    brightness: int
    contrast: int
    type: int
    cp_command: int
    key: int
    bits: int


def request(buffer: bytes, output_length: int, known: Known) -> Intent | None:
    """What a request means; None where no clause says what comes of it.

    That is so of a SET with nothing in it that is refused before, which asks for one of these:

    - mode 0 with a TV standard, WIN_VGA with a mode: on takes both, off takes neither (VPCP-307), and what
      takes one of them is called neither on nor off;
    - one of the two alone, which would come to the same with the other as it is: a mode or a standard while
      the output is off, mode 0 or WIN_VGA while it is on;
    - a film in another standard than the first that is protected, or a declared standard beyond the first
      two protected ones and the first other: it is right, but has no name in SETTINGS;
    - a picture setting beyond its bounds: the bounds are documented, and no line says who holds to them;
    - a mode or a standard in one request with a copy-protection command, where there is no protection
      hardware: nothing is done (VPCP-304), or all that is right is applied (VPCP-308).

    Args:
        buffer: what goes in.
        output_length: for how many bytes the caller has room.
        known: what it meets.
    """
    framing = _bad_framing(buffer, output_length)
    if len(buffer) < SIZE:
        return Intent(GET, defects=framing)
    fields = _Fields._make(FIELDS.unpack_from(buffer))
    if fields.identifier != GUID:
        framing += ("another identifier",)
    if fields.command == TO_SET:
        return _set(fields, known, framing)
    if fields.command != TO_GET:
        framing += ("no such command",)
    return Intent(GET, defects=(*framing, FLAGS_IN.name) if fields.flags else framing)


def _bad_framing(buffer: bytes, output_length: int) -> Defects:
    found = {
        "short buffer": len(buffer) < SIZE,
        "long buffer": len(buffer) > SIZE,
        "room for a shorter output": output_length < SIZE,
    }
    return tuple(name for name in found if found[name])


def _set(fields: _Fields, known: Known, framing: Defects) -> Intent | None:
    flags = _bad_flags(fields, known)
    about, output = _setting(fields, known)
    before = (*framing, *flags, *output)
    undecided = about is None or not _is_in_bounds(fields) or _switches_beside_nothing(fields, about, known)
    if undecided and known.adapter.is_served and not REFUSED & {*before}:
        return None
    about = about or AS_IT_IS
    if fields.flags & COPYPROTECT:
        return _protection(fields, known, about, before)
    call = {THE_PICTURE: SET_PICTURE, "off": SET_OFF}.get(about, SET_OUTPUT)
    return Intent(call, defects=before, about=about)


def _advertised(known: Known) -> int:
    return 0 if known.adapter.tv is None else int(known.adapter.tv.flags)


def _bad_flags(fields: _Fields, known: Known) -> Defects:
    found = {
        "a flag that is not advertised": fields.flags & ~(_advertised(known) | MAX_UNSCALED | COPYPROTECT),
        "VP_FLAGS_MAX_UNSCALED": fields.flags & MAX_UNSCALED,
    }
    return tuple(name for name in found if found[name])


def _is_in_bounds(fields: _Fields) -> bool:
    """Whether every picture setting whose flag is set keeps to its bounds."""
    largest = {
        FLICKER: (fields.flicker, 1000),
        OVERSCAN: (max(fields.overscan_x, fields.overscan_y), 1000),
        BRIGHTNESS: (fields.brightness, 100),
        CONTRAST: (fields.contrast, 100),
    }
    return all(value <= bound for flag, (value, bound) in largest.items() if fields.flags & flag)


def _switches_beside_nothing(fields: _Fields, about: str, known: Known) -> bool:
    return bool(fields.flags & COPYPROTECT) and about != THE_PICTURE and not known.tv.offer.types


# The TV output.


def _setting(fields: _Fields, known: Known) -> tuple[str | None, Defects]:
    """What the output is to be set to, None if that has no name, and what is wrong with it.

    A field without its flag is not read: the output keeps what it has (VPCP-300).
    """
    tv, flags = known.adapter.tv, fields.flags & _advertised(known)
    if tv is None or not flags & (MODE | STANDARD):
        return THE_PICTURE, ()
    names = {bits: name for name, bits in standards(tv).items()}
    mode, standard = known.tv.mode, known.tv.standard
    wrong: Defects = ()
    if flags & MODE:
        wrong += _bad_mode(fields.mode, int(tv.modes))
        mode = BY_MODE.get(fields.mode, "")
    if flags & STANDARD:
        wrong += _bad_standard(fields.standard, int(tv.standards))
        standard = names.get(fields.standard, "")
    if wrong:
        return AS_IT_IS, wrong
    unread = _left_out(flags)
    if unread and (mode, standard) == (known.tv.mode, known.tv.standard):
        return AS_IT_IS, unread
    return BY_SETTING.get(Setting(mode, standard)), ()


def _left_out(flags: int) -> Defects:
    mode = () if flags & MODE else ("a mode without its flag",)
    return mode if flags & STANDARD else (*mode, "a standard without its flag")


def _bad_mode(mode: int, available: int) -> Defects:
    if mode.bit_count() > 1:
        return ("two modes at once",)
    return ("a mode that is not available",) if mode & ~available else ()


def _bad_standard(standard: int, available: int) -> Defects:
    if standard.bit_count() > 1:
        return ("two standards at once",)
    return () if standard & (available | WIN_VGA) else ("a standard that is not available",)


# Copy protection.


def _protection(fields: _Fields, known: Known, about: str, before: Defects) -> Intent:
    """A copy-protection command; one that is none of the three is taken for an activation."""
    command = COMMAND_BITS.get(fields.cp_command, ACTIVATE)
    session, key = (None, ()) if command == ACTIVATE else _named(fields.key, known)
    defects = (*before, *_bad_command(fields.cp_command), *key)
    if fields.bits > LEVEL_BITS:
        defects += ("undefined bits",)
    level = None
    if command != DEACTIVATE:
        level = fields.bits & LEVEL_BITS
        defects += _bad_type(fields.type, known)
    if about == THE_PICTURE:
        return Intent(command, session, defects, level)
    return Intent(f"{command} with a TV setting", session, defects, level, about=about)


def _named(key: int, known: Known) -> tuple[int, Defects]:
    """The session that a key names, live or dead; any other key is on one that has ended, if there is one."""
    ended = [number for number, each in enumerate(known.sessions) if each.state in ENDED]
    own = [number for number, each in known.keys.items() if each == key]
    live = [number for number in own if number not in ended]
    if named := live or own:
        return named[0], ()
    somewhere = ended[-1] if ended else 0
    if key in known.foreign:
        return somewhere, (FOREIGN_KEY,)
    return somewhere, () if key and ended else ("key 0",)


def _bad_command(command: int) -> Defects:
    if command in COMMAND_BITS:
        return ()
    return ("two commands at once" if command.bit_count() > 1 else "no copy-protection command",)


def _bad_type(named: int, known: Known) -> Defects:
    """What is wrong with a type: the lowest that is supported is the usual one (VPCP-311, A-13)."""
    if named.bit_count() > 1:
        return ("two types at once",)
    if named not in {1, 2}:
        return ("no type",)
    supported = 1 if known.adapter.tv is None else int(known.adapter.tv.types) or 1
    return () if named == supported & -supported else (OTHER_TYPE,)
