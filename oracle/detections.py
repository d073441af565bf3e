"""Which wrong drivers each suite has exposed: the evidence without which no clause is said to conform.

`detections.json` beside this module is recorded by `oracle.detecting` from the wrong drivers of
`properties/zoo_*.py`, and from drivers that answer otherwise where a clause decides. A clause conforms in a
run only if a driver that breaks it would have been seen there; a detection says what it takes to see one.
"""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

FILE = "detections.json"
FORMAT = "coppspec-detections/1"
WHERE = re.compile(r"(, \d+( and \d+)*)+$")
"""The outputs at the end of a suite's name, which differ from driver to driver."""


class Detection(NamedTuple):
    """A wrong driver that a suite has exposed."""

    driver: str
    """The wrong driver as a sentence goes on: "opens a device twice"."""
    suite: str
    """The family of the suite: its name without outputs."""
    named: str
    """The clause that the report named."""
    breaks: tuple[str, ...] = ()
    """Every clause that the driver breaks."""
    needs: tuple[str, ...] = ()
    """The capabilities without which this suite does not expose it."""
    reaches: tuple[str, ...] = ()
    """The functions that succeed on the way, and the one that should have refused the last call.

    It is evidence only where all of them have succeeded: a driver that always refuses does not get there, and
    it passes every test of a refusal.
    """


def family(suite: str) -> str:
    """The name of a suite without the outputs that it is run on.

    >>> family("another output, 5"), family("two connectors, 0 and 1"), family("3 devices, side by side")
    ('another output', 'two connectors', '3 devices, side by side')
    """
    return WHERE.sub("", suite)


@cache
def detections() -> Mapping[str, tuple[Detection, ...]]:
    """For each clause, the wrong drivers that break it and were exposed; first those that name it."""
    by_clause: dict[str, list[Detection]] = defaultdict(list)
    for each in recorded():
        for clause in dict.fromkeys((each.named, *each.breaks)):
            by_clause[clause].append(each)
    return {clause: tuple(found) for clause, found in by_clause.items()}


@cache
def recorded() -> tuple[Detection, ...]:
    """Every detection of the file, in its order."""
    document = json.loads(files("coppspec.oracle").joinpath(FILE).read_text(encoding="utf-8"))
    return tuple(
        Detection(
            entry["driver"],
            entry["suite"],
            entry["named"],
            tuple(entry.get("breaks", ())),
            tuple(entry.get("needs", ())),
            tuple(entry.get("reaches", ())),
        )
        for entry in document["detections"]
    )


def written(found: tuple[Detection, ...]) -> str:
    """The text of the file."""
    entries = [{name: value for name, value in each._asdict().items() if value} for each in found]
    lines = ",\n".join(f"  {json.dumps(entry)}" for entry in entries)
    return f'{{\n "format": "{FORMAT}",\n "detections": [\n{lines}\n ]\n}}\n'
