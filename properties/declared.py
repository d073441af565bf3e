"""What a driver declares of itself, looked at before anything relies on it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple, Protocol, cast

from coppspec.driver.adapters import Adapter, TVOutput
from coppspec.driver.outputs import DisplayMode, Output
from coppspec.driver.protocol import Capability, Driver, Interface, RootKey
from coppspec.model.constants import ProtectionType, TVProtectionStandard
from coppspec.model.tvout import CPType, TVStandard, VPFlags, VPMode
from coppspec.properties.setting import opening, protecting

KEY_BYTES = 5
"""Of a key selection vector (COPP-313)."""
MODES = 2

DECLARED = ("capabilities", "outputs", "adapters", "root")
"""What every driver says of itself."""


class Declares(Protocol):
    """What says it: a driver, or the announcement of one in a process of its own."""

    @property
    def outputs(self) -> Sequence[Output]:
        """By their DevIDs."""
        ...

    @property
    def capabilities(self) -> Collection[Capability]:
        """What a bench can do with it."""
        ...

    @property
    def adapters(self) -> Sequence[Adapter]:
        """By their numbers."""
        ...


class Declared(NamedTuple):
    """What a driver says of itself."""

    outputs: Sequence[Output]
    capabilities: Collection[str]
    adapters: Sequence[Adapter]
    interfaces: Collection[str] = tuple(Interface)
    """By which interfaces it is called; the renderer's goes with the capability of that name."""

    @classmethod
    def of(cls, driver: Declares) -> "Declared":
        """What a driver says, or its announcement."""
        interfaces, capabilities = interfaces_of(driver), tuple(driver.capabilities)
        if Interface.RENDERER in interfaces and Capability.RENDERER not in capabilities:
            capabilities = (*capabilities, Capability.RENDERER)
        return cls(driver.outputs, capabilities, driver.adapters, interfaces)

    @property
    def opening(self) -> tuple[int, ...]:
        """The outputs on which the device interface opens a device; none without that interface."""
        return opening(self.outputs) if Interface.DEVICE in self.interfaces else ()

    @property
    def rendering(self) -> tuple[int, ...]:
        """The outputs on which a renderer gets a device; none without renderers."""
        return opening(self.outputs) if self.has_renderers else ()

    @property
    def has_renderers(self) -> bool:
        """Whether the renderer's interface can be called."""
        return Interface.RENDERER in self.interfaces and Capability.RENDERER in self.capabilities

    @property
    def protecting(self) -> tuple[int, ...]:
        """The adapters on which a copy-protection session can be activated; none without VIDEOPARAMETERS."""
        return protecting(self.adapters) if Interface.VIDEO_PARAMETERS in self.interfaces else ()

    @property
    def sharing(self) -> tuple[int, ...]:
        """The same, if there are devices beside them; their outputs can still be others than these."""
        return self.protecting if Interface.DEVICE in self.interfaces else ()


def interfaces_of(driver: Declares) -> tuple[Interface, ...]:
    """The interfaces of a driver: those that it declares, or those that the rest of its declaration needs.

    >>> from coppspec.driver.outputs import Output
    >>> interfaces_of(Declared((Output(0, 0),), ("renderer",), (), None))
    (<Interface.DEVICE: 'device'>, <Interface.RENDERER: 'renderer'>)
    """
    declared: Collection[str] | None = getattr(driver, "interfaces", None)
    if declared is None:
        needed = {
            Interface.DEVICE: bool(driver.outputs),
            Interface.RENDERER: Capability.RENDERER in driver.capabilities,
            Interface.VIDEO_PARAMETERS: bool(driver.adapters),
        }
        return tuple(each for each, is_needed in needed.items() if is_needed)
    return tuple(each for each in Interface if each in declared)


class InvalidDriver(ValueError):
    """A driver declares something that makes no sense, so it cannot be judged."""


