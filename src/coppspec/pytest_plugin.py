"""The plugin for pytest: `pytest --pyargs coppspec.conformance --coppspec-target exec:./my_driver`.

pytest loads it in every run where coppspec is installed. So it imports nothing more until there is a target,
and judges nothing unless a test of a clause is about to run. What a pytest before 9 does not have stands in
quotes: it would break the tests of a project that does not even use this.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from coppspec.conformance.clauses import Clauses
    from coppspec.conformance.hearing import Hearing

OPTIONS = (
    ("target", "TARGET", "the driver to judge: py:module:Name, exec:command, or c:./libdriver.so"),
    ("seed", "N", "of everything that is drawn (default: 0)"),
    ("only", "TEXT", "run only what has this in its name: 'control'"),
    ("profile", "FILE", "the readings that the driver is held to, as `coppspec infer` writes them"),
    ("known-failures", "FILE", "clauses that may be violated, one on a line"),
    ("jobs", "N", "how many of the driver may be there at once (default: cores, 4 at most)"),
    (
        "call-seconds",
        "S",
        "how long a call may take (default: 5); to start, six times as long, and 30 at least",
    ),
)
"""Each with what it takes and its help; what they take is looked at by `coppspec check`."""
SUITE = ("conformance", "clauses.py")
"""The last parts of the path of the suite."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """All begin with the name of the project: there are other plugins."""
    group = parser.getgroup("coppspec", "judging a driver of COPP or of copy-protection sessions")
    for name, takes, meaning in OPTIONS:
        group.addoption(f"--coppspec-{name}", metavar=takes, help=meaning)
    group.addoption("--coppspec-thorough", action="store_true", help="also larger suites, and more at random")


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say why the first test takes its time."""
    target: str | None = config.getoption("coppspec_target")
    if target is None:
        return None
    held = config.getoption("coppspec_profile") or "the readings that it follows"
    return f"coppspec: {target}, held to {held}; judged before the first test, which takes about a minute"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "Clauses | None":
    """Collect the suite, whatever a project calls the files and functions of its own tests."""
    if file_path.parts[-2:] != SUITE or not _is_wanted(parent.config):
        return None
    from coppspec.conformance import clauses  # noqa: PLC0415  see the module

    if file_path != Path(clauses.__file__):
        return None
    return clauses.Clauses.from_parent(  # pyright: ignore[reportUnknownMemberType]  so it is in pytest
        parent, path=file_path, nodeid=clauses.NODE
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Judge before the first test, if one of them is about a clause."""
    if session.config.option.collectonly or session.testsfailed or hasattr(session.config, "workerinput"):
        return
    items: list[pytest.Item] = getattr(session, "items", [])  # an older pytest has none if xdist collects
    _judge(session.config, [each.nodeid for each in items])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401  pytest-xdist need not be there
    """Tell a process of pytest-xdist where it finds the judgement."""
    if (found := _hearing(node.config)) is not None:
        from coppspec.conformance.hearing import FOLDER  # noqa: PLC0415  see the module

        node.workerinput[FOLDER] = str(found.folder)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: Sequence[str]) -> None:  # noqa: ANN401  as above
    """Judge before the first test is handed out."""
    _judge(node.config, ids)


def pytest_terminal_summary(terminalreporter: "pytest.TerminalReporter", config: pytest.Config) -> None:
    """What was judged with its totals, or what to type."""
    lines = list(_lines(terminalreporter, config))
    if lines:
        terminalreporter.section("coppspec")
    for line in lines:
        terminalreporter.write_line(line)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the judgement, which nobody needs any more."""
    if (found := _hearing(config)) is not None:
        found.end()


def _hearing(config: pytest.Config) -> "Hearing | None":
    """The check of this run, if there is a target."""
    if config.getoption("coppspec_target", None) is None:
        return None
    from coppspec.conformance.hearing import hearing  # noqa: PLC0415  see the module

    return hearing(config)


def _is_wanted(config: pytest.Config) -> bool:
    """Whether there is a target, or a word of the suite; in a walk over our own sources it is in the way."""
    return config.getoption("coppspec_target") is not None or any(SUITE[0] in each for each in config.args)


def _judge(config: pytest.Config, nodes: Sequence[str]) -> None:
    """Judge the driver once, if any of the tests is about a clause."""
    found = _hearing(config)
    if found is None or found.is_over or not any(map(_is_ours, nodes)):
        return
    from coppspec.conformance.told import of_the_driver  # noqa: PLC0415  see the module

    judged = of_the_driver(found.document)
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and config.option.verbose >= 0:
        reporter.ensure_newline()
        reporter.write_line(f"coppspec: judged {judged}")


def _is_ours(node: str) -> bool:
    return node.startswith(f"coppspec/{'/'.join(SUITE)}")


def _lines(reporter: "pytest.TerminalReporter", config: pytest.Config) -> Iterator[str]:
    found = _hearing(config)
    if found is None:
        skipped = reporter.stats.get("skipped", ())
        yield from (each.longrepr[2].removeprefix("Skipped: ") for each in skipped if _is_ours(each.nodeid))
    elif found.is_over:
        from coppspec.conformance.told import of_the_driver, totals  # noqa: PLC0415  see the module

        yield of_the_driver(found.document)
        yield from totals(found.document)
