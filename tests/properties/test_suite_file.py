"""A suite file is as its schema says, holds all that it takes to run it, and runs as what was written."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from coppspec.driver.reference import ReferenceDriver
from coppspec.model.step import Configuration, OneOf
from coppspec.properties import suite_file
from coppspec.properties.catalog import Projection, catalog
from coppspec.properties.complete import hsi
from coppspec.properties.exploration import Seen, seen, without_numbers
from coppspec.properties.suite import Suite
from coppspec.properties.suite_file import (
    HEAD,
    INTENT,
    MOST_EXTRA,
    VERSION,
    InvalidSuiteFile,
    SuiteFile,
    read,
)
from coppspec.properties.suite_writing import expect_present_tables, lines
from coppspec.properties.traceability import ZOO
from coppspec.properties.zoo import ONE_STATE_MORE, WrongDriver

CATALOG = catalog()
SCHEMA = Path(suite_file.__file__).with_name("suite.schema.json")


@cache
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return found


@cache
def written(name: str, extra: int = 0) -> tuple[str, ...]:
    return tuple(lines(CATALOG[name], extra))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the suite of each projection for no extra states."""
    folder = tmp_path_factory.mktemp("suites")
    for name in CATALOG:
        saved(folder / f"{name}.ndjson", written(name))
    return folder


def saved(path: Path, of: tuple[str, ...]) -> Path:
    path.write_text("".join(f"{line}\n" for line in of), encoding="utf-8", newline="\n")
    return path


# Written, and read back.


@pytest.mark.parametrize("name", CATALOG)
def test_what_is_read_is_what_was_written(name: str, folder: Path) -> None:
    projection, file = CATALOG[name], read(folder / f"{name}.ndjson")
    machine = projection.machine()
    words = hsi(machine, 0)
    assert (file.words, file.written) == (words, len(words))
    assert file.letters == machine.letters
    assert [tuple(row) for row in file.head["next"]] == [*machine.next]
    assert [tuple(row) for row in file.head["output"]] == [*machine.output]
    assert len(file.head["outputs"]) == len(machine.outputs)
    assert file.tests(projection.engine, projection.start()) == tuple(map(machine.test, words))
    assert {*file.alphabet} == {intent for letter in machine.letters for intent in letter}
    expect_present_tables(folder, file, CATALOG)


def test_a_file_that_went_through_windows_is_read_alike(tmp_path: Path, folder: Path) -> None:
    unix, windows = folder / "control.ndjson", tmp_path / "control.ndjson"
    windows.write_bytes(unix.read_bytes().replace(b"\n", b"\r\n"))
    assert read(windows) == read(unix)


@pytest.mark.few(2)
@pytest.mark.parametrize("name", CATALOG)
def test_what_it_says_is_seen_of_each_test_is_what_the_table_answers(name: str, folder: Path) -> None:
    """As a reader without our code would go through it."""
    projection, head = CATALOG[name], read(folder / f"{name}.ndjson").head
    for word in map(json.loads, written(name)[1:-1]):
        state, configuration = 0, projection.start()
        for letter in word:
            found, configuration = answered(projection, configuration, letter)
            assert head["outputs"][head["output"][state][letter]] == found
            state = head["next"][state][letter]


@cache
def answered(
    projection: Projection, configuration: Configuration, letter: int
) -> tuple[list[dict[str, Any]], Configuration]:
    """What the table answers to a letter, as JSON."""
    found: list[dict[str, Any]] = []
    for intent in projection.letters[letter]:
        answer, configuration = projection.engine.step(configuration, intent)
        found.append(as_json(seen(answer, configuration)))
    return found, without_numbers(configuration)


def as_json(each: Seen) -> dict[str, Any]:
    assert not any(isinstance(value, OneOf) for value in each.says)
    assert not each.is_open, "a complete suite asks nothing that has several answers"
    code = each.codes[0].name if each.codes else None
    rest = {name: value for name, value in each._asdict().items() if name != "codes"}
    shown: dict[str, Any] = json.loads(json.dumps({"code": code, **rest}))
    return shown


# Replayed.


def replayed(file: SuiteFile) -> Suite:
    """A suite that takes its tests from a file."""
    projection = CATALOG[file.head["projection"]]
    outputs, _, adapters, _ = projection.declared
    dev_ids = tuple(file.head["outputs_of_sessions"])
    return Suite(
        "replayed", projection.engine, dev_ids, file, outputs, adapters, adapter=file.head["adapter"]
    )


@pytest.mark.parametrize("name", ["levels-HDCP", "pairs", "keys"])
def test_the_reference_driver_passes_what_is_replayed(name: str, folder: Path) -> None:
    suite = replayed(read(folder / f"{name}.ndjson"))
    assert suite.calls == CATALOG[name].suite(0).calls
    assert suite.parting(ReferenceDriver) is None


def wrong(sentence: str) -> WrongDriver:
    return next(each for each in ZOO if each.sentence == sentence)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("control", "opens a device twice"),
        ("levels-ACP", "leaves the old level counted"),
        ("keys", "ignores the key"),
    ],
)
def test_a_wrong_driver_is_caught_by_what_is_replayed(name: str, sentence: str, folder: Path) -> None:
    found = replayed(read(folder / f"{name}.ndjson")).catches(wrong(sentence).make)
    assert found is not None
    assert found.deviation.clause in wrong(sentence).clauses


