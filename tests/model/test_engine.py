"""The engine answers everything, changes nothing that it was given, and knows no table by heart."""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

import pytest

from coppspec.model import codes, copy_protection, device, device_calls, engine, key_calls, tvout
from coppspec.model.cells import alive
from coppspec.model.codes import HResult, Pattern, Status
from coppspec.model.conditions import CONDITIONS, FAULT, SHARED_CONDITIONS
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.effects import EFFECTS
from coppspec.model.engine import Engine, InvalidIntent
from coppspec.model.language import NONE, Bring, Call, Check, Ignore, Machine, Row, Scope, fails, holds
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile
from coppspec.model.registry import citable
from coppspec.model.status import REPORTS, TV_REPORTS
from coppspec.model.step import Answer, Configuration, Connector, Intent, Offer, Session
from coppspec.model.tv_output import GRAPHICS, NO_STANDARD, OFF, TVOffer, TVOutput

MACHINES = (DEVICE, COPY_PROTECTION_SESSIONS)
EXCHANGED, SPENT, ACTIVE = "COPP_KEY_EXCHANGED", "COPP_KEY_EXCHANGED (attempt spent)", "COPP_SESSION_ACTIVE"
COMMAND, REQUEST = "COPPCommand, set protection level", "COPPQueryStatus, protection type"
LAST = 2**32 - 1
EVERYTHING = Offer(("HDCP", "ACP", "CGMSA"), ("IEC61880_525i", "EN300294_625i"), ((), ("ACP",)))
COUNTED = Connector(EVERYTHING, 0, ((1, 0), (1, 0, 0, 0), (1, *(0,) * 9)), (0, 0, 0), (0, 0, 0))
"""A connector with one device, at level 0 of everything."""


def active(status: int = 0, command: int = 0) -> Session:
    return Session(ACTIVE, 0, status, command, (0, 0, 0))


def alone(session: Session) -> Configuration:
    """A device on a connector of its own."""
    return Configuration((session,), connectors=(COUNTED,))


ACTIVE_DEVICE = alone(active())
SWITCHED_ON = TVOutput()
SWITCHED_OFF = TVOutput(mode=OFF, standard=NO_STANDARD)


def settled(configuration: Configuration) -> Configuration:
    """Copy-protection sessions with the level that follows from them."""
    return Engine(COPY_PROTECTION_SESSIONS).settled(configuration, Intent("any"))


def every_profile() -> Iterator[object]:
    for machine in MACHINES:
        for profile in profiles(machine):
            yield pytest.param(machine, profile, id=f"{machine.name}, {profile}")


def defect_sets(call: Call) -> Iterator[tuple[str, ...]]:
    """No defect, each alone, and all together."""
    names = tuple(defect.name for defect in call.defects)
    yield from ((), *((name,) for name in names), names)


def every_intent(machine: Machine) -> Iterator[Intent]:
    for call in machine.calls:
        session = 0 if call.scope in {Scope.NAMED, Scope.CONNECTOR} else None
        numbers = (-1, 0, 1) if call.number else (0,)
        for defects, (about, level), number in product(defect_sets(call), call.arguments, numbers):
            yield Intent(call.name, session, defects, level, number, about)


def every_configuration(machine: Machine, profile: Profile) -> Iterator[Configuration]:
    empty = Engine(machine, profile).start(1, (EVERYTHING,)).connectors
    for state, mode in product(alive(machine, profile), (0, 1)):
        counts = machine is DEVICE and state != machine.initial
        session = Session(state, 0, 3, 5, (0, 0, 0) if counts else (), 2)
        connectors = (COUNTED._replace(mode=mode),) if counts else empty
        yield Configuration((session, Session(machine.initial)), int(state in machine.on), connectors)


@pytest.mark.few(20)
@pytest.mark.parametrize(("machine", "profile"), [*every_profile()])
def test_every_call_is_answered_in_every_state_at_every_level(machine: Machine, profile: Profile) -> None:
    tested, cited, states = Engine(machine, profile), citable(), set(machine.states)
    events = {call.name for call in machine.calls if call.event}
    for before, intent in product(every_configuration(machine, profile), every_intent(machine)):
        answer, then = tested.step(before, intent)
        event = intent.call in events
        assert (answer.code is None) is event
        assert event or isinstance(answer.code, HResult | Status | Pattern)
        assert {each.state for each in then.sessions} <= states
        assert answer.clause in cited
        open_to_all = ("anything with a refusal",) if profile["output_on_failure"] == "unspecified" else ()
        assert not fails(answer.code) or answer.gives == (
            open_to_all if machine is not COPY_PROTECTION_SESSIONS else ()
        )


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_a_step_leaves_what_went_in_alone_and_is_the_same_every_time(machine: Machine) -> None:
    tested, other = Engine(machine), Engine(machine)
    for before, intent in product(every_configuration(machine, Profile()), every_intent(machine)):
        copy = Configuration(
            tuple(Session(*session) for session in before.sessions),
            before.reference_count,
            tuple(Connector(*connector) for connector in before.connectors),
            TVOutput(*before.tv),
        )
        first = tested.step(before, intent)
        assert before == copy
        assert tested.step(before, intent) == first == other.step(copy, intent)


