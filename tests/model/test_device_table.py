"""The table of the device gives, cell by cell, the transition table of its specification."""

from collections.abc import Iterator
from itertools import product

import pytest

from coppspec.model.codes import HResult
from coppspec.model.constants import COPPDeviceState
from coppspec.model.device import CONSTANT, DEVICE
from coppspec.model.engine import Engine, alive
from coppspec.model.lint import problems, profiles
from coppspec.model.profile import Profile
from coppspec.model.step import Answer, Configuration, Intent, Session

Cell = tuple[HResult | None, str]
"""The answer, None where nobody gives one, and the state afterwards."""

CLOSED, OPENED, LENGTH = "closed", "COPP_OPENED", "COPP_CERT_LENGTH_RETURNED"
EXCHANGED, SPENT, ACTIVE = "COPP_KEY_EXCHANGED", "COPP_KEY_EXCHANGED, attempt spent", "COPP_SESSION_ACTIVE"
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
}
# fmt: on
GIVEN = {
    "COPPGetCertificateLength": ("certificate length",),
    "COPPKeyExchange": ("random number", "certificate"),
    "COPPQueryStatus": ("status",),
}
"""What a call hands out when it succeeds; the others hand out nothing."""

TYPES = 7
STATUS, COMMAND = 3, 5
"""How many status requests and commands an active session has seen."""


def session(state: str) -> Session:
    return Session(state, 0, STATUS, COMMAND) if state == ACTIVE else Session(state)


def after(call: str, before: Session, cell: Cell) -> Session:
    code, state = cell
    if state == CLOSED:
        return Session(CLOSED)
    if code is HResult.S_OK and call == "COPPCommand":
        return Session(ACTIVE, 0, STATUS, COMMAND + 1)
    if code is HResult.S_OK and call == "COPPQueryStatus":
        return Session(ACTIVE, 0, STATUS + 1, COMMAND)
    return before if state == SAME else Session(state)


def summary(answer: Answer) -> tuple[object, tuple[str, ...], int | None]:
    return answer.code, answer.gives, answer.session


def cells() -> Iterator[object]:
    for asked, row in TRANSITIONS.items():
        call, _, block = asked.partition(", ")
        for state, cell in zip(STATES, row, strict=True):
            yield pytest.param(call, BAD_BLOCK if block else (), state, cell, id=f"{asked} in {state}")


@pytest.mark.parametrize(("call", "defects", "state", "cell"), [*cells()])
def test_each_call_is_answered_in_each_state_as_the_specification_says(
    call: str, defects: tuple[str, ...], state: str, cell: Cell
) -> None:
    """The session stands between two others, which stay as they are."""
    others = (Session(LENGTH), Session(ACTIVE, 0, 8, 9))
    before = Configuration((others[0], session(state), others[1]), types=TYPES)
    answer, then = Engine(DEVICE).step(before, Intent(call, 1, defects))
    gives = GIVEN.get(call, ()) if cell[0] is HResult.S_OK else ()
    assert summary(answer) == (cell[0], gives, 1)
    assert then == Configuration((others[0], after(call, session(state), cell), others[1]), types=TYPES)


def test_the_transition_table_is_about_every_call_and_every_state() -> None:
    assert {asked.partition(", ")[0] for asked in TRANSITIONS} == {call.name for call in DEVICE.calls}
    assert DEVICE.states == STATES


def test_the_handshake_in_order_ends_in_protected_mode() -> None:
    engine = Engine(DEVICE)
    then = engine.start(1, TYPES)
    told: list[object] = []
    for call in (
        "COPPOpenVideoSession",
        "COPPGetCertificateLength",
        "COPPKeyExchange",
        "COPPSequenceStart",
        "COPPQueryStatus",
        "COPPCommand",
    ):
        answer, then = engine.step(then, Intent(call, 0))
        told.append((answer.code, then))
    states = (
        Session(OPENED),
        Session(LENGTH),
        Session(EXCHANGED),
        Session(ACTIVE),
        Session(ACTIVE, 0, 1, 0),
        Session(ACTIVE, 0, 1, 1),
    )
    assert told == [(HResult.S_OK, Configuration((state,), types=TYPES)) for state in states]


@pytest.mark.parametrize("profile", [*profiles(DEVICE)], ids=str)
def test_a_block_with_any_defect_that_is_noticed_spends_the_one_attempt(profile: Profile) -> None:
    engine = Engine(DEVICE, profile)
    before = Configuration((Session(EXCHANGED),))
    spent = SPENT if profile["sequence_start_retry"] == "one attempt" else EXCHANGED
    for defect in DEVICE.call("COPPSequenceStart").defects:
        answer, then = engine.step(before, Intent("COPPSequenceStart", 0, (defect.name,)))
        told_early = defect.name == "short buffer" and profile["short_block"] == "invalid argument"
        state = ACTIVE if answer.code is HResult.S_OK else EXCHANGED if told_early else spent
        assert (defect.name, then) == (defect.name, Configuration((Session(state),)))


