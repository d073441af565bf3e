"""The reference driver's outputs offer a case of everything that the clauses tell apart."""

from collections.abc import Callable

import pytest

from coppspec.driver.options import Options
from coppspec.driver.outputs import OUTPUTS, DisplayMode, Output
from coppspec.model.constants import ProtectionType, TVProtectionStandard
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile


def test_an_output_of_which_little_is_said_offers_no_protection() -> None:
    output = Output(connector=3, connector_type=0)
    assert (output.types, output.standards, output.key_selection_vector) == (0, 0, bytes(5))
    assert (output.redistribution, output.dual_view, output.copp) == (True, True, True)
    assert [mode.too_big_for for mode in output.modes] == [0, 0]


def test_two_outputs_with_one_signal_can_do_the_same() -> None:
    by_connector: dict[int, list[Output]] = {}
    for output in OUTPUTS:
        by_connector.setdefault(output.connector, []).append(output)
    assert sorted(map(len, by_connector.values())) == [1, 1, 1, 1, 1, 2]
    assert all(each == outputs[0] for outputs in by_connector.values() for each in outputs)


CASES: dict[str, Callable[[Output], object]] = {
    "every type": lambda output: output.types == 7,
    "no type": lambda output: not output.types,
    "analog types alone": lambda output: (
        output.types and not output.types & ProtectionType.COPP_ProtectionType_HDCP
    ),
    "CGMS-A without redistribution control": lambda output: (
        not output.redistribution and output.types & ProtectionType.COPP_ProtectionType_CGMSA
    ),
    "a clone": lambda output: not output.dual_view,
    "no COPP": lambda output: not output.copp,
    "a mode that is too big": lambda output: any(mode.too_big_for for mode in output.modes),
    "an aspect ratio": lambda output: (
        output.standards & TVProtectionStandard.COPP_ProtectionStandard_EN300294_625i
    ),
    "a repeater": lambda output: output.hdcp_flags == 1,
    "a frequency that is no whole number": lambda output: any(mode.frequency[1] > 1 for mode in output.modes),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_there_is_an_output_for_each_case_and_one_without(case: Callable[[Output], object]) -> None:
    assert {bool(case(output)) for output in OUTPUTS} == {True, False}


def test_a_key_selection_vector_of_five_bytes_reads_otherwise_backwards() -> None:
    key = OUTPUTS[0].key_selection_vector
    assert len(key) == 5
    assert key != key[::-1]


def test_every_mode_differs_in_size_so_that_a_change_shows() -> None:
    assert all(
        (first.width, first.height) != (second.width, second.height)
        for first, second in (output.modes for output in OUTPUTS)
    )
    assert DisplayMode(1, 2, (3, 4)).d3d_format == 22


def test_the_driver_has_an_option_for_every_choice_that_its_tables_leave_open_and_recommends_the_same() -> (
    None
):
    options = {name: getattr(Options(), name) for name in Options.__slots__}
    taken = [profile for machine in (DEVICE, COPY_PROTECTION_SESSIONS) for profile in profiles(machine)]
    assert set(options) >= {name for profile in taken for name in profile.departures}
    recommended = {name: reading for name, reading in Profile().items() if name in options}
    assert options | recommended == options
