"""The tables as plain data, for a file that needs no Python: machines, their calls, rungs and rows.

Nothing is left out and nothing is worked out: from these values the same tables can be made again. A
list keeps the order of the table, also where Python has a mapping.
"""

from collections.abc import Mapping

from coppspec.model.codes import Code
from coppspec.model.language import (
    Bring,
    But,
    Call,
    Check,
    Consult,
    Defect,
    Do,
    Ignore,
    Machine,
    Move,
    Row,
    Rung,
    When,
)
from coppspec.model.together import JOINT, TOGETHER

Plain = Mapping[str, object]
"""Strings, numbers, truth values, nothing, lists and further mappings of them."""


def table(machine: Machine) -> Plain:
    """A machine, with every entry of its table."""
    return {
        "name": machine.name,
        "document": machine.document,
        "states": list(machine.states),
        "goal": machine.goal,
        "ended": list(machine.ended),
        "on": list(machine.on),
        "first": machine.first,
        "calls": [_call(each) for each in machine.calls],
        "rows": [_row(each) for each in machine.rows],
        "afterwards": [_rung(each) for each in machine.afterwards],
    }


def side_by_side(*machines: Machine) -> Plain:
    """What two machines do together that neither does alone."""
    return {
        "name": TOGETHER.name,
        "document": TOGETHER.document,
        "machines": [each.name for each in machines],
        "joint": list(JOINT),
        "afterwards": [_rung(each) for each in TOGETHER.afterwards],
    }


def _call(call: Call) -> Plain:
    return {
        "name": call.name,
        "function": call.function,
        "event": call.event,
        "only_brought": call.only_brought,
        "scope": call.scope.name.lower(),
        "takes": call.takes,
        "about": [{"name": name, "levels": list(levels)} for name, levels in call.about.items()],
        "levels": list(call.levels),
        "number": call.number,
        "reports": call.reports,
        "clauses": list(call.clauses),
        "order": call.order,
        "any_order": ["state" if each is Consult.STATE else each for each in call.any_order],
        "before_state": list(call.before_state),
        "ladder": [_rung(each) for each in call.ladder],
        "defects": [_defect(each) for each in call.defects],
    }


def _rung(rung: Rung) -> Plain:
    """A rung, told from others by what stands first in it."""
    match rung:
        case Consult.STATE:
            return {"rung": "state"}
        case Check():
            kind = "ignore" if isinstance(rung, Ignore) else "check"
            stops = {"name": rung.name, "answer": _code(rung.answer), "needs": list(rung.needs)}
            return {"rung": kind, **stops, **_cited(rung)}
        case Do():
            return {"rung": "do", "effect": rung.effect, "where": rung.where, **_cited(rung)}
        case Move():
            return {"rung": "move", "next": rung.next, "where": rung.where, **_cited(rung)}
        case Bring():
            return {"rung": "bring", "event": rung.event, "where": rung.where, **_cited(rung)}


def _row(row: Row) -> Plain:
    return {
        "call": row.call,
        "states": _states(row),
        "levels": None if row.levels is None else list(row.levels),
        "answer": _code(row.answer),
        "next": row.next,
        "does": list(row.does),
        "count": row.count,
        **_cited(row),
    }


def _defect(defect: Defect) -> Plain:
    return {
        "name": defect.name,
        "trips": list(defect.trips),
        "foreign": defect.foreign,
        "everywhere": defect.everywhere,
        "clause": defect.clause,
        "about": defect.about,
        "needs": defect.needs,
    }


def _states(row: Row) -> object:
    """One state, several, or all but some."""
    if isinstance(row.states, But):
        return {"all_but": list(row.states.states)}
    return row.states if isinstance(row.states, str) else list(row.states)


def _cited(entry: Row | Check | Do | Move | Bring) -> Plain:
    return {"clause": entry.clause, "when": _when(entry.when)}


def _when(when: When | None) -> Plain | None:
    return None if when is None else {"choice": when.choice, "reading": when.reading}


def _code(code: Code | None) -> str | None:
    return None if code is None else code.name
