"""The clauses in the groups of the documents, so that a report has a line for each."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

GROUPS: Mapping[str, str] = {
    "COPP-0": "COPP: devices and sessions",
    "COPP-1": "COPP: the driver's functions",
    "COPP-2": "COPP: the renderer's methods",
    "COPP-3": "COPP: structures",
    "COPP-4": "COPP: keys, tags and numbers",
    "COPP-5": "COPP: states",
    "COPP-6": "COPP: protection levels",
    "COPP-7": "COPP: status requests",
    "COPP-8": "COPP: events",
    "COPP-9": "COPP: several sessions, displays, loss",
    "INV-": "COPP: what always holds",
    "Q": "COPP: where the documents are silent",
    "VPCP-0": "VIDEOPARAMETERS: the structure",
    "VPCP-1": "VIDEOPARAMETERS: framing of requests",
    "VPCP-2": "VIDEOPARAMETERS: VP_COMMAND_GET",
    "VPCP-3": "VIDEOPARAMETERS: VP_COMMAND_SET",
    "VPCP-4": "VIDEOPARAMETERS: the three commands",
    "VPCP-5": "VIDEOPARAMETERS: keys and the reference count",
    "VPCP-6": "VIDEOPARAMETERS: levels, TV output, resets",
    "VPCP-7": "VIDEOPARAMETERS: beside COPP",
    "VPCP-INV": "VIDEOPARAMETERS: what always holds",
    "A-": "VIDEOPARAMETERS: where the documents are silent",
    "X": "where both are silent",
}
"""The title of each group by how the ids in it begin."""

Item = TypeVar("Item")


def group(clause: str) -> str:
    """The title of the group that a clause is in.

    >>> group("COPP-152")
    "COPP: the driver's functions"
    """
    return next(title for beginning, title in GROUPS.items() if clause.startswith(beginning))


def grouped(items: Iterable[tuple[str, Item]]) -> dict[str, list[Item]]:
    """What goes with clauses, by their groups, in the order of the documents."""
    found: dict[str, list[Item]] = {title: [] for title in GROUPS.values()}
    for clause, item in items:
        found[group(clause)].append(item)
    return {title: each for title, each in found.items() if each}
