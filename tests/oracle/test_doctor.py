"""A harness that is at fault is found out, with the line to mend; a driver that is wrong is not "
"blamed on it."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coppspec.driver.outputs import OUTPUTS
from coppspec.oracle.diagnosis import Outcome
from coppspec.oracle.doctor import DIAGNOSES, Report, examine
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.launcher import Limits
from coppspec.properties.traceability import ZOO
from coppspec.reports.doctor_told import conclusion, status_of

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
Build = Callable[..., Path]
IN_TIME = Limits(call=10, start=60)
PROGRAM = """\
import json, sys, time
from coppspec.driver.reference import ReferenceDriver
from coppspec.oracle.server import Server

server = Server(ReferenceDriver, "odd")
for number, request in enumerate(sys.stdin.buffer):
    asked = json.loads(request)
    call = asked["call"]
    is_own = call in {"start", "reset", "stop"}
    answer = json.loads(server.answer(request))
    ODD
    print(json.dumps(answer), flush=True)
    if call == "stop":
        break
"""
"""A program that conforms, but for one line."""


AS_HEXADECIMAL = (
    "import base64; "
    "answer = {k: base64.b64decode(v).hex() if k in ('random_number', 'certificates') else v"
    " for k, v in answer.items()}"
)


@pytest.fixture(autouse=True)
def _where_the_harnesses_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(HERE))


def examined(name: str, limits: Limits = IN_TIME) -> Report:
    return examine(f"py:harnesses:{name}", limits)


def program(tmp_path: Path, odd: str) -> str:
    """The target of a program that does one thing otherwise."""
    path = tmp_path / "odd.py"
    path.write_text(PROGRAM.replace("ODD", odd), encoding="utf-8")
    return f"exec:{sys.executable} {path}"


def the_fault(report: Report) -> tuple[str, str, str]:
    """The name of the one question that finds a fault, what is found, and the line to mend."""
    (found,) = report.those(Outcome.FAULT)
    assert status_of(report) == 2
    return found.name, found.found, found.mend


@pytest.mark.few(2)
@pytest.mark.parametrize(
    ("name", "question", "found", "mend"),
    [
        ("HasNoRenderer", "renderer", "NotImplementedError: no renderer",
         "take 'renderer' out of the attribute"),
        ("DeclaresNonsense", "declaration", "key_selection_vector is b'1234'; 5 bytes",
         "the attribute outputs"),
        ("never_fresh", "reset", "the session of an earlier test still answers",
         "nothing of a driver in its"),
        ("KeepsItsLevels", "reset", "a new session sees levels 1, 1, 1 and", "every level at 0"),
        ("KeepsItsKeys", "reset", "key of an earlier test is still taken", "no key"),
        ("ReturnsTheWrongKind", "answers", "which is no tuple of (int, bytes, bytes)",
         "protocol.Driver has for"),
        ("CannotBeMadeTwice", "outputs", "the device is in use, when it was to be made fresh",
         "new call of what"),
    ],
)  # fmt: skip
def test_a_harness_at_fault_is_found_out_with_the_line_to_mend(
    name: str, question: str, found: str, mend: str
) -> None:
    """No driver behind a sound harness could show any of these."""
    asked, met, line = the_fault(examined(name))
    assert asked == question
    assert found in met
    assert mend in line


def the_untold(report: Report) -> tuple[str, str, str]:
    """The name of the first question that can be the fault of either, what is found, and where to look."""
    assert not report.those(Outcome.FAULT)
    assert status_of(report) == 3
    assert conclusion(report).startswith("It cannot be told whether the harness or the driver")
    found = report.those(Outcome.UNTOLD)[0]
    return found.name, found.found, found.mend


EITHER = [
    ("AlwaysSucceeds", "answers", "success to all 7 calls that have to fail", "not always 0",
     "succeeds whatever it is asked"),
    ("AlwaysFails", "outputs", "E_FAIL to all 12 calls", "the code that open_video_session() returns",
     "refuses everything"),
    ("DropsTheCodeOfACommand", "refusals", "COPPCommand answered S_OK to each of 5 wrong",
     "that command() ret",
     "checks nothing there"),
    ("DropsTheStatusOfARequest", "adapters", "NO_ERROR to each of 5 wrong requests", "video_parameters() ret",
     "takes every request"),
    ("KeepsTheFirstResponse", "status", "got the same response", "not what an earlier one left",
     "answers with what it answered before"),
    ("ForgetsTheRandomNumber", "handshake", "16 zero bytes for random_number", "that key_exchange() returns",
     "writes none"),
    ("LosesBitsOfTheHandle", "handshake", "is not found by its handle", "with all of its bits", "forgets it"),
    ("OneHandleForAll", "handles", "have the same handle, 1", "not for each output",
     "opens one device twice"),
    ("AppliesNothing", "applied", "always 0 on output 0, while the driver reports",
     "the level that applied()",
     "reports levels and programs none"),
    ("MixesUpWhatIsApplied", "applied", "always 0 on output 0", "this output and this type, in that order",
     "programs none"),
    ("InjectsNothing", "events", "no effect of device lost, mode change,", "inject() makes the event",
     "takes no notice of it"),
    ("LimitsNothing", "few keys", "with one key to issue two are issued", "limit_keys() limits the keys",
     "issues a key after the last"),
    ("HasADeadRenderer", "renderer", "KeyExchange of a renderer answered VFW_E_NO_COPP_HW", "connected to",
     "refuses through a renderer"),
    ("DeclaresThePublishedRoot", "root", "another key than the declared root",
     "exponent 65537, modulus c5590b",
     "hands out the chain of another root"),
    ("DeclaresAnOutputMore", "outputs", f"output {len(OUTPUTS)} is declared, and answers E_INVALIDARG",
     "attribute outputs", "refuses what it has to open"),
    ("DeclaresAnAdapterMore", "adapters", "adapter 1 is declared, and answers ERROR_INVALID", "adapters",
     "refuses what it has to serve"),
    ("DeclaresATypeMore", "types", "COPP_ProtectionType_HDCP on output 3", "a type of that output",
     "does not know it"),
    ("SeedsItsRandomNumbers", "random numbers", "the same random numbers after each reset", "fixed seed",
     "with the same seed each time"),
    ("LeavesTheBufferAsItWas", "adapters", "GET of adapter 0 succeeded, and gave the request as it was",
     "by its Information", "leaves the buffer as it was"),
    ("SetsNoInformation", "adapters", "GET of adapter 0 succeeded, and gave 0 bytes", "by its Information",
     "sets no Information (VPCP-107)"),
    ("ShowsNoLevelOfKeys", "applied", "always 0 on output 0, while a session of adapter 0 has levels 0, 1, 2",
     "the level that applied()", "programs no level"),
    ("RefusesEverything", "outputs", "no device opens on any output", "brings the driver up",
     "opens no device"),
    ("TakesEveryRequest", "answers", "success to all 3 calls that have to fail", "video_parameters() returns",
     "succeeds whatever it is asked"),
    ("IsKilled", "handshake", "was killed by SIGKILL", "coppspec check", ""),
    ("CrashesAtOnce", "answers", "broke down with KeyError", "coppspec check", ""),
]  # fmt: skip
"""A harness that is at fault, what is found, where to look, and which driver would show the same."""


@pytest.mark.few(4)
@pytest.mark.parametrize(("name", "question", "found", "look", "driver"), EITHER)
def test_what_can_be_either_names_both(name: str, question: str, found: str, look: str, driver: str) -> None:
    asked, met, where = the_untold(examined(name))
    assert asked == question
    assert found in met
    assert look in where
    assert driver in where
    assert not driver or "if that is so, it is the driver that" in where


def test_each_of_several_faults_has_its_line() -> None:
    untold = examined("Echoes").those(Outcome.UNTOLD)
    assert [each.name for each in untold] == ["status", "adapters"]
    assert "gave the request back as the response" in untold[0].found
    assert "gave the request as it was" in untold[1].found
    faults = examined("KnowsNoEvent").those(Outcome.FAULT)
    assert [each.name for each in faults] == ["applied", "events"]
    assert all("ValueError: no event" in each.found for each in faults)


def test_what_rests_on_a_fault_is_not_asked_and_no_second_fault() -> None:
    report = examined("Echoes")
    outcomes = {each.name: each.outcome for each in report.findings}
    assert tuple(outcomes) == ("start", *(each.name for each in DIAGNOSES))
    assert outcomes["applied"] == outcomes["renderer"] == Outcome.NOT_ASKED
    assert outcomes["random numbers"] == outcomes["refusals"] == Outcome.SOUND


@pytest.mark.few(4)
@pytest.mark.parametrize(
    ("odd", "question", "found", "mend"),
    [
        ("time.sleep(99)", "start", "gave no answer within 3 s", "answer the request start as the first one"),
        ("print('starting')", "start", "the line is 'starting", "print logs to standard error"),
        ("if number == 9: print('debug')", "answers", "the line is 'debug", "print logs to standard error"),
        ("if call == 'COPPSequenceStart' and number > 9: answer['id'] -= 1", "handshake", "that of the",
         'each with its own "id"'),
        ("if call == 'COPPKeyExchange': del answer['code']", "answers", "the list of its fields is",
         "as `coppspec docs wire` lists them"),
        ("answer = {k: str(v) if type(v) is int and k != 'id' else v for k, v in answer.items()}", "start",
         "protocol is '1'", "as a JSON number, without quotes"),
        ("if call == 'COPPOpenVideoSession': answer['handle'] = str(answer['handle'])", "answers",
         "handle is '0'", "as a JSON number, without quotes"),
        (AS_HEXADECIMAL, "handshake", "whose text is hexadecimal", "not in hexadecimal"),
        ("print(json.dumps(answer, indent=1), flush=True); continue", "start", "the line is '{'",
         "in one line"),
        ("if number == 5: sys.stdout.write(json.dumps(answer))", "answers", "the line is",
         "one object for each"),
        ("answer['time'] = 7", "start", "the list of its fields is", "these fields and no other"),
        ("if answer.get('response'): answer['response'] = answer['response'].rstrip('=')", "status",
         "a text in base64 is wanted", "base64 with padding"),
        ("if answer.get('code', 0) > 2**31: answer['code'] -= 2**32", "answers", "code is -2147", "unsigned"),
        ("if call != 'start': answer['id'] = str(answer['id'])", "answers",
         "that of the request", 'own "id"'),
        ("if call == 'inject': answer = {'id': asked['id'], 'error': 'what is that?'}", "applied", "is that?",
         'take it out of "capabilities" of the declaration'),
        ("if call == 'reset': sys.exit(7)", "answers", "exit status 7 and gave no answer, when it was to be",
         'the request "reset"'),
    ],
)  # fmt: skip
def test_a_program_at_fault_is_found_out(
    odd: str, question: str, found: str, mend: str, tmp_path: Path
) -> None:
    report = examine(program(tmp_path, odd), Limits(1, 3) if "sleep" in odd else IN_TIME)
    first, *more = report.those(Outcome.FAULT)
    assert first.name == question
    assert found in first.found
    assert mend in first.mend
    assert status_of(report) == 2
    assert [each.name for each in more] == (["events"] if "inject" in odd else [])


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("odd", "question", "found", "look"),
    [
        ("if not is_own: answer = {**answer, 'code': 0}; answer.pop('error', None)", "answers",
         "success to all",
         '"code" in the answer to COPPCommand'),
        ("if 'code' in answer: answer['code'] = 2147500037", "outputs", "E_FAIL to all 12 calls",
         '"code" in the answer to COPPOpenVideoSession'),
        ("if answer.get('response'): answer['response'] = asked['request']", "status", "gave the request",
         '"response" in the answer to COPPQueryStatus'),
        ("if call.startswith('COPP'): time.sleep(99)", "answers", "gave no answer within 1 s",
         "the program is started, and answers no call"),
        ("if call == 'applied': answer['level'] = 0", "applied", "always 0 on output 0",
         '"level" in the answer to applied'),
    ],
)  # fmt: skip
def test_a_program_that_can_be_at_fault_is_told_where_to_look(
    odd: str, question: str, found: str, look: str, tmp_path: Path
) -> None:
    asked, met, where = the_untold(
        examine(program(tmp_path, odd), Limits(1, 30) if "sleep" in odd else IN_TIME)
    )
    assert asked == question
    assert found in met
    assert look in where


SOUND = [
    ("a slow start", "if call == 'start': time.sleep(1.5)"),
    ("much on standard error", "print('x' * 5000, file=sys.stderr)"),
    ("fields in another order", "answer = dict(sorted(answer.items(), reverse=True))"),
]


@pytest.mark.parametrize("odd", [each for _, each in SOUND], ids=[name for name, _ in SOUND])
def test_a_program_that_is_only_unusual_is_sound(odd: str, tmp_path: Path) -> None:
    assert status_of(examine(program(tmp_path, odd), IN_TIME)) == 0


def test_an_output_that_is_not_flushed_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    path = Path(program(tmp_path, "pass").rpartition(" ")[2])
    path.write_text(path.read_text(encoding="utf-8").replace(", flush=True", ""), encoding="utf-8")
    asked, found, mend = the_fault(examine(f"exec:{sys.executable} {path}", Limits(0.5, 2)))
    assert asked == "start"
    assert "gave no answer within 2 s" in found
    assert "flush standard output" in mend


def test_a_program_that_does_nothing_at_all_is_found_out() -> None:
    asked, found, _ = the_fault(examine("exec:sleep 60", Limits(0.2, 0.4)))
    assert asked == "start"
    assert "gave no answer within 0.4 s" in found


@pytest.mark.thorough
def test_a_slow_harness_is_told_how_long_a_check_would_take() -> None:
    report = examined("Slow", Limits(call=1))
    asked, found, look = the_untold(report)
    assert asked == "delay"
    assert found.startswith("a call takes 0.6")
    assert found.endswith((" hours", " days"))
    assert "a sleep" in look
    assert "--time-limit" in look


def test_one_call_that_comes_near_the_limit_is_found_out() -> None:
    asked, found, look = the_untold(examined("JustInTime", Limits(call=1.3)))
    assert "--call-seconds" in look
    assert asked == "slowest call"
    assert found.startswith("one call took 0.")
    assert found.endswith("s of the 1.3 s that it may take")


@pytest.mark.few(2)
@pytest.mark.parametrize(
    ("name", "deviations"),
    [
        ("forgetful", ["COPPSequenceStart, another random number: S_OK"]),
        ("deaf", ["'link lost' shows no effect", "'connector reconfigured' shows no effect"]),
        ("answers_another_nonce", ["COPPQueryStatus answers with a right tag, and another nonce"]),
        (
            "ClosesAnything",
            ["COPPCloseVideoSession, a handle that", "COPPCloseVideoSession, a second time: S_OK"],
        ),
        (
            "issues_key_zero",
            ["ACTIVATE on adapter 0 issues key 0"],
        ),
        ("OneNumberForAll", ["COPPKeyExchange gave two devices the same random number"]),
        (
            "CrashesInClose",
            [
                "COPPCloseVideoSession, a handle that",
                "COPPCloseVideoSession, of an open device: the driver ended",
                "",
            ],
        ),
    ],
)
def test_a_wrong_driver_is_not_blamed_on_its_harness(name: str, deviations: list[str]) -> None:
    report = examined(name)
    assert status_of(report) == 0
    assert len(report.deviations) == len(deviations)
    assert all(wanted in met for wanted, met in zip(deviations[:2], report.deviations, strict=False))
    assert conclusion(report).startswith(f"The harness is sound. {len(deviations)} answer")
    assert "`coppspec check py:harnesses:" in conclusion(report)


@pytest.mark.few(2)
@pytest.mark.parametrize(
    "name", ["OpensNothing", "forgets_its_tag", "CutsTheResponseShort", "gives_fifteen_random_bytes"]
)
def test_what_can_be_either_is_said_not_to_be_told(name: str) -> None:
    report = examined(name)
    assert status_of(report) == 3
    assert not report.those(Outcome.FAULT)
    (found,) = report.those(Outcome.UNTOLD)
    assert "driver" in found.mend
    assert conclusion(report).startswith("It cannot be told whether the harness or the driver")


def test_the_reference_driver_is_sound_in_every_answer(tmp_path: Path) -> None:
    for target in ("py:coppspec.driver.reference:ReferenceDriver", program(tmp_path, "pass")):
        report = examine(target, IN_TIME)
        assert {each.outcome for each in report.findings} == {Outcome.SOUND}
        assert not report.deviations
        assert status_of(report) == 0


def test_a_type_that_is_only_reported_is_sound() -> None:
    report = examined("ReportsMoreTypes")
    assert {each.outcome for each in report.findings} == {Outcome.SOUND}
    assert status_of(report) == 0


def test_a_driver_of_keys_alone_is_asked_for_keys() -> None:
    report = examined("KeysAlone")
    outcomes = {each.name: each.outcome for each in report.findings}
    assert outcomes["handshake"] == Outcome.NOT_ASKED
    assert (
        outcomes["adapters"]
        == outcomes["applied"]
        == outcomes["reset"]
        == outcomes["few keys"]
        == Outcome.SOUND
    )
    assert status_of(report) == 0


@pytest.mark.thorough
def test_a_program_that_is_started_for_each_test_is_sound(tmp_path: Path) -> None:
    fewer = "declared = answer['declaration']; declared.update(outputs=declared['outputs'][:1], adapters=[])"
    odd = f"if call == 'start': {fewer}; declared['capabilities'] = []; answer['resets'] = False"
    assert status_of(examine(program(tmp_path, odd), IN_TIME)) == 0


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("name", "fault", "deviates"),
    [
        ("libgood.so", "", False),
        ("libtemplate.so", "", False),
        ("libwrong.so", "PROTECTION_ENDS_WITH_ANY_CLOSE", False),
        ("libwrong.so", "FORGETS_THE_RANDOM_NUMBER", True),
        ("libwrong.so", "CRASHES_ON_THE_SECOND_CLOSE", False),
    ],
)
def test_a_library_is_sound_whatever_its_driver_does(
    name: str, fault: str, deviates: bool, build: Build  # noqa: FBT001  a parameter of the test
) -> None:  # fmt: skip
    report = examine(f"c:{build(name, fault)}", IN_TIME)
    assert status_of(report) == 0
    assert bool(report.deviations) == deviates


def test_a_library_that_hangs_is_not_blamed_on_its_harness(build: Build) -> None:
    report = examine(f"c:{build('libwrong.so', 'HANGS_IN_THE_SECOND_REQUEST')}", Limits(call=1))
    assert status_of(report) == 3
    assert not report.those(Outcome.FAULT)


def test_what_cannot_be_started_is_no_finding() -> None:
    with pytest.raises(InvalidTarget, match="cannot be started"):
        examine("exec:./no_such_program")


def test_what_is_to_be_typed_next_is_quoted_for_a_shell(tmp_path: Path) -> None:
    target = program(tmp_path, "pass")
    assert f"`coppspec check '{target}'` judges the rest." in conclusion(examine(target, IN_TIME))


NAMES = sorted(each.kind.__name__ for each in ZOO)
SOME = NAMES[::40]
"""A few of all wrong drivers; the rest are examined with the thorough tests."""


@pytest.mark.few(3)
@pytest.mark.parametrize(
    "name", [each if each in SOME else pytest.param(each, marks=pytest.mark.thorough) for each in NAMES]
)
def test_no_wrong_driver_is_blamed_on_its_harness(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coppspec.oracle.workload.FEWEST", 1)
    monkeypatch.setattr("coppspec.oracle.workload.BUDGET", 0.1)
    report = examine(f"py:wrong_drivers:{name}", IN_TIME)
    assert not report.those(Outcome.FAULT), name
    assert status_of(report) in {0, 3}
