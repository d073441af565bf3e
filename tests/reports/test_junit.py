"""JUnit's XML is well-formed whatever a driver says, and counts what the document counts."""

from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

import pytest

from coppspec.oracle.judgement import Judgement
from coppspec.oracle.verdicts import OfClause, Verdict
from coppspec.oracle.violation import Violation
from coppspec.reports.junit import junit

pytestmark = pytest.mark.slow  # the driver that is judged is a program

ODD = "a\x00b\x1b[2J\x7f]]>&<\"'\ud800\udfff\ufffe\U0001f600\u2028\r\n"
"""What XML has no place for, what it has a meaning for, and what it can hold."""

SKIPPED = ("unsupported", "not exercised", "not decided", "inconclusive")


def read(judgement: Judgement) -> Element:
    return fromstring(junit(judgement).encode())  # noqa: S314  it is our own


def case(root: Element, clause: str) -> Element:
    (found,) = [each for each in root.iter("testcase") if str(each.get("name")).startswith(f"{clause}: ")]
    return found


def saying(violation: Violation, words: str) -> Violation:
    """The same with other words of the driver."""
    replay = violation.replay
    steps = (*replay.steps[:-1], replay.steps[-1]._replace(met=words))
    return replace(
        violation, replay=replace(replay, steps=steps, deviation=replay.deviation._replace(met=words))
    )


def test_there_is_a_case_for_each_clause_in_its_group(judgement: Judgement) -> None:
    root = read(judgement)
    assert root.tag == "testsuites"
    cases = [each for suite in root.iter("testsuite") for each in suite]
    assert [str(each.get("name")).partition(":")[0] for each in cases] == [
        each.id
        for each in sorted(
            judgement.clauses,
            key=lambda of: [str(c.get("name")).partition(":")[0] for c in cases].index(of.id),
        )
    ]
    assert len(cases) == judgement.totals["clauses"]
    assert {each.get("classname") for each in root.iter("testcase")} == {
        each.get("name") for each in root.iter("testsuite")
    }


def test_the_counts_add_up_to_the_totals_of_the_document(judgement: Judgement) -> None:
    root, totals = read(judgement), judgement.totals
    for name, wanted in (
        ("tests", totals["clauses"]),
        ("failures", totals["violates"]),
        ("errors", 0),
        ("skipped", sum(totals[each] for each in SKIPPED)),
    ):
        assert int(str(root.get(name))) == wanted
        assert sum(int(str(suite.get(name))) for suite in root.iter("testsuite")) == wanted


def test_a_violation_fails_with_its_replay(judgement: Judgement) -> None:
    (failure,) = case(read(judgement), "COPP-131")
    assert failure.tag == "failure"
    assert failure.get("message") == judgement.violations[0].disagreement.summary
    assert "3. COPPGetCertificateLength, session 1 -> it answered S_OK" in str(failure.text)


def test_what_conforms_has_nothing_in_it_and_what_does_not_has_its_reason(judgement: Judgement) -> None:
    root = read(judgement)
    assert len(case(root, "COPP-123")) == 0
    (skipped,) = case(root, "VPCP-551")
    assert (skipped.tag, skipped.get("message")) == ("skipped", "no step reached it")


def test_a_known_failure_is_skipped_and_a_stale_one_fails(judgement: Judgement) -> None:
    known = replace(judgement, known=frozenset({"COPP-131", "COPP-123"})).counted()
    root = read(known)
    (skipped,) = case(root, "COPP-131")
    assert skipped.tag == "skipped"
    assert str(skipped.get("message")).startswith("known: COPPGetCertificateLength")
    (suite,) = [each for each in root if each.get("name") == "known failures"]
    assert [(each.get("name"), each[0].tag) for each in suite] == [("COPP-123", "failure")]
    assert int(str(root.get("failures"))) == len(known.unexpected) + len(known.stale)


def test_what_was_lost_is_an_error(judgement: Judgement) -> None:
    lost = tuple(each._replace(lost="it was gone") for each in judgement.judged)
    clause = OfClause("COPP-162", Verdict.INCONCLUSIVE, 0, "it was gone")
    root = read(replace(judgement, judged=lost, clauses=(clause,)).counted())
    assert case(root, "COPP-162")[0].tag == "error"
    assert root.get("errors") == "1"


def test_it_is_well_formed_whatever_a_driver_says(judgement: Judgement) -> None:
    said = replace(
        judgement, driver=ODD, target=ODD, violations=(saying(judgement.violations[0], ODD),)
    ).counted()
    root = read(said)
    (failure,) = case(root, "COPP-131")
    for text in (str(root.get("name")), str(failure.get("message")), str(failure.text)):
        assert "a\\x00b\\x1b[2J" in text
        assert "]]>&<\"'\\xd800\\xdfff\\xfffe\U0001f600" in text
