"""The registry says of each clause how it is held, and it is held so."""

from dataclasses import replace

import pytest

from coppspec.model import registry
from coppspec.model.registry import Held, Standing, choices, citable, clauses
from coppspec.properties import traceability
from coppspec.properties.traceability import citations, stale_statuses


def test_every_status_is_what_the_citations_say() -> None:
    assert not stale_statuses()


def test_only_what_is_in_the_registry_is_cited() -> None:
    assert set(citations()) <= citable()


def test_a_status_that_is_no_longer_so_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = dict(clauses())
    changed["COPP-152"] = replace(changed["COPP-152"], status=Standing.PENDING)
    changed["COPP-001"] = replace(changed["COPP-001"], status=Standing.TABLE)
    monkeypatch.setattr(traceability, "clauses", lambda: changed)
    other = dict(choices())
    other["picture_bounds"] = replace(other["picture_bounds"], status=Held.SWITCH)
    monkeypatch.setattr(traceability, "choices", lambda: other)
    assert [(problem.entry, problem.met) for problem in stale_statuses()] == [
        ("COPP-001", "its status is 'in a table', and it is cited by nothing"),
        ("COPP-152", "its status is 'pending', and it is in a table"),
        ("X10", "its status is 'a switch', and it is taken or pending or a note"),
    ]
    assert registry.clauses()["COPP-152"].status is Standing.TABLE
