"""One clause, choice or trap: what it says, what is at stake in it or its witness, and what rests on it."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import get_close_matches
from typing import cast

from coppspec.model.documents import cited_documents, titled
from coppspec.model.language import Machine
from coppspec.model.registry import Allowed, Choice, Held, choices, clauses, traps
from coppspec.oracle.unjudged import UNJUDGED
from coppspec.properties.shown import told_apart
from coppspec.properties.specified_values import constants_by_name, enumerations, structures
from coppspec.properties.stakes import Parting, Stake, stakes
from coppspec.properties.subjects import MACHINES
from coppspec.properties.traceability import ZOO, citations
from coppspec.properties.trial import cited
from coppspec.properties.witnesses import Witness, neglected, witnesses
from coppspec.properties.zoo_players import WRONG_PLAYERS
from coppspec.reports.named import Entry, documented, enumeration_lines, field_lines, shown
from coppspec.reports.wrapped import WIDTH, Told, Value, wrapped


class UnknownId(LookupError):
    """No clause, choice or trap has this id."""

    def __str__(self) -> str:
        """What was asked for, and what comes near it."""
        wanted = str(self.args[0])
        near = ids_with_number(wanted) or (
            get_close_matches(wanted.upper(), _every_id(), n=3, cutoff=0.6)
            + get_close_matches(wanted.lower(), choices(), n=3, cutoff=0.6)
        )
        hint = f"; near it: {', '.join(near)}" if near else ""
        return f"there is no clause, choice or trap {wanted!r}{hint}; `coppspec explain` lists them all"


def explanation(wanted: str | None) -> Told:
    """Everything about one id, or a line for each id.

    Raises:
        UnknownId: nothing has this id.
    """
    if wanted is None:
        return _list()
    by_id = {choice.id.upper(): choice for choice in choices().values()}
    name = _id(wanted)
    if name in clauses():
        return _clause(name)
    if name in traps():
        return _trap(name)
    choice = by_id.get(name) or choices().get(name.lower())
    if choice is None:
        raise UnknownId(wanted)
    return _choice(choice)


def _id(wanted: str) -> str:
    """An id as it is written here, however small, and whatever hyphen a document puts into it."""
    return wanted.strip().upper().replace("\N{NON-BREAKING HYPHEN}", "-").replace("\N{EN DASH}", "-")


def as_json(wanted: str | None) -> str:
    """The explanation as a JSON document."""
    return json.dumps(explanation(wanted), indent=2, ensure_ascii=False)


def as_text(wanted: str | None, width: int = WIDTH) -> str:
    """The explanation for a reader; the list of everything has a line for each id, however long."""
    return "\n".join(wrapped(explanation(wanted), width if wanted is not None else None))


def _list() -> Told:
    return {
        "clauses": [f"{each.id}  {each.status}: {each.statement}" for each in clauses().values()],
        "choices": [
            f"{each.id}  {each.name} ({IN_SHORT[each.status]}): {each.question}"
            for each in choices().values()
        ],
        "traps": [f"{each.id}  {each.driver}" for each in traps().values()],
    }


def _clause(name: str) -> Told:
    clause = clauses()[name]
    return {
        "id": clause.id,
        "statement": clause.statement,
        "basis": ", ".join(clause.basis) + (f" ({clause.basis_note})" if clause.basis_note else ""),
        "source": titled(name, clause.source, with_links=False),
        "status": clause.status + (f": {clause.reason}" if clause.reason else ""),
        **_read_in(name, clause.source),
        "choices": [
            f"{choice.id} {choice.name}: {choice.question}"
            for choice in choices().values()
            if name in choice.clauses
        ],
        **_tables(name),
        **_rests_on(name),
    }


CITED = re.compile(r"\b[A-Z]+-[0-9]+\b")
"""The ids of clauses in what is said of a value."""


def _tables(name: str) -> Told:
    """The layouts that a clause is about, and the values that the documents list under it."""
    layouts: Told = {
        f"layout of {each['name']}, {each['size']} bytes: offset, bytes, field": field_lines(each)
        for each in cast("Iterator[Entry]", structures())
        if each["clause"] == name
    }
    values: Told = {
        f"values of {documented(each)}": enumeration_lines(each)
        for each in cast("Iterator[Entry]", enumerations())
        if name in CITED.findall(each["meaning"])
    }
    single: list[Value] = [
        f"{each['name']} = {shown(each)}"
        for each in cast("Iterator[Entry]", constants_by_name())
        if name in CITED.findall(each["meaning"])
    ]
    return {**layouts, **values, "values": single}


def _read_in(id_: str, text: str) -> Told:
    """The documents that a text names, with their addresses."""
    return {"read in": {each.title: each.link for each in cited_documents(id_, text) if each.link}}


IN_SHORT = {
    Held.SWITCH: "each interpretation can be checked",
    Held.TAKEN: "the recommended interpretation is checked",
    Held.PENDING: "not checked",
    Held.NOTE: "a remark",
}
"""The same in a list."""
HELD = {
    Held.SWITCH: "a driver is held to the reading of its profile",
    Held.TAKEN: "the recommended reading is built in, so a driver that follows another one is reported, even "
    "if that is accepted",
    Held.PENDING: "no table has it yet, so a driver is not asked which reading it follows",
    Held.NOTE: "there is no other reading, or none that bytes can show, so no driver is held to one",
}
"""What the status of a choice means for a driver."""


def _choice(choice: Choice) -> Told:
    return {
        "id": choice.id,
        "name": choice.name,
        "question": choice.question,
        "evidence": titled(choice.id, choice.evidence, with_links=False),
        **_read_in(choice.id, choice.evidence),
        "readings": [f"{each.name} ({each.standing}): {each.text}" for each in choice.readings],
        "not seen in bytes": {each.name: each.unseen for each in choice.readings if each.unseen},
        "shown as": {each.name: each.shown_as for each in choice.readings if each.shown_as},
        "status": HELD[choice.status],
        "at stake": {each.reading: at_stake(choice, each) for each in stakes(choice)} | _forbidden(choice),
        "clauses": [_of_clause(each) for each in choice.clauses],
        **_rests_on(choice.id),
    }


def at_stake(choice: Choice, stake: Stake) -> Value:
    """Where a reading parts from the recommended one, or that it does not."""
    recommended = choice.recommended.name
    if stake.parting is None:
        tried = "that was tried " if not stake.complete else ""
        return f"no sequence of calls {tried}tells it from {recommended!r}"
    one, other = told_apart(stake.parting.recommended, stake.parting.other)
    return {
        "seen on": stake.parting.setting,
        "calls": list(_calls(stake.parting)),
        "the last one": {recommended: f"the driver {one}", stake.reading: f"the driver {other}"},
    }


def _calls(parting: Parting) -> Iterator[str]:
    """The calls, with the answers that both give; after the last one they part. Nobody answers an event."""
    *before, (last, _) = parting.calls
    for number, (intent, seen) in enumerate(before, 1):
        yield f"{number}. {intent}" + (f" -> {seen.codes[0].name}" if seen.codes else "")
    yield f"{len(parting.calls)}. {last}"


def _forbidden(choice: Choice) -> Told:
    said = "forbidden: no profile takes it, and a driver that follows it is at fault"
    return {reading.name: said for reading in choice.readings if reading.standing is Allowed.FORBIDDEN}


NOTATION = (
    "A(l) activates at level l, C(k,l) changes the level of key k, D(k) deactivates it; k1 and k2 are the "
    "keys in order of issue"
)
"""How the document writes the witness of a trap."""


def _trap(name: str) -> Told:
    trap = traps()[name]
    played: Told = {each.wrong.kind.__name__: _witness(each) for each in witnesses(name)}
    played |= {kind: list(breaches) for kind, breaches in neglected(name).items()}
    return {
        "id": trap.id,
        "driver": trap.driver,
        "clauses": [_of_clause(each) for each in trap.clauses],
        "witness": trap.witness,
        "result": trap.result,
        "notation": NOTATION,
        "as played": played or "no driver of the zoo falls into it, so there is nothing to play",
    }


def _witness(witness: Witness) -> Value:
    """The calls on which a wrong driver shows itself, its answers, and what the specification wants."""
    suite, found = witness.wrong.suite, witness.found
    if found is None:
        return f"its suite, {suite}, does not find it"
    steps = enumerate(zip(found.intents, found.answers, strict=True), 1)
    return {
        "suite": suite,
        "calls": [f"{number}. {intent} -> {met}" for number, (intent, met) in steps],
        "deviation": found.summary,
        "clause": cited(found.deviation.clause),
        "accepted": [f"of a driver that is held to Profile({each})" for each in witness.accepted_with],
    }


def _of_clause(name: str) -> str:
    return f"{name}: {clauses()[name].statement}"


def _rests_on(name: str) -> Told:
    return {
        "not judged": UNJUDGED.get(name, ""),
        "rests on it": list(_entries(name)),
        "wrong drivers": [
            f"one that {each.sentence}, found in {each.calls} call{'s' * (each.calls != 1)}"
            for each in ZOO
            if name in each.clauses
        ],
        "wrong applications": [f"one that {each.sentence}" for each in WRONG_PLAYERS if name in each.clauses],
    }


def _entries(name: str) -> Iterator[str]:
    """What cites a clause, each once; what several calls share, with its calls."""
    calls: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in citations().get(name, ()):
        calls[each.where, each.what].append(each.call)
    machines = {machine.name: machine for machine in MACHINES}
    for (where, what), own in calls.items():
        inside = _named(machines[where], own) if any(own) else ""
        yield f"{where}: {what}" + (f", in {inside}" if inside else "")


def _named(machine: Machine, calls: list[str]) -> str:
    """The calls by name; all that one function takes, by the function."""
    functions = {call.name: call.function for call in machine.calls}
    of: dict[str, list[str]] = defaultdict(list)
    for call in dict.fromkeys(calls):
        of[functions[call] or call].append(call)
    every = list(functions.values())
    return "; ".join(
        f"every {name}" if len(own) == every.count(name) > 1 else "; ".join(own) for name, own in of.items()
    )


def ids_with_number(wanted: str) -> list[str]:
    """The ids with this number, if it is one; else those that begin with it."""
    if not re.fullmatch("[0-9]+", wanted):
        return []
    numbers = {each: "".join(re.findall("[0-9]+", each)) for each in _every_id()}
    same = [each for each, number in numbers.items() if int(number or -1) == int(wanted)]
    return same or [each for each, number in numbers.items() if number.startswith(wanted)][:3]


def _every_id() -> list[str]:
    return [*clauses(), *(choice.id for choice in choices().values()), *traps()]
