"""The columns of a coded table say what the table says, and a fold that leaves out too much is refused."""

from dataclasses import replace

import pytest

from coppspec.model.cells import Cell, cells
from coppspec.model.copy_protection import (
    ACTIVE,
    COPY_PROTECTION_SESSIONS,
    DEAD,
    NO_ERROR,
    OFF,
    ON,
    TAKE,
    TURNED_OFF,
    key_row,
)
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.key_calls import FRESH
from coppspec.model.language import NONE, SAME, Scope
from coppspec.model.profile import Profile
from coppspec.model.step import Offer, Session
from coppspec.properties.alphabet import letters
from coppspec.properties.coded import BY_LEVEL, BY_STATE, Fold, Place, Uncodable, coded
from coppspec.properties.edits import with_row
from coppspec.properties.exploration import explore
from coppspec.properties.products import coded_device, coded_key, key_letters

KEYS = COPY_PROTECTION_SESSIONS
TRIED = key_letters(1)


def test_a_key_has_four_control_states_and_six_with_its_levels() -> None:
    assert coded_key().places == tuple(map(Place, KEYS.states))
    assert coded_key(BY_LEVEL).places == (
        Place(FRESH, 0),
        *(Place(ACTIVE, level) for level in ON),
        Place(TURNED_OFF, 0),
        Place(DEAD, 0),
    )


@pytest.mark.parametrize(("retry", "states"), [("one attempt", 6), ("retry", 5)])
def test_a_device_has_the_control_states_of_its_profile(retry: str, states: int) -> None:
    table = coded_device(Profile(sequence_start_retry=retry))
    assert [place.state for place in table.places] == list(DEVICE.states if states == 6 else _without_spent())
    assert str(table) == f"COPP device in {states} control states"


def _without_spent() -> list[str]:
    return [state for state in DEVICE.states if "spent" not in state]


def test_no_other_letter_moves_a_device_between_control_states() -> None:
    table, engine = coded_device(), Engine(DEVICE)
    tried = {letter for move in table.moves for letter in move.letters}
    calls = {letter.call for letter in tried}
    walk = explore(engine, engine.start(1, (Offer(modes=((), ())),)), tuple(tried))
    for configuration in walk.access:
        for letter in letters(DEVICE, engine.profile, 1):
            if engine.step(configuration, letter)[1].sessions[0].state != configuration.sessions[0].state:
                assert letter.call in calls


@pytest.mark.parametrize("fold", [BY_STATE, BY_LEVEL], ids=lambda fold: fold.name)
def test_each_column_is_what_the_rows_say(fold: Fold) -> None:
    table, found = coded_key(fold), cells(KEYS, Profile())
    for move in table.moves:
        for letter in move.letters:
            call = KEYS.call(letter.call)
            for code, place in enumerate(table.places):
                about = place.state if call.takes in {None, place.state} else NONE
                row = found[Cell(call.name, NONE if call.scope is Scope.NONE else about, letter.level)]
                after = table.places[move.next[code]]
                assert after.state == (place.state if row.next == SAME else row.next)
                assert move.gain[code] == row.count
                if "take the level" in row.does and fold is BY_LEVEL:
                    assert after.level == letter.level


def test_letters_that_do_the_same_are_one_move_and_none_is_lost() -> None:
    table = coded_key()
    assert [letter for move in table.moves for letter in move.letters] == list(TRIED)
    assert [len(move.letters) for move in table.moves] == [1, 3, 1, 3, 1, 1, 1, 1]
    assert [move.letters[0].call for move in table.moves if move.idle] == [
        "VP_COMMAND_GET",
        "VP_COMMAND_SET, picture",
    ]


def test_what_is_refused_leads_back() -> None:
    change = next(move for move in coded_key().moves if move.letters[0].call == "VP_CP_CMD_CHANGE")
    fresh, active, off, dead = range(4)
    assert (change.next[fresh], change.next[dead]) == (fresh, dead)
    assert change.edges == ((active, off, -1),)


def test_each_row_counts_the_change_of_is_on_so_the_count_holds_for_any_number() -> None:
    assert coded_key().unlawful == coded_key(BY_LEVEL).unlawful == coded_device().unlawful == ()


def test_a_row_that_does_not_is_named() -> None:
    row = key_row(TURNED_OFF, "VP_CP_CMD_CHANGE", OFF, SAME, -1, TAKE, NO_ERROR, "VPCP-413")
    ((place, letter, gain),) = coded_key(machine=with_row(KEYS, row)).unlawful
    assert (place, str(letter), gain) == (Place(TURNED_OFF), "VP_CP_CMD_CHANGE, session 1, level 0", -1)


def _is_live(session: Session) -> Place:
    return Place(ACTIVE if session.state in {ACTIVE, TURNED_OFF} else FRESH)


def test_a_fold_that_leaves_out_what_bears_on_a_letter_is_refused() -> None:
    with pytest.raises(Uncodable, match="by something that live or not leave out"):
        coded(Engine(KEYS), TRIED, Fold("live or not", _is_live))


def test_a_call_that_takes_a_session_later_in_its_life_is_refused() -> None:
    """A row for each state, so that the engine takes the table."""
    activate, *others = KEYS.calls
    rows = (key_row(DEAD, "VP_CP_CMD_ACTIVATE", None, ACTIVE, +1, TAKE, NO_ERROR, "VPCP-401"), *KEYS.rows)
    revives = replace(KEYS, calls=(replace(activate, takes=DEAD), *others), rows=rows)
    with pytest.raises(Uncodable, match="takes a session in dead"):
        coded_key(machine=revives)


def test_a_count_without_a_session_is_refused() -> None:
    row = key_row(NONE, "VP_CP_CMD_ACTIVATE", ON, SAME, +1, (), NO_ERROR, "VPCP-401")
    with pytest.raises(Uncodable, match="without taking a session"):
        coded_key(machine=with_row(KEYS, row))


def test_so_many_configurations_that_there_may_be_no_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coppspec.properties.coded.LIMIT", 3)
    with pytest.raises(Uncodable, match="over 3 configurations"):
        coded_key()
