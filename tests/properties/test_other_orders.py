"""A driver that makes its checks in another order is right, where no document's prose fixes the order."""

from dataclasses import replace
from functools import cache

import pytest

from coppspec.driver.device import COPPDevice
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.codes import HResult, Pattern, Status
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.key_calls import ACTIVATE, CHANGE
from coppspec.model.language import Machine
from coppspec.model.profile import Profile
from coppspec.model.renderer import RENDERER
from coppspec.model.step import Answer, Configuration, Intent, Offer
from coppspec.properties.other_orders import OTHER_ORDERS
from coppspec.properties.suite import Suite
from coppspec.properties.suites import suites
from coppspec.properties.trial import MakeDriver

COMMAND, SIGNAL = "COPPCommand, set protection level", "COPPCommand, set signaling"
REQUEST = "COPPQueryStatus, protection type"
CALLS = 300
"""Of a large suite every so many sequences, so that it has about so many calls."""
BARE, RICH = (
    Offer(("HDCP", "ACP")),
    Offer(("HDCP", "ACP"), ("EN300294_625i",), (("ACP",),)),
)
HANDSHAKE = ("COPPOpenVideoSession", "COPPGetCertificateLength", "COPPKeyExchange", "COPPSequenceStart")


def device(offer: Offer, steps: int) -> Configuration:
    engine = Engine(DEVICE)
    configuration = engine.start(1, (offer,))
    for call in HANDSHAKE[:steps]:
        _, configuration = engine.step(configuration, Intent(call, 0))
    return configuration


def codes(answer: Answer) -> list[str]:
    return [each.name for each in answer.codes]


def clauses(answer: Answer) -> list[str]:
    return [answer.clause, *(each.clause for each in answer.also)]


def asked(call: str, *defects: str, number: int = 0) -> Intent:
    about = {COMMAND: "ACP", SIGNAL: "None"}.get(call)
    level = {COMMAND: 3, SIGNAL: 0}.get(call)
    return Intent(call, 0, defects, level, number, about)


# The wrong state.


@pytest.mark.parametrize("steps", [1, 2, 3])
@pytest.mark.parametrize("call", [COMMAND, SIGNAL, REQUEST])
def test_in_the_wrong_state_only_a_size_may_be_told_instead(call: str, steps: int) -> None:
    engine, before = Engine(DEVICE), device(RICH, steps)
    clause = "COPP-171" if call == REQUEST else "COPP-161"
    for wrong in engine.machine.call(call).defects:
        answer, after = engine.step(before, asked(call, wrong.name))
        also = ["E_INVALIDARG"] if wrong.name == "short buffer" else []
        assert (codes(answer), after) == (["E_UNEXPECTED", *also], before)
        assert clauses(answer) == [clause, *(["COPP-104"] if also else [])]
    answer, _ = engine.step(before, asked(call, number=1))
    assert codes(answer) == ["E_UNEXPECTED"], "a number is no defect before there is a session"


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_a_block_that_comes_in_the_wrong_state_may_be_too_short(steps: int) -> None:
    before = device(RICH, steps)
    intents = {name: Intent("COPPSequenceStart", 0, (name,)) for name in ("short buffer", "corrupted block")}
    met = {name: codes(Engine(DEVICE).step(before, each)[0]) for name, each in intents.items()}
    assert met == {
        "short buffer": ["E_UNEXPECTED", "E_INVALIDARG"],
        "corrupted block": ["E_UNEXPECTED"],
    }
    unexpected = Engine(DEVICE, Profile(short_block="unexpected"))
    assert codes(unexpected.step(before, intents["short buffer"])[0]) == ["E_UNEXPECTED"]


def test_a_size_may_be_told_where_there_is_no_device_at_all() -> None:
    answer, _ = Engine(DEVICE).step(Engine(DEVICE).start(1), asked(COMMAND, "short buffer"))
    assert codes(answer) == ["E_POINTER", "E_INVALIDARG"]


