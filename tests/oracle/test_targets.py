"""A target is named in one word, and what is none is told with what is wanted."""

import os
import stat
import sys
from pathlib import Path

import pytest

from coppspec.driver.reference import ReferenceDriver
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.serve import USAGE, main
from coppspec.oracle.targets import in_a_process, target


def test_a_class_in_python_is_what_is_called() -> None:
    assert target("py:coppspec.driver.reference:ReferenceDriver") is ReferenceDriver


@pytest.mark.slow
def test_a_class_in_python_gets_a_process_of_its_own_where_one_is_wanted() -> None:
    launcher = in_a_process("py:coppspec.driver.reference:ReferenceDriver")
    assert launcher.pid != os.getpid()
    assert launcher().outputs == ReferenceDriver().outputs


@pytest.mark.parametrize("text", ["py:no_such_module:Name", "py:coppspec.driver.reference:Nothing", "py:a"])
@pytest.mark.slow
def test_what_names_no_class_is_told_from_its_process_in_one_line(text: str) -> None:
    with pytest.raises(InvalidTarget, match=r"cannot be imported|has no attribute|names no driver") as raised:
        in_a_process(text)
    assert "\n" not in str(raised.value)


def test_a_module_in_the_current_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my_own_driver.py").write_text("class My:\n    Driver = max\n", encoding="utf-8")
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.chdir(tmp_path)
    assert str(target("py:my_own_driver:My.Driver")) == str(max)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "'' is no target; wanted is py:module:Name, exec:command, or c:./libdriver.so"),
        ("java:x", "'java:x' is no target; wanted"),
        ("nothing.so", "'nothing.so' is no target; wanted"),
        ("py:module", "py:module names no driver; wanted is py:module:Name"),
        ("py::Name", "py::Name names no driver"),
        ("py:no_such_module:Name", "py:no_such_module cannot be imported: ModuleNotFoundError: No module"),
        ("py:coppspec.driver.reference:Nothing", "has no attribute 'Nothing'"),
        ("py:coppspec.driver.reference:OUTPUTS", "which makes no driver; wanted is a class or a function"),
        ("exec:", "exec: names no command"),
        ("exec:'", "exec:' is no command: No closing quotation"),
        ("exec:./no_such_program", "exec:./no_such_program cannot be started: .*No such file"),
        ("c:no_such.so", "c:no_such.so: there is no file 'no_such.so'"),
    ],
)
def test_what_names_nothing_is_told_in_one_line(text: str, told: str) -> None:
    with pytest.raises(InvalidTarget, match=told) as raised:
        target(text)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(("name", "meant"), [("libmine.so", "c:./libmine.so"), ("mine", "exec:./mine")])
def test_a_file_without_a_scheme_is_told_its_right_name(
    name: str, meant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidTarget, match=f"did you mean {meant}"):
        target(name)


def test_a_file_that_is_no_program_is_told(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_bytes(b"\x7fELF")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(InvalidTarget, match=r"cannot be started: .*Exec format error"):
        target(f"exec:{program}")


@pytest.mark.slow
def test_a_file_that_is_no_library_is_told(tmp_path: Path) -> None:
    library = tmp_path / "mine.so"
    library.write_text("hello", encoding="utf-8")
    with pytest.raises(InvalidTarget, match=r"cannot be made: .*mine\.so cannot be loaded: "):
        target(f"c:{library}")


@pytest.mark.parametrize("arguments", [[], ["exec:./a"], ["py:"], ["py:a:B", "c:d"]])
def test_serving_says_what_it_serves(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == f"{USAGE}\n"
