"""The serving side answers every line, whatever is in it."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from coppspec.driver.reference import ReferenceDriver
from coppspec.oracle.declaration import of_json, to_json
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.messages import PROTOCOL
from coppspec.oracle.server import Server
from coppspec.oracle.targets import target
from coppspec.properties.guard import BrokeDown, Guarded


class Odd(ReferenceDriver):
    """Its answers are none."""

    def get_certificate_length(self, handle: int) -> Any:  # noqa: ANN401  what is no answer
        return {1: (0, -1), 2: None, 3: (True, 9)}[handle]


def started(kind: type[ReferenceDriver] = ReferenceDriver) -> Server:
    server = Server(kind, "mine")
    server.answer(b'{"id": 1, "call": "start", "protocol": 1}\n')
    return server


def answer(server: Server, **request: object) -> dict[str, object]:
    answered: dict[str, object] = json.loads(server.answer(json.dumps(request).encode()))
    return answered


def test_what_is_declared_is_read_as_it_was() -> None:
    driver = ReferenceDriver()
    read = of_json(json.loads(json.dumps(to_json(driver))))
    assert (read.outputs, read.adapters, read.root) == (driver.outputs, driver.adapters, driver.root)
    assert set(read.capabilities) == driver.capabilities


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ({"call": "COPPReboot"}, "has no call 'COPPReboot'"),
        ({}, "has no call None"),
        ({"call": ["start"]}, "has no call ['start']"),
        (
            {"call": "COPPCommand", "handle": 1},
            "the list of its fields is 'id, handle'; id, handle, command is",
        ),
        ({"call": "applied", "output": -1, "protection_type": 1}, "output is -1; a number from 0 to"),
        ({"call": "connect", "renderer": 0}, "has no renderer 0"),
        (
            {"call": "inject", "event": "applied", "target": 0, "argument": 0},
            "broke down with ValueError: applied",
        ),
    ],
)
def test_a_request_that_is_none_is_told_what_is_wanted(request_: dict[str, object], told: str) -> None:
    answered = answer(started(), id=7, **request_)
    assert answered["id"] == 7
    assert told in str(answered["error"])


def test_a_line_that_is_none_is_answered_without_a_number() -> None:
    answered = json.loads(started().answer(b"hello\n"))
    assert answered == {
        "id": None,
        "error": "the line is 'hello'; one JSON object is wanted",
        "cause": "not JSON",
    }


def test_nothing_is_served_before_the_start() -> None:
    server = Server(ReferenceDriver, "mine")
    assert answer(server, id=1, call="COPPCommand", handle=1, command="")["error"] == "was not started"


@pytest.mark.parametrize(
    ("handle", "told"),
    [
        (1, "returned -1; codes and numbers are unsigned, 0xffffffff here"),
        (2, "returned None, which is no tuple of (int, int)"),
        (4, "broke down with KeyError: 4"),
    ],
)
def test_what_is_no_answer_is_told_as_in_process(handle: int, told: str) -> None:
    assert answer(started(Odd), id=2, call="COPPGetCertificateLength", handle=handle)["error"] == told
    with pytest.raises(BrokeDown) as raised:
        Guarded(Odd()).get_certificate_length(handle)
    assert str(raised.value) == told


def test_a_number_is_a_number_whatever_its_class_is() -> None:
    answered = answer(started(Odd), id=2, call="COPPGetCertificateLength", handle=3)
    assert answered == {"id": 2, "code": 1, "length": 9}


def test_a_driver_that_cannot_declare_itself_says_so() -> None:
    server = Server(dict, "mine")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  no driver
    assert "cannot be declared: AttributeError: " in str(
        answer(server, id=1, call="start", protocol=PROTOCOL)["error"]
    )


def test_what_a_connector_says_of_a_driver_is_not_said_again() -> None:
    class Dead(ReferenceDriver):
        def command(self, handle: int, command: bytes) -> int:
            raise BrokeDown(f"was killed at {handle} by {len(command)} bytes")

    with pytest.raises(BrokeDown, match=r"^was killed at 1 by 0 bytes$"):
        Guarded(Dead()).command(1, b"")


@pytest.mark.slow
def test_what_a_driver_prints_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "talking.py").write_text(
        "import os\n"
        "from coppspec.driver.reference import ReferenceDriver\n"
        "def make():\n"
        "    print('hello')\n"
        "    os.write(1, b'hello')\n"
        "    return ReferenceDriver()\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    make_driver = target(f"exec:{sys.executable} -m coppspec.oracle.serve py:talking:make")
    assert [make_driver().open_video_session(0) for _ in range(2)] == [(0, 1), (0, 1)]


@pytest.mark.slow
def test_a_class_that_cannot_be_found_is_told_by_who_serves_it() -> None:
    with pytest.raises(InvalidTarget, match="cannot be made: py:no_such cannot be imported: "):
        target(f"exec:{sys.executable} -m coppspec.oracle.serve py:no_such:Driver")
