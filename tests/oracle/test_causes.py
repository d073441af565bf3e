"""Each way in which a call ends without an answer has a cause of its own, with a cure of its own."""

import json
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from coppspec.driver.reference import ReferenceDriver
from coppspec.oracle.cure import cure
from coppspec.oracle.glue import WORDS, Glue
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.launcher import Launcher, Limits
from coppspec.oracle.lines import Lines
from coppspec.oracle.remote import Wire
from coppspec.oracle.server import Server
from coppspec.oracle.targets import in_a_process
from coppspec.properties.cause import Cause
from coppspec.properties.guard import BrokeDown, Guarded
from coppspec.properties.inspection import How

ANSWERS = [
    ("sleep 9", Cause.NO_ANSWER),
    ("exit 3", Cause.ENDED),
    ("kill -9 $$", Cause.KILLED),
    ("exec >&-; sleep 9", Cause.CLOSED),
    ('printf \'{"id": 1, "code": 0, "length": 9}\'; sleep 9', Cause.UNENDED),
    ('printf \'{"id": 1, "co\'; sleep 9', Cause.UNENDED),
    ("echo debug", Cause.NOT_JSON),
    ("echo '{'; echo '\"id\": 1}'", Cause.PARTIAL),
    ('echo \'{"id": 1, "code": 0, "length": 9}{"id": 1}\'', Cause.SEVERAL),
    ('printf \'\\357\\273\\277{"id": 1, "code": 0, "length": 9}\\n\'', Cause.BYTE_ORDER_MARK),
    ("echo '\"debug\"'", Cause.NOT_AN_OBJECT),
    ("echo []", Cause.NOT_AN_OBJECT),
    ('echo \'{"id": 2, "code": 0, "length": 9}\'', Cause.WRONG_ID),
    ('echo \'{"id": "1", "code": 0, "length": 9}\'', Cause.WRONG_ID),
    ('echo \'{"id": 1, "code": 0}\'', Cause.FIELD_MISSING),
    ('echo \'{"id": 1, "code": 0, "size": 9}\'', Cause.FIELD_MISSING),
    ('echo \'{"id": 1, "code": 0, "length": 9, "time": 3}\'', Cause.FIELD_UNKNOWN),
    ('echo \'{"id": 1, "code": "0", "length": 9}\'', Cause.NOT_A_NUMBER),
    ('echo \'{"id": 1, "code": 0, "length": 9.5}\'', Cause.NOT_A_NUMBER),
    ('echo \'{"id": 1, "code": -2147418113, "length": 0}\'', Cause.OUT_OF_RANGE),
    ('echo \'{"id": 1, "code": 18446744073709551616, "length": 0}\'', Cause.OUT_OF_RANGE),
    ('echo \'{"id": 1, "error": "broke down"}\'', Cause.EXCEPTION),
    ('echo \'{"id": 1, "error": "returned 7", "cause": "wrong type"}\'', Cause.WRONG_TYPE),
    ('echo \'{"id": 1, "error": "broke down", "cause": "bad luck"}\'', Cause.EXCEPTION),
    ("head -c 2000000 /dev/zero | tr '\\0' x", Cause.TOO_LONG),
]
"""What a program does when it has read a request for the length of the certificates."""


@contextmanager
def told(cause: Cause) -> Generator[None]:
    with pytest.raises(BrokeDown) as raised:
        yield
    assert raised.value.cause is cause
    assert raised.value.how is cause.how


@pytest.mark.parametrize(("answers", "cause"), ANSWERS)
def test_what_is_no_answer_has_a_cause(answers: str, cause: Cause) -> None:
    lines = Lines(["sh", "-c", f"read request; {answers}; read more"])
    with told(cause):
        Wire(lines, 0.5 if cause.how is How.HANG else 10).ask("COPPGetCertificateLength", 1)
    lines.end("was stopped")


def test_bytes_that_are_no_base64_have_a_cause() -> None:
    lines = Lines(["sh", "-c", 'read request; echo \'{"id": 1, "code": 0, "response": "c0ffe"}\'; read more'])
    with told(Cause.NOT_BASE64):
        Wire(lines, 10).ask("COPPQueryStatus", 1, b"")
    lines.end("was stopped")


def test_a_line_that_nothing_asked_for_has_a_cause() -> None:
    lines = Lines(["sh", "-c", "read request; echo an answer; echo one more; sleep 9"])
    assert lines.exchange(b"a request\n", 1) == b"an answer"
    lines.child.outcome(0.2)
    with told(Cause.UNASKED):
        Wire(lines, 10).ask("COPPGetCertificateLength", 1)
    with told(Cause.UNASKED):  # as often as one asks again
        Wire(lines, 10).ask("COPPGetCertificateLength", 1)


def test_a_line_before_the_first_request_is_taken_for_its_answer() -> None:
    """Which of the two was earlier is chance, so the cause must not depend on it."""
    lines = Lines(["sh", "-c", "echo starting; read request; sleep 9"])
    lines.child.outcome(0.2)
    with told(Cause.NOT_JSON):
        Wire(lines, 10).ask("start", 1)


