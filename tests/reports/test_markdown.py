"""A judgement in Markdown: its totals are those of the document, and a driver's words are no markup."""

import re
from dataclasses import replace

import pytest

from coppspec.oracle.judgement import Judgement
from coppspec.oracle.verdicts import Verdict
from coppspec.properties.inspection import Deviation
from coppspec.reports.markdown import block, code, markdown, text

pytestmark = pytest.mark.slow

HOSTILE = "`|</td><img src=x onerror=alert(1)>\n# heading\n```\n[link](javascript:alert(1))"


def rows(of: str) -> dict[str, list[str]]:
    """The cells of each row of the table of verdicts, by the first of them."""
    lines = [line.strip("|").split("|") for line in of.splitlines() if line.startswith("| ")]
    return {cells[0].strip(): [each.strip() for each in cells[1:]] for cells in lines}


def test_the_totals_are_those_of_the_document(judgement: Judgement) -> None:
    table = rows(markdown(judgement))
    assert table["**all**"] == [f"**{judgement.totals[each]}**" for each in Verdict]
    groups = [cells for name, cells in table.items() if name not in {"**all**", "clauses", "---"}]
    for column, verdict in enumerate(Verdict):
        assert sum(int(cells[column] or 0) for cells in groups) == judgement.totals[verdict]


def test_every_violation_has_a_section_with_its_replay(judgement: Judgement) -> None:
    sections = re.findall(r"^### (\S+)$", markdown(judgement), re.MULTILINE)
    assert sections == [each.clause for each in judgement.violations]
    for each in judgement.violations:
        assert f"\n1. {each.replay.steps[0].intent} -> " in markdown(judgement)


def test_a_known_failure_says_so(judgement: Judgement) -> None:
    known = judgement.violations[0].clause
    assert f"### {known} (known)\n" in markdown(replace(judgement, known=frozenset({known})))


def test_what_a_driver_says_is_no_markup(judgement: Judgement) -> None:
    first = judgement.violations[0]
    deviation = Deviation("wanted", HOSTILE, first.clause)
    steps = (*first.replay.steps[:-1], first.replay.steps[-1]._replace(met=HOSTILE))
    hostile = replace(first, replay=replace(first.replay, steps=steps, deviation=deviation))
    told = markdown(replace(judgement, driver=HOSTILE, violations=(hostile,)))
    assert "### " in told
    assert "<img" not in re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", told, flags=re.DOTALL)
    assert not re.search(r"^# heading", without_blocks(told), re.MULTILINE)


def without_blocks(told: str) -> str:
    return re.sub(r"^(`{3,})text\n.*?^\1$", "", told, flags=re.DOTALL | re.MULTILINE)


def test_code_holds_whatever_it_is_given() -> None:
    assert code("a `b` c") == "`` a `b` c ``"
    assert code("a|b") == "`a\\|b`"
    assert list(block("```\nx")) == ["````text", "```\nx", "````"]
    assert text("a|b_<c>") == "a\\|b\\_\\<c\\>"
