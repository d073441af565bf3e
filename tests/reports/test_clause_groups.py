"""Every clause and every point is in a group, and the groups stand in the order of the documents."""

import pytest

from coppspec.model.registry import choices, citable, clauses
from coppspec.reports.clause_groups import GROUPS, group, grouped


def test_every_clause_and_every_point_has_a_group_and_every_group_has_one() -> None:
    ids = (*clauses(), *(each.id for each in choices().values()), *citable())
    assert {group(each) for each in ids} == set(GROUPS.values())


@pytest.mark.parametrize(
    ("clause", "title"),
    [
        ("INV-1", "COPP: what always holds"),
        ("VPCP-INV1", "VIDEOPARAMETERS: what always holds"),
        ("VPCP-551", "VIDEOPARAMETERS: keys and the reference count"),
        ("Q22", "COPP: where the documents are silent"),
        ("A-18c", "VIDEOPARAMETERS: where the documents are silent"),
        ("X06", "where both are silent"),
    ],
)
def test_a_group_is_told_by_how_a_clause_begins(clause: str, title: str) -> None:
    assert group(clause) == title


def test_what_goes_with_clauses_keeps_its_order_in_its_group_and_no_group_is_empty() -> None:
    items = [("VPCP-551", 1), ("COPP-152", 2), ("VPCP-550", 3), ("COPP-123", 4)]
    assert list(grouped(items).items()) == [
        ("COPP: the driver's functions", [2, 4]),
        ("VIDEOPARAMETERS: keys and the reference count", [1, 3]),
    ]
    assert grouped(()) == {}
