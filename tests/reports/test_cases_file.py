"""What `coppspec mutants --json` has written is read again, or refused in one line."""

import json
from pathlib import Path

import pytest

from coppspec.properties.matrix import Case, Fate
from coppspec.properties.mutants import ANSWER, DROPPED
from coppspec.reports.cases_file import InvalidCases, read_cases
from coppspec.reports.matrix_told import as_json

CASES = [
    Case(
        "COPP device",
        ANSWER,
        "COPPOpenVideoSession in closed answers E_UNEXPECTED",
        ("COPP-123",),
        Fate.CAUGHT,
        "control, complete with no extra states",
    ),
    Case("renderer's interface", DROPPED, "without anything", ("COPP-206",), Fate.EQUAL),
]


def test_what_was_written_is_read(tmp_path: Path) -> None:
    file = tmp_path / "mutants.json"
    file.write_text(as_json(CASES, {}), encoding="utf-8")
    assert read_cases(file) == tuple(CASES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        "[]",
        "{}",
        "null",
        '{"mutants": [1]}',
        '{"mutants": [{}]}',
        '{"mutants": 7}',
        "\udcff",
    ],
    ids="{!r:.30}".format,
)
def test_what_is_no_such_file_is_refused_with_what_to_do(text: str, tmp_path: Path) -> None:
    file = tmp_path / "mutants.json"
    file.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(InvalidCases) as raised:
        read_cases(file)
    assert f"write it anew with: coppspec mutants --json > {file}" in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("field", "value"), [("fate", "lost"), ("table", "a table"), ("where", "COPPOpen in shut")]
)
def test_a_file_of_other_tables_is_refused(field: str, value: str, tmp_path: Path) -> None:
    told = json.loads(as_json(CASES, {}))
    told["mutants"][0][field] = value
    file = tmp_path / "mutants.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(InvalidCases):
        read_cases(file)
