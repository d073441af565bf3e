"""A worker of verify or mutants that is killed costs its question; a whole command ends with all of it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

from coppspec.model.profile import Profile
from coppspec.oracle.profile_file import text

pytestmark = pytest.mark.slow

ENDED = {
    signal.SIGINT: "interrupted",
    signal.SIGTERM: "ended by SIGTERM",
    signal.SIGHUP: "ended by SIGHUP",
    signal.SIGQUIT: "ended by SIGQUIT",
}
NUMBERS = [
    *(pytest.param(each, marks=[] if each == signal.SIGTERM else [pytest.mark.thorough]) for each in ENDED),
    signal.SIGKILL,
]
Smallest = Callable[..., str]
CONTROL = "control, complete with no extra states"
OPENS_TWICE = ("        if handle in self.devices:\n", "        if handle and not self.devices:\n")
OPENS = "        self.last_handle += 1\n"
CLOSES = "        return E_POINTER if self.devices.pop(handle, None) is None else S_OK\n"
HANGS = "        import time; open(f'hangs {os.getpid()}', 'a').close(); time.sleep(99)\n"
PROGRAM = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""What is started in the background of a shell ignores an interrupt, and so does all that it starts."""


@contextmanager
def started(arguments: Sequence[str], folder: Path) -> Generator["subprocess.Popen[str]"]:
    """The command in a session of its own, so that nothing but the test sends it a signal."""
    with subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "-c", PROGRAM, sys.executable, "-m", "coppspec", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def workers(pid: int) -> list[int]:
    """The processes that another one has started."""
    return [
        int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    ]


def wait_for_workers(pid: int, number: int = 1) -> list[int]:
    until = monotonic() + 60
    while len(found := workers(pid)) < number and monotonic() < until:
        sleep(0.02)
    assert len(found) >= number
    return found


def test_a_worker_that_is_killed_costs_its_question_and_no_other(tmp_path: Path) -> None:
    arguments = ["verify", "--only", "random sequences", "--json-out", "found.json"]
    with started(arguments, tmp_path) as process:
        os.kill(wait_for_workers(process.pid)[0], signal.SIGKILL)
        out, err = process.communicate(timeout=120)
    assert err == ""
    assert process.returncode == 3
    assert "1 inconclusive." in out
    assert "the process that ran it was killed by SIGKILL" in out
    document = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    (lost,) = [each for each in document["findings"] if each["kind"] == "lost"]
    assert lost["subject"].startswith("random sequences for ")
    assert (lost["holds"], document["holds"], document["conclusive"]) == (False, False, False)
    assert len([each for each in document["findings"] if each["kind"] == "machine"]) == 3


@pytest.mark.few(4)
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("command", ["check", "infer", "doctor"])
def test_a_signal_ends_a_command_with_its_workers_and_drivers(
    command: str, number: int, smallest: Smallest, tmp_path: Path, leaves_nothing: Callable[[], bool]
) -> None:
    target = smallest((OPENS, HANGS + OPENS))
    more = ["--only", "complete", "--jobs", "2"] if command == "check" else []
    with started(
        [command, target, *more, *(["--call-seconds", "90"] if command != "infer" else [])], tmp_path
    ) as process:
        until = monotonic() + 60
        while not [*tmp_path.glob("hangs *")] and monotonic() < until:
            sleep(0.02)
        beginning = monotonic()
        os.kill(process.pid, number)
        out, err = process.communicate(timeout=30)
    assert monotonic() - beginning < 15
    assert process.returncode == (-9 if number == signal.SIGKILL else 128 + number)
    if number != signal.SIGKILL:
        assert err == f"coppspec: {ENDED[signal.Signals(number)]}\n"
        assert "Traceback" not in out
    assert leaves_nothing()


