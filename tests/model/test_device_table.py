"""The table of the device gives, cell by cell, the transition table of its specification."""

from collections.abc import Iterator
from itertools import product

import pytest

from coppspec.model.cells import alive
from coppspec.model.codes import HResult
from coppspec.model.constants import COPPDeviceState
from coppspec.model.device import CONSTANT, DEVICE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL
from coppspec.model.engine import Engine
from coppspec.model.lint import problems
from coppspec.model.profile import Profile
from coppspec.model.step import Answer, Configuration, Connector, Intent, Offer, Session

Cell = tuple[HResult | None, str]
"""The answer, None where nobody gives one, and the state afterwards."""

CLOSED, OPENED, LENGTH = "closed", "COPP_OPENED", "COPP_CERT_LENGTH_RETURNED"
EXCHANGED, SPENT, ACTIVE = "COPP_KEY_EXCHANGED", "COPP_KEY_EXCHANGED (attempt spent)", "COPP_SESSION_ACTIVE"
STATES = (CLOSED, OPENED, LENGTH, EXCHANGED, SPENT, ACTIVE)
BAD_BLOCK = ("another random number",)

SAME = "same"
NO_OBJECT = (HResult.E_POINTER, SAME)
REFUSED = (HResult.E_UNEXPECTED, SAME)
TO_OPENED, TO_LENGTH, TO_EXCHANGED, TO_ACTIVE, TO_CLOSED, STAYS = (
    (HResult.S_OK, state) for state in (OPENED, LENGTH, EXCHANGED, ACTIVE, CLOSED, SAME)
)
TO_SPENT = (HResult.E_UNEXPECTED, SPENT)
LOST, NOTHING = (None, CLOSED), (None, SAME)

# fmt: off
TRANSITIONS: dict[str, tuple[Cell, ...]] = {
    #                                   none       OPENED     LENGTH        EXCHANGED  spent      ACTIVE
    "COPPOpenVideoSession":            (TO_OPENED, REFUSED,   REFUSED,      REFUSED,   REFUSED,   REFUSED),
    "COPPGetCertificateLength":        (NO_OBJECT, TO_LENGTH, REFUSED,      REFUSED,   REFUSED,   REFUSED),
    "COPPKeyExchange":                 (NO_OBJECT, REFUSED,   TO_EXCHANGED, REFUSED,   REFUSED,   REFUSED),
    "COPPSequenceStart":               (NO_OBJECT, REFUSED,   REFUSED,      TO_ACTIVE, REFUSED,   REFUSED),
    "COPPSequenceStart, bad block":    (NO_OBJECT, REFUSED,   REFUSED,      TO_SPENT,  REFUSED,   REFUSED),
    "COPPCommand":                     (NO_OBJECT, REFUSED,   REFUSED,      REFUSED,   REFUSED,   STAYS),
    "COPPQueryStatus":                 (NO_OBJECT, REFUSED,   REFUSED,      REFUSED,   REFUSED,   STAYS),
    "COPPCloseVideoSession":           (NO_OBJECT, TO_CLOSED, TO_CLOSED,    TO_CLOSED, TO_CLOSED, TO_CLOSED),
    "device lost":                     (NOTHING,   LOST,      LOST,         LOST,      LOST,      LOST),
    "mode change":                     (NOTHING,   LOST,      LOST,         LOST,      LOST,      LOST),
    "link lost":                       (NOTHING,   NOTHING,   NOTHING,      NOTHING,   NOTHING,   NOTHING),
    "connector reconfigured":          (NOTHING,   NOTHING,   NOTHING,      NOTHING,   NOTHING,   NOTHING),
    "HDCP settles":                    (NOTHING,   NOTHING,   NOTHING,      NOTHING,   NOTHING,   NOTHING),
}
# fmt: on
GIVEN = {
    "COPPGetCertificateLength": ("certificate length",),
    "COPPKeyExchange": ("random number", "certificate"),
    "COPPQueryStatus": ("status",),
}
"""What a function hands out when it succeeds; the others hand out nothing."""

EVERYTHING = Offer(
    ("HDCP", "ACP", "CGMSA"), ("IEC61880_525i", "EN300294_625i", "CEA805A_TypeB_1125i"), ((), ("ACP",))
)
STATUS, COMMAND = 3, 5
"""How many status requests and commands an active session has seen."""


def session(state: str, connector: int = 0, flags: int = 0) -> Session:
    levels = () if state == CLOSED else (0, 0, 0)
    numbers = (STATUS, COMMAND) if state == ACTIVE else (0, 0)
    return Session(state, 0, *numbers, levels, flags, connector)


def counted(*levels: tuple[int, ...]) -> Connector:
    """A connector on which these devices count, at levels of HDCP and ACP, and at level 0 of CGMS-A."""
    hdcp, acp = ([each[at] for each in levels] for at in (0, 1))
    counts = (
        tuple(hdcp.count(level) for level in (0, 1)),
        tuple(acp.count(level) for level in (0, 1, 2, 3)),
        (len(levels), *(0,) * 9),
    )
    shown = (max(hdcp, default=0), max(acp, default=0), 0)
    return Connector(EVERYTHING, 0, counts, shown, shown)


