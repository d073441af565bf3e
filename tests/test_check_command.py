"""`coppspec check` on the command line: what it prints, writes, ends with and refuses; and an interrupt."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from xml.etree.ElementTree import parse

import pytest

from coppspec.cli import main
from coppspec.model.profile import Profile
from coppspec.oracle.profile_file import text

Captured = pytest.CaptureFixture[str]
Smallest = Callable[..., str]
MEASURES_AGAIN = (
    "        if refusal := self.refusal(handle, State.COPP_OPENED):\n            return refusal, 0\n",
    (
        "        if handle not in self.devices:\n            return E_POINTER, 0\n"
        "        if self.devices[handle].state is not State.COPP_OPENED:\n"
        "            return S_OK, len(CERTIFICATES)\n"
    ),
)
HANGS = (
    "        device.random_number = os.urandom(16)\n",
    "        import time; open(f'hangs {os.getpid()}', 'a').close(); time.sleep(99)\n",
)
CONTROL = "control, complete with no extra states"


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A small part of a check, without finding out the readings first; its lines are as long as in a file."""
    monkeypatch.setenv("COLUMNS", "200")  # pytest-xdist sets 80
    profile = tmp_path / "profile.toml"
    profile.write_text(text(Profile()), encoding="utf-8")
    return ["--profile", str(profile), "--only", CONTROL, "--jobs", "1"]


def complaint(capsys: Captured) -> str:
    """The one line on standard error; nothing is on standard output."""
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("coppspec: ")
    assert err.count("\n") == 1
    return err


# What it says.


