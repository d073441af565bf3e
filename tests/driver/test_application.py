"""The application plays with the reference driver, and with no driver or renderer that is wrong."""

from collections.abc import Callable

import pytest

from coppspec.driver import mac
from coppspec.driver.application import Application, LinkLost, SessionError
from coppspec.driver.certificates import PUBLISHED_ROOT
from coppspec.driver.device import COPPDevice
from coppspec.driver.identity import InvalidCertificate, shipped_root
from coppspec.driver.levels import SharedConnector
from coppspec.driver.options import Options
from coppspec.driver.protocol import Capability
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.refusal import Refused
from coppspec.driver.renderer import Renderer
from coppspec.model.codes import HResult
from coppspec.model.constants import ConnectorType, ProtectionType, StatusFlags
from coppspec.model.layouts import DXVA_COPPStatusData, DXVA_COPPStatusOutput

HDCP = ProtectionType.COPP_ProtectionType_HDCP
ACP = ProtectionType.COPP_ProtectionType_ACP
CGMSA = ProtectionType.COPP_ProtectionType_CGMSA
S_VIDEO, VGA = 2, 3


def application(driver: ReferenceDriver, output: int = 0) -> Application:
    """An application whose renderer is connected, and which has not begun."""
    renderer = driver.renderer(output)
    renderer.connect()
    return Application(renderer, root=driver.root)


def started(driver: ReferenceDriver, output: int = 0) -> Application:
    playing = application(driver, output)
    playing.start()
    return playing


READINGS = [
    Options(),
    Options(sequence_start_retry="retry"),
    Options(padding_check="ignore"),
    Options(advance_on_failure="every match"),
    Options(level_order="precedence"),
    Options(hdcp_sticky="on"),
    Options(event_recording="from active"),
]


@pytest.mark.parametrize("options", READINGS, ids=str)
def test_a_level_is_set_confirmed_and_polled_under_every_reading(options: Options) -> None:
    driver = ReferenceDriver(options)
    playing = started(driver)
    assert playing.protection_types() == HDCP | ACP | CGMSA
    assert playing.connector_type() == ConnectorType.COPP_ConnectorType_DVI
    for protection_type, level in ((HDCP, 1), (ACP, 3), (CGMSA, 12), (ACP, 1)):
        playing.set_level(protection_type, level)
        assert driver.applied(0, protection_type) == level
    playing.poll()
    assert playing.levels == {HDCP: 1, ACP: 1, CGMSA: 12}
    playing.renderer.release()
    assert driver.applied(0, ACP) == 0


def test_an_application_whose_level_is_lower_accepts_the_higher_one_of_another() -> None:
    driver = ReferenceDriver()
    one, other = started(driver), started(driver)
    one.set_level(ACP, 3)
    other.set_level(ACP, 1)
    assert (other.local_level(ACP), other.global_level(ACP)) == (1, 3)
    other.poll()


def test_every_session_has_a_key_and_numbers_of_its_own() -> None:
    driver = ReferenceDriver()
    playing = [started(driver) for _ in range(4)]
    assert len({each.session_key for each in playing}) == 4
    assert len({each.status_number for each in playing}) > 1
    assert repr(playing[0].session_key) not in repr(playing[0]), "a key is not printed"


def test_a_chain_of_test_keys_does_not_lead_to_the_published_root() -> None:
    playing = application(ReferenceDriver())
    playing.root = PUBLISHED_ROOT
    with pytest.raises(InvalidCertificate):
        playing.start()
    assert playing.session_key == b"", "nothing was begun"


def test_a_revoked_driver_is_not_played_with() -> None:
    class Everything(frozenset[bytes]):
        def __contains__(self, _: object) -> bool:
            return True

    playing = application(ReferenceDriver())
    playing.revoked = Everything()
    with pytest.raises(InvalidCertificate):
        playing.start()


def test_a_repeater_is_not_played_into() -> None:
    with pytest.raises(SessionError, match="repeater"):
        started(ReferenceDriver()).key_selection_vector()
    assert started(ReferenceDriver(), VGA).key_selection_vector() == bytes(5)


def test_without_a_display_device_no_session_starts() -> None:
    driver = ReferenceDriver()
    playing = Application(driver.renderer(0), root=shipped_root())
    with pytest.raises(SessionError, match="KeyExchange was answered with VFW_E_NO_COPP_HW"):
        playing.start()


def test_a_second_start_on_one_renderer_is_refused() -> None:
    playing = started(ReferenceDriver())
    with pytest.raises(SessionError, match="KeyExchange was answered with E_UNEXPECTED"):
        playing.start()


@pytest.mark.parametrize(
    ("output", "protection_type", "level"), [(VGA, HDCP, 1), (S_VIDEO, HDCP, 1), (0, ACP, 4), (0, CGMSA, 5)]
)
def test_a_level_that_the_connector_has_not_is_refused_and_forgotten(
    output: int, protection_type: ProtectionType, level: int
) -> None:
    playing = started(ReferenceDriver(), output)
    with pytest.raises(SessionError, match="ProtectionCommand was answered with E_INVALIDARG"):
        playing.set_level(protection_type, level)
    assert playing.levels == {}
    assert playing.protection_types() is not None, "the session goes on"


def test_a_link_that_is_lost_stops_the_application() -> None:
    driver = ReferenceDriver()
    playing = started(driver)
    playing.set_level(ACP, 2)
    driver.inject(Capability.LINK_LOST, 0)
    with pytest.raises(LinkLost):
        playing.poll()


