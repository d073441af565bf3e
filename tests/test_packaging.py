"""The folders, the package list and the import names agree."""

import sys
import tomllib
from pathlib import Path

from coppspec.cli import main
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.device import DEVICE
from coppspec.reports.report import write_report

ROOT = Path(__file__).parents[1]
PARTS = ("conformance", "driver", "model", "oracle", "properties", "reports")


def test_every_package_folder_is_listed_and_has_one_name() -> None:
    found = {
        ".".join(("coppspec", *init.parent.relative_to(ROOT).parts))
        for part in PARTS
        for init in (ROOT / part).rglob("__init__.py")
    }
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    setuptools = settings["tool"]["setuptools"]
    assert (
        set(setuptools["packages"])
        == set(setuptools["package-dir"])
        == found | {"coppspec", "coppspec.commands", "coppspec.docs"}
    )
    assert main.__module__ == "coppspec.cli"
    assert ReferenceDriver.__module__ == "coppspec.driver.reference"
    assert type(DEVICE).__module__ == "coppspec.model.language"
    assert write_report.__module__ == "coppspec.reports.report"
    assert not set(PARTS) & sys.modules.keys()


def test_every_link_shows_its_folder_to_the_tools() -> None:
    for part in PARTS:
        assert (ROOT / "src" / "coppspec" / part).resolve() == (ROOT / part).resolve()


def test_every_data_file_of_a_package_is_listed() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = settings["tool"]["setuptools"]["package-data"]
    for part in PARTS:
        patterns = listed.get(f"coppspec.{part}", ())
        found = {path for pattern in patterns for path in (ROOT / part).glob(pattern)}
        assert found == {path for path in (ROOT / part).rglob("*") if is_data(path)}


def is_data(path: Path) -> bool:
    """Whether nothing but its mention takes a file into the wheel."""
    return path.is_file() and path.suffix not in {".py", ".pyc"}
