"""What is told, as lines of a limited width: each heading with its text, and what belongs to it indented."""

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import TypeAlias

Told: TypeAlias = dict[str, "Value"]
"""Texts, numbers, lists and more of the same by their headings."""
Value: TypeAlias = str | int | list["Value"] | Told

WIDTH = 100
"""The longest line, unless somebody asks for another one."""
STEP = "  "
NUMBER = 4
"""How far the text of a numbered line, or a wrapped one, stands to the right of its start."""


def wrapped(told: Told, width: int | None = WIDTH) -> Iterator[str]:
    """The lines; headings without anything are left out.

    Args:
        told: what is told.
        width: of the longest line; None for one line for each text.

    >>> list(wrapped({"id": "T-03", "clauses": ["one", "two"], "nothing": []}))
    ['id: T-03', 'clauses:', '  one', '  two']
    >>> list(wrapped({"a": "b c d"}, 6))
    ['a: b c', '    d']
    >>> list(wrapped({"calls": 14417}))
    ['calls: 14,417']
    """
    yield from _mapping(told, "", width)


def _mapping(told: Mapping[str, Value], indent: str, width: int | None) -> Iterator[str]:
    for heading, value in told.items():
        if isinstance(value, str | int):
            yield from _text(f"{heading}: {_shown(value)}", indent, width) if value != "" else ()
        elif value:
            yield from _text(f"{heading}:", indent, width)
            yield from _inside(value, indent + STEP, width)


def _inside(value: list[Value] | Told, indent: str, width: int | None) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _mapping(value, indent, width)
        return
    for each in value:
        if isinstance(each, str | int):
            yield from _text(_shown(each), indent, width)
        else:
            yield from _inside(each, indent, width)


def _shown(value: str | int) -> str:
    return value if isinstance(value, str) else f"{value:,}"


def _text(text: str, indent: str, width: int | None) -> list[str]:
    return [indent + text] if width is None else hanging(text, width, indent, indent + " " * NUMBER)


def hanging(text: str, width: int, first: str, further: str) -> list[str]:
    """A text in lines, none of which ends within a word.

    Args:
        text: what is said.
        width: of the longest line.
        first: what the first line begins with.
        further: what every other one begins with.
    """
    return wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )


def counted(number: int, what: str) -> str:
    """So many of something.

    >>> counted(1, "sequence"), counted(1200, "sequence")
    ('1 sequence', '1,200 sequences')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"