def test_a_connector_that_was_reconfigured_is_set_again_in_the_same_session() -> None:
    driver = ReferenceDriver()
    playing = started(driver)
    playing.set_level(ACP, 2)
    before = playing.command_number
    driver.inject(Capability.CONNECTOR_RECONFIGURED, 0)
    playing.poll()
    assert playing.command_number == (before + 1) % 2**32
    assert driver.applied(0, ACP) == 2


def test_after_a_lost_device_a_new_renderer_is_needed() -> None:
    driver = ReferenceDriver()
    playing = started(driver)
    driver.inject(Capability.DEVICE_LOST, playing.renderer.handle)
    with pytest.raises(SessionError, match="E_UNEXPECTED"):
        playing.protection_types()
    with pytest.raises(SessionError, match="E_UNEXPECTED"):
        playing.start()
    playing.renderer.release()
    assert started(driver).protection_types()


class TellsAnotherGlobalLevel(COPPDevice):
    def global_level(self, nonce: bytes, protection_type: int) -> bytes:  # noqa: ARG002  that is the fault
        return self.number(nonce, 0)


class TellsAnotherLocalLevel(COPPDevice):
    def local_level(self, nonce: bytes, protection_type: int) -> bytes:  # noqa: ARG002  that is the fault
        return self.number(nonce, 3)


class AppliesNothing(SharedConnector):
    def re_evaluate(self, protection_type: ProtectionType) -> None:
        """The hardware is not there."""


@pytest.mark.parametrize(
    "driver",
    [
        ReferenceDriver(device=TellsAnotherGlobalLevel),
        ReferenceDriver(device=TellsAnotherLocalLevel),
        ReferenceDriver(connector=AppliesNothing),
        ReferenceDriver(Options(hdcp_delay="later")),
    ],
    ids=["another global level", "another local level", "nothing applied", "not applied yet"],
)
def test_a_command_that_succeeds_is_not_believed_without_its_query(driver: ReferenceDriver) -> None:
    playing = started(driver)
    with pytest.raises(SessionError, match="was set to 1; the driver says"):
        playing.set_level(HDCP, 1)


Reshape = Callable[[bytes, bytes], bytes]
RESHAPED: dict[str, tuple[Reshape, str]] = {
    "a byte short": (lambda response, _: response[:-1], "4095 bytes"),
    "a wrong tag": (lambda response, _: bytes(16) + response[16:], "not authentic"),
    "a tag under another key": (lambda response, _: mac.authenticated(b"k" * 16, response), "not authentic"),
    "another structure": (
        lambda response, key: mac.authenticated(key, DXVA_COPPStatusOutput.put(response, cbSizeData=44)),
        "another structure",
    ),
    "another nonce": (
        lambda response, key: mac.authenticated(key, response[:20] + bytes(16) + response[36:]),
        "another request",
    ),
}


@pytest.mark.parametrize(("reshape", "words"), RESHAPED.values(), ids=RESHAPED)
def test_a_response_is_not_believed_that_has(reshape: Reshape, words: str) -> None:
    class Reshapes(COPPDevice):
        def response(self, payload: bytes) -> bytes:
            return reshape(super().response(payload), self.session_key)

    with pytest.raises(SessionError, match=words):
        started(ReferenceDriver(device=Reshapes)).protection_types()


def test_a_response_cannot_be_played_a_second_time() -> None:
    class PlaysTheFirstAgain(Renderer):
        first: tuple[int, bytes] | None = None

        def protection_status(self, request: bytes) -> tuple[int, bytes]:
            answer = super().protection_status(request)
            self.first = self.first or answer
            return self.first

    playing = started(ReferenceDriver(renderer=PlaysTheFirstAgain))
    assert playing.protection_types()
    with pytest.raises(SessionError, match="another request"):
        playing.protection_types()


def test_a_random_number_of_another_length_is_not_taken() -> None:
    class GivesFifteen(Renderer):
        def key_exchange(self) -> tuple[int, bytes, bytes]:
            code, number, certificates = super().key_exchange()
            return code, number[1:], certificates

    with pytest.raises(SessionError, match="15 bytes"):
        started(ReferenceDriver(renderer=GivesFifteen))


def test_both_numbers_wrap_on_both_sides() -> None:
    class StartsAtTheLastNumbers(COPPDevice):
        def begin(self, sequence: bytes) -> None:
            super().begin(sequence)
            self.status_number = self.command_number = 0xFFFFFFFF

    playing = started(ReferenceDriver(device=StartsAtTheLastNumbers))
    playing.status_number = playing.command_number = 0xFFFFFFFF
    playing.set_level(ACP, 1)
    assert (playing.status_number, playing.command_number) == (1, 0)
    playing.set_level(ACP, 2)


def test_a_refused_request_is_told_and_its_number_kept() -> None:
    class RefusesOnce(COPPDevice):
        refused = False

        def verify_status_number(self, request: bytes) -> None:
            if not self.refused:
                self.refused = True
                raise Refused(HResult.E_FAIL)
            super().verify_status_number(request)

    playing = started(ReferenceDriver(device=RefusesOnce))
    with pytest.raises(SessionError, match="E_FAIL"):
        playing.protection_types()
    assert playing.protection_types(), "the number was not used up"


def test_unknown_flags_do_not_frighten_an_application() -> None:
    class ReportsAReservedFlag(COPPDevice):
        def number(self, nonce: bytes, number: int) -> bytes:
            return DXVA_COPPStatusData.put(
                super().number(nonce, number), dwFlags=int(StatusFlags.COPP_StatusNormal) | 1 << 20
            )

    assert started(ReferenceDriver(device=ReportsAReservedFlag)).protection_types()
