"""A driver that is killed or stopped from outside while it is judged is never accused of anything."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from time import monotonic, sleep

import pytest

from coppspec.model.profile import Profile
from coppspec.oracle.profile_file import text

pytestmark = pytest.mark.slow

Build = Callable[..., Path]
SERVER = b"coppspec.oracle.serve"
CONTROL = "control, complete with no extra states"


def drivers(pid: int) -> list[int]:
    """The drivers below a process: a keeper is a fork of a worker, and bears its name."""
    found: list[int] = []
    for child in children(pid):
        if SERVER in command_of(child):
            found.append(child)
        found += drivers(child)
    return found


def children(pid: int) -> list[int]:
    try:
        return [
            int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        ]
    except OSError:
        return []  # it has just ended


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def judged_while(
    does: Callable[[int], None], library: Path, folder: Path, *more: str
) -> "tuple[int, str, str]":
    """A check while something is done to it; how it ends, and what it prints."""
    (folder / "profile.toml").write_text(text(Profile()), encoding="utf-8")
    command = [sys.executable, "-m", "coppspec", "check", f"c:{library}", *more]
    with subprocess.Popen(  # noqa: S603  our own command
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            does(process.pid)
            out, err = process.communicate(timeout=500)
        finally:
            process.kill()
    return process.returncode, out, err


def killed_after(seconds: float) -> Callable[[int], None]:
    """Kill the drivers that are there at one moment."""

    def kill(pid: int) -> None:
        until = monotonic() + 60
        while not drivers(pid) and monotonic() < until:
            sleep(0.01)
        sleep(seconds)
        for each in drivers(pid):
            with suppress(ProcessLookupError):  # it has just ended
                os.kill(each, signal.SIGKILL)

    return kill


@pytest.mark.few(1)
@pytest.mark.parametrize("seconds", [0.0, 1.5, 3.0])
def test_a_driver_that_is_killed_from_outside_is_not_accused(
    seconds: float, build: Build, tmp_path: Path
) -> None:
    """While it is started, while it is judged, and while what was found is played again."""
    more = ["--profile", "profile.toml", "--only", CONTROL]
    status, out, err = judged_while(killed_after(seconds), build("libgood.so"), tmp_path, *more)
    assert status in {0, 2, 3}, out + err
    assert "violates:" not in out
    assert "Traceback" not in err


@pytest.mark.thorough
@pytest.mark.parametrize("moment", range(10))
def test_at_ten_moments_of_a_long_check_it_is_not_accused(moment: int, build: Build, tmp_path: Path) -> None:
    seconds = Random(moment).uniform(0, 20)
    status, out, err = judged_while(
        killed_after(seconds), build("libgood.so"), tmp_path, "--only", "complete"
    )
    assert status in {0, 2, 3}, out + err
    assert "Traceback" not in err


def stopped_for(seconds: float, *, bench: bool) -> Callable[[int], None]:
    """Stop the drivers, and what judges them too, for a while: as a machine that stands still does."""

    def stop(pid: int) -> None:
        until = monotonic() + 60
        while not drivers(pid) and monotonic() < until:
            sleep(0.01)
        sleep(1)
        stopped = [*drivers(pid), *(children(pid) if bench else ())]
        stopped += [pid] if bench else []
        for each in stopped:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGSTOP)
        sleep(seconds)
        for each in stopped:
            with suppress(ProcessLookupError):  # a driver that gives no answer is killed and started anew
                os.kill(each, signal.SIGCONT)

    return stop


@pytest.mark.few(1)
@pytest.mark.parametrize("bench", [True, False], ids=["with all that judges it", "alone"])
def test_a_driver_that_is_stopped_for_a_while_is_not_accused(
    *, bench: bool, build: Build, tmp_path: Path
) -> None:
    more = ["--profile", "profile.toml", "--only", "three devices", "--call-seconds", "1"]
    does = stopped_for(2.5, bench=bench)
    status, out, err = judged_while(does, build("libgood.so"), tmp_path, *more)
    assert status in {0, 3}, out + err
    assert "violates:" not in out
