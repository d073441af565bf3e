"""From the file alone the same machines are made again, and they do what the tables do."""

import copy
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, cast

import pytest
from jsonschema import ValidationError, validate

from coppspec.driver.reference import ReferenceDriver
from coppspec.model.codes import Code, HResult, Pattern, Status
from coppspec.model.conditions import CONDITIONS, SHARED_CONDITIONS
from coppspec.model.constants import SEQUENCE_NUMBERS
from coppspec.model.device import DEVICE
from coppspec.model.effects import EFFECTS
from coppspec.model.engine import Engine
from coppspec.model.language import (
    NONE,
    SAME,
    STATE,
    Bring,
    But,
    Call,
    Check,
    Defect,
    Do,
    Ignore,
    Machine,
    Move,
    Row,
    Rung,
    Scope,
    When,
)
from coppspec.model.layouts import LAYOUTS
from coppspec.model.registry import choices, citable, clauses, sources
from coppspec.model.together import JOINT, TOGETHER
from coppspec.properties.exploration import differs
from coppspec.properties.specification import (
    as_text,
    digest,
    digest_of,
    schema_as_text,
    specification,
)
from coppspec.properties.subjects import MACHINES
from coppspec.properties.suite import Suite
from coppspec.properties.suites import suites

Plain = Mapping[str, Any]


@cache
def file() -> dict[str, Any]:
    """What somebody reads who has the file and nothing of ours."""
    read: dict[str, Any] = json.loads(as_text())
    return read


# A reader: it knows the words of the language, and has everything else from the file.

KINDS: dict[str, type[HResult | Status | Pattern]] = {
    "HRESULT": HResult,
    "Win32 status": Status,
    "pattern": Pattern,
}


class Reader:
    """Makes machines of what stands in a file."""

    def __init__(self, read: Plain) -> None:
        self.codes = {each["name"]: KINDS[each["kind"]](each["value"]) for each in read["codes"]}
        self.machines = tuple(map(self.machine, read["machines"]))

    def machine(self, read: Plain) -> Machine:
        return Machine(
            name=read["name"],
            document=read["document"],
            states=tuple(read["states"]),
            calls=tuple(map(self.call, read["calls"])),
            rows=tuple(map(self.row, read["rows"])),
            goal=read["goal"],
            ended=tuple(read["ended"]),
            on=tuple(read["on"]),
            first=read["first"],
            afterwards=tuple(map(self.done, read["afterwards"])),
        )

    def call(self, read: Plain) -> Call:
        same = {name: read[name] for name in ("name", "function", "order", "reports", "takes", "number")}
        return Call(
            ladder=tuple(map(self.rung, read["ladder"])),
            defects=tuple(map(self.defect, read["defects"])),
            levels=tuple(read["levels"]),
            about={each["name"]: tuple(each["levels"]) for each in read["about"]},
            clauses=tuple(read["clauses"]),
            any_order=tuple(STATE if each == "state" else each for each in read["any_order"]),
            before_state=tuple(read["before_state"]),
            scope=Scope[read["scope"].upper()],
            event=read["event"],
            only_brought=read["only_brought"],
            **same,
        )

    def defect(self, read: Plain) -> Defect:
        fields: dict[str, Any] = {**read, "trips": tuple(read["trips"])}
        return Defect(**fields)

    def rung(self, read: Plain) -> Rung:
        kind = read["rung"]
        if kind == "state":
            return STATE
        clause, when = read["clause"], self.when(read)
        if kind == "move":
            return Move(read["next"], clause, when, read["where"])
        if kind == "bring":
            return Bring(read["event"], clause, when, read["where"])
        if kind == "do":
            return self.done(read)
        return {"check": Check, "ignore": Ignore}[kind](
            read["name"], self.codes[read["answer"]], clause, when, tuple(read["needs"])
        )

    def done(self, read: Plain) -> Do:
        return Do(read["effect"], read["clause"], self.when(read), read["where"])

    def row(self, read: Plain) -> Row:
        states = read["states"]
        if isinstance(states, dict):
            states = But(tuple(read["states"]["all_but"]))
        elif isinstance(states, list):
            states = tuple(read["states"])
        levels = None if read["levels"] is None else tuple(read["levels"])
        answer: Code | None = None if read["answer"] is None else self.codes[read["answer"]]
        does, clause, when = tuple(read["does"]), read["clause"], self.when(read)
        return Row(read["call"], states, answer, read["next"], does, clause, read["count"], levels, when)

    def when(self, read: Plain) -> When | None:
        return None if read["when"] is None else When(read["when"]["choice"], read["when"]["reading"])


@pytest.mark.parametrize("index", range(len(MACHINES)), ids=[each.name for each in MACHINES])
def test_each_machine_that_is_made_from_the_file_is_ours(index: int) -> None:
    made = Reader(file()).machines[index]
    assert made == MACHINES[index]
    assert [type(row.answer) for row in made.rows] == [type(row.answer) for row in MACHINES[index].rows]


