"""A sweep reaches what a search reaches, and sees whether the count is right everywhere."""

import numpy as np
import pytest

from coppspec.model.copy_protection import (
    ACTIVE,
    COPY_PROTECTION_SESSIONS,
    DEAD,
    DROP,
    NO_ERROR,
    OFF,
    TAKE,
    TURNED_OFF,
    key_row,
)
from coppspec.model.language import SAME, Row
from coppspec.properties.coded import BY_LEVEL, BY_STATE, Fold
from coppspec.properties.counting import counted_space, listed
from coppspec.properties.edits import with_row
from coppspec.properties.products import coded_device, coded_key, device_with_keys, only_keys
from coppspec.properties.search import COUNT, PROTECTION, search
from coppspec.properties.space import TooLarge, product_space
from coppspec.properties.sweep import sweep
from coppspec.properties.system import Issue, Sessions, System

KEYS = COPY_PROTECTION_SESSIONS


@pytest.mark.parametrize("fold", [BY_STATE, BY_LEVEL], ids=lambda fold: fold.name)
@pytest.mark.parametrize("issue", Issue)
@pytest.mark.parametrize("keys", [1, 2, 4])
def test_it_reaches_exactly_what_a_search_reaches(fold: Fold, issue: Issue, keys: int) -> None:
    system = device_with_keys(keys, fold, issue)
    swept, found = sweep(system), search(product_space(system))
    assert swept.reached.shape == (6, *(len(coded_key(fold).places),) * keys)
    assert np.array_equal(swept.reached.ravel(), found.reached)
    assert (swept.states, swept.transitions) == (found.states, found.transitions)
    assert swept.states == listed(search(counted_space(system)))


@pytest.mark.parametrize("issue", Issue)
def test_events_that_move_everybody_agree_too(issue: Issue) -> None:
    parts = (Sessions(coded_device(), 2), Sessions(coded_key(), 2))
    system = System(parts, issue, {"driver restart": "device lost"})
    assert np.array_equal(sweep(system).reached.ravel(), search(product_space(system)).reached)


@pytest.mark.slow
def test_ten_keys_beside_a_device_are_swept_in_full() -> None:
    swept = sweep(device_with_keys(10, issue=Issue.ANY))
    assert swept.states == 6 * 4**10 > 5_000_000
    assert swept.transitions == swept.states * (9 + 3 + 9 * 10) > 241_000_000
    assert swept.shows(COUNT)
    assert swept.shows(PROTECTION)


@pytest.mark.slow
def test_of_ten_keys_in_order_fewer_configurations_are_reached() -> None:
    swept = sweep(device_with_keys(10))
    assert swept.states == 6 * (3**11 - 1) // 2 == listed(search(counted_space(swept.system)))
    assert swept.shows(COUNT)


def test_counts_and_numbers_on_stand_where_the_codes_say() -> None:
    swept = sweep(only_keys(3, issue=Issue.ANY))
    active = 1
    on = np.array([sum(code == active for code in codes) for codes in np.ndindex(swept.reached.shape)])
    assert np.array_equal(swept.on.ravel(), on)
    assert np.array_equal(swept.counts, swept.on)


WRONG = {
    "a key that is turned off": key_row(
        TURNED_OFF, "VP_CP_CMD_CHANGE", OFF, SAME, -1, TAKE, NO_ERROR, "VPCP-413"
    ),
    "a key that is deactivated": key_row(
        ACTIVE, "VP_CP_CMD_DEACTIVATE", None, DEAD, 0, DROP, NO_ERROR, "VPCP-420"
    ),
    "a restart": key_row(ACTIVE, "driver restart", None, DEAD, 0, DROP, None, "VPCP-664"),
}


@pytest.mark.parametrize("row", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("keys", [1, 3])
def test_a_wrong_count_is_seen(row: Row, keys: int) -> None:
    swept = sweep(only_keys(keys, machine=with_row(KEYS, row)))
    assert swept.miscounted
    assert not swept.shows(COUNT)
    assert not swept.shows(PROTECTION)


def test_a_product_that_does_not_fit_into_memory_is_refused_with_advice() -> None:
    with pytest.raises(TooLarge, match=r"1,610,612,736 configurations of .*Count interchangeable"):
        sweep(device_with_keys(14))


def test_the_numbers_are_printed_with_profile_and_abstraction() -> None:
    assert str(sweep(only_keys(2, BY_LEVEL))) == (
        "31 configurations, 527 transitions: "
        "2 of copy-protection sessions in 6 states with their levels; keys issued in order; profile: default"
    )
