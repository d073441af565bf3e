"""The words that the tables have for a TV output, as the bits of a declared one."""

from functools import cache

from coppspec.driver.adapters import TVOutput
from coppspec.model.tv_output import (
    GRAPHICS,
    NO_STANDARD,
    OFF,
    OTHER_PROTECTED,
    PLAYBACK,
    PROTECTED,
    UNPROTECTED,
)
from coppspec.model.tvout import TVStandard, VPFlags, VPMode

MODES = {OFF: 0, GRAPHICS: int(VPMode.VP_MODE_WIN_GRAPHICS), PLAYBACK: int(VPMode.VP_MODE_TV_PLAYBACK)}
"""The modes in bits of dwMode."""
WIN_VGA = int(TVStandard.VP_TV_STANDARD_WIN_VGA)
PICTURE = (
    VPFlags.VP_FLAGS_FLICKER,
    VPFlags.VP_FLAGS_OVERSCAN,
    VPFlags.VP_FLAGS_POSITION,
    VPFlags.VP_FLAGS_BRIGHTNESS,
    VPFlags.VP_FLAGS_CONTRAST,
)
"""The flags of what changes the picture and no mode."""
UNDEFINED = (1 << 9, 1 << 16, 1 << 31)
"""Three flags that nobody has defined."""


@cache
def standards(tv: TVOutput) -> dict[str, int]:
    """The standards in bits of dwTVStandard, by the names that the tables give them."""
    usual = [int(each) for each in tv.protected or tv.standards]
    names = {PROTECTED: usual[:1], OTHER_PROTECTED: usual[1:2]}
    names[UNPROTECTED] = [int(each) for each in tv.standards & ~tv.protected][:1] if tv.protected else []
    return {NO_STANDARD: WIN_VGA} | {name: bits[0] for name, bits in names.items() if bits}


def missing_mode(tv: TVOutput) -> int:
    """A mode that the output does not have; one that nobody has defined, if it has both."""
    return int(VPMode.VP_MODE_TV_PLAYBACK) if VPMode.VP_MODE_TV_PLAYBACK not in tv.modes else 4


def missing_standard(tv: TVOutput) -> int:
    """A standard that the output does not have; a bit that nobody has defined, if it has all."""
    lacks = [int(each) for each in TVStandard if each not in tv.standards and int(each) != WIN_VGA]
    return lacks[0] if lacks else 1 << 20


def two_standards(tv: TVOutput) -> int:
    """Two bits where one is wanted, both of them available if two are (A-12)."""
    bits = [int(each) for each in tv.standards][:2]
    return sum(bits) if len(bits) > 1 else bits[0] | missing_standard(tv)


def missing_flags(tv: TVOutput) -> tuple[int, ...]:
    """Flags that a SET cannot have here: not supported, or not defined; COPYPROTECT is a case of its own."""
    return (*(int(each) for each in PICTURE if each not in tv.flags), *UNDEFINED)


def picture_flag(tv: TVOutput) -> int:
    """A flag of something that changes the picture; none where nothing of the kind is supported."""
    return next((int(each) for each in PICTURE if each in tv.flags), 0)
