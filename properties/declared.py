"""What a driver declares of itself, looked at before anything relies on it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from coppspec.driver.outputs import DisplayMode, Output
from coppspec.driver.protocol import Capability, Driver, RootKey
from coppspec.model.constants import ProtectionType, TVProtectionStandard


class InvalidDriver(ValueError):
    """A driver declares something that makes no sense, so it cannot be judged."""


def checked(make_driver: Callable[[], Driver]) -> Driver:
    """A driver whose declarations make sense.

    Args:
        make_driver: makes a fresh driver for each sequence.

    Raises:
        InvalidDriver: they do not, or the same driver comes twice; what was met, and what is wanted.
    """
    driver = make_driver()
    for problem in _problems(driver):
        raise InvalidDriver(f"{type(driver).__name__}: {problem}")
    if make_driver() is driver:
        raise InvalidDriver(
            f"{type(driver).__name__}: the same driver came twice; every sequence needs a fresh one, "
            "or it is judged for what an earlier one left behind"
        )
    return driver


def _problems(driver: Driver) -> Iterator[str]:
    capabilities: Any = driver.capabilities
    if isinstance(capabilities, str) or not isinstance(capabilities, Collection):
        yield f"capabilities is {capabilities!r:.60}; a collection of Capability is wanted"
        return
    known = ", ".join(Capability)
    yield from (
        f"{each!r} is no capability; known: {known}" for each in capabilities if each not in set(Capability)
    )
    outputs: Any = driver.outputs
    if not isinstance(outputs, Sequence) or not outputs:
        yield f"outputs is {outputs!r:.60}; a sequence of Output is wanted, one at least, by DevID"
        return
    for dev_id, output in enumerate(outputs):
        if not isinstance(output, Output):
            yield f"output {dev_id} is {output!r:.60}; an Output is wanted"
        else:
            yield from (f"output {dev_id}: {problem}" for problem in _of_output(output))
    if not isinstance(driver.root, RootKey):
        yield f"root is {driver.root!r:.60}; RSAPublicNumbers are wanted: key.public_key().public_numbers()"


def _of_output(output: Output) -> Iterator[str]:
    declared: Any = output
    kinds = {
        "connector": int,
        "connector_type": int,
        "types": ProtectionType,
        "standards": TVProtectionStandard,
    }
    for name, kind in kinds.items():
        value = getattr(declared, name)
        if not isinstance(value, kind):
            yield f"{name} is {value!r:.60}; {kind.__name__} is wanted"
    key = declared.key_selection_vector
    if not isinstance(key, bytes) or len(key) != 5:
        yield f"key_selection_vector is {key!r:.60}; 5 bytes are wanted (COPP-313)"
    modes = declared.modes
    if (
        not isinstance(modes, tuple)
        or len(modes) != 2
        or not all(isinstance(mode, DisplayMode) for mode in modes)
    ):
        yield f"modes is {modes!r:.60}; a tuple of two DisplayModes is wanted"
        return
    for mode in modes:
        numbers = (mode.width, mode.height, mode.format, mode.d3d_format)
        is_fraction = isinstance(mode.frequency, tuple) and len(mode.frequency) == 2
        if not is_fraction or not all(isinstance(each, int) for each in (*numbers, *mode.frequency)):
            yield f"mode {mode!r:.80}: whole numbers are wanted, and two for a frequency (COPP-315)"
