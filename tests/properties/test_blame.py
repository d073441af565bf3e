"""The clause that is named is the rule that was broken, not the check that noticed."""

from functools import cache

import pytest

from coppspec.driver.device import COPPDevice
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.refusal import Refused
from coppspec.model.codes import HResult
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.layouts import DXVA_COPPCommand
from coppspec.model.renderer import RENDERER
from coppspec.model.step import Intent
from coppspec.properties.bench import Bench, Test
from coppspec.properties.zoo_commands import TakesATagOverTheDataAlone
from coppspec.properties.zoo_devices import (
    ComparesTheRandomNumberOnFourBytes,
    NeverComparesTheRandomNumber,
    TakesACommandWithAnyTag,
)
from coppspec.properties.zoo_renderers import SaysThatThereIsNoHardwareWhereThereIsCOPP

START = "COPPSequenceStart"
COMMAND = "COPPCommand, set protection level"
EXCHANGED: Test = tuple(
    Intent(call, 0) for call in ("COPPOpenVideoSession", "COPPGetCertificateLength", "COPPKeyExchange")
)
ACTIVE: Test = (*EXCHANGED, Intent(START, 0))


class RefusesEverySequenceStart(COPPDevice):
    """Never becomes active."""

    def sequence_start(self, signature: bytes) -> None:  # noqa: ARG002  whatever it holds
        """Refused."""
        self.verify_key_exchanged()
        raise Refused(HResult.E_UNEXPECTED)


class WantsFortyBytesExactly(COPPDevice):
    """Refuses a start sequence with anything behind it."""

    def verify_length(self, sequence: bytes) -> None:
        """No more than there has to be."""
        if len(sequence) != 40:
            raise Refused(HResult.E_UNEXPECTED)


class RefusesALongBuffer(COPPDevice):
    """Wants the size of a command exactly."""

    def verify_command_input(self, command: bytes) -> None:
        """No more than there has to be."""
        if len(command) != DXVA_COPPCommand.size:
            raise Refused(HResult.E_INVALIDARG)


class TakesEveryModeForTooBig(COPPDevice):
    """Has no protection that goes with the resolution."""

    def verify_resolution(self, protection_type: int, level: int) -> None:  # noqa: ARG002  whatever is asked for
        """Too big."""
        raise Refused(HResult.DDERR_TOOBIGSIZE)


@cache
def engine() -> Engine:
    return Engine(DEVICE)


def start(defect: str) -> Test:
    return (*EXCHANGED, Intent(START, 0, (defect,)))


def command(defect: str) -> Test:
    return (*ACTIVE, Intent(COMMAND, 0, (defect,), 1, 0, "HDCP"))


@pytest.mark.parametrize(
    ("kind", "test", "clause"),
    [
        (ComparesTheRandomNumberOnFourBytes, start("random number right in 4 bytes"), "COPP-402"),
        (NeverComparesTheRandomNumber, start("random number right in 4 bytes"), "COPP-152"),
        (NeverComparesTheRandomNumber, start("random number of another session"), "COPP-152"),
        (TakesATagOverTheDataAlone, command("tag over the data alone"), "COPP-421"),
        (TakesACommandWithAnyTag, command("tag over the data alone"), "COPP-425"),
        (TakesACommandWithAnyTag, command("last byte of the tag wrong"), "COPP-425"),
        (WantsFortyBytesExactly, start("41 bytes, the sequence whole"), "COPP-408"),
        (WantsFortyBytesExactly, start("245 bytes, the sequence whole"), "Q02"),
        (RefusesEverySequenceStart, start("41 bytes, the sequence whole"), "COPP-153"),
        (RefusesALongBuffer, command("long buffer"), "COPP-104"),
        (TakesEveryModeForTooBig, (*ACTIVE, Intent(COMMAND, 0, (), 1, 0, "HDCP")), "COPP-164"),
    ],
)
def test_the_rule_that_was_broken_is_named(kind: type[COPPDevice], test: Test, clause: str) -> None:
    found = Bench(engine(), (0,), lambda: ReferenceDriver(device=kind)).disagreement(test)
    assert found is not None
    assert (found.deviation.clause, found.intents) == (clause, test)


def test_a_wrong_refusal_is_blamed_on_the_check() -> None:
    """The message is refused, as it has to be: what is wrong is the code."""

    class RefusesWithAnotherCode(COPPDevice):
        def verify_command_tag(self, command: bytes) -> None:
            try:
                super().verify_command_tag(command)
            except Refused:
                raise Refused(HResult.E_FAIL) from None

    bench = Bench(engine(), (0,), lambda: ReferenceDriver(device=RefusesWithAnotherCode))
    found = bench.disagreement(command("tag over the data alone"))
    assert found is not None
    assert found.deviation.clause == "COPP-425"


@pytest.mark.parametrize(
    "calls",
    [
        ("connect", "KeyExchange"),
        ("connect", "SessionSequenceStart"),
        ("connect", "ProtectionStatus, connector type"),
        ("connect", "ProtectionCommand, set protection level"),
    ],
    ids=lambda calls: str(calls[-1]),
)
def test_that_there_is_no_hardware_where_there_is_breaks_the_rule_about_that_code(
    calls: tuple[str, ...],
) -> None:
    def make_driver() -> ReferenceDriver:
        return ReferenceDriver(renderer=SaysThatThereIsNoHardwareWhereThereIsCOPP)

    engine = Engine(RENDERER)
    by_name = {each.name: each for each in engine.machine.calls}
    first = {name: next(iter(by_name[name].arguments)) for name in calls}
    test = tuple(Intent(name, 0, about=first[name][0], level=first[name][1]) for name in calls)
    found = Bench(engine, (0,), make_driver).disagreement(test)
    assert found is not None
    assert found.deviation.clause == "COPP-206"
    assert "VFW_E_NO_COPP_HW" in found.deviation.met
