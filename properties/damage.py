"""Damage to any message, whatever is in it."""

from collections.abc import Callable, Mapping
from random import Random
from uuid import UUID

from coppspec.model.constants import NONCE_BYTES
from coppspec.properties.turns import turn

Damage = Callable[[bytes, Random], bytes]

DAMAGE: Mapping[str, Damage] = {
    "corrupted block": lambda message, random: _flip(message, random, len(message)),
    "corrupted tag": lambda message, random: _flip(message, random, NONCE_BYTES),
    "last byte of the tag wrong": lambda message, _: _with_other_byte(message, NONCE_BYTES - 1),
    "last byte behind the tag wrong": lambda message, _: _with_other_byte(message, len(message) - 1),
    "tag of zeros": lambda message, _: bytes(min(NONCE_BYTES, len(message))) + message[NONCE_BYTES:],
    "random bytes": lambda message, random: random.randbytes(len(message)),
    "short buffer": lambda message, random: message[: _short(len(message), random)],
    "long buffer": lambda message, random: (
        message
        + random.randbytes(turn(random, "bytes behind a buffer", (1, 4, random.randrange(1, 64), 4096)))
    ),
}


def damaged(message: bytes, defects: tuple[str, ...], random: Random) -> bytes:
    """The message with every damage that is among its defects, each in its turn: its size changes last."""
    for name, damage in DAMAGE.items():
        if name in defects:
            message = damage(message, random)
    return message


def _flip(message: bytes, random: Random, within: int) -> bytes:
    """The message with one bit turned over among its first bytes; nothing is left to turn in an empty one."""
    within = min(within, len(message))
    if not within:
        return message
    flipped = bytearray(message)
    flipped[turn(random, "a byte that is wrong", range(within))] ^= 1 << random.randrange(8)
    return bytes(flipped)


def _with_other_byte(message: bytes, index: int) -> bytes:
    """The message with one byte changed, if it has as many."""
    if not 0 <= index < len(message):
        return message
    return message[:index] + bytes([message[index] ^ 1]) + message[index + 1 :]


def _short(size: int, random: Random) -> int:
    """A length that is too short: by one, by all of it, or by any number."""
    return turn(random, "a length that is too short", (size - 1, 0, random.randrange(size), 1, size // 2))


def other_than(number: bytes, random: Random) -> bytes:
    """As many random bytes, of which the first is not the same."""
    return bytes([number[0] ^ random.randrange(1, 256)]) + random.randbytes(len(number) - 1)


def unknown(known: UUID, random: Random) -> UUID:
    """Any other identifier, or one that differs in a single byte."""
    size = len(known.bytes_le)
    at = turn(random, "a byte of an identifier", range(-1, size))
    if at < 0:
        return UUID(int=random.getrandbits(128), version=4)
    return UUID(bytes_le=_with_other_byte(known.bytes_le, at))
