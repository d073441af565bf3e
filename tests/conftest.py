"""One Hypothesis profile for all tests: the same sequences in every run; and the drivers in C."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

from coppspec.reports.pictures import has_a_font

settings.register_profile("coppspec", derandomize=True, deadline=None, database=None, print_blob=True)
settings.load_profile("coppspec")

# Hypothesis writes a folder even without a database; this one goes with the process.
HOME = TemporaryDirectory()
set_hypothesis_home_dir(HOME.name)


@pytest.fixture(autouse=True)
def _a_font_where_one_is_needed(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("font") and not has_a_font():
        pytest.skip("there is no font on this machine for the text of a PNG")


SOURCES = Path(__file__).parents[1] / "examples" / "c"
Build = Callable[..., Path]
"""Makes a library of its name, and for the wrong driver of its fault."""


@pytest.fixture(scope="session")
def compiler() -> str:
    """The C compiler of this machine, which can build the drivers."""
    found = shutil.which("cc")
    if found is None or shutil.which("make") is None:
        pytest.skip("there is no cc or no make on this machine to build the drivers in examples/c")
    includes = "#include <openssl/evp.h>\n"
    asked = subprocess.run(  # noqa: S603  our own command
        [found, "-E", "-"], input=includes, capture_output=True, text=True, check=False
    )
    if asked.returncode:
        pytest.skip("the headers of OpenSSL, that the drivers in examples/c need, are not on this machine")
    return found


@pytest.fixture(scope="session")
def build(compiler: str, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Builds a library of examples/c, libwrong.so with a fault if one is named, into a folder of its own."""

    def built(name: str, fault: str = "", settings: tuple[str, ...] = ()) -> Path:
        library = tmp_path_factory.mktemp("c") / name
        chosen = (f"FAULT={fault}",) if fault else ()
        given = (f"CC={compiler}", f"OUT={library.parent}", *chosen, *settings)
        made = subprocess.run(  # noqa: S603  our own command
            ["make", "--silent", "-C", str(SOURCES), *given, str(library)],  # noqa: S607  found above
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr
        return library

    return built


@pytest.fixture
def compiled(compiler: str, tmp_path: Path) -> Callable[[str], Path]:
    """Makes a library of a text in C."""

    def made(text: str) -> Path:
        source, library = tmp_path / "driver.c", tmp_path / "driver.so"
        source.write_text(text, encoding="utf-8")
        command = [compiler, "-I", str(SOURCES), "-shared", "-fPIC", "-o", str(library), str(source)]
        subprocess.run(command, check=True)  # noqa: S603  our own command
        return library

    return made
