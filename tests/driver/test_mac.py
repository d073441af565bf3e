"""Tags are those of the published vectors, and a message with one bit turned over is noticed."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coppspec.driver import mac
from coppspec.model.constants import DXVA_COPPSetProtectionLevel
from coppspec.model.layouts import (
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPStatusData,
    DXVA_COPPStatusOutput,
)

DATA = Path(__file__).parents[1] / "data" / "copp-constants.json"
VECTORS: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))["derived_test_vectors"]
RFC: dict[str, Any] = VECTORS["aes_cmac_rfc4493"]
KEY = bytes(range(16))
MESSAGE = mac.authenticated(KEY, bytes(index % 251 for index in range(4096)))


@pytest.mark.parametrize(("length", "tag"), RFC["tag_by_prefix_length"].items())
def test_a_tag_is_that_of_rfc_4493(length: str, tag: str) -> None:
    covered = bytes.fromhex(RFC["message"])[: int(length)]
    assert mac.tag(bytes.fromhex(RFC["key"]), covered).hex() == tag


def test_a_command_has_the_published_tag() -> None:
    vector: dict[str, Any] = VECTORS["command_mac"]
    data = DXVA_COPPSetProtectionLevelCmdData.pack(
        ProtType=vector["ProtType"],
        ProtLevel=vector["ProtLevel"],
        ExtendedInfoChangeMask=vector["ExtendedInfoChangeMask"],
        ExtendedInfoData=vector["ExtendedInfoData"],
    )
    command = DXVA_COPPCommand.pack(
        guidCommandID=DXVA_COPPSetProtectionLevel,
        dwSequence=vector["dwSequence"],
        cbSizeData=vector["cbSizeData"],
        CommandData=data,
    )
    tagged = mac.authenticated(bytes.fromhex(vector["kDI"]), command)
    assert DXVA_COPPCommand.get_bytes(tagged, "macKDI").hex() == vector["macKDI"]


def test_a_status_response_has_the_published_tag() -> None:
    vector: dict[str, Any] = VECTORS["status_mac"]
    payload = DXVA_COPPStatusData.pack(
        rApp=bytes.fromhex(vector["rApp"]),
        dwFlags=vector["dwFlags"],
        dwData=vector["dwData"],
        ExtendedInfoValidMask=vector["ExtendedInfoValidMask"],
        ExtendedInfoData=vector["ExtendedInfoData"],
    )
    response = DXVA_COPPStatusOutput.pack(cbSizeData=vector["cbSizeData"], COPPStatus=payload)
    tagged = mac.authenticated(bytes.fromhex(vector["kDI"]), response)
    assert DXVA_COPPStatusOutput.get_bytes(tagged, "macKDI").hex() == vector["macKDI"]


def test_authentication_writes_the_tag_and_leaves_the_rest_alone() -> None:
    message = bytes(range(256)) * 16
    tagged = mac.authenticated(KEY, message)
    assert tagged == mac.tag(KEY, message[16:]) + message[16:]
    assert mac.is_authentic(KEY, tagged)
    assert not mac.is_authentic(KEY, message)


@given(bit=st.integers(0, 4096 * 8 - 1))
def test_one_bit_turned_over_anywhere_is_noticed(bit: int) -> None:
    turned = bytearray(MESSAGE)
    turned[bit // 8] ^= 1 << bit % 8
    assert not mac.is_authentic(KEY, bytes(turned))


@given(bit=st.integers(0, 127))
def test_a_key_with_one_bit_turned_over_is_another_key(bit: int) -> None:
    other = (int.from_bytes(KEY, "big") ^ 1 << bit).to_bytes(16, "big")
    assert not mac.is_authentic(other, MESSAGE)


def test_what_follows_the_4096_bytes_is_not_covered() -> None:
    assert mac.is_authentic(KEY, MESSAGE + b"the tail of a long buffer")


@pytest.mark.parametrize("length", [0, 15, 16, 17, 4095])
def test_a_message_that_was_cut_off_is_not_authentic(length: int) -> None:
    assert not mac.is_authentic(KEY, MESSAGE[:length])
