"""A worker of verify or mutants that is killed costs its question; a whole command ends with all of it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

pytestmark = pytest.mark.slow

ENDED = {signal.SIGINT: "interrupted", signal.SIGTERM: "ended by SIGTERM", signal.SIGHUP: "ended by SIGHUP"}


@contextmanager
def started(arguments: Sequence[str], folder: Path) -> Generator["subprocess.Popen[str]"]:
    """The command in a session of its own, so that nothing but the test sends it a signal."""
    with subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "-m", "coppspec", *arguments],
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
