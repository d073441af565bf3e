"""What is looked at in bytes under another reading than the recommended one, each broken once."""

from typing import Any

import pytest

from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.profile import Profile
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
def test_a_driver_that_breaks_it_is_found_by_it(
    inspection: Inspection, readings: dict[str, Any], suite: str, make: MakeDriver
) -> None:
    own = next(each for each in suites(Profile(**readings)) if each.name == suite)
    bench = [own.bench(make, index).disagreement(test) for index, test in enumerate(own.tests)]
    met = {each.deviation.wanted for each in bench if each is not None}
    assert inspection.wanted in met
