"""On how many random profiles of the reference driver inference is exact, and what it costs.

It is exact if the reading that the driver follows is among those that remain for each choice, and no sequence
of the search tells another one that remains from it.

Run it with: .venv/bin/python benchmarks/inference.py [NUMBER]
"""

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from random import Random
from statistics import median
from time import process_time
from typing import NamedTuple

from coppspec.model.profile import Profile
from coppspec.oracle.inference import Inferred, infer, readings
from coppspec.oracle.probes import Search
from coppspec.properties.catalog import EVERYTHING
from coppspec.properties.following import reference

PROFILES = 300


class Case(NamedTuple):
    """One profile, and what came of it."""

    seed: int
    wrong: tuple[str, ...]
    """The choices of which the reading was not told as it could be."""
    open: int
    """Choices of which several readings remain."""
    sequences: int
    calls: int
    seconds: float


def main() -> None:
    """Draw the profiles, infer them, and print what came of it."""
    number = int(sys.argv[1]) if sys.argv[1:] else PROFILES
    with ProcessPoolExecutor() as pool:
        cases = list(pool.map(case, range(number)))
    for each in cases:
        if each.wrong:
            sys.stdout.write(f"seed {each.seed}: {', '.join(each.wrong)}\n")
    exact = sum(not each.wrong for each in cases)
    told = len(readings()) - sum(each.open for each in cases) / number
    sys.stdout.write(
        f"{exact} of {number} random profiles are told exactly, {told:.1f} of {len(readings())} choices\n"
    )
    sequences, calls = (
        sum(of) for of in ([each.sequences for each in cases], [each.calls for each in cases])
    )
    sys.stdout.write(f"{sequences / number:.0f} sequences each, {calls / sequences:.1f} calls a sequence\n")
    seconds = sorted(each.seconds for each in cases)
    sys.stdout.write(f"{median(seconds):.1f} s of one core in the median, {seconds[-1]:.1f} s at most\n")


def case(seed: int) -> Case:
    """One profile, drawn by its number."""
    random = Random(seed)  # noqa: S311  to repeat it
    true = Profile(**{choice: random.choice(every) for choice, every in readings().items()})
    before = process_time()
    inferred = infer(reference(true))
    seconds = process_time() - before
    left = sum(len(each) > 1 for each in inferred.told.values())
    return Case(seed, tuple(wrong(true, inferred)), left, inferred.sequences, inferred.calls, seconds)


def wrong(true: Profile, inferred: Inferred) -> Iterator[str]:
    """The choices that are told otherwise than they are, or could be told and are not."""
    search = Search(EVERYTHING)
    for choice, left in inferred.told.items():
        if true[choice] not in left:
            yield f"{choice} is {true[choice]!r}, and not {left}"
        elif any(search.excludes(true, choice, each) for each in left if each != true[choice]):
            yield f"{choice} is {true[choice]!r}, and not one of {left}"


if __name__ == "__main__":
    main()
