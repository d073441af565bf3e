"""The reference driver: its device objects and adapters, and what a test bench adds to them."""

import os
from collections.abc import Callable, Sequence
from functools import partial

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from coppspec.driver.device import COPPDevice
from coppspec.driver.identity import shipped_identity, shipped_root
from coppspec.driver.levels import SharedConnector
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.options import Options
from coppspec.driver.outputs import OUTPUTS, Output
from coppspec.driver.protocol import Capability, Handle
from coppspec.driver.refusal import Refused
from coppspec.driver.renderer import Renderer
from coppspec.model.codes import HResult, Status
from coppspec.model.constants import StatusFlags

EVENTS = {
    Capability.LINK_LOST: StatusFlags.COPP_LinkLost,
    Capability.CONNECTOR_RECONFIGURED: StatusFlags.COPP_RenegotiationRequired,
}
"""The events that a device reports, and how (COPP-802, COPP-803)."""


class ReferenceDriver:
    """A driver that follows every clause in the tables (it is a `Driver`).

    Args:
        options: the reading of the silent points.
        device: the class of its device objects.
        miniport: the class of its adapters.
        connector: the class of what the devices on one connector share.
        renderer: the class of its renderers.
        random_bytes: where random numbers and keys come from: so many bytes of them.
    """

    capabilities = frozenset(Capability)
    outputs: Sequence[Output] = OUTPUTS

    def __init__(  # noqa: PLR0913  one for each part that can be wrong
        self,
        options: Options | None = None,
        *,
        device: type[COPPDevice] = COPPDevice,
        miniport: type[CopyProtectionMiniport] = CopyProtectionMiniport,
        connector: type[SharedConnector] = SharedConnector,
        renderer: type[Renderer] = Renderer,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._new_device = partial(device, shipped_identity(), options=options, random_bytes=random_bytes)
        self._new_miniport = partial(miniport, options, random_bytes, set[int]())
        self.options = options or Options()
        self._new_renderer = partial(renderer, self, options=self.options)
        self.devices: dict[Handle, COPPDevice] = {}
        self._new_connector = connector
        self._connectors: dict[int, SharedConnector] = {}
        self._miniports: dict[int, CopyProtectionMiniport] = {}
        self._next_handle = 1

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        """COPPOpenVideoSession; there is no device for a DevID that names no output."""
        if dev_id not in range(len(self.outputs)):
            return HResult.E_INVALIDARG, 0
        device = self.devices.get(handle) or self._new_device(self.connector(dev_id))
        try:
            device.open()
        except Refused as refused:
            return refused.code, 0
        handle, self._next_handle = self._next_handle, self._next_handle + 1
        self.devices[handle] = device
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

    def applied(self, output: int, protection_type: int) -> int:
        """The level on an output, of its devices and its copy-protection sessions."""
        return self.connector(output).level(protection_type)

    @property
    def root(self) -> RSAPublicNumbers:
        """The published test key."""
        return shipped_root()

    def renderer(self, output: int) -> Renderer:
        """A new renderer for an output."""
        return self._new_renderer(output)

    def limit_keys(self, adapter: int, keys: int) -> None:
        """Let the adapter issue so many keys in all."""
        self._miniport(adapter).keys = keys

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """Make an event happen to a device object, an adapter or an output.

        The adapter of a copy-protection request is known by the DevID of its output.

        Raises:
            ValueError: there is no such event, output or mode. A device that is not there is not lost.
        """
        if event is Capability.DRIVER_RESTART:
            self._miniport(target).restart()
            return
        if event is Capability.DEVICE_LOST:
            if target in self.devices:
                self.lose(target)
            return
        self._happen(event, target, argument)

    def _happen(self, event: Capability, output: int, argument: int) -> None:
        """An event on an output and the connector behind it."""
        if output not in range(len(self.outputs)):
            raise ValueError(f"output {output}; there are 0 to {len(self.outputs) - 1}")
        if event is Capability.MODE_CHANGE:
            modes = range(len(self.outputs[output].modes))
            if argument not in modes:
                raise ValueError(f"output {output} has modes {modes[0]} to {modes[-1]}, not {argument}")
            for handle in self.on(output):
                self.lose(handle)
            self.connector(output).change_mode(argument)
        elif event is Capability.HDCP_SETTLES:
            self.connector(output).settle()
        elif event in EVENTS:
            for handle in self.on(output):
                self.devices[handle].record(EVENTS[event])
        else:
            raise ValueError(f"{event} is no event that can be made to happen")

    def lose(self, handle: Handle) -> None:
        """The display driver destroys a device: the miniport closes its session (COPP-905)."""
        self._close(handle)

    def on(self, output: int) -> list[Handle]:
        """The devices on the connector of an output."""
        connector = self.connector(output)
        return [handle for handle, device in self.devices.items() if device.connector is connector]

    def connector(self, output: int) -> SharedConnector:
        """What the devices on an output share, also with another output of the same signal (COPP-903)."""
        of = self.outputs[output]
        if of.connector not in self._connectors:
            self._connectors[of.connector] = self._new_connector(of, self.options)
        return self._connectors[of.connector]

    def _device(self, handle: Handle) -> COPPDevice:
        if handle not in self.devices:
            raise Refused(HResult.E_POINTER)
        return self.devices[handle]

    def _miniport(self, adapter: int) -> CopyProtectionMiniport:
        if adapter not in self._miniports:
            miniport = self._miniports[adapter] = self._new_miniport()
            if adapter in range(len(self.outputs)):
                self.connector(adapter).other_sources.append(lambda: miniport.hardware)
        return self._miniports[adapter]

    def _close(self, handle: Handle) -> None:
        self._device(handle).close()
        del self.devices[handle]


def _code(call: Callable[[], None]) -> HResult:
    try:
        call()
    except Refused as refused:
        return HResult(refused.code)
    return HResult.S_OK