REPLAYED = {
    "COPP device": ("commands and status requests", "levels of ACP"),
    "renderer's interface": ("a renderer in both display modes", "two renderers"),
    "copy-protection sessions": ("resets and power", "two sessions through resets"),
}
"""Suites of each machine that take little time."""


def replayed(name: str) -> list[Suite]:
    return [each for each in suites() if each.engine.machine.name == name and each.name in REPLAYED[name]]


def parts(made: Machine, suite: Suite) -> bool:
    """Whether the machine parts from ours somewhere in a suite."""
    engine, start = Engine(made), suite.start()
    return any(differs(suite.engine, engine, start, test) for test in suite.tests)


@pytest.mark.slow
@pytest.mark.parametrize("index", range(len(MACHINES)), ids=[each.name for each in MACHINES])
def test_each_machine_that_is_made_from_the_file_does_what_ours_does(index: int) -> None:
    made = Reader(file()).machines[index]
    replaying = replayed(made.name)
    assert len(replaying) == 2
    assert [suite.name for suite in replaying if parts(made, suite)] == []


def test_a_machine_that_is_made_from_another_file_is_told_apart() -> None:
    changed = copy.deepcopy(file())
    row = next(each for each in changed["machines"][0]["rows"] if each["call"] == "COPPCommand")
    assert row["answer"] == "E_POINTER"
    row["answer"] = "E_FAIL"
    made = Reader(changed).machines[0]
    assert made != DEVICE
    assert any(parts(made, suite) for suite in replayed(DEVICE.name))


@pytest.mark.slow
def test_the_reference_driver_passes_a_suite_of_a_machine_that_is_made_from_the_file() -> None:
    suite = next(each for each in suites() if each.name == "levels of ACP")
    made = replace(suite, engine=Engine(Reader(file()).machines[0]))
    assert made.tests == suite.tests
    assert made.run(ReferenceDriver) is None


# What is in it.


def test_the_file_is_as_its_schema_says() -> None:
    schema = json.loads(schema_as_text())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    validate(file(), schema)


WRONG: dict[str, tuple[tuple[str | int, ...], object]] = {
    "another format": (("format",), "a table"),
    "another version": (("version",), 2),
    "no digest": (("digest",), "?"),
    "a clause without a basis": (("clauses", 0, "basis"), []),
    "an unknown standing": (("choices", 0, "readings", 0, "standing"), "liked"),
    "two recommended readings": (("choices", 0, "readings", 1, "standing"), "recommended"),
    "shown as no reading": (("choices", 0, "readings", 0, "shown_as"), "something else"),
    "a rung of no kind": (("machines", 0, "calls", 0, "ladder", 0, "rung"), "step"),
    "a row without a call": (("machines", 0, "rows", 0, "call"), None),
    "a foreign field": (("machines", 0, "rows", 0, "color"), "red"),
    "an offset below 0": (("layouts", 0, "fields", 0, "offset"), -1),
}


@pytest.mark.few(6)
@pytest.mark.parametrize(("place", "value"), WRONG.values(), ids=WRONG)
def test_a_file_that_is_made_otherwise_is_not_as_the_schema_says(
    place: tuple[str | int, ...], value: object
) -> None:
    wrong: Any = copy.deepcopy(file())
    inside = wrong
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = value
    with pytest.raises(ValidationError):
        validate(wrong, json.loads(schema_as_text()))


def objects(schema: object) -> Iterator[Plain]:
    """Every part of a schema that is about an object."""
    inside: Iterable[object] = ()
    if isinstance(schema, dict):
        part = cast("dict[str, Any]", schema)
        inside = part.values()
        if part.get("type") == "object":
            yield part
    elif isinstance(schema, list):
        inside = cast("list[object]", schema)
    for each in inside:
        yield from objects(each)


def test_every_object_in_the_schema_says_exactly_what_is_in_it() -> None:
    found = list(objects(json.loads(schema_as_text())))
    assert len(found) == schema_as_text().count('"type": "object"') > 20
    assert all(each["additionalProperties"] is False for each in found)
    assert all(list(each["properties"]) == each["required"] for each in found)


def test_every_name_in_the_tables_is_explained_in_the_file() -> None:
    read = file()
    words = {
        part: {each["name"] for each in read[part]} for part in ("codes", "conditions", "effects", "reports")
    }
    assert words["conditions"] == {*CONDITIONS, *SHARED_CONDITIONS}
    assert words["effects"] == set(EFFECTS)
    for machine in Reader(read).machines:
        for call in machine.calls:
            done = {rung.effect for rung in call.ladder if isinstance(rung, Do)}
            assert done <= words["effects"]
            assert {call.reports} - {None} <= words["reports"]
        assert {effect for row in machine.rows for effect in row.does} <= words["effects"]
    assert {each["id"] for each in read["clauses"] + read["choices"]} == citable()


