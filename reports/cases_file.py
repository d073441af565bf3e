"""Reading what `coppspec mutants --json` has written."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from coppspec.properties.matrix import DRIVERS, Case, Fate
from coppspec.properties.mutants import ANSWER, NEXT
from coppspec.properties.subjects import MACHINES
from coppspec.reports.exercised import cell_of, rows_by_cell


class InvalidCases(ValueError):
    """A file does not hold what becomes of the mutants of these tables."""


def read_cases(path: Path) -> tuple[Case, ...]:
    """What becomes of each mutant.

    Raises:
        InvalidCases: it is not such a file, or one that was written for other tables.
        OSError: it cannot be read.
    """
    try:
        told: Any = json.loads(path.read_bytes())
        found = tuple(map(_case, told["mutants"]))
    except (ValueError, KeyError, TypeError) as error:  # text that is no JSON, or JSON of another shape
        raise InvalidCases(f"{path} is not what `coppspec mutants --json` writes; {REMEDY} {path}") from error
    _expect_present_tables(path, found)
    return found


REMEDY = "write it anew with: coppspec mutants --json >"


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
