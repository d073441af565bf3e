"""The VIDEOPARAMETERS miniport of the reference driver, written from the clauses: one for each adapter.

Its adapter has one analog output, which is always on, in one mode and one TV standard; protection works
on it. Every check is one small method, named for what it verifies.
"""

import os
from collections.abc import Callable

from coppspec.driver.options import Options
from coppspec.driver.refusal import Refused
from coppspec.model.codes import Status
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.tvout import (
    VIDEOPARAMETERS_GUID,
    CPCommand,
    CPType,
    TVStandard,
    VPCommand,
    VPFlags,
    VPMode,
)

DEFINED_BITS = 3
"""The bits of the trigger field that carry the level (VPCP-004)."""
KEY_BYTES = 4
EVERY_KEY = 2 ** (8 * KEY_BYTES) - 1
"""0 is no key, and no key is issued twice."""

MODE = VPMode.VP_MODE_WIN_GRAPHICS
STANDARD = TVStandard.VP_TV_STANDARD_NTSC_M
CP_TYPE = CPType.VP_CP_TYPE_APS_TRIGGER
SETTABLE = VPFlags.VP_FLAGS_TV_MODE | VPFlags.VP_FLAGS_TV_STANDARD | VPFlags.VP_FLAGS_COPYPROTECT
SETTINGS: dict[str, int] = {
    "dwFlags": SETTABLE | VPFlags.VP_FLAGS_MAX_UNSCALED,
    "dwMode": MODE,
    "dwTVStandard": STANDARD,
    "dwAvailableModes": MODE,
    "dwAvailableTVStandard": STANDARD,
    "dwMaxUnscaledX": 720,
    "dwMaxUnscaledY": 480,
    "dwCPType": CP_TYPE,
    "dwCPStandard": STANDARD,
}
"""What VP_COMMAND_GET reports: every field that belongs to a flag it sets (VPCP-202)."""


