"""Ways to miscount: the wording of the document taken literally, and counts that cannot hold every number."""

from collections.abc import Callable
from functools import reduce

from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.model.copy_protection import ACTIVE, DEAD, DROP, NO_ERROR, OFF, ON, TAKE, TURNED_OFF, key_row
from coppspec.model.engine import Engine
from coppspec.model.language import SAME, Machine
from coppspec.model.profile import Profile
from coppspec.model.step import Answer, Configuration, Intent
from coppspec.properties.bench import Test
from coppspec.properties.edits import with_row

ACTIVATE, CHANGE, DEACTIVATE = "VP_CP_CMD_ACTIVATE", "VP_CP_CMD_CHANGE", "VP_CP_CMD_DEACTIVATE"

# fmt: off
LITERAL_ROWS = (
    key_row(TURNED_OFF, CHANGE,     OFF,  SAME,   -1, TAKE, NO_ERROR, "VPCP-413"),
    key_row(TURNED_OFF, CHANGE,     ON,   ACTIVE,  0, TAKE, NO_ERROR, "VPCP-412"),
    key_row(TURNED_OFF, DEACTIVATE, None, DEAD,   -1, DROP, NO_ERROR, "VPCP-422"),
)
# fmt: on
"""The wording names commands: a count goes up when protection is activated, down when it is turned off or
deactivated. So each command to turn off or deactivate subtracts, also where the session is off already
(T-01, T-02), and a session that is turned on again, which is no activation, is not added (T-03). An
activation at level 0 activates no protection (A-01)."""


def literal(machine: Machine) -> Machine:
    """The machine that counts commands, as the wording of the document has it."""
    return reduce(with_row, LITERAL_ROWS, machine)


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
        return answer, after._replace(reference_count=self._hold(after.reference_count))


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
        if not engine.applied(now) and any(each.state in engine.machine.on for each in now.sessions):
            return calls
    return None
