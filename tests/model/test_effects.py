"""Each effect does what its name says and nothing else, and a table uses it."""

from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.effects import EFFECTS, MODES
from coppspec.model.language import Do
from coppspec.model.levels import LEVELS, TYPES
from coppspec.model.registry import citable
from coppspec.model.step import Configuration, Connector, Intent, Offer, Session
from coppspec.model.together import TOGETHER
from coppspec.model.tv_output import (
    GRAPHICS,
    NO_STANDARD,
    OFF,
    OTHER_PROTECTED,
    PROTECTED,
    SETTINGS,
    UNPROTECTED,
    TVOffer,
    TVOutput,
)

MACHINES = (DEVICE, COPY_PROTECTION_SESSIONS)
LAST = 2**32 - 1
NO_LEVEL = 0xFFFFFFFF
HDCP, ACP, CGMSA = TYPES

BOTH = Offer((HDCP, ACP), modes=((), ("ACP",)))
COUNTS = ((1, 1), (1, 0, 1, 0), (0,) * 10)
CONNECTOR = Connector(BOTH, 0, COUNTS, (1, 2, 0), (0, 2, 0), ("EN300294_625i", 5))
OTHER = Connector(Offer((CGMSA,)), 1, ((0, 0), (0,) * 4, (1, *(0,) * 9)), (0, 0, 0), (0, 0, 0))
SESSION = Session("here", 3, LAST, 6, (1, 2, NO_LEVEL), 1, 0)
NEIGHBOUR = Session("there", 1, 2, 3, (0, 0, NO_LEVEL), 2, 0)
STRANGER = Session("there", 1, 2, 3, (NO_LEVEL, NO_LEVEL, 0), 0, 1)
BEFORE = Configuration((NEIGHBOUR, SESSION, STRANGER), 9, (CONNECTOR, OTHER))

GIVES = {
    "give the certificate length": "certificate length",
    "give the random number": "random number",
    "give the certificate": "certificate",
    "give a certificate of other bounds": "certificate of other bounds",
    "give anything with a refusal": "anything with a refusal",
    "give the status": "status",
    "issue a key": "key",
    "never issue a key again": "new key",
    "let a key rest": "rested key",
    "give the settings": "settings",
    "give what was asked for": "settings that were asked for",
    "give every standard": "every standard",
    "give no standard while off": "no standard while off",
    "give the standard": "standard",
    "give the standard alone": "standard alone",
    "give every type": "every type",
    "give one type": "one type",
    "give the level": "level",
    "give zeros for the vendor": "zeros for the vendor",
    "give the vendor's data": "vendor's data",
}
"""What the effects hand out that change nothing."""
SESSIONS: dict[str, Session] = {
    "advance the status number": SESSION._replace(status_number=0),
    "advance the command number": SESSION._replace(command_number=7),
    "remember the nonce": SESSION._replace(answered=True),
    "take a signal of its own": SESSION._replace(signal=("IEC61880_525i", 2)),
    "forget the session": Session("here"),
    "flag LinkLost": SESSION,
    "flag RenegotiationRequired": SESSION._replace(flags=3),
    "report the events": SESSION._replace(flags=0),
    "forget the events": SESSION._replace(flags=0),
    "take the level": SESSION._replace(level=2),
    "drop the level": SESSION._replace(level=0),
}
"""What the effects on a session make of SESSION when level 2 is asked for."""
CONNECTORS: dict[str, Connector] = {
    "want the highest level": CONNECTOR,
    "want the strongest level": CONNECTOR._replace(by_precedence=True),
    "allow more than is wanted": CONNECTOR._replace(more=True),
    "doubt HDCP": CONNECTOR._replace(doubted=True),
    "leave HDCP on": CONNECTOR,
    "apply what is wanted": CONNECTOR._replace(shown=(1, 2, 0)),
    "apply all but new HDCP": CONNECTOR,
    "take the signal": CONNECTOR._replace(signal=("IEC61880_525i", 2)),
    "take the mode": CONNECTOR._replace(mode=1),
}
"""What the effects on a connector make of CONNECTOR when level 2 is asked for."""
TELEVISION = TVOutput(standard=OTHER_PROTECTED, reset=True, asleep=True, last=1, level=3)
SHARED: dict[str, TVOutput] = {
    "ask for the highest level": TELEVISION._replace(level=3),
    "ask for the strongest level": TELEVISION._replace(level=3),
    "ask for the last level": TELEVISION._replace(level=1),
    "remember the level": TELEVISION._replace(last=2),
    "switch the output": TELEVISION._replace(mode=OFF, standard=NO_STANDARD),
    "go into the boot mode": TELEVISION,
    "leave the boot mode": TELEVISION._replace(reset=False),
    "fall asleep": TELEVISION,
    "wake up": TELEVISION._replace(asleep=False),
    "work again": TELEVISION._replace(reset=False, asleep=False),
    "start again": TELEVISION._replace(mode=GRAPHICS, standard=PROTECTED),
    "show the highest of both": TELEVISION,
    "show the strongest of both": TELEVISION,
}
"""What the effects on what is shared make of TELEVISION when level 2 and "off" are asked for."""
COUNTED = {
    "join at level 0",
    "move the level",
    "leave the counts",
    "reset the levels",
    "take the driver's level",
}
"""The effects on a session and on what it shares."""
ABOUT = {
    "take the signal": "IEC61880_525i",
    "take a signal of its own": "IEC61880_525i",
    "take the mode": MODES[1],
}


