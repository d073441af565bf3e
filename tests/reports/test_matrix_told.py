"""The kill matrix in words, and what a survivor does to the exit status."""

import json
import re
from functools import cache

import pytest

from coppspec.cli import main
from coppspec.commands import mutants
from coppspec.properties.matrix import Case, Fate, Lost, cases, wrong_drivers
from coppspec.properties.mutants import ANSWER, COUNT, EFFECT
from coppspec.properties.suites import suites
from coppspec.reports.matrix_told import as_json, as_text

KEYS = 2
EXPLAINED = Case("COPP device", EFFECT, "'join at level 0' doubled", (), Fate.SURVIVES)
KILLED = Lost("COPP device: another answer", "the process that ran it was killed by SIGKILL")
UNEXPLAINED = Case("COPP device", ANSWER, "a cell answers otherwise", (), Fate.SURVIVES)


@cache
def calls() -> dict[str, int]:
    return {suite.name: suite.calls for suite in suites()}


@cache
def found() -> tuple[Case, ...]:
    return (*cases(KEYS, COUNT), *wrong_drivers("three devices"))


def told(*more: Case) -> str:
    return as_text([*found(), *more], calls())


def test_each_table_has_its_kinds_its_costs_and_the_suites_that_were_first() -> None:
    assert "copy-protection sessions: 24\n" in told()
    assert re.search(r"  a count that is off +24 +0 +0\n", told())
    assert "wrong drivers of the zoo, in bytes: " in told()
    assert "  three devices" in told()
    assert told().endswith(" are caught, 0 more are equal to their table, 0 survive without a reason.")


def test_a_survivor_is_told_with_its_reason_or_without() -> None:
    text = " ".join(told(EXPLAINED, UNEXPLAINED).split())
    assert "SURVIVES: COPP device: another answer of a cell: a cell answers otherwise" in text
    assert "reason: none is known" in text
    assert "asks for nothing" in text
    assert text.endswith("1 survive without a reason.")


def test_every_case_is_in_the_json() -> None:
    document = json.loads(as_json([*found(), EXPLAINED], calls()))
    assert len(document["mutants"]) == len(found()) + 1
    assert document["mutants"][-1]["reason"]
    assert document["suites"] == calls()


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("more", "lost", "status"),
    [
        ((), [], 0),
        ((EXPLAINED,), [], 0),
        ((UNEXPLAINED,), [], 1),
        ((EXPLAINED._replace(fate=Fate.EQUAL),), [], 1),
        ((), [KILLED], 3),
        ((UNEXPLAINED,), [KILLED], 1),
    ],
    ids=["nothing survives", "for a reason", "for none", "a reason for nothing", "lost", "lost and for none"],
)
def test_a_survivor_needs_a_reason_and_a_reason_needs_a_survivor(
    more: tuple[Case, ...],
    lost: list[Lost],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """All cases take a minute, so these are some of them."""

    def some(_: object) -> tuple[list[Case], list[Lost]]:
        return [*found(), *more], lost

    monkeypatch.setattr(mutants, "every_case", some)
    assert main(["mutants"]) == status
    out, err = capsys.readouterr()
    assert out
    assert err == (f"coppspec: it cannot be told of {KILLED}\n" if lost else "")
