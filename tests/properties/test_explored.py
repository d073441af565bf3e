"""The walks reach every state, row and check, and what is found there holds."""

from functools import cache

import pytest

from coppspec.driver.outputs import OUTPUTS
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import CERT_LENGTH_RETURNED, DEVICE, S_OK, SESSION_ACTIVE
from coppspec.model.device_calls import ATTEMPT_SPENT
from coppspec.model.engine import Engine
from coppspec.model.language import Machine, Row
from coppspec.model.profile import Profile
from coppspec.properties.alphabet import letters
from coppspec.properties.edits import with_row, without_rung
from coppspec.properties.exploration import Exploration, explore
from coppspec.properties.explored import explored, subject_of
from coppspec.properties.projections import HANDSHAKE, Letters
from coppspec.properties.reachability import ONE_DEVICE, dominators, structures
from coppspec.properties.results import Finding, Kind
from coppspec.properties.setting import start
from coppspec.properties.subjects import MACHINES
from coppspec.properties.walks import walks

RETRY = Profile(sequence_start_retry="retry")
ORDER = "an active session has been opened, had its length returned and its keys exchanged, in this order"


@cache
def findings(machine: str, profile: str = "default") -> tuple[Finding, ...]:
    of = next(each for each in MACHINES if each.name == machine)
    return tuple(explored(of, RETRY if profile == "retry" else Profile()))


@pytest.mark.slow
@pytest.mark.parametrize("machine", [each.name for each in MACHINES])
def test_everything_that_is_asked_of_the_walks_holds(machine: str) -> None:
    assert [(each.subject, each.name, each.detail) for each in findings(machine) if not each.holds] == []
    assert {each.kind for each in findings(machine)} == {Kind.EXPLORATION}


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize(
    "profile",
    [
        RETRY,
        Profile(advance_on_failure="every match"),
        Profile(hdcp_sticky="on"),
        Profile(hdcp_delay="later"),
        Profile(level_order="precedence"),
    ],
    ids=str,
)
def test_it_holds_under_another_reading_as_well(profile: Profile) -> None:
    found = explored(DEVICE, profile)
    assert [(each.subject, each.name, each.detail) for each in found if not each.holds] == []
    assert all(str(profile) in each.subject for each in found)


def numbers(found: tuple[Finding, ...], walk: str) -> dict[str, int]:
    return dict(next(each for each in found if each.subject.startswith(f"COPP device, {walk}")).numbers)


@pytest.mark.slow
def test_one_device_has_six_control_states_and_five_where_a_retry_is_allowed() -> None:
    assert numbers(findings(DEVICE.name), "one device")["states"] == len(DEVICE.states) == 6
    assert numbers(findings(DEVICE.name, "retry"), "one device")["states"] == 5


@pytest.mark.slow
@pytest.mark.parametrize("machine", [DEVICE, COPY_PROTECTION_SESSIONS], ids=lambda machine: machine.name)
def test_every_row_and_every_check_fires(machine: Machine) -> None:
    (fired,) = (each.numbers for each in findings(machine.name) if "rows fired" in each.numbers)
    assert fired["rows"] == fired["rows fired"] > 10
    assert fired["checks"] == fired["checks fired"] > 5


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_walk_has_a_name_of_its_own_and_the_first_one_is_about_one_session(machine: Machine) -> None:
    found = walks(Engine(machine))
    assert len({walk.name for walk in found}) == len(found)
    assert len(found[0].start.sessions) == 1
    assert max(len(walk.start.sessions) for walk in found) > 1


def test_a_subject_names_its_profile_where_that_is_not_the_default() -> None:
    assert subject_of("one device", Profile()) == "one device"
    assert subject_of("one device", RETRY) == "one device, with sequence_start_retry = retry"


# What is missing is named.


def walked(machine: Machine, *calls: str, wrong: bool = False) -> Exploration:
    engine = Engine(machine)
    every = letters(DEVICE, Profile(), 1)
    some = Letters(every).of(*calls) if calls else every
    more = Letters(every).wrong("COPPSequenceStart") if wrong else ()
    return explore(engine, start(engine, OUTPUTS, (0,)), (*some, *more))


def missing(name: str, *walk: Exploration) -> list[str]:
    of = next(each for each in structures(DEVICE) if each.name == name)
    return of.missing(walk)


def test_a_graph_that_was_walked_with_too_few_letters_misses_rows_checks_and_states() -> None:
    walk = walked(DEVICE, "COPPOpenVideoSession")
    assert missing("every state is reached", walk) == list(DEVICE.states[2:])
    assert any("COPPKeyExchange" in row for row in missing("every row fires", walk))
    assert "the check of the random number (COPP-152)" in missing("every check stops a call", walk)
    assert len(missing("every session can be ended", walk)) == 1


def test_what_one_walk_misses_another_one_can_reach() -> None:
    few, more = walked(DEVICE, "COPPOpenVideoSession"), walked(DEVICE, *HANDSHAKE, wrong=True)
    assert missing("every state is reached", few, more) == []
    assert ATTEMPT_SPENT in missing("every state is reached", few, walked(DEVICE, *HANDSHAKE))


def test_every_way_to_an_active_session_leads_over_the_documents_states_in_order() -> None:
    assert dominators(walked(DEVICE, *HANDSHAKE)) == (
        "closed",
        "COPP_OPENED",
        "COPP_CERT_LENGTH_RETURNED",
        "COPP_KEY_EXCHANGED",
        "COPP_SESSION_ACTIVE",
    )


def test_a_shortcut_to_an_active_session_is_named() -> None:
    assert not missing(ORDER, walked(without_rung(DEVICE, "COPPSequenceStart", "random number"), *HANDSHAKE))
    row = Row("COPPSequenceStart", CERT_LENGTH_RETURNED, S_OK, SESSION_ACTIVE, (), "COPP-151")
    assert "COPP_OPENED" in missing(ORDER, walked(with_row(DEVICE, row), *HANDSHAKE))[0]


def test_the_order_of_the_handshake_is_asked_of_devices_alone() -> None:
    assert ONE_DEVICE[0] in structures(DEVICE)
    assert ONE_DEVICE[0] not in structures(COPY_PROTECTION_SESSIONS)


@pytest.mark.slow
def test_a_property_that_does_not_hold_is_told_with_the_shortest_way_there() -> None:
    row = Row("COPPSequenceStart", DEVICE.states[1], S_OK, SESSION_ACTIVE, (), "COPP-151")
    found = explored(with_row(DEVICE, row), Profile())
    broken = {each.name: each for each in reversed(found) if not each.holds}
    name = "a session becomes active by a sequence start after a key exchange, and by nothing else"
    assert broken[name].detail.splitlines() == [
        "1. COPPOpenVideoSession, session 1",
        "2. COPPSequenceStart, session 1",
    ]
    assert "COPP_OPENED" in broken[ORDER].detail
