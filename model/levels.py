"""Protection types, their levels, and how the levels of several sessions make the one on the connector."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from coppspec.model.constants import CGMSA_SETTABLE_LEVELS, CGMSALevel

LEVELS: Final[Mapping[str, tuple[int, ...]]] = {
    "HDCP": (0, 1),
    "ACP": (0, 1, 2, 3),
    "CGMSA": CGMSA_SETTABLE_LEVELS,
}
"""The levels of each protection type (COPP-602); a type is known by the end of its name in ProtectionType."""
TYPES: Final = tuple(LEVELS)
"""The protection types in the order in which every tuple of levels has them (COPP-601)."""
REDISTRIBUTION: Final = int(CGMSALevel.COPP_CGMSA_RedistributionControlRequired)
"""The bit that can be added to a level of CGMS-A (COPP-602)."""

PRECEDENCE: Final[Mapping[str, tuple[int, ...]]] = {
    "HDCP": (0, 1),
    "ACP": (0, 1, 3, 2),
    "CGMSA": (0, 1, 3, 2, 4),
}
"""The same levels from the weakest to the strongest, without the redistribution bit (COPP-618)."""

Join = Callable[[str, Iterable[int]], int]
"""Makes one level of a type out of several; level 0 out of none."""


def highest(_: str, levels: Iterable[int]) -> int:
    """The numerically highest level (COPP-610).

    >>> highest("CGMSA", (4, 8))
    8
    """
    return max(levels, default=0)


def strongest(protection_type: str, levels: Iterable[int]) -> int:
    """The level that takes precedence, with the redistribution bit if any asks for it (COPP-618).

    >>> strongest("ACP", (2, 3)), strongest("CGMSA", (4, 8))
    (2, 12)
    """
    asked = tuple(levels)
    bit = REDISTRIBUTION if any(level & REDISTRIBUTION for level in asked) else 0
    rank = PRECEDENCE[protection_type].index
    return max((level & ~REDISTRIBUTION for level in asked), key=rank, default=0) | bit


def counted(protection_type: str, counts: tuple[int, ...]) -> Iterable[int]:
    """The levels of a type whose global count is above 0."""
    return (level for level, held in zip(LEVELS[protection_type], counts, strict=True) if held > 0)
