"""Every row changes the count by what its states say, and a row that does not is named."""

from dataclasses import replace

import pytest

from coppspec.model.copy_protection import (
    ACTIVE,
    COPY_PROTECTION_SESSIONS,
    DEAD,
    DROP,
    NEW,
    NO_ERROR,
    OFF,
    TAKE,
    TURNED_OFF,
    key_row,
)
from coppspec.model.effects import EFFECTS
from coppspec.model.key_calls import FRESH
from coppspec.model.language import NONE, SAME, STATE, Do, Machine, Move, Row
from coppspec.model.lint import problems
from coppspec.model.registry import is_accepted
from coppspec.model.step import Configuration, Intent, Session
from coppspec.properties.edits import as_read, with_row
from coppspec.properties.law import miscounts
from coppspec.properties.miscounting import LITERAL
from coppspec.properties.subjects import MACHINES
from coppspec.properties.zoo import WrongDriver
from coppspec.properties.zoo_keys import WRONG_MINIPORTS

KEYS = COPY_PROTECTION_SESSIONS
ACCEPTED = [index for index, row in enumerate(KEYS.rows) if is_accepted(row.when)]
"""The rows that a driver can follow with which nothing is wrong."""
DONE = sorted(
    {effect for row in KEYS.rows for effect in row.does}
    | {rung.effect for call in KEYS.calls for rung in call.ladder if isinstance(rung, Do)}
    | {rung.effect for rung in KEYS.afterwards}
)
"""Every effect of the table."""


def changed(index: int, by: int) -> Machine:
    """The table with one row that counts otherwise."""
    rows = list(KEYS.rows)
    rows[index] = replace(rows[index], count=rows[index].count + by)
    return replace(KEYS, rows=tuple(rows))


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_the_law_holds_for_every_table(machine: Machine) -> None:
    assert miscounts(machine) == []


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize("index", ACCEPTED, ids=[str(KEYS.rows[index]) for index in ACCEPTED])
def test_a_row_that_counts_otherwise_is_named_once_for_each_of_its_states(index: int, by: int) -> None:
    wrong = changed(index, by)
    found = miscounts(wrong)
    assert {problem.entry for problem in found} == {str(KEYS.rows[index])}
    assert len(found) == len(KEYS.states_of(KEYS.rows[index]))


@pytest.mark.parametrize(
    "wrong", [each for each in WRONG_MINIPORTS if each.table], ids=lambda wrong: wrong.sentence
)
def test_every_wrong_table_of_the_zoo_breaks_it_in_one_row(wrong: WrongDriver) -> None:
    assert wrong.table is not None
    assert len(miscounts(wrong.table(KEYS))) == 1


def test_the_literal_wording_breaks_it_in_three_rows_and_only_there() -> None:
    literal = as_read(KEYS, LITERAL)
    rows = [replace(row, when=None) for row in KEYS.rows if row.when and row.when.reading == "commands"]
    found = miscounts(literal)
    assert sorted(problem.entry for problem in found) == sorted(map(str, rows))
    assert len(rows) == 3
    assert problems(literal) == []


def test_a_problem_says_what_was_met_what_is_wanted_and_what_to_do() -> None:
    (problem,) = miscounts(
        with_row(
            KEYS, key_row(TURNED_OFF, "VP_CP_CMD_DEACTIVATE", None, DEAD, -1, DROP, NO_ERROR, "VPCP-422")
        )
    )
    assert str(problem) == (
        "Miscounted in copy-protection sessions: VP_CP_CMD_DEACTIVATE in turned off (VPCP-422): from"
        " 'turned off' to 'dead' it turns none on or off, and it adds -1. Wanted: +1 if it turns a session"
        " on, -1 if it turns one off, 0 otherwise (VPCP-555, VPCP-556). To mend it: correct the count or the"
        " next state of the row."
    )


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (
            key_row(FRESH, "VP_CP_CMD_ACTIVATE", OFF, ACTIVE, 0, NEW, NO_ERROR, "VPCP-402"),
            "turns a session on",
        ),
        (
            key_row(ACTIVE, "VP_CP_CMD_CHANGE", OFF, SAME, -1, TAKE, NO_ERROR, "VPCP-411"),
            "turns none on or off",
        ),
        (key_row(ACTIVE, "driver restart", None, DEAD, 0, DROP, None, "VPCP-664"), "turns a session off"),
        (
            key_row(NONE, "VP_CP_CMD_ACTIVATE", None, SAME, 1, (), NO_ERROR, "VPCP-507"),
            "no session is turned on",
        ),
    ],
    ids=["activated", "turned off", "restarted", "refused"],
)
def test_a_wrong_next_state_an_event_and_a_row_about_no_session_break_it(row: Row, met: str) -> None:
    (problem,) = miscounts(with_row(KEYS, row))
    assert met in problem.met


def test_a_rung_that_turns_a_session_off_without_a_row_breaks_it() -> None:
    call = KEYS.call("VP_CP_CMD_CHANGE")
    moving = replace(call, ladder=(*call.ladder, Move(TURNED_OFF, "VPCP-411")))
    calls = tuple(moving if each is call else each for each in KEYS.calls)
    (problem,) = miscounts(replace(KEYS, calls=calls))
    assert problem.entry == "VP_CP_CMD_CHANGE: the move to turned off (VPCP-411)"
    assert "from 'active' to 'turned off' it turns a session off" in problem.met
    assert miscounts(replace(KEYS, calls=(replace(call, ladder=(STATE, Move(DEAD, "VPCP-420"))),)))


@pytest.mark.parametrize("name", DONE)
def test_no_effect_of_the_table_touches_a_state_or_the_count(name: str) -> None:
    """So rows and moves are all that the law has to look at."""
    before = Configuration((Session(ACTIVE, 2), Session(TURNED_OFF)), 7)
    intent, effect = Intent("VP_CP_CMD_CHANGE", 0, level=3), EFFECTS[name]
    after = effect.shared(before, intent) if effect.shared else effect.change(before, 0, intent)
    assert [each.state for each in after.sessions] == [ACTIVE, TURNED_OFF]
    assert after.reference_count == 7
