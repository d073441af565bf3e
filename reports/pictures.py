"""Drawing DOT: pictures by the Graphviz that pygraphviz carries in its wheels.

In an SVG each clause is a link to the page beside it, and its colours follow the paper that the reader has
asked for, light or dark.
"""

import os
import re
import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from coppspec.model.registry import choices, clauses
from coppspec.oracle.text_file import write
from coppspec.reports.palette import style

FORMATS = ("svg", "png")
"""The text of an SVG is drawn where it is looked at, so it needs no font here."""
SHARP = 192
"""Dots to the inch of a PNG, so that it is as wide as a page on a screen that shows two for one."""
ENLARGED = 600 / 454
"""A picture that is as wide as a page, 454 points, is as wide on a screen as 800 pixels, 600 points."""
SIZE = re.compile(r'\b(width|height)="([\d.]+)pt"')
PAGE = "index.html"
"""The file of the page, which stands in the same folder and tells of each clause."""
TEXT = re.compile("(<text[^>]*>)(.*?)(</text>)", re.DOTALL)
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
FONT_FILES = {".ttf", ".otf", ".ttc", ".pfb"}


class CannotDraw(Exception):
    """Something that pictures need is not on this machine."""


def draw(dot: str, path: Path) -> None:
    """Write a picture, in the format that the ending of its path says.

    Args:
        dot: the text of a DOT file.
        path: where the picture goes, with one of the endings in FORMATS.

    Raises:
        CannotDraw: pygraphviz is not installed, or there is no font for the text of a PNG.
    """
    if path.suffix == ".png" and not has_a_font():
        raise CannotDraw(
            "a PNG needs a font for its text, and there is none on this machine; "
            "install one, DejaVu Sans for example (Debian: fonts-dejavu-core)"
        )
    if path.suffix == ".svg":
        write(path, _finished(drawn(dot, "svg").decode()))
    else:
        path.write_bytes(drawn(dot, path.suffix.removeprefix("."), f"-Gdpi={SHARP}"))


def drawn(dot: str, what: str, arguments: str = "") -> bytes:
    """What Graphviz makes of a DOT file.

    Args:
        dot: the text of the file.
        what: the format, as Graphviz calls it.
        arguments: what else it is told.

    Raises:
        CannotDraw: pygraphviz is not installed.
    """
    try:
        import pygraphviz  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]  an extra without types
    except ImportError as error:
        raise CannotDraw("pictures need pygraphviz; install it with: pip install 'coppspec[draw]'") from error
    with _quiet():
        graph: Any = pygraphviz.AGraph(string=dot)
        picture: bytes = graph.draw(format=what, prog="dot", args=arguments)
    return picture


def _finished(svg: str) -> str:
    """An SVG with its style sheet, and with a link on each clause and choice that it names."""
    head, opened, rest = svg.partition('<g id="graph0"')
    head = SIZE.sub(lambda size: f'{size[1]}="{float(size[2]) * ENLARGED:.0f}pt"', head)
    linked = TEXT.sub(lambda text: text[1] + _with_links(text[2]) + text[3], rest)
    return f"{head}<style>{style()}</style>\n{opened}{linked}"


def _with_links(text: str) -> str:
    """A text of an SVG, in which Graphviz writes a hyphen as a number."""
    return _named().sub(_linked, text.replace("&#45;", "-"))


@cache
def _named() -> re.Pattern[str]:
    """Every clause and choice by its id."""
    every = (*clauses(), *(choice.id for choice in choices().values()))
    return re.compile(rf"\b(?:{'|'.join(sorted(every, reverse=True))})\b")


def _linked(found: re.Match[str]) -> str:
    name = found[0]
    what = "clause" if name in clauses() else "choice"
    return f'<a xlink:href="{PAGE}#{what}/{name}">{name}</a>'


def has_a_font() -> bool:
    """Whether there is a font on this machine, in one of the usual folders."""
    folders = (Path(each).expanduser() for each in FONT_FOLDERS)
    return any(file.suffix.lower() in FONT_FILES for folder in folders for file in folder.rglob("*"))


@contextmanager
def _quiet() -> Generator[None]:
    """Keep out of the way what Graphviz's libraries write to standard error about fonts."""
    sys.stderr.flush()
    kept = os.dup(2)
    with TemporaryFile() as sink:
        os.dup2(sink.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
