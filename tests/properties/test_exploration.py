"""How many configurations there are, and what the shortest way between two tables is."""

import pytest

from coppspec.model.copy_protection import ACTIVE, COPY_PROTECTION_SESSIONS, NO_ERROR, ON, TAKE, key_row
from coppspec.model.device import CERT_LENGTH_RETURNED, DEVICE, E_UNEXPECTED, S_OK, SESSION_ACTIVE
from coppspec.model.engine import Engine
from coppspec.model.language import SAME, Machine, Row
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Session
from coppspec.properties.alphabet import flawless, letters
from coppspec.properties.edits import with_row, without_rung
from coppspec.properties.exploration import Exploration, explore, shortest_difference, without_numbers
from coppspec.properties.reachability import ONE_DEVICE, dominators, structures


def explored(machine: Machine, sessions: int, profile: Profile | None = None) -> Exploration:
    engine = Engine(machine, profile)
    return explore(engine, engine.start(sessions), letters(machine, engine.profile, sessions))


@pytest.mark.parametrize("sessions", [1, 2, 3])
def test_devices_share_nothing_so_their_states_multiply(sessions: int) -> None:
    assert len(explored(DEVICE, sessions).graph) == 6**sessions


@pytest.mark.parametrize("sessions", [1, 2, 3])
def test_a_device_that_allows_a_retry_has_five_states(sessions: int) -> None:
    assert len(explored(DEVICE, sessions, Profile(sequence_start_retry="retry")).graph) == 5**sessions


@pytest.mark.parametrize("sessions", [1, 2, 3])
def test_keys_are_issued_in_order_so_fewer_configurations_are_reached_than_the_product(sessions: int) -> None:
    """Of N sessions the first i were begun, each of them at level 1, 2 or 3, turned off or dead."""
    reached = len(explored(COPY_PROTECTION_SESSIONS, sessions).graph)
    assert reached == sum(5**begun for begun in range(sessions + 1)) < 6**sessions + (sessions == 1)


# Four calls take a device to its last state. A restart of the driver ends all keys at once.
@pytest.mark.parametrize(("machine", "depths"), [(DEVICE, (4, 8, 12)), (COPY_PROTECTION_SESSIONS, (2, 3, 5))])
def test_every_letter_is_tried_in_every_configuration(machine: Machine, depths: tuple[int, ...]) -> None:
    for sessions, depth in enumerate(depths, 1):
        walk = explored(machine, sessions)
        steps = len(walk.graph) * len(letters(machine, Profile(), sessions))
        assert walk.graph.number_of_edges() == len(walk.moments) == steps
        assert walk.depth == depth


def test_access_sequences_lead_where_they_say() -> None:
    exploration = explored(DEVICE, 2)
    for configuration, access in exploration.access.items():
        now = exploration.start
        for intent in access:
            _, now = exploration.engine.step(now, intent)
        assert without_numbers(now) == configuration


@pytest.mark.parametrize("sessions", [1, 2, 3])
@pytest.mark.parametrize("machine", [DEVICE, COPY_PROTECTION_SESSIONS], ids=lambda machine: machine.name)
def test_the_state_graph_is_as_it_must_be(machine: Machine, sessions: int) -> None:
    walk = explored(machine, sessions)
    assert {structure.name: structure.missing(walk) for structure in structures(walk)} == {
        structure.name: [] for structure in structures(walk)
    }
    assert (ONE_DEVICE[0] in structures(walk)) == (machine is DEVICE and sessions == 1)


def test_every_way_to_an_active_session_leads_over_the_documents_states_in_order() -> None:
    assert dominators(explored(DEVICE, 1)) == (
        "closed",
        "COPP_OPENED",
        "COPP_CERT_LENGTH_RETURNED",
        "COPP_KEY_EXCHANGED",
        "COPP_SESSION_ACTIVE",
    )


def test_a_table_that_differs_in_nothing_has_no_difference() -> None:
    engine = Engine(DEVICE)
    assert shortest_difference(engine, Engine(DEVICE), engine.start(1), letters(DEVICE, Profile(), 1)) is None


def test_a_number_that_does_not_advance_shows_at_the_second_request() -> None:
    engine = Engine(DEVICE)
    stuck = Engine(without_rung(DEVICE, "COPPQueryStatus", "COPP-431"))
    difference = shortest_difference(engine, stuck, engine.start(1), flawless(letters(DEVICE, Profile(), 1)))
    assert difference is not None
    assert [intent.call for intent in difference[-2:]] == ["COPPQueryStatus", "COPPQueryStatus"]
    assert len(difference) == 6


def test_numbers_are_left_out_of_what_tells_configurations_apart() -> None:
    one = Configuration((Session(DEVICE.goal, 0, 3, 4),))
    assert without_numbers(one) == Configuration((Session(DEVICE.goal),))
    assert without_numbers(without_numbers(one)) == without_numbers(one)


def _missing(name: str, exploration: Exploration) -> list[str]:
    return next(each for each in structures(exploration) if each.name == name).missing(exploration)


def test_a_graph_that_was_walked_with_too_few_letters_misses_rows_checks_and_states() -> None:
    engine = Engine(DEVICE)
    some = tuple(each for each in letters(DEVICE, Profile(), 1) if each.call == "COPPOpenVideoSession")
    walk = explore(engine, engine.start(1), some)
    assert _missing("every state is reached", walk) == list(DEVICE.states[2:])
    assert any("COPPKeyExchange" in row for row in _missing("every row fires", walk))
    assert "the check of the random number (COPP-152)" in _missing("every check stops a call", walk)
    assert len(_missing("every session can be ended", walk)) == 1
    assert E_UNEXPECTED in {moment.answer.code for moment in walk.moments}


def test_a_shortcut_to_an_active_session_is_named() -> None:
    machine = without_rung(DEVICE, "COPPSequenceStart", "random number")
    walk = explored(machine, 1)
    name = "an active session has been opened, had its length returned and its keys exchanged, in this order"
    assert not _missing(name, walk)
    row = Row("COPPSequenceStart", CERT_LENGTH_RETURNED, S_OK, SESSION_ACTIVE, (), "COPP-151")
    skipping = Engine(with_row(DEVICE, row))
    walk = explore(skipping, skipping.start(1), letters(DEVICE, Profile(), 1))
    assert "COPP_OPENED" in _missing(name, walk)[0]


def test_a_count_that_grows_without_end_is_given_up_and_said_so() -> None:
    row = key_row(ACTIVE, "VP_CP_CMD_CHANGE", ON, SAME, +1, TAKE, NO_ERROR, "VPCP-410")
    engine = Engine(with_row(COPY_PROTECTION_SESSIONS, row))
    walk = explore(engine, engine.start(1), flawless(letters(engine.machine, Profile(), 1)), limit=50)
    assert not walk.complete
    assert explored(COPY_PROTECTION_SESSIONS, 1).complete
