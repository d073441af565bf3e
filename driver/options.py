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
    advance_on_failure: Literal["accepted messages", "every match"] = "accepted messages"
    """Which messages with the right number use it up."""
    unknown_status_ok: Literal["refused", "empty success"] = "refused"
    """What a status request with an unknown identifier gets."""
    request_not_applicable: Literal["answered", "refused"] = "answered"
    """What a status request gets for something that the connector has not."""
    level_order: Literal["numeric maximum", "precedence"] = "numeric maximum"
    """Which of the levels of several devices wins."""
    hdcp_sticky: Literal["off", "on"] = "off"
    """Whether HDCP stays on after level 0 was set."""
    hdcp_delay: Literal["synchronous", "later"] = "synchronous"
    """Whether HDCP is on when the command returns, or once it has settled."""
    toobigsize_level0: Literal["every level", "levels above 0"] = "every level"
    """Which levels a resolution that is too big refuses."""
    event_recording: Literal["from open", "from active"] = "from open"
    """From which moment on a device records events."""
    lost_code: Literal["unexpected", "no hardware", "no monitor"] = "unexpected"
    """What the renderer's methods return once its device is lost."""
