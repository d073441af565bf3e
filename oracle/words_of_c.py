"""The words of a program in C: its comments, lines and values."""

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap
from uuid import UUID

from coppspec.model.codes import HResult, Pattern, Status
from coppspec.model.layouts import Value
from coppspec.oracle.program_names import identifiers, written_number

WIDTH = 110
NAMED = {
    *("S_OK", "E_UNEXPECTED", "E_INVALIDARG", "E_POINTER", "E_OUTOFMEMORY", "DDERR_TOOBIGSIZE"),
    *("DDERR_UNSUPPORTEDMODE", "NO_ERROR", "ERROR_INVALID_FUNCTION", "ERROR_NOT_ENOUGH_MEMORY"),
    *("ERROR_INVALID_PARAMETER", "ERROR_INSUFFICIENT_BUFFER", "ERROR_BUSY", "ERROR_MORE_DATA"),
}
"""The codes that the headers name."""


def comment(lines: Iterable[str]) -> Iterator[str]:
    """A comment of several lines, or of one."""
    rows = [line for each in lines for line in wrap(each.replace("*/", "* /"), WIDTH - 8) or [""]]
    opening, *others = rows
    yield f"/* {opening}{'' if others else ' */'}"
    for number, each in enumerate(others, 1):
        yield f" * {each}".rstrip() + (" */" if number == len(others) else "")


def indented(lines: Iterable[str]) -> Iterator[str]:
    """Lines within a function."""
    return (f"    {line}" for line in lines)


def wrapped(line: str) -> list[str]:
    """A line of code in several, none of which ends within a text or a remark."""
    kept = re.sub(r'"[^"]*"|/\*.*?\*/', lambda text: text[0].replace(" ", "\0"), line)
    lines = wrap(kept, WIDTH - 4, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
    return [each.replace("\0", " ") for each in lines]


def assigned(name: str, kind: str, values: dict[str, str]) -> Iterator[str]:
    """A structure with the fields that are not zero, one on a line, each remark behind or above it."""
    yield f"{name} = ({kind}){{"
    for each, value in values.items():
        content, _, said = value.partition(" /*")
        line = f"    .{each} = {content},"
        if said and len(line) + len(said) > WIDTH - 8:
            yield f"    /*{said}"
            yield line
        else:
            yield f"{line} /*{said}" if said else line
    yield "};"


def remark(text: str) -> str:
    """What stands behind a value; nothing if there is nothing to say."""
    return f" /* {text} */" if text else ""


def flipped(array: str, flips: Iterable[tuple[int, int]]) -> Iterator[str]:
    """Bits of an array that are turned over."""
    return (f"{array}[{at}] ^= {bits:#04x};" for at, bits in flips)


def byte_list(content: bytes) -> str:
    """The bytes of an array."""
    return ", ".join(f"0x{each:02X}" for each in content)


def identifier(content: bytes) -> str:
    """An identifier by its name, or its bytes."""
    return identifiers().get(content) or f"{{{byte_list(content)}}}"


def value_of(value: Value) -> str:
    """What a field holds."""
    if isinstance(value, UUID):
        return identifier(value.bytes_le)
    if isinstance(value, bytes):
        return f"{{{byte_list(value)}}}"
    return (
        f"{{{', '.join(map(written_number, value))}}}" if isinstance(value, tuple) else written_number(value)
    )


def code_of(code: HResult | Status | Pattern) -> str:
    """A code by the name that the headers have for it, or as a number."""
    return code.name if code.name in NAMED else f"UINT32_C({int(code):#x})"
