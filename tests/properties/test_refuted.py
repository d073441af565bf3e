"""What is known to be wrong is found by the proof, a search and counting, after equally many calls."""

import pytest

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.engine import Engine
from coppspec.properties.miscounting import saturating, wrapping
from coppspec.properties.proof import CLAIMS
from coppspec.properties.refuted import HIGHEST, NARROW, caught, narrow, refuted_wording, refuting
from coppspec.properties.results import Kind
from coppspec.properties.zoo import WrongDriver
from coppspec.properties.zoo_keys import WRONG_MINIPORTS

KEYS = COPY_PROTECTION_SESSIONS
TABLES = [each for each in WRONG_MINIPORTS if each.table]


def engine_of(wrong: WrongDriver) -> Engine:
    assert wrong.table is not None
    return Engine(wrong.table(KEYS))


def test_the_literal_wording_is_refuted_with_the_shortest_calls_and_the_reason() -> None:
    count, protection = refuted_wording()
    assert [(each.kind, each.holds) for each in (count, protection)] == [(Kind.REFUTED, True)] * 2
    assert protection.name == "it is not so that the output is protected exactly while a session is on"
    assert protection.numbers["calls that refute it"] == 2
    lines = protection.detail.splitlines()
    assert lines[:3] == [
        "1. VP_CP_CMD_ACTIVATE, level 0 -> the count is 0, sessions on: 0, the output is bare",
        "2. VP_CP_CMD_CHANGE, session 1, level 1 -> the count is 0, sessions on: 1, the output is bare",
        "by the table -> the count is 1, sessions on: 1, the output is protected",
    ]
    assert lines[3].startswith("why: the wording adds one when protection is activated")
    assert "the count is -1, sessions on: 0" in count.detail
    assert "why: " not in count.detail


@pytest.mark.parametrize("wrong", TABLES, ids=lambda wrong: wrong.sentence)
def test_every_wrong_table_of_the_zoo_is_found_by_all_three(wrong: WrongDriver) -> None:
    findings = caught(engine_of(wrong), wrong.sentence)
    assert [each.name for each in findings] == [f"it is not so that {claim.name}" for claim in CLAIMS]
    for each in findings:
        assert (each.kind, each.holds) == (Kind.WRONG_TABLE, True)
        assert each.numbers["steps that fail"] > 0
        calls = each.numbers["calls that refute it"]
        assert each.detail.splitlines()[calls - 1].startswith(f"{calls}. ")
        assert each.detail.splitlines()[calls].startswith("by the table -> ")


def test_a_table_that_is_right_is_not_caught_and_each_way_says_so() -> None:
    for each in caught(Engine(KEYS), "the table"):
        assert not each.holds
        assert each.detail.splitlines() == [
            "the proof: not refuted",
            "a search: not refuted",
            "counting: not refuted",
        ]
        assert each.numbers["steps that fail"] == 0


def test_a_count_that_cannot_hold_every_number_is_caught_up_to_300() -> None:
    assert HIGHEST == 300
    for name, (kind, calls) in NARROW.items():
        (found,) = narrow(name, kind, calls, highest=20)
        assert (found.kind, found.holds, found.detail) == (Kind.WRONG_TABLE, True, "")
        assert found.subject == f"a count that {name}"
        assert (found.numbers["fewest calls"], found.numbers["most calls"]) == (calls(1), calls(20))


def test_a_count_that_is_not_caught_in_time_is_told_with_its_highest_number() -> None:
    (late,) = narrow("saturates", saturating, lambda highest: highest + 1, highest=2)
    assert not late.holds
    assert late.detail.splitlines() == [
        "with 1 at most, the output is bare after 3 calls, and not after 2",
        "with 2 at most, the output is bare after 5 calls, and not after 3",
    ]
    (never,) = narrow("holds more", lambda highest: wrapping(highest + 1), lambda highest: highest + 1, 1)
    assert never.detail == "with 1 at most, the output is bare never, and not after 2"


def test_the_wording_the_wrong_tables_and_both_counts_are_asked() -> None:
    names = [name for name, _ in refuting()]
    assert names.count("wrong tables") == len(TABLES) == 5
    assert len(names) == len(TABLES) + len(NARROW) + 1
