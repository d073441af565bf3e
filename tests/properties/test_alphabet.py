"""The letters, and the way that ADVANCE takes."""

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import ATTEMPT_SPENT, DEVICE
from coppspec.model.engine import Engine
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Intent, Session
from coppspec.properties.alphabet import EVENTS, advance, flawless, letters, plain


def test_every_call_defect_and_level_has_a_letter() -> None:
    for machine in (DEVICE, COPY_PROTECTION_SESSIONS):
        drawn = letters(machine, Profile(), 1)
        for call in machine.calls:
            own = [letter for letter in drawn if letter.call == call.name]
            assert {defect for letter in own for defect in letter.defects} == {d.name for d in call.defects}
            assert {letter.level for letter in own if not letter.defects} == set(call.levels or (None,))
            assert any(letter.number for letter in own) == (call.number is not None)


def test_two_checks_with_different_answers_have_a_letter_that_fails_both() -> None:
    drawn = letters(DEVICE, Profile(), 1)
    assert Intent("COPPCommand", 0, ("corrupted tag", "short buffer")) in drawn
    assert any(letter.number and "tag" in letter.defects[0] for letter in drawn if letter.defects)
    engine = Engine(DEVICE)
    active = Configuration((Session(DEVICE.goal),))
    for letter in drawn:
        if len(letter.defects) > 1:
            alone = {engine.step(active, letter._replace(defects=(each,)))[0].code for each in letter.defects}
            assert len(alone) == 2 or letter.call == "COPPSequenceStart"


def test_events_that_the_bench_cannot_make_happen_are_left_out() -> None:
    drawn = letters(DEVICE, Profile(), 1, capabilities=frozenset())
    assert "device lost" not in {letter.call for letter in drawn}
    assert drawn == tuple(
        letter
        for letter in letters(DEVICE, Profile(), 1, capabilities=EVENTS)
        if letter.call != "device lost"
    )


def test_every_event_of_the_tables_is_one_that_a_bench_can_declare() -> None:
    events = {
        call.name for machine in (DEVICE, COPY_PROTECTION_SESSIONS) for call in machine.calls if call.event
    }
    assert events
    assert events <= EVENTS


def test_plain_letters_are_right_or_take_something_from_another_session() -> None:
    drawn = letters(DEVICE, Profile(), 2)
    assert set(flawless(drawn)) < set(plain(DEVICE, drawn)) < set(drawn)
    assert {defect for letter in plain(DEVICE, drawn) for defect in letter.defects} == {
        "random number of another session",
        "key of another session",
    }


def test_advance_goes_through_the_handshake_and_stays_in_an_active_session() -> None:
    engine = Engine(DEVICE)
    choose = flawless(letters(DEVICE, Profile(), 2))
    configuration, calls = engine.start(2), list[str]()
    for _ in range(6):
        intent = advance(engine, configuration, 1, choose)
        assert intent.session == 1
        calls.append(intent.call)
        _, configuration = engine.step(configuration, intent)
    assert calls == [
        "COPPOpenVideoSession",
        "COPPGetCertificateLength",
        "COPPKeyExchange",
        "COPPSequenceStart",
        "COPPQueryStatus",
        "COPPQueryStatus",
    ]


def test_advance_closes_a_device_that_has_spent_its_attempt() -> None:
    configuration = Configuration((Session(ATTEMPT_SPENT),))
    intent = advance(Engine(DEVICE), configuration, 0, flawless(letters(DEVICE, Profile(), 1)))
    assert intent == Intent("COPPCloseVideoSession", 0)


def test_advance_turns_a_copy_protection_session_on_and_off() -> None:
    engine = Engine(COPY_PROTECTION_SESSIONS)
    choose = flawless(letters(COPY_PROTECTION_SESSIONS, Profile(), 1))
    configuration, intents = engine.start(1), list[Intent]()
    for _ in range(3):
        intents.append(advance(engine, configuration, 0, choose))
        _, configuration = engine.step(configuration, intents[-1])
    assert intents == [
        Intent("VP_CP_CMD_ACTIVATE", level=1),
        Intent("VP_CP_CMD_CHANGE", 0, level=0),
        Intent("VP_CP_CMD_CHANGE", 0, level=1),
    ]