@pytest.mark.few(3)
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("command", ["verify", "mutants"])
def test_a_signal_ends_what_has_workers_alone(
    command: str, number: int, tmp_path: Path, leaves_nothing: Callable[[], bool]
) -> None:
    with started([command], tmp_path) as process:
        wait_for_workers(process.pid)
        os.kill(process.pid, number)
        out, err = process.communicate(timeout=30)
    assert process.returncode == (-9 if number == signal.SIGKILL else 128 + number)
    assert out == ""
    if number != signal.SIGKILL:
        assert err == f"coppspec: {ENDED[signal.Signals(number)]}\n"
    assert leaves_nothing()


@pytest.mark.parametrize("seconds", [0.06, 0.12, 0.2, 0.4])
def test_an_interrupt_while_it_starts_is_told_in_one_line(seconds: float, tmp_path: Path) -> None:
    with started(["verify"], tmp_path) as process:
        sleep(seconds)
        while b"coppspec" not in Path(f"/proc/{process.pid}/cmdline").read_bytes():
            sleep(0.005)
        sleep(0.04)  # Python itself needs so long to begin
        os.kill(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert out == ""
    assert err in {"coppspec: interrupted\n", ""}
    assert process.returncode in {130, -2}


def test_an_interrupt_prints_and_writes_what_was_found_so_far(smallest: Smallest, tmp_path: Path) -> None:
    """The first case is over when the second one hangs."""
    stops = "        if len(self.devices) > 2:\n    " + HANGS.replace("open(", "open(")
    target = smallest(OPENS_TWICE, (CLOSES, stops + CLOSES))
    profile = tmp_path / "profile.toml"
    profile.write_text(text(Profile()), encoding="utf-8")
    arguments = ["check", target, "--only", "devices", "--profile", "profile.toml", "--jobs", "1"]
    with started([*arguments, "--call-seconds", "90", "--json-out", "found.json"], tmp_path) as process:
        until = monotonic() + 60
        while not [*tmp_path.glob("hangs *")] and monotonic() < until:
            sleep(0.02)
        os.kill(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "coppspec: interrupted\n")
    assert "not run to the end: the run was interrupted" in " ".join(out.split())
    document = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert document["status"] in {"unsteady", "inconclusive"}
    assert document["lost"] == ["the run was interrupted"]
    assert document["totals"]["calls"] > 0


@pytest.mark.few(1)
@pytest.mark.parametrize(("edit", "status"), [((), 3), ((OPENS_TWICE,), 1)], ids=["right", "wrong"])
def test_a_check_ends_when_its_time_is_over_and_tells_what_it_has(
    edit: tuple[tuple[str, str], ...], status: int, smallest: Smallest, tmp_path: Path
) -> None:
    slow = "        import time; time.sleep(0.02)\n"
    target = smallest((CLOSES, slow + CLOSES), *edit)
    profile = tmp_path / "profile.toml"
    profile.write_text(text(Profile()), encoding="utf-8")
    beginning = monotonic()
    with started(["check", target, "--profile", "profile.toml", "--time-limit", "8"], tmp_path) as process:
        out, err = process.communicate(timeout=150)
    assert monotonic() - beginning < 60
    assert (process.returncode, err) == (status, "")
    assert "the time limit of 8 s was over" in " ".join(out.split())


def test_verify_ends_when_its_time_is_over(tmp_path: Path) -> None:
    with started(["verify", "--time-limit", "3"], tmp_path) as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (3, "")
    assert "the time limit of 3 s was over" in out


NOBODY = [
    "setpriv",
    "--reuid=65534",
    "--clear-groups",
    "--inh-caps=+dac_read_search",
    "--ambient-caps=+dac_read_search",
]


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="root is limited by nothing")
@pytest.mark.parametrize("command", ["verify --only exploring", "mutants", "check py:in_process:InProcess"])
def test_without_a_process_to_be_had_it_ends_with_an_error(
    command: str, smallest: Smallest, tmp_path: Path
) -> None:
    smallest()
    ended = subprocess.run(  # noqa: S603  our own command
        [*NOBODY, "prlimit", "--nproc=1", sys.executable, "-m", "coppspec", *command.split()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith("coppspec: ")
    assert ended.stderr.count("\n") == 1
