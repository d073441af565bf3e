"""The letters."""

from coppspec.driver.outputs import OUTPUTS
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL
from coppspec.model.engine import Engine
from coppspec.model.language import Call, Machine
from coppspec.model.profile import Profile
from coppspec.model.step import Session
from coppspec.properties.alphabet import EVENTS, flawless, letters, plain
from coppspec.properties.setting import start


def _not_only_brought(machine: Machine) -> list[Call]:
    return [call for call in machine.calls if not call.only_brought]


def test_every_call_defect_and_level_has_a_letter() -> None:
    for machine in (DEVICE, COPY_PROTECTION_SESSIONS):
        drawn = letters(machine, Profile(), 1)
        for call in _not_only_brought(machine):
            own = [letter for letter in drawn if letter.call == call.name]
            assert {defect for letter in own for defect in letter.defects} == {d.name for d in call.defects}
            right = {(letter.about, letter.level) for letter in own if not letter.defects}
            assert right == set(call.arguments)
            assert any(letter.number for letter in own) == (call.number is not None)


def test_two_checks_with_different_answers_have_a_letter_that_fails_both() -> None:
    drawn = letters(DEVICE, Profile(), 1)
    pair = ("corrupted tag", "short buffer")
    assert any(
        set(letter.defects) == set(pair) for letter in drawn if letter.call == SET_PROTECTION_LEVEL.name
    )
    assert any(letter.number and "tag" in letter.defects[0] for letter in drawn if letter.defects)
    engine = Engine(DEVICE)
    active = start(engine, OUTPUTS, (0,))
    active = active.with_session(0, Session(DEVICE.goal, levels=(0, 0, 0)))
    counts = ((1, 0), (1, 0, 0, 0), (1, *(0,) * 9))
    active = active.with_connector_of(0, active.connectors[0]._replace(counts=counts))
    for letter in drawn:
        if len(letter.defects) > 1:
            alone = {engine.step(active, letter._replace(defects=(each,)))[0].code for each in letter.defects}
            assert len(alone) == 2 or letter.call == "COPPSequenceStart"


def test_events_that_the_bench_cannot_make_happen_are_left_out() -> None:
    drawn = letters(DEVICE, Profile(), 1, capabilities=frozenset())
    assert not {letter.call for letter in drawn} & EVENTS
    assert drawn == tuple(
        letter for letter in letters(DEVICE, Profile(), 1, capabilities=EVENTS) if letter.call not in EVENTS
    )
    some = letters(DEVICE, Profile(), 1, capabilities={"link lost"})
    assert {letter.call for letter in some} & EVENTS == {"link lost"}


def test_a_defect_that_is_worth_it_is_tried_with_everything_and_any_other_once() -> None:
    drawn = [each for each in letters(DEVICE, Profile(), 1) if each.call == SET_PROTECTION_LEVEL.name]
    alone = [each for each in drawn if not each.number and len(each.defects) == 1]
    tried = {
        defect.name: {letter.about for letter in alone if letter.defects == (defect.name,)}
        for defect in SET_PROTECTION_LEVEL.defects
    }
    everything = {"HDCP", "ACP", "CGMSA"}
    assert tried == {
        defect.name: everything if defect.everywhere else {defect.about or "HDCP"}
        for defect in SET_PROTECTION_LEVEL.defects
    }
    assert any(defect.everywhere for defect in SET_PROTECTION_LEVEL.defects)


def test_an_event_of_a_connector_is_a_letter_of_each_session_on_it() -> None:
    drawn = flawless(letters(DEVICE, Profile(), 3))
    assert [letter.session for letter in drawn if letter.call == "link lost"] == [0, 1, 2]


def test_every_event_of_the_tables_is_one_that_a_bench_can_declare() -> None:
    events = {
        call.name
        for machine in (DEVICE, COPY_PROTECTION_SESSIONS)
        for call in machine.calls
        if call.event and not call.only_brought
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
