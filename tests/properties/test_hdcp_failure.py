"""A display with which HDCP authentication fails: in the command, or later, with the flag (X11)."""

from collections.abc import Callable
from typing import Literal

import pytest

from coppspec.driver.device import COPPDevice
from coppspec.driver.levels import HDCP, SharedConnector
from coppspec.driver.options import Options
from coppspec.driver.protocol import Capability, Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.refusal import Refused
from coppspec.model.codes import HResult
from coppspec.model.conditions import HDCP_FAULT
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.profile import Profile
from coppspec.model.step import Intent
from coppspec.oracle.inference import infer
from coppspec.properties.bench import Bench, Test
from coppspec.properties.correct_links import LeavesHDCPOnWhereItWasAuthenticated
from coppspec.properties.projections import HANDSHAKE
from coppspec.properties.suite import Suite
from coppspec.properties.suites import suites
from coppspec.properties.zoo import MESSAGES

Reading = Literal["in the command", "in the command, moved", "later"]
AT_ONCE: Reading = "in the command"
MOVED: Reading = "in the command, moved"
LATER: Reading = "later"


def suite(reading: Reading) -> Suite:
    """The commands on the output that offers most, held to a reading."""
    return next(each for each in suites(Profile(hdcp_failure=reading)) if each.name == MESSAGES)


def failing(reading: Reading) -> tuple[Test, ...]:
    """Its sequences in which authentication fails."""
    return tuple(test for test in suite(reading).tests if any(HDCP_FAULT in each.defects for each in test))


def found(reading: Reading, make: Callable[[], Driver]) -> list[str]:
    """What is found in them."""
    of = suite(reading)
    disagreements = (of.bench(make, 0).disagreement(test) for test in failing(reading))
    return [each.deviation.clause for each in disagreements if each is not None]


@pytest.mark.parametrize("reading", [AT_ONCE, MOVED, LATER])
def test_a_driver_of_either_kind_is_held_to_its_reading(reading: Reading) -> None:
    assert failing(reading)
    assert found(reading, lambda: ReferenceDriver(Options(hdcp_failure=reading))) == []


def test_a_driver_of_one_kind_parts_from_the_other_reading() -> None:
    assert set(found(AT_ONCE, lambda: ReferenceDriver(Options(hdcp_failure=LATER)))) == {"X11"}
    assert set(found(LATER, lambda: ReferenceDriver(Options(hdcp_failure=AT_ONCE)))) == {"COPP-162"}
    assert found(AT_ONCE, lambda: ReferenceDriver(Options(hdcp_failure=MOVED)))
    assert found(MOVED, lambda: ReferenceDriver(Options(hdcp_failure=AT_ONCE)))


@pytest.mark.thorough
@pytest.mark.parametrize("reading", [AT_ONCE, MOVED, LATER])
def test_the_reading_of_a_driver_is_found(reading: Reading) -> None:
    found = infer(lambda: ReferenceDriver(Options(hdcp_failure=reading)))
    assert (found.told["hdcp_failure"], found.unexplained) == ((reading,), ())


class RefusesWithItsOwnCode(COPPDevice):
    """Has another failure than E_FAIL, which is discouraged (COPP-107)."""

    def verify_authentication(self, protection_type: int, level: int) -> None:
        """E_UNEXPECTED."""
        try:
            super().verify_authentication(protection_type, level)
        except Refused:
            raise Refused(HResult.E_UNEXPECTED) from None


def test_any_failure_of_the_command_is_right() -> None:
    assert found(AT_ONCE, lambda: ReferenceDriver(device=RefusesWithItsOwnCode)) == []


class TriesAgain(SharedConnector):
    """Authenticates once more when it has failed, and succeeds."""

    def give_up(self) -> None:
        """Stays on; the flag was raised."""


def test_a_driver_that_tries_again_and_says_so_is_right() -> None:
    options = Options(hdcp_failure=LATER)
    assert found(LATER, lambda: ReferenceDriver(options, connector=TriesAgain)) == []


class SaysNothing(COPPDevice):
    """Leaves HDCP off, and raises no flag."""

    def lose_authentication(self) -> None:
        """Without a word."""
        self.connector.give_up()


class ForgetsTheLevel(COPPDevice):
    """Takes back what the application asked for, in a command that succeeded."""

    def lose_authentication(self) -> None:
        """Back to 0."""
        super().lose_authentication()
        self.connector.move(HDCP, self.levels[HDCP], 0)
        self.levels[HDCP] = 0


@pytest.mark.parametrize(("device", "clause"), [(SaysNothing, "COPP-806"), (ForgetsTheLevel, "COPP-605")])
def test_what_is_wrong_later_is_found(device: type[COPPDevice], clause: str) -> None:
    options = Options(hdcp_failure=LATER)
    assert clause in found(LATER, lambda: ReferenceDriver(options, device=device))


def test_it_fails_for_one_command_alone() -> None:
    driver = ReferenceDriver()
    code, handle = driver.open_video_session(0)
    driver.inject(Capability.HDCP_FAILURE, 0)
    assert (code, driver.connector(0).authenticates) == (HResult.S_OK, False)
    assert driver.command(handle, bytes(4096)) == HResult.E_UNEXPECTED
    assert driver.connector(0).authenticates


BOTH = Profile(hdcp_failure="later", hdcp_sticky="on")


def test_what_was_never_on_is_not_left_on_at_level_0() -> None:
    level = [Intent("COPPCommand, set protection level", 0, (), each, 0, "HDCP") for each in (0, 1)]
    fails = level[1]._replace(defects=(HDCP_FAULT,))
    started = tuple(Intent(call, 0) for call in HANDSHAKE)
    bench = Bench(Engine(DEVICE, BOTH), (0,), LeavesHDCPOnWhereItWasAuthenticated)
    assert bench.disagreement((*started, fails, level[0], level[1], level[0])) is None
    switches_off = Bench(Engine(DEVICE, BOTH), (0,), lambda: ReferenceDriver(Options(hdcp_failure=LATER)))
    assert switches_off.disagreement((*started, fails, level[0])) is None
    assert switches_off.disagreement((*started, fails, level[0], level[1], level[0])) is not None
