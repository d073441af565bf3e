"""A profile is read as it was written, and a file that is none is told in one line."""

from pathlib import Path
from random import Random

import pytest

from coppspec.model.profile import Profile
from coppspec.oracle.inference import readings
from coppspec.oracle.profile_file import LONGEST, InvalidProfileFile, of_text, read, text

HEAD = "version = 1\n[readings]\n"


@pytest.mark.parametrize("seed", range(5))
def test_a_profile_is_read_as_it_was_written(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    profile = Profile(**{choice: random.choice(every) for choice, every in readings().items()})
    path = tmp_path / "profile.toml"
    path.write_text(text(profile, "Of a driver.\nOf mine.", {"level_join": "Not told."}), encoding="utf-8")
    assert dict(read(path)) == dict(profile)


def test_a_file_has_every_choice_with_its_question() -> None:
    lines = text(Profile(), "Of a driver.").splitlines()
    assert lines[:4] == ["# Of a driver.", "version = 1", "", "[readings]"]
    assert "# Q04: A second COPPSequenceStart after a failed first one." in lines
    assert 'sequence_start_retry = "one attempt"' in lines
    assert {line.partition(" = ")[0] for line in lines} >= {*readings()}


def test_a_note_stands_between_a_question_and_its_reading() -> None:
    lines = text(Profile(), notes={"key_reuse": "Not told."}).splitlines()
    at = lines.index("# Not told.")
    assert lines[at - 1].startswith("# A-05")
    assert lines[at + 1] == 'key_reuse = "never"'


def test_what_a_file_leaves_out_is_as_recommended() -> None:
    assert of_text(HEAD + "key_reuse = 'after quarantine'").departures == {"key_reuse": "after quarantine"}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("version = ", "this is no TOML: "),
        ("[readings]", "it has no version; wanted is version = 1"),
        ("version = 2\n[readings]", "version is 2; wanted is 1"),
        ("version = true\n[readings]", "version is True; wanted is 1"),
        ("version = 1", "it has no table [readings], with lines like level_order = 'precedence'"),
        ("version = 1\nreadings = 3", "it has no table [readings]"),
        ("version = 1\n[reading]", "there is no key 'reading'; did you mean 'readings'?"),
        (HEAD + "level_ordr = 'precedence'", "there is no choice 'level_ordr'; did you mean 'level_order'?"),
        (HEAD + "zzz = 'precedence'", "there is no choice 'zzz'"),
        (HEAD + "level_order = 'presedence'", "no reading 'presedence'; did you mean 'precedence'?"),
        (HEAD + "level_order = 'x'", '\'x\'; wanted is "numeric maximum" or "precedence"'),
        (HEAD + "level_order = 3", 'level_order is 3; wanted is "numeric maximum" or "precedence"'),
        (HEAD + "activate_zero = 'refused'", "'refused' is a forbidden reading: no profile can take it"),
        (HEAD + "picture_bounds = 'refused'", "no table has picture_bounds = 'refused' yet"),
        ("[" * 50_000, "this is no TOML: "),
    ],
)
def test_what_is_no_profile_is_told_in_one_line(given: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    path.write_text(given, encoding="utf-8")
    with pytest.raises(InvalidProfileFile) as raised:
        read(path)
    assert str(raised.value).startswith(f"{path}: ")
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_too_large_or_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    path.write_bytes(b"#" * (LONGEST + 1))
    with pytest.raises(InvalidProfileFile, match=f"it has more than {LONGEST:,} bytes"):
        read(path)
    path.write_bytes(b"\xff")
    with pytest.raises(InvalidProfileFile, match="it is not UTF-8 text"):
        read(path)
