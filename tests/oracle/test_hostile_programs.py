"""Programs that answer with anything but an answer: a verdict with a name for each, and nothing is left."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coppspec.driver.reference import ReferenceDriver
from coppspec.model.profile import Profile
from coppspec.oracle.check import check
from coppspec.oracle.declaration import to_json
from coppspec.oracle.judgement import Status
from coppspec.oracle.launcher import Limits
from coppspec.oracle.sitting import Order
from coppspec.properties.inspection import How

pytestmark = pytest.mark.slow

PROGRAM = """\
import json, os, sys, time

for request in sys.stdin.buffer:
    asked = json.loads(request)
    call = asked["call"]
    answer = {"id": asked["id"], **ANSWERS[call]}
    line = None
    if call == "COPPGetCertificateLength":
        ODD
    sys.stdout.write((line or json.dumps(answer)) + "\\n")
    sys.stdout.flush()
    if call == "stop":
        break
"""
DECLARED = to_json(ReferenceDriver())
ANSWERS: dict[str, dict[str, object]] = {
    "start": {
        "protocol": 1,
        "name": "odd",
        "resets": True,
        "declaration": {**DECLARED, "capabilities": [], "adapters": []},
    },
    "reset": {},
    "stop": {},
    "COPPOpenVideoSession": {"code": 0, "handle": 1},
    "COPPGetCertificateLength": {"code": 0, "length": 9},
}
HOSTILE = [
    ("answer['length'] = 'nine'", How.MALFORMED, "length is 'nine'"),
    ("answer['code'] = 2 ** 70", How.MALFORMED, "code is 1180591620717411303424"),
    ("line = 'garbage'", How.MALFORMED, "the line is 'garbage'"),
    ("line = '\\x00\\x1b[2J\\ud800'.encode('utf-8', 'replace').decode()", How.MALFORMED, "the line is"),
    ("answer['id'] = float(answer['id'])", How.MALFORMED, "that of the request"),
    ("answer['id'] = str(answer['id'])", How.MALFORMED, "that of the request"),
    ("answer['code'] = False", How.MALFORMED, "code is False"),
    ("answer['length'] = 9.0", How.MALFORMED, "length is 9.0"),
    ("line = json.dumps(answer).replace('{', '{\"id\": 9, ', 1)", How.MALFORMED, "one JSON object is wanted"),
    ("line = json.dumps(answer).replace('0', 'NaN', 1)", How.MALFORMED, "one JSON object is wanted"),
    ("answer['id'] -= 1", How.MALFORMED, "that of the request"),
    ("line = json.dumps(answer) + '\\n' + json.dumps(answer)", How.MALFORMED, "that nothing asked for"),
    (
        "sys.stdout.write('{\"id\": 3, '); sys.stdout.flush(); os._exit(5)",
        How.CRASH,
        "after the beginning of a line",
    ),
    ("sys.stdout.write('x' * 9_000_000)", How.MALFORMED, "a line of more than 1048576 bytes"),
    ("os.kill(os.getpid(), 11)", How.CRASH, "was killed by SIGSEGV"),
    ("os.close(1); time.sleep(3)", How.CRASH, "closed its standard output"),
    ("os.fork(); time.sleep(99)", How.HANG, "gave no answer within"),
    ("os.fork() and os._exit(0); time.sleep(99)", How.CRASH, "ended with exit status 0"),
    ("os.fork() or os.setsid(); time.sleep(99)", How.HANG, "gave no answer within"),
]


WAITED_FOR = ("os.close(1)", "os.fork()")
"""Each time it is waited for a while whether the program ends."""


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("odd", "how", "met"),
    [
        pytest.param(
            *each, id=each[0][:40], marks=[pytest.mark.thorough] if each[0].startswith(WAITED_FOR) else []
        )
        for each in HOSTILE
    ],
)
def test_a_hostile_program_gets_a_verdict_with_a_name_and_leaves_nothing(
    odd: str, how: How, met: str, tmp_path: Path, leaves_nothing: Callable[[], bool]
) -> None:
    program = tmp_path / "odd.py"
    program.write_text(PROGRAM.replace("ODD", odd).replace("ANSWERS", repr(ANSWERS)), encoding="utf-8")
    target, limits = f"exec:{sys.executable} -S {program}", Limits(call=0.5)
    found = check(Order(target, profile=Profile(), only="three devices", jobs=1, limits=limits))
    assert found.status is Status.VIOLATES
    violation = next(each for each in found.violations if each.replay.deviation.how is how)
    assert met in violation.replay.deviation.met
    late = "nothing asked for" in met  # it shows in the next call, which begins the next sequence
    assert violation.clause == ("COPP-123" if late else "COPP-132")
    assert leaves_nothing()
