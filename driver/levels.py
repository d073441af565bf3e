"""The levels of one connector: how many devices are at which, and what is applied."""

from collections import Counter
from collections.abc import Callable, Iterable

from coppspec.driver.options import Options
from coppspec.driver.outputs import Output
from coppspec.model.constants import CGMSA_SETTABLE_LEVELS, CGMSALevel, ProtectionType

HDCP = ProtectionType.COPP_ProtectionType_HDCP
ACP = ProtectionType.COPP_ProtectionType_ACP
CGMSA = ProtectionType.COPP_ProtectionType_CGMSA
TYPES = (HDCP, ACP, CGMSA)
REDISTRIBUTION = CGMSALevel.COPP_CGMSA_RedistributionControlRequired
SETTABLE = {HDCP: (0, 1), ACP: (0, 1, 2, 3), CGMSA: CGMSA_SETTABLE_LEVELS}
"""The levels of each type, in the order of their numbers (COPP-602)."""
STRENGTH = {HDCP: (0, 1), ACP: (0, 1, 3, 2), CGMSA: (0, 1, 3, 2, 4)}
"""Levels from the weakest to the strongest, without the redistribution bit (COPP-618)."""


class SharedConnector:
    """A physical connector and what its devices share.

    Args:
        output: what it can do.
        options: the reading of the silent points.
    """

    def __init__(self, output: Output, options: Options) -> None:
        self.output = output
        self.options = options
        self.mode = output.modes[0]
        self.counts = {each: Counter[int]() for each in TYPES}
        self.hardware: dict[int, int] = dict.fromkeys(TYPES, 0)
        """The level that is applied, for each type."""
        self.standard = 0
        """The active TV protection standard."""
        self.aspect_ratio = 0
        self.authenticates = True
        """Whether the display behind it can be authenticated, for the next command (X11)."""
        self.other_sources: list[Callable[[], int]] = []
        """What else applies ACP: copy-protection sessions, which count by themselves (COPP-615, COPP-907)."""

    def add(self, protection_type: ProtectionType, level: int) -> None:
        """One device more has this level (COPP-124)."""
        self.counts[protection_type][level] += 1

    def remove(self, protection_type: ProtectionType, level: int) -> None:
        """One device less has this level (COPP-184); the connector is set to what is left."""
        self.counts[protection_type][level] -= 1
        self.re_evaluate(protection_type)

    def move(self, protection_type: ProtectionType, old: int, new: int) -> None:
        """A device goes from one level to another (COPP-609)."""
        self.counts[protection_type][old] -= 1
        self.counts[protection_type][new] += 1
        self.re_evaluate(protection_type)

    def re_evaluate(self, protection_type: ProtectionType) -> None:
        """Set the connector to the level that the counts ask for (COPP-610)."""
        level = self.raised(protection_type, self.wanted(protection_type))
        if protection_type == HDCP and self.options.hdcp_delay == "later":
            level = min(level, self.hardware[HDCP])
        self.hardware[protection_type] = level

    def settle(self) -> None:
        """Apply what was delayed (Q50)."""
        self.hardware = {each: self.raised(each, self.wanted(each)) for each in TYPES}

    def raised(self, protection_type: ProtectionType, level: int) -> int:
        """The level that is applied for one that is asked for: that one, or one above it (X05, Q20)."""
        if level == 0 or self.options.more_than_asked == "exactly":
            return level
        others = (each for each in SETTABLE[protection_type] if each != level)
        above = (each for each in others if self.join(protection_type, (level, each)) == each)
        return min(above, default=level)

    def must_authenticate(self, protection_type: int, level: int) -> bool:
        """Whether a level switches HDCP on that is off."""
        return protection_type == HDCP and level > 0 and not self.hardware[HDCP]

    def replace_sink(self) -> None:
        """Another display is plugged in, where there is one (COPP-812)."""
        self.output = self.output.with_other_sink

    def give_up(self) -> None:
        """Encrypt nothing, whatever is wanted, until a count of HDCP changes (COPP-606, X11)."""
        self.hardware[HDCP] = 0

    def lose_link(self) -> None:
        """The link is gone; where that resets, nothing is applied any more (Q29)."""
        if self.options.link_loss_effect == "resets":
            self.hardware = dict.fromkeys(TYPES, 0)

    def wanted(self, protection_type: ProtectionType) -> int:
        """The level that the connector is to have."""
        counts = self.counts[protection_type]
        held = [level for level, devices in counts.items() if devices > 0]
        level = self.join(protection_type, held)
        if protection_type == HDCP and self.options.hdcp_sticky == "on":
            return max(level, self.hardware[HDCP])
        return level

    def level(self, protection_type: int) -> int:
        """The level that is applied, whatever put it there; 0 for a type that there is not (COPP-606)."""
        own = self.hardware.get(protection_type, 0)
        if protection_type != ACP or not self.other_sources:
            return own
        return self.join(ACP, [own, *(level() for level in self.other_sources)])

    def join(self, protection_type: ProtectionType, levels: Iterable[int]) -> int:
        """One level out of several, as the reading of their order says (Q20)."""
        numeric = self.options.level_order == "numeric maximum"
        return max(levels, default=0) if numeric else strongest(protection_type, levels)

    def change_mode(self, number: int) -> None:
        """Switch to another of the output's modes."""
        self.mode = self.output.modes[number]

    def set_signal(self, standard: int, aspect_ratio: int) -> None:
        """Take another TV protection standard and aspect ratio for the packets in the signal (COPP-621)."""
        self.standard = standard
        self.aspect_ratio = aspect_ratio


def strongest(protection_type: ProtectionType, levels: Iterable[int]) -> int:
    """The level that takes precedence; redistribution control if any asks for it (COPP-618)."""
    held = list(levels)
    order = STRENGTH[protection_type]
    base = max((order.index(level & ~REDISTRIBUTION) for level in held), default=0)
    bits = [level & REDISTRIBUTION for level in held]
    return order[base] | max(bits, default=0)
