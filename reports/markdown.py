"""A judgement in Markdown: for a pull request, or a page of a documentation.

Whatever a driver says stands in code, where nothing of it is markup.
"""

import re
from collections.abc import Iterator

from coppspec.model.registry import choices
from coppspec.oracle.judgement import Judgement, Status, source, statement
from coppspec.oracle.verdicts import Verdict
from coppspec.oracle.violation import Violation
from coppspec.reports.clause_groups import grouped
from coppspec.reports.replay_told import steps

MARKUP = re.compile(r"[\\`*_{}\[\]<>#+!|~&]")
"""What has a meaning in Markdown, or in the HTML that it may hold."""
LINK = re.compile(r"(<https://[^<>\s]+>)")
"""An address as the sources of clauses have it, which is a link in Markdown too."""
TICKS = re.compile("`+")
HEADLINES = {
    Status.CONFORMS: "conforms",
    Status.VIOLATES: "violates the specification",
    Status.UNSTEADY: "is unsteady",
    Status.INCONCLUSIVE: "cannot be judged",
}


def markdown(judgement: Judgement, level: int = 2) -> str:
    """The document.

    Args:
        judgement: what a check has found.
        level: of its headings: 2 for those of a section.
    """
    return "\n".join(_lines(judgement, "#" * level)) + "\n"


def _lines(judgement: Judgement, heading: str) -> Iterator[str]:
    totals = judgement.totals
    held_to = code(judgement.held_to) if judgement.profile else "the recommended reading of every choice"
    yield f"{heading} {text(judgement.driver)} {HEADLINES[judgement.status]}"
    yield ""
    yield (
        f"{totals['clauses']} clauses, {totals['sequences']:,} sequences, {totals['calls']:,} calls, "
        f"seed {judgement.seed}; held to {held_to}."
    )
    yield ""
    yield from _table(judgement)
    yield from _readings(judgement)
    if judgement.stale:
        yield ""
        yield f"Known failures that are none any more: {', '.join(judgement.stale)}."
    for why in judgement.lost:
        yield ""
        yield f"Not run to the end: {code(why)}."
    for violation in (*judgement.differences, *judgement.violations):
        yield ""
        yield from _violation(judgement, violation, heading)
    if judgement.unsteady:
        yield ""
        yield from _unsteady(judgement, heading)


def _table(judgement: Judgement) -> Iterator[str]:
    yield f"| clauses | {' | '.join(Verdict)} |"
    yield f"| --- |{' ---: |' * len(Verdict)}"
    for title, verdicts in grouped((each.id, each.verdict) for each in judgement.clauses).items():
        counted = (str(verdicts.count(each) or "") for each in Verdict)
        yield f"| {text(title)} | {' | '.join(counted)} |"
    whole = (str(judgement.totals[each]) for each in Verdict)
    yield f"| **all** | {' | '.join(f'**{each}**' for each in whole)} |"


def _readings(judgement: Judgement) -> Iterator[str]:
    others = [each for each in judgement.readings if not each.recommended]
    if not others:
        return
    yield ""
    yield "It follows these readings, which are allowed and not the recommended ones:"
    yield ""
    for each in others:
        choice = choices()[each.choice]
        evidence = f" Seen in {code(each.evidence)}." if each.evidence else ""
        left = " or ".join(code(reading) for reading in each.readings)
        yield f"- {choice.id}, {code(each.choice)} = {left}. {text(choice.question)}{evidence}"


def _violation(judgement: Judgement, violation: Violation, heading: str) -> Iterator[str]:
    clause, deviation = violation.clause, violation.replay.deviation
    known = " (known)" if clause in judgement.known else ""
    yield f"{heading}# {clause}{known}"
    yield ""
    yield f"{text(statement(clause))} ({linked(source(clause))})"
    yield ""
    yield f"It {text(str(judgement.grounds(violation)))}."
    yield ""
    yield f"Wanted: {code(deviation.wanted)}. Met: {code(f'the driver {deviation.met}')}."
    if violation.accepted_as_well:
        yield f"Accepted as well: {text(' '.join(violation.accepted_as_well))}"
    if violation.excuses:
        allowed = " or ".join(code(f"{choice} = {reading}") for choice, reading in violation.excuses)
        why = "and not by the profile" if judgement.held else "which it breaks elsewhere"
        yield f"Allowed with {allowed}, {why}."
    yield ""
    yield f"Reproduced {violation.reproduced}.{_history(violation)}"
    yield ""
    yield from block("\n".join(steps(violation.replay)))


def _history(violation: Violation) -> str:
    words = violation.reproduced.in_words
    return f" {words.capitalize()}." if words else ""


def _unsteady(judgement: Judgement, heading: str) -> Iterator[str]:
    """All that did not come again."""
    yield f"{heading}# Unsteady"
    yield ""
    yield "This was found, and did not come again on a fresh driver. It is not held against the driver."
    yield ""
    for found, times, reproduced in judgement.unsteady:
        deviation = found.deviation
        yield (
            f"- {deviation.clause}: {code(f'the driver {deviation.met}')}; wanted {code(deviation.wanted)}; "
            f"met {times:,} times in {text(found.suite)}, reproduced {reproduced}."
        )


def text(plain: str) -> str:
    """Plain text, none of which is markup: each character that has a meaning stands behind a backslash."""
    return _escaped(" ".join(plain.split()))


def _escaped(plain: str) -> str:
    return MARKUP.sub(lambda met: f"\\{met[0]}", plain)


def linked(ours: str) -> str:
    r"""A text of the specification, whose addresses are links; never what a driver says.

    >>> linked('"A_B" <https://a.b/c_d>')
    '"A\\_B" <https://a.b/c_d>'
    """
    return "".join(part if at % 2 else _escaped(part) for at, part in enumerate(LINK.split(ours)))


def code(plain: str) -> str:
    """A text as it stands, in one line.

    >>> code("a ` b")
    '`` a ` b ``'
    """
    line = " ".join(plain.split()).replace("|", "\\|")
    ticks = "`" * (max(map(len, TICKS.findall(line)), default=0) + 1)
    space = " " if line.startswith("`") or line.endswith("`") or len(ticks) > 1 else ""
    return f"{ticks}{space}{line}{space}{ticks}"


def block(plain: str) -> Iterator[str]:
    """Lines as they stand."""
    ticks = "`" * max(3, max(map(len, TICKS.findall(plain)), default=0) + 1)
    yield f"{ticks}text"
    yield plain
    yield ticks
