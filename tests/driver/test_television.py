"""A TV output is reported as it is, and set as a request says, field by field."""

from typing import Any

import pytest

from coppspec.driver.adapters import ADAPTERS, NO_STANDARDS, Adapter, TVOutput
from coppspec.driver.options import Options
from coppspec.driver.protection_commands import CommandedProtection
from coppspec.driver.refusal import Refused
from coppspec.driver.television import Television, is_one_of, lowest_bit
from coppspec.model.codes import Status
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.tvout import TVStandard, VPFlags

NTSC, PAL, SECAM, WIN_VGA = (
    int(TVStandard.VP_TV_STANDARD_NTSC_M),
    int(TVStandard.VP_TV_STANDARD_PAL_B),
    int(TVStandard.VP_TV_STANDARD_SECAM_L),
    int(TVStandard.VP_TV_STANDARD_WIN_VGA),
)
GRAPHICS, PLAYBACK = 1, 2
MODE, STANDARD, BRIGHTNESS, CONTRAST = 0x001, 0x002, 0x040, 0x080
EVERY_FLAG = VPFlags(0x1FF)
EVERYTHING = Adapter(TVOutput(EVERY_FLAG, TVStandard(NTSC | SECAM), protected=TVStandard(SECAM)))
"""A TV output with every picture setting."""


def television(adapter: Adapter = ADAPTERS[0], **readings: Any) -> Television:  # noqa: ANN401  of any option
    return Television(adapter, Options(**readings))


def set_(of: Television, flags: int, **fields: int) -> tuple[int, int]:
    """Mode and standard after a SET."""
    garbage = {each.name: 0xDEADBEEF for each in VIDEOPARAMETERS.fields if each.size == 4}
    of.set_television(VIDEOPARAMETERS.pack(**(garbage | {"dwFlags": flags} | fields)))
    return of.mode, of.standard


# As it is at the start.


@pytest.mark.parametrize(
    ("standards", "protected", "first"),
    [(NTSC | PAL, NTSC | PAL, NTSC), (NTSC | PAL | SECAM, SECAM | PAL, PAL), (PAL | SECAM, 0, PAL)],
)
def test_a_tv_output_starts_in_its_first_standard_that_can_be_protected(
    standards: int, protected: int, first: int
) -> None:
    tv = TVOutput(EVERY_FLAG, TVStandard(standards), protected=TVStandard(protected))
    of = television(Adapter(tv))
    assert (of.mode, of.standard, of.is_on()) == (GRAPHICS, first, True)


def test_a_tv_output_can_start_off_and_starts_again_as_at_first() -> None:
    of = television(Adapter(TVOutput(EVERY_FLAG, TVStandard(NTSC), is_on=False)))
    assert (of.mode, of.standard, of.is_on()) == (0, WIN_VGA, False)
    set_(of, MODE | STANDARD | CONTRAST, dwMode=GRAPHICS, dwTVStandard=NTSC, dwContrast=7)
    of.start_television()
    assert (of.mode, of.standard, of.picture["dwContrast"]) == (0, WIN_VGA, 50)


# What GET reports.


def test_a_device_without_a_tv_output_reports_no_flags_and_the_display_as_its_standard() -> None:
    without = {"dwFlags": 0, "dwTVStandard": WIN_VGA, "dwAvailableTVStandard": WIN_VGA}
    assert television(ADAPTERS[2]).settings() == without


ON = {
    "dwFlags": 0x193,
    "dwMode": GRAPHICS,
    "dwAvailableModes": GRAPHICS | PLAYBACK,
    "dwTVStandard": NTSC | WIN_VGA,
    "dwAvailableTVStandard": NTSC | PAL | SECAM,
    "dwMaxUnscaledX": 720,
    "dwMaxUnscaledY": 480,
    "dwContrast": 50,
}
OFF = {"dwMode": 0, "dwTVStandard": WIN_VGA}


def test_every_field_of_a_flag_that_is_supported_is_reported_and_no_other() -> None:
    of = television()
    assert of.settings() == ON
    assert set_(of, MODE | STANDARD, dwMode=0, dwTVStandard=WIN_VGA) == (0, WIN_VGA)
    assert of.settings() == ON | OFF


def test_under_the_other_readings_the_standard_is_one_bit_and_none_is_available_while_off() -> None:
    of = television(current_standard="one bit", standards_while_off="WIN_VGA")
    assert of.settings() == ON | {"dwTVStandard": NTSC}
    set_(of, MODE | STANDARD, dwMode=0, dwTVStandard=WIN_VGA)
    assert of.settings() == ON | OFF | {"dwAvailableTVStandard": WIN_VGA}


@pytest.mark.parametrize(("reading", "types"), [("mask", 3), ("single", 1)])
def test_what_can_be_protected_is_reported_also_while_the_tv_output_is_off(reading: Any, types: int) -> None:  # noqa: ANN401  a reading
    of = CommandedProtection(Options(supported_types=reading))
    protection = {"dwCPType": types, "dwCPStandard": NTSC | PAL}
    assert of.settings() == ON | protection
    of.switch(0, WIN_VGA)
    assert of.settings() == ON | OFF | protection


