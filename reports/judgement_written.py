"""Writing a judgement into files: one JSON document, JUnit's XML, and a folder with all of it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from coppspec.oracle import text_file
from coppspec.oracle.judgement import Judgement
from coppspec.oracle.program import NoProgram
from coppspec.oracle.recording import program_of
from coppspec.oracle.replay import Replay
from coppspec.oracle.replay_c import c_program
from coppspec.oracle.replay_programs import write_shim
from coppspec.oracle.replay_python import python_program
from coppspec.reports.badge import badge
from coppspec.reports.judgement_told import told
from coppspec.reports.junit import junit
from coppspec.reports.markdown import markdown
from coppspec.reports.page import page
from coppspec.reports.pictures import PAGE

Files = Mapping[str, Path | None]
"""Where to write: "json", "junit", and "report" for a folder; None for nowhere."""


def expect_writable(files: Files) -> None:
    """Make what is to be written, so that a run is not lost for a folder that is not there.

    Raises:
        OSError: a file or the folder cannot be made.
    """
    for name, path in files.items():
        if path is not None and name == "report":
            path.mkdir(parents=True, exist_ok=True)
        elif path is not None:
            text_file.expect_writable(path)


def write(judgement: Judgement, files: Files) -> list[Path]:
    """Write what is asked for; the files that were written."""
    texts: dict[Path, str] = {}
    if (path := files.get("json")) is not None:
        texts[path] = judgement.as_json() + "\n"
    if (path := files.get("junit")) is not None:
        texts[path] = junit(judgement)
    if (folder := files.get("report")) is not None:
        texts |= {folder / name: text for name, text in _report(judgement).items()}
    for path, text in texts.items():
        text_file.write(path, text)
        if path.suffix == ".c":
            write_shim(path.parent)
    return list(texts)


def _replays(judgement: Judgement) -> Iterator[tuple[str, str]]:
    """Each deviation as a file that `coppspec replay` plays again, and as programs where it can be one."""
    for each in (*judgement.violations, *judgement.differences):
        name = f"{each.clause}-{each.replay.deviation.how}"
        yield f"{name}.json", each.replay.as_text()
        yield from _programs(name, each.replay, judgement)


def _programs(name: str, replay: Replay, judgement: Judgement) -> Iterator[tuple[str, str]]:
    """In C and in Python; what a renderer does has no program."""
    try:
        program = program_of(replay, judgement.declared)
    except NoProgram:
        return
    c, python = f"{name}.c", f"{name}.py"
    yield c, c_program(program, file=c)
    yield python, python_program(program, target=judgement.target, file=python)


def _report(judgement: Judgement) -> dict[str, str]:
    """All views of a judgement by the names of their files."""
    return {
        "judgement.json": judgement.as_json() + "\n",
        "judgement.txt": told(judgement) + "\n",
        "junit.xml": junit(judgement),
        "summary.md": markdown(judgement),
        "badge.svg": badge(judgement),
        PAGE: page(judgement.document()),
        **{f"replays/{name}": text for name, text in _replays(judgement)},
    }
