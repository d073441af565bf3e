"""Each property of the step is a test of its own, and each has a wrong table that breaks it."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from coppspec.driver.outputs import OUTPUTS
from coppspec.model.constants import COPP_NoProtectionLevelAvailable as NO_LEVEL
from coppspec.model.copy_protection import (
    ACTIVE,
    COPY_PROTECTION_SESSIONS,
    DEAD,
    DROP,
    NO_ERROR,
    ON,
    TAKE,
    TURNED_OFF,
    key_row,
)
from coppspec.model.device import (
    CLOSED,
    DEVICE,
    FORGET,
    KEY_EXCHANGED,
    KEYS,
    OPENED,
    S_OK,
    SESSION_ACTIVE,
    STATUS,
)
from coppspec.model.device_calls import SET_PROTECTION_LEVEL
from coppspec.model.engine import Engine
from coppspec.model.key_calls import ACTIVATE, FRESH
from coppspec.model.language import NONE, SAME, Do, Machine, Row
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Intent, Session
from coppspec.properties.alphabet import letters
from coppspec.properties.always import Always, Sometimes
from coppspec.properties.bench import Test
from coppspec.properties.edits import with_row, without_rung
from coppspec.properties.exploration import Moment, explore
from coppspec.properties.projections import ENDS, FLAGGED, HANDSHAKE, TYPE_REQUEST, Letters
from coppspec.properties.setting import start
from coppspec.properties.subjects import ALWAYS, SOMETIMES
from coppspec.properties.walks import walks

MACHINES = {each.name: each for each in (DEVICE, COPY_PROTECTION_SESSIONS)}
SET_LEVEL = SET_PROTECTION_LEVEL.name


def beginning(machine: Machine, sessions: int) -> tuple[Configuration, Test]:
    """Where everything starts, and the letters: of devices those that lead on, HDCP, and bad requests."""
    every = letters(MACHINES[machine.name], Profile(), sessions)
    if machine.name != DEVICE.name:
        return Engine(machine).start(sessions), every
    some = Letters(every)
    right = some.of(*HANDSHAKE, *ENDS, *FLAGGED, TYPE_REQUEST)
    return start(Engine(machine), OUTPUTS, (0,) * sessions), (
        *right,
        *some.of(SET_LEVEL, about=("HDCP",)),
        *some.wrong(TYPE_REQUEST),
    )


def moments(machine: Machine, sessions: int) -> tuple[Moment, ...]:
    engine = Engine(machine)
    return explore(engine, *beginning(machine, sessions), limit=150).moments


@cache
def on_the_walks(machine: str) -> tuple[Moment, ...]:
    engine = Engine(MACHINES[machine])
    return tuple(
        moment for walk in walks(engine) for moment in explore(engine, walk.start, walk.letters).moments
    )


def named(kinds: dict[str, tuple[Always, ...]] | dict[str, tuple[Sometimes, ...]]) -> list[object]:
    return [
        pytest.param(machine, each, id=f"{machine}: {each.name}")
        for machine, several in kinds.items()
        if machine in MACHINES
        for each in several
    ]


@pytest.mark.parametrize(("machine", "always"), named(ALWAYS))
def test_it_holds_after_every_step(machine: str, always: Always) -> None:
    broken = [moment.intent for moment in on_the_walks(machine) if not always.holds(moment)]
    assert not broken


@pytest.mark.parametrize(("machine", "sometimes"), named(SOMETIMES))
def test_it_is_reached_and_not_everywhere(machine: str, sometimes: Sometimes) -> None:
    reached = [sometimes.reached(moment) for moment in on_the_walks(machine)]
    assert set(reached) == {False, True}


def _named(name: str) -> Always:
    return next(each for several in ALWAYS.values() for each in several if each.name == name)


def _leaves_a_level(machine: Machine) -> Machine:
    return with_row(
        machine, key_row(ACTIVE, "VP_CP_CMD_DEACTIVATE", None, DEAD, -1, (), NO_ERROR, "VPCP-420")
    )


def _does_first(machine: Machine, name: str, effect: Do) -> Machine:
    """The machine in which a call has an effect before anything is checked."""
    calls = tuple(
        replace(call, ladder=(effect, *call.ladder)) if call.name == name else call for call in machine.calls
    )
    return replace(machine, calls=calls)


def _row(row: Row) -> Callable[[Machine], Machine]:
    return lambda machine: with_row(machine, row)


BREAKERS: tuple[tuple[str, str, Callable[[Machine], Machine]], ...] = (
    (
        DEVICE.name,
        "a refusal changes nothing but what a choice says: the attempt, or the number",
        lambda machine: _does_first(machine, TYPE_REQUEST, Do("advance the status number", "COPP-431")),
    ),
    (
        DEVICE.name,
        "a session that is not active has level 0",
        _row(Row("COPPCommand", OPENED, S_OK, SAME, (), "COPP-161")),
    ),
    (
        DEVICE.name,
        "each global count is the number of open devices at that level",
        lambda machine: without_rung(machine, "COPPCloseVideoSession", "COPP-184"),
    ),
    (
        DEVICE.name,
        "the global counts of a type add up to the number of open devices",
        lambda machine: without_rung(machine, "COPPCloseVideoSession", "COPP-184"),
    ),
    (
        DEVICE.name,
        "with every device closed nothing counts and nothing is applied",
        lambda machine: without_rung(machine, "device lost", "COPP-606"),
    ),
    (
        DEVICE.name,
        "a connector has the level that the sessions on it ask for together",
        lambda machine: without_rung(machine, SET_LEVEL, "COPP-610"),
    ),
    (
        DEVICE.name,
        "a flag appears with its event and goes with the response that has it",
        lambda machine: _does_first(machine, SET_LEVEL, Do("report the events", "COPP-806")),
    ),
    (
        DEVICE.name,
        "a flag appears with its event and goes with the response that has it",
        lambda machine: without_rung(machine, TYPE_REQUEST, "COPP-806"),
    ),
    (
        DEVICE.name,
        "a message is accepted only under the number that is due",
        lambda machine: without_rung(machine, TYPE_REQUEST, "status number"),
    ),
    (
        DEVICE.name,
        "an event is told to every active device on its connector",
        _row(Row("link lost", SESSION_ACTIVE, None, SAME, (), "COPP-802")),
    ),
    (
        DEVICE.name,
        "an event that is reported changes no level and no count",
        _row(Row("link lost", SESSION_ACTIVE, None, CLOSED, FORGET, "COPP-802")),
    ),
    (
        DEVICE.name,
        "a session becomes active by a sequence start after a key exchange, and by nothing else",
        _row(Row("COPPSequenceStart", OPENED, S_OK, SESSION_ACTIVE, (), "COPP-151")),
    ),
    (
        DEVICE.name,
        "an active session ends when it is closed or lost",
        _row(Row("COPPKeyExchange", SESSION_ACTIVE, S_OK, KEY_EXCHANGED, KEYS, "COPP-142")),
    ),
    (
        DEVICE.name,
        "commands and status requests succeed in an active session only",
        _row(Row("COPPQueryStatus", OPENED, S_OK, SAME, STATUS, "COPP-171")),
    ),
    (
        DEVICE.name,
        "each number counts the messages of its own kind that were accepted",
        lambda machine: without_rung(machine, TYPE_REQUEST, "COPP-431"),
    ),
    (COPY_PROTECTION_SESSIONS.name, "every field holds one of its named values", _leaves_a_level),
    (
        COPY_PROTECTION_SESSIONS.name,
        "the count is the number of sessions that are on",
        _row(key_row(TURNED_OFF, "VP_CP_CMD_CHANGE", ON, ACTIVE, 0, TAKE, NO_ERROR, "VPCP-412")),
    ),
    (
        COPY_PROTECTION_SESSIONS.name,
        "the output is protected exactly while a session is on",
        _row(key_row(TURNED_OFF, "VP_CP_CMD_DEACTIVATE", None, DEAD, -1, DROP, NO_ERROR, "VPCP-422")),
    ),
    (
        COPY_PROTECTION_SESSIONS.name,
        "the output is asked to carry the join of the levels of the sessions that are on",
        lambda machine: replace(machine, afterwards=()),
    ),
    (
        COPY_PROTECTION_SESSIONS.name,
        "a dead key stays dead",
        _row(key_row(DEAD, "VP_CP_CMD_CHANGE", ON, ACTIVE, +1, TAKE, NO_ERROR, "VPCP-430")),
    ),
    (
        COPY_PROTECTION_SESSIONS.name,
        "a refusal changes nothing",
        lambda machine: _does_first(machine, "VP_CP_CMD_CHANGE", Do("drop the level", "VPCP-430")),
    ),
    (
        COPY_PROTECTION_SESSIONS.name,
        "protection ends by turning off, by deactivation or with the driver, and by nothing else",
        _row(key_row(ACTIVE, "VP_CP_CMD_CHANGE", ON, TURNED_OFF, -1, DROP, NO_ERROR, "VPCP-410")),
    ),
    (
        COPY_PROTECTION_SESSIONS.name,
        "only a request for the TV output switches it, and a restart sets it back",
        lambda machine: _does_first(machine, "power up", Do("start again", "X08")),
    ),
    (
        COPY_PROTECTION_SESSIONS.name,
        "while a session is on, the output is switched to no standard that cannot be protected",
        lambda machine: without_rung(machine, "VP_COMMAND_SET, TV output", "unprotectable standard"),
    ),
    (
        COPY_PROTECTION_SESSIONS.name,
        "a session begins, and a key is issued, by a successful activation and by nothing else",
        _row(key_row(FRESH, "VP_CP_CMD_CHANGE", ON, ACTIVE, +1, TAKE, NO_ERROR, "VPCP-400")),
    ),
)


@pytest.mark.parametrize(
    ("machine", "name", "edit"), BREAKERS, ids=[f"{m}: {name}" for m, name, _ in BREAKERS]
)
def test_a_wrong_table_breaks_it(machine: str, name: str, edit: Callable[[Machine], Machine]) -> None:
    always = next(each for each in ALWAYS[machine] if each.name == name)
    assert not all(map(always.holds, moments(edit(MACHINES[machine]), 2)))


def test_a_step_that_moves_another_session_breaks_the_property_about_its_own() -> None:
    """No table can move another session, so the moment is made by hand."""
    for machine, name in (
        (DEVICE, "a call changes its own session only"),
        (COPY_PROTECTION_SESSIONS, "a command on a key changes the session of that key only"),
    ):
        always = next(each for each in ALWAYS[machine.name] if each.name == name)
        moment = next(each for each in moments(machine, 2) if each.intent.session == 0)
        other = moment.before.sessions[1]._replace(state=machine.goal)
        after = moment.after.with_session(1, other)
        assert always.holds(moment)
        assert not always.holds(moment._replace(after=after, answer=moment.answer._replace(session=0)))


BY_HAND: tuple[tuple[str, Callable[[Session], Session]], ...] = (
    ("every field holds one of its named values", lambda session: session._replace(flags=4)),
    ("every field holds one of its named values", lambda session: session._replace(state="lost")),
    ("every field holds one of its named values", lambda session: session._replace(status_number=1 << 32)),
    (
        "each level is one of its type, and there is none for a type that the connector lacks",
        lambda session: session._replace(levels=(2, 0, 0)),
    ),
    (
        "each level is one of its type, and there is none for a type that the connector lacks",
        lambda session: session._replace(levels=(0, 0, NO_LEVEL)),
    ),
    (
        "a local level changes by its session's command alone",
        lambda session: session._replace(levels=(1, 0, 0)),
    ),
)
"""Faults of an open session that no table can have, as the engine cannot make them."""


@pytest.mark.parametrize(("name", "spoil"), BY_HAND)
def test_a_session_that_no_table_makes_breaks_the_property_about_its_fields(
    name: str, spoil: Callable[[Session], Session]
) -> None:
    always = next(each for each in ALWAYS[DEVICE.name] if each.name == name)
    open_ = (each for each in moments(DEVICE, 1) if each.before.sessions[0].levels)
    moment = next(each for each in open_ if each.after.sessions[0].levels and each.intent.call != SET_LEVEL)
    after = moment.after.with_session(0, spoil(moment.after.sessions[0]))
    assert always.holds(moment)
    assert not always.holds(moment._replace(after=after))


def test_a_step_that_touches_another_connector_breaks_the_property_about_its_own() -> None:
    always = _named("a call changes its own connector only")
    engine = Engine(DEVICE)
    before = start(engine, OUTPUTS, (0, 1))
    intent = Intent(HANDSHAKE[0], 0)
    answer, after = engine.step(before, intent)
    moment = Moment(engine, before, intent, answer, after)
    assert always.holds(moment)
    other = after.with_connector_of(1, after.connectors[1]._replace(mode=1))
    assert not always.holds(moment._replace(after=other))


def test_a_refusal_that_hands_something_out_breaks_the_property_about_refusals() -> None:
    always = _named("nothing is handed out with a refusal")
    moment = next(each for each in moments(DEVICE, 1) if each.refused)
    assert always.holds(moment)
    assert not always.holds(moment._replace(answer=moment.answer._replace(gives=("certificate",))))


def test_a_setting_that_touches_a_session_breaks_the_property_about_commands() -> None:
    always = _named("only a copy-protection command touches a session, whatever the TV output is switched to")
    moment = next(
        each
        for each in moments(COPY_PROTECTION_SESSIONS, 1)
        if each.intent.call == "VP_COMMAND_GET" and each.answer.entries[0] == _row_of_get()
    )
    after = moment.after.with_session(0, moment.after.sessions[0]._replace(state=ACTIVE, level=1))
    assert always.holds(moment)
    assert not always.holds(moment._replace(after=after))


def _row_of_get() -> Row:
    return next(
        row for row in COPY_PROTECTION_SESSIONS.rows if row.call == "VP_COMMAND_GET" and row.states == NONE
    )


def test_a_second_key_breaks_the_property_of_a_driver_for_one_session() -> None:
    always = _named("a driver for one session has one live key at most, also while it is turned off")
    profile = Profile(session_limit="one, refused")
    machine = without_rung(COPY_PROTECTION_SESSIONS, ACTIVATE, "free session")
    for of, holds in ((COPY_PROTECTION_SESSIONS, True), (machine, False)):
        engine = Engine(of, profile)
        now = engine.start(2)
        _, now = engine.step(now, Intent(ACTIVATE, level=0))
        answer, after = engine.step(now, Intent(ACTIVATE, level=1))
        assert always.holds(Moment(engine, now, Intent(ACTIVATE, level=1), answer, after)) is holds


def test_every_property_has_a_wrong_table_or_moment_that_breaks_it() -> None:
    by_hand = {
        *(name for name, _ in BY_HAND),
        "a call changes its own connector only",
        "a call changes its own session only",
        "nothing is handed out with a refusal",
        "a command on a key changes the session of that key only",
        "only a copy-protection command touches a session, whatever the TV output is switched to",
        "a driver for one session has one live key at most, also while it is turned off",
    }
    for machine, several in ((machine, ALWAYS[machine]) for machine in MACHINES):
        broken = {name for of, name, _ in BREAKERS if of == machine}
        assert {each.name for each in several} <= broken | by_hand
