"""The parts of the house import in one direction: each knows only what it may know."""

import ast
import sys
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
PACKAGE = HOUSE / "src" / "coppspec"

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "model": ("coppspec.model",),
    "driver": (
        "coppspec.driver",
        "coppspec.model.layouts",
        "coppspec.model.constants",
        "coppspec.model.tvout",
        "coppspec.model.codes",
        "cryptography",
    ),
    "properties": (
        "coppspec.model",
        "coppspec.driver",
        "coppspec.properties",
        "hypothesis",
        "networkx",
        "numpy",
        "z3",
    ),
    "oracle": (
        "coppspec.model",
        "coppspec.driver",
        "coppspec.properties",
        "coppspec.oracle",
    ),
    "reports": (
        "coppspec.model",
        "coppspec.driver",
        "coppspec.properties",
        "coppspec.oracle",
        "coppspec.reports",
        "pygraphviz",
        "rich",
    ),
    "conformance": (
        "coppspec.model",
        "coppspec.driver",
        "coppspec.properties",
        "coppspec.oracle",
        "coppspec.reports",
        "coppspec.conformance",
        "pytest",
    ),
}
"""Beside the standard library. The driver never sees a table, a clause or the engine."""

DRIVERS = ("properties/correct_", "properties/zoo_")
"""The modules that hold drivers: these have a cryptography of their own."""
HYPOTHESIS = "properties/shrinking.py"
"""The one module that may import Hypothesis."""


def modules() -> list[str]:
    return sorted(
        path.relative_to(HOUSE).as_posix() for folder in MAY_IMPORT for path in (HOUSE / folder).rglob("*.py")
    )


def imported(module: str) -> Iterator[str]:
    """What a module imports, at its top or inside a function, each name with its module before it."""
    package = ".".join(("coppspec", *Path(module).parent.parts))
    for node in ast.walk(ast.parse((HOUSE / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = resolve_name("." * node.level + (node.module or ""), package)
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def within(name: str, allowed: tuple[str, ...]) -> bool:
    standard = name.partition(".")[0] in sys.stdlib_module_names
    return standard or any(f"{name}.".startswith(f"{each}.") for each in allowed)


@pytest.mark.parametrize("module", modules())
def test_a_module_imports_only_what_its_folder_may_know(module: str) -> None:
    allowed = MAY_IMPORT[Path(module).parts[0]] + ("cryptography",) * module.startswith(DRIVERS)
    assert [name for name in imported(module) if not within(name, allowed)] == []


@pytest.mark.parametrize("folder", ["model", "driver"])
def test_no_module_is_imported_by_a_name_that_is_made_while_running(folder: str) -> None:
    """Such an import would not be seen by the test above."""
    dynamic = {
        f"{module}: {name}"
        for module in modules()
        if module.startswith(f"{folder}/")
        for name in imported(module)
        if name.startswith(("importlib.import_module", "importlib.__import__", "runpy", "pkgutil"))
    }
    assert dynamic == set()


def test_hypothesis_is_imported_in_one_module_only() -> None:
    importers = {
        module for module in modules() for name in imported(module) if name.partition(".")[0] == "hypothesis"
    }
    assert importers == {HYPOTHESIS}


def test_the_certificate_shares_no_code_with_what_it_certifies() -> None:
    assert [name for name in imported("properties/certificate.py") if not within(name, ())] == []


def test_every_folder_of_the_package_has_its_rule() -> None:
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders == {*MAY_IMPORT, "commands"}


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("coppspec.model.codes.HResult", True),
        ("coppspec.model.codes", True),
        ("coppspec.model.engine.Engine", False),
        ("coppspec.model", False),
        ("coppspec.model.codes_of_another", False),
        ("cryptography.hazmat", True),
        ("cryptographyx", False),
        ("os.path", True),
    ],
)
def test_a_rule_about_a_module_covers_what_it_holds_and_no_neighbour(name: str, *, allowed: bool) -> None:
    assert within(name, MAY_IMPORT["driver"]) is allowed
