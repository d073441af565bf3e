"""What --only picks is listed beforehand, and a typo is told what is like it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from coppspec.cli import main
from coppspec.properties.chosen import is_chosen, nothing_chosen
from coppspec.properties.results import Kind
from coppspec.properties.verification import job_names, verify

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
    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
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
    file = tmp_path / "found.json"
    assert main(["check", REFERENCE, "--only", listed[0], "--json-out", str(file)]) in {0, 3}
    suites = json.loads(file.read_text(encoding="utf-8"))["suites"]
    assert [each["name"] for each in suites] == [listed[0]]
    capsys.readouterr()
    assert main(["check", REFERENCE, "--only", "contrl"]) == 2
    assert "did you mean 'control, complete" in capsys.readouterr().err


def test_the_subject_of_a_finding_is_a_name_that_only_takes() -> None:
    names = job_names()
    for finding in verify(only="suite of keys").findings:
        assert any(is_chosen(finding.subject, name) for name in names)
    zoo = [each for each in names if each.startswith("the zoo: ")]
    assert len(set(zoo)) == len(zoo)
    (finding,) = verify(only=zoo[0]).of(Kind.WRONG_DRIVER)
    assert is_chosen(finding.name, zoo[0])
    assert is_chosen(finding.subject, zoo[0])
