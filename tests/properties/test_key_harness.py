"""What is looked at in bytes under another reading than the recommended one, each broken once."""

from dataclasses import replace
from typing import Any

import pytest

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.options import Options
from coppspec.driver.protection_commands import WrongKey
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.key_calls import ACTIVATE, CHANGE
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.profile import Profile
from coppspec.model.step import Intent
from coppspec.properties import key_harness, settings_report
from coppspec.properties.inspection import Inspection
from coppspec.properties.suites import suites
from coppspec.properties.trial import MakeDriver
from coppspec.properties.zoo_keys import ReissuesFreedKeys

pytestmark = pytest.mark.slow
ONE, TWO, TV = "one copy-protection session", "two copy-protection sessions", "the TV output"


class ReturnsOnesForTheVendor(CopyProtectionMiniport):
    """Has data of its own."""

    def reported_oem_data(self) -> bytes:
        return b"\1" * 256


class EndsASessionThatItRefuses(ReferenceDriver):
    """Refuses the key of another adapter, and ends that session all the same."""

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        status, returned = super().video_parameters(adapter, buffer, output_length)
        if status and adapter == 0:
            for miniport in self._miniports.values():
                if miniport is not self._miniports[0]:
                    miniport.end_every_session()
                    miniport.bring_up_to_date()
        return status, returned


class ClearsAWrongKey(CopyProtectionMiniport):
    """Takes a wrong key without an error, and hands zeros back for it."""

    def protect(self, buffer: bytes) -> bytes:
        returned = super().protect(buffer)
        try:
            self.named_key(returned)
        except WrongKey:
            return VIDEOPARAMETERS.put(returned, dwCPKey=0xFFFF_FFFF)
        return returned


class ClearsTheAnswerToGet(CopyProtectionMiniport):
    """Begins its answer with zeros behind the command, and then fills in what it reports."""

    def get(self, buffer: bytes) -> bytes:
        cleared = VIDEOPARAMETERS.field("dwFlags").offset
        return super().get(buffer[:cleared] + bytes(len(buffer) - cleared))


@pytest.mark.parametrize(
    ("inspection", "readings", "suite", "make"),
    [
        (
            key_harness.RESTED,
            {"key_reuse": "after quarantine"},
            TWO,
            lambda: ReferenceDriver(miniport=ReissuesFreedKeys),
        ),
        (key_harness.OTHER_ADAPTER, {}, ONE, EndsASessionThatItRefuses),
        (settings_report.FILTERED, {"get_flags_input": "filter"}, ONE, ReferenceDriver),
        (settings_report.ALONE, {"current_standard": "one bit"}, ONE, ReferenceDriver),
        (settings_report.NONE_WHILE_OFF, {"standards_while_off": "WIN_VGA"}, TV, ReferenceDriver),
        (settings_report.ONE_TYPE, {"supported_types": "single"}, ONE, ReferenceDriver),
        (settings_report.LEVEL, {"level_readback": "trigger field"}, ONE, ReferenceDriver),
        (
            settings_report.VENDORS_DATA,
            {"oem_data": "stored"},
            ONE,
            lambda: ReferenceDriver(miniport=ReturnsOnesForTheVendor),
        ),
    ],
    ids=lambda each: each.wanted if isinstance(each, Inspection) else "",
)
@pytest.mark.thorough
def test_a_driver_that_breaks_it_is_found_by_it(
    inspection: Inspection, readings: dict[str, Any], suite: str, make: MakeDriver
) -> None:
    own = next(each for each in suites(Profile(**readings)) if each.name == suite)
    bench = [own.bench(make, index).disagreement(test) for index, test in enumerate(own.tests)]
    met = {each.deviation.wanted for each in bench if each is not None}
    assert inspection.wanted in met


def test_an_answer_to_get_may_be_zero_where_it_reports_nothing() -> None:
    """VPCP-207 and VPCP-209: neither field is an output; zeros in them reveal no key and no level."""
    own = next(each for each in suites(Profile()) if each.name == ONE)

    def make() -> ReferenceDriver:
        return ReferenceDriver(miniport=ClearsTheAnswerToGet)

    assert not any(own.bench(make, index).disagreement(test) for index, test in enumerate(own.tests))


class OffAtFirst(ReferenceDriver):
    """Its TV outputs show nothing until somebody switches them on, nor does that of the other adapter."""

    adapters = tuple(replace(each, tv=each.tv and replace(each.tv, is_on=False)) for each in ADAPTERS)


@pytest.mark.parametrize("name", [ONE, "another adapter"])
def test_another_adapter_whose_output_is_off_is_not_looked_at_for_its_level(name: str) -> None:
    own = next(each for each in suites(adapters=OffAtFirst.adapters) if each.name == name)
    assert not any(own.bench(OffAtFirst, index).disagreement(test) for index, test in enumerate(own.tests))


def test_a_wrong_key_that_is_changed_is_not_laid_to_missing_hardware() -> None:
    """VPCP-304 is about devices without protection hardware; other requests are ignored too."""
    own = next(each for each in suites(Profile(wrong_key_status="success")) if each.name == ONE)
    options = Options(wrong_key_status="success")
    test = (Intent(ACTIVATE, level=1), Intent(CHANGE, 0, ("key 0",), 2))
    found = own.bench(lambda: ReferenceDriver(options, miniport=ClearsAWrongKey), 0).disagreement(test)
    assert found is not None
    assert (found.deviation.wanted, found.deviation.clause) == (key_harness.UNCHANGED.wanted, "VPCP-414")
