"""Each reading that the table of copy-protection sessions has shows on a sequence, with what is so after."""

from collections.abc import Iterable, Sequence
from functools import cache

import pytest

from coppspec.model.codes import Code, Pattern, Status
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.engine import Engine
from coppspec.model.lint import switches
from coppspec.model.profile import InvalidProfile, Profile
from coppspec.model.registry import choices
from coppspec.model.step import Answer, Configuration, Intent
from coppspec.model.tv_output import TVOffer

NO_ERROR, INVALID, BUSY = Status.NO_ERROR, Status.ERROR_INVALID_PARAMETER, Status.ERROR_BUSY
NO_MEMORY, ANY_ERROR = Status.ERROR_NOT_ENOUGH_MEMORY, Pattern.ANY_ERROR


def a(level: int, *defects: str) -> Intent:
    """A(l) in the notation of the traps: an activation."""
    return Intent("VP_CP_CMD_ACTIVATE", None, defects, level)


def c(session: int, level: int, *defects: str) -> Intent:
    """C(k,l): a change of the session with the key k, counted from 1."""
    return Intent("VP_CP_CMD_CHANGE", session - 1, defects, level)


def d(session: int, *defects: str) -> Intent:
    """D(k): the end of the session with the key k, counted from 1."""
    return Intent("VP_CP_CMD_DEACTIVATE", session - 1, defects)


MODE_SET, RESET, SLEEP = Intent("mode change"), Intent("device reset"), Intent("power down")
OFF = Intent("VP_COMMAND_SET, TV output off", about="off")
DESKTOP = Intent("VP_COMMAND_SET, TV output", about="the desktop")


@cache
def under(**readings: str) -> Engine:
    return Engine(COPY_PROTECTION_SESSIONS, Profile(**readings))


def played(
    engine: Engine, intents: Iterable[Intent], tv: TVOffer | None = None, sessions: int = 3
) -> tuple[list[Answer], Configuration]:
    answers, configuration = list[Answer](), engine.start(sessions, tv=tv or TVOffer())
    for intent in intents:
        answer, configuration = engine.step(configuration, intent)
        answers.append(answer)
    return answers, configuration


def codes(engine: Engine, *intents: Intent) -> list[Code | None]:
    return [answer.code for answer in played(engine, intents)[0]]


def after(engine: Engine, *intents: Intent, tv: TVOffer | None = None) -> tuple[str, int, int]:
    """The sessions, one letter each, with the count and the level that they together ask for."""
    _, then = played(engine, intents, tv)
    letters = {"fresh": "-", "active": "a", "turned off": "o", "dead": "d"}
    states = "".join(letters[each.state] for each in then.sessions)
    return states, then.reference_count, then.tv.level


# An activation at level 0.


def test_an_activation_at_level_0_begins_a_session_that_is_off() -> None:
    assert after(under(), a(0)) == ("o--", 0, 0)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_or_it_begins_one_that_is_on_at_a_level_of_the_driver(level: int) -> None:
    engine, tv = under(activate_zero="driver's level"), TVOffer(level_at_zero=level)
    assert after(engine, a(0), tv=tv) == ("a--", 1, level)
    assert after(engine, a(2), tv=tv) == ("a--", 1, 2)
    assert after(engine, a(0), c(1, 0), tv=tv) == ("o--", 0, 0)
    assert after(engine, a(0), d(1), tv=tv) == ("d--", 0, 0)


def test_a_session_that_the_driver_turns_on_is_joined_with_the_others() -> None:
    engine, tv = under(activate_zero="driver's level"), TVOffer(level_at_zero=2)
    assert after(engine, a(1), a(0), tv=tv) == ("aa-", 2, 2)
    assert after(engine, a(3), a(0), tv=tv) == ("aa-", 2, 3)


# The level of several sessions.

JOINS: tuple[tuple[Sequence[Intent], tuple[int, int, int]], ...] = (
    ((a(2), a(3)), (3, 2, 3)),
    ((a(3), a(2)), (3, 2, 2)),
    ((a(3), a(1)), (3, 3, 1)),
    ((a(1), a(3), d(2)), (1, 1, 3)),
    ((a(1), a(3), c(2, 0)), (1, 1, 3)),
    ((a(3), a(1), c(1, 2)), (2, 2, 2)),
    ((a(3), a(0)), (3, 3, 3)),
    ((a(3), c(1, 0), c(1, 1)), (1, 1, 1)),
    ((a(3), d(1)), (0, 0, 0)),
    ((a(3), d(1), a(0)), (0, 0, 0)),
)
"""Requests, and the level after them by each join: the highest, the strongest, the last one."""


