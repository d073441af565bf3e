"""What a driver says of itself is read, or what is wrong with it is told with its place."""

import json
from typing import cast

import pytest

from coppspec.driver.adapters import Adapter, TVOutput
from coppspec.driver.certificates import PUBLISHED_ROOT
from coppspec.driver.outputs import DisplayMode, Output
from coppspec.driver.protocol import Capability, RootKey
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.constants import ProtectionType, TVProtectionStandard
from coppspec.model.tvout import CPType, TVStandard, VPFlags, VPMode
from coppspec.oracle.declaration import Declaration, InvalidDeclaration, read, to_json

VGA = {"connector": 0, "connector_type": 0}
SMALLEST = {"version": 1, "outputs": [VGA]}


def test_the_smallest_declaration_has_every_default() -> None:
    assert read(json.dumps(SMALLEST)) == Declaration(1, (Output(0, 0),), (), (), PUBLISHED_ROOT)


def test_everything_can_be_declared() -> None:
    output = {
        "connector": 3,
        "connector_type": 4,
        "types": 5,
        "standards": 16,
        "modes": [
            {"width": 720, "height": 480, "frequency": [60000, 1001], "format": 7, "d3d_format": 21},
            {"width": 1280, "height": 720, "frequency": [60, 1], "too_big_for": 2},
        ],
        "redistribution": False,
        "dual_view": False,
        "key_selection_vector": "1e2d4b87d2",
        "hdcp_flags": 1,
        "bus": 2,
    }
    tv = {
        "flags": 0x103, "standards": 5, "modes": 3, "types": 3, "protected": 1, "is_on": False,
        "level_at_zero": 2,
    }  # fmt: skip
    text = json.dumps(
        {
            "version": 1,
            "capabilities": ["applied", "mode change"],
            "outputs": [output],
            "adapters": [{"tv": tv, "outputs": [0]}, {"tv": None, "is_served": False}],
            "root": {"modulus": "c0ffee", "exponent": 3},
        }
    )
    assert read(text) == Declaration(
        1,
        (
            Output(
                connector=3,
                connector_type=4,
                types=ProtectionType(5),
                standards=TVProtectionStandard(16),
                modes=(
                    DisplayMode(720, 480, (60000, 1001), 7, 21),
                    DisplayMode(1280, 720, (60, 1), too_big_for=ProtectionType(2)),
                ),
                redistribution=False,
                dual_view=False,
                key_selection_vector=bytes.fromhex("1e2d4b87d2"),
                hdcp_flags=1,
                bus=2,
            ),
        ),
        (Capability.APPLIED, Capability.MODE_CHANGE),
        (
            Adapter(
                TVOutput(
                    flags=VPFlags(0x103),
                    standards=TVStandard(5),
                    modes=VPMode(3),
                    types=CPType(3),
                    protected=TVStandard(1),
                    is_on=False,
                    level_at_zero=2,
                ),
                (0,),
            ),
            Adapter(is_served=False),
        ),
        RootKey(3, 0xC0FFEE),
    )


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"version": 2}, "the declaration's version is 2; 1 is wanted"),
        ({"capabilities": ["applid"]}, r"capabilities\[0\] is 'applid'; one of applied, device lost, "),
        ({"capabilities": "applied"}, "capabilities is 'applied'; a list is wanted"),
        ({"outputs": [{"connector": 0}]}, r'outputs\[0\] is .*; an object with "connector_type" is wanted'),
        ({"outputs": [{**VGA, "type": 1}]}, r"a name in .*outputs\[0\] is 'type'; one of connector, "),
        ({"outputs": [{**VGA, "types": "HDCP"}]}, "types is 'HDCP'; a number from 0 to 4294967295"),
        ({"outputs": [{**VGA, "types": True}]}, "types is True; a number"),
        ({"outputs": [{**VGA, "types": -1}]}, "types is -1; a number"),
        ({"outputs": [{**VGA, "dual_view": 0}]}, "dual_view is 0; true or false"),
        ({"outputs": [{**VGA, "key_selection_vector": "1g"}]}, "is '1g'; a text of hexadecimal digits"),
        ({"outputs": [{**VGA, "key_selection_vector": 7}]}, "is 7; a text of hexadecimal digits"),
        ({"adapters": [None]}, r"adapters\[0\] is None; an object"),
        ({"root": {"modulus": "c0ffee"}}, 'root is .*; an object with "exponent"'),
    ],
)
def test_what_is_wrong_is_told_with_its_place(changed: dict[str, object], found: str) -> None:
    with pytest.raises(InvalidDeclaration, match=found):
        read(json.dumps({**SMALLEST, **changed}))


class MeansToBeLookedAt(ReferenceDriver):
    """Its levels would not be looked at, and nobody would know."""

    capabilities = cast("frozenset[Capability]", frozenset({"aplied", "mode change"}))


def test_a_class_that_declares_what_is_no_capability_is_refused_too() -> None:
    with pytest.raises(InvalidDeclaration, match=r"capabilities\[1\] is 'aplied'; one of applied, "):
        read(json.dumps(to_json(MeansToBeLookedAt())))


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000])
def test_what_is_no_object_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(InvalidDeclaration, match="object is wanted") as raised:
        read(text)
    assert len(str(raised.value)) < 120
