"""What VP_COMMAND_GET reports, held against what the driver declares and how its output is set."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from coppspec.driver.adapters import TVOutput
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.tv_output import NO_STANDARD
from coppspec.model.tvout import VPFlags
from coppspec.properties.inspection import Deviation, Inspection
from coppspec.properties.television import MODES, WIN_VGA, standards

NO_TV = Inspection("no flags, and WIN_VGA for both standards, where there is no TV output", "VPCP-201")
FLAGS = Inspection(
    "exactly the flags of what is supported", "VPCP-202", also=("VPCP-203", "VPCP-204", "VPCP-208")
)
FILTERED = Inspection("the flags of what is supported among those passed in", "A-09")
IN_RANGE = Inspection("a value within its bounds for each flag", "VPCP-202")
STEADY = Inspection("the picture as it was before nothing but refusals", "VPCP-108", also=("VPCP-200",))
MODE = Inspection("the mode in force, none while the output is off", "VPCP-205")
STANDARD = Inspection("the standard in force, WIN_VGA alone while the output is off", "VPCP-205")
ON = Inspection("a standard beside WIN_VGA while the output is on", "VPCP-755")
AS_AT_FIRST = Inspection("the mode and the standard as they were when the driver first started", "X08")
ALONE = Inspection("the standard in force, and no other bit", "A-12")
AVAILABLE_MODES = Inspection("the modes that are available, WIN_GRAPHICS among them", "VPCP-203")
AVAILABLE_STANDARDS = Inspection("the standards that are available", "VPCP-202", also=("A-11",))
NONE_WHILE_OFF = Inspection("WIN_VGA for the standards that are available, while the output is off", "A-11")
TYPES = Inspection("the copy-protection types that are supported", "VPCP-206")
ONE_TYPE = Inspection("one copy-protection type that is supported", "A-13")
PROTECTABLE = Inspection("the standards on which protection can be applied", "VPCP-206", also=("VPCP-650",))
NO_KEY = Inspection("dwCPKey as it was or 0, on GET", "VPCP-207")
NO_LEVEL = Inspection("bCP_APSTriggerBits as it was or 0, on GET", "VPCP-209")
LEVEL = Inspection("the level in force in bCP_APSTriggerBits, on GET", "A-10")
VENDOR = Inspection("bOEMCopyProtection as it was, or zeros", "A-20", also=("VPCP-005",))
VENDORS_DATA = Inspection(
    "bOEMCopyProtection as it was, or zeros, or what an earlier request brought", "A-20"
)
NO_KEY_BESIDE = Inspection("no key in bOEMCopyProtection, on GET", "VPCP-207")
INSPECTIONS = (
    NO_TV, FLAGS, FILTERED, IN_RANGE, STEADY, MODE, STANDARD, ON, AS_AT_FIRST, ALONE, AVAILABLE_MODES,
    AVAILABLE_STANDARDS, NONE_WHILE_OFF, TYPES, ONE_TYPE, PROTECTABLE, VENDOR, VENDORS_DATA,
    NO_KEY_BESIDE, NO_KEY, NO_LEVEL, LEVEL,
)  # fmt: skip
"""In the order in which they are looked at."""

LARGEST = {
    "dwFlickerFilter": (VPFlags.VP_FLAGS_FLICKER, 1000),
    "dwOverScanX": (VPFlags.VP_FLAGS_OVERSCAN, 1000),
    "dwOverScanY": (VPFlags.VP_FLAGS_OVERSCAN, 1000),
    "dwBrightness": (VPFlags.VP_FLAGS_BRIGHTNESS, 100),
    "dwContrast": (VPFlags.VP_FLAGS_CONTRAST, 100),
}
"""The largest value of a field, where its flag is reported."""
VENDOR_BYTES = VIDEOPARAMETERS.field("bOEMCopyProtection").size


class Report(NamedTuple):
    """An answer to GET, and what it is held against."""

    tv: TVOutput
    """What the driver declares."""
    given: Collection[str]
    """What the answer hands out, by the names of the vocabulary."""
    mode: str
    standard: str
    level: int
    sent: bytes
    returned: bytes
    vendors: Collection[bytes]
    """What requests have brought in the vendor's bytes."""
    before: bytes = b""
    """The answer to the last GET, if no request was taken and nothing has happened since."""
    keys: Collection[int] = ()
    """Those that the driver has issued."""
    restarted: bool = False
    """Whether the driver has started again, and nobody has set the output since."""

    def told(self, name: str) -> int:
        """A field of the answer."""
        return VIDEOPARAMETERS.get_ulong(self.returned, name)

    def asked(self, name: str) -> int:
        """The same field of the request."""
        return VIDEOPARAMETERS.get_ulong(self.sent, name)

    def tells_nothing(self, name: str) -> bool:
        """Whether a field that is no output came back as it was, or cleared with the rest of the answer."""
        return self.told(name) in {self.asked(name), 0}

    def has(self, flag: VPFlags) -> bool:
        """Whether the answer reports a flag."""
        return bool(self.told("dwFlags") & flag)


def without_tv(returned: bytes) -> Deviation | None:
    """What is otherwise than it has to be where there is no TV output."""
    names = ("dwFlags", "dwTVStandard", "dwAvailableTVStandard")
    flags, standard, available = (VIDEOPARAMETERS.get_ulong(returned, name) for name in names)
    if (flags, standard, available) == (0, WIN_VGA, WIN_VGA):
        return None
    return NO_TV.broken(f"reports flags {flags:#x} and standards {standard:#x} and {available:#x}")


