"""What a doctor asks of a harness, and what it finds: sound, at fault, not to be told, or not asked."""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from coppspec.oracle.examination import Examination


class Outcome(StrEnum):
    """What became of a question, by the mark in front of its line."""

    SOUND = "ok"
    FAULT = "BAD"
    """The harness is at fault, whatever the driver does."""
    UNTOLD = "??"
    """It can be the harness or the driver."""
    NOT_ASKED = "--"
    """There is nothing to ask about, or an earlier answer is needed for it."""


class HarnessFault(Exception):
    """The harness is at fault.

    Args:
        found: what was met.
        mend: what to do about it, and where.
        blocks: whether what rests on this question cannot be asked any more.
    """

    def __init__(self, found: str, mend: str, *, blocks: bool = True) -> None:
        super().__init__(found)
        self.mend = mend
        self.blocks = blocks


class Untold(Exception):
    """What was met can be the fault of either: a sound harness of some wrong driver would show the same.

    Args:
        found: what was met.
        look: what to look at in the harness.
        driver: what is wrong with the driver, if the harness is sound there.
        blocks: whether what rests on this question cannot be asked any more.
    """

    def __init__(self, found: str, look: str, driver: str = "", *, blocks: bool = True) -> None:
        super().__init__(found)
        self.mend = f"{look}; if that is so, it is the driver that {driver}" if driver else look
        self.blocks = blocks


class NothingToAsk(Exception):
    """The driver does not declare what the question is about; that is no fault."""


class Diagnosis(NamedTuple):
    """One question, asked of every harness at the same place."""

    name: str
    asks: str
    sound: str
    """What a sound harness gives."""
    needs: tuple[str, ...]
    """The questions whose answers it rests on."""
    find: "Callable[[Examination], str]"
    """Says in words what is sound; raises what is not."""


class Finding(NamedTuple):
    """What became of one question."""

    name: str
    asks: str
    sound: str
    outcome: Outcome
    found: str
    mend: str = ""
    """The line to mend; nothing where there is none."""
    blocks: bool = False
    """Whether what rests on it is not asked."""
