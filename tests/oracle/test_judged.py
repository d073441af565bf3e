"""A driver in front of one suite: each clause that it breaks is found, also one that another one hides."""

from collections import Counter
from dataclasses import replace

import pytest

from coppspec.driver.device import COPPDevice
from coppspec.driver.protocol import Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.step import Intent
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.judged import MOST_HANGS, OFTEN, Broke, Found, Judge, Judged
from coppspec.properties.bench import Test
from coppspec.properties.cause import Cause
from coppspec.properties.guard import BrokeDown
from coppspec.properties.inspection import How
from coppspec.properties.suite import Cover, Suite
from coppspec.properties.suites import suites
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
HANDSHAKE = (OPEN, LENGTH, KEYS, START)
LOCAL = Intent("COPPQueryStatus, local protection level", 0, about="HDCP")
TYPES = Intent("COPPQueryStatus, protection type", 0)
SET = Intent("COPPCommand, set protection level", 0, level=1, about="HDCP")


def of(*tests: Test) -> Suite:
    """A suite of these sequences."""
    return Suite("these", Engine(DEVICE), (0,), Cover((), (), also=tests))


def judged(make_driver: MakeDriver, *tests: Test, broke: Broke | None = None) -> Judged:
    return Judge(make_driver, broke=Broke() if broke is None else broke).judge(of(*tests))


def about(judged: Judged) -> dict[tuple[str, How], Found]:
    return {each.about: each for each in judged.found}


class OpensTwice(COPPDevice):
    def verify_not_open(self) -> None:
        """Not checked."""


class ForgetsTheRandomNumber(COPPDevice):
    def verify_random_number(self, sequence: bytes) -> None:
        """Not checked."""


class HasTwoFaults(OpensTwice, ForgetsTheRandomNumber):
    """The second shows behind the first."""


class ForgetsItsLevel(COPPDevice):
    """Answers another level than it has."""

    def local_level(self, nonce: bytes, protection_type: int) -> bytes:
        del protection_type
        return self.number(nonce, 7)


def driver(device: type[COPPDevice]) -> MakeDriver:
    return lambda: ReferenceDriver(device=device)


# Deviations.


def test_a_driver_that_does_right_is_asked_everything_once() -> None:
    found = judged(ReferenceDriver, HANDSHAKE, (*HANDSHAKE, SET))
    assert (found.sequences, found.calls, found.found) == (1, 5, ())
    assert (found.cut, found.lost, found.broke) == (0, "", Broke())
    assert found.machine == DEVICE.name
    assert found.steps["COPP-162"] == 1


def test_a_deviation_is_kept_with_its_shortest_sequence_and_how_often_it_was_met() -> None:
    wrong = START._replace(defects=("another random number",))
    tests = (
        (*HANDSHAKE[:3], wrong),
        (OPEN, CLOSE, *HANDSHAKE[:3], wrong),
        (OPEN, LENGTH, CLOSE, *HANDSHAKE[:3], wrong),
    )
    (found,) = judged(driver(ForgetsTheRandomNumber), *tests).found
    assert found.about == ("COPP-152", How.ANSWER)
    assert found.intents == tests[0]
    assert found.times == 3
    assert found.suite == "these"
    assert found.answers == ("S_OK", "S_OK", "S_OK", "it answered S_OK")
    assert found.disagreement.intents == tests[0]


def test_a_fault_behind_another_one_is_found_too() -> None:
    """The second open changes nothing, so what follows is tried again without it."""
    test = (OPEN, OPEN, LENGTH, KEYS, START._replace(defects=("another random number",)))
    found = about(judged(driver(HasTwoFaults), test))
    assert found.keys() == {("Q22", How.ANSWER), ("COPP-152", How.ANSWER)}
    assert found["Q22", How.ANSWER].intents == test[:2]
    assert found["COPP-152", How.ANSWER].intents == (OPEN, *test[2:])


def test_a_fault_that_changes_what_follows_ends_its_sequence() -> None:
    """What a start that should have been refused leaves behind is not known."""
    test = (*HANDSHAKE[:3], START._replace(defects=("another random number",)), OPEN)
    assert about(judged(driver(HasTwoFaults), test)).keys() == {("COPP-152", How.ANSWER)}


class AnswersWrongInTwoWays(COPPDevice):
    """Forgets the nonce while nothing is protected, and the level while something is."""

    def local_level(self, nonce: bytes, protection_type: int) -> bytes:
        if not any(self.levels.values()):
            return super().local_level(bytes(len(nonce)), protection_type)
        return self.number(nonce, 0)


def test_one_call_that_is_wrong_in_two_ways_is_found_in_both() -> None:
    tests = (*HANDSHAKE, LOCAL), (*HANDSHAKE, SET, LOCAL)
    found = about(judged(driver(AnswersWrongInTwoWays), *tests))
    assert {clause: each.intents for (clause, _), each in found.items()} == {
        "COPP-176": tests[0],
        "COPP-605": tests[1],
    }


def test_a_letter_that_is_wrong_is_met_again_in_another_place_only() -> None:
    tests = (*HANDSHAKE, LOCAL, TYPES, LOCAL), (*HANDSHAKE, LOCAL, LOCAL), (*HANDSHAKE, SET, LOCAL)
    (found,) = judged(driver(ForgetsItsLevel), *tests).found
    assert found.intents == (*HANDSHAKE, LOCAL)
    assert found.times == 2


