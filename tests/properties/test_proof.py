"""The count is right for every number of sessions, by two solvers; what is not provable has its sequence."""

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import import_module
from itertools import product
from time import process_time
from typing import Any

import pytest

from coppspec.model.copy_protection import (
    ACTIVE,
    COPY_PROTECTION_SESSIONS,
    INVALID_PARAMETER,
    NEW,
    NO_ERROR,
    OFF,
    TURNED_OFF,
    key_row,
)
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.key_calls import FRESH
from coppspec.model.language import NONE, SAME, Machine, Row
from coppspec.model.lint import problems, profiles
from coppspec.model.profile import Profile
from coppspec.model.registry import is_accepted
from coppspec.model.step import Configuration, Intent
from coppspec.properties.alphabet import flawless, letters
from coppspec.properties.always_keys import KEYS_ALWAYS
from coppspec.properties.edits import as_read, with_row
from coppspec.properties.exploration import explore, shortest_difference
from coppspec.properties.law import miscounts
from coppspec.properties.miscounting import LITERAL
from coppspec.properties.population import Population, Relation, relation, shortest
from coppspec.properties.products import key_letters
from coppspec.properties.proof import (
    CLAIMS,
    COUNT,
    COUNT_IS_SESSIONS_ON,
    PROTECTED_WHILE_ON,
    CannotProve,
    Claim,
    Obligation,
    Refutes,
    by_z3,
    counterexample,
    obligations,
    prove,
)
from coppspec.properties.reachability import rows_that_hold
from coppspec.properties.zoo import WrongDriver
from coppspec.properties.zoo_keys import WRONG_MINIPORTS

KEYS = COPY_PROTECTION_SESSIONS
ACTIVATE, CHANGE, DEACTIVATE = "VP_CP_CMD_ACTIVATE", "VP_CP_CMD_CHANGE", "VP_CP_CMD_DEACTIVATE"
TABLES = [each for each in WRONG_MINIPORTS if each.table]


def literal(machine: Machine) -> Machine:
    """The table that counts commands, whatever profile is taken."""
    return as_read(machine, LITERAL)


def by_cvc5(text: str) -> bool:
    """Ask cvc5, which has the text from its own reader."""
    cvc5: Any = pytest.importorskip("cvc5", reason="cvc5, the second solver, is not installed here")
    solver = cvc5.Solver(cvc5.TermManager())
    reader = cvc5.InputParser(solver)
    reader.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "obligation")
    said = ""
    while not (command := reader.nextCommand()).isNull():
        said += str(command.invoke(solver, reader.getSymbolManager()))
    assert said.strip() in {"sat", "unsat"}
    return said.strip() == "unsat"


SOLVERS = pytest.mark.parametrize("refutes", [by_z3, by_cvc5])


@cache
def of_keys() -> Relation:
    return relation(KEYS)


def table_of(wrong: WrongDriver) -> Machine:
    assert wrong.table is not None
    return wrong.table(KEYS)


def without_activation_at_0(machine: Machine) -> Machine:
    """Another answer to a silent point: no session begins turned off (A-01)."""
    return with_row(machine, key_row(FRESH, ACTIVATE, OFF, SAME, 0, (), INVALID_PARAMETER, "VPCP-402"))


# The proof.


@SOLVERS
def test_it_is_proved_for_every_number_of_sessions(refutes: Refutes) -> None:
    proof = prove(KEYS, refutes=refutes)
    assert (proof.proved, proof.undone, proof.counterexamples) == (True, (), ())
    assert str(proof) == "copy-protection sessions: proved for every number of sessions, in 24 steps"


def test_it_is_proved_under_every_profile() -> None:
    assert all(prove(KEYS, profile).proved for profile in profiles(KEYS))


def test_the_proof_takes_less_than_a_second() -> None:
    prove(KEYS)
    began = process_time()
    prove(KEYS)
    assert process_time() - began < 1


@SOLVERS
def test_no_step_holds_because_what_it_assumes_cannot_be(refutes: Refutes) -> None:
    for step in obligations(of_keys()):
        assumed = "\n".join(line for line in step.text.splitlines() if not line.startswith("(assert (not "))
        assert assumed != step.text
        assert not refutes(assumed), step.name


