"""Reading what `coppspec mutants --json` has written."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from coppspec.oracle import json_document
from coppspec.properties.matrix import DRIVERS, Case, Fate
from coppspec.properties.mutants import ANSWER, NEXT
from coppspec.properties.subjects import MACHINES
from coppspec.reports.exercised import cell_of, rows_by_cell

LONGEST = 1 << 26
"""Bytes of a file that are read; all mutants of the tables take far less."""
REMEDY = "write it anew with: coppspec mutants --json >"


class InvalidCases(ValueError):
    """A file does not hold what becomes of the mutants of these tables."""


def read_cases(path: Path) -> tuple[Case, ...]:
    """What becomes of each mutant.

    Raises:
        InvalidCases: it is not such a file, or one that was written for other tables.
        OSError: it cannot be read.
    """
    try:
        told: Any = json_document.read(path, LONGEST)
        found = tuple(map(_case, told["mutants"]))
    except (ValueError, KeyError, TypeError) as error:  # no JSON, or JSON of another shape
        raise InvalidCases(f"{path} is not what `coppspec mutants --json` writes; {REMEDY} {path}") from error
    _expect_present_tables(path, found)
    return found


def _case(told: dict[str, Any]) -> Case:
    table, kind, where = (str(told[each]) for each in ("table", "kind", "where"))
    return Case(table, kind, where, tuple(map(str, told["clauses"])), Fate(told["fate"]), str(told["suite"]))


def _expect_present_tables(path: Path, found: Iterable[Case]) -> None:
    known = {machine.name: rows_by_cell(machine).keys() for machine in MACHINES}
    for case in found:
        named = case.kind in {ANSWER, NEXT} and cell_of(case) not in known.get(case.table, ())
        if named or case.table not in {*known, DRIVERS}:
            raise InvalidCases(
                f"{path} was written for other tables: none has {str(case)!r}; {REMEDY} {path}"
            )