def test_an_engine_without_a_profile_takes_the_default_one() -> None:
    assert (Engine(DEVICE).profile, Engine(DEVICE).machine) == (Profile(), DEVICE)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_everything_starts_with_sessions_that_have_not_begun(machine: Machine) -> None:
    begun = Session(machine.states[0], level=0, status_number=0, command_number=0)
    nothing = Connector(Offer(), 0, ((0, 0), (0,) * 4, (0,) * 10), (0, 0, 0), (0, 0, 0))
    assert Engine(machine).start(2) == Configuration((begun, begun), 0, (nothing,))
    with pytest.raises(ValueError, match="0 sessions; there is one at least"):
        Engine(machine).start(0)


def test_each_session_starts_on_the_connector_that_it_is_bound_to() -> None:
    poor = Offer(("ACP",))
    started = Engine(DEVICE).start(3, (EVERYTHING, poor), (1, 0, 1))
    assert [each.connector for each in started.sessions] == [1, 0, 1]
    assert [each.offer for each in started.connectors] == [EVERYTHING, poor]


@pytest.mark.parametrize("bound", [(0,), (0, 0, 0), (0, 1), (0, -1)])
def test_each_session_is_bound_to_a_connector_that_there_is(bound: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"2 sessions bound to .* each takes one of 1 connectors, from 0"):
        Engine(DEVICE).start(2, (EVERYTHING,), bound)


def test_a_number_cannot_be_off_where_there_is_none() -> None:
    with pytest.raises(InvalidIntent, match="COPPOpenVideoSession carries no sequence number"):
        Engine(DEVICE).step(Engine(DEVICE).start(1), Intent("COPPOpenVideoSession", 0, number=3))


def test_a_call_out_of_order_leaves_the_state_alone() -> None:
    before = Configuration((Session("COPP_OPENED"), active(3, 5)), connectors=(COUNTED,))
    answer, then = Engine(DEVICE).step(before, Intent("COPPKeyExchange", 0))
    assert (answer.code, answer.gives, answer.clause, answer.session) == (
        HResult.E_UNEXPECTED,
        (),
        "COPP-142",
        0,
    )
    assert then == before


# The order of checks


def tripped(call: Call, defects: tuple[str, ...]) -> set[str]:
    return {check for defect in call.defects if defect.name in defects for check in defect.trips}


def pairs() -> Iterator[object]:
    """A state in which each call gets past its rows, and every pair of its defects."""
    accepting = (
        (DEVICE, "COPPSequenceStart", EXCHANGED),
        *((DEVICE, call.name, ACTIVE) for call in DEVICE.calls if call.function),
        (COPY_PROTECTION_SESSIONS, "VP_CP_CMD_ACTIVATE", "fresh"),
        (COPY_PROTECTION_SESSIONS, "VP_CP_CMD_CHANGE", "active"),
        (COPY_PROTECTION_SESSIONS, "VP_CP_CMD_DEACTIVATE", "active"),
        (COPY_PROTECTION_SESSIONS, "VP_COMMAND_GET", "fresh"),
        (COPY_PROTECTION_SESSIONS, "VP_COMMAND_SET, TV output", "fresh"),
    )
    for machine, call, state in accepting:
        yield pytest.param(machine, machine.call(call), state, id=call)


@pytest.mark.parametrize(("machine", "call", "state"), [*pairs()])
def test_of_two_defects_the_one_whose_check_stands_first_decides(
    machine: Machine, call: Call, state: str
) -> None:
    tested = Engine(machine)
    before = Configuration((active()._replace(state=state),), int(state in machine.on), (COUNTED,))
    session = 0 if call.scope is Scope.NAMED else None
    about, level = call.arguments[-3 if "CEA805A_TypeB_1125i" in call.about else -1]
    checks = [
        rung
        for rung in call.ladder
        if isinstance(rung, Check) and (rung.when is None or rung.when.holds(Profile()))
    ]
    plain = [each.name for each in call.defects if each.name != FAULT and each.about in {None, about}]
    for one, other in combinations(plain, 2):
        failed = {*tripped(call, (one, other)), "request identifier"}
        failing = [check for check in checks if check.name in failed]
        for defects in ((one, other), (other, one)):
            answer, _ = tested.step(before, Intent(call.name, session, defects, level, 0, about))
            decided = [entry for entry in answer.entries if isinstance(entry, Check)]
            assert decided == failing[:1]
            refused = [answer.code] if fails(answer.code) else []
            assert refused == [check.answer for check in failing[:1]]


def command(defects: tuple[str, ...] = (), number: int = 0) -> Intent:
    """One command: its session has level 0 of HDCP afterwards, as it had before."""
    return Intent(COMMAND, 0, defects, 0, number, "HDCP")


BOTH: tuple[tuple[tuple[str, ...], int, HResult, str], ...] = (
    (("short buffer", "corrupted tag"), 0, HResult.E_INVALIDARG, "COPP-104"),
    (("short buffer", "corrupted tag"), 1, HResult.E_INVALIDARG, "COPP-104"),
    (("corrupted tag",), 1, HResult.E_INVALIDARG, "COPP-433"),
    (("corrupted tag",), 0, HResult.E_UNEXPECTED, "COPP-425"),
    (("unknown identifier", "corrupted tag"), 0, HResult.E_INVALIDARG, "COPP-165"),
    (("random bytes",), 0, HResult.E_INVALIDARG, "COPP-433"),
)


@pytest.mark.parametrize(("defects", "number", "code", "clause"), BOTH)
def test_a_command_is_checked_for_size_number_identifier_and_tag_in_this_order(
    defects: tuple[str, ...], number: int, code: HResult, clause: str
) -> None:
    answer, then = Engine(DEVICE).step(ACTIVE_DEVICE, command(defects, number))
    assert (answer.code, answer.clause, answer.gives, answer.session) == (code, clause, (), 0)
    assert then == ACTIVE_DEVICE


