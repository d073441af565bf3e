"""Levels are joined by their numbers or by precedence, and the two differ exactly where Q20 says."""

from collections.abc import Iterable
from itertools import combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coppspec.model.constants import ACPLevel, CGMSALevel, HDCPLevel
from coppspec.model.levels import LEVELS, PRECEDENCE, REDISTRIBUTION, TYPES, counted, highest, strongest

SOME_LEVELS = st.sampled_from(TYPES).flatmap(
    lambda name: st.tuples(st.just(name), st.lists(st.sampled_from(LEVELS[name])))
)
NUMERIC = {
    "HDCP": {(0, 1): 1},
    "ACP": {(0, 1): 1, (0, 2): 2, (0, 3): 3, (1, 2): 2, (1, 3): 3, (2, 3): 3},
    "CGMSA": {(1, 2): 2, (1, 3): 3, (2, 3): 3, (3, 4): 4, (2, 4): 4, (4, 8): 8, (9, 4): 9, (10, 11): 11},
}
BY_PRECEDENCE = {
    "HDCP": {(0, 1): 1},
    "ACP": {(0, 1): 1, (0, 2): 2, (0, 3): 3, (1, 2): 2, (1, 3): 3, (2, 3): 2},
    "CGMSA": {(1, 2): 2, (1, 3): 3, (2, 3): 2, (3, 4): 4, (2, 4): 4, (4, 8): 12, (9, 4): 12, (10, 11): 10},
}


def pairs(table: dict[str, dict[tuple[int, int], int]]) -> list[tuple[str, tuple[int, int], int]]:
    return [(name, asked, joined) for name, rows in table.items() for asked, joined in rows.items()]


@pytest.mark.parametrize(("name", "asked", "joined"), pairs(NUMERIC))
def test_the_numerically_highest_level_wins(name: str, asked: tuple[int, int], joined: int) -> None:
    assert [highest(name, each) for each in permutations(asked)] == [joined, joined]


@pytest.mark.parametrize(("name", "asked", "joined"), pairs(BY_PRECEDENCE))
def test_the_level_that_takes_precedence_wins_and_redistribution_is_added(
    name: str, asked: tuple[int, int], joined: int
) -> None:
    assert [strongest(name, each) for each in permutations(asked)] == [joined, joined]


def test_the_two_ways_differ_for_two_and_three_and_for_a_mix_with_bit_8() -> None:
    def differ(name: str) -> set[tuple[int, ...]]:
        return {
            pair for pair in combinations(LEVELS[name], 2) if highest(name, pair) != strongest(name, pair)
        }

    assert (differ("HDCP"), differ("ACP")) == (set(), {(2, 3)})
    with_the_bit = {(low, bit | 8) for low, bit in product(range(5), repeat=2)}
    lost = {(low, high) for low, high in with_the_bit if strongest("CGMSA", (low, high)) != high}
    assert differ("CGMSA") == {(2, 3), (10, 11)} | lost
    assert (4, 8) in lost


@settings(max_examples=60)
@given(asked=SOME_LEVELS)
def test_a_join_is_one_of_the_levels_perhaps_with_the_redistribution_bit(
    asked: tuple[str, list[int]],
) -> None:
    name, levels = asked
    assert highest(name, levels) in (levels or [0])
    bits = {level & REDISTRIBUTION for level in levels}
    joined = strongest(name, levels)
    assert joined in LEVELS[name]
    assert joined & ~REDISTRIBUTION in ({level & ~REDISTRIBUTION for level in levels} or {0})
    assert joined & REDISTRIBUTION == max(bits, default=0)


@settings(max_examples=60)
@given(asked=SOME_LEVELS, more=st.data())
@pytest.mark.parametrize("join", [highest, strongest])
def test_a_join_is_the_same_in_every_order_and_however_often_and_in_whatever_groups(
    join: object, asked: tuple[str, list[int]], more: st.DataObject
) -> None:
    assert callable(join)
    name, levels = asked
    cut = more.draw(st.integers(0, len(levels)))
    groups = (join(name, levels[:cut]), join(name, levels[cut:]))
    assert join(name, levels) == join(name, levels[::-1] + levels) == join(name, groups)


@pytest.mark.parametrize("name", TYPES)
def test_out_of_no_levels_level_0_is_made(name: str) -> None:
    assert (highest(name, ()), strongest(name, ())) == (0, 0)


def test_the_levels_of_each_type_are_those_of_the_headers() -> None:
    assert set(LEVELS["HDCP"]) == set(HDCPLevel)
    assert set(LEVELS["ACP"]) == set(ACPLevel)
    named = {CGMSALevel[f"COPP_CGMSA_{name}"] for name in ("Disabled", "CopyFreely", "CopyNoMore")}
    named |= {CGMSALevel.COPP_CGMSA_CopyOneGeneration, CGMSALevel.COPP_CGMSA_CopyNever}
    assert set(LEVELS["CGMSA"]) == {int(level) | bit for level in named for bit in (0, REDISTRIBUTION)}
    assert tuple(LEVELS) == TYPES == ("HDCP", "ACP", "CGMSA")


def test_precedence_ranks_every_level_once_without_the_redistribution_bit() -> None:
    for name, ranked in PRECEDENCE.items():
        assert sorted(ranked) == sorted({level & ~REDISTRIBUTION for level in LEVELS[name]})


@pytest.mark.parametrize(
    ("name", "counts", "levels"),
    [
        ("HDCP", (0, 0), []),
        ("HDCP", (2, 0), [0]),
        ("ACP", (0, 3, 0, 1), [1, 3]),
        ("ACP", (0, -1, 0, 1), [3]),
        ("CGMSA", (0, 0, 0, 0, 0, 1, 0, 0, 0, 1), [8, 12]),
    ],
)
def test_a_level_counts_while_its_count_is_above_0(
    name: str, counts: tuple[int, ...], levels: Iterable[int]
) -> None:
    assert list(counted(name, counts)) == levels


def test_counts_of_another_type_are_no_counts_of_this_one() -> None:
    with pytest.raises(ValueError, match="zip"):
        list(counted("ACP", (0, 0)))
