"""Two sessions side by side: the count in each place is that of the sessions that are on."""

import pytest

from coppspec.model.profile import Profile
from coppspec.reports.drawing import Diagram, Kind
from coppspec.reports.side_by_side import pairs, two_devices, two_keys

PLACES = ["1 off, 2 off", "1 on, 2 off", "1 off, 2 on", "1 on, 2 on"]


def calls(drawn: Diagram, start: str, end: str) -> list[str]:
    return [label.call for way in drawn.ways if (way.start, way.end) == (start, end) for label in way.labels]


@pytest.mark.parametrize("drawn", pairs(), ids=lambda each: each.name)
def test_the_count_is_the_number_of_sessions_that_are_on_and_protects_until_it_is_0(drawn: Diagram) -> None:
    assert [place.name for place in drawn.places] == PLACES
    for place in drawn.places:
        (note,) = place.notes
        number = place.name.count("on")
        assert note.endswith(f" = {number}")
        assert place.goal is (number > 0)


def test_one_session_that_goes_leaves_the_other_one_on() -> None:
    for drawn in pairs():
        one = set(calls(drawn, PLACES[3], PLACES[1]))
        both = set(calls(drawn, PLACES[3], PLACES[0]))
        assert one == set(calls(drawn, PLACES[3], PLACES[2]))
        assert not one & both


def test_what_takes_both_at_once_is_an_event() -> None:
    for drawn, event in zip(pairs(), ("driver restart", "mode change"), strict=True):
        (way,) = (each for each in drawn.ways if (each.start, each.end) == (PLACES[3], PLACES[0]))
        assert [label.call for label in way.labels] == [event]
        assert way.kind is Kind.EVENT


def test_a_key_is_activated_once_and_turned_on_again_by_a_change() -> None:
    drawn = two_keys()
    assert calls(drawn, PLACES[0], PLACES[1]) == ["ACTIVATE 1-3", "CHANGE 1-3"]
    assert calls(drawn, PLACES[2], PLACES[3]) == ["CHANGE 1-3"], "the first key was issued before the second"


def test_a_device_is_on_by_a_command_and_off_by_one_or_by_its_end() -> None:
    drawn = two_devices()
    assert calls(drawn, PLACES[0], PLACES[1]) == ["COPPCommand 1"]
    ends = ["COPPCloseVideoSession", "COPPCommand 0", "device lost", "mode change"]
    assert sorted(calls(drawn, PLACES[1], PLACES[0])) == ends


def test_places_stand_in_rows_by_their_count_and_a_profile_is_named() -> None:
    drawn = two_keys(Profile(mode_set="keys die"))
    assert drawn.rows == ((PLACES[0],), (PLACES[1], PLACES[2]), (PLACES[3],))
    assert "mode_set = keys die" in drawn.title
