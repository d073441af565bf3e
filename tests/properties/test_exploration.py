"""A walk tries every letter everywhere, and the shortest way between two tables is the shortest."""

import pytest

from coppspec.driver.outputs import OUTPUTS
from coppspec.model.copy_protection import ACTIVE, COPY_PROTECTION_SESSIONS, NO_ERROR, ON, TAKE, key_row
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL
from coppspec.model.engine import Engine
from coppspec.model.language import SAME, Machine
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Intent, Session
from coppspec.properties.alphabet import letters
from coppspec.properties.bench import Test
from coppspec.properties.edits import with_row, without_rung
from coppspec.properties.exploration import (
    Exploration,
    GivenUp,
    Seen,
    differs,
    explore,
    shortest_difference,
    without_numbers,
)
from coppspec.properties.products import key_letters
from coppspec.properties.projections import HANDSHAKE, LEVEL_REQUESTS, TYPE_REQUEST, Letters
from coppspec.properties.setting import start

CLOSE = "COPPCloseVideoSession"


def device_letters(sessions: int, *more: str, levels: tuple[int, ...] = ()) -> Test:
    """The handshake and the close on so many sessions, and levels of ACP."""
    every = Letters(letters(DEVICE, Profile(), sessions))
    own = every.of(*HANDSHAKE, CLOSE, *more)
    return (*own, *every.of(SET_PROTECTION_LEVEL.name, about=("ACP",), levels=levels))


def devices(*dev_ids: int, levels: tuple[int, ...] = (), machine: Machine = DEVICE) -> Exploration:
    engine = Engine(machine)
    return explore(engine, start(engine, OUTPUTS, dev_ids), device_letters(len(dev_ids), levels=levels))


def keys(sessions: int) -> Exploration:
    engine = Engine(COPY_PROTECTION_SESSIONS)
    return explore(engine, engine.start(sessions), key_letters(sessions))


@pytest.mark.parametrize(
    ("dev_ids", "configurations"), [((0,), 5), ((0, 0), 25), ((0, 1), 25), ((0, 1, 3), 125)]
)
def test_devices_that_set_no_level_multiply_wherever_they_are(
    dev_ids: tuple[int, ...], configurations: int
) -> None:
    assert len(devices(*dev_ids).access) == configurations


@pytest.mark.parametrize(("dev_ids", "configurations"), [((0,), 8), ((0, 0), 64), ((0, 1), 64)])
def test_an_active_device_has_a_level_of_its_own_and_the_connector_follows(
    dev_ids: tuple[int, ...], configurations: int
) -> None:
    """Three control states without a level but 0, closed, and four levels of an active one."""
    assert len(devices(*dev_ids, levels=(0, 1, 2, 3)).access) == configurations


@pytest.mark.parametrize("sessions", [1, 2, 3])
def test_keys_are_issued_in_order_so_fewer_configurations_are_reached_than_the_product(sessions: int) -> None:
    """Of N sessions the first i were begun, each of them at level 1, 2 or 3, turned off or dead."""
    reached = len(keys(sessions).access)
    assert reached == sum(5**begun for begun in range(sessions + 1)) < 6**sessions + (sessions == 1)


@pytest.mark.parametrize(("sessions", "depth"), [(1, 2), (2, 3), (3, 5)])
def test_every_letter_is_tried_in_every_configuration(sessions: int, depth: int) -> None:
    walk = keys(sessions)
    steps = len(walk.access) * len(key_letters(sessions))
    assert len(walk.moments) == steps
    assert (walk.depth, walk.complete) == (depth, True)


def test_access_sequences_lead_where_they_say_and_none_is_longer_than_the_depth() -> None:
    exploration = devices(0, 0, levels=(0, 3))
    for configuration, access in exploration.access.items():
        now = exploration.start
        for intent in access:
            _, now = exploration.engine.step(now, intent)
        assert without_numbers(now) == configuration
    assert exploration.depth == 10


