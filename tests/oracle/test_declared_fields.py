"""Each field of a declaration is looked at on its way in, from a program, a library or a class."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from coppspec.cli import main
from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Driver, RootKey
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.constants import ProtectionType
from coppspec.oracle.declaration import of_json, to_json
from coppspec.oracle.diagnosis import Outcome
from coppspec.oracle.doctor import examine
from coppspec.oracle.launcher import Limits
from coppspec.properties.declared import InvalidDriver, checked

DECLARED = to_json(ReferenceDriver())
UNKNOWN = 0x80000000
WRONG: list[tuple[str, object, str]] = [
    ("outputs/0/types", UNKNOWN, "output 0: types is 2147483648; the sum of HDCP 1, ACP 2, CGMSA 4"),
    ("outputs/0/types", 32, "output 0: types is 32; .* leave out 0x20"),
    ("outputs/1/types", 8, "output 1: types is 8; .* leave out 0x8"),
    ("outputs/0/standards", UNKNOWN, "output 0: standards is 2147483648; .* leave out 0x80000000"),
    ("outputs/0/standards", 0x8000, "output 0: standards is 32768; .* up to 0x7fff .*; leave out 0x8000"),
    (
        "outputs/0/connector_type",
        14,
        "output 0: connector_type is 14; a COPP_ConnectorType is wanted: 0 to 13",
    ),
    ("outputs/0/connector_type", 0x40000004, "connector_type is 1073741828"),
    ("outputs/0/bus", 5, "output 0: bus is 5; a COPP_BusType is wanted: 0 to 4"),
    ("outputs/0/hdcp_flags", 2, "output 0: hdcp_flags is 2; 0, or 1 for a repeater"),
    ("outputs/0/key_selection_vector", "1e2d4b87", "key_selection_vector is .*; 5 bytes are wanted"),
    ("outputs/0/modes/0/width", 0, "output 0: mode 0: width is 0; a whole number from 1 to 4294967295"),
    ("outputs/0/modes/1/height", 0, "output 0: mode 1: height is 0"),
    ("outputs/0/modes/0/frequency", [60], "mode 0: frequency is .*; a fraction of two whole numbers from 1"),
    ("outputs/0/modes/0/frequency", [60, 0], "mode 0: frequency is .*; a fraction"),
    ("outputs/0/modes/0/too_big_for", 16, "mode 0: too_big_for is 16; .* leave out 0x10"),
    ("outputs/0/modes/0/too_big_for", UNKNOWN, "mode 0: too_big_for is 2147483648"),
    ("adapters/0/tv/flags", 0x200, "adapter 0: tv: flags is 512; a sum of VP_FLAGS up to 0x1ff"),
    ("adapters/0/tv/standards", 0x8001, "tv: standards is 32769; .* without WIN_VGA .* leave out 0x8000"),
    ("adapters/0/tv/standards", 0x100001, "tv: standards is 1048577"),
    ("adapters/0/tv/standards", 0, "tv: .*"),
    ("adapters/0/tv/modes", 4, "tv: modes is 4; 1, or 3 with TV_PLAYBACK"),
    ("adapters/0/tv/modes", 2, "tv: modes is 2; WIN_GRAPHICS .1. is always among them"),
    ("adapters/0/tv/types", 4, "tv: types is 4; the sum of APS_TRIGGER 1 and MACROVISION 2"),
    ("adapters/0/tv/types", 0, "VP_FLAGS_COPYPROTECT .0x100. goes with a type"),
    ("adapters/0/tv/protected", 0x40, "protected is 0x40, and only the standards 0x4005 are there"),
    ("adapters/0/tv/level_at_zero", 0, "tv: level_at_zero is 0; 1 to 3 .A-01. is wanted"),
    ("adapters/0/outputs", [99], "adapter 0: it shows on output 99; there are 0 to"),
    ("root/modulus", "00", "root: modulus is 0; an odd number"),
    ("root/exponent", 2, "root: exponent is 2; an odd number from 3 on"),
]
"""A field of the reference driver's declaration, what stands there instead, and what is told."""


def changed(place: str, value: object) -> dict[str, object]:
    """The declaration with another value in one place."""
    declared: dict[str, Any] = json.loads(json.dumps(DECLARED))
    *way, last = place.split("/")
    inner: Any = declared
    for each in way:
        inner = inner[int(each) if each.isdigit() else each]
    inner[last] = value
    return declared


@pytest.mark.parametrize(("place", "value", "told"), WRONG)
def test_a_field_that_makes_no_sense_is_named(place: str, value: object, told: str) -> None:
    declaration = of_json(changed(place, value))
    with pytest.raises(InvalidDriver, match=told) as raised:
        checked(lambda: cast("Driver", declaration))
    assert raised.value.part == place.partition("/")[0]


