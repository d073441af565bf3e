"""Signals that end a command: each ends it in the same way as an interrupt, with all that it has started."""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager

NUMBERS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGQUIT") if hasattr(signal, name)]


class Ended(KeyboardInterrupt):
    """Somebody ends the command, and not with the keyboard."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@contextmanager
def by_signals() -> Generator[None]:
    """Within it, such a signal raises Ended; one that is ignored, as with nohup, stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield  # Python delivers signals to the main thread alone
        return
    before = {number: signal.getsignal(number) for number in NUMBERS}
    taken = [number for number, handler in before.items() if handler is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, before[number])


def _end(number: int, _frame: object) -> None:
    raise Ended(number)


def in_words(reason: KeyboardInterrupt) -> str:
    """Why a command ended."""
    return f"ended by {signal.Signals(reason.number).name}" if isinstance(reason, Ended) else "interrupted"


def status_of(reason: KeyboardInterrupt) -> int:
    """What a shell takes for it: 128 more than the number of the signal."""
    return 128 + (reason.number if isinstance(reason, Ended) else signal.SIGINT)
