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
from coppspec.oracle.exercise import function_of
from coppspec.oracle.judged import About, Found, Judged
from coppspec.oracle.verdicts import BEFORE, ELSEWHERE, Court, OfClause, Verdict
from coppspec.properties.declared import Declared
from coppspec.properties.inspection import Deviation
from coppspec.properties.subjects import MACHINES as TABLES

ABLE = Declared(OUTPUTS, tuple(Capability), ADAPTERS)
DEVICES_ALONE = Declared(OUTPUTS, (Capability.APPLIED,), ())
MACHINES = (DEVICE.name, RENDERER.name, COPY_PROTECTION_SESSIONS.name, TOGETHER.name)
FOUND = Found(
    "a suite", 0, (Intent("COPPOpenVideoSession", 0),), Deviation("S_OK", "said no", "COPP-123"), ("",)
)


SUITES = {
    DEVICE.name: "two devices on one connector",
    RENDERER.name: "one renderer",
    COPY_PROTECTION_SESSIONS.name: "two copy-protection sessions",
    TOGETHER.name: "a device and a copy-protection session",
}
"""A suite of each machine that exposes wrong drivers."""
ACCEPTED = frozenset(function_of(call) for machine in TABLES for call in machine.calls)


def ran(machine: str, *found: Found, suite: str = "", **steps: int) -> Judged:
    counted = Counter({each.replace("_", "-"): n for each, n in steps.items()})
    name = suite or SUITES[machine]
    return Judged(name, machine, 1, 9, 0, counted, found, accepted=ACCEPTED)


def court(  # noqa: PLR0913  each says something else of a run
    *judged: Judged,
    declared: Declared = ABLE,
    profile: Profile | None = None,
    readings: dict[str, str] | None = None,
    violated: tuple[About, ...] = (),
    differing: tuple[About, ...] = (),
    whole: bool = True,
) -> dict[str, OfClause]:
    held_to = Profile() if profile is None else profile
    verdicts = Court(judged, declared, held_to, readings or {}, violated, differing, whole).verdicts()
    return {each.id: each for each in verdicts}


def test_what_was_exercised_and_not_violated_conforms() -> None:
    said = court(ran(DEVICE.name, COPP_152=3), ran(RENDERER.name, COPP_152=4))["COPP-152"]
    assert said == OfClause("COPP-152", Verdict.CONFORMS, 7)


def test_what_is_violated_is_so_whatever_else_was_exercised() -> None:
    said = court(ran(DEVICE.name, FOUND, COPP_123=3), violated=(FOUND.about,))["COPP-123"]
    assert said == OfClause("COPP-123", Verdict.VIOLATES, 3)


def test_a_reading_that_is_not_recommended_is_named() -> None:
    run = ran(DEVICE.name, suite="one COPP device", COPP_154=3)
    said = court(run, readings={"sequence_start_retry": "retry"})["COPP-154"]
    assert (said.verdict, said.reason) == (Verdict.READING, "sequence_start_retry = retry (Q04)")


def test_everything_that_can_deviate_has_a_verdict() -> None:
    """Also what a driver is told that breaks down while it shows its levels, or that leaks."""
    every = court()
    assert {"COPP-606", "COPP-186", "COPP-176"} <= every.keys()
    assert list(every) == sorted(every, key=list(every).index)


# What always holds.


def test_what_always_holds_conforms_if_nothing_is_violated_in_its_machine() -> None:
    said = court(ran(DEVICE.name, COPP_123=9))["COPP-611"]
    assert (said.verdict, said.steps) == (Verdict.CONFORMS, 9)


def test_what_always_holds_is_not_decided_where_something_is_violated() -> None:
    said = court(*(ran(each, FOUND) for each in MACHINES), violated=(FOUND.about,))
    assert (said["COPP-611"].verdict, said["COPP-611"].reason) == (Verdict.INCONCLUSIVE, ELSEWHERE)


def test_what_always_holds_is_decided_where_nothing_is_violated() -> None:
    other = ran(DEVICE.name, FOUND, suite="one COPP device")
    assert court(other, ran(DEVICE.name), violated=(FOUND.about,))["COPP-611"].verdict is Verdict.CONFORMS


def test_what_always_holds_is_not_decided_where_its_suite_was_lost() -> None:
    run = ran(DEVICE.name)._replace(lost="it was gone")
    said = court(run)["COPP-611"]
    assert (said.verdict, said.reason) == (Verdict.INCONCLUSIVE, "it was gone")


# What would have been exposed.


def test_without_what_it_takes_to_see_it_nothing_conforms() -> None:
    """A driver that keeps protection on when a session ends shows it on the output alone."""
    dark = ABLE._replace(capabilities=tuple(each for each in Capability if each is not Capability.APPLIED))
    said = court(ran(DEVICE.name, COPP_184=3), declared=dark)["COPP-184"]
    assert (said.verdict, said.reason) == (Verdict.NOT_DECIDED, "`applied` is not declared")
    assert court(ran(DEVICE.name, COPP_184=3))["COPP-184"].verdict is Verdict.CONFORMS


def test_a_suite_that_exposes_nobody_decides_nothing() -> None:
    said = court(ran(DEVICE.name, suite="random sequences of COPP device", COPP_152=3))["COPP-152"]
    assert said.verdict is Verdict.NOT_DECIDED


def test_a_refusal_says_nothing_of_a_driver_that_always_refuses() -> None:
    run = ran(DEVICE.name, suite="one COPP device", COPP_131=3)
    assert court(run)["COPP-131"].verdict is Verdict.CONFORMS
    said = court(run._replace(accepted=frozenset()))["COPP-131"]
    assert (said.verdict, said.reason) == (
        Verdict.NOT_DECIDED,
        "the driver refuses every such call, so that nothing can be seen of it",
    )


def test_a_driver_that_gets_and_never_sets_is_not_said_to_know_its_keys() -> None:
    run = ran(COPY_PROTECTION_SESSIONS.name, suite="one copy-protection session", VPCP_431=3, VPCP_504=3)
    gets = run._replace(accepted=frozenset({"VP_COMMAND_GET"}))
    for clause in ("VPCP-431", "VPCP-504"):
        assert court(run)[clause].verdict is Verdict.CONFORMS
        assert court(gets)[clause].verdict is Verdict.NOT_DECIDED


def test_what_follows_from_other_clauses_conforms_if_they_do() -> None:
    run = ran(DEVICE.name, suite="one COPP device", COPP_161=3, COPP_171=3)
    assert court(run)["COPP-155"].verdict is Verdict.CONFORMS
    said = court(run._replace(steps=Counter({"COPP-161": 3})))["COPP-155"]
    assert (said.verdict, said.reason) == (
        Verdict.NOT_DECIDED,
        "it follows from COPP-171, of which the verdict is 'unsupported'",
    )


def test_what_differs_from_a_recommendation_is_told_so_and_blinds_nothing() -> None:
    """One finding where the documents are silent leaves all that always holds decided."""
    found = FOUND._replace(deviation=FOUND.deviation._replace(clause="A-20"))
    said = court(ran(DEVICE.name, found), differing=(found.about,))
    assert said["A-20"].verdict is Verdict.DIFFERS
    assert said["COPP-611"].verdict is Verdict.CONFORMS


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
