"""Ways to miscount: the wording of the document taken literally, and counts that cannot hold every number."""

from collections.abc import Callable

from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.model.engine import Engine
from coppspec.model.key_calls import ACTIVATE, DEACTIVATE
from coppspec.model.language import Machine
from coppspec.model.profile import Profile
from coppspec.model.step import Answer, Configuration, Intent
from coppspec.properties.bench import Test

LITERAL = Profile.refuted(count_wording="commands")
"""The wording names commands: a count goes up when protection is activated, down when it is turned off or
deactivated. So each command to turn off or deactivate subtracts, also where the session is off already
(T-01, T-02), and a session that is turned on again, which is no activation, is not added (T-03). An
activation at level 0 activates no protection (A-01)."""


Hold = Callable[[int], int]
"""What is left of a number in a count that cannot hold every number."""


def saturating(highest: int) -> Hold:
    """A count that stays at its highest number.

    >>> [saturating(2)(number) for number in (-1, 0, 2, 3)]
    [0, 0, 2, 2]
    """
    return lambda number: max(0, min(number, highest))


def wrapping(highest: int) -> Hold:
    """A count that goes from its highest number to 0, as one of 8 bits does at 255.

    >>> [wrapping(2)(number) for number in (-1, 0, 2, 3)]
    [2, 0, 2, 0]
    """
    return lambda number: number % (highest + 1)


class NarrowEngine(Engine):
    """An engine whose count cannot hold every number.

    Args:
        machine: the table.
        hold: what is left of a number.
        profile: the reading of every choice; the recommended ones by default.
    """

    def __init__(self, machine: Machine, hold: Hold, profile: Profile | None = None) -> None:
        super().__init__(machine, profile)
        self._hold = hold

    def step(
        self, configuration: Configuration, intent: Intent, sender: Configuration | None = None
    ) -> tuple[Answer, Configuration]:
        """The same, with what is left of the count."""
        answer, after = super().step(configuration, intent, sender)
        held = after._replace(reference_count=self._hold(after.reference_count))
        return answer, self.settled(held, intent)


def narrow_miniport(hold: Hold) -> type[CopyProtectionMiniport]:
    """A miniport whose count cannot hold every number."""

    class NarrowMiniport(CopyProtectionMiniport):
        """Counts as the reference does, and keeps what is left."""

        def count_activation(self, level: int) -> None:
            """A session begins."""
            super().count_activation(level)
            self.count = hold(self.count)

        def count_change(self, before: int, after: int) -> None:
            """A session goes from one level to another."""
            super().count_change(before, after)
            self.count = hold(self.count)

        def count_deactivation(self, level: int) -> None:
            """A session ends."""
            super().count_deactivation(level)
            self.count = hold(self.count)

    return NarrowMiniport


def one_too_many(highest: int) -> Test:
    """One session more than a count can hold, and all but the last of them ended.

    A count that wraps is 0 as soon as there is one too many; one that saturates forgot the last, and is 0
    when the others are gone. Either way the output loses its protection while a session is on.
    """
    activations = (Intent(ACTIVATE, level=1),) * (highest + 1)
    return (*activations, *(Intent(DEACTIVATE, session) for session in range(highest)))


def leaks(engine: Engine, test: Test) -> int | None:
    """After how many calls the output is bare although a session is on; None if it never is."""
    now = engine.start(sum(intent.call == ACTIVATE for intent in test))
    for calls, intent in enumerate(test, 1):
        _, now = engine.step(now, intent)
        if not engine.contribution(now) and any(each.state in engine.machine.on for each in now.sessions):
            return calls
    return None
