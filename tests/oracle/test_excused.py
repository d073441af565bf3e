"""A reading excuses a deviation only if the driver follows it wherever the deviation was met."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from coppspec.model.profile import Profile
from coppspec.oracle import check as checking
from coppspec.oracle.check import Order, check
from coppspec.oracle.inference import Inferred
from coppspec.oracle.judgement import Against, Status
from coppspec.properties.trial import MakeDriver

pytestmark = pytest.mark.slow

Smallest = Callable[..., str]
LOWEST = ("return max((", "return min((")
"""The level of the device that asks for least: some sequences look like HDCP that settles later."""
TWO = "two devices on one connector"
RETRY = ("        device.state = State.ATTEMPT_SPENT  # there is one, also when it fails (COPP-154)\n", "")


def test_a_reading_that_is_broken_elsewhere_is_no_excuse(smallest: Smallest) -> None:
    judgement = check(Order(smallest(LOWEST), only=TWO))
    (violation,) = judgement.violations
    assert violation.clause == "COPP-612"
    assert ("hdcp_delay", "later") in violation.excuses
    assert judgement.against(violation) is Against.TEXT
    assert judgement.status is Status.VIOLATES


def test_what_a_driver_does_throughout_is_a_reading(
    smallest: Smallest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that probing has not found."""

    def infer(_make: MakeDriver, _seed: int) -> Inferred:
        return Inferred(Profile(), {}, {}, {}, ())

    monkeypatch.setattr(checking, "infer", infer)
    order = Order(smallest(RETRY), only="control, complete with no extra states")
    judgement = check(order)
    assert (judgement.status, judgement.violations) == (Status.CONFORMS, ())
    held = check(replace(order, profile=Profile()))
    (violation,) = held.violations
    assert (violation.clause, held.against(violation)) == ("COPP-154", Against.PROFILE)
