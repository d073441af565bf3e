"""The messages of the COPP calls, right, and wrong in every way that the table names."""

from collections.abc import Callable, Mapping
from random import Random
from typing import NamedTuple
from uuid import UUID

from coppspec.driver import mac
from coppspec.driver.start_block import PublicKey, sealed, sealed_with_oaep, sealed_without_padding
from coppspec.model.constants import (
    NONCE_BYTES,
    RSA_MODULUS_BYTES,
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
    START_SEQUENCE,
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPSetSignalingCmdData,
    DXVA_COPPStatusInput,
)
from coppspec.model.levels import LEVELS
from coppspec.model.step import Intent

Seal = Callable[[PublicKey, bytes], bytes]
Damage = Callable[[bytes, Random], bytes]
LARGEST_MESSAGE = 245
"""What fits into a block of 256 bytes beside 11 bytes of padding."""


class Terms(NamedTuple):
    """What an application proposes in a start sequence."""

    session_key: bytes
    status_start: int
    command_start: int


def new_terms(random: Random) -> Terms:
    """A fresh key and fresh starting numbers (COPP-404)."""
    return Terms(random.randbytes(16), _start(random), _start(random))


def _start(random: Random) -> int:
    """A starting number: any, or one that soon wraps (COPP-434)."""
    return random.choice((random.getrandbits(32), SEQUENCE_NUMBERS - 2, SEQUENCE_NUMBERS - 1))


class Numbers(NamedTuple):
    """The random number of a device, and the one of another session."""

    own: bytes
    other: bytes


def start_block(
    defects: tuple[str, ...], key: PublicKey, numbers: Numbers, terms: Terms, random: Random
) -> bytes:
    """The block of a sequence start. Of the ways to choose the number, and to seal, the first one holds."""
    choose = next((RANDOM_NUMBERS[each] for each in defects if each in RANDOM_NUMBERS), _own)
    seal = next((SEALS[each] for each in defects if each in SEALS), sealed)
    sequence = START_SEQUENCE.pack(
        rGH=choose(numbers, random),
        kDI=terms.session_key,
        status_start=terms.status_start,
        command_start=terms.command_start,
    )
    return _damaged(seal(key, sequence), defects, random)


def command(intent: Intent, session_key: bytes, other_key: bytes, number: int, random: Random) -> bytes:
    """A command under a session key, with everything that the intent says is wrong with it."""
    defects = set(intent.defects)
    sets_level = intent.call.endswith("set protection level")
    data = _level_data(intent, random) if sets_level else _signaling_data(intent, random)
    size = len(data)
    if "data size below the structure" in defects:
        size = random.choice((size - 1, 0, random.randrange(size)))
    if "data size above the structure" in defects:
        size = random.choice((size + 1, COMMAND_AREA, random.randrange(size + 1, COMMAND_AREA + 1)))
    if "data size above the area" in defects:
        size = random.choice((COMMAND_AREA + 1, SEQUENCE_NUMBERS - 1))
    if "bytes behind the data" in defects:
        data += random.randbytes(COMMAND_AREA - len(data))
    known = DXVA_COPPSetProtectionLevel if sets_level else DXVA_COPPSetSignaling
    message = DXVA_COPPCommand.pack(
        guidCommandID=_unknown(known, random) if "unknown identifier" in defects else known,
        dwSequence=number,
        cbSizeData=size,
        CommandData=data,
    )
    message = mac.authenticated(other_key if "key of another session" in defects else session_key, message)
    if "tag over the data alone" in defects:
        data_area = DXVA_COPPCommand.get_bytes(message, "CommandData")
        message = DXVA_COPPCommand.put(message, macKDI=mac.tag(session_key, data_area))
    return _damaged(message, intent.defects, random)


def _level_data(intent: Intent, random: Random) -> bytes:
    named = _protection_type(intent, random)
    level = intent.level or 0
    if "a level above the highest" in intent.defects:
        highest = max(LEVELS[intent.about or "HDCP"])
        level = random.choice((highest + 1, highest + 4, random.randrange(highest + 1, SEQUENCE_NUMBERS - 1)))
    if "a level that CGMS-A has not" in intent.defects:
        named, level = ProtectionType.COPP_ProtectionType_CGMSA, random.choice((5, 6, 7))
    if "COPP_NoProtectionLevelAvailable" in intent.defects:
        level = COPP_NoProtectionLevelAvailable
    unused = random.randbytes(8) if "unused fields not zero" in intent.defects else bytes(8)
    return DXVA_COPPSetProtectionLevelCmdData.pack(ProtType=named, ProtLevel=level)[:8] + unused


def _signaling_data(intent: Intent, random: Random) -> bytes:
    standard = int(TVProtectionStandard[f"COPP_ProtectionStandard_{intent.about or 'None'}"])
    if "two standards at once" in intent.defects:
        standard |= 0x11
    if "a standard of no meaning" in intent.defects:
        standard |= random.choice((1 << 31, 1 << 15, 1 << random.randrange(15, 31)))
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


