# AALpy has no types:
# pyright: basic
# mypy: disable-error-code="misc"
"""The tests of AALpy's W and Wp oracles, as they call a machine that is right."""

from aalpy.automata import MealyMachine, MealyState
from aalpy.base import SUL
from aalpy.oracles import WMethodEqOracle, WpMethodEqOracle

from coppspec.properties.finite import Finite, Word

ORACLES = {"W": WMethodEqOracle, "Wp": WpMethodEqOracle}


class Recorder(SUL):
    """Answers as the machine does, and keeps what it was asked."""

    def __init__(self, machine: Finite) -> None:
        super().__init__()
        self.machine, self.state = machine, 0
        self.words: list[list[int]] = []

    def pre(self) -> None:
        """Another test."""
        self.state = 0
        self.words.append([])

    def post(self) -> None:
        """It is over."""

    def step(self, letter: int) -> int:
        """One letter."""
        output = self.machine.output[self.state][letter]
        self.state = self.machine.next[self.state][letter]
        self.words[-1].append(letter)
        return output


def aalpy_words(machine: Finite, name: str, extra: int) -> tuple[Word, ...]:
    """The words of an oracle for so many extra states."""
    recorder = Recorder(machine)
    letters = list(range(len(machine.letters)))
    oracle = ORACLES[name](letters, recorder, len(machine.next) + extra)
    if oracle.find_cex(_learnt(machine)) is not None:
        raise AssertionError("a machine does not part from itself")
    return tuple(tuple(word) for word in recorder.words if word)


def _learnt(machine: Finite) -> MealyMachine:
    states = [MealyState(number) for number in range(len(machine.next))]
    for number, state in enumerate(states):
        state.prefix = machine.access[number]  # pyright: ignore[reportAttributeAccessIssue]  it says None
        for letter, after in enumerate(machine.next[number]):
            state.transitions[letter] = states[after]
            state.output_fun[letter] = machine.output[number][letter]
    return MealyMachine(states[0], states)
