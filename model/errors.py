"""What can be wrong with the registry or a table: a class for each, with the row and what to do."""

from dataclasses import dataclass
from typing import ClassVar


class InvalidRegistry(ValueError):
    """A file of the registry cannot be read; the message names the file, the entry and what is wrong."""


@dataclass(unsafe_hash=True)
class InvalidTable(Exception):
    """A table breaks one of the rules that every table keeps."""

    machine: str
    entry: str
    """The row, check or state, as it is cited in the table."""
    met: str
    """What stands there."""

    wanted: ClassVar[str] = "a table that keeps the rules"
    remedy: ClassVar[str] = "mend the table"

    def __str__(self) -> str:
        """The error in one line."""
        return (
            f"{type(self).__name__} in {self.machine}: {self.entry}: {self.met}. "
            f"Wanted: {self.wanted}. To mend it: {self.remedy}."
        )


class UnknownClause(InvalidTable):
    """An entry cites a clause that the registry does not have."""

    wanted = "the id of a clause or of a choice in the registry"
    remedy = "correct the id, or add the clause with its basis and source to model/clauses_*.toml"


class UnknownCall(InvalidTable):
    """A row is about a call that the machine does not have."""

    wanted = "one of the machine's calls"
    remedy = "correct the name, or add the call to the machine"


class UnknownCondition(InvalidTable):
    """An entry depends on a condition that the vocabulary does not define."""

    wanted = "a condition of model/conditions.py: of what is shared for a rung, of a session for a number"
    remedy = "correct the name, or define it there, once"


class UnknownState(InvalidTable):
    """An entry names a state that the machine does not have."""

    wanted = "one of the machine's states"
    remedy = "correct the name, or add the state to the machine"


class UnknownEffect(InvalidTable):
    """An entry does something, or an answer reports something, that the vocabulary does not define."""

    wanted = "an effect of model/effects.py, or a report of model/status.py"
    remedy = "correct the name, or define it there, once"


class UnknownChoice(InvalidTable):
    """An entry depends on a choice or a reading that the registry does not have."""

    wanted = "a choice of model/choices.toml and one of its readings"
    remedy = "correct the name, or add the choice or the reading"


class UnknownLevel(InvalidTable):
    """A row holds for a level that its call cannot ask for."""

    wanted = "levels that the call can ask for"
    remedy = "correct the levels of the row, or those of the call"


class OverlappingRows(InvalidTable):
    """Two rows answer the same call in the same state under one profile."""

    wanted = "one row for each state and input"
    remedy = "take one of the rows out, or make them depend on different readings of a choice"


class MissingRow(InvalidTable):
    """No row answers a call in a state."""

    wanted = "one row for each state and input"
    remedy = "add the row, with its clause"


class UnreachableState(InvalidTable):
    """No row leads to a state that the machine names."""

    wanted = "a row that leads there, under the recommended reading of every choice or another"
    remedy = "add the row, or take the state out of the machine"


class IdleCheck(InvalidTable):
    """A check that nothing can fail."""

    wanted = "a condition of the vocabulary, or a defect of the call that trips it"
    remedy = "add the defect to the call, or take the check out"


class IdleDefect(InvalidTable):
    """A defect trips a check that the call does not have, or comes to nothing for another reason."""

    wanted = "checks of the same call, under a reading that is accepted, and what the call can name"
    remedy = "correct the name, or add the check"


class UnconsultedRows(InvalidTable):
    """A call's ladder has not exactly one rung that consults the rows."""

    wanted = "the rung STATE once"
    remedy = "add it, or take the second one out"


class ActingRefusal(InvalidTable):
    """A row refuses a call and changes something all the same."""

    wanted = "a refusal that changes nothing (COPP-505, VPCP-INV5)"
    remedy = "take the effect out, or move it to a rung of the ladder before the one that refuses"


class RepeatedName(InvalidTable):
    """Two states, calls or defects have one name."""

    wanted = "a name for each"
    remedy = "take one of them out, or give it another name"


class IdleRow(InvalidTable):
    """A row is about a state in which its call cannot find what it is about."""

    wanted = "a state of a session for a call on a session, and none for a call that is about none"
    remedy = "correct the state, or the scope of the call"


class WrongAnswer(InvalidTable):
    """A check that lets a call pass, an event that is answered, or a call that is not."""

    wanted = "a failure code for a check, no code for an event, and a code for every call"
    remedy = "correct the answer"


class TrapState(InvalidTable):
    """A session that holds something can never get to the goal again."""

    wanted = "a way from each state to the goal, but from those in which a session has ended"
    remedy = "add a row that leads on, or say that a session has ended there"


class ShadowedRow(InvalidTable):
    """A row never answers: there is no session in its states under any profile that has it."""

    wanted = "a state that there is under a profile that has the row"
    remedy = "correct its states or its reading, or take the row out"


class ShadowedRung(InvalidTable):
    """A rung is never reached, or a check never fails: something before it always stops the call."""

    wanted = "a rung that some call gets to, and a check that some call fails"
    remedy = "take it out, or put it before what stops the call"


class UnbroughtEvent(InvalidTable):
    """An event never comes: it comes only when a rung brings it, and none does."""

    wanted = "a rung that brings it"
    remedy = "add the rung, or let the event come by itself"
