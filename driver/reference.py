"""The reference driver: its device objects and adapters, and what a test bench adds to them."""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from coppspec.driver.adapters import ADAPTERS, Adapter
from coppspec.driver.device import COPPDevice
from coppspec.driver.identity import shipped_identity, shipped_root
from coppspec.driver.keys import IssuedKeys
from coppspec.driver.levels import ACP, SharedConnector
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.options import Options
from coppspec.driver.outputs import OUTPUTS, Output
from coppspec.driver.protocol import Capability, Handle
from coppspec.driver.refusal import Refused
from coppspec.driver.renderer import Renderer
from coppspec.model.codes import HResult, Status
from coppspec.model.constants import StatusFlags
from coppspec.model.layouts import DXVA_COPPStatusOutput

EVENTS = {
    Capability.LINK_LOST: StatusFlags.COPP_LinkLost,
    Capability.CONNECTOR_RECONFIGURED: StatusFlags.COPP_RenegotiationRequired,
}
"""The events that a device reports, and how (COPP-802, COPP-803)."""
ADAPTER_EVENTS: Mapping[Capability, Callable[[CopyProtectionMiniport], None]] = {
    Capability.DRIVER_RESTART: lambda miniport: miniport.restart(),
    Capability.DEVICE_RESET: lambda miniport: miniport.reset_device(),
    Capability.POWER_DOWN: lambda miniport: miniport.power_down(),
    Capability.POWER_UP: lambda miniport: miniport.power_up(),
    Capability.HARDWARE_FAULT: lambda miniport: miniport.fail_once(),
}
"""The events that happen to an adapter (VPCP-403, VPCP-661 to VPCP-664)."""


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
    adapters: Sequence[Adapter] = ADAPTERS

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
        self._new_miniport = partial(miniport, options, random_bytes, IssuedKeys(), image=[])
        self.options = options or Options()
        self._new_renderer = partial(renderer, self, options=self.options)
        self.devices: dict[Handle, COPPDevice] = {}
        self._new_connector = connector
        self._connectors: dict[int, SharedConnector] = {}
        self._miniports: dict[int, CopyProtectionMiniport] = {}
        self._next_handle = 1

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        """COPPOpenVideoSession; there is no device for a DevID that names no output.

        Nor is there one where the display device lacks COPP. A renderer finds no COPP device GUID there, so
        it does not ask (COPP-121), and no clause has the code.
        """
        if dev_id not in range(len(self.outputs)):
            return HResult.E_INVALIDARG, 0
        if not self.outputs[dev_id].copp:
            return HResult.DDERR_CURRENTLYNOTAVAIL, 0
        opened = self.devices.get(handle) if self.options.open_again == "unexpected" else None
        device = opened or self._new_device(self.connector(dev_id))
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
        """COPPCommand; a display that cannot be authenticated is one for a single command."""
        code = _code(lambda: self._device(handle).command(command))
        if handle in self.devices:
            self.devices[handle].connector.authenticates = True
        return code

    def query_status(self, handle: Handle, request: bytes) -> tuple[int, bytes]:
        """COPPQueryStatus."""
        try:
            return HResult.S_OK, self._device(handle).query_status(request)
        except Refused as refused:
            return refused.code, self._left_behind()

    def _left_behind(self) -> bytes:
        """What is in the output buffer of a status request that is refused (Q30)."""
        unspecified = self.options.output_on_failure == "unspecified"
        return bytes(DXVA_COPPStatusOutput.size if unspecified else 0)

    def close_video_session(self, handle: Handle) -> int:
        """COPPCloseVideoSession."""
        return _code(lambda: self._close(handle))

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        """IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS; a refusal gives nothing back (VPCP-107)."""
        if adapter not in range(len(self.adapters)):
            return Status.ERROR_INVALID_FUNCTION, b""
        try:
            return Status.NO_ERROR, self._miniport(adapter).video_parameters(buffer, output_length)
        except Refused as refused:
            return refused.code, b""

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

        Raises:
            ValueError: there is no such event, adapter, output or mode. No device is lost that is not there.
        """
        if event is Capability.DEVICE_LOST:
            if target in self.devices:
                self.lose(target)
        elif event in ADAPTER_EVENTS:
            ADAPTER_EVENTS[event](self._miniport(target))
        else:
            self._happen(event, target, argument)

    def _happen(self, event: Capability, output: int, argument: int) -> None:
        """An event on an output and the connector behind it."""
        _expect_one_of("output", output, self.outputs)
        if event is Capability.MODE_CHANGE:
            self.change_mode(output, argument)
        elif event is Capability.HDCP_SETTLES:
            self.connector(output).settle()
        elif event is Capability.HDCP_FAILURE:
            self.connector(output).authenticates = False
        elif event in EVENTS:
            if event is Capability.CONNECTOR_RECONFIGURED:
                self.connector(output).replace_sink()
            for handle in self.on(output):
                self.devices[handle].record(EVENTS[event])
        else:
            raise ValueError(f"{event} is no event that can be made to happen")

    def change_mode(self, output: int, number: int) -> None:
        """A mode is set: the devices on the connector are lost, or report it (Q25).

        The level of an adapter is applied again.

        Copy-protection sessions are no devices: a mode change does not end them (VPCP-660, VPCP-708).
        """
        modes = range(len(self.outputs[output].modes))
        if number not in modes:
            raise ValueError(f"output {output} has modes {modes[0]} to {modes[-1]}, not {number}")
        for handle in self.on(output):
            if self.options.mode_change_effect == "destroy":
                self.lose(handle)
            else:
                self.devices[handle].record(StatusFlags.COPP_RenegotiationRequired)
        self.connector(output).change_mode(number)
        connector = self.outputs[output].connector
        for adapter, declared in enumerate(self.adapters):
            if connector in {self.outputs[each].connector for each in declared.outputs}:
                self._miniport(adapter).set_mode()

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
        _expect_one_of("adapter", adapter, self.adapters)
        if adapter not in self._miniports:
            declared = self.adapters[adapter]
            connectors = {self.outputs[each].connector: self.connector(each) for each in declared.outputs}
            of_adapter = list(connectors.values())
            miniport = self._new_miniport(
                adapter=declared,
                copp_level=lambda: max((each.hardware[ACP] for each in of_adapter), default=0),
            )
            for connector in of_adapter:
                connector.other_sources.append(lambda: miniport.hardware)
            self._miniports[adapter] = miniport
        return self._miniports[adapter]

    def _close(self, handle: Handle) -> None:
        self._device(handle).close()
        del self.devices[handle]


def _expect_one_of(what: str, number: int, there_are: Sequence[object]) -> None:
    if number not in range(len(there_are)):
        raise ValueError(f"{what} {number}; there are 0 to {len(there_are) - 1}")


def _code(call: Callable[[], None]) -> HResult:
    try:
        call()
    except Refused as refused:
        return HResult(refused.code)
    return HResult.S_OK