def test_the_tag_of_a_command_is_checked_before_the_types_of_its_connector() -> None:
    before = Configuration((active(),), connectors=(COUNTED._replace(offer=Offer()),))
    tested = Engine(DEVICE)
    tag, _ = tested.step(before, command(("corrupted tag",)))
    types, _ = tested.step(before, command())
    assert (tag.clause, types.clause) == ("COPP-425", "COPP-163")


def test_the_state_is_checked_before_the_message_of_a_device_and_after_that_of_a_miniport() -> None:
    opened = alone(Session("COPP_OPENED"))
    answer, _ = Engine(DEVICE).step(opened, command(("short buffer",)))
    assert (answer.code, answer.clause) == (HResult.E_UNEXPECTED, "COPP-161")
    dead = Configuration((Session("dead"),))
    answer, _ = Engine(COPY_PROTECTION_SESSIONS).step(
        dead, Intent("VP_CP_CMD_DEACTIVATE", 0, ("short buffer",))
    )
    assert (answer.code, answer.clause) == (Status.ERROR_INSUFFICIENT_BUFFER, "VPCP-103")


def test_an_answer_holds_the_row_and_the_check_that_were_consulted_in_order() -> None:
    answer, _ = Engine(DEVICE).step(ACTIVE_DEVICE, command(("corrupted tag",)))
    row = next(row for row in DEVICE.rows if row.call == "COPPCommand" and row.states == ACTIVE)
    check = next(rung for rung in DEVICE.call(COMMAND).ladder if "(COPP-425)" in str(rung))
    assert answer.entries == (row, check)


def test_a_check_that_stops_a_call_before_its_row_is_consulted_alone() -> None:
    before = Configuration((Session("active", 1),), 1)
    intent = Intent("VP_CP_CMD_CHANGE", 0, ("key 0",), 0)
    answer, then = Engine(COPY_PROTECTION_SESSIONS).step(before, intent)
    assert (answer.entries, then) == ((key_calls.WRONG_KEY[0],), settled(before))


# What a failed call has used up


@pytest.mark.parametrize(
    ("profile", "defect", "clause", "state"),
    [
        (Profile(), "another random number", "COPP-152", SPENT),
        (Profile(), "not below the modulus", "COPP-410", SPENT),
        (Profile(), "39 bytes encrypted", "COPP-409", SPENT),
        (Profile(), "short buffer", "COPP-104", EXCHANGED),
        (Profile(short_block="unexpected"), "short buffer", "COPP-410", SPENT),
        (Profile(short_block="unexpected"), "another random number", "COPP-152", SPENT),
        (Profile(sequence_start_retry="retry"), "another random number", "COPP-152", EXCHANGED),
        (Profile(sequence_start_retry="retry"), "short buffer", "COPP-104", EXCHANGED),
        (
            Profile(sequence_start_retry="retry", short_block="unexpected"),
            "short buffer",
            "COPP-410",
            EXCHANGED,
        ),
    ],
    ids=str,
)
def test_what_stands_before_a_failing_check_is_done_and_what_stands_behind_is_not(
    profile: Profile, defect: str, clause: str, state: str
) -> None:
    before = Configuration((Session(EXCHANGED), Session(EXCHANGED)), connectors=(COUNTED,))
    answer, then = Engine(DEVICE, profile).step(before, Intent("COPPSequenceStart", 0, (defect,)))
    code = HResult.E_INVALIDARG if clause == "COPP-104" else HResult.E_UNEXPECTED
    assert (answer.code, answer.clause) == (code, clause)
    assert then == before.with_session(0, Session(state))


@pytest.mark.parametrize(
    ("profile", "code", "state"),
    [
        (Profile(), HResult.E_UNEXPECTED, SPENT),
        (Profile(sequence_start_retry="retry"), HResult.S_OK, ACTIVE),
    ],
    ids=str,
)
def test_a_good_block_after_a_bad_one_is_taken_only_where_a_retry_is_allowed(
    profile: Profile, code: HResult, state: str
) -> None:
    tested = Engine(DEVICE, profile)
    _, then = tested.step(
        Configuration((Session(EXCHANGED),)), Intent("COPPSequenceStart", 0, ("corrupted block",))
    )
    answer, then = tested.step(then, Intent("COPPSequenceStart", 0))
    assert (answer.code, then) == (code, Configuration((Session(state),)))


def test_a_good_block_is_taken_after_one_that_was_only_too_short() -> None:
    tested = Engine(DEVICE)
    _, then = tested.step(
        Configuration((Session(EXCHANGED),)), Intent("COPPSequenceStart", 0, ("short buffer",))
    )
    answer, then = tested.step(then, Intent("COPPSequenceStart", 0))
    assert (answer.code, then) == (HResult.S_OK, Configuration((Session(ACTIVE),)))


def ladder_of(call: Call, *rungs: str) -> Machine:
    """The device in which a call's rungs stand in another order, by what they are cited as."""
    found = {str(rung): rung for rung in call.ladder}
    changed = replace(call, ladder=tuple(found[rung] for rung in rungs))
    return replace(DEVICE, calls=tuple(changed if each is call else each for each in DEVICE.calls))


