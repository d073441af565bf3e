"""A TV output shows the level that sessions ask for while it can, and takes it up again when it can again."""

from collections.abc import Iterable
from itertools import product

import pytest

from coppspec.model.codes import Status
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.engine import Engine
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Intent
from coppspec.model.tv_output import (
    AS_IT_IS,
    GRAPHICS,
    NO_STANDARD,
    OFF,
    OTHER_PROTECTED,
    PLAYBACK,
    PROTECTED,
    SETTINGS,
    UNPROTECTED,
    Setting,
    TVOffer,
    TVOutput,
    switched_on,
)

ENGINE = Engine(COPY_PROTECTION_SESSIONS)
SET_OUTPUT, SET_OFF = "VP_COMMAND_SET, TV output", "VP_COMMAND_SET, TV output off"
STANDARDS = (NO_STANDARD, PROTECTED, OTHER_PROTECTED, UNPROTECTED)

ON = Intent("VP_CP_CMD_ACTIVATE", level=3)
DOWN, OUT = Intent("VP_CP_CMD_CHANGE", 0, level=1), Intent("VP_CP_CMD_CHANGE", 0, level=0)
RESET, MODE_SET = Intent("device reset"), Intent("mode change")
SLEEP, WAKE, RESTART = Intent("power down"), Intent("power up"), Intent("driver restart")


def switch(about: str) -> Intent:
    """A request that switches the output to a setting and does nothing else."""
    return Intent(SET_OFF if about == "off" else SET_OUTPUT, about=about)


def played(intents: Iterable[Intent], start: Configuration | None = None) -> Configuration:
    """What is so after requests and events, all of which are taken."""
    configuration = start or ENGINE.start(2)
    for intent in intents:
        answer, configuration = ENGINE.step(configuration, intent)
        assert not answer.code
    return configuration


# By itself.


@pytest.mark.parametrize(("standard", "reset", "asleep"), [*product(STANDARDS, (False, True), (False, True))])
def test_a_level_is_applied_in_a_protected_standard_with_full_power_and_out_of_boot_mode(
    *, standard: str, reset: bool, asleep: bool
) -> None:
    output = TVOutput(standard=standard, reset=reset, asleep=asleep)
    applied = standard in {PROTECTED, OTHER_PROTECTED} and not reset and not asleep
    assert output.shows_protection is applied
    for level in (1, 2, 3):
        assert output._replace(level=level).shown == ((level,) if applied else (0, level))
    assert output.shown == (0,)


def test_a_setting_is_on_with_a_mode_and_a_standard_or_off_with_neither() -> None:
    assert SETTINGS["off"] == Setting(OFF, NO_STANDARD)
    on = [setting for name, setting in SETTINGS.items() if name != "off"]
    assert {each.mode for each in on} == {GRAPHICS, PLAYBACK}
    assert {each.standard for each in on} == {PROTECTED, OTHER_PROTECTED, UNPROTECTED}


@pytest.mark.parametrize("at_first", SETTINGS)
def test_an_output_starts_as_the_adapter_has_it(at_first: str) -> None:
    offer = TVOffer(at_first=at_first)
    assert switched_on(offer) == TVOutput(offer, *SETTINGS[at_first])


@pytest.mark.parametrize("at_first", SETTINGS)
def test_an_adapter_without_a_tv_output_has_it_off_whatever_else_is_said(at_first: str) -> None:
    offer = TVOffer(settings=(), at_first=at_first)
    assert switched_on(offer) == TVOutput(offer, OFF, NO_STANDARD)
    assert ENGINE.start(1, tv=offer).tv == switched_on(offer)


def test_an_output_of_which_nothing_is_said_shows_the_desktop_without_protection() -> None:
    assert TVOutput() == TVOutput(TVOffer(), GRAPHICS, PROTECTED, reset=False, asleep=False, last=0, level=0)
    assert switched_on(TVOffer()) == TVOutput()


# Switched by requests.


@pytest.mark.parametrize(("before", "after"), [*product(SETTINGS, SETTINGS)])
def test_a_request_switches_the_output_and_nothing_else(before: str, after: str) -> None:
    start = played([switch(before)])
    then = played([switch(after)], start)
    assert then == start._replace(
        tv=start.tv._replace(mode=SETTINGS[after].mode, standard=SETTINGS[after].standard)
    )


