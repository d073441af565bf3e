"""The closed vocabularies, and which of their words the tables use."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from coppspec.model.conditions import CONDITIONS, SHARED_CONDITIONS
from coppspec.model.effects import EFFECTS
from coppspec.model.errors import InvalidTable
from coppspec.model.language import Bring, Check, Do, Machine, Move, Row, Rung
from coppspec.model.status import REPORTS, TV_REPORTS

VOCABULARIES: Mapping[str, tuple[str, ...]] = {
    "condition": (*CONDITIONS, *SHARED_CONDITIONS),
    "effect": tuple(EFFECTS),
    "report": (*REPORTS, *TV_REPORTS),
}
"""Every word by its kind."""


class UnusedWord(InvalidTable):
    """No table names a condition, an effect or a report of the vocabulary."""

    wanted = "a table that names it"
    remedy = "correct the name where it was meant, or take the word out"


def unused(machines: Iterable[Machine]) -> list[InvalidTable]:
    """A problem for each word that none of these machines uses, in the order of the vocabularies."""
    used = set(chain.from_iterable(map(_used, machines)))
    return [
        UnusedWord("vocabulary", f"the {kind} {word!r}", "no table names it")
        for kind, words in VOCABULARIES.items()
        for word in words
        if (kind, word) not in used
    ]


def _used(machine: Machine) -> Iterator[tuple[str, str]]:
    """The words of a machine, each with its kind."""
    ladders = (call.ladder for call in machine.calls)
    for entry in chain(chain.from_iterable(ladders), machine.afterwards, machine.rows):
        yield from _named(entry)
    yield from (("report", call.reports) for call in machine.calls if call.reports is not None)


def _named(entry: Row | Rung) -> Iterator[tuple[str, str]]:
    match entry:
        case Row():
            yield from (("effect", effect) for effect in entry.does)
        case Check():
            yield "condition", entry.name
        case Do(effect=effect, where=where):
            yield "effect", effect
            yield from _asked(where)
        case Move(where=where) | Bring(where=where):
            yield from _asked(where)
        case _:
            pass  # the rung STATE names nothing


def _asked(where: str | None) -> Iterator[tuple[str, str]]:
    if where is not None:
        yield "condition", where
