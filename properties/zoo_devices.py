"""Wrong COPP devices: each overrides one method of the reference device."""

from functools import partial
from uuid import UUID

from coppspec.driver import mac
from coppspec.driver.device import COPPDevice
from coppspec.driver.start_block import unsealed
from coppspec.model.constants import AES_KEY_BYTES, MAC_TAG_BYTES, COPPDeviceState
from coppspec.model.device import (
    CERT_LENGTH_RETURNED,
    KEY_EXCHANGED,
    OPENED,
    S_OK,
    SESSION_ACTIVE,
)
from coppspec.model.device_calls import ATTEMPT_SPENT, SET_PROTECTION_LEVEL
from coppspec.model.language import SAME, Machine, Row
from coppspec.model.layouts import (
    START_SEQUENCE,
    DXVA_COPPStatusData,
    DXVA_COPPStatusInput,
    DXVA_COPPStatusOutput,
)
from coppspec.properties.edits import blind_to, with_row, without_rung
from coppspec.properties.zoo import HDCP_LEVELS, MESSAGES, ONE, ONE_STATE_MORE, TWO, WrongDriver


class OpensADeviceTwice(COPPDevice):
    """Forgets that it is open."""

    def verify_not_open(self) -> None:
        """Not checked."""


class ReturnsTheCertificateLengthInAnyState(COPPDevice):
    """Forgets the first check of order."""

    def verify_opened(self) -> None:
        """Not checked."""


class ExchangesKeysInAnyState(COPPDevice):
    """Forgets the second check of order."""

    def verify_cert_length_returned(self) -> None:
        """Not checked."""


class StartsTheSequenceInAnyState(COPPDevice):
    """Forgets the third check of order; a block that comes too early uses up the attempt."""

    def verify_key_exchanged(self) -> None:
        """Not checked."""


class TakesCommandsInAnyState(COPPDevice):
    """Forgets that commands need an active session."""

    def verify_active_for_command(self) -> None:
        """Not checked; before a session has begun, its key is all zeros."""
        self.session_key = self.session_key or bytes(AES_KEY_BYTES)


class AnswersStatusRequestsInAnyState(COPPDevice):
    """Forgets that status requests need an active session."""

    def verify_active_for_status(self) -> None:
        """Not checked; before a session has begun, its key is all zeros."""
        self.session_key = self.session_key or bytes(AES_KEY_BYTES)


class AllowsASecondSequenceStart(COPPDevice):
    """Replaces the key of an active session."""

    def verify_key_exchanged(self) -> None:
        """Takes an active session for one that is not yet."""
        if self.state is not COPPDeviceState.COPP_SESSION_ACTIVE:
            super().verify_key_exchanged()

    def verify_first_attempt(self) -> None:
        """Not checked in an active session."""
        if self.state is not COPPDeviceState.COPP_SESSION_ACTIVE:
            super().verify_first_attempt()


class NeverComparesTheRandomNumber(COPPDevice):
    """Takes any block that was sealed for it."""

    def verify_random_number(self, sequence: bytes) -> None:
        """Not checked."""


class ComparesTheRandomNumberOnFourBytes(COPPDevice):
    """Does as the documents' sample does (Q03)."""

    def has_random_number(self, sequence: bytes) -> bool:
        """Whether the first four bytes are right."""
        return sequence[:4] == self.random_number[:4]


class StoresTheKeyBeforeTheRandomNumberIsVerified(COPPDevice):
    """Overwrites the key and the numbers with those of a block that it then refuses."""

    def sequence_start(self, signature: bytes) -> None:
        """Takes the terms of the block before anything is checked."""
        sequence = unsealed(self.identity.key, signature) or b""
        if len(sequence) >= START_SEQUENCE.size:
            self.session_key = START_SEQUENCE.get_bytes(sequence, "kDI")
            self.status_number = START_SEQUENCE.get_ulong(sequence, "status_start")
            self.command_number = START_SEQUENCE.get_ulong(sequence, "command_start")
        super().sequence_start(signature)


class SwapsTheStartingNumbers(COPPDevice):
    """Takes the command number for the status number."""

    def begin(self, sequence: bytes) -> None:
        """Begins, with the two the wrong way round."""
        super().begin(sequence)
        self.status_number, self.command_number = self.command_number, self.status_number


class TakesThirtyNineBytesForAStartSequence(COPPDevice):
    """Fills up a start sequence that is too short."""

    def verify_length(self, sequence: bytes) -> None:
        """Not checked."""

    def begin(self, sequence: bytes) -> None:
        """Begins with zeros for what is missing."""
        super().begin(sequence.ljust(START_SEQUENCE.size, b"\0"))


