"""A driver in a shared library, behind the header examples/c/coppspec_driver.h.

The library is loaded into this process: a driver that crashes takes the process with it. As the target
`c:./libdriver.so` it has a process of its own (oracle/targets.py).
"""

import ctypes
from collections.abc import Callable, Collection
from ctypes import POINTER, byref, c_char_p, c_size_t, c_uint32, c_void_p
from pathlib import Path
from typing import Any, cast

from coppspec.driver.certificate_xml import LONGEST_CHAIN
from coppspec.driver.protocol import Capability, Handle, Interface
from coppspec.driver.renderer import CertifiedOutputProtection
from coppspec.model.codes import HResult, Status
from coppspec.model.constants import NONCE_BYTES
from coppspec.model.layouts import DXVA_COPPStatusOutput
from coppspec.oracle.declaration import Declaration, read
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.memory import Given, Room, WroteElsewhere, room
from coppspec.properties.cause import Cause
from coppspec.properties.declared import interfaces_of

NUMBER, NUMBERS = c_uint32, POINTER(c_uint32)
HANDLE, HANDLES, BYTES = c_size_t, POINTER(c_size_t), c_void_p

EXPORTS: dict[str, tuple[Any, ...]] = {
    "COPPOpenVideoSession": (NUMBER, NUMBER, HANDLE, HANDLES),
    "COPPGetCertificateLength": (NUMBER, HANDLE, NUMBERS),
    "COPPKeyExchange": (NUMBER, HANDLE, BYTES, BYTES, NUMBERS),
    "COPPSequenceStart": (NUMBER, HANDLE, BYTES, NUMBER),
    "COPPCommand": (NUMBER, HANDLE, BYTES, NUMBER),
    "COPPQueryStatus": (NUMBER, HANDLE, BYTES, NUMBER, BYTES),
    "COPPCloseVideoSession": (NUMBER, HANDLE),
    "VideoParameters": (NUMBER, NUMBER, BYTES, NUMBER, BYTES, NUMBER, NUMBERS),
    "coppspec_describe": (c_char_p,),
    "coppspec_reset": (None,),
    "coppspec_applied": (NUMBER, NUMBER, NUMBER),
    "coppspec_inject": (NUMBER, c_char_p, HANDLE, NUMBER),
    "coppspec_limit_keys": (None, NUMBER, NUMBER),
}
"""What a library can export: what each function returns, then what it takes."""
REQUIRED = {
    Interface.DEVICE: tuple(EXPORTS)[:7],
    Interface.RENDERER: (),
    Interface.VIDEO_PARAMETERS: ("VideoParameters",),
}
"""What a library with this interface has to export, beside coppspec_describe."""
HOOKS = {Capability.APPLIED: "coppspec_applied", Capability.FEW_KEYS: "coppspec_limit_keys"}
"""The hook of each capability that is no event."""


POISON = 0xA5A5A5A5
"""What stands in an output before a call."""


class InvalidLibrary(InvalidTarget):
    """A file is no driver: it cannot be loaded, or lacks what it declares."""


