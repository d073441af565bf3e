"""What a driver is to this project: bytes in, bytes out."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from coppspec.driver.adapters import Adapter
from coppspec.driver.outputs import Output
from coppspec.driver.renderer import CertifiedOutputProtection

RootKey = RSAPublicNumbers
"""The public key that a chain of certificates leads to."""
Handle = int
"""Names a device object; 0 names none."""


class Interface(StrEnum):
    """A set of functions by which a driver can be reached. A driver declares which it has."""

    DEVICE = "device"
    """The seven functions of a COPP device (COPP-101)."""
    RENDERER = "renderer"
    """The four methods of the renderer's interface (COPP-201); the capability of the same name."""
    VIDEO_PARAMETERS = "video parameters"
    """The request for VIDEOPARAMETERS (VPCP-100)."""


class Capability(StrEnum):
    """What a test bench adds to a driver. A driver declares what it has."""

    APPLIED = "applied"
    """The levels that the hardware shows can be read."""
    DEVICE_LOST = "device lost"
    """A COPP device can be lost: the display driver destroys its object (COPP-905)."""
    MODE_CHANGE = "mode change"
    """The display mode of an output can be changed: every device on its connector is lost, or reports
    it (COPP-904, Q25).

    On an output of an adapter it is that adapter's mode set too: its sessions survive, and their level is
    applied again (VPCP-660, VPCP-708).
    """
    LINK_LOST = "link lost"
    """The link between an output and its display can be interrupted (COPP-802)."""
    CONNECTOR_RECONFIGURED = "connector reconfigured"
    """The configuration of an output's connector can be changed, as a user does (COPP-803)."""
    HDCP_SETTLES = "HDCP settles"
    """One can wait until HDCP is on that was switched on before (Q50)."""
    RENDERER = "renderer"
    """The renderer's interface can be called (COPP-002); a driver alone has none."""
    FEW_KEYS = "few keys"
    """How many keys an adapter can issue can be limited, to see what comes after the last (VPCP-507)."""
    DRIVER_RESTART = "driver restart"
    """The driver of an adapter can be stopped and started again (VPCP-664)."""
    DEVICE_RESET = "device reset"
    """The hardware of an adapter can go to its boot mode, which the next mode set ends (VPCP-661)."""
    POWER_DOWN = "power down"
    """An adapter can lose its power (VPCP-662)."""
    POWER_UP = "power up"
    """An adapter can come back to full power (VPCP-662)."""
    HDCP_FAILURE = "HDCP failure"
    """The next command on an output can meet a display with which HDCP authentication fails (COPP-808).

    It is that one command only, whether or not it switches HDCP on. What comes of it is a choice (X11).
    """
    HARDWARE_FAULT = "hardware fault"
    """The next request of an adapter can meet hardware that fails when a level is to be programmed.

    It is that one request only, whether or not it comes to the hardware. An activation that would have to
    program it fails, with no key and no count, and no document says with which error (VPCP-403).
    """


class Driver(Protocol):
    """A display driver and its video miniport, as an application reaches them.

    The seven functions of COPP carry the documents' names in lower case, and return an HRESULT as an
    unsigned 32-bit number. The request for VIDEOPARAMETERS returns a Win32 status. A call that fails
    hands out nothing: no bytes at all.

    Each sequence of a suite is run on a driver of its own, so nothing is closed at its end. A call with a
    handle that names no device returns E_POINTER (COPP-105); a handle may be given again when its device is
    gone, and is not used for the old one any more. What belongs to a capability that is not
    declared is never called, and may raise. Answers are `int`, `bytes` and tuples of them, nothing like them.

    A driver that lacks some of the interfaces has one more attribute, `interfaces`: a collection of those
    that it has. No function of another interface is ever called. Without this attribute a driver has
    DEVICE if it declares outputs, RENDERER with the capability of that name, and VIDEO_PARAMETERS if it
    declares adapters.
    """

    @property
    def capabilities(self) -> Collection[Capability]:
        """What the bench adds; declared once, before the first call."""
        ...

    @property
    def outputs(self) -> Sequence[Output]:
        """What each output can do, by DevID; declared once, before the first call."""
        ...

    @property
    def adapters(self) -> Sequence[Adapter]:
        """What each adapter can do, by number; declared once, before the first call. COPP alone has none."""
        ...

    @property
    def root(self) -> RootKey:
        """The key that the driver's chain of certificates leads to; the published one for a real driver.

        A chain is the XML document of COPP-450 to COPP-460, with three certificates; `issuing.chain` makes
        one from three private keys, of 2048, 2048 and 1024 bits.
        """
        ...

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        """COPPOpenVideoSession for the graphics device of this DevID (COPP-120).

        With handle 0 a new device object is made. With the handle of a live one it is opened a
        second time, which the renderer never does and a driver refuses (Q22).
        """
        ...

    def get_certificate_length(self, handle: Handle) -> tuple[int, int]:
        """COPPGetCertificateLength: the size of the certificate chain in bytes (COPP-130)."""
        ...

    def key_exchange(self, handle: Handle) -> tuple[int, bytes, bytes]:
        """COPPKeyExchange: 16 random bytes and the certificate chain (COPP-140)."""
        ...

    def sequence_start(self, handle: Handle, signature: bytes) -> int:
        """COPPSequenceStart: takes the start sequence of 256 bytes, encrypted (COPP-150)."""
        ...

    def command(self, handle: Handle, command: bytes) -> int:
        """COPPCommand: takes a DXVA_COPPCommand of 4096 bytes (COPP-160)."""
        ...

    def query_status(self, handle: Handle, request: bytes) -> tuple[int, bytes]:
        """COPPQueryStatus: 4096 bytes in, 4096 bytes out (COPP-170)."""
        ...

    def close_video_session(self, handle: Handle) -> int:
        """COPPCloseVideoSession: the device object is gone afterwards (COPP-186)."""
        ...

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        """IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS: a status, and what the system copies to the caller (VPCP-102).

        An adapter that is not declared answers ERROR_INVALID_FUNCTION.

        Args:
            adapter: the number of the adapter.
            buffer: what goes in, 356 bytes as a rule.
            output_length: for how many bytes the caller has room.

        Returns:
            As many bytes as Information says: 356 on success, also for a longer buffer, and none on any
            failure (VPCP-107, VPCP-108).
        """
        ...

    def applied(self, output: int, protection_type: int) -> int:
        """The level of a protection type on an output, whatever put it there (capability APPLIED)."""
        ...

    def renderer(self, output: int) -> CertifiedOutputProtection:
        """A new renderer that is to show on an output (capability RENDERER)."""
        ...

    def limit_keys(self, adapter: int, keys: int) -> None:
        """Let the adapter issue so many keys in all, before its first request (capability FEW_KEYS)."""
        ...

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """Make an external event happen (its own capability).

        Args:
            event: what happens.
            target: a handle for a lost device; an adapter for a restart, a reset, a loss or return of
                power, or a fault; otherwise an output.
            argument: the number of the new mode, for a mode change.
        """
        ...
