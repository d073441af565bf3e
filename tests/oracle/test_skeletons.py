"""A skeleton works as it is written: it builds, a session starts, and every suite passes."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from coppspec.driver.identity_files import in_c, in_python
from coppspec.model.step import Intent
from coppspec.oracle.c_library import EXPORTS, CLibrary
from coppspec.oracle.skeleton import (
    LANGUAGES,
    FileInTheWay,
    Language,
    next_commands,
    skeleton,
    write_skeleton,
)
from coppspec.oracle.targets import target
from coppspec.properties.declared import checked
from coppspec.properties.suites import suites
from coppspec.properties.trial import MakeDriver

EXAMPLES = Path(__file__).parents[2] / "examples"
C_FILES = [
    "Makefile",
    "coppspec_driver.h",
    "coppspec_values.h",
    "harness.c",
    "identity.h",
    "smallest_driver.c",
    "smallest_driver.h",
]
ANY_FILES = ["README.md", "declaration.md", "messages.md", "wire.md", "wire.schema.json"]
PYTHON_FILES = ["harness.py", "identity.py", "smallest_driver.py"]
COPIED: list[tuple[Language, str, str]] = [
    ("c", "coppspec_driver.h", "c/coppspec_driver.h"),
    ("c", "coppspec_values.h", "c/coppspec_values.h"),
    ("python", "smallest_driver.py", "python/smallest_driver.py"),
    ("python", "harness.py", "python/smallest_harness.py"),
]
HANDSHAKE = tuple(
    Intent(call, 0)
    for call in ("COPPOpenVideoSession", "COPPGetCertificateLength", "COPPKeyExchange", "COPPSequenceStart")
)


def expect_all_suites(make_driver: MakeDriver) -> None:
    """A handshake first, then of each suite every so many tests."""
    driver = checked(make_driver)
    every = suites(None, driver.outputs, driver.capabilities, driver.adapters)
    assert every[0].bench(make_driver, 0).disagreement(HANDSHAKE) is None
    for suite in every:
        for seed, test in enumerate(suite.tests[:: 1 + suite.calls // 300]):
            assert suite.bench(make_driver, seed).disagreement(test) is None


@pytest.fixture(scope="module")
def built(compiler: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a skeleton in C that was made, in which every warning is an error."""
    folder = tmp_path_factory.mktemp("skeleton") / "in a folder of mine"
    write_skeleton("c", folder)
    strict = {"CC": compiler, "CFLAGS": "-Wpedantic -Werror"}
    command = shlex.split(next_commands("c", folder)[0])
    made = subprocess.run(  # noqa: S603  our own command
        command, env={**os.environ, **strict}, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    return folder


@pytest.mark.parametrize(
    ("language", "names"), [("c", C_FILES), ("python", PYTHON_FILES), ("any", ANY_FILES)]
)
def test_a_skeleton_is_written_whole(language: Language, names: list[str], tmp_path: Path) -> None:
    written = write_skeleton(language, tmp_path / "a" / "b")
    assert sorted(path.name for path in written) == names
    assert {path.name: path.read_text(encoding="utf-8") for path in written} == skeleton(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_overwritten_and_nothing_is_half_written(language: Language, tmp_path: Path) -> None:
    mine = tmp_path / list(skeleton(language))[-1]
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(FileInTheWay, match=f"{mine.name} is there already, and stays as it is; give another"):
        write_skeleton(language, tmp_path)
    assert list(tmp_path.iterdir()) == [mine]
    assert mine.read_text(encoding="utf-8") == "mine"


def test_a_link_that_leads_nowhere_is_in_the_way_too(tmp_path: Path) -> None:
    (tmp_path / "harness.py").symlink_to("elsewhere.py")
    with pytest.raises(FileInTheWay):
        write_skeleton("python", tmp_path)
    assert not (tmp_path / "elsewhere.py").exists()


@pytest.mark.parametrize(("language", "name", "original"), COPIED)
def test_what_is_copied_is_what_the_examples_have(language: Language, name: str, original: str) -> None:
    wanted = (EXAMPLES / original).read_text(encoding="utf-8")
    assert skeleton(language)[name] == wanted, f"copy examples/{original} into oracle/new-harness/{language}"


def test_the_identity_is_the_published_one() -> None:
    assert skeleton("c")["identity.h"] == in_c()
    assert skeleton("python")["identity.py"] == in_python()


@pytest.mark.slow
def test_the_skeleton_in_c_passes_every_suite(built: Path) -> None:
    expect_all_suites(target(shlex.split(next_commands("c", built)[2])[-1]))


@pytest.mark.slow
def test_the_skeleton_in_c_has_every_function_to_fill_in(built: Path) -> None:
    assert set(CLibrary(built / "libdriver.so").functions) == set(EXPORTS)


@pytest.mark.slow
def test_the_skeleton_in_python_passes_every_suite_from_where_it_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path("in a folder of mine")
    write_skeleton("python", folder)
    expect_all_suites(target(shlex.split(next_commands("python", folder)[1])[-1]))


@pytest.mark.slow
def test_both_skeletons_declare_the_same(built: Path, tmp_path: Path) -> None:
    write_skeleton("python", tmp_path)
    library, program = (
        CLibrary(built / "libdriver.so")(),
        target(f"exec:{sys.executable} {tmp_path}/harness.py")(),
    )
    for name in ("capabilities", "outputs", "adapters", "root"):
        assert getattr(library, name) == getattr(program, name)


@pytest.mark.parametrize("name", ["python3", sys.executable])
def test_the_commands_name_the_python_that_has_what_the_driver_needs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = tmp_path / "bin" / "python3"
    found.parent.mkdir()
    found.symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(found.parent))
    if name == "python3":
        monkeypatch.setattr(sys, "executable", str(found))
    assert next_commands("python", Path("harness")) == (
        f"coppspec doctor 'exec:{name} harness/harness.py'",
        f"coppspec check 'exec:{name} harness/harness.py'",
        "coppspec explain COPP-120",
    )
