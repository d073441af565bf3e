"""The table of the renderer's interface: four methods over the device, whose ladders it shares."""

from dataclasses import replace

import pytest

from coppspec.model import device_calls
from coppspec.model.codes import HResult, Pattern
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import SEQUENCE_START, SET_PROTECTION_LEVEL, STATUS_REQUESTS
from coppspec.model.engine import Engine
from coppspec.model.language import Call, Move
from coppspec.model.lint import problems, profiles
from coppspec.model.profile import Profile
from coppspec.model.renderer import ATTEMPT_SPENT, BEFORE, DEVICE_LOST, OPEN, RENDERER, SESSION_ACTIVE
from coppspec.model.step import Intent, Offer

LOST = {
    "unexpected": (HResult.E_UNEXPECTED, HResult.E_UNEXPECTED),
    "no hardware": (HResult.VFW_E_NO_COPP_HW, HResult.VFW_E_NO_COPP_HW),
    "no monitor": (
        HResult.ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE,
        HResult.E_UNEXPECTED,
    ),
}
"""What KeyExchange answers after the loss of the device, and what the others do."""
STATES = {device_calls.ATTEMPT_SPENT: ATTEMPT_SPENT, device_calls.SESSION_ACTIVE: SESSION_ACTIVE}
METHODS = ("KeyExchange", "SessionSequenceStart", "ProtectionCommand", "ProtectionStatus")
WAY = (Intent("connect", 0), Intent("KeyExchange", 0), Intent("SessionSequenceStart", 0))


def test_nothing_is_wrong_with_the_table() -> None:
    assert problems(RENDERER) == []


def test_the_four_methods_stand_in_the_order_of_the_interface() -> None:
    functions = [call.function or call.name for call in RENDERER.calls if not call.event]
    assert tuple(dict.fromkeys(functions)) == METHODS


@pytest.mark.parametrize(
    ("method", "call"),
    [
        ("SessionSequenceStart", SEQUENCE_START),
        ("ProtectionCommand, set protection level", SET_PROTECTION_LEVEL),
        *((f"ProtectionStatus, {each.name.partition(', ')[2]}", each) for each in STATUS_REQUESTS[:4]),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_method_has_the_ladder_and_the_defects_of_the_call_that_it_stands_for(
    method: str, call: Call
) -> None:
    own = RENDERER.call(method)
    hardware, *others = own.ladder
    assert str(hardware) == (
        "the check of the COPP hardware (COPP-206), where renderer_open_moment is 'at adding'"
    )
    assert tuple(others) == tuple(
        replace(rung, next=STATES[rung.next]) if isinstance(rung, Move) else rung for rung in call.ladder
    )
    assert own.defects == call.defects


def test_the_way_to_an_active_session_is_connect_exchange_start() -> None:
    engine = Engine(RENDERER)
    configuration = engine.start(1, (Offer(types=("HDCP",)),))
    for intent in WAY:
        answer, configuration = engine.step(configuration, intent)
        assert answer.code in {None, HResult.S_OK}
    assert configuration.sessions[0].state == SESSION_ACTIVE


@pytest.mark.parametrize("profile", list(profiles(RENDERER)), ids=str)
def test_every_method_has_an_answer_where_there_is_no_device(profile: Profile) -> None:
    engine = Engine(RENDERER, profile)
    start = engine.start(1)
    for state in (*BEFORE, DEVICE_LOST):
        configuration = start.with_session(0, start.sessions[0]._replace(state=state))
        for call in RENDERER.calls:
            if not call.event:
                about, level = call.arguments[0]
                answer, after = engine.step(configuration, Intent(call.name, 0, level=level, about=about))
                lost = LOST[profile["lost_code"]][call.name != "KeyExchange"]
                first = call.name == "KeyExchange"
                without = HResult.VFW_E_NO_COPP_HW if first else Pattern.NO_COPP_HW_OR_UNEXPECTED
                assert answer.code == (lost if state == DEVICE_LOST else without)
                assert after == configuration


def test_a_device_that_is_lost_in_any_state_has_to_be_released() -> None:
    engine = Engine(RENDERER)
    start = engine.start(1)
    for state in OPEN:
        configuration = start.with_session(0, start.sessions[0]._replace(state=state))
        _, after = engine.step(configuration, Intent("device lost", 0))
        assert after.sessions[0].state == DEVICE_LOST
        _, after = engine.step(after, Intent("release", 0))
        assert after == start


DEVICE_WAY = ("COPPOpenVideoSession", "COPPGetCertificateLength", "COPPKeyExchange", "COPPSequenceStart")


@pytest.mark.parametrize("profile", list(profiles(DEVICE)), ids=str)
@pytest.mark.parametrize("event", ["link lost", "connector reconfigured", None])
def test_a_method_answers_as_the_device_does_under_every_reading(profile: Profile, event: str | None) -> None:
    """What happens before the session is active shows in the first answer, or does not, on both sides."""
    offers = (Offer(types=("HDCP", "ACP"), standards=("IEC61880_525i",)),)
    device, renderer = Engine(DEVICE, profile), Engine(RENDERER, profile)
    below, above = device.start(1, offers), renderer.start(1, offers)
    _, below = device.step(below, Intent(DEVICE_WAY[0], 0))
    _, above = renderer.step(above, WAY[0])
    if event is not None:
        _, below = device.step(below, Intent(event, 0))
        _, above = renderer.step(above, Intent(event, 0))
    for name in DEVICE_WAY[1:]:
        _, below = device.step(below, Intent(name, 0))
    for intent in WAY[1:]:
        _, above = renderer.step(above, intent)
    for call in DEVICE.calls:
        if not call.function:
            continue
        method = call.name.replace("COPPCommand", "ProtectionCommand").replace(
            "COPPQueryStatus", "ProtectionStatus"
        )
        for about, level in call.arguments:
            told, below = device.step(below, Intent(call.name, 0, level=level, about=about))
            passed_on, above = renderer.step(above, Intent(method, 0, level=level, about=about))
            assert (passed_on.code, passed_on.says, passed_on.gives) == (told.code, told.says, told.gives)
    assert below.connectors == above.connectors