def test_a_number_that_advances_before_a_check_stays_advanced_when_the_check_fails() -> None:
    call = DEVICE.call(REQUEST)
    rungs = [str(rung) for rung in call.ladder]
    reading = "where advance_on_failure is 'accepted messages'"
    advance = f"the rung 'advance the status number' (COPP-431), {reading}"
    machine = ladder_of(call, rungs[0], advance, *(rung for rung in rungs[1:] if rung != advance))
    answer, then = Engine(machine).step(ACTIVE_DEVICE, Intent(REQUEST, 0, ("short buffer",)))
    assert answer.code == HResult.E_INVALIDARG
    assert then == alone(active(1, 0))


@pytest.mark.parametrize(
    ("intent", "used"),
    [
        (command(("corrupted tag",)), active(0, 1)),
        (command(("unknown identifier",)), active(0, 1)),
        (command(("no type",)), active(0, 1)),
        (command(("corrupted tag",), 1), active()),
        (command(("short buffer",)), active()),
        (Intent(REQUEST, 0, ("data size not that of the request",)), active(1, 0)),
        (Intent("COPPQueryStatus, unknown request", 0), active(1, 0)),
        (Intent(REQUEST, 0, number=1), active()),
        (Intent(REQUEST, 0, ("short buffer",)), active()),
    ],
    ids=str,
)
def test_a_refused_message_uses_up_its_number_only_where_every_match_does(
    intent: Intent, used: Session
) -> None:
    for profile, session in ((Profile(), active()), (Profile(advance_on_failure="every match"), used)):
        answer, then = Engine(DEVICE, profile).step(ACTIVE_DEVICE, intent)
        assert (fails(answer.code), then) == (True, alone(session))


@pytest.mark.parametrize("intent", [command(), Intent(REQUEST, 0)], ids=str)
def test_an_accepted_message_uses_up_one_number_under_both_readings(intent: Intent) -> None:
    for profile in (Profile(), Profile(advance_on_failure="every match")):
        _, then = Engine(DEVICE, profile).step(ACTIVE_DEVICE, intent)
        assert sum(then.sessions[0][2:4]) == 1


# Sequence numbers

NUMBERED = {
    call.name: active(*((1, 0) if call.number == "status number" else (0, 1)))
    for call in DEVICE.calls
    if call.number is not None
}
"""Each call whose message carries a number, and the session after it was accepted once."""


def first(call: str, defects: tuple[str, ...] = (), number: int = 0) -> Intent:
    """A call about the first thing that it can name, at its first level."""
    about, level = DEVICE.call(call).arguments[0]
    return Intent(call, 0, defects, level, number, about)


@pytest.mark.parametrize("call", NUMBERED)
def test_a_number_advances_on_success_alone_and_the_other_one_never(call: str) -> None:
    tested = Engine(DEVICE)
    for defects, number in product(defect_sets(DEVICE.call(call)), (-1, 0, 1)):
        answer, then = tested.step(ACTIVE_DEVICE, first(call, defects, number))
        accepted = alone(NUMBERED[call])
        assert then == (accepted if answer.code is HResult.S_OK else ACTIVE_DEVICE)


@pytest.mark.parametrize("call", NUMBERED)
def test_a_number_that_is_not_due_is_a_bad_argument(call: str) -> None:
    tested = Engine(DEVICE)
    for number in (-2, -1, 1, 2, 2**31, LAST):
        answer, then = tested.step(ACTIVE_DEVICE, first(call, number=number))
        assert (answer.code, answer.clause, then) == (HResult.E_INVALIDARG, "COPP-433", ACTIVE_DEVICE)


@pytest.mark.parametrize(
    ("call", "after"),
    [(REQUEST, active(0, LAST)), (COMMAND, active(LAST, 0))],
)
def test_a_number_wraps_at_32_bits_and_the_next_one_is_due(call: str, after: Session) -> None:
    tested = Engine(DEVICE)
    answer, then = tested.step(alone(active(LAST, LAST)), first(call))
    assert (answer.code, then) == (HResult.S_OK, alone(after))
    answer, again = tested.step(then, first(call, number=-1))
    assert (answer.code, again) == (HResult.E_INVALIDARG, then)
    answer, _ = tested.step(then, first(call))
    assert answer.code == HResult.S_OK


@pytest.mark.parametrize(
    ("number", "code"), [(0, HResult.E_INVALIDARG), (1, HResult.S_OK), (2, HResult.E_INVALIDARG)]
)
@pytest.mark.parametrize("call", NUMBERED)
def test_a_message_is_numbered_by_what_its_sender_believes(call: str, number: int, code: HResult) -> None:
    before = Configuration((Session("closed"), active(4, 4)), connectors=(COUNTED,))
    sender = Configuration((Session("closed"), active(3, 3)))
    answer, _ = Engine(DEVICE).step(before, first(call, number=number)._replace(session=1), sender)
    assert (answer.clause == "COPP-433") is (number != 1)
    assert answer.code == (HResult.E_INVALIDARG if call == "COPPQueryStatus, unknown request" else code)


def test_what_the_sender_believes_is_used_for_numbers_and_for_nothing_else() -> None:
    tested, sender = Engine(DEVICE), Configuration((Session("closed", 3, 0, 0),), 9)
    for intent in every_intent(DEVICE):
        if DEVICE.call(intent.call).number is None or not intent.number:
            assert tested.step(ACTIVE_DEVICE, intent, sender) == tested.step(ACTIVE_DEVICE, intent)


# Events, and the level on the connector


