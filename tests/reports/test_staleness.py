"""What is stale is told in a line for each file, with the first difference and what to do."""

import json
from pathlib import Path

import pytest

from coppspec.model.profile import Profile
from coppspec.reports.gallery import GALLERY, gallery
from coppspec.reports.reference_pages import DECLARATION, MESSAGES
from coppspec.reports.report import SPECIFICATION, texts
from coppspec.reports.staleness import stale_docs, stale_report, write_docs


@pytest.fixture(scope="module")
def wanted() -> dict[str, str]:
    """Every file of text."""
    return dict(texts())


@pytest.fixture
def folder(tmp_path: Path, wanted: dict[str, str]) -> Path:
    """A folder with every file of text, as it belongs."""
    for name, text in wanted.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="\n")
    return tmp_path


def test_what_the_tables_give_is_not_stale_whatever_else_is_there(folder: Path) -> None:
    (folder / "copp-device.png").write_bytes(b"a picture depends on fonts")
    assert stale_report(folder) == []


def test_each_stale_file_has_a_line_with_its_first_difference(folder: Path, wanted: dict[str, str]) -> None:
    lines = wanted["copp-device.dot"].split("\n")
    (folder / "copp-device.dot").write_text("\n".join((*lines[:4], "  odd", *lines[5:])), encoding="utf-8")
    (folder / "copp-device.mmd").write_text(wanted["copp-device.mmd"] + "more\n", encoding="utf-8")
    (folder / SPECIFICATION).write_text(json.dumps({}), encoding="utf-8")
    (folder / "copp-device-pair.dot").unlink()
    stale = {line.partition(",")[0].partition(" is ")[0]: line for line in stale_report(folder)}
    names = ["copp-device-pair.dot", "copp-device.dot", "copp-device.mmd", SPECIFICATION]
    assert sorted(stale) == sorted(str(folder / name) for name in names)
    assert "line 5: it has '  odd', and the tables give " in stale[str(folder / "copp-device.dot")]
    ended = stale[str(folder / "copp-device.mmd")]
    assert "it has 'more', and the tables give ''" in ended
    assert "is missing" in stale[str(folder / "copp-device-pair.dot")]
    assert all(line.endswith(f"; run: coppspec report --out {folder}") for line in stale.values())
    assert all("\n" not in line and len(line) < 400 for line in stale.values())


def test_of_a_long_line_the_part_is_cited_where_the_difference_begins(tmp_path: Path) -> None:
    write_docs(tmp_path)
    line = next(line for line in gallery().split("\n") if len(line) > 200)
    odd = f"{line[:150]}@{line[151:]}"
    (tmp_path / GALLERY).write_text(gallery().replace(line, odd), encoding="utf-8", newline="\n")
    (told,) = stale_docs(tmp_path)
    there, wanted = told.split("it has ")[1].split(", and the tables give ")
    assert "@" in there
    assert there != wanted
    assert len(told) < 400


def test_a_folder_that_was_written_with_a_profile_is_compared_with_it(tmp_path: Path) -> None:
    retry = Profile(sequence_start_retry="retry")
    for name, text in texts(retry):
        (tmp_path / name).write_text(text, encoding="utf-8", newline="\n")
    assert stale_report(tmp_path, retry, Path("mine.toml")) == []
    (tmp_path / "copp-device.dot").unlink()
    (line,) = stale_report(tmp_path, retry, Path("mine.toml"))
    assert line.endswith(f"run: coppspec report --out {tmp_path} --profile mine.toml")


def test_the_gallery_of_a_checkout_is_written_and_compared(tmp_path: Path) -> None:
    assert write_docs(tmp_path) == [tmp_path / name for name in (GALLERY, MESSAGES, DECLARATION)]
    assert stale_docs(tmp_path) == []
    (tmp_path / GALLERY).write_bytes(gallery().encode().replace(b"\n", b"\r\n"))
    (crlf,) = stale_docs(tmp_path)
    assert "line 1: it has '# Gallery\\r'" in crlf
    (tmp_path / GALLERY).write_bytes(b"\xff\x00 not text")
    (line,) = stale_docs(tmp_path)
    assert line.endswith("run: coppspec report --docs")
    (tmp_path / GALLERY).unlink()
    assert stale_docs(tmp_path) == [f"{tmp_path / GALLERY} is missing; run: coppspec report --docs"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        stale_report(tmp_path / "nowhere")


def test_every_made_page_and_header_of_this_checkout_is_what_the_tables_give() -> None:
    assert stale_docs(Path(__file__).parents[2] / "docs") == []


def test_a_header_that_is_stale_is_told(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "examples" / "c").mkdir(parents=True)
    written = write_docs(tmp_path / "docs")
    header = tmp_path / "examples" / "c" / "coppspec_values.h"
    assert header in written
    header.write_text(
        header.read_text(encoding="utf-8").replace("UINT32_C(0x0000000D)", "13"), encoding="utf-8"
    )
    (line,) = stale_docs(tmp_path / "docs")
    assert line.startswith(f"{header}, line ")
