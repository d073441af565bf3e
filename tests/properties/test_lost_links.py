"""A level that falls with the link is no breach, until the counts of its connector change."""

import pytest

from coppspec.driver.levels import HDCP, SharedConnector
from coppspec.driver.protocol import Capability
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.constants import ProtectionType
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.key_calls import ACTIVATE
from coppspec.model.profile import Profile
from coppspec.model.step import Intent
from coppspec.model.together import Together
from coppspec.properties.bench import Bench, Test
from coppspec.properties.correct_links import (
    AppliesNothingWithoutALink,
    LeavesHDCPOnWhileThereIsALink,
    ShowsNoLevelWithoutALink,
)
from coppspec.properties.suites import suites

COMMAND = "COPPCommand, set protection level"
GLOBAL, LOCAL = (f"COPPQueryStatus, {which} protection level" for which in ("global", "local"))
HANDSHAKE = ("COPPOpenVideoSession", "COPPGetCertificateLength", "COPPKeyExchange", "COPPSequenceStart")
STARTED: Test = tuple(Intent(call, 0) for call in HANDSHAKE)
LOST = Intent("link lost", 0)


def level(level: int) -> Intent:
    return Intent(COMMAND, 0, (), level, 0, "HDCP")


def asked(call: str) -> Intent:
    return Intent(call, 0, (), None, 0, "HDCP")


class NeverComesBack(ShowsNoLevelWithoutALink):
    """Stays without protection, whatever is commanded after the link was lost."""

    def connector(self, output: int) -> SharedConnector:
        connector = super().connector(output)
        if getattr(self, "is_lost", False):
            connector.hardware[HDCP] = 0
        return connector

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        super().inject(event, target, argument)
        self.is_lost = event is Capability.LINK_LOST


class LosesTheLevelOnItsOwn(ReferenceDriver):
    """Drops protection when the connector is reconfigured, and the link is there."""

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        super().inject(event, target, argument)
        if event is Capability.CONNECTOR_RECONFIGURED:
            self.connector(target).hardware[HDCP] = 0


class ForgetsTheLocalLevel(ShowsNoLevelWithoutALink):
    """Takes back what the session has asked for, and not only what is applied."""

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        super().inject(event, target, argument)
        for handle in self.on(target):
            self.devices[handle].levels |= {HDCP: 0}


def found(kind: type[ReferenceDriver], *test: Intent, profile: Profile | None = None) -> str | None:
    disagreement = Bench(Engine(DEVICE, profile or Profile()), (0,), kind).disagreement((*STARTED, *test))
    return None if disagreement is None else disagreement.deviation.clause


@pytest.mark.parametrize("kind", [ReferenceDriver, ShowsNoLevelWithoutALink])
def test_either_level_is_legal_until_a_count_changes(kind: type[ReferenceDriver]) -> None:
    looked = (asked(GLOBAL), asked(LOCAL))
    again = (level(0), asked(GLOBAL), level(1), asked(GLOBAL))
    assert found(kind, level(1), LOST, *looked, *again, LOST, level(1), *looked) is None


def test_the_level_comes_back_when_a_count_changes() -> None:
    assert found(NeverComesBack, level(1), LOST, asked(GLOBAL)) is None
    assert found(NeverComesBack, level(1), LOST, level(0), level(1)) == "COPP-612"


STICKY = Profile(hdcp_sticky="on")


class IsLeftOff(LeavesHDCPOnWhileThereIsALink, NeverComesBack):
    """Stays without protection for good, and takes itself for one that leaves HDCP on."""


def test_what_the_link_has_taken_is_not_left_on_at_level_0() -> None:
    off = (level(1), LOST, level(0), asked(GLOBAL), level(0))
    assert found(LeavesHDCPOnWhileThereIsALink, *off, level(1), level(0), profile=STICKY) is None
    assert found(ReferenceDriver, level(1), LOST, level(0), profile=STICKY) is None
    assert found(ReferenceDriver, level(1), LOST, level(0), level(1), level(0), profile=STICKY) is not None
    assert found(IsLeftOff, *off, profile=STICKY) is None
    assert found(IsLeftOff, *off, level(1), profile=STICKY) == "COPP-612"


def test_another_event_takes_no_level_away() -> None:
    event = Intent("connector reconfigured", 0)
    assert found(LosesTheLevelOnItsOwn, level(1), event) == "COPP-612"


def test_the_local_level_stays() -> None:
    assert found(ForgetsTheLocalLevel, level(1), LOST, asked(LOCAL)) == "COPP-605"


def test_it_is_accused_in_no_suite_about_events() -> None:
    about = [each for each in suites() if each.engine.machine is DEVICE and "event" in each.name]
    assert about
    assert not any(each.catches(ShowsNoLevelWithoutALink) for each in about)


class TakesTheLevelOfSessionsAlong(AppliesNothingWithoutALink):
    """Applies nothing at all without a link, whoever asks for it."""

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        super().inject(event, target, argument)
        if event is Capability.LINK_LOST:
            self._miniport(0).hardware = 0


@pytest.mark.parametrize(
    ("kind", "clause"), [(AppliesNothingWithoutALink, None), (TakesTheLevelOfSessionsAlong, "VPCP-702")]
)
def test_the_level_of_copy_protection_sessions_does_not_go_with_the_link(
    kind: type[ReferenceDriver], clause: str | None
) -> None:
    acp = Intent(COMMAND, 0, (), 3, 0, "ACP")
    bench = Bench(Together(1), (0, 0), kind)
    alone = bench.disagreement((*STARTED, acp, LOST, asked(GLOBAL)._replace(about="ACP")))
    assert alone is None
    found = bench.disagreement((*STARTED, acp, Intent(ACTIVATE, None, (), 2), LOST))
    assert (None if found is None else found.deviation.clause) == clause


class LeavesTheLevelOn(SharedConnector):
    """Does not write to the hardware when a device is closed."""

    def remove(self, protection_type: ProtectionType, level: int) -> None:
        self.counts[protection_type][level] -= 1


def test_what_a_device_leaves_on_is_not_blamed_on_both_sides() -> None:
    acp, close = Intent(COMMAND, 0, (), 3, 0, "ACP"), Intent("COPPCloseVideoSession", 0)
    bench = Bench(Together(1), (0, 0), lambda: ReferenceDriver(connector=LeavesTheLevelOn))
    found = bench.disagreement((*STARTED, acp, close))
    assert found is not None
    assert found.deviation.clause == "COPP-184"
