"""Whatever a child does instead of answering, it is told in words, and nothing of it is left."""

import os
import signal
import tracemalloc
from collections.abc import Callable
from types import FrameType

import pytest

from coppspec.oracle.child import Child
from coppspec.oracle.lines import KEPT, Lines
from coppspec.oracle.messages import LONGEST_LINE
from coppspec.properties.cause import Cause
from coppspec.properties.guard import BrokeDown

PATIENCE = 1.0
"""Seconds for an answer that never comes; a busy machine starts a child in less."""


def child(script: str) -> Lines:
    return Lines(["sh", "-c", script])


def test_a_line_is_answered_by_a_line() -> None:
    lines = child('while read x; do echo "got $x"; done')
    assert [lines.exchange(f"{each}\n".encode(), 5) for each in (1, 2)] == [b"got 1", b"got 2"]


def test_a_line_that_no_pipe_can_hold_goes_both_ways() -> None:
    line = b"x" * 900_000 + b"\n"
    lines = Lines(["cat"])
    assert lines.exchange(line, 5) + b"\n" == line
    assert lines.exchange(b"y\n", 5) == b"y"


def exchange_twice(lines: Lines) -> None:
    """A line too many is met at the next request."""
    for _ in range(2):
        lines.exchange(b"request\n", PATIENCE)


@pytest.mark.few(3)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("read x; exit 3", "ended with exit status 3 and gave no answer"),
        ("exit 0", "ended with exit status 0 and gave no answer"),
        ("read x; kill -SEGV $$", "was killed by SIGSEGV and gave no answer"),
        ("read x; sleep 99", "gave no answer within 1 s"),
        ("read x; printf half; exit 0", "ended with exit status 0 after the beginning of a line: 'half'"),
        (
            "read x; printf half; sleep 99",
            "gave no answer within 1 s after the beginning of a line: 'half'",
        ),
        ("exec >&-; sleep 99", "closed its standard output and gave no answer"),
        ("read x; printf 'one\\ntwo\\n'; sleep 99", "wrote a line that nothing asked for: 'two'"),
        ("tr '\\0' a </dev/zero", "answered with a line of more than 1048576 bytes"),
        ("yes >&2", "gave no answer within 1 s"),
        ("sleep 99 & echo $! >&2; read x; exit 4", "ended with exit status 4 and gave no answer"),
        ("sleep 99 & echo $! >&2; read x; wait", "gave no answer within 1 s"),
        ("setsid sleep 99 & echo $! >&2; read x; wait", "gave no answer within 1 s"),
        (
            "setsid sh -c 'sleep 99; :' & echo $! >&2; read x; exit 4",
            "ended with exit status 4 and gave no answer",
        ),
    ],
)
def test_what_is_no_answer_is_told_and_nothing_is_left(
    script: str, told: str, is_gone: Callable[[int], bool]
) -> None:
    lines = child(script)
    with pytest.raises(BrokeDown) as raised:
        exchange_twice(lines)
    assert str(raised.value) == told
    assert is_gone(lines.child.pid)
    if "$!" in script:
        assert is_gone(int(lines.last_words))
    with pytest.raises(BrokeDown, match=f"^{told}$"):
        lines.exchange(b"request\n", PATIENCE)


def test_an_endless_line_is_not_kept() -> None:
    lines = child("tr '\\0' a </dev/zero")
    tracemalloc.start()
    with pytest.raises(BrokeDown):
        lines.exchange(b"request\n", 5)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * LONGEST_LINE


@pytest.mark.slow
def test_a_child_that_reads_nothing_does_not_block_a_long_line() -> None:
    with pytest.raises(BrokeDown, match="gave no answer within 1 s"):
        child("sleep 99").exchange(b"x" * 900_000 + b"\n", PATIENCE)


def test_standard_error_is_read_and_only_its_end_is_kept() -> None:
    lines = child(
        "read x; head -c 1000000 /dev/zero | tr '\\0' e >&2; echo 'the end' >&2; echo done; sleep 99"
    )
    assert lines.exchange(b"request\n", 5) == b"done"
    failure = lines.broken("answered badly", Cause.NOT_JSON)
    assert lines.last_words.endswith("eeethe end")
    assert len(lines.last_words) <= KEPT
    assert failure.__notes__ == [f"Its standard error ends with:\n{lines.last_words}"]


def test_an_interrupt_ends_the_child(is_gone: Callable[[int], bool]) -> None:
    def interrupt(_: int, __: FrameType | None) -> None:
        raise KeyboardInterrupt

    lines = child("sleep 99")
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        with pytest.raises(KeyboardInterrupt):
            lines.exchange(b"request\n", 5)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert is_gone(lines.child.pid)


def test_a_child_goes_with_what_holds_it(is_gone: Callable[[int], bool]) -> None:
    pid = child("sleep 99").child.pid
    assert is_gone(pid)


def test_the_first_reason_of_an_end_stands() -> None:
    lines = child("sleep 99")
    lines.end("was stopped")
    lines.end("was stopped again")
    assert lines.failure == "was stopped"


def test_a_signal_without_a_name_is_told_by_its_number() -> None:
    number = signal.SIGRTMIN + 1
    outcome = Child(["sh", "-c", f"kill -{number} $$"]).outcome(5)
    assert str(outcome) == f"was killed by signal {number}"
    assert outcome is not None
    assert outcome.cause is Cause.KILLED


def test_no_descriptor_is_left_open() -> None:
    before = os.listdir("/proc/self/fd")  # noqa: PTH208  their names are all that is wanted
    for _ in range(3):
        child("exit 0").end("was stopped")
    assert len(os.listdir("/proc/self/fd")) <= len(before)  # noqa: PTH208  likewise
