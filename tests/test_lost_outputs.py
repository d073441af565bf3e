"""What is printed or written nowhere, or not whole: results survive, and every failure names its path."""

import json
import os
import resource
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from coppspec.cli import main
from coppspec.model.profile import Profile
from coppspec.oracle.profile_file import text
from coppspec.oracle.text_file import expect_writable, write

Smallest = Callable[..., str]
CONTROL = "control, complete with no extra states"
OPENS_TWICE = ("        if handle in self.devices:\n", "        if handle and not self.devices:\n")
SHELL = f"exec {sys.executable} -m coppspec "


LITTLE = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
os.execvp(sys.argv[1], sys.argv[1:])
"""


def shell(command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603  our own command
        ["sh", "-c", f"{SHELL}{command}"],  # noqa: S607  every system has it
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def asked(smallest: Smallest, tmp_path: Path) -> str:
    """A short check of a driver that is wrong."""
    target = smallest(OPENS_TWICE)
    (tmp_path / "profile.toml").write_text(text(Profile()), encoding="utf-8")
    return f"check {target} --profile profile.toml --only '{CONTROL}' --jobs 1"


def is_whole(path: Path) -> bool:
    return bool(json.loads(path.read_text(encoding="utf-8"))["status"] == "violates")


# Standard output and standard error.


@pytest.mark.few(1)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("to", "said", "status"),
    [
        (">&-", "standard output is closed", 2),
        ("> /dev/full", "standard output: no room is left there", 2),
        ("2>&-", "", 1),
        ("2> /dev/full", "", 1),
        ("> /dev/null", "", 1),
        ("| true", "", 0),
    ],
)
def test_what_cannot_be_printed_is_written_all_the_same(
    to: str, said: str, status: int, asked: str, tmp_path: Path
) -> None:
    ended = shell(f"{asked} --json-out found.json --junit found.xml {to}", tmp_path)
    assert ended.returncode == status
    assert said in ended.stderr
    assert ended.stderr.count("\n") == (1 if said else 0)
    assert is_whole(tmp_path / "found.json")
    assert (tmp_path / "found.xml").exists()


@pytest.mark.few(4)
@pytest.mark.slow
@pytest.mark.parametrize(
    "command", ["explain COPP-152", "suite", "verify --only facts", "--help", "verify --help", "--version"]
)
@pytest.mark.parametrize("to", [">&-", "> /dev/full"])
def test_no_command_ends_in_a_traceback_where_nothing_can_be_printed(
    command: str, to: str, tmp_path: Path
) -> None:
    ended = shell(f"{command} {to}", tmp_path)
    assert "Traceback" not in ended.stderr
    if to == ">&-" and "-" in command.rsplit(maxsplit=1)[-1][:2]:
        assert (ended.returncode, ended.stderr) == (0, "")  # nobody asked for more than a text
        return
    assert ended.stderr.startswith("coppspec: standard output")
    assert ended.returncode == 2


@pytest.mark.parametrize("command", ["explain", "nonsense", "check", "check nothing"])
def test_what_is_wrong_has_its_status_where_nobody_can_be_told(command: str, tmp_path: Path) -> None:
    ended = shell(f"{command} 2>&- >/dev/null", tmp_path)
    assert ended.returncode == (0 if command == "explain" else 2)


# Files.


@pytest.mark.slow
def test_each_file_is_attempted_and_an_older_good_one_stays(asked: str, tmp_path: Path) -> None:
    """Where no file may be longer than a kilobyte, the good ones of an earlier run are as they were."""
    for name in ("found.json", "found.xml"):
        (tmp_path / name).write_text(f"good {name}", encoding="utf-8")
    ended = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-c", LITTLE, "sh", "-c", f"{SHELL}{asked} --json-out found.json --junit found.xml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.count("a file may not be so large there") == 2
    assert "'found.json'" in ended.stderr
    assert "'found.xml'" in ended.stderr
    assert "violates: 1 of" in ended.stdout
    for name in ("found.json", "found.xml"):
        assert (tmp_path / name).read_text(encoding="utf-8") == f"good {name}"
    assert not [*tmp_path.glob(".coppspec-*")]


def test_a_full_device_takes_nothing_and_is_named() -> None:
    with pytest.raises(OSError, match="No space left") as raised:
        write(Path("/dev/full"), "x" * 100_000)
    assert raised.value.filename == "/dev/full"


def test_a_file_that_cannot_be_written_whole_leaves_the_one_before_it(tmp_path: Path) -> None:
    path, before = tmp_path / "file", resource.getrlimit(resource.RLIMIT_FSIZE)
    write(path, "good")
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(OSError, match="File too large") as raised:
            write(path, "x" * 200)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert raised.value.filename == str(path)
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    assert path.read_text(encoding="utf-8") == "good"


def test_a_file_keeps_its_mode_and_a_new_one_has_the_usual_one(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.touch(0o640)
    old.chmod(0o640)
    mask = os.umask(0o022)
    try:
        write(old, "a")
        write(new, "a")
    finally:
        os.umask(mask)
    assert [stat.S_IMODE(each.stat().st_mode) for each in (old, new)] == [0o640, 0o644]


@pytest.mark.parametrize("there", [True, False], ids=["a link", "a dangling link"])
def test_a_link_is_written_through_and_stays(there: bool, tmp_path: Path) -> None:  # noqa: FBT001  pytest gives it
    link, target = tmp_path / "link", tmp_path / "folder" / "target"
    if there:
        write(target, "old")
    link.symlink_to(target)
    expect_writable(link)
    assert link.is_symlink()
    assert target.exists() is there
    write(link, "new")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"


def test_a_link_that_leads_to_itself_is_refused_and_stays(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(link)
    with pytest.raises(OSError, match="Too many levels"):
        write(link, "new")
    assert link.is_symlink()


def test_a_pipe_with_a_name_is_written_once_and_where_it_is(tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe", list[str]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    expect_writable(pipe)
    write(pipe, "new")
    reader.join(5)
    assert got == ["new"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--json-out", "same", "--junit", "same"], "--json-out and --junit name the same file"),
        (["--json-out", "same", "--junit", "./x/../same"], "--json-out and --junit name the same file"),
        (["--json-out", "link", "--junit", "same"], "--json-out and --junit name the same file"),
        (["--json-out", "all", "--report", "all"], "--json-out names a file that --report writes, too"),
        (["--junit", "all/summary.md", "--report", "all"], "--junit names a file that --report writes"),
        (["--junit", "all/replays/x", "--report", "all"], "--junit names a file that --report writes"),
        (["--report", "/proc/nope"], "'/proc/nope': this folder cannot be created"),
        (["--report", "/dev/null/x"], "'/dev/null/x': this folder cannot be created"),
        (["--json-out", "/proc/nope/file"], "'/proc/nope': this folder cannot be created"),
    ],
)
def test_what_cannot_all_be_written_is_refused_at_the_start(
    arguments: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x").mkdir()
    (tmp_path / "link").symlink_to("same")
    assert main(["check", "exec:true", *arguments]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert told in err
    assert not (tmp_path / "same").exists()


@pytest.mark.slow
def test_a_report_holds_no_replay_of_an_earlier_run(asked: str, tmp_path: Path) -> None:
    replays = tmp_path / "report" / "replays"
    replays.mkdir(parents=True)
    for name in ("COPP-152-answer.json", "VPCP-INV1-crash.c", "Q30-answer.py", "mine.json", "notes.txt"):
        (replays / name).touch()
    assert shell(f"{asked} --report report", tmp_path).returncode == 1
    names = {each.name for each in replays.iterdir() if each.suffix == ".json"}
    assert names == {"Q22-answer.json", "mine.json"}
    assert not (replays / "Q30-answer.py").exists()
    assert (replays / "notes.txt").exists()
