"""`coppspec suite` lists, writes and certifies; a damaged file is told in one line."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from coppspec.cli import main
from coppspec.properties.catalog import catalog
from coppspec.properties.suite_writing import lines

Captured = pytest.CaptureFixture[str]
Lines = list[bytes]


@cache
def control() -> tuple[bytes, ...]:
    """The lines of a suite, each with its end."""
    return tuple(f"{line}\n".encode() for line in lines(catalog()["control"], 0))


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    return saved(tmp_path / "control.ndjson", control())


def saved(path: Path, of: tuple[bytes, ...] | Lines) -> Path:
    path.write_bytes(b"".join(of))
    return path


def complaint(capsys: Captured) -> str:
    """The one line on standard error; nothing is on standard output."""
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("coppspec: ")
    assert err.count("\n") == 1
    return err


def printed(capsys: Captured) -> str:
    """What is on standard output; nothing is on standard error."""
    out, err = capsys.readouterr()
    assert err == ""
    return out


# Lists.


def test_the_alphabets_are_listed_with_their_sizes(capsys: Captured) -> None:
    assert main(["suite"]) == 0
    said = printed(capsys)
    assert [line for line in said.splitlines() if not line.startswith(" ")] == [
        f"{each}:" for each in catalog()
    ]
    assert "  machine: 14 letters, 6 states\n" in said
    assert "    0 extra: 183 tests, 926 calls\n" in said
    assert max(map(len, said.splitlines())) <= 100


def test_the_list_is_json_on_demand(capsys: Captured) -> None:
    assert main(["suite", "--json"]) == 0
    listed = json.loads(printed(capsys))
    assert [*listed] == [*catalog()]
    assert {*listed["keys"]} == {"about", "leaves out", "letters", "states", "suites"}
    assert (listed["control"]["letters"], listed["control"]["states"]) == (14, 6)
    assert listed["control"]["suites"][1] == {"extra states": 1, "tests": 2_403, "calls": 14_417}


# Writes.


def test_what_is_written_is_certified(tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "s.ndjson"
    assert main(["suite", "control", "--extra-states", "1", "--out", str(out)]) == 0
    assert printed(capsys) == ""
    assert main(["suite", "--verify", str(out)]) == 0
    said = printed(capsys)
    assert said.startswith("suite: control, complete with 1 extra state, by HSI\n")
    assert "tests: 2,403\n" in said
    assert said.endswith("certificate: complete\n")


def test_a_suite_goes_to_standard_output_if_no_file_is_named(capsys: Captured) -> None:
    assert main(["suite", "control"]) == 0
    assert printed(capsys).encode() == b"".join(control())


def test_the_same_bytes_are_written_under_every_order_of_hashes() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-m", "coppspec", "suite", "key-pairs"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert said == {"".join(f"{line}\n" for line in lines(catalog()["key-pairs"], 0)).encode()}


def test_an_unknown_alphabet_is_told_with_those_that_there_are(capsys: Captured) -> None:
    assert main(["suite", "contrl"]) == 2
    said = complaint(capsys)
    assert "there is no alphabet 'contrl'; there are control, " in said
    assert said.endswith("key-triples\n")


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "file").touch()
    for out in (tmp_path, tmp_path / "file" / "s.ndjson"):
        assert main(["suite", "control", "--out", str(out)]) == 2
        assert str(tmp_path) in complaint(capsys)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--out", "s.ndjson"),
        ("--extra-states", "1"),
        ("--verify", "s.ndjson", "--out", "t.ndjson"),
        ("--verify", "s.ndjson", "--extra-states", "1"),
        ("control", "--verify", "s.ndjson"),
    ],
    ids=" ".join,
)
def test_what_is_neither_to_write_nor_to_certify_is_refused(
    arguments: tuple[str, ...], tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["suite", *arguments]) == 2
    assert "give a NAME" in complaint(capsys)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("extra", ["-1", "4", "1.5", "one", "", "9" * 5000], ids=lambda each: each[:4])
def test_extra_states_out_of_range_are_answered_with_the_usage(extra: str, capsys: Captured) -> None:
    assert main(["suite", "control", "--extra-states", extra]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "extra states are a number from 0 to 3" in err


def test_a_suite_that_would_take_all_memory_is_not_made(tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "s.ndjson"
    assert main(["suite", "checks", "--extra-states", "3", "--out", str(out)]) == 2
    said = complaint(capsys)
    assert re.search(
        r"checks, complete with 3 extra states: that is some [0-9]{2},[0-9]{3},[0-9]{3} tests, and 2,0", said
    )
    assert said.endswith("; ask for fewer extra states\n")
    assert not out.exists()


# Certifies.


def test_the_certificate_is_json_on_demand(suite: Path, capsys: Captured) -> None:
    assert main(["suite", "--verify", str(suite), "--json"]) == 0
    told = json.loads(printed(capsys))
    assert told["certificate"] == "complete"
    assert told["tests"] == 183
    assert "all that have no more than 6 states" in told["complete for"]


def test_where_a_test_is_missed_the_suite_is_refused_and_it_is_named(
    tmp_path: Path, capsys: Captured
) -> None:
    """What is named is how it begins, as far as it is missing. For some a neighbour stands in."""
    statuses: list[int] = []
    for number, test in list(enumerate(control()))[1:-1:9]:
        path = saved(tmp_path / "s.ndjson", [*control()[:number], *control()[number + 1 :]])
        statuses.append(main(["suite", "--verify", str(path), "--json"]))
        told = json.loads(printed(capsys))
        assert (told["tests"], told["tests when it was made"]) == (182, 183)
        if statuses[-1]:
            assert told["certificate"].startswith("NOT complete: ")
            (named,) = told["missing"]
            missing = json.loads(named[named.rindex("[") :])
            assert json.loads(test)[: len(missing)] == missing
    assert {*statuses} == {0, 1}
    assert statuses.count(1) > statuses.count(0)


def test_a_test_too_many_is_told_and_does_no_harm(tmp_path: Path, capsys: Captured) -> None:
    path = saved(tmp_path / "s.ndjson", [control()[0], b"[0]\n", *control()[1:]])
    assert main(["suite", "--verify", str(path)]) == 0
    assert "\ntests: 184\ntests when it was made: 183\ncertificate: complete\n" in printed(capsys)


def test_a_gap_is_told_in_calls_and_in_letters(tmp_path: Path, capsys: Captured) -> None:
    deleted = b"[0,1,2,3,12,1]\n"
    path = saved(tmp_path / "s.ndjson", [line for line in control() if line != deleted])
    assert main(["suite", "--verify", str(path)]) == 1
    said = " ".join(printed(capsys).split())
    assert "a test that begins with COPPOpenVideoSession" in said
    assert "COPPCloseVideoSession" in said
    assert "[0, 1, 2, 3, 12" in said


def of_another_table() -> Lines:
    head = json.loads(control()[0])
    head["next"][0][1] = 1
    return [json.dumps(head).encode() + b"\n", *control()[1:]]


def with_head(field: str, value: object) -> Callable[[Lines], Lines]:
    return lambda of: [json.dumps({**json.loads(of[0]), field: value}).encode() + b"\n", *of[1:]]


def without(field: str) -> Callable[[Lines], Lines]:
    def damaged(of: Lines) -> Lines:
        head = {name: value for name, value in json.loads(of[0]).items() if name != field}
        return [json.dumps(head).encode() + b"\n", *of[1:]]

    return damaged


def with_line(line: bytes) -> Callable[[Lines], Lines]:
    """In the place of the third."""
    return lambda of: [*of[:2], line, *of[3:]]


DAMAGES: dict[str, tuple[Callable[[Lines], Lines], str]] = {
    "empty": (lambda _: [], "s.ndjson is empty"),
    "cut in its first line": (lambda of: [of[0][:500]], "line 1 has no end: the file is cut"),
    "cut in a line": (lambda of: [*of[:9], of[9][:3]], "line 10 has no end: the file is cut"),
    "cut after a line": (lambda of: of[:10], "is cut: it ends after line 10"),
    "cut before its end": (lambda of: of[:-1], "is cut: it ends after line 184"),
    "without its last newline": (lambda of: [*of[:-1], of[-1][:-1]], "has no end: the file is cut"),
    "without its head": (lambda of: of[1:], "its first line has no format"),
    "reordered": (lambda of: [*of[:2], of[3], of[2], *of[4:]], "line 4 is out of order"),
    "with a line twice": (lambda of: [*of[:3], *of[2:]], "line 4 is out of order"),
    "with its head twice": (lambda of: [of[0], *of], "line 2 is neither a test nor the end"),
    "twice": (lambda of: [*of, *of], "goes on after its end, on line 186"),
    "with a foreign field": (with_head("seed", 7), "line 1 has a foreign field 'seed'"),
    "with a missing field": (without("states"), "line 1 has no field 'states'"),
    "with a field of another type": (with_head("adapter", "0"), "'adapter' is not of type int"),
    "with yes for a number": (with_head("extra_states", value=True), "'extra_states' is not of type int"),
    "of another version": (with_head("version", 2), "a suite of version 2, and version 1 is read here"),
    "of another format": (with_head("format", "a report"), "its first line has no format"),
    "of more extra states than there can be": (with_head("extra_states", 10**9), "no number from 0 to 3"),
    "of an extra state that it was not made for": (with_head("extra_states", 1), "'fault_domain' is another"),
    "of no alphabet": (with_head("projection", "contrl"), "is about 'contrl'; there are control, "),
    "of another table": (lambda _: of_another_table(), "not what these tables give: its 'next' is another"),
    "of another profile": (with_head("profile", {"hdcp_delay": "0"}), "its 'profile' is another"),
    "with a letter out of range": (with_line(b"[1,14]\n"), "line 3 is no list of letters, each below 14"),
    "with a letter below 0": (with_line(b"[-1]\n"), "line 3 is no list of letters"),
    "with half a letter": (with_line(b"[0.5]\n"), "line 3 is no list of letters"),
    "with an empty test": (with_line(b"[]\n"), "line 3 is no list of letters"),
    "with an empty line": (with_line(b"\n"), "line 3 is no JSON"),
    "with what is no call": (with_head("letters", [[{"call": 5}]] * 14), "{'call': 5} is no call"),
    "with what is no JSON": (with_line(b"[1,\n"), "line 3 is no JSON"),
    "with a number without end": (with_line(b"9" * 5000 + b"\n"), "line 3 has a number with too many digits"),
    "with lists in lists": (with_line(b"[" * 200_000 + b"\n"), "line 3 has too many lists in lists"),
    "with what is no UTF-8": (with_line(b'["\xff"]\n'), "it is not UTF-8 text"),
    "with a byte order mark": (lambda of: [b"\xef\xbb\xbf", *of], "line 1 is no JSON"),
    "a line without end": (lambda _: [b"[" + b"1," * (1 << 20)], "line 1 is too long"),
    "something else": (lambda _: [b"\x89PNG\r\n\x1a\n\x00\xff"], "it is not UTF-8 text"),
}


@pytest.mark.parametrize(("damage", "line"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_told_in_one_line(
    damage: Callable[[Lines], Lines], line: str, tmp_path: Path, capsys: Captured
) -> None:
    path = saved(tmp_path / "s.ndjson", damage([*control()]))
    assert main(["suite", "--verify", str(path)]) == 2
    said = complaint(capsys)
    assert line in said
    assert str(path) in said
    assert len(said) < 400 + len(str(path))


def test_what_is_no_file_is_told_in_one_line(tmp_path: Path, capsys: Captured) -> None:
    for path in (tmp_path, tmp_path / "no such file"):
        assert main(["suite", "--verify", str(path)]) == 2
        assert str(path) in complaint(capsys)
