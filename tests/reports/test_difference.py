"""Two graphs in one: what only one of them has is told by a sign."""

import pytest

from coppspec.model.device import DEVICE
from coppspec.model.device_calls import ATTEMPT_SPENT
from coppspec.model.language import Machine
from coppspec.model.profile import Profile
from coppspec.properties.subjects import MACHINES
from coppspec.reports.diagram import ungrouped
from coppspec.reports.difference import TELLING, difference, differences
from coppspec.reports.drawing import Diagram, Side

RETRY = Profile(sequence_start_retry="retry")
Line = tuple[str, str, str]


def lines(drawn: Diagram, *sides: Side) -> set[Line]:
    """Every label from state to state, on some sides, without its sign."""
    return {
        (start, way.end, str(label).removeprefix(label.sign))
        for way in drawn.ways
        for start in drawn.starts(way)
        for label in way.labels
        if label.side in sides
    }


@pytest.mark.parametrize(("machine", "profile"), TELLING, ids=lambda each: str(getattr(each, "name", each)))
def test_each_side_is_the_graph_of_its_profile(machine: Machine, profile: Profile) -> None:
    drawn = difference(machine, Profile(), profile)
    assert lines(drawn, Side.BOTH, Side.ONE) == lines(ungrouped(machine), Side.BOTH)
    assert lines(drawn, Side.BOTH, Side.OTHER) == lines(ungrouped(machine, profile), Side.BOTH)


def test_what_is_gone_and_what_is_new_change_places_with_the_profiles() -> None:
    there, back = difference(DEVICE, Profile(), RETRY), difference(DEVICE, RETRY, Profile())
    assert lines(there, Side.ONE) == lines(back, Side.OTHER)
    assert [(place.name, place.side) for place in there.places if place.side] == [(ATTEMPT_SPENT, Side.ONE)]
    assert [(place.name, place.side) for place in back.places if place.side] == [(ATTEMPT_SPENT, Side.OTHER)]
    assert str(next(label for way in there.ways for label in way.labels if label.side)).startswith(
        "\N{MINUS SIGN} "
    )


def test_nothing_is_marked_where_both_are_the_same() -> None:
    for machine in MACHINES:
        drawn = difference(machine, Profile(), Profile())
        assert not any(way.side for way in drawn.ways)
        assert not any(place.side for place in drawn.places)


def test_every_difference_that_is_drawn_as_a_rule_shows_something_and_has_a_name_of_its_own() -> None:
    every = differences()
    assert all(any(way.side for way in each.ways) for each in every)
    assert len({each.name for each in every}) == len(TELLING)
    assert "default → sequence_start_retry = retry" in every[0].title
