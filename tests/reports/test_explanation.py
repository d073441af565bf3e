"""Every clause, choice and trap is explained, and an unknown one is answered with near ones."""

import json
from dataclasses import replace

import pytest

from coppspec.model.documents import titled
from coppspec.model.registry import Allowed, Choice, Held, choices, clauses, traps
from coppspec.properties import witnesses
from coppspec.properties.stakes import Stake
from coppspec.properties.traceability import ZOO, citations
from coppspec.reports.explanation import HELD, UnknownId, as_json, as_text, at_stake, explanation
from coppspec.reports.wrapped import Told, Value, wrapped

SHOWN = [choices()[name] for name in ("padding_check", "level_order", "undefined_bits")]
"""The choices that are searched here; what is found for the others is the same, told in the same words."""


def lines(value: Value) -> list[str]:
    """A list of texts."""
    assert isinstance(value, list)
    assert all(isinstance(each, str) for each in value)
    return [str(each) for each in value]


def table(value: Value) -> Told:
    """Something with headings."""
    assert isinstance(value, dict)
    return value


def text_of(wanted: str) -> str:
    """The text of an explanation, however its lines are broken."""
    return " ".join(as_text(wanted).split())


def test_every_clause_is_explained_with_its_statement_basis_source_and_status() -> None:
    for clause in clauses().values():
        text = " ".join(" ".join(wrapped(explanation(clause.id))).split())
        for words in (
            clause.id,
            clause.statement,
            titled(clause.id, clause.source, with_links=False),
            clause.status,
            clause.reason,
            *clause.basis,
        ):
            assert words in text


def test_a_source_is_told_by_titles_and_addresses_and_not_by_keys() -> None:
    told = explanation("COPP-152")
    assert told["source"] == (
        '"COPPSequenceStart function" code; '
        '"DXGKDDI_OPM_SET_SIGNING_KEY_AND_SEQUENCE_NUMBERS callback function" Remarks steps 1 to 4'
    )
    assert table(told["read in"])["COPPSequenceStart function"] == (
        "https://learn.microsoft.com/previous-versions/windows/drivers/display/coppsequencestart"
    )


def test_a_clause_is_told_as_json_as_it_is_told_in_words() -> None:
    told = json.loads(as_json("COPP-152"))
    assert {**told, **explanation("COPP-152")} == told
    assert told["statement"] in text_of("COPP-152")


@pytest.mark.parametrize(
    "choice",
    [each for each in choices().values() if each.status is not Held.SWITCH or each in SHOWN],
    ids=lambda each: each.name,
)
def test_a_choice_is_explained_by_its_name_and_by_its_id(choice: Choice) -> None:
    told = explanation(choice.id)
    assert told == json.loads(as_json(choice.name))
    text = text_of(choice.name)
    evidence = titled(choice.id, choice.evidence, with_links=False)
    for words in (choice.id, choice.name, choice.question, evidence, HELD[choice.status]):
        assert words in text
    for reading in choice.readings:
        assert f"{reading.name} ({reading.standing}): {reading.text}" in text
        assert (reading.name in table(told["at stake"])) == (
            reading.standing is Allowed.FORBIDDEN
            or (choice.status is Held.SWITCH and reading.standing is Allowed.ACCEPTED)
        )


def test_what_is_at_stake_comes_after_the_readings_and_before_what_rests_on_them() -> None:
    headings = list(explanation("level_order"))
    assert headings.index("readings") < headings.index("at stake") < headings.index("rests on it")


def test_what_is_at_stake_is_told_in_calls_and_in_levels() -> None:
    stake = table(table(explanation("level_order")["at stake"])["precedence"])
    calls = lines(stake["calls"])
    assert calls[0] == "1. COPPOpenVideoSession, session 1 -> S_OK"
    assert calls[-1].startswith("10. COPPCommand, set protection level, session 2, ACP level ")
    assert "->" not in calls[-1]
    assert stake["the last one"] == {
        "numeric maximum": "the driver shows ACP level 3 on the output",
        "precedence": "the driver shows ACP level 2 on the output",
    }


def test_an_event_has_no_answer() -> None:
    stake = table(table(explanation("lost_code")["at stake"])["no hardware"])
    assert lines(stake["calls"])[1] == "2. device lost, session 1"


def test_readings_that_nothing_tells_apart_are_said_to_be_so() -> None:
    choice = choices()["undefined_bits"]
    assert at_stake(choice, Stake("mask", None, complete=True)) == (
        "no sequence of calls tells it from 'refuse'"
    )
    assert at_stake(choice, Stake("mask", None, complete=False)) == (
        "no sequence of calls that was tried tells it from 'refuse'"
    )


def test_no_profile_takes_a_forbidden_reading() -> None:
    assert "OAEP: forbidden: no profile takes it" in text_of("padding_check")


@pytest.mark.parametrize("trap", ["T-03", "T-09"])
def test_a_trap_is_explained_with_its_witness_and_with_that_of_its_wrong_driver(trap: str) -> None:
    told = explanation(trap)
    assert told == json.loads(as_json(trap))
    assert list(told).index("witness") < list(told).index("as played")
    (wrong,) = (each for each in ZOO if each.trap == trap)
    played = table(table(told["as played"])[wrong.kind.__name__])
    calls = lines(played["calls"])
    assert len(calls) == wrong.calls
    assert " -> it " in calls[-1]
    assert "the specification wants" in str(played["deviation"])
    assert played["suite"] == wrong.suite