def test_an_event_reaches_the_session_it_names_and_nobody_answers() -> None:
    two = COUNTED._replace(counts=((2, 0), (2, 0, 0, 0), (2, *(0,) * 9)))
    before = Configuration((active(3, 5), active(8, 9)), connectors=(two,))
    answer, then = Engine(DEVICE).step(before, Intent("device lost", 1))
    assert (answer.code, answer.gives, answer.clause, answer.session) == (None, (), "COPP-905", 1)
    assert then == Configuration((active(3, 5), Session("closed")), connectors=(COUNTED,))


def test_an_event_of_a_connector_reaches_each_session_on_it_by_its_own_row() -> None:
    sessions = (active(), Session("closed"), active()._replace(connector=1), active())
    before = Configuration(sessions, connectors=(COUNTED, COUNTED))
    answer, then = Engine(DEVICE).step(before, Intent("link lost", 1))
    assert (answer.code, answer.gives, answer.session, answer.says) == (None, (), None, ())
    assert [entry.states for entry in answer.entries if isinstance(entry, Row)] == [ACTIVE, "closed", ACTIVE]
    assert [each.flags for each in then.sessions] == [1, 0, 0, 1]


def test_an_event_of_all_sessions_reaches_each_by_its_own_row() -> None:
    connectors = Engine(COPY_PROTECTION_SESSIONS).start(1).connectors
    before = Configuration((Session("turned off"), Session("active", 3), Session("fresh")), 1, connectors)
    answer, then = Engine(COPY_PROTECTION_SESSIONS).step(before, Intent("driver restart"))
    assert (answer.code, answer.gives, answer.session) == (None, (), None)
    assert [entry.states for entry in answer.entries if isinstance(entry, Row)] == [
        "turned off",
        "active",
        ("fresh", "dead"),
    ]
    assert then == Configuration((Session("dead"), Session("dead"), Session("fresh")), 0, connectors)


@pytest.mark.parametrize(
    ("configuration", "level"),
    [
        (Configuration((), 0), 0),
        (Configuration((Session("fresh"),), 0), 0),
        (Configuration((Session("active", 3), Session("active", 1)), 2), 3),
        (Configuration((Session("active", 1), Session("turned off")), 1), 1),
        (Configuration((Session("turned off"), Session("active", 2), Session("dead")), 1), 2),
    ],
)
def test_the_connector_shows_the_highest_level_of_those_that_count(
    configuration: Configuration, level: int
) -> None:
    assert Engine(COPY_PROTECTION_SESSIONS).contribution(configuration) == level


def test_the_connector_shows_nothing_at_a_count_of_zero_whoever_is_on() -> None:
    leak = Configuration((Session("active", 3),), 0)
    assert Engine(COPY_PROTECTION_SESSIONS).contribution(leak) == 0


def test_the_connector_shows_nothing_at_a_count_that_fell_below_zero() -> None:
    below = Configuration((Session("turned off"), Session("active", 2)), -1)
    assert Engine(COPY_PROTECTION_SESSIONS).contribution(below) == 0


def test_a_count_that_is_stuck_leaves_the_lowest_level() -> None:
    stuck = Configuration((Session("turned off"), Session("dead")), 1)
    assert Engine(COPY_PROTECTION_SESSIONS).contribution(stuck) == 1


def test_a_device_counts_nothing_and_so_shows_nothing() -> None:
    assert Engine(DEVICE).contribution(ACTIVE_DEVICE) == 0


# Checks that ignore a call

ACTIVATE, CHANGE, SWITCH_OFF = "VP_CP_CMD_ACTIVATE", "VP_CP_CMD_CHANGE", "VP_COMMAND_SET, TV output off"
PLAIN = Engine(COPY_PROTECTION_SESSIONS)


def keys(*sessions: Session, count: int = 0, tv: TVOutput = SWITCHED_ON) -> Configuration:
    """Copy-protection sessions beside one another, with the level that follows from them."""
    return settled(Configuration(sessions, count, PLAIN.start(1).connectors, tv))


def rows_of(call: str, *states: str) -> list[Row]:
    """The rows that answer a call in these states under no reading but the recommended ones."""
    machine = COPY_PROTECTION_SESSIONS
    those = [row for row in machine.rows if row.call == call and holds(row, Profile())]
    found = {state: row for row in those for state in machine.states_of(row)}
    return [found[state] for state in states]


def rows_of_level(call: str, level: int) -> list[Row]:
    """The row that answers a fresh session at a level."""
    rows = (row for row in COPY_PROTECTION_SESSIONS.rows if row.call == call and row.states == "fresh")
    return [row for row in rows if row.levels and level in row.levels and row.when is None]


def test_a_check_that_ignores_a_call_ends_it_with_success_and_nothing_is_done_or_given() -> None:
    before = keys(Session("fresh"), Session("active", 2), count=1, tv=TVOutput(TVOffer(types=())))
    ignore = next(rung for rung in PLAIN.machine.call(ACTIVATE).ladder if isinstance(rung, Ignore))
    answer, then = PLAIN.step(before, Intent(ACTIVATE, None, (), 3))
    assert (answer, then) == (Answer(Status.NO_ERROR, (), (ignore,), 0), before)


