"""A suite goes to every configuration, tries each letter there, and looks at what it left behind."""

from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Intent
from coppspec.properties.alphabet import letters
from coppspec.properties.projections import HANDSHAKE, TYPE_REQUEST, Letters, all_active
from coppspec.properties.setting import start
from coppspec.properties.suite import Cover, Suite
from coppspec.properties.zoo_devices import KeepsTheNumberOfAnAnsweredRequest, ShowsNoPublicKey

ENGINE = Engine(DEVICE)
EVERY = Letters(letters(DEVICE, Profile(), 1))
OPEN, LENGTH, EXCHANGE, START = (Intent(call, 0) for call in HANDSHAKE)
TYPES = Intent(TYPE_REQUEST, 0)
CLOSE = Intent("COPPCloseVideoSession", 0)


def made(cover: Cover) -> tuple[tuple[Intent, ...], ...]:
    return cover.tests(ENGINE, beginning())


def beginning() -> Configuration:
    return start(ENGINE, OUTPUTS, (0,))


def test_every_letter_is_tried_after_a_shortest_way_to_every_configuration() -> None:
    assert made(Cover((OPEN, LENGTH), (OPEN, CLOSE))) == (
        (CLOSE,),
        (OPEN, OPEN),
        (OPEN, CLOSE),
        (OPEN, LENGTH, OPEN),
        (OPEN, LENGTH, CLOSE),
    )


def test_the_last_look_comes_after_each_letter_as_it_is() -> None:
    assert made(Cover((OPEN,), (CLOSE,), then=(LENGTH, TYPES))) == (
        (CLOSE, LENGTH, TYPES),
        (OPEN, CLOSE, LENGTH, TYPES),
    )


def test_letters_that_change_nothing_are_looked_with_together_and_each_other_one_alone() -> None:
    assert made(Cover((), (OPEN,), (OPEN, LENGTH, EXCHANGE, CLOSE))) == (
        (OPEN, LENGTH),
        (OPEN, CLOSE),
        (OPEN, OPEN, EXCHANGE),
    )


def test_a_look_can_go_all_the_way_to_the_goal_and_one_letter_further() -> None:
    tried = EVERY.of(*HANDSHAKE, TYPE_REQUEST)
    ways = made(Cover((), tried, finish=True))
    assert (OPEN, LENGTH, EXCHANGE, START, TYPES) in ways
    assert (EXCHANGE, OPEN, LENGTH, EXCHANGE, START, TYPES) in ways


def test_letters_can_be_tried_in_some_configurations_only() -> None:
    found = made(Cover(EVERY.of(*HANDSHAKE), (TYPES, CLOSE), only=all_active))
    assert found == ((OPEN, LENGTH, EXCHANGE, START, TYPES), (OPEN, LENGTH, EXCHANGE, START, CLOSE))


def suite(cover: Cover) -> Suite:
    return Suite("a suite", ENGINE, (0,), cover)


def test_a_wrong_driver_is_shown_on_the_shortest_sequence_that_the_suite_has() -> None:
    of = suite(Cover(EVERY.of(*HANDSHAKE), EVERY.of(*HANDSHAKE), then=(TYPES, TYPES)))
    found = of.run(lambda: ReferenceDriver(device=KeepsTheNumberOfAnAnsweredRequest))
    assert found is not None
    assert found.intents == (OPEN, LENGTH, EXCHANGE, START, TYPES, TYPES)
    assert of.run(ReferenceDriver) is None


def test_a_suite_tells_how_far_it_is_and_stops_when_nothing_shorter_can_come() -> None:
    of = suite(Cover(EVERY.of(*HANDSHAKE), EVERY.of(*HANDSHAKE), then=(TYPES,) * 4))
    lengths: list[int] = []
    assert of.run(ReferenceDriver, progress=lengths.append) is None
    assert lengths == [len(test) for test in of.tests]
    lengths.clear()
    assert of.run(lambda: ReferenceDriver(device=ShowsNoPublicKey), progress=lengths.append) is not None
    assert len(lengths) < len(of.tests)


def test_a_suite_that_does_not_go_where_readings_part_does_not_tell_them() -> None:
    retry = Profile(sequence_start_retry="retry")
    bad = Intent(START.call, 0, ("another random number",))
    once = suite(Cover((OPEN, LENGTH, EXCHANGE), (bad,)))
    again = suite(Cover((OPEN, LENGTH, EXCHANGE), (bad,), then=(START,)))
    assert (once.tells(retry), again.tells(retry), again.tells(Profile())) == (False, True, False)
