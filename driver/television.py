"""The TV output of an adapter: what GET reports of it, and what a SET changes of it.

It is written from the clauses. Every check is one small method, named for what it verifies.
"""

from coppspec.driver.adapters import NO_STANDARDS, Adapter, TVOutput
from coppspec.driver.options import Options
from coppspec.driver.refusal import Refused
from coppspec.model.codes import Status
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.tvout import TVStandard, VPFlags, VPMode

NO_MODE = 0
WIN_VGA = TVStandard.VP_TV_STANDARD_WIN_VGA
NO_TV = TVOutput(flags=VPFlags(0), standards=NO_STANDARDS, is_on=False)
"""What stands for the TV output of an adapter that has none."""
SETTINGS_WITHOUT_TV = {"dwFlags": 0, "dwTVStandard": int(WIN_VGA), "dwAvailableTVStandard": int(WIN_VGA)}
"""All that GET reports where there is no TV output (VPCP-201)."""
MAX_UNSCALED = {"dwMaxUnscaledX": 720, "dwMaxUnscaledY": 480}
"""The largest picture that is not scaled: reported only (VPCP-306)."""
PICTURE: dict[VPFlags, dict[str, int]] = {
    VPFlags.VP_FLAGS_FLICKER: {"dwFlickerFilter": 500},
    VPFlags.VP_FLAGS_OVERSCAN: {"dwOverScanX": 0, "dwOverScanY": 0},
    VPFlags.VP_FLAGS_POSITION: {"dwPositionX": 0, "dwPositionY": 0},
    VPFlags.VP_FLAGS_BRIGHTNESS: {"dwBrightness": 50},
    VPFlags.VP_FLAGS_CONTRAST: {"dwContrast": 50},
}
"""The picture settings that belong to a flag, as they are when the driver starts."""


class Television:
    """The TV output of one adapter.

    Args:
        adapter: what the adapter can do.
        options: the reading of the silent points.
    """

    def __init__(self, adapter: Adapter, options: Options) -> None:
        self.adapter = adapter
        self.options = options
        self.tv = adapter.tv or NO_TV
        self.mode = NO_MODE
        """One mode, or none while the TV output is off."""
        self.standard = int(WIN_VGA)
        """One standard, WIN_VGA while the TV output is off."""
        self.picture: dict[str, int] = {}
        """The picture settings, whether or not their flag is advertised."""
        self.start_television()

    def start_television(self) -> None:
        """The TV output is as the adapter declares it for the start of the driver."""
        self.mode, self.standard = NO_MODE, int(WIN_VGA)
        if self.tv.is_on:
            first = lowest_bit(self.tv.protected or self.tv.standards)
            self.mode, self.standard = int(VPMode.VP_MODE_WIN_GRAPHICS), first
        self.picture = {name: value for fields in PICTURE.values() for name, value in fields.items()}

    def is_on(self) -> bool:
        """Whether the TV output shows a picture: it has a standard other than WIN_VGA (VPCP-755)."""
        return self.standard != WIN_VGA

    def has_protection(self) -> bool:
        """Whether there is protection hardware (VPCP-304)."""
        return bool(self.tv.flags & VPFlags.VP_FLAGS_COPYPROTECT)

    # What GET reports.

    def settings(self) -> dict[str, int]:
        """The fields that GET fills in: all that belong to a flag that is supported (VPCP-202)."""
        if self.adapter.tv is None:
            return dict(SETTINGS_WITHOUT_TV)
        settings = {"dwFlags": int(self.tv.flags)}
        for flag, fields in self.fields().items():
            if flag & self.tv.flags:
                settings |= fields
        return settings

    def fields(self) -> dict[VPFlags, dict[str, int]]:
        """The fields that belong to each flag, and what is in them."""
        picture = {flag: {name: self.picture[name] for name in fields} for flag, fields in PICTURE.items()}
        modes = {"dwMode": self.mode, "dwAvailableModes": int(self.tv.modes)}
        standards = {
            "dwTVStandard": self.current_standard(),
            "dwAvailableTVStandard": self.available_standards(),
        }
        return {
            VPFlags.VP_FLAGS_TV_MODE: modes,
            VPFlags.VP_FLAGS_TV_STANDARD: standards,
            VPFlags.VP_FLAGS_MAX_UNSCALED: MAX_UNSCALED,
            **picture,
        }

    def current_standard(self) -> int:
        """The standard, with the bit of the display beside it under that reading (VPCP-205, A-12)."""
        beside = WIN_VGA if self.options.current_standard == "mask on GET" else 0
        return self.standard | beside

    def available_standards(self) -> int:
        """The standards that a SET can take, while the TV output is off perhaps none of them (A-11)."""
        hidden = self.options.standards_while_off == "WIN_VGA" and not self.is_on()
        return int(WIN_VGA if hidden else self.tv.standards)

    # What a SET changes.

    def set_television(self, buffer: bytes) -> None:
        """Take the fields whose flags are set; all others hold garbage (VPCP-300)."""
        flags = ulong(buffer, "dwFlags")
        mode = ulong(buffer, "dwMode") if flags & VPFlags.VP_FLAGS_TV_MODE else self.mode
        standard = ulong(buffer, "dwTVStandard") if flags & VPFlags.VP_FLAGS_TV_STANDARD else self.standard
        self.switch(mode, standard)
        for flag, fields in PICTURE.items():
            if flags & flag:
                self.picture |= {name: ulong(buffer, name) for name in fields}

    def switch(self, mode: int, standard: int) -> None:
        """On takes a mode and a standard; without either the TV output is off (VPCP-307, VPCP-205)."""
        is_on = mode != NO_MODE and standard != WIN_VGA
        self.mode, self.standard = (mode, standard) if is_on else (NO_MODE, int(WIN_VGA))

    def settable(self) -> int:
        """The flags that a SET can carry: those advertised, but for what is only reported (VPCP-306).

        A device without protection hardware takes that flag too, and does nothing (VPCP-304).
        """
        return int((self.tv.flags | VPFlags.VP_FLAGS_COPYPROTECT) & ~VPFlags.VP_FLAGS_MAX_UNSCALED)

    # The checks.

    def verify_flags(self, buffer: bytes) -> None:
        """Nothing is to be set that is not settable here (VPCP-303, VPCP-306)."""
        if ulong(buffer, "dwFlags") & ~self.settable():
            raise Refused(Status.ERROR_INVALID_PARAMETER)

    def verify_mode(self, buffer: bytes) -> None:
        """The TV mode is one that is available, or none (VPCP-307, X02)."""
        mode = ulong(buffer, "dwMode")
        if mode != NO_MODE and not is_one_of(mode, self.tv.modes):
            raise Refused(Status.ERROR_INVALID_PARAMETER)

    def verify_standard(self, buffer: bytes) -> None:
        """The TV standard is one that is available, or WIN_VGA (VPCP-307, A-12, X02)."""
        if not is_one_of(ulong(buffer, "dwTVStandard"), self.tv.standards | WIN_VGA):
            raise Refused(Status.ERROR_INVALID_PARAMETER)


def ulong(buffer: bytes, name: str) -> int:
    """A number of a request."""
    return VIDEOPARAMETERS.get_ulong(buffer, name)


def is_one_of(value: int, bits: int) -> bool:
    """Whether a value is exactly one of several bits."""
    return value.bit_count() == 1 and bool(value & bits)


def lowest_bit(bits: int) -> int:
    """The lowest of several bits, and 0 of none."""
    return int(bits) & -int(bits)
