"""A driver whose every answer is looked at before anybody relies on it."""

from collections.abc import Callable, Collection
from typing import Any, cast

from coppspec.driver.protocol import Capability, Driver, Handle


class BrokeDown(Exception):
    """A call into the driver ended with an exception, or with something that is no answer to it."""


class Guarded:
    """A driver, with its exceptions and its malformed answers told from faults of ours.

    Every method raises BrokeDown where the driver does not do what its signature says.
    """

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    @property
    def capabilities(self) -> Collection[Capability]:
        """What the driver declares."""
        return self._driver.capabilities

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        """COPPOpenVideoSession."""
        code, opened = _answer(lambda: self._driver.open_video_session(dev_id, handle), int, int)
        return code, opened

    def get_certificate_length(self, handle: Handle) -> tuple[int, int]:
        """COPPGetCertificateLength."""
        code, length = _answer(lambda: self._driver.get_certificate_length(handle), int, int)
        return code, length

    def key_exchange(self, handle: Handle) -> tuple[int, bytes, bytes]:
        """COPPKeyExchange."""
        code, number, certificates = _answer(lambda: self._driver.key_exchange(handle), int, bytes, bytes)
        return code, number, certificates

    def sequence_start(self, handle: Handle, signature: bytes) -> int:
        """COPPSequenceStart."""
        return _number(lambda: self._driver.sequence_start(handle, signature))

    def command(self, handle: Handle, command: bytes) -> int:
        """COPPCommand."""
        return _number(lambda: self._driver.command(handle, command))

    def query_status(self, handle: Handle, request: bytes) -> tuple[int, bytes]:
        """COPPQueryStatus."""
        code, response = _answer(lambda: self._driver.query_status(handle, request), int, bytes)
        return code, response

    def close_video_session(self, handle: Handle) -> int:
        """COPPCloseVideoSession."""
        return _number(lambda: self._driver.close_video_session(handle))

    def video_parameters(self, adapter: int, buffer: bytes) -> tuple[int, bytes]:
        """IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS."""
        status, returned = _answer(lambda: self._driver.video_parameters(adapter, buffer), int, bytes)
        return status, returned

    def applied(self, adapter: int) -> int:
        """The ACP level on the adapter's analog output."""
        return _number(lambda: self._driver.applied(adapter))

    def limit_keys(self, adapter: int, keys: int) -> None:
        """Let the adapter issue so many keys in all."""
        _returned(lambda: self._driver.limit_keys(adapter, keys))

    def inject(self, event: Capability, target: int) -> None:
        """Make an external event happen."""
        _returned(lambda: self._driver.inject(event, target))


LARGEST = 1 << 64
"""No number of the protocol has more bits; larger ones are not even printed."""


def _returned(call: Callable[[], object]) -> object:
    try:
        return call()
    except Exception as error:
        raise BrokeDown(f"broke down with {type(error).__name__}: {error}") from error


def _bounded(value: object) -> object:
    if isinstance(value, int) and abs(value) >= LARGEST:
        raise BrokeDown("returned a number of more than 64 bits")
    return value


def _number(call: Callable[[], object]) -> int:
    returned = _bounded(_returned(call))
    if not isinstance(returned, int):
        raise BrokeDown(f"returned {_short(returned)}, which is no number")
    return returned


def _answer(call: Callable[[], object], *kinds: type) -> tuple[Any, ...]:
    """What a call returns, one value of each kind."""
    returned = _returned(call)
    values = tuple(map(_bounded, _values(returned)))
    if len(values) == len(kinds) and all(map(isinstance, values, kinds)):
        return values
    wanted = ", ".join(kind.__name__ for kind in kinds)
    raise BrokeDown(f"returned {_short(returned)}, which is no tuple of ({wanted})")


def _values(returned: object) -> tuple[object, ...]:
    return cast("tuple[object, ...]", returned) if isinstance(returned, tuple) else ()


def _short(value: object) -> str:
    """A value as it can stand in a sentence."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
