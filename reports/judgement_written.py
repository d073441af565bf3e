"""Writing a judgement into files: one JSON document, JUnit's XML, and a folder with all of it."""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from coppspec.oracle import text_file
from coppspec.oracle.judgement import Judgement
from coppspec.oracle.program import NoProgram
from coppspec.oracle.recording import program_of
from coppspec.oracle.replay import Replay
from coppspec.oracle.replay_c import c_program
from coppspec.oracle.replay_programs import write_shim
from coppspec.oracle.replay_python import python_program
from coppspec.properties.inspection import How
from coppspec.reports.badge import badge
from coppspec.reports.judgement_told import told
from coppspec.reports.junit import junit
from coppspec.reports.markdown import markdown
from coppspec.reports.page import page
from coppspec.reports.pictures import PAGE

REPLAYS, SUMMARY, TEXT, BADGE = "replays", "summary.md", "judgement.txt", "badge.svg"
"""A folder and files of a report."""
OF_A_REPLAY = re.compile(rf"[A-Z]+-?[A-Z0-9]+[a-d]?-({'|'.join(How)})\.(json|c|py)")
"""The name of a file that is made for a violation."""
OWN = {"json": "judgement.json", "junit": "junit.xml"}
"""The files of a report that are the same as those that can be asked for alone."""
OF_A_REPORT = {
    (),
    *((each,) for each in (*OWN.values(), "judgement.txt", SUMMARY, "badge.svg", PAGE, REPLAYS)),
}
"""What stands in its folder, and the folder itself."""
Files = Mapping[str, Path | None]
"""Where to write: "json", "junit", and "report" for a folder; None for nowhere."""


def expect_writable(files: Files) -> None:
    """Make what is to be written, so that a run is not lost for a folder that is not there.

    Raises:
        OSError: a file or the folder cannot be made.
    """
    _expect_different(files)
    for name, path in files.items():
        if path is not None:
            text_file.expect_writable(path / SUMMARY if name == "report" else path)


class SameFile(ValueError):
    """Two results are to be written into one file."""


def _expect_different(files: Files) -> None:
    """Raises SameFile."""
    options = {"json": "--json-out", "junit": "--junit"}
    named = {name: text_file.written_to(path) for name, path in files.items() if path is not None}
    folder = named.pop("report", None)
    for name, path in named.items():
        inside = path.relative_to(folder) if folder is not None and path.is_relative_to(folder) else None
        if inside is not None and inside.parts[:1] in OF_A_REPORT and str(inside) != OWN[name]:
            raise SameFile(f"{options[name]} names a file that --report writes, too; name another")
    if len(named) > len({*named.values()}) and not any(map(_is_no_file, named.values())):
        raise SameFile("--json-out and --junit name the same file; one would overwrite the other")


def _is_no_file(path: Path) -> bool:
    """A device or a pipe takes one after the other."""
    return path.exists() and not path.is_file()


def write(judgement: Judgement, files: Files) -> list[OSError]:
    """Write what is asked for, each file whatever becomes of the others; those that cannot be written."""
    failed: list[OSError] = []
    texts: dict[Path, str] = {}
    if (path := files.get("json")) is not None:
        texts[path] = judgement.as_json() + "\n"
    if (path := files.get("junit")) is not None:
        texts[path] = junit(judgement)
    if (folder := files.get("report")) is not None:
        texts |= {folder / name: text for name, text in _report(judgement).items()}
    for path, text in texts.items():
        try:
            text_file.write(path, text)
            if path.suffix == ".c":
                write_shim(path.parent)
        except OSError as error:
            failed.append(error)
    if folder is not None:
        _remove_earlier(folder / REPLAYS, {path.name for path in texts})
    return failed


def _remove_earlier(folder: Path, names: Collection[str]) -> None:
    """The replays of an earlier run, whose driver may have been another one."""
    for each in folder.glob("*"):
        if OF_A_REPLAY.fullmatch(each.name) and each.name not in names:
            each.unlink()


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
        TEXT: told(judgement) + "\n",
        "junit.xml": junit(judgement),
        SUMMARY: markdown(judgement),
        BADGE: badge(judgement),
        PAGE: page(judgement.document()),
        **{f"{REPLAYS}/{name}": text for name, text in _replays(judgement)},
    }
