"""The renderer of the reference driver, as an application sees it: `IAMCertifiedOutputProtection`."""

from collections.abc import Callable
from typing import Protocol

from coppspec.driver.options import Options
from coppspec.model.codes import HResult


class Device(Protocol):
    """The calls on a driver's device objects that a renderer makes; any `Driver` has them."""

    def open_video_session(self, dev_id: int, handle: int = 0) -> tuple[int, int]:
        """COPPOpenVideoSession."""
        ...

    def get_certificate_length(self, handle: int) -> tuple[int, int]:
        """COPPGetCertificateLength."""
        ...

    def key_exchange(self, handle: int) -> tuple[int, bytes, bytes]:
        """COPPKeyExchange."""
        ...

    def sequence_start(self, handle: int, signature: bytes) -> int:
        """COPPSequenceStart."""
        ...

    def command(self, handle: int, command: bytes) -> int:
        """COPPCommand."""
        ...

    def query_status(self, handle: int, request: bytes) -> tuple[int, bytes]:
        """COPPQueryStatus."""
        ...

    def close_video_session(self, handle: int) -> int:
        """COPPCloseVideoSession."""
        ...


class CertifiedOutputProtection(Protocol):
    """The four methods, in the order in which the interface has them (COPP-201), and the renderer's life."""

    @property
    def handle(self) -> int:
        """The device object that the renderer has opened; 0 for none."""
        ...

    def connect(self) -> None:
        """A decoder is connected to the renderer, which then opens the device (COPP-202, COPP-211)."""
        ...

    def key_exchange(self) -> tuple[int, bytes, bytes]:
        """KeyExchange: a random number of 16 bytes and the certificate chain (COPP-203)."""
        ...

    def session_sequence_start(self, signature: bytes) -> int:
        """SessionSequenceStart: takes the start sequence of 256 bytes, encrypted (COPP-204)."""
        ...

    def protection_command(self, command: bytes) -> int:
        """ProtectionCommand: takes a command of 4096 bytes (COPP-205)."""
        ...

    def protection_status(self, request: bytes) -> tuple[int, bytes]:
        """ProtectionStatus: takes a request of 4096 bytes, and gives a response as long (COPP-205)."""
        ...

    def release(self) -> None:
        """The renderer is done with its device and closes it (COPP-181)."""
        ...


class Renderer:
    """A renderer over a driver (it is a `CertifiedOutputProtection`).

    Args:
        driver: what opens and serves its device.
        dev_id: the output that it shows on.
        options: the reading of the silent points.
    """

    def __init__(self, driver: Device, dev_id: int, options: Options | None = None) -> None:
        self.driver = driver
        self.dev_id = dev_id
        self.options = options or Options()
        self.handle = 0
        if self.options.renderer_open_moment == "at adding":
            self.open_device()

    def connect(self) -> None:
        """The device is open at last, once (COPP-211, Q23)."""
        self.open_device()

    def open_device(self) -> None:
        """Open the device, if it is not open."""
        if not self.handle:
            _, self.handle = self.driver.open_video_session(self.dev_id)

    def key_exchange(self) -> tuple[int, bytes, bytes]:
        """COPPGetCertificateLength to size the buffer, then COPPKeyExchange (COPP-210)."""
        if not self.handle:
            return HResult.VFW_E_NO_COPP_HW, b"", b""
        code, _ = self.driver.get_certificate_length(self.handle)
        if code == HResult.E_POINTER and self.options.lost_code == "no monitor":
            return HResult.ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE, b"", b""
        if code != HResult.S_OK:
            return self.passed_on(code), b"", b""
        code, random_number, certificates = self.driver.key_exchange(self.handle)
        return self.passed_on(code), random_number, certificates

    def session_sequence_start(self, signature: bytes) -> int:
        """COPPSequenceStart."""
        return self.served(lambda: self.driver.sequence_start(self.handle, signature))

    def protection_command(self, command: bytes) -> int:
        """COPPCommand."""
        return self.served(lambda: self.driver.command(self.handle, command))

    def protection_status(self, request: bytes) -> tuple[int, bytes]:
        """COPPQueryStatus."""
        if not self.handle:
            return HResult.VFW_E_NO_COPP_HW, b""
        code, response = self.driver.query_status(self.handle, request)
        return self.passed_on(code), response

    def release(self) -> None:
        """COPPCloseVideoSession, if there is a device."""
        if self.handle:
            self.driver.close_video_session(self.handle)
        self.handle = 0

    def served(self, call: Callable[[], int]) -> int:
        """The answer of the driver, if there is one to ask (COPP-206)."""
        return self.passed_on(call()) if self.handle else HResult.VFW_E_NO_COPP_HW

    def passed_on(self, code: int) -> int:
        """The driver's answer as it is (COPP-212), but for that of a driver without the device (Q24)."""
        if code != HResult.E_POINTER:
            return code
        is_no_hardware = self.options.lost_code == "no hardware"
        return HResult.VFW_E_NO_COPP_HW if is_no_hardware else HResult.E_UNEXPECTED
