"""The right player does every duty in every scene; each wrong one is found under the clauses it breaks."""

from functools import cache
from random import Random

import pytest

from coppspec.driver.options import Options
from coppspec.driver.player import Player
from coppspec.driver.protocol import Capability
from coppspec.model.registry import citable, traps
from coppspec.properties.performance import Act, Deed, Scene, perform
from coppspec.properties.played import DUTIES, Breach, Duty, broken
from coppspec.properties.scenes import (
    NARROW,
    NO_HARDWARE,
    NO_TV,
    NOT_SERVED,
    NTSC,
    PAL,
    READINGS,
    SCENES,
    SECAM,
    STOP,
    WIDE,
)
from coppspec.properties.zoo_players import WRONG_PLAYERS, TakesASuccessForProtection, WrongPlayer

ALONE = (Options(level_join="OPM order"), Options(wrong_key_status="success"))
"""Readings that keep something from a player: that its 3 lost against a 2, or that its key died."""


@cache
def breaches(wrong: WrongPlayer) -> tuple[Breach, ...]:
    return broken(wrong.kind)


def under(found: tuple[Breach, ...]) -> set[str]:
    return {clause for each in found for clause in each.duty.clauses}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: f"{scene.name}, adapter {scene.adapter}")
def test_the_right_player_does_every_duty(scene: Scene) -> None:
    assert [str(each) for each in broken(Player, [scene])] == []


def test_the_right_player_plays_content_of_every_level_and_refuses_too() -> None:
    moments = [moment for scene in SCENES for moment in perform(scene, Player).moments]
    assert {each.believed for each in moments} == {0, 1, 2, 3}
    assert {each.act.argument for each in moments if each.plays} == {0, 1, 2, 3}
    refused = {each.refused for each in moments}
    for reason in ("VPCP-302", "VPCP-305", "VPCP-753", "VPCP-754", "VPCP-755"):
        assert any(reason in each for each in refused), reason


def an_act(random: Random, players: int) -> Act:
    argument = {Deed.SWITCH_ON: (NTSC, PAL, SECAM), Deed.MEANWHILE: (NTSC, PAL, SECAM)}
    events = (Capability.HARDWARE_FAULT, Capability.DRIVER_RESTART)
    deed = random.choice((*Deed, *Deed, Deed.START, Deed.CHANGE, Deed.CHANGE, *events))
    levels = argument[deed] if isinstance(deed, Deed) and deed in argument else range(4)
    return Act(deed, random.choice(levels), random.randrange(players))


@pytest.mark.parametrize("seed", range(300))
def test_the_right_player_does_every_duty_whatever_happens(seed: int) -> None:
    random = Random(seed)
    readings = [each for each in READINGS if each not in ALONE]
    players = random.randint(1, 3)
    acts = [an_act(random, players) for _ in range(random.randint(1, 25))]
    ends = [STOP._replace(player=player) for player in range(players)]
    scene = Scene(
        "at random",
        (*acts, *ends, *ends),
        random.choice((WIDE, WIDE, NARROW, NO_HARDWARE, NO_TV, NOT_SERVED)),
        options=random.choice([Options(), *readings]),
    )
    assert [str(each) for each in broken(Player, [scene])] == []


@pytest.mark.parametrize("wrong", WRONG_PLAYERS, ids=lambda wrong: wrong.sentence)
def test_a_wrong_player_is_found_under_each_clause_that_it_breaks(wrong: WrongPlayer) -> None:
    assert wrong.clauses
    assert set(wrong.clauses) <= under(breaches(wrong))


@pytest.mark.parametrize("wrong", WRONG_PLAYERS, ids=lambda wrong: wrong.sentence)
def test_a_wrong_player_is_wrong_in_one_method(wrong: WrongPlayer) -> None:
    assert wrong.kind.__bases__ == (Player,)
    assert len([each for each in vars(wrong.kind).values() if callable(each)]) == 1


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.name)
def test_no_duty_is_there_for_nothing(duty: Duty) -> None:
    assert any(duty in [each.duty for each in breaches(wrong)] for wrong in WRONG_PLAYERS)


def test_every_clause_exists() -> None:
    cited = {clause for each in (*DUTIES, *WRONG_PLAYERS) for clause in each.clauses}
    assert cited <= citable()


def test_the_trap_of_the_caller_is_found_in_one_request_for_protection() -> None:
    (wrong,) = [each for each in WRONG_PLAYERS if each.trap == "T-20"]
    assert wrong.kind is TakesASuccessForProtection
    assert set(traps()["T-20"].clauses) <= set(wrong.clauses)
    assert traps()["T-20"].witness == "ACTIVATE on such a device"
    witness = Scene("its witness", (Act(Deed.START, 2),), NO_HARDWARE)
    (found,) = [each for each in broken(wrong.kind, [witness]) if each.duty.clauses == ("VPCP-305",)]
    assert len([each for each in found.performance.requests if each.protects]) == 1
    assert found.performance.moments[0].believed == 2
    right = perform(witness, Player)
    assert not any(each.protects for each in right.requests), "the right player sends none"


def test_a_breach_says_what_is_broken_and_where() -> None:
    first = broken(TakesASuccessForProtection)[0]
    assert str(first) == (
        "nobody believes in protection without hardware (VPCP-305): "
        "not in nothing can be protected, adapter 3: start 2 (player 0)"
    )
