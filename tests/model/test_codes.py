"""The result codes are those of the documents, name by name."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coppspec.model.codes import Code, HResult, Pattern, Status, allows, name_of

DATA = Path(__file__).parents[1] / "data"
COPP: dict[str, Any] = json.loads((DATA / "copp-constants.json").read_text(encoding="utf-8"))
VIDEO: dict[str, Any] = json.loads((DATA / "copy-protection-constants.json").read_text(encoding="utf-8"))

ELSEWHERE = {
    "ERROR_NOT_ENOUGH_MEMORY": "a Win32 code that COPP's template writes: it is a Status, and no HRESULT",
}
"""Names under COPP's result codes that are no HResult, each with its reason."""


def from_header(name: str) -> dict[str, int]:
    return {each["name"]: each["value"] for each in VIDEO["constants"] if each["header"] == name}


def members(kind: type[HResult] | type[Status]) -> dict[str, int]:
    return {name: int(member) for name, member in kind.__members__.items()}


def test_the_hresults_are_exactly_those_of_the_documents() -> None:
    copp = {name: entry["value"] for name, entry in COPP["hresults"].items() if name not in ELSEWHERE}
    assert members(HResult) == copp | from_header("vfwmsgs.h")


def test_the_two_lists_of_hresults_agree() -> None:
    copp = {name: entry["value"] for name, entry in COPP["hresults"].items()}
    shared = copp.keys() & (from_header("vfwmsgs.h") | from_header("winerror.h")).keys()
    assert shared == {"VFW_E_NO_COPP_HW", "ERROR_NOT_ENOUGH_MEMORY"}
    both = from_header("vfwmsgs.h") | from_header("winerror.h")
    assert {name: copp[name] for name in shared} == {name: both[name] for name in shared}


def test_the_statuses_are_exactly_those_of_the_documents() -> None:
    assert members(Status) == from_header("winerror.h")


def test_every_hresult_that_stands_elsewhere_is_still_documented_and_is_a_status() -> None:
    assert ELSEWHERE.keys() <= COPP["hresults"].keys()
    assert {name: COPP["hresults"][name]["value"] for name in ELSEWHERE}.items() <= members(Status).items()
    assert not ELSEWHERE.keys() & HResult.__members__.keys()


def test_every_hresult_is_an_unsigned_32_bit_number_written_as_in_the_documents() -> None:
    documented = {name: entry["hex"] for name, entry in COPP["hresults"].items() if name not in ELSEWHERE}
    assert {name: f"0x{HResult[name]:08X}" for name in documented} == documented


def test_ddraws_general_error_is_another_name_of_e_fail() -> None:
    assert HResult["DDERR_GENERIC"] is HResult["E_FAIL"]
    assert name_of(HResult.DDERR_GENERIC, HResult) == "E_FAIL"


@pytest.mark.parametrize("kind", [HResult, Status])
def test_every_code_is_called_by_its_name(kind: type[HResult] | type[Status]) -> None:
    assert {name_of(int(each), kind): each for each in kind} == {each.name: each for each in kind}


@pytest.mark.parametrize(
    ("code", "kind", "written"),
    [
        (8, HResult, "0x00000008"),
        (8, Status, "ERROR_NOT_ENOUGH_MEMORY"),
        (0, HResult, "S_OK"),
        (0, Status, "NO_ERROR"),
        (0x80070005, HResult, "0x80070005"),
        (HResult.E_UNEXPECTED, Status, "2147549183"),
        (Status.ERROR_BUSY, HResult, "0x000000AA"),
        (0x18000FFFF, HResult, "0x18000FFFF"),
        (-2147418113, HResult, "-0x7FFF0001"),
        (-1, Status, "-1"),
    ],
)
def test_a_code_of_no_name_is_written_as_its_number(
    code: int, kind: type[HResult] | type[Status], written: str
) -> None:
    assert name_of(code, kind) == written


@given(one=st.integers(), other=st.integers(), kind=st.sampled_from([HResult, Status]))
def test_two_codes_with_one_name_are_one_code(
    one: int, other: int, kind: type[HResult] | type[Status]
) -> None:
    assert (name_of(one, kind) == name_of(other, kind)) == (one == other)


# An answer that stands for several.


@pytest.mark.parametrize("kind", [HResult, Status])
def test_no_driver_can_return_an_answer_that_stands_for_several(kind: type[HResult] | type[Status]) -> None:
    assert {int(each) for each in Pattern} & {int(each) for each in kind} == set()
    assert all(each < 0 for each in Pattern), "what a driver returns is an unsigned number"


@pytest.mark.parametrize("kind", [HResult, Status])
def test_an_answer_that_stands_for_several_is_called_by_its_name(
    kind: type[HResult] | type[Status],
) -> None:
    names = [name_of(each, kind) for each in Pattern]
    assert names == ["ANY_ERROR", "VFW_E_NO_COPP_HW or E_UNEXPECTED", "ANY_FAILURE"]


def test_any_failure_is_an_hresult_with_its_top_bit_set() -> None:
    met = [*map(int, HResult), 1, 0x80070005, None]
    refused = {each for each in met if allows(Pattern.ANY_FAILURE, each)}
    assert refused == {each for each in met if each and each >= 1 << 31}


@pytest.mark.parametrize("wanted", [*HResult, *Status])
def test_a_code_allows_itself_and_nothing_else(wanted: Code) -> None:
    met = [*map(int, HResult), *map(int, Status), -1, 5, 0x80070005, None]
    assert {each for each in met if allows(wanted, each)} == {int(wanted)}


def test_any_error_allows_every_code_but_zero_whether_it_has_a_name_or_not() -> None:
    met = [*map(int, HResult), *map(int, Status), 5, 0x80070005]
    assert {each for each in met if not allows(Pattern.ANY_ERROR, each)} == {0}
    assert not allows(Pattern.ANY_ERROR, None), "no answer is no refusal"


def test_a_pattern_of_a_few_codes_allows_these_and_no_other() -> None:
    met = [*HResult, *map(int, Status), 5, 0x80070005, None]
    allowed = {each for each in met if allows(Pattern.NO_COPP_HW_OR_UNEXPECTED, each)}
    assert allowed == {HResult.VFW_E_NO_COPP_HW, HResult.E_UNEXPECTED}


def test_where_no_answer_is_wanted_none_is_allowed() -> None:
    assert allows(None, None)
    assert not any(allows(None, int(each)) for each in (*HResult, *Status))
