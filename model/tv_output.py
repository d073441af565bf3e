"""The TV output of an adapter: what it is set to, and whether it shows the level that is asked for."""

from collections.abc import Mapping
from typing import Final, NamedTuple

OFF: Final = "off"
"""No mode: the output is off (VPCP-205)."""
GRAPHICS: Final = "desktop"
"""VP_MODE_WIN_GRAPHICS, which is always available (VPCP-203)."""
PLAYBACK: Final = "film"
"""VP_MODE_TV_PLAYBACK, which is optional (VPCP-203)."""

NO_STANDARD: Final = "WIN_VGA"
"""VP_TV_STANDARD_WIN_VGA alone: the output is off (VPCP-205, VPCP-755)."""
PROTECTED: Final = "a protected standard"
"""The first standard of dwCPStandard: protection can be applied on it (VPCP-206)."""
OTHER_PROTECTED: Final = "another protected standard"
"""Another one of dwCPStandard."""
UNPROTECTED: Final = "a standard without protection"
"""One that is available, and not in dwCPStandard (VPCP-650, VPCP-652)."""


class Setting(NamedTuple):
    """What a request switches the output to."""

    mode: str
    standard: str


SETTINGS: Final[Mapping[str, Setting]] = {
    "the desktop": Setting(GRAPHICS, PROTECTED),
    "a film": Setting(PLAYBACK, PROTECTED),
    "another standard": Setting(GRAPHICS, OTHER_PROTECTED),
    "an unprotected standard": Setting(GRAPHICS, UNPROTECTED),
    "off": Setting(OFF, NO_STANDARD),
}
"""What a request can switch the output to, by name: on with one mode and one standard, or off (VPCP-307)."""
AS_IT_IS: Final = "as it is"
"""A request that sets the output to what it is."""
THE_PICTURE: Final = "the picture alone"
"""A request about the contrast or the like, or with no flag at all where nothing like it can be set."""


class TVOffer(NamedTuple):
    """What an adapter can do: it never changes."""

    served: bool = True
    """Whether the control code is handled (VPCP-101)."""
    types: tuple[str, ...] = ("APS_TRIGGER", "MACROVISION")
    """The copy-protection types that it supports; none without protection hardware (VPCP-206, VPCP-304)."""
    settings: tuple[str, ...] = tuple(SETTINGS)
    """What it can be switched to, by the names of SETTINGS; nothing without a TV output (VPCP-201)."""
    at_first: str = "the desktop"
    """What it is set to when the driver starts."""
    level_at_zero: int = 1
    """The level of a session that is activated at level 0, where that starts it on (A-01)."""


class TVOutput(NamedTuple):
    """What the sessions of an adapter share beside their count."""

    offer: TVOffer = TVOffer()
    mode: str = GRAPHICS
    """The mode in force, as in SETTINGS."""
    standard: str = PROTECTED
    """The standard in force, as in SETTINGS."""
    reset: bool = False
    """Whether the hardware is in its boot mode, until the next mode set (VPCP-661)."""
    asleep: bool = False
    """Whether it is without full power (VPCP-662)."""
    last: int = 0
    """The level above 0 that was asked for last, where the last writer decides (A-02)."""
    level: int = 0
    """The level that the sessions together ask for: V in the clauses, recomputed each time (VPCP-INV3)."""

    @property
    def shows_protection(self) -> bool:
        """Whether the level is applied: in a protected standard, awake, and not in boot mode (VPCP-651)."""
        return self.standard in {PROTECTED, OTHER_PROTECTED} and not self.reset and not self.asleep

    @property
    def shown(self) -> tuple[int, ...]:
        """The levels that it may show: the one in force; where that is not applied, that one or none."""
        return (self.level,) if self.shows_protection or not self.level else (0, self.level)


def switched_on(offer: TVOffer) -> TVOutput:
    """The output when the driver starts."""
    setting = SETTINGS[offer.at_first] if offer.settings else SETTINGS["off"]
    return TVOutput(offer, setting.mode, setting.standard)
