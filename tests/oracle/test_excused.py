"""A reading excuses a deviation only if the driver follows it wherever the deviation was met."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from coppspec.model.profile import Profile
from coppspec.oracle import check as checking
from coppspec.oracle.check import check
from coppspec.oracle.grounds import Against
from coppspec.oracle.inference import Inferred
from coppspec.oracle.judgement import Status
from coppspec.oracle.sitting import Order
from coppspec.properties.trial import MakeDriver

pytestmark = pytest.mark.slow

Smallest = Callable[..., str]
LOWEST = ("return max((", "return min((")
"""The level of the device that asks for least: some sequences look like HDCP that settles later."""
TWO = "two devices on one connector"
RETRY = ("        device.state = State.ATTEMPT_SPENT  # there is one, also when it fails (COPP-154)\n", "")


@pytest.mark.thorough
def test_a_reading_that_is_broken_elsewhere_is_no_excuse(smallest: Smallest) -> None:
    judgement = check(Order(smallest(LOWEST), only=TWO))
    (violation,) = judgement.violations
    assert violation.clause == "COPP-612"
    assert ("hdcp_delay", "later") in violation.excuses
    assert judgement.grounds(violation).against is Against.TEXT
    assert judgement.status is Status.VIOLATES


def test_what_a_driver_does_throughout_is_a_reading(
    smallest: Smallest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that probing has not found."""

    def infer(_make: MakeDriver, _seed: int, _progress: object) -> Inferred:
        return Inferred(Profile(), {}, {}, {}, ())

    monkeypatch.setattr(checking, "infer", infer)
    order = Order(smallest(RETRY), only="control, complete with no extra states")
    judgement = check(order)
    assert (judgement.status, judgement.violations) == (Status.CONFORMS, ())
    held = check(replace(order, profile=Profile()))
    (violation,) = held.violations
    assert (violation.clause, held.grounds(violation).against) == ("COPP-154", Against.PROFILE)


ELSEWHERE = """
from dataclasses import replace

from coppspec.driver.device import COPPDevice
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.reference import ReferenceDriver


class Device(COPPDevice):
    def unknown(self, nonce: bytes, kind: int) -> bytes:
        return b"" if self.connector.output.connector == 2 else super().unknown(nonce, kind)


class Driver(ReferenceDriver):
    capabilities = frozenset()
    outputs = (OUTPUTS[0], OUTPUTS[5], replace(OUTPUTS[5], connector=6), OUTPUTS[3])
    adapters = ()

    def __init__(self) -> None:
        super().__init__(device=Device)
"""
"""Answers unknown requests on one output, and refuses them on the other: two readings of one point."""


def test_a_reading_that_is_followed_on_one_output_alone_is_no_excuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "of_two_minds.py").write_text(ELSEWHERE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def infer(_make: MakeDriver, _seed: int, _progress: object) -> Inferred:
        return Inferred(Profile(), {}, {}, {}, ())

    monkeypatch.setattr(checking, "infer", infer)
    judgement = check(Order("py:of_two_minds:Driver", only=" output"))
    (violation,) = judgement.violations
    assert ("unknown_status_ok", "empty success") in violation.excuses
    assert violation.mixture.startswith(
        "mixes interpretations of Q14 (unknown_status_ok): 'empty success' in "
    )
    assert judgement.grounds(violation).against is Against.MIXTURE
    assert judgement.status is Status.VIOLATES


SEEDED = """
from random import Random

from coppspec.driver.reference import ReferenceDriver


class Driver(ReferenceDriver):
    def __init__(self) -> None:
        super().__init__(random_bytes=Random(0).randbytes)
"""
"""Begins anew with each start."""


def test_no_reading_excuses_what_takes_several_drivers_to_see(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seeded.py").write_text(SEEDED, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    judgement = check(Order("py:seeded:Driver", profile=Profile(), only="after each start"))
    found = (*judgement.violations, *judgement.differences)
    told = {(each.clause, each.excuses, each.mixture) for each in found}
    assert told == {("COPP-144", (), ""), ("VPCP-506", (), "")}
