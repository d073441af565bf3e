"""Which rule a wrong answer breaks, where the message or the code and not the state is the matter.

A message that is wrong in one way, and taken, breaks the rule about that way; a message that is right and has
a peculiarity, and is refused, breaks the rule about the peculiarity. Only where the driver takes, or refuses,
a plainer message too, the rule of the check or of the row is broken. A code that says something which is not
so breaks the rule that says when it is given, whatever is wrong with the message.
"""

from typing import NamedTuple

from coppspec.model.codes import HResult
from coppspec.model.language import Call, Check, Defect, fails
from coppspec.model.step import Answer, Intent

SAYS = {
    (method, int(HResult.VFW_E_NO_COPP_HW)): "COPP-206"
    for method in ("KeyExchange", "SessionSequenceStart", "ProtectionCommand", "ProtectionStatus")
} | {
    (function, int(HResult.DDERR_TOOBIGSIZE)): "COPP-164" for function in ("COPPCommand", "ProtectionCommand")
}
"""Of a function and a code, what says when the one answers with the other: no COPP, no device, or too big."""


class Blame(NamedTuple):
    """The clause that a wrong answer breaks, unless plainer messages are answered wrongly too."""

    clause: str
    plainer: tuple[Intent, ...] = ()
    """If the driver answers all of these wrongly too, the clause that decided is broken."""


def blame(call: Call, intent: Intent, answer: Answer, code: int | None) -> Blame:
    """What an answer that is not legal breaks.

    Args:
        call: the call of the table.
        intent: as it was made.
        answer: what the specification answers.
        code: what the driver answered.
    """
    if not answer.entries[-1].when and (said := SAYS.get((call.function or call.name, code or 0))):
        return Blame(said)
    named = [each for each in call.defects if each.name in intent.defects]
    if len(named) == 1 and not intent.number and (clause := named[0].clause):
        peculiarity, decided = named[0], answer.entries[-1]
        if code and not peculiarity.trips and not fails(answer.code):
            return Blame(clause, (intent._replace(defects=()),))
        if not code and isinstance(decided, Check) and decided.name in peculiarity.trips:
            others = _others(call, peculiarity, intent)
            return Blame(clause, tuple(intent._replace(defects=(each.name,)) for each in others))
    return Blame(answer.clause)


def _others(call: Call, defect: Defect, intent: Intent) -> tuple[Defect, ...]:
    """Other defects that fail the same checks: one that is not peculiar, or else all of them."""
    alike = [
        each
        for each in call.defects
        if each is not defect
        and each.trips == defect.trips
        and each.about in {None, intent.about}
        and not (each.needs or each.foreign)
    ]
    plain = [each for each in alike if not each.clause]
    if plain:
        return tuple(plain[:1])
    return tuple(alike) if {each.clause for each in alike} - {defect.clause} else ()
