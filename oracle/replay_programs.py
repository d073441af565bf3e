"""Writing a replay as programs, for a driver that declares what one target does."""

import shlex
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path, PurePosixPath

from coppspec.oracle.playback import expect_playable
from coppspec.oracle.program import Program
from coppspec.oracle.recording import program_of
from coppspec.oracle.replay import Replay
from coppspec.oracle.replay_c import c_program, to_build
from coppspec.oracle.replay_python import python_program
from coppspec.oracle.text_file import write
from coppspec.properties.declared import Declared, checked
from coppspec.properties.trial import MakeDriver


def program_for(replay: Replay, make_driver: MakeDriver) -> Program:
    """The program of a replay, for what a driver declares.

    Raises:
        CannotPlay: the driver lacks what the replay is about.
        InvalidDriver: what it declares makes no sense.
        NoProgram: it cannot be shown in one.
    """
    driver = checked(make_driver)
    expect_playable(replay, driver)
    return program_of(replay, Declared.of(driver))


SHIM = ("replay-in-c/coppspec_replay.h", "replay-in-c/coppspec_replay.c", "new-harness/c/coppspec_driver.h")
"""What a C program stands on: it is written beside it."""


def write_shim(folder: Path) -> list[Path]:
    """Write what C programs in a folder stand on, where it is not there yet; the files that were written.

    Raises:
        OSError: it cannot be written.
    """
    paths = {folder / PurePosixPath(name).name: name for name in SHIM}
    missing = [path for path in paths if not path.exists()]
    for path in missing:
        text = files("coppspec.oracle").joinpath(paths[path]).read_text(encoding="utf-8")
        write(path, text)
    return missing


def write_programs(
    replay: Replay, make_driver: MakeDriver, target: str, c: Path | None, python: Path | None
) -> list[Path]:
    """Write a replay as the programs that are asked for; the files that were written.

    Args:
        replay: what they are to show.
        make_driver: makes a driver; only what it declares is asked.
        target: its name, on which the Python program plays unless it is told another.
        c: where to write the C program; None for no such program.
        python: where to write the Python program; None for no such program.

    Raises:
        CannotPlay: the driver lacks what the replay is about.
        InvalidDriver: what it declares makes no sense.
        NoProgram: it cannot be shown in one.
        OSError: a file cannot be written.
    """
    program = program_for(replay, make_driver)
    texts: dict[Path, str] = {}
    if c is not None:
        texts[c] = c_program(program, file=c.name)
    if python is not None:
        texts[python] = python_program(program, target=target, file=python.name)
    for path, text in texts.items():
        write(path, text)
    return [*texts, *(write_shim(c.parent) if c is not None else ())]


def next_commands(target: str, c: Path | None, python: Path | None) -> Iterator[str]:
    """What to type to see the programs of a replay at work."""
    if c is not None:
        library = target.removeprefix("c:") if target.startswith("c:") else "./libdriver.so"
        yield from to_build(c, library)
    if python is not None:
        yield shlex.join(("python", str(python)))
