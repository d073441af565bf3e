"""Files that are written: a missing folder is made, and what cannot be written is told early."""

from pathlib import Path

import pytest

from coppspec.oracle.text_file import expect_writable, write


def test_that_a_file_can_be_written_leaves_none_behind(tmp_path: Path) -> None:
    file = tmp_path / "of" / "a run" / "results.json"
    expect_writable(file)
    assert file.parent.is_dir()
    assert not file.exists()


def test_what_a_file_holds_stays_until_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    file.write_text("of the last run", encoding="utf-8")
    expect_writable(file)
    assert file.read_text(encoding="utf-8") == "of the last run"


@pytest.mark.parametrize("name", [".", "file/below it"])
def test_a_file_that_cannot_be_written_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=r"file|directory"):
        expect_writable(tmp_path / name)


def test_a_text_is_written_with_the_same_bytes_everywhere(tmp_path: Path) -> None:
    file = tmp_path / "of" / "a run" / "results.txt"
    write(file, "a level \N{LESS-THAN OR EQUAL TO} 1\nand more\n")
    assert file.read_bytes() == b"a level \xe2\x89\xa4 1\nand more\n"