def test_the_seeds_of_a_sequence_follow_from_its_place() -> None:
    wrong = START._replace(defects=("another random number",))
    make_driver = driver(ForgetsTheRandomNumber)
    suite = of(HANDSHAKE, (OPEN, CLOSE, *HANDSHAKE[:3], wrong))
    (found,) = Judge(make_driver, 7).judge(suite).found
    assert found.seed == 8
    again = suite.bench(make_driver, found.seed).disagreement(found.intents)
    assert again is not None
    assert again.deviation == found.deviation


# Breaking down.


class Breaks(ReferenceDriver):
    """Breaks down when a device is closed."""

    cause = Cause.EXCEPTION

    def close_video_session(self, handle: Handle) -> int:
        raise BrokeDown(f"broke down with handle {handle}", self.cause)


class Hangs(Breaks):
    cause = Cause.NO_ANSWER


class Garbles(Breaks):
    cause = Cause.WRONG_TYPE


@pytest.mark.parametrize("kind", [Breaks, Hangs, Garbles])
def test_each_way_of_breaking_down_is_a_kind_of_its_own(kind: type[Breaks]) -> None:
    (found,) = judged(kind, (OPEN, CLOSE)).found
    assert found.about == ("COPP-183", kind.cause.how)
    assert found.answers == ("S_OK", "it broke down with handle 1")


def closes(times: int) -> list[Test]:
    """So many different sequences that close a device in the same state."""
    return [(*(OPEN,) * (1 + number), CLOSE) for number in range(times)]


@pytest.mark.parametrize("kind", [Breaks, Garbles, Hangs])
def test_a_call_that_breaks_down_often_is_not_made_any_more(kind: type[Breaks]) -> None:
    often = OFTEN[kind.cause.how]
    found = judged(kind, *closes(often + 3))
    assert found.cut == 3
    assert found.sequences == often + 3
    assert about(found)["COPP-183", kind.cause.how].times == often
    assert sum(found.broke.values()) == often
    assert found.calls == sum(map(len, closes(often + 3))) - 3


def test_where_it_broke_down_before_is_known_and_told_no_more() -> None:
    first = judged(Breaks, *closes(OFTEN[How.CRASH]))
    second = judged(Breaks, *closes(2), broke=Counter(first.broke))
    assert second.found == ()
    assert (second.cut, second.broke) == (2, Broke())


def test_a_driver_that_hangs_in_everything_is_given_up() -> None:
    class HangsAlways(ReferenceDriver):
        def get_certificate_length(self, handle: Handle) -> tuple[int, int]:
            raise BrokeDown(f"gave no answer about {handle}", Cause.NO_ANSWER)

        def close_video_session(self, handle: Handle) -> int:
            raise BrokeDown(f"gave no answer about {handle}", Cause.NO_ANSWER)

        def command(self, handle: Handle, command: bytes) -> int:
            raise BrokeDown(f"gave no answer about {handle} and {len(command)} bytes", Cause.NO_ANSWER)

        def query_status(self, handle: Handle, request: bytes) -> tuple[int, bytes]:
            raise BrokeDown(f"gave no answer about {handle} and {len(request)} bytes", Cause.NO_ANSWER)

    broke = Broke({(("", OPEN), How.HANG): MOST_HANGS - 1})
    found = judged(HangsAlways, (OPEN, LENGTH), (OPEN, CLOSE), broke=broke)
    assert found.lost == f"it took all of its time {MOST_HANGS} times, so the rest was not run"
    assert (found.sequences, found.calls) == (0, 2)
    assert [each.about for each in found.found] == [("COPP-132", How.HANG)]
    nothing = judged(HangsAlways, (OPEN, CLOSE), broke=broke)
    assert (nothing.sequences, nothing.calls, nothing.lost) == (0, 0, found.lost)


# Losing it.


class Vanishing:
    """A driver that can be started so many times."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self) -> ReferenceDriver:
        if not self.left:
            raise InvalidTarget("it cannot be started")
        self.left -= 1
        return ReferenceDriver(device=OpensTwice)


def test_what_was_found_before_a_driver_could_not_be_started_again_is_kept() -> None:
    found = judged(Vanishing(3), (OPEN, OPEN), (OPEN, CLOSE, OPEN), (OPEN, CLOSE, OPEN, CLOSE))
    assert found.lost == "it cannot be started"
    assert [each.about for each in found.found] == [("Q22", How.ANSWER)]
    assert found.sequences == 1
    assert found.steps["COPP-123"] > 0


def test_a_driver_that_cannot_be_started_at_all_is_lost_and_not_wrong() -> None:
    found = judged(Vanishing(0), HANDSHAKE)
    assert (found.sequences, found.calls, found.found) == (0, 0, ())
    assert found.lost == "it cannot be started"


def test_a_bench_that_fails_is_no_fault_of_the_driver() -> None:
    class CannotLimitKeys(ReferenceDriver):
        def limit_keys(self, adapter: int, keys: int) -> None:
            raise OSError(f"no such register: {adapter}, {keys}")

    found = judged(CannotLimitKeys, HANDSHAKE)
    assert found.found == ()
    keys = next(each for each in suites() if each.name == "one copy-protection session")
    few = replace(keys, cover=Cover((), (), also=((Intent("VP_COMMAND_GET"),),)))
    lost = Judge(CannotLimitKeys).judge(few)
    assert lost.found == ()
    assert lost.lost.startswith("limit_keys, which 'few keys' promises, broke down with OSError")


def test_a_code_that_is_none_is_told_as_it_is() -> None:
    class Odd(ReferenceDriver):
        def close_video_session(self, handle: Handle) -> int:
            return super().close_video_session(handle) + 77

    (found,) = judged(Odd, (OPEN, CLOSE)).found
    assert found.answers[-1] == "it answered 0x0000004D"