def test_every_trap_is_explained_with_what_its_document_says() -> None:
    for trap in (traps()["T-03"], traps()["T-20"]):
        text = text_of(trap.id)
        for words in (trap.id, trap.driver, trap.witness, trap.result, *trap.clauses):
            assert words in text
        assert "falls into it" not in text


@pytest.mark.thorough
def test_the_profile_that_accepts_a_wrong_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    allows = next(wrong for wrong in ZOO if wrong.sentence == "allows another attempt")
    monkeypatch.setattr(witnesses, "ZOO", (replace(allows, trap="T-01"),))
    assert 'held to Profile(sequence_start_retry="retry")' in text_of("T-01")
    monkeypatch.setattr(
        witnesses, "ZOO", (replace(allows, trap="T-01", suite="one copy-protection session"),)
    )
    assert "its suite, one copy-protection session, does not find it" in text_of("T-01")


def test_what_rests_on_a_clause_is_all_that_cites_it() -> None:
    for clause in clauses():
        told = explanation(clause)
        cited = {(each.where, each.what) for each in citations().get(clause, ())}
        assert len(lines(told["rests on it"])) == len(cited)
        assert len(lines(told["wrong drivers"])) == sum(clause in wrong.clauses for wrong in ZOO)


def test_what_several_calls_share_is_printed_once_with_them() -> None:
    assert "COPP device: the check of the status number (COPP-433), in every COPPQueryStatus" in lines(
        explanation("COPP-433")["rests on it"]
    )
    shared = [line for line in lines(explanation("VPCP-311")["rests on it"]) if "the check of" in line]
    assert shared
    assert all(", in VP_CP_CMD_ACTIVATE; " in line and "; VP_CP_CMD_CHANGE" in line for line in shared)


def test_a_choice_says_what_keeps_a_reading_from_being_seen() -> None:
    for name, choice in choices().items():
        if choice.status is Held.SWITCH and choice not in SHOWN:
            continue  # what is at stake in it takes a while, and is told in the same words
        told = explanation(name)
        assert told["not seen in bytes"] == {
            each.name: each.unseen for each in choice.readings if each.unseen
        }
        assert told["shown as"] == {each.name: each.shown_as for each in choice.readings if each.shown_as}
    assert "link_loss_effect = resets" in text_of("local_level_drift")


def test_a_choice_names_its_clauses_and_a_clause_its_choices() -> None:
    assert any(line.startswith("COPP-410: ") for line in lines(explanation("padding_check")["clauses"]))
    assert any(line.startswith("Q01 padding_check") for line in lines(explanation("COPP-410")["choices"]))


@pytest.mark.parametrize(
    ("wanted", "id_"),
    [
        ("copp-152", "COPP-152"),
        ("Vpcp-551", "VPCP-551"),
        ("q04", "Q04"),
        ("PADDING_CHECK", "Q01"),
        ("t-01", "T-01"),
        ("a-05B", "A-05b"),
        (" COPP-152\n", "COPP-152"),
        ("COPP\N{NON-BREAKING HYPHEN}152", "COPP-152"),
    ],
)
def test_an_id_can_be_written_as_it_comes_out_of_a_text(wanted: str, id_: str) -> None:
    assert explanation(wanted)["id"] == id_


def test_without_an_id_there_is_a_line_for_each() -> None:
    told = explanation(None)
    assert {name: len(lines(each)) for name, each in told.items()} == {
        "clauses": len(clauses()),
        "choices": len(choices()),
        "traps": len(traps()),
    }
    assert len(as_text(None).splitlines()) == len(clauses()) + len(choices()) + len(traps()) + 3
    assert json.loads(as_json(None)) == told


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("COPP-1525", "COPP-152"),
        ("copp152", "COPP-152"),
        ("VPCP-55", "VPCP-55"),
        ("T-010", "T-01"),
        ("152", "COPP-152"),
        ("0434", "VPCP-434"),
        ("4", "Q04"),
        ("66", "VPCP-660"),
    ],
)
def test_an_unknown_id_is_answered_with_near_ones(wanted: str, near: str) -> None:
    with pytest.raises(UnknownId) as raised:
        explanation(wanted)
    said = str(raised.value)
    assert f"there is no clause, choice or trap {wanted!r}" in said
    assert near in said.split("near it: ")[1]
    assert "`coppspec explain` lists them all" in said


def test_a_number_alone_is_answered_with_every_id_that_has_it() -> None:
    assert str(UnknownId("434")).split("near it: ")[1].startswith("COPP-434, VPCP-434; ")


@pytest.mark.parametrize("wanted", ["", "?", "COPP", "nothing like it at all", "\n", "99999", "²"])
def test_an_id_that_is_like_no_other_is_unknown_in_one_line(wanted: str) -> None:
    with pytest.raises(UnknownId) as raised:
        explanation(wanted)
    assert "\n" not in str(raised.value)


def test_a_misspelt_choice_is_answered_with_its_name() -> None:
    with pytest.raises(UnknownId) as raised:
        explanation("padding_chek")
    assert "padding_check" in str(raised.value)


def test_a_clause_that_no_driver_can_break_says_why_it_is_not_judged() -> None:
    assert "not judged: it permits" in as_text("VPCP-550")
    assert "not judged" not in as_text("VPCP-551")
