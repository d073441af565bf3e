"""The witness of a trap is played on its wrong driver, and shows where that is accepted."""

from dataclasses import replace

import pytest

from coppspec.model.registry import traps
from coppspec.properties import witnesses as module
from coppspec.properties.traceability import ZOO
from coppspec.properties.witnesses import witnesses

FALLING = [trap for trap in traps() if any(wrong.trap == trap for wrong in ZOO)]
WITHOUT = [trap for trap in traps() if trap not in FALLING]


@pytest.mark.slow
@pytest.mark.parametrize("trap", FALLING)
@pytest.mark.thorough
def test_a_wrong_driver_shows_itself_in_as_many_calls_as_the_zoo_says(trap: str) -> None:
    played = list(witnesses(trap))
    assert [each.wrong for each in played] == [wrong for wrong in ZOO if wrong.trap == trap]
    for each in played:
        assert each.found is not None
        assert len(each.found.intents) == each.wrong.calls
        assert each.found.deviation.clause in each.wrong.clauses


def test_a_trap_into_which_no_driver_of_the_zoo_falls_has_nothing_to_play() -> None:
    assert [list(witnesses(trap)) for trap in WITHOUT] == [[] for _ in WITHOUT]


@pytest.mark.thorough
def test_the_reading_under_which_a_wrong_driver_is_accepted_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    allows = next(wrong for wrong in ZOO if wrong.sentence == "allows another attempt")
    monkeypatch.setattr(module, "ZOO", (replace(allows, trap="T-01"),))
    (played,) = witnesses("T-01")
    assert played.accepted_with == ('sequence_start_retry="retry"',)


@pytest.mark.thorough
def test_a_driver_that_its_suite_does_not_find_is_said_to_be_unfound(monkeypatch: pytest.MonkeyPatch) -> None:
    allows = next(wrong for wrong in ZOO if wrong.sentence == "allows another attempt")
    monkeypatch.setattr(module, "ZOO", (replace(allows, trap="T-01", suite="one copy-protection session"),))
    (played,) = witnesses("T-01")
    assert (played.found, played.accepted_with) == (None, ())
