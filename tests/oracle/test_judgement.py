"""The document of a check: its totals are counted once, and what it comes to follows from them."""

import json
from dataclasses import replace

import pytest

from coppspec.model.registry import citable
from coppspec.oracle.exit_status import ExitStatus
from coppspec.oracle.grounds import Against
from coppspec.oracle.judgement import (
    STATUSES,
    Judgement,
    ReadingTaken,
    Status,
    source,
    statement,
)
from coppspec.oracle.replay_file import of_json
from coppspec.oracle.verdicts import OfClause, Verdict

pytestmark = pytest.mark.slow  # the driver that is judged is a program

CONFORMS = OfClause("COPP-123", Verdict.CONFORMS, 7)


def test_the_totals_are_those_of_the_clauses_and_the_suites(judgement: Judgement) -> None:
    totals = judgement.totals
    assert totals["clauses"] == len(judgement.clauses) == sum(totals[each] for each in Verdict)
    assert totals["violates"] == totals["violations"] == 2
    assert totals["sequences"] == sum(each.sequences for each in judgement.judged) > 0
    assert totals["calls"] == sum(each.calls for each in judgement.judged) > 0
    assert judgement.counted().totals == totals


def test_what_is_violated_is_told_with_all_that_it_takes_to_see_it(judgement: Judgement) -> None:
    document = json.loads(judgement.as_json())
    assert document == json.loads(json.dumps(judgement.document()))
    twice, tag = document["violations"]
    assert tag["clause"] == "COPP-425"
    assert tag["statement"] == "A wrong command MAC yields E_UNEXPECTED and no effect."
    assert tag["source"] == (
        'sample code; "COPPCommand function" '
        "<https://learn.microsoft.com/previous-versions/windows/drivers/display/coppcommand> code"
    )
    assert (tag["how"], tag["wanted"], tag["met"]) == ("answer", "E_UNEXPECTED", "answered S_OK")
    assert tag["against"] == Against.TEXT
    assert tag["accepted as well"] == twice["accepted as well"] == []
    assert twice["source"].startswith("prose; ")
    assert len(twice["calls"]) == 3
    for each in (tag, twice):
        assert of_json(each["replay"]).deviation.clause == each["clause"]


def test_the_document_is_plain_text_in_one_alphabet(judgement: Judgement) -> None:
    assert replace(judgement, driver="né\u202e").as_json().isascii()


@pytest.mark.parametrize("id_", ["COPP-152", "Q22", "A-15", "X06", "VPCP-551", "INV-1"])
def test_whatever_is_cited_has_a_statement_and_a_source(id_: str) -> None:
    assert statement(id_)
    assert source(id_)


def test_so_has_everything_that_can_be_cited() -> None:
    assert all(statement(each) and source(each) for each in citable())


# What it comes to.


def conforming(judgement: Judgement) -> Judgement:
    return replace(judgement, violations=(), clauses=(CONFORMS,), only="").counted()


def test_a_violation_that_nobody_knows_of_fails_a_run(judgement: Judgement) -> None:
    half = replace(judgement, known=frozenset({"COPP-131"})).counted()
    assert [each.clause for each in half.unexpected] == ["COPP-425"]
    assert (half.status, half.exit_status) == (Status.VIOLATES, ExitStatus.VIOLATES)
    both = replace(judgement, known=frozenset({"COPP-131", "COPP-425"})).counted()
    assert (both.status, both.exit_status) == (Status.CONFORMS, ExitStatus.CONFORMS)
    assert both.totals["known violations"] == 2
    assert [each["known"] for each in both.document()["violations"]] == [True, True]


def test_what_differs_from_a_recommendation_fails_no_run(judgement: Judgement) -> None:
    differs = replace(judgement, violations=(), differences=judgement.violations).counted()
    assert (differs.status, differs.exit_status) == (Status.CONFORMS, ExitStatus.CONFORMS)
    assert differs.totals["differences"] == 2
    known = replace(differs, known=frozenset({"COPP-131"}))
    assert known.stale == ()  # it still differs


def test_a_known_failure_that_is_none_any_more_fails_a_run(judgement: Judgement) -> None:
    stale = replace(conforming(judgement), known=frozenset({"COPP-123", "VPCP-551"})).counted()
    assert stale.stale == ("COPP-123", "VPCP-551")
    assert (stale.status, stale.totals["stale known failures"]) == (Status.VIOLATES, 2)


@pytest.mark.parametrize("why", ["only", "lost"])
def test_of_what_was_not_run_nobody_knows_whether_it_is_stale(why: str, judgement: Judgement) -> None:
    whole = replace(conforming(judgement), known=frozenset({"COPP-123", "VPCP-551"}))
    lost = tuple(each._replace(lost="it was gone") for each in whole.judged)
    part = replace(whole, only="levels") if why == "only" else replace(whole, judged=lost)
    assert part.stale == ("COPP-123",)


def test_what_did_not_come_to_an_end_is_no_pass_and_no_failure(judgement: Judgement) -> None:
    lost = tuple(each._replace(lost="it was gone") for each in judgement.judged)
    ended = replace(conforming(judgement), judged=(*lost, *lost))
    assert ended.lost == ("it was gone",)
    assert (ended.status, ended.exit_status) == (Status.INCONCLUSIVE, ExitStatus.INCONCLUSIVE)
    assert replace(judgement, judged=lost).status is Status.VIOLATES


def test_where_nothing_was_decided_nothing_conforms(judgement: Judgement) -> None:
    undecided = tuple(each._replace(verdict=Verdict.NOT_DECIDED) for each in judgement.clauses)
    ended = replace(conforming(judgement), clauses=undecided)
    assert (ended.status, ended.exit_status) == (Status.INCONCLUSIVE, ExitStatus.INCONCLUSIVE)
    assert replace(conforming(judgement), clauses=()).status is Status.INCONCLUSIVE


def test_the_exit_statuses_are_those_of_the_manual() -> None:
    assert [int(each) for each in ExitStatus] == [0, 1, 2, 3]
    assert [STATUSES[each].value for each in Status] == [0, 1, 3, 3]


def test_a_deviation_that_a_reading_allows_is_against_the_profile_alone(judgement: Judgement) -> None:
    excused = replace(judgement.violations[0], excuses=(("padding_check", "ignore"),))
    assert judgement.grounds(excused).against is Against.PROFILE
    (told,) = replace(judgement, violations=(excused,)).document()["violations"]
    assert told["excused by"] == ["padding_check = ignore"]


def test_a_reading_is_recommended_if_it_can_be_the_recommended_one() -> None:
    assert ReadingTaken("padding_check", ("strict", "ignore")).recommended
    assert not ReadingTaken("padding_check", ("ignore",)).recommended
