"""The layouts are those of the documents, byte by byte, and what does not fit is refused in words."""

import json
import pickle
import struct
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coppspec.model import layouts
from coppspec.model.layouts import (
    DXVA_COPPCommand,
    DXVA_COPPSetSignalingCmdData,
    DXVA_COPPSignature,
    DXVA_COPPStatusData,
    Field,
    Kind,
    Layout,
    LayoutError,
    Value,
)

DATA = Path(__file__).parents[1] / "data"
COPP: dict[str, Any] = json.loads((DATA / "copp-constants.json").read_text(encoding="utf-8"))
VIDEO: dict[str, Any] = json.loads((DATA / "copy-protection-constants.json").read_text(encoding="utf-8"))

IDENTIFIERS = {"Guid", "guidCommandID", "guidStatusRequestID"}
"""Of the fields that the headers type GUID, those that are one; the others are opaque bytes (COPP-312)."""
VARIABLE = {"CommandData", "StatusData", "COPPStatus", "bOEMCopyProtection"}
"""The fields of which a message may use only the front."""
SOME_GUID = UUID("9bb9327c-4eb5-4727-9f00-b42b0919c0da")

every_layout = pytest.mark.parametrize("layout", layouts.LAYOUTS, ids=lambda layout: layout.name)


class Documented(NamedTuple):
    size: int
    fields: list[tuple[str, int, int]]
    types: dict[str, str]


def documented() -> dict[str, Documented]:
    start: dict[str, Any] = COPP["session_start_plaintext"]
    start_fields = [each | {"name": each["name"].split(" ")[0]} for each in start["fields"]]
    structures: dict[str, dict[str, Any]] = {
        **COPP["structs"],
        "START_SEQUENCE": {"size": start["total"], "fields": start_fields},
        VIDEO["struct"]["name"]: VIDEO["struct"],
    }
    return {
        name: Documented(
            each["size"],
            [(field["name"], field["offset"], field["size"]) for field in each["fields"]],
            {field["name"]: field.get("type") or field["encoding"] for field in each["fields"]},
        )
        for name, each in structures.items()
    }


def ours() -> dict[str, Layout]:
    return {name: value for name, value in vars(layouts).items() if isinstance(value, Layout)}


def expected_kind(name: str, written: str) -> Kind:
    if name in IDENTIFIERS:
        return Kind.GUID
    if written.startswith("ULONG["):
        return Kind.ULONGS
    if written.startswith(("ULONG ", "u32", "uint32")):
        return Kind.ULONG
    assert written.startswith(("GUID", "UCHAR[", "opaque", "bytes")), written
    return Kind.BYTES


def test_every_documented_structure_is_here_and_no_other() -> None:
    assert ours().keys() == documented().keys()


def test_every_structure_has_the_documented_size() -> None:
    assert {name: each.size for name, each in ours().items()} == {
        name: each.size for name, each in documented().items()
    }


def test_every_structure_has_the_documented_offsets() -> None:
    assert {
        name: [(field.name, field.offset, field.size) for field in each.fields]
        for name, each in ours().items()
    } == {name: each.fields for name, each in documented().items()}


def test_every_field_is_read_as_the_kind_that_the_documents_give_it() -> None:
    for name, structure in documented().items():
        kinds = {field.name: field.kind for field in ours()[name].fields}
        assert kinds == {field: expected_kind(field, written) for field, written in structure.types.items()}


@every_layout
def test_the_fields_follow_one_another_without_padding(layout: Layout) -> None:
    ends = [each.offset + each.size for each in layout.fields]
    assert layout.fields[0].offset == 0
    assert [after.offset for _, after in pairwise(layout.fields)] == ends[:-1]
    assert ends[-1] == layout.size


@every_layout
def test_a_number_takes_four_bytes_and_an_identifier_sixteen(layout: Layout) -> None:
    sizes = {Kind.ULONG: 4, Kind.GUID: 16}
    assert all(each.size == sizes.get(each.kind, each.size) for each in layout.fields)


def test_only_the_data_areas_may_be_filled_in_part() -> None:
    assert {each.name for layout in layouts.LAYOUTS for each in layout.fields if each.variable} == VARIABLE


def test_every_structure_is_listed_once_under_its_own_name() -> None:
    assert {each.name: each for each in layouts.LAYOUTS} == {each.name: each for each in ours().values()}
    assert len({each.name for each in layouts.LAYOUTS}) == len(layouts.LAYOUTS)


@pytest.mark.parametrize("name", ["Signature", "Command", "StatusInput", "StatusOutput"])
def test_an_applications_structure_is_the_drivers_under_another_name(name: str) -> None:
    assert ours()[f"AMCOPP{name}"] is ours()[f"DXVA_COPP{name}"]


def test_every_layout_names_a_clause_of_its_own() -> None:
    clauses = [each.clause for each in layouts.LAYOUTS]
    assert len(set(clauses)) == len(clauses)
    assert all(each.startswith(("COPP-3", "COPP-402", "VPCP-0")) for each in clauses)


