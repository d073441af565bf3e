"""The messages of the COPP calls, right, and wrong in every way that the table names."""

from collections.abc import Callable, Mapping
from random import Random
from typing import NamedTuple
from uuid import UUID

from coppspec.driver import mac
from coppspec.driver.start_block import PublicKey, sealed, sealed_with_oaep, sealed_without_padding
from coppspec.model.constants import (
    RSA_MODULUS_BYTES,
    DXVA_COPPQueryProtectionType,
    DXVA_COPPSetProtectionLevel,
    ProtectionType,
)
from coppspec.model.layouts import (
    START_SEQUENCE,
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPStatusInput,
)
from coppspec.model.vocabulary import WRAP

Seal = Callable[[PublicKey, bytes], bytes]
Damage = Callable[[bytes, Random], bytes]
NONCE_BYTES = 16
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
    return random.choice((random.getrandbits(32), WRAP - 2, WRAP - 1))


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


def command(
    defects: tuple[str, ...], session_key: bytes, other_key: bytes, number: int, random: Random
) -> bytes:
    """A command that sets HDCP to level 0."""
    data = DXVA_COPPSetProtectionLevelCmdData.pack(
        ProtType=ProtectionType.COPP_ProtectionType_HDCP, ProtLevel=0
    )
    message = DXVA_COPPCommand.pack(
        guidCommandID=_unknown(DXVA_COPPSetProtectionLevel, random)
        if "unknown identifier" in defects
        else DXVA_COPPSetProtectionLevel,
        dwSequence=number,
        cbSizeData=next((SIZES[each] for each in defects if each in SIZES), len(data)),
        CommandData=data,
    )
    message = mac.authenticated(other_key if "key of another session" in defects else session_key, message)
    if "tag over the data alone" in defects:
        data_area = DXVA_COPPCommand.get_bytes(message, "CommandData")
        message = DXVA_COPPCommand.put(message, macKDI=mac.tag(session_key, data_area))
    return _damaged(message, defects, random)


def status_request(defects: tuple[str, ...], nonce: bytes, number: int, random: Random) -> bytes:
    """A request for the protection types that the connector offers."""
    request = DXVA_COPPStatusInput.pack(
        rApp=nonce,
        guidStatusRequestID=_unknown(DXVA_COPPQueryProtectionType, random)
        if "unknown identifier" in defects
        else DXVA_COPPQueryProtectionType,
        dwSequence=number,
        cbSizeData=random.choice((1, 4, 1 << 16, random.randrange(1, WRAP)))
        if "data size not zero" in defects
        else 0,
    )
    return _damaged(request, defects, random)


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
SIZES: Mapping[str, int] = {
    "data size below the structure": DXVA_COPPSetProtectionLevelCmdData.size - 1,
    "data size above the area": DXVA_COPPCommand.field("CommandData").size + 1,
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
