"""What a suite has found is made as simple as it gets, with what was legal and what allows it."""

from dataclasses import replace

from coppspec.driver.device import COPPDevice
from coppspec.driver.protocol import Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.profile import Profile
from coppspec.model.step import Intent
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.judged import Found
from coppspec.oracle.steadiness import Finding, Reproduced
from coppspec.oracle.violation import TRIES, Violation, legal, simplest, violation
from coppspec.properties.bench import Bench, Test
from coppspec.properties.cause import Cause
from coppspec.properties.guard import BrokeDown
from coppspec.properties.inspection import Deviation, How
from coppspec.properties.trial import MakeDriver

OPEN, LENGTH, KEYS, START, CLOSE = (
    Intent(call, 0)
    for call in (
        "COPPOpenVideoSession",
        "COPPGetCertificateLength",
        "COPPKeyExchange",
        "COPPSequenceStart",
        "COPPCloseVideoSession",
    )
)
WRONG_NUMBER = START._replace(defects=("another random number",))


class OpensTwice(COPPDevice):
    def verify_not_open(self) -> None:
        """Not checked."""


class AllowsAnotherAttempt(COPPDevice):
    def verify_first_attempt(self) -> None:
        """Not checked."""


def bench(make_driver: MakeDriver) -> Bench:
    return Bench(Engine(DEVICE), (0,), make_driver)


def found(make_driver: MakeDriver, test: Test) -> Found:
    parts = bench(make_driver).disagreement(test)
    assert parts is not None
    return Found("these", 0, parts.intents, parts.deviation, parts.answers, 3)


def violated(make_driver: MakeDriver, test: Test) -> Violation:
    finding = Finding(found(make_driver, test), 3, Reproduced())
    return violation(bench(make_driver), finding, ReferenceDriver())


def test_every_call_without_which_it_is_still_found_is_left_out() -> None:
    told = violated(lambda: ReferenceDriver(device=OpensTwice), (OPEN, CLOSE, OPEN, LENGTH, OPEN))
    assert told.replay.intents == (OPEN, OPEN)
    assert [step.met for step in told.replay.steps] == ["S_OK", "it answered S_OK"]
    assert [step.wanted for step in told.replay.steps] == ["S_OK", "E_UNEXPECTED"]
    assert (told.clause, told.suite, told.times) == ("Q22", "these", 3)
    assert told.disagreement.intents == told.replay.intents
    assert told.excuses == (("open_again", "not expressible"),)


def test_a_simpler_sequence_that_shows_something_else_does_not_take_its_place() -> None:
    """Without its first call it would be another clause."""

    class Odd(ReferenceDriver):
        def close_video_session(self, handle: Handle) -> int:
            return super().close_video_session(handle) + 77

    told = violated(Odd, (OPEN, LENGTH, CLOSE))
    assert told.replay.intents == (OPEN, CLOSE)
    assert told.clause == "COPP-183"


def test_what_an_accepted_reading_allows_is_told_with_the_reading() -> None:
    test = (OPEN, LENGTH, KEYS, WRONG_NUMBER, START)
    told = violated(lambda: ReferenceDriver(device=AllowsAnotherAttempt), test)
    assert told.excuses == (("sequence_start_retry", "retry"),)
    assert told.legal == ("E_UNEXPECTED", "S_OK where sequence_start_retry = retry")


def test_what_comes_right_by_chance_is_excused_by_no_reading() -> None:
    """It goes wrong while it is found and made simple, and never again."""
    wrong = [True] * 3

    class AtTimes(ReferenceDriver):
        def close_video_session(self, handle: Handle) -> int:
            return super().close_video_session(handle) + (77 if wrong and wrong.pop() else 0)

    told = violated(AtTimes, (OPEN, CLOSE))
    assert told.excuses == ()
    assert told.replay.intents[-1] == CLOSE


def test_a_hang_is_tried_again_a_few_times_and_a_leak_never() -> None:
    made = list[None]()

    class Hangs(ReferenceDriver):
        def close_video_session(self, handle: Handle) -> int:
            raise BrokeDown(f"gave no answer about {handle}", Cause.NO_ANSWER)

    def counted() -> ReferenceDriver:
        made.append(None)
        return Hangs()

    hang = found(counted, (OPEN, LENGTH, KEYS, START, CLOSE))
    made.clear()
    assert len(simplest(bench(counted), hang).intents) < 5
    assert len(made) <= TRIES[How.HANG]
    made.clear()
    leak = hang._replace(deviation=Deviation("it back", "kept it", "COPP-186", How.LEAK))
    assert simplest(bench(counted), leak) == leak
    assert made == []
    assert violation(bench(counted), Finding(leak, 1, Reproduced()), ReferenceDriver()).excuses == ()


def test_a_driver_that_is_gone_leaves_what_was_found_as_it_is() -> None:
    def gone() -> ReferenceDriver:
        raise InvalidTarget("it cannot be started again")

    as_found = found(lambda: ReferenceDriver(device=OpensTwice), (OPEN, LENGTH, OPEN))
    told = violation(bench(gone), Finding(as_found, 1, Reproduced()), ReferenceDriver())
    assert told.replay.intents == (OPEN, LENGTH, OPEN)
    assert told.legal == ("E_UNEXPECTED", "S_OK where open_again = not expressible")


def test_the_legal_codes_are_those_of_the_profile_first() -> None:
    retry = Engine(DEVICE, Profile(sequence_start_retry="retry"))
    held = replace(bench(ReferenceDriver), engine=retry)
    assert legal(held, (OPEN, LENGTH, KEYS, WRONG_NUMBER, START))[0] == "S_OK"
