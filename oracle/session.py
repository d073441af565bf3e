"""A session of an application that does everything right, over a device or a renderer of a driver."""

import secrets
from typing import NamedTuple
from uuid import UUID

from coppspec.driver import mac
from coppspec.driver.identity import public_key
from coppspec.driver.outputs import Output
from coppspec.driver.start_block import sealed
from coppspec.model.codes import HResult
from coppspec.model.constants import (
    NONCE_BYTES,
    SEQUENCE_NUMBERS,
    DXVA_COPPQueryGlobalProtectionLevel,
    DXVA_COPPQueryProtectionType,
    DXVA_COPPSetProtectionLevel,
    ProtectionType,
)
from coppspec.model.layouts import (
    START_SEQUENCE,
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPStatusData,
    DXVA_COPPStatusInput,
    DXVA_COPPStatusOutput,
)
from coppspec.model.levels import TYPES
from coppspec.oracle.examination import Life

SETTABLE = tuple(ProtectionType[f"COPP_ProtectionType_{name}"] for name in TYPES)
"""The types that a command takes."""


def settable(output: Output) -> tuple[ProtectionType, ...]:
    """The types of an output that a command takes; it can report others as well (Q42)."""
    return tuple(each for each in SETTABLE if each & output.types)


class Calls(NamedTuple):
    """The names of the calls of a session."""

    exchange: str
    start: str
    command: str
    status: str


OF_DEVICE = Calls("COPPKeyExchange", "COPPSequenceStart", "COPPCommand", "COPPQueryStatus")
OF_RENDERER = Calls("KeyExchange", "SessionSequenceStart", "ProtectionCommand", "ProtectionStatus")


class Told(NamedTuple):
    """The answer to a status request."""

    code: int
    sent: bytes
    response: bytes
    key: bytes

    @property
    def is_whole(self) -> bool:
        """Whether it has its 4096 bytes (COPP-304)."""
        return len(self.response) == DXVA_COPPStatusOutput.size

    @property
    def is_authentic(self) -> bool:
        """Whether its tag is right (COPP-422): only who has the session key can make one."""
        return self.code == HResult.S_OK and self.is_whole and mac.is_authentic(self.key, self.response)

    @property
    def is_fresh(self) -> bool:
        """Whether it has the nonce of its request (COPP-176)."""
        return self.is_whole and self._payload[:NONCE_BYTES] == self.sent[:NONCE_BYTES]

    @property
    def flags(self) -> int:
        """The events that it reports."""
        return DXVA_COPPStatusData.get_ulong(self._payload, "dwFlags")

    @property
    def number(self) -> int:
        """What it says."""
        return DXVA_COPPStatusData.get_ulong(self._payload, "dwData")

    @property
    def _payload(self) -> bytes:
        return DXVA_COPPStatusOutput.get_bytes(self.response, "COPPStatus")


class Session:
    """One session; every message of it is right.

    Args:
        life: the driver.
        handle: of its device, or the number of its renderer.
        calls: what is called.
    """

    def __init__(self, life: Life, handle: int, calls: Calls = OF_DEVICE) -> None:
        self.life, self.handle, self.calls = life, handle, calls
        self.random_number = self.certificates = b""
        self.length = 0
        self.key = secrets.token_bytes(NONCE_BYTES)
        self.status_number, self.command_number = (secrets.randbelow(SEQUENCE_NUMBERS - 99) for _ in "12")

    @property
    def device(self) -> int:
        """The handle of its device object."""
        if self.calls is OF_DEVICE:
            return self.handle
        handle: int = self.life.ask("handle", self.handle)[0]
        return handle

    def exchange_keys(self) -> tuple[str, int]:
        """Learn the random number and the certificates; the call that came last, and its code."""
        if self.calls is OF_DEVICE:
            code, self.length = self.life.ask("COPPGetCertificateLength", self.handle)
            if code != HResult.S_OK:
                return "COPPGetCertificateLength", code
        code, self.random_number, self.certificates = self.life.ask(self.calls.exchange, self.handle)
        return self.calls.exchange, code

    def block(self, random_number: bytes | None = None) -> bytes:
        """The sequence start for the driver's random number, or for another one."""
        sequence = START_SEQUENCE.pack(
            rGH=self.random_number if random_number is None else random_number,
            kDI=self.key,
            status_start=self.status_number,
            command_start=self.command_number,
        )
        return sealed(public_key(self.certificates), sequence)

    def start(self) -> int:
        """Start the session.

        Raises:
            InvalidCertificate: the certificates show no key.
        """
        code: int = self.life.ask(self.calls.start, self.handle, self.block())[0]
        return code

    def set_level(self, protection_type: int, level: int) -> int:
        """Set a level."""
        code: int = self.life.ask(self.calls.command, self.handle, self.command(protection_type, level))[0]
        self.command_number += code == HResult.S_OK
        return code

    def command(self, protection_type: int, level: int) -> bytes:
        """The command that sets a level."""
        data = DXVA_COPPSetProtectionLevelCmdData.pack(ProtType=protection_type, ProtLevel=level)
        message = DXVA_COPPCommand.pack(
            guidCommandID=DXVA_COPPSetProtectionLevel,
            dwSequence=self.command_number,
            cbSizeData=len(data),
            CommandData=data,
        )
        return mac.authenticated(self.key, message)

    def request(self, request: UUID = DXVA_COPPQueryProtectionType, protection_type: int = 0) -> bytes:
        """A status request."""
        data = protection_type.to_bytes(4, "little") if protection_type else b""
        return DXVA_COPPStatusInput.pack(
            rApp=secrets.token_bytes(NONCE_BYTES),
            guidStatusRequestID=request,
            dwSequence=self.status_number,
            cbSizeData=len(data),
            StatusData=data,
        )

    def ask(self, request: UUID = DXVA_COPPQueryProtectionType, protection_type: int = 0) -> Told:
        """Ask for a number: the protection types by default."""
        sent = self.request(request, protection_type)
        code, response = self.life.ask(self.calls.status, self.handle, sent)
        self.status_number += code == HResult.S_OK
        return Told(code, sent, response, self.key)

    def level(self, protection_type: int) -> int | None:
        """The level of the connector, as the driver says; None if it says nothing that can be believed."""
        told = self.ask(DXVA_COPPQueryGlobalProtectionLevel, protection_type)
        return told.number if told.is_authentic else None
