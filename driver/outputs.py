"""The outputs of a driver: what a test bench knows of each, and those of the reference driver."""

from dataclasses import dataclass, replace

from coppspec.model.constants import BusType, ConnectorType, ProtectionType, TVProtectionStandard

NO_TYPES = ProtectionType.COPP_ProtectionType_None


@dataclass(frozen=True, slots=True)
class DisplayMode:
    """The signal on an output (COPP-308, COPP-316)."""

    width: int
    """In pixels."""
    height: int
    """In lines."""
    frequency: tuple[int, int]
    """A fraction: 60000 and 1001 (COPP-315)."""
    format: int = 0
    """A DXVA_ExtendedFormat in 32 bits."""
    d3d_format: int = 22
    """A D3DFORMAT; 22 is X8R8G8B8."""
    too_big_for: ProtectionType = NO_TYPES
    """The protection types whose levels this resolution does not go with (COPP-164)."""


@dataclass(frozen=True, slots=True)
class Sink:
    """A display that can replace the one that an output has at first (COPP-803, COPP-812)."""

    connector_type: int
    """What the connector is then: a ConnectorType, with the internal bit if there is no plug (COPP-702)."""
    key_selection_vector: bytes = bytes(5)
    """The 40 bits of its HDCP receiver (COPP-313)."""
    hdcp_flags: int = 0
    """A StatusHDCPFlags: whether it is a repeater (COPP-707)."""


@dataclass(frozen=True, slots=True)
class Output:
    """One output of the graphics device, named by its DevID."""

    connector: int
    """The physical connector: two outputs with the same number carry one signal (COPP-903)."""
    connector_type: int
    """A ConnectorType, with the internal bit if there is no plug (COPP-702)."""
    types: ProtectionType = NO_TYPES
    """The protection types that it supports, whatever its mode (COPP-614, COPP-701)."""
    standards: TVProtectionStandard = TVProtectionStandard.COPP_ProtectionStandard_None
    """The TV protection standards that it can signal by (COPP-708)."""
    modes: tuple[DisplayMode, DisplayMode] = (DisplayMode(1024, 768, (60, 1)), DisplayMode(800, 600, (75, 1)))
    """The two modes between which a mode change switches, at first the first."""
    redistribution: bool = True
    """Whether redistribution control can be enabled (COPP-619)."""
    dual_view: bool = True
    """Whether it is driven alone or in DualView; no device opens in another mode (COPP-126)."""
    copp: bool = True
    """Whether its display device has COPP. Without it no device opens, and a renderer says so (COPP-206)."""
    key_selection_vector: bytes = bytes(5)
    """The 40 bits of the HDCP receiver, 20 of them ones, least significant byte first (COPP-313)."""
    hdcp_flags: int = 0
    """A StatusHDCPFlags: whether the receiver is a repeater (COPP-707)."""
    bus: int = BusType.COPP_BusType_PCIExpress
    """A BusType, with the integrated bit if no expansion bus is used (COPP-704)."""
    other_sink: Sink | None = None
    """The display that replaces the one behind it when its connector is reconfigured, and back (COPP-812)."""

    @property
    def opens(self) -> bool:
        """Whether a COPP device can be opened on it."""
        return self.copp and self.dual_view

    @property
    def with_other_sink(self) -> "Output":
        """The same with the two displays in each other's place; the same if it has one."""
        if (sink := self.other_sink) is None:
            return self
        return replace(
            self,
            connector_type=sink.connector_type,
            key_selection_vector=sink.key_selection_vector,
            hdcp_flags=sink.hdcp_flags,
            other_sink=Sink(self.connector_type, self.key_selection_vector, self.hdcp_flags),
        )


_SD = DisplayMode(720, 480, (60000, 1001))
_HD = DisplayMode(1280, 720, (60, 1), too_big_for=ProtectionType.COPP_ProtectionType_ACP)
_ANALOG = ProtectionType.COPP_ProtectionType_ACP | ProtectionType.COPP_ProtectionType_CGMSA
_TV_OUT = Output(
    connector=1,
    connector_type=ConnectorType.COPP_ConnectorType_SVideo,
    types=_ANALOG,
    standards=TVProtectionStandard.COPP_ProtectionStandard_IEC61880_525i,
    modes=(_SD, DisplayMode(640, 480, (60000, 1001))),
    redistribution=False,
)

OUTPUTS = (
    Output(
        connector=0,
        connector_type=ConnectorType.COPP_ConnectorType_DVI,
        types=ProtectionType.COPP_ProtectionType_HDCP | _ANALOG,
        standards=TVProtectionStandard.COPP_ProtectionStandard_IEC61880_525i
        | TVProtectionStandard.COPP_ProtectionStandard_EN300294_625i,
        modes=(_SD, _HD),
        key_selection_vector=bytes.fromhex("1e2d4b87d2"),
        hdcp_flags=1,
    ),
    _TV_OUT,
    _TV_OUT,
    Output(connector=2, connector_type=ConnectorType.COPP_ConnectorType_VGA),
    Output(connector=3, connector_type=ConnectorType.COPP_ConnectorType_DVI, dual_view=False),
    replace(_TV_OUT, connector=4),
    Output(connector=5, connector_type=ConnectorType.COPP_ConnectorType_VGA, copp=False),
)
"""By DevID: a digital and analog DVI connector with a repeater behind it; a composite and an S-Video jack
with one signal; a VGA connector without protection; one that shows a clone of another; an S-Video jack of
another adapter; and a VGA connector of a display device without COPP."""
