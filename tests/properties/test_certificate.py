"""What the certificate accepts lets no other machine pass; every gap is named with what closes it.

The second opinion is a search that folds the tree of a suite into every machine that passes, up to a size.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, combinations, product
from random import Random

import pytest

from coppspec.properties.certificate import Gap, Kind, Table, Unfit, Word, first_gap

SEEDS = range(12)
SMALL = [(0, 2, 2), (1, 3, 2), (2, 4, 2), (3, 2, 3)]
"""Seed, states and letters of machines for which every machine with another state is tried in a moment."""
Cells = dict[tuple[int, int], tuple[int, int]]
"""By state and letter: the next state and the output."""


# Machines.


def random_table(seed: int, states: int, letters: int) -> Table:
    """A minimal machine whose states are all reached."""
    draw = Random(seed)
    while True:
        cells = range(states * letters)
        after, output = ([draw.randrange(most) for _ in cells] for most in (states, 2))
        table = Table(*([row[at : at + letters] for at in cells[::letters]] for row in (after, output)))
        try:
            first_gap(table, (), 0)
        except Unfit:
            continue
        return table


def cells_of(table: Table) -> Cells:
    places = product(range(len(table.next)), range(len(table.next[0])))
    return {
        (state, letter): (table.next[state][letter], table.output[state][letter]) for state, letter in places
    }


def answers(table: Table, word: Word, state: int = 0) -> list[int]:
    shown: list[int] = []
    for letter in word:
        shown.append(table.output[state][letter])
        state = table.next[state][letter]
    return shown


def differs(table: Table, cells: Cells) -> bool:
    """Whether a machine answers differently somewhere; where it has no cell, it may."""
    queue = [(0, 0)]
    for one, other in queue:
        for letter in range(len(table.next[0])):
            after, output = cells.get((other, letter), (0, None))
            if output != table.output[one][letter]:
                return True
            if (pair := (table.next[one][letter], after)) not in queue:
                queue.append(pair)
    return False


def passes(table: Table, cells: Cells, tests: Iterable[Word]) -> bool:
    for test in tests:
        state = 0
        for letter, wanted in zip(test, answers(table, test), strict=True):
            state, output = cells[state, letter]
            if output != wanted:
                return False
    return True


# The fault domain.


def single_faults(table: Table) -> Iterator[Cells]:
    cells, states = cells_of(table), range(len(table.next))
    for place, (after, output) in cells.items():
        yield cells | {place: (after, 1 - output)}
        yield from (cells | {place: (wrong, output)} for wrong in states if wrong != after)


def hidden_faults(table: Table) -> Iterator[Cells]:
    """A state is doubled, one way leads to its double, and one of the double's cells is wrong."""
    cells, states, letters = cells_of(table), len(table.next), range(len(table.next[0]))
    for way, (state, output) in cells.items():
        doubled = cells | {(states, letter): cells[state, letter] for letter in letters}
        doubled[way] = (states, output)
        for letter in letters:
            after, shown = doubled[states, letter]
            yield doubled | {(states, letter): (after, 1 - shown)}
            for wrong in {*range(states + 1)} - {after}:
                yield doubled | {(states, letter): (wrong, shown)}


def survivor(
    table: Table, tests: Iterable[Word], most: int, new: Iterable[Word] | None = None
) -> Cells | None:
    """A machine that passes and differs, if there is one of at most so many states: all are tried.

    If it is said after which words a state may be new, all states are reached by these.
    """
    nodes = {test[:length] for test in tests for length in range(1, len(test) + 1)}
    bringing = nodes if new is None else {*new}
    # A survivor has all its states there, so these come first, in any case of the shortest ones.
    order = sorted(nodes, key=lambda node: (node not in bringing, len(node), node))
    steps = [(node, node[:-1], node[-1], answers(table, node)[-1], node in bringing) for node in order]
    folded = _folded(steps, {(): 0}, {}, most)
    return next((cells for cells in folded if differs(table, cells)), None)


