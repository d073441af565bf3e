"""Skeletons of a harness: files that work as they are, with a small driver to put another one in place of."""

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Literal

from coppspec.driver.identity_files import in_c, in_python
from coppspec.oracle.pages import page_text
from coppspec.oracle.text_file import make_folder

Language = Literal["c", "python", "any"]
LANGUAGES: tuple[Language, ...] = ("c", "python", "any")
FOLDER = "new-harness"
"""Under no name that Python could import."""
HIDDEN = ".txt"
"""Behind the names of what is stored in Python, so that no tool takes it for a module of this package."""


class FileInTheWay(ValueError):
    """A file of this name is there, and nothing is overwritten."""


def skeleton(language: Language) -> Mapping[str, str]:
    """The files of a skeleton, by name."""
    if language == "any":
        return _for_any()
    stored = files("coppspec.oracle").joinpath(FOLDER, language)
    texts = {
        each.name.removesuffix(HIDDEN): each.read_text(encoding="utf-8")
        for each in stored.iterdir()
        if each.is_file()
    }
    identity = {"identity.h": in_c()} if language == "c" else {"identity.py": in_python()}
    return dict(sorted({**texts, **identity}.items()))


def _for_any() -> Mapping[str, str]:
    """What it takes to write a harness in a language that there is no skeleton in."""
    stored = files("coppspec.oracle")
    texts = {
        "README.md": stored.joinpath(FOLDER, "any", "README.md").read_text(encoding="utf-8"),
        "wire.schema.json": stored.joinpath("wire.schema.json").read_text(encoding="utf-8"),
    }
    for name in ("declaration", "messages", "wire"):
        text = page_text(name)
        if text is None:
            raise FileNotFoundError(f"docs/{name}.md is not part of this installation")
        texts[f"{name}.md"] = text
    return texts


def write_skeleton(language: Language, folder: Path) -> list[Path]:
    """Write a skeleton into a folder, which is made where it is not there.

    Returns:
        The files that were written.

    Raises:
        FileInTheWay: one of them is there already; then none is written.
    """
    texts = {folder / name: text for name, text in skeleton(language).items()}
    for path in texts:
        if os.path.lexists(path):
            raise FileInTheWay(f"{path} is there already, and stays as it is; give another folder with --out")
    make_folder(folder)
    for path, text in texts.items():
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    return list(texts)


def next_commands(language: Language, folder: Path) -> tuple[str, str, str]:
    """What to type next, from the folder that one is in."""
    if language == "c":
        judged = shlex.quote(f"c:{folder / 'libdriver.so'}")
        return f"make -C {shlex.quote(str(folder))}", f"coppspec doctor {judged}", f"coppspec check {judged}"
    if language == "any":
        return "coppspec doctor exec:./my_driver", "coppspec check exec:./my_driver", "coppspec docs wire"
    judged = shlex.quote(f"exec:{shlex.join([_python(), str(folder / 'harness.py')])}")
    return f"coppspec doctor {judged}", f"coppspec check {judged}", "coppspec explain COPP-120"


def _python() -> str:
    """What runs this Python, which has the package that the small driver needs."""
    return "python3" if shutil.which("python3") == sys.executable else sys.executable
