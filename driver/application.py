"""The application's side of COPP, as far as a session start and its confirmation need it."""

import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.constant_time import bytes_eq

from coppspec.driver import mac
from coppspec.driver.identity import public_key
from coppspec.driver.protocol import Driver, Handle
from coppspec.driver.start_block import sealed
from coppspec.model.codes import HResult, name_of
from coppspec.model.constants import AES_KEY_BYTES, DXVA_COPPQueryProtectionType, StatusFlags
from coppspec.model.layouts import (
    START_SEQUENCE,
    DXVA_COPPStatusData,
    DXVA_COPPStatusInput,
    DXVA_COPPStatusOutput,
)

NONCE_BYTES = 16
NUMBERS = 1 << 32


class SessionError(Exception):
    """The driver refused a call, or its response is not to be trusted: the application does not play."""


@dataclass
class Application:
    """An application that starts a protected video session and asks what the connector offers.

    >>> from coppspec.driver.reference import ReferenceDriver
    >>> application = Application(ReferenceDriver())
    >>> application.start()
    >>> application.protection_types()
    0
    >>> application.close()
    """

    driver: Driver
    handle: Handle = 0
    session_key: bytes = b""
    status_number: int = 0
    command_number: int = 0

    def start(self) -> None:
        """Open, certificate length, key exchange, sequence start: the order of the document (COPP-502).

        Raises:
            SessionError: the driver refuses a step, or its certificate has another length than it said.
            InvalidCertificate: no public key can be read from the certificate.
        """
        code, self.handle = self.driver.open_video_session(0)
        _expect_success("COPPOpenVideoSession", code)
        code, length = self.driver.get_certificate_length(self.handle)
        _expect_success("COPPGetCertificateLength", code)
        code, random_number, certificates = self.driver.key_exchange(self.handle)
        _expect_success("COPPKeyExchange", code)
        if len(random_number) != NONCE_BYTES:
            raise SessionError(f"the driver gave a random number of {len(random_number)} bytes, not of 16")
        if len(certificates) != length:
            raise SessionError(f"the driver said {length} bytes of certificates and gave {len(certificates)}")
        self.session_key = secrets.token_bytes(AES_KEY_BYTES)
        self.status_number = secrets.randbelow(NUMBERS)
        self.command_number = secrets.randbelow(NUMBERS)
        sequence = START_SEQUENCE.pack(
            rGH=random_number,
            kDI=self.session_key,
            status_start=self.status_number,
            command_start=self.command_number,
        )
        block = sealed(public_key(certificates), sequence)
        _expect_success("COPPSequenceStart", self.driver.sequence_start(self.handle, block))

    def protection_types(self) -> int:
        """The protection types that the connector offers, checked as COPP-441 to COPP-444 say.

        Raises:
            SessionError: the request is refused, or the response is not the driver's own and fresh.
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        request = DXVA_COPPStatusInput.pack(
            rApp=nonce, guidStatusRequestID=DXVA_COPPQueryProtectionType, dwSequence=self.status_number
        )
        code, response = self.driver.query_status(self.handle, request)
        _expect_success("COPPQueryStatus", code)
        self.status_number = (self.status_number + 1) % NUMBERS
        if len(response) != DXVA_COPPStatusOutput.size:
            raise SessionError(f"the status response has {len(response)} bytes, not 4096 (COPP-304)")
        if not mac.is_authentic(self.session_key, response):
            raise SessionError("the status response is not authentic (COPP-441)")
        payload = DXVA_COPPStatusOutput.get_bytes(response, "COPPStatus")
        if not bytes_eq(DXVA_COPPStatusData.get_bytes(payload, "rApp"), nonce):
            raise SessionError("the status response answers another request (COPP-442)")
        if DXVA_COPPStatusOutput.get_ulong(response, "cbSizeData") != DXVA_COPPStatusData.size:
            raise SessionError("the status response holds another structure (COPP-444)")
        flags = StatusFlags(DXVA_COPPStatusData.get_ulong(payload, "dwFlags"))
        if flags & (StatusFlags.COPP_LinkLost | StatusFlags.COPP_RenegotiationRequired):
            raise SessionError(f"the driver reports {flags!r} (COPP-443)")
        return DXVA_COPPStatusData.get_ulong(payload, "dwData")

    def close(self) -> None:
        """COPPCloseVideoSession; the key is forgotten.

        Raises:
            SessionError: the driver refuses.
        """
        self.session_key = b""
        _expect_success("COPPCloseVideoSession", self.driver.close_video_session(self.handle))


def _expect_success(call: str, code: int) -> None:
    if code != HResult.S_OK:
        raise SessionError(f"{call} was answered with {name_of(code, HResult)}")
