"""Ways that agree with the formulas are believed; whoever disagrees is named, with what each of them says."""

from collections.abc import Callable
from functools import partial

import pytest

from coppspec.model.copy_protection import (
    ACTIVE,
    COPY_PROTECTION_SESSIONS,
    DEAD,
    DROP,
    INVALID_PARAMETER,
    NO_ERROR,
    OFF,
    ON,
    TAKE,
    TURNED_OFF,
    key_row,
)
from coppspec.model.language import NONE, SAME, Machine
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile
from coppspec.properties.coded import BY_LEVEL, BY_STATE, Fold
from coppspec.properties.edits import with_row
from coppspec.properties.proof import CLAIMS
from coppspec.properties.results import Finding, Kind
from coppspec.properties.search import COUNT, PROTECTION
from coppspec.properties.solved import (
    COUNTING,
    FEW,
    KEPT,
    SEARCH,
    SWEEP,
    WAYS,
    Family,
    Numbers,
    compared,
    kept_by_counting,
    kept_by_sweep,
    or_why_not,
    proved,
    solving,
)
from coppspec.properties.system import Issue, System

KEYS = COPY_PROTECTION_SESSIONS
FORGETS_A_RESTART = with_row(KEYS, key_row(ACTIVE, "driver restart", None, DEAD, 0, DROP, None, "VPCP-664"))
COUNTS_TWICE = with_row(
    KEYS, key_row(TURNED_OFF, "VP_CP_CMD_CHANGE", OFF, SAME, -1, TAKE, NO_ERROR, "VPCP-413")
)


def never_ends() -> Machine:
    """A table in which no key is ever dead."""
    wrong = KEYS
    for state in (ACTIVE, TURNED_OFF):
        row = key_row(state, "VP_CP_CMD_DEACTIVATE", None, SAME, 0, (), INVALID_PARAMETER, "VPCP-431")
        wrong = with_row(wrong, row)
        wrong = with_row(wrong, key_row(state, "driver restart", None, SAME, 0, (), None, "VPCP-664"))
    return wrong


def one_more(system: System) -> Numbers:
    """A way that counts wrongly."""
    return {"configurations": WAYS[SEARCH](system)["configurations"] + 1}


def says_nothing(_: System) -> Numbers:
    """A way that fails."""
    raise ValueError("there is no room")


# Numbers.


def test_each_number_is_the_formula_s() -> None:
    """A device of D states with N keys of four places, or of six: D * 4^N, and D * C(N + 3, 3) tuples."""
    free = Family(issue=Issue.ANY)
    assert free.formula(1) == {"configurations": 6 * 4, "tuples of counts": 6 * 4}
    assert free.formula(6) == {"configurations": 6 * 4**6, "tuples of counts": 6 * 84}
    assert free.formula(10)["configurations"] == 6 * 4**10 > 5_000_000
    alone = Family(BY_LEVEL, Issue.ANY, beside_device=False)
    assert alone.formula(2) == {"configurations": 6**2, "tuples of counts": 21}
    assert Family(BY_LEVEL).formula(2)["configurations"] == 6 * (1 + 5 + 5**2)


@pytest.mark.parametrize("beside", [True, False], ids=["beside a device", "alone"])
@pytest.mark.parametrize("issue", Issue)
@pytest.mark.parametrize("fold", [BY_STATE, BY_LEVEL], ids=lambda fold: fold.name)
def test_up_to_six_keys_all_ways_agree(*, fold: Fold, issue: Issue, beside: bool) -> None:
    family = Family(fold, issue, beside)
    findings = compared(family, FEW, WAYS)
    assert [each.numbers["keys"] for each in findings] == [1, 2, 3, 4, 5, 6]
    for each in findings:
        assert (each.kind, each.holds, each.detail) == (Kind.SOLVED, True, "")
        assert each.name == "a search, counting, a sweep and the formula agree"
        expected = family.formula(each.numbers["keys"])
        assert {what: each.numbers[what] for what in expected} == expected
        assert each.subject == str(family.system(each.numbers["keys"]))


@pytest.mark.slow
def test_ten_keys_beside_a_device_have_over_241_million_transitions() -> None:
    (found,) = compared(Family(issue=Issue.ANY), (10,), (COUNTING, SWEEP))
    assert found.holds
    assert found.numbers["configurations"] > 5_000_000
    assert found.numbers["transitions"] > 241_000_000
    assert "profile: default" in found.subject


