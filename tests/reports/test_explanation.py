"""Every clause, choice and trap is explained, and an unknown one is answered with near ones."""

import json

import pytest

from coppspec.model.registry import choices, clauses, traps
from coppspec.properties.traceability import ZOO, citations
from coppspec.reports.explanation import UnknownId, as_json, as_text, explanation


def test_every_clause_is_explained_with_its_statement_basis_source_and_status() -> None:
    for clause in clauses().values():
        told = explanation(clause.id)
        text = as_text(clause.id)
        assert json.loads(as_json(clause.id)) == told
        for words in (
            clause.id,
            clause.statement,
            clause.source,
            clause.status,
            clause.reason,
            *clause.basis,
        ):
            assert words in text


def test_every_choice_is_explained_by_its_name_and_by_its_id() -> None:
    for choice in choices().values():
        told = explanation(choice.id)
        assert told == explanation(choice.name) == json.loads(as_json(choice.id))
        text = as_text(choice.name)
        for words in (choice.id, choice.name, choice.question, choice.evidence, choice.status):
            assert words in text
        for reading in choice.readings:
            assert f"{reading.name} ({reading.standing}): {reading.text}" in text


def test_every_trap_is_explained_with_its_witness_and_its_wrong_drivers() -> None:
    for trap in traps().values():
        text = as_text(trap.id)
        assert json.loads(as_json(trap.id)) == explanation(trap.id)
        for words in (trap.id, trap.driver, trap.witness, trap.result, *trap.clauses):
            assert words in text
        for wrong in ZOO:
            assert (wrong.kind.__name__ in text) == (wrong.trap == trap.id)


def test_what_rests_on_a_clause_is_all_that_cites_it() -> None:
    for clause in clauses():
        told = explanation(clause)
        cited = {(each.where, each.what) for each in citations().get(clause, ())}
        assert len(told["rests on it"]) == len(cited)
        assert len(told["wrong drivers"]) == sum(clause in wrong.clauses for wrong in ZOO)


def test_a_choice_names_its_clauses_and_a_clause_its_choices() -> None:
    assert "COPP-410" in explanation("padding_check")["clauses"]
    assert any(line.startswith("Q01 padding_check") for line in explanation("COPP-410")["choices"])


@pytest.mark.parametrize(
    ("wanted", "id_"),
    [
        ("copp-152", "COPP-152"),
        ("Vpcp-551", "VPCP-551"),
        ("q04", "Q04"),
        ("PADDING_CHECK", "Q01"),
        ("t-01", "T-01"),
    ],
)
def test_an_id_can_be_written_small_or_large(wanted: str, id_: str) -> None:
    assert explanation(wanted)["id"] == id_


def test_without_an_id_there_is_a_line_for_each() -> None:
    told = explanation(None)
    assert {name: len(lines) for name, lines in told.items()} == {
        "clauses": len(clauses()),
        "choices": len(choices()),
        "traps": len(traps()),
    }
    lines = as_text(None).splitlines()
    assert len(lines) == len(clauses()) + len(choices()) + len(traps()) + 3
    assert json.loads(as_json(None)) == told


@pytest.mark.parametrize(
    ("wanted", "near"),
    [("COPP-1525", "COPP-152"), ("copp152", "COPP-152"), ("VPCP-55", "VPCP-55"), ("T-010", "T-01")],
)
def test_an_unknown_id_is_answered_with_near_ones(wanted: str, near: str) -> None:
    with pytest.raises(UnknownId) as raised:
        explanation(wanted)
    said = str(raised.value)
    assert f"there is no clause, choice or trap {wanted!r}" in said
    assert near in said.split("near it: ")[1]
    assert "`coppspec explain` lists them all" in said


@pytest.mark.parametrize("wanted", ["", "?", "COPP", "nothing like it at all", "\n"])
def test_an_id_that_is_like_no_other_is_unknown_in_one_line(wanted: str) -> None:
    with pytest.raises(UnknownId) as raised:
        explanation(wanted)
    assert "\n" not in str(raised.value)


def test_a_misspelt_choice_is_answered_with_its_name() -> None:
    with pytest.raises(UnknownId) as raised:
        explanation("padding_chek")
    assert "padding_check" in str(raised.value)
