"""The application starts a session with the reference driver, and plays with no driver that is wrong."""

from collections.abc import Callable

import pytest

from coppspec.driver import mac
from coppspec.driver.application import Application, SessionError
from coppspec.driver.device import COPPDevice
from coppspec.driver.identity import InvalidCertificate
from coppspec.driver.options import Options
from coppspec.driver.protocol import Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.refusal import Refused
from coppspec.model.codes import HResult
from coppspec.model.constants import StatusFlags
from coppspec.model.layouts import DXVA_COPPStatusData, DXVA_COPPStatusInput, DXVA_COPPStatusOutput

READINGS = [
    Options(),
    Options(sequence_start_retry="retry"),
    Options(padding_check="ignore"),
    Options(short_block="unexpected"),
]


def started(device: type[COPPDevice] = COPPDevice) -> Application:
    application = Application(ReferenceDriver(device=device))
    application.start()
    return application


@pytest.mark.parametrize("options", READINGS, ids=str)
def test_a_session_is_started_confirmed_and_closed(options: Options) -> None:
    application = Application(ReferenceDriver(options))
    application.start()
    assert application.handle
    assert len(application.session_key) == 16
    assert [application.protection_types() for _ in range(3)] == [0, 0, 0]
    application.close()


def test_every_session_has_a_key_of_its_own_and_a_close_forgets_it() -> None:
    driver = ReferenceDriver()
    applications = [Application(driver) for _ in range(4)]
    for each in applications:
        each.start()
    assert len({each.session_key for each in applications}) == 4
    assert len({each.handle for each in applications}) == 4
    for each in applications:
        assert each.protection_types() == 0
        each.close()
        assert each.session_key == b""


def test_the_status_number_wraps_on_both_sides() -> None:
    class StartsAtTheLastNumber(COPPDevice):
        def begin(self, sequence: bytes) -> None:
            super().begin(sequence)
            self.status_number = 0xFFFFFFFF

    application = started(StartsAtTheLastNumber)
    application.status_number = 0xFFFFFFFF
    assert [application.protection_types() for _ in range(2)] == [0, 0]
    assert application.status_number == 1


# Drivers that refuse a step.


class RefusesToOpen(COPPDevice):
    def open(self) -> None:
        raise Refused(HResult.E_OUTOFMEMORY)


class RefusesTheCertificateLength(COPPDevice):
    def get_certificate_length(self) -> int:
        raise Refused(HResult.E_FAIL)


class RefusesTheKeyExchange(COPPDevice):
    def key_exchange(self) -> tuple[bytes, bytes]:
        raise Refused(HResult.E_UNEXPECTED)


class ForgetsItsRandomNumber(COPPDevice):
    def key_exchange(self) -> tuple[bytes, bytes]:
        handed_out = super().key_exchange()
        self.random_number = bytes(16)
        return handed_out


class SaysAnotherLength(COPPDevice):
    def get_certificate_length(self) -> int:
        return super().get_certificate_length() + 1


class GivesNoCertificates(COPPDevice):
    def get_certificate_length(self) -> int:
        super().get_certificate_length()
        return 0

    def key_exchange(self) -> tuple[bytes, bytes]:
        return super().key_exchange()[0], b""


STARTS: list[tuple[type[COPPDevice], str]] = [
    (RefusesToOpen, "COPPOpenVideoSession was answered with E_OUTOFMEMORY"),
    (RefusesTheCertificateLength, "COPPGetCertificateLength was answered with E_FAIL"),
    (RefusesTheKeyExchange, "COPPKeyExchange was answered with E_UNEXPECTED"),
    (ForgetsItsRandomNumber, "COPPSequenceStart was answered with E_UNEXPECTED"),
    (SaysAnotherLength, "bytes of certificates and gave"),
]


@pytest.mark.parametrize(("device", "said"), STARTS, ids=lambda each: getattr(each, "__name__", ""))
def test_a_session_is_not_started_with_a_driver_that(device: type[COPPDevice], said: str) -> None:
    with pytest.raises(SessionError) as raised:
        started(device)
    assert said in str(raised.value)


def test_a_session_is_not_started_without_a_certificate() -> None:
    with pytest.raises(InvalidCertificate, match="no XML document"):
        started(GivesNoCertificates)


def test_an_answer_without_a_name_is_told_by_its_number() -> None:
    class AnswersInTheLanguageOfWindows(ReferenceDriver):
        def sequence_start(self, handle: Handle, signature: bytes) -> int:
            super().sequence_start(handle, signature)
            return 0x80070005

    with pytest.raises(SessionError, match="COPPSequenceStart was answered with 0x80070005"):
        Application(AnswersInTheLanguageOfWindows()).start()


class GivesAShortRandomNumber(COPPDevice):
    def key_exchange(self) -> tuple[bytes, bytes]:
        number, certificates = super().key_exchange()
        return number[:15], certificates


def test_a_session_is_not_started_with_a_random_number_of_another_length() -> None:
    with pytest.raises(SessionError, match="a random number of 15 bytes, not of 16"):
        started(GivesAShortRandomNumber)


# Drivers whose responses are not to be trusted.


