"""What sessions took that are over: memory and places that a driver keeps are told."""

from collections.abc import Callable

import pytest

from coppspec.driver.protocol import Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.codes import HResult
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.judged import Judge
from coppspec.oracle.launcher import Launcher
from coppspec.oracle.leak import CLAUSE, EACH, ROUNDS, STARTED, ComingAndGoing
from coppspec.oracle.steadiness import Finding, Reproduced
from coppspec.oracle.targets import in_a_process
from coppspec.oracle.violation import violation
from coppspec.properties.inspection import How

pytestmark = pytest.mark.slow  # many sessions

CASE = ComingAndGoing(Engine(DEVICE), 0, ("HDCP",))
Smallest = Callable[..., str]
OPENS = "        self.last_handle += 1\n"
KEEPS = "        self.kept = [*getattr(self, 'kept', ()), bytearray({})]\n"


def launched(target: str) -> Launcher:
    return in_a_process(target)


def test_a_driver_that_keeps_still_holds_on_to_nothing(smallest: Smallest) -> None:
    judged = CASE.judged(Judge(launched(smallest())))
    assert (judged.found, judged.lost) == ((), "")
    many = STARTED - ROUNDS * EACH
    assert judged.calls == judged.steps[CLAUSE] == ROUNDS * EACH * len(CASE.session) + many * 5


def test_a_driver_that_keeps_what_each_session_took_leaks(smallest: Smallest) -> None:
    launcher = launched(smallest((OPENS, OPENS + KEEPS.format(200_000))))
    (found,) = CASE.judged(Judge(launcher)).found
    assert found.about == (CLAUSE, How.LEAK)
    assert found.intents == CASE.session
    assert "KB more with each session, and kept them" in found.answers[-1]
    told = violation(CASE.bench(launcher, 0), Finding(found, 1, Reproduced()), launcher())
    assert told.replay.deviation.how is How.LEAK


ANSWERS = "    def query_status(self, handle: int, request: bytes) -> tuple[int, bytes]:\n"


def test_a_driver_that_keeps_what_each_request_took_leaks(smallest: Smallest) -> None:
    (found,) = CASE.judged(Judge(launched(smallest((ANSWERS, ANSWERS + KEEPS.format(10_000)))))).found
    assert found.about == (CLAUSE, How.LEAK)


def test_a_request_that_is_answered_wrong_hides_no_leak(smallest: Smallest) -> None:
    wrong = ANSWERS + "        return E_POINTER, b''\n"
    driver = smallest((ANSWERS, wrong), (OPENS, OPENS + KEEPS.format(200_000)))
    answered, leaks = CASE.judged(Judge(launched(driver))).found
    assert (answered.deviation.clause, leaks.about) == ("COPP-176", (CLAUSE, How.LEAK))


def test_what_is_taken_once_is_no_leak(smallest: Smallest) -> None:
    once = "        self.cache = getattr(self, 'cache', None) or bytearray(64 << 20)\n"
    assert CASE.judged(Judge(launched(smallest((OPENS, OPENS + once))))).found == ()


class KeepsPlaces(ReferenceDriver):
    """Has so many places for devices, and gives none back."""

    places = 100
    taken = 0

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        if self.taken == self.places:
            return HResult.E_UNEXPECTED, 0
        self.taken += 1
        return super().open_video_session(dev_id, handle)


def test_a_driver_that_gives_no_place_back_is_found_out_when_there_is_none_left() -> None:
    judged = CASE.judged(Judge(KeepsPlaces))
    (found,) = judged.found
    assert found.deviation.clause == "COPP-123"
    assert len(found.intents) == KeepsPlaces.places * len(CASE.session) + 1
    assert judged.steps[CLAUSE] == 0
    told = violation(CASE.bench(KeepsPlaces, 0), Finding(found, 1, Reproduced()), KeepsPlaces())
    opened = [each for each in told.replay.intents if each.call == "COPPOpenVideoSession"]
    assert len(opened) == KeepsPlaces.places + 1


class TakesSoManyCommands(ReferenceDriver):
    """Has places for so many commands, whatever session they are of."""

    places = 100

    def __init__(self) -> None:
        super().__init__()
        self.taken: int = 0

    def command(self, handle: Handle, command: bytes) -> int:
        self.taken += 1
        return super().command(handle, command) if self.taken <= self.places else HResult.E_UNEXPECTED


class AppliesSoManyLevels(TakesSoManyCommands):
    def command(self, handle: Handle, command: bytes) -> int:
        self.taken += 1
        return ReferenceDriver.command(self, handle, command)

    def applied(self, output: int, protection_type: int) -> int:
        return super().applied(output, protection_type) if self.taken <= self.places else 0


@pytest.mark.parametrize("driver", [TakesSoManyCommands, AppliesSoManyLevels])
def test_a_driver_that_has_had_enough_of_sessions_is_found_out(driver: type[ReferenceDriver]) -> None:
    (found,) = CASE.judged(Judge(driver)).found
    assert found.intents[-1].call == "COPPCommand, set protection level"


def test_a_driver_that_is_gone_is_lost() -> None:
    def gone() -> ReferenceDriver:
        raise InvalidTarget("it cannot be started")

    judged = CASE.judged(Judge(gone))
    assert (judged.calls, judged.found, judged.lost) == (0, (), "it cannot be started")
