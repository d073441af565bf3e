"""coppspec mutants: which wrong table is caught by which suite."""

from types import SimpleNamespace

from coppspec.properties.matrix import every_case, stale_reasons
from coppspec.properties.suites import suites
from coppspec.reports.matrix_told import as_json, as_text
from coppspec.reports.progress import progress
from coppspec.terminal import CONFORMS, INCONCLUSIVE, VIOLATES, complain, say


def run(options: SimpleNamespace) -> int:
    """Run it; its exit status."""
    with progress() as show:
        found, lost = every_case(show)
    calls = {suite.name: suite.calls for suite in suites()}
    say((as_json if options.json else as_text)(found, calls))
    for each in lost:
        complain(f"it cannot be told of {each}")
    wrong = stale_reasons(found) or any(each.unexplained for each in found)
    if wrong:
        return VIOLATES
    return INCONCLUSIVE if lost else CONFORMS
