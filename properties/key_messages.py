"""Requests for VIDEOPARAMETERS in bytes, as they are meant: right ones, and each wrong in a named way."""

from collections.abc import Callable, Mapping
from random import Random
from typing import NamedTuple

from coppspec.driver.adapters import NO_STANDARDS, TVOutput
from coppspec.model.conditions import OTHER_TYPE
from coppspec.model.key_calls import CHANGE, DEACTIVATE, GET, PICTURE_BESIDES
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.step import Intent
from coppspec.model.tv_output import AS_IT_IS, SETTINGS, THE_PICTURE
from coppspec.model.tv_output import TVOutput as State
from coppspec.model.tvout import VIDEOPARAMETERS_GUID, CPCommand, CPType, VPCommand, VPFlags
from coppspec.properties import television
from coppspec.properties.turns import turn

Fields = dict[str, int]
ULONGS = tuple(field.name for field in VIDEOPARAMETERS.fields if field.size == 4)
COMMANDS = {each.name: each for each in CPCommand}
OUTPUT_FLAGS = int(VPFlags.VP_FLAGS_TV_MODE | VPFlags.VP_FLAGS_TV_STANDARD)
NO_TV = TVOutput(VPFlags(0), NO_STANDARDS)
"""An adapter without a TV output has no flag that a request could name."""
PICTURE = {
    "dwFlickerFilter": 1000,
    "dwOverScanX": 1000,
    "dwOverScanY": 1000,
    "dwPositionX": 0,
    "dwPositionY": 0,
    "dwBrightness": 100,
    "dwContrast": 100,
}
"""The largest value of each field of the picture that every output can take."""


class Keys(NamedTuple):
    """What a request can take for its key."""

    named: int
    """That of the session; one that was never issued, if it has none."""
    stale: tuple[int, ...]
    """Keys that a field may hold which nobody reads."""
    foreign: int = 0
    """One of another adapter, where the request is about it."""


def command_of(intent: Intent) -> str | None:
    """The copy-protection command in a request; None if there is none."""
    name = intent.call.partition(" ")[0]
    return name if name in COMMANDS else None


def request(intent: Intent, tv: TVOutput, state: State, keys: Keys, random: Random) -> bytes:
    """The buffer of a request; whatever nobody reads holds anything (VPCP-300)."""
    fields: Fields = {name: random.getrandbits(32) for name in ULONGS} | _stale(keys, random)
    fields["dwCommand"] = VPCommand.VP_COMMAND_GET if intent.call == GET else VPCommand.VP_COMMAND_SET
    fields["dwFlags"] = 0
    if intent.about is not None:
        fields |= _output(intent.about, tv, state, random)
    if (command := command_of(intent)) is not None:
        fields |= _protection(intent, command, tv, keys) | {
            "dwFlags": fields["dwFlags"] | VPFlags.VP_FLAGS_COPYPROTECT
        }
    for each in intent.defects:
        if each in WRONG_FIELDS:
            fields |= WRONG_FIELDS[each](fields, tv, random)
    oem = random.choice((bytes, *(random.randbytes,) * 3))(VIDEOPARAMETERS.field("bOEMCopyProtection").size)
    guid = _identifier(intent, random)
    buffer = guid + VIDEOPARAMETERS.pack(**fields, bOEMCopyProtection=oem)[len(guid) :]
    for each in intent.defects:
        if each in DAMAGE:
            buffer = DAMAGE[each](buffer, random)
    return buffer


def room(intent: Intent, random: Random) -> int:
    """How many bytes of output the caller has room for; at times more than needed (VPCP-103, VPCP-107)."""
    size = VIDEOPARAMETERS.size
    if "long buffer" in intent.defects and SHORT_ROOM not in intent.defects:
        return size + turn(random, "more room", (0, random.randrange(1, 64)))
    return (
        turn(random, SHORT_ROOM, (size - 1, 0, random.randrange(size), 1))
        if SHORT_ROOM in intent.defects
        else size
    )


def usual_type(tv: TVOutput) -> CPType:
    """The copy-protection type that is used as a rule: the first that is supported."""
    return next(iter(tv.types), CPType.VP_CP_TYPE_APS_TRIGGER)


def _output(about: str, tv: TVOutput, state: State, random: Random) -> Fields:
    """The fields of the TV output: a setting by its name, or what is in force."""
    if about == THE_PICTURE:
        return _picture({"dwFlags": 0}, tv, random)
    mode, standard = SETTINGS[about] if about != AS_IT_IS else (state.mode, state.standard)
    return {
        "dwFlags": OUTPUT_FLAGS,
        "dwMode": television.MODES[mode],
        "dwTVStandard": television.standards(tv).get(standard, television.missing_standard(tv)),
    }


def _protection(intent: Intent, command: str, tv: TVOutput, keys: Keys) -> Fields:
    """The fields that a command reads (VPCP-400, VPCP-421)."""
    fields: Fields = {"dwCPCommand": COMMANDS[command]}
    if command != DEACTIVATE:
        fields |= {"dwCPType": usual_type(tv), "bCP_APSTriggerBits": intent.level or 0}
    if command in {CHANGE, DEACTIVATE}:
        fields["dwCPKey"] = keys.foreign or keys.named
    return fields


def _stale(keys: Keys, random: Random) -> Fields:
    """Copy-protection fields as an earlier request may have left them."""
    return {
        "dwCPCommand": random.choice(tuple(CPCommand)),
        "dwCPKey": random.choice(keys.stale),
        "bCP_APSTriggerBits": random.choice((0, 1, 2, 3, random.getrandbits(32))),
        "dwCPType": random.choice((1, 1, 0, random.getrandbits(32))),
    }