def test_a_driver_with_a_state_more_is_caught_by_a_file_for_one(tmp_path: Path) -> None:
    (hidden,) = (each for each in ZOO if each.suite == ONE_STATE_MORE)
    for extra, caught in ((0, False), (1, True)):
        file = read(saved(tmp_path / f"{extra}.ndjson", written("control", extra)))
        assert (replayed(file).catches(hidden.make) is not None) is caught


# The schema.


def fits(line: Any) -> bool:  # noqa: ANN401  whatever JSON holds
    """Whether a line is as the schema has it."""
    return Draft202012Validator(schema()).is_valid(line)  # pyright: ignore[reportUnknownMemberType]  jsonschema's own


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("name", CATALOG)
def test_every_line_is_as_the_schema_has_it(name: str) -> None:
    for line in map(json.loads, written(name)):
        assert fits(line)


def test_the_schema_and_the_reader_know_the_same_fields() -> None:
    kinds = schema()["$defs"]
    head, call = kinds["head"], kinds["call"]
    assert [*head["properties"]] == [*head["required"]] == [*HEAD]
    assert [*call["properties"]] == [*INTENT]
    assert head["properties"]["extra_states"]["maximum"] == MOST_EXTRA
    assert [*kinds["seen"]["properties"]] == ["code", *Seen._fields[1:]]


FIRST: dict[str, Any] = json.loads(written("keys")[0])
NO_HEADS: dict[str, dict[str, Any]] = {
    **{f"no {name}": {each: value for each, value in FIRST.items() if each != name} for name in FIRST},
    **{f"null for {name}": {**FIRST, name: None} for name in FIRST},
    "a foreign field": {**FIRST, "foreign" * 100: 1},
    "another version": {**FIRST, "version": VERSION + 1},
    "an endless version": {**FIRST, "version": "1" * 9999},
    "too many extra states": {**FIRST, "extra_states": MOST_EXTRA + 1},
    "less than no extra states": {**FIRST, "extra_states": -1},
    "no state of that number": {**FIRST, "next": [[-1]]},
    "a letter without a call": {**FIRST, "letters": [[]]},
    "a letter that is no list": {**FIRST, "letters": [5]},
    "a call with a foreign field": {**FIRST, "letters": [[{"call": "VP_COMMAND_GET", "colour": "red"}]]},
    "an endless call": {**FIRST, "letters": [[{"call": ["VP_COMMAND_GET"] * 1_000}]]},
    "a defect without a name": {**FIRST, "letters": [[{"call": "VP_COMMAND_GET", "defects": [1]}]]},
    "half of what is seen": {**FIRST, "outputs": [[{"code": "NO_ERROR"}]]},
}
NO_LINES: tuple[object, ...] = (
    [],
    [-1],
    [0.5],
    ["0"],
    [[0]],
    {},
    {"end": -1},
    {"end": 1, "more": 2},
    0,
    None,
    "end",
)


@pytest.mark.parametrize("line", [*NO_HEADS.values(), *NO_LINES], ids=[*NO_HEADS, *map(str, NO_LINES)])
def test_the_schema_refuses_what_is_no_line(line: object) -> None:
    assert not fits(line)


# What is refused; the command tells it in one line.


@pytest.mark.parametrize("line", NO_HEADS.values(), ids=NO_HEADS)
def test_the_reader_refuses_every_head_that_the_schema_refuses(line: dict[str, Any], tmp_path: Path) -> None:
    path = saved(tmp_path / "suite.ndjson", (json.dumps(line), *written("keys")[1:]))
    with pytest.raises(InvalidSuiteFile) as told:
        expect_present_tables(path, read(path), CATALOG)
    assert "\n" not in str(told.value)
    assert len(str(told.value).replace(str(path), "FILE")) < 200


@pytest.mark.parametrize("line", NO_LINES, ids=str)
def test_the_reader_refuses_every_other_line_that_the_schema_refuses(line: object, tmp_path: Path) -> None:
    path = saved(tmp_path / "suite.ndjson", (written("keys")[0], json.dumps(line), *written("keys")[1:]))
    with pytest.raises(InvalidSuiteFile, match="line 2 is "):
        read(path)


OTHER: dict[type, Callable[[Any], Any]] = {
    str: lambda text: f"{text}?",
    int: lambda number: number + 1,
    bool: lambda said: not said,
    dict: lambda profile: {**profile, "hdcp_delay": "another"},
    list: lambda items: [*items[1:], items[0]] if len(items) > 1 else [items[0] + 1],
}


TOLD = {
    "format": "is no suite",
    "version": "of version 2",
    "projection": "is about 'keys[?]'",
    "extra_states": "'fault_domain' is another",
}
"""What is said of a field beside its name."""


@pytest.mark.parametrize("field", HEAD)
def test_another_value_of_any_field_is_told(field: str, tmp_path: Path) -> None:
    """Whatever it is that has changed since a file was written."""
    other = OTHER[HEAD[field]](FIRST[field])
    path = saved(tmp_path / "suite.ndjson", (json.dumps({**FIRST, field: other}), *written("keys")[1:]))
    with pytest.raises(InvalidSuiteFile, match=TOLD.get(field, f"'{field}'")):
        expect_present_tables(path, read(path), CATALOG)