def _folded(
    steps: list[tuple[Word, Word, int, int, bool]], image: dict[Word, int], cells: Cells, most: int
) -> Iterator[Cells]:
    """Every machine with the outputs of the tree, its states numbered as they are met."""
    at = len(image) - 1
    if at == len(steps):
        yield cells
        return
    node, parent, letter, output, may_be_new = steps[at]
    place = (image[parent], letter)
    known = {state for state, _ in cells.values()} | {0}
    fresh = [len(known)] if may_be_new and len(known) < most else []
    choice = [(state, output) for state in (*known, *fresh)] if place not in cells else [cells[place]]
    for state, shown in choice:
        if shown == output:
            yield from _folded(steps, image | {node: state}, cells | {place: (state, shown)}, most)


def cover(table: Table) -> dict[int, Word]:
    """The first of the shortest words to each state."""
    ways: dict[int, Word] = {0: ()}
    for state in (queue := [0]):
        for letter, after in enumerate(table.next[state]):
            if after not in ways:
                ways[after] = (*ways[state], letter)
                queue.append(after)
    return ways


def after(table: Table, word: Word) -> int:
    state = 0
    for letter in word:
        state = table.next[state][letter]
    return state


def words(table: Table, most: int) -> list[Word]:
    """All of at most so many letters, the shortest first."""
    return [*chain.from_iterable(product(range(len(table.next[0])), repeat=each) for each in range(most + 1))]


def within(table: Table, extra: int) -> list[Word]:
    """The sequences of the cover with so many letters after them."""
    every = product(cover(table).values(), words(table, extra))
    return sorted({(*way, *word) for way, word in every}, key=lambda word: (len(word), word))


def unfolded_fault(table: Table, extra: int, draw: Random) -> Cells:
    """A state for each sequence within reach of the cover, and one wrong cell: states by the dozen."""
    nodes = within(table, extra)
    cells: Cells = {}
    for node, letter in product(nodes, range(len(table.next[0]))):
        longer = (*node, letter)
        right = [each for each in nodes if after(table, each) == after(table, longer)]
        reached = longer if longer in nodes else draw.choice(right)
        cells[nodes.index(node), letter] = (nodes.index(reached), answers(table, longer)[-1])
    place = draw.choice([*cells])
    state, output = cells[place]
    wrong = (state, 1 - output) if draw.randrange(2) else (draw.randrange(len(nodes)), output)
    return cells | {place: wrong}


# Suites, in the plainest way.


def suite(table: Table, extra: int, *, harmonised: bool) -> list[Word]:
    """Every sequence within reach and a letter, with what tells its state from others, or all states."""
    tell: dict[int, list[Word]] = {state: [()] for state in range(len(table.next))}
    for one, other in combinations(tell, 2):
        differ = (
            word for word in words(table, 6) if answers(table, word, one) != answers(table, word, other)
        )
        word = next(differ)
        for state in (one, other) if harmonised else tell:
            tell[state].append(word)
    tests = {(*word, *end) for word in within(table, extra + 1) for end in tell[after(table, word)]}
    beginnings = {test[:length] for test in tests for length in range(len(test))}
    return sorted(tests - beginnings)


@pytest.mark.parametrize("extra", [0, 1, 2])
@pytest.mark.parametrize("seed", SEEDS)
def test_complete_suites_are_accepted(seed: int, extra: int) -> None:
    table = random_table(seed, 3 + seed % 3, 2 + seed % 2)
    for harmonised in (True, False):
        assert first_gap(table, suite(table, extra, harmonised=harmonised), extra) is None


