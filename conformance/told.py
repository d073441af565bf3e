"""What a test says of a violation, and a run of its driver, in lines: from the document of a judgement."""

from collections.abc import Iterator

from coppspec.conformance.hearing import Document
from coppspec.oracle.grounds import Against, Grounds
from coppspec.reports.replay_told import Call, lines
from coppspec.reports.wrapped import wrapped

VERDICTS = (
    *("conforms", "violates", "differs", "reading"),
    *("unsupported", "not exercised", "not decided", "inconclusive"),
)
"""In the order in which a run's totals name them."""


def summary(violation: Document) -> str:
    """A violation in one line."""
    of = Grounds(Against(violation["against"]), tuple(violation["follows from"]))
    return _plain(f"{violation['clause']} {of}: the driver {violation['met']}; wanted {violation['wanted']}")


def told(violation: Document) -> str:
    """All of it: the clause, what was wanted, what came back, and the shortest sequence that shows it."""
    legal, excuses = violation["legal"], violation["excused by"]
    said = wrapped(
        {
            "clause": f"{violation['statement']} [{violation['source']}]",
            "wanted": violation["wanted"],
            "met": f"the driver {violation['met']}",
            "legal": " or ".join(legal) if len(legal) > 1 else "",
            "accepted as well": violation["accepted as well"],
            "allowed with": " or ".join(excuses),
            "seen": f"in {violation['sequences']} of the sequences of {violation['suite']!r}",
            "replay": list(_steps(violation)),
        }
    )
    return "\n".join((summary(violation), *(f"  {_plain(line)}" for line in said)))


def of_the_driver(judgement: Document) -> str:
    """Which driver it is, and what it is held to."""
    readings = [f"{choice} = {reading}" for choice, reading in judgement["profile"].items()]
    held = "; ".join(readings) or "the recommended reading of every choice"
    return _plain(f"{judgement['driver']} ({judgement['target']}), seed {judgement['seed']}, held to {held}")


def totals(judgement: Document) -> Iterator[str]:
    """What it comes to."""
    counts = judgement["totals"]
    said = ", ".join(f"{verdict} {counts[verdict]}" for verdict in VERDICTS if counts[verdict])
    yield f"{counts['sequences']:,} sequences, {counts['calls']:,} calls; clauses: {said}"
    for taken in judgement["readings"]:
        if taken["recommended"] not in taken["readings"]:
            yield f"follows an allowed reading: {taken['choice']} = {' or '.join(taken['readings'])}"


def logged(judgement: Document) -> str:
    """The end of what the driver wrote to its standard error, below what is said of it."""
    said = "".join(f"\n  {_plain(line)}" for line in judgement["log"])
    return f"\nthe driver logged:{said}" if said else ""


def _steps(violation: Document) -> Iterator[str]:
    pairs = zip(violation["calls"], violation["replay"]["steps"], strict=True)
    return lines((Call(call, step["wanted"], step["met"]) for call, step in pairs), violation["wanted"])


def _plain(text: str) -> str:
    """A line of text without what a terminal would obey: a driver's words can hold it."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
