"""A summary says in numbers what the findings say, and prints the sequence of what is violated."""

import json
import re
from dataclasses import replace

import pytest

from coppspec.driver.reference import ReferenceDriver
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.profile import Profile
from coppspec.model.renderer import RENDERER
from coppspec.properties.alphabet import flawless, letters
from coppspec.properties.bench import Bench
from coppspec.properties.explored import explored
from coppspec.properties.results import Finding, Kind, Results
from coppspec.properties.walks import walks
from coppspec.properties.zoo_devices import OpensADeviceTwice
from coppspec.reports.summary import summary

TOTALS = {
    "clauses": 334,
    "clauses in tables": 47,
    "clauses in properties or layouts": 62,
    "clauses for the application": 20,
    "clauses not testable here": 30,
    "clauses pending": 175,
    "clauses tested": 90,
    "mutants": 30,
    "mutants caught": 25,
    "mutants equal": 4,
    "mutants survives": 1,
    "wrong drivers": 2,
    "wrong drivers caught": 1,
    "wrong applications": 4,
    "wrong applications caught": 3,
}


def finding(kind: Kind, *, holds: bool = True, detail: str = "", **numbers: int) -> Finding:
    return Finding(kind, f"the {kind}", "it is so", holds, (), numbers, detail)


def results(*findings: Finding) -> Results:
    return Results(7, "default", list(findings), dict(TOTALS))


HOLDING = results(
    finding(Kind.EXPLORATION),
    finding(Kind.EXPLORATION),
    finding(Kind.SUITE, sequences=1000, calls=2000),
    finding(Kind.SUITE, sequences=234, calls=500),
    finding(Kind.MACHINE, sequences=10, calls=11),
    finding(Kind.WRONG_DRIVER),
)


def test_the_numbers_are_sums_over_the_findings() -> None:
    text = summary(HOLDING)
    assert "Profile: default. Seed: 7." in text
    assert re.search(r"properties +2 of 2 hold\n", text)
    assert re.search(r"suites +2 of 2 hold: 1,234 sequences, 2,500 calls\n", text)
    assert re.search(r"random +1 of 1 hold: 10 sequences, 11 calls\n", text)
    assert re.search(r"mutants +30 wrong tables: 25 caught, 4 equal, 1 survives\n", text)
    assert re.search(r"clauses tested +90: ", text)
    assert re.search(r"wrong drivers +1 of 2 caught, and 3 of 4 wrong applications\n", text)
    assert re.search(r"clauses +47 of 334 in tables, 62 more in properties or layouts\n", text)
    assert "20 are duties of the application, 30 cannot be seen in bytes, 175 are pending\n" in text
    assert text.endswith("All of it holds.")


def test_an_exploration_is_told_with_its_numbers_and_other_profiles_are_counted() -> None:
    findings = [
        *explored(RENDERER, Profile()),
        *explored(RENDERER, Profile(sequence_start_retry="retry")),
        *explored(COPY_PROTECTION_SESSIONS, Profile()),
    ]
    run = results(*findings)
    text = summary(run)
    assert text.count("explored ") == len(walks(Engine(RENDERER))) + len(
        walks(Engine(COPY_PROTECTION_SESSIONS))
    )
    assert "7 control states" in text
    assert "6 control states" not in text, "that of the other profile"
    assert f"and {len(walks(Engine(RENDERER)))} walks under other profiles" in text
    assert re.search(r"fired +renderer's interface: (\d+) of \1 rows, (\d+) of \2 checks\n", text)
    assert f"{len(findings)} of {len(findings)} hold" in text
    assert run.sum("configurations") == sum(each.numbers.get("configurations", 0) for each in findings)


def test_a_violation_is_counted_and_prints_its_sequence() -> None:
    violated = finding(Kind.SUITE, holds=False, detail="the deviation\n  1. the first call\n  2. the last")
    text = summary(results(*HOLDING.findings, violated))
    assert re.search(r"suites +2 of 3 hold", text)
    assert "All of it holds." not in text
    assert "1 violated." in text
    assert (
        "\nVIOLATED: the suite: it is so\n  the deviation\n    1. the first call\n    2. the last\n" in text
    )
    assert text.endswith("Repeat it with: coppspec verify --seed 7")


def test_too_few_visits_are_inconclusive_and_no_violation() -> None:
    rare = finding(
        Kind.COVERAGE, holds=False, detail="of 50 calls hardly any was made where a session is: on (0)"
    )
    run = results(*HOLDING.findings, rare)
    text = summary(run)
    assert (run.violations, run.inconclusive) == ([], [rare])
    assert "All of it holds." not in text
    assert "violated" not in text.lower()
    assert "\n1 inconclusive.\n" in text
    assert "\nINCONCLUSIVE: it cannot be told: the coverage: it is so\n  of 50 calls hardly any" in text
    assert text.endswith("Repeat it with: coppspec verify --seed 7")
    document = json.loads(run.as_json())
    assert (document["holds"], document["conclusive"]) == (False, False)


