"""The COPP device of the reference driver, written from the clauses: one object for each session.

Every check is one small method that is named for what it verifies, so a driver that forgets one is a
subclass with that method overridden. The device knows no command and one status request: it serves a
connector that offers no protection type.
"""

import os
from collections.abc import Callable

from cryptography.hazmat.primitives.constant_time import bytes_eq

from coppspec.driver import mac
from coppspec.driver.identity import Identity
from coppspec.driver.options import Options
from coppspec.driver.refusal import Refused
from coppspec.driver.start_block import unpadded, unsealed
from coppspec.model.codes import HResult
from coppspec.model.constants import (
    AES_KEY_BYTES,
    RSA_MODULUS_BYTES,
    SESSION_START_PLAINTEXT_BYTES,
    COPPDeviceState,
    DXVA_COPPQueryProtectionType,
    DXVA_COPPSetProtectionLevel,
    DXVA_COPPSetSignaling,
)
from coppspec.model.layouts import (
    START_SEQUENCE,
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPSetSignalingCmdData,
    DXVA_COPPStatusData,
    DXVA_COPPStatusInput,
    DXVA_COPPStatusOutput,
)

RANDOM_NUMBER_BYTES = 16
NUMBERS = 1 << 32

COMMAND_DATA = {
    DXVA_COPPSetProtectionLevel: DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPSetSignaling: DXVA_COPPSetSignalingCmdData,
}
COMMAND_AREA = DXVA_COPPCommand.field("CommandData").size


