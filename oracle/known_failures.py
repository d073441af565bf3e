"""Known failures: a file that names the clauses that a driver is known to violate, one on a line.

A violation of one of them does not fail a run. One that is violated no more does: the file has to say so.
"""

from difflib import get_close_matches
from pathlib import Path

from coppspec.model.registry import citable
from coppspec.oracle import text_file
from coppspec.oracle.text_file import NoText

LONGEST = 1 << 20
"""Bytes of a file; all clauses together take a hundredth of that."""


class InvalidKnownFailures(ValueError):
    """A file of known failures cannot be read: where, what was met, and what is wanted."""


def read(path: Path) -> frozenset[str]:
    """The clauses that a file names; what stands behind # is a comment.

    Raises:
        InvalidKnownFailures: it names something that is no clause, or one twice, or is no text.
        OSError: it cannot be read.
    """
    try:
        text = text_file.read(path, LONGEST)
    except NoText as error:
        raise InvalidKnownFailures(f"{path}: {error}; wanted is a clause on each line") from None
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if clause := line.partition("#")[0].strip():
            _expect_new(path, number, clause, found)
            found[clause] = number
    return frozenset(found)


def _expect_new(path: Path, number: int, clause: str, found: dict[str, int]) -> None:
    if clause in found:
        raise InvalidKnownFailures(f"{path}, line {number}: {clause} stands on line {found[clause]} already")
    if clause not in citable():
        near = get_close_matches(clause[:60], sorted(citable()), 1)
        hint = f"did you mean {near[0]}?" if near else "`coppspec explain` lists them"
        raise InvalidKnownFailures(f"{path}, line {number}: {clause[:60]!r} is no clause; {hint}")