def status_request(intent: Intent, nonce: bytes, number: int, random: Random) -> bytes:
    """A status request, with everything that the intent says is wrong with it."""
    defects = set(intent.defects)
    identifier = REQUESTS.get(intent.call.partition(", ")[2]) or _unknown(
        random.choice(tuple(REQUESTS.values())), random
    )
    data = b"" if intent.about is None else _protection_type(intent, random).to_bytes(4, "little")
    size = len(data)
    if "data size not that of the request" in defects:
        sizes = (0, 1, 3, 4, 5, 8, 1 << 16, random.randrange(1, SEQUENCE_NUMBERS))
        size = random.choice([each for each in sizes if each != size])
    if "bytes behind the data" in defects:
        data += random.randbytes(STATUS_AREA - len(data))
    request = DXVA_COPPStatusInput.pack(
        rApp=nonce,
        guidStatusRequestID=identifier,
        dwSequence=number,
        cbSizeData=size,
        StatusData=data,
    )
    return _damaged(request, intent.defects, random)


def _protection_type(intent: Intent, random: Random) -> int:
    own = ProtectionType[f"COPP_ProtectionType_{intent.about or 'HDCP'}"]
    if "no type" in intent.defects:
        return 0
    if "two types at once" in intent.defects:
        return random.choice((3, 5, 6, 7))
    if "a type of no meaning" in intent.defects:
        return random.choice(
            (1 << 31, int(own) | 1 << 31, 8, 16, int(own) | 16, 1 << random.randrange(3, 31))
        )
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
COMMAND_AREA = DXVA_COPPCommand.field("CommandData").size
STATUS_AREA = DXVA_COPPStatusInput.field("StatusData").size


def _own(numbers: Numbers, _: Random) -> bytes:
    return numbers.own


def _another(numbers: Numbers, random: Random) -> bytes:
    return _other_than(numbers.own, random)


def _right_in_4_bytes(numbers: Numbers, random: Random) -> bytes:
    return numbers.own[:4] + _other_than(numbers.own[4:], random)


def _right_in_15_bytes(numbers: Numbers, random: Random) -> bytes:
    return numbers.own[:-1] + _other_than(numbers.own[-1:], random)


def _wrong_in_1_byte(numbers: Numbers, random: Random) -> bytes:
    return _other_than(numbers.own, random)[:1] + numbers.own[1:]


def _of_another_session(numbers: Numbers, _: Random) -> bytes:
    return numbers.other


RANDOM_NUMBERS: Mapping[str, Callable[[Numbers, Random], bytes]] = {
    "another random number": _another,
    "random number right in 4 bytes": _right_in_4_bytes,
    "random number right in 15 bytes": _right_in_15_bytes,
    "random number wrong in 1 byte": _wrong_in_1_byte,
    "random number of another session": _of_another_session,
}
SEALS: Mapping[str, Seal] = {
    "big-endian block": lambda key, sequence: sealed(key, sequence)[::-1],
    "OAEP padding": sealed_with_oaep,
    "zeros for padding": sealed_without_padding,
    "39 bytes encrypted": lambda key, sequence: sealed(key, sequence[:39]),
    "32 bytes encrypted": lambda key, sequence: sealed(key, sequence[:32]),
    "41 bytes, the sequence whole": lambda key, sequence: sealed(key, sequence + b"\0"),
    "245 bytes, the sequence whole": lambda key, sequence: sealed(
        key, sequence.ljust(LARGEST_MESSAGE, b"\0")
    ),
    # The recipe taken literally: all 256 bytes are reversed, and the last 11 of them do not fit (Q02).
    "245 bytes, the sequence cut": lambda key, sequence: sealed(key, sequence.ljust(256, b"\0")[11:]),
    "not below the modulus": lambda _, __: b"\xff" * RSA_MODULUS_BYTES,
}
DAMAGE: Mapping[str, Damage] = {
    "corrupted block": lambda message, random: _flip(message, random, len(message)),
    "corrupted tag": lambda message, random: _flip(message, random, NONCE_BYTES),
    "last byte of the tag wrong": lambda message, _: _with_other_byte(message, NONCE_BYTES - 1),
    "last byte behind the tag wrong": lambda message, _: _with_other_byte(message, len(message) - 1),
    "random bytes": lambda message, random: random.randbytes(len(message)),
    "short buffer": lambda message, random: message[: _short(len(message), random)],
    "long buffer": lambda message, random: message + random.randbytes(random.randrange(1, 64)),
}


def _damaged(message: bytes, defects: tuple[str, ...], random: Random) -> bytes:
    for each in defects:
        if each in DAMAGE:
            message = DAMAGE[each](message, random)
    return message


def _flip(message: bytes, random: Random, within: int) -> bytes:
    """The message with one bit turned over among its first bytes; nothing is left to turn in an empty one."""
    within = min(within, len(message))
    if not within:
        return message
    flipped = bytearray(message)
    flipped[random.randrange(within)] ^= 1 << random.randrange(8)
    return bytes(flipped)


def _with_other_byte(message: bytes, index: int) -> bytes:
    """The message with one byte changed, if it has as many."""
    if not 0 <= index < len(message):
        return message
    return message[:index] + bytes([message[index] ^ 1]) + message[index + 1 :]


def _short(size: int, random: Random) -> int:
    """A length that is too short: by one, by all of it, or by any number."""
    return random.choice((size - 1, 0, random.randrange(size)))


def _other_than(number: bytes, random: Random) -> bytes:
    """As many random bytes, of which the first is not the same."""
    return bytes([number[0] ^ random.randrange(1, 256)]) + random.randbytes(len(number) - 1)


def _unknown(known: UUID, random: Random) -> UUID:
    """Any other identifier, or one that differs in a single byte."""
    alike = _with_other_byte(known.bytes_le, random.randrange(len(known.bytes_le)))
    return random.choice((UUID(int=random.getrandbits(128), version=4), UUID(bytes_le=alike)))