def test_a_table_that_differs_in_nothing_has_no_difference() -> None:
    engine = Engine(DEVICE)
    beginning = start(engine, OUTPUTS, (0,))
    assert shortest_difference(engine, Engine(DEVICE), beginning, device_letters(1, TYPE_REQUEST)) is None


def test_a_search_follows_as_many_pairs_as_it_may_and_then_says_so() -> None:
    engine = Engine(DEVICE)
    beginning = start(engine, OUTPUTS, (0,))
    assert shortest_difference(engine, Engine(DEVICE), beginning, device_letters(1), limit=5) is None
    with pytest.raises(GivenUp, match="4 pairs of configurations were followed"):
        shortest_difference(engine, Engine(DEVICE), beginning, device_letters(1), limit=4)


def test_a_number_that_does_not_advance_shows_at_the_second_request() -> None:
    engine = Engine(DEVICE)
    stuck = Engine(without_rung(DEVICE, TYPE_REQUEST, "COPP-431"))
    beginning = start(engine, OUTPUTS, (0,))
    difference = shortest_difference(engine, stuck, beginning, device_letters(1, TYPE_REQUEST))
    assert difference is not None
    assert [intent.call for intent in difference[-2:]] == [TYPE_REQUEST, TYPE_REQUEST]
    assert len(difference) == 6
    assert differs(engine, stuck, beginning, difference)
    assert not differs(engine, stuck, beginning, difference[:-1])


def test_what_a_response_says_is_a_difference_by_itself() -> None:
    engine, deaf = Engine(DEVICE), Engine(without_rung(DEVICE, TYPE_REQUEST, "COPP-806"))
    beginning = start(engine, OUTPUTS, (0,))
    difference = shortest_difference(engine, deaf, beginning, device_letters(1, TYPE_REQUEST, "link lost"))
    assert difference is not None
    assert [intent.call for intent in difference if intent.call in {TYPE_REQUEST, "link lost"}] == [
        "link lost",
        TYPE_REQUEST,
        TYPE_REQUEST,
    ]


def test_what_a_connector_shows_is_a_difference_before_anybody_asks() -> None:
    engine, lax = Engine(DEVICE), Engine(without_rung(DEVICE, CLOSE, "COPP-184"))
    beginning = start(engine, OUTPUTS, (0,))
    difference = shortest_difference(
        engine, lax, beginning, device_letters(1, *LEVEL_REQUESTS, levels=(0, 3))
    )
    assert difference is not None
    assert [intent.call for intent in difference[-2:]] == [SET_PROTECTION_LEVEL.name, CLOSE]


def test_levels_that_may_show_differ_where_none_may_show_in_both() -> None:
    one = Seen((NO_ERROR,), (), (), (0, 2), ())
    assert not one.parts_from(one._replace(applied=(2,)))
    assert one.parts_from(one._replace(applied=(1, 3)))
    assert one.parts_from(one._replace(codes=()))


def test_numbers_are_left_out_of_what_tells_configurations_apart_and_flags_are_not() -> None:
    one = Configuration((Session(DEVICE.goal, 0, 3, 4, (0, 1, 2), 3),))
    assert without_numbers(one) == Configuration((Session(DEVICE.goal, levels=(0, 1, 2), flags=3),))
    assert without_numbers(without_numbers(one)) == without_numbers(one)


def test_a_count_that_grows_without_end_is_given_up_and_said_so() -> None:
    row = key_row(ACTIVE, "VP_CP_CMD_CHANGE", ON, SAME, +1, TAKE, NO_ERROR, "VPCP-410")
    engine = Engine(with_row(COPY_PROTECTION_SESSIONS, row))
    walk = explore(engine, engine.start(1), key_letters(1, machine=engine.machine), limit=50)
    assert not walk.complete
    assert keys(1).complete


def test_what_was_consulted_and_every_step_is_kept() -> None:
    walk = devices(0)
    first = walk.moments[0]
    assert (first.before, first.intent, first.refused) == (walk.start, Intent(HANDSHAKE[0], 0), False)
    assert walk.entries == {entry for moment in walk.moments for entry in moment.answer.entries}
