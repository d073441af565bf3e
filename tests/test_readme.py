"""What the README shows is what happens."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from coppspec.cli import main
from coppspec.oracle.check import check
from coppspec.oracle.sitting import Order
from coppspec.properties.traceability import ZOO
from coppspec.properties.trial import Disagreement
from coppspec.reports.diagram import diagrams
from coppspec.reports.judgement_told import told
from coppspec.reports.mermaid import mermaid

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.slow
def test_the_faulty_driver_in_c_is_told_what_the_readme_says(build: Callable[..., Path]) -> None:
    make, check_it = block("sh").splitlines()
    assert check_it.endswith("examples/c/libwrong.so")
    library = build("libwrong.so", make.partition("FAULT=")[2])
    rest = told(check(Order(f"c:{library}", only="control, complete with no")))
    for piece in block("text").strip().split("...")[1:]:
        _, is_there, rest = rest.partition(piece)
        assert is_there, piece
    assert rest == ""


def test_the_faulty_driver_in_python_is_told_at_once() -> None:
    with pytest.raises(Disagreement, match="COPP-152"):
        exec(compile(block("python"), "README.md", "exec"), {})  # noqa: S102  our own README


def test_the_picture_is_what_the_table_gives() -> None:
    assert block("mermaid") == mermaid(diagrams()[0]), "write the text of copp-device.mmd into README.md"


def test_every_command_that_the_readme_lists_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    _, _, listed = capsys.readouterr().out.partition("Commands:\n")
    commands = re.findall(r"^  (\w+) ", listed, flags=re.MULTILINE)
    assert set(re.findall(r"^\| `coppspec (\w+)", README, flags=re.MULTILINE)) == set(commands)


def test_every_link_of_the_readme_leads_somewhere() -> None:
    assert all((ROOT / path).exists() for path in re.findall(r"\]\(([^)]+)\)", README))


def test_the_changelog_counts_the_zoo_right() -> None:
    assert f"catches {len(ZOO)} wrong drivers" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
