"""The guide: which call moves a session on, whatever the configuration."""

from coppspec.model.cells import alive, led_to
from coppspec.model.engine import Engine
from coppspec.model.language import Machine, Move, fails
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Intent
from coppspec.properties.alphabet import flawless
from coppspec.properties.exploration import without_numbers


class Guide:
    """Knows the way to the goal of a machine from everywhere, and to each of its states.

    Args:
        engine: the machine.
        letters: among those that are right it chooses, and among wrong ones where these lead somewhere.
    """

    def __init__(self, engine: Engine, letters: tuple[Intent, ...]) -> None:
        self._engine = engine
        self._letters = flawless(letters)
        moving = {
            call.name for call in engine.machine.calls if any(isinstance(each, Move) for each in call.ladder)
        }
        self._wrong = tuple(each for each in letters if each.call in moving and len(each.defects) == 1)
        self._known: dict[tuple[Configuration, int, str | None], Intent] = {}
        """What it has told so far: to find it out takes as many steps as there are letters."""
        self._far: dict[tuple[str, str], dict[str, int]] = {}

    def advance(self, configuration: Configuration, session: int, aim: str | None = None) -> Intent:
        """The letter that moves a session on, by the configuration alone.

        That is the first letter that brings it nearer to its aim. Without one, or once it is there: to the
        machine's goal, or else changes it, or changes another session, or succeeds at all. One that takes it
        back to where it began is the last resort, and is not taken by a session that is where it aims at.
        """
        place = (without_numbers(configuration), session, aim)
        if place not in self._known:
            tried = self._letters if aim is None else (*self._letters, *self._wrong)
            own = (letter for letter in tried if letter.session in {session, None})
            self._known[place] = max(own, key=lambda letter: self._merit(configuration, session, letter, aim))
        return self._known[place]

    def _merit(self, configuration: Configuration, session: int, letter: Intent, aim: str | None) -> int:
        answer, after = self._engine.step(configuration, letter)
        before, now = configuration.sessions[session], after.sessions[session]
        machine = self._engine.part(session)
        moved = now.state != before.state
        if aim is not None:
            far = self._distances(machine, aim if aim in machine.states else machine.goal)
            if far[now.state] < far[before.state]:
                return 5
            if letter.defects or (before.state == aim and moved and now.state == machine.initial):
                return -1
        if answer.code is None or fails(answer.code):
            return int(aim == before.state and _wins(machine, letter.call))
        if moved and now.state in {machine.goal, machine.initial}:
            return 4 if now.state == machine.goal else 1
        return 3 if now != before else 2 if after != configuration else 1

    def _distances(self, machine: Machine, aim: str) -> dict[str, int]:
        key = machine.name, aim
        if key not in self._far:
            self._far[key] = distances(machine, self._engine.profile, aim)
        return self._far[key]


def _wins(machine: Machine, call: str) -> bool:
    """Whether a call leads to the goal from elsewhere: where it must not, that is worth a try."""
    leading = (row for row in machine.rows if row.next == machine.goal)
    return any(each.name == call for row in leading for each in machine.calls_of(row))


def distances(machine: Machine, profile: Profile, aim: str) -> dict[str, int]:
    """From each state the number of calls that it takes to another one, as far as rows and moves tell.

    From where no calls lead there, it is more than from any other state.
    """
    states = alive(machine, profile)
    found = {aim: 0}
    for far in range(1, len(states)):
        nearer = set(found)
        found.update(
            {each: far for each in states if each not in found and led_to(machine, profile, {each}) & nearer}
        )
    return {each: found.get(each, len(states)) for each in machine.states}
