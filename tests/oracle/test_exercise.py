"""What a step rests on is counted, and the suites together exercise all that a driver can be judged by."""

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.outputs import OUTPUTS, Sink
from coppspec.driver.protocol import Capability
from coppspec.model.codes import Status
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.profile import Profile
from coppspec.model.registry import Standing, choices, citable
from coppspec.model.registry import clauses as registry
from coppspec.model.step import Intent
from coppspec.oracle.decidable import decidable
from coppspec.oracle.detections import recorded
from coppspec.oracle.evidence import CHANCE
from coppspec.oracle.exercise import Exercise
from coppspec.oracle.unjudged import UNJUDGED
from coppspec.oracle.verdicts import Court, OfClause, Verdict
from coppspec.properties.bench import Test
from coppspec.properties.declared import Declared
from coppspec.properties.inspection import How
from coppspec.properties.setting import start

WITH_TWO_DISPLAYS = replace(OUTPUTS[0], other_sink=Sink(5, bytes.fromhex("0f1e2d3c4b")))
ABLE = Declared((WITH_TWO_DISPLAYS, *OUTPUTS[1:]), tuple(Capability), ADAPTERS)
HANDSHAKE = tuple(
    Intent(call, 0)
    for call in ("COPPOpenVideoSession", "COPPGetCertificateLength", "COPPKeyExchange", "COPPSequenceStart")
)
ANOTHER_READING = {"COPP-207", "COPP-808", "COPP-504", "COPP-616", "COPP-618", "VPCP-558"}
"""Nothing of it holds under the recommended readings."""
ABOUT_APPLICATIONS = {"COPP-172", "COPP-215", "COPP-441", "COPP-442", "COPP-443", "COPP-445", "COPP-446"}
"""Held by the application that is attacked: a driver cannot break it."""
FACTS = {
    *("COPP-103", "COPP-106", "COPP-108", "COPP-709", "COPP-311", "COPP-312", "COPP-317", "COPP-423"),
    *("VPCP-001", "VPCP-003", "VPCP-004", "VPCP-006", "VPCP-007", "VPCP-508", "VPCP-604"),
}
"""Of layouts, codes and keys: who has them otherwise breaks the clause of a call that relies on them."""


def exercised(engine: Engine, test: Test, adapter: int = 0, *, applied: bool = True) -> Counter[str]:
    exercise = Exercise(engine, applied=applied)
    configuration = start(engine, OUTPUTS, (0,), ADAPTERS, adapter)
    for intent in test:
        answer, configuration = engine.step(configuration, intent)
        exercise.note(intent, answer)
    return exercise.clauses()


# What a step rests on.


def test_a_refused_call_rests_on_what_refuses_it_and_on_what_it_got_past() -> None:
    padding, number = (
        exercised(Engine(DEVICE), (*HANDSHAKE[:-1], HANDSHAKE[-1]._replace(defects=(wrong,))))
        for wrong in ("OAEP padding", "another random number")
    )
    assert padding["COPP-410"] == number["COPP-410"] == 1
    assert padding["Q30"] == number["Q30"] > 0  # it hands out nothing
    assert number["COPP-152"] == number["COPP-409"] == 1
    assert {"COPP-152", "COPP-409"} & padding.keys() == set()


def test_a_certificate_that_is_handed_out_exercises_what_is_looked_at_in_it() -> None:
    before, after = (exercised(Engine(DEVICE), HANDSHAKE[:length]) for length in (2, 3))
    assert {"COPP-143", "COPP-401", "COPP-451", "COPP-460"} <= (after - before).keys()


def test_the_levels_are_exercised_only_where_the_hardware_shows_them() -> None:
    shown, dark = (exercised(Engine(DEVICE), HANDSHAKE, applied=applied) for applied in (True, False))
    assert (shown - dark).keys() == {"COPP-184", "COPP-610", "COPP-612", "COPP-903"}
    assert dark <= shown


def test_the_same_step_many_times_counts_as_many_steps() -> None:
    again = HANDSHAKE[1]
    once, twice, thrice = (
        exercised(Engine(DEVICE), (*HANDSHAKE[:2], *(again,) * times)) for times in range(3)
    )
    assert thrice - twice == twice - once
    assert twice["Q30"] > 0


def test_a_copy_protection_command_exercises_the_buffer_that_comes_back() -> None:
    (without,) = [index for index, each in enumerate(ADAPTERS) if each.is_served and each.tv is None][:1]
    engine, activate = Engine(COPY_PROTECTION_SESSIONS), Intent("VP_CP_CMD_ACTIVATE", level=1)
    assert {"VPCP-414", "VPCP-102", "VPCP-501"} <= exercised(engine, (activate,)).keys()
    nothing_done = exercised(engine, (activate,), without)
    assert {"VPCP-304", "A-15"} <= nothing_done.keys()
    assert "VPCP-414" not in nothing_done
    refused = activate._replace(defects=("short buffer",))
    answer, _ = engine.step(start(engine, OUTPUTS, (0,), ADAPTERS), refused)
    assert answer.code is Status.ERROR_INSUFFICIENT_BUFFER
    assert "Q30" not in exercised(engine, (refused,))


# What all suites rest on.


@cache
def verdicts() -> tuple[OfClause, ...]:
    """What is said of a driver that can do everything, and does all of it right."""
    return decidable(ABLE)


@pytest.mark.slow
def test_every_clause_that_can_be_judged_conforms_in_a_driver_that_does_right() -> None:
    other = {each.id for each in verdicts() if each.verdict is not Verdict.CONFORMS}
    assert sorted(other) == sorted(CHANCE)


@pytest.mark.slow
def test_what_is_in_the_registry_is_judged_or_there_is_a_reason() -> None:
    judged = {each.id for each in verdicts()}
    could = {
        each.id
        for each in registry().values()
        if each.status in {Standing.TABLE, Standing.PROPERTY, Standing.LAYOUT}
    }
    assert could - judged == ANOTHER_READING | ABOUT_APPLICATIONS | FACTS | (
        UNJUDGED.keys() & registry().keys()
    )
    assert judged - could <= {each.id for each in choices().values()}


def test_what_is_not_judged_is_told_only_if_something_is_found_under_it() -> None:
    """A driver that declares everything is found out under none of it, but for the readings that it mixes."""
    assert not UNJUDGED.keys() & {each.id for each in verdicts()}
    assert not UNJUDGED.keys() & {each.named for each in recorded()}
    court = Court((), ABLE, Profile(), {}, (), (("Q30", How.ANSWER),), whole=True)
    (said,) = (each for each in court.verdicts() if each.id in UNJUDGED)
    assert (said.id, said.verdict) == ("Q30", Verdict.DIFFERS)


def test_what_is_not_judged_is_in_the_registry() -> None:
    assert UNJUDGED.keys() <= citable()


def test_another_display_is_judged_where_one_is_declared() -> None:
    court = Court((), ABLE._replace(outputs=OUTPUTS), Profile(), {}, (), (), whole=True)
    said = {each.id: each for each in court.verdicts()}["COPP-812"]
    assert (said.verdict, said.reason) == (
        Verdict.UNSUPPORTED,
        "the driver declares no output with another display",
    )


def test_what_holds_under_another_reading_alone_is_judged_under_that_one() -> None:
    other = Profile(
        lost_code="no monitor",
        event_recording="from active",
        hdcp_sticky="on",
        level_order="precedence",
        session_limit="one, refused",
        hdcp_failure="later",
    )
    court = Court((), ABLE, other, {}, (), (), whole=True)
    assert {each.id for each in court.verdicts()} >= ANOTHER_READING