class CopyProtectionMiniport:
    """The copy-protection sessions of one adapter.

    Args:
        options: the reading of the silent points.
        random_bytes: where keys come from: so many bytes of them.
        issued: the keys that the driver has issued, on all of its adapters.
    """

    def __init__(
        self,
        options: Options | None = None,
        random_bytes: Callable[[int], bytes] = os.urandom,
        issued: set[int] | None = None,
    ) -> None:
        self.options = options or Options()
        self.random_bytes = random_bytes
        self.keys = EVERY_KEY
        """How many keys can be issued in all."""
        self.issued = set[int]() if issued is None else issued
        self.activations = 0
        self.levels: dict[int, int] = {}
        """The level of every live key; 0 while its session is turned off."""
        self.count = 0
        self.hardware = 0
        """The level that is written to the output."""

    def video_parameters(self, buffer: bytes) -> bytes:
        """IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS: the checks in the order of VPCP-110."""
        self.verify_length(buffer)
        self.verify_identifier(buffer)
        self.verify_command(buffer)
        if _ulong(buffer, "dwCommand") == VPCommand.VP_COMMAND_GET:
            return VIDEOPARAMETERS.put(buffer, **self.settings())
        self.verify_flags(buffer)
        flags = _ulong(buffer, "dwFlags")
        if flags & VPFlags.VP_FLAGS_TV_MODE:
            self.verify_mode(buffer)
        if flags & VPFlags.VP_FLAGS_TV_STANDARD:
            self.verify_standard(buffer)
        if flags & VPFlags.VP_FLAGS_COPYPROTECT:
            return self.protect(buffer)
        return buffer

    def settings(self) -> dict[str, int]:
        """The fields that GET fills in (VPCP-202)."""
        return SETTINGS

    def protect(self, buffer: bytes) -> bytes:
        """One of the three copy-protection commands, and the output brought up to date."""
        self.verify_one_command(buffer)
        command = _ulong(buffer, "dwCPCommand")
        if command == CPCommand.VP_CP_CMD_ACTIVATE:
            buffer = self.activate(buffer)
        elif command == CPCommand.VP_CP_CMD_CHANGE:
            self.change(buffer)
        else:
            self.deactivate(buffer)
        self.hardware = self.resulting_level()
        return buffer

    # The three commands.

    def activate(self, buffer: bytes) -> bytes:
        """VP_CP_CMD_ACTIVATE: opens a session and returns its key (VPCP-400, VPCP-401)."""
        level = self.requested_level(buffer)
        self.verify_a_key_is_left()
        key = self.new_key()
        self.issued.add(key)
        self.activations += 1
        self.levels[key] = level
        self.count_activation(level)
        return VIDEOPARAMETERS.put(buffer, dwCPKey=key)

    def change(self, buffer: bytes) -> None:
        """VP_CP_CMD_CHANGE: replaces the level of a session (VPCP-410)."""
        level = self.requested_level(buffer)
        key = self.named_key(buffer)
        before = self.levels[key]
        self.levels[key] = level
        self.count_change(before, level)

    def deactivate(self, buffer: bytes) -> None:
        """VP_CP_CMD_DEACTIVATE: ends a session (VPCP-420)."""
        key = self.named_key(buffer)
        self.count_deactivation(self.end(key))

    def end(self, key: int) -> int:
        """Take a key out of the live ones; the level that it held."""
        return self.levels.pop(key)

    def restart(self) -> None:
        """The driver stops and starts again: all keys die, and protection with them (VPCP-664)."""
        self.levels.clear()
        self.count = 0
        self.hardware = 0

    # The count: it changes when a session goes on or off, and with nothing else (VPCP-555).

    def count_activation(self, level: int) -> None:
        """A session begins (VPCP-401, VPCP-402)."""
        self.count += level > 0

    def count_change(self, before: int, after: int) -> None:
        """A session goes from one level to another (VPCP-411 to VPCP-413)."""
        self.count += (after > 0) - (before > 0)

    def count_deactivation(self, level: int) -> None:
        """A session ends (VPCP-420, VPCP-422)."""
        self.count -= level > 0

    def resulting_level(self) -> int:
        """The highest level of a session, and none at a count of 0 (VPCP-554, VPCP-605)."""
        return max(self.levels.values(), default=0) if self.count > 0 else 0

    # Keys and levels of a request.

    def new_key(self) -> int:
        """A key that is hard to guess, not 0, and new to the whole driver (VPCP-503 to VPCP-506)."""
        while True:
            key = int.from_bytes(self.random_bytes(KEY_BYTES), "little")
            if key and key not in self.issued:
                return key

    def named_key(self, buffer: bytes) -> int:
        """The key that a request names, if it is live."""
        key = _ulong(buffer, "dwCPKey")
        self.verify_live(key)
        return key

    def requested_level(self, buffer: bytes) -> int:
        """The level that a request asks for."""
        self.verify_type(buffer)
        if self.options.undefined_bits == "refuse":
            self.verify_defined_bits(buffer)
        return _ulong(buffer, "bCP_APSTriggerBits") & DEFINED_BITS

    # The checks.

    def verify_length(self, buffer: bytes) -> None:
        """The buffer holds a whole structure (VPCP-103)."""
        if len(buffer) < VIDEOPARAMETERS.size:
            raise Refused(Status.ERROR_INSUFFICIENT_BUFFER)

    def verify_identifier(self, buffer: bytes) -> None:
        """The structure says that it is one (VPCP-104, VPCP-105)."""
        if VIDEOPARAMETERS.get_guid(buffer, "Guid") != VIDEOPARAMETERS_GUID:
            raise Refused(Status.ERROR_INVALID_PARAMETER)

    def verify_command(self, buffer: bytes) -> None:
        """The command is to get or to set (VPCP-106)."""
        if _ulong(buffer, "dwCommand") not in tuple(VPCommand):
            raise Refused(Status.ERROR_INVALID_PARAMETER)

    def verify_flags(self, buffer: bytes) -> None:
        """Nothing is to be set that is not settable here (VPCP-303, VPCP-306)."""
        if _ulong(buffer, "dwFlags") & ~int(SETTABLE):  # ~ of a flag is among the named ones only
            raise Refused(Status.ERROR_INVALID_PARAMETER)

    def verify_mode(self, buffer: bytes) -> None:
        """The TV mode is one that is available (VPCP-302, X02)."""
        if _ulong(buffer, "dwMode") != MODE:
            raise Refused(Status.ERROR_INVALID_PARAMETER)

    def verify_standard(self, buffer: bytes) -> None:
        """The TV standard is one that is available (VPCP-302, X02)."""
        if _ulong(buffer, "dwTVStandard") != STANDARD:
            raise Refused(Status.ERROR_INVALID_PARAMETER)

    def verify_one_command(self, buffer: bytes) -> None:
        """The copy-protection command is one of three, and they are never combined (VPCP-310)."""
        if _ulong(buffer, "dwCPCommand") not in tuple(CPCommand):
            raise Refused(Status.ERROR_INVALID_PARAMETER)

    def verify_type(self, buffer: bytes) -> None:
        """The copy-protection type is one that is advertised (VPCP-311)."""
        if _ulong(buffer, "dwCPType") != CP_TYPE:
            raise Refused(Status.ERROR_INVALID_PARAMETER)

    def verify_defined_bits(self, buffer: bytes) -> None:
        """The trigger field holds a level and nothing else (VPCP-434)."""
        if _ulong(buffer, "bCP_APSTriggerBits") > DEFINED_BITS:
            raise Refused(Status.ERROR_INVALID_PARAMETER)

    def verify_a_key_is_left(self) -> None:
        """A fresh key can be issued (VPCP-507)."""
        if self.activations >= self.keys:
            raise Refused(Status.ERROR_NOT_ENOUGH_MEMORY)

    def verify_live(self, key: int) -> None:
        """The key was issued and not deactivated (VPCP-430, VPCP-431)."""
        if key not in self.levels:
            raise Refused(Status.ERROR_INVALID_PARAMETER)


def _ulong(buffer: bytes, name: str) -> int:
    return VIDEOPARAMETERS.get_ulong(buffer, name)
