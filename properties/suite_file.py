"""A complete suite as a file: one line for the machine, one for each test, one for the end.

The file is NDJSON, and holds everything that it takes to run the suite in another language: the letters as
intents, and the machine with what is seen of every letter in every state. Nothing in it depends on our code.
`suite.schema.json` describes its lines.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from reprlib import repr as brief
from typing import Any, cast

from coppspec.model.engine import Engine
from coppspec.model.step import Configuration, Intent
from coppspec.properties.bench import Test
from coppspec.properties.finite import Word

FORMAT, VERSION = "coppspec suite", 1
HEAD: Mapping[str, type] = {
    "format": str,
    "version": int,
    "projection": str,
    "about": str,
    "leaves_out": str,
    "fault_domain": str,
    "method": str,
    "extra_states": int,
    "table": str,
    "profile": dict,
    "applied": bool,
    "outputs_of_sessions": list,
    "adapter": int,
    "states": list,
    "letters": list,
    "outputs": list,
    "next": list,
    "output": list,
}
"""The fields of the first line, and the type of each."""
LONGEST = 1 << 20
"""Characters of a line that are read; no machine of ours takes as many."""
MOST_EXTRA = 3
"""A suite grows with its letters for each extra state: more than this fills disks."""


class InvalidSuiteFile(ValueError):
    """A file is no suite, or is damaged; the message is one line."""


@dataclass(frozen=True)
class SuiteFile:
    """What a file holds."""

    head: Mapping[str, Any]
    words: tuple[Word, ...]
    """Its tests, by the numbers of their letters."""
    written: int
    """How many tests there were when it was written."""

    @property
    def letters(self) -> tuple[Test, ...]:
        """The calls of each letter."""
        return tuple(tuple(map(intent_from_json, letter)) for letter in self.head["letters"])

    @property
    def alphabet(self) -> Test:
        """The calls that occur."""
        return tuple(dict.fromkeys(intent for letter in self.letters for intent in letter))

    def tests(self, _: Engine, __: Configuration) -> tuple[Test, ...]:
        """Its sequences of calls, as they were written."""
        letters = self.letters
        return tuple(tuple(intent for letter in word for intent in letters[letter]) for word in self.words)


def read(path: Path) -> SuiteFile:
    """What a file holds.

    Raises:
        InvalidSuiteFile: it is no suite; what was met, and on which line.
        OSError: it cannot be read.
    """
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            return _read(path, file.readline)
    except UnicodeDecodeError as error:
        raise InvalidSuiteFile(f"{path} is no suite: it is not UTF-8 text") from error


def _read(path: Path, readline: Callable[[int], str]) -> SuiteFile:
    found: dict[str, Any] | None = None
    words: list[Word] = []
    number = 0
    while line := readline(LONGEST):
        number += 1
        value = _value(path, number, line)
        if found is None:
            found = _head(path, value)
        elif isinstance(value, dict):
            end = _end(path, number, cast("dict[str, Any]", value), readline)
            return SuiteFile(found, tuple(words), end)
        else:
            words.append(_word(path, number, value, found, words))
    where = f"it ends after line {number}, without the line that ends a suite"
    raise InvalidSuiteFile(f"{path} is cut: {where}" if number else f"{path} is empty")


def _value(path: Path, number: int, line: str) -> object:
    if not line.endswith("\n"):
        what = "is too long" if len(line) >= LONGEST else "has no end: the file is cut"
        raise InvalidSuiteFile(f"{path}, line {number} {what}")
    try:
        return cast("object", json.loads(line))
    except json.JSONDecodeError as error:
        raise InvalidSuiteFile(
            f"{path}, line {number} is no JSON: {error.msg}, in column {error.colno}"
        ) from error
    except ValueError as error:
        raise InvalidSuiteFile(f"{path}, line {number} has a number with too many digits") from error
    except RecursionError as error:
        raise InvalidSuiteFile(f"{path}, line {number} has too many lists in lists") from error


def _head(path: Path, value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or cast("dict[str, Any]", value).get("format") != FORMAT:
        raise InvalidSuiteFile(f"{path} is no suite: its first line has no format {FORMAT!r}")
    found = cast("dict[str, Any]", value)
    if found.get("version") != VERSION:
        raise InvalidSuiteFile(
            f"{path} is a suite of version {brief(found.get('version'))}, "
            f"and version {VERSION} is read here; make it again with coppspec suite"
        )
    for name in sorted(found.keys() ^ HEAD.keys()):
        what = "a foreign" if name in found else "no"
        raise InvalidSuiteFile(f"{path}, line 1 has {what} field {brief(name)}")
    for name, kind in HEAD.items():
        if type(found[name]) is not kind:
            raise InvalidSuiteFile(f"{path}, line 1: {name!r} is not of type {kind.__name__}")
    if found["extra_states"] not in range(MOST_EXTRA + 1):
        raise InvalidSuiteFile(f"{path}, line 1: 'extra_states' is no number from 0 to {MOST_EXTRA}")
    _expect_a_table(path, found)
    return found


def _expect_a_table(path: Path, found: Mapping[str, Any]) -> None:
    """That the machine is one: a row for each state, and in it a number for each letter."""
    for name, limit in (("next", len(found["states"])), ("output", len(found["outputs"]))):
        rows = cast("list[list[object]]", found[name])
        if len(rows) != len(found["states"]) or not all(
            _are_numbers(row, limit) and len(row) == len(found["letters"]) for row in rows
        ):
            raise InvalidSuiteFile(
                f"{path}, line 1: {name!r} is no number below {limit} for each state and letter"
            )
    try:
        SuiteFile(found, (), 0).letters  # noqa: B018  it raises where it finds something else
    except (TypeError, ValueError) as error:
        raise InvalidSuiteFile(f"{path}, line 1: 'letters' holds something else: {error}") from error


def _are_numbers(value: object, limit: int) -> bool:
    return isinstance(value, list) and all(
        type(each) is int and 0 <= each < limit for each in cast("list[object]", value)
    )


def _word(path: Path, number: int, value: object, found: Mapping[str, Any], words: Sequence[Word]) -> Word:
    if not _are_numbers(value, len(found["letters"])) or not value:
        raise InvalidSuiteFile(
            f"{path}, line {number} is no list of letters, each below {len(found['letters'])}"
        )
    word = tuple(cast("list[int]", value))
    if words and (len(word), word) <= (len(words[-1]), words[-1]):
        raise InvalidSuiteFile(
            f"{path}, line {number} is out of order: tests are shortest first, then by letters"
        )
    return word


def _end(path: Path, number: int, written: Mapping[str, Any], readline: Callable[[int], str]) -> int:
    if [*written] != ["end"] or type(written["end"]) is not int or written["end"] < 0:
        raise InvalidSuiteFile(f"{path}, line {number} is neither a test nor the end of a suite")
    if readline(1):
        raise InvalidSuiteFile(f"{path} goes on after its end, on line {number + 1}")
    return int(written["end"])


INTENT: Mapping[str, type] = {
    "call": str,
    "session": int,
    "defects": list,
    "level": int,
    "number": int,
    "about": str,
}
"""The fields of a call; all but its name can be left out."""


def intent_from_json(value: object) -> Intent:
    """A call as a file has it.

    Raises:
        ValueError: it is none.
    """
    said = brief(value)
    fields = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    if "call" not in fields or any(type(each) is not INTENT.get(name) for name, each in fields.items()):
        raise ValueError(f"{said} is no call")
    defects = cast("list[object]", fields.get("defects", []))
    if not all(isinstance(each, str) for each in defects):
        raise ValueError(f"{said} has a defect that is no name")
    checked: dict[str, Any] = {**fields, "defects": tuple(defects)}
    return Intent(**checked)
