"""Reading results: what a run wrote is taken, and everything else gets one line that says why not."""

import copy
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from coppspec.cli import main
from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.outputs import OUTPUTS
from coppspec.model.step import Intent
from coppspec.oracle.judged import Judged
from coppspec.oracle.judgement import Judgement, ReadingTaken
from coppspec.oracle.replay import Replay, ReplayStep
from coppspec.oracle.steadiness import Reproduced
from coppspec.oracle.verdicts import OfClause, Verdict
from coppspec.oracle.violation import Violation
from coppspec.properties.declared import Declared
from coppspec.properties.inspection import Deviation
from coppspec.properties.results import Finding, Kind, Results
from coppspec.reports.judgement_written import write
from coppspec.reports.page import page
from coppspec.reports.result_file import LONGEST, InvalidResults, of_json, read_results

DATA = Path(__file__).parents[1] / "data" / "judgement.json"
JUDGEMENT: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))


def test_a_judgement_is_read() -> None:
    assert read_results(DATA) == JUDGEMENT


def test_what_verify_writes_is_read(tmp_path: Path) -> None:
    results = Results(0, "default", [Finding(Kind.SUITE, "control", "it holds", holds=True)], {"calls": 1})
    (tmp_path / "results.json").write_text(results.as_json(), encoding="utf-8")
    assert read_results(tmp_path / "results.json")["holds"] is True


def test_what_check_writes_is_read(tmp_path: Path) -> None:
    step = ReplayStep(
        Intent("COPPCommand, set protection level", 0, ("no type",), 1, -1, "ACP"),
        "E_INVALIDARG",
        "COPP-163",
        "S_OK",
    )
    deviation = Deviation("E_INVALIDARG", "answered S_OK", "COPP-163")
    replay = Replay("COPP device", None, (0,), 0, {"padding_check": "ignore"}, 7, (step,), deviation)
    judgement = Judgement(
        target="py:mine:Driver",
        driver="mine",
        seed=0,
        profile={"padding_check": "ignore"},
        thorough=False,
        only="",
        declared=Declared(OUTPUTS, ("applied",), ADAPTERS),
        judged=(Judged("control", "COPP device", 1, 1, 0.5, Counter(), ()),),
        clauses=(OfClause("COPP-163", Verdict.VIOLATES, 1),),
        violations=(Violation(replay, "control", 1, ("E_INVALIDARG",), (), Reproduced()),),
        differences=(),
        readings=(ReadingTaken("padding_check", ("ignore",), "COPPSequenceStart"),),
    ).counted()
    write(judgement, {"report": tmp_path})
    found = read_results(tmp_path / "judgement.json")
    assert found == json.loads(judgement.as_json())
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == page(found)


BAD: dict[str, tuple[tuple[str | int, ...], object, str]] = {
    "an older schema": (
        ("schema",),
        "coppspec-judgement/0",
        "its schema is 'coppspec-judgement/0', and coppspec-judgement/1 or coppspec-results/1 is wanted",
    ),
    "a schema of no kind": (("schema",), ["coppspec-judgement/1"], "its schema is"),
    "a text for a number": (("seed",), "0", "'seed' of the document is '0', and a number is wanted"),
    "a truth value for a number": (("seed",), True, "and a number is wanted"),
    "an object for a list": (("log",), {}, "'log' of the document is {}, and a list is wanted"),
    "a list for an object": (("totals",), [], "and an object is wanted"),
    "a total that is none": (("totals", "calls"), "many", "'calls' of 'totals' of the document is 'many'"),
    "a verdict that is none": (("clauses", 0, "verdict"), None, "'verdict' of entry 1 of 'clauses'"),
    "a call without a name": (("violations", 0, "replay", "steps", 0, "intent"), {}, "has no 'call'"),
    "a session that is none": (
        ("violations", 0, "replay", "steps", 0, "intent", "session"),
        "one",
        "'session' of 'intent' of entry 1 of 'steps' of 'replay' of entry 1 of 'violations'",
    ),
}


@pytest.mark.parametrize(("place", "value", "told"), BAD.values(), ids=BAD)
def test_a_damaged_judgement_is_refused(place: tuple[str | int, ...], value: object, told: str) -> None:
    wrong: Any = copy.deepcopy(JUDGEMENT)
    inside = wrong
    for each in place[:-1]:
        inside = inside[each]
    inside[place[-1]] = value
    with pytest.raises(InvalidResults) as refused:
        of_json(wrong)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("field", [each for each in JUDGEMENT if each != "schema"])
def test_a_judgement_that_lacks_a_field_is_refused(field: str) -> None:
    with pytest.raises(InvalidResults, match=f"has no '{field}'"):
        of_json({name: value for name, value in JUDGEMENT.items() if name != field})


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "it is no JSON"),
        (b"[]", "its schema is None"),
        (b"\xff", "it is not UTF-8 text"),
        (b"[" * 100_000, "it is no JSON"),
        (b" " * (LONGEST + 1), "it has more than 16,777,216 bytes"),
    ],
    ids=["nothing", "a list", "bytes", "depth", "length"],
)
def test_a_file_that_holds_no_results_is_refused_in_one_line(
    content: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "results.json"
    path.write_bytes(content)
    assert main(["report", "--out", str(tmp_path / "report"), "--results", str(path)]) == 2
    said = capsys.readouterr().err
    assert f"coppspec: {path} holds no results: {told}" in said
    assert said.count("\n") == 1
    assert not (tmp_path / "report").exists()
