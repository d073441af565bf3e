"""A complete suite as a file: one line for the machine, one for each test, one for the end.

The file is NDJSON, and holds everything that it takes to run the suite in another language: the letters as
intents, and the machine with what is seen of every letter in every state. Nothing in it depends on our code.
`suite.schema.json` describes its lines.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from reprlib import repr as brief
from typing import Any, cast

from coppspec.model.engine import Engine
from coppspec.model.step import Configuration, Intent, OneOf
from coppspec.properties.bench import Test
from coppspec.properties.catalog import Projection
from coppspec.properties.complete import hsi
from coppspec.properties.exploration import Seen
from coppspec.properties.finite import Finite, Word

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
        return tuple(tuple(map(_intent, letter)) for letter in self.head["letters"])

    @property
    def alphabet(self) -> Test:
        """The calls that occur."""
        return tuple(dict.fromkeys(intent for letter in self.letters for intent in letter))

    def tests(self, _: Engine, __: Configuration) -> tuple[Test, ...]:
        """Its sequences of calls, as they were written."""
        letters = self.letters
        return tuple(tuple(intent for letter in word for intent in letters[letter]) for word in self.words)


def lines(projection: Projection, extra: int) -> Iterator[str]:
    """The lines of a projection's complete suite: the same table gives the same lines."""
    machine = projection.machine()
    yield _line(head(projection, machine, extra))
    words = hsi(machine, extra)
    yield from map(_line, words)
    yield _line({"end": len(words)})


def head(projection: Projection, machine: Finite, extra: int) -> dict[str, Any]:
    """The first line of a projection's suite."""
    alphabet = projection.alphabet
    return {
        "format": FORMAT,
        "version": VERSION,
        "projection": alphabet.name,
        "about": alphabet.about,
        "leaves_out": alphabet.leaves_out,
        "fault_domain": fault_domain(machine, extra),
        "method": "HSI",
        "extra_states": extra,
        "table": projection.engine.machine.name,
        "profile": dict(projection.engine.profile.departures),
        "applied": projection.applied,
        "outputs_of_sessions": list(projection.dev_ids),
        "adapter": projection.adapter,
        "states": [_state(each) for each in machine.examples],
        "letters": [[_as_json(intent) for intent in letter] for letter in machine.letters],
        "outputs": [[_seen(each) for each in output] for output in machine.outputs],
        "next": machine.next,
        "output": machine.output,
    }


def expect_present_tables(path: Path, file: SuiteFile, catalogue: Mapping[str, Projection]) -> None:
    """That a file was made from the tables that are here.

    Raises:
        InvalidSuiteFile: from others; the message names the first field that differs.
    """
    name = file.head["projection"]
    if name not in catalogue:
        raise InvalidSuiteFile(f"{path} is about {brief(name)}; there are {', '.join(catalogue)}")
    projection = catalogue[name]
    wanted = json.loads(_line(head(projection, projection.machine(), file.head["extra_states"])))
    for field in HEAD:
        if file.head[field] != wanted[field]:
            raise InvalidSuiteFile(
                f"{path} was made from other tables than these: its {field!r} is another; make it again with "
                f"coppspec suite {name} --extra-states {file.head['extra_states']} --out {path}"
            )


def fault_domain(machine: Finite, extra: int) -> str:
    """For which drivers passing the suite means that they answer every sequence of its letters right."""
    states = len(machine.next)
    return (
        f"drivers that answer each of the {len(machine.letters)} letters by their state alone, and come to "
        f"each of their states by one of {states} shortest sequences and at most {_counted(extra, 'letter')} "
        f"more; among them are all that have no more than {states + extra} states"
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


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
    raise InvalidSuiteFile(f"{path} is cut: it ends after line {number}, without the line that ends a suite")


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
    except (ValueError, RecursionError) as error:
        raise InvalidSuiteFile(f"{path}, line {number} is no JSON: {error}") from error


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


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _as_json(intent: Intent) -> dict[str, Any]:
    """An intent without what is left out by default; a session 0 or a level 0 is not."""
    defaults = Intent._field_defaults
    return {name: value for name, value in intent._asdict().items() if value != defaults.get(name)}


INTENT: Mapping[str, type] = {
    "call": str,
    "session": int,
    "defects": list,
    "level": int,
    "number": int,
    "about": str,
}
"""The fields of a call; all but its name can be left out."""


def _intent(value: object) -> Intent:
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


def _state(configuration: Configuration) -> str:
    return ", ".join(each.state for each in configuration.sessions)


def _seen(each: Seen) -> dict[str, Any]:
    """What is seen of one call: the code by its name, what is handed out and said, and the levels applied."""
    return {
        "code": None if each.code is None else each.code.name,
        "gives": each.gives,
        "says": [{"one of": value.values} if isinstance(value, OneOf) else value for value in each.says],
        "applied": each.applied,
        "shown": each.shown,
    }