@pytest.mark.parametrize("before", SETTINGS)
def test_a_request_that_sets_what_is_so_changes_nothing(before: str) -> None:
    start = played([switch(before)])
    assert played([switch(AS_IT_IS)], start) == start


PROTECTED_SETTINGS = ("the desktop", "a film", "another standard")


@pytest.mark.parametrize("about", PROTECTED_SETTINGS)
def test_switching_changes_no_session_and_the_level_is_applied_in_every_protected_standard(
    about: str,
) -> None:
    start = played([ON])
    then = played([switch(about)], start)
    assert (then.sessions, then.reference_count, then.tv.shown) == (start.sessions, 1, (3,))


def test_an_output_that_is_switched_off_keeps_sessions_and_shows_their_level_once_it_is_on_again() -> None:
    start = played([ON])
    off = played([switch("off")], start)
    assert (off.sessions, off.reference_count, off.tv.level) == (start.sessions, 1, 3)
    assert off.tv.shown == (0, 3)
    assert played([switch("a film")], off).tv.shown == (3,)
    assert played([DOWN, switch("a film")], off).tv.shown == (1,)
    assert played([OUT, switch("a film")], off).tv.shown == (0,)


def test_a_session_can_begin_while_the_output_is_off() -> None:
    off = played([switch("off"), ON])
    assert (off.reference_count, off.tv.shown) == (1, (0, 3))
    assert played([switch("the desktop")], off).tv.shown == (3,)


@pytest.mark.parametrize("about", ["an unprotected standard", AS_IT_IS])
def test_a_standard_without_protection_is_refused_as_long_as_a_session_is_on(about: str) -> None:
    bare = played([switch("an unprotected standard")])
    on = played([ON], bare) if about == AS_IT_IS else played([ON])
    answer, then = ENGINE.step(on, switch(about))
    assert (answer.code, answer.clause, then) == (Status.ERROR_INVALID_PARAMETER, "VPCP-652", on)
    assert played([OUT, switch(about)], on).tv.standard == UNPROTECTED


def test_a_session_that_is_on_in_a_standard_without_protection_can_be_seen_by_switching() -> None:
    on = played([switch("an unprotected standard"), ON])
    assert on.tv.shown == (0, 3)
    assert played([switch("another standard")], on).tv.shown == (3,)


def test_where_the_output_is_blanked_a_standard_without_protection_is_taken() -> None:
    engine, on = Engine(COPY_PROTECTION_SESSIONS, Profile(unprotectable_standard="blanked")), played([ON])
    answer, then = engine.step(on, switch("an unprotected standard"))
    assert (answer.code, then.sessions, then.tv.standard) == (Status.NO_ERROR, on.sessions, UNPROTECTED)
    assert then.tv.shown == (0, 3)
    assert engine.step(then, switch("the desktop"))[1] == on


@pytest.mark.parametrize(
    ("before", "request_", "is_refused"),
    [
        ([], ("VP_CP_CMD_ACTIVATE", None, 3), True),
        ([], ("VP_CP_CMD_ACTIVATE", None, 0), False),
        ([ON], ("VP_CP_CMD_ACTIVATE", None, 0), True),
        ([ON], ("VP_CP_CMD_CHANGE", 0, 0), False),
        ([ON], ("VP_CP_CMD_CHANGE", 0, 3), True),
        ([ON, ON], ("VP_CP_CMD_CHANGE", 0, 0), True),
        ([ON], ("VP_CP_CMD_DEACTIVATE", 0, None), False),
        ([ON, ON], ("VP_CP_CMD_DEACTIVATE", 0, None), True),
        ([ON, OUT, ON], ("VP_CP_CMD_DEACTIVATE", 0, None), True),
    ],
)
def test_a_standard_without_protection_can_be_refused_for_the_sessions_that_are_on_afterwards(
    before: list[Intent], request_: tuple[str, int | None, int | None], *, is_refused: bool
) -> None:
    engine = Engine(
        COPY_PROTECTION_SESSIONS, Profile(unprotectable_standard="refused by the resulting count")
    )
    start = played(before)
    command, session, level = request_
    intent = Intent(f"{command} with a TV setting", session, level=level, about="an unprotected standard")
    answer, then = engine.step(start, intent)
    if is_refused:
        assert (answer.code, answer.clause, then) == (Status.ERROR_INVALID_PARAMETER, "X09", start)
    else:
        assert (answer.code, then.tv.standard) == (Status.NO_ERROR, UNPROTECTED)


