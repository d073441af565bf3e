"""Writing the reports of the tables into a folder."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path

from coppspec.model.profile import Profile
from coppspec.oracle.text_file import make_folder, write
from coppspec.properties.matrix import Case
from coppspec.properties.specification import SCHEMA, as_text, schema_as_text
from coppspec.properties.subjects import MACHINES
from coppspec.reports.diagram import diagram, diagrams
from coppspec.reports.difference import compared
from coppspec.reports.dot import dot
from coppspec.reports.drawing import Diagram
from coppspec.reports.exercised import caught, counted, exercised
from coppspec.reports.gallery import GALLERY, gallery
from coppspec.reports.mermaid import mermaid
from coppspec.reports.page import page
from coppspec.reports.pictures import FORMATS, PAGE, draw
from coppspec.reports.side_by_side import pairs

SPECIFICATION = "spec.json"
"""The tables and all that they are written in, for a program in any language."""


@dataclass(frozen=True)
class Picture:
    """One graph, as it is drawn."""

    name: str
    """Of its files, without an ending."""
    drawn: Diagram
    refusals: bool = False
    """Whether its places list what they refuse."""

    @property
    def dot(self) -> str:
        """The text that Graphviz draws."""
        return dot(self.drawn, refusals=self.refusals)


def write_report(
    folder: Path,
    profile: Profile | None = None,
    cases: Iterable[Case] = (),
    results: Mapping[str, object] | None = None,
) -> list[Path]:
    """Write the specification, the gallery, the page, and each graph in its formats; the files written.

    All text is written before the first picture is drawn, and every SVG before the first PNG.

    Args:
        folder: where to; it is made.
        profile: of the graphs, in the page too; other than the default one, they are also compared with
            those of the default.
        cases: what became of mutants, for the graphs of what the suites exercise, and for the page.
        results: what a run has found, for the page.

    Raises:
        CannotDraw: a picture cannot be drawn on this machine; what came before it is there all the same.
        OSError: the folder cannot be made or written to.
    """
    make_folder(folder)
    written: list[Path] = []
    cases = tuple(cases)
    run = tuple(_of_runs(cases))
    paged = (PAGE, page(results, cases, [each.drawn for each in run], profile))
    every = (*pictures(profile), *run)
    for name, text in chain(texts(profile), _texts_of(run), (paged,)):
        path = folder / name
        write(path, text)
        written.append(path)
    for suffix, each in product(FORMATS, every):
        path = folder / f"{each.name}.{suffix}"
        draw(each.dot, path)
        written.append(path)
    return written


def texts(profile: Profile | None = None) -> Iterator[tuple[str, str]]:
    """The name of each file of text that follows from the tables alone, and the text."""
    yield SPECIFICATION, as_text()
    yield SCHEMA, schema_as_text()
    yield GALLERY, gallery()
    yield from _texts_of(pictures(profile))


def pictures(profile: Profile | None = None) -> tuple[Picture, ...]:
    """Every graph that follows from the tables alone."""
    every = diagrams(profile)
    return (
        *(Picture(each.name, each) for each in every),
        *(Picture(f"{each.name}-refusals", each, refusals=True) for each in every),
        *(Picture(each.name, each) for each in (*pairs(profile), *compared(profile))),
    )


def _texts_of(some: Iterable[Picture]) -> Iterator[tuple[str, str]]:
    for each in some:
        yield f"{each.name}.dot", each.dot
        if not each.refusals:  # Mermaid has no room for them
            yield f"{each.name}.mmd", mermaid(each.drawn)


def _of_runs(cases: tuple[Case, ...]) -> Iterator[Picture]:
    """What the default suites exercise of each machine."""
    for machine in MACHINES:
        drawn = exercised(diagram(machine), counted(machine), caught(machine, cases))
        yield Picture(drawn.name, drawn)
