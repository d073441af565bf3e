"""The smallest driver and the smallest harness pass every suite, and know nothing of this project."""

import ast
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from json import dumps, loads
from pathlib import Path
from typing import Any

import pytest

from coppspec.driver.identity_files import in_python
from coppspec.oracle.messages import BYTES, MESSAGES, Fields
from coppspec.oracle.targets import target
from coppspec.properties.declared import checked
from coppspec.properties.suites import check_driver, suites

EXAMPLES = Path(__file__).parents[2] / "examples" / "python"
MODULES = ("identity", "in_process", "smallest_driver")
HARNESS = f"exec:{sys.executable} smallest_harness.py"
IN_PROCESS = "py:in_process:InProcess"
Wrong = Callable[[str, str], None]
"""Goes to a folder in which one line of the driver is another one."""


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Goes to the examples."""
    go_to(EXAMPLES, monkeypatch)


@pytest.fixture
def wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wrong:
    def made(right: str, fault: str) -> None:
        for path in EXAMPLES.glob("*.py"):
            shutil.copy(path, tmp_path)
        driver = tmp_path / "smallest_driver.py"
        text = driver.read_text(encoding="utf-8")
        assert text.count(right) == 1
        driver.write_text(text.replace(right, fault), encoding="utf-8")
        go_to(tmp_path, monkeypatch)

    return made


def go_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is imported there is imported for this test alone."""
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    monkeypatch.setattr(sys, "modules", {name: of for name, of in sys.modules.items() if name not in MODULES})
    monkeypatch.chdir(folder)


def imported(name: str) -> set[str]:
    """The packages that a module of the examples imports."""
    tree = ast.parse((EXAMPLES / name).read_text(encoding="utf-8"))
    plain = {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}
    other = {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {each.partition(".")[0] for each in plain | other}


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.usefixtures("here")
def test_the_smallest_driver_passes_every_suite_in_this_process() -> None:
    check_driver(target(IN_PROCESS))


@pytest.mark.slow
@pytest.mark.usefixtures("here")
def test_the_smallest_harness_passes_every_suite() -> None:
    """Of a large suite every so many tests."""
    make_driver = target(HARNESS)
    driver = checked(make_driver)
    for suite in suites(None, driver.outputs, driver.capabilities, driver.adapters):
        for seed, test in enumerate(suite.tests[:: 1 + suite.calls // 500]):
            assert suite.bench(make_driver, seed).disagreement(test) is None


@pytest.mark.usefixtures("here")
def test_both_declare_the_same() -> None:
    in_process, harness = target(IN_PROCESS)(), target(HARNESS)()
    for name in ("capabilities", "outputs", "adapters", "root"):
        assert getattr(in_process, name) == getattr(harness, name)


@pytest.mark.few(1)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("right", "fault", "suite", "clause"),
    [
        ("return max((", "return min((", "two devices on one connector", "COPP-612"),
        ("device.state = State.ATTEMPT_SPENT", "pass", "control, complete with no extra states", "COPP-154"),
        (
            "!= device.status_number",
            "> device.status_number",
            "control, complete with no extra states",
            "COPP-433",
        ),
    ],
)
def test_a_fault_is_told_in_the_same_words_both_ways(
    right: str, fault: str, suite: str, clause: str, wrong: Wrong
) -> None:
    wrong(right, fault)
    (found,) = {verdict(way, suite) for way in (IN_PROCESS, HARNESS)}
    assert clause in found


def verdict(text: str, name: str) -> str:
    """Where a driver parts from a suite, in all words."""
    make_driver = target(text)
    driver = checked(make_driver)
    every = suites(None, driver.outputs, driver.capabilities, driver.adapters)
    (suite,) = (each for each in every if each.name == name)
    return str(suite.run(make_driver))


def test_they_import_nothing_of_this_project() -> None:
    assert imported("smallest_harness.py") <= {*sys.stdlib_module_names, "smallest_driver"}
    assert imported("smallest_driver.py") <= {*sys.stdlib_module_names, "cryptography", "identity"}


@pytest.mark.usefixtures("here")
def test_the_harness_knows_the_calls_as_the_page_has_them() -> None:
    harness = runpy.run_path("smallest_harness.py")
    for call, (method, takes, returns) in harness["CALLS"].items():
        message = MESSAGES[call]
        assert (method, takes.split(), returns.split()) == (
            message.method,
            list(message.asks),
            list(message.answers),
        )
        assert {name for name in takes.split() if name in harness["BYTES"]} == of_bytes(message.asks)


def of_bytes(fields: Fields) -> set[str]:
    return {name for name, kind in fields.items() if kind is BYTES}


def conversation(*requests: dict[str, object]) -> list[dict[str, Any]]:
    """What the harness answers, until it ends by itself."""
    run = subprocess.run(
        [sys.executable, "smallest_harness.py"],
        input="".join(f"{dumps(each)}\n" for each in requests),
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    return [loads(line) for line in run.stdout.splitlines()]


@pytest.mark.usefixtures("here")
def test_a_call_that_the_driver_does_not_have_is_an_error_and_the_next_is_answered() -> None:
    answers = conversation(
        {"id": 1, "call": "limit_keys", "adapter": 0, "keys": 3},
        {"id": 2, "call": "COPPReboot"},
        {"id": 3, "call": "COPPCloseVideoSession", "handle": 9},
        {"id": 4, "call": "stop"},
        {"id": 5, "call": "reset"},
    )
    assert answers == [
        {
            "id": 1,
            "error": "broke down with AttributeError: 'SmallestDriver' object has no attribute 'limit_keys'",
        },
        {"id": 2, "error": "broke down with KeyError: 'COPPReboot'"},
        {"id": 3, "code": 0x80004003},
        {"id": 4},
    ]


def test_what_a_driver_prints_is_no_answer(wrong: Wrong) -> None:
    wrong("        if dev_id != 0:", "        print('debug')\n        if dev_id != 0:")
    (answer,) = conversation({"id": 1, "call": "COPPOpenVideoSession", "dev_id": 7, "handle": 0})
    assert answer == {"id": 1, "code": 0x80070057, "handle": 0}


def test_the_identity_is_the_published_one() -> None:
    assert (EXAMPLES / "identity.py").read_text(encoding="utf-8") == in_python()
