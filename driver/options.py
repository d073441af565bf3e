"""Which reading of a silent point the reference driver follows."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Options:
    """The points on which the reference driver can go more than one way; each has its recommended reading."""

    sequence_start_retry: Literal["one attempt", "retry"] = "one attempt"
    """Whether a failed sequence start can be repeated on the same device."""
    padding_check: Literal["strict", "ignore"] = "strict"
    """Whether the padding of the start sequence must be that of PKCS #1 v1.5."""
    short_block: Literal["invalid argument", "unexpected"] = "invalid argument"
    """How a block shorter than 256 bytes is refused."""
    undefined_bits: Literal["refuse", "mask"] = "refuse"
    """What bits 2 to 31 of the trigger field do."""
