"""Displays that are replaced: what a connector reports from then on."""

from collections import Counter

from coppspec.driver.outputs import Output
from coppspec.model.step import Configuration, Intent

RECONFIGURED = "connector reconfigured"


class Sinks:
    """Which of its two displays each connector has.

    A user who plugs in another display changes the configuration of the connector (COPP-803), and with it
    what the driver reports of it (COPP-812). The event alternates between the two.
    """

    def __init__(self) -> None:
        self._times = Counter[int]()

    def note(self, intent: Intent, before: Configuration) -> None:
        """A call that is made, or an event that happens."""
        if intent.call == RECONFIGURED and intent.session is not None:
            self._times[before.sessions[intent.session].connector] += 1

    def output(self, declared: Output, at: int) -> Output:
        """What an output on a connector is now."""
        return declared.with_other_sink if self._times[at] % 2 else declared

    def replaced(self, declared: Output, at: int) -> Output | None:
        """What the output was before its display was replaced; None if none was."""
        if not self._times[at] or declared.other_sink is None:
            return None
        return self.output(declared, at).with_other_sink
