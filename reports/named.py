"""What the documents give names to, and what there is to say of each: codes, values, structures, calls."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, cast
from uuid import UUID

from coppspec.model.language import NONE, SAME, Consult, Machine, Row
from coppspec.properties import specified_values
from coppspec.properties.subjects import MACHINES
from coppspec.reports.wrapped import Told, Value

Entry = dict[str, Any]
"""An entry of the specification as a file, whose schema says what is in it."""
USER_MODE = ("Signature", "Command", "StatusInput", "StatusOutput")
"""The structures that an application knows as AMCOPP..., with the same layout (COPP-317)."""
SIGNIFICANT = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Named:
    """Something that has a name in the documents."""

    name: str
    line: str
    """What it is, in one line."""
    told: Told
    """All that there is to say of it."""
    values: tuple[int, ...] = ()
    """The number that it stands for, as it can be written: also with a sign where its first bit is set."""
    aliases: tuple[str, ...] = ()


def plain(name: str) -> str:
    """A name without what people spell in different ways.

    >>> plain("COPP_LinkLost") == plain("copp link lost") == plain("COPP-Link-Lost")
    True
    """
    return SIGNIFICANT.sub("", name.lower())


@cache
def every_name() -> tuple[Named, ...]:
    """All of them, in the order of the specification; some names stand for several things."""
    return (*_codes(), *_functions(), *_structures(), *_enumerations(), *_constants())


def number(value: int) -> str:
    """A number as headers write it.

    >>> number(2), number(0x8000FFFF), number(-2), number(2**32)
    ('2 (0x00000002)', '2147549183 (0x8000FFFF)', '-2 (0xFFFFFFFE)', '4294967296 (0x100000000)')
    """
    return f"{value} (0x{value % 2**32 if value < 0 else value:08X})"


def in_memory(identifier: str) -> str:
    """The sixteen bytes of an identifier, as Windows has them in memory."""
    return UUID(identifier).bytes_le.hex(" ")


def _spelled(value: int) -> tuple[int, ...]:
    signed = value - 2**32 if value >= 2**31 else value
    return tuple({value: None, signed: None, value % 2**32: None})


def _codes() -> Iterator[Named]:
    for each in cast("Iterator[Entry]", specified_values.result_codes()):
        if each["kind"] != "pattern":
            value: int = each["value"]
            yield Named(
                each["name"],
                f"{each['kind']}, {number(value)}: {each['meaning']}",
                {
                    "name": each["name"],
                    "kind": f"{each['kind']}: an answer",
                    "value": number(value),
                    "meaning": each["meaning"],
                },
                _spelled(value),
            )


def _enumerations() -> Iterator[Named]:
    for each in cast("Iterator[Entry]", specified_values.enumerations()):
        called = documented(each)
        values = enumeration_lines(each)
        kind = "flags that can be combined" if each["flags"] else "an enumeration"
        yield Named(
            called,
            f"{kind} of {len(each['members'])}: {each['meaning']}",
            {"name": called, "kind": kind, "meaning": each["meaning"], "values": values},
            aliases=(each["name"],),
        )
        for member in each["members"]:
            yield Named(
                member["name"],
                f"{number(member['value'])}, of {called}" + _colon(member["meaning"]),
                {
                    "name": member["name"],
                    "value": number(member["value"]),
                    "meaning": member["meaning"],
                    "of": f"{called}: {each['meaning']}",
                    "values beside it": values,
                },
                _spelled(member["value"]),
            )


def enumeration_lines(each: Entry) -> list[Value]:
    """The members of an enumeration with their values, in lines of one shape."""
    longest = max(len(member["name"]) for member in each["members"])
    return [
        f"{member['name']:<{longest}} = {number(member['value'])}" + _colon(member["meaning"])
        for member in each["members"]
    ]


def documented(each: Entry) -> str:
    """The name of an enumeration as its members have it: COPP_ConnectorType, VP_CP_CMD."""
    parts = [member["name"].split("_") for member in each["members"]]
    shared = next((at for at, same in enumerate(zip(*parts, strict=False)) if len(set(same)) > 1), 0)
    return "_".join(parts[0][:shared]) if shared > 1 else each["name"]


def shown(each: Entry) -> str:
    """The value of a constant; of an identifier also its bytes."""
    value = each["value"]
    return f"{value}, in memory {in_memory(value)}" if each["kind"] == "guid" else number(value)


def _constants() -> Iterator[Named]:
    for each in cast("Iterator[Entry]", specified_values.constants_by_name()):
        name, value, meaning = each["name"], each["value"], each["meaning"]
        if each["kind"] == "guid":
            told: Told = {
                "name": name,
                "kind": "a GUID",
                "value": value,
                "in memory": in_memory(value),
                "meaning": meaning,
            }
            yield Named(name, f"GUID {value}: {meaning}", told, aliases=(value, in_memory(value)))
        else:
            told = {"name": name, "value": number(value), "meaning": meaning}
            yield Named(name, f"{number(value)}: {meaning}", told, _spelled(value))


def _structures() -> Iterator[Named]:
    for each in cast("Iterator[Entry]", specified_values.structures()):
        aliases = tuple(f"AMCOPP{name}" for name in USER_MODE if each["name"] == f"DXVA_COPP{name}")
        lines = field_lines(each)
        yield Named(
            each["name"],
            f"a structure of {each['size']} bytes ({each['clause']}): {each['meaning']}",
            {
                "name": each["name"],
                "also": ", ".join(aliases),
                "kind": f"a structure of {each['size']} bytes ({each['clause']})",
                "meaning": each["meaning"],
                "offset, bytes, field": lines,
            },
            aliases=aliases,
        )
        for field, line in zip(each["fields"], lines, strict=True):
            told: Told = {
                "name": field["name"],
                "kind": f"a field of {each['name']} ({each['clause']}), {field['size']} bytes at offset "
                f"{field['offset']}",
                "offset, bytes, field": [line],
            }
            yield Named(
                field["name"],
                f"a field of {each['name']}, {field['size']} bytes at offset {field['offset']}",
                told,
            )


def field_lines(each: Entry) -> list[Value]:
    """The fields of a structure with offset and size, in lines of one shape."""
    return [
        f"{field['offset']:>4} {field['size']:>4}  {field['name']}" + KINDS[field["kind"]]
        for field in each["fields"]
    ]


KINDS = {"ULONG": "", "BYTES": ": bytes", "GUID": ": a GUID", "ULONGS": ": 32-bit numbers"}
"""What is said of a field that is no number of 32 bits."""


def _functions() -> Iterator[Named]:
    for machine in MACHINES:
        functions = dict.fromkeys(call.function or call.name for call in machine.calls)
        for function in functions:
            calls = [each for each in machine.calls if function in (each.function, each.name)]
            rows = [row for row in machine.rows if row.call in {function, *(each.name for each in calls)}]
            ladder = dict.fromkeys(chain.from_iterable(_ladder(machine, each.name) for each in calls))
            told: Told = {
                "name": function,
                "kind": f"a call or event of the machine '{machine.name}'",
                "is about": [each.name for each in calls if each.name != function],
                "in which state, what is answered": [_row(row) for row in rows],
                "checks, in their order": list(ladder),
            }
            yield Named(function, f"a call or event of the machine '{machine.name}'", told)


def _ladder(machine: Machine, call: str) -> Iterator[str]:
    for rung in machine.call(call).ladder:
        answer = getattr(rung, "answer", None)
        said = "the state" if isinstance(rung, Consult) else str(rung)
        yield said + ("" if answer is None else f": {answer.name}")


def _row(row: Row) -> str:
    states = str(row.states) if not isinstance(row.states, tuple) else ", ".join(row.states)
    levels = "" if row.levels is None else f" at level {', '.join(map(str, row.levels))}"
    answer = "nobody answers" if row.answer is None else row.answer.name
    moved = {SAME: "", NONE: ", and there is none after it"}.get(row.next, f", then {row.next}")
    when = "" if row.when is None else f", {row.when}"
    return f"{states}{levels}: {answer}{moved} ({row.clause}){when}"


def _colon(meaning: str) -> str:
    return f": {meaning}" if meaning else ""
