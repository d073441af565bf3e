"""What a newcomer has to know of bytes and declarations stands on a page, or in a header that compiles."""

import json
import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from coppspec.driver.outputs import Output
from coppspec.driver.protocol import Capability
from coppspec.model.layouts import LAYOUTS
from coppspec.oracle.declaration import Declaration, read
from coppspec.reports.named import every_name
from coppspec.reports.reference_pages import declaration_page, messages_page
from coppspec.reports.values_header import values_header

ROOT = Path(__file__).parents[2]


def test_every_identifier_stands_there_in_bytes_and_every_structure_with_its_offsets() -> None:
    page = messages_page()
    assert (
        "| `DXVA_COPPDevice` | `D2457ADD-8999-45ED-8A8A-D1AA047BA4D5` | `dd 7a 45 d2 99 89 ed 45 8a 8a"
        in page
    )
    for layout in LAYOUTS:
        assert f"### {layout.name}, {layout.size} bytes ({layout.clause})" in page
        assert all(f"| {each.offset} | {each.size} | `{each.name}`" in page for each in layout.fields)


def test_the_key_in_the_certificate_is_told() -> None:
    page = messages_page()
    for words in ("`PublicKey/KeyValue/RSAKeyValue`", "`Modulus`", "`Exponent`", "COPP-451", "COPP-454"):
        assert words in page


def test_every_field_and_every_capability_of_a_declaration_is_told_with_its_meaning() -> None:
    page = declaration_page()
    for each in (*fields(Declaration), *fields(Output)):
        lines = [line for line in page.splitlines() if line.startswith(f"| `{each.name}` | ")]
        assert lines
        assert all(line.count(" | ") == 3 for line in lines)
    assert all(f"| `{each}` | " in page for each in Capability)


def test_the_declaration_that_is_shown_is_one() -> None:
    shown = re.search(r"```json\n(.*?)```", declaration_page(), flags=re.DOTALL)
    assert shown is not None
    assert len(read(shown[1]).outputs) == len(json.loads(shown[1])["outputs"]) == 1


def test_every_name_that_is_no_call_is_in_the_header() -> None:
    header = values_header()
    called = [each for each in every_name() if "value" in each.told or each.told.get("kind") == "a GUID"]
    defined = set(re.findall(r"^#define (\w+) ", header, flags=re.MULTILINE))
    assert {each.name for each in called} - defined == {"SEQUENCE_NUMBERS"}
    assert "#define DXVA_COPPCommand_dwSequence_OFFSET 32\n" in header
    assert "#define VP_CP_TYPE_MACROVISION UINT32_C(0x00000002)\n" in header


@pytest.mark.slow
def test_the_header_compiles_beside_that_of_a_driver(compiler: str, tmp_path: Path) -> None:
    source = tmp_path / "values.c"
    source.write_text(
        '#include "coppspec_values.h"\n#include "coppspec_driver.h"\n#include "coppspec_values.h"\n'
        "static const uint8_t level[16] = DXVA_COPPSetProtectionLevel;\n"
        "int main(void) { return level[0] == DXVA_COPPCommand_dwSequence_OFFSET; }\n",
        encoding="utf-8",
    )
    strict = ("-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-fsyntax-only")
    command = [compiler, *strict, "-I", str(ROOT / "examples" / "c"), str(source)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  the compiler
    assert ran.returncode == 0, ran.stderr
