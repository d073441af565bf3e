"""The application that a VIDEOPARAMETERS miniport meets in a trial."""

from collections.abc import Callable, Mapping
from random import Random

from coppspec.driver.protocol import Capability, Driver
from coppspec.model.codes import Status
from coppspec.model.constants import ProtectionType
from coppspec.model.engine import Engine
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.step import Answer, Configuration, Intent
from coppspec.model.tvout import (
    VIDEOPARAMETERS_GUID,
    CPCommand,
    CPType,
    TVStandard,
    VPCommand,
    VPFlags,
    VPMode,
)
from coppspec.properties.inspection import Deviation, Inspection
from coppspec.properties.trial import ADAPTER, Reply

OTHER_ADAPTER = ADAPTER + 1
Fields = dict[str, int]

COMMANDS = {
    "VP_CP_CMD_ACTIVATE": CPCommand.VP_CP_CMD_ACTIVATE,
    "VP_CP_CMD_CHANGE": CPCommand.VP_CP_CMD_CHANGE,
    "VP_CP_CMD_DEACTIVATE": CPCommand.VP_CP_CMD_DEACTIVATE,
}
SETTING_FLAGS = VPFlags.VP_FLAGS_TV_MODE | VPFlags.VP_FLAGS_TV_STANDARD
UNADVERTISED = (
    VPFlags.VP_FLAGS_BRIGHTNESS,
    VPFlags.VP_FLAGS_CONTRAST,
    VPFlags.VP_FLAGS_MAX_UNSCALED,
    1 << 9,
    1 << 31,
)
"""Flags that a SET cannot have here: not supported, for GET alone, or not defined."""
ALWAYS_SUPPORTED = VPFlags.VP_FLAGS_TV_MODE | VPFlags.VP_FLAGS_MAX_UNSCALED
"""What GET reports on every device with a TV output (VPCP-203)."""


BUFFER = Inspection("a buffer as long as the caller's", "VPCP-102")
NOT_ZERO = Inspection("a key other than 0", "VPCP-504")
NEVER_ISSUED = Inspection("a key that was never issued before", "VPCP-503")
UNCHANGED_BY_A_REFUSAL = Inspection("the caller's buffer as it was, after a refusal", "VPCP-108")
UNCHANGED = Inspection("the caller's buffer as it was, but for a new key", "VPCP-414")
FLAGS = Inspection("TV_MODE and MAX_UNSCALED among the flags, WIN_GRAPHICS among the modes", "VPCP-203")
NO_KEY = Inspection("dwCPKey as it was, on GET", "VPCP-207")
NO_LEVEL = Inspection("bCP_APSTriggerBits as it was, on GET", "VPCP-209")
PROTECTED_WHILE_ON = Inspection("protection while a session is on", "VPCP-551")
UNPROTECTED_AT_ZERO = Inspection("no protection while no session is on", "VPCP-554")
HIGHEST_LEVEL = Inspection("the highest level of a session that is on", "VPCP-605")
INSPECTIONS = (
    BUFFER,
    NOT_ZERO,
    NEVER_ISSUED,
    UNCHANGED_BY_A_REFUSAL,
    UNCHANGED,
    FLAGS,
    NO_KEY,
    NO_LEVEL,
    PROTECTED_WHILE_ON,
    UNPROTECTED_AT_ZERO,
    HIGHEST_LEVEL,
)


