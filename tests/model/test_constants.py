"""The identifiers, enumerations and sizes are those of the documents, name by name."""

import json
from enum import EnumType, IntEnum, IntFlag
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from coppspec.model import constants, tvout

DATA = Path(__file__).parents[1] / "data"
COPP: dict[str, Any] = json.loads((DATA / "copp-constants.json").read_text(encoding="utf-8"))
VIDEO: dict[str, Any] = json.loads((DATA / "copy-protection-constants.json").read_text(encoding="utf-8"))

FORCE = "it makes a compiler take 32 bits, and is no value of the protocol"
CODE = "a result code: it stands in codes, and test_codes compares it"
OPM = "Output Protection Manager, another interface"
STREAM = "kernel streaming and DirectShow, another interface"
LEFT_OUT = {
    "COPP_HDCP_ForceDWORD": FORCE,
    "COPP_ACP_ForceDWORD": FORCE,
    "COPP_CGMSA_ForceDWORD": FORCE,
    "COPP_ConnectorType_ForceDWORD": FORCE,
    "COPP_BusType_ForceDWORD": FORCE,
    "COPP_AspectRatio_ForceDWORD": FORCE,
    "NO_ERROR": CODE,
    "ERROR_INVALID_FUNCTION": CODE,
    "ERROR_NOT_ENOUGH_MEMORY": CODE,
    "ERROR_NOT_SUPPORTED": CODE,
    "ERROR_DEV_NOT_EXIST": CODE,
    "ERROR_INVALID_PARAMETER": CODE,
    "ERROR_INSUFFICIENT_BUFFER": CODE,
    "ERROR_BUSY": CODE,
    "ERROR_MORE_DATA": CODE,
    "ERROR_IO_PENDING": CODE,
    "VFW_E_COPYPROT_FAILED": CODE,
    "VFW_E_NO_COPP_HW": CODE,
    "OPM_ACP_OFF": OPM,
    "OPM_ACP_LEVEL_ONE": OPM,
    "OPM_ACP_LEVEL_TWO": OPM,
    "OPM_ACP_LEVEL_THREE": OPM,
    "KSPROPERTY_COPY_MACROVISION": STREAM,
    "KS_MACROVISION_DISABLED": STREAM,
    "KS_MACROVISION_LEVEL1": STREAM,
    "KS_MACROVISION_LEVEL2": STREAM,
    "KS_MACROVISION_LEVEL3": STREAM,
    "AM_MACROVISION_DISABLED": STREAM,
    "AM_MACROVISION_LEVEL1": STREAM,
    "AM_MACROVISION_LEVEL2": STREAM,
    "AM_MACROVISION_LEVEL3": STREAM,
    "DVD_ERROR_MacrovisionFail": STREAM,
    "VIDEOPARAMETERS escape code (Windows 98)": "the way into a Windows 98 display driver, not a miniport",
}
"""What the documents list and the model does not hold, each with its reason."""

LATER_CONNECTORS = {
    "COPP_ConnectorType_SDI": 9,
    "COPP_ConnectorType_DisplayPortExternal": 10,
    "COPP_ConnectorType_DisplayPortEmbedded": 11,
    "COPP_ConnectorType_UDIExternal": 12,
    "COPP_ConnectorType_UDIEmbedded": 13,
}
"""What COPP-709 adds to the published page, from its early revision and from later headers."""

