"""What each field of a declaration may hold, and what is told of one that holds something else.

A driver that declares what no document knows would be judged on nonsense, or end in an exception far from
its cause. So each field is looked at before anything relies on it, whether it came over the wire, out of a
library, or out of a class in Python.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import IntFlag
from typing import cast

from coppspec.driver.adapters import Adapter, TVOutput
from coppspec.driver.outputs import DisplayMode, Output, Sink
from coppspec.driver.protocol import RootKey
from coppspec.model.constants import BusType, ConnectorType, ProtectionType, TVProtectionStandard
from coppspec.model.tvout import CPType, TVStandard, VPFlags, VPMode

LARGEST = (1 << 32) - 1
"""The largest number that a field of 32 bits holds."""
KEY_BYTES = 5
"""Of a key selection vector (COPP-313)."""
MODES = 2
"""How many display modes an output has."""
HIGH_BIT = 0x80000000
DPCP = 0x10
"""A type that later headers define: it may be reported, and no command takes it (Q42)."""
CONNECTORS = {each for each in ConnectorType if each < HIGH_BIT}
BUSES = {each for each in BusType if each < HIGH_BIT}

Problems = Iterator[str]
Field = Callable[[object], str]
"""Says of a value what is wanted in its place; nothing if that is what it is."""


def _whole(least: int, most: int, wanted: str = "") -> Field:
    text = wanted or f"a whole number from {least} to {most}"
    return lambda value: "" if _is_whole(value) and least <= cast("int", value) <= most else text


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _truth(value: object) -> str:
    return "" if isinstance(value, bool) else "true or false"


def _one_of(known: set[int], bit: int, unknown: int | None, wanted: str) -> Field:
    """One of some values, to which one bit may be added."""

    def field(value: object) -> str:
        is_known = _is_whole(value) and (value == unknown or cast("int", value) & ~bit in known)
        return "" if is_known else wanted

    return field


def _bits(kind: type[IntFlag], known: int, wanted: str) -> Field:
    """A set of bits, all of which are known."""

    def field(value: object) -> str:
        if not isinstance(value, kind):
            return f"{kind.__name__} is wanted: {wanted}"
        if others := int(value) & ~int(known):  # the complement of a flag knows its own bits only
            return f"{wanted}; leave out {others:#x}"
        return ""

    return field


def _key(value: object) -> str:
    is_key = isinstance(value, bytes) and len(value) == KEY_BYTES
    return "" if is_key else f"{KEY_BYTES} bytes are wanted (COPP-313)"


def _fraction(value: object) -> str:
    numbers = cast("tuple[object, ...]", value) if isinstance(value, tuple) else ()
    is_fraction = len(numbers) == 2 and not any(map(_whole(1, LARGEST), numbers))
    return "" if is_fraction else "a fraction of two whole numbers from 1 on, like 60000 and 1001 (COPP-315)"


ANY = _whole(0, LARGEST)
OF_OUTPUT: Mapping[str, Field] = {
    "connector": ANY,
    "connector_type": _one_of(
        set(map(int, CONNECTORS)),
        HIGH_BIT,
        ConnectorType.COPP_ConnectorType_Unknown,
        "a COPP_ConnectorType is wanted: 0 to 13, with 0x80000000 added if it is internal, or 0xffffffff for "
        "an unknown one (COPP-702)",
    ),
    "types": _bits(
        ProtectionType,
        (ProtectionType.COPP_ProtectionType_Mask & ~HIGH_BIT) | DPCP,
        "the sum of HDCP 1, ACP 2, CGMSA 4 and, to be reported only, DPCP 16 (COPP-701, Q42)",
    ),
    "standards": _bits(
        TVProtectionStandard,
        TVProtectionStandard.COPP_ProtectionStandard_Mask & ~HIGH_BIT,
        "a sum of COPP_ProtectionStandards up to 0x7fff (COPP-708)",
    ),
    "redistribution": _truth,
    "dual_view": _truth,
    "copp": _truth,
    "key_selection_vector": _key,
    "hdcp_flags": _whole(0, 1, "0, or 1 for a repeater (COPP-707)"),
    "bus": _one_of(
        set(map(int, BUSES)),
        HIGH_BIT,
        None,
        "a COPP_BusType is wanted: 0 to 4, with 0x80000000 added if it is integrated (COPP-704)",
    ),
}
OF_MODE: Mapping[str, Field] = {
    "width": _whole(1, LARGEST),
    "height": _whole(1, LARGEST),
    "frequency": _fraction,
    "format": ANY,
    "d3d_format": ANY,
    "too_big_for": _bits(
        ProtectionType,
        ProtectionType.COPP_ProtectionType_Mask & ~HIGH_BIT,
        "the sum of HDCP 1, ACP 2, CGMSA 4 (COPP-164)",
    ),
}
OF_TV: Mapping[str, Field] = {
    "flags": _bits(VPFlags, sum(VPFlags), "a sum of VP_FLAGS up to 0x1ff (VPCP-202)"),
    "standards": _bits(
        TVStandard,
        sum(TVStandard) & ~TVStandard.VP_TV_STANDARD_WIN_VGA,
        "a sum of VP_TV_STANDARDs up to 0xfffff without WIN_VGA (A-11)",
    ),
    "modes": _bits(VPMode, sum(VPMode), "1, or 3 with TV_PLAYBACK (VPCP-203)"),
    "types": _bits(CPType, sum(CPType), "the sum of APS_TRIGGER 1 and MACROVISION 2 (VPCP-206)"),
    "protected": _bits(
        TVStandard,
        sum(TVStandard) & ~TVStandard.VP_TV_STANDARD_WIN_VGA,
        "a sum of VP_TV_STANDARDs up to 0xfffff without WIN_VGA (VPCP-206)",
    ),
    "is_on": _truth,
    "level_at_zero": _whole(1, 3, "1 to 3 (A-01)"),
}


def of_output(output: Output) -> Problems:
    """What is wrong with an output, each field by its name."""
    yield from _of(output, OF_OUTPUT)
    sink = _value(output, "other_sink")
    if sink is not None and not isinstance(sink, Sink):
        yield f"other_sink is {shown(sink)}; a Sink is wanted, or None"
    elif sink is not None:
        fields = {each: OF_OUTPUT[each] for each in ("connector_type", "key_selection_vector", "hdcp_flags")}
        yield from (f"other_sink: {problem}" for problem in _of(sink, fields))
    modes = _tuple(getattr(output, "modes", ()))
    if len(modes) != MODES:
        yield f"modes is {shown(getattr(output, 'modes', None))}; a tuple of {MODES} DisplayModes is wanted"
        return
    for number, mode in enumerate(modes):
        if not isinstance(mode, DisplayMode):
            yield f"mode {number} is {shown(mode)}; a DisplayMode is wanted"
        else:
            yield from (f"mode {number}: {problem}" for problem in _of(mode, OF_MODE))


def of_adapter(adapter: Adapter, outputs: int) -> Problems:
    """What is wrong with an adapter of a driver that declares so many outputs."""
    yield from _of(adapter, {"is_served": _truth})
    declared = _value(adapter, "outputs")
    dev_ids = _tuple(declared)
    if not dev_ids and declared != ():
        yield f"outputs is {shown(declared)}; tuple is wanted"
    for dev_id in dev_ids:
        if not _is_whole(dev_id) or dev_id not in range(outputs):
            there = f"there are 0 to {outputs - 1}" if outputs else "no output is declared"
            yield f"it shows on output {shown(dev_id)}; {there}"
    tv = _value(adapter, "tv")
    if tv is not None and not isinstance(tv, TVOutput):
        yield f"tv is {shown(tv)}; a TVOutput is wanted, or None"
    elif tv is not None:
        yield from (f"tv: {problem}" for problem in _of_tv(tv))


def of_root(root: object) -> Problems:
    """What is wrong with a root key; how long it has to be is a matter of the chain that leads to it."""
    if not isinstance(root, RootKey):
        yield f"root is {shown(root)}; RSAPublicNumbers are wanted: key.public_key().public_numbers()"
    elif root.n < 3 or root.n % 2 == 0:
        yield f"root: modulus is {shown(root.n)}; an odd number is wanted, the highest byte first"
    elif root.e < 3 or root.e % 2 == 0 or root.e > LARGEST:
        yield f"root: exponent is {shown(root.e)}; an odd number from 3 on is wanted, of 4 bytes (COPP-454)"


def _of_tv(tv: TVOutput) -> Problems:
    wrong = tuple(_of(tv, OF_TV))
    yield from wrong
    if wrong:
        return
    if tv.protected & ~tv.standards:
        protected, there = int(tv.protected), int(tv.standards)
        yield (
            f"protected is {protected:#x}, and only the standards {there:#x} are there: add the others, or "
            "take them out of protected (VPCP-206)"
        )
    if bool(tv.flags & VPFlags.VP_FLAGS_COPYPROTECT) != bool(tv.types and tv.protected):
        yield (
            f"flags is {int(tv.flags):#x}, types is {int(tv.types)}, protected is {int(tv.protected):#x}: "
            "VP_FLAGS_COPYPROTECT (0x100) goes with a type and a protected standard, and these with it "
            "(VPCP-206)"
        )
    if not tv.standards:
        yield "standards is 0; a TV output has one at least"
    if not tv.modes & VPMode.VP_MODE_WIN_GRAPHICS:
        yield f"modes is {int(tv.modes)}; WIN_GRAPHICS (1) is always among them (VPCP-203)"


def _of(what: object, fields: Mapping[str, Field]) -> Problems:
    for name, field in fields.items():
        value = _value(what, name)
        if wanted := field(value):
            yield f"{name} is {shown(value)}; {wanted}{'' if 'wanted' in wanted else ' is wanted'}"


def _value(of: object, name: str) -> object:
    """What stands there, whatever its annotation says."""
    return getattr(of, name)


def shown(value: object) -> str:
    """A value as a message shows it: a set of bits by its number, which the names of some bits would hide."""
    return str(int(value)) if isinstance(value, IntFlag) else f"{value!r:.60}"


def _tuple(value: object) -> tuple[object, ...]:
    """A tuple as it is, and anything else as an empty one."""
    return cast("tuple[object, ...]", value) if isinstance(value, tuple) else ()
