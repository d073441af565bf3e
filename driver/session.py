"""A protected video session of the reference driver: from its opening to its end.

It is written from the clauses. Every check is one small method that is named for what it verifies, so a
driver that forgets one is a subclass with that method overridden.
"""

import os
from collections.abc import Callable

from cryptography.hazmat.primitives.constant_time import bytes_eq

from coppspec.driver.certificate_xml import LONGEST_CHAIN
from coppspec.driver.identity import Identity
from coppspec.driver.levels import TYPES, SharedConnector
from coppspec.driver.options import Options
from coppspec.driver.refusal import Refused
from coppspec.driver.start_block import unpadded, unsealed
from coppspec.model.codes import HResult
from coppspec.model.constants import (
    AES_KEY_BYTES,
    NONCE_BYTES,
    RSA_MODULUS_BYTES,
    SEQUENCE_NUMBERS,
    SESSION_START_PLAINTEXT_BYTES,
    COPPDeviceState,
    ProtectionType,
    StatusFlags,
)
from coppspec.model.layouts import START_SEQUENCE

NO_NUMBER = 0xFFFFFFFF
"""Stands for the sequence numbers of a session that is not active; nothing is compared with it (COPP-127)."""


class ProtectedSession:
    """What a COPP device is before it takes commands and status requests.

    Args:
        identity: the driver's key pair and certificates.
        connector: what the device shares with others.
        options: the reading of the silent points.
        random_bytes: where random numbers come from: so many bytes of them.
    """

    def __init__(
        self,
        identity: Identity,
        connector: SharedConnector,
        options: Options | None = None,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.identity = identity
        self.connector = connector
        self.options = options or Options()
        self.random_bytes = random_bytes
        self.state: COPPDeviceState | None = None
        self.attempted = False
        self.ended = False
        """Whether the last sequence number, or a wrong tag, has ended the session (Q08, Q09)."""
        self.random_number = b""
        self.session_key = b""
        self.status_number = NO_NUMBER
        self.command_number = NO_NUMBER
        self.levels: dict[ProtectionType, int] = {}
        """The local level of each type that the connector supports."""
        self.flags = 0
        """The events that are yet to be reported."""
        self.nonces: set[bytes] = set()
        """The nonces of the status requests that were answered (Q46)."""
        self.own_signal = (0, 0)
        """A TV protection standard and an aspect ratio, where each device has its own (X04)."""

    # The calls.

    def open(self) -> None:
        """COPPOpenVideoSession: the device counts at level 0 of every type (COPP-124)."""
        self.verify_not_open()
        self.verify_dual_view()
        for each in TYPES:
            if each & self.connector.output.types:
                self.levels[each] = 0
                self.connector.add(each, 0)
        self.state = COPPDeviceState.COPP_OPENED

    def get_certificate_length(self) -> int:
        """COPPGetCertificateLength: the size of the certificates in bytes."""
        self.verify_opened()
        self.state = COPPDeviceState.COPP_CERT_LENGTH_RETURNED
        return len(self.certificates())

    def key_exchange(self) -> tuple[bytes, bytes]:
        """COPPKeyExchange: a fresh random number and the certificates."""
        self.verify_cert_length_returned()
        self.random_number = self.random_bytes(NONCE_BYTES)
        self.state = COPPDeviceState.COPP_KEY_EXCHANGED
        return self.random_number, self.certificates()

    def certificates(self) -> bytes:
        """The chain of certificates; white space behind it takes it beyond the recommended bounds (X06)."""
        beyond = LONGEST_CHAIN if self.options.chain_bounds == "other bounds" else 0
        return self.identity.certificates + b"\n" * beyond

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

    def close(self) -> None:
        """COPPCloseVideoSession, or the loss of the device: its levels count no more (COPP-184, COPP-185)."""
        for each, level in self.levels.items():
            self.connector.remove(each, level)
        self.levels = {}
        self.state = None
        self.session_key = bytes(AES_KEY_BYTES)

    def following(self, number: int) -> int:
        """The sequence number after this one: modulo 2^32, or the session ends (COPP-434, Q08)."""
        if number == SEQUENCE_NUMBERS - 1 and self.options.counter_wrap == "session ends":
            self.end()
        return (number + 1) % SEQUENCE_NUMBERS

    def end(self) -> None:
        """Serve nothing any more; the levels count until the device is closed (Q08, Q09)."""
        self.state = COPPDeviceState.COPP_KEY_EXCHANGED
        self.ended = True

    def record(self, event: StatusFlags) -> None:
        """Remember an event for the next status response (COPP-806, Q27)."""
        if self.records_events():
            self.flags |= event
        if event is StatusFlags.COPP_LinkLost and self.options.link_loss_effect == "resets":
            self.reset_levels()

    def reset_levels(self) -> None:
        """Level 0 of every type (Q29)."""
        for each, level in self.levels.items():
            self.connector.move(each, level, 0)
        self.levels = dict.fromkeys(self.levels, 0)
        self.connector.lose_link()

    def records_events(self) -> bool:
        """Whether an event that happens now concerns this device."""
        return (
            self.options.event_recording == "from open" or self.state is COPPDeviceState.COPP_SESSION_ACTIVE
        )

    # The checks of order, one for each call.

    def verify_not_open(self) -> None:
        """A device is opened once (Q22)."""
        if self.state is not None:
            raise Refused(HResult.E_UNEXPECTED)

    def verify_dual_view(self) -> None:
        """The output shows no clone of another (COPP-126)."""
        if not self.connector.output.dual_view:
            raise Refused(HResult.DDERR_UNSUPPORTEDMODE)

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
        """One sequence start is expected, whether it succeeds or not (COPP-154, Q04), none later (Q09)."""
        retries = self.options.sequence_start_retry == "retry"
        if self.ended or (self.attempted and not retries):
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
        return bytes_eq(sequence[:NONCE_BYTES], self.random_number)

    def _expect(self, state: COPPDeviceState) -> None:
        if self.state is not state:
            raise Refused(HResult.E_UNEXPECTED)