class Returns(ReferenceDriver):
    """Returns what it is asked about."""

    def get_certificate_length(self, handle: int) -> tuple[int, int]:
        values: list[object] = [(0,), [0, 1], (0, "9"), -1, (0, -1), (1 << 70, 0)]
        if handle == len(values):
            raise KeyError(handle)
        return values[handle]  # type: ignore[return-value]  # that is the fault

    def close_video_session(self, handle: int) -> int:  # noqa: ARG002  it is that of a Driver
        return "0"  # type: ignore[return-value]  # that is the fault


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (0, Cause.WRONG_LENGTH),
        (1, Cause.WRONG_TYPE),
        (2, Cause.WRONG_TYPE),
        (4, Cause.OUT_OF_RANGE),
        (5, Cause.OUT_OF_RANGE),
        (6, Cause.EXCEPTION),
    ],
)
def test_what_a_class_returns_has_the_same_cause_in_process_and_on_the_wire(
    number: int, cause: Cause
) -> None:
    with told(cause):
        Guarded(Returns()).get_certificate_length(number)
    server = Server(Returns, "odd")
    server.answer(b'{"id": 1, "call": "start", "protocol": 1}')
    request = {"id": 2, "call": "COPPGetCertificateLength", "handle": number}
    assert json.loads(server.answer(json.dumps(request).encode()))["cause"] == cause.value


def test_a_code_that_is_a_text_is_no_number() -> None:
    with told(Cause.NOT_A_NUMBER):
        Guarded(Returns()).close_video_session(1)


def cause_of(text: str) -> Cause:
    with pytest.raises(InvalidTarget) as raised:
        in_a_process(text, Limits(5, 30))
    return raised.value.cause


@pytest.mark.slow
def test_a_target_that_cannot_be_started_has_a_cause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fails.py").write_text("def make():\n    raise OSError('no device')\n", encoding="utf-8")
    (tmp_path / "empty.so").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    assert cause_of("exec:./no_such_program") is Cause.NOT_STARTED
    assert cause_of("exec:true") is Cause.ENDED
    assert cause_of("exec:echo hello") in {Cause.NOT_JSON, Cause.UNASKED}  # it comes soon, or sooner
    assert cause_of("py:no_such_module:Driver") is Cause.NOT_IMPORTED
    assert cause_of("py:fails:Missing") is Cause.NOT_IMPORTED
    assert cause_of("py:fails:make") is Cause.NOT_MADE
    assert cause_of("c:./empty.so") is Cause.NOT_LOADED


VERSIONS = """\
import json
input()
print(json.dumps({"id": 1, "protocol": PROTOCOL, "name": "", "resets": True,
                  "declaration": {"version": VERSION, "outputs": [OUTPUT]}}), flush=True)
input()
"""


@pytest.mark.parametrize(
    ("protocol", "version", "output", "cause"),
    [
        ("2", "1", "{'connector': 0, 'connector_type': 0}", Cause.WRONG_VERSION),
        ("1", "2", "{'connector': 0, 'connector_type': 0}", Cause.WRONG_VERSION),
        ("1", "1", "{'connector': 0}", Cause.DECLARATION),
    ],
)
def test_an_announcement_that_cannot_be_read_has_a_cause(
    protocol: str, version: str, output: str, cause: Cause, tmp_path: Path
) -> None:
    program = tmp_path / "announces.py"
    text = VERSIONS.replace("PROTOCOL", protocol).replace("VERSION", version).replace("OUTPUT", output)
    program.write_text(text, encoding="utf-8")
    assert cause_of(f"exec:{sys.executable} -S {program}") is cause


def test_a_breakdown_in_a_reset_says_so() -> None:
    declared = {"version": 1, "outputs": [{"connector": 0, "connector_type": 0}]}
    start = json.dumps({"id": 1, "protocol": 1, "name": "", "resets": True, "declaration": declared})
    launcher = Launcher("it", ["sh", "-c", f"read a; echo '{start}'; read b; exit 4"], Limits(5, 5))
    launcher()
    with pytest.raises(BrokeDown) as raised:
        launcher().ask("COPPGetCertificateLength", 1)
    assert raised.value.in_reset
    assert raised.value.cause is Cause.ENDED
    launcher.stop()


def test_each_cause_of_a_program_has_a_cure_of_its_own() -> None:
    of_programs = set(Cause) - {Cause.NOT_IMPORTED, Cause.NOT_LOADED, Cause.MISSING_EXPORT}
    assert all(cure(each, Glue("exec")) for each in of_programs)
    assert all(cure(each, Glue("py")) for each in set(Cause) - {Cause.NOT_LOADED, Cause.MISSING_EXPORT})
    assert all(cure(each, Glue("c")) for each in set(Cause) - {Cause.NOT_IMPORTED})
    assert set(WORDS) == {"exec", "py", "c"}


def test_a_cause_is_one_of_three_ways_to_deviate() -> None:
    assert {each.how for each in Cause} == {How.CRASH, How.HANG, How.MALFORMED}