# Reset, power and restart.

GONE: dict[str, tuple[tuple[Intent, ...], tuple[int, ...]]] = {
    "a reset takes the level away": ((RESET,), (0, 3)),
    "a mode set brings it back": ((RESET, MODE_SET), (3,)),
    "full power does not": ((RESET, WAKE), (0, 3)),
    "sleep takes the level away": ((SLEEP,), (0, 3)),
    "full power brings it back": ((SLEEP, WAKE), (3,)),
    "a mode set does not": ((SLEEP, MODE_SET), (0, 3)),
    "both wait for a mode set": ((RESET, SLEEP, WAKE), (0, 3)),
    "both wait for full power": ((RESET, SLEEP, MODE_SET), (0, 3)),
    "both are over": ((SLEEP, RESET, WAKE, MODE_SET), (3,)),
    "a mode set alone changes nothing": ((MODE_SET,), (3,)),
    "full power alone changes nothing": ((WAKE,), (3,)),
    "a switched output is in its boot mode still": ((RESET, switch("a film")), (0, 3)),
    "a session that goes down in its sleep": ((SLEEP, DOWN, WAKE), (1,)),
    "a session that goes off in its sleep": ((SLEEP, OUT), (0,)),
}
"""What comes after an activation at level 3, and what the output may show then."""


@pytest.mark.parametrize("why", GONE)
def test_a_level_waits_for_the_hardware_and_the_power(why: str) -> None:
    after, shown = GONE[why]
    then = played([ON, *after])
    assert then.tv.shown == shown
    assert then.sessions[0].state == ("turned off" if OUT in after else "active")


@pytest.mark.parametrize("event", [RESET, MODE_SET, SLEEP, WAKE], ids=str)
@pytest.mark.parametrize("about", SETTINGS)
def test_no_event_but_a_restart_changes_how_the_output_is_set(event: Intent, about: str) -> None:
    then = played([switch(about), event])
    assert (then.tv.mode, then.tv.standard) == SETTINGS[about]


@pytest.mark.parametrize("at_first", SETTINGS)
@pytest.mark.parametrize("before", [(), (RESET,), (SLEEP,), (RESET, SLEEP)], ids=len)
def test_a_restart_ends_sessions_and_sets_the_output_as_at_first(
    before: tuple[Intent, ...], at_first: str
) -> None:
    start = ENGINE.start(2, tv=TVOffer(at_first=at_first))
    then = played([ON, switch("a film"), *before, RESTART], start)
    assert (then.sessions[0].state, then.reference_count, then.tv) == ("dead", 0, start.tv)


def test_where_a_restart_keeps_the_setting_the_hardware_works_again_all_the_same() -> None:
    engine = Engine(COPY_PROTECTION_SESSIONS, Profile(tv_after_restart="kept"))
    then = engine.step(played([ON, switch("a film"), RESET, SLEEP]), RESTART)[1]
    assert (then.sessions[0].state, then.tv) == ("dead", TVOutput(mode=PLAYBACK))


@pytest.mark.parametrize("defect", ["a mode that is not available", "two standards at once"])
def test_what_is_not_available_is_refused_or_leaves_the_output_as_it_is(defect: str) -> None:
    """The rest of the request is done."""
    film = Intent("VP_CP_CMD_ACTIVATE with a TV setting", None, (defect,), 3, about="a film")
    engines = {
        reading: Engine(COPY_PROTECTION_SESSIONS, Profile(unavailable_output=reading))
        for reading in ("refused", "ignored")
    }
    steps = {reading: engine.step(engine.start(1), film) for reading, engine in engines.items()}
    (refused, before), (ignored, after) = steps["refused"], steps["ignored"]
    assert (refused.code, refused.clause, ignored.code) == (
        Status.ERROR_INVALID_PARAMETER,
        "X02",
        Status.NO_ERROR,
    )
    assert (before.reference_count, after.reference_count) == (0, 1)
    assert after.tv.mode == before.tv.mode
