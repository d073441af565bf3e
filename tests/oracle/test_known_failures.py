"""A file of known failures names clauses; what is wrong with one is told in one line."""

from pathlib import Path

import pytest

from coppspec.oracle.known_failures import LONGEST, InvalidKnownFailures, read


def written(folder: Path, content: bytes) -> Path:
    path = folder / "known.txt"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "clauses"),
    [
        (b"", set[str]()),
        (b"\n  \n# nothing\n", set[str]()),
        (b"COPP-152\nQ22 # opens twice\r\n  VPCP-551", {"COPP-152", "Q22", "VPCP-551"}),
        ("COPP-152".encode("utf-8-sig"), {"COPP-152"}),
    ],
)
def test_each_line_names_a_clause(content: bytes, clauses: set[str], tmp_path: Path) -> None:
    assert read(written(tmp_path, content)) == clauses


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"COPP-152\nCOPP-15\n", "line 2: 'COPP-15' is no clause; did you mean COPP-"),
        (b"nothing of the kind", "line 1: 'nothing of the kind' is no clause; `coppspec explain` lists them"),
        (b"COPP-152\n\nCOPP-152\n", "line 3: COPP-152 stands on line 1 already"),
        (b"COPP-152 Q22", "line 1: 'COPP-152 Q22' is no clause; did you mean COPP-152"),
        (b"\xff\xfe", "it is not UTF-8 text; wanted is a clause on each line"),
        (b"\x1b[2J" + b"x" * 900_000, "line 1: '.x1b"),
        (b"#" * (LONGEST + 1), f"it has more than {LONGEST:,} bytes; wanted is a clause on each line"),
    ],
)
def test_what_is_no_such_file_is_told_in_one_line(content: bytes, told: str, tmp_path: Path) -> None:
    path = written(tmp_path, content)
    with pytest.raises(InvalidKnownFailures, match=told) as raised:
        read(path)
    assert str(raised.value).startswith(str(path))
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 200 + len(str(path))


def test_a_file_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"known\.txt"):
        read(tmp_path / "known.txt")