def checked(make_driver: Callable[[], Driver]) -> Driver:
    """A driver whose declarations make sense.

    Args:
        make_driver: makes a fresh driver for each sequence.

    Raises:
        InvalidDriver: they do not, or the same driver comes twice; what was met, and what is wanted.
    """
    if not callable(make_driver):
        raise InvalidDriver(
            f"{_shown(make_driver)} makes no driver; wanted is something that makes a fresh one: "
            "MyDriver, and not MyDriver()"
        )
    driver = make_driver()
    missing = [name for name in DECLARED if not hasattr(driver, name)]
    if missing or isinstance(driver, type):
        raise InvalidDriver(
            f"{_shown(driver)} is no driver: it declares no {', '.join(missing) or 'instance'}"
        )
    for problem in _problems(driver):
        raise InvalidDriver(f"{type(driver).__name__}: {problem}")
    if make_driver() is driver:
        raise InvalidDriver(
            f"{type(driver).__name__}: the same driver came twice; every sequence needs a fresh one, "
            "or it is judged for what an earlier one left behind"
        )
    return driver


def _problems(driver: Driver) -> Iterator[str]:
    yield from _of_capabilities(driver.capabilities)
    yield from _of_interfaces(driver)
    yield from _of_outputs(driver.outputs)
    yield from _of_adapters(_declared(driver, "adapters"), len(_sequence(driver.outputs)))
    root = _declared(driver, "root")
    if not isinstance(root, RootKey):
        yield f"root is {_shown(root)}; RSAPublicNumbers are wanted: key.public_key().public_numbers()"
    yield from _of_shared_connectors(driver)


def _of_capabilities(declared: object) -> Iterator[str]:
    if isinstance(declared, str) or not isinstance(declared, Collection):
        yield f"capabilities is {_shown(declared)}; a collection of Capability is wanted"
        return
    known = set[object](Capability)
    for each in cast("Collection[object]", declared):
        if each not in known:
            yield f"{_shown(each)} is no capability; known: {', '.join(Capability)}"


def _of_interfaces(driver: Driver) -> Iterator[str]:
    """Each interface that is declared has what it is called with, and nothing else is declared."""
    declared: object = getattr(driver, "interfaces", None)
    if declared is not None and (isinstance(declared, str) or not isinstance(declared, Collection)):
        yield f"interfaces is {_shown(declared)}; a collection of Interface is wanted"
        return
    for each in cast("Collection[object]", declared or ()):
        if each not in set[object](Interface):
            yield f"{_shown(each)} is no interface; known: {', '.join(Interface)}"
            return
    interfaces = interfaces_of(driver)
    if not interfaces:
        yield "it has no interface: declare an output, or an adapter"
    for each in (Interface.DEVICE, Interface.RENDERER):
        if each in interfaces and not driver.outputs:
            yield f"outputs is empty, and the interface {each.value!r} needs one at least"
    if Interface.RENDERER not in interfaces and Capability.RENDERER in driver.capabilities:
        yield "the capability 'renderer' is declared, and interfaces has no 'renderer'"
    if (Interface.VIDEO_PARAMETERS in interfaces) != bool(driver.adapters):
        yield "interfaces has 'video parameters' if adapters are declared, and only then"


def _of_outputs(declared: object) -> Iterator[str]:
    outputs = _sequence(declared)
    if not outputs and declared not in ((), []):
        yield f"outputs is {_shown(declared)}; a sequence of Output is wanted, by DevID"
    for dev_id, output in enumerate(outputs):
        if not isinstance(output, Output):
            yield f"output {dev_id} is {_shown(output)}; an Output is wanted"
        else:
            yield from (f"output {dev_id}: {problem}" for problem in _of_output(output))


def _of_output(output: Output) -> Iterator[str]:
    kinds: dict[str, type] = {
        "connector": int,
        "connector_type": int,
        "types": ProtectionType,
        "standards": TVProtectionStandard,
    }
    yield from _of_kinds(output, kinds)
    key = _declared(output, "key_selection_vector")
    if not isinstance(key, bytes) or len(key) != KEY_BYTES:
        yield f"key_selection_vector is {_shown(key)}; {KEY_BYTES} bytes are wanted (COPP-313)"
    modes = _tuple(_declared(output, "modes"))
    if len(modes) != MODES:
        yield f"modes is {_shown(_declared(output, 'modes'))}; a tuple of {MODES} DisplayModes is wanted"
        return
    for mode in modes:
        if not _is_mode(mode):
            yield f"mode {_shown(mode)}: whole numbers are wanted, and two for a frequency (COPP-315)"


