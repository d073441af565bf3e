"""The public Windows headers, as Debian's cross compiler reads them, lay out what the model lays out."""

import json
import os
import re
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from coppspec.model import layouts
from coppspec.model.constants import IID_IAMCertifiedOutputProtection
from coppspec.model.layouts import Layout

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[1] / "data"
COPP: dict[str, Any] = json.loads((DATA / "copp-constants.json").read_text(encoding="utf-8"))
INTERFACE: dict[str, Any] = COPP["user_mode_interface"]

DECLARED = {
    "AMCOPPSignature": layouts.AMCOPPSignature,
    "AMCOPPCommand": layouts.AMCOPPCommand,
    "AMCOPPStatusInput": layouts.AMCOPPStatusInput,
    "AMCOPPStatusOutput": layouts.AMCOPPStatusOutput,
    "VIDEOPARAMETERS": layouts.VIDEOPARAMETERS,
}
"""What these headers declare. Their dxva.h has no COPP section, hence none of the names in DXVA_COPP."""

HEADERS = """\
#define WIN32_LEAN_AND_MEAN
#include <stddef.h>
#include <windows.h>
#include <ole2.h>

/* What follows is packed, what the system has above is not. */
#ifdef PACKED
#pragma pack(push, 1)
#endif

/* An object cannot stand in a static assertion; the numbers that an identifier is written with can. */
#undef DEFINE_GUID
#define DEFINE_GUID(name, a, b, c, d, e, f, g, h, i, j, k) \\
    extern const GUID name; \\
    enum { name##_0 = (int)a, name##_1 = b, name##_2 = c, name##_3 = d, name##_4 = e, name##_5 = f, \\
           name##_6 = g, name##_7 = h, name##_8 = i, name##_9 = j, name##_10 = k }

/* mingw-w64 10.0.0 spells it so in AMCOPPCommand, and only there; Microsoft spells it as elsewhere. */
#define bSizeData cbSizeData

#include <strmif.h>
#include <tvout.h>

struct probe { char first; int second; };
"""

WORD = {"x86_64-w64-mingw32-gcc": 8, "i686-w64-mingw32-gcc": 4}
"""The bytes of a pointer, by the compiler."""

each_target = pytest.mark.parametrize("target", WORD)
each_packing = pytest.mark.parametrize("packed", [False, True], ids=["natural", "packed"])


class Check(NamedTuple):
    """An expression of the headers, and the number that it is to be."""

    expression: str
    number: int


def structures() -> list[Check]:
    return [check for name, layout in DECLARED.items() for check in structure(name, layout)]


def structure(name: str, layout: Layout) -> list[Check]:
    """The size of all, and offset and size of each; as no byte is left over, no other member is there."""
    checks = [Check(f"sizeof({name})", layout.size)]
    for field in layout.fields:
        checks.append(Check(f"offsetof({name}, {field.name})", field.offset))
        checks.append(Check(f"sizeof((({name} *)0)->{field.name})", field.size))
    return checks


def interface(word: int) -> list[Check]:
    table = "IAMCertifiedOutputProtectionVtbl"
    methods: dict[str, int] = INTERFACE["vtable_index"]
    identifier = struct.unpack("<iHH8B", IID_IAMCertifiedOutputProtection.bytes_le)
    return [
        Check(f"sizeof({table})", (max(methods.values()) + 1) * word),
        *(Check(f"offsetof({table}, {method})", index * word) for method, index in methods.items()),
        *(Check(f"IID_{INTERFACE['name']}_{index}", part) for index, part in enumerate(identifier)),
    ]


def failed(target: str, checks: list[Check], where: Path, *, packed: bool = False) -> list[str]:
    """Compile *checks* behind the headers, and read back which of them the compiler denies."""
    compiler = shutil.which(target)
    if compiler is None:
        pytest.skip(f"there is no {target} on this machine; Debian's gcc-mingw-w64 has it, and the headers")
    packing = Check("sizeof(struct probe)", 5 if packed else 8)
    asserted = [
        f'_Static_assert({each.expression} == {each.number}, "{each.expression}");\n'
        for each in [packing, *checks]
    ]
    source = where / "headers.c"
    source.write_text(HEADERS + "".join(asserted), encoding="utf-8")
    run = subprocess.run(  # noqa: S603  Debian's compiler, our own text
        [compiler, "-fsyntax-only", *(["-DPACKED"] if packed else []), str(source)],
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=60,
    )
    denied = re.findall(r'error: static assertion failed: "(.*)"$', run.stderr, flags=re.MULTILINE)
    # Whatever else the compiler objects to, a misspelt member first of all, is no answer.
    assert run.stderr.count("error: ") == len(denied), run.stderr
    assert run.returncode == bool(denied), run.stderr
    return denied


@each_target
@each_packing
def test_the_headers_have_every_size_and_offset_of_the_model(
    target: str, tmp_path: Path, *, packed: bool
) -> None:
    assert not failed(target, structures(), tmp_path, packed=packed)


@each_target
def test_the_headers_have_the_documented_interface_in_the_documented_order(
    target: str, tmp_path: Path
) -> None:
    assert not failed(target, interface(WORD[target]), tmp_path)


@each_target
def test_every_number_that_is_one_off_is_denied(target: str, tmp_path: Path) -> None:
    checks = structures() + interface(WORD[target])
    wrong = [each._replace(number=each.number + 1) for each in checks]
    assert failed(target, wrong, tmp_path) == [each.expression for each in checks]


@each_target
def test_a_structure_with_a_member_of_another_name_is_no_answer(target: str, tmp_path: Path) -> None:
    renamed = Check("offsetof(AMCOPPCommand, cbSizeDate)", 36)
    with pytest.raises(AssertionError, match="has no member named 'cbSizeDate'"):
        failed(target, [renamed], tmp_path)


def test_every_structure_of_an_application_is_compared() -> None:
    ours = {name for name in vars(layouts) if name.startswith("AMCOPP")}
    assert ours | {"VIDEOPARAMETERS"} == DECLARED.keys()
