"""Pictures are drawn without a word on standard error, or the error says what to install."""

import os
import struct
import subprocess
import sys
from html import unescape
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from coppspec.reports import pictures
from coppspec.reports.diagram import Diagram, diagrams
from coppspec.reports.dot import dot
from coppspec.reports.pictures import FORMATS, CannotDraw, draw
from coppspec.reports.report import write_report

SVG = "{http://www.w3.org/2000/svg}"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
FILES = [
    "copp-device.dot",
    "copp-device.mmd",
    "copp-device.png",
    "copp-device.svg",
    "copy-protection-sessions.dot",
    "copy-protection-sessions.mmd",
    "copy-protection-sessions.png",
    "copy-protection-sessions.svg",
    "renderer-interface.dot",
    "renderer-interface.mmd",
    "renderer-interface.png",
    "renderer-interface.svg",
    "spec.json",
    "spec.schema.json",
]


@pytest.mark.font
@pytest.mark.parametrize("drawn", diagrams(), ids=lambda each: each.name)
def test_both_pictures_are_written_and_the_svg_holds_every_state_and_label(
    drawn: Diagram, tmp_path: Path
) -> None:
    for each in FORMATS:
        draw(dot(drawn), tmp_path / f"picture.{each}")
    svg, png = ((tmp_path / f"picture.{each}").read_bytes() for each in FORMATS)
    assert png.startswith(PNG_SIGNATURE)
    width, height = struct.unpack(">II", png[16:24])
    assert 400 < width < 4000
    assert 400 < height < 4000
    texts = {text.text for text in parse(tmp_path / "picture.svg").iter(f"{SVG}text")}  # noqa: S314  just drawn
    assert {place.name for place in drawn.places} <= texts
    assert drawn.title in texts
    for label in (each for way in drawn.ways for each in way.labels):
        assert label in unescape(svg.decode()).replace("\u00a0", " ")


@pytest.mark.font
def test_a_process_that_writes_a_report_says_nothing(tmp_path: Path) -> None:
    script = "import sys; from pathlib import Path; from coppspec.reports.report import write_report; "
    script += "write_report(Path(sys.argv[1]))"
    run = subprocess.run(  # noqa: S603  our own interpreter and text
        [sys.executable, "-c", script, str(tmp_path / "new" / "folder")], capture_output=True, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, b"", b"")
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == FILES


@pytest.mark.font
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
        name for name in FILES if name.endswith(("dot", "mmd", "json"))
    ]


def test_standard_error_speaks_again_after_a_picture(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    draw("digraph { a }", tmp_path / "picture.svg")
    os.write(2, b"still here\n")
    assert capfd.readouterr().err == "still here\n"