def test_the_sequence_of_a_wrong_driver_stands_in_its_violation() -> None:
    engine = Engine(DEVICE)
    bench = Bench(engine, (0,), lambda: ReferenceDriver(device=OpensADeviceTwice))
    opening = flawless(letters(DEVICE, engine.profile, 1))[0]
    found = bench.disagreement((opening, opening))
    text = summary(results(finding(Kind.SUITE, holds=False, detail=str(found))))
    assert "COPPOpenVideoSession, session 1: the driver answered S_OK; the specification wants " in text
    assert "    1. COPPOpenVideoSession, session 1 -> S_OK" in text
    assert "    2. COPPOpenVideoSession, session 1 -> it answered S_OK" in text
    assert "Q22" in text


def solved(name: str, subject: str, **numbers: int) -> Finding:
    named = {what.replace("_", " "): number for what, number in numbers.items()}
    return Finding(Kind.SOLVED, subject, name, holds=True, numbers=named)


THOROUGH = replace(
    HOLDING,
    thorough=True,
    findings=[
        *HOLDING.findings,
        solved("they agree", "many keys; profile: default", keys=100, configurations=4 * 10**48),
        solved("all agree", "a key; profile: default", keys=1, configurations=4),
        solved("all agree", "two keys; profile: default", keys=2, configurations=1234, tuples_of_counts=10),
        Finding(
            Kind.PROVED,
            "any number",
            "it is so",
            holds=True,
            numbers={"steps of the proof": 24, "steps that hold": 24},
        ),
        Finding(
            Kind.REFUTED, "the wording", "it is not so", holds=True, detail="1. a call -> bare\nwhy: as it is"
        ),
        Finding(
            Kind.WRONG_TABLE,
            "a count",
            "it is caught",
            holds=True,
            numbers={"fewest calls": 3, "most calls": 1601},
        ),
        Finding(Kind.WRONG_TABLE, "a table", "it is not so", holds=False, detail="a search: not refuted"),
    ],
)


def test_what_was_solved_has_a_block_of_its_own_in_which_everything_is_aligned() -> None:
    lines = summary(THOROUGH).splitlines()
    caught = lines.index("  wrong drivers  1 of 2 caught, and 3 of 4 wrong applications")
    block = lines[caught + 1 : lines.index("1 violated.")]
    assert block == [
        "",
        "  solved         1 and 2 keys, 2 of 2 hold: all agree",
        "                 two keys; profile: default",
        "                 1,234 configurations, 10 tuples of counts",
        "  solved         100 keys, 1 of 1 hold: they agree",
        "                 many keys; profile: default",
        "                 about 4e+48 configurations",
        "  proved         1 of 1 hold: it is so",
        "                 any number: 24 of 24 steps hold",
        "  refuted        the wording: it is not so",
        "                   1. a call -> bare",
        "                   why: as it is",
        "  wrong tables   1 of 2 caught",
        "                 a count: it is caught, after 3 to 1,601 calls",
        "",
    ]
    assert lines[-1] == "Repeat it with: coppspec verify --thorough --seed 7"
    assert "VIOLATED: a table: it is not so" in lines
    assert "  a search: not refuted" in lines


def test_nothing_is_said_of_solving_where_nothing_was_solved() -> None:
    text = summary(HOLDING)
    assert not {"solved", "proved", "refuted", "wrong tables"} & set(text.split())
    assert json.loads(HOLDING.as_json())["thorough"] is False
    document = json.loads(THOROUGH.as_json())
    assert document["thorough"] is True
    assert document["findings"][6]["numbers"]["configurations"] == 4 * 10**48


def test_a_wording_that_was_not_refuted_is_a_violation_and_stands_nowhere_else() -> None:
    text = summary(
        replace(THOROUGH, findings=[finding(Kind.REFUTED, holds=False, detail="the proof: not refuted")])
    )
    assert "  refuted  " not in text
    assert "VIOLATED: the refuted: it is so\n  the proof: not refuted" in text


def test_the_json_holds_every_finding_and_says_whether_all_hold() -> None:
    document = json.loads(HOLDING.as_json())
    assert document["schema"] == "coppspec-results/1"
    assert (document["seed"], document["profile"], document["holds"]) == (7, "default", True)
    assert document["totals"] == TOTALS
    assert [each["kind"] for each in document["findings"]] == [each.kind for each in HOLDING.findings]
    assert document["findings"][2]["numbers"] == {"sequences": 1000, "calls": 2000}
    broken = results(finding(Kind.MACHINE, holds=False))
    assert json.loads(broken.as_json())["holds"] is False
    assert broken.violations == broken.findings


@pytest.mark.parametrize("width", [40, 60, 80])
def test_no_line_on_a_terminal_is_broken_within_a_number(width: int) -> None:
    whole = summary(HOLDING)
    narrow = summary(HOLDING, width)
    assert narrow.split() == whole.split()
    assert max(map(len, narrow.splitlines())) <= max(width, *map(len, whole.split()))
    assert max(map(len, whole.splitlines())) > width
