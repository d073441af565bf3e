"""What a driver in another language says of itself: one JSON object, read into what the suites ask for.

Sets of bits are numbers, as the documents have them; what is left out has the default that it has in
`driver/outputs.py` and `driver/adapters.py`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import IntFlag, StrEnum
from typing import Any, TypeVar, cast

from coppspec.driver.adapters import Adapter, TVOutput
from coppspec.driver.certificates import PUBLISHED_ROOT
from coppspec.driver.outputs import DisplayMode, Output, Sink
from coppspec.driver.protocol import Capability, Driver, Interface, RootKey
from coppspec.model.constants import ProtectionType, TVProtectionStandard
from coppspec.model.tvout import CPType, TVStandard, VPFlags, VPMode
from coppspec.oracle.messages import strict
from coppspec.properties.cause import Cause

VERSION = 1
"""Of the object; another one is refused."""


Name = TypeVar("Name", bound=StrEnum)


class InvalidDeclaration(ValueError):
    """What a driver says of itself cannot be read: where, what was met, and what is wanted."""

    def __init__(self, place: str, met: object, wanted: str, cause: Cause = Cause.DECLARATION) -> None:
        super().__init__(f"{place} is {met!r:.60}; {wanted} is wanted")
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Declaration:
    """All that a driver declares before its first call."""

    version: int
    outputs: tuple[Output, ...] = ()
    """What each output can do, by DevID; a driver of VIDEOPARAMETERS alone may have none."""
    capabilities: tuple[Capability, ...] = ()
    """What its bench adds."""
    adapters: tuple[Adapter, ...] = ()
    """What each adapter can do, by number."""
    root: RootKey = PUBLISHED_ROOT
    """Where its certificates lead; to the published root by default."""
    interfaces: tuple[Interface, ...] | None = None
    """By which interfaces it is called; None for those that the rest of the declaration needs."""


def read(text: str) -> Declaration:
    """A declaration out of its JSON text.

    Raises:
        InvalidDeclaration: it is no JSON, or not such an object.
    """
    try:
        content = strict(text)
    except (ValueError, RecursionError):
        raise InvalidDeclaration("the declaration", text, "one JSON object") from None
    return of_json(content)


def of_json(content: object) -> Declaration:
    """A declaration out of what JSON has for it.

    Raises:
        InvalidDeclaration: it is not such an object.
    """
    declaration: Declaration = _DECLARATION(content, "the declaration")
    if declaration.version != VERSION:
        raise InvalidDeclaration(
            "the declaration's version", declaration.version, str(VERSION), Cause.WRONG_VERSION
        )
    return declaration


def to_json(driver: Driver) -> dict[str, object]:
    """What a driver declares, as JSON has it; nothing is left out but interfaces that it does not declare."""
    interfaces: Collection[object] | None = getattr(driver, "interfaces", None)
    declared = Declaration(
        VERSION,
        tuple(driver.outputs),
        _in_order(driver.capabilities, Capability),
        tuple(driver.adapters),
        driver.root,
        None if interfaces is None else _in_order(interfaces, Interface),
    )
    values = {each.name: _plain(getattr(declared, each.name)) for each in fields(declared)}
    return {name: value for name, value in values.items() if value is not None}


def _in_order(declared: Collection[object], known: type[Name]) -> tuple[Name, ...]:
    """Names in the order of their table; whatever is none comes after them, for the reader to refuse."""
    others = sorted(str(each) for each in declared if each not in set[object](known))
    return cast("tuple[Name, ...]", (*(each for each in known if each in declared), *others))


def _plain(value: object) -> object:
    match value:
        case RootKey():
            return {"modulus": value.n.to_bytes(-(-value.n.bit_length() // 8)).hex(), "exponent": value.e}
        case tuple():
            return [_plain(each) for each in cast("tuple[object, ...]", value)]
        case bytes():
            return value.hex()
        case str() | int() if not isinstance(value, bool):
            return str(value) if isinstance(value, str) else int(value)
        case _ if is_dataclass(value):
            return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        case _:
            return value


Reader = Callable[[object, str], Any]
"""Makes a value of what JSON has at some place."""


def _number(value: object, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in range(1 << 32):
        raise InvalidDeclaration(place, value, "a number from 0 to 4294967295")
    return value


def _truth(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidDeclaration(place, value, "true or false")
    return value


def _hexadecimal(value: object, place: str) -> bytes:
    try:
        return bytes.fromhex(cast("str", value))
    except (TypeError, ValueError):
        raise InvalidDeclaration(place, value, "a text of hexadecimal digits, two for a byte") from None


def _modulus(value: object, place: str) -> int:
    return int.from_bytes(_hexadecimal(value, place), "big")


def _one_of(names: type[StrEnum]) -> Reader:
    def named(value: object, place: str) -> StrEnum:
        try:
            return names(cast("str", value))
        except ValueError:
            raise InvalidDeclaration(place, value, f"one of {', '.join(names)}") from None

    return named


def _bits(kind: type[IntFlag]) -> Reader:
    return lambda value, place: kind(_number(value, place))


def _list_of(reader: Reader) -> Reader:
    def listed(value: object, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise InvalidDeclaration(place, value, "a list")
        every = cast("list[object]", value)
        return tuple(reader(each, f"{place}[{index}]") for index, each in enumerate(every))

    return listed


def _or_none(reader: Reader) -> Reader:
    return lambda value, place: None if value is None else reader(value, place)


def _object(kind: Callable[..., Any], readers: Mapping[str, Reader], required: Collection[str]) -> Reader:
    def made(value: object, place: str) -> Any:  # noqa: ANN401  what the kind is
        if not isinstance(value, dict):
            raise InvalidDeclaration(place, value, "an object")
        members = cast("dict[str, object]", value)
        for name in members.keys() - readers.keys():
            raise InvalidDeclaration(f"a name in {place}", name, f"one of {', '.join(readers)}")
        for name in [each for each in required if each not in members]:
            raise InvalidDeclaration(place, members, f'an object with "{name}"')
        return kind(**{name: readers[name](each, f"{place}: {name}") for name, each in members.items()})

    return made


def _record(kind: type[Any], **readers: Reader) -> Reader:
    """An object with the names of a dataclass; those without a default are required."""
    return _object(kind, readers, [each.name for each in fields(kind) if each.default is MISSING])


def _root(modulus: int, exponent: int) -> RootKey:
    return RootKey(exponent, modulus)


_MODE = _record(
    DisplayMode,
    width=_number,
    height=_number,
    frequency=_list_of(_number),
    format=_number,
    d3d_format=_number,
    too_big_for=_bits(ProtectionType),
)
_SINK = _record(Sink, connector_type=_number, key_selection_vector=_hexadecimal, hdcp_flags=_number)
_OUTPUT = _record(
    Output,
    connector=_number,
    connector_type=_number,
    types=_bits(ProtectionType),
    standards=_bits(TVProtectionStandard),
    modes=_list_of(_MODE),
    redistribution=_truth,
    dual_view=_truth,
    copp=_truth,
    key_selection_vector=_hexadecimal,
    hdcp_flags=_number,
    bus=_number,
    other_sink=_or_none(_SINK),
)
_TV = _record(
    TVOutput,
    flags=_bits(VPFlags),
    standards=_bits(TVStandard),
    modes=_bits(VPMode),
    types=_bits(CPType),
    protected=_bits(TVStandard),
    is_on=_truth,
    level_at_zero=_number,
)
_ADAPTER = _record(Adapter, tv=_or_none(_TV), outputs=_list_of(_number), is_served=_truth)
_ROOT = _object(_root, {"modulus": _modulus, "exponent": _number}, ("modulus", "exponent"))
_DECLARATION = _record(
    Declaration,
    version=_number,
    outputs=_list_of(_OUTPUT),
    capabilities=_list_of(_one_of(Capability)),
    adapters=_list_of(_ADAPTER),
    root=_ROOT,
    interfaces=_list_of(_one_of(Interface)),
)
