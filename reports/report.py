"""Writing the reports of the tables into a folder."""

from itertools import product
from pathlib import Path

from coppspec.model.profile import Profile
from coppspec.reports.diagram import diagrams
from coppspec.reports.dot import dot
from coppspec.reports.mermaid import mermaid
from coppspec.reports.pictures import FORMATS, draw


def write_report(folder: Path, profile: Profile | None = None) -> list[Path]:
    """Write each state graph as DOT and Mermaid, and draw it as SVG and PNG; the files that were written.

    All text is written before the first picture is drawn, and every SVG before the first PNG.

    Raises:
        CannotDraw: a picture cannot be drawn on this machine; what came before it is there all the same.
        OSError: the folder cannot be made or written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    every = diagrams(profile)
    for each in every:
        for suffix, text in ((".dot", dot(each)), (".mmd", mermaid(each))):
            path = folder / f"{each.name}{suffix}"
            path.write_text(text, encoding="utf-8", newline="\n")
            written.append(path)
    for suffix, each in product(FORMATS, every):
        path = folder / f"{each.name}.{suffix}"
        draw(dot(each), path)
        written.append(path)
    return written