def deviation(report: Report) -> Deviation | None:
    """The first thing that is otherwise than it has to be."""
    return next((found for each in CHECKS if (found := each(report)) is not None), None)


def _flags(report: Report) -> Deviation | None:
    flags, asked = report.told("dwFlags"), report.asked("dwFlags")
    if "settings that were asked for" not in report.given:
        return (
            None
            if flags == report.tv.flags
            else FLAGS.broken(f"reports {flags:#x}, not {int(report.tv.flags):#x}")
        )
    wanted = asked & report.tv.flags
    return None if flags == wanted or not asked else FILTERED.broken(f"reports {flags:#x}, not {wanted:#x}")


def _range(report: Report) -> Deviation | None:
    for name, (flag, largest) in LARGEST.items():
        if report.has(flag) and report.told(name) > largest:
            return IN_RANGE.broken(f"reports {report.told(name)} in {name}, which ends at {largest}")
    return None


def _steady(report: Report) -> Deviation | None:
    if not report.before:
        return None
    earlier = report._replace(returned=report.before)
    for name, (flag, _) in LARGEST.items():
        told, before = report.told(name), earlier.told(name)
        if report.has(flag) and earlier.has(flag) and told != before:
            return STEADY.broken(f"reports {told} in {name}, after {before}")
    return None


def _mode(report: Report) -> Deviation | None:
    if not report.has(VPFlags.VP_FLAGS_TV_MODE):
        return None
    mode, available = report.told("dwMode"), report.told("dwAvailableModes")
    if mode != MODES[report.mode]:
        return (AS_AT_FIRST if _is_another_start(report) else MODE).broken(
            f"reports mode {mode}, not {MODES[report.mode]}"
        )
    if available != report.tv.modes:
        return AVAILABLE_MODES.broken(f"reports {available}, not {int(report.tv.modes)}")
    return None


def _standard(report: Report) -> Deviation | None:
    if not report.has(VPFlags.VP_FLAGS_TV_STANDARD):
        return None
    told, wanted = report.told("dwTVStandard"), standards(report.tv)[report.standard]
    if told != wanted and "standard alone" in report.given:
        return ALONE.broken(f"reports {told:#x}, not {wanted:#x}")
    if told in {wanted, wanted | WIN_VGA}:
        return None
    return _suspect(report, told, wanted).broken(f"reports {told:#x}, not {wanted:#x}")


def _suspect(report: Report, told: int, wanted: int) -> Inspection:
    """What a standard breaks that is not the one in force."""
    if _is_another_start(report):
        return AS_AT_FIRST
    return ON if told | WIN_VGA == WIN_VGA != wanted else STANDARD


def _is_another_start(report: Report) -> bool:
    """Whether the driver has started again with another setting, on or off as a whole."""
    off = report.told("dwMode") == 0, report.told("dwTVStandard") | WIN_VGA == WIN_VGA
    return report.restarted and off in {(True, True), (False, False)}


def _available(report: Report) -> Deviation | None:
    if not report.has(VPFlags.VP_FLAGS_TV_STANDARD):
        return None
    told = report.told("dwAvailableTVStandard")
    if "no standard while off" in report.given and report.standard == NO_STANDARD:
        return None if told == WIN_VGA else NONE_WHILE_OFF.broken(f"reports {told:#x}")
    wanted = int(report.tv.standards)
    return (
        None
        if told | WIN_VGA == wanted | WIN_VGA
        else AVAILABLE_STANDARDS.broken(f"reports {told:#x}, not {wanted:#x}")
    )


def _protection(report: Report) -> Deviation | None:
    if not report.has(VPFlags.VP_FLAGS_COPYPROTECT):
        return None
    types, protectable = report.told("dwCPType"), report.told("dwCPStandard")
    one = types in {int(each) for each in report.tv.types}
    if "one type" in report.given and not one:
        return ONE_TYPE.broken(f"reports {types}")
    if "every type" in report.given and types != report.tv.types:
        return TYPES.broken(f"reports {types}, not {int(report.tv.types)}")
    if protectable != report.tv.protected:
        return PROTECTABLE.broken(f"reports {protectable:#x}, not {int(report.tv.protected):#x}")
    return _vendor(report)


def _vendor(report: Report) -> Deviation | None:
    """The contents of these bytes are undefined, so they may also be as received; but they hold no key."""
    name = "bOEMCopyProtection"
    met = VIDEOPARAMETERS.get_bytes(report.returned, name)
    is_stored = "vendor's data" in report.given
    if met in {bytes(VENDOR_BYTES), VIDEOPARAMETERS.get_bytes(report.sent, name)}:
        return None
    if is_stored and met in report.vendors:
        return None
    if any(key.to_bytes(4, "little") in met for key in report.keys):
        return NO_KEY_BESIDE.broken("returned one")
    return (VENDORS_DATA if is_stored else VENDOR).broken("returned other bytes")


def _secrets(report: Report) -> Deviation | None:
    if not report.tells_nothing("dwCPKey"):
        return NO_KEY.broken("changed it")
    told = report.told("bCP_APSTriggerBits")
    if "level" in report.given and report.has(VPFlags.VP_FLAGS_COPYPROTECT):
        return None if told == report.level else LEVEL.broken(f"reports {told}, not {report.level}")
    return None if report.tells_nothing("bCP_APSTriggerBits") else NO_LEVEL.broken("changed it")


CHECKS: tuple[Callable[[Report], Deviation | None], ...] = (
    _flags,
    _range,
    _steady,
    _mode,
    _standard,
    _available,
    _protection,
    _secrets,
)
