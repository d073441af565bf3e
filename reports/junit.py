"""A judgement as JUnit's XML: a test case for each clause, in the groups of the documents."""

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from coppspec.oracle.judgement import Judgement, statement
from coppspec.oracle.verdicts import OfClause, Verdict
from coppspec.oracle.violation import Violation
from coppspec.reports.clause_groups import grouped

NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold; a driver's words can."""
OUTCOMES = {
    Verdict.VIOLATES: "failure",
    Verdict.UNSTEADY: "error",
    Verdict.NOT_DECIDED: "skipped",
    Verdict.INCONCLUSIVE: "skipped",
    Verdict.UNSUPPORTED: "skipped",
    Verdict.NOT_EXERCISED: "skipped",
}
"""The element for each verdict that is no pass."""


def junit(judgement: Judgement) -> str:
    """The document; a known failure is a skipped test, a stale one fails."""
    root = Element("testsuites", name=f"coppspec {_text(judgement.driver)}")
    groups = grouped((each.id, each) for each in judgement.clauses)
    for title, group in groups.items():
        suite = SubElement(root, "testsuite", name=title)
        for each in group:
            _add_case(suite, title, each, judgement)
        _count(suite)
    if judgement.stale:
        _add_stale(root, judgement)
    _count(root)
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _add_case(suite: Element, title: str, of: OfClause, judgement: Judgement) -> None:
    case = SubElement(suite, "testcase", classname=title, name=f"{of.id}: {_text(statement(of.id))}")
    outcome = OUTCOMES.get(of.verdict)
    if outcome is None:
        return
    if of.reason in judgement.lost:
        outcome = "error"
    found = [each for each in judgement.violations if each.clause == of.id]
    known = "known: " if of.id in judgement.known and found else ""
    message = found[0].disagreement.summary if found else of.reason
    element = SubElement(case, "skipped" if known else outcome, message=_text(f"{known}{message}"))
    element.text = _text("\n\n".join(map(_in_full, found)))


def _in_full(violation: Violation) -> str:
    """The calls, and how often they were played again."""
    reproduced = violation.reproduced
    words = f"; {reproduced.in_words}" if reproduced.needs_history else ""
    return f"{violation.disagreement}\n  reproduced {reproduced}{words}"


def _add_stale(root: Element, judgement: Judgement) -> None:
    suite = SubElement(root, "testsuite", name="known failures")
    for clause in judgement.stale:
        case = SubElement(suite, "testcase", classname="known failures", name=clause)
        SubElement(case, "failure", message=f"{clause} is violated no more; take it out of the file")
    _count(suite)


def _count(of: Element) -> None:
    """How many cases it holds, and how many of each outcome."""
    of.set("tests", str(len(list(of.iter("testcase")))))
    for name, outcome in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        of.set(name, str(len(list(of.iter(outcome)))))


def _text(text: str) -> str:
    """A text without what no XML may hold, each such character as its number."""
    return NO_XML.sub(lambda met: f"\\x{ord(met[0]):02x}", text)