def beside(*sessions: Session) -> Configuration:
    """Sessions on one connector that count there, and an active one on another."""
    on = [each.levels for each in sessions if each.levels]
    return Configuration((*sessions, session(ACTIVE, 1)), 0, (counted(*on), counted((0, 0))))


def asked(call: str, index: int, defects: tuple[str, ...] = ()) -> Intent:
    """A call about the first thing that it can name."""
    about, level = DEVICE.call(call).arguments[0]
    return Intent(call, index, defects, level, about=about)


def after(function: str, before: Session, cell: Cell) -> Session:
    code, state = cell
    if state == CLOSED:
        return Session(CLOSED)
    if code is HResult.S_OK and function == "COPPCommand":
        return before._replace(command_number=COMMAND + 1)
    if code is HResult.S_OK and function == "COPPQueryStatus":
        return before._replace(status_number=STATUS + 1, flags=0)
    if state == SAME:
        flag = {"link lost": 1, "connector reconfigured": 2}.get(function, 0)
        return before if before.state == CLOSED else before._replace(flags=before.flags | flag)
    return session(state) if before.state == CLOSED else before._replace(state=state)


def summary(answer: Answer) -> tuple[object, tuple[str, ...], int | None]:
    return answer.code, answer.gives, answer.session


def cells() -> Iterator[object]:
    for kind, row in TRANSITIONS.items():
        function, _, block = kind.partition(", ")
        for call in (each.name for each in DEVICE.calls if function in {each.name, each.function}):
            for state, cell in zip(STATES, row, strict=True):
                if (call, state) == ("COPPQueryStatus, unknown request", ACTIVE):
                    cell = (HResult.E_INVALIDARG, SAME)  # noqa: PLW2901  the one call that is always refused
                yield pytest.param(
                    call, BAD_BLOCK if block else (), state, cell, id=f"{call}, {block} in {state}"
                )


@pytest.mark.parametrize(("call", "defects", "state", "cell"), [*cells()])
def test_each_call_is_answered_in_each_state_as_the_specification_says(
    call: str, defects: tuple[str, ...], state: str, cell: Cell
) -> None:
    """The session stands between two others, which stay as they are unless an event reaches them."""
    function = DEVICE.call(call).function or call
    before = beside(session(LENGTH), session(state))
    answer, then = Engine(DEVICE).step(before, asked(call, 1, defects))
    gives = GIVEN.get(function, ()) if cell[0] is HResult.S_OK else ()
    shared = function in {"mode change", "link lost", "connector reconfigured", "HDCP settles"}
    assert summary(answer) == (cell[0], gives, None if shared else 1)
    neighbour = after(function, session(LENGTH), TRANSITIONS[function][2]) if shared else session(LENGTH)
    assert then.sessions == (neighbour, after(function, session(state), cell), session(ACTIVE, 1))
    assert then.connectors == beside(*then.sessions[:2]).connectors


def test_the_transition_table_is_about_every_call_and_every_state() -> None:
    functions = {kind.partition(", ")[0] for kind in TRANSITIONS}
    assert functions == {call.function or call.name for call in DEVICE.calls}
    assert DEVICE.states == STATES


def test_the_handshake_in_order_ends_in_protected_mode() -> None:
    engine = Engine(DEVICE)
    then = engine.start(1, (EVERYTHING,))
    told: list[object] = []
    for call in (
        "COPPOpenVideoSession",
        "COPPGetCertificateLength",
        "COPPKeyExchange",
        "COPPSequenceStart",
        "COPPQueryStatus, connector type",
        SET_PROTECTION_LEVEL.name,
    ):
        answer, then = engine.step(then, asked(call, 0))
        told.append((answer.code, then))
    first, active = session(OPENED), Session(ACTIVE, levels=(0, 0, 0))
    states = (
        first,
        first._replace(state=LENGTH),
        first._replace(state=EXCHANGED),
        active,
        active._replace(status_number=1),
        active._replace(status_number=1, command_number=1),
    )
    opened = (counted((0, 0)),)
    assert told == [(HResult.S_OK, Configuration((state,), connectors=opened)) for state in states]


def start(*sessions: Session) -> Configuration:
    connector = counted(*(each.levels for each in sessions if each.levels))
    return Configuration(sessions, connectors=(connector,))


# Events.


@pytest.mark.parametrize(("event", "flag"), [("link lost", 1), ("connector reconfigured", 2)])
def test_an_event_is_told_to_each_open_device_on_its_connector(event: str, flag: int) -> None:
    sessions = tuple(map(session, STATES))
    before = beside(*sessions)
    answer, then = Engine(DEVICE).step(before, Intent(event, 2))
    assert answer.session is None
    assert then.sessions == (
        *(each._replace(flags=0 if each.state == CLOSED else flag) for each in sessions),
        session(ACTIVE, 1),
    )
    assert then.connectors == before.connectors


