"""What pytest collects: a test for each clause and each point on which the documents are silent.

A test only reads its verdict off the judgement. So no order, choice or distribution of tests changes any.
"""

from collections.abc import Iterator

import pytest

from coppspec.conformance.hearing import Document, hearing
from coppspec.conformance.told import logged, summary, told

NODE = "coppspec/conformance/clauses.py"
"""The beginning of each test's name, wherever the package is installed."""
NO_TARGET = (
    "coppspec: no driver was judged; type: pytest --pyargs coppspec.conformance "
    "--coppspec-target exec:./my_driver"
)
SKIPPED = ("unsupported", "not exercised", "not decided", "inconclusive")
"""The verdicts that say nothing of the driver; the reason follows."""
SILENT = "it says nothing under the readings that the driver follows"


class Clauses(pytest.File):
    """All of them."""

    def collect(self) -> Iterator[pytest.Item]:
        """One test for each clause that can be judged, and what is so of the run as a whole."""
        if self.config.getoption("coppspec_target") is None:
            pytest.skip(NO_TARGET, allow_module_level=True)
        known = self.config.getoption("coppspec_known_failures") is not None
        tests: dict[str, type[pytest.Item]] = {
            "run": Run,
            **({"known-failures": KnownFailures} if known else {}),
            **dict.fromkeys(_judgeable(), Clause),
        }
        for name, test in tests.items():
            yield test.from_parent(self, name=name)  # pyright: ignore[reportUnknownMemberType]  so it is in pytest


class OfTheRun(pytest.Item):
    """A test that stands on no line of a file."""

    def reportinfo(self) -> tuple[str, None, str]:
        """Where it is, and the heading above its failure."""
        return NODE, None, self.name


class Clause(OfTheRun):
    """That a driver conforms to a clause."""

    def runtest(self) -> None:
        """Fail with each violation, or skip with the reason why nothing is said."""
        judgement = hearing(self.config).document
        if self.name in judgement["stale known failures"]:
            pytest.fail(f"{self.name} is violated no more; take it out of the known failures", pytrace=False)
        if found := [each for each in judgement["violations"] if each["clause"] == self.name]:
            if found[0]["known"]:
                pytest.xfail(summary(found[0]))
            pytest.fail("\n\n".join(map(told, found)), pytrace=False)
        verdict, reason = _verdict(judgement, self.name)
        if verdict in SKIPPED:
            pytest.skip(f"{verdict}: {reason}")


class Run(OfTheRun):
    """That a driver was judged to the end, and that nothing was found that no other test tells."""

    def runtest(self) -> None:
        """Fail with what stood in the way, and with what the driver wrote of it."""
        judgement = hearing(self.config).document
        untold = [each for each in judgement["violations"] if each["clause"] not in _judgeable()]
        if any(not each["known"] for each in untold):
            pytest.fail("\n\n".join(map(told, untold)), pytrace=False)
        if why := "; ".join(judgement["lost"]):
            pytest.fail(f"the run did not come to its end: {why}{logged(judgement)}", pytrace=False)
        if not judgement["totals"]["calls"]:
            pytest.fail(f"the driver was not asked anything{logged(judgement)}", pytrace=False)


class KnownFailures(OfTheRun):
    """That each of them can be violated: what is violated no more fails by its own name."""

    def runtest(self) -> None:
        """Fail with those that have no test."""
        stale = hearing(self.config).document["stale known failures"]
        if never := sorted(set(stale) - set(_judgeable())):
            names = ", ".join(never)
            pytest.fail(f"no driver can be seen to violate {names}; take it out", pytrace=False)


def _judgeable() -> tuple[str, ...]:
    from coppspec.oracle.verdicts import judgeable  # noqa: PLC0415  only where there is a target

    return judgeable()


def _verdict(judgement: Document, clause: str) -> tuple[str, str]:
    """The verdict on a clause, and its reason."""
    found = next((each for each in judgement["clauses"] if each["id"] == clause), None)
    return ("not exercised", SILENT) if found is None else (found["verdict"], found["reason"])
