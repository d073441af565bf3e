"""One clause, choice or trap: what it says, what it rests on, and what rests on it."""

import json
from collections.abc import Iterator
from difflib import get_close_matches

from coppspec.model.registry import choices, clauses, traps
from coppspec.properties.traceability import ZOO, citations

Told = dict[str, str | list[str]]
"""What is told of one thing: texts and lists of texts by their headings."""


class UnknownId(LookupError):
    """No clause, choice or trap has this id."""

    def __str__(self) -> str:
        """What was asked for, and what comes near it."""
        wanted = str(self.args[0])
        near = get_close_matches(wanted.upper(), _every_id(), n=3, cutoff=0.6)
        near += get_close_matches(wanted.lower(), choices(), n=3, cutoff=0.6)
        hint = f"; near it: {', '.join(near)}" if near else ""
        return f"there is no clause, choice or trap {wanted!r}{hint}; `coppspec explain` lists them all"


def explanation(wanted: str | None) -> Told:
    """Everything about one id, or a line for each id.

    Raises:
        UnknownId: nothing has this id.
    """
    if wanted is None:
        return _list()
    by_id = {choice.id: choice for choice in choices().values()}
    name = wanted.upper() if wanted.upper() in _every_id() else wanted
    if name in clauses():
        return _clause(name)
    if name in traps():
        return _trap(name)
    choice = by_id.get(name) or choices().get(name.lower())
    if choice is None:
        raise UnknownId(wanted)
    return _choice(choice.name)


def as_json(wanted: str | None) -> str:
    """The explanation as a JSON document."""
    return json.dumps(explanation(wanted), indent=2, ensure_ascii=False)


def as_text(wanted: str | None) -> str:
    """The explanation for a reader."""
    return "\n".join(_lines(explanation(wanted)))


def _lines(told: Told) -> Iterator[str]:
    for key, value in told.items():
        if isinstance(value, list):
            if value:
                yield f"{key}:"
                yield from (f"  {each}" for each in value)
        elif value:
            yield f"{key}: {value}"


def _list() -> Told:
    return {
        "clauses": [f"{each.id}  {each.status}: {each.statement}" for each in clauses().values()],
        "choices": [
            f"{each.id}  {each.name} ({each.status}): {each.question}" for each in choices().values()
        ],
        "traps": [f"{each.id}  {each.driver}" for each in traps().values()],
    }


def _clause(name: str) -> Told:
    clause = clauses()[name]
    return {
        "id": clause.id,
        "statement": clause.statement,
        "basis": ", ".join(clause.basis) + (f" ({clause.basis_note})" if clause.basis_note else ""),
        "source": clause.source,
        "status": clause.status + (f": {clause.reason}" if clause.reason else ""),
        "choices": [
            f"{choice.id} {choice.name}: {choice.question}"
            for choice in choices().values()
            if name in choice.clauses
        ],
        **_rests_on(name),
    }


def _choice(name: str) -> Told:
    choice = choices()[name]
    return {
        "id": choice.id,
        "name": choice.name,
        "question": choice.question,
        "evidence": choice.evidence,
        "status": choice.status,
        "clauses": list(choice.clauses),
        "readings": [f"{each.name} ({each.standing}): {each.text}" for each in choice.readings],
        **_rests_on(choice.id),
    }


def _trap(name: str) -> Told:
    trap = traps()[name]
    return {
        "id": trap.id,
        "driver": trap.driver,
        "witness": trap.witness,
        "result": trap.result,
        "clauses": [f"{each}: {clauses()[each].statement}" for each in trap.clauses],
        "wrong drivers": [
            f"{each.kind.__name__}, found in {each.calls} calls" for each in ZOO if each.trap == name
        ],
    }


def _rests_on(name: str) -> dict[str, list[str]]:
    return {
        "rests on it": list(
            dict.fromkeys(f"{each.where}: {each.what}" for each in citations().get(name, ()))
        ),
        "wrong drivers": [
            f"one that {each.sentence}, found in {each.calls} calls" for each in ZOO if name in each.clauses
        ],
    }


def _every_id() -> list[str]:
    return [*clauses(), *(choice.id for choice in choices().values()), *traps()]
