"""How many calls a second the wire carries with messages of 4096 bytes, both sides on one core.

No session is open, so a driver has next to nothing to do.

Run it with: .venv/bin/python benchmarks/wire.py
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from coppspec.driver.protocol import Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.codes import HResult
from coppspec.oracle.targets import target

LIBRARY = Path(__file__).parents[1] / "examples" / "c" / "libgood.so"
MESSAGE = bytes(range(256)) * 16
ROUNDS, CALLS = 5, 2000


class Echo(ReferenceDriver):
    """Sends every request back, so that both ways are full."""

    def query_status(self, handle: int, request: bytes) -> tuple[int, bytes]:
        """Its answer is 4096 bytes too, and takes no time."""
        return (HResult.S_OK if handle else HResult.E_POINTER), request


def main() -> None:
    """Measure, and print one line for each figure."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)
    python = f"exec:{sys.executable} -m coppspec.oracle.serve"
    _measure("exec:, a program in Python", f"{python} py:wire:Echo")
    if LIBRARY.exists():
        _measure("c:, a library", f"c:{LIBRARY}")


def _measure(what: str, text: str) -> None:
    make_driver = target(text)
    driver = make_driver()
    _say(f"{what}: COPPCommand", _rate(lambda: driver.command(1, MESSAGE)))
    _say(f"{what}: COPPQueryStatus", _rate(lambda: driver.query_status(1, MESSAGE)))
    _say(f"{what}: reset", _rate(lambda: _opened(make_driver())))


def _opened(driver: Driver) -> None:
    driver.open_video_session(0)


def _rate(call: Callable[[], object]) -> float:
    return median(CALLS / _seconds(call) for _ in range(ROUNDS))


def _seconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    for _ in range(CALLS):
        call()
    return perf_counter() - start


def _say(what: str, rate: float) -> None:
    sys.stdout.write(f"{what:<50} {rate:8,.0f} a second\n")


if __name__ == "__main__":
    main()