def done(
    effect: str, before: Configuration, about: str | None = None, level: int | None = 2
) -> Configuration:
    return EFFECTS[effect].change(before, 1, Intent("any call", 1, level=level, about=about))


def with_connector(**fields: Any) -> Configuration:  # noqa: ANN401  values of any field
    return BEFORE._replace(connectors=(CONNECTOR._replace(**fields), OTHER))


def test_every_effect_is_told_of_here() -> None:
    assert EFFECTS.keys() == GIVES.keys() | SESSIONS.keys() | CONNECTORS.keys() | COUNTED | SHARED.keys()


@pytest.mark.parametrize("effect", GIVES)
def test_what_is_handed_out_changes_nothing(effect: str) -> None:
    assert (done(effect, BEFORE), EFFECTS[effect].gives) == (BEFORE, GIVES[effect])


def test_whatever_changes_something_hands_out_nothing() -> None:
    assert {name for name, effect in EFFECTS.items() if effect.gives} == GIVES.keys()


@pytest.mark.parametrize("effect", SESSIONS)
def test_an_effect_on_a_session_does_this_and_nothing_else(effect: str) -> None:
    assert done(effect, BEFORE, ABOUT.get(effect)) == BEFORE.with_session(1, SESSIONS[effect])


@pytest.mark.parametrize("effect", CONNECTORS)
def test_an_effect_on_a_connector_does_this_and_nothing_else(effect: str) -> None:
    after = done(effect, BEFORE, ABOUT.get(effect))
    assert after == BEFORE._replace(connectors=(CONNECTORS[effect], OTHER))


@pytest.mark.parametrize("effect", SHARED)
def test_an_effect_on_what_is_shared_needs_no_session_and_does_this_to_the_output(effect: str) -> None:
    change = EFFECTS[effect].shared
    assert change is not None
    before = BEFORE._replace(tv=TELEVISION)
    after = change(before, Intent("any call", None, level=2, about="off"))
    assert after == before._replace(tv=SHARED[effect])


def test_what_a_connector_shows_is_joined_with_what_sessions_ask_for_where_it_carries_the_signal() -> None:
    carrying = CONNECTOR._replace(offer=BOTH._replace(carries_tv=True), shown=(0, 2, 0))
    before = Configuration((), 1, (carrying, OTHER), TVOutput(level=3))
    shown = {
        effect: change(before, Intent("any call")).connectors[0].analog
        for effect in ("show the highest of both", "show the strongest of both")
        if (change := EFFECTS[effect].shared) is not None
    }
    assert shown == {"show the highest of both": (3,), "show the strongest of both": (2,)}
    dark = before._replace(tv=TVOutput(level=3, asleep=True))
    change = EFFECTS["show the highest of both"].shared
    assert change is not None
    assert [each.analog for each in change(dark, Intent("any call")).connectors] == [(2, 3), ()]