def test_the_methods_of_a_renderer_have_the_same_freedom() -> None:
    engine = Engine(RENDERER)
    start = engine.start(1, (RICH,))
    _, connected = engine.step(start, Intent("connect", 0))
    answer, _ = engine.step(connected, Intent("ProtectionStatus, bus data", 0, ("short buffer",)))
    assert codes(answer) == ["E_UNEXPECTED", "E_INVALIDARG"]


# An active session.


@pytest.mark.parametrize(
    ("defects", "number", "legal"),
    [
        (("corrupted tag",), 0, {"E_UNEXPECTED", "DDERR_TOOBIGSIZE"}),
        (("corrupted tag",), 1, {"E_INVALIDARG", "E_UNEXPECTED", "DDERR_TOOBIGSIZE"}),
        (("unknown identifier", "corrupted tag"), 0, {"E_INVALIDARG", "E_UNEXPECTED"}),
        (("unknown identifier",), 0, {"E_INVALIDARG"}),
        (("no type",), 0, {"E_INVALIDARG"}),
        (("a level above the highest",), 0, {"E_INVALIDARG", "DDERR_TOOBIGSIZE"}),
        (("short buffer", "tag of zeros"), 0, {"E_INVALIDARG", "E_UNEXPECTED", "DDERR_TOOBIGSIZE"}),
        ((), 0, {"DDERR_TOOBIGSIZE"}),
    ],
)
def test_of_several_faults_any_may_be_told(defects: tuple[str, ...], number: int, legal: set[str]) -> None:
    """The mode is too big for ACP, and a level that no command names cannot be too big."""
    before = device(RICH, 4)
    answer, after = Engine(DEVICE).step(before, asked(COMMAND, *defects, number=number))
    assert ({*codes(answer)}, after) == (legal, before)


def test_a_wrong_tag_may_be_told_as_a_missing_tv_output() -> None:
    answer, _ = Engine(DEVICE).step(device(BARE, 4), asked(SIGNAL, "corrupted tag"))
    assert (codes(answer), clauses(answer)) == (["E_UNEXPECTED", "E_INVALIDARG"], ["COPP-425", "Q15"])
    answer, _ = Engine(DEVICE).step(device(RICH, 4), asked(SIGNAL, "corrupted tag"))
    assert codes(answer) == ["E_UNEXPECTED"]


@pytest.mark.parametrize("reading", ["accepted messages", "every match"])
def test_what_a_refusal_uses_up_is_the_same_whichever_fault_is_told(reading: str) -> None:
    engine = Engine(DEVICE, Profile(advance_on_failure=reading))
    before = device(BARE, 4)
    answer, after = engine.step(before, asked(SIGNAL, "corrupted tag"))
    assert len(answer.also) == 1
    assert after.sessions[0].command_number == (reading == "every match")
    answer, after = engine.step(before, asked(SIGNAL, "corrupted tag", number=1))
    assert (codes(answer), after) == (["E_INVALIDARG", "E_UNEXPECTED"], before)


# Requests for VIDEOPARAMETERS.


def spent(sessions: int = 1) -> Configuration:
    """Every session that there is has been begun, so no key is left."""
    engine = Engine(COPY_PROTECTION_SESSIONS)
    configuration = engine.start(sessions)
    for _ in range(sessions):
        _, configuration = engine.step(configuration, Intent(ACTIVATE, level=1))
    return configuration


@pytest.mark.parametrize(
    ("defects", "legal"),
    [
        (("undefined bits",), ["ERROR_INVALID_PARAMETER", "ERROR_NOT_ENOUGH_MEMORY"]),
        (("two commands at once",), ["ERROR_INVALID_PARAMETER"]),
        (("another identifier",), ["ERROR_INVALID_PARAMETER"]),
        (("short buffer", "another identifier"), ["ERROR_INSUFFICIENT_BUFFER", "ERROR_INVALID_PARAMETER"]),
        (("short buffer",), ["ERROR_INSUFFICIENT_BUFFER", "ERROR_NOT_ENOUGH_MEMORY"]),
        ((), ["ERROR_NOT_ENOUGH_MEMORY"]),
    ],
)
def test_the_identifier_and_the_command_come_first(defects: tuple[str, ...], legal: list[str]) -> None:
    """No field is used before the identifier is right, so nobody knows that a key is asked for (VPCP-104)."""
    before = spent()
    intent = Intent(ACTIVATE, None, defects, 3)
    answer, after = Engine(COPY_PROTECTION_SESSIONS).step(before, intent)
    assert (codes(answer), after) == (legal, before)


