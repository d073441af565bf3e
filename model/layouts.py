"""The byte layout of every structure that crosses the boundary of a driver.

No structure has padding: all fields follow one another, on 32 and 64 bits alike. Integers are unsigned,
32 bits wide and little-endian; an identifier stands in the memory order of Windows; random numbers, keys
and tags are sixteen opaque bytes, although the headers type them GUID (COPP-312, VPCP-001).
"""

import dataclasses
import struct
from enum import Enum
from typing import Final, NamedTuple, TypeAlias
from uuid import UUID

Value: TypeAlias = int | bytes | UUID | tuple[int, ...]
"""What a field holds: see Kind for which."""


class Kind(Enum):
    """How the bytes of a field are read (COPP-312)."""

    ULONG = "an int from 0 to 0xFFFFFFFF"
    """Four bytes, little-endian."""
    BYTES = "bytes"
    """Opaque bytes: a random number, a key, a tag, a data area."""
    GUID = "a uuid.UUID"
    """Sixteen bytes in the memory order of Windows, bytes_le."""
    ULONGS = "a tuple of ints from 0 to 0xFFFFFFFF"
    """Several unsigned 32-bit numbers, one after the other."""


ULONG, BYTES, GUID, ULONGS = Kind.ULONG, Kind.BYTES, Kind.GUID, Kind.ULONGS


class Field(NamedTuple):
    """One member of a structure."""

    name: str
    """The documents' name, letter for letter."""
    offset: int
    """Bytes from the start of the structure."""
    size: int
    """Bytes that the field takes."""
    kind: Kind = ULONG
    """How they are read."""
    variable: bool = False
    """Whether a message may use only the front of the field: what it leaves is zero (COPP-424, Q12)."""


class LayoutError(ValueError):
    """Bytes or values do not fit a structure; what that says of a driver is for others to judge."""

    def __init__(self, layout: str, field: str, met: str, wanted: str, remedy: str) -> None:
        super().__init__(layout, field, met, wanted, remedy)
        self.layout = layout
        """The structure."""
        self.field = field
        """The field, or nothing where it is about the structure as a whole."""
        self.met = met
        """What was given."""
        self.wanted = wanted
        """What the layout has room for."""
        self.remedy = remedy
        """What to do about it."""

    def __str__(self) -> str:
        where = f"{self.layout}.{self.field}" if self.field else self.layout
        return f"{where}: met {self.met}, wanted {self.wanted}; {self.remedy}"


