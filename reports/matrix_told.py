"""The kill matrix in words: how many mutants of each kind were caught, by which suite, and what survived."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median

from coppspec.properties.matrix import Case, Fate, by_suite, stale_reasons
from coppspec.reports.wrapped import wrapped


def as_text(found: list[Case], calls: Mapping[str, int]) -> str:
    """The matrix of every table, then every survivor.

    Args:
        found: every case.
        calls: how many calls each suite makes.
    """
    return "\n".join((*_tables(found, calls), *_survivors(found), *_end(found)))


def as_json(found: list[Case], calls: Mapping[str, int]) -> str:
    """Every case by itself, with the calls that each suite makes."""
    told = {
        "suites": dict(calls),
        "mutants": [
            {
                "table": each.table,
                "kind": each.kind,
                "where": each.where,
                "clauses": each.clauses,
                "fate": each.fate,
                "suite": each.suite,
                "test": [str(intent) for intent in each.test],
                "reason": each.reason,
            }
            for each in found
        ],
    }
    return json.dumps(told, indent=2)


def _tables(found: list[Case], calls: Mapping[str, int]) -> Iterator[str]:
    for table in dict.fromkeys(each.table for each in found):
        own = [each for each in found if each.table == table]
        kinds = dict.fromkeys(each.kind for each in own)
        yield f"{table}: {len(own):,}"
        yield from _columns(("", *Fate), (_row(kind, own) for kind in kinds))
        if lengths := [len(each.test) for each in own if each.fate is Fate.CAUGHT]:
            middle = f"{median(lengths):.0f} in the median"
            yield f"  caught after {min(lengths)} to {max(lengths)} calls, {middle}"
        yield ""
        counted = by_suite(own)
        yield from _columns(
            ("first to catch them", "calls", "caught"),
            (
                (suite, f"{calls[suite]:,}", str(sum(counted[suite].values())))
                for suite in sorted(counted, key=calls.__getitem__)
            ),
        )
        yield ""


def _row(kind: str, own: Sequence[Case]) -> tuple[str, ...]:
    fates = [each.fate for each in own if each.kind == kind]
    return kind, *(str(fates.count(fate)) for fate in Fate)


def _columns(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table: the first column to the left, the others to the right."""
    every = [head, *rows]
    widths = [max(len(row[column]) for row in every) for column in range(len(head))]
    for first, *others in every:
        cells = (text.rjust(width) for text, width in zip(others, widths[1:], strict=True))
        yield f"  {first:<{widths[0]}}  {'  '.join(cells)}"


def _survivors(found: list[Case]) -> Iterator[str]:
    for each in found:
        if each.fate is Fate.SURVIVES:
            yield from wrapped(
                {
                    f"SURVIVES: {each.table}": f"{each.kind}: {each.where}",
                    "told apart by": [str(intent) for intent in each.test],
                    "reason": each.reason or "none is known",
                }
            )
            yield ""


def _end(found: list[Case]) -> Iterator[str]:
    for stale in stale_reasons(found):
        yield f"A reason for what does not survive: {stale}"
    fates = [each.fate for each in found]
    caught, equal = fates.count(Fate.CAUGHT), fates.count(Fate.EQUAL)
    unexplained = sum(each.unexplained for each in found)
    yield (
        f"{caught:,} of {len(found) - equal:,} mutants are caught, {equal:,} more are equal to their table, "
        f"{unexplained:,} survive without a reason."
    )
