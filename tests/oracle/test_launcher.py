"""A program is started, made fresh, and started again; what it does wrong is a verdict in its own words."""

import os
import sys
from pathlib import Path

import pytest

from coppspec.driver.reference import ReferenceDriver
from coppspec.model.codes import HResult
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.step import Intent
from coppspec.oracle.declaration import to_json
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.launcher import USUAL, Launcher, Limits
from coppspec.properties.bench import Bench
from coppspec.properties.guard import BrokeDown

pytestmark = pytest.mark.slow

PROGRAM = """\
import json, os, sys, time

for request in sys.stdin.buffer:
    asked = json.loads(request)
    call = asked["call"]
    answer = {"id": asked["id"], **ANSWERS[call]}
    ODD
    print(json.dumps(answer), flush=True)
    if call == "stop":
        break
"""
"""A driver that can be opened and asked for a length, and does right, but for one line."""
ANSWERS: dict[str, dict[str, object]] = {
    "start": {"protocol": 1, "name": "odd", "resets": True, "declaration": to_json(ReferenceDriver())},
    "reset": {},
    "stop": {},
    "limit_keys": {},
    "applied": {"level": 0},
    "COPPOpenVideoSession": {"code": 0, "handle": 1},
    "COPPGetCertificateLength": {"code": 0, "length": 9},
}
LENGTH = 'if call == "COPPGetCertificateLength":'
OPEN, ASK = Intent("COPPOpenVideoSession", 0), Intent("COPPGetCertificateLength", 0)


def launched(tmp_path: Path, odd: str, limits: Limits = Limits(call=1)) -> Launcher:  # noqa: B008  a constant
    program = tmp_path / "odd.py"
    program.write_text(PROGRAM.replace("ODD", odd).replace("ANSWERS", repr(ANSWERS)), encoding="utf-8")
    return Launcher("exec:odd", [sys.executable, "-S", str(program)], limits)


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.few(6)
@pytest.mark.parametrize(
    ("odd", "told"),
    [
        ("sys.exit(3)", "ended with exit status 3 and gave no answer"),
        ("os.kill(os.getpid(), 11)", "was killed by SIGSEGV and gave no answer"),
        ("os.fork() and os._exit(0); time.sleep(99)", "ended with exit status 0 and gave no answer"),
        ("os.fork(); time.sleep(99)", "gave no answer within 1 s"),
        ("print('hello')", "with what is no answer: the line is 'hello'; one JSON object is wanted"),
        ("answer['id'] -= 1", ", that of the request, is wanted"),
        ("del answer['length']", "the list of its fields is 'id, code'; id, code, length is wanted"),
        ("answer['code'] = '0'", "code is '0'; a number from 0 to "),
        ("answer['code'] = -2147418113", "code is -2147418113; a number from 0 to "),
        (
            "answer = {'id': asked['id'], 'error': 'lost its head\\n'}",
            "the driver lost its head ; the specification",
        ),
        ("answer['length'] = 0", "the driver gave 0; the specification wants a certificate length above 0"),
    ],
)
def test_what_a_program_does_instead_of_answering_is_the_verdict(odd: str, told: str, tmp_path: Path) -> None:
    launcher = launched(tmp_path, f"{LENGTH} {odd}")
    bench = Bench(Engine(DEVICE), (0,), launcher)
    for _ in range(2):
        pid = launcher.pid
        found = bench.disagreement((OPEN, ASK, ASK))
        assert found is not None
        assert told in found.summary.replace("answered COPPGetCertificateLength with", "with")
        assert found.intents == (OPEN, ASK)
        assert is_gone(pid) or "error" in odd or "= 0" in odd
    assert bench.disagreement((OPEN,)) is None


def test_one_process_serves_many_tests(tmp_path: Path) -> None:
    launcher = launched(tmp_path, "pass")
    pid = launcher.pid
    handles = [launcher().open_video_session(0) for _ in range(20)]
    assert set(handles) == {(HResult.S_OK, 1)}
    assert launcher.pid == pid
    launcher.stop()
    assert is_gone(pid)


def test_a_driver_of_an_earlier_test_is_not_taken_for_the_last(tmp_path: Path) -> None:
    launcher = launched(tmp_path, "pass")
    earlier, last = launcher(), launcher()
    assert last.open_video_session(0) == (HResult.S_OK, 1)
    with pytest.raises(RuntimeError, match="a newer driver was made in its process"):
        earlier.open_video_session(0)


def test_a_program_that_cannot_reset_is_started_for_each_test(tmp_path: Path) -> None:
    launcher = launched(tmp_path, 'answer.update(resets=False) if call == "start" else None')
    pids = set[int]()
    for _ in range(2):
        assert launcher().open_video_session(0) == (HResult.S_OK, 1)
        pids.add(launcher.pid)
    assert len(pids) == 2


def test_a_crash_after_the_last_answer_is_told_by_the_next_driver(tmp_path: Path) -> None:
    launcher = launched(tmp_path, 'call == "reset" and sys.exit(5)')
    launcher().open_video_session(0)
    second = launcher()
    second.limit_keys(0, 9)
    for _ in range(2):
        with pytest.raises(
            BrokeDown, match="ended with exit status 5 and gave no answer, when it was to be made"
        ):
            second.open_video_session(0)


@pytest.mark.parametrize(
    ("odd", "told"),
    [
        ("raise KeyError(7)", "ended with exit status 1 and gave no answer; it logged 'KeyError: 7'"),
        ("answer['protocol'] = 2", "the protocol that it speaks is 2; 1 is wanted"),
        ("answer['declaration'] = []", r"the declaration is \[\]; an object is wanted"),
        ("answer['resets'] = 'no'", "resets is 'no'; true or false is wanted"),
        ("time.sleep(99)", "gave no answer within 1 s"),
        ("answer = {'id': 1, 'error': 'has no hardware'}", "exec:odd: has no hardware$"),
    ],
)
def test_a_program_that_does_not_say_what_it_is_is_no_target(odd: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidTarget, match=told):
        launched(tmp_path, odd, Limits(start=1 if "sleep" in odd else 30))


def test_a_program_declares_the_same_each_time(tmp_path: Path) -> None:
    launcher = launched(
        tmp_path, f'{LENGTH} sys.exit(1)\n    if call == "start": answer["name"] = str(os.getpid())'
    )
    driver = launcher()
    with pytest.raises(BrokeDown):
        driver.get_certificate_length(1)
    with pytest.raises(InvalidTarget, match="when it is started again, it declares something else"):
        launcher()


def test_the_time_for_a_start_follows_that_for_a_call() -> None:
    assert Limits.of_calls(USUAL.call) == USUAL
    assert Limits.of_calls(10) == Limits(10, 60)
    assert Limits.of_calls(0.1) == Limits(0.1, 30)