@pytest.mark.slow
def test_a_driver_that_conforms_ends_with_0_and_every_report_is_written(
    smallest: Smallest, options: list[str], tmp_path: Path, capsys: Captured
) -> None:
    target = smallest()
    files = {each: tmp_path / each for each in ("found.json", "found.xml", "report")}
    told = ["--json-out", "found.json", "--junit", "found.xml", "--report", "report"]
    assert main(["check", target, *options, *told]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.endswith("none violated\n")
    document = json.loads(files["found.json"].read_text(encoding="utf-8"))
    assert document["status"] == "conforms"
    root = parse(files["found.xml"]).getroot()  # noqa: S314  it is our own
    assert root is not None
    assert root.get("tests") == str(document["totals"]["clauses"])
    assert root.get("failures") == "0"
    written = {each.name for each in files["report"].iterdir()}
    assert {"judgement.json", "judgement.txt", "junit.xml"} <= written
    assert (files["report"] / "judgement.txt").read_text(encoding="utf-8") == out
    assert (files["report"] / "judgement.json").read_bytes() == files["found.json"].read_bytes()


@pytest.mark.slow
def test_a_wrong_driver_ends_with_1_and_json_is_all_that_is_printed(
    smallest: Smallest, options: list[str], tmp_path: Path, capsys: Captured
) -> None:
    assert main(["check", smallest(MEASURES_AGAIN), *options, "--json", "--report", "report"]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    document = json.loads(out)
    assert [each["clause"] for each in document["violations"]] == ["COPP-131"]
    (replay,) = (tmp_path / "report" / "replays").glob("*.json")
    assert json.loads(replay.read_text(encoding="utf-8")) == document["violations"][0]["replay"]


@pytest.mark.slow
def test_known_failures_are_read_from_a_file(
    smallest: Smallest, options: list[str], tmp_path: Path, capsys: Captured
) -> None:
    known = tmp_path / "known.txt"
    known.write_text("COPP-131  # on purpose\nCOPP-123\n", encoding="utf-8")
    assert main(["check", smallest(MEASURES_AGAIN), *options, "--known-failures", str(known)]) == 1
    assert "known failures that are none any more: COPP-123" in capsys.readouterr().out


@pytest.mark.slow
def test_a_driver_that_is_lost_ends_with_3(smallest: Smallest, options: list[str], capsys: Captured) -> None:
    once = "    harness = Harness()\n"
    licence = "    os.path.exists('taken') and sys.exit('no licence'); open('taken', 'a').close()\n"
    assert main(["check", smallest((once, once + licence), program=True), *options]) == 3
    out, err = capsys.readouterr()
    assert err == ""
    assert "not run to the end:\n" in out
    assert "no licence" in out
    assert out.endswith("inconclusive: what was run says too little\n")


# What it refuses.


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nothing"], "'nothing' is no target; wanted is py:module:Name, exec:command, or c:./libdriver.so"),
        (["exec:./no_such_program"], "exec:./no_such_program cannot be started"),
        (["c:./no_such.so"], "there is no file './no_such.so'"),
        (["exec:true", "--profile", "no_such.toml"], "no_such.toml"),
        (["exec:true", "--known-failures", "no_such.txt"], "no_such.txt"),
        (["exec:true", "--known-failures", "."], "."),
        (["exec:true"], "exec:true: ended with exit status 0 and gave no answer"),
        (["exec:true", "--json-out", "."], "that is a folder, and a file is wanted"),
        (["exec:true", "--junit", "/dev/null/file.xml"], "/dev/null"),
        (["exec:true", "--report", "file"], "file"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line_before_anything_is_run(
    arguments: list[str], told: str, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    assert main(["check", *arguments]) == 2
    assert told in complaint(capsys)


@pytest.mark.slow
def test_what_is_not_there_to_be_run_is_told(
    smallest: Smallest, options: list[str], capsys: Captured
) -> None:
    assert main(["check", smallest(), *options, "--only", "nothing of the kind"]) == 2
    assert "nothing is called 'nothing of the kind'" in complaint(capsys)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--seed", "-1"], "a seed is a number from 0 to 2147483647, not '-1'"),
        (["--seed", "2147483648"], "a seed is a number from 0 to 2147483647"),
        (["--seed", "9" * 9999], "a seed is a number from 0 to 2147483647, not '999"),
        (["--seed", "one"], "not 'one'"),
        (["--jobs", "0"], "jobs are a number from 1 to 64, not '0'"),
        (["--jobs", "65"], "jobs are a number from 1 to 64, not '65'"),
        (["--jobs", "9" * 9999], "jobs are a number from 1 to 64, not '999"),
        (["--call-seconds", "0"], "a number of seconds from 0.01 to 3600, not '0'"),
        (["--call-seconds", "nan"], "not 'nan'"),
        (["--call-seconds", "inf"], "not 'inf'"),
        (["--junit", ""], "a path is wanted, and there is none"),
    ],
    ids=lambda each: str(each)[:24],
)
def test_options_out_of_range_are_answered_with_the_usage(
    arguments: list[str], told: str, capsys: Captured
) -> None:
    assert main(["check", "exec:true", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err
    assert len(err) < 2000


@pytest.mark.slow
def test_what_standard_output_has_no_characters_for_is_printed_all_the_same(
    smallest: Smallest, options: list[str]
) -> None:
    target = smallest(('"name": "smallest"', '"name": "\\u00e9\\U0001f600\\ud800"'), program=True)
    ended = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "coppspec", "check", target, *options],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.startswith(b"\\xe9\\U0001f600  (exec:")


# An interrupt.

INTERRUPTIBLE = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""What is started in the background of a shell ignores an interrupt, and so does all that it starts."""


@pytest.mark.slow
@pytest.mark.parametrize("whom", ["the command", "all of its group, as a terminal does"])
def test_an_interrupt_leaves_no_process_behind(
    whom: str, smallest: Smallest, options: list[str], tmp_path: Path, leaves_nothing: Callable[[], bool]
) -> None:
    command = [sys.executable, "-m", "coppspec", "check", smallest(HANGS), *options]
    limits = ["--call-seconds", "90", "--jobs", "2", "--only", "complete"]
    with subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "-c", INTERRUPTIBLE, *command, *limits],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        until = monotonic() + 60
        while len([*tmp_path.glob("hangs *")]) < 2 and monotonic() < until:
            sleep(0.05)
        assert len([*tmp_path.glob("hangs *")]) == 2
        (os.kill if whom == "the command" else os.killpg)(process.pid, signal.SIGINT)
        try:
            out, err = process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # or it would be waited for without end
            raise
    assert (process.returncode, err) == (130, b"coppspec: interrupted\n")
    assert b"not run to the end: the run was interrupted" in b" ".join(out.split())
    assert leaves_nothing()
