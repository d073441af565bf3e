"""COPP devices and copy-protection sessions side by side: two tables, and the connector that they share.

Each side keeps its own sessions and its own counts. What a connector shows is a join of what both ask for, so
neither can take away the protection of the other (VPCP-700, VPCP-702, COPP-615).
"""

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.language import Do, Machine, When
from coppspec.model.profile import Profile
from coppspec.model.step import Answer, Configuration, Intent, Offer
from coppspec.model.tv_output import TVOffer

JOINT = ("mode change",)
"""Events of a device's connector that are also one of its adapter (VPCP-708)."""

JOIN = (
    Do("show the highest of both", "VPCP-703", When("level_order", "numeric maximum")),
    Do("show the strongest of both", "VPCP-703", When("level_order", "precedence")),
)
"""What a connector shows is recomputed after every step of either side."""

TOGETHER = Machine(
    name="devices and copy-protection sessions",
    document="COPP and ChangeDisplaySettingsEx",
    states=(*DEVICE.states, *COPY_PROTECTION_SESSIONS.states),
    calls=(*DEVICE.calls, *(each for each in COPY_PROTECTION_SESSIONS.calls if each.name not in JOINT)),
    rows=(*DEVICE.rows, *COPY_PROTECTION_SESSIONS.rows),
    goal=DEVICE.goal,
    ended=(*DEVICE.ended, *COPY_PROTECTION_SESSIONS.ended),
    on=COPY_PROTECTION_SESSIONS.on,
    afterwards=JOIN,
)
"""Both vocabularies; a call is answered by the table that it belongs to, on the sessions of that table."""


class Together(Engine):
    """Both tables under one profile.

    Args:
        devices: how many of the sessions are devices; they come first.
        profile: the reading of every choice; the recommended ones by default.
    """

    def __init__(self, devices: int, profile: Profile | None = None) -> None:
        self.devices = devices
        self._of_devices, self._of_keys = Engine(DEVICE, profile), Engine(COPY_PROTECTION_SESSIONS, profile)
        self.machine = TOGETHER
        self.profile = self._of_devices.profile
        self._afterwards = tuple(each.effect for each in JOIN if each.when and each.when.holds(self.profile))

    def start(
        self,
        sessions: int,
        offers: tuple[Offer, ...] = (Offer(),),
        bound: tuple[int, ...] = (),
        tv: TVOffer = TVOffer(),  # noqa: B008  it never changes
    ) -> Configuration:
        """Where everything starts: devices first, then copy-protection sessions, on the same connectors."""
        both = self._of_devices.start(sessions, offers, bound, tv)
        keys = self._of_keys.start(sessions, offers, bound, tv)
        return both._replace(sessions=(*both.sessions[: self.devices], *keys.sessions[self.devices :]))

    def under(self, profile: Profile) -> "Together":
        """The same tables under another profile."""
        return Together(self.devices, profile)

    def part(self, session: int) -> Machine:
        """The table of a session."""
        return DEVICE if session < self.devices else COPY_PROTECTION_SESSIONS

    def sessions_of(self, call: str, configuration: Configuration) -> range:
        """The sessions on which a call can be made: those of its table."""
        if _is_of_devices(call):
            return range(self.devices)
        return range(self.devices, len(configuration.sessions))

    def step(
        self, configuration: Configuration, intent: Intent, sender: Configuration | None = None
    ) -> tuple[Answer, Configuration]:
        """The answer of the table that the call belongs to, and what is so afterwards on both sides."""
        if not _is_of_devices(intent.call):
            answer, after = self._step_of_keys(configuration, intent)
            return answer, self.settled(after, intent)
        before = configuration._replace(sessions=configuration.sessions[: self.devices])
        believed = sender and sender._replace(sessions=sender.sessions[: self.devices])
        answer, after = self._of_devices.step(before, intent, believed)
        after = after._replace(sessions=(*after.sessions, *configuration.sessions[self.devices :]))
        if (
            intent.call in JOINT
            and intent.session is not None
            and after.connector_of(intent.session).offer.carries_tv
        ):
            also, after = self._step_of_keys(after, Intent(intent.call))
            answer = answer._replace(entries=(*answer.entries, *also.entries))
        return answer, self.settled(after, intent)

    def _step_of_keys(self, configuration: Configuration, intent: Intent) -> tuple[Answer, Configuration]:
        own = configuration._replace(sessions=configuration.sessions[self.devices :])
        if intent.session is not None:
            intent = intent._replace(session=intent.session - self.devices)
        answer, after = self._of_keys.step(own, intent)
        if answer.session is not None:
            answer = answer._replace(session=answer.session + self.devices)
        return answer, after._replace(sessions=(*configuration.sessions[: self.devices], *after.sessions))


_OF_DEVICES = frozenset(call.name for call in DEVICE.calls)


def _is_of_devices(call: str) -> bool:
    return call in _OF_DEVICES