def test_a_table_that_reaches_too_little_is_told_by_everybody() -> None:
    family = Family(beside_device=False, issue=Issue.ANY, machine=never_ends())
    (found,) = compared(family, (2,), WAYS)
    assert not found.holds
    assert found.detail.splitlines() == [
        "configurations: the formula says 16; a search says 9; counting says 9; a sweep says 9",
        "tuples of counts: the formula says 10; counting says 6",
    ]


def test_a_way_that_says_something_else_is_named() -> None:
    family = Family(beside_device=False, issue=Issue.ANY)
    (found,) = compared(family, (2,), (SEARCH, SWEEP), {**WAYS, SWEEP: one_more})
    assert not found.holds
    assert found.detail == "configurations: the formula says 16; a search says 16; a sweep says 17"


def test_a_way_that_fails_is_no_agreement() -> None:
    (found,) = compared(Family(), (1,), (SEARCH, COUNTING), {**WAYS, COUNTING: says_nothing})
    assert not found.holds
    assert found.detail == "counting says nothing: there is no room"


def test_a_table_that_has_no_form_in_numbers_is_a_finding() -> None:
    wrong = with_row(KEYS, key_row(NONE, "VP_CP_CMD_ACTIVATE", ON, SAME, +1, (), NO_ERROR, "VPCP-401"))
    work = partial(compared, Family(machine=wrong), (1,), WAYS)
    (found,) = or_why_not(Kind.SOLVED, "one key is solved", work)
    assert (found.kind, found.name, found.holds) == (Kind.SOLVED, "one key is solved", False)
    assert "changes a session or the count without taking a session" in found.detail


# What is kept.


def test_search_and_proof_claim_the_same() -> None:
    assert [kept.name for kept in KEPT] == [claim.name for claim in CLAIMS]


def test_the_claims_hold_of_a_few_keys_by_counting_and_by_a_sweep() -> None:
    findings = [*kept_by_counting(Family(), 4), *kept_by_sweep(Family(issue=Issue.ANY), 4)]
    assert [(each.name, each.holds, each.detail) for each in findings] == [
        (kept.name, True, "") for kept in (COUNT, PROTECTION) * 2
    ]
    assert "VPCP-553" in findings[0].clauses


@pytest.mark.slow
def test_the_claims_hold_of_a_hundred_keys() -> None:
    assert all(each.holds for each in kept_by_counting(Family(), 100))


@pytest.mark.parametrize("how", [kept_by_counting, kept_by_sweep])
def test_a_claim_that_does_not_hold_has_its_shortest_calls(
    how: Callable[[Family, int], list[Finding]],
) -> None:
    findings = how(Family(machine=FORGETS_A_RESTART), 3)
    assert [each.holds for each in findings] == [False, False]
    for each in findings:
        assert each.detail.splitlines() == ["1. VP_CP_CMD_ACTIVATE, level 1", "2. driver restart"]


def test_a_sweep_that_shows_nothing_of_a_claim_leaves_it_to_counting() -> None:
    """With one key the count is wrong after two calls, and protection after three."""
    count, protection = kept_by_sweep(Family(beside_device=False, machine=COUNTS_TWICE), 1)
    assert [len(each.detail.splitlines()) for each in (count, protection)] == [2, 3]


# The proof.


@pytest.mark.parametrize("profile", [*profiles(KEYS)], ids=str)
def test_the_count_is_proved_under_every_accepted_profile(profile: Profile) -> None:
    (found,) = proved(KEYS, profile)
    assert (found.kind, found.holds, found.detail) == (Kind.PROVED, True, "")
    assert found.numbers["steps of the proof"] == found.numbers["steps that hold"] > 0
    assert found.subject.endswith(str(profile)) or str(profile) == "default"


def test_a_table_that_miscounts_is_not_proved_and_says_which_calls_refute_it() -> None:
    (found,) = proved(FORGETS_A_RESTART, Profile())
    assert not found.holds
    assert found.numbers["steps that hold"] < found.numbers["steps of the proof"]
    assert "not so, with 1 session: the count is the number of sessions that are on" in found.detail
    assert "2. driver restart" in found.detail


def test_every_accepted_profile_is_asked_and_every_name_is_in_words() -> None:
    names = [name for name, _ in solving()]
    assert names.count("proving the count") == len(list(profiles(KEYS)))
    assert names.count("up to 6 keys are solved") == 8
    assert {"100 keys are counted", "10 keys are swept", "the count of 100 keys is followed"} <= set(names)