JOINS = ("ask for the highest level", "ask for the strongest level", "ask for the last level")


def shared(
    effect: str, before: Configuration, about: str | None = None, level: int | None = None
) -> TVOutput:
    """What an effect on what is shared makes of the TV output, which is all that it changes."""
    change = EFFECTS[effect].shared
    assert change is not None
    after = change(before, Intent("any call", None, level=level, about=about))
    assert after == before._replace(tv=after.tv)
    return after.tv


@pytest.mark.parametrize(
    ("levels", "last", "joined"),
    [
        ((1,), 1, (1, 1, 1)),
        ((1, 2), 1, (2, 2, 1)),
        ((3, 2), 3, (3, 2, 3)),
        ((2, 3), 3, (3, 2, 3)),
        ((3, 2, 0), 1, (3, 2, 1)),
        ((0, 3), 0, (3, 3, 1)),
        ((0, 0), 0, (1, 1, 1)),
    ],
)
def test_the_output_is_to_have_the_highest_or_the_strongest_or_the_last_level_of_those_that_are_on(
    levels: tuple[int, ...], last: int, joined: tuple[int, ...]
) -> None:
    sessions = tuple(Session("here", level) for level in levels)
    tv = TVOutput(last=last, level=2)
    before = Configuration(sessions, len(levels), (), tv)
    assert [shared(effect, before) for effect in JOINS] == [tv._replace(level=level) for level in joined]


@pytest.mark.parametrize("count", [0, -1])
def test_a_count_of_zero_asks_for_nothing_and_forgets_who_came_last(count: int) -> None:
    before = Configuration((Session("on", 3),), count, (), TVOutput(last=3, level=3))
    assert [shared(effect, before) for effect in JOINS] == [TVOutput(last=3), TVOutput(last=3), TVOutput()]


def test_a_request_for_no_level_and_no_setting_changes_neither() -> None:
    before = BEFORE._replace(tv=TELEVISION)
    for effect in ("remember the level", "switch the output"):
        assert shared(effect, before, "as it is", 0) == TELEVISION


@pytest.mark.parametrize("about", SETTINGS)
def test_the_output_is_switched_to_a_setting_by_its_name_and_works_as_before(about: str) -> None:
    setting = SETTINGS[about]
    switched = shared("switch the output", BEFORE._replace(tv=TELEVISION), about)
    assert switched == TELEVISION._replace(mode=setting.mode, standard=setting.standard)


@pytest.mark.parametrize("level", [1, 3])
def test_the_drivers_level_is_the_one_that_its_adapter_declares(level: int) -> None:
    before = BEFORE._replace(tv=TVOutput(TVOffer(level_at_zero=level)))
    after = done("take the driver's level", before, level=0)
    known = before._replace(tv=before.tv._replace(last=level))
    assert after == known.with_session(1, SESSION._replace(level=level)), "and it was asked for last"


@pytest.mark.parametrize(
    ("offer", "mode", "standard"),
    [
        (TVOffer(), GRAPHICS, PROTECTED),
        (TVOffer(at_first="off"), OFF, NO_STANDARD),
        (TVOffer(at_first="an unprotected standard"), GRAPHICS, UNPROTECTED),
        (TVOffer(settings=()), OFF, NO_STANDARD),
    ],
)
def test_an_output_starts_again_as_it_first_was_and_does_not_wake_up_by_that(
    offer: TVOffer, mode: str, standard: str
) -> None:
    tv = TELEVISION._replace(offer=offer)
    started = shared("start again", BEFORE._replace(tv=tv))
    assert started == tv._replace(mode=mode, standard=standard)


