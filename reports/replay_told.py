"""A replay in lines: each call with what came back, and what was wanted where that is another thing."""

from collections.abc import Iterator

from coppspec.oracle.replay import Replay


def steps(replay: Replay) -> Iterator[str]:
    """A line for each call."""
    wanted = [*(step.wanted for step in replay.steps[:-1]), replay.deviation.wanted]
    for number, (step, code) in enumerate(zip(replay.steps, wanted, strict=True), 1):
        yield f"{number}. {step.intent} -> {step.met}" + ("" if step.met == code else f"; wanted {code}")
