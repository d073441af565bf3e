"""Drawing DOT: pictures by the Graphviz that pygraphviz carries in its wheels."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

FORMATS = ("svg", "png")
"""The text of an SVG is drawn where it is looked at, so it needs no font here."""
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
    try:
        import pygraphviz  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]  an extra without types
    except ImportError as error:
        raise CannotDraw("pictures need pygraphviz; install it with: pip install 'coppspec[draw]'") from error
    if path.suffix == ".png" and not has_a_font():
        raise CannotDraw(
            "a PNG needs a font for its text, and there is none on this machine; "
            "install one, DejaVu Sans for example (Debian: fonts-dejavu-core)"
        )
    with _quiet():
        graph = pygraphviz.AGraph(string=dot)
        graph.draw(str(path), prog="dot")  # pyright: ignore[reportUnknownMemberType]  it has no types


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