@pytest.mark.parametrize(
    ("defects", "code"),
    [
        (("no such command",), Status.ERROR_INVALID_PARAMETER),
        (("no copy-protection command",), Status.NO_ERROR),
        (("no copy-protection command", "short buffer"), Status.ERROR_INSUFFICIENT_BUFFER),
        (("undefined bits", "two types at once"), Status.NO_ERROR),
    ],
)
def test_a_check_that_ignores_a_call_stands_in_its_place_among_those_that_refuse(
    defects: tuple[str, ...], code: Status
) -> None:
    before = keys(Session("fresh"), tv=TVOutput(TVOffer(types=())))
    answer, then = PLAIN.step(before, Intent(ACTIVATE, None, defects, 3))
    assert (answer.code, answer.gives, then) == (code, (), before)


def test_a_defect_can_make_a_check_ignore_a_call() -> None:
    before = keys(Session("active", 2), count=1)
    answers = {}
    for reading in ("invalid parameter", "any error", "success"):
        tested = PLAIN.under(Profile(wrong_key_status=reading))
        answer, then = tested.step(before, Intent(CHANGE, 0, ("key 0",), 3))
        assert then == before
        answers[reading] = (answer.code, type(answer.entries[-1]))
    assert answers == {
        "invalid parameter": (Status.ERROR_INVALID_PARAMETER, Check),
        "any error": (Pattern.ANY_ERROR, Check),
        "success": (Status.NO_ERROR, Ignore),
    }


# Events that a call brings

REPLACED = PLAIN.under(Profile(session_limit="one, replaced"))
OFF_ENDS = PLAIN.under(Profile(tv_off="keys die"))
BESIDE = (Session("active", 3), Session("fresh"), Session("turned off"), Session("dead"))


def test_an_event_comes_to_every_session_but_the_one_that_the_call_is_about() -> None:
    before = keys(*BESIDE, count=1)
    answer, then = REPLACED.step(before, Intent(ACTIVATE, None, (), 2))
    sessions = (Session("dead"), Session("active", 2), Session("dead"), Session("dead"))
    assert then == keys(*sessions, count=1)
    brought = rows_of("keys die", "active", "turned off", "dead")
    assert answer == Answer(Status.NO_ERROR, ("new key", "key"), (*brought, *rows_of_level(ACTIVATE, 2)), 1)
    assert answer.clause == "VPCP-401", "the row of the call decides, not that of the event"


def test_an_event_that_no_reading_brings_does_not_come() -> None:
    before = keys(*BESIDE, count=1)
    answer, then = PLAIN.step(before, Intent(ACTIVATE, None, (), 2))
    assert (list(answer.entries), answer.session) == (rows_of_level(ACTIVATE, 2), 1)
    assert then == keys(BESIDE[0], Session("active", 2), *BESIDE[2:], count=2)


@pytest.mark.parametrize(
    ("sessions", "defects"),
    [
        ((Session("active", 3), Session("dead")), ()),
        ((Session("active", 3), Session("fresh")), ("undefined bits",)),
        ((Session("turned off"), Session("fresh")), (FAULT,)),
    ],
)
def test_a_call_that_is_refused_on_its_way_brings_nothing(
    sessions: tuple[Session, ...], defects: tuple[str, ...]
) -> None:
    before = keys(*sessions, count=sum(bool(each.level) for each in sessions))
    answer, then = REPLACED.step(before, Intent(ACTIVATE, None, defects, 2))
    assert (fails(answer.code), len(answer.entries) <= 2, then) == (True, True, before)


def test_a_call_about_no_session_brings_its_event_to_each_where_the_condition_is_true() -> None:
    before = keys(*BESIDE, count=1)
    answer, then = OFF_ENDS.step(before, Intent(SWITCH_OFF, about="off"))
    dead = Session("dead")
    assert then == keys(dead, Session("fresh"), dead, dead, tv=SWITCHED_OFF)
    brought = rows_of("keys die", "active", "fresh", "turned off", "dead")
    (row,) = rows_of("VP_COMMAND_SET without VP_FLAGS_COPYPROTECT", NONE)
    assert answer == Answer(Status.NO_ERROR, (), (*brought, row), None)


def test_where_the_condition_is_false_the_event_does_not_come_and_the_rungs_behind_it_are_climbed() -> None:
    before = keys(*BESIDE, count=1, tv=SWITCHED_OFF._replace(mode=GRAPHICS))
    answer, then = OFF_ENDS.step(before, Intent(SWITCH_OFF, about="off"))
    assert then == keys(*BESIDE, count=1, tv=SWITCHED_OFF)
    assert list(answer.entries) == rows_of("VP_COMMAND_SET without VP_FLAGS_COPYPROTECT", NONE)


def test_the_condition_is_asked_of_what_is_so_when_the_call_gets_there() -> None:
    call = OFF_ENDS.machine.call(SWITCH_OFF)
    *checks, bring, switch = call.ladder
    late = replace(call, ladder=(*checks, switch, bring))
    calls = tuple(late if each is call else each for each in OFF_ENDS.machine.calls)
    tested = Engine(replace(OFF_ENDS.machine, calls=calls), OFF_ENDS.profile)
    answer, then = tested.step(keys(*BESIDE, count=1), Intent(SWITCH_OFF, about="off"))
    assert (len(answer.entries), then) == (1, keys(*BESIDE, count=1, tv=SWITCHED_OFF))


def test_an_event_that_comes_by_a_call_alone_is_one_that_no_other_rung_answers() -> None:
    brought = {call.name for call in COPY_PROTECTION_SESSIONS.calls if call.only_brought}
    rungs = [rung for call in COPY_PROTECTION_SESSIONS.calls for rung in call.ladder]
    assert brought == {rung.event for rung in rungs if isinstance(rung, Bring)} == {"keys die"}
    assert all(COPY_PROTECTION_SESSIONS.call(name).event for name in brought)


