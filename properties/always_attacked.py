"""What holds whatever an attacker does to the messages of a session, and what holds under a condition only.

A status request carries no tag (COPP-172), and a response does not repeat what was asked, nor under which
number. So three properties hold as long as the attacker leaves the requests of an application as they are;
who rewrites them can break each (UNLESS_REWRITTEN).
"""

from collections.abc import Callable
from dataclasses import dataclass

from coppspec.driver.application import LinkLost, SessionError
from coppspec.model.constants import DXVA_COPPQueryGlobalProtectionLevel, ProtectionType, StatusFlags
from coppspec.model.layouts import (
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPStatusInput,
)
from coppspec.properties.attacked import POLL, PROTECTION_TYPES, SET_LEVEL, START_AGAIN, Moment, flags_of
from coppspec.properties.wire import Delivery, Exchange, Kind


@dataclass(frozen=True)
class UnderAttack:
    """Something that holds after every step."""

    name: str
    clauses: tuple[str, ...]
    holds: Callable[[Moment], bool]


def _genuine(delivery: Delivery) -> bool:
    return delivery.made and delivery.due and not delivery.repeated


def _is_command(delivery: Delivery) -> bool:
    return delivery.message.kind is Kind.COMMAND


def _levels_by_commands(moment: Moment) -> bool:
    shown, left = moment.levels
    for each in moment.deliveries:
        if each.before != shown or (each.after != shown and not (_is_command(each) and _genuine(each))):
            return False
        shown = each.after
    return moment.action.name == START_AGAIN or shown == left


def _commands_are_genuine(moment: Moment) -> bool:
    return all(_genuine(each) for each in moment.deliveries if _is_command(each) and each.accepted)


def _requests_are_due(moment: Moment) -> bool:
    return all(each.due for each in moment.deliveries if not _is_command(each) and each.accepted)


def _answers_to_its_nonce(moment: Moment) -> bool:
    return all(
        answer is not None and answer.message.nonce == each.sent.nonce
        for each in moment.accepted
        for answer in (moment.answer(each),)
    )


def _fresh_nonces(moment: Moment) -> bool:
    sent = [each.sent for each in moment.wire.exchanges if each.sent.kind is Kind.REQUEST]
    return len({each.nonce for each in sent}) == len(sent)


def _acts_on_flags(moment: Moment) -> bool:
    return all(_acted(moment, each) for each in moment.accepted)


def _acted(moment: Moment, exchange: Exchange) -> bool:
    flags = flags_of(exchange.response)
    if flags & StatusFlags.COPP_LinkLost:
        return isinstance(moment.outcome, LinkLost)
    if flags & StatusFlags.COPP_RenegotiationRequired and moment.outcome is None:
        later = moment.exchanges[moment.exchanges.index(exchange) :]
        again = {_set_type(each.sent.data) for each in later if each.sent.kind is Kind.COMMAND}
        return again >= set(moment.application.levels)
    return True


def _set_type(command: bytes) -> int:
    data = DXVA_COPPCommand.get_bytes(command, "CommandData")
    return DXVA_COPPSetProtectionLevelCmdData.get_ulong(data, "ProtType")


def _stops_by_a_session_error(moment: Moment) -> bool:
    return moment.outcome is None or isinstance(moment.outcome, SessionError)


ALWAYS_ATTACKED = (
    UnderAttack(
        "a level changes only by a command that the session's own application made, once",
        ("COPP-425", "COPP-432", "COPP-433", "COPP-166", "COPP-611"),
        _levels_by_commands,
    ),
    UnderAttack(
        "the driver takes a command only as its application made it, under the number that is due, and once",
        ("COPP-421", "COPP-425", "COPP-432"),
        _commands_are_genuine,
    ),
    UnderAttack(
        "the driver answers a status request only under the number that is due",
        ("COPP-432", "COPP-433"),
        _requests_are_due,
    ),
    UnderAttack(
        "an application goes on only with what the driver has just answered to its nonce",
        ("COPP-441", "COPP-442"),
        _answers_to_its_nonce,
    ),
    UnderAttack("an application uses no nonce twice", ("COPP-445",), _fresh_nonces),
    UnderAttack(
        "an application stops when the link is lost, and sets its levels again when it has to",
        ("COPP-443", "Q26"),
        _acts_on_flags,
    ),
    UnderAttack(
        "an application stops by a SessionError and by nothing else",
        ("COPP-215", "COPP-206"),
        _stops_by_a_session_error,
    ),
)
"""These hold against every attacker."""


def _answers_to_its_request(moment: Moment) -> bool:
    answers = ((each.sent, moment.answer(each)) for each in moment.accepted)
    return all(answer is not None and answer.message == sent for sent, answer in answers)


def _confirmed_levels_are_in_effect(moment: Moment) -> bool:
    if moment.outcome is not None or moment.action.name not in {SET_LEVEL, POLL}:
        return True
    application, action = moment.application, moment.action
    named = [action.protection_type] if action.name == SET_LEVEL else list(application.levels)
    return all(_shown(moment, each) >= application.levels[each] for each in named)


def _shown(moment: Moment, protection_type: ProtectionType) -> int:
    """The level in effect when an application last asked for it; if it did not ask, the one there is now."""
    asked = [each for each in moment.accepted if _asks_for(each.sent.data, protection_type)]
    answer = moment.answer(asked[-1]) if asked else None
    levels = moment.levels[1] if answer is None else answer.after
    return levels[PROTECTION_TYPES.index(protection_type)]


def _asks_for(request: bytes, protection_type: ProtectionType) -> bool:
    asked = DXVA_COPPStatusInput.get_guid(request, "guidStatusRequestID")
    named = DXVA_COPPStatusInput.get_bytes(request, "StatusData")[:4]
    is_global = asked == DXVA_COPPQueryGlobalProtectionLevel
    return is_global and named == int(protection_type).to_bytes(4, "little")


UNLESS_REWRITTEN = (
    UnderAttack(
        "an application goes on only with what the driver has just answered to its very request",
        ("COPP-442", "COPP-176", "COPP-172"),
        _answers_to_its_request,
    ),
    UnderAttack(
        "a level that was set and confirmed was in effect when it was confirmed",
        ("COPP-446",),
        _confirmed_levels_are_in_effect,
    ),
    UnderAttack(
        "no event is lost without the application seeing its flag or an error",
        ("Q28", "COPP-806"),
        lambda moment: not moment.missed,
    ),
)
"""These hold as long as the requests of an application reach the driver as it made them, or not at all."""


def broken(moment: Moment) -> UnderAttack | None:
    """The first property that does not hold; None if all do."""
    conditional = () if moment.rewritten else UNLESS_REWRITTEN
    return next((each for each in (*ALWAYS_ATTACKED, *conditional) if not each.holds(moment)), None)
