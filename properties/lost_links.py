"""Connectors whose link was lost: until their counts change, the applied level may have gone with it."""

from coppspec.model.levels import TYPES
from coppspec.model.step import Configuration, Intent

LINK_LOST = "link lost"
OFF: tuple[int, ...] = (0,)
"""The levels where nothing is applied."""


class LostLinks:
    """The connectors on which a level above 0 need not be applied for the time being.

    An external event can change the protection that is applied to a connector, and the global level is the
    one that is applied now (COPP-812, COPP-606). So either level is legal after the link was lost, until a
    global count changes; then the connector is set to the highest level that counts (COPP-610).
    """

    def __init__(self) -> None:
        self._counts: dict[tuple[int, str], tuple[int, ...]] = {}
        """For each such connector and type, the counts above level 0 when the link was lost."""

    def follow(self, configuration: Configuration) -> None:
        """Look which counts have changed since; a device that opens asks for nothing.

        HDCP that may stay on at level 0 is not switched on by counts that do not ask for it (COPP-616).
        """
        for (at, name), counts in [*self._counts.items()]:
            now = _above_0(configuration, at, name)
            if name == "HDCP" and not any(now):
                self._counts[at, name] = now
            elif now != counts:
                del self._counts[at, name]

    def note(self, intent: Intent, before: Configuration) -> None:
        """A call that is made, or an event that happens."""
        self.follow(before)
        if intent.call == LINK_LOST and intent.session is not None:
            at = before.sessions[intent.session].connector
            self._counts |= {(at, name): _above_0(before, at, name) for name in TYPES}

    def levels(
        self, at: int, name: str, legal: tuple[int, ...], without: tuple[int, ...] = OFF
    ) -> tuple[int, ...]:
        """The levels of a type that a connector may show: those with a link, and those without it."""
        return tuple(dict.fromkeys((*legal, *without))) if (at, name) in self._counts else legal


def _above_0(configuration: Configuration, at: int, name: str) -> tuple[int, ...]:
    return configuration.connectors[at].counts[TYPES.index(name)][1:]
