"""The identifier and enumerations of VIDEOPARAMETERS, as tvout.h, ntddvdeo.h and winuser.h name them.

Some pages use names that no header has, VP_FLAGS_PROTECTED for one; the headers' names stand here (VPCP-007).
"""

from enum import IntEnum, IntFlag
from typing import Final
from uuid import UUID

VIDEOPARAMETERS_GUID: Final = UUID("02C62061-1097-11D1-920F-00A024DF156E")
"""The first field of every request, checked before any other (VPCP-003, VPCP-104). No header names it."""

IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS: Final = 0x00230020
"""The control code that carries the structure to the miniport (VPCP-006, VPCP-100)."""


class VPCommand(IntEnum):
    """dwCommand: whether the driver reports or obeys (VPCP-007, VPCP-106)."""

    VP_COMMAND_GET = 1
    """Report what the device can do and how it is set; nothing changes (VPCP-200)."""
    VP_COMMAND_SET = 2
    """Apply the fields whose flags are set, and only these (VPCP-300)."""


class VPFlags(IntFlag):
    """dwFlags: on GET what the device supports, on SET what is meant (VPCP-007, VPCP-202, VPCP-300)."""

    VP_FLAGS_TV_MODE = 0x0001
    """dwMode and dwAvailableModes."""
    VP_FLAGS_TV_STANDARD = 0x0002
    """dwTVStandard and dwAvailableTVStandard."""
    VP_FLAGS_FLICKER = 0x0004
    """dwFlickerFilter."""
    VP_FLAGS_OVERSCAN = 0x0008
    """dwOverScanX and dwOverScanY."""
    VP_FLAGS_MAX_UNSCALED = 0x0010
    """dwMaxUnscaledX and dwMaxUnscaledY: reported only, invalid in a SET (VPCP-306)."""
    VP_FLAGS_POSITION = 0x0020
    """dwPositionX and dwPositionY."""
    VP_FLAGS_BRIGHTNESS = 0x0040
    """dwBrightness."""
    VP_FLAGS_CONTRAST = 0x0080
    """dwContrast."""
    VP_FLAGS_COPYPROTECT = 0x0100
    """The copy-protection fields; without it a SET never touches a session (VPCP-301)."""


class VPMode(IntFlag):
    """dwMode, one or none of these, and dwAvailableModes, a set of them (VPCP-007, VPCP-203, VPCP-205)."""

    VP_MODE_WIN_GRAPHICS = 1
    """Settings that suit the desktop; always available."""
    VP_MODE_TV_PLAYBACK = 2
    """Settings that suit a film; optional."""


class TVStandard(IntFlag):
    """Television standards: one in a SET, a set of them in what is available (VPCP-007, A-12)."""

    VP_TV_STANDARD_NTSC_M = 0x00000001
    VP_TV_STANDARD_NTSC_M_J = 0x00000002
    VP_TV_STANDARD_PAL_B = 0x00000004
    VP_TV_STANDARD_PAL_D = 0x00000008
    VP_TV_STANDARD_PAL_H = 0x00000010
    VP_TV_STANDARD_PAL_I = 0x00000020
    VP_TV_STANDARD_PAL_M = 0x00000040
    VP_TV_STANDARD_PAL_N = 0x00000080
    VP_TV_STANDARD_SECAM_B = 0x00000100
    VP_TV_STANDARD_SECAM_D = 0x00000200
    VP_TV_STANDARD_SECAM_G = 0x00000400
    VP_TV_STANDARD_SECAM_H = 0x00000800
    VP_TV_STANDARD_SECAM_K = 0x00001000
    VP_TV_STANDARD_SECAM_K1 = 0x00002000
    VP_TV_STANDARD_SECAM_L = 0x00004000
    VP_TV_STANDARD_WIN_VGA = 0x00008000
    """No television standard: the output is off or is not there (VPCP-201, VPCP-205, VPCP-755)."""
    VP_TV_STANDARD_NTSC_433 = 0x00010000
    VP_TV_STANDARD_PAL_G = 0x00020000
    VP_TV_STANDARD_PAL_60 = 0x00040000
    VP_TV_STANDARD_SECAM_L1 = 0x00080000


class CPType(IntFlag):
    """dwCPType: how much a request carries; one bit in a SET (VPCP-007, VPCP-206, VPCP-311, A-13)."""

    VP_CP_TYPE_APS_TRIGGER = 1
    """Only the trigger bits of the disc, a level from 0 to 3 (VPCP-004)."""
    VP_CP_TYPE_MACROVISION = 2
    """The complete Macrovision data, in the vendor's own form (VPCP-607)."""


class CPCommand(IntEnum):
    """dwCPCommand: the three commands on a session; the values are single bits, never combined (VPCP-007)."""

    VP_CP_CMD_ACTIVATE = 1
    """Open a session and return its key (VPCP-400)."""
    VP_CP_CMD_DEACTIVATE = 2
    """End the session whose key is given (VPCP-420)."""
    VP_CP_CMD_CHANGE = 4
    """Set the level of the session whose key is given; 0 turns it off for a time (VPCP-410, VPCP-411)."""


class CDSFlags(IntFlag):
    """What ChangeDisplaySettingsEx is to do; one flag of these carries a VIDEOPARAMETERS (VPCP-750)."""

    CDS_UPDATEREGISTRY = 0x00000001
    CDS_TEST = 0x00000002
    CDS_FULLSCREEN = 0x00000004
    CDS_GLOBAL = 0x00000008
    CDS_SET_PRIMARY = 0x00000010
    CDS_VIDEOPARAMETERS = 0x00000020
    """lParam points to the structure; without this flag lParam is NULL (VPCP-751, VPCP-752)."""
    CDS_ENABLE_UNSAFE_MODES = 0x00000100
    CDS_DISABLE_UNSAFE_MODES = 0x00000200
    CDS_NORESET = 0x10000000
    CDS_RESET_EX = 0x20000000
    CDS_RESET = 0x40000000


class DispChange(IntEnum):
    """What ChangeDisplaySettingsEx returns, a signed number; all but zero mean "no effect" (VPCP-753)."""

    DISP_CHANGE_SUCCESSFUL = 0
    DISP_CHANGE_RESTART = 1
    DISP_CHANGE_FAILED = -1
    DISP_CHANGE_BADMODE = -2
    DISP_CHANGE_NOTUPDATED = -3
    DISP_CHANGE_BADFLAGS = -4
    DISP_CHANGE_BADPARAM = -5
    """Recommended where CDS_VIDEOPARAMETERS comes with a NULL lParam (VPCP-752)."""
    DISP_CHANGE_BADDUALVIEW = -6
