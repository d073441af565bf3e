"""Whether a clause is tested: it is, if somebody who breaks it is caught."""

from collections import defaultdict
from itertools import chain

from coppspec.properties.matrix import Case, Fate, of_clause
from coppspec.properties.traceability import ZOO
from coppspec.properties.zoo_players import WRONG_PLAYERS
from coppspec.reports.wrapped import Told, Value


def kills_of(clause: str) -> Told:
    """The mutants of what rests on a clause, by kind, and whether the clause counts as tested."""
    found = of_clause(clause)
    by_kind: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for each in found:
        by_kind[each.table, each.kind].append(each)
    caught = any(each.fate is Fate.CAUGHT for each in found)
    broken = chain(*(each.clauses for each in ZOO), *(each.clauses for each in WRONG_PLAYERS))
    wrong = clause in broken
    mutants: list[Value] = [_line(*key, cases) for key, cases in by_kind.items()]
    return {"tested": "yes: who breaks it is caught" if caught or wrong else "no", "mutants": mutants}


def _line(table: str, kind: str, cases: list[Case]) -> str:
    caught = [each for each in cases if each.fate is Fate.CAUGHT]
    line = f"{table}, {kind}: {len(caught)} of {len(cases)} caught"
    if caught:
        line += (
            f", after {max(len(each.test) for each in caught)} calls at most, first by {caught[0].suite!r}"
        )
    others = [each for each in cases if each.fate is not Fate.CAUGHT]
    return line + "".join(f"; {each.fate}: {each.where}" for each in others)
