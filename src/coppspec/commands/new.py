"""coppspec new harness: a skeleton to put a driver behind."""

from types import SimpleNamespace

from coppspec.oracle.skeleton import FileInTheWay, next_commands, write_skeleton
from coppspec.terminal import CONFORMS, complain, say


def run(options: SimpleNamespace) -> int:
    """Run it; its exit status."""
    try:
        written = write_skeleton(options.lang, options.out)
    except FileInTheWay as error:
        return complain(str(error))
    listed = "\n".join(map(str, written))
    say(f"{listed}\n\nNow type:\n  " + "\n  ".join(next_commands(options.lang, options.out)))
    return CONFORMS
