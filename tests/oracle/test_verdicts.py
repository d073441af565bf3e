"""A verdict for each clause: what the steps say of it, and why nothing is said where they do not."""

from collections import Counter

import pytest

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.profile import Profile
from coppspec.model.renderer import RENDERER
from coppspec.model.step import Intent
from coppspec.model.together import TOGETHER
from coppspec.oracle.judged import About, Found, Judged, lost
from coppspec.oracle.verdicts import BEFORE, ELSEWHERE, Court, OfClause, Verdict
from coppspec.properties.declared import Declared
from coppspec.properties.inspection import Deviation

ABLE = Declared(OUTPUTS, tuple(Capability), ADAPTERS)
DEVICES_ALONE = Declared(OUTPUTS, (Capability.APPLIED,), ())
MACHINES = (DEVICE.name, RENDERER.name, COPY_PROTECTION_SESSIONS.name, TOGETHER.name)
FOUND = Found(
    "a suite", 0, (Intent("COPPOpenVideoSession", 0),), Deviation("S_OK", "said no", "COPP-123"), ("",)
)


def ran(machine: str, *found: Found, **steps: int) -> Judged:
    return Judged(
        "a suite", machine, 1, 9, 0, Counter({each.replace("_", "-"): n for each, n in steps.items()}), found
    )


def court(
    *judged: Judged,
    declared: Declared = ABLE,
    profile: Profile | None = None,
    readings: dict[str, str] | None = None,
    violated: tuple[About, ...] = (),
    whole: bool = True,
) -> dict[str, OfClause]:
    held_to = Profile() if profile is None else profile
    verdicts = Court(judged, declared, held_to, readings or {}, violated, whole).verdicts()
    return {each.id: each for each in verdicts}


def test_what_was_exercised_and_not_violated_conforms() -> None:
    said = court(ran(DEVICE.name, COPP_152=3), ran(RENDERER.name, COPP_152=4))["COPP-152"]
    assert said == OfClause("COPP-152", Verdict.CONFORMS, 7)


def test_what_is_violated_is_so_whatever_else_was_exercised() -> None:
    said = court(ran(DEVICE.name, FOUND, COPP_123=3), violated=(FOUND.about,))["COPP-123"]
    assert said == OfClause("COPP-123", Verdict.VIOLATES, 3)


def test_a_reading_that_is_not_recommended_is_named() -> None:
    said = court(ran(DEVICE.name, Q04=3), readings={"sequence_start_retry": "retry"})["Q04"]
    assert (said.verdict, said.reason) == (Verdict.READING, "sequence_start_retry = retry (Q04)")


def test_everything_that_can_deviate_has_a_verdict() -> None:
    """Also what a driver is told that breaks down while it shows its levels, or that leaks."""
    every = court()
    assert {"COPP-606", "COPP-186", "Q30", "COPP-176"} <= every.keys()
    assert list(every) == sorted(every, key=list(every).index)


# What always holds.


def test_what_always_holds_conforms_if_nothing_is_violated_in_its_machine() -> None:
    said = court(ran(DEVICE.name, COPP_123=9))["INV-1"]
    assert (said.verdict, said.steps) == (Verdict.CONFORMS, 9)


def test_what_always_holds_is_not_decided_where_something_is_violated() -> None:
    said = court(*(ran(each, FOUND) for each in MACHINES), violated=(FOUND.about,))
    assert (said["INV-1"].verdict, said["INV-1"].reason) == (Verdict.INCONCLUSIVE, ELSEWHERE)


def test_what_always_holds_is_not_decided_by_a_part_of_the_suites() -> None:
    assert court(ran(DEVICE.name), whole=False)["INV-1"].verdict is Verdict.NOT_EXERCISED


def test_what_always_holds_is_not_decided_where_a_suite_was_lost() -> None:
    said = court(ran(DEVICE.name), lost("another", DEVICE.name, "it was gone"))["INV-1"]
    assert (said.verdict, said.reason) == (Verdict.INCONCLUSIVE, "it was gone")


# What no step reached.


def test_behind_a_violation_nothing_is_said_of_what_was_not_reached() -> None:
    said = court(*(ran(each, FOUND) for each in MACHINES), violated=(FOUND.about,))["COPP-162"]
    assert (said.verdict, said.reason) == (Verdict.INCONCLUSIVE, BEFORE)


def test_in_a_part_it_is_not_exercised() -> None:
    said = court(ran(DEVICE.name, FOUND), violated=(FOUND.about,), whole=False)["COPP-162"]
    assert (said.verdict, said.reason) == (Verdict.NOT_EXERCISED, "no step reached it")


@pytest.mark.parametrize("found", [(), (FOUND,)])
@pytest.mark.parametrize(
    ("clause", "reason"),
    [
        ("COPP-905", "the driver declares no device lost"),
        ("COPP-204", "the driver declares no renderer"),
        ("VPCP-551", "the driver declares no adapter"),
        ("VPCP-702", "the driver declares no adapter beside its devices"),
    ],
)
def test_what_a_driver_does_not_declare_is_unsupported(
    clause: str, reason: str, found: tuple[Found, ...]
) -> None:
    violated = tuple(each.about for each in found)
    said = court(ran(DEVICE.name, *found), declared=DEVICES_ALONE, violated=violated)[clause]
    assert (said.verdict, said.reason) == (Verdict.UNSUPPORTED, reason)


def test_a_clause_that_holds_under_another_reading_alone_has_no_verdict() -> None:
    assert "VPCP-558" not in court()
    assert "VPCP-558" in court(profile=Profile(session_limit="one, refused"))