def test_going_into_the_boot_mode_and_falling_asleep_are_undone_by_what_is_named_for_it() -> None:
    working = TVOutput(last=2, level=2)
    for effect, back in (("go into the boot mode", "leave the boot mode"), ("fall asleep", "wake up")):
        hidden = shared(effect, BEFORE._replace(tv=working))
        assert hidden == working._replace(reset=effect != "fall asleep", asleep=effect == "fall asleep")
        assert shared(back, BEFORE._replace(tv=hidden)) == working
        assert shared("work again", BEFORE._replace(tv=hidden)) == working


def test_every_effect_says_in_a_sentence_what_it_means_and_cites_what_says_so() -> None:
    assert [name for name, effect in EFFECTS.items() if not effect.meaning.endswith(".")] == []
    assert {effect.clause for effect in EFFECTS.values()} <= citable()


def test_a_request_without_a_level_asks_for_level_0() -> None:
    assert done("take the level", BEFORE, level=None).sessions[1].level == 0


def test_both_numbers_wrap_at_32_bits_each_by_itself() -> None:
    last = BEFORE.with_session(1, Session("here", 0, LAST, LAST))
    assert done("advance the status number", last).sessions[1] == Session("here", 0, 0, LAST)
    assert done("advance the command number", last).sessions[1] == Session("here", 0, LAST, 0)


def test_a_session_that_is_forgotten_stays_on_its_connector() -> None:
    before = BEFORE.with_session(1, SESSION._replace(connector=1))
    assert done("forget the session", before).sessions[1] == Session("here", connector=1)


def test_an_event_that_comes_again_is_the_same_flag_and_another_one_stands_beside_it() -> None:
    once = done("flag LinkLost", BEFORE.with_session(1, SESSION._replace(flags=0)))
    assert [each.flags for each in once.sessions] == [2, 1, 0]
    assert done("flag LinkLost", once) == once
    assert done("flag RenegotiationRequired", once).sessions[1].flags == 3


# Counts and levels.


def test_a_device_that_opens_counts_at_level_0_of_each_type_that_its_connector_has() -> None:
    opened = done("join at level 0", BEFORE.with_session(1, Session("here")))
    assert opened.sessions == (NEIGHBOUR, Session("here", levels=(0, 0, NO_LEVEL)), STRANGER)
    assert opened.connectors == (CONNECTOR._replace(counts=((2, 1), (2, 0, 1, 0), (0,) * 10)), OTHER)


@pytest.mark.parametrize(
    ("about", "level", "levels", "counts"),
    [
        (HDCP, 0, (0, 2, NO_LEVEL), ((2, 0), COUNTS[1], COUNTS[2])),
        (HDCP, None, (0, 2, NO_LEVEL), ((2, 0), COUNTS[1], COUNTS[2])),
        (HDCP, 1, (1, 2, NO_LEVEL), COUNTS),
        (ACP, 3, (1, 3, NO_LEVEL), (COUNTS[0], (1, 0, 0, 1), COUNTS[2])),
        (ACP, 0, (1, 0, NO_LEVEL), (COUNTS[0], (2, 0, 0, 0), COUNTS[2])),
    ],
)
def test_one_unit_moves_from_the_old_level_to_the_new_one_here_and_in_the_counts(
    about: str, level: int | None, levels: tuple[int, ...], counts: tuple[tuple[int, ...], ...]
) -> None:
    moved = done("move the level", BEFORE, about, level)
    assert moved.sessions == (NEIGHBOUR, SESSION._replace(levels=levels), STRANGER)
    assert moved.connectors == (CONNECTOR._replace(counts=counts), OTHER)


def test_a_level_of_cgms_a_counts_at_its_own_place_and_not_at_its_number() -> None:
    stranger = BEFORE._replace(sessions=(SESSION, STRANGER))
    moved = done("move the level", stranger, CGMSA, 12)
    assert moved.sessions[1].levels == (NO_LEVEL, NO_LEVEL, 12)
    assert moved.connectors[1].counts[2] == (*(0,) * 9, 1)