@dataclasses.dataclass(frozen=True, slots=True)
class Layout:
    """A structure of the documents, with its fields in their order.

    >>> data = DXVA_COPPStatusData.pack(dwFlags=1, dwData=5)
    >>> DXVA_COPPStatusData.get_ulong(data, "dwData")
    5
    >>> data = DXVA_COPPStatusData.put(data, rApp=b"too short")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    coppspec.model.layouts.LayoutError: DXVA_COPPStatusData.rApp: met 9 bytes, wanted exactly 16; append ...
    """

    name: str
    """The documents' name, letter for letter."""
    size: int
    """Bytes in all."""
    fields: tuple[Field, ...]
    """The members, in the order of their offsets."""
    clause: str
    """Where the layout is said."""
    _fields: dict[str, Field] = dataclasses.field(init=False, repr=False, compare=False)
    _numbers: dict[str, int] = dataclasses.field(init=False, repr=False, compare=False)
    """The offset of each number: these are most of what is read and written."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_fields", {each.name: each for each in self.fields})
        numbers = {each.name: each.offset for each in self.fields if each.kind is ULONG}
        object.__setattr__(self, "_numbers", numbers)

    def pack(self, **values: Value) -> bytes:
        """Build the structure from *values*; a field that is not given is zero."""
        return self._written(bytearray(self.size), values)

    def put(self, data: bytes, /, **values: Value) -> bytes:
        """Copy *data* with the fields in *values* replaced; bytes after the structure stay."""
        self._check_length(data)
        return self._written(bytearray(data), values)

    def unpack(self, data: bytes, /) -> dict[str, Value]:
        """Read every field; bytes after the structure do not count."""
        self._check_length(data)
        return {each.name: _decoded(each, data) for each in self.fields}

    def field(self, name: str) -> Field:
        """Find a field by its name."""
        try:
            return self._fields[name]
        except KeyError:
            wanted = f"one of {', '.join(self._fields)}"
            remedy = "spell it as the documents do"
            raise LayoutError(self.name, name, "no such field", wanted, remedy) from None

    def get_ulong(self, data: bytes, name: str) -> int:
        """Read one number."""
        offset = self._numbers.get(name, -1)
        if offset < 0 or len(data) < self.size:
            offset = self._readable(data, name, ULONG).offset
        return int.from_bytes(data[offset : offset + 4], "little")

    def get_bytes(self, data: bytes, name: str) -> bytes:
        """Read the bytes of one opaque field, the whole of a data area."""
        found = self._readable(data, name, BYTES)
        return bytes(data[found.offset : found.offset + found.size])

    def get_guid(self, data: bytes, name: str) -> UUID:
        """Read one identifier."""
        offset = self._readable(data, name, GUID).offset
        return UUID(bytes_le=bytes(data[offset : offset + 16]))

    def get_ulongs(self, data: bytes, name: str) -> tuple[int, ...]:
        """Read the numbers of one array."""
        found = self._readable(data, name, ULONGS)
        return struct.unpack_from(f"<{found.size // 4}I", data, found.offset)

    def _written(self, into: bytearray, values: dict[str, Value]) -> bytes:
        for name, value in values.items():
            offset = self._numbers.get(name, -1)
            if offset >= 0 and isinstance(value, int) and 0 <= value < 1 << 32:
                into[offset : offset + 4] = value.to_bytes(4, "little")
            else:
                to = self.field(name)
                into[to.offset : to.offset + to.size] = self._encoded(to, value)
        return bytes(into)

    def _encoded(self, to: Field, value: Value) -> bytes:
        if to.kind is ULONG and isinstance(value, int):
            return self._ulong(to, value)
        if to.kind is BYTES and isinstance(value, bytes):
            return self._bytes(to, value)
        if to.kind is GUID and isinstance(value, UUID):
            return value.bytes_le
        if to.kind is ULONGS and isinstance(value, tuple):
            return self._ulongs(to, value)
        remedy = "give that: a random number, key or tag is bytes, an identifier a UUID"
        raise LayoutError(self.name, to.name, f"{value!r:.60}", to.kind.value, remedy)

    def _ulong(self, to: Field, value: int) -> bytes:
        try:
            return value.to_bytes(4, "little")
        except OverflowError:
            remedy = "reduce it modulo 2**32 if it is a counter that wraps"
            raise LayoutError(self.name, to.name, f"{int(value)}", ULONG.value, remedy) from None

    def _bytes(self, to: Field, value: bytes) -> bytes:
        if len(value) == to.size:
            return value
        if len(value) < to.size and to.variable:
            return value.ljust(to.size, b"\0")
        wanted = f"at most {to.size}" if to.variable else f"exactly {to.size}"
        remedy = "shorten it" if len(value) > to.size else "append zeros yourself if zeros are meant"
        raise LayoutError(self.name, to.name, f"{len(value)} bytes", wanted, remedy)

    def _ulongs(self, to: Field, values: tuple[int, ...]) -> bytes:
        count = to.size // 4
        try:
            return struct.pack(f"<{count}I", *values)
        except struct.error:
            wanted = f"{count} of them: {ULONGS.value}"
            remedy = "give every number of the array, zeros included"
            raise LayoutError(self.name, to.name, f"{values!r:.60}", wanted, remedy) from None

    def _readable(self, data: bytes, name: str, kind: Kind) -> Field:
        found = self.field(name)
        if found.kind is not kind:
            met, wanted = f"get_{kind.name.lower()}", f"get_{found.kind.name.lower()}"
            raise LayoutError(self.name, name, met, wanted, f"the field is {found.kind.value}: read it so")
        self._check_length(data)
        return found

    def _check_length(self, data: bytes) -> None:
        if len(data) < self.size:
            remedy = "pass the whole structure, as it crossed the boundary"
            raise LayoutError(self.name, "", f"{len(data)} bytes", f"at least {self.size}", remedy)


def _decoded(each: Field, data: bytes) -> Value:
    raw = bytes(data[each.offset : each.offset + each.size])
    if each.kind is ULONG:
        return int.from_bytes(raw, "little")
    if each.kind is GUID:
        return UUID(bytes_le=raw)
    if each.kind is ULONGS:
        return struct.unpack(f"<{each.size // 4}I", raw)
    return raw


# fmt: off
DXVA_COPPSignature: Final = Layout("DXVA_COPPSignature", 256, (
    Field("Signature",                       0,  256, BYTES),   # the start sequence, encrypted for the driver
), "COPP-301")
"""What COPPSequenceStart takes: one RSA block (COPP-150)."""

DXVA_COPPCommand: Final = Layout("DXVA_COPPCommand", 4096, (
    Field("macKDI",                          0,   16, BYTES),   # the tag of all that follows
    Field("guidCommandID",                  16,   16, GUID),    # which of the two commands
    Field("dwSequence",                     32,    4),          # the driver's command number, exactly
    Field("cbSizeData",                     36,    4),          # how much of CommandData is the command's
    Field("CommandData",                    40, 4056, BYTES, variable=True),
), "COPP-302")
"""What COPPCommand takes: authenticated, not encrypted (COPP-160, COPP-421)."""

DXVA_COPPStatusInput: Final = Layout("DXVA_COPPStatusInput", 4096, (
    Field("rApp",                            0,   16, BYTES),   # the application's random number
    Field("guidStatusRequestID",            16,   16, GUID),    # which of the eight requests
    Field("dwSequence",                     32,    4),          # the driver's status number, exactly
    Field("cbSizeData",                     36,    4),          # 4 for a level request, otherwise 0
    Field("StatusData",                     40, 4056, BYTES, variable=True),
), "COPP-303")
"""What COPPQueryStatus takes: neither authenticated nor encrypted (COPP-172)."""

DXVA_COPPStatusOutput: Final = Layout("DXVA_COPPStatusOutput", 4096, (
    Field("macKDI",                          0,   16, BYTES),   # the tag of all that follows
    Field("cbSizeData",                     16,    4),          # the size of the payload structure
    Field("COPPStatus",                     20, 4076, BYTES, variable=True),
), "COPP-304")
"""What COPPQueryStatus answers: one of the payload structures, authenticated (COPP-176, COPP-422)."""

DXVA_COPPSetProtectionLevelCmdData: Final = Layout("DXVA_COPPSetProtectionLevelCmdData", 16, (
    Field("ProtType",                        0,    4),          # one bit of ProtectionType
    Field("ProtLevel",                       4,    4),          # a level of that type
    Field("ExtendedInfoChangeMask",          8,    4),          # unused: zero
    Field("ExtendedInfoData",               12,    4),          # unused: zero
), "COPP-305")
"""The data of DXVA_COPPSetProtectionLevel (COPP-603). An older header has other names for the last two."""

DXVA_COPPSetSignalingCmdData: Final = Layout("DXVA_COPPSetSignalingCmdData", 64, (
    Field("ActiveTVProtectionStandard",      0,    4),          # one of TVProtectionStandard, or none
    Field("AspectRatioChangeMask1",          4,    4),          # which bits of the next field are meant
    Field("AspectRatioData1",                8,    4),          # for EN 300 294 an AspectRatioEN300294
    Field("AspectRatioChangeMask2",         12,    4),
    Field("AspectRatioData2",               16,    4),          # as the standard has it
    Field("AspectRatioChangeMask3",         20,    4),
    Field("AspectRatioData3",               24,    4),          # as the standard has it
    Field("ExtendedInfoChangeMask",         28,   16, ULONGS),  # unused: zero
    Field("ExtendedInfoData",               44,   16, ULONGS),  # unused: zero
    Field("Reserved",                       60,    4),          # zero
), "COPP-306")
"""The data of DXVA_COPPSetSignaling (COPP-621, COPP-622)."""

DXVA_COPPStatusData: Final = Layout("DXVA_COPPStatusData", 32, (
    Field("rApp",                            0,   16, BYTES),   # the request's, repeated
    Field("dwFlags",                        16,    4),          # StatusFlags
    Field("dwData",                         20,    4),          # the level, type, connector or bus
    Field("ExtendedInfoValidMask",          24,    4),          # unused: zero
    Field("ExtendedInfoData",               28,    4),          # unused: zero
), "COPP-307")
"""The payload of the five requests that ask for one number (COPP-701 to COPP-704)."""

DXVA_COPPStatusDisplayData: Final = Layout("DXVA_COPPStatusDisplayData", 44, (
    Field("rApp",                            0,   16, BYTES),   # the request's, repeated
    Field("dwFlags",                        16,    4),          # StatusFlags
    Field("DisplayWidth",                   20,    4),
    Field("DisplayHeight",                  24,    4),
    Field("Format",                         28,    4),          # a DXVA_ExtendedFormat in 32 bits
    Field("d3dFormat",                      32,    4),          # a D3DFORMAT
    Field("FreqNumerator",                  36,    4),          # 60000 of 60000/1001
    Field("FreqDenominator",                40,    4),          # 1001 of 60000/1001
), "COPP-308")
"""The payload of DXVA_COPPQueryDisplayData: the signal, not the desktop (COPP-315, COPP-316)."""

DXVA_COPPStatusHDCPKeyData: Final = Layout("DXVA_COPPStatusHDCPKeyData", 72, (
    Field("rApp",                            0,   16, BYTES),   # the request's, repeated
    Field("dwFlags",                        16,    4),          # StatusFlags
    Field("dwHDCPFlags",                    20,    4),          # StatusHDCPFlags
    Field("BKey",                           24,   16, BYTES),   # the receiver's KSV in bytes 0 to 4
    Field("Reserved1",                      40,   16, BYTES),   # zero
    Field("Reserved2",                      56,   16, BYTES),   # zero
), "COPP-309")
"""The payload of DXVA_COPPQueryHDCPKeyData (COPP-313)."""

DXVA_COPPStatusSignalingCmdData: Final = Layout("DXVA_COPPStatusSignalingCmdData", 88, (
    Field("rApp",                            0,   16, BYTES),   # the request's, repeated
    Field("dwFlags",                        16,    4),          # StatusFlags
    Field("AvailableTVProtectionStandards", 20,    4),          # a set of TVProtectionStandard
    Field("ActiveTVProtectionStandard",     24,    4),          # one of them, or none
    Field("TVType",                         28,    4),          # unused: zero
    Field("AspectRatioValidMask1",          32,    4),          # which bits of the next field count
    Field("AspectRatioData1",               36,    4),
    Field("AspectRatioValidMask2",          40,    4),
    Field("AspectRatioData2",               44,    4),
    Field("AspectRatioValidMask3",          48,    4),
    Field("AspectRatioData3",               52,    4),
    Field("ExtendedInfoValidMask",          56,   16, ULONGS),  # unused: zero
    Field("ExtendedInfoData",               72,   16, ULONGS),  # unused: zero
), "COPP-310")
"""The payload of DXVA_COPPQuerySignaling (COPP-708)."""

# The application's names for the same bytes (COPP-317).
AMCOPPSignature: Final = DXVA_COPPSignature
AMCOPPCommand: Final = DXVA_COPPCommand
AMCOPPStatusInput: Final = DXVA_COPPStatusInput
AMCOPPStatusOutput: Final = DXVA_COPPStatusOutput

START_SEQUENCE: Final = Layout("START_SEQUENCE", 40, (
    Field("rGH",                             0,   16, BYTES),   # the driver's random number, sent back
    Field("kDI",                            16,   16, BYTES),   # the session key
    Field("status_start",                   32,    4),          # the number of the first status request
    Field("command_start",                  36,    4),          # the number of the first command
), "COPP-402")
"""What the signature block hides: the plaintext that starts a session (COPP-403, COPP-404)."""

VIDEOPARAMETERS: Final = Layout("VIDEOPARAMETERS", 356, (
    Field("Guid",                            0,   16, GUID),    # VIDEOPARAMETERS_GUID
    Field("dwOffset",                       16,    4),          # zero; a driver ignores it
    Field("dwCommand",                      20,    4),          # VPCommand
    Field("dwFlags",                        24,    4),          # VPFlags
    Field("dwMode",                         28,    4),          # VPMode
    Field("dwTVStandard",                   32,    4),          # TVStandard
    Field("dwAvailableModes",               36,    4),          # a set of VPMode
    Field("dwAvailableTVStandard",          40,    4),          # a set of TVStandard
    Field("dwFlickerFilter",                44,    4),          # 0 to 1000, tenths of a percent
    Field("dwOverScanX",                    48,    4),          # 0 to 1000
    Field("dwOverScanY",                    52,    4),          # 0 to 1000
    Field("dwMaxUnscaledX",                 56,    4),
    Field("dwMaxUnscaledY",                 60,    4),
    Field("dwPositionX",                    64,    4),          # in pixels
    Field("dwPositionY",                    68,    4),          # in scan lines
    Field("dwBrightness",                   72,    4),          # 0 to 100
    Field("dwContrast",                     76,    4),          # 0 to 100
    Field("dwCPType",                       80,    4),          # CPType
    Field("dwCPCommand",                    84,    4),          # CPCommand
    Field("dwCPStandard",                   88,    4),          # the TVStandards that can be protected
    Field("dwCPKey",                        92,    4),          # the session: out on ACTIVATE, else in
    Field("bCP_APSTriggerBits",             96,    4),          # the level, 0 to 3: four bytes, not one
    Field("bOEMCopyProtection",            100,  256, BYTES, variable=True),  # the vendor's own
), "VPCP-002")
"""What a copy-protection request is, in and out (VPCP-001, VPCP-004, VPCP-005)."""
# fmt: on

LAYOUTS: Final = (
    DXVA_COPPSignature,
    DXVA_COPPCommand,
    DXVA_COPPStatusInput,
    DXVA_COPPStatusOutput,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPSetSignalingCmdData,
    DXVA_COPPStatusData,
    DXVA_COPPStatusDisplayData,
    DXVA_COPPStatusHDCPKeyData,
    DXVA_COPPStatusSignalingCmdData,
    START_SEQUENCE,
    VIDEOPARAMETERS,
)
"""Every structure once, in the documents' order."""