def _of_adapters(declared: object, outputs: int) -> Iterator[str]:
    adapters = _sequence(declared)
    if not adapters and declared not in ((), []):
        yield f"adapters is {_shown(declared)}; a sequence of Adapter is wanted, an empty one for COPP alone"
        return
    for number, adapter in enumerate(adapters):
        if not isinstance(adapter, Adapter):
            yield f"adapter {number} is {_shown(adapter)}; an Adapter is wanted"
        else:
            yield from (f"adapter {number}: {problem}" for problem in _of_adapter(adapter, outputs))


def _of_shared_connectors(driver: Declares) -> Iterator[str]:
    """A signal comes from one adapter, so no connector shows two of them; all else was looked at before."""
    found: dict[int, int] = {}
    for number, adapter in enumerate(driver.adapters):
        for dev_id in adapter.outputs:
            connector = driver.outputs[dev_id].connector
            if (first := found.setdefault(connector, number)) != number:
                yield f"adapters {first} and {number} show on connector {connector}; it has one signal"


def _of_adapter(adapter: Adapter, outputs: int) -> Iterator[str]:
    yield from _of_kinds(adapter, {"outputs": tuple})
    for dev_id in _tuple(_declared(adapter, "outputs")):
        if not isinstance(dev_id, int) or dev_id not in range(outputs):
            yield f"it shows on output {_shown(dev_id)}; there are 0 to {outputs - 1}"
    tv = _declared(adapter, "tv")
    if tv is None:
        return
    if not isinstance(tv, TVOutput):
        yield f"tv is {_shown(tv)}; a TVOutput is wanted, or None"
    else:
        yield from _of_tv(tv)


def _of_tv(tv: TVOutput) -> Iterator[str]:
    kinds: dict[str, type] = {
        "flags": VPFlags,
        "standards": TVStandard,
        "modes": VPMode,
        "types": CPType,
        "protected": TVStandard,
    }
    wrong = tuple(_of_kinds(tv, kinds))
    yield from wrong
    if wrong:
        return
    if tv.protected & ~tv.standards:
        protected, there = int(tv.protected), int(tv.standards)
        yield f"standards {protected:#x} are protected, and only {there:#x} are there (VPCP-206)"
    if bool(tv.flags & VPFlags.VP_FLAGS_COPYPROTECT) != bool(tv.types and tv.protected):
        yield "VP_FLAGS_COPYPROTECT goes with a type and a protected standard, and these with it (VPCP-206)"
    if TVStandard.VP_TV_STANDARD_WIN_VGA in tv.standards:
        yield "WIN_VGA is among its standards, and it is none (A-11)"
    if tv.level_at_zero not in range(1, 4):
        yield f"level_at_zero is {_shown(tv.level_at_zero)}; 1 to 3 are wanted (A-01)"
    if not tv.standards or not tv.modes & VPMode.VP_MODE_WIN_GRAPHICS:
        yield "a TV output has a standard, and WIN_GRAPHICS among its modes (VPCP-203)"


def _of_kinds(of: object, kinds: dict[str, type]) -> Iterator[str]:
    for name, kind in kinds.items():
        value = _declared(of, name)
        if not isinstance(value, kind):
            yield f"{name} is {_shown(value)}; {kind.__name__} is wanted"


def _is_mode(mode: object) -> bool:
    if not isinstance(mode, DisplayMode):
        return False
    fraction = _tuple(_declared(mode, "frequency"))
    numbers = (mode.width, mode.height, mode.format, mode.d3d_format, *fraction)
    return len(fraction) == MODES and all(isinstance(each, int) for each in numbers)


def _declared(of: object, name: str) -> object:
    """What stands there, whatever its annotation says."""
    return getattr(of, name)


def _sequence(value: object) -> Sequence[object]:
    """A sequence as it is, and anything else as an empty one."""
    return cast("Sequence[object]", value) if isinstance(value, Sequence) else ()


def _tuple(value: object) -> tuple[object, ...]:
    """A tuple as it is, and anything else as an empty one."""
    return cast("tuple[object, ...]", value) if isinstance(value, tuple) else ()


def _shown(value: object) -> str:
    return f"{value!r:.60}"
