"""Two applications on one connector, with an attacker between them and the driver, step by step."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from coppspec.driver.application import Application, LinkLost
from coppspec.driver.protocol import Capability, Driver
from coppspec.model.constants import ProtectionType, StatusFlags
from coppspec.model.layouts import DXVA_COPPStatusData, DXVA_COPPStatusOutput
from coppspec.model.levels import TYPES
from coppspec.properties.attacker import Attack, Attacker
from coppspec.properties.wire import Delivery, Exchange, Kind, Levels, Message, Wire

SESSIONS = 2
OUTPUT = 0
"""The output that both sessions show on."""
PROTECTION_TYPES = tuple(ProtectionType[f"COPP_ProtectionType_{name}"] for name in TYPES)
EVENTS = {
    Capability.LINK_LOST: StatusFlags.COPP_LinkLost,
    Capability.CONNECTOR_RECONFIGURED: StatusFlags.COPP_RenegotiationRequired,
}

SET_LEVEL = "set the level"
GLOBAL_LEVEL = "ask for the global level"
LOCAL_LEVEL = "ask for the local level"
POLL = "poll"
START_AGAIN = "start again"


class Action(NamedTuple):
    """What an application does, or what happens to the connector."""

    name: str
    """One of the names above, or an event."""
    protection_type: ProtectionType = PROTECTION_TYPES[0]
    level: int = 0


class Moment(NamedTuple):
    """One step, and everything that went over the wire in it."""

    action: Action
    session: int
    application: Application
    outcome: Exception | None
    """What the application raised."""
    wire: Wire
    exchanges: tuple[Exchange, ...]
    """Those of this step."""
    deliveries: tuple[Delivery, ...]
    """Those of this step."""
    accepted: tuple[Exchange, ...]
    """The requests of this step whose response the application went on with."""
    levels: tuple[Levels, Levels]
    """What the hardware showed before the step, and what it shows after it."""
    missed: int
    """The flags of events that should have been in a response which the application went on with."""
    rewritten: bool
    """Whether the driver has got a request of this session otherwise than the application made it."""

    def answer(self, exchange: Exchange) -> Delivery | None:
        """Where the response of an exchange was made, if the driver made it then."""
        during = (self.wire.deliveries[at] for at in exchange.deliveries)
        return next((each for each in during if each.response == exchange.response), None)


class _Event(NamedTuple):
    """An event that an application has not seen yet."""

    flag: StatusFlags
    deliveries: int
    """How many deliveries there were before it."""


class Attacked:
    """The two applications and the wire.

    Args:
        driver: with the capabilities APPLIED, RENDERER, LINK_LOST and CONNECTOR_RECONFIGURED.
        kind: what the applications are made of.
    """

    def __init__(self, driver: Driver, kind: type[Application] = Application) -> None:
        self.driver = driver
        self.kind = kind
        self.wire = Wire([driver.renderer(OUTPUT) for _ in range(SESSIONS)], self.levels)
        self._attackers = [Attacker(self.wire, session) for session in range(SESSIONS)]
        self._events: list[list[_Event]] = [[] for _ in range(SESSIONS)]
        self._rewritten = [False] * SESSIONS
        self.applications = [self._started(session) for session in range(SESSIONS)]

    def levels(self) -> Levels:
        """What the hardware shows."""
        return tuple(self.driver.applied(OUTPUT, each) for each in PROTECTION_TYPES)

    def step(self, action: Action, session: int, attacks: Sequence[Attack] = ()) -> Moment:
        """One action, with what happens to the messages that it sends."""
        before, levels = (len(self.wire.exchanges), len(self.wire.deliveries)), self.levels()
        self._attackers[session].plan = deque(attacks)
        outcome = self._act(action, session)
        exchanges = tuple(self.wire.exchanges[before[0] :])
        deliveries = tuple(self.wire.deliveries[before[1] :])
        accepted = _accepted(exchanges, outcome)
        for each in deliveries:
            self._rewritten[each.message.session] |= self._is_rewritten(each.message)
        return Moment(
            action,
            session,
            self.applications[session],
            outcome,
            self.wire,
            exchanges,
            deliveries,
            accepted,
            (levels, self.levels()),
            self._missed(session, accepted, outcome),
            self._rewritten[session],
        )

    def _act(self, action: Action, session: int) -> Exception | None:
        if action.name == START_AGAIN:
            self.applications[session] = self._started(session)
            return None
        if action.name in EVENTS:
            self._happen(Capability(action.name))
            return None
        try:
            self._call(self.applications[session], action)
        except Exception as error:  # noqa: BLE001  which ones may come is a property
            return error
        return None

    def _call(self, application: Application, action: Action) -> None:
        if action.name == SET_LEVEL:
            application.set_level(action.protection_type, action.level)
        elif action.name == GLOBAL_LEVEL:
            application.global_level(action.protection_type)
        elif action.name == LOCAL_LEVEL:
            application.local_level(action.protection_type)
        else:
            application.poll()

    def _started(self, session: int) -> Application:
        """A new renderer and a new session."""
        self.wire.renderers[session].release()
        self.wire.renderers[session] = self.driver.renderer(OUTPUT)
        self._events[session].clear()
        self._rewritten[session] = False
        attacker = self._attackers[session]
        attacker.connect()
        application = self.kind(attacker, root=self.driver.root)
        application.start()
        self.wire.begin(session, application)
        return application

    def _happen(self, event: Capability) -> None:
        self.driver.inject(event, OUTPUT)
        for each in self._events:
            each.append(_Event(EVENTS[event], len(self.wire.deliveries)))

    def _is_rewritten(self, message: Message) -> bool:
        """Whether a request has the nonce of one that the application made, and is another."""
        made = (each for each in self.wire.made if each.session == message.session)
        nonces = {each.nonce for each in made if each.kind is Kind.REQUEST}
        return message.kind is Kind.REQUEST and message not in self.wire.made and message.nonce in nonces

    def _missed(self, session: int, accepted: Sequence[Exchange], outcome: Exception | None) -> int:
        """The flags that an application should have seen: an error is as good as all of them."""
        missed = 0
        for exchange in accepted:
            seen = [each for each in self._events[session] if each.deliveries < exchange.deliveries.stop]
            for event in seen:
                missed |= event.flag & ~flags_of(exchange.response)
                self._events[session].remove(event)
        if outcome is not None:
            self._events[session].clear()
        return missed


def flags_of(response: bytes) -> int:
    """The events that a response reports."""
    payload = DXVA_COPPStatusOutput.get_bytes(response.ljust(4096, b"\0"), "COPPStatus")
    return DXVA_COPPStatusData.get_ulong(payload, "dwFlags")


def _accepted(exchanges: Sequence[Exchange], outcome: Exception | None) -> tuple[Exchange, ...]:
    """The requests whose response was not the last thing before an application stopped."""
    went_on = exchanges if outcome is None or isinstance(outcome, LinkLost) else exchanges[:-1]
    return tuple(each for each in went_on if each.sent.kind is Kind.REQUEST)


@dataclass(eq=False)
class BrokenPromise(AssertionError):
    """A property does not hold under attack: the last step of a run."""

    promise: str
    steps: tuple[str, ...]

    def __str__(self) -> str:
        """The property, and what led there."""
        return "\n".join(
            (
                f"it is not so that {self.promise}",
                *(f"  {at}. {each}" for at, each in enumerate(self.steps, 1)),
            )
        )
