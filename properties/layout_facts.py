"""What must be so of VIDEOPARAMETERS in memory, and of its constants: named facts, whatever is called."""

from collections.abc import Callable
from typing import NamedTuple

from coppspec.model.key_calls import LEVELS as KEY_LEVELS
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.levels import LEVELS
from coppspec.model.tvout import (
    IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS,
    VIDEOPARAMETERS_GUID,
    CPCommand,
    CPType,
    VPCommand,
    VPFlags,
    VPMode,
)


class Fact(NamedTuple):
    """Something that is so, or not, whatever is called."""

    name: str
    clauses: tuple[str, ...]
    holds: Callable[[], bool]


IDENTIFIER_IN_MEMORY = bytes.fromhex("61 20 c6 02 97 10 d1 11 92 0f 00 a0 24 df 15 6e")
CALLER = ("process", "handle", "session", "caller", "pid")
"""What a field would be called that names who calls."""


def _size_and_alignment() -> bool:
    aligned = all(field.offset % 4 == 0 for field in VIDEOPARAMETERS.fields)
    packed = VIDEOPARAMETERS.pack(dwCommand=0x01020304)
    return VIDEOPARAMETERS.size == 356 and aligned and packed[20:24] == bytes((4, 3, 2, 1))


def _trigger_field() -> bool:
    field = VIDEOPARAMETERS.field("bCP_APSTriggerBits")
    return (field.offset, field.size) == (96, 4) and max(KEY_LEVELS) == 0b11


def _vendor_field() -> bool:
    field = VIDEOPARAMETERS.field("bOEMCopyProtection")
    return (field.offset, field.size) == (100, 256) and VIDEOPARAMETERS.fields[-1] == field


def _control_code() -> bool:
    """Device type, access, function and method, as the system packs them."""
    return IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS == (0x23 << 16 | 0 << 14 | 8 << 2 | 0)


def _constants() -> bool:
    commands = [int(each) for each in CPCommand]
    flags = [int(each) for each in VPFlags]
    return (
        sorted(commands) == [1, 2, 4]
        and flags == [1 << bit for bit in range(9)]
        and [int(each) for each in VPCommand] == [1, 2]
        and [int(each) for each in VPMode] == [1, 2]
        and [int(each) for each in CPType] == [1, 2]
    )


def _no_field_names_a_caller() -> bool:
    names = [field.name.lower() for field in VIDEOPARAMETERS.fields]
    return not any(word in name for name in names for word in CALLER) and "dwcpkey" in names


VIDEOPARAMETERS_FACTS = (
    Fact(
        "VIDEOPARAMETERS has 356 bytes in fields of four, little-endian", ("VPCP-001",), _size_and_alignment
    ),
    Fact(
        "its identifier stands in memory as Windows has it",
        ("VPCP-003",),
        lambda: VIDEOPARAMETERS_GUID.bytes_le == IDENTIFIER_IN_MEMORY,
    ),
    Fact("the trigger bits have four bytes, of which two bits count", ("VPCP-004",), _trigger_field),
    Fact("the vendor has the last 256 bytes", ("VPCP-005",), _vendor_field),
    Fact(
        "the control code is that of a video device, buffered, for any access", ("VPCP-006",), _control_code
    ),
    Fact("commands, flags, modes and types are single bits", ("VPCP-007",), _constants),
    Fact("a request names a key, and nobody who calls", ("VPCP-508",), _no_field_names_a_caller),
    Fact(
        "the levels of copy-protection sessions are those of ACP",
        ("VPCP-604", "VPCP-600"),
        lambda: LEVELS["ACP"] == KEY_LEVELS,
    ),
)