def test_the_steps_are_the_start_every_rule_and_every_claim() -> None:
    names = [step.name for step in obligations(of_keys())]
    assert names[0] == "at the start"
    assert names[-2:] == [COUNT_IS_SESSIONS_ON.name, PROTECTED_WHILE_ON.name]
    assert names[1:-2] == [f"after {rule}" for rule in of_keys().rules]
    assert f"after {CHANGE}, level 0, on one that is active at level 3" in names
    assert len(set(names)) == len(names)


@pytest.mark.slow
def test_the_solvers_agree_on_every_step_of_every_wrong_table() -> None:
    for machine in (literal(KEYS), *map(table_of, TABLES)):
        for step in obligations(relation(machine)):
            assert by_z3(step.text) == by_cvc5(step.text), step.text


def test_without_z3_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(CannotProve, match=r"pip install 'coppspec\[proof\]'"):
        prove(KEYS)
    assert prove(KEYS, refutes=by_cvc5).proved


def test_z3_is_imported_only_when_it_is_asked() -> None:
    assert not hasattr(import_module("coppspec.properties.proof"), "z3")


# The relation is the engine's, for any number of sessions.


def population(of: Relation, configuration: Configuration) -> Population:
    numbers = tuple(configuration.sessions.count(kind) for kind in of.kinds)
    assert sum(numbers) == len(configuration.sessions)
    return Population(numbers, configuration.reference_count)


@pytest.mark.few(2)
@pytest.mark.slow
@pytest.mark.parametrize("sessions", [1, 2, 3])
@pytest.mark.parametrize(
    "make", [lambda: KEYS, lambda: literal(KEYS)], ids=["the table", "the literal wording"]
)
def test_what_the_engine_does_to_several_sessions_is_what_the_rules_do(
    make: Callable[[], Machine], sessions: int
) -> None:
    """From everything that was walked to: the same populations, and none besides."""
    of = relation(make())
    every = letters(of.engine.machine, Profile(), sessions)
    walk = explore(
        of.engine, of.engine.start(sessions), every if sessions < 3 else flawless(every), limit=400
    )
    by_engine: dict[Population, set[Population]] = {}
    for moment in walk.moments:
        before, after = population(of, moment.before), population(of, moment.after)
        by_engine.setdefault(before, {before}).add(after)
    for start, found in by_engine.items():
        by_rules = {of.after(start, rule) for rule in of.rules} - {None}
        assert by_rules | {start} == found


def test_there_is_a_kind_for_each_state_and_level_that_a_session_can_have() -> None:
    walk = explore(Engine(KEYS), Engine(KEYS).start(1), letters(KEYS, Profile(), 1))
    assert set(of_keys().kinds) == {each for now in walk.access for each in now.sessions}
    assert (len(of_keys().kinds), len(of_keys().rules)) == (6, 21)


def test_a_machine_without_a_count_is_refused() -> None:
    with pytest.raises(ValueError, match="COPP device has no count"):
        relation(DEVICE)


@pytest.mark.slow
@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_a_claim_says_the_same_to_a_solver_as_to_the_engine(claim: Claim) -> None:
    """Also where the count is wrong, and where something is on at level 0."""
    of = relation(with_row(KEYS, key_row(FRESH, ACTIVATE, OFF, ACTIVE, +1, NEW, NO_ERROR, "VPCP-402")))
    for numbers in product((0, 2), (0, 1), (0, 1), (0, 2), (1,), (0,), (0, 1)):
        for count in (-1, 0, 1, 3):
            at = Population(numbers[: len(of.kinds)], count)
            fixed = [f"(= |{name}| {number})" for name, number in zip(names_of(of), at.numbers, strict=True)]
            fixed.append(f"(= {COUNT} {count if count >= 0 else '(- 1)'})")
            declared = [f"(declare-const |{name}| Int)" for name in names_of(of)]
            said = f"(assert (and {' '.join(fixed)} (not {claim.term(of)})))"
            text = "\n".join((*declared, f"(declare-const {COUNT} Int)", said))
            assert by_z3(text) == claim.holds(of.engine, of.configuration(at)), (at, claim.name)