def test_what_the_documents_know_may_be_declared() -> None:
    """All types with DPCP to be reported (Q42), the connectors of the early revision, and each added bit."""
    for place, value in (
        ("outputs/0/types", 7 | 16),
        ("outputs/3/types", 16),
        ("outputs/0/standards", 0x7FFF),
        ("outputs/0/connector_type", 13),
        ("outputs/0/connector_type", UNKNOWN | 4),
        ("outputs/0/connector_type", 0xFFFFFFFF),
        ("outputs/0/bus", UNKNOWN | 4),
        ("outputs/0/hdcp_flags", 1),
        ("outputs/0/modes/0/too_big_for", 7),
        ("adapters/0/tv/is_on", False),
        ("adapters/0/tv/level_at_zero", 3),
    ):
        declaration = of_json(changed(place, value))
        made = iter([declaration, replace(declaration)])
        checked(lambda made=made: cast("Driver", next(made)))  # type: ignore[misc]  # a driver each time


def test_a_class_is_looked_at_as_well() -> None:
    """In process, where nothing crosses a wire, with values that JSON has no type for."""
    plain = {"capabilities": (), "adapters": ADAPTERS, "root": ReferenceDriver().root}

    def told(**others: object) -> str:
        with pytest.raises(InvalidDriver) as raised:
            checked(lambda: cast("Driver", SimpleNamespace(**{**plain, "outputs": OUTPUTS, **others})))
        return raised.value.problem

    output = replace(OUTPUTS[0], types=ProtectionType(32))
    assert "types is 32; " in told(outputs=[output])
    assert "dual_view is 1; true or false is wanted" in told(outputs=[replace(OUTPUTS[0], dual_view=1)])  # type: ignore[arg-type]
    assert "connector is None; a whole number" in told(outputs=[replace(OUTPUTS[0], connector=None)])  # type: ignore[arg-type]
    assert "connector_type is True; " in told(outputs=[replace(OUTPUTS[0], connector_type=True)])
    assert "it shows on output 0; no output is declared" in told(outputs=())
    assert "modulus is -3" in told(root=RootKey(65537, -3))


PROGRAM = """\
import json, sys
for request in sys.stdin:
    asked = json.loads(request)
    start = {"protocol": 1, "name": "odd", "resets": True, "declaration": DECLARATION}
    print(json.dumps({"id": asked["id"], **(start if asked["call"] == "start" else {})}), flush=True)
"""
LIBRARY = """\
#include "coppspec_driver.h"
COPPSPEC_API uint32_t VideoParameters(uint32_t a, const VIDEOPARAMETERS *b, uint32_t c, VIDEOPARAMETERS *d,
                                      uint32_t e, uint32_t *f) { return 87; }
COPPSPEC_API const char *coppspec_describe(void)
{
    return "{\\"version\\": 1, \\"adapters\\": [{\\"tv\\": {\\"flags\\": 512, \\"standards\\": 1}}]}";
}
COPPSPEC_API void coppspec_reset(void) {}
"""
CLASS = """\
from dataclasses import replace
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.reference import ReferenceDriver
class Odd(ReferenceDriver):
    outputs = (replace(OUTPUTS[0], types=2147483648),)
    adapters = ()
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["exec", "c", "py"])
def test_every_command_ends_with_2_and_names_the_field(
    kind: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    compiled: Callable[[str], Path],
) -> None:
    monkeypatch.chdir(tmp_path)
    if kind == "exec":
        declared = repr(changed("outputs/0/types", UNKNOWN))
        (tmp_path / "odd.py").write_text(PROGRAM.replace("DECLARATION", declared), encoding="utf-8")
        target, told = f"exec:{sys.executable} -S odd.py", "output 0: types is 2147483648; the sum of HDCP 1"
    elif kind == "c":
        target, told = f"c:{compiled(LIBRARY)}", "adapter 0: tv: flags is 512; a sum of VP_FLAGS up to 0x1ff"
    else:
        (tmp_path / "odd_class.py").write_text(CLASS, encoding="utf-8")
        target, told = "py:odd_class:Odd", "output 0: types is 2147483648; the sum of HDCP 1"
    for command in ("check", "infer"):
        assert main([command, target]) == 2
        assert f"{target}: {told}" in " ".join(capsys.readouterr().err.split())
    report = examine(target, Limits(5, 30))
    (fault,) = report.those(Outcome.FAULT)
    assert fault.name == "declaration"
    assert told in fault.found
    part = "adapters" if kind == "c" else "outputs"
    assert part in fault.mend
