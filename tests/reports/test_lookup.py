"""Whatever a newcomer has read somewhere is found: names, values, flags, codes, words."""

import json

import pytest

from coppspec.model.registry import clauses
from coppspec.reports.lookup import SHOWN, NothingFound, as_json, as_text, found
from coppspec.reports.named import every_name, plain


def text_of(wanted: str) -> str:
    """What is found, however its lines are broken."""
    return " ".join(as_text(wanted).split())


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("COPPSequenceStart", "the check of the random number (COPP-152): E_UNEXPECTED"),
        ("COPPSequenceStart", "/display/coppsequencestart"),
        ("SessionSequenceStart", "renderer's interface"),
        ("LinkLost", "COPP_LinkLost: 1 (0x00000001), of StatusFlags"),
        ("Macrovision", "VP_CP_TYPE_MACROVISION: 2 (0x00000002)"),
        ("Macrovision", "VPCP-601: Levels 1, 2, 3 are the three analog protection methods"),
        ("E_UNEXPECTED", "value: 2147549183 (0x8000FFFF)"),
        ("0x8000ffff", "name: E_UNEXPECTED"),
        ("2147549183", "name: E_UNEXPECTED"),
        ("87", "name: ERROR_INVALID_PARAMETER"),
        ("DXVA_COPPCommand", "40 4056 CommandData: bytes"),
        ("AMCOPPCommand", "a structure of 4096 bytes (COPP-302)"),
        ("dxva_coppcommand", "16 16 guidCommandID: a GUID"),
        ("VP_CP_TYPE_MACROVISION", "value: 2 (0x00000002)"),
        ("VP_CP_TYPE_MACROVISION", "VP_CP_TYPE_APS_TRIGGER = 1 (0x00000001)"),
        ("dwCPKey", "a field of VIDEOPARAMETERS (VPCP-002), 4 bytes at offset 92"),
        ("COPP_ConnectorType", "COPP_ConnectorType_UDIEmbedded = 13 (0x0000000D)"),
        ("DisplayPort", "COPP_ConnectorType_DisplayPortEmbedded: 11 (0x0000000B)"),
        ("VIDEOPARAMETERS_GUID", "61 20 c6 02 97 10 d1 11 92 0f 00 a0 24 df 15 6e"),
        ("02C62061-1097-11D1-920F-00A024DF156E", "name: VIDEOPARAMETERS_GUID"),
        ("mode change", "in which state, what is answered"),
        ("VP_CP_CMD_ACTIVATE", "the machine 'copy-protection sessions'"),
        ("colorstripe", "VPCP-602"),
        ("sequence number", "COPP-127"),
        ("VPCP-002", "92 4 dwCPKey"),
        ("VPCP-007", "VP_CP_CMD_CHANGE = 4 (0x00000004)"),
        ("COPP-121", "DXVA_COPPDevice = D2457ADD-8999-45ED-8A8A-D1AA047BA4D5, in memory dd 7a 45 d2"),
        ("copp152", "id: COPP-152"),
        ("Padding Check", "id: Q01"),
        ("434", "VPCP-434: "),
    ],
)
def test_what_is_looked_for_is_found(wanted: str, told: str) -> None:
    assert told in text_of(wanted)


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("COPP-1522", "COPP-152"),
        ("Macrovison", "MACROVISION"),
        ("COPPSequenceStrat", "COPPSequenceStart"),
        ("E_UNEXPECED", "E_UNEXPECTED"),
        ("DXVA_COPPComand", "DXVA_COPPCommand"),
        ("padding_chek", "padding_check"),
        ("colourstripe", "Colorstripe"),
    ],
)
def test_what_is_misspelt_is_answered_with_what_is_like_it(wanted: str, near: str) -> None:
    with pytest.raises(NothingFound, match="and no text has it; near it: ") as raised:
        found(wanted)
    assert near in str(raised.value).split("near it: ")[1]


@pytest.mark.parametrize("wanted", ["?", "wxyz", "nothing like it at all", "99999", "\N{SUPERSCRIPT TWO}"])
def test_what_is_like_nothing_is_said_in_one_line(wanted: str) -> None:
    with pytest.raises(NothingFound) as raised:
        found(wanted)
    assert "\n" not in str(raised.value)


def test_many_are_cut_short_unless_all_are_wanted() -> None:
    few, every = found("driver"), found("driver", every=True)
    assert isinstance(few["clauses"], list)
    assert isinstance(every["clauses"], list)
    left = len(every["clauses"]) - SHOWN
    assert few["clauses"] == [*every["clauses"][:SHOWN], f"and {left} more; --all lists them"]
    assert left > 10


def test_every_name_is_found_and_every_value_is_told() -> None:
    for each in every_name():
        told = found(each.name)
        assert told.get("name") == each.name or "names" in told or told.get("id")


def test_names_are_alike_however_they_are_spelt() -> None:
    assert plain("COPP_LinkLost") == plain("copp-link lost") != plain("COPP_LinkLoss")


def test_the_json_says_the_same() -> None:
    assert json.loads(as_json("E_UNEXPECTED"))["value"] == "2147549183 (0x8000FFFF)"
    assert json.loads(as_json("COPP-152"))["statement"] == clauses()["COPP-152"].statement