def names_of(of: Relation) -> list[str]:
    lines = obligations(of)[0].text.splitlines()
    names = [line.split("|")[1] for line in lines if line.startswith("(declare-const")]
    return names[:-1]


# What cannot be proved.


def test_the_literal_wording_is_refuted_with_its_shortest_sequences() -> None:
    proof = prove(literal(KEYS))
    assert not proof.proved
    assert str(proof) == (
        "copy-protection sessions: 5 of 25 steps of the proof do not hold\n"
        "not so, with 1 session: the count is the number of sessions that are on\n"
        "  1. VP_CP_CMD_ACTIVATE, level 0\n"
        "  2. VP_CP_CMD_CHANGE, session 1, level 0\n"
        "  the count is -1, sessions on: 0, level on the output: 0\n"
        "not so, with 1 session: the output is protected exactly while a session is on\n"
        "  1. VP_CP_CMD_ACTIVATE, level 0\n"
        "  2. VP_CP_CMD_CHANGE, session 1, level 1\n"
        "  the count is 0, sessions on: 1, level on the output: 0"
    )


def test_it_is_refuted_as_well_if_no_session_begins_turned_off() -> None:
    assert prove(without_activation_at_0(KEYS)).proved
    found = prove(without_activation_at_0(literal(KEYS))).counterexamples
    assert [len(each.intents) for each in found] == [3, 3]
    assert found[1].intents == (
        Intent(ACTIVATE, level=1),
        Intent(CHANGE, 0, level=0),
        Intent(CHANGE, 0, level=1),
    )
    assert (found[1].reference_count, found[1].on, found[1].applied) == (0, 1, 0)


@pytest.mark.slow
@pytest.mark.parametrize("machine", [literal(KEYS), *map(table_of, TABLES)], ids=range(1 + len(TABLES)))
def test_no_shorter_sequence_refutes_a_claim(machine: Machine) -> None:
    """By a walk over everything that one call fewer reaches, with as many sessions as there are calls."""
    of = relation(machine)
    for claim in CLAIMS:
        found = counterexample(of, claim)
        assert found is not None
        length = len(found.intents)
        walked = {of.engine.start(length)}
        every = flawless(letters(machine, Profile(), length))
        for _ in range(length - 1):
            assert all(claim.holds(of.engine, now) for now in walked)
            walked |= {of.engine.step(now, letter)[1] for now in walked for letter in every}
        assert all(claim.holds(of.engine, now) for now in walked)


def test_the_literal_wording_parts_from_the_table_at_the_same_call() -> None:
    engine, other = Engine(KEYS), Engine(literal(KEYS))
    every = flawless(letters(KEYS, Profile(), 2))
    difference = shortest_difference(engine, other, engine.start(2), every)
    found = counterexample(relation(literal(KEYS)), PROTECTED_WHILE_ON)
    assert difference is not None
    assert found is not None
    assert len(difference) == len(found.intents) == 2


@pytest.mark.parametrize("wrong", TABLES, ids=lambda wrong: wrong.sentence)
def test_every_wrong_table_of_the_zoo_is_refuted(wrong: WrongDriver) -> None:
    proof = prove(table_of(wrong))
    assert [each.claim for each in proof.counterexamples] == list(CLAIMS)
    assert len(proof.counterexamples[0].intents) <= wrong.calls


