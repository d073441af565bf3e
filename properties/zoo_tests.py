"""Which test of its suite has caught each wrong driver of the zoo: that one is tried first.

`zoo_tests.json` beside this module is recorded by `benchmarks/zoo_tests.py`. If a suite has changed since, or
the seed is another one, the test may catch nothing: then the others are tried, so a stale number costs time
and nothing else.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from coppspec.properties.suite import Suite
from coppspec.properties.trial import Disagreement
from coppspec.properties.zoo import WrongDriver

FILE = "zoo_tests.json"


@cache
def recorded() -> Mapping[str, int]:
    """By the sentence of each wrong driver the index of a test in its suite."""
    numbers: dict[str, int] = json.loads(files("coppspec.properties").joinpath(FILE).read_text("utf-8"))
    return numbers


def exposed(wrong: WrongDriver, suite: Suite, seed: int = 0) -> Disagreement | None:
    """Where a wrong driver parts from its suite; None if it passes all of it."""
    index = recorded().get(wrong.sentence)
    first = () if index is None or index >= len(suite.tests) else (index,)
    return suite.catches(wrong.make, seed, first)


def written(found: Iterable[tuple[WrongDriver, int]]) -> str:
    """The text of the file, of the drivers and the tests that caught them."""
    numbers = {wrong.sentence: index for wrong, index in found}
    return json.dumps(dict(sorted(numbers.items())), indent=1) + "\n"
