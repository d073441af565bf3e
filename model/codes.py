"""The result codes that a COPP device and a VIDEOPARAMETERS miniport answer with.

COPP answers with an HRESULT, the miniport's request with a Win32 status. The two are kept apart, because
they share numbers and not meanings. A line under each member says what it stands for here and which
clause says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from typing import TypeAlias


class HResult(IntEnum):
    """What a COPP function or a method of the renderer returns, as an unsigned 32-bit number (COPP-107)."""

    S_OK = 0x00000000
    """Success (COPP-106). DD_OK is another name of the same zero."""
    E_UNEXPECTED = 0x8000FFFF
    """The call is out of order (COPP-107); also a wrong random number (COPP-152) or tag (COPP-425)."""
    E_INVALIDARG = 0x80070057
    """An input is bad (COPP-107, COPP-163); also a sequence number that does not match (COPP-433)."""
    E_POINTER = 0x80004003
    """An output pointer is NULL (COPP-107), or there is no device object (COPP-105)."""
    E_FAIL = 0x80004005
    """Something failed: allowed but discouraged (COPP-107)."""
    DDERR_GENERIC = E_FAIL
    """DirectDraw's name for the same number: allowed but discouraged (COPP-107)."""
    DDERR_TOOBIGSIZE = 0x887601E0
    """COPPCommand only: the level does not go with so high a resolution (COPP-164)."""
    DDERR_UNSUPPORTEDMODE = 0x8876024E
    """COPPOpenVideoSession only: several monitors in a mode other than DualView (COPP-126)."""
    DDERR_CURRENTLYNOTAVAIL = 0x88760028
    """The display driver's sample returns it when no class fits the device asked for; no clause does."""
    E_OUTOFMEMORY = 0x8007000E
    """No memory for the device object on open (COPP-128, Q45)."""
    VFW_E_NO_COPP_HW = 0x8004029B
    """The display device lacks COPP, or the renderer has no display device yet (COPP-206)."""
    ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE = 0xC02625E5
    """The renderer's KeyExchange only: the mode changed or a monitor is gone (COPP-207)."""
    E_NOTIMPL = 0x80004001
    """Not implemented: listed for completeness, and no clause gives it a meaning."""
    ERROR_GRAPHICS_COPP_NOT_SUPPORTED = 0xC0262501
    """The emulation of COPP by OPM only: the driver does not support COPP (COPP-214)."""
    ERROR_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS = 0xC0262503
    """The emulation of COPP by OPM only: the start sequence was rejected (COPP-214, COPP-409)."""
    VFW_E_COPYPROT_FAILED = 0x8004027D
    """DirectShow could not set up copy protection: no clause ties it to a driver's answer."""


class Status(IntEnum):
    """What the miniport's start-I/O entry leaves in the status block (VPCP-109)."""

    NO_ERROR = 0
    """Success: the request's Information is 356 (VPCP-107)."""
    ERROR_INVALID_FUNCTION = 1
    """The miniport does not handle this control code (VPCP-101)."""
    ERROR_NOT_ENOUGH_MEMORY = 8
    """No fresh key or free slot is left (VPCP-507). COPP's open template writes it too (Q45)."""
    ERROR_NOT_SUPPORTED = 50
    """The request is not supported: no clause uses it."""
    ERROR_DEV_NOT_EXIST = 55
    """The device is not there: no clause uses it."""
    ERROR_INVALID_PARAMETER = 87
    """A field is wrong: identifier, command, flag, trigger bits or key (VPCP-105, VPCP-310, VPCP-431)."""
    ERROR_INSUFFICIENT_BUFFER = 122
    """A buffer is shorter than 356 bytes (VPCP-103)."""
    ERROR_BUSY = 170
    """The only session is taken (VPCP-558)."""
    ERROR_MORE_DATA = 234
    """Another accepted answer to a short output buffer (VPCP-103, A-14)."""
    ERROR_IO_PENDING = 997
    """The request is not finished yet: listed for a miniport, and no clause uses it."""


class Pattern(IntEnum):
    """An answer that stands for several: no driver returns it."""

    ANY_ERROR = -1
    """A refusal, with whatever code: the documents want one, and name none (VPCP-403, A-06)."""
    NO_COPP_HW_OR_UNEXPECTED = -2
    """VFW_E_NO_COPP_HW, as there is no COPP device, or E_UNEXPECTED, as the method is out of order as well.

    Both are possible values, and no page says which comes first (COPP-206).
    """
    ANY_FAILURE = -3
    """Any failing HRESULT: an interpretation refuses the call, and names no code (COPP-107, Q12, Q46)."""


Code: TypeAlias = HResult | Status | Pattern
"""An answer of either kind."""
EITHER: Mapping[Pattern, tuple[HResult, ...]] = {
    Pattern.NO_COPP_HW_OR_UNEXPECTED: (HResult.VFW_E_NO_COPP_HW, HResult.E_UNEXPECTED),
}
"""The codes of each pattern that stands for a few."""


def allows(wanted: Code | None, met: int | None) -> bool:
    """Whether an answer is as it is wanted.

    >>> allows(Pattern.ANY_ERROR, Status.ERROR_BUSY), allows(Pattern.ANY_ERROR, Status.NO_ERROR)
    (True, False)
    >>> allows(Pattern.NO_COPP_HW_OR_UNEXPECTED, HResult.E_UNEXPECTED)
    True
    """
    if wanted is Pattern.ANY_FAILURE:
        return bool((met or 0) & 0x8000_0000)
    if isinstance(wanted, Pattern):
        return met in EITHER[wanted] if wanted in EITHER else bool(met)
    return met == wanted


def names_of(codes: Sequence[Code]) -> str:
    """Legal codes in words: the first choice, then what is legal as well.

    >>> names_of((HResult.E_UNEXPECTED, HResult.E_INVALIDARG))
    'E_UNEXPECTED or E_INVALIDARG'
    >>> names_of(())
    'nothing'
    """
    return " or ".join(each.name for each in spelt_out(codes)) or "nothing"


def spelt_out(codes: Sequence[Code]) -> Iterator[Code]:
    """Codes with what stands for a few of them in full; what stands for any refusal stays as it is."""
    for code in codes:
        yield from EITHER.get(code, (code,)) if isinstance(code, Pattern) else (code,)


def name_of(code: int, kind: type[HResult] | type[Status]) -> str:
    """Name *code* as the documents do, or write the number, since a foreign driver returns anything.

    A number outside the enumeration is written as it came: nothing is cut to 32 bits, so two answers with
    one name are the same answer.

    >>> name_of(0x8000FFFF, HResult)
    'E_UNEXPECTED'
    >>> name_of(0x80070005, HResult)
    '0x80070005'
    >>> name_of(5, Status)
    '5'
    >>> name_of(Pattern.NO_COPP_HW_OR_UNEXPECTED, HResult)
    'VFW_E_NO_COPP_HW or E_UNEXPECTED'
    """
    if isinstance(code, Pattern):
        return " or ".join(each.name for each in EITHER.get(code, ())) or code.name
    try:
        return kind(code).name
    except ValueError:
        if kind is Status:
            return str(int(code))
        return f"{'-' if code < 0 else ''}0x{abs(code):08X}"