# What is done afterwards

LAST_WRITER = PLAIN.under(Profile(level_join="last writer"))
UNSETTLED = keys(Session("active", 2), Session("active", 3), Session("fresh"), count=2)._replace(
    tv=SWITCHED_ON._replace(last=1, level=0)
)
"""A level that does not follow from the sessions."""


@pytest.mark.parametrize(
    "intent",
    [
        Intent("VP_COMMAND_GET"),
        Intent("VP_COMMAND_GET", None, ("short buffer",)),
        Intent(CHANGE, 2, (), 3),
        Intent("power up"),
    ],
    ids=str,
)
def test_what_follows_from_the_sessions_is_so_after_every_call_and_event_whatever_came_of_it(
    intent: Intent,
) -> None:
    levels = {
        reading: PLAIN.under(Profile(level_join=reading)).step(UNSETTLED, intent)[1]
        for reading in ("numeric maximum", "OPM order", "last writer")
    }
    assert levels == {
        reading: UNSETTLED._replace(tv=UNSETTLED.tv._replace(level=level))
        for reading, level in (("numeric maximum", 3), ("OPM order", 2), ("last writer", 1))
    }


def test_settling_what_is_settled_changes_nothing_and_a_machine_can_leave_it_out() -> None:
    once = PLAIN.settled(UNSETTLED, Intent("any"))
    assert once == UNSETTLED._replace(tv=UNSETTLED.tv._replace(level=3))
    assert PLAIN.settled(once, Intent("any")) == once
    assert Engine(DEVICE).settled(UNSETTLED, Intent("any")) == UNSETTLED
    without = Engine(replace(COPY_PROTECTION_SESSIONS, afterwards=()))
    assert without.step(UNSETTLED, Intent("power up"))[1] == UNSETTLED


def test_a_level_that_was_asked_for_last_is_remembered_by_the_call_and_shown_afterwards() -> None:
    before = LAST_WRITER.start(2)
    _, then = LAST_WRITER.step(before, Intent(ACTIVATE, None, (), 3))
    _, then = LAST_WRITER.step(then, Intent(ACTIVATE, None, (), 1))
    sessions = (Session("active", 3), Session("active", 1))
    assert then == before._replace(
        sessions=sessions, reference_count=2, tv=before.tv._replace(last=1, level=1)
    )
    assert LAST_WRITER.contribution(then) == 1
    assert PLAIN.contribution(then) == 3


# One table among others


def test_an_engine_under_another_profile_has_the_same_table_and_leaves_the_first_alone() -> None:
    other = PLAIN.under(Profile(mode_set="keys die"))
    assert (type(other), other.machine, other.profile) == (
        Engine,
        PLAIN.machine,
        Profile(mode_set="keys die"),
    )
    assert PLAIN.profile == Profile()
    before = keys(Session("active", 2), count=1)
    assert PLAIN.step(before, Intent("mode change"))[1] == before
    assert other.step(before, Intent("mode change"))[1] == keys(Session("dead"))


def test_an_engine_runs_under_a_reading_that_no_driver_may_have() -> None:
    tested = PLAIN.under(Profile.refuted(count_wording="commands"))
    before = keys(Session("active", 2), Session("turned off"), count=1)
    off = Intent("VP_CP_CMD_DEACTIVATE", 1)
    assert PLAIN.step(before, off)[1] == keys(Session("active", 2), Session("dead"), count=1)
    answer, then = tested.step(before, off)
    assert (answer.code, answer.clause) == (Status.NO_ERROR, "X07")
    assert then == keys(Session("active", 2), Session("dead"), count=0)
    assert tested.contribution(then) == 0, "protection is lost while a session is on"


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_an_engine_of_one_table_has_it_for_every_session_and_every_call(machine: Machine) -> None:
    tested = Engine(machine)
    before = tested.start(3)
    assert [tested.part(session) for session in range(3)] == [machine] * 3
    assert {tested.sessions_of(call.name, before) for call in machine.calls} == {range(3)}


def test_a_call_about_no_session_has_nothing_to_say_of_one() -> None:
    call = replace(COPY_PROTECTION_SESSIONS.call("VP_COMMAND_GET"), reports="the types")
    tested = Engine(
        replace(
            COPY_PROTECTION_SESSIONS,
            calls=tuple(call if each.name == call.name else each for each in COPY_PROTECTION_SESSIONS.calls),
        )
    )
    answer, _ = tested.step(tested.start(1, (EVERYTHING,)), Intent(call.name))
    assert (answer.code, answer.says) == (Status.NO_ERROR, ())


def test_get_says_how_the_output_was_set_before_and_needs_no_session() -> None:
    before = keys(Session("active", 2), count=1, tv=SWITCHED_OFF)
    answer, then = PLAIN.step(before, Intent("VP_COMMAND_GET"))
    assert (answer.says, answer.session, then) == ((OFF, NO_STANDARD), None, before)


# What the engine does not know


def test_the_engine_names_no_state_no_call_and_no_clause() -> None:
    literals = _literals(ast.parse(inspect.getsource(engine)))
    names = {name for machine in MACHINES for name in (*machine.states, machine.name)}
    names.update(call.name for machine in MACHINES for call in machine.calls)
    names.update(defect.name for machine in MACHINES for call in machine.calls for defect in call.defects)
    names.update(citable() | EFFECTS.keys() | CONDITIONS.keys() | SHARED_CONDITIONS.keys())
    names.update(REPORTS.keys() | TV_REPORTS.keys())
    named = {
        (name, text) for text in literals for name in names if re.search(rf"\b{re.escape(name)}\b", text)
    }
    assert len(literals) > 5
    assert named == set()


