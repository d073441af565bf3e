"""What is found under a word: clauses, choices and traps by their ids, anything by its name, or texts."""

import json
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache

from coppspec.model.documents import documents
from coppspec.model.registry import choices, clauses, traps
from coppspec.reports.explanation import UnknownId, explanation, ids_with_number
from coppspec.reports.kills_told import kills_of
from coppspec.reports.named import Named, every_name, plain
from coppspec.reports.wrapped import WIDTH, Told, Value, wrapped

SHOWN = 12
"""Of each kind so many are listed, unless all are asked for."""
ID = re.compile(r"\b(?:COPP|VPCP|INV|A)-[0-9]+\b|\bQ[0-9]+\b")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9]{3,}")
PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
"""The words within a name: of COPP_LinkLost, COPP, Link and Lost."""


class NothingFound(LookupError):
    """Nothing has this name, and no text has these words."""

    def __str__(self) -> str:
        """What was asked for, and what comes near it."""
        wanted = str(self.args[0])
        near = near_to(wanted)
        hint = f"; near it: {', '.join(near)}" if near else ""
        return f"nothing is called {wanted!r}, and no text has it{hint}; `coppspec explain` lists every id"


def as_json(wanted: str, *, every: bool = False, mutants: bool = False) -> str:
    """What is found, as a JSON document.

    Raises:
        NothingFound: nothing is.
    """
    return json.dumps(found(wanted, every=every, mutants=mutants), indent=2, ensure_ascii=False)


def as_text(wanted: str, width: int = WIDTH, *, every: bool = False, mutants: bool = False) -> str:
    """What is found, for a reader.

    Raises:
        NothingFound: nothing is.
    """
    return "\n".join(wrapped(found(wanted, every=every, mutants=mutants), width))


def found(wanted: str, *, every: bool = False, mutants: bool = False) -> Told:
    """What is found under a word.

    Args:
        wanted: an id, a name or number as the documents or headers have it, or words.
        every: whether everything is listed that is found, and not the first of each kind.
        mutants: whether a clause is told with what becomes of its mutants, which takes a moment.

    Raises:
        NothingFound: nothing is.
    """
    name = _id(wanted)
    try:
        told = explanation(name)
    except UnknownId:
        return _named(wanted.strip(), every=every)
    return told | (kills_of(str(told["id"])) if mutants and told["id"] in clauses() else {})


@cache
def _ids() -> dict[str, str]:
    """Every id and every name of a choice by what is significant in it."""
    return {plain(each): each for each in (*clauses(), *_points(), *choices(), *traps())}


def _points() -> Iterator[str]:
    return (each.id for each in choices().values())


def _id(wanted: str) -> str:
    return _ids().get(plain(wanted), wanted)


def _named(wanted: str, *, every: bool) -> Told:
    """Whatever has exactly this name or value; else whatever has it in its name or in its text."""
    limit = None if every else SHOWN
    exact = [each for each in every_name() if _is(each, wanted)]
    if len({each.name for each in exact}) == 1:
        return _one(exact, wanted, limit)
    names = exact or [each for each in every_name() if _has(each, wanted)]
    listed: Told = {"names": _lines(names, limit), **_texts(wanted, (), limit)}
    if not any(listed.values()):
        raise NothingFound(wanted)
    return listed


def _one(exact: list[Named], wanted: str, limit: int | None) -> Told:
    """One name, what else has it within its name, and the texts that are about it."""
    name = exact[0].name
    several: list[Value] = [each.told for each in exact]
    told: Told = exact[0].told if len(exact) == 1 else {"name": name, "is": several}
    others = [each for each in every_name() if each.name != name and (_has(each, name) or _has(each, wanted))]
    ids = ID.findall(" ".join(each.line for each in exact))
    return {
        **told,
        "read in": dict(_pages(name)),
        "in other names": _lines(others, limit) if len(plain(name)) > 3 else [],
        **_texts(name, ids, limit),
    }


def _pages(name: str) -> Iterator[tuple[str, str]]:
    """The documents that have a name in their titles, with their addresses."""
    whole = re.compile(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9_])")
    for document in (*documents("COPP-101").values(), *documents("VPCP-001").values()):
        if document.link and whole.search(document.title):
            yield document.title, document.link


def _lines(names: Iterable[Named], limit: int | None) -> list[Value]:
    return _some((f"{each.name}: {each.line}" for each in names), limit)


def _is(each: Named, wanted: str) -> bool:
    try:
        return int(wanted, 0) in each.values
    except ValueError:
        return plain(wanted) in map(plain, (each.name, *each.aliases)) and bool(plain(wanted))


def _has(each: Named, wanted: str) -> bool:
    """Whether a name has these letters one after the other, or else all of these words."""
    names = [plain(name) for name in (each.name, *each.aliases)]
    words = [plain(word) for word in wanted.split()]
    return bool(plain(wanted)) and any(
        plain(wanted) in name or all(word in name for word in words) for name in names
    )


def _texts(wanted: str, about: Iterable[str], limit: int | None) -> Told:
    """The clauses, choices and traps with these ids or this number, or whose texts have all these words."""
    ids = {*about, *ids_with_number(wanted)}
    words = [word.lower() for word in wanted.split()]

    def has(id_: str, *texts: str) -> bool:
        joined = " ".join(texts).lower()
        runs = plain(wanted)
        whole = len(runs) > 4 and runs in plain(joined)
        return id_ in ids or (bool(words) and (whole or all(word in joined for word in words)))

    return {
        "clauses": _some(
            [
                f"{each.id}: {each.statement}"
                for each in clauses().values()
                if has(each.id, each.statement, each.reason)
            ],
            limit,
        ),
        "choices": _some(
            [
                f"{each.id} {each.name}: {each.question}"
                for each in choices().values()
                if has(each.id, each.name, each.question, each.evidence, *(of.text for of in each.readings))
            ],
            limit,
        ),
        "traps": _some(
            [
                f"{each.id}: {each.driver}"
                for each in traps().values()
                if has(each.id, each.driver, each.result)
            ],
            limit,
        ),
    }


def _some(lines: Iterable[str], limit: int | None) -> list[Value]:
    every = list(lines)
    left = len(every) - (len(every) if limit is None else limit)
    more = [f"and {left} more; --all lists them"] if left > 0 else []
    return [*every[:limit], *more]


def near_to(wanted: str, most: int = 5) -> list[str]:
    """Ids, names and words that are spelt nearly so."""
    by_number = ids_with_number(wanted)
    spelt = get_close_matches(plain(wanted), _spellings(), n=most, cutoff=0.7)
    return [*dict.fromkeys((*by_number, *(_spellings()[each] for each in spelt)))][:most]


@cache
def _spellings() -> dict[str, str]:
    """All that can be looked up by what is significant in it; a whole name before a word within one."""
    names = [name for each in every_name() for name in (each.name, *each.aliases)]
    parts = [part for name in names for part in PARTS.findall(name) if len(part) > 3]
    texts = (text for each in clauses().values() for text in WORD.findall(each.statement))
    found = {plain(each): each for each in (*texts, *parts, *names)}
    return found | _ids()