def _identifier(intent: Intent, random: Random) -> bytes:
    """The structure's own identifier; another one, or one that differs in a single byte."""
    own = VIDEOPARAMETERS_GUID.bytes_le
    if "another identifier" not in intent.defects:
        return own
    at = turn(random, "a byte of an identifier", range(-1, len(own)))
    return random.randbytes(len(own)) if at < 0 else own[:at] + bytes([own[at] ^ 1]) + own[at + 1 :]


def _another_type(_: Fields, tv: TVOutput, __: Random) -> Fields:
    return {"dwCPType": int(CPType.VP_CP_TYPE_APS_TRIGGER | CPType.VP_CP_TYPE_MACROVISION) & ~usual_type(tv)}


def _undefined_bits(fields: Fields, _: TVOutput, random: Random) -> Fields:
    return {
        "bCP_APSTriggerBits": fields["bCP_APSTriggerBits"] | 1 << turn(random, "no bit of a level", UNDEFINED)
    }


def _picture(fields: Fields, tv: TVOutput, random: Random) -> Fields:
    """A setting of the picture with it, within its bounds; what is beyond them no clause decides."""
    values = {name: random.randrange(largest + 1) for name, largest in PICTURE.items()}
    return _more_flags(fields, television.picture_flag(tv)) | values


def _more_flags(fields: Fields, more: int) -> Fields:
    return {"dwFlags": fields["dwFlags"] | more}


def _more(random: Random) -> int:
    """How many bytes come behind a buffer."""
    return turn(random, "a long buffer", (1, 63, 4096))


LARGEST = 0xFFFFFFFF
NO_TYPES = (0, 4, 5, 0x10001, 1 << 31, LARGEST)
FLAGS = (*(1 << bit for bit in range(9)), 0x1FF, LARGEST)
UNDEFINED = (2, 3, 4, 7, 8, 15, 16, 24, 30, 31)
SHORT_ROOM = "room for a shorter output"
WRONG_FIELDS: Mapping[str, Callable[[Fields, TVOutput, Random], Fields]] = {
    "no such command": lambda _, __, random: {
        "dwCommand": turn(random, "no command", (0, 3, 4, 0x101, 0x10001, 0x80000002, LARGEST))
    },
    "a flag that is not advertised": lambda fields, tv, random: _more_flags(
        fields, turn(random, "no flag", television.missing_flags(tv))
    ),
    "VP_FLAGS_MAX_UNSCALED": lambda fields, _, __: _more_flags(fields, VPFlags.VP_FLAGS_MAX_UNSCALED),
    "flags in the request": lambda _, __, random: {"dwFlags": turn(random, "flags", FLAGS)},
    "no copy-protection command": lambda _, __, random: {
        "dwCPCommand": turn(random, "no copy-protection command", (0, 8, 0x101, 0x10001, 0x80000004, LARGEST))
    },
    "two commands at once": lambda _, __, random: {"dwCPCommand": turn(random, "two commands", (3, 5, 6, 7))},
    PICTURE_BESIDES: _picture,
    "two types at once": lambda _, __, ___: {
        "dwCPType": CPType.VP_CP_TYPE_APS_TRIGGER | CPType.VP_CP_TYPE_MACROVISION
    },
    "no type": lambda _, __, random: {"dwCPType": turn(random, "no type", NO_TYPES)},
    OTHER_TYPE: _another_type,
    "undefined bits": _undefined_bits,
    "key 0": lambda _, __, ___: {"dwCPKey": 0},
    "a mode that is not available": lambda _, tv, random: {
        "dwMode": turn(random, "no mode", (television.missing_mode(tv), 4, 1 << 31, LARGEST))
    },
    "two modes at once": lambda _, __, ___: {"dwMode": 3},
    "a standard that is not available": lambda _, tv, random: {
        "dwTVStandard": turn(random, "no standard", (television.missing_standard(tv), 1 << 31, LARGEST))
    },
    "two standards at once": lambda _, tv, __: {"dwTVStandard": television.two_standards(tv)},
    "a mode without its flag": lambda fields, tv, __: {
        "dwFlags": fields["dwFlags"] & ~VPFlags.VP_FLAGS_TV_MODE,
        "dwMode": television.missing_mode(tv),
    },
    "a standard without its flag": lambda fields, tv, __: {
        "dwFlags": fields["dwFlags"] & ~VPFlags.VP_FLAGS_TV_STANDARD,
        "dwTVStandard": television.missing_standard(tv),
    },
    "no flag at all": lambda fields, _, __: {"dwFlags": fields["dwFlags"] & ~OUTPUT_FLAGS},
}
"""What is wrong in the fields, made of what they would be."""
DAMAGE: Mapping[str, Callable[[bytes, Random], bytes]] = {
    "random bytes": lambda buffer, random: random.randbytes(len(buffer)),
    "short buffer": lambda buffer, random: buffer[
        : turn(random, "a short buffer", (len(buffer) - 1, 0, random.randrange(len(buffer)), 1))
    ],
    "long buffer": lambda buffer, random: buffer + random.randbytes(_more(random)),
}
"""What is wrong with the buffer itself."""
ONE_OF_THESE = frozenset(WRONG_FIELDS) - {"undefined bits", "key 0"}
"""Of these a message has one at a time, since one would hide another."""
