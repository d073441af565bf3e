"""The adapters of a driver: what a test bench knows of each, and those of the reference driver."""

from dataclasses import dataclass

from coppspec.model.tvout import CPType, TVStandard, VPFlags, VPMode

NO_TYPES = CPType(0)
NO_STANDARDS = TVStandard(0)


@dataclass(frozen=True, slots=True)
class TVOutput:
    """What the TV output of an adapter can do, as GET reports it (VPCP-202)."""

    flags: VPFlags
    """All that it supports; VP_FLAGS_COPYPROTECT among them if there is protection hardware (VPCP-204)."""
    standards: TVStandard
    """The TV standards that it can show, without WIN_VGA (A-11)."""
    modes: VPMode = VPMode.VP_MODE_WIN_GRAPHICS
    """The modes that are available, WIN_GRAPHICS always among them (VPCP-203)."""
    types: CPType = NO_TYPES
    """The supported copy-protection types; none without protection hardware (VPCP-206)."""
    protected: TVStandard = NO_STANDARDS
    """The standards on which protection can be applied (VPCP-206, VPCP-650)."""
    is_on: bool = True
    """Whether it is on when the driver starts: in WIN_GRAPHICS and the first standard that is protected.

    The first is the one of the lowest bit; if none is protected, the first of all standards.
    """
    level_at_zero: int = 1
    """The level of a session that is activated at level 0, where that starts it on (A-01)."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """One adapter of a driver: what a request for VIDEOPARAMETERS goes to."""

    tv: TVOutput | None = None
    """Its TV output; None if there is none (VPCP-201)."""
    outputs: tuple[int, ...] = ()
    """The DevIDs of the outputs that carry the TV signal; each of them gets the level (A-17)."""
    is_served: bool = True
    """Whether the control code is handled at all (VPCP-101)."""


_TV_BASICS = VPFlags.VP_FLAGS_TV_MODE | VPFlags.VP_FLAGS_TV_STANDARD | VPFlags.VP_FLAGS_MAX_UNSCALED

ADAPTERS = (
    Adapter(
        TVOutput(
            flags=_TV_BASICS | VPFlags.VP_FLAGS_CONTRAST | VPFlags.VP_FLAGS_COPYPROTECT,
            standards=TVStandard.VP_TV_STANDARD_NTSC_M
            | TVStandard.VP_TV_STANDARD_PAL_B
            | TVStandard.VP_TV_STANDARD_SECAM_L,
            modes=VPMode.VP_MODE_WIN_GRAPHICS | VPMode.VP_MODE_TV_PLAYBACK,
            types=CPType.VP_CP_TYPE_APS_TRIGGER | CPType.VP_CP_TYPE_MACROVISION,
            protected=TVStandard.VP_TV_STANDARD_NTSC_M | TVStandard.VP_TV_STANDARD_PAL_B,
        ),
        outputs=(0, 1),
    ),
    Adapter(
        TVOutput(
            flags=_TV_BASICS | VPFlags.VP_FLAGS_COPYPROTECT,
            standards=TVStandard.VP_TV_STANDARD_NTSC_M,
            types=CPType.VP_CP_TYPE_APS_TRIGGER,
            protected=TVStandard.VP_TV_STANDARD_NTSC_M,
        ),
        outputs=(5,),
    ),
    Adapter(outputs=(3,)),
    Adapter(TVOutput(flags=_TV_BASICS, standards=TVStandard.VP_TV_STANDARD_NTSC_M)),
    Adapter(is_served=False),
)
"""By number: one with two connectors and a standard that cannot be protected; one with one connector and
one standard; one without a TV output; one without protection hardware; one that does not serve requests."""
