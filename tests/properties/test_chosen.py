"""What --only picks is listed beforehand, and a typo is told what is like it."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from coppspec.cli import main
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.profile import Profile
from coppspec.oracle import profile_file
from coppspec.oracle.docket import docket
from coppspec.properties.chosen import chosen, is_chosen, nothing_chosen
from coppspec.properties.declared import Declared
from coppspec.properties.results import Results
from coppspec.properties.verification import job_names, verify
from coppspec.reports.summary import summary

REFERENCE = "py:coppspec.driver.reference:ReferenceDriver"
NAMES = ["control, complete with no extra states", "random sequences of COPP device, 4 side by side", "keys"]


@pytest.mark.parametrize(
    ("only", "near"),
    [("contrl", NAMES[0]), ("random sequenses", NAMES[1]), ("COPP divice", NAMES[1]), ("keyz", NAMES[2])],
)
def test_a_typo_is_answered_with_what_is_like_it(only: str, near: str) -> None:
    assert not any(is_chosen(only, name) for name in NAMES)
    assert near in nothing_chosen(only, NAMES)
    assert nothing_chosen(only, NAMES).endswith("? --list prints every name")


def test_what_is_like_nothing_is_answered_without_a_hint() -> None:
    assert nothing_chosen("wxyz", NAMES) == "nothing is called 'wxyz'; --list prints every name"


def test_a_typo_is_told_before_a_table_is_examined_or_a_graph_drawn() -> None:
    program = f"""if True:
        import sys
        from coppspec.cli import main
        from coppspec.properties import verification
        del verification.problems
        for command in (["verify"], ["check", "{REFERENCE}"]):
            assert main([*command, "--only", "wxyz"]) == 2
        assert "networkx" not in sys.modules
    """
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  our own program
    assert ran.stderr.count("nothing is called 'wxyz'") == 2


def test_letters_of_any_size_choose() -> None:
    assert is_chosen("copp DEVICE", NAMES[1])


def test_verify_lists_what_only_takes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--list"]) == 0
    every = capsys.readouterr().out.splitlines()
    assert len(set(every)) == len(every)
    assert set(every) == set(job_names())
    assert main(["verify", "--list", "--only", "suite of keys"]) == 0
    assert capsys.readouterr().out.splitlines() == [each for each in every if "suite of keys" in each]
    assert main(["verify", "--list", "--only", "suite of keyz"]) == 2
    assert "did you mean 'suite of keys" in capsys.readouterr().err


def test_check_lists_what_only_takes_and_answers_a_typo_before_it_asks_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", REFERENCE, "--list", "--only", "control"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert "control, complete with no extra states" in listed
    file, held = tmp_path / "found.json", tmp_path / "recommended.toml"
    held.write_text(profile_file.text(Profile()), encoding="utf-8")
    asked = ["check", REFERENCE, "--only", listed[0], "--profile", str(held)]
    assert main([*asked, "--json-out", str(file)]) in {0, 3}
    suites = json.loads(file.read_text(encoding="utf-8"))["suites"]
    assert [each["name"] for each in suites] == [listed[0]]
    capsys.readouterr()
    assert main(["check", REFERENCE, "--only", "contrl"]) == 2
    assert "did you mean 'control, complete" in capsys.readouterr().err


KINDS_OF_JOBS = (
    "facts",
    pytest.param("exploring renderer's interface, with lost_code = no monitor", marks=pytest.mark.thorough),
    "suite of keys, complete with no extra states",
    "suite of another adapter, with level_readback = trigger field",
    pytest.param(
        "suite of one copy-protection session, and a random source that stutters", marks=pytest.mark.thorough
    ),
    pytest.param("mutants of renderer's interface: a rung dropped", marks=pytest.mark.thorough),
    "the zoo: one COPP device: a driver that opens a device twice is caught",
    pytest.param("applications", marks=pytest.mark.thorough),
)


@pytest.mark.parametrize("only", KINDS_OF_JOBS)
def test_what_is_printed_of_a_finding_asks_it_alone_again(only: str) -> None:
    names = job_names()
    (asked,) = chosen(only, names)
    for finding in verify(only=only).findings:
        printed = summary(Results(0, "default", [replace(finding, holds=False)], Counter[str]()))
        (line,) = [each for each in printed.splitlines() if each.startswith("VIOLATED: ")]
        for pasted in (line.removeprefix("VIOLATED: "), finding.asked):
            assert chosen(pasted, names) == {asked}


def test_each_name_picks_itself_alone_with_whatever_is_printed_behind_it() -> None:
    names = job_names(thorough=True)
    for name in set(names):
        assert chosen(name, names) == chosen(f"{name}: it is so", names) == {name}
    assert len(set(job_names())) == len(job_names())


def test_a_part_of_a_name_picks_each_name_that_has_it() -> None:
    assert chosen("COMPLETE with no", NAMES) == {NAMES[0]}
    assert chosen("e", NAMES) == set(NAMES)
    assert chosen("keys", [*NAMES, "keys elsewhere"]) == {"keys"}


def test_a_check_of_one_suite_takes_its_whole_name_and_what_is_printed_of_a_thorough_one() -> None:
    reference = Declared.of(ReferenceDriver())
    names = [each.name for each in docket(reference, Profile(), thorough=True)]
    for name in names:
        assert chosen(name, names) == {name}
    assert [each.name for each in docket(reference, Profile(), only="three devices")] == ["three devices"]


def test_what_takes_thorough_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--only", "proving the count"]) == 2
    assert "'proving the count' is run with --thorough only" in capsys.readouterr().err
    assert main(["check", REFERENCE, "--only", "events, complete with 1 extra state"]) == 2
    assert "is run with --thorough only" in capsys.readouterr().err
