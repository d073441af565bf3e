"""The way that ADVANCE takes."""

from coppspec.driver.outputs import OUTPUTS
from coppspec.model.constants import COPP_NoProtectionLevelAvailable as NO_LEVEL
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import ATTEMPT_SPENT, SET_PROTECTION_LEVEL
from coppspec.model.engine import Engine
from coppspec.model.profile import Profile
from coppspec.model.step import Intent, Session
from coppspec.properties.alphabet import EVENTS, letters
from coppspec.properties.guide import Guide
from coppspec.properties.setting import start


def test_advance_goes_through_the_handshake_and_stays_in_an_active_session() -> None:
    engine = Engine(DEVICE)
    guide = Guide(engine, letters(DEVICE, Profile(), 2))
    configuration, calls = start(engine, OUTPUTS, (0, 0)), list[str]()
    for _ in range(6):
        intent = guide.advance(configuration, 1)
        assert intent.session == 1
        calls.append(intent.call)
        _, configuration = engine.step(configuration, intent)
    assert calls == [
        "COPPOpenVideoSession",
        "COPPGetCertificateLength",
        "COPPKeyExchange",
        "COPPSequenceStart",
        SET_PROTECTION_LEVEL.name,
        SET_PROTECTION_LEVEL.name,
    ]


def test_advance_closes_a_device_that_has_spent_its_attempt() -> None:
    configuration = start(Engine(DEVICE), OUTPUTS, (3,))
    configuration = configuration.with_session(0, Session(ATTEMPT_SPENT, levels=(NO_LEVEL,) * 3))
    calm = tuple(each for each in letters(DEVICE, Profile(), 1) if each.call not in EVENTS)
    intent = Guide(Engine(DEVICE), calm).advance(configuration, 0)
    assert intent == Intent("COPPCloseVideoSession", 0)


def test_advance_turns_a_copy_protection_session_on_and_off() -> None:
    engine = Engine(COPY_PROTECTION_SESSIONS)
    guide = Guide(engine, letters(COPY_PROTECTION_SESSIONS, Profile(), 1))
    configuration, intents = engine.start(1), list[Intent]()
    for _ in range(3):
        intents.append(guide.advance(configuration, 0))
        _, configuration = engine.step(configuration, intents[-1])
    assert intents == [
        Intent("VP_CP_CMD_ACTIVATE", level=1),
        Intent("VP_CP_CMD_CHANGE", 0, level=0),
        Intent("VP_CP_CMD_CHANGE", 0, level=1),
    ]


def test_a_session_goes_where_it_aims_at_also_by_a_wrong_message() -> None:
    engine = Engine(DEVICE)
    calm = tuple(each for each in letters(DEVICE, Profile(), 1) if each.call not in EVENTS)
    guide, configuration, states = Guide(engine, calm), start(engine, OUTPUTS, (0,)), list[str]()
    for aim in (*(ATTEMPT_SPENT,) * 5, *(DEVICE.initial,) * 2):
        _, configuration = engine.step(configuration, guide.advance(configuration, 0, aim))
        states.append(configuration.sessions[0].state)
    assert states[3:5] == [ATTEMPT_SPENT] * 2
    assert states[5:] == [DEVICE.initial, "COPP_OPENED"]
