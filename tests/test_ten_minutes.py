"""docs/ten-minutes.md, typed from its beginning to its end: what it shows is what happens."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "ten-minutes.md"
TEXT = PAGE.read_text(encoding="utf-8")
SET_UP = "python3 -m venv"
"""What begins the block that needs a package index: the environment of the tests stands for it."""
LEFT_OUT = "..."


class Part(NamedTuple):
    """What is typed at once, and what the page says of it."""

    typed: str
    shown: str
    """What is printed; empty if that is not told."""
    status: int
    """What the text behind it says that it ends with, or else 0."""


def parts() -> Iterator[Part]:
    _, *blocks = re.split(r"^```sh\n", TEXT, flags=re.MULTILINE)
    for block in blocks:
        typed, _, behind = block.partition("```\n")
        shown = re.match(r"\n```text\n(.*?)^```$", behind, flags=re.MULTILINE | re.DOTALL)
        status = re.search(r"exit status (?:is )?(\d)\b(?!\s+if)", behind)
        yield Part(typed, "" if shown is None else shown[1], 0 if status is None else int(status[1]))


def pattern(shown: str) -> str:
    """What matches an output that is shown, with anything where something is left out."""
    return "".join(
        "(?:.*\n)*" if line == LEFT_OUT else ".*".join(map(re.escape, line.split(LEFT_OUT))) + "\n"
        for line in shown.splitlines()
    )


def typed_in(folder: Path, typed: str) -> subprocess.CompletedProcess[str]:
    """What a shell does with it, that finds what is installed beside this Python."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    environment.pop("COLUMNS", None)
    return subprocess.run(  # noqa: S603  the commands of our own page
        ["/bin/sh", "-ec", typed], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.thorough
@pytest.mark.usefixtures("compiler")
def test_every_command_does_what_the_page_says(tmp_path: Path) -> None:
    first, *others = parts()
    assert first.typed.startswith(SET_UP)
    for each in others:
        ended = typed_in(tmp_path, each.typed)
        assert ended.returncode == each.status, ended.stdout + ended.stderr
        if each.shown:
            assert re.fullmatch(pattern(each.shown), ended.stdout), (
                f"{each.typed}{ended.stdout}{ended.stderr}"
            )


def test_the_page_shows_what_most_commands_print_and_what_goes_wrong() -> None:
    _, *others = parts()
    assert all(each.shown for each in others)
    assert not any("cd " in each.typed for each in others)  # each is typed in the same folder
    assert {each.status for each in others} == {0, 1}


def test_every_link_of_the_page_leads_somewhere() -> None:
    assert all((PAGE.parent / path).exists() for path in re.findall(r"\]\(([^)]+)\)", TEXT))