def values_of(layout: Layout) -> st.SearchStrategy[dict[str, Value]]:
    return st.fixed_dictionaries({}, optional={each.name: value_of(each) for each in layout.fields})


def value_of(field: Field) -> st.SearchStrategy[Value]:
    ulong = st.integers(0, 0xFFFFFFFF)
    if field.kind is Kind.ULONG:
        return ulong
    if field.kind is Kind.GUID:
        return st.uuids()
    if field.kind is Kind.ULONGS:
        return st.tuples(*[ulong] * (field.size // 4))
    if field.variable:
        return st.binary(max_size=40) | st.binary(min_size=1, max_size=3).map(lambda part: part * 85)
    return st.binary(min_size=16, max_size=16).map(lambda part: part * (field.size // 16))


def zero(field: Field) -> Value:
    zeros: dict[Kind, Value] = {Kind.ULONG: 0, Kind.GUID: UUID(int=0), Kind.ULONGS: (0,) * (field.size // 4)}
    return zeros.get(field.kind, bytes(field.size))


def filled(field: Field, value: Value) -> Value:
    return value.ljust(field.size, b"\0") if isinstance(value, bytes) else value


@every_layout
@given(data=st.data())
def test_what_is_packed_is_unpacked_again_and_the_rest_is_zero(layout: Layout, data: st.DataObject) -> None:
    values = data.draw(values_of(layout))
    packed = layout.pack(**values)
    assert len(packed) == layout.size
    assert layout.unpack(packed) == {
        each.name: filled(each, values[each.name]) if each.name in values else zero(each)
        for each in layout.fields
    }


@every_layout
@given(pattern=st.binary(min_size=1, max_size=61), tail=st.binary(max_size=3))
def test_what_is_unpacked_packs_to_the_same_bytes(layout: Layout, pattern: bytes, tail: bytes) -> None:
    structure = (pattern * layout.size)[: layout.size]
    assert layout.pack(**layout.unpack(structure + tail)) == structure


@every_layout
@given(pattern=st.binary(min_size=1, max_size=61), data=st.data())
def test_putting_fields_changes_these_and_no_others(
    layout: Layout, pattern: bytes, data: st.DataObject
) -> None:
    before = (pattern * layout.size)[: layout.size]
    values = data.draw(values_of(layout))
    changed = {name: filled(layout.field(name), value) for name, value in values.items()}
    assert layout.unpack(layout.put(before, **values)) == layout.unpack(before) | changed
    assert layout.put(before + b"tail", **values) == layout.put(before, **values) + b"tail"


@every_layout
@given(pattern=st.binary(min_size=1, max_size=61))
def test_a_reader_of_one_field_reads_what_unpacking_reads(layout: Layout, pattern: bytes) -> None:
    data = (pattern * layout.size)[: layout.size] + b"tail"
    readers: dict[Kind, Any] = {
        Kind.ULONG: layout.get_ulong,
        Kind.BYTES: layout.get_bytes,
        Kind.GUID: layout.get_guid,
        Kind.ULONGS: layout.get_ulongs,
    }
    read = {each.name: readers[each.kind](data, each.name) for each in layout.fields}
    assert read == layout.unpack(data)


def test_a_command_stands_in_memory_as_windows_writes_it() -> None:
    packed = DXVA_COPPCommand.pack(
        macKDI=bytes(range(16)),
        guidCommandID=SOME_GUID,
        dwSequence=0x12345678,
        cbSizeData=16,
        CommandData=b"!",
    )
    head = struct.pack("<16s16sII", bytes(range(16)), SOME_GUID.bytes_le, 0x12345678, 16)
    assert packed == head + b"!" + bytes(4055)


def test_a_shorter_data_area_replaces_the_whole_of_the_old_one() -> None:
    full = DXVA_COPPCommand.pack(CommandData=b"\xff" * 4056)
    assert DXVA_COPPCommand.put(full, CommandData=b"new") == DXVA_COPPCommand.pack(CommandData=b"new")


def test_putting_a_field_leaves_the_bytes_that_were_given_alone() -> None:
    before = DXVA_COPPCommand.pack()
    DXVA_COPPCommand.put(before, dwSequence=1)
    assert before == bytes(4096)


def wrong(value: Any) -> Any:  # noqa: ANN401  # hides a wrong type from the type checkers, as a caller without them
    return value


ARRAY = DXVA_COPPSetSignalingCmdData
REFUSED: list[tuple[Layout, dict[str, Value], str, str]] = [
    (
        DXVA_COPPCommand,
        {"dwSequenze": 1},
        "DXVA_COPPCommand.dwSequenze: met no such field",
        "one of macKDI, ",
    ),
    (DXVA_COPPCommand, {"dwSequence": wrong("7")}, "DXVA_COPPCommand.dwSequence: met '7'", "an int from 0"),
    (DXVA_COPPCommand, {"dwSequence": wrong(None)}, "DXVA_COPPCommand.dwSequence: met None", "give that"),
    (DXVA_COPPCommand, {"dwSequence": -1}, "DXVA_COPPCommand.dwSequence: met -1", "modulo 2**32"),
    (DXVA_COPPCommand, {"dwSequence": 2**32}, "DXVA_COPPCommand.dwSequence: met 4294967296", "modulo 2**32"),
    (DXVA_COPPCommand, {"macKDI": SOME_GUID}, "DXVA_COPPCommand.macKDI: met UUID(", "tag is bytes"),
    (DXVA_COPPCommand, {"guidCommandID": bytes(16)}, "guidCommandID: met b'", "an identifier a UUID"),
    (DXVA_COPPCommand, {"macKDI": bytes(15)}, "macKDI: met 15 bytes, wanted exactly 16", "append zeros"),
    (DXVA_COPPCommand, {"macKDI": bytes(17)}, "macKDI: met 17 bytes, wanted exactly 16", "shorten it"),
    (DXVA_COPPCommand, {"CommandData": bytes(4057)}, "4057 bytes, wanted at most 4056", "shorten it"),
    (DXVA_COPPSignature, {"Signature": bytes(255)}, "met 255 bytes, wanted exactly 256", "append zeros"),
    (ARRAY, {"ExtendedInfoData": (1, 2, 3)}, "ExtendedInfoData: met (1, 2, 3), wanted 4", "every number"),
    (ARRAY, {"ExtendedInfoData": (1, 2, 3, 2**32)}, "ExtendedInfoData: met (1, 2, 3, 42", "0xFFFFFFFF"),
    (ARRAY, {"ExtendedInfoData": wrong((1, 2, 3, "4"))}, "ExtendedInfoData: met (1, 2, 3, '4')", "a tuple"),
    (ARRAY, {"ExtendedInfoData": wrong([1, 2, 3, 4])}, "ExtendedInfoData: met [1, 2, 3, 4]", "a tuple"),
]


@pytest.mark.parametrize(("layout", "values", "met", "remedy"), REFUSED)
def test_a_value_that_does_not_fit_is_refused_with_its_field_and_a_remedy(
    layout: Layout, values: dict[str, Value], met: str, remedy: str
) -> None:
    with pytest.raises(LayoutError) as packing:
        layout.pack(**values)
    with pytest.raises(LayoutError) as putting:
        layout.put(bytes(layout.size), **values)
    assert str(packing.value) == str(putting.value)
    assert met in str(packing.value)
    assert remedy in str(packing.value)


@every_layout
def test_data_shorter_than_the_structure_is_refused_by_every_reader(layout: Layout) -> None:
    first = layout.fields[0]
    get_first = partial(getattr(layout, f"get_{first.kind.name.lower()}"), name=first.name)
    readers: list[Any] = [layout.unpack, layout.put, get_first]
    said = (
        f"{layout.name}: met {layout.size - 1} bytes, wanted at least {layout.size}; pass the whole structure"
    )
    for each in readers:
        with pytest.raises(LayoutError) as raised:
            each(bytes(layout.size - 1))
        assert str(raised.value).startswith(said)


@pytest.mark.parametrize(
    ("reader", "name", "said"),
    [
        ("get_ulong", "macKDI", "DXVA_COPPCommand.macKDI: met get_ulong, wanted get_bytes"),
        ("get_bytes", "guidCommandID", "DXVA_COPPCommand.guidCommandID: met get_bytes, wanted get_guid"),
        ("get_guid", "dwSequence", "DXVA_COPPCommand.dwSequence: met get_guid, wanted get_ulong"),
        ("get_ulongs", "cbSizeData", "DXVA_COPPCommand.cbSizeData: met get_ulongs, wanted get_ulong;"),
        ("get_ulong", "rApp", "DXVA_COPPCommand.rApp: met no such field, wanted one of macKDI"),
    ],
)
def test_a_reader_of_another_kind_is_refused_with_the_right_one(reader: str, name: str, said: str) -> None:
    with pytest.raises(LayoutError) as raised:
        getattr(DXVA_COPPCommand, reader)(bytes(4096), name)
    assert said in str(raised.value)


def test_a_field_is_found_by_its_name() -> None:
    assert DXVA_COPPStatusData.field("dwData") == Field("dwData", 20, 4, Kind.ULONG)
    with pytest.raises(LayoutError, match="dwdata: met no such field"):
        DXVA_COPPStatusData.field("dwdata")


def test_an_error_and_a_layout_survive_the_way_to_another_process() -> None:
    with pytest.raises(LayoutError) as raised:
        DXVA_COPPCommand.pack(dwSequence=-1)
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)  # noqa: S301  # our own bytes
    again = pickle.loads(pickle.dumps(DXVA_COPPCommand))  # noqa: S301  # our own bytes
    assert again == DXVA_COPPCommand
    assert again.pack() == bytes(4096)