class COPPDevice:
    """One video session of the driver.

    Args:
        identity: the driver's key pair and certificates.
        options: the reading of the silent points.
        random_bytes: where random numbers come from: so many bytes of them.
    """

    def __init__(
        self,
        identity: Identity,
        options: Options | None = None,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.identity = identity
        self.options = options or Options()
        self.random_bytes = random_bytes
        self.state: COPPDeviceState | None = None
        self.attempted = False
        self.random_number = b""
        self.session_key = b""
        self.status_number = 0
        self.command_number = 0

    # The calls.

    def open(self) -> None:
        """COPPOpenVideoSession."""
        self.verify_not_open()
        self.state = COPPDeviceState.COPP_OPENED

    def get_certificate_length(self) -> int:
        """COPPGetCertificateLength: the size of the certificates in bytes."""
        self.verify_opened()
        self.state = COPPDeviceState.COPP_CERT_LENGTH_RETURNED
        return len(self.identity.certificates)

    def key_exchange(self) -> tuple[bytes, bytes]:
        """COPPKeyExchange: a fresh random number and the certificates."""
        self.verify_cert_length_returned()
        self.random_number = self.random_bytes(RANDOM_NUMBER_BYTES)
        self.state = COPPDeviceState.COPP_KEY_EXCHANGED
        return self.random_number, self.identity.certificates

    def sequence_start(self, signature: bytes) -> None:
        """COPPSequenceStart: takes the session key and the starting numbers out of the block."""
        self.verify_key_exchanged()
        self.verify_first_attempt()
        if self.options.short_block == "invalid argument":
            self.verify_size(signature, RSA_MODULUS_BYTES)
        self.attempted = True
        sequence = self.decrypted(signature[:RSA_MODULUS_BYTES])
        self.verify_random_number(sequence)
        self.begin(sequence)

    def begin(self, sequence: bytes) -> None:
        """Store what the start sequence brings, and enter protected mode (COPP-153)."""
        self.session_key = START_SEQUENCE.get_bytes(sequence, "kDI")
        self.status_number = START_SEQUENCE.get_ulong(sequence, "status_start")
        self.command_number = START_SEQUENCE.get_ulong(sequence, "command_start")
        self.state = COPPDeviceState.COPP_SESSION_ACTIVE

    def command(self, command: bytes) -> None:
        """COPPCommand: the checks in the order of the sample (COPP-165)."""
        self.verify_active_for_command()
        self.verify_command_input(command)
        self.verify_command_number(command)
        self.verify_command_identifier(command)
        self.verify_command_data_size(command)
        self.verify_command_tag(command)
        self.verify_protection_type()

    def query_status(self, request: bytes) -> bytes:
        """COPPQueryStatus: the checks in the order of the sample (COPP-173), and the tagged response."""
        self.verify_active_for_status()
        self.verify_status_input(request)
        self.verify_status_number(request)
        self.verify_request_identifier(request)
        self.verify_request_data_size(request)
        self.status_number = (self.status_number + 1) % NUMBERS
        return self.response(request)

    def response(self, request: bytes) -> bytes:
        """The types that the connector offers, none, for the application's nonce (COPP-176, COPP-701)."""
        payload = DXVA_COPPStatusData.pack(rApp=DXVA_COPPStatusInput.get_bytes(request, "rApp"))
        message = DXVA_COPPStatusOutput.pack(cbSizeData=len(payload), COPPStatus=payload)
        return mac.authenticated(self.session_key, message)

    def close(self) -> None:
        """COPPCloseVideoSession, or the loss of the device: the key is erased (COPP-185)."""
        self.state = None
        self.session_key = bytes(AES_KEY_BYTES)

    # The checks of order, one for each call.

    def verify_not_open(self) -> None:
        """A device is opened once (Q22)."""
        if self.state is not None:
            raise Refused(HResult.E_UNEXPECTED)

    def verify_opened(self) -> None:
        """The length is asked for after the open (COPP-131)."""
        self._expect(COPPDeviceState.COPP_OPENED)

    def verify_cert_length_returned(self) -> None:
        """Keys are exchanged after the length was returned (COPP-142)."""
        self._expect(COPPDeviceState.COPP_CERT_LENGTH_RETURNED)

    def verify_key_exchanged(self) -> None:
        """The sequence starts after the key exchange (COPP-151)."""
        self._expect(COPPDeviceState.COPP_KEY_EXCHANGED)

    def verify_first_attempt(self) -> None:
        """One sequence start is expected, whether it succeeds or not (COPP-154, Q04)."""
        if self.attempted and self.options.sequence_start_retry == "one attempt":
            raise Refused(HResult.E_UNEXPECTED)

    def verify_active_for_command(self) -> None:
        """Commands exist in protected mode only (COPP-161)."""
        self._expect(COPPDeviceState.COPP_SESSION_ACTIVE)

    def verify_active_for_status(self) -> None:
        """Status requests exist in protected mode only (COPP-171)."""
        self._expect(COPPDeviceState.COPP_SESSION_ACTIVE)

    # The checks of a sequence start.

    def verify_size(self, buffer: bytes, size: int) -> None:
        """The display driver passes on no buffer that is too short (COPP-104)."""
        if len(buffer) < size:
            raise Refused(HResult.E_INVALIDARG)

    def decrypted(self, block: bytes) -> bytes:
        """The start sequence out of a block, with what follows it (COPP-408)."""
        sequence = unsealed(self.identity.key, block)
        if self.options.padding_check == "ignore" and not self.has_random_number(sequence or b""):
            sequence = unpadded(self.identity.key, block)
        if sequence is None:
            raise Refused(HResult.E_UNEXPECTED)
        self.verify_length(sequence)
        return sequence

    def verify_length(self, sequence: bytes) -> None:
        """At least 40 bytes were encrypted (COPP-409)."""
        if len(sequence) < SESSION_START_PLAINTEXT_BYTES:
            raise Refused(HResult.E_UNEXPECTED)

    def verify_random_number(self, sequence: bytes) -> None:
        """The sequence begins with the random number of this device (COPP-152)."""
        if not self.has_random_number(sequence):
            raise Refused(HResult.E_UNEXPECTED)

    def has_random_number(self, sequence: bytes) -> bool:
        """Whether all 16 bytes of the random number stand in front (Q03)."""
        return bytes_eq(sequence[:RANDOM_NUMBER_BYTES], self.random_number)

    # The checks of a command.

    def verify_command_input(self, command: bytes) -> None:
        """The display driver passes on no command that is too short (COPP-104)."""
        self.verify_size(command, DXVA_COPPCommand.size)

    def verify_command_number(self, command: bytes) -> None:
        """The number is exactly the one that is due (COPP-432)."""
        if DXVA_COPPCommand.get_ulong(command, "dwSequence") != self.command_number:
            raise Refused(HResult.E_INVALIDARG)

    def verify_command_identifier(self, command: bytes) -> None:
        """There are two commands (COPP-162)."""
        if DXVA_COPPCommand.get_guid(command, "guidCommandID") not in COMMAND_DATA:
            raise Refused(HResult.E_INVALIDARG)

    def verify_command_data_size(self, command: bytes) -> None:
        """The data fills its structure at least, and its area at most (Q13)."""
        data = COMMAND_DATA.get(DXVA_COPPCommand.get_guid(command, "guidCommandID"))
        smallest = 0 if data is None else data.size
        if not smallest <= DXVA_COPPCommand.get_ulong(command, "cbSizeData") <= COMMAND_AREA:
            raise Refused(HResult.E_INVALIDARG)

    def verify_command_tag(self, command: bytes) -> None:
        """The tag is that of all bytes behind it, under the session key (COPP-421, COPP-425)."""
        if not mac.is_authentic(self.session_key, command):
            raise Refused(HResult.E_UNEXPECTED)

    def verify_protection_type(self) -> None:
        """The connector offers no protection type, so no parameters are valid for it (COPP-163)."""
        raise Refused(HResult.E_INVALIDARG)

    # The checks of a status request.

    def verify_status_input(self, request: bytes) -> None:
        """The display driver passes on no request that is too short (COPP-104)."""
        self.verify_size(request, DXVA_COPPStatusInput.size)

    def verify_status_number(self, request: bytes) -> None:
        """The number is exactly the one that is due (COPP-432)."""
        if DXVA_COPPStatusInput.get_ulong(request, "dwSequence") != self.status_number:
            raise Refused(HResult.E_INVALIDARG)

    def verify_request_identifier(self, request: bytes) -> None:
        """The request is one that the device answers (Q14)."""
        if DXVA_COPPStatusInput.get_guid(request, "guidStatusRequestID") != DXVA_COPPQueryProtectionType:
            raise Refused(HResult.E_INVALIDARG)

    def verify_request_data_size(self, request: bytes) -> None:
        """A request without input says so (COPP-174)."""
        if DXVA_COPPStatusInput.get_ulong(request, "cbSizeData") != 0:
            raise Refused(HResult.E_INVALIDARG)

    def _expect(self, state: COPPDeviceState) -> None:
        if self.state is not state:
            raise Refused(HResult.E_UNEXPECTED)