COPP_ENUMERATIONS: dict[str, type[IntEnum] | type[IntFlag]] = {
    "COPP_DeviceState": constants.COPPDeviceState,
    "COPP_ProtectionType": constants.ProtectionType,
    "COPP_HDCP_Protection_Level": constants.HDCPLevel,
    "COPP_ACP_Protection_Level": constants.ACPLevel,
    "COPP_CGMSA_Protection_Level": constants.CGMSALevel,
    "COPP_StatusFlags": constants.StatusFlags,
    "COPP_StatusHDCPFlags": constants.StatusHDCPFlags,
    "COPP_ConnectorType": constants.ConnectorType,
    "COPP_BusType": constants.BusType,
    "COPP_TVProtectionStandard": constants.TVProtectionStandard,
    "COPP_ImageAspectRatio_EN300294": constants.AspectRatioEN300294,
}
VIDEO_ENUMERATIONS: dict[str, type[IntEnum] | type[IntFlag]] = {
    "VP_COMMAND_": tvout.VPCommand,
    "VP_FLAGS_": tvout.VPFlags,
    "VP_MODE_": tvout.VPMode,
    "VP_TV_STANDARD_": tvout.TVStandard,
    "VP_CP_TYPE_": tvout.CPType,
    "VP_CP_CMD_": tvout.CPCommand,
    "CDS_": tvout.CDSFlags,
    "DISP_CHANGE_": tvout.DispChange,
}
SINGLE_NUMBERS = {
    "COPP_ImageAspectRatio_EN300294_Mask": constants.COPP_ImageAspectRatio_EN300294_Mask,
    "COPP_NoProtectionLevelAvailable": constants.COPP_NoProtectionLevelAvailable,
    "COPP_DefaultProtectionLevel": constants.COPP_DefaultProtectionLevel,
    "mac_tag_bytes": constants.MAC_TAG_BYTES,
    "mac_covered_bytes": constants.MAC_COVERED_BYTES,
    "aes_key_bytes": constants.AES_KEY_BYTES,
    "rsa_modulus_bytes": constants.RSA_MODULUS_BYTES,
    "root_modulus_bytes": constants.ROOT_MODULUS_BYTES,
    "session_start_plaintext_bytes": constants.SESSION_START_PLAINTEXT_BYTES,
}


def members(kind: type[IntEnum] | type[IntFlag]) -> dict[str, int]:
    return {name: int(member) for name, member in kind.__members__.items()}


def kept(values: dict[str, int]) -> dict[str, int]:
    return {name: value for name, value in values.items() if name not in LEFT_OUT}


def video_constants() -> dict[str, int]:
    return {each["name"]: each["value"] for each in VIDEO["constants"] + VIDEO["documented_only"]}


def copp_enumeration(name: str) -> dict[str, int]:
    """The members of an enumeration of COPP, as all the documents have them."""
    listed: dict[str, int] = COPP["enums"][name]["values"]
    return listed | LATER_CONNECTORS if name == "COPP_ConnectorType" else listed


def documented_names() -> set[str]:
    enumerated = {name for each in COPP["enums"] for name in copp_enumeration(each)}
    sections = ("constants", "render_function_codes", "ioctl_codes_sample")
    return enumerated.union(*(COPP[section] for section in sections), video_constants())


def our_names() -> set[str]:
    kinds = [*COPP_ENUMERATIONS.values(), *VIDEO_ENUMERATIONS.values()]
    kinds += [constants.RenderFunctionCode, constants.SampleIoctl]
    enumerated = {name for kind in kinds for name in kind.__members__}
    return enumerated | SINGLE_NUMBERS.keys() | {"IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS"}


def test_every_documented_constant_is_held_or_left_out_for_a_reason() -> None:
    assert documented_names() - LEFT_OUT.keys() == our_names()


def test_what_is_left_out_is_still_documented_and_still_left_out() -> None:
    assert LEFT_OUT.keys() <= documented_names()
    assert not LEFT_OUT.keys() & our_names()


@pytest.mark.parametrize("module", [constants, tvout])
def test_every_enumeration_of_the_module_is_compared_here(module: ModuleType) -> None:
    compared = {*COPP_ENUMERATIONS.values(), *VIDEO_ENUMERATIONS.values()}
    compared |= {constants.RenderFunctionCode, constants.SampleIoctl}
    defined = [each for each in vars(module).values() if isinstance(each, EnumType)]
    assert {each for each in defined if each.__module__ == module.__name__} <= compared


