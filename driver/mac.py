"""The tag of commands and status responses: OMAC-1 with AES-128 under the session key (COPP-420)."""

from cryptography.hazmat.primitives import constant_time
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC

from coppspec.model.constants import MAC_COVERED_BYTES, MAC_TAG_BYTES


def tag(session_key: bytes, covered: bytes) -> bytes:
    """The 16 bytes that authenticate these, under a key of 16 bytes."""
    omac = CMAC(AES(session_key))
    omac.update(covered)
    return omac.finalize()


def authenticated(session_key: bytes, message: bytes) -> bytes:
    """A message of 4096 bytes with its tag in front, over all that follows (COPP-421, COPP-422)."""
    covered = message[MAC_TAG_BYTES:]
    return tag(session_key, covered) + covered


def is_authentic(session_key: bytes, message: bytes) -> bool:
    """Whether the tag in front of a message is its own; compared in constant time (COPP-426)."""
    covered = message[MAC_TAG_BYTES : MAC_TAG_BYTES + MAC_COVERED_BYTES]
    return constant_time.bytes_eq(message[:MAC_TAG_BYTES], tag(session_key, covered))