@pytest.mark.parametrize(("intents", "levels"), JOINS, ids=lambda each: "; ".join(map(str, each)))
def test_the_level_of_several_sessions_is_the_highest_the_strongest_or_the_last_one(
    intents: Sequence[Intent], levels: tuple[int, int, int]
) -> None:
    engines = [under(level_join=each) for each in ("numeric maximum", "OPM order", "last writer")]
    assert tuple(after(engine, *intents)[2] for engine in engines) == levels


def test_the_last_level_is_forgotten_when_no_session_is_on() -> None:
    engine = under(level_join="last writer")
    assert played(engine, [a(3)])[1].tv.last == 3
    assert played(engine, [a(3), c(1, 0)])[1].tv.last == 0
    assert played(engine, [a(3), Intent("driver restart")])[1].tv.last == 0


def test_a_refused_request_is_not_the_last_one() -> None:
    engine = under(level_join="last writer")
    assert after(engine, a(1), a(3, "no type"), c(1, 3, "key 0")) == ("a--", 1, 1)
    assert after(engine, a(1), a(1), d(2), c(2, 3)) == ("ad-", 1, 1)


# Undefined bits.


def test_undefined_bits_are_refused_or_masked() -> None:
    bits = (a(1), c(1, 3, "undefined bits"), a(2, "undefined bits"))
    assert codes(under(), *bits) == [NO_ERROR, INVALID, INVALID]
    assert after(under(), *bits) == ("a--", 1, 1)
    assert codes(under(undefined_bits="mask"), *bits) == [NO_ERROR] * 3
    assert after(under(undefined_bits="mask"), *bits) == ("aa-", 2, 3)


# One session.


@pytest.mark.parametrize("first", [a(1), a(0)], ids=str)
def test_the_one_session_is_taken_from_its_activation_to_its_end(first: Intent) -> None:
    engine = under(session_limit="one, refused")
    assert codes(engine, first, a(2)) == [NO_ERROR, BUSY]
    assert after(engine, first, a(2)) == after(engine, first)
    assert codes(engine, first, c(1, 0), a(2)) == [NO_ERROR, NO_ERROR, BUSY]
    assert codes(engine, first, d(1), a(2)) == [NO_ERROR] * 3
    assert codes(engine, first, Intent("driver restart"), a(2)) == [NO_ERROR, None, NO_ERROR]


@pytest.mark.parametrize("first", [a(1), a(0)], ids=str)
def test_or_it_is_replaced_by_the_next_one_and_its_key_is_dead_at_once(first: Intent) -> None:
    engine = under(session_limit="one, replaced")
    assert after(engine, first, a(2)) == ("da-", 1, 2)
    assert after(engine, first, a(0)) == ("do-", 0, 0)
    assert codes(engine, first, a(2), c(1, 3), d(1), c(2, 3)) == [
        NO_ERROR,
        NO_ERROR,
        INVALID,
        INVALID,
        NO_ERROR,
    ]


def test_what_replaces_a_session_cites_the_end_of_the_old_one_before_its_own_row() -> None:
    answers, _ = played(under(session_limit="one, replaced"), [a(1), a(2)])
    assert [entry.clause for entry in answers[1].entries] == ["A-04", "A-04", "VPCP-401"]
    assert (answers[1].gives, answers[1].session) == (("new key", "key"), 1)


@pytest.mark.parametrize("bad", ["no type", "undefined bits", "hardware that fails"])
def test_an_activation_that_fails_replaces_nothing(bad: str) -> None:
    engine = under(session_limit="one, replaced")
    assert after(engine, a(0), a(2, bad)) == ("o--", 0, 0)


def test_an_activation_without_a_key_left_replaces_nothing() -> None:
    engine = under(session_limit="one, replaced")
    answers, then = played(engine, [a(1), a(2), a(3)], sessions=2)
    assert [answer.code for answer in answers] == [NO_ERROR, NO_ERROR, NO_MEMORY]
    assert [each.state for each in then.sessions] == ["dead", "active"]


