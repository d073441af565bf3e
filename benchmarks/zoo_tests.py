"""Record which test of its suite catches each wrong driver of the zoo: `python benchmarks/zoo_tests.py`.

Writes properties/zoo_tests.json, by which `verify` tries that test first.
"""

from collections.abc import Iterator
from pathlib import Path

from coppspec.properties.suites import suites
from coppspec.properties.traceability import ZOO
from coppspec.properties.zoo import WrongDriver
from coppspec.properties.zoo_tests import FILE, written


def found() -> Iterator[tuple[WrongDriver, int]]:
    """Each wrong driver with the test that catches it."""
    by_name = {suite.name: suite for suite in suites()}
    for wrong in ZOO:
        for index, _ in by_name[wrong.suite].caught_by(wrong.make):
            yield wrong, index
            break


if __name__ == "__main__":
    Path(__file__).parent.parent.joinpath("properties", FILE).write_text(written(found()), encoding="utf-8")
