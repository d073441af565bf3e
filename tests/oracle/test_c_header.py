"""The C header has what the model has, and the identity of the drivers in C is the published one."""

import re
import subprocess
from pathlib import Path

import pytest

from coppspec.driver.identity_files import in_c
from coppspec.driver.protocol import Capability
from coppspec.model import constants, tvout
from coppspec.model.codes import HResult, Status
from coppspec.model.layouts import LAYOUTS, START_SEQUENCE

pytestmark = pytest.mark.slow

SOURCES = Path(__file__).parents[2] / "examples" / "c"
HEADER = (SOURCES / "coppspec_driver.h").read_text(encoding="utf-8")
DECLARED = [layout for layout in LAYOUTS if layout is not START_SEQUENCE]
IDENTIFIERS = re.findall(r"^#define (\w+) \\\n    \{", HEADER, re.MULTILINE)
CODES = re.findall(r"^#define (\w+) UINT32_C", HEADER, re.MULTILINE)
CAPABILITIES = re.findall(r'^#define (COPPSPEC_\w+) "', HEADER, re.MULTILINE)


def printing() -> str:
    """A program that prints what the header has."""
    of_fields = [
        f'printf("{layout.name} {field.name} %zu %zu\\n", offsetof({layout.name}, {field.name}),'
        f" sizeof(({layout.name} *)0)->{field.name});"
        for layout in DECLARED
        for field in layout.fields
    ]
    of_sizes = [f'printf("{each.name} %zu\\n", sizeof({each.name}));' for each in DECLARED]
    of_codes = [f'printf("{name} %u\\n", (unsigned){name});' for name in CODES]
    of_identifiers = [
        f'{{ const uint8_t of[16] = {name}; printf("{name} "); shown(of); }}' for name in IDENTIFIERS
    ]
    of_names = [f'printf("{name} %s\\n", {name});' for name in CAPABILITIES]
    body = "\n".join([*of_fields, *of_sizes, *of_codes, *of_identifiers, *of_names])
    return f"""
#include <stddef.h>
#include <stdio.h>
#include "coppspec_driver.h"
static void shown(const uint8_t *of) {{ for (int i = 0; i < 16; i++) printf("%02x", of[i]); puts(""); }}
int main(void) {{ {body} return 0; }}
"""


def wanted() -> list[str]:
    of_fields = [
        f"{layout.name} {field.name} {field.offset} {field.size}"
        for layout in DECLARED
        for field in layout.fields
    ]
    of_sizes = [f"{each.name} {each.size}" for each in DECLARED]
    codes = {**HResult.__members__, **Status.__members__}
    of_codes = [f"{name} {int(codes[name])}" for name in CODES]
    known = {**vars(constants), **vars(tvout)}
    of_identifiers = [f"{name} {known[name].bytes_le.hex()}" for name in IDENTIFIERS]
    of_names = [f"{name} {Capability[name.removeprefix('COPPSPEC_')]}" for name in CAPABILITIES]
    return [*of_fields, *of_sizes, *of_codes, *of_identifiers, *of_names]


@pytest.mark.parametrize("standard", ["c99", "c11"])
def test_the_header_has_what_the_model_has(standard: str, compiler: str, tmp_path: Path) -> None:
    program = tmp_path / "printing"
    strict = ["-std=" + standard, "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
    command = [compiler, *strict, "-I", str(SOURCES), "-x", "c", "-o", str(program), "-"]
    subprocess.run(command, input=printing(), text=True, check=True)  # noqa: S603  our own
    run = subprocess.run([str(program)], capture_output=True, text=True, check=True)  # noqa: S603  our own
    printed = run.stdout
    assert printed.splitlines() == wanted()


def test_the_header_names_every_capability_that_a_library_can_have() -> None:
    assert {name.removeprefix("COPPSPEC_") for name in CAPABILITIES} == {
        each.name for each in Capability if each is not Capability.RENDERER
    }


def test_the_header_has_all_identifiers_of_commands_and_requests() -> None:
    known = {name for name in vars(constants) if name.startswith(("DXVA_COPPSet", "DXVA_COPPQuery"))}
    assert set(IDENTIFIERS) == {*known, "VIDEOPARAMETERS_GUID"}


def test_the_identity_of_the_drivers_in_c_is_what_is_written_for_them() -> None:
    assert (SOURCES / "identity.h").read_text(encoding="utf-8") == in_c()
