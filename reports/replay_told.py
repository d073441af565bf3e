"""A replay in lines: each call with what came back, and what was wanted where that is another thing."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from coppspec.oracle.replay import Replay

MOST = 60
"""Calls that are shown; of more only the first and the last ones, as the file of the replay has all."""


class Call(NamedTuple):
    """A call in words, the code that is wanted, and what came back."""

    intent: str
    wanted: str
    met: str


def steps(replay: "Replay") -> Iterator[str]:
    """A line for each call, or for so many of them."""
    return lines(
        (Call(str(each.intent), each.wanted, each.met) for each in replay.steps), replay.deviation.wanted
    )


def lines(calls: Iterable[Call], deviates_from: str) -> Iterator[str]:
    """The same of calls in words, the last of which deviates from what is wanted there."""
    *before, last = calls
    every = [_line(*each) for each in enumerate((*before, last._replace(wanted=deviates_from)), 1)]
    if (left_out := len(every) - MOST) <= 0:
        yield from every
        return
    yield from every[: MOST // 2]
    yield f"({left_out:,} more calls)"
    yield from every[-MOST // 2 :]


def _line(number: int, call: Call) -> str:
    wanted = "" if call.met == call.wanted else f"; wanted {call.wanted}"
    return f"{number}. {call.intent} -> {call.met}{wanted}"
