"""A judgement for a terminal: a line for each group of clauses, then each violation with its replay."""

from collections.abc import Iterator

from coppspec.oracle.judgement import Judgement, ReadingTaken, Status, read_in, source, statement
from coppspec.oracle.verdicts import OfClause, Verdict
from coppspec.oracle.violation import Violation
from coppspec.reports.clause_groups import grouped
from coppspec.reports.replay_told import MOST, steps
from coppspec.reports.wrapped import WIDTH, Told, Value, counted, wrapped

COLUMN = 48
"""Where the verdicts of a group begin: behind the longest title."""
SAID = {
    Verdict.CONFORMS: "conform",
    Verdict.VIOLATES: "violated",
    Verdict.UNSTEADY: "unsteady",
    Verdict.READING: "by another reading",
    Verdict.DIFFERS: "differ",
    Verdict.UNSUPPORTED: "unsupported",
    Verdict.NOT_EXERCISED: "not exercised",
    Verdict.NOT_DECIDED: "not decided",
    Verdict.INCONCLUSIVE: "inconclusive",
}
"""The verdicts in the order in which a line counts them, and how it says them."""


def told(judgement: Judgement, width: int = WIDTH) -> str:
    """All of it in lines."""
    return "\n".join(_lines(judgement, width))


def _lines(judgement: Judgement, width: int) -> Iterator[str]:
    yield f"{judgement.driver} ({judgement.target}), seed {judgement.seed}"
    yield f"held to {judgement.held_to or 'the recommended reading of every choice'}"
    yield ""
    for title, group in grouped((each.id, each) for each in judgement.clauses).items():
        yield f"{title:{COLUMN}}{_group(group)}"
    totals = judgement.totals
    yield ""
    yield f"{totals['sequences']:,} sequences, {totals['calls']:,} calls"
    yield from _not_supported(judgement, width)
    yield from _readings(judgement, width)
    for violation in (*judgement.differences, *judgement.violations):
        yield ""
        yield from wrapped(_violation(judgement, violation), width)
    if judgement.unsteady:
        yield ""
        yield from wrapped(unsteady(judgement), width)
    yield ""
    yield from wrapped(_end(judgement), width)


def _group(group: list[OfClause]) -> str:
    """How many of a group have which verdict; those that are violated by their names."""
    said: list[str] = []
    for verdict, word in SAID.items():
        ids = [each.id for each in group if each.verdict is verdict]
        if ids:
            named = f": {', '.join(ids)}" if verdict in {Verdict.VIOLATES, Verdict.DIFFERS} else ""
            said.append(f"{len(ids)} {word}{named}")
    return ", ".join(said)


def _not_supported(judgement: Judgement, width: int) -> Iterator[str]:
    """What is not decided, by the reason for it, and in the groups of the documents."""
    reasons: dict[str, list[str]] = {}
    for each in judgement.clauses:
        if each.reason and each.verdict is not Verdict.READING:
            reasons.setdefault(f"{SAID[each.verdict]}, {each.reason}", []).append(each.id)
    yield from wrapped({reason: _titled(ids) for reason, ids in reasons.items()}, width)


def _titled(ids: list[str]) -> Value:
    """The ids in their groups; in one line if they are all in one."""
    groups = {title: _some(found) for title, found in grouped((each, each) for each in ids).items()}
    return {**groups} if len(groups) > 1 else "; ".join(groups.values())


def _some(ids: list[str], most: int = 12) -> str:
    """So many of them, and how many more there are."""
    more = len(ids) - most
    return ", ".join(ids[:most]) + (f" and {more} more" if more > 0 else "")


def _readings(judgement: Judgement, width: int) -> Iterator[str]:
    """The readings that are allowed, and not the recommended ones."""
    others = [each for each in judgement.readings if not each.recommended]
    if others:
        yield ""
        yield from wrapped({"follows readings that are allowed": [_reading(each) for each in others]}, width)


def _reading(taken: ReadingTaken) -> str:
    evidence = f": {taken.evidence}" if taken.evidence else ""
    return f"{taken.choice} = {' or '.join(taken.readings)}{evidence}"


def _violation(judgement: Judgement, violation: Violation) -> Told:
    deviation, clause = violation.replay.deviation, violation.clause
    known = " (known)" if clause in judgement.known else ""
    excuses = [f"{choice} = {reading}" for choice, reading in violation.excuses]
    return {
        f"{clause} {judgement.grounds(violation)}{known}": {
            "clause": f"{statement(clause)} [{source(clause, with_links=False)}]",
            "read in": list(read_in(clause)),
            "wanted": deviation.wanted,
            "met": f"the driver {deviation.met}",
            "legal": " or ".join(violation.legal) if len(violation.legal) > 1 else "",
            "allowed with": " or ".join(excuses) if judgement.held else "",
            "alone, this would be allowed with": "" if judgement.held else " or ".join(excuses),
            "accepted as well": list(violation.accepted_as_well),
            "the driver": violation.mixture,
            "seen": f"in {counted(violation.times, 'sequence')}, the shortest of {violation.suite!r}",
            "reproduced": str(violation.reproduced),
            "needs history": violation.reproduced.in_words,
            "replay": list(steps(violation.replay)),
        }
    }


def unsteady(judgement: Judgement) -> Told:
    """What was found and did not come again, all of it once; the first of it with its calls."""
    every = judgement.unsteady
    first = every[0]
    deviation, calls = first.found.deviation, first.found.intents
    shown = calls if len(calls) <= MOST else (*calls[: MOST // 2], "...", *calls[-MOST // 2 :])
    return {
        f"unsteady: {counted(len(every), 'finding')} did not come again on a fresh driver": {
            "so": "none of it is held against the driver. Either something outside the driver ended it, "
            "stopped it or slowed it down, or the driver itself is unsteady: it depends on chance, on time "
            "or on memory that it does not own",
            "clauses": _some(list(dict.fromkeys(each.found.deviation.clause for each in every))),
            "for example": {
                "met": f"the driver {deviation.met}; {deviation.wanted} was wanted ({deviation.clause})",
                "instead": first.reproduced.why_not,
                "reproduced": str(first.reproduced) if first.reproduced.replays else "",
                "calls": list(map(str, shown)),
            },
        }
    }


def _known(judgement: Judgement) -> str:
    """What is violated and does not fail the run."""
    known = len({each.clause for each in judgement.violations})
    differ = judgement.totals[Verdict.DIFFERS]
    said = f"and {counted(known, 'known failure')}" if known else "none violated"
    if differ:
        said += f"; {counted(differ, 'clause')} differ{'s' * (differ == 1)} from a recommendation"
    return said


def _end(judgement: Judgement) -> Told:
    """What it comes to."""
    totals = judgement.totals
    unclear = judgement.lost or judgement.unsteady
    said: Told = {
        "known failures that are none any more": ", ".join(judgement.stale),
        "not run to the end": list(judgement.lost),
        "the driver logged": [*judgement.log] if judgement.violations or unclear else [],
    }
    clauses = len({each.clause for each in judgement.unexpected})
    match judgement.status:
        case Status.CONFORMS:
            said["conforms"] = f"{totals['conforms'] + totals['reading']} clauses, {_known(judgement)}"
        case Status.VIOLATES if clauses:
            said["violates"] = f"{clauses} of {totals['clauses']} clauses"
        case Status.VIOLATES:
            said["fails"] = "the file of known failures names what is violated no more"
        case Status.UNSTEADY:
            said["unsteady"] = "what was found did not come again, so nothing is said of it"
        case Status.INCONCLUSIVE:
            said["inconclusive"] = "what was run says too little"
    return said
