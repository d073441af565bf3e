"""A system knows how many letters it has, and names its sessions as an engine would."""

import pytest

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.engine import Engine
from coppspec.properties.coded import BY_STATE
from coppspec.properties.products import coded_device, coded_key, device_with_keys, key_letters, only_keys
from coppspec.properties.system import Act, Deed, Issue, Sessions, System

FRESH, ACTIVE, TURNED_OFF, DEAD = range(4)


@pytest.mark.parametrize("keys", [1, 2, 5])
def test_there_is_a_letter_for_each_name_of_a_session(keys: int) -> None:
    in_order = only_keys(keys).letters
    assert in_order == len(key_letters(keys))
    assert only_keys(keys, issue=Issue.ANY).letters == in_order + 4 * (keys - 1)
    assert device_with_keys(keys).letters == in_order + 9


def act_of(system: System, call: str, level: int | None = None) -> Act:
    return next(
        act
        for act in system.acts
        if (act.moves[0][1].letters[0].call, act.moves[0][1].letters[0].level) == (call, level)
    )


def test_deeds_are_named_as_an_engine_would_take_them() -> None:
    system, engine = only_keys(3), Engine(COPY_PROTECTION_SESSIONS)
    activate, turn_off = act_of(system, "VP_CP_CMD_ACTIVATE", 1), act_of(system, "VP_CP_CMD_CHANGE", 0)
    deactivate, restart = act_of(system, "VP_CP_CMD_DEACTIVATE"), act_of(system, "driver restart")
    deeds = (
        *(Deed(activate, FRESH),) * 2,
        Deed(turn_off, ACTIVE),
        Deed(deactivate, ACTIVE),
        Deed(restart, 0),
        Deed(activate, FRESH),
    )
    steps = system.named(deeds)
    assert [(step.intent.call, step.intent.session) for step in steps] == [
        ("VP_CP_CMD_ACTIVATE", None),
        ("VP_CP_CMD_ACTIVATE", None),
        ("VP_CP_CMD_CHANGE", 0),
        ("VP_CP_CMD_DEACTIVATE", 1),
        ("driver restart", None),
        ("VP_CP_CMD_ACTIVATE", None),
    ]
    now = engine.start(3)
    for step in steps:
        _, now = engine.step(now, step.intent)
    assert [BY_STATE.place(each).state for each in now.sessions] == ["dead", "dead", "active"]


def test_what_changes_nothing_is_a_letter_and_no_act() -> None:
    calls = {move.letters[0].call for act in only_keys(1).acts for _, move in act.moves}
    assert calls == {"VP_CP_CMD_ACTIVATE", "VP_CP_CMD_CHANGE", "VP_CP_CMD_DEACTIVATE", "driver restart"}


def test_the_order_of_issue_is_said_where_keys_are_issued() -> None:
    assert "keys issued in any order" in str(only_keys(2, issue=Issue.ANY))
    assert "issued" not in str(System((Sessions(coded_device(), 2),)))


def test_there_is_one_session_of_a_table_at_least() -> None:
    with pytest.raises(ValueError, match="0 sessions of copy-protection sessions"):
        System((Sessions(coded_key(), 0),))