class KeyHarness:
    """Makes requests to one adapter, for several copy-protection sessions.

    Args:
        driver: what is called.
        random: for fields that nobody reads, unknown keys and damage; the same seed makes the same ones.
    """

    codes = Status

    def __init__(self, driver: Driver, random: Random) -> None:
        self._driver = driver
        self._random = random
        self._keys: dict[int, int] = {}
        """The key of each session that was begun."""
        self._issued: set[int] = set()

    def play(self, intent: Intent, before: Configuration) -> Reply:  # noqa: ARG002  the miniport's requests carry no number
        """Make the request."""
        if intent.call == Capability.DRIVER_RESTART:
            self._driver.inject(Capability.DRIVER_RESTART, ADAPTER)
            return Reply(None)
        buffer = self._buffer(intent)
        status, returned = self._driver.video_parameters(ADAPTER, buffer)
        return Reply(status, buffer, returned=returned)

    def inspect(self, _: Intent, answer: Answer, reply: Reply, /) -> Deviation | None:
        """Look at the buffer that came back: it is the caller's own, except for what was handed out."""
        if reply.code is None:
            return None
        sent, returned = reply.sent, reply.returned
        if len(returned) != len(sent):
            return BUFFER.broken(f"returned {len(returned)} bytes for {len(sent)}")
        if "settings" in answer.gives:
            return _inspect_settings(sent, returned)
        if "new key" in answer.gives and answer.session is not None:
            key = VIDEOPARAMETERS.get_ulong(returned, "dwCPKey")
            if not key or key in self._issued:
                return (NEVER_ISSUED if key else NOT_ZERO).broken(f"issued {key:#x}")
            self._keys[answer.session] = key
            self._issued.add(key)
            sent = VIDEOPARAMETERS.put(sent, dwCPKey=key)
        if returned != sent:
            return (UNCHANGED_BY_A_REFUSAL if answer.code else UNCHANGED).broken("changed it")
        return None

    def look(self, configuration: Configuration, engine: Engine, /) -> Deviation | None:
        """Look at the ACP level on the adapter's output."""
        wanted = engine.applied(configuration)
        met = self._driver.applied(ADAPTER, ProtectionType.COPP_ProtectionType_ACP)
        if met == wanted:
            return None
        inspection = (
            HIGHEST_LEVEL if wanted and met else PROTECTED_WHILE_ON if wanted else UNPROTECTED_AT_ZERO
        )
        return inspection.broken(f"shows level {met} on the output, not {wanted}")

    def _buffer(self, intent: Intent) -> bytes:
        fields = {name: self._random.getrandbits(32) for name in _ulongs()} | self._stale()
        fields["dwCommand"] = VPCommand.VP_COMMAND_SET
        if intent.call == "VP_COMMAND_GET":
            fields["dwCommand"] = VPCommand.VP_COMMAND_GET
        elif intent.call in COMMANDS:
            fields |= self._copy_protection(intent)
        else:
            fields |= self._same_output()
        for each in intent.defects:
            if each in WRONG_FIELDS:
                fields |= WRONG_FIELDS[each](self._random)
        if "undefined bits" in intent.defects:
            fields["bCP_APSTriggerBits"] |= 1 << self._random.randrange(2, 32)
        guid = self._identifier(intent)
        oem = self._random.randbytes(VIDEOPARAMETERS.field("bOEMCopyProtection").size)
        buffer = VIDEOPARAMETERS.pack(**fields, bOEMCopyProtection=oem)
        buffer = guid + buffer[len(guid) :]
        for each in intent.defects:
            if each in DAMAGE:
                buffer = DAMAGE[each](buffer, self._random)
        return buffer

    def _same_output(self) -> Fields:
        """The TV output set to what it is; the copy-protection fields are stale, and no flag names them."""
        asked = VIDEOPARAMETERS.pack(Guid=VIDEOPARAMETERS_GUID, dwCommand=VPCommand.VP_COMMAND_GET)
        _, told = self._driver.video_parameters(ADAPTER, asked)
        told = told if len(told) == len(asked) else asked
        settings = {name: VIDEOPARAMETERS.get_ulong(told, name) for name in ("dwMode", "dwTVStandard")}
        return {"dwFlags": SETTING_FLAGS, **settings}

    def _copy_protection(self, intent: Intent) -> Fields:
        """The fields that the command reads; the others hold anything (VPCP-300, VPCP-400, VPCP-421)."""
        fields: Fields = {"dwFlags": VPFlags.VP_FLAGS_COPYPROTECT, "dwCPCommand": COMMANDS[intent.call]}
        if intent.level is not None:
            fields |= {"dwCPType": CPType.VP_CP_TYPE_APS_TRIGGER, "bCP_APSTriggerBits": intent.level}
        if intent.call != "VP_CP_CMD_ACTIVATE":
            fields["dwCPKey"] = self._key(intent)
        return fields

    def _key(self, intent: Intent) -> int:
        if "key 0" in intent.defects:
            return 0
        if "key of another adapter" in intent.defects:
            return self._foreign_key()
        known = None if intent.session is None else self._keys.get(intent.session)
        return known or self._unknown_key()

    def _stale(self) -> Fields:
        """Copy-protection fields as an earlier request may have left them, with the key of a session."""
        return {
            "dwCPType": CPType.VP_CP_TYPE_APS_TRIGGER,
            "dwCPCommand": self._random.choice(tuple(CPCommand)),
            "dwCPKey": self._random.choice((*self._keys.values(), self._unknown_key())),
            "bCP_APSTriggerBits": self._random.choice((0, 1, 2, 3, self._random.getrandbits(32))),
        }

    def _identifier(self, intent: Intent) -> bytes:
        """The structure's own identifier; another one, or one that differs in a single byte."""
        own = VIDEOPARAMETERS_GUID.bytes_le
        if "another identifier" not in intent.defects:
            return own
        at = self._random.randrange(len(own))
        alike = own[:at] + bytes([own[at] ^ 1]) + own[at + 1 :]
        return self._random.choice((self._random.randbytes(len(own)), alike))

    def _unknown_key(self) -> int:
        """Any key that was not issued, or one that differs from an issued one in a single bit."""
        near = [key ^ (1 << self._random.randrange(32)) for key in self._keys.values()]
        free = [key for key in (*near, self._random.randrange(1, 1 << 32)) if key and key not in self._issued]
        return self._random.choice(free) if free else self._unknown_key()

    def _foreign_key(self) -> int:
        """The key of a session on another adapter of the same driver; an unknown one if there is none."""
        fields = self._copy_protection(Intent("VP_CP_CMD_ACTIVATE", level=1))
        buffer = VIDEOPARAMETERS.pack(Guid=VIDEOPARAMETERS_GUID, dwCommand=VPCommand.VP_COMMAND_SET, **fields)
        status, returned = self._driver.video_parameters(OTHER_ADAPTER, buffer)
        if status != Status.NO_ERROR or len(returned) != len(buffer):
            return self._unknown_key()
        return VIDEOPARAMETERS.get_ulong(returned, "dwCPKey")


