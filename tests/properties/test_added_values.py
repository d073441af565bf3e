"""Values that later headers add are reported where they are declared, and are no commands (Q42, COPP-709)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from coppspec.driver.commands import LEVELS
from coppspec.driver.device import COPPDevice
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.constants import BusType, ConnectorType, ProtectionType
from coppspec.properties.suites import suites
from coppspec.properties.zoo import MESSAGES

DPCP = ProtectionType(16)
DISPLAY_PORT = replace(
    OUTPUTS[0],
    types=OUTPUTS[0].types | DPCP,
    connector_type=ConnectorType.COPP_ConnectorType_DisplayPortEmbedded | 0x8000_0000,
    bus=BusType.COPP_BusType_PCIExpress | 0x8000_0000,
)


def on_a_display_port(device: type[COPPDevice] = COPPDevice) -> Callable[[], Driver]:
    """Drivers with one embedded DisplayPort, which reports DPCP among its types."""

    class OnADisplayPort(ReferenceDriver):
        outputs = (DISPLAY_PORT,)
        adapters = ()

    return lambda: OnADisplayPort(device=device)


def found(make: Callable[[], Driver]) -> tuple[str, str] | None:
    driver = make()
    every = suites(None, driver.outputs, driver.capabilities, driver.adapters)
    suite = next(each for each in every if each.name == MESSAGES)
    disagreement = suite.catches(make)
    return (disagreement.deviation.clause, disagreement.deviation.met) if disagreement else None


def test_what_a_connector_declares_beside_the_types_is_what_it_reports() -> None:
    assert found(on_a_display_port()) is None


class ReportsNoDPCP(COPPDevice):
    """Masks what it declares."""

    def protection_types(self, nonce: bytes, _: int) -> bytes:
        """Three types, whatever there is."""
        return self.number(nonce, self.connector.output.types & 7)


class ReportsAnotherConnector(COPPDevice):
    """Knows the connectors of the first header."""

    def connector_type(self, nonce: bytes, _: int) -> bytes:
        """Unknown, where the number is a later one."""
        return self.number(nonce, 0xFFFF_FFFF if self.connector.output.connector_type & 0xF > 8 else 4)


class TakesACommandForDPCP(COPPDevice):
    """Sets a type because it is declared, although it is to be reported only (Q42)."""

    def verify_type(self, protection_type: int) -> None:
        """Any declared bit."""
        if protection_type != DPCP:
            super().verify_type(protection_type)

    def set_protection_level(self, protection_type: int, level: int) -> None:
        """Success, with nothing done."""
        if protection_type != DPCP:
            super().set_protection_level(protection_type, level)


@pytest.mark.parametrize(
    ("device", "clause", "met"),
    [
        (ReportsNoDPCP, "COPP-701", "gave 7 in dwData, not 23"),
        (ReportsAnotherConnector, "COPP-702", "gave 4294967295 in dwData, not 2147483659"),
        (TakesACommandForDPCP, "Q42", "answered S_OK"),
    ],
)
def test_another_report_and_a_command_are_found(device: type[COPPDevice], clause: str, met: str) -> None:
    assert found(on_a_display_port(device)) == (clause, met)


def test_no_level_of_dpcp_can_be_set() -> None:
    assert DPCP not in LEVELS
