"""Where the command begins.

Little is imported before an interrupt can be answered in one line: the command line itself takes a while.
"""

import os
import signal

INTERRUPTED = 130


def main() -> int:
    """Run the command that was typed; what it ends with."""
    before = signal.signal(signal.SIGINT, _interrupted)
    from coppspec.cli import main as run  # noqa: PLC0415  see the module

    signal.signal(signal.SIGINT, before)
    return run()


def _interrupted(_number: int, _frame: object) -> None:
    os.write(2, b"coppspec: interrupted\n")
    os._exit(INTERRUPTED)
