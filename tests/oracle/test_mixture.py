"""A driver that mixes interpretations is told which, and where it follows each of them."""

from dataclasses import replace

from coppspec.driver.device import COPPDevice
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.profile import Profile
from coppspec.model.step import Intent
from coppspec.oracle.mixture import between, within
from coppspec.properties.bench import Bench
from coppspec.properties.zoo_devices import NeverComparesTheRandomNumber

HANDSHAKE = ("COPPOpenVideoSession", "COPPGetCertificateLength", "COPPKeyExchange", "COPPSequenceStart")
START = tuple(Intent(call, 0) for call in HANDSHAKE)
UNKNOWN = Intent("COPPQueryStatus, unknown request", 0)
ANSWERED = ("unknown_status_ok", "empty success")


class AnswersUnknownRequestsOnOneOutput(COPPDevice):
    """Two interpretations, each on outputs of its own."""

    def unknown(self, _: bytes, __: int) -> bytes:
        return b"" if self.connector.output.connector == 1 else super().unknown(_, __)


class RefusesUnknownRequestsAtFirst(COPPDevice):
    """Two interpretations, one after the other."""

    asked = False

    def unknown(self, _: bytes, __: int) -> bytes:
        if self.asked:
            return b""
        self.asked = True
        return super().unknown(_, __)


class AnswersUnknownRequests(COPPDevice):
    """One interpretation throughout."""

    def unknown(self, _: bytes, __: int) -> bytes:
        return b""


def bench(device: type[COPPDevice], dev_id: int = 0, profile: Profile | None = None) -> Bench:
    return Bench(Engine(DEVICE, profile), (dev_id,), lambda: ReferenceDriver(device=device))


def test_one_interpretation_on_one_output_and_another_elsewhere_is_a_mixture() -> None:
    test = (*START, UNKNOWN)
    here = bench(AnswersUnknownRequestsOnOneOutput, 1)
    there = bench(AnswersUnknownRequestsOnOneOutput, 0, Profile(unknown_status_ok="empty success"))
    found = between(here, test, ANSWERED, there, test)
    assert str(found) == (
        "mixes interpretations of Q14 (unknown_status_ok): 'empty success' in COPPQueryStatus, unknown "
        "request, session 1 (COPP device, output 1); 'refused' in COPPQueryStatus, unknown request, "
        "session 1 (COPP device, output 0)"
    )


def test_what_is_wrong_under_both_interpretations_is_no_mixture() -> None:
    wrong = (*START[:3], Intent("COPPSequenceStart", 0, ("another random number",)))
    here = bench(NeverComparesTheRandomNumber)
    there = replace(here, engine=here.engine.under(Profile(unknown_status_ok="empty success")))
    assert between(here, (*START, UNKNOWN), ANSWERED, there, wrong) is None
    assert within(here, wrong) is None


def test_an_interpretation_that_changes_with_time_is_a_mixture() -> None:
    found = within(bench(RefusesUnknownRequestsAtFirst), (*START, UNKNOWN, UNKNOWN))
    assert found is not None
    assert (found.choice, found.first.reading, found.second.reading) == (
        "unknown_status_ok",
        "refused",
        "empty success",
    )
    assert (found.first.where[:9], found.second.where[:9]) == ("in call 5", "in call 6")


def test_one_interpretation_throughout_is_no_mixture() -> None:
    assert within(bench(AnswersUnknownRequests), (*START, UNKNOWN, UNKNOWN)) is None
    assert within(bench(COPPDevice), (*START, UNKNOWN, UNKNOWN)) is None