def test_many_sessions_are_many() -> None:
    assert after(under(), a(1), a(2), a(0)) == ("aao", 2, 2)


# Keys.


def test_a_new_key_was_never_issued_or_has_rested() -> None:
    gives = {
        reading: played(under(key_reuse=reading), [a(1)])[0][0].gives
        for reading in ("never", "after quarantine")
    }
    assert gives == {"never": ("new key", "key"), "after quarantine": ("rested key", "key")}


WRONG_KEYS = {
    "never issued": (a(1), c(2, 3)),
    "ended": (a(1), a(2), d(2), c(2, 3)),
    "ended twice": (a(1), a(2), d(2), d(2)),
    "never issued, and ended": (a(1), d(2)),
    "zero": (a(1), c(1, 3, "key 0")),
    "of another adapter": (a(1), d(1, "key of another adapter")),
}


@pytest.mark.parametrize("why", WRONG_KEYS)
@pytest.mark.parametrize(
    ("reading", "code"), [("invalid parameter", INVALID), ("any error", ANY_ERROR), ("success", NO_ERROR)]
)
def test_a_wrong_key_does_nothing_whatever_is_answered(reading: str, code: Code, why: str) -> None:
    engine, (*before, wrong) = under(wrong_key_status=reading), WRONG_KEYS[why]
    answers, then = played(engine, [*before, wrong])
    assert (answers[-1].code, then) == (code, played(engine, before)[1])


def test_a_key_of_another_adapter_does_nothing_here_and_is_taken_where_it_is_live_everywhere() -> None:
    engine = under(key_scope="loaded image")
    intents = (a(1), c(1, 3, "key of another adapter"), d(1, "key of another adapter"))
    assert codes(engine, *intents) == [NO_ERROR] * 3
    assert after(engine, *intents) == ("a--", 1, 1)


# What ends all sessions (A-18 to A-18d).

ENDS: dict[str, Intent] = {
    "mode_set": MODE_SET,
    "device_reset": RESET,
    "power_transition": SLEEP,
    "tv_off": OFF,
}


@pytest.mark.parametrize("choice", ENDS)
def test_sessions_outlive_what_happens_to_the_output_or_they_all_die_with_the_count(choice: str) -> None:
    before, event = (a(1), a(0), ENDS[choice]), ENDS[choice]
    assert after(under(), *before) == ("ao-", 1, 1)
    engine = under(**{choice: "keys die"})
    assert after(engine, *before) == ("dd-", 0, 0)
    assert codes(engine, *before, c(1, 1), d(2)) == [NO_ERROR, NO_ERROR, _said(event), INVALID, INVALID]
    assert after(engine, *before, a(3)) == ("dda", 1, 3)


def _said(intent: Intent) -> Status | None:
    """What a request answers; nobody answers an event."""
    return NO_ERROR if intent is OFF else None


@pytest.mark.parametrize("choice", ENDS)
@pytest.mark.parametrize("other", ENDS)
def test_each_of_them_ends_sessions_by_its_own_reading_alone(choice: str, other: str) -> None:
    survivors = after(under(**{choice: "keys die"}), a(2), ENDS[other])
    assert survivors == (("d--", 0, 0) if choice == other else ("a--", 1, 2))


@pytest.mark.parametrize("choice", ENDS)
def test_the_output_itself_fares_the_same_under_both_readings(choice: str) -> None:
    outputs = [
        played(under(**{choice: reading}), [first, RESET, ENDS[choice]], sessions=1)[1].tv._replace(level=0)
        for reading in ("survive", "keys die")
        for first in (a(2), a(0))
    ]
    assert outputs == [outputs[0]] * 4


@pytest.mark.parametrize("choice", ENDS)
def test_a_session_that_died_asks_for_no_level(choice: str) -> None:
    _, then = played(under(**{choice: "keys die"}), [a(1), a(3), a(0), ENDS[choice]])
    assert [(each.state, each.level) for each in then.sessions] == [("dead", 0)] * 3


