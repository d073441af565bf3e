"""Complete suites in words: which there are, what a file holds, and what its certificate says."""

from collections.abc import Mapping
from typing import Any

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
    """Every alphabet, with the size of its machine and of its suites, in words."""
    return {name: _in_words(each) for name, each in listed(catalogue).items()}


def _in_words(each: Mapping[str, Any]) -> Told:
    return {
        "about": each["about"],
        "leaves out": each["leaves out"],
        "machine": f"{each['letters']} letters, {each['states']} states",
        "suites": [
            f"{of['extra states']} extra: {of['tests']:,} tests, {of['calls']:,} calls"
            for of in each["suites"]
        ],
    }


def listed(catalogue: Mapping[str, Projection]) -> dict[str, Any]:
    """The same for programs: what is a number is one."""
    found: dict[str, Any] = {}
    for name, projection in catalogue.items():
        machine, alphabet = projection.machine(), projection.alphabet
        found[name] = {
            "about": alphabet.about,
            "leaves out": alphabet.leaves_out,
            "letters": len(machine.letters),
            "states": len(machine.next),
            "suites": [_size(machine, extra) for extra in SHOWN],
        }
    return found


def _size(machine: Finite, extra: int) -> dict[str, int]:
    """How much there is to be run; a letter of several calls counts as these."""
    words = hsi(machine, extra)
    calls = sum(len(machine.letters[letter]) for word in words for letter in word)
    return {"extra states": extra, "tests": len(words), "calls": calls}


def certified(file: SuiteFile, gap: Gap | None) -> Told:
    """What a file holds, and whether it is complete."""
    number, letters = len(file.words), file.letters
    told: Told = {
        "suite": f"{title(file.head['projection'], file.head['extra_states'])}, by {file.head['method']}",
        "alphabet": f"{file.head['about']}: {len(letters)} letters, {len(file.head['states'])} states",
        "leaves out": file.head["leaves_out"],
        "complete for": file.head["fault_domain"],
        "tests": number,
    }
    if number != file.written:
        told["tests when it was made"] = file.written
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