@pytest.mark.slow
@pytest.mark.parametrize("extra", [0, 1])
def test_a_suite_is_accepted_only_if_nobody_with_so_many_more_states_passes(extra: int) -> None:
    seen: set[tuple[bool, bool]] = set()
    for (seed, states, letters), harmonised in product(SMALL, (True, False)):
        table, draw = random_table(seed, states, letters), Random(seed)
        full = suite(table, extra, harmonised=harmonised)
        for missing in (0, 1, 1, 1, 2, len(full) // 3):
            tests = draw.sample(full, len(full) - missing)
            accepted = first_gap(table, tests, extra) is None
            passed = survivor(table, tests, states + extra) is not None
            assert not (accepted and passed), (table, tests)
            if missing:
                seen.add((accepted, passed))
    assert seen >= {(True, False), (False, True)}, "both come about when tests are taken out"


def faults(table: Table, extra: int) -> list[Cells]:
    draw = Random(extra)
    drawn = (unfolded_fault(table, extra, draw) for _ in range(50))
    found = chain(single_faults(table), hidden_faults(table) if extra else (), drawn)
    return [cells for cells in found if differs(table, cells)]


@pytest.mark.parametrize("extra", [0, 1])
@pytest.mark.parametrize("seed", SEEDS)
def test_with_tests_taken_out_a_suite_is_refused_before_a_fault_passes(seed: int, extra: int) -> None:
    table, draw = random_table(seed, 3 + seed % 3, 2 + seed % 2), Random(seed)
    wrong = faults(table, extra)
    tests = suite(table, extra, harmonised=bool(seed % 2))
    draw.shuffle(tests)
    outcomes: set[bool] = set()
    while tests:
        accepted = first_gap(table, tests, extra) is None
        passed = any(passes(table, cells, tests) for cells in wrong)
        assert not (accepted and passed), (table, tests)
        outcomes |= {accepted, not passed}
        del tests[: 1 + len(tests) // 8]
    assert outcomes == {True, False}


def test_the_search_for_survivors_finds_one_where_a_single_fault_passes() -> None:
    """So that a search that tries too little does not make the certificate look right."""
    found = 0
    for seed, states, letters in SMALL:
        table, draw = random_table(seed, states, letters), Random(seed)
        full = suite(table, 0, harmonised=True)
        for _ in range(20):
            tests = draw.sample(full, len(full) - draw.randrange(1, 1 + len(full) // 2))
            wrong = [cells for cells in single_faults(table) if differs(table, cells)]
            if any(passes(table, cells, tests) for cells in wrong):
                found += 1
                assert survivor(table, tests, states) is not None
    assert found > 20


# Gaps.


def closed(table: Table, extra: int) -> tuple[list[Word], list[Gap]]:
    """A suite made of nothing but what is missing, and the gaps that were met."""
    tests: list[Word] = []
    gaps: list[Gap] = []
    while gap := first_gap(table, tests, extra):
        assert gap not in gaps, "a gap is closed by what it says is missing"
        gaps.append(gap)
        tests += gap.missing
    return tests, gaps


@pytest.mark.parametrize("extra", [0, 1])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_missing_makes_a_complete_suite_from_nothing(seed: int, extra: int) -> None:
    table = random_table(seed, 3 + seed % 3, 2 + seed % 2)
    tests, _ = closed(table, extra)
    assert not [cells for cells in faults(table, extra) if passes(table, cells, tests)]


@pytest.mark.slow
def test_what_is_missing_lets_nobody_with_one_more_state_pass() -> None:
    for seed, states, letters in SMALL:
        table = random_table(seed, states, letters)
        assert survivor(table, closed(table, 1)[0], states + 1) is None


@pytest.mark.slow
def test_every_kind_of_gap_is_met() -> None:
    tables = [random_table(seed, 5, 2) for seed in range(12)]
    gaps = [gap for table, extra in product(tables, (0, 2)) for gap in closed(table, extra)[1]]
    assert {gap.kind for gap in gaps} == {*Kind}
    assert {len(gap.missing) for gap in gaps} == {1, 2}


ON_AND_OFF = Table(next=[[0, 1], [1, 0]], output=[[0, 0], [1, 0]])
"""Letter 0 shows the state, letter 1 changes it."""


@pytest.mark.parametrize(
    ("tests", "gap"),
    [
        ([], Gap(Kind.UNREACHED, (1,), None, ((1,),))),
        ([(1,)], Gap(Kind.UNTRIED, (), None, ((0,),))),
        ([(0,), (1, 1)], Gap(Kind.UNTRIED, (1,), None, ((1, 0),))),
        ([(0, 0), (1, 0), (1, 1)], Gap(Kind.UNIDENTIFIED, (1, 0), (), ((1, 0, 0),))),
        ([(0, 0), (1, 0, 0), (1, 1)], Gap(Kind.UNIDENTIFIED, (1, 1), (1,), ((1, 1, 0),))),
        ([(0, 0), (1, 0, 0), (1, 1, 0)], None),
    ],
)
def test_the_first_gap_is_named_with_the_test_that_closes_it(tests: list[Word], gap: Gap | None) -> None:
    assert first_gap(ON_AND_OFF, tests, 0) == gap


def test_a_test_that_nothing_stands_in_for_is_named_when_it_is_taken_out() -> None:
    tests = [(0, 0), (1, 0, 0), (1, 1, 0)]
    for test in tests:
        gap = first_gap(ON_AND_OFF, [each for each in tests if each != test], 0)
        assert gap is not None
        assert gap.missing[0] == test[: len(gap.missing[0])]


# The last condition.


FLIPS_BACK = Table(next=[[1, 0], [0, 1]], output=[[0, 0], [0, 1]])
IDENTIFIED = [(0, 0, 0, 0, 1), (0, 0, 1, 1), (0, 1, 0, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1)]


def test_to_identify_the_end_of_the_frontier_is_not_enough() -> None:
    """All other conditions hold: they come first. The machine with a third state passes and differs."""
    gap = first_gap(FLIPS_BACK, IDENTIFIED, 1)
    assert gap is not None
    assert gap.kind is Kind.CONFUSED
    third = {(0, 0): (1, 0), (0, 1): (0, 0), (1, 0): (2, 0), (1, 1): (1, 1), (2, 0): (2, 0), (2, 1): (0, 0)}
    assert passes(FLIPS_BACK, third, IDENTIFIED)
    assert differs(FLIPS_BACK, third)


# What no suite can be for.


@pytest.mark.parametrize(
    ("table", "extra", "line"),
    [
        (Table([], []), 0, "a suite is for one state at least"),
        (ON_AND_OFF, -1, "no less than 0 letters after the cover"),
        (Table([[0, 1], [1, 0]], [[0, 0]]), 0, "each state needs a next state and an output for each letter"),
        (Table([[0, 1], [1]], [[0, 0], [0, 0]]), 0, "each state needs a next state and an output"),
        (Table([[0, 2], [1, 0]], [[0, 0], [1, 0]]), 0, "a next state is none of 0 to 1"),
        (Table([[0, 0], [1, 0]], [[0, 0], [1, 0]]), 0, "no letters lead to state 1"),
        (Table([[0, 1], [1, 0]], [[0, 0], [0, 0]]), 0, "states 0 and 1 are alike"),
    ],
)
def test_an_unfit_table_is_told_in_one_line(table: Table, extra: int, line: str) -> None:
    with pytest.raises(Unfit, match=line):
        first_gap(table, [], extra)


@pytest.mark.parametrize("letter", [2, -1])
def test_a_letter_that_the_table_has_not_is_told(letter: int) -> None:
    with pytest.raises(Unfit, match=f"letter {letter}, which"):
        first_gap(ON_AND_OFF, [(0, letter)], 0)


def test_a_machine_with_a_single_state_needs_each_letter_once() -> None:
    single = Table([[0, 0]], [[0, 1]])
    assert first_gap(single, [(0,)], 0) == Gap(Kind.UNTRIED, (), None, ((1,),))
    assert first_gap(single, [(0,), (1,)], 0) is None


def test_the_order_of_the_tests_and_their_repetition_change_nothing() -> None:
    table = random_table(5, 5, 3)
    tests = suite(table, 1, harmonised=True)[::2]
    assert first_gap(table, tests, 1) == first_gap(table, [*reversed(tests), *tests], 1)