UNNOTICED = {"245 bytes, the sequence whole", "41 bytes, the sequence whole", "long buffer"}
PADDING = {"zeros for padding"}


@pytest.mark.parametrize(
    ("padding_check", "accepted"), [("strict", UNNOTICED), ("ignore", UNNOTICED | PADDING)]
)
def test_without_a_padding_check_only_padding_goes_unnoticed(padding_check: str, accepted: set[str]) -> None:
    engine = Engine(DEVICE, Profile(padding_check=padding_check))
    before = Configuration((Session(EXCHANGED),))
    answers = {
        defect.name: engine.step(before, Intent("COPPSequenceStart", 0, (defect.name,)))[0].code
        for defect in DEVICE.call("COPPSequenceStart").defects
    }
    assert {name for name, code in answers.items() if code is HResult.S_OK} == accepted


SPOILT_BLOCKS: dict[str, str] = {
    "another random number": "COPP-152",
    "random number right in 4 bytes": "COPP-152",
    "random number right in 15 bytes": "COPP-152",
    "random number wrong in 1 byte": "COPP-152",
    "random number of another session": "COPP-152",
    "corrupted block": "COPP-410",
    "big-endian block": "COPP-410",
    "OAEP padding": "COPP-410",
    "zeros for padding": "COPP-410",
    "39 bytes encrypted": "COPP-409",
    "32 bytes encrypted": "COPP-409",
    "245 bytes, the sequence cut": "COPP-152",
    "245 bytes, the sequence whole": "COPP-153",
    "41 bytes, the sequence whole": "COPP-153",
    "not below the modulus": "COPP-410",
    "random bytes": "COPP-410",
    "short buffer": "COPP-104",
    "long buffer": "COPP-153",
}
"""The clause that decides on each defect of a block; COPP-153 takes it."""


def test_each_defect_of_a_block_is_decided_by_its_clause() -> None:
    engine = Engine(DEVICE)
    before = Configuration((Session(EXCHANGED),))
    clauses = {
        defect.name: engine.step(before, Intent("COPPSequenceStart", 0, (defect.name,)))[0].clause
        for defect in DEVICE.call("COPPSequenceStart").defects
    }
    assert clauses == SPOILT_BLOCKS


NOTICED: dict[str, dict[str, HResult]] = {
    "COPPCommand": {
        "unknown identifier": HResult.E_INVALIDARG,
        "data size below the structure": HResult.E_INVALIDARG,
        "data size above the area": HResult.E_INVALIDARG,
        "corrupted tag": HResult.E_UNEXPECTED,
        "tag over the data alone": HResult.E_UNEXPECTED,
        "last byte of the tag wrong": HResult.E_UNEXPECTED,
        "last byte behind the tag wrong": HResult.E_UNEXPECTED,
        "key of another session": HResult.E_UNEXPECTED,
        "random bytes": HResult.E_INVALIDARG,
        "short buffer": HResult.E_INVALIDARG,
        "long buffer": HResult.S_OK,
    },
    "COPPQueryStatus": {
        "unknown identifier": HResult.E_INVALIDARG,
        "data size not zero": HResult.E_INVALIDARG,
        "random bytes": HResult.E_INVALIDARG,
        "short buffer": HResult.E_INVALIDARG,
        "long buffer": HResult.S_OK,
    },
}


@pytest.mark.parametrize("call", NOTICED)
def test_each_defect_of_a_message_has_its_code_and_leaves_the_session_as_it_was(call: str) -> None:
    engine = Engine(DEVICE)
    before = Configuration((session(ACTIVE),), types=TYPES)
    steps = {
        defect.name: engine.step(before, Intent(call, 0, (defect.name,)))
        for defect in DEVICE.call(call).defects
    }
    assert {name: answer.code for name, (answer, _) in steps.items()} == NOTICED[call]
    assert {name for name, (_, then) in steps.items() if then != before} == {"long buffer"}


def test_a_command_is_refused_on_a_connector_without_a_protection_type() -> None:
    before = Configuration((session(ACTIVE),), types=0)
    answer, then = Engine(DEVICE).step(before, Intent("COPPCommand", 0))
    assert (answer.code, answer.clause, then) == (HResult.E_INVALIDARG, "COPP-163", before)


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
    calls = [call for call in DEVICE.calls if call.name not in {"COPPCloseVideoSession", "device lost"}]
    for call, types, number in product(calls, (0, TYPES), (-1, 0, 1)):
        if number and call.number is None:
            continue
        for defects in ((), *((defect.name,) for defect in call.defects)):
            before = Configuration((session(ACTIVE),), types=types)
            _, then = engine.step(before, Intent(call.name, 0, defects, number=number))
            assert then.sessions[0].state == ACTIVE


def test_the_table_keeps_every_rule() -> None:
    assert problems(DEVICE) == []
