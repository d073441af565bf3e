"""The badge says what the judgement comes to, and nothing that a driver says."""

from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest

from coppspec.oracle.judgement import Judgement
from coppspec.reports.badge import badge, said_of

SVG = "{http://www.w3.org/2000/svg}"


def texts(judgement: Judgement) -> list[str]:
    return [each.text or "" for each in fromstring(badge(judgement)).iter(f"{SVG}text")]  # noqa: S314  our own


@pytest.mark.slow
def test_it_counts_the_clauses_that_are_violated(judgement: Judgement) -> None:
    clauses = len({each.clause for each in judgement.violations})
    assert texts(judgement) == ["COPP", f"violates {clauses} clauses"]


@pytest.mark.slow
def test_it_counts_the_clauses_that_conform(judgement: Judgement) -> None:
    conforming = replace(judgement, violations=())
    totals = judgement.totals
    assert said_of(replace(conforming, totals={**totals, "conforms": 1, "reading": 0})) == "1 clause conforms"
    assert said_of(conforming) == f"{totals['conforms'] + totals['reading']} clauses conform"


@pytest.mark.slow
def test_it_tells_a_stale_known_failure_and_an_inconclusive_run(judgement: Judgement) -> None:
    assert said_of(replace(judgement, violations=(), known=frozenset({"COPP-152"}))) == "1 stale"
    assert said_of(replace(judgement, violations=(), clauses=())) == "inconclusive"


@pytest.mark.slow
def test_the_name_of_a_driver_is_not_in_it(judgement: Judgement) -> None:
    assert "<script>" not in badge(replace(judgement, driver="<script>alert(1)</script>"))