class CLibrary:
    """A loaded library; called, it gives a fresh driver.

    Raises:
        InvalidLibrary: it is no library, or lacks a function.
        InvalidDeclaration: what it says of itself cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._library = ctypes.CDLL(str(path.absolute()))
        except OSError as error:
            raise InvalidLibrary(f"{path} cannot be loaded: {error}", Cause.NOT_LOADED) from None
        self.functions = {name: function for name in EXPORTS if (function := self._found(name)) is not None}
        if "coppspec_describe" not in self.functions:
            of_devices = () if "VideoParameters" in self.functions else REQUIRED[Interface.DEVICE]
            self._expect(["coppspec_describe", *of_devices], "is to be a driver")
        self.declaration = self._declared()
        self.response, self.random_number = Room(DXVA_COPPStatusOutput.size), Room(NONCE_BYTES)
        self._is_fresh = True

    def __call__(self) -> "CDriver":
        """The driver as after boot.

        Raises:
            InvalidLibrary: it was used before, and has no coppspec_reset.
        """
        if reset := self.functions.get("coppspec_reset"):
            reset()
        elif not self._is_fresh:
            raise InvalidLibrary(
                f"{self._path} exports no coppspec_reset: only a new process makes it fresh",
                Cause.MISSING_EXPORT,
            )
        self._is_fresh = False
        return CDriver(self)

    def _found(self, name: str) -> Callable[..., Any] | None:
        function: Any = getattr(self._library, name, None)
        if function is not None:
            function.restype, *function.argtypes = EXPORTS[name]
        return cast("Callable[..., Any] | None", function)

    def _declared(self) -> Declaration:
        text: bytes | None = self.functions["coppspec_describe"]()
        declaration = read((text or b"").decode(errors="replace"))
        interfaces = interfaces_of(declaration)
        if Interface.RENDERER in interfaces:
            raise InvalidLibrary(
                f"{self._path} declares a renderer, and a library has none", Cause.DECLARATION
            )
        for interface in interfaces:
            self._expect(REQUIRED[interface], f"declares the interface {interface.value!r}")
        for each in declaration.capabilities:
            self._expect([HOOKS.get(each, "coppspec_inject")], f"declares {each}")
        return declaration

    def _expect(self, names: Collection[str], why: str) -> None:
        if missing := [name for name in names if name not in self.functions]:
            raise InvalidLibrary(
                f"{self._path} {why}, and exports no {', '.join(missing)}", Cause.MISSING_EXPORT
            )


class CDriver:
    """A driver in a library (it is a `Driver`)."""

    def __init__(self, library: CLibrary) -> None:
        self._library, self._functions = library, library.functions
        self.capabilities = library.declaration.capabilities
        self.outputs = library.declaration.outputs
        self.adapters = library.declaration.adapters
        self.root = library.declaration.root
        self._lengths: dict[Handle, int] = {}
        """What was said of the certificates of each device."""
        self.interfaces = library.declaration.interfaces

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        """COPPOpenVideoSession."""
        opened = c_size_t(POISON)
        code = self._functions["COPPOpenVideoSession"](dev_id, handle, byref(opened))
        if code == HResult.S_OK:
            return code, opened.value
        _expect_as_it_was("handle", opened.value)
        return code, 0

    def get_certificate_length(self, handle: Handle) -> tuple[int, int]:
        """COPPGetCertificateLength."""
        length = c_uint32(POISON)
        code = self._functions["COPPGetCertificateLength"](handle, byref(length))
        if code == HResult.S_OK:
            self._lengths[handle] = length.value
            return code, length.value
        return code, 0 if length.value == POISON else length.value

    def key_exchange(self, handle: Handle) -> tuple[int, bytes, bytes]:
        """COPPKeyExchange."""
        number, certificates = self._library.random_number, room(self._room_for_certificates(handle))
        length = c_uint32(certificates.size)
        function = self._functions["COPPKeyExchange"]
        code = function(handle, number.emptied(), certificates.emptied(), byref(length))
        if code == HResult.S_OK:
            return code, number.content(), certificates.content(length.value)
        _expect_as_it_was("length", length.value, certificates.size)
        return code, number.written(), certificates.written()

    def sequence_start(self, handle: Handle, signature: bytes) -> int:
        """COPPSequenceStart."""
        return self._sent("COPPSequenceStart", handle, signature)

    def command(self, handle: Handle, command: bytes) -> int:
        """COPPCommand."""
        return self._sent("COPPCommand", handle, command)

    def query_status(self, handle: Handle, request: bytes) -> tuple[int, bytes]:
        """COPPQueryStatus."""
        response = self._library.response
        code = self._sent("COPPQueryStatus", handle, request, response.emptied())
        return code, response.content() if code == HResult.S_OK else response.written()

    def close_video_session(self, handle: Handle) -> int:
        """COPPCloseVideoSession."""
        code: int = self._functions["COPPCloseVideoSession"](handle)
        return code

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        """IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS."""
        if "VideoParameters" not in self._functions:
            return Status.ERROR_INVALID_FUNCTION, b""
        out, information = room(output_length), c_uint32(0)
        to = (out.emptied(), output_length, byref(information))
        status = self._sent("VideoParameters", adapter, buffer, *to)
        if status == Status.NO_ERROR:
            return status, out.content(information.value)
        return status, out.content(information.value) or out.written()

    def applied(self, output: int, protection_type: int) -> int:
        """The level on an output."""
        level: int = self._functions["coppspec_applied"](output, protection_type)
        return level

    def renderer(self, output: int) -> CertifiedOutputProtection:
        """A library has none."""
        raise NotImplementedError(f"there is no renderer for output {output}, nor any other")

    def limit_keys(self, adapter: int, keys: int) -> None:
        """Let the adapter issue so many keys in all."""
        self._functions["coppspec_limit_keys"](adapter, keys)

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """Make an event happen.

        Raises:
            ValueError: the library says that it did not.
        """
        if self._functions["coppspec_inject"](event.encode(), target, argument):
            raise ValueError(f"coppspec_inject: {event} did not happen")

    def _room_for_certificates(self, handle: Handle) -> int:
        """As much as the driver has asked for, as the renderer does; as much as any chain takes otherwise."""
        return min(self._lengths.get(handle, LONGEST_CHAIN), LONGEST_CHAIN)

    def _sent(self, name: str, to: int, content: bytes, *more: object) -> int:
        """What a function returns that reads these bytes, and leaves them as they are."""
        given = Given(content)
        code: int = self._functions[name](to, given.address, given.length, *more)
        given.expect_unchanged()
        return code


def _expect_as_it_was(name: str, met: int, before: int = POISON) -> None:
    """Look whether a refused call left an output alone; to clear it hands out nothing.

    Raises:
        WroteElsewhere: it did not.
    """
    if met not in {before, 0}:
        raise WroteElsewhere(f"it refused the call, and wrote {met:#x} to its {name}")