def test_a_device_without_protection_hardware_says_nothing_of_protection() -> None:
    reported = CommandedProtection(adapter=ADAPTERS[3]).settings()
    assert reported["dwFlags"] == 0x013
    assert not [name for name in reported if "CP" in name]


# What a SET changes.


@pytest.mark.parametrize(
    ("flags", "mode", "standard", "after"),
    [
        pytest.param(MODE | STANDARD, PLAYBACK, PAL, (PLAYBACK, PAL), id="both"),
        pytest.param(MODE, PLAYBACK, PAL, (PLAYBACK, NTSC), id="the mode alone"),
        pytest.param(STANDARD, PLAYBACK, PAL, (GRAPHICS, PAL), id="the standard alone"),
        pytest.param(0, PLAYBACK, PAL, (GRAPHICS, NTSC), id="neither"),
        pytest.param(MODE | STANDARD, 0, WIN_VGA, (0, WIN_VGA), id="off"),
        pytest.param(MODE, 0, PAL, (0, WIN_VGA), id="off by the mode"),
        pytest.param(STANDARD, PLAYBACK, WIN_VGA, (0, WIN_VGA), id="off by the standard"),
    ],
)
def test_only_fields_whose_flag_is_set_are_read(
    flags: int, mode: int, standard: int, after: tuple[int, int]
) -> None:
    of = television()
    assert set_(of, flags, dwMode=mode, dwTVStandard=standard) == after
    assert of.is_on() == (after[1] != WIN_VGA)


def test_a_tv_output_that_is_off_is_switched_on_by_a_mode_and_a_standard_together() -> None:
    of = television()
    set_(of, MODE | STANDARD, dwMode=0, dwTVStandard=WIN_VGA)
    assert set_(of, MODE, dwMode=GRAPHICS) == (0, WIN_VGA)
    assert set_(of, STANDARD, dwTVStandard=PAL) == (0, WIN_VGA)
    assert set_(of, MODE | STANDARD, dwMode=GRAPHICS, dwTVStandard=SECAM) == (GRAPHICS, SECAM)


PICTURE = {
    0x004: ("dwFlickerFilter",),
    0x008: ("dwOverScanX", "dwOverScanY"),
    0x020: ("dwPositionX", "dwPositionY"),
    0x040: ("dwBrightness",),
    0x080: ("dwContrast",),
}


@pytest.mark.parametrize("flag", PICTURE)
def test_a_picture_setting_is_taken_as_it_comes_and_the_others_stay(flag: int) -> None:
    of = television(EVERYTHING)
    before = of.settings()
    wanted = {name: 1_000_000 + number for number, name in enumerate(PICTURE[flag])}
    assert set_(of, flag, **wanted) == (GRAPHICS, SECAM)
    assert of.settings() == before | wanted


# The checks.


def refuses(check: Any, **fields: int) -> bool:  # noqa: ANN401  a method
    try:
        check(VIDEOPARAMETERS.pack(**fields))
    except Refused as refused:
        assert refused.code == Status.ERROR_INVALID_PARAMETER  # noqa: PT017  both outcomes count
        return True
    return False


@pytest.mark.parametrize(
    ("adapter", "allowed"),
    [(ADAPTERS[0], 0x183), (ADAPTERS[1], 0x103), (ADAPTERS[2], 0x100), (EVERYTHING, 0x1EF)],
)
def test_what_is_advertised_can_be_set_but_for_what_is_only_reported(adapter: Adapter, allowed: int) -> None:
    of = television(adapter)
    for bit in range(32):
        assert refuses(of.verify_flags, dwFlags=1 << bit) == (not allowed & 1 << bit)
        assert refuses(of.verify_flags, dwFlags=allowed | 1 << bit) == (not allowed & 1 << bit)
    assert not refuses(of.verify_flags, dwFlags=allowed)
    assert not refuses(of.verify_flags, dwFlags=0)


@pytest.mark.parametrize(("adapter", "modes"), [(ADAPTERS[0], {0, 1, 2}), (ADAPTERS[1], {0, 1})])
def test_a_mode_is_one_that_is_available_or_none(adapter: Adapter, modes: set[int]) -> None:
    of = television(adapter)
    taken = {mode for mode in (0, 1, 2, 3, 4, 1 << 31) if not refuses(of.verify_mode, dwMode=mode)}
    assert taken == modes


def test_a_standard_is_one_that_is_available_or_that_of_the_display() -> None:
    of = television()
    of.switch(0, WIN_VGA)
    single = {1 << bit for bit in range(32)}
    several = {0, NTSC | PAL, NTSC | WIN_VGA, 0xFFFFFFFF}
    taken = {value for value in single | several if not refuses(of.verify_standard, dwTVStandard=value)}
    assert taken == {NTSC, PAL, SECAM, WIN_VGA}


def test_bits_are_told_apart() -> None:
    assert [is_one_of(value, 6) for value in (0, 1, 2, 4, 6)] == [False, False, True, True, False]
    assert [lowest_bit(bits) for bits in (0, 1, 6, 12, NO_STANDARDS)] == [0, 1, 2, 4, 0]
