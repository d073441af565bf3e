"""Complete suites in words: which there are, what a file holds, and what its certificate says."""

from collections.abc import Mapping

from coppspec.model.step import Intent
from coppspec.properties.bench import Test
from coppspec.properties.catalog import Projection, title
from coppspec.properties.certificate import Gap, Word
from coppspec.properties.complete import hsi
from coppspec.properties.finite import Finite
from coppspec.properties.suite_file import SuiteFile
from coppspec.reports.wrapped import Told

SHOWN = (0, 1)
"""For how many extra states the size of each suite is listed."""


def listing(catalogue: Mapping[str, Projection]) -> Told:
    """Every alphabet, with the size of its machine and of its suites."""
    found: Told = {}
    for name, projection in catalogue.items():
        machine, alphabet = projection.machine(), projection.alphabet
        found[name] = {
            "about": alphabet.about,
            "leaves out": alphabet.leaves_out,
            "machine": f"{len(machine.letters)} letters, {len(machine.next)} states",
            "suites": [f"{extra} extra: {size(machine, hsi(machine, extra))}" for extra in SHOWN],
        }
    return found


def size(machine: Finite, words: tuple[Word, ...]) -> str:
    """How much there is to be run."""
    calls = sum(len(machine.letters[letter]) for word in words for letter in word)
    return f"{len(words):,} tests, {calls:,} calls"


def certified(file: SuiteFile, gap: Gap | None) -> Told:
    """What a file holds, and whether it is complete."""
    number, letters = len(file.words), file.letters
    told: Told = {
        "suite": f"{title(file.head['projection'], file.head['extra_states'])}, by {file.head['method']}",
        "alphabet": f"{file.head['about']}: {len(letters)} letters, {len(file.head['states'])} states",
        "leaves out": file.head["leaves_out"],
        "complete for": file.head["fault_domain"],
        "tests": f"{number:,}"
        + ("" if number == file.written else f" of the {file.written:,} it was made with"),
    }
    told["certificate"] = "complete" if gap is None else f"NOT complete: {gap.kind}"
    if gap is not None:
        told["where"] = _steps(letters, gap.where)
        told["and"] = "" if gap.other is None else _steps(letters, gap.other)
        told["missing"] = [f"a test that begins with {_line(letters, word)}" for word in gap.missing]
    return told


def _steps(letters: tuple[Test, ...], word: Word) -> str:
    return _line(letters, word) if word else "the start"


def _line(letters: tuple[Test, ...], word: Word) -> str:
    return "; ".join(_letter(letters[letter]) for letter in word) + f" {list(word)}"


def _letter(letter: Test) -> str:
    """A call, or several as one."""
    return " + ".join(map(Intent.__str__, letter))
