"""Commands and status requests, right, and wrong in every way that the table names."""

from random import Random

from coppspec.driver import mac
from coppspec.model.constants import (
    NONCE_BYTES,
    SEQUENCE_NUMBERS,
    COPP_ImageAspectRatio_EN300294_Mask,
    COPP_NoProtectionLevelAvailable,
    DXVA_COPPQueryBusData,
    DXVA_COPPQueryConnectorType,
    DXVA_COPPQueryDisplayData,
    DXVA_COPPQueryGlobalProtectionLevel,
    DXVA_COPPQueryHDCPKeyData,
    DXVA_COPPQueryLocalProtectionLevel,
    DXVA_COPPQueryProtectionType,
    DXVA_COPPQuerySignaling,
    DXVA_COPPSetProtectionLevel,
    DXVA_COPPSetSignaling,
    ProtectionType,
    TVProtectionStandard,
)
from coppspec.model.layouts import (
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPSetSignalingCmdData,
    DXVA_COPPStatusInput,
)
from coppspec.model.levels import LEVELS
from coppspec.model.step import Intent
from coppspec.properties.damage import damaged, unknown
from coppspec.properties.turns import turn

SIZES = frozenset(
    {
        "data size below the structure",
        "data size above the structure",
        "data size above the area",
        "data size alike in its low word",
    }
)
"""Defects that each set the size of the data: a message has one of them."""


def command(intent: Intent, session_key: bytes, other_key: bytes, number: int, random: Random) -> bytes:
    """A command under a session key, with everything that the intent says is wrong with it."""
    return damaged(whole_command(intent, session_key, other_key, number, random), intent.defects, random)


def whole_command(intent: Intent, session_key: bytes, other_key: bytes, number: int, random: Random) -> bytes:
    """The same before it is damaged."""
    defects = set(intent.defects)
    sets_level = intent.call.endswith("set protection level")
    data = _level_data(intent, random) if sets_level else _signaling_data(intent, random)
    size = len(data)
    if "data size below the structure" in defects:
        size = turn(random, "data below", (size - 1, 0, random.randrange(size), 1))
    if "data size above the structure" in defects:
        more = (size + 1, COMMAND_AREA, random.randrange(size + 1, COMMAND_AREA + 1))
        size = turn(random, "data above", more)
        if "bytes behind the data" in defects:
            size = min(size, COMMAND_AREA - 64)  # so that there are some
    if "data size above the area" in defects:
        size = turn(random, "data above the area", (COMMAND_AREA + 1, SEQUENCE_NUMBERS - 1, 1 << 31))
    if "data size alike in its low word" in defects:
        size = (size + (1 << 16)) % SEQUENCE_NUMBERS
    if "bytes behind the data" in defects:
        data += random.randbytes(COMMAND_AREA - len(data))
    known = DXVA_COPPSetProtectionLevel if sets_level else DXVA_COPPSetSignaling
    message = DXVA_COPPCommand.pack(
        guidCommandID=unknown(known, random) if "unknown identifier" in defects else known,
        dwSequence=number,
        cbSizeData=size,
        CommandData=data,
    )
    message = mac.authenticated(other_key if "key of another session" in defects else session_key, message)
    if "tag over the data alone" in defects:
        data_area = DXVA_COPPCommand.get_bytes(message, "CommandData")
        message = DXVA_COPPCommand.put(message, macKDI=mac.tag(session_key, data_area))
    return message


def _level_data(intent: Intent, random: Random) -> bytes:
    named = _protection_type(intent, random)
    level = intent.level or 0
    if "a level above the highest" in intent.defects:
        highest = max(LEVELS[intent.about or "HDCP"])
        more = (highest + 1, highest + 4, (1 << 31) - 1, 1 << 31, SEQUENCE_NUMBERS - 2)
        level = turn(random, "a level above", (*more, random.randrange(highest + 1, SEQUENCE_NUMBERS - 1)))
    if "a valid level with a higher bit" in intent.defects:
        level |= 1 << turn(random, "a higher bit", (8, 16, 31))
    if "the redistribution bit on ACP" in intent.defects:
        named, level = (
            ProtectionType.COPP_ProtectionType_ACP,
            8 | turn(random, "a level with a bit", range(4)),
        )
    if "a level that CGMS-A has not" in intent.defects:
        named, level = ProtectionType.COPP_ProtectionType_CGMSA, turn(random, "no level of CGMS-A", (5, 6, 7))
    if "COPP_NoProtectionLevelAvailable" in intent.defects:
        level = COPP_NoProtectionLevelAvailable
    unused = random.randbytes(8) if "unused fields not zero" in intent.defects else bytes(8)
    return DXVA_COPPSetProtectionLevelCmdData.pack(ProtType=named, ProtLevel=level)[:8] + unused


