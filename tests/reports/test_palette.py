"""Whatever stands in a picture can be read, on light paper and on dark."""

import re

import pytest

from coppspec.reports.palette import (
    ALARM,
    DARK,
    FRAMED,
    GOAL,
    GONE,
    INK,
    LINE,
    LINK,
    NEW,
    PAPER,
    QUIET,
    WARM,
    style,
)

TEXTS = (INK, QUIET, LINK, GONE, NEW)
LINES = (INK, QUIET, LINE, GONE, NEW, WARM, ALARM)
GROUNDS = (PAPER, FRAMED, GOAL)


def luminance(colour: str) -> float:
    """Of the accessibility guidelines: how bright a colour is for an eye."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, bright = sorted(map(luminance, (one, other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_text_and_lines_stand_out_from_every_ground(dark: bool) -> None:  # noqa: FBT001  a case of the test
    def shown(colour: str) -> str:
        return DARK[colour] if dark else colour

    for ground in GROUNDS:
        assert min(contrast(shown(each), shown(ground)) for each in TEXTS) >= 4.5
        assert min(contrast(shown(each), shown(ground)) for each in LINES) >= 3


def test_dark_paper_has_a_rule_for_each_colour_and_light_paper_needs_none() -> None:
    before, _, dark = style().partition("@media (prefers-color-scheme:dark)")
    for light, other in DARK.items():
        assert f'[fill="{light}"]{{fill:{other}}}' in dark
        assert f'[stroke="{light}"]{{stroke:{other}}}' in dark
    assert re.findall("#[0-9a-f]{6}", before) == [LINK]
    assert len({*DARK}) == len({*DARK.values()}) == 11
