"""What must be so of the layouts, the codes and the reference driver, whatever is called: named facts."""

from collections.abc import Iterator
from uuid import UUID

from coppspec.driver import mac
from coppspec.model import layouts
from coppspec.model.codes import HResult
from coppspec.model.constants import (
    MAC_COVERED_BYTES,
    MAC_TAG_BYTES,
    ConnectorType,
    RenderFunctionCode,
)
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.language import Check, Machine, Row, fails
from coppspec.model.layouts import (
    LAYOUTS,
    START_SEQUENCE,
    DXVA_COPPCommand,
    DXVA_COPPStatusInput,
    DXVA_COPPStatusOutput,
)
from coppspec.model.lint import entries
from coppspec.model.renderer import RENDERER
from coppspec.properties.law import miscounts
from coppspec.properties.layout_facts import VIDEOPARAMETERS_FACTS, Fact


def _answers(machine: Machine) -> Iterator[tuple[str, HResult]]:
    """Every call or function of a machine, with each code that an entry answers with."""
    for entry in entries(machine):
        if isinstance(entry, Row) and isinstance(entry.answer, HResult):
            yield entry.call, entry.answer
    for call in machine.calls:
        answers = (rung.answer for rung in call.ladder if isinstance(rung, Check))
        yield from ((call.function or call.name, each) for each in answers if isinstance(each, HResult))


def _codes_are_allowed() -> bool:
    """On a device, the DirectDraw codes belong to one function each; no code is COPP's own."""
    anywhere = {HResult.S_OK, HResult.E_UNEXPECTED, HResult.E_INVALIDARG, HResult.E_POINTER}
    of_one = {
        "COPPOpenVideoSession": {HResult.DDERR_UNSUPPORTEDMODE},
        "COPPCommand": {HResult.DDERR_TOOBIGSIZE},
    }
    return all(code in anywhere | of_one.get(call, set()) for call, code in _answers(DEVICE))


def _methods_answer_as_listed() -> bool:
    own = {
        HResult.S_OK,
        HResult.E_UNEXPECTED,
        HResult.VFW_E_NO_COPP_HW,
        HResult.ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE,
    }
    passed_on = {code for _, code in _answers(DEVICE)}
    return {code for _, code in _answers(RENDERER)} <= own | passed_on


def _payloads_begin_alike() -> bool:
    payloads = [each for each in LAYOUTS if each.name.startswith("DXVA_COPPStatus") and each.size < 4096]
    return len(payloads) == 4 and all(
        [field.name for field in each.fields[:2]] == ["rApp", "dwFlags"] for each in payloads
    )


def _bytes_are_those_of_windows() -> bool:
    identifier = UUID("00112233-4455-6677-8899-aabbccddeeff")
    message = DXVA_COPPCommand.pack(guidCommandID=identifier, dwSequence=0x01020304, macKDI=bytes(range(16)))
    return (message[:16], message[16:20], message[32:36]) == (
        bytes(range(16)),
        bytes.fromhex("33221100"),
        bytes.fromhex("04030201"),
    )


LATER_CONNECTORS = ("SDI", "DisplayPortExternal", "DisplayPortEmbedded", "UDIExternal", "UDIEmbedded")
"""The connectors behind those of the pages that are published today, in the order of their values."""


def _later_connectors_follow() -> bool:
    values = [ConnectorType[f"COPP_ConnectorType_{name}"] for name in LATER_CONNECTORS]
    return [int(each) for each in values] == [9, 10, 11, 12, 13]


def _tag_is_omac() -> bool:
    """The tag of a known message of 64 bytes under a known key, as published with the scheme."""
    key = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
    message = bytes.fromhex(
        "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
        "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
    )
    return mac.tag(key, message) == bytes.fromhex("51f0bebf7e3b9d92fc49741779363cfe")


def _whole_blocks_are_covered() -> bool:
    behind = {DXVA_COPPCommand.size - MAC_TAG_BYTES, DXVA_COPPStatusOutput.size - MAC_TAG_BYTES}
    return behind == {MAC_COVERED_BYTES} and MAC_COVERED_BYTES % 16 == 0


FACTS = (
    Fact(
        "every row changes the reference count by what its states say",
        ("VPCP-555", "VPCP-556"),
        lambda: not miscounts(COPY_PROTECTION_SESSIONS),
    ),
    Fact("success is zero", ("COPP-106",), lambda: int(HResult.S_OK) == 0 and not fails(HResult.S_OK)),
    Fact(
        "a device answers with the codes that the documents allow, and no others",
        ("COPP-107", "COPP-108"),
        _codes_are_allowed,
    ),
    Fact(
        "a method answers as its page lists, or passes on the driver's answer",
        ("COPP-206", "COPP-212"),
        _methods_answer_as_listed,
    ),
    Fact(
        "the five functions in the middle have the codes 1 to 5",
        ("COPP-103",),
        lambda: [int(code) for code in RenderFunctionCode] == [1, 2, 3, 4, 5],
    ),
    Fact("every status payload begins with the nonce and the flags", ("COPP-311",), _payloads_begin_alike),
    Fact(
        "numbers are little-endian, identifiers as Windows has them, tags as they are",
        ("COPP-312",),
        _bytes_are_those_of_windows,
    ),
    Fact(
        "an application's structures are the driver's",
        ("COPP-317",),
        lambda: all(
            getattr(layouts, f"AMCOPP{name}") is getattr(layouts, f"DXVA_COPP{name}")
            for name in ("Signature", "Command", "StatusInput", "StatusOutput")
        ),
    ),
    Fact(
        "in the start sequence the status number precedes the command number",
        ("COPP-403",),
        lambda: START_SEQUENCE.field("status_start").offset < START_SEQUENCE.field("command_start").offset,
    ),
    Fact("the later connectors have the values 9 to 13", ("COPP-709",), _later_connectors_follow),
    Fact("a tag is OMAC-1 with AES-128", ("COPP-420",), _tag_is_omac),
    Fact("a tag covers 255 whole blocks", ("COPP-423", "COPP-421", "COPP-422"), _whole_blocks_are_covered),
    Fact(
        "a status request has no tag",
        ("COPP-172",),
        lambda: "macKDI" not in {field.name for field in DXVA_COPPStatusInput.fields},
    ),
    *VIDEOPARAMETERS_FACTS,
)
