"""coppspec new harness: writes a skeleton, says what to type next, and overwrites nothing."""

from pathlib import Path

import pytest

from coppspec.cli import main

Captured = pytest.CaptureFixture[str]


def test_a_skeleton_is_written_where_one_is_and_the_next_commands_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "harness", "--lang", "c"]) == 0
    out, err = capsys.readouterr()
    files, told = out.split("\n\nNow type:\n")
    assert files.split("\n") == [str(path) for path in sorted(Path("harness").iterdir())]
    assert told.split("\n") == [
        "  make -C harness",
        "  coppspec doctor c:harness/libdriver.so",
        "  coppspec check c:harness/libdriver.so",
        "",
    ]
    assert err == ""


def test_the_folder_can_be_named(tmp_path: Path, capsys: Captured) -> None:
    assert main(["new", "harness", "--lang", "python", "--out", str(tmp_path / "mine")]) == 0
    assert f"{tmp_path / 'mine' / 'harness.py'}\n" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["c", "python"])
def test_a_second_time_nothing_is_overwritten(language: str, tmp_path: Path, capsys: Captured) -> None:
    arguments = ["new", "harness", "--lang", language, "--out", str(tmp_path)]
    assert main(arguments) == 0
    capsys.readouterr()
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"coppspec: {tmp_path}/")
    assert err.endswith(" is there already, and stays as it is; give another folder with --out\n")


def test_a_folder_that_is_a_file_is_told_in_one_line(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "file").touch()
    assert main(["new", "harness", "--lang", "c", "--out", str(tmp_path / "file")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("coppspec: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["new"], "Missing argument 'harness'"),
        (["new", "harness"], "Missing option '--lang'"),
        (["new", "driver", "--lang", "c"], "'driver' is not 'harness'"),
        (
            ["new", "harness", "--lang", "java"],
            "there is no skeleton in 'java', only c, python, any; --lang any has what",
        ),
        (["new", "harness", "--lang", "go"], "--lang any has what it takes to write one in any language"),
        (["new", "harness", "--lang", "c", "--out", ""], "a path is wanted, and there is none"),
    ],
)
def test_what_cannot_be_written_is_told(arguments: list[str], told: str, capsys: Captured) -> None:
    assert main(arguments) == 2
    assert told in capsys.readouterr().err
