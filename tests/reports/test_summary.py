"""A summary says in numbers what the findings say, and prints the sequence of what is violated."""

import json
import re

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
    "wrong drivers": 2,
    "wrong drivers caught": 1,
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
    assert re.search(r"wrong drivers +1 of 2 caught\n", text)
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
    assert text.count("explored ") == len(walks(Engine(RENDERER))) + 3
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
