"""The other side of the wire: a driver in Python, or a library in C, that answers the lines of a bench."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from coppspec.driver.protocol import Driver
from coppspec.driver.renderer import CertifiedOutputProtection
from coppspec.oracle.declaration import to_json
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.messages import (
    MESSAGES,
    PROTOCOL,
    InvalidMessage,
    Message,
    OfRenderer,
    content,
    line,
    values,
    written,
)
from coppspec.properties.cause import Cause
from coppspec.properties.guard import BrokeDown, Guarded, GuardedRenderer

Given = tuple[Any, ...]


class Unserved(Exception):
    """There is no such call, or no driver for it.

    Args:
        why: what is told to the other side.
        cause: the same by its name.
    """

    def __init__(self, why: str, cause: Cause = Cause.EXCEPTION) -> None:
        super().__init__(why)
        self.cause = cause


class Server:
    """Answers one line after the other.

    Args:
        make_driver: makes a fresh driver; what it raises is told to the other side.
        name: what the driver is called in reports.
        resets: whether it can be made fresh more than once.
    """

    def __init__(self, make_driver: Callable[[], Driver], name: str, *, resets: bool = True) -> None:
        self._make_driver, self._name, self._resets = make_driver, name, resets
        self._driver: Guarded | None = None
        self._renderers: list[CertifiedOutputProtection] = []
        self.is_stopped = False
        self._own: Mapping[str, Callable[..., Given]] = {
            "start": self._start,
            "reset": self._reset,
            "stop": self._stop,
            "renderer": self._renderer,
        }

    def answer(self, request: bytes) -> bytes:
        """The line that answers a line."""
        members: dict[str, object] = {}
        try:
            members = content(request)
            return line({"id": members.get("id"), **self._answered(members)})
        except (InvalidMessage, Unserved, BrokeDown) as error:
            return line({"id": members.get("id"), "error": str(error), "cause": error.cause.value})

    def _answered(self, members: Mapping[str, object]) -> dict[str, object]:
        message = MESSAGES.get(str(call := members.get("call")))
        if message is None:
            raise Unserved(f"has no call {call!r:.60}")
        given = values(
            message.asks, {name: each for name, each in members.items() if name not in {"id", "call"}}
        )
        return written(message.answers, self._made(str(call), message, given))

    def _made(self, call: str, message: Message, given: Given) -> Given:
        if call in self._own:
            return self._own[call](*given)
        if isinstance(message, OfRenderer):
            return _called(self._renderer_of(given[0]), message.method, given[1:])
        return _called(self._started(), message.method, given)

    def _start(self, _: int) -> Given:
        self._reset()
        try:
            return PROTOCOL, self._name, self._resets, to_json(self._started())
        except Exception as error:
            told = f"cannot be declared: {type(error).__name__}: {error}"
            raise Unserved(told, Cause.DECLARATION) from error

    def _reset(self) -> Given:
        self._renderers.clear()
        try:
            self._driver = Guarded(self._make_driver())
        except InvalidTarget as error:
            raise Unserved(f"cannot be made: {error}", error.cause) from error
        except Exception as error:
            raise Unserved(f"cannot be made: {type(error).__name__}: {error}", Cause.NOT_MADE) from error
        return ()

    def _stop(self) -> Given:
        self.is_stopped = True
        return ()

    def _renderer(self, output: int) -> Given:
        self._renderers.append(GuardedRenderer(self._started().renderer(output)))
        return (len(self._renderers) - 1,)

    def _renderer_of(self, number: int) -> CertifiedOutputProtection:
        if number >= len(self._renderers):
            raise Unserved(f"has no renderer {number}")
        return self._renderers[number]

    def _started(self) -> Guarded:
        if self._driver is None:
            raise Unserved("was not started")
        return self._driver


def _called(of: object, method: str, given: Given) -> Given:
    """What a method returns, or an attribute is, as so many values."""
    found: Any = getattr(of, method)
    returned: object = found(*given) if callable(found) else found
    if returned is None:
        return ()
    return cast("tuple[object, ...]", returned) if isinstance(returned, tuple) else (returned,)