def test_no_two_result_codes_have_one_name() -> None:
    names = [each["name"] for each in file()["codes"]]
    assert len(set(names)) == len(names) == sum(len(kind.__members__) for kind in KINDS.values())


def test_the_registry_is_there_in_its_order() -> None:
    assert [each["id"] for each in file()["clauses"]] == list(clauses())
    assert [each["name"] for each in file()["choices"]] == list(choices())
    there = {(each["of"], each["key"]): each["document"] for each in file()["sources"]}
    assert there["COPP", "CDS"] != there["VPCP", "CDS"]
    assert len(there) == sum(map(len, sources().values()))


def test_what_keeps_a_reading_from_being_seen_is_in_the_file() -> None:
    written = {each["name"]: each["readings"] for each in file()["choices"]}
    for name, choice in choices().items():
        assert [(each["unseen"], each["shown_as"]) for each in written[name]] == [
            (each.unseen, each.shown_as) for each in choice.readings
        ]


def test_every_structure_is_there_with_its_fields_side_by_side() -> None:
    read = {each["name"]: each for each in file()["layouts"]}
    assert list(read) == [layout.name for layout in LAYOUTS]
    for layout in read.values():
        ends = [each["offset"] + each["size"] for each in layout["fields"]]
        assert [0, *ends] == [*(each["offset"] for each in layout["fields"]), layout["size"]]
        assert all(layout["meaning"] for layout in read.values())


def test_codes_constants_and_fields_carry_what_is_said_of_them() -> None:
    codes = {each["name"]: each for each in file()["codes"]}
    assert codes["E_POINTER"]["value"] == 0x80004003
    assert codes["E_POINTER"]["meaning"].startswith("An output pointer is NULL (COPP-107)")
    assert codes["DDERR_GENERIC"]["value"] == codes["E_FAIL"]["value"]
    constants = {each["name"]: each["value"] for each in file()["constants"]}
    assert constants["DXVA_COPPDevice"] == "D2457ADD-8999-45ED-8A8A-D1AA047BA4D5"
    assert constants["SEQUENCE_NUMBERS"] == SEQUENCE_NUMBERS
    enumerations = {each["name"]: each for each in file()["enumerations"]}
    assert enumerations["CPCommand"]["flags"] is False
    assert enumerations["StatusFlags"]["flags"] is True
    assert {
        key: value for key, value in enumerations["CPCommand"]["members"][2].items() if key != "meaning"
    } == {"name": "VP_CP_CMD_CHANGE", "value": 4}
    fields = {each["name"]: each["fields"] for each in file()["records"]}
    assert [each["type"] for each in fields["Connector"]] == [
        "Offer",
        "integer",
        "list of (list of (integer))",
        "list of (integer)",
        "list of (integer)",
        "pair of (string) and (integer)",
        "list of (integer)",
        "boolean",
        "boolean",
        "boolean",
    ]


def test_what_two_machines_do_together_is_there() -> None:
    together = file()["together"]
    assert tuple(together["joint"]) == JOINT
    assert tuple(map(Reader(file()).done, together["afterwards"])) == TOGETHER.afterwards
    assert together["machines"] == [MACHINES[0].name, MACHINES[2].name]


def test_the_rules_name_the_words_that_stand_for_no_state_and_for_the_same_state() -> None:
    rules = {each["about"]: each["text"] for each in file()["rules"]}
    assert repr(NONE) in rules["rung state"]
    assert repr(SAME) in rules["rung move"]
    kinds = {
        each["rung"] for machine in file()["machines"] for call in machine["calls"] for each in call["ladder"]
    }
    assert {f"rung {kind}" for kind in kinds} <= rules.keys()


# The digest, and the bytes.


def test_the_digest_is_that_of_everything_else_in_the_file() -> None:
    rest = {name: value for name, value in file().items() if name != "digest"}
    canonical = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert file()["digest"] == digest() == hashlib.sha256(canonical).hexdigest()
    assert digest_of(file()) == digest_of(specification()) == digest()


def test_another_table_has_another_digest() -> None:
    changed = copy.deepcopy(file())
    changed["machines"][0]["rows"][0]["count"] = 1
    assert digest_of(changed) != digest()
    assert digest_of({**file(), "digest": ""}) == digest()


def test_the_file_is_ascii_in_lines_that_end_with_a_line_feed() -> None:
    text = as_text()
    assert text.isascii()
    assert "\r" not in text
    assert text.endswith("}\n")


@pytest.mark.slow
def test_the_file_is_the_same_in_every_run() -> None:
    ask = (
        "from coppspec.properties.specification import as_text; import hashlib;"
        "print(hashlib.sha256(as_text().encode()).hexdigest())"
    )
    for seed in ("1", "2"):
        there = subprocess.run(  # noqa: S603  it runs this interpreter
            [sys.executable, "-c", ask],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        )
        assert there.stdout.strip() == hashlib.sha256(as_text().encode()).hexdigest()