class GivesEveryDeviceTheSameRandomNumber(COPPDevice):
    """Has no source of random numbers."""

    def key_exchange(self) -> tuple[bytes, bytes]:
        """Hands out the one number."""
        _, certificates = super().key_exchange()
        self.random_number = b"COPP random no 1"
        return self.random_number, certificates


class ReportsALengthOfItsOwn(COPPDevice):
    """Says another length than the certificates have."""

    def get_certificate_length(self) -> int:
        """One more than there is."""
        return super().get_certificate_length() + 1


class KeepsTheNumberOfAnAnsweredRequest(COPPDevice):
    """Takes the same status number twice."""

    def query_status(self, request: bytes) -> bytes:
        """Answers, and stays where it was."""
        number = self.status_number
        response = super().query_status(request)
        self.status_number = number
        return response


class UsesUpTheNumberOfARefusedRequest(COPPDevice):
    """Advances before it has looked at the request."""

    def verify_request_data_size(self, identifier: UUID, request: bytes) -> None:
        """Advances first."""
        number = self.status_number
        self.status_number += 1
        super().verify_request_data_size(identifier, request)
        self.status_number = number


class TakesACommandWithAnyTag(COPPDevice):
    """Does not authenticate commands."""

    def verify_command_tag(self, command: bytes) -> None:
        """Not checked."""


class SendsResponsesWithoutATag(COPPDevice):
    """Does not authenticate its responses."""

    def response(self, payload: bytes) -> bytes:
        """The response, with zeros for a tag."""
        return bytes(MAC_TAG_BYTES) + super().response(payload)[MAC_TAG_BYTES:]


class ForgetsTheNonceOfARequest(COPPDevice):
    """Answers every request alike, so that a response can be replayed."""

    def response(self, payload: bytes) -> bytes:
        """The response to a nonce of zeros."""
        return super().response(DXVA_COPPStatusData.put(payload, rApp=bytes(16)))


class SaysThatItHasNoCertificates(COPPDevice):
    """Reports a length of 0."""

    def get_certificate_length(self) -> int:
        """Nothing."""
        super().get_certificate_length()
        return 0


class GivesFifteenRandomBytes(COPPDevice):
    """Hands out a random number that is too short."""

    def key_exchange(self) -> tuple[bytes, bytes]:
        """One byte less."""
        number, certificates = super().key_exchange()
        return number[1:], certificates


class ShowsNoPublicKey(COPPDevice):
    """Hands out something else for its certificates, of the right length."""

    def key_exchange(self) -> tuple[bytes, bytes]:
        """Blanks."""
        number, certificates = super().key_exchange()
        return number, b" " * len(certificates)


class SendsShortResponses(COPPDevice):
    """Sends the payload and nothing behind it."""

    def response(self, payload: bytes) -> bytes:
        """The beginning of the response."""
        return super().response(payload)[:52]


class SaysAnotherPayloadSize(COPPDevice):
    """Takes the size of the area for that of the payload."""

    def response(self, payload: bytes) -> bytes:
        """The response with another size, and a tag that is right."""
        response = super().response(payload)
        area = DXVA_COPPStatusOutput.field("COPPStatus").size
        return mac.authenticated(self.session_key, DXVA_COPPStatusOutput.put(response, cbSizeData=area))


class LeavesRubbishBehindThePayload(COPPDevice):
    """Does not clear the area of the response."""

    def response(self, payload: bytes) -> bytes:
        """The response with a byte that nobody asked for, and a tag that is right."""
        return mac.authenticated(self.session_key, super().response(payload)[:-1] + b"?")


class TakesAnOldRequestAfterAForgedCommand(COPPDevice):
    """Takes it that a refused command has cost it the numbers, and follows those of the next request."""

    astray = False

    def verify_command_tag(self, command: bytes) -> None:
        """Checked; where the tag is wrong, the numbers are in doubt as well."""
        self.astray = True
        super().verify_command_tag(command)
        self.astray = False

    def verify_status_number(self, request: bytes) -> None:
        """Whatever number it has, once."""
        if self.astray:
            self.status_number = DXVA_COPPStatusInput.get_ulong(request, "dwSequence")
            self.astray = False
        super().verify_status_number(request)


def _accepts(machine: Machine, *, call: str, states: tuple[str, ...], leads_to: str) -> Machine:
    gives = {row.call: row.does for row in machine.rows if row.answer is S_OK}
    return with_row(machine, Row(call, states, S_OK, leads_to, gives[call], "COPP-502"))