def _literals(tree: ast.Module) -> set[str]:
    """Every text in a module, the pieces of an f-string among them, except docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    }


def test_the_engine_takes_no_name_from_a_table_and_no_code() -> None:
    tables = {module.__name__ for module in (codes, copy_protection, device, device_calls, key_calls, tvout)}
    imported = {
        node.module
        for node in ast.walk(ast.parse(inspect.getsource(engine)))
        if isinstance(node, ast.ImportFrom)
    }
    assert imported & tables == set()


# Intents that no machine has

TWO = Configuration((active(), Session("closed")), connectors=(COUNTED,))
TWO_KEYS = Configuration((Session("active", 1), Session("fresh")), 1)


@pytest.mark.parametrize(
    ("machine", "configuration", "intent", "message"),
    [
        (
            DEVICE,
            TWO,
            Intent("COPPReset", 0),
            (
                "COPP device has no call 'COPPReset'; it has COPPOpenVideoSession, COPPGetCertificateLength, "
                "COPPKeyExchange, COPPSequenceStart, COPPCommand, set protection level, "
                "COPPCommand, set signaling, COPPQueryStatus, protection type, "
                "COPPQueryStatus, connector type, COPPQueryStatus, local protection level, "
                "COPPQueryStatus, global protection level, COPPQueryStatus, bus data, "
                "COPPQueryStatus, display data, COPPQueryStatus, HDCP key data, COPPQueryStatus, signaling, "
                "COPPQueryStatus, unknown request, COPPCloseVideoSession, device lost, mode change, "
                "link lost, connector reconfigured, HDCP settles"
            ),
        ),
        (DEVICE, TWO, Intent("COPPKeyExchange", 2), "COPPKeyExchange on session 2: it takes one of 0 to 1"),
        (DEVICE, TWO, Intent("COPPKeyExchange", -1), "COPPKeyExchange on session -1: it takes one of 0 to 1"),
        (DEVICE, TWO, Intent("COPPKeyExchange"), "COPPKeyExchange on session None: it takes one of 0 to 1"),
        (DEVICE, TWO, Intent("link lost"), "link lost on session None: it takes one of 0 to 1"),
        (
            COPY_PROTECTION_SESSIONS,
            TWO_KEYS,
            Intent("VP_CP_CMD_ACTIVATE", 1, (), 1),
            "VP_CP_CMD_ACTIVATE on session 1: it takes none",
        ),
        (
            COPY_PROTECTION_SESSIONS,
            TWO_KEYS,
            Intent("driver restart", 0),
            "driver restart on session 0: it takes none",
        ),
        (
            DEVICE,
            TWO,
            Intent("COPPQueryStatus, unknown request", 0, ("wet ink", "long buffer", "black ink")),
            (
                "COPPQueryStatus, unknown request has no defect 'black ink'; it has "
                "the nonce of the last request, random bytes, short buffer, long buffer"
            ),
        ),
        (
            DEVICE,
            TWO,
            Intent("COPPKeyExchange", 0, ("short buffer",)),
            "COPPKeyExchange has no defect 'short buffer'; it has none",
        ),
        (
            COPY_PROTECTION_SESSIONS,
            TWO_KEYS,
            Intent("VP_CP_CMD_CHANGE", 0, (), 4),
            "VP_CP_CMD_CHANGE cannot ask for level 4; it asks for level 0, level 1, level 2, level 3",
        ),
        (
            COPY_PROTECTION_SESSIONS,
            TWO_KEYS,
            Intent("VP_CP_CMD_CHANGE", 0),
            "VP_CP_CMD_CHANGE cannot ask for nothing; it asks for level 0, level 1, level 2, level 3",
        ),
        (
            COPY_PROTECTION_SESSIONS,
            TWO_KEYS,
            Intent("VP_CP_CMD_DEACTIVATE", 0, (), 0),
            "VP_CP_CMD_DEACTIVATE cannot ask for level 0; it asks for nothing",
        ),
        (
            DEVICE,
            TWO,
            Intent("mode change", 0, about="its third mode"),
            "mode change cannot ask for its third mode; it asks for its first mode, its second mode",
        ),
        (
            DEVICE,
            TWO,
            Intent("COPPQueryStatus, local protection level", 0, level=1, about="ACP"),
            (
                "COPPQueryStatus, local protection level cannot ask for ACP level 1; "
                "it asks for HDCP, ACP, CGMSA"
            ),
        ),
        (
            DEVICE,
            TWO,
            Intent("COPPCommand, set signaling", 0, level=3, about="EN300294_625i"),
            (
                "COPPCommand, set signaling cannot ask for EN300294_625i level 3; it asks for "
                "None level 0, IEC61880_525i level 0, EN300294_625i level 0, EN300294_625i level 5, "
                "EN300294_625i level 7, CEA805A_TypeB_1125i level 0, IEC61880_525i and EN300294_625i level 5"
            ),
        ),
    ],
)
def test_an_intent_that_the_machine_does_not_have_is_answered_with_what_it_has(
    machine: Machine, configuration: Configuration, intent: Intent, message: str
) -> None:
    with pytest.raises(InvalidIntent, match=f"^{re.escape(message)}$"):
        Engine(machine).step(configuration, intent)
