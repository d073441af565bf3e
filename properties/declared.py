"""What a driver declares of itself, looked at before anything relies on it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain
from typing import NamedTuple, Protocol, cast

from coppspec.driver.adapters import Adapter
from coppspec.driver.outputs import Output
from coppspec.driver.protocol import Capability, Driver, Interface
from coppspec.properties.declared_fields import of_adapter, of_output, of_root, shown
from coppspec.properties.setting import opening, protecting

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


MOST = 32
"""Outputs, and adapters, of one driver: more than any real one has."""


class InvalidDriver(ValueError):
    """A driver declares something that makes no sense, so it cannot be judged.

    Args:
        found: what is wrong with which driver.
        problem: the same without the name of the driver.
        part: the part of the declaration in which it is wrong, if it is in one.
    """

    def __init__(self, found: str, problem: str = "", part: str = "") -> None:
        super().__init__(found)
        self.problem, self.part = problem or found, part


def checked(make_driver: Callable[[], Driver]) -> Driver:
    """A driver whose declarations make sense.

    Args:
        make_driver: makes a fresh driver for each sequence.

    Raises:
        InvalidDriver: they do not, or the same driver comes twice; what was met, and what is wanted.
    """
    if not callable(make_driver):
        raise InvalidDriver(
            f"{shown(make_driver)} makes no driver; wanted is something that makes a fresh one: "
            "MyDriver, and not MyDriver()"
        )
    driver = make_driver()
    missing = [name for name in DECLARED if not hasattr(driver, name)]
    if missing or isinstance(driver, type):
        raise InvalidDriver(
            f"{shown(driver)} is no driver: it declares no {', '.join(missing) or 'instance'}"
        )
    named: str = getattr(make_driver, "target", type(driver).__name__)
    for part, problems in _problems(driver).items():
        for problem in problems:
            raise InvalidDriver(f"{named}: {problem}", problem, part)
    if make_driver() is driver:
        raise InvalidDriver(
            f"{named}: the same driver came twice; every sequence needs a fresh one, "
            "or it is judged for what an earlier one left behind"
        )
    return driver


def _problems(driver: Driver) -> dict[str, Iterator[str]]:
    """What is wrong with each part; a part is only sound where those before it are."""
    outputs = len(_sequence(driver.outputs))
    return {
        "capabilities": _of_capabilities(driver.capabilities),
        "interfaces": _of_interfaces(driver),
        "outputs": _of_outputs(driver.outputs),
        "adapters": chain(
            _of_adapters(_declared(driver, "adapters"), outputs), _of_shared_connectors(driver)
        ),
        "root": of_root(_declared(driver, "root")),
    }


def _of_capabilities(declared: object) -> Iterator[str]:
    if isinstance(declared, str) or not isinstance(declared, Collection):
        yield f"capabilities is {shown(declared)}; a collection of Capability is wanted"
        return
    known = set[object](Capability)
    for each in cast("Collection[object]", declared):
        if each not in known:
            yield f"{shown(each)} is no capability; known: {', '.join(Capability)}"


def _of_interfaces(driver: Driver) -> Iterator[str]:
    """Each interface that is declared has what it is called with, and nothing else is declared."""
    declared: object = getattr(driver, "interfaces", None)
    if declared is not None and (isinstance(declared, str) or not isinstance(declared, Collection)):
        yield f"interfaces is {shown(declared)}; a collection of Interface is wanted"
        return
    for each in cast("Collection[object]", declared or ()):
        if each not in set[object](Interface):
            yield f"{shown(each)} is no interface; known: {', '.join(Interface)}"
            return
    interfaces = interfaces_of(driver)
    if not interfaces:
        yield "it has no interface: declare an output, or an adapter"
    for each in (Interface.DEVICE, Interface.RENDERER):
        if each in interfaces and _declared(driver, "outputs") in ((), []):
            yield f"outputs is empty; the interface {each.value!r} takes one at least"
    if Interface.RENDERER not in interfaces and Capability.RENDERER in driver.capabilities:
        yield "the capability 'renderer' is declared, and interfaces has no 'renderer'"
    if (Interface.VIDEO_PARAMETERS in interfaces) != bool(driver.adapters):
        yield "interfaces has 'video parameters' if adapters are declared, and only then"


def _of_outputs(declared: object) -> Iterator[str]:
    outputs = _sequence(declared)
    if not outputs and declared not in ((), []):
        yield f"outputs is {shown(declared)}; a sequence of Output is wanted, by DevID"
    if len(outputs) > MOST:
        yield f"there are {len(outputs):,} outputs; at most {MOST} can be judged, as each takes its time"
        return
    for dev_id, output in enumerate(outputs):
        if not isinstance(output, Output):
            yield f"output {dev_id} is {shown(output)}; an Output is wanted"
        else:
            yield from (f"output {dev_id}: {problem}" for problem in of_output(output))


def _of_adapters(declared: object, outputs: int) -> Iterator[str]:
    adapters = _sequence(declared)
    if not adapters and declared not in ((), []):
        yield f"adapters is {shown(declared)}; a sequence of Adapter is wanted, an empty one for COPP alone"
        return
    if len(adapters) > MOST:
        yield f"there are {len(adapters):,} adapters; at most {MOST} can be judged, as each takes its time"
        return
    for number, adapter in enumerate(adapters):
        if not isinstance(adapter, Adapter):
            yield f"adapter {number} is {shown(adapter)}; an Adapter is wanted"
        else:
            yield from (f"adapter {number}: {problem}" for problem in of_adapter(adapter, outputs))


def _of_shared_connectors(driver: Declares) -> Iterator[str]:
    """A signal comes from one adapter, so no connector shows two of them; all else was looked at before."""
    found: dict[int, int] = {}
    for number, adapter in enumerate(driver.adapters):
        for dev_id in adapter.outputs:
            connector = driver.outputs[dev_id].connector
            if (first := found.setdefault(connector, number)) != number:
                yield f"adapters {first} and {number} show on connector {connector}; it has one signal"


def _declared(of: object, name: str) -> object:
    """What stands there, whatever its annotation says."""
    return getattr(of, name)


def _sequence(value: object) -> Sequence[object]:
    """A sequence as it is, and anything else as an empty one."""
    return cast("Sequence[object]", value) if isinstance(value, Sequence) else ()
