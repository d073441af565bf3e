"""What a doctor found, in lines or as JSON."""

import json
import shlex
from collections.abc import Iterator
from itertools import groupby

from coppspec.oracle.diagnosis import Outcome
from coppspec.oracle.doctor import Report
from coppspec.oracle.exit_status import ExitStatus
from coppspec.reports.wrapped import STEP, counted, hanging

MARK = 5
"""How far the text of a line stands to the right of its mark."""
FURTHER = STEP * 2
"""Where a line goes on that does not fit."""
MOST_SHOWN = 5
"""So many deviations are told in words."""


def status_of(report: Report) -> ExitStatus:
    """That a harness is sound, that it is at fault, or that this cannot be told."""
    if report.those(Outcome.FAULT):
        return ExitStatus.USAGE
    if report.those(Outcome.UNTOLD) or not report.those(Outcome.SOUND)[1:]:
        return ExitStatus.INCONCLUSIVE
    return ExitStatus.CONFORMS


def as_text(report: Report, width: int) -> str:
    """One line for each question, then the lines to mend, then the conclusion."""
    return "\n".join(_lines(report, width))


def as_json(report: Report) -> str:
    """The same as JSON."""
    findings = [
        {name: value for name, value in each._asdict().items() if name != "blocks"}
        for each in report.findings
    ]
    told = {
        "target": report.target,
        "diagnoses": findings,
        "answers": report.answers,
        "seconds": round(report.seconds, 3),
        "deviations": _deviations(report),
        "conclusion": conclusion(report),
        "exit_status": status_of(report),
    }
    return json.dumps(told, indent=2)


def conclusion(report: Report) -> str:
    """Who is to be looked at: the harness, the driver, or both."""
    faults, untold = len(report.those(Outcome.FAULT)), report.those(Outcome.UNTOLD)
    if faults:
        return f"The harness is at fault, in {counted(faults, 'way')}: mend that before you trust a verdict."
    if untold:
        names = ", ".join(each.name for each in untold)
        return f"It cannot be told whether the harness or the driver is at fault ({names})."
    if status_of(report) is ExitStatus.INCONCLUSIVE:
        return "It cannot be told whether the harness is sound: there is nothing to ask it."
    check = f"`coppspec check {shlex.quote(report.target)}`"
    if deviate := len(_deviations(report)):
        answers = "1 answer deviates" if deviate == 1 else f"{deviate} answers deviate"
        return f"The harness is sound. {answers} from the specification: {check} judges those."
    return (
        f"The harness is sound. No answer was seen to deviate, of the few looked at: {check} judges the rest."
    )


def _deviations(report: Report) -> list[str]:
    """Where the harness is at fault, what deviates is no word of the driver."""
    return [] if report.those(Outcome.FAULT) else list(report.deviations)


def _lines(report: Report, width: int) -> Iterator[str]:
    for (outcome, found), those in groupby(report.findings, lambda each: (each.outcome, each.found)):
        names = ", ".join(each.name for each in those)
        yield from hanging(f"{names}: {found}", width, f"{outcome:<{MARK}}", " " * MARK)
    mends = [each for each in report.findings if each.mend]
    if mends:
        yield from ("", "To mend:" if report.those(Outcome.FAULT) else "Where to look:")
    for each in mends:
        yield from hanging(f"{each.name}: {each.mend}", width, STEP, FURTHER)
    if deviations := _deviations(report):
        yield from ("", "What deviates:")
        for text in deviations[:MOST_SHOWN]:
            yield from hanging(text, width, STEP, FURTHER)
        if more := len(deviations) - MOST_SHOWN:
            yield from [f"{STEP}and {more} more"] if more > 0 else []
    yield ""
    yield from hanging(conclusion(report), width, "", "")