def changed(device: COPPDevice, response: bytes, **fields: int | bytes) -> bytes:
    """The response with other fields in its payload, tagged as is right."""
    payload = DXVA_COPPStatusOutput.get_bytes(response, "COPPStatus")
    payload = DXVA_COPPStatusData.put(payload, **fields)
    message = DXVA_COPPStatusOutput.put(response, COPPStatus=payload)
    return mac.authenticated(device.session_key, message)


class SendsNoTag(COPPDevice):
    def response(self, request: bytes) -> bytes:
        return DXVA_COPPStatusOutput.put(super().response(request), macKDI=bytes(16))


class TagsUnderAnotherKey(COPPDevice):
    def response(self, request: bytes) -> bytes:
        return mac.authenticated(bytes(16), super().response(request))


class ChangesAByteBehindTheTag(COPPDevice):
    def response(self, request: bytes) -> bytes:
        return super().response(request)[:-1] + b"!"


class SendsAShortResponse(COPPDevice):
    def response(self, request: bytes) -> bytes:
        return super().response(request)[:-1]


class SendsALongResponse(COPPDevice):
    def response(self, request: bytes) -> bytes:
        return super().response(request) + b"!"


class SendsNothing(COPPDevice):
    def response(self, request: bytes) -> bytes:  # noqa: ARG002  whatever is asked
        return b""


class AnswersAnotherNonce(COPPDevice):
    def response(self, request: bytes) -> bytes:
        return super().response(DXVA_COPPStatusInput.put(request, rApp=bytes(16)))


class SaysAnotherSize(COPPDevice):
    def response(self, request: bytes) -> bytes:
        message = DXVA_COPPStatusOutput.put(super().response(request), cbSizeData=44)
        return mac.authenticated(self.session_key, message)


class ReportsALostLink(COPPDevice):
    def response(self, request: bytes) -> bytes:
        return changed(self, super().response(request), dwFlags=StatusFlags.COPP_LinkLost)


class ReportsAnotherConfiguration(COPPDevice):
    def response(self, request: bytes) -> bytes:
        return changed(self, super().response(request), dwFlags=StatusFlags.COPP_RenegotiationRequired)


class RefusesStatusRequests(COPPDevice):
    def query_status(self, request: bytes) -> bytes:  # noqa: ARG002  whatever is asked
        raise Refused(HResult.E_FAIL)


RESPONSES: list[tuple[type[COPPDevice], str]] = [
    (SendsNoTag, "not authentic (COPP-441)"),
    (TagsUnderAnotherKey, "not authentic (COPP-441)"),
    (ChangesAByteBehindTheTag, "not authentic (COPP-441)"),
    (SendsAShortResponse, "has 4095 bytes, not 4096 (COPP-304)"),
    (SendsALongResponse, "bytes, not 4096 (COPP-304)"),
    (SendsNothing, "has 0 bytes, not 4096 (COPP-304)"),
    (AnswersAnotherNonce, "answers another request (COPP-442)"),
    (SaysAnotherSize, "holds another structure (COPP-444)"),
    (ReportsALostLink, "COPP_LinkLost"),
    (ReportsAnotherConfiguration, "COPP_RenegotiationRequired"),
    (RefusesStatusRequests, "COPPQueryStatus was answered with E_FAIL"),
]


@pytest.mark.parametrize(("device", "said"), RESPONSES, ids=lambda each: getattr(each, "__name__", ""))
def test_no_response_is_believed_of_a_driver_that(device: type[COPPDevice], said: str) -> None:
    application = started(device)
    with pytest.raises(SessionError) as raised:
        application.protection_types()
    assert said in str(raised.value)


def test_a_response_cannot_be_played_a_second_time() -> None:
    class SendsTheFirstResponseAgain(COPPDevice):
        first = b""

        def response(self, request: bytes) -> bytes:
            self.first = self.first or super().response(request)
            return self.first

    application = started(SendsTheFirstResponseAgain)
    assert application.protection_types() == 0
    with pytest.raises(SessionError, match="COPP-442"):
        application.protection_types()


def test_what_the_connector_offers_is_what_the_response_says() -> None:
    class OffersTwoTypes(COPPDevice):
        def response(self, request: bytes) -> bytes:
            return changed(self, super().response(request), dwData=5)

    assert started(OffersTwoTypes).protection_types() == 5


# The end.


def closed() -> Application:
    application = started()
    application.close()
    return application


@pytest.mark.parametrize("application", [closed, lambda: Application(ReferenceDriver())])
def test_no_call_is_made_without_a_device(application: Callable[[], Application]) -> None:
    with pytest.raises(SessionError, match="COPPCloseVideoSession was answered with E_POINTER"):
        application().close()


def test_a_close_that_is_refused_forgets_the_key_all_the_same() -> None:
    class RefusesToClose(COPPDevice):
        def close(self) -> None:
            raise Refused(HResult.E_UNEXPECTED)

    application = started(RefusesToClose)
    with pytest.raises(SessionError):
        application.close()
    assert application.session_key == b""


def test_a_device_that_is_closed_answers_no_status_request() -> None:
    application = started()
    application.driver.close_video_session(application.handle)
    with pytest.raises(SessionError, match="COPPQueryStatus was answered with E_POINTER"):
        application.protection_types()
