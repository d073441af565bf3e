"""Memory that a call is handed shows what the call wrote, and that it wrote nowhere else."""

import ctypes
import signal
import subprocess
import sys

import pytest

from coppspec.oracle.memory import MARGIN, Given, Room, WroteElsewhere


def test_room_that_nothing_was_written_to_holds_nothing() -> None:
    room = Room(16)
    room.emptied()
    assert room.written() == b""


def test_what_was_written_is_all_that_stands_there() -> None:
    room = Room(4)
    ctypes.memmove(room.emptied(), b"good", 4)
    assert room.written() == room.content() == b"good"
    assert room.content(2) == b"go"


def test_an_earlier_answer_is_no_part_of_the_next() -> None:
    room = Room(4)
    ctypes.memmove(room.emptied(), b"good", 4)
    room.emptied()
    assert room.written() == b""


@pytest.mark.parametrize("offset", [-MARGIN, -1, 4, 4 + MARGIN - 1])
def test_a_byte_outside_the_room_is_seen(offset: int) -> None:
    room = Room(4)
    ctypes.memmove(room.emptied() + offset, b"!", 1)
    with pytest.raises(WroteElsewhere, match="outside the 4 bytes"):
        room.written()


def test_more_than_there_is_room_for_cannot_have_been_written() -> None:
    room = Room(4)
    room.emptied()
    with pytest.raises(WroteElsewhere, match="wrote 5 bytes, where there is room for 4"):
        room.content(5)


@pytest.mark.parametrize("content", [b"", b"only to read"])
def test_what_is_only_to_read_stays(content: bytes) -> None:
    given = Given(content)
    assert ctypes.string_at(given.address, given.length) == content
    given.expect_unchanged()


def test_a_change_of_what_is_only_to_read_is_seen() -> None:
    given = Given(b"only to read")
    ctypes.memmove(given.address, b"O", 1)
    with pytest.raises(WroteElsewhere, match="only to read"):
        given.expect_unchanged()


READS_ON = """
import ctypes
from coppspec.oracle.memory import {kind}
handed = {kind}({argument})
ctypes.string_at({address}, {length})
"""


@pytest.mark.parametrize(
    ("kind", "argument", "address", "length"),
    [
        ("Given", "b''", "handed.address", 1),
        ("Given", "bytes(4000)", "handed.address", 4096),
        ("Given", "bytes(4095)", "handed.address", 4097),
        ("Room", "356", "handed.emptied()", 356 + 2 * MARGIN + 4096),
    ],
)
def test_whoever_reads_on_is_killed(kind: str, argument: str, address: str, length: int) -> None:
    program = READS_ON.format(kind=kind, argument=argument, address=address, length=length)
    run = subprocess.run([sys.executable, "-c", program], check=False)  # noqa: S603  this very Python
    assert run.returncode == -signal.SIGSEGV


@pytest.mark.parametrize("length", [0, 1, 16, 355, 4095, 4096, 4097, 9000])
def test_all_that_is_given_can_be_read(length: int) -> None:
    given = Given(b"x" * length)
    assert ctypes.string_at(given.address, length) == b"x" * length
    assert given.address % 8 == 0
