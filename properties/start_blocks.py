"""The blocks that start a session, right, and wrong in every way that the table names."""

from collections.abc import Callable, Mapping
from random import Random
from typing import NamedTuple

from coppspec.driver.start_block import PublicKey, sealed, sealed_with_oaep, sealed_without_padding
from coppspec.model.constants import RSA_MODULUS_BYTES, SEQUENCE_NUMBERS
from coppspec.model.layouts import START_SEQUENCE
from coppspec.properties.damage import damaged, other_than

Seal = Callable[[PublicKey, bytes], bytes]
LAST = (SEQUENCE_NUMBERS - 2, SEQUENCE_NUMBERS - 1)
"""Starting numbers that soon wrap (COPP-434); the others are near borders of shorter and signed ones."""
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
    """A starting number: any, or one near a border."""
    return random.choice((random.getrandbits(32), 0, 0xFFFF, 0x7FFFFFFE, 0x7FFFFFFF, *LAST))


class Numbers(NamedTuple):
    """The random number of a device, and the one of another session."""

    own: bytes
    other: bytes


def start_block(
    defects: tuple[str, ...], key: PublicKey, numbers: Numbers, terms: Terms, random: Random
) -> bytes:
    """The block of a sequence start."""
    return damaged(whole_block(defects, key, sequence(defects, numbers, terms, random)), defects, random)


def sequence(defects: tuple[str, ...], numbers: Numbers, terms: Terms, random: Random) -> bytes:
    """What is sealed in it. Of the ways to choose the number, the first one holds."""
    choose = next((RANDOM_NUMBERS[each] for each in defects if each in RANDOM_NUMBERS), _own)
    return START_SEQUENCE.pack(
        rGH=choose(numbers, random),
        kDI=terms.session_key,
        status_start=terms.status_start,
        command_start=terms.command_start,
    )


def whole_block(defects: tuple[str, ...], key: PublicKey, sequence: bytes) -> bytes:
    """The block before it is damaged. Of the ways to seal, the first one holds."""
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
    at = random.randrange(len(numbers.own))
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
    "not below the modulus": lambda _, __: b"\xff" * RSA_MODULUS_BYTES,
}
