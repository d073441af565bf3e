"""What the tables and the bytes are written in, as plain data: codes, constants, layouts, fields."""

from collections.abc import Iterator
from enum import IntEnum, IntFlag
from types import ModuleType, NoneType, UnionType
from typing import NamedTuple, get_args, get_origin, get_type_hints
from uuid import UUID

from coppspec.model import codes, constants, layouts, levels, step, tv_output, tvout
from coppspec.model.codes import HResult, Pattern, Status
from coppspec.model.layouts import LAYOUTS, Kind, Layout
from coppspec.properties.documented import assigned, classes, said_below
from coppspec.properties.specified_tables import Plain

CODES = {HResult: "HRESULT", Status: "Win32 status", Pattern: "pattern"}
"""What kind of number each code is."""
RECORDS: tuple[tuple[ModuleType, str], ...] = (
    (step, "Configuration"),
    (step, "Session"),
    (step, "Connector"),
    (step, "Offer"),
    (tv_output, "TVOutput"),
    (tv_output, "TVOffer"),
    (step, "Intent"),
    (step, "Answer"),
    (step, "OneOf"),
)
"""What a state is made of, what is asked of it, and what it answers."""
SIMPLE: dict[object, str] = {
    int: "integer",
    str: "string",
    bool: "boolean",
    object: "anything",
    NoneType: "null",
}
"""Types by names that are nobody's own."""


def result_codes() -> Iterator[Plain]:
    """Every name of a result code; two names can have one number, and no name has two."""
    for kind, called in CODES.items():
        said = said_below(codes, kind.__name__)
        for name, code in kind.__members__.items():
            yield {"name": name, "kind": called, "value": int(code), "meaning": said.get(name, "")}


def constants_by_name() -> Iterator[Plain]:
    """The identifiers, sizes and single numbers."""
    for module in (constants, tvout):
        for name in assigned(module):
            value: object = getattr(module, name)
            meaning = said_below(module).get(name, "")
            if isinstance(value, UUID):
                yield {"name": name, "kind": "guid", "value": str(value).upper(), "meaning": meaning}
            elif isinstance(value, int):
                yield {"name": name, "kind": "number", "value": value, "meaning": meaning}


def enumerations() -> Iterator[Plain]:
    """The enumerations; of one whose values are flags, several can be combined."""
    for module in (constants, tvout):
        for name in classes(module):
            kind: type[IntEnum | IntFlag] = getattr(module, name)
            said = said_below(module, name)
            members = [
                {"name": each, "value": int(member), "meaning": said.get(each, "")}
                for each, member in kind.__members__.items()
            ]
            flags = issubclass(kind, IntFlag)
            yield {"name": name, "flags": flags, "meaning": _first(kind.__doc__), "members": members}


def protection_types() -> Iterator[Plain]:
    """The protection types, in the order of every list of levels, with their levels by weight too."""
    for name in levels.TYPES:
        yield {"name": name, "levels": list(levels.LEVELS[name]), "precedence": list(levels.PRECEDENCE[name])}


def tv_settings() -> Iterator[Plain]:
    """What a request can switch the TV output to."""
    for name, setting in tv_output.SETTINGS.items():
        yield {"name": name, "mode": setting.mode, "standard": setting.standard}


def kinds() -> Iterator[Plain]:
    """How the bytes of a field can be read."""
    for name in Kind.__members__:
        yield {"name": name, "meaning": said_below(layouts, "Kind")[name]}


def structures() -> Iterator[Plain]:
    """Every structure with its fields, offsets and sizes in bytes."""
    yield from map(_structure, LAYOUTS)


def _structure(layout: Layout) -> Plain:
    fields = [
        {
            "name": each.name,
            "offset": each.offset,
            "size": each.size,
            "kind": each.kind.name,
            "variable": each.variable,
        }
        for each in layout.fields
    ]
    meaning = said_below(layouts).get(layout.name, "")
    return {
        "name": layout.name,
        "size": layout.size,
        "clause": layout.clause,
        "meaning": meaning,
        "fields": fields,
    }


def records() -> Iterator[Plain]:
    """What a state is made of, field by field."""
    for module, name in RECORDS:
        record: type[NamedTuple] = getattr(module, name)
        said, types = said_below(module, name), get_type_hints(record)
        fields = [
            {"name": each, "type": _type(types[each]), "meaning": said.get(each, "")}
            for each in record._fields
        ]
        yield {"name": name, "meaning": _first(record.__doc__), "fields": fields}


def _type(hint: object) -> str:
    """A type in words."""
    arguments = get_args(hint)
    if isinstance(hint, UnionType):
        return " or ".join(map(_type, arguments))
    if get_origin(hint) is not tuple:
        return SIMPLE.get(hint) or str(getattr(hint, "__name__", hint))
    if arguments[1:] == (...,):
        return f"list of ({_type(arguments[0])})"
    return f"pair of ({_type(arguments[0])}) and ({_type(arguments[1])})"


def _first(text: str | None) -> str:
    """The first paragraph of a text, in one line."""
    return " ".join((text or "").partition("\n\n")[0].split())
