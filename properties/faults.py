"""Faults of a finite machine: a cell that is wrong, or one of a state that a driver has beyond the table's.

Every one of them is put through a suite, so what the suite catches is counted and not assumed.
"""

from collections.abc import Iterable, Iterator

from coppspec.properties.finite import Finite, Word

Cells = dict[tuple[int, int], tuple[int, int]]
"""By state and letter: the next state and the output."""
Fault = tuple[tuple[int, int], Cells]
"""A wrong machine, and the cell that it does not get past unchanged."""


def caught(machine: Finite, words: Iterable[Word], wrong: Iterable[Fault]) -> tuple[int, int]:
    """How many faults a suite catches, and how many there are that can be seen at all."""
    through = _by_cell(machine, words)
    found = missed = 0
    for place, cells in wrong:
        if not all(_passes(machine, cells, word) for word in through.get(place, ())):
            found += 1
        elif differs(machine, cells):
            missed += 1
    return found, found + missed


def cells_of(machine: Finite) -> Cells:
    """Every cell, by its state and letter."""
    rows = zip(machine.next, machine.output, strict=True)
    return {
        (state, letter): cell
        for state, row in enumerate(rows)
        for letter, cell in enumerate(zip(*row, strict=True))
    }


def single_faults(machine: Finite) -> Iterator[Fault]:
    """Every cell with every other next state, and with another output: it is seen, whatever it is."""
    cells, states = cells_of(machine), range(len(machine.next))
    for place, (after, output) in cells.items():
        yield place, cells | {place: (after, output - 1)}
        yield from ((place, cells | {place: (wrong, output)}) for wrong in states if wrong != after)


def hidden_faults(machine: Finite) -> Iterator[Fault]:
    """A state is doubled, one way leads to its double, and one of the double's cells is wrong."""
    cells = cells_of(machine)
    for way in cells:
        doubled, new = doubled_at(cells, way), len(machine.next)
        for letter in range(len(machine.letters)):
            after, output = doubled[new, letter]
            yield way, doubled | {(new, letter): (after, output - 1)}
            for wrong in {*range(new + 1)} - {after}:
                yield way, doubled | {(new, letter): (wrong, output)}


def doubled_at(cells: Cells, way: tuple[int, int]) -> Cells:
    """With a double of the state that a way leads to, at its end."""
    state, output = cells[way]
    new = 1 + max(each for each, _ in cells)
    double = {(new, letter): cell for (each, letter), cell in cells.items() if each == state}
    return cells | double | {way: (new, output)}


def survivors(machine: Finite, wrong: Iterable[Fault], words: Iterable[Word]) -> Iterator[Cells]:
    """Machines that differ and pass: only tests through the first cell that is wrong can tell."""
    through = _by_cell(machine, words)
    for place, cells in wrong:
        if all(_passes(machine, cells, word) for word in through.get(place, ())) and differs(machine, cells):
            yield cells


def _by_cell(machine: Finite, words: Iterable[Word]) -> dict[tuple[int, int], list[Word]]:
    found: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        state, met = 0, dict[tuple[int, int], None]()
        for letter in word:
            met[state, letter] = None
            state = machine.next[state][letter]
        for cell in met:
            found.setdefault(cell, []).append(word)
    return found


def _passes(machine: Finite, cells: Cells, word: Word) -> bool:
    right = state = 0
    for letter in word:
        state, output = cells[state, letter]
        if output != machine.output[right][letter]:
            return False
        right = machine.next[right][letter]
    return True


def differs(machine: Finite, cells: Cells) -> bool:
    """Whether a machine answers some sequence differently: a search of the product."""
    queue = [(0, 0)]
    met = set(queue)
    for right, state in queue:
        for letter, wanted in enumerate(machine.output[right]):
            after, output = cells[state, letter]
            if output != wanted:
                return True
            pair = machine.next[right][letter], after
            if pair not in met:
                met.add(pair)
                queue.append(pair)
    return False
