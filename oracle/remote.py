"""A driver on the other side of the wire, as every other one: bytes in, bytes out."""

from typing import Any, Protocol, cast

from coppspec.driver.protocol import Capability, Handle
from coppspec.oracle.declaration import Declaration
from coppspec.oracle.messages import (
    MESSAGES,
    Fields,
    InvalidMessage,
    content,
    line,
    printable,
    values,
    written,
)
from coppspec.properties.cause import Cause
from coppspec.properties.guard import BrokeDown


class Carrier(Protocol):
    """Brings a line to the other side, and the one that answers it back."""

    def exchange(self, line: bytes, seconds: float) -> bytes:
        """Raises BrokeDown where no such line comes."""
        ...

    def broken(self, failure: str, cause: Cause) -> BrokeDown:
        """The other side is given up, for this reason."""
        ...


class Wire:
    """Requests, each with a number, and what answers them.

    Args:
        carrier: what brings the lines there.
        seconds: for how long an answer is waited for.
    """

    def __init__(self, carrier: Carrier, seconds: float) -> None:
        self._carrier = carrier
        self.seconds = seconds
        self._number = 0

    def ask(self, call: str, *given: object, seconds: float | None = None) -> tuple[Any, ...]:
        """Make a call.

        Raises:
            BrokeDown: the other side says so, or does not answer as it has to.
        """
        message, number = MESSAGES[call], self._number + 1
        self._number = number
        request = line({"id": number, "call": call, **written(message.asks, given)})
        answer = self._carrier.exchange(request, self.seconds if seconds is None else seconds)
        try:
            return _answered(message.answers, content(answer), number)
        except InvalidMessage as error:
            failure = f"answered {call} with what is no answer: {error}"
            raise self._carrier.broken(failure, error.cause) from error


def _answered(fields: Fields, members: dict[str, object], number: int) -> tuple[Any, ...]:
    if (
        type(met := members.pop("id", None)) is not int or met != number
    ):  # true is 1 for Python, and so is 1.0
        raise InvalidMessage("id", met, f"{number}, that of the request,", Cause.WRONG_ID)
    if isinstance(error := members.get("error"), str):
        raise BrokeDown(printable(error), _cause_of(members))
    return values(fields, members)


def _cause_of(failed: dict[str, object]) -> Cause:
    """The cause that an answer with an error names; an exception if it names none."""
    try:
        return Cause(cast("str", failed.get("cause")))
    except ValueError:
        return Cause.EXCEPTION


class RemoteDriver:
    """A driver behind a wire (it is a `Driver`).

    Args:
        wire: what leads to it.
        declaration: what it says of itself.
        failure: what went wrong when it was to be made fresh; its first call ends with that.
    """

    def __init__(self, wire: Wire, declaration: Declaration, failure: BrokeDown | None = None) -> None:
        self._wire = wire
        self._failure = failure
        self._is_last = True
        self.capabilities = declaration.capabilities
        self.outputs = declaration.outputs
        self.adapters = declaration.adapters
        self.root = declaration.root
        self.interfaces = declaration.interfaces

    def retire(self) -> None:
        """There is a newer one in the same process, so this one is not there any more."""
        self._is_last = False

    def prepare(self, call: str, *given: object) -> tuple[Any, ...]:
        """A request of the bench, before the first call.

        Raises:
            RuntimeError: there is a newer driver in the same process.
        """
        if not self._is_last:
            raise RuntimeError("a newer driver was made in its process; there is one at a time")
        return self._wire.ask(call, *given)

    def ask(self, call: str, *given: object) -> tuple[Any, ...]:
        """A call.

        Raises:
            BrokeDown: also if the driver could not be made fresh.
        """
        if self._failure is not None:
            raise self._failure
        return self.prepare(call, *given)

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        """COPPOpenVideoSession."""
        code, opened = self.ask("COPPOpenVideoSession", dev_id, handle)
        return code, opened

    def get_certificate_length(self, handle: Handle) -> tuple[int, int]:
        """COPPGetCertificateLength."""
        code, length = self.ask("COPPGetCertificateLength", handle)
        return code, length

    def key_exchange(self, handle: Handle) -> tuple[int, bytes, bytes]:
        """COPPKeyExchange."""
        code, random_number, certificates = self.ask("COPPKeyExchange", handle)
        return code, random_number, certificates

    def sequence_start(self, handle: Handle, signature: bytes) -> int:
        """COPPSequenceStart."""
        return _only(self.ask("COPPSequenceStart", handle, signature))

    def command(self, handle: Handle, command: bytes) -> int:
        """COPPCommand."""
        return _only(self.ask("COPPCommand", handle, command))

    def query_status(self, handle: Handle, request: bytes) -> tuple[int, bytes]:
        """COPPQueryStatus."""
        code, response = self.ask("COPPQueryStatus", handle, request)
        return code, response

    def close_video_session(self, handle: Handle) -> int:
        """COPPCloseVideoSession."""
        return _only(self.ask("COPPCloseVideoSession", handle))

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        """IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS."""
        status, returned = self.ask("VideoParameters", adapter, buffer, output_length)
        return status, returned

    def applied(self, output: int, protection_type: int) -> int:
        """The level on an output."""
        return _only(self.ask("applied", output, protection_type))

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """Make an event happen."""
        self.ask("inject", event, target, argument)

    def limit_keys(self, adapter: int, keys: int) -> None:
        """Let the adapter issue so many keys in all."""
        self.prepare("limit_keys", adapter, keys)

    def renderer(self, output: int) -> "RemoteRenderer":
        """A new renderer for an output."""
        return RemoteRenderer(self, _only(self.prepare("renderer", output)))


class RemoteRenderer:
    """A renderer behind a wire (it is a `CertifiedOutputProtection`).

    Args:
        driver: whose renderer it is.
        number: what the other side calls it.
    """

    def __init__(self, driver: RemoteDriver, number: int) -> None:
        self._driver = driver
        self._number = number

    @property
    def handle(self) -> Handle:
        """The device object that it has opened."""
        return _only(self._ask("handle"))

    def connect(self) -> None:
        """A decoder is connected to it."""
        self._ask("connect")

    def key_exchange(self) -> tuple[int, bytes, bytes]:
        """KeyExchange."""
        code, random_number, certificates = self._ask("KeyExchange")
        return code, random_number, certificates

    def session_sequence_start(self, signature: bytes) -> int:
        """SessionSequenceStart."""
        return _only(self._ask("SessionSequenceStart", signature))

    def protection_command(self, command: bytes) -> int:
        """ProtectionCommand."""
        return _only(self._ask("ProtectionCommand", command))

    def protection_status(self, request: bytes) -> tuple[int, bytes]:
        """ProtectionStatus."""
        code, response = self._ask("ProtectionStatus", request)
        return code, response

    def release(self) -> None:
        """It is done with its device."""
        self._ask("release")

    def _ask(self, call: str, *given: object) -> tuple[Any, ...]:
        return self._driver.ask(call, self._number, *given)


def _only(values: tuple[Any, ...]) -> int:
    number: int = values[0]
    return number
