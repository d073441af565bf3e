"""Reading a replay from a file that anybody may have written."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from reprlib import repr as brief
from typing import Any, cast

from coppspec.model.engine import InvalidIntent
from coppspec.model.profile import InvalidProfile, Profile
from coppspec.model.registry import choices, clauses
from coppspec.model.together import TOGETHER
from coppspec.oracle import json_document
from coppspec.oracle.json_document import NotJSON
from coppspec.oracle.replay import FORMAT, TABLES, VERSION, Replay, ReplayStep
from coppspec.properties.inspection import Deviation, How
from coppspec.properties.suite_file import intent_from_json

LONGEST = 1 << 22
"""Bytes of a file that are read; a replay of a hundred calls takes a hundredth of that."""
MOST_SESSIONS, MOST_STEPS = 1 << 10, 10_000
LARGEST = 1 << 32
"""Above every number of an output, adapter or seed."""


class InvalidReplay(ValueError):
    """A file is no replay, or is damaged; the message is one line."""


def read(path: Path) -> Replay:
    """The replay in a file.

    Raises:
        InvalidReplay: it holds none; what was met, and what is wanted.
        OSError: it cannot be read.
    """
    try:
        return of_json(json_document.read(path, LONGEST))
    except (InvalidReplay, NotJSON) as error:
        raise InvalidReplay(f"{path} is no replay: {error}") from None


def of_json(content: object) -> Replay:
    """The replay of a document.

    Raises:
        InvalidReplay: it is none.
    """
    _expect_the_format(content)
    found = _object(content, "the document", {"format": _any, "version": _any, **FIELDS})
    del found["format"], found["version"]
    replay = Replay(dev_ids=found.pop("outputs_of_sessions"), **found)
    _expect_sides(replay)
    _expect_calls(replay)
    return replay


def _expect_the_format(content: object) -> None:
    document = cast("dict[str, object]", content) if isinstance(content, dict) else {}
    if document.get("format") != FORMAT:
        raise InvalidReplay(f"it has no format {FORMAT!r}")
    if document.get("version") != VERSION:
        met = brief(document.get("version"))
        raise InvalidReplay(f"it is of version {met}, and version {VERSION} is read here")


def _expect_sides(replay: Replay) -> None:
    """That the devices are told from the other sessions where there are both, and nowhere else."""
    sessions = len(replay.dev_ids)
    if replay.table != TOGETHER.name:
        if replay.devices is not None:
            raise InvalidReplay(f"'devices' is {replay.devices}; null is wanted of {replay.table}")
    elif replay.devices not in range(1, sessions):
        raise InvalidReplay(
            f"'devices' is {replay.devices}; fewer than the {sessions} sessions are wanted, and one at least"
        )


def _expect_calls(replay: Replay) -> None:
    """That each step is a call of the table, on a session of its own."""
    engine = replay.engine
    configuration = engine.start(len(replay.dev_ids))
    for number, intent in enumerate(replay.intents, 1):
        if intent.call not in {each.name for each in engine.machine.calls}:
            raise InvalidReplay(f"step {number}: the table {replay.table!r} has no call {intent.call!r}")
        if intent.session not in {None, *engine.sessions_of(intent.call, configuration)}:
            raise InvalidReplay(f"step {number}: {intent} is on a session that has no such call")
        try:
            engine.step(configuration, intent)
        except InvalidIntent as error:
            raise InvalidReplay(f"step {number}: {error}") from None


# Values.

Reader = Callable[[object, str], Any]
"""Makes a value of what JSON has at some place."""


def _wrong(place: str, met: object, wanted: str) -> InvalidReplay:
    return InvalidReplay(f"{place} is {brief(met)}; {wanted} is wanted")


def _any(value: object, _: str) -> object:
    return value


def _number(value: object, place: str) -> int:
    if type(value) is not int or value not in range(LARGEST):
        raise _wrong(place, value, f"a number from 0 to {LARGEST - 1}")
    return value


def _number_or_none(value: object, place: str) -> int | None:
    return None if value is None else _number(value, place)


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise _wrong(place, value, "a text")
    return value


def _one_of(names: Collection[str]) -> Reader:
    def one(value: object, place: str) -> str:
        if not isinstance(value, str) or value not in names:
            raise _wrong(place, value, f"one of {', '.join(names)}")
        return value

    return one


def _clause(value: object, place: str) -> str:
    if not isinstance(value, str) or value not in {*clauses(), *(each.id for each in choices().values())}:
        raise _wrong(place, value, "a clause, or a point on which the documents are silent,")
    return value


def _how(value: object, place: str) -> How:
    return How(_one_of(tuple(How))(value, place))


def _list_of(reader: Reader, most: int) -> Reader:
    def listed(value: object, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _wrong(place, value, "a list")
        every = cast("list[object]", value)
        if not 1 <= len(every) <= most:
            raise _wrong(place, every, f"a list of 1 to {most}")
        return tuple(reader(each, f"{place}[{at}]") for at, each in enumerate(every))

    return listed


def _object(value: object, place: str, readers: Mapping[str, Reader]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(place, value, "an object")
    members = cast("dict[str, object]", value)
    for name in sorted(members.keys() ^ readers.keys()):
        raise InvalidReplay(f"{place} has {'a foreign' if name in members else 'no'} field {brief(name)}")
    return {name: reader(members[name], f"{name!r}") for name, reader in readers.items()}


def _profile(value: object, place: str) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise _wrong(place, value, "an object of readings by their choices")
    readings = cast("dict[str, object]", value)
    if not all(isinstance(each, str) for each in readings.values()):
        raise _wrong(place, readings, "an object of readings by their choices")
    try:
        return Profile(**cast("dict[str, str]", readings)).departures
    except InvalidProfile as error:
        raise InvalidReplay(f"{place}: {error}") from None


def _intent(value: object, place: str) -> object:
    try:
        return intent_from_json(value)
    except ValueError as error:
        raise InvalidReplay(f"{place}: {error}") from None


def _step(value: object, place: str) -> ReplayStep:
    readers = {"intent": _intent, "wanted": _text, "clause": _clause, "met": _text}
    return ReplayStep(**_object(value, place, readers))


def _deviation(value: object, place: str) -> Deviation:
    readers = {"wanted": _text, "met": _text, "clause": _clause, "how": _how}
    return Deviation(**_object(value, place, readers))


FIELDS: Mapping[str, Reader] = {
    "table": _one_of(TABLES),
    "devices": _number_or_none,
    "outputs_of_sessions": _list_of(_number, MOST_SESSIONS),
    "adapter": _number,
    "profile": _profile,
    "seed": _number,
    "steps": _list_of(_step, MOST_STEPS),
    "deviation": _deviation,
}
"""The fields of the document beside its format and version, and what makes a value of each."""
