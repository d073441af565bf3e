"""What a doctor found, in lines or as JSON."""

import json
import shlex
from collections.abc import Iterator
from itertools import groupby
from textwrap import wrap

from coppspec.oracle.diagnosis import Outcome
from coppspec.oracle.doctor import Report
from coppspec.oracle.exit_status import ExitStatus
from coppspec.reports.wrapped import counted

SOUND, FAULT, UNTOLD = ExitStatus.CONFORMS, ExitStatus.USAGE, ExitStatus.INCONCLUSIVE
MARK = 5
"""How far the text of a line stands to the right of its mark."""
MOST_SHOWN = 5
"""So many deviations are told in words."""


def status_of(report: Report) -> int:
    """The exit status: 0 the harness is sound, 2 it is at fault, 3 that cannot be told."""
    if report.those(Outcome.FAULT):
        return FAULT
    return UNTOLD if report.those(Outcome.UNTOLD) or not report.those(Outcome.SOUND)[1:] else SOUND


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
    if status_of(report) == UNTOLD:
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
        yield from _hanging(f"{outcome:<{MARK}}", f"{names}: {found}", width)
    mends = [each for each in report.findings if each.mend]
    if mends:
        yield from ("", "To mend:" if report.those(Outcome.FAULT) else "Where to look:")
    for each in mends:
        yield from _hanging("  ", f"{each.name}: {each.mend}", width)
    if deviations := _deviations(report):
        yield from ("", "What deviates:")
        for text in deviations[:MOST_SHOWN]:
            yield from _hanging("  ", text, width)
        if more := len(deviations) - MOST_SHOWN:
            yield from [f"  and {more} more"] if more > 0 else []
    yield ""
    yield from _hanging("", conclusion(report), width)


def _hanging(mark: str, text: str, width: int) -> list[str]:
    further = " " * max(len(mark), 0) if len(mark) == MARK else mark * 2
    return wrap(
        text,
        width,
        initial_indent=mark,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )
