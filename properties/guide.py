"""The guide: which call moves a session on, whatever the configuration."""

from coppspec.model.engine import Engine
from coppspec.model.language import fails
from coppspec.model.step import Configuration, Intent
from coppspec.properties.alphabet import flawless
from coppspec.properties.exploration import without_numbers


class Guide:
    """Knows the way to the goal of a machine from everywhere.

    Args:
        engine: the machine.
        letters: among those that are right it chooses.
    """

    def __init__(self, engine: Engine, letters: tuple[Intent, ...]) -> None:
        self._engine = engine
        self._letters = flawless(letters)
        self._known: dict[tuple[Configuration, int], Intent] = {}
        """What it has told so far: to find it out takes as many steps as there are letters."""

    def advance(self, configuration: Configuration, session: int) -> Intent:
        """The letter that moves a session on, by the configuration alone.

        That is the first letter that brings it to the machine's goal, or else changes it, or changes
        another session, or succeeds at all. One that takes it back to where it began is the last resort.
        """
        place = (without_numbers(configuration), session)
        if place not in self._known:
            own = (letter for letter in self._letters if letter.session in (session, None))
            self._known[place] = max(own, key=lambda letter: self._merit(configuration, session, letter))
        return self._known[place]

    def _merit(self, configuration: Configuration, session: int, letter: Intent) -> int:
        answer, after = self._engine.step(configuration, letter)
        before, now = configuration.sessions[session], after.sessions[session]
        if answer.code is None or fails(answer.code):
            return 0
        machine = self._engine.part(session)
        if now.state != before.state and now.state in (machine.goal, machine.initial):
            return 4 if now.state == machine.goal else 1
        return 3 if now != before else 2 if after != configuration else 1
