"""What a status response says of the state: a closed vocabulary."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from coppspec.model.levels import TYPES
from coppspec.model.step import Connector, Intent, OneOf, Session
from coppspec.model.tv_output import TVOutput


@dataclass(frozen=True, slots=True)
class Report:
    """What the response to one kind of status request says."""

    meaning: str
    """In the names of the fields of model/step.py."""
    clause: str
    """What says so."""
    says: Callable[[Session, Connector, Intent], tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class TVReport:
    """What an answer says of the TV output."""

    meaning: str
    """In the names of the fields of model/tv_output.py."""
    clause: str
    """What says so."""
    says: Callable[[TVOutput], tuple[object, ...]]


def _global_level(_: Session, connector: Connector, intent: Intent) -> tuple[object, ...]:
    """The level on the connector, whatever put it there (COPP-606, VPCP-705)."""
    name = intent.about or ""
    levels = connector.analog if name == "ACP" and connector.analog else connector.applied(name)
    first, *others = levels
    return (OneOf(levels) if others else first,)


REPORTS: Mapping[str, Report] = {
    "what the connector is": Report("Nothing that changes.", "COPP-702", lambda _, __, ___: ()),
    "the types": Report("connector.offer.types.", "COPP-701", lambda _, connector, __: connector.offer.types),
    "the local level": Report(
        "session.levels of the type that intent.about names.",
        "COPP-605",
        lambda session, _, intent: (session.levels[TYPES.index(intent.about or "")],),
    ),
    "the global level": Report(
        "connector.shown of the type that intent.about names, or, where that is above 0 and connector.more "
        "is true, any higher level of the type; of HDCP, where connector.doubted is true, 0 or "
        "connector.shown alone; of ACP, where connector.analog is not empty, one of the "
        "levels in that.",
        "COPP-606",
        _global_level,
    ),
    "the display mode": Report("connector.mode.", "COPP-705", lambda _, connector, __: (connector.mode,)),
    "the signal": Report(
        "session.signal; connector.signal where that is nothing.",
        "COPP-708",
        lambda session, connector, _: session.signal or connector.signal,
    ),
}
"""What a status response says, as far as it depends on what went before: after session.flags."""

TV_REPORTS: Mapping[str, TVReport] = {
    "the TV output": TVReport("tv.mode and tv.standard.", "VPCP-205", lambda tv: (tv.mode, tv.standard)),
}
"""What the answer to VP_COMMAND_GET says of the state."""
