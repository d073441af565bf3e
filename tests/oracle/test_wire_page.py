"""What docs/wire.md says of the wire is what crosses it."""

import json
import re
from dataclasses import replace
from pathlib import Path
from random import Random
from textwrap import wrap
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from coppspec.driver import mac
from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.identity import shipped_identity
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.start_block import sealed_without_padding
from coppspec.model.constants import (
    DXVA_COPPQueryProtectionType,
    DXVA_COPPSetProtectionLevel,
    ProtectionType,
)
from coppspec.model.layouts import (
    START_SEQUENCE,
    VIDEOPARAMETERS,
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPStatusInput,
)
from coppspec.model.tvout import VIDEOPARAMETERS_GUID, VPCommand
from coppspec.oracle.declaration import of_json
from coppspec.oracle.lines import KEPT
from coppspec.oracle.messages import LONGEST_LINE, MESSAGES, PROTOCOL
from coppspec.oracle.remote import RemoteDriver, Wire
from coppspec.oracle.server import Server
from coppspec.properties.cause import Cause
from coppspec.properties.guard import BrokeDown

PAGE = Path(__file__).parents[2] / "docs" / "wire.md"
TEXT = PAGE.read_text(encoding="utf-8")
ACP = ProtectionType.COPP_ProtectionType_ACP
LONG = r'"([^" ]{41,})"'
"""A text that is shown in part."""


class OneOutput(ReferenceDriver):
    """The reference driver with an S-Video jack, and the same random numbers each time."""

    capabilities = frozenset({Capability.APPLIED, Capability.LINK_LOST})
    outputs = (OUTPUTS[1],)
    adapters = (replace(ADAPTERS[1], outputs=(0,)),)

    def __init__(self) -> None:
        super().__init__(random_bytes=Random(0).randbytes)


class Recorder:
    """Keeps what crosses (it is a `Carrier`)."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, bytes]] = []
        self._server = Server(OneOutput, "my driver")

    def exchange(self, line: bytes, seconds: float) -> bytes:
        assert seconds
        answer = self._server.answer(line)
        self.lines += [(">", line), ("<", answer)]
        return answer

    def broken(self, failure: str, cause: Cause) -> BrokeDown:
        return BrokeDown(failure, cause)


def conversation() -> list[tuple[str, bytes]]:
    """A session that protects an output, a link that is lost, and a request for VIDEOPARAMETERS."""
    recorder = Recorder()
    wire = Wire(recorder, 1)
    *_, declaration = wire.ask("start", PROTOCOL)
    driver = RemoteDriver(wire, of_json(declaration))
    _, handle = driver.open_video_session(0)
    driver.get_certificate_length(handle)
    _, number, _ = driver.key_exchange(handle)
    driver.sequence_start(handle, block(number))
    driver.command(handle, command())
    driver.applied(0, ACP)
    driver.inject(Capability.LINK_LOST, 0)
    request = DXVA_COPPStatusInput.pack(guidStatusRequestID=DXVA_COPPQueryProtectionType, dwSequence=7)
    driver.query_status(handle, request)
    driver.close_video_session(handle)
    driver.query_status(handle, request)
    get = VIDEOPARAMETERS.pack(Guid=VIDEOPARAMETERS_GUID, dwCommand=VPCommand.VP_COMMAND_GET)
    driver.video_parameters(0, get, len(get))
    with pytest.raises(BrokeDown, match="broke down with ValueError: output 9"):
        driver.inject(Capability.LINK_LOST, 9)
    wire.ask("reset")
    wire.ask("stop")
    return recorder.lines


def block(number: bytes) -> bytes:
    """A start sequence, with padding that is the same each time."""
    sequence = START_SEQUENCE.pack(rGH=number, kDI=bytes(16), status_start=7, command_start=9)
    padding = b"\0" + b"\xff" * 213 + b"\2\0"
    return sealed_without_padding(shipped_identity().key.public_key(), sequence + padding)


def command() -> bytes:
    """Level 2 of ACP."""
    data = DXVA_COPPSetProtectionLevelCmdData.pack(ProtType=ACP, ProtLevel=2)
    message = DXVA_COPPCommand.pack(
        guidCommandID=DXVA_COPPSetProtectionLevel, dwSequence=9, cbSizeData=len(data), CommandData=data
    )
    return mac.authenticated(bytes(16), message)


def shortened(line: bytes) -> str:
    return re.sub(LONG, lambda found: f'"{found[1][:12]}…" ({len(found[1])})', line.decode()).rstrip()


def told() -> str:
    """The conversation as the page shows it."""
    folded = (
        wrap(f"{way} {shortened(line)}", 108, subsequent_indent="    ", break_on_hyphens=False)
        for way, line in conversation()
    )
    return "".join(f"{each}\n" for lines in folded for each in lines)


def test_the_conversation_is_what_the_reference_driver_answers() -> None:
    shown = re.search(r"^```text\n(.*?)^```$", TEXT, flags=re.MULTILINE | re.DOTALL)
    assert shown is not None
    assert shown[1] == told(), "write what is told into docs/wire.md"


def test_the_table_lists_every_call_with_its_fields() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?)\| (.*?)\|$", TEXT, flags=re.MULTILINE)
    listed = {
        call: (re.findall(r"`(\w+)`", asks), re.findall(r"`(\w+)`", answers)) for call, asks, answers in rows
    }
    assert listed == {call: (list(each.asks), list(each.answers)) for call, each in MESSAGES.items()}


def test_the_page_has_the_right_figures() -> None:
    assert f"This page is protocol {PROTOCOL}" in TEXT
    assert f"at most {LONGEST_LINE} bytes" in TEXT
    assert f"last {KEPT} bytes" in TEXT


def test_every_link_of_the_page_leads_somewhere() -> None:
    assert all((PAGE.parent / path).exists() for path in re.findall(r"\]\(([^)]+)\)", TEXT))


def test_every_line_of_the_conversation_is_as_its_schema_has_it() -> None:
    schema = json.loads((PAGE.parents[1] / "oracle" / "wire.schema.json").read_text(encoding="utf-8"))
    call = ""
    for way, line in conversation():
        message = json.loads(line)
        call = message.get("call", call)
        name = "failed" if "error" in message else f"{call}.{'request' if way == '>' else 'answer'}"
        assert is_valid(schema, name, message), line


def is_valid(schema: dict[str, Any], name: str, message: Any) -> bool:  # noqa: ANN401  whatever JSON has
    of_one = {"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]}
    return Draft202012Validator(of_one).is_valid(message)  # pyright: ignore[reportUnknownMemberType]  jsonschema's own
