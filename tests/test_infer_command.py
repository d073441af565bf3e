"""coppspec infer: what a driver follows, in words, as JSON and as a profile file."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from coppspec.cli import main
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability
from coppspec.driver.reference import ReferenceDriver
from coppspec.oracle.profile_file import read

pytestmark = pytest.mark.slow
Captured = pytest.CaptureFixture[str]
REFERENCE = "py:coppspec.driver.reference:ReferenceDriver"


def test_a_driver_is_told_in_words_and_written_as_a_file(
    build: Callable[..., Path], tmp_path: Path, capsys: Captured
) -> None:
    path, driver = tmp_path / "driver.toml", f"c:{build('libtemplate.so')}"
    assert main(["infer", driver, "--out", str(path)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert lines[0].startswith("profile: padding_check = ignore; sequence_start_retry = retry;")
    assert lines.index("departs from the recommended reading:") < lines.index("as recommended:")
    assert "      5. COPPSequenceStart, session 1 -> S_OK" in lines
    assert "  it has no TV output to protect:" in lines
    assert "no accepted reading explains:" in lines
    assert max(map(len, lines)) <= 100
    assert read(path).departures == {
        "padding_check": "ignore",
        "sequence_start_retry": "retry",
        "unknown_status_ok": "empty success",
        "toobigsize_level0": "levels above 0",
        "data_size_limit": "no upper limit",
    }
    written = path.read_text(encoding="utf-8")
    assert written.startswith(f"# Which readings {driver} follows, found by probing it.\nversion = 1\n")
    assert (
        "# Not told from 'from active': it takes 'link lost', which the driver does not declare." in written
    )


@pytest.mark.thorough
def test_the_json_has_every_choice_with_its_probes(capsys: Captured) -> None:
    assert main(["infer", REFERENCE, "--json", "--seed", "3"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "coppspec-inferred/1"
    assert told["profile"] == {}
    padding = told["choices"]["padding_check"]
    assert padding["id"] == "Q01"
    assert padding["readings"] == ["strict"]
    (probe,) = padding["probes"]
    assert probe["agrees"] == ["strict"]
    assert probe["calls"][-1] == {
        "call": "COPPSequenceStart, session 1, zeros for padding",
        "answer": "E_UNEXPECTED",
    }
    assert told["choices"]["key_reuse"]["why"] == "what it does goes with each of these readings"


class ShowsNothing(ReferenceDriver):
    """A driver of which nothing can be seen: no device opens, and there is no TV output."""

    outputs = (replace(OUTPUTS[0], dual_view=False),)
    adapters = ()
    capabilities = frozenset[Capability]()


def test_a_driver_of_which_nothing_can_be_told_is_inconclusive(capsys: Captured) -> None:
    assert main(["infer", f"py:{__name__}:ShowsNothing"]) == 3
    assert "found: 0 of 52 choices, by 0 sequences with 0 calls" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nothing"], "'nothing' is no target; wanted is py:module:Name"),
        (["py:coppspec.driver.reference:OUTPUTS"], "which makes no driver"),
        (["py:builtins:dict"], "py:builtins:dict: cannot be declared: AttributeError"),
        ([REFERENCE, "--out", "/dev/null/file"], "/dev/null"),
    ],
)
def test_what_cannot_be_probed_is_told_in_one_line(arguments: list[str], told: str, capsys: Captured) -> None:
    assert main(["infer", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err
    assert err.count("\n") == 1
