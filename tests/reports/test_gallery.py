"""The gallery holds every graph and every table, and the one in the documentation is what the tables give."""

import re
from pathlib import Path

from coppspec.properties.subjects import MACHINES
from coppspec.reports.cells_told import matrix
from coppspec.reports.diagram import diagrams
from coppspec.reports.difference import differences
from coppspec.reports.gallery import ABOUT, GALLERY, gallery
from coppspec.reports.mermaid import mermaid
from coppspec.reports.side_by_side import pairs
from coppspec.reports.staleness import stale_docs

DOCS = Path(__file__).parents[2] / "docs"


def test_the_gallery_in_the_documentation_is_what_the_tables_give() -> None:
    assert stale_docs(DOCS) == []


def test_every_graph_stands_there_with_a_paragraph_and_every_table() -> None:
    text = gallery()
    every = [*diagrams(), *pairs(), *differences()]
    blocks = re.findall(r"^```mermaid\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    assert blocks == [mermaid(each) for each in every]
    assert {*ABOUT} == {each.name for each in every}, "a paragraph for each, and for nothing else"
    assert all("\n".join(matrix(machine)) in text for machine in MACHINES)


def test_the_gallery_names_its_file_and_the_commands_that_make_and_check_it() -> None:
    text = (DOCS / GALLERY).read_text(encoding="utf-8")
    assert text.startswith("# Gallery\n")
    assert "`coppspec report --docs`" in text
    assert "`coppspec report --check`" in text
