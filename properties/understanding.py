"""What any bytes mean to a COPP device: the other way round from `device_messages`.

From the bytes of a message, and from what is agreed in its session, comes the intent that the tables know,
with every defect that the message has. So the engine says what is answered to bytes that nobody meant. It
reads at offsets of its own, and shares no code with the reference driver but the arithmetic of RSA and of
the tag.
"""

import struct
from dataclasses import replace
from typing import Final, NamedTuple

from coppspec.driver import mac
from coppspec.driver.identity import Identity
from coppspec.driver.start_block import unpadded
from coppspec.model.constants import (
    SEQUENCE_NUMBERS,
    COPP_NoProtectionLevelAvailable,
    DXVA_COPPSetProtectionLevel,
    DXVA_COPPSetSignaling,
    ProtectionType,
    TVProtectionStandard,
)
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import (
    SEQUENCE_START,
    SET_PROTECTION_LEVEL,
    SET_SIGNALING,
    STANDARDS,
    STATUS_REQUESTS,
)
from coppspec.model.language import Machine
from coppspec.model.levels import LEVELS
from coppspec.model.step import Intent
from coppspec.properties.device_messages import REQUESTS
from coppspec.properties.start_blocks import Terms

MESSAGE_BYTES: Final = 4096
BLOCK_BYTES: Final = 256
HEADER = struct.Struct("<16s16sII")
"""The tag or the nonce, the identifier, the number and the size of the data."""
AREA: Final = MESSAGE_BYTES - HEADER.size
LEVEL_DATA = struct.Struct("<IIII")
SIGNAL_DATA = struct.Struct("<16I")
START = struct.Struct("<16s16sII")
PADDING_BYTES: Final = 8
"""At least so many bytes of padding are not zero."""
RATIOS: Final = 8

CALLS = {identifier: f"COPPQueryStatus, {name}" for name, identifier in REQUESTS.items()}
UNKNOWN = STATUS_REQUESTS[-1].name
NAMED_TYPES = {int(ProtectionType[f"COPP_ProtectionType_{name}"]): name for name in LEVELS}
NAMED_STANDARDS = {
    sum(TVProtectionStandard[f"COPP_ProtectionStandard_{each}"] for each in name.split(" and ")): name
    for name in STANDARDS
}
IDENTIFIERS = {identifier.bytes_le: call for identifier, call in CALLS.items()}

EVERY_RATIO: Final[Machine] = replace(
    DEVICE,
    calls=tuple(
        replace(call, about=dict.fromkeys(call.about, tuple(range(RATIOS))))
        if call == SET_SIGNALING
        else call
        for call in DEVICE.calls
    ),
)
"""The table of the device, in which a command can ask for every aspect ratio of every standard."""


class Known(NamedTuple):
    """What a session has agreed on, and what is due in it."""

    session: int
    """Which session it is, counted from 0."""
    terms: Terms
    """The session key, and the two numbers that are due now."""
    ratio: int = 0
    """The aspect ratio that the connector has, of which a command may change some bits (COPP-622)."""


def command(message: bytes, known: Known) -> Intent:
    """What a COPPCommand means."""
    if len(message) < MESSAGE_BYTES:
        return Intent(SET_PROTECTION_LEVEL.name, known.session, ("short buffer",), 0, about="HDCP")
    _, identifier, number, size = HEADER.unpack_from(message)
    signals = identifier == DXVA_COPPSetSignaling.bytes_le
    own = SIGNAL_DATA.size if signals else LEVEL_DATA.size
    defects = _bad_size(size, own) + _trailing(message, own)
    if not signals and identifier != DXVA_COPPSetProtectionLevel.bytes_le:
        defects += ("unknown identifier",)
    if not mac.is_authentic(known.terms.session_key, message):
        defects += ("corrupted tag",)
    meant = _signal(message, known) if signals else _level(message, known)
    return meant._replace(
        defects=(*defects, *meant.defects), number=_distance(number, known.terms.command_start)
    )


def status_request(message: bytes, known: Known) -> Intent:
    """What a COPPQueryStatus means."""
    if len(message) < MESSAGE_BYTES:
        return Intent(STATUS_REQUESTS[0].name, known.session, ("short buffer",))
    _, identifier, number, size = HEADER.unpack_from(message)
    meant = Intent(
        IDENTIFIERS.get(identifier, UNKNOWN),
        known.session,
        ("long buffer",) if len(message) > MESSAGE_BYTES else (),
        number=_distance(number, known.terms.status_start),
    )
    if meant.call == UNKNOWN:
        return meant
    about_a_type = meant.call.endswith("protection level")
    if about_a_type:
        (named,) = struct.unpack_from("<I", message, HEADER.size)
        wrong = _bad_type(named)
        meant = meant._replace(about=NAMED_TYPES.get(named, "HDCP"), defects=(*meant.defects, *wrong))
    if size != (4 if about_a_type else 0):
        return meant._replace(defects=(*meant.defects, "data size not that of the request"))
    return meant