def test_a_short_buffer_is_taken_by_nobody() -> None:
    """Also where a request that is whole would be taken, and nothing done (VPCP-103, VPCP-304)."""
    engine = Engine(COPY_PROTECTION_SESSIONS)
    bare = engine.start(1)
    bare = bare._replace(tv=bare.tv._replace(offer=bare.tv.offer._replace(types=())))
    answer, _ = engine.step(bare, Intent(ACTIVATE, None, ("short buffer",), 1))
    assert Status.NO_ERROR not in answer.codes
    answer, _ = engine.step(bare, Intent(ACTIVATE, None, ("no copy-protection command",), 1))
    assert codes(answer) == ["NO_ERROR", "ERROR_INVALID_PARAMETER"]


def test_a_wrong_key_may_be_told_as_each_reading_says() -> None:
    both = Intent(CHANGE, 0, ("key 0", "undefined bits"), 3)
    legal = {
        reading: {
            *Engine(COPY_PROTECTION_SESSIONS, Profile(wrong_key_status=reading)).step(spent(), both)[0].codes
        }
        for reading in ("invalid parameter", "any error", "success")
    }
    assert legal == {
        "invalid parameter": {Status.ERROR_INVALID_PARAMETER},
        "any error": {Status.ERROR_INVALID_PARAMETER, Pattern.ANY_ERROR},
        "success": {Status.ERROR_INVALID_PARAMETER, Status.NO_ERROR},
    }


# Drivers.


@cache
def of_machine(machine: Machine) -> tuple[Suite, ...]:
    return tuple(each for each in suites() if each.engine.machine is machine)


def maker(kind: type[COPPDevice | CopyProtectionMiniport]) -> MakeDriver:
    if issubclass(kind, COPPDevice):
        return lambda: ReferenceDriver(device=kind)
    return lambda: ReferenceDriver(miniport=kind)


def suites_for(kind: type[COPPDevice | CopyProtectionMiniport]) -> tuple[Suite, ...]:
    return of_machine(DEVICE if issubclass(kind, COPPDevice) else COPY_PROTECTION_SESSIONS)


def strict(suite: Suite) -> Suite:
    """The same with the order of the table made a rule."""
    machine = suite.engine.machine
    calls = tuple(replace(each, any_order=(), before_state=()) for each in machine.calls)
    return replace(suite, engine=Engine(replace(machine, calls=calls)))


@pytest.mark.few(4)
@pytest.mark.slow
@pytest.mark.parametrize("kind", OTHER_ORDERS, ids=lambda kind: kind.__name__)
def test_a_driver_with_another_order_is_accused_of_nothing(
    kind: type[COPPDevice | CopyProtectionMiniport],
) -> None:
    for suite in suites_for(kind):
        for seed, test in enumerate(suite.tests[:: 1 + suite.calls // CALLS]):
            assert suite.bench(maker(kind), seed).disagreement(test) is None, suite.name


@pytest.mark.thorough
@pytest.mark.parametrize("kind", OTHER_ORDERS, ids=lambda kind: kind.__name__)
def test_nor_is_it_in_any_sequence(kind: type[COPPDevice | CopyProtectionMiniport]) -> None:
    for suite in suites_for(kind):
        assert suite.catches(maker(kind)) is None, suite.name


@pytest.mark.few(3)
@pytest.mark.slow
@pytest.mark.parametrize("kind", OTHER_ORDERS, ids=lambda kind: kind.__name__)
def test_it_would_be_if_the_order_of_the_table_were_a_rule(
    kind: type[COPPDevice | CopyProtectionMiniport],
) -> None:
    assert any(strict(suite).catches(maker(kind)) for suite in suites_for(kind))


def test_success_is_no_refusal() -> None:
    answer, _ = Engine(DEVICE).step(device(BARE, 4), Intent(COMMAND, 0, (), 1, 0, "ACP"))
    assert answer.codes == (HResult.S_OK,)
