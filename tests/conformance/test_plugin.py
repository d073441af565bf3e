"""The suite for pytest: its outcomes are those of the check, and it is in nobody's way."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest

from coppspec.model.profile import Profile
from coppspec.oracle import profile_file

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples" / "python"
SUITE = ("--pyargs", "coppspec.conformance")
TARGET = "--coppspec-target=py:in_process:InProcess"
QUICK = "--coppspec-only=control, complete with no extra states"
HELD = "--coppspec-profile=recommended.toml"
"""Its readings need not be found out."""
NUMBER = "if number != device.status_number"
WRONG = {
    NUMBER: "if number > device.status_number",
    "return E_POINTER if self.devices.pop(handle, None) is None else S_OK": "return self.close(handle)",
    "    def level(self)": """\
    def close(self, handle: int) -> int:
        if self.devices.pop(handle).state is State.COPP_KEY_EXCHANGED:
            raise RuntimeError("\\x1b[31m \\x00 <&>")
        return S_OK

    def level(self)""",
}
"""Takes an earlier number of a request (COPP-433), and breaks down in a close."""
HANGS = {
    "        self.last_handle = 0": """\
        import sys
        sys.stderr.write("\\x1b[31m \\x00 <&>\\n")
        sys.stderr.flush()
        self.last_handle = 0""",
    "        if handle not in self.devices:": """\
        import time
        time.sleep(9)
        if handle not in self.devices:""",
}
"""Hangs in every call on a session, and says something whenever it is made."""


class Ran(NamedTuple):
    """What a run of pytest left behind."""

    status: int
    out: str
    outcomes: dict[str, str]
    """Of each test, by its name in JUnit's XML."""
    messages: dict[str, str]
    """With that outcome."""
    folder: Path


def ran(folder: Path, *arguments: str, changes: Mapping[str, str] | None = None) -> Ran:
    """Run pytest in a folder with the smallest driver, some of whose lines are other ones."""
    for path in EXAMPLES.glob("*.py"):
        shutil.copy(path, folder)
    driver = folder / "smallest_driver.py"
    text = driver.read_text(encoding="utf-8")
    for right, fault in (changes or {}).items():
        assert text.count(right) == 1
        text = text.replace(right, fault)
    driver.write_text(text, encoding="utf-8")
    (folder / "recommended.toml").write_text(profile_file.text(Profile()), encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n", encoding="utf-8")
    junit = folder / "junit.xml"
    run = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "pytest", *arguments, f"--junit-xml={junit}", "-p", "no:cacheprovider"],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    cases = ET.parse(junit).getroot().iter("testcase") if junit.exists() else ()  # noqa: S314  pytest wrote it
    children = {case.attrib["name"]: next(iter(case), None) for case in cases}
    return Ran(
        run.returncode,
        run.stdout + run.stderr,
        {name: "passed" if child is None else child.tag for name, child in children.items()},
        {name: child.text or "" for name, child in children.items() if child is not None},
        folder,
    )


def failed(run: Ran) -> set[str]:
    return {name for name, outcome in run.outcomes.items() if outcome in {"failure", "error"}}


# A driver that conforms.


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return ran(tmp_path_factory.mktemp("good"), *SUITE, TARGET, QUICK, "-W", "error", "-rs")


def test_a_conforming_driver_passes_with_a_test_for_each_clause(good: Ran) -> None:
    assert good.status == 0, good.out
    assert failed(good) == set()
    assert good.outcomes["run"] == good.outcomes["COPP-152"] == good.outcomes["COPP-433"] == "passed"
    assert "in_process:InProcess (py:in_process:InProcess), seed 0, held to the recommended" in good.out


def test_what_is_not_decided_is_skipped_with_the_reason(good: Ran) -> None:
    assert good.outcomes["VPCP-551"] == "skipped"
    assert good.messages["VPCP-551"].endswith("not exercised: no step reached it")
    assert "clauses: conforms" in good.out


def test_nothing_is_written_into_the_folder_of_a_project(good: Ran) -> None:
    written = {path.name for path in good.folder.iterdir()} - {path.name for path in EXAMPLES.glob("*.py")}
    assert written == {"junit.xml", "pytest.ini", "recommended.toml"}


# A driver that is wrong.


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return ran(tmp_path_factory.mktemp("wrong"), *SUITE, TARGET, QUICK, HELD, changes=WRONG)


def test_the_clauses_that_are_violated_fail_and_no_others(wrong: Ran) -> None:
    assert wrong.status == 1
    assert failed(wrong) == {"COPP-433", "COPP-183", "COPP-105"}


def test_a_failure_says_what_was_wanted_and_how_to_see_it_and_shows_no_code(wrong: Ran) -> None:
    first, *lines = wrong.messages["COPP-433"].splitlines()
    assert first.startswith("COPP-433 violates the text: the driver answered S_OK; wanted E_INVALIDARG")
    assert [line.split(":")[0].strip() for line in lines if not line.startswith("   ")] == [
        "clause",
        "wanted",
        "met",
        "seen",
        "replay",
    ]
    assert " ".join(" ".join(lines).split()).endswith("-> it answered S_OK; wanted E_INVALIDARG")
    assert "Traceback" not in wrong.out
    assert ".py:" not in wrong.out.partition("short test summary")[0].partition("FAILURES")[2]


