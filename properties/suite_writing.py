"""Writing a complete suite as a file: the same table gives the same bytes."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from reprlib import repr as brief
from typing import Any

from coppspec.model.step import Configuration, Intent, OneOf
from coppspec.properties.catalog import Projection, title
from coppspec.properties.complete import beginnings, hsi
from coppspec.properties.exploration import Seen
from coppspec.properties.finite import Finite
from coppspec.properties.suite_file import FORMAT, HEAD, VERSION, InvalidSuiteFile, SuiteFile

MOST = 2_000_000
"""Sequences that a suite can follow before it asks for the state: one of more takes all memory."""


class TooLarge(ValueError):
    """A suite is too large to be made."""


def lines(projection: Projection, extra: int) -> Iterator[str]:
    """The lines of a projection's complete suite: the same table gives the same lines.

    Raises:
        TooLarge: it follows more than `MOST` sequences.
    """
    machine = projection.machine()
    if (many := beginnings(machine, extra)) > MOST:
        raise TooLarge(
            f"{title(projection.alphabet.name, extra)}: that is some {many:,} tests, and {MOST:,} are the "
            "most; ask for fewer extra states"
        )
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
        "letters": [[intent_as_json(intent) for intent in letter] for letter in machine.letters],
        "outputs": [[_seen(each) for each in output] for output in machine.outputs],
        "next": machine.next,
        "output": machine.output,
    }


def expect_present_tables(path: Path, file: SuiteFile, catalogue: Mapping[str, Projection]) -> None:
    """That the machine of a file, and all that is said of it, is what the tables here give.

    Raises:
        InvalidSuiteFile: it was made from others, or edited; the message names the first field that differs.
    """
    name = file.head["projection"]
    if name not in catalogue:
        raise InvalidSuiteFile(f"{path} is about {brief(name)}; there are {', '.join(catalogue)}")
    projection = catalogue[name]
    wanted = json.loads(_line(head(projection, projection.machine(), file.head["extra_states"])))
    for field in HEAD:
        if file.head[field] != wanted[field]:
            raise InvalidSuiteFile(
                f"{path} is not what these tables give: its {field!r} is another; make it again with "
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


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def intent_as_json(intent: Intent) -> dict[str, Any]:
    """An intent without what is left out by default; a session 0 or a level 0 is not."""
    defaults = Intent._field_defaults
    fields = intent._asdict() | {"defects": [*intent.defects] or ()}
    return {name: value for name, value in fields.items() if value != defaults.get(name)}


def _state(configuration: Configuration) -> str:
    return ", ".join(each.state for each in configuration.sessions)


def _seen(each: Seen) -> dict[str, Any]:
    """What is seen of one call: the code by its name, what is handed out and said, and the levels applied."""
    return {
        "code": each.codes[0].name if each.codes else None,
        "gives": each.gives,
        "says": [{"one of": value.values} if isinstance(value, OneOf) else value for value in each.says],
        "applied": each.applied,
        "shown": each.shown,
    }