def _signaling_data(intent: Intent, random: Random) -> bytes:
    standard = bits_of(intent.about or "None")
    if "a standard of no meaning" in intent.defects:
        standard |= turn(random, "no standard", (1 << 31, 1 << 15, 1 << random.randrange(15, 31)))
    mask, ratio = COPP_ImageAspectRatio_EN300294_Mask, intent.level or 0
    data = DXVA_COPPSetSignalingCmdData.pack(
        ActiveTVProtectionStandard=standard, AspectRatioChangeMask1=mask, AspectRatioData1=ratio
    )
    if "unused fields not zero" not in intent.defects:
        return data
    extended = DXVA_COPPSetSignalingCmdData.field("ExtendedInfoChangeMask").offset
    data = data[:extended] + random.randbytes(len(data) - extended)
    return DXVA_COPPSetSignalingCmdData.put(
        data,
        AspectRatioData1=ratio | random.randrange(1 << 29) << 3,
        AspectRatioData2=random.getrandbits(32),
        AspectRatioData3=random.getrandbits(32),
    )


def bits_of(standards: str) -> int:
    """One TV protection standard by the end of its name, or several with ' and ' between them."""
    return sum(TVProtectionStandard[f"COPP_ProtectionStandard_{name}"] for name in standards.split(" and "))


def with_small_mask(command: bytes, ratio: int, session_key: bytes) -> bytes:
    """The same command, that names only the bits of the aspect ratio that change; all others are wrong.

    Args:
        command: that sets a signal, whole.
        ratio: the aspect ratio that the connector has now.
        session_key: under which it is authentic.
    """
    data = DXVA_COPPCommand.get_bytes(command, "CommandData")
    layout = DXVA_COPPSetSignalingCmdData
    wanted = layout.get_ulong(data, "AspectRatioData1")
    mask = (wanted ^ ratio) & COPP_ImageAspectRatio_EN300294_Mask
    others = ~mask & COPP_ImageAspectRatio_EN300294_Mask
    data = layout.put(data, AspectRatioChangeMask1=mask, AspectRatioData1=wanted ^ others)
    return mac.authenticated(session_key, DXVA_COPPCommand.put(command, CommandData=data))


def new_nonce(random: Random) -> bytes:
    """Any number: at times all zeros or ones, or with zeros at an end, which is as good as any other."""
    any_number = random.randbytes(NONCE_BYTES)
    ends = (bytes(4) + any_number[4:], any_number[:-4] + bytes(4))
    same = (b"\xff" * NONCE_BYTES, bytes(NONCE_BYTES))
    return turn(random, "a nonce", (any_number, ends[0], any_number, ends[1], any_number, *same))


def status_request(intent: Intent, nonce: bytes, number: int, random: Random) -> bytes:
    """A status request, with everything that the intent says is wrong with it."""
    return damaged(whole_status_request(intent, nonce, number, random), intent.defects, random)


def whole_status_request(intent: Intent, nonce: bytes, number: int, random: Random) -> bytes:
    """The same before it is damaged."""
    defects = set(intent.defects)
    identifier = REQUESTS.get(intent.call.partition(", ")[2]) or unknown(
        turn(random, "a request", tuple(REQUESTS.values())), random
    )
    data = b"" if intent.about is None else _protection_type(intent, random).to_bytes(4, "little")
    size = len(data)
    if "data size not that of the request" in defects:
        sizes = (0, 1, 3, 4, 5, 8, 1 << 16, random.randrange(1, SEQUENCE_NUMBERS))
        size = turn(random, "another size", [each for each in sizes if each != size])
    if "data size alike in its low bytes" in defects:
        size += turn(random, "a higher byte", (1 << 8, 1 << 16))
    if "bytes behind the data" in defects:
        data += random.randbytes(STATUS_AREA - len(data))
    return DXVA_COPPStatusInput.pack(
        rApp=nonce,
        guidStatusRequestID=identifier,
        dwSequence=number,
        cbSizeData=size,
        StatusData=data,
    )


def _protection_type(intent: Intent, random: Random) -> int:
    own = ProtectionType[f"COPP_ProtectionType_{intent.about or 'HDCP'}"]
    if "no type" in intent.defects:
        return 0
    if "a type of later headers" in intent.defects:
        return DPCP
    if "two types at once" in intent.defects:
        return turn(random, "two types", (3, 5, 6, 7))
    if "a type of no meaning" in intent.defects:
        none = (1 << 31, int(own) | 1 << 31, 8, 16, int(own) | 16, SEQUENCE_NUMBERS - 1)
        return turn(random, "no type", (*none, 1 << random.randrange(3, 31)))
    return int(own)


REQUESTS = {
    "protection type": DXVA_COPPQueryProtectionType,
    "connector type": DXVA_COPPQueryConnectorType,
    "local protection level": DXVA_COPPQueryLocalProtectionLevel,
    "global protection level": DXVA_COPPQueryGlobalProtectionLevel,
    "bus data": DXVA_COPPQueryBusData,
    "display data": DXVA_COPPQueryDisplayData,
    "HDCP key data": DXVA_COPPQueryHDCPKeyData,
    "signaling": DXVA_COPPQuerySignaling,
}
DPCP = 16
"""A connector may report it, and no command sets it (Q42)."""
COMMAND_AREA = DXVA_COPPCommand.field("CommandData").size
STATUS_AREA = DXVA_COPPStatusInput.field("StatusData").size
