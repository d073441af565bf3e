"""Readings under which a request reaches several copy-protection sessions, and what stands for several."""

import pytest

from coppspec.model.codes import Pattern, Status, allows, name_of
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS as KEYS
from coppspec.model.engine import Engine
from coppspec.model.profile import InvalidProfile, Profile
from coppspec.model.step import Configuration, Intent

ACTIVATE, CHANGE, DEACTIVATE = "VP_CP_CMD_ACTIVATE", "VP_CP_CMD_CHANGE", "VP_CP_CMD_DEACTIVATE"
OFF = Intent("VP_COMMAND_SET, TV output off", about="off")


def played(engine: Engine, *intents: Intent) -> Configuration:
    now = engine.start(2)
    for intent in intents:
        _, now = engine.step(now, intent)
    return now


def states(now: Configuration) -> list[str]:
    return [each.state for each in now.sessions]


def test_a_new_session_replaces_the_old_one_where_there_is_one_only() -> None:
    engine = Engine(KEYS, Profile(session_limit="one, replaced"))
    now = played(engine, Intent(ACTIVATE, level=3))
    answer, now = engine.step(now, Intent(ACTIVATE, level=1))
    assert (states(now), now.reference_count, now.tv.level) == (["dead", "active"], 1, 1)
    assert [entry.clause for entry in answer.entries] == ["A-04", "VPCP-401"]


def test_a_second_session_is_refused_where_there_is_one_only_also_while_that_is_turned_off() -> None:
    engine = Engine(KEYS, Profile(session_limit="one, refused"))
    now = played(engine, Intent(ACTIVATE, level=0))
    answer, then = engine.step(now, Intent(ACTIVATE, level=1))
    assert (answer.code, answer.clause, then) == (Status.ERROR_BUSY, "VPCP-558", now)


def test_keys_die_when_the_output_is_switched_off_and_not_while_it_is_off() -> None:
    engine = Engine(KEYS, Profile(tv_off="keys die"))
    now = played(engine, Intent(ACTIVATE, level=1), OFF)
    assert (states(now), now.reference_count) == (["dead", "fresh"], 0)
    now = played(engine, OFF, Intent(ACTIVATE, level=1), OFF)
    assert (states(now), now.reference_count) == (["active", "fresh"], 1)


@pytest.mark.parametrize(
    ("choice", "event"),
    [("mode_set", "mode change"), ("device_reset", "device reset"), ("power_transition", "power down")],
)
def test_keys_die_at_an_event_under_one_reading_and_survive_it_by_default(choice: str, event: str) -> None:
    intents = Intent(ACTIVATE, level=1), Intent(ACTIVATE, level=0), Intent(event)
    assert states(played(Engine(KEYS), *intents)) == ["active", "turned off"]
    dead = played(Engine(KEYS, Profile(**{choice: "keys die"})), *intents)
    assert (states(dead), dead.reference_count, dead.tv.level) == (["dead", "dead"], 0, 0)


@pytest.mark.parametrize(("reading", "level"), [("numeric maximum", 3), ("OPM order", 2), ("last writer", 2)])
def test_levels_are_joined_as_the_reading_says(reading: str, level: int) -> None:
    engine = Engine(KEYS, Profile(level_join=reading))
    assert played(engine, Intent(ACTIVATE, level=3), Intent(ACTIVATE, level=2)).tv.level == level


def test_the_wording_taken_literally_leaks_as_the_traps_say() -> None:
    literal = Engine(KEYS, Profile.refuted(count_wording="commands"))
    again = played(literal, Intent(ACTIVATE, level=1), *(Intent(CHANGE, 0, level=each) for each in (0, 1)))
    assert (states(again)[0], again.reference_count, again.tv.level) == ("active", 0, 0)
    twice = played(literal, *[Intent(ACTIVATE, level=1)] * 2, *[Intent(CHANGE, 0, level=0)] * 2)
    assert (states(twice)[1], twice.reference_count, twice.tv.level) == ("active", 0, 0)
    ended = played(
        literal, *[Intent(ACTIVATE, level=1)] * 2, Intent(CHANGE, 0, level=0), Intent(DEACTIVATE, 0)
    )
    assert (states(ended)[1], ended.reference_count, ended.tv.level) == ("active", 0, 0)
    with pytest.raises(InvalidProfile, match="forbidden"):
        Profile(count_wording="commands")


def test_an_engine_of_one_table_has_it_for_every_session_and_another_under_another_profile() -> None:
    engine = Engine(KEYS)
    assert engine.part(1) is KEYS
    assert engine.sessions_of(CHANGE, engine.start(3)) == range(3)
    other = engine.under(Profile(level_join="OPM order"))
    assert (other.machine, other.profile["level_join"]) == (KEYS, "OPM order")


def test_any_error_is_every_refusal_and_no_success() -> None:
    assert [
        allows(Pattern.ANY_ERROR, each) for each in (Status.ERROR_BUSY, 12345, Status.NO_ERROR, None)
    ] == [
        True,
        True,
        False,
        False,
    ]
    assert allows(Status.ERROR_BUSY, 170)
    assert not allows(Status.ERROR_BUSY, 87)
    assert name_of(Pattern.ANY_ERROR, Status) == "ANY_ERROR"
