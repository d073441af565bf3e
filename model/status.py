"""What a status response says of the state: a closed vocabulary."""

from collections.abc import Callable, Mapping

from coppspec.model.levels import TYPES
from coppspec.model.step import Connector, Intent, OneOf, Session
from coppspec.model.tv_output import TVOutput

Report = Callable[[Session, Connector, Intent], tuple[object, ...]]


def _global_level(_: Session, connector: Connector, intent: Intent) -> tuple[object, ...]:
    """The level on the connector, whatever put it there (COPP-606, VPCP-705)."""
    if intent.about == "ACP" and connector.analog:
        first, *others = connector.analog
        return (OneOf(connector.analog) if others else first,)
    return (connector.shown[TYPES.index(intent.about or "")],)


REPORTS: Mapping[str, Report] = {
    "what the connector is": lambda _, __, ___: (),
    "the types": lambda _, connector, __: connector.offer.types,
    "the local level": lambda session, _, intent: (session.levels[TYPES.index(intent.about or "")],),
    "the global level": _global_level,
    "the display mode": lambda _, connector, __: (connector.mode,),
    "the signal": lambda _, connector, __: connector.signal,
}
"""What a status response says, as far as it depends on what went before."""

TV_REPORTS: Mapping[str, Callable[[TVOutput], tuple[object, ...]]] = {
    "the TV output": lambda tv: (tv.mode, tv.standard),
}
"""What the answer to VP_COMMAND_GET says of the state."""