@pytest.mark.thorough
@pytest.mark.slow
def test_the_proof_and_the_law_refuse_the_same_tables() -> None:
    """Each row that says something else of the count, or leads elsewhere, under a profile that has it."""
    tried = 0
    under: dict[int, Profile] = {}
    for profile in profiles(KEYS):
        met = rows_that_hold(Engine(KEYS, profile))
        under = {index: profile for index, row in enumerate(KEYS.rows) if row in met} | under
    assert sorted(under) == [index for index, row in enumerate(KEYS.rows) if is_accepted(row.when)]
    for index, profile in under.items():
        row = KEYS.rows[index]
        others = [replace(row, count=row.count + by) for by in (-1, 1)]
        others += [replace(row, next=state) for state in KEYS.states if state != row.next]
        for other in others:
            wrong = replace(KEYS, rows=(*KEYS.rows[:index], other, *KEYS.rows[index + 1 :]))
            if any(problems(wrong)):
                continue
            tried += 1
            steps = [
                step for step in obligations(relation(wrong, profile)) if step.name != PROTECTED_WHILE_ON.name
            ]
            assert all(by_z3(step.text) for step in steps) == (not miscounts(wrong)), other
    assert tried == 173


BROUGHT = [row for row in KEYS.rows if row.call == "keys die"]


@pytest.mark.few(4)
@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize("row", BROUGHT, ids=map(str, BROUGHT))
@pytest.mark.parametrize("reading", [{"session_limit": "one, replaced"}, {"tv_off": "keys die"}], ids=str)
def test_a_wrong_count_in_what_a_call_brings_to_others_is_not_proved(
    reading: dict[str, str], row: Row, by: int
) -> None:
    rows = tuple(replace(each, count=each.count + by) if each == row else each for each in KEYS.rows)
    wrong, profile = replace(KEYS, rows=rows), Profile(**reading)
    assert miscounts(wrong)
    assert prove(KEYS, profile).proved
    assert not prove(wrong, profile, longest=3).proved


def test_a_session_that_is_on_at_level_0_keeps_the_law_and_breaks_a_property() -> None:
    """Whether there is protection is more than the count: the level has to be there."""
    wrong = with_row(KEYS, key_row(FRESH, ACTIVATE, OFF, ACTIVE, +1, NEW, NO_ERROR, "VPCP-402"))
    assert miscounts(wrong) == []
    assert prove(wrong).proved, "a count above 0 leaves the lowest level"
    named = next(each for each in KEYS_ALWAYS if each.name == "every field holds one of its named values")
    walk = explore(Engine(wrong), Engine(wrong).start(1), key_letters(1, machine=wrong))
    assert not all(map(named.holds, walk.moments))


def test_an_activation_that_counts_although_no_session_is_left_is_refuted_with_the_session_that_was() -> None:
    wrong = with_row(KEYS, key_row(NONE, ACTIVATE, None, SAME, 1, (), NO_ERROR, "VPCP-507"))
    found = prove(wrong).counterexamples
    assert [each.intents for each in found] == [(Intent(ACTIVATE, level=0),) * 2] * 2
    assert (found[1].sessions, found[1].reference_count, found[1].on) == (1, 1, 0)


def test_a_restart_that_forgets_the_count_is_refuted_and_one_that_counts_fresh_sessions_too() -> None:
    forgets = with_row(KEYS, key_row(ACTIVE, "driver restart", None, "dead", 0, (), None, "VPCP-664"))
    assert [len(each.intents) for each in prove(forgets).counterexamples] == [2, 2]
    counts = with_row(KEYS, key_row(FRESH, "driver restart", None, SAME, 1, (), None, "VPCP-664"))
    assert [len(each.intents) for each in prove(counts).counterexamples] == [1, 1]


def test_where_a_sequence_is_longer_than_the_search_the_steps_are_named() -> None:
    proof = prove(table_of(TABLES[0]), longest=1)
    assert (proof.proved, proof.counterexamples) == (False, ())
    assert str(proof).splitlines()[1:] == [f"after {CHANGE}, level 0, on one that is turned off"]
    assert shortest(of_keys(), lambda _: True, longest=3) is None


def test_an_obligation_is_a_whole_file_that_says_what_it_is_about() -> None:
    step: Obligation = obligations(of_keys())[-3]
    lines = step.text.splitlines()
    assert lines[0] == "; copy-protection sessions: after driver restart"
    assert lines[1] == "(set-logic QF_LIA)"
    assert lines[-1] == "(check-sat)"
    assert f"(declare-const |{TURNED_OFF}| Int)" in lines
