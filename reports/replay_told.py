"""A replay in lines: each call with what came back, and what was wanted where that is another thing."""

from collections.abc import Iterator

from coppspec.oracle.replay import Replay

MOST = 60
"""Calls that are shown; of more only the first and the last ones, as the file of the replay has all."""


def steps(replay: Replay) -> Iterator[str]:
    """A line for each call, or for so many of them."""
    lines = list(_lines(replay))
    if (left_out := len(lines) - MOST) <= 0:
        yield from lines
        return
    yield from lines[: MOST // 2]
    yield f"({left_out:,} more calls)"
    yield from lines[-MOST // 2 :]


def _lines(replay: Replay) -> Iterator[str]:
    wanted = [*(step.wanted for step in replay.steps[:-1]), replay.deviation.wanted]
    for number, (step, code) in enumerate(zip(replay.steps, wanted, strict=True), 1):
        yield f"{number}. {step.intent} -> {step.met}" + ("" if step.met == code else f"; wanted {code}")
