"""A judgement in lines: a line for each group, then each violation with its replay, and what it comes to."""

from dataclasses import replace

import pytest

from coppspec.oracle.judgement import Judgement, ReadingTaken
from coppspec.oracle.verdicts import OfClause, Verdict
from coppspec.reports.judgement_told import COLUMN, told
from coppspec.reports.wrapped import WIDTH

pytestmark = pytest.mark.slow  # the driver that is judged is a program


def lines(judgement: Judgement, width: int = WIDTH) -> list[str]:
    return told(judgement, width).splitlines()


def test_it_begins_with_who_is_judged_and_by_what(judgement: Judgement) -> None:
    assert lines(judgement)[:3] == [
        "in_process:InProcess (py:in_process:InProcess), seed 0",
        "held to the recommended reading of every choice",
        "",
    ]
    other = replace(judgement, profile={"level_order": "precedence", "padding_check": "ignore"})
    assert lines(other)[1] == "held to level_order = precedence; padding_check = ignore"


def test_a_group_has_a_line_with_its_verdicts_and_names_what_is_violated(judgement: Judgement) -> None:
    (group,) = [each for each in lines(judgement) if each.startswith("COPP: the driver's functions ")]
    verdicts = [each.verdict for each in judgement.clauses if each.id.startswith("COPP-1")]
    assert f" {verdicts.count(Verdict.CONFORMS)} conform, 1 violated: COPP-131, " in group
    assert group.endswith(f" {verdicts.count(Verdict.NOT_DECIDED)} not decided")


def test_a_violation_is_told_with_its_clause_and_its_replay(judgement: Judgement) -> None:
    text = told(judgement)
    assert "COPP-425 violates the text:" in text
    assert "COPP-131 violates the text:" in text
    assert (
        "  wanted: E_UNEXPECTED\n"
        "  met: the driver answered S_OK\n"
        f"  seen: in {judgement.violations[0].times} sequences, the shortest of "
        "'control, complete with no extra states'\n"
        "  reproduced: 3 of 3\n"
        "  replay:\n"
        "    1. COPPOpenVideoSession, session 1 -> S_OK\n"
        "    2. COPPGetCertificateLength, session 1 -> S_OK\n"
        "    3. COPPGetCertificateLength, session 1 -> it answered S_OK; wanted E_UNEXPECTED\n"
    ) in text
    assert text.endswith(f"\nviolates: 2 of {len(judgement.clauses)} clauses")


def test_what_a_reading_allows_is_told_to_be_against_the_profile(judgement: Judgement) -> None:
    excused = replace(
        judgement.violations[0], excuses=(("padding_check", "ignore"),), legal=("A", "B where x")
    )
    text = told(replace(judgement, violations=(excused,)))
    assert "COPP-131 violates its own profile:" in text
    assert "  legal: A or B where x\n  allowed with: padding_check = ignore\n" in text


def test_known_and_stale_failures_are_told(judgement: Judgement) -> None:
    known = replace(judgement, known=frozenset({"COPP-131", "COPP-425", "COPP-123"})).counted()
    text = told(known)
    assert "COPP-131 violates the text (known):" in text
    assert "known failures that are none any more: COPP-123" in text
    assert text.endswith("fails: the file of known failures names what is violated no more")


def test_the_readings_that_are_not_recommended_are_told_with_what_told_them(judgement: Judgement) -> None:
    readings = (
        ReadingTaken("padding_check", ("ignore",), "it answered S_OK"),
        ReadingTaken("level_order", ("numeric maximum", "precedence")),
    )
    text = told(replace(judgement, readings=readings))
    assert "follows readings that are allowed:\n  padding_check = ignore: it answered S_OK\n" in text
    assert "level_order" not in text


def test_what_is_not_decided_is_told_by_the_reason(judgement: Judgement) -> None:
    clauses = tuple(
        OfClause(each.id, Verdict.UNSUPPORTED, 0, "the driver declares no renderer")
        for each in judgement.clauses[:14]
    )
    text = " ".join(told(replace(judgement, clauses=clauses, violations=()).counted()).split())
    devices = ", ".join(each.id for each in clauses if each.id.startswith("COPP-0"))
    said = "unsupported, the driver declares no renderer: COPP: devices and sessions: "
    assert f"{said}{devices} COPP: the driver's functions: COPP-1" in text


def test_what_was_lost_is_told_with_the_log_of_the_driver(judgement: Judgement) -> None:
    lost = tuple(each._replace(lost="it was gone") for each in judgement.judged)
    ended = replace(judgement, judged=lost, violations=(), log=("no licence", "good bye")).counted()
    assert lines(ended)[-6:] == [
        "not run to the end:",
        "  it was gone",
        "the driver logged:",
        "  no licence",
        "  good bye",
        "inconclusive: what was run says too little",
    ]
    assert "no licence" not in told(replace(judgement, violations=(), log=("no licence",)).counted())


def test_what_conforms_is_told_in_one_line(judgement: Judgement) -> None:
    clauses = (OfClause("COPP-123", Verdict.CONFORMS, 3), OfClause("Q22", Verdict.READING, 1, "x"))
    conforming = replace(judgement, clauses=clauses, violations=()).counted()
    assert lines(conforming)[-1] == "conforms: 2 clauses, none violated"
    one = replace(conforming, violations=judgement.violations[:1], known=frozenset({"COPP-131"})).counted()
    assert lines(one)[-1] == "conforms: 2 clauses, and 1 known failure"


def test_the_verdicts_of_all_groups_stand_below_each_other(judgement: Judgement) -> None:
    groups = [each for each in lines(judgement) if each.startswith(("COPP: ", "VIDEOPARAMETERS: "))]
    assert all(each[COLUMN - 1] == " " and each[COLUMN].isdigit() for each in groups)


@pytest.mark.parametrize("width", [60, WIDTH])
def test_no_line_is_longer_than_is_asked_for(width: int, judgement: Judgement) -> None:
    after = told(judgement, width).partition(" calls\n")[2]
    assert max(len(line) for line in after.splitlines() if "https://" not in line) <= width


def test_a_violation_is_told_with_the_titles_and_the_addresses_of_its_documents(judgement: Judgement) -> None:
    after = told(judgement)
    assert '[sample code; "COPPCommand function" code]' in " ".join(after.split())
    assert (
        "\n    https://learn.microsoft.com/previous-versions/windows/drivers/display/coppcommand\n" in after
    )
