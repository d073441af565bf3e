"""The application that a COPP device meets in a trial."""

from dataclasses import dataclass
from random import Random

from coppspec.driver import mac
from coppspec.driver.identity import InvalidCertificate, public_key, shipped_identity
from coppspec.driver.protocol import Capability, Driver, Handle
from coppspec.model.codes import HResult
from coppspec.model.layouts import DXVA_COPPStatusData, DXVA_COPPStatusOutput
from coppspec.model.step import Answer, Configuration, Intent
from coppspec.model.vocabulary import WRAP
from coppspec.properties import device_messages as messages
from coppspec.properties.device_messages import NONCE_BYTES, Numbers, Terms
from coppspec.properties.trial import Deviation, Inspection, Reply

NO_TERMS = Terms(bytes(16), 0, 0)

LENGTH = Inspection("a certificate length above 0", "COPP-130")
RANDOM_NUMBER = Inspection("16 random bytes", "COPP-140")
OWN_RANDOM_NUMBER = Inspection("a random number of its own for each device", "COPP-144")
CERTIFICATES = Inspection("as many bytes of certificates as the length said", "COPP-141")
PUBLIC_KEY = Inspection("a certificate with an RSA-2048 key", "COPP-401")
RESPONSE = Inspection("a response of 4096 bytes", "COPP-304")
TAG = Inspection("a response tagged under the session key", "COPP-422")
PAYLOAD_SIZE = Inspection("the size of the payload structure", "COPP-706")
PAYLOAD = Inspection("the nonce of the request, no flags, no types, and zeros behind them", "COPP-176")
INSPECTIONS = (
    LENGTH,
    RANDOM_NUMBER,
    OWN_RANDOM_NUMBER,
    CERTIFICATES,
    PUBLIC_KEY,
    RESPONSE,
    TAG,
    PAYLOAD_SIZE,
    PAYLOAD,
)


@dataclass
class Side:
    """What the application knows of one session."""

    handle: Handle = 0
    is_open: bool = False
    length: int = 0
    random_number: bytes = bytes(NONCE_BYTES)
    proposed: Terms = NO_TERMS
    """The terms of the last sequence start."""
    terms: Terms = NO_TERMS
    """The terms of the one that succeeded."""
    nonce: bytes = b""


