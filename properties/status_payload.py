"""What the payload of a status response must be, field by field, and what is broken where it is not."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from coppspec.driver.outputs import Output
from coppspec.model.constants import COPP_ImageAspectRatio_EN300294_Mask, ProtectionType, TVProtectionStandard
from coppspec.model.layouts import (
    DXVA_COPPStatusData,
    DXVA_COPPStatusDisplayData,
    DXVA_COPPStatusHDCPKeyData,
    DXVA_COPPStatusOutput,
    DXVA_COPPStatusSignalingCmdData,
    Layout,
    Value,
)
from coppspec.model.levels import TYPES as TYPE_NAMES
from coppspec.properties.inspection import Deviation, Inspection

SIZE = Inspection("the size of the payload structure", "COPP-706")
NONCE = Inspection("the nonce of the request", "COPP-176")
FLAGS = Inspection(
    "the flags of the events since the last response, each once", "COPP-806", also=("COPP-805",)
)
UNUSED = Inspection("zeros in the fields that are not used", "COPP-314", also=("Q31",))
BEHIND = Inspection("zeros behind the payload", "COPP-424")

TYPES = Inspection("the protection types that the connector supports", "COPP-701", also=("COPP-614",))
CONNECTOR = Inspection("the kind of connector", "COPP-702")
LOCAL = Inspection("the level that this session last set", "COPP-605")
GLOBAL = Inspection("the level that is applied to the connector", "COPP-606")
BUS = Inspection("the kind of bus", "COPP-704")
DISPLAY = Inspection("the signal on the connector", "COPP-316", also=("COPP-315",))
KEY = Inspection("the key selection vector of the receiver, in five bytes", "COPP-313")
REPEATER = Inspection("whether the receiver is a repeater", "COPP-707")
STANDARDS = Inspection("every standard that the connector can signal by", "COPP-708")
ACTIVE = Inspection("the standard that was last set", "COPP-621")
RATIO = Inspection("the aspect ratio that was last set, in three bits", "COPP-622", also=("X04",))
INSPECTIONS = (
    SIZE,
    NONCE,
    FLAGS,
    UNUSED,
    BEHIND,
    TYPES,
    CONNECTOR,
    LOCAL,
    GLOBAL,
    BUS,
    DISPLAY,
    KEY,
    REPEATER,
    STANDARDS,
    ACTIVE,
    RATIO,
)


class Expected(NamedTuple):
    """A payload structure with its fields; one that is not named is zero."""

    layout: Layout | None
    """None for the answer to a request that nobody knows: no payload at all (Q14)."""
    fields: dict[str, tuple[Value, Inspection]]
    """Beside the nonce and the flags."""

    @property
    def size(self) -> int:
        """In bytes."""
        return 0 if self.layout is None else self.layout.size


def expected(request: str, output: Output, says: tuple[object, ...]) -> Expected:
    """The payload of the answer to a request.

    Args:
        request: by its name in the tables.
        output: that it is about.
        says: what the specification answers, without the flags.
    """
    return _PAYLOADS[request](output, *says)


def deviation(payload: Expected, nonce: bytes, flags: object, response: bytes) -> Deviation | None:
    """Where a response is not as it must be; None if it is."""
    size = DXVA_COPPStatusOutput.get_ulong(response, "cbSizeData")
    if size != payload.size:
        of = "no payload at all" if payload.layout is None else payload.layout.name
        return SIZE.broken(f"said {size}, not the {payload.size} of {of}")
    area = DXVA_COPPStatusOutput.get_bytes(response, "COPPStatus")
    found = None if payload.layout is None else _in_fields(payload, payload.layout.unpack(area), nonce, flags)
    if found is None and any(area[payload.size :]):
        return BEHIND.broken("gave others")
    return found


def _in_fields(payload: Expected, met: dict[str, Value], nonce: bytes, flags: object) -> Deviation | None:
    if met["rApp"] != nonce:
        return NONCE.broken("gave another")
    if met["dwFlags"] != flags:
        return FLAGS.broken(f"gave {_shown(met['dwFlags'])}, not {flags}")
    for name, (wanted, inspection) in payload.fields.items():
        if met[name] != wanted:
            return inspection.broken(f"gave {_shown(met[name])} in {name}, not {_shown(wanted)}")
    return UNUSED.broken("gave others") if any(_unused(payload, *each) for each in met.items()) else None


def _unused(payload: Expected, name: str, value: Value) -> bool:
    if name in {"rApp", "dwFlags"} or name in payload.fields:
        return False
    return any(value) if isinstance(value, bytes | tuple) else bool(value)


def _shown(value: Value) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _number(number: int, inspection: Inspection) -> Expected:
    return Expected(DXVA_COPPStatusData, {"dwData": (number, inspection)})


def _types(output: Output, *types: str) -> Expected:
    """The types, and what the output declares beside them: later headers add DPCP (Q42)."""
    settable = sum(ProtectionType[f"COPP_ProtectionType_{name}"] for name in TYPE_NAMES)
    named = sum(ProtectionType[f"COPP_ProtectionType_{name}"] for name in types)
    return _number(named | int(output.types) & ~settable, TYPES)


def _display(output: Output, mode: int) -> Expected:
    shown = output.modes[mode]
    fields = {
        "DisplayWidth": shown.width,
        "DisplayHeight": shown.height,
        "Format": shown.format,
        "d3dFormat": shown.d3d_format,
        "FreqNumerator": shown.frequency[0],
        "FreqDenominator": shown.frequency[1],
    }
    return Expected(DXVA_COPPStatusDisplayData, {name: (value, DISPLAY) for name, value in fields.items()})


def _key(output: Output) -> Expected:
    size = DXVA_COPPStatusHDCPKeyData.field("BKey").size
    has_hdcp = output.types & ProtectionType.COPP_ProtectionType_HDCP
    key = output.key_selection_vector if has_hdcp else b""
    return Expected(
        DXVA_COPPStatusHDCPKeyData,
        {
            "dwHDCPFlags": (output.hdcp_flags if has_hdcp else 0, REPEATER),
            "BKey": (key.ljust(size, b"\0"), KEY),
        },
    )


def _signaling(output: Output, standard: str, ratio: int) -> Expected:
    active = standard.split(" and ")
    carries_ratio = "EN300294_625i" in active
    return Expected(
        DXVA_COPPStatusSignalingCmdData,
        {
            "AvailableTVProtectionStandards": (int(output.standards), STANDARDS),
            "ActiveTVProtectionStandard": (
                sum(TVProtectionStandard[f"COPP_ProtectionStandard_{each}"] for each in active),
                ACTIVE,
            ),
            "AspectRatioValidMask1": (COPP_ImageAspectRatio_EN300294_Mask if carries_ratio else 0, RATIO),
            "AspectRatioData1": (ratio if carries_ratio else 0, RATIO),
        },
    )


def _connector(output: Output) -> Expected:
    return _number(output.connector_type, CONNECTOR)


def _bus(output: Output) -> Expected:
    return _number(output.bus, BUS)


def _local(_: Output, level: int) -> Expected:
    return _number(level, LOCAL)


def _global(_: Output, level: int) -> Expected:
    return _number(level, GLOBAL)


def _nothing(_: Output) -> Expected:
    return Expected(None, {})


_PAYLOADS: Mapping[str, Callable[..., Expected]] = {
    "protection type": _types,
    "connector type": _connector,
    "local protection level": _local,
    "global protection level": _global,
    "bus data": _bus,
    "display data": _display,
    "HDCP key data": _key,
    "signaling": _signaling,
    "unknown request": _nothing,
}