OPEN = (OPENED, CERT_LENGTH_RETURNED, KEY_EXCHANGED, ATTEMPT_SPENT, SESSION_ACTIVE)

# fmt: off
WRONG_DEVICES = (
    WrongDriver(OpensADeviceTwice, ONE, 2, ("Q22",),
                table=partial(_accepts, call="COPPOpenVideoSession", states=OPEN, leads_to=OPENED)),
    WrongDriver(ReturnsTheCertificateLengthInAnyState, ONE, 3, ("COPP-131", "COPP-502", "COPP-506"),
                table=partial(_accepts, call="COPPGetCertificateLength", states=OPEN, leads_to=CERT_LENGTH_RETURNED)),
    WrongDriver(ExchangesKeysInAnyState, ONE, 2, ("COPP-142", "COPP-502", "COPP-506", "COPP-501"),
                table=partial(_accepts, call="COPPKeyExchange", states=OPEN, leads_to=KEY_EXCHANGED)),
    WrongDriver(StartsTheSequenceInAnyState, ONE, 2, ("COPP-151", "COPP-502")),
    WrongDriver(TakesCommandsInAnyState, ONE, 2, ("COPP-161",)),
    WrongDriver(AnswersStatusRequestsInAnyState, ONE, 2, ("COPP-171",),
                table=partial(_accepts, call="COPPQueryStatus", states=OPEN, leads_to=SAME)),
    WrongDriver(AllowsASecondSequenceStart, HDCP_LEVELS, 5, ("COPP-151", "COPP-154"),
                table=partial(_accepts, call="COPPSequenceStart", states=(SESSION_ACTIVE,), leads_to=SAME)),
    WrongDriver(NeverComparesTheRandomNumber, ONE, 4, ("COPP-152",),
                table=partial(without_rung, call="COPPSequenceStart", name="random number")),
    WrongDriver(ComparesTheRandomNumberOnFourBytes, ONE, 4, ("COPP-152", "COPP-402", "Q03"),
                table=partial(blind_to, call="COPPSequenceStart", defect="random number right in 4 bytes")),
    WrongDriver(StoresTheKeyBeforeTheRandomNumberIsVerified, ONE, 6, ("COPP-162", "COPP-505")),
    WrongDriver(SwapsTheStartingNumbers, MESSAGES, 5, ("COPP-162", "COPP-176", "COPP-403")),
    WrongDriver(TakesThirtyNineBytesForAStartSequence, ONE, 4, ("COPP-409",),
                table=partial(without_rung, call="COPPSequenceStart", name="40 bytes")),
    WrongDriver(GivesEveryDeviceTheSameRandomNumber, TWO, 6, ("COPP-144",)),
    WrongDriver(ReportsALengthOfItsOwn, ONE, 3, ("COPP-130", "COPP-141")),
    WrongDriver(KeepsTheNumberOfAnAnsweredRequest, HDCP_LEVELS, 6, ("COPP-176", "COPP-431"),
                table=partial(without_rung, call="COPPQueryStatus, local protection level", name="COPP-431")),
    WrongDriver(UsesUpTheNumberOfARefusedRequest, MESSAGES, 6, ("COPP-176", "COPP-433")),
    WrongDriver(TakesACommandWithAnyTag, MESSAGES, 5, ("COPP-425", "COPP-005"),
                table=partial(without_rung, call=SET_PROTECTION_LEVEL.name, name="tag")),
    WrongDriver(SendsResponsesWithoutATag, HDCP_LEVELS, 5, ("COPP-176", "COPP-422")),
    WrongDriver(ForgetsTheNonceOfARequest, HDCP_LEVELS, 5, ("COPP-176",)),
    WrongDriver(SaysThatItHasNoCertificates, ONE, 2, ("COPP-130",)),
    WrongDriver(GivesFifteenRandomBytes, ONE, 3, ("COPP-140",)),
    WrongDriver(ShowsNoPublicKey, ONE, 3, ("COPP-450", "COPP-401")),
    WrongDriver(SendsShortResponses, HDCP_LEVELS, 5, ("COPP-304",)),
    WrongDriver(SaysAnotherPayloadSize, HDCP_LEVELS, 5, ("COPP-706",)),
    WrongDriver(LeavesRubbishBehindThePayload, HDCP_LEVELS, 5, ("COPP-424",)),
    WrongDriver(TakesAnOldRequestAfterAForgedCommand, ONE_STATE_MORE, 6, ("COPP-432", "COPP-433")),
)
# fmt: on