def test_keys_die_when_the_output_goes_off_and_not_when_it_is_off_already() -> None:
    engine = under(tv_off="keys die")
    assert after(engine, OFF, a(2), OFF) == ("a--", 1, 2)
    assert after(engine, OFF, a(2), DESKTOP) == ("a--", 1, 2)
    assert after(engine, OFF, a(2), DESKTOP, OFF) == ("d--", 0, 0)
    answers, _ = played(engine, [a(1), OFF])
    assert [entry.clause for entry in answers[1].entries] == ["A-04", "A-04", "A-04", "VPCP-301"]


def test_a_request_to_go_off_that_is_refused_ends_nothing() -> None:
    engine = under(tv_off="keys die")
    refused = OFF._replace(defects=("short buffer",))
    assert after(engine, a(2), refused) == ("a--", 1, 2)


# The wording of the count, taken literally (X07): no driver is held to it.

LITERAL = Engine(COPY_PROTECTION_SESSIONS, Profile.refuted(count_wording="commands"))

LEAKS: dict[str, tuple[Intent, ...]] = {
    "T-01": (a(1), a(1), c(1, 0), c(1, 0)),
    "T-02": (a(1), a(1), c(1, 0), d(1)),
    "T-03": (a(1), c(1, 0), c(1, 1)),
}


@pytest.mark.parametrize("trap", LEAKS)
def test_a_count_of_commands_leaks_at_the_end_of_the_witness_and_not_before(trap: str) -> None:
    *before, last = LEAKS[trap]
    states, count, level = after(LITERAL, *before, last)
    assert ("a" in states, count, level) == (True, 0, 0)
    states, _, level = after(LITERAL, *before)
    assert ("a" in states) == (level > 0)
    states, count, level = after(under(), *before, last)
    assert (count, level) == (states.count("a"), 1)


def test_a_count_of_commands_goes_below_zero_and_hides_the_next_session() -> None:
    """T-08 without the wrap: a count that has a sign."""
    assert after(LITERAL, a(1), c(1, 0), d(1)) == ("d--", -1, 0)
    assert after(LITERAL, a(1), c(1, 0), d(1), a(3)) == ("da-", 0, 0)


def test_the_wording_is_no_reading_that_a_driver_can_follow() -> None:
    with pytest.raises(InvalidProfile, match="forbidden"):
        Profile(count_wording="commands")
    assert str(LITERAL.profile) == "count_wording = commands"
    with pytest.raises(InvalidProfile, match="no reading"):
        Profile.refuted(count_wording="bytes")


# All of them.

SHOWN_HERE = {
    "activate_zero",
    "level_join",
    "undefined_bits",
    "session_limit",
    "key_reuse",
    "wrong_key_status",
    "key_scope",
    *ENDS,
    "count_wording",
}
SHOWN_BY_REQUESTS = {
    "short_output_status",
    "supported_types",
    "get_flags_input",
    "current_standard",
    "standards_while_off",
    "level_readback",
    "oem_data",
}
"""In test_key_calls.py."""
SHOWN_BY_THE_OUTPUT = {"unavailable_output", "unprotectable_standard", "tv_after_restart"}
"""In test_tv_output.py."""
SHOWN_BESIDE_DEVICES = {"activate_under_copp"}
"""In test_together.py."""


def test_every_choice_that_the_table_depends_on_is_shown_somewhere() -> None:
    shown = SHOWN_HERE | SHOWN_BY_REQUESTS | SHOWN_BY_THE_OUTPUT | SHOWN_BESIDE_DEVICES
    assert {*switches(COPY_PROTECTION_SESSIONS)} == shown
    assert shown <= {*choices()}


def test_a_wrong_key_that_is_ignored_does_not_make_the_last_writer() -> None:
    engine = Engine(COPY_PROTECTION_SESSIONS, Profile(wrong_key_status="success", level_join="last writer"))
    now = engine.start(2)
    for intent in (a(1), a(1), d(2), c(2, 3)):
        _, now = engine.step(now, intent)
    assert (now.reference_count, now.tv.level) == (1, 1)


def test_the_drivers_level_is_the_last_one_that_was_asked_for() -> None:
    engine = Engine(
        COPY_PROTECTION_SESSIONS, Profile(activate_zero="driver's level", level_join="last writer")
    )
    start = engine.start(1, tv=TVOffer(level_at_zero=3))
    _, now = engine.step(start, a(0))
    assert (now.sessions[0].level, now.tv.level) == (3, 3)