class DeviceHarness:
    """Makes calls on several devices of one driver.

    Args:
        driver: what is called.
        sessions: how many devices.
        random: for keys, numbers and damage; the same seed makes the same ones.
    """

    codes = HResult

    def __init__(self, driver: Driver, sessions: int, random: Random) -> None:
        self._driver = driver
        self._random = random
        self._sides = [Side() for _ in range(sessions)]
        self._seen: set[bytes] = set()
        self._public_key = shipped_identity().key.public_key()
        """For a block that is sent before any certificate was seen."""
        self._plays = {
            "COPPOpenVideoSession": self._open,
            "COPPGetCertificateLength": self._get_certificate_length,
            "COPPKeyExchange": self._key_exchange,
            "COPPSequenceStart": self._sequence_start,
            "COPPCommand": self._command,
            "COPPQueryStatus": self._query_status,
            "COPPCloseVideoSession": self._close,
            "device lost": self._lose,
        }
        self._inspections = {
            "certificate length": self._inspect_length,
            "random number": self._inspect_random_number,
            "certificate": self._inspect_certificate,
            "status": self._inspect_status,
        }

    def play(self, intent: Intent, before: Configuration) -> Reply:
        """Make the call on its device."""
        return self._plays[intent.call](intent, self._sides[intent.session or 0], before)

    def inspect(self, intent: Intent, answer: Answer, reply: Reply, /) -> Deviation | None:
        """Look at what was handed out."""
        side = self._sides[intent.session or 0]
        deviations = (self._inspections[name](side, reply) for name in answer.gives)
        return next((deviation for deviation in deviations if deviation is not None), None)

    # The calls.

    def _open(self, intent: Intent, side: Side, _: Configuration) -> Reply:
        code, handle = self._driver.open_video_session(0, side.handle if side.is_open else 0)
        if code == HResult.S_OK:
            self._sides[intent.session or 0] = Side(handle, is_open=True)
        return Reply(code)

    def _get_certificate_length(self, _: Intent, side: Side, __: Configuration) -> Reply:
        code, length = self._driver.get_certificate_length(side.handle)
        return Reply(code, given={"certificate length": length})

    def _key_exchange(self, _: Intent, side: Side, __: Configuration) -> Reply:
        code, number, certificates = self._driver.key_exchange(side.handle)
        return Reply(code, given={"random number": number, "certificate": certificates})

    def _sequence_start(self, intent: Intent, side: Side, _: Configuration) -> Reply:
        side.proposed = messages.new_terms(self._random)
        others = [each.random_number for each in self._sides if each is not side and any(each.random_number)]
        numbers = Numbers(side.random_number, others[0] if others else self._random.randbytes(NONCE_BYTES))
        block = messages.start_block(intent.defects, self._public_key, numbers, side.proposed, self._random)
        code = self._driver.sequence_start(side.handle, block)
        if code == HResult.S_OK:
            side.terms = side.proposed
        return Reply(code, block)

    def _command(self, intent: Intent, side: Side, before: Configuration) -> Reply:
        number = (
            side.terms.command_start + before.sessions[intent.session or 0].command_number + intent.number
        )
        others = [
            each.terms.session_key for each in self._sides if each is not side and each.terms != NO_TERMS
        ]
        other_key = others[0] if others else self._random.randbytes(16)
        command = messages.command(
            intent.defects, side.terms.session_key, other_key, number % WRAP, self._random
        )
        return Reply(self._driver.command(side.handle, command), command)

    def _query_status(self, intent: Intent, side: Side, before: Configuration) -> Reply:
        number = side.terms.status_start + before.sessions[intent.session or 0].status_number + intent.number
        side.nonce = self._random.randbytes(NONCE_BYTES)
        request = messages.status_request(intent.defects, side.nonce, number % WRAP, self._random)
        code, response = self._driver.query_status(side.handle, request)
        return Reply(code, request, {"status": response})

    def _close(self, _: Intent, side: Side, __: Configuration) -> Reply:
        code = self._driver.close_video_session(side.handle)
        side.is_open = side.is_open and code != HResult.S_OK
        return Reply(code)

    def _lose(self, _: Intent, side: Side, __: Configuration) -> Reply:
        self._driver.inject(Capability.DEVICE_LOST, side.handle)
        side.is_open = False
        return Reply(None)

    # What they hand out.

    def _inspect_length(self, side: Side, reply: Reply) -> Deviation | None:
        length: int = reply.given["certificate length"]
        if length <= 0:
            return LENGTH.broken(f"gave {length}")
        side.length = length
        return None

    def _inspect_random_number(self, side: Side, reply: Reply) -> Deviation | None:
        number: bytes = reply.given["random number"]
        if len(number) != NONCE_BYTES:
            return RANDOM_NUMBER.broken(f"gave {len(number)}")
        if number in self._seen:
            return OWN_RANDOM_NUMBER.broken("gave one twice")
        self._seen.add(number)
        side.random_number = number
        return None

    def _inspect_certificate(self, side: Side, reply: Reply) -> Deviation | None:
        certificates: bytes = reply.given["certificate"]
        if len(certificates) != side.length:
            return CERTIFICATES.broken(f"gave {len(certificates)}, not {side.length}")
        try:
            self._public_key = public_key(certificates)
        except InvalidCertificate as error:
            return PUBLIC_KEY.broken(f"gave another: {error}")
        return None

    def _inspect_status(self, side: Side, reply: Reply) -> Deviation | None:
        response: bytes = reply.given["status"]
        if len(response) != DXVA_COPPStatusOutput.size:
            return RESPONSE.broken(f"gave {len(response)}")
        if not mac.is_authentic(side.terms.session_key, response):
            return TAG.broken("gave another tag")
        size = DXVA_COPPStatusOutput.get_ulong(response, "cbSizeData")
        if size != DXVA_COPPStatusData.size:
            return PAYLOAD_SIZE.broken(f"said {size}")
        area = DXVA_COPPStatusOutput.get_bytes(response, "COPPStatus")
        if area != DXVA_COPPStatusData.pack(rApp=side.nonce).ljust(len(area), b"\0"):
            return PAYLOAD.broken("gave another payload")
        return None
