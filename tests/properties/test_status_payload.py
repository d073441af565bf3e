"""Every field of a status response that is wrong is told, under its own clause."""

import pytest

from coppspec.driver.outputs import OUTPUTS
from coppspec.model.device_calls import STATUS_REQUESTS
from coppspec.model.layouts import (
    DXVA_COPPStatusData,
    DXVA_COPPStatusDisplayData,
    DXVA_COPPStatusHDCPKeyData,
    DXVA_COPPStatusOutput,
    DXVA_COPPStatusSignalingCmdData,
    Kind,
    Value,
)
from coppspec.properties import status_payload
from coppspec.properties.status_payload import Expected, deviation, expected

NONCE = bytes(range(16))
MAIN = OUTPUTS[0]
SAID: dict[str, tuple[object, ...]] = {
    "protection type": ("HDCP", "ACP", "CGMSA"),
    "connector type": (),
    "local protection level": (2,),
    "global protection level": (3,),
    "bus data": (),
    "display data": (0,),
    "HDCP key data": (),
    "signaling": ("EN300294_625i", 7),
}
"""What the tables say to each request."""
FIELDS: dict[str, dict[str, str]] = {
    "protection type": {"dwData": "COPP-701"},
    "connector type": {"dwData": "COPP-702"},
    "local protection level": {"dwData": "COPP-605"},
    "global protection level": {"dwData": "COPP-606"},
    "bus data": {"dwData": "COPP-704"},
    "display data": dict.fromkeys(
        ("DisplayWidth", "DisplayHeight", "Format", "d3dFormat", "FreqNumerator", "FreqDenominator"),
        "COPP-316",
    ),
    "HDCP key data": {"dwHDCPFlags": "COPP-707", "BKey": "COPP-313"},
    "signaling": {
        "AvailableTVProtectionStandards": "COPP-708",
        "ActiveTVProtectionStandard": "COPP-621",
        "AspectRatioValidMask1": "COPP-622",
        "AspectRatioData1": "COPP-622",
    },
}
"""The fields that mean something, with the clause of each; the others are zero."""
LAYOUTS = {
    **dict.fromkeys(SAID, DXVA_COPPStatusData),
    "display data": DXVA_COPPStatusDisplayData,
    "HDCP key data": DXVA_COPPStatusHDCPKeyData,
    "signaling": DXVA_COPPStatusSignalingCmdData,
}


def payload(request: str) -> Expected:
    return expected(request, MAIN, SAID[request])


def response(
    request: str, wrong: dict[str, Value] | None = None, behind: bytes = b"", size: int | None = None
) -> bytes:
    """A response that is right but for some fields; nobody looks at its tag here."""
    wanted = payload(request)
    right: dict[str, Value] = {name: value for name, (value, _) in wanted.fields.items()}
    common: dict[str, Value] = {"rApp": NONCE, "dwFlags": 3}
    data = LAYOUTS[request].pack(**(common | right | (wrong or {})))
    said = len(data) if size is None else size
    return DXVA_COPPStatusOutput.pack(cbSizeData=said, COPPStatus=data + behind)


def clause(request: str, message: bytes, flags: int = 3) -> str | None:
    found = deviation(payload(request), NONCE, flags, message)
    return None if found is None else found.clause


def fields() -> list[tuple[str, str]]:
    return [(request, field.name) for request, layout in LAYOUTS.items() for field in layout.fields]


@pytest.mark.parametrize("request_", SAID)
def test_the_right_response_has_nothing_wrong(request_: str) -> None:
    assert payload(request_).layout is LAYOUTS[request_]
    assert clause(request_, response(request_)) is None


@pytest.mark.parametrize(("request_", "name"), fields())
def test_a_field_that_is_wrong_is_told_under_its_clause(request_: str, name: str) -> None:
    layout = LAYOUTS[request_]
    right = layout.unpack(DXVA_COPPStatusOutput.get_bytes(response(request_), "COPPStatus"))[name]
    match layout.field(name).kind, right:
        case Kind.ULONG, int():
            wrong: Value = right ^ 0x80000000
        case Kind.ULONGS, tuple():
            wrong = (*right[:-1], 1)
        case _, bytes():
            wrong = right[:-1] + b"\1"
        case _:
            raise AssertionError(name)
    common = {"rApp": "COPP-176", "dwFlags": "COPP-806"}
    wanted = (FIELDS[request_] | common).get(name, "COPP-314")
    assert clause(request_, response(request_, {name: wrong})) == wanted


@pytest.mark.parametrize("request_", SAID)
def test_a_wrong_size_and_bytes_behind_the_payload_are_told(request_: str) -> None:
    size = LAYOUTS[request_].size
    for wrong in (0, size - 1, size + 1, 4076):
        assert clause(request_, response(request_, size=wrong)) == "COPP-706"
    assert clause(request_, response(request_, behind=b"\1")) == "COPP-424"
    assert clause(request_, response(request_, behind=bytes(100) + b"\1")) == "COPP-424"


@pytest.mark.parametrize(("met", "wanted"), [(0, 1), (1, 0), (3, 1), (2, 1), (7, 3)])
def test_a_flag_too_many_or_too_few_is_told(met: int, wanted: int) -> None:
    assert clause("bus data", response("bus data", {"dwFlags": met}), wanted) == "COPP-806"


def test_a_request_that_nobody_knows_has_no_payload_at_all() -> None:
    empty = expected("unknown request", MAIN, ())
    assert (empty.layout, empty.size) == (None, 0)
    assert deviation(empty, NONCE, 0, DXVA_COPPStatusOutput.pack()) is None
    for wrong, told in (({"cbSizeData": 32}, "COPP-706"), ({"COPPStatus": NONCE}, "COPP-424")):
        found = deviation(empty, NONCE, 0, DXVA_COPPStatusOutput.pack(**wrong))
        assert found is not None
        assert found.clause == told


@pytest.mark.parametrize(
    ("standard", "ratio", "active", "mask", "data"),
    [("None", 0, 0, 0, 0), ("IEC61880_525i", 7, 1, 0, 0), ("EN300294_625i", 5, 16, 7, 5)],
)
def test_an_aspect_ratio_is_expected_with_en_300_294_alone(
    standard: str, ratio: int, active: int, mask: int, data: int
) -> None:
    fields = {
        name: value for name, (value, _) in expected("signaling", MAIN, (standard, ratio)).fields.items()
    }
    assert fields == {
        "AvailableTVProtectionStandards": 0x11,
        "ActiveTVProtectionStandard": active,
        "AspectRatioValidMask1": mask,
        "AspectRatioData1": data,
    }


def test_what_is_expected_follows_the_mode_and_the_output() -> None:
    display = expected("display data", MAIN, (1,)).fields
    assert [display[name][0] for name in ("DisplayWidth", "DisplayHeight")] == [1280, 720]
    assert expected("protection type", MAIN, ()).fields["dwData"][0] == 0
    assert expected("connector type", OUTPUTS[3], ()).fields["dwData"][0] == 0


def test_every_request_is_expected_and_every_inspection_is_met() -> None:
    assert {call.name.partition(", ")[2] for call in STATUS_REQUESTS} == {*SAID, "unknown request"}
    told = {inspection.clause for inspection in status_payload.INSPECTIONS}
    by_field = {clause for each in FIELDS.values() for clause in each.values()}
    assert told == by_field | {"COPP-176", "COPP-806", "COPP-314", "COPP-706", "COPP-424"}