def test_a_device_that_ends_counts_no_more_at_the_levels_that_it_had() -> None:
    left = done("leave the counts", BEFORE)
    assert left.sessions == (NEIGHBOUR, SESSION._replace(levels=()), STRANGER)
    assert left.connectors == (CONNECTOR._replace(counts=((1, 0), (1, 0, 0, 0), (0,) * 10)), OTHER)


def test_a_device_that_has_ended_already_does_not_count_a_second_time() -> None:
    left = done("leave the counts", BEFORE)
    assert done("leave the counts", left) == left


@settings(max_examples=30)
@given(steps=st.lists(st.sampled_from([(name, level) for name in (HDCP, ACP) for level in LEVELS[name]])))
def test_moving_and_leaving_takes_back_what_opening_gave(steps: list[tuple[str, int]]) -> None:
    before = BEFORE.with_session(1, Session("here"))
    now = done("join at level 0", before)
    for about, level in steps:
        now = done("move the level", now, about, level)
        assert [sum(each) for each in now.connectors[0].counts] == [3, 3, 0]
    assert done("leave the counts", now) == before


@pytest.mark.parametrize(
    ("counts", "highest", "strongest"),
    [
        (((0, 0), (0,) * 4, (0,) * 10), (0, 0, 0), (0, 0, 0)),
        (((3, 0), (1, 0, 0, 0), (1, *(0,) * 9)), (0, 0, 0), (0, 0, 0)),
        (((1, 1), (0, 0, 1, 1), (0, 0, 0, 0, 1, 1, 0, 0, 0, 0)), (1, 3, 8), (1, 2, 12)),
    ],
)
def test_the_counts_say_what_the_connector_is_to_have_and_nothing_is_applied_by_that(
    counts: tuple[tuple[int, ...], ...], highest: tuple[int, ...], strongest: tuple[int, ...]
) -> None:
    before = with_connector(counts=counts)
    assert done("want the highest level", before) == with_connector(counts=counts, wanted=highest)
    by_precedence = with_connector(counts=counts, wanted=strongest, by_precedence=True)
    assert done("want the strongest level", before) == by_precedence


@pytest.mark.parametrize(("wanted", "shown", "kept"), [(0, 0, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1)])
def test_hdcp_that_is_on_is_wanted_for_ever_where_it_sticks(wanted: int, shown: int, kept: int) -> None:
    before = with_connector(wanted=(wanted, 0, 0), shown=(shown, 3, 3))
    assert done("leave HDCP on", before).connectors[0] == before.connectors[0]._replace(wanted=(kept, 0, 0))


@pytest.mark.parametrize(("wanted", "shown", "then"), [(0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 1)])
def test_hdcp_that_takes_time_goes_off_at_once_and_comes_on_later(wanted: int, shown: int, then: int) -> None:
    before = with_connector(wanted=(wanted, 1, 8), shown=(shown, 3, 3))
    applied = done("apply all but new HDCP", before).connectors[0]
    assert applied == before.connectors[0]._replace(shown=(then, 1, 8))
    settled = done("apply what is wanted", before).connectors[0]
    assert settled == before.connectors[0]._replace(shown=(wanted, 1, 8))


def test_a_signal_of_no_standard_is_none_at_ratio_0() -> None:
    assert done("take the signal", BEFORE, None, None).connectors[0].signal == ("None", 0)


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_is_taken_by_its_name(mode: str) -> None:
    assert done("take the mode", BEFORE, mode).connectors[0].mode == MODES.index(mode)


def test_a_table_uses_every_effect() -> None:
    rungs = [rung for machine in MACHINES for call in machine.calls for rung in call.ladder]
    effects = {rung.effect for rung in rungs if isinstance(rung, Do)}
    effects.update(chain.from_iterable(row.does for machine in MACHINES for row in machine.rows))
    effects.update(rung.effect for machine in (*MACHINES, TOGETHER) for rung in machine.afterwards)
    assert effects == set(EFFECTS)
