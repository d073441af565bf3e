"""The reference driver: its device objects and adapters, and what a test bench adds to them."""

import os
from collections.abc import Callable
from functools import partial

from coppspec.driver.device import COPPDevice
from coppspec.driver.identity import shipped_identity
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.options import Options
from coppspec.driver.protocol import Capability, Handle
from coppspec.driver.refusal import Refused
from coppspec.model.codes import HResult, Status


class ReferenceDriver:
    """A driver that follows every clause in the tables (it is a `Driver`).

    Args:
        options: the reading of the silent points.
        device: the class of its device objects.
        miniport: the class of its adapters.
        random_bytes: where random numbers and keys come from: so many bytes of them.
    """

    capabilities = frozenset(Capability)

    def __init__(
        self,
        options: Options | None = None,
        device: type[COPPDevice] = COPPDevice,
        miniport: type[CopyProtectionMiniport] = CopyProtectionMiniport,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._new_device = partial(device, shipped_identity(), options, random_bytes)
        self._new_miniport = partial(miniport, options, random_bytes, set[int]())
        self._devices: dict[Handle, COPPDevice] = {}
        self._miniports: dict[int, CopyProtectionMiniport] = {}
        self._next_handle = 1

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:  # noqa: ARG002  one graphics device
        """COPPOpenVideoSession."""
        device = self._devices.get(handle) or self._new_device()
        try:
            device.open()
        except Refused as refused:
            return refused.code, 0
        handle, self._next_handle = self._next_handle, self._next_handle + 1
        self._devices[handle] = device
        return HResult.S_OK, handle

    def get_certificate_length(self, handle: Handle) -> tuple[int, int]:
        """COPPGetCertificateLength."""
        try:
            return HResult.S_OK, self._device(handle).get_certificate_length()
        except Refused as refused:
            return refused.code, 0

    def key_exchange(self, handle: Handle) -> tuple[int, bytes, bytes]:
        """COPPKeyExchange."""
        try:
            return HResult.S_OK, *self._device(handle).key_exchange()
        except Refused as refused:
            return refused.code, b"", b""

    def sequence_start(self, handle: Handle, signature: bytes) -> int:
        """COPPSequenceStart."""
        return _code(lambda: self._device(handle).sequence_start(signature))

    def command(self, handle: Handle, command: bytes) -> int:
        """COPPCommand."""
        return _code(lambda: self._device(handle).command(command))

    def query_status(self, handle: Handle, request: bytes) -> tuple[int, bytes]:
        """COPPQueryStatus."""
        try:
            return HResult.S_OK, self._device(handle).query_status(request)
        except Refused as refused:
            return refused.code, b""

    def close_video_session(self, handle: Handle) -> int:
        """COPPCloseVideoSession."""
        return _code(lambda: self._close(handle))

    def video_parameters(self, adapter: int, buffer: bytes) -> tuple[int, bytes]:
        """IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS."""
        try:
            return Status.NO_ERROR, self._miniport(adapter).video_parameters(buffer)
        except Refused as refused:
            return refused.code, buffer

    def applied(self, adapter: int) -> int:
        """The ACP level on the adapter's analog output."""
        return self._miniport(adapter).hardware

    def limit_keys(self, adapter: int, keys: int) -> None:
        """Let the adapter issue so many keys in all."""
        self._miniport(adapter).keys = keys

    def inject(self, event: Capability, target: int) -> None:
        """Lose a device object, or restart the driver of an adapter; no other event does anything."""
        if event is Capability.DRIVER_RESTART:
            self._miniport(target).restart()
        elif event is Capability.DEVICE_LOST and target in self._devices:
            self._close(target)

    def _device(self, handle: Handle) -> COPPDevice:
        if handle not in self._devices:
            raise Refused(HResult.E_POINTER)
        return self._devices[handle]

    def _miniport(self, adapter: int) -> CopyProtectionMiniport:
        if adapter not in self._miniports:
            self._miniports[adapter] = self._new_miniport()
        return self._miniports[adapter]

    def _close(self, handle: Handle) -> None:
        self._device(handle).close()
        del self._devices[handle]


def _code(call: Callable[[], None]) -> HResult:
    try:
        call()
    except Refused as refused:
        return HResult(refused.code)
    return HResult.S_OK
