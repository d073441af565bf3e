"""Every fact is so, and none of them is one that could not fail."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from coppspec.model import layouts
from coppspec.model.codes import HResult
from coppspec.model.device import DEVICE
from coppspec.model.layouts import (
    LAYOUTS,
    START_SEQUENCE,
    DXVA_COPPCommand,
    DXVA_COPPStatusData,
    Field,
    Layout,
)
from coppspec.model.renderer import RENDERER
from coppspec.properties import facts
from coppspec.properties.facts import FACTS
from coppspec.properties.layout_facts import Fact

NAMES = {fact.name: fact for fact in FACTS}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_it_is_so(fact: Fact) -> None:
    assert fact.holds()
    assert fact.clauses


def answering(code: HResult) -> Any:  # noqa: ANN401  a machine of either kind
    """A device whose first row answers otherwise."""
    row, *others = DEVICE.rows
    return replace(DEVICE, rows=(replace(row, answer=code), *others))


def zeros(*_: object, **__: object) -> bytes:
    return bytes(4096)


SWAPPED = Layout(
    "START_SEQUENCE",
    40,
    (
        *START_SEQUENCE.fields[:2],
        START_SEQUENCE.fields[2]._replace(offset=36),
        START_SEQUENCE.fields[3]._replace(offset=32),
    ),
    "COPP-402",
)
LATE = replace(DXVA_COPPStatusData, fields=(Field("dwFlags", 0, 4), *DXVA_COPPStatusData.fields))
BROKEN: dict[str, tuple[str, object]] = {
    "a device answers with the codes that the documents allow, and no others": (
        "DEVICE",
        answering(HResult.DDERR_TOOBIGSIZE),
    ),
    "a method answers as its page lists, or passes on the driver's answer": (
        "RENDERER",
        replace(RENDERER, rows=(replace(RENDERER.rows[4], answer=HResult.E_FAIL),)),
    ),
    "the five functions in the middle have the codes 1 to 5": ("RenderFunctionCode", (1, 2, 3, 5, 4)),
    "every status payload begins with the nonce and the flags": (
        "LAYOUTS",
        tuple(LATE if each is DXVA_COPPStatusData else each for each in LAYOUTS),
    ),
    "in the start sequence the status number precedes the command number": ("START_SEQUENCE", SWAPPED),
    "the later connectors have the values 9 to 13": (
        "LATER_CONNECTORS",
        ("SDI", "DisplayPortEmbedded", "DisplayPortExternal", "UDIExternal", "UDIEmbedded"),
    ),
    "a tag is OMAC-1 with AES-128": ("mac", SimpleNamespace(tag=zeros)),
    "a tag covers 255 whole blocks": ("MAC_COVERED_BYTES", 4056),
    "a status request has no tag": ("DXVA_COPPStatusInput", DXVA_COPPCommand),
}


@pytest.mark.parametrize(("name", "patch"), BROKEN.items(), ids=BROKEN)
def test_it_would_not_be_so_if_this_were_otherwise(
    name: str, patch: tuple[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, *patch)
    assert not NAMES[name].holds()


def test_an_application_with_structures_of_its_own_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layouts, "AMCOPPCommand", replace(DXVA_COPPCommand, size=4095))
    assert not NAMES["an application's structures are the driver's"].holds()


def test_numbers_the_other_way_round_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = SimpleNamespace(pack=zeros)
    monkeypatch.setattr(facts, "DXVA_COPPCommand", packed)
    assert not NAMES["numbers are little-endian, identifiers as Windows has them, tags as they are"].holds()
