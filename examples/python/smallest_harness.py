"""The smallest harness: it makes a driver a program that coppspec judges: "exec:python3 smallest_harness.py".

It speaks lines of JSON and imports nothing of coppspec, so the same can be written in any language:
`coppspec docs wire` prints every message. To judge a driver of your own, import that in place of
smallest_driver, and give it the same methods, in this order; what is not there yet can return E_UNEXPECTED.

1. DECLARATION: what your outputs can do, and the root of your certificates; without "root" it is the
   published one. For a build without an identity of its own, take the key and certificates of identity.py.
2. open_video_session and close_video_session (COPP-120, COPP-186). You choose what number a handle is.
3. get_certificate_length, key_exchange and sequence_start (COPP-130, COPP-140, COPP-150).
4. query_status and command (COPP-170, COPP-160).
5. applied: the level of an output, read as near to the hardware as you can. If you cannot, take "applied" out
   of the capabilities: what a driver lacks is not asked.
6. video_parameters (VPCP-102), with "adapters" in the declaration; inject, for the events that you can cause.

A harness checks nothing: wrong lengths and unknown handles too are for the driver to refuse.
"""

import json
import os
import sys
from base64 import b64decode, b64encode
from typing import Any, cast

from smallest_driver import DECLARATION, SmallestDriver

PROTOCOL = 1
CALLS = {
    "COPPOpenVideoSession": ("open_video_session", "dev_id handle", "code handle"),
    "COPPGetCertificateLength": ("get_certificate_length", "handle", "code length"),
    "COPPKeyExchange": ("key_exchange", "handle", "code random_number certificates"),
    "COPPSequenceStart": ("sequence_start", "handle signature", "code"),
    "COPPCommand": ("command", "handle command", "code"),
    "COPPQueryStatus": ("query_status", "handle request", "code response"),
    "COPPCloseVideoSession": ("close_video_session", "handle", "code"),
    "VideoParameters": ("video_parameters", "adapter buffer output_length", "status returned"),
    "applied": ("applied", "output protection_type", "level"),
    "limit_keys": ("limit_keys", "adapter keys", ""),
    "inject": ("inject", "event target argument", ""),
}
"""For each call the method that it is, what the method takes, and what it returns."""
BYTES = {"signature", "command", "request", "buffer"}
"""What comes in base64."""


class Harness:
    """A driver, and what answers each request for it."""

    def __init__(self) -> None:
        self.driver = SmallestDriver()

    def answer(self, request: dict[str, Any]) -> dict[str, object]:
        """All of an answer but its id."""
        match request["call"]:
            case "start":
                return {"protocol": PROTOCOL, "name": "smallest", "resets": True, "declaration": DECLARATION}
            case "reset":
                self.driver = SmallestDriver()  # as after boot
                return {}
            case "stop":
                return {}
            case call:
                return self.called(*CALLS[call], request)

    def called(self, method: str, takes: str, returns: str, request: dict[str, Any]) -> dict[str, object]:
        """What a method of the driver returns, by name."""
        given = [b64decode(request[name]) if name in BYTES else request[name] for name in takes.split()]
        returned: object = getattr(self.driver, method)(*given)
        values = cast("tuple[object, ...]", returned) if isinstance(returned, tuple) else (returned,)
        return dict(zip(returns.split(), map(as_json, values), strict=False))


def as_json(value: object) -> object:
    """Bytes in base64, and numbers as they are."""
    return b64encode(value).decode() if isinstance(value, bytes) else value


def serve() -> None:
    """Answer each line, until one says stop or there are no more."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever the driver prints is no answer, and goes to standard error
    harness = Harness()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            answer = harness.answer(request)
        except Exception as error:  # noqa: BLE001  whatever the driver does is told
            answer = {"error": f"broke down with {type(error).__name__}: {error}"}
        answers.write(json.dumps({"id": request["id"], **answer}).encode() + b"\n")
        if request["call"] == "stop":
            break


if __name__ == "__main__":
    serve()
