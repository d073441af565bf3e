"""A message is read as its schema has it, and what is none is told in one line."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from coppspec.driver.protocol import Capability
from coppspec.oracle import messages
from coppspec.oracle.messages import (
    BYTES,
    MESSAGES,
    NUMBER,
    TEXT,
    TRUTH,
    InvalidMessage,
    content,
    line,
    values,
)

SCHEMA: dict[str, Any] = json.loads(
    Path(messages.__file__).with_name("wire.schema.json").read_text(encoding="utf-8")
)
KINDS = SCHEMA["$defs"]


def is_valid(name: str, message: Any) -> bool:  # noqa: ANN401  whatever JSON has
    one = {"$ref": f"#/$defs/{name}", "$defs": KINDS}
    return Draft202012Validator(one).is_valid(message)  # pyright: ignore[reportUnknownMemberType]  jsonschema's own


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_and_the_table_know_the_same_calls_and_fields() -> None:
    named = {
        name: list(KINDS[name]["properties"]) for name in KINDS if name.endswith((".request", ".answer"))
    }
    asked = {f"{call}.request": ["id", "call", *each.asks] for call, each in MESSAGES.items()}
    assert named == asked | {f"{call}.answer": ["id", *each.answers] for call, each in MESSAGES.items()}
    assert all(KINDS[name]["required"] == fields for name, fields in named.items())
    assert KINDS["capability"]["enum"] == list(Capability)


def test_every_definition_of_a_message_is_a_line() -> None:
    every = {each["$ref"].removeprefix("#/$defs/") for each in SCHEMA["anyOf"]}
    assert every == {name for name in KINDS if "." in name} | {"failed"}


@pytest.mark.parametrize("value", [0, (1 << 64) - 1, -1, 1 << 64, 1.5, True, "1", None, [], 1e400])
def test_the_reader_and_the_schema_know_the_same_numbers(value: object) -> None:
    assert can_be_read(NUMBER, value) is is_valid("number", value)


@pytest.mark.parametrize(
    "value", ["", "AA==", "AAA=", "AAAA", "A", "AA", "AA=", "AA\n==", "AA==AA==", "å", "-_==", 7]
)
def test_the_reader_and_the_schema_know_the_same_bytes(value: object) -> None:
    assert can_be_read(BYTES, value) is is_valid("bytes", value)


def can_be_read(kind: messages.Kind, value: object) -> bool:
    try:
        kind.read(value, "field")
    except InvalidMessage:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"hello", "the line is 'hello'; one JSON object is wanted"),
        (b"", "the line is ''; one"),
        (b"[]", r"the line is \[\]; one"),
        (b"\xff\xfe", "the line is '..'; one"),
        (b"[" * 100_000, "one JSON object is wanted"),
        (b'{"id": ' + b"9" * 5000 + b"}", "one JSON object is wanted"),
    ],
)
def test_a_line_that_is_no_object_is_refused(text: bytes, found: str) -> None:
    with pytest.raises(InvalidMessage, match=found) as raised:
        content(text)
    assert len(str(raised.value)) < 120


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({}, "the list of its fields is 'id'; id, code is wanted"),
        ({"code": 0, "level": 1}, "the list of its fields is 'id, code, level'; id, code is wanted"),
        ({"code": -1}, "code is -1; a number from 0 to 18446744073709551615 is wanted"),
        ({"code": "0"}, "code is '0'; a number"),
    ],
)
def test_an_answer_has_its_fields_and_no_other(members: dict[str, object], found: str) -> None:
    with pytest.raises(InvalidMessage, match=found):
        values(MESSAGES["COPPCommand"].answers, members)


def test_a_text_stands_in_one_line_whatever_is_in_it() -> None:
    assert TEXT.read("a\nb\ud800" + "c" * 1000, "name") == "a b " + "c" * 296


def test_other_kinds_are_told_apart() -> None:
    for kind, value in ((TEXT, 7), (TRUTH, 1), (messages.EVENT, "earthquake")):
        assert not can_be_read(kind, value)
    assert messages.EVENT.read("link lost", "event") is Capability.LINK_LOST


def test_a_message_is_one_line() -> None:
    assert line({"error": "a\nb å"}) == b'{"error": "a\\nb \\u00e5"}\n'
