"""What a status response says of the state: a closed vocabulary."""

from collections.abc import Callable, Mapping

from coppspec.model.levels import TYPES
from coppspec.model.step import Connector, Intent, Session

Report = Callable[[Session, Connector, Intent], tuple[object, ...]]

REPORTS: Mapping[str, Report] = {
    "what the connector is": lambda _, __, ___: (),
    "the types": lambda _, connector, __: connector.offer.types,
    "the local level": lambda session, _, intent: (session.levels[TYPES.index(intent.about or "")],),
    "the global level": lambda _, connector, intent: (connector.shown[TYPES.index(intent.about or "")],),
    "the display mode": lambda _, connector, __: (connector.mode,),
    "the signal": lambda _, connector, __: connector.signal,
}
"""What a status response says, as far as it depends on what went before."""
