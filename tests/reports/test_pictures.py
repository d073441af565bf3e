"""Pictures are drawn without a word on standard error, or the error says what to install."""

import os
import struct
import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from coppspec.reports import pictures
from coppspec.reports.diagram import diagrams
from coppspec.reports.difference import differences
from coppspec.reports.dot import dot
from coppspec.reports.drawing import Diagram
from coppspec.reports.pictures import FORMATS, CannotDraw, draw
from coppspec.reports.report import write_report
from coppspec.reports.side_by_side import pairs

SVG = "{http://www.w3.org/2000/svg}"
PAGE_WIDTH = 600
"""Points: 800 pixels of a screen."""
SMALLEST = 6.5
"""Points of the text beside a way, on a page of that width: no smaller than a footnote."""
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
TABLES = ["copp-device", "copy-protection-sessions", "renderer-interface"]
NAMES = [
    *TABLES,
    *(f"{name}-exercised" for name in TABLES),
    "copp-device-pair",
    "copy-protection-sessions-pair",
    "copp-device-difference-sequence-start-retry",
    "copy-protection-sessions-difference-activate-zero",
    "copy-protection-sessions-difference-mode-set",
]
FILES = sorted(
    [
        "gallery.md",
        "index.html",
        "spec.json",
        "spec.schema.json",
        *(f"{name}.{suffix}" for name in NAMES for suffix in ("dot", "mmd", "png", "svg")),
        *(f"{name}-refusals.{suffix}" for name in TABLES for suffix in ("dot", "png", "svg")),
    ]
)


@pytest.mark.font
@pytest.mark.parametrize("drawn", diagrams(), ids=lambda each: each.name)
def test_both_pictures_are_written_and_the_svg_holds_every_state_and_label(
    drawn: Diagram, tmp_path: Path
) -> None:
    for each in FORMATS:
        draw(dot(drawn), tmp_path / f"picture.{each}")
    png = (tmp_path / "picture.png").read_bytes()
    assert png.startswith(PNG_SIGNATURE)
    width, height = struct.unpack(">II", png[16:24])
    assert 400 < width < 4000
    assert 400 < height < 4000
    texts = {"".join(text.itertext()) for text in parse(tmp_path / "picture.svg").iter(f"{SVG}text")}  # noqa: S314  just drawn
    shown = {text.strip("\u00a0 ") for text in texts}
    assert {place.name.partition(" (")[0] for place in drawn.places} <= shown
    assert {
        line for way in drawn.ways if way.start != way.end for each in way.labels for line in each.lines
    } <= (shown)


def test_an_svg_is_as_wide_as_a_page_at_most_and_follows_the_paper_of_the_reader(tmp_path: Path) -> None:
    for drawn in (*diagrams(), *pairs(), *differences()):
        draw(dot(drawn), tmp_path / "picture.svg")
        svg = (tmp_path / "picture.svg").read_text(encoding="utf-8")
        width = float(svg.partition('<svg width="')[2].partition("pt")[0])
        assert width <= PAGE_WIDTH
        assert "@media (prefers-color-scheme:dark)" in svg
        scaled = float(svg.partition('transform="scale(')[2].partition(" ")[0])
        assert 9 * scaled * PAGE_WIDTH / 454 > SMALLEST


def test_each_clause_and_choice_in_an_svg_is_a_link_to_the_page_beside_it(tmp_path: Path) -> None:
    draw(dot(diagrams()[0], refusals=True), tmp_path / "picture.svg")
    links = {
        "".join(link.itertext()): link.get("{http://www.w3.org/1999/xlink}href")
        for link in parse(tmp_path / "picture.svg").iter(f"{SVG}a")  # noqa: S314  just drawn
    }
    assert links["COPP-123"] == "index.html#clause/COPP-123"
    assert links["Q22"] == "index.html#choice/Q22"
    named = {clause for way in diagrams()[0].ways for each in way.labels for clause in each.clauses}
    assert named <= links.keys()


@pytest.mark.font
@pytest.mark.thorough
def test_a_process_that_writes_a_report_says_nothing(tmp_path: Path) -> None:
    script = "import sys; from pathlib import Path; from coppspec.reports.report import write_report; "
    script += "write_report(Path(sys.argv[1]))"
    run = subprocess.run(  # noqa: S603  our own interpreter and text
        [sys.executable, "-c", script, str(tmp_path / "new" / "folder")], capture_output=True, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, b"", b"")
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == FILES


@pytest.mark.font
@pytest.mark.thorough
def test_a_report_is_written_over_an_older_one_and_leaves_other_files_alone(tmp_path: Path) -> None:
    (tmp_path / "copp-device.dot").write_text("old", encoding="utf-8")
    (tmp_path / "other.txt").write_text("mine", encoding="utf-8")
    written = write_report(tmp_path)
    assert sorted(path.name for path in written) == FILES
    assert (tmp_path / "copp-device.dot").read_text(encoding="utf-8") == dot(diagrams()[0])
    assert (tmp_path / "other.txt").read_text(encoding="utf-8") == "mine"


def test_without_pygraphviz_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    with pytest.raises(CannotDraw) as raised:
        draw("digraph { a }", tmp_path / "picture.svg")
    assert "pip install 'coppspec[draw]'" in str(raised.value)
    assert not list(tmp_path.iterdir())


def test_without_fonts_the_error_says_what_to_install_for_a_png(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "fonts"
    folder.mkdir()
    (folder / "README.txt").touch()
    monkeypatch.setattr(pictures, "FONT_FOLDERS", (str(folder), str(tmp_path / "no such folder")))
    draw("digraph { a }", tmp_path / "picture.svg")
    with pytest.raises(CannotDraw) as raised:
        draw("digraph { a }", tmp_path / "picture.png")
    assert "fonts-dejavu-core" in str(raised.value)
    assert [path.name for path in tmp_path.glob("picture*")] == ["picture.svg"]


def test_the_text_of_a_report_is_there_although_no_picture_can_be_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    with pytest.raises(CannotDraw):
        write_report(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        name for name in FILES if name.endswith(("dot", "html", "md", "mmd", "json"))
    ]


def test_standard_error_speaks_again_after_a_picture(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    draw("digraph { a }", tmp_path / "picture.svg")
    os.write(2, b"still here\n")
    assert capfd.readouterr().err == "still here\n"
