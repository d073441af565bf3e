"""The blocks that start a session, right, and wrong in every way that the table names."""

from collections.abc import Callable, Mapping
from random import Random
from typing import NamedTuple

from coppspec.driver.start_block import PublicKey, sealed, sealed_with_oaep, sealed_without_padding
from coppspec.model.constants import RSA_MODULUS_BYTES, SEQUENCE_NUMBERS
from coppspec.model.layouts import START_SEQUENCE
from coppspec.properties.damage import damaged, other_than
from coppspec.properties.turns import turn

Seal = Callable[[PublicKey, bytes], bytes]
LAST = (SEQUENCE_NUMBERS - 2, SEQUENCE_NUMBERS - 1)
"""Starting numbers that soon wrap (COPP-434); the others are near borders of shorter and signed ones."""
STARTS = (0, 0xFFFF, 0x7FFFFFFE, 0x7FFFFFFF, 1, *LAST)
"""Starting numbers near a border: those of commands never equal those of status requests in their turn."""
SESSION_KEYS: tuple[Callable[[Random], bytes], ...] = (
    lambda random: random.randbytes(16),
    lambda random: bytes(4) + random.randbytes(12),
    lambda random: random.randbytes(12) + bytes(4),
    lambda random: b"\0" + random.randbytes(14) + b"\0",
    lambda random: b"\x80" + random.randbytes(15),
    lambda _: b"\xff" * 16,
)
"""Session keys, with zeros at either end among them: nobody may take one for no key."""
LARGEST_MESSAGE = 245
"""What fits into a block of 256 bytes beside 11 bytes of padding."""


class Terms(NamedTuple):
    """What an application proposes in a start sequence."""

    session_key: bytes
    status_start: int
    command_start: int


def new_terms(random: Random) -> Terms:
    """A fresh key and fresh starting numbers (COPP-404)."""
    key = turn(random, "session key", tuple(each(random) for each in SESSION_KEYS))
    status = turn(random, "status number", (*STARTS, random.getrandbits(32)))
    command = turn(random, "command number", (*STARTS[3:], random.getrandbits(32), *STARTS[:3]))
    return Terms(key, status, command)


class Numbers(NamedTuple):
    """The random number of a device, and the one of another session."""

    own: bytes
    other: bytes


def start_block(
    defects: tuple[str, ...], key: PublicKey, numbers: Numbers, terms: Terms, random: Random
) -> bytes:
    """The block of a sequence start."""
    return damaged(
        whole_block(defects, key, sequence(defects, numbers, terms, random), random), defects, random
    )


def sequence(defects: tuple[str, ...], numbers: Numbers, terms: Terms, random: Random) -> bytes:
    """What is sealed in it. Of the ways to choose the number, the first one holds."""
    choose = next((RANDOM_NUMBERS[each] for each in defects if each in RANDOM_NUMBERS), _own)
    return START_SEQUENCE.pack(
        rGH=choose(numbers, random),
        kDI=terms.session_key,
        status_start=terms.status_start,
        command_start=terms.command_start,
    )


def whole_block(
    defects: tuple[str, ...], key: PublicKey, sequence: bytes, random: Random | None = None
) -> bytes:
    """The block before it is damaged. Of the ways to seal, the first one holds."""
    if TOO_LARGE in defects and random is not None:
        return turn(random, TOO_LARGE, NOT_BELOW)(key, sequence)
    seal = next((SEALS[each] for each in defects if each in SEALS), sealed)
    return seal(key, sequence)


def _own(numbers: Numbers, _: Random) -> bytes:
    return numbers.own


def _another(numbers: Numbers, random: Random) -> bytes:
    return other_than(numbers.own, random)


def _right_in_4_bytes(numbers: Numbers, random: Random) -> bytes:
    return numbers.own[:4] + other_than(numbers.own[4:], random)


def _right_in_15_bytes(numbers: Numbers, random: Random) -> bytes:
    return numbers.own[:-1] + other_than(numbers.own[-1:], random)


def _wrong_in_1_byte(numbers: Numbers, random: Random) -> bytes:
    at = turn(random, "a byte of a random number", range(len(numbers.own)))
    return numbers.own[:at] + bytes([numbers.own[at] ^ random.randrange(1, 256)]) + numbers.own[at + 1 :]


def _of_another_session(numbers: Numbers, _: Random) -> bytes:
    return numbers.other


RANDOM_NUMBERS: Mapping[str, Callable[[Numbers, Random], bytes]] = {
    "another random number": _another,
    "random number right in 4 bytes": _right_in_4_bytes,
    "random number right in 15 bytes": _right_in_15_bytes,
    "random number wrong in 1 byte": _wrong_in_1_byte,
    "random number of another session": _of_another_session,
}
TOO_LARGE = "not below the modulus"
TRIES = 256
"""So often a block is sealed to find one to which the modulus can be added."""


def _modulus(key: PublicKey, _: bytes) -> bytes:
    return key.public_numbers().n.to_bytes(RSA_MODULUS_BYTES, "little")


def _plus_the_modulus(key: PublicKey, sequence: bytes) -> bytes:
    """A right block with the modulus added: who reduces it finds the sequence in it."""
    modulus = key.public_numbers().n
    for _ in range(TRIES):
        block = int.from_bytes(sealed(key, sequence), "little") + modulus
        if block.bit_length() <= 8 * RSA_MODULUS_BYTES:
            return block.to_bytes(RSA_MODULUS_BYTES, "little")
    return _modulus(key, sequence)


NOT_BELOW: tuple[Seal, ...] = (lambda _, __: b"\xff" * RSA_MODULUS_BYTES, _modulus, _plus_the_modulus)
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
    "block type 1": lambda key, sequence: sealed_without_padding(
        key, sequence + b"\0" + b"\xff" * 213 + b"\1\0"
    ),
    "7 bytes of padding": lambda key, sequence: sealed_without_padding(
        key, sequence.ljust(246, b"\0") + b"\0" + b"\xff" * 7 + b"\2\0"
    ),
    # The recipe taken literally: all 256 bytes are reversed, and the last 11 of them do not fit (Q02).
    "245 bytes, the sequence cut": lambda key, sequence: sealed(key, sequence.ljust(256, b"\0")[11:]),
    TOO_LARGE: NOT_BELOW[0],
    "a byte in front of the padding": lambda key, sequence: sealed_without_padding(
        key, sequence + b"\0" + b"\xff" * 213 + b"\2\1"
    ),
}
