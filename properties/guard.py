"""A driver whose every answer is looked at before anybody relies on it."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, cast

from coppspec.driver.adapters import Adapter
from coppspec.driver.outputs import Output
from coppspec.driver.protocol import Capability, Driver, Handle, Interface, RootKey
from coppspec.driver.renderer import CertifiedOutputProtection
from coppspec.properties.cause import Cause
from coppspec.properties.inspection import How


class BrokeDown(Exception):
    """A call into the driver ended with an exception, or with something that is no answer to it.

    Args:
        met: what the driver did, as a sentence goes on after "the driver".
        cause: why there is no answer.
        in_reset: whether it broke down when it was to be made fresh, before the call.
    """

    def __init__(self, met: str, cause: Cause = Cause.WRONG_TYPE, *, in_reset: bool = False) -> None:
        super().__init__(met)
        self.cause = cause
        self.in_reset = in_reset

    @property
    def how(self) -> How:
        """Whether it crashed, hung, or answered with what is no answer."""
        return self.cause.how


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

    @property
    def outputs(self) -> Sequence[Output]:
        """What the driver declares of its outputs."""
        return self._driver.outputs

    @property
    def adapters(self) -> Sequence[Adapter]:
        """What the driver declares of its adapters."""
        return self._driver.adapters

    @property
    def interfaces(self) -> Collection[Interface] | None:
        """The interfaces that the driver declares; None if it leaves them out."""
        return getattr(self._driver, "interfaces", None)

    @property
    def root(self) -> RootKey:
        """The key that the driver's chain leads to."""
        return self._driver.root

    def renderer(self, output: int) -> CertifiedOutputProtection:
        """A new renderer for an output."""
        return cast("CertifiedOutputProtection", _returned(lambda: self._driver.renderer(output)))

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

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        """IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS."""
        status, returned = _answer(
            lambda: self._driver.video_parameters(adapter, buffer, output_length), int, bytes
        )
        return status, returned

    def applied(self, output: int, protection_type: int) -> int:
        """The level of a protection type on an output."""
        return _number(lambda: self._driver.applied(output, protection_type))

    def limit_keys(self, adapter: int, keys: int) -> None:
        """Let the adapter issue so many keys in all."""
        _returned(lambda: self._driver.limit_keys(adapter, keys))

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """Make an external event happen."""
        _returned(lambda: self._driver.inject(event, target, argument))


class GuardedRenderer:
    """A renderer, with its exceptions and malformed answers told from faults of ours."""

    def __init__(self, renderer: CertifiedOutputProtection) -> None:
        self._renderer = renderer

    @property
    def handle(self) -> Handle:
        """The device object that it has opened."""
        return self._renderer.handle

    def connect(self) -> None:
        """A decoder is connected to it."""
        _returned(self._renderer.connect)

    def key_exchange(self) -> tuple[int, bytes, bytes]:
        """KeyExchange."""
        code, number, certificates = _answer(self._renderer.key_exchange, int, bytes, bytes)
        return code, number, certificates

    def session_sequence_start(self, signature: bytes) -> int:
        """SessionSequenceStart."""
        return _number(lambda: self._renderer.session_sequence_start(signature))

    def protection_command(self, command: bytes) -> int:
        """ProtectionCommand."""
        return _number(lambda: self._renderer.protection_command(command))

    def protection_status(self, request: bytes) -> tuple[int, bytes]:
        """ProtectionStatus."""
        code, response = _answer(lambda: self._renderer.protection_status(request), int, bytes)
        return code, response

    def release(self) -> None:
        """It is done with its device."""
        _returned(self._renderer.release)


LARGEST = 1 << 64
"""No number of the protocol has more bits; larger ones are not even printed."""


def _returned(call: Callable[[], object]) -> object:
    try:
        return call()
    except BrokeDown:
        raise  # a connector has said it in its own words
    except Exception as error:
        raise BrokeDown(f"broke down with {type(error).__name__}: {error}", Cause.EXCEPTION) from error


def _bounded(value: object) -> object:
    if isinstance(value, int) and abs(value) >= LARGEST:
        raise BrokeDown("returned a number of more than 64 bits", Cause.OUT_OF_RANGE)
    if isinstance(value, int) and value < 0:
        raise BrokeDown(
            f"returned {value}; codes and numbers are unsigned, {value % (1 << 32):#010x} here",
            Cause.OUT_OF_RANGE,
        )
    return value


def _number(call: Callable[[], object]) -> int:
    returned = _bounded(_returned(call))
    if not isinstance(returned, int):
        raise BrokeDown(f"returned {_short(returned)}, which is no number", Cause.NOT_A_NUMBER)
    return returned


def _answer(call: Callable[[], object], *kinds: type) -> tuple[Any, ...]:
    """What a call returns, one value of each kind."""
    returned = _returned(call)
    values = tuple(map(_bounded, _values(returned)))
    if len(values) == len(kinds) and all(map(isinstance, values, kinds)):
        return values
    wanted = ", ".join(kind.__name__ for kind in kinds)
    cause = Cause.WRONG_LENGTH if len(values) not in {0, len(kinds)} else Cause.WRONG_TYPE
    raise BrokeDown(f"returned {_short(returned)}, which is no tuple of ({wanted})", cause)


def _values(returned: object) -> tuple[object, ...]:
    return cast("tuple[object, ...]", returned) if isinstance(returned, tuple) else ()


def _short(value: object) -> str:
    """A value as it can stand in a sentence."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