def test_what_a_driver_says_commands_no_terminal_and_breaks_no_xml(wrong: Ran) -> None:
    assert "[31m   <&>" in wrong.messages["COPP-183"]
    assert not {"\x1b", "\x00"} & set(wrong.out)


@pytest.mark.thorough
def test_with_xdist_the_outcomes_are_the_same_and_the_driver_is_judged_once(
    wrong: Ran, tmp_path: Path
) -> None:
    shared = ran(tmp_path, *SUITE, TARGET, QUICK, HELD, "--numprocesses=2", changes=WRONG)
    assert shared.outcomes == wrong.outcomes
    assert shared.status == wrong.status
    assert shared.out.count("coppspec: judged in_process:InProcess") == 1


@pytest.mark.thorough
def test_known_failures_are_expected_and_stale_ones_fail(tmp_path: Path) -> None:
    known = tmp_path / "known.txt"
    known.write_text("COPP-433  # takes any earlier number\nCOPP-152\nCOPP-001\n", encoding="utf-8")
    run = ran(
        tmp_path,
        *SUITE,
        TARGET,
        QUICK,
        HELD,
        f"--coppspec-known-failures={known}",
        changes={NUMBER: WRONG[NUMBER]},
    )
    assert failed(run) == {"COPP-152"}  # of COPP-001 a part of the suites says nothing
    assert run.messages["COPP-152"] == "COPP-152 is violated no more; take it out of the known failures"
    assert "1 xfailed" in run.out


@pytest.mark.thorough
def test_a_run_that_did_not_come_to_its_end_fails_with_what_the_driver_logged(tmp_path: Path) -> None:
    run = ran(tmp_path, *SUITE, TARGET, QUICK, "--coppspec-call-seconds=0.2", changes=HANGS)
    assert run.outcomes["run"] == "failure"
    assert "did not come to its end: it took all of its time" in run.messages["run"]
    assert "[31m" in run.messages["run"]
    assert "<&>" in run.messages["run"]
    assert not {"\x1b", "\x00"} & set(run.out)


# What nothing is judged for.


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--coppspec-target=in_process:InProcess"], "'in_process:InProcess' is no target; wanted is"),
        (["--coppspec-target=exec:./not-there"], "exec:./not-there cannot be started"),
        ([TARGET, "--coppspec-seed=x"], "a seed is a number from 0 "),
        *(
            pytest.param(arguments, told, marks=pytest.mark.thorough)
            for arguments, told in (
                ([TARGET, "--coppspec-known-failures=no.txt"], "no.txt"),
                (
                    [TARGET, "--coppspec-only=nonsense"],
                    "nothing is called 'nonsense'",
                ),
                (["--coppspec-target=--json"], "'--json' is no target"),
                (["--coppspec-target=in_process:InProcess", "--numprocesses=2"], "is no target"),
            )
        ),
    ],
)
def test_what_makes_no_sense_is_one_line(arguments: list[str], told: str, tmp_path: Path) -> None:
    run = ran(tmp_path, *SUITE, *arguments)
    assert run.status == pytest.ExitCode.USAGE_ERROR
    (line,) = (line for line in run.out.splitlines() if line.startswith("ERROR: "))
    assert told in line
    assert "Traceback" not in run.out
    assert run.outcomes == {}


@pytest.mark.parametrize("more", [(), ("--numprocesses=2",)])
def test_without_a_target_one_line_says_what_to_type(more: tuple[str, ...], tmp_path: Path) -> None:
    run = ran(tmp_path, *SUITE, *more)
    assert run.status == pytest.ExitCode.NO_TESTS_COLLECTED
    (line,) = (line for line in run.out.splitlines() if line.startswith("coppspec: "))
    assert "pytest --pyargs coppspec.conformance --coppspec-target exec:./my_driver" in line


def test_tests_are_listed_without_a_driver(tmp_path: Path) -> None:
    run = ran(
        tmp_path, *SUITE, "--coppspec-target=exec:./not-there", "--collect-only", "-q", "-k", "COPP-152"
    )
    assert run.status == 0
    assert run.out.splitlines()[0] == "coppspec/conformance/clauses.py::COPP-152"


@pytest.mark.thorough
def test_other_tests_of_a_project_judge_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text("def test_own(): pass\n", encoding="utf-8")
    run = ran(tmp_path, "--coppspec-target=exec:./not-there")
    assert run.status == 0
    assert run.outcomes == {"test_own": "passed"}


LOADED = """\
import sys

def test_own():
    found = {name for name in sys.modules if name.startswith("coppspec")}
    assert found == {"coppspec", "coppspec.pytest_plugin"}
    assert not {"numpy", "networkx", "cryptography", "rich"} & sys.modules.keys()
"""


def test_without_a_target_nothing_else_is_imported(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text(LOADED, encoding="utf-8")
    run = ran(tmp_path)
    assert run.status == 0, run.out


def test_it_can_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text("def test_own(): pass\n", encoding="utf-8")
    run = ran(tmp_path, "-p", "no:coppspec")
    assert run.status == 0
    assert "coppspec" not in run.out
