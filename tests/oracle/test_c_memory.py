"""The drivers in C keep to their memory and give it back, as the compiler's own instruments see it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PLAYED = """
import sys
from pathlib import Path
from coppspec.oracle.c_library import CLibrary
from coppspec.properties.suites import suites

library = CLibrary(Path(sys.argv[1]))
declared = library.declaration
for suite in suites(None, declared.outputs, declared.capabilities, declared.adapters):
    if suite.name in sys.argv[2:]:
        for index, test in enumerate(suite.tests[::10]):
            suite.bench(library, index).disagreement(test)
library()
"""
SUITES = ("commands and status requests", "display modes", "three devices", "resets and power")
SANITIZED = "CFLAGS=-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all"
# A trace of six calls ends before the interpreter, so that its own leaks do not name the library.
OPTIONS = {"PYTHONMALLOC": "malloc", "ASAN_OPTIONS": "malloc_context_size=6:exitcode=0"}


def seen(library: Path, compiler: str, *played: str) -> str:
    """What the instruments have to say of a library, while some suites are played in part."""
    found = [
        subprocess.run(  # noqa: S603  the compiler that was found
            [compiler, f"-print-file-name={name}"], capture_output=True, text=True, check=True
        ).stdout.strip()
        for name in ("libasan.so", "libubsan.so")
    ]
    if not all(Path(each).is_absolute() for each in found):
        pytest.skip("this compiler has no sanitizers that can be loaded before a program")
    run = subprocess.run(  # noqa: S603  this very Python
        [sys.executable, "-c", PLAYED, str(library), *played],
        env={**os.environ, **OPTIONS, "LD_PRELOAD": " ".join(found)},
        capture_output=True,
        text=True,
        check=True,
    )
    if "LeakSanitizer has encountered a fatal error" in run.stderr:
        pytest.skip("no leak can be looked for where a process may not be traced")
    return run.stderr


@pytest.mark.few(1)
@pytest.mark.parametrize("name", ["libgood.so", "libtemplate.so"])
def test_a_driver_keeps_to_its_memory_and_gives_it_back(
    name: str, build: Callable[..., Path], compiler: str
) -> None:
    found = seen(build(name, settings=(SANITIZED,)), compiler, *SUITES)
    assert name not in found
    assert "runtime error" not in found


def test_a_leak_is_seen(build: Callable[..., Path], compiler: str) -> None:
    library = build("libwrong.so", "LEAKS_A_MEGABYTE_WITH_EACH_OPEN", settings=(SANITIZED,))
    assert "in COPPOpenVideoSession" in seen(library, compiler, "three devices")
