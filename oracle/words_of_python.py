"""The words of a program in Python: its lines and values."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from uuid import UUID

from coppspec.model.codes import HResult, Status
from coppspec.model.layouts import Value
from coppspec.oracle.program_names import identifiers, written_number

WIDTH = 110


def indented(lines: Iterable[str]) -> Iterator[str]:
    """Lines within a function."""
    return (f"    {line}" if line else line for line in lines)


def wrapped(line: str) -> list[str]:
    """A line, or the call in it with its arguments on a line of their own."""
    if len(line) <= WIDTH - 4:
        return [line]
    opening, _, rest = line.partition("(")
    kept = re.sub(r'"(?:[^"\\]|\\.)*"', lambda text: text[0].replace(" ", "\0"), rest.removesuffix(")"))
    inside = wrap(kept, WIDTH - 8, break_long_words=False, break_on_hyphens=False)
    return [f"{opening}(", *(f"    {each}".replace("\0", " ") for each in inside), ")"]


def quoted(text: str) -> str:
    """A text between quotation marks: a target is the words of a shell, and can hold anything."""
    return json.dumps(text, ensure_ascii=False).encode("ascii", "backslashreplace").decode()


def packed(name: str, layout: str, values: dict[str, str]) -> Iterator[str]:
    """A structure with the fields that are not zero, one on a line, each remark behind or above it."""
    yield f"{name} = {layout}.pack("
    for each, value in values.items():
        content, _, said = value.partition("  # ")
        line = f"    {each}={content},"
        if said and len(line) + len(said) > WIDTH - 8:
            yield f"    # {said}"
        yield line if not said or len(line) + len(said) > WIDTH - 8 else f"{line}  # {said}"
    yield ")"


def remark(text: str) -> str:
    """What stands behind a value; nothing if there is nothing to say."""
    return f"  # {text}" if text else ""


def flipped(name: str, flips: Sequence[tuple[int, int]]) -> Iterator[str]:
    """A message with bits that are turned over."""
    if flips:
        bits = ", ".join(f"{at}: {each:#04x}" for at, each in flips)
        yield from wrapped(f"{name} = flipped({name}, {{{bits}}})")


def identifier(content: bytes) -> str:
    """An identifier by its name, or as it is."""
    return identifiers().get(content) or f'UUID("{UUID(bytes_le=content)}")'


def value_of(value: Value) -> str:
    """What a field holds."""
    if isinstance(value, UUID):
        return identifier(value.bytes_le)
    if isinstance(value, bytes):
        return f'bytes.fromhex("{value.hex()}")'
    return f"({', '.join(map(written_number, value))})" if isinstance(value, tuple) else written_number(value)


def code_of(code: HResult | Status) -> str:
    """A code by its name."""
    return f"{type(code).__name__}.{code.name}"