def test_every_documented_copp_enumeration_is_compared_here() -> None:
    assert COPP_ENUMERATIONS.keys() == COPP["enums"].keys()


@pytest.mark.parametrize("name", COPP_ENUMERATIONS)
def test_an_enumeration_of_copp_has_exactly_the_documented_members(name: str) -> None:
    assert members(COPP_ENUMERATIONS[name]) == kept(copp_enumeration(name))


@pytest.mark.parametrize("prefix", VIDEO_ENUMERATIONS)
def test_an_enumeration_of_videoparameters_has_exactly_the_documented_members(prefix: str) -> None:
    documented = {name: value for name, value in video_constants().items() if name.startswith(prefix)}
    assert members(VIDEO_ENUMERATIONS[prefix]) == kept(documented)


def test_the_copp_constants_of_the_second_list_have_the_same_values() -> None:
    named = {name: value for name, value in video_constants().items() if name.startswith("COPP_")}
    ours = members(constants.ACPLevel) | members(constants.ProtectionType) | SINGLE_NUMBERS
    assert len(named) == 8
    assert {name: ours[name] for name in named} == {name: value % 2**32 for name, value in named.items()}


def test_the_render_function_codes_are_the_documented_ones() -> None:
    documented = {name: entry["value"] for name, entry in COPP["render_function_codes"].items()}
    assert members(constants.RenderFunctionCode) == documented


def test_the_sample_control_codes_are_the_documented_ones() -> None:
    documented = {name: entry["value"] for name, entry in COPP["ioctl_codes_sample"].items()}
    assert members(constants.SampleIoctl) == documented
    made_of = [(each["device_type"], each["function"]) for each in COPP["ioctl_codes_sample"].values()]
    assert [(code >> 16, code >> 2 & 0xFFF) for code in constants.SampleIoctl] == made_of


def test_the_control_code_of_videoparameters_is_the_documented_one() -> None:
    name = "IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS"
    assert video_constants()[name] == tvout.IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS


def test_the_single_numbers_are_the_documented_ones() -> None:
    documented = {name: entry.get("as_ulong", entry["value"]) for name, entry in COPP["constants"].items()}
    assert documented == SINGLE_NUMBERS


def test_the_levels_of_cgmsa_that_may_be_set_are_the_documented_ones() -> None:
    assert list(constants.CGMSA_SETTABLE_LEVELS) == COPP["enums"]["COPP_CGMSA_Protection_Level"]["settable"]


def test_the_identifiers_of_copp_are_exactly_the_documented_ones() -> None:
    ours = {name: value for name, value in vars(constants).items() if isinstance(value, UUID)}
    assert {name: f"{{{value}}}".upper() for name, value in ours.items()} == {
        name: entry["text"] for name, entry in COPP["guids"].items()
    }
    assert {name: value.bytes_le.hex() for name, value in ours.items()} == {
        name: entry["bytes_le"] for name, entry in COPP["guids"].items()
    }


def test_the_identifier_of_videoparameters_is_the_documented_one() -> None:
    assert str(tvout.VIDEOPARAMETERS_GUID).upper() == VIDEO["guid"]["text"]
    assert tvout.VIDEOPARAMETERS_GUID.bytes_le.hex() == VIDEO["guid"]["memory_hex"]


def test_no_name_stands_here_that_only_a_page_has_and_no_header() -> None:
    assert not our_names() & VIDEO["document_misnomers"].keys()


def test_mask_and_reserved_bits_share_every_bit_out_between_them() -> None:
    kind, standard = constants.ProtectionType, constants.TVProtectionStandard
    assert kind.COPP_ProtectionType_Mask ^ kind.COPP_ProtectionType_Reserved == 0xFFFFFFFF
    assert standard.COPP_ProtectionStandard_Mask ^ standard.COPP_ProtectionStandard_Reserved == 0xFFFFFFFF