@pytest.mark.parametrize(("reading", "told"), [("from open", 1), ("from active", 0)])
def test_the_start_of_a_session_forgets_what_was_before_where_events_are_recorded_from_then_on(
    reading: str, told: int
) -> None:
    engine = Engine(DEVICE, Profile(event_recording=reading))
    _, then = engine.step(start(session(EXCHANGED)._replace(flags=1)), Intent("COPPSequenceStart", 0))
    assert (then.sessions[0].state, then.sessions[0].flags) == (ACTIVE, told)


@pytest.mark.parametrize("mode", [0, 1])
def test_a_mode_change_ends_every_device_on_its_connector_and_no_other(mode: int) -> None:
    before = beside(session(ACTIVE)._replace(levels=(1, 2, 0)), session(OPENED), session(CLOSED))
    about = ("its first mode", "its second mode")[mode]
    _, then = Engine(DEVICE).step(before, Intent("mode change", 2, about=about))
    assert then.sessions == (*(Session(CLOSED),) * 3, session(ACTIVE, 1))
    assert then.connectors == (counted()._replace(mode=mode), before.connectors[1])


@pytest.mark.parametrize("recording", ["from open", "from active"])
def test_a_device_that_outlives_a_mode_change_keeps_all_it_has_and_reports_it(recording: str) -> None:
    engine = Engine(DEVICE, Profile(mode_change_effect="flag", event_recording=recording))
    before = beside(session(ACTIVE)._replace(levels=(1, 2, 0)), session(OPENED), session(CLOSED))
    _, then = engine.step(before, Intent("mode change", 2, about="its second mode"))
    told = (*(each._replace(flags=2) for each in before.sessions[:2]), *before.sessions[2:])
    assert then == before._replace(
        sessions=told, connectors=(before.connectors[0]._replace(mode=1), before.connectors[1])
    )


def test_a_device_that_is_lost_takes_its_level_with_it_and_leaves_that_of_the_others() -> None:
    before = start(session(ACTIVE)._replace(levels=(1, 2, 0)), session(ACTIVE)._replace(levels=(1, 1, 0)))
    for way in ("COPPCloseVideoSession", "device lost"):
        _, then = Engine(DEVICE).step(before, Intent(way, 0))
        assert then == start(Session(CLOSED), before.sessions[1])
        assert then.connectors[0].shown == (1, 1, 0)


def test_an_output_that_shows_a_clone_is_not_opened() -> None:
    before = Engine(DEVICE).start(1, (EVERYTHING._replace(dual_view=False),))
    answer, then = Engine(DEVICE).step(before, Intent("COPPOpenVideoSession", 0))
    assert (answer.code, answer.clause, then) == (HResult.DDERR_UNSUPPORTEDMODE, "COPP-126", before)


def test_each_open_state_has_the_constant_of_the_document_and_no_device_has_none() -> None:
    constants = ("COPP_OPENED", "COPP_CERT_LENGTH_RETURNED", "COPP_KEY_EXCHANGED", "COPP_SESSION_ACTIVE")
    assert [constant.name for constant in COPPDeviceState] == [*constants]
    assert {state: constant.name for state, constant in CONSTANT.items()} == {
        OPENED: "COPP_OPENED",
        LENGTH: "COPP_CERT_LENGTH_RETURNED",
        EXCHANGED: "COPP_KEY_EXCHANGED",
        SPENT: "COPP_KEY_EXCHANGED",
        ACTIVE: "COPP_SESSION_ACTIVE",
    }


@pytest.mark.parametrize(
    ("retry", "states"),
    [("one attempt", STATES), ("retry", tuple(state for state in STATES if state != SPENT))],
)
def test_a_device_that_allows_a_retry_has_no_spent_attempt(retry: str, states: tuple[str, ...]) -> None:
    assert alive(DEVICE, Profile(sequence_start_retry=retry)) == states


def test_no_error_and_no_call_but_the_last_ends_an_active_session() -> None:
    engine = Engine(DEVICE)
    ends = {"COPPCloseVideoSession", "device lost", "mode change"}
    calls = [call for call in DEVICE.calls if call.name not in ends]
    for call, offer, number in product(calls, (Offer(), EVERYTHING), (-1, 0, 1)):
        if number and call.number is None:
            continue
        for defects in ((), *((defect.name,) for defect in call.defects)):
            intent = asked(call.name, 0, defects)._replace(number=number)
            before = start(session(ACTIVE))
            before = before.with_connector_of(0, before.connectors[0]._replace(offer=offer))
            _, then = engine.step(before, intent)
            assert then.sessions[0].state == ACTIVE


def test_the_table_keeps_every_rule() -> None:
    assert problems(DEVICE) == []
