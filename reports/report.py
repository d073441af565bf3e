"""Writing the reports of the tables into a folder."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from coppspec.model.profile import Profile
from coppspec.properties.specification import SCHEMA, as_text, schema_as_text
from coppspec.reports.diagram import Diagram, diagrams
from coppspec.reports.dot import dot
from coppspec.reports.mermaid import mermaid
from coppspec.reports.pictures import FORMATS, draw

SPECIFICATION = "spec.json"
"""The tables and all that they are written in, for a program in any language."""


def write_report(folder: Path, profile: Profile | None = None) -> list[Path]:
    """Write the specification, and each state graph in four formats; the files that were written.

    All text is written before the first picture is drawn, and every SVG before the first PNG.

    Raises:
        CannotDraw: a picture cannot be drawn on this machine; what came before it is there all the same.
        OSError: the folder cannot be made or written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    every = diagrams(profile)
    for name, text in _texts(every):
        path = folder / name
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    for suffix, each in product(FORMATS, every):
        path = folder / f"{each.name}.{suffix}"
        draw(dot(each), path)
        written.append(path)
    return written


def _texts(every: tuple[Diagram, ...]) -> Iterator[tuple[str, str]]:
    """The name of each file that holds text, and the text."""
    yield SPECIFICATION, as_text()
    yield SCHEMA, schema_as_text()
    for each in every:
        yield f"{each.name}.dot", dot(each)
        yield f"{each.name}.mmd", mermaid(each)
