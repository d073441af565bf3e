"""What the programs call things, in whatever language: identifiers, numbers, and why an answer is wanted."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from itertools import groupby

from coppspec.model import constants
from coppspec.model.constants import ProtectionType, TVProtectionStandard
from coppspec.model.tvout import VIDEOPARAMETERS_GUID, CPCommand, CPType, VPCommand, VPFlags, VPMode
from coppspec.oracle.program import Action, Key, Number, Program, SettingsTold, StatusTold, Step
from coppspec.properties.trial import cited

NAMES = ("SetProtectionLevel", "SetSignaling", "QueryConnectorType", "QueryProtectionType")
QUERIES = (
    "LocalProtectionLevel",
    "GlobalProtectionLevel",
    "DisplayData",
    "HDCPKeyData",
    "BusData",
    "Signaling",
)
KINDS: Mapping[str, type[Enum]] = {
    "ProtType": ProtectionType,
    "ActiveTVProtectionStandard": TVProtectionStandard,
    "dwCommand": VPCommand,
    "dwFlags": VPFlags,
    "dwMode": VPMode,
    "dwCPType": CPType,
    "dwCPCommand": CPCommand,
}
"""What a field holds, by its name."""
LONGEST = 110
"""Characters that a comment has room for on its line."""


@cache
def identifiers() -> Mapping[bytes, str]:
    """The identifiers by their bytes."""
    names = [f"DXVA_COPP{each}" for each in (*NAMES, *(f"Query{each}" for each in QUERIES))]
    known = {getattr(constants, name).bytes_le: name for name in names}
    return {**known, VIDEOPARAMETERS_GUID.bytes_le: "VIDEOPARAMETERS_GUID"}


def field_comment(name: str, value: object) -> str:
    """What a number in a field is called; nothing if it has no name, if that says no more, or is too long."""
    kind = KINDS.get(name)
    if kind is None or not isinstance(value, int):
        return ""
    try:
        names = (kind(value).name or "").split("|")
    except ValueError:
        return ""
    named = ", ".join(names)
    return "" if any(map(str.isdecimal, names)) or len(named) > LONGEST else named


def why(step: Step, explained: set[str]) -> str:
    """What is wanted of a step, and by which clause; its sentence where it comes first."""
    wanted = "It happens" if step.wanted == "nothing" else f"Wanted: {step.wanted}"
    if step.clause in explained:
        return f"{wanted} ({step.clause})."
    explained.add(step.clause)
    sentence = cited(step.clause).rpartition(" [")[0]
    return f"{wanted}. {sentence}"


def unused(told: StatusTold) -> Iterator[tuple[str, int, int]]:
    """The fields of a payload that nothing is said of, those side by side as one: names, offset and size."""
    wanted = {"rApp", *(each.name for each in told.fields)}
    fields = () if told.layout is None else told.layout.fields
    for is_wanted, group in groupby(fields, key=lambda each: each.name in wanted):
        if not is_wanted:
            run = list(group)
            first, *_, last = (run[0].name, *(each.name for each in run))
            names = first if first == last else f"{first} to {last}"
            yield names, run[0].offset, sum(each.size for each in run)


def is_steady(action: Action) -> bool:
    """Whether an answer to GET is compared with the one before."""
    return isinstance(action, SettingsTold) and bool(action.steady)


# Numbers and names, which are alike in C and in Python.


def function_name(number: int, programs: Sequence[Program]) -> str:
    """What makes one of several sequences, or the only one."""
    return f"replay_{number}" if len(programs) > 1 else "replay"


def session_name(session: int) -> str:
    """A session, counted from 1 as the intents are printed."""
    return f"session_{session + 1}"


def written_number(value: Number) -> str:
    """A number, in decimal where it is short, or the key that it is."""
    if isinstance(value, Key):
        return f"{value.name} ^ {value.flipped:#x}" if value.flipped else value.name
    return str(value) if value < 1 << 16 else hexadecimal(value)


def hexadecimal(number: int) -> str:
    """A number of 32 bits.

    >>> hexadecimal(48879)
    '0x0000BEEF'
    """
    return f"0x{number:08X}"