def start_block(block: bytes, session: int, identity: Identity, random_number: bytes) -> tuple[Intent, Terms]:
    """What a COPPSequenceStart means, and the terms that it proposes.

    Args:
        block: as the device gets it.
        session: which session it is, counted from 0.
        identity: the driver's own, by which it decrypts.
        random_number: the one that the device has handed out.
    """
    intent = Intent(SEQUENCE_START.name, session)
    if len(block) < BLOCK_BYTES:
        return intent._replace(defects=("short buffer",)), Terms(bytes(16), 0, 0)
    decrypted = unpadded(identity.key, block[:BLOCK_BYTES])
    if decrypted is None:
        return intent._replace(defects=("not below the modulus",)), Terms(bytes(16), 0, 0)
    number, *proposed = START.unpack_from(decrypted)
    length = _message_bytes(decrypted)
    found = {
        "long buffer": len(block) > BLOCK_BYTES,
        "39 bytes encrypted": 0 <= length < START.size,
        "another random number": length >= 0 and number != random_number,
        "zeros for padding": length < 0 and number == random_number,
        "corrupted block": length < 0 and number != random_number,
    }
    return intent._replace(defects=tuple(name for name in found if found[name])), Terms(*proposed)


def _message_bytes(decrypted: bytes) -> int:
    """The length of what was padded as PKCS #1 v1.5 says, read little-endian; -1 if it was not (Q01)."""
    separator = decrypted.rfind(b"\0", 0, BLOCK_BYTES - 2)
    padded = decrypted[-2:] == b"\2\0" and BLOCK_BYTES - 3 - separator >= PADDING_BYTES
    return separator if padded else -1


def _level(message: bytes, known: Known) -> Intent:
    named, level, *_ = LEVEL_DATA.unpack_from(message, HEADER.size)
    about = NAMED_TYPES.get(named, "HDCP")
    defects = _bad_type(named)
    if any(message[HEADER.size + 8 : HEADER.size + LEVEL_DATA.size]):
        defects += ("unused fields not zero",)
    if level not in LEVELS[about]:
        above = "a level that CGMS-A has not" if level < max(LEVELS[about]) else "a level above the highest"
        defects += ("COPP_NoProtectionLevelAvailable" if level == COPP_NoProtectionLevelAvailable else above,)
        level = 0
    return Intent(SET_PROTECTION_LEVEL.name, known.session, defects, level, about=about)


def _signal(message: bytes, known: Known) -> Intent:
    standard, mask, ratio, *unused = SIGNAL_DATA.unpack_from(message, HEADER.size)
    mask &= RATIOS - 1
    defects: tuple[str, ...] = ("unused fields not zero",) if any(unused) else ()
    if standard not in NAMED_STANDARDS:
        defects += ("a standard of no meaning",)
    return Intent(
        SET_SIGNALING.name,
        known.session,
        defects,
        (known.ratio & ~mask) | (ratio & mask),
        about=NAMED_STANDARDS.get(standard, "None"),
    )


def _bad_type(named: int) -> tuple[str, ...]:
    if named in NAMED_TYPES:
        return ()
    if not named:
        return ("no type",)
    several = named < 1 << len(NAMED_TYPES)
    return ("two types at once" if several else "a type of no meaning",)


def _bad_size(size: int, own: int) -> tuple[str, ...]:
    if size == own:
        return ()
    if size < own:
        return ("data size below the structure",)
    return ("data size above the structure" if size <= AREA else "data size above the area",)


def _trailing(message: bytes, own: int) -> tuple[str, ...]:
    behind = ("bytes behind the data",) if any(message[HEADER.size + own : MESSAGE_BYTES]) else ()
    return (*behind, "long buffer") if len(message) > MESSAGE_BYTES else behind


def _distance(number: int, due: int) -> int:
    """How far a number is from the one that is due, the shorter way round."""
    half = SEQUENCE_NUMBERS // 2
    return (number - due + half) % SEQUENCE_NUMBERS - half