def _inspect_settings(sent: bytes, returned: bytes) -> Deviation | None:
    flags = VIDEOPARAMETERS.get_ulong(returned, "dwFlags")
    modes = VIDEOPARAMETERS.get_ulong(returned, "dwAvailableModes")
    if flags & ALWAYS_SUPPORTED != ALWAYS_SUPPORTED or not modes & VPMode.VP_MODE_WIN_GRAPHICS:
        return FLAGS.broken(f"reports flags {flags:#x} and modes {modes:#x}")
    for name, inspection in (("dwCPKey", NO_KEY), ("bCP_APSTriggerBits", NO_LEVEL)):
        if VIDEOPARAMETERS.get_ulong(returned, name) != VIDEOPARAMETERS.get_ulong(sent, name):
            return inspection.broken("changed it")
    return None


def _ulongs() -> tuple[str, ...]:
    return tuple(field.name for field in VIDEOPARAMETERS.fields if field.size == 4)


WRONG_FIELDS: Mapping[str, Callable[[Random], Fields]] = {
    "no such command": lambda random: {"dwCommand": random.choice((0, 3, 4, 0x101))},
    "a flag that is not advertised": lambda random: {
        "dwFlags": VPFlags.VP_FLAGS_COPYPROTECT | random.choice(UNADVERTISED)
    },
    "no copy-protection command": lambda random: {"dwCPCommand": random.choice((0, 8, 0x101))},
    "two commands at once": lambda random: {"dwCPCommand": random.choice((3, 5, 6, 7))},
    "two types at once": lambda _: {
        "dwCPType": CPType.VP_CP_TYPE_APS_TRIGGER | CPType.VP_CP_TYPE_MACROVISION
    },
    "no type": lambda _: {"dwCPType": 0},
    "a mode that is not available": lambda _: {"dwMode": VPMode.VP_MODE_TV_PLAYBACK},
    "a standard that is not available": lambda _: {"dwTVStandard": TVStandard.VP_TV_STANDARD_PAL_B},
    "a mode without its flag": lambda _: {
        "dwFlags": VPFlags.VP_FLAGS_TV_STANDARD,
        "dwMode": VPMode.VP_MODE_TV_PLAYBACK,
    },
    "a standard without its flag": lambda _: {
        "dwFlags": VPFlags.VP_FLAGS_TV_MODE,
        "dwTVStandard": TVStandard.VP_TV_STANDARD_PAL_B,
    },
    "no flag at all": lambda _: {"dwFlags": 0},
}
DAMAGE: Mapping[str, Callable[[bytes, Random], bytes]] = {
    "random bytes": lambda buffer, random: random.randbytes(len(buffer)),
    "short buffer": lambda buffer, random: buffer[
        : random.choice((len(buffer) - 1, 0, random.randrange(len(buffer))))
    ],
    "long buffer": lambda buffer, random: buffer + random.randbytes(random.randrange(1, 64)),
}
