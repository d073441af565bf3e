"""A judgement as a badge: a small SVG for a README, legible in light and dark and without colour."""

from html import escape

from coppspec.oracle.judgement import Judgement, Status
from coppspec.oracle.verdicts import Verdict

LABEL = "COPP"
COLOURS = {
    Status.CONFORMS: "#1a6b36",
    Status.VIOLATES: "#a8201a",
    Status.UNSTEADY: "#6b4e00",
    Status.INCONCLUSIVE: "#6b4e00",
}
"""Behind white letters; each has a contrast of more than 6 to 1 with them."""
LETTER = 6.6
"""How wide a letter is on average, in pixels; the text is stretched to that."""
PADDING = 12


def badge(judgement: Judgement) -> str:
    """The picture; nothing that a driver says is in it."""
    said = said_of(judgement)
    left, right = (round(len(text) * LETTER) + PADDING for text in (LABEL, said))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
        f'aria-label="{LABEL}: {escape(said)}">\n'
        f"<title>{LABEL}: {escape(said)}</title>\n"
        f'<rect width="{left}" height="20" fill="#444"/>\n'
        f'<rect x="{left}" width="{right}" height="20" fill="{COLOURS[judgement.status]}"/>\n'
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">\n'
        f"{_text(LABEL, left / 2, left)}\n{_text(said, left + right / 2, right)}\n"
        "</g>\n</svg>\n"
    )


def said_of(judgement: Judgement) -> str:
    """What it says, in a few words."""
    totals = judgement.totals
    if judgement.status is Status.VIOLATES:
        violated = len({each.clause for each in judgement.unexpected})
        return f"violates {_clauses(violated)}" if violated else f"{len(judgement.stale)} stale"
    if judgement.status in {Status.INCONCLUSIVE, Status.UNSTEADY}:
        return str(judgement.status)
    conform = totals[Verdict.CONFORMS] + totals[Verdict.READING]
    return f"{_clauses(conform)} conform{'s' * (conform == 1)}"


def _clauses(number: int) -> str:
    return "1 clause" if number == 1 else f"{number} clauses"


def _text(text: str, middle: float, width: float) -> str:
    return f'<text x="{middle:g}" y="14" textLength="{width - PADDING:g}">{escape(text)}</text>'
