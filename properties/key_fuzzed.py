"""An adapter that gets any bytes for VIDEOPARAMETERS, with the specification beside it.

What the bytes mean is read by `key_understanding`; the trial compares status, returned bytes and levels after
each request, and what GET and the outputs show must be as before after a refusal.
"""

from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any

from coppspec.driver.adapters import Adapter
from coppspec.driver.options import Options
from coppspec.driver.protocol import Capability, Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.codes import Status
from coppspec.model.conditions import OTHER_TYPE
from coppspec.model.copy_protection import DEAD
from coppspec.model.engine import Engine
from coppspec.model.key_calls import ACTIVATE, CHANGE, DEACTIVATE, GET
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Intent, Session
from coppspec.model.tv_output import AS_IT_IS
from coppspec.model.tvout import VIDEOPARAMETERS_GUID, VPCommand
from coppspec.properties import key_messages as messages
from coppspec.properties import key_understanding
from coppspec.properties.alphabet import flawless, letters
from coppspec.properties.guard import Guarded
from coppspec.properties.inspection import Inspection
from coppspec.properties.key_harness import ACP, KeyHarness
from coppspec.properties.key_projections import EVENTS, RESTART, SET_OUTPUT, offered
from coppspec.properties.key_understanding import ENDED, EVERY_SETTING, Known
from coppspec.properties.setting import abilities, start
from coppspec.properties.trial import Disagreement, Reply, Trial

SESSIONS = 6
"""So many keys can be issued in a sequence."""
NOBODY = SESSIONS
"""A session that is over from the start: a key that nobody holds names it, also when all others are live."""
TO_GET = VIDEOPARAMETERS.pack(Guid=VIDEOPARAMETERS_GUID, dwCommand=VPCommand.VP_COMMAND_GET)
RIGHT_ALL_THE_SAME = (
    Intent(ACTIVATE, None, (OTHER_TYPE,), 3),
    Intent(CHANGE, 0, (OTHER_TYPE,), 3),
    Intent(DEACTIVATE, 0, ("undefined bits",)),
    Intent(GET, None, ("flags in the request",)),
    Intent(SET_OUTPUT, None, ("a mode without its flag",), about=AS_IT_IS),
    Intent(SET_OUTPUT, None, ("a standard without its flag",), about=AS_IT_IS),
)
"""Requests with what the tables call a defect, and that have to be taken."""
AS_BEFORE = Inspection("everything as it was before a refused request", "VPCP-108", also=("VPCP-INV5",))


@cache
def _engine(readings: tuple[tuple[str, str], ...]) -> Engine:
    return Engine(EVERY_SETTING, Profile(**dict(readings)))


@cache
def right_requests(adapter: Adapter) -> tuple[Intent, ...]:
    """Every request about one session and the output that is right on an adapter.

    To set the output to what it is takes a part of a setting; the other part holds garbage, as it may.
    """
    every = letters(EVERY_SETTING, Profile(), 1, capabilities=())
    right = (*(each for each in flawless(every) if each.about != AS_IT_IS), *RIGHT_ALL_THE_SAME)
    return offered(right, adapter).every


class RawKeyHarness(KeyHarness):
    """An application that sends the bytes it is told to."""

    raw: bytes | None = None
    """What is sent next, in the place of the request that is meant."""
    room = VIDEOPARAMETERS.size
    """For how many bytes of output there is room then."""

    def play(self, intent: Intent, before: Configuration) -> Reply:
        """Send it, if there is something to send."""
        raw, self.raw = self.raw, None
        if raw is None:
            return super().play(intent, before)
        self._was_reset = before.tv.reset
        self._before, self._last = before, intent.call
        status, returned = self._driver.video_parameters(self._adapter, raw, self.room)
        return Reply(status, raw, returned=returned)

    def right(self, intent: Intent, state: Configuration, random: Random) -> bytes:
        """The request that an application would make now."""
        return messages.request(intent, self._tv, state.tv, self._keys_for(intent), random)

    def keys(self) -> Mapping[int, int]:
        """The key of each session that was begun."""
        return self._keys

    def foreign_keys(self) -> tuple[int, ...]:
        """Keys that are live on another adapter."""
        return tuple(self._foreign)

    def begin_elsewhere(self) -> None:
        """Begin a session on another adapter, if one has the hardware for it."""
        self._foreign_key()


class FuzzedKeys:
    """Several sessions on one adapter, and the specification beside them.

    Args:
        readings: those of the choices that are not the recommended ones; not those of key_scope and tv_off.
        driver: under test; the reference driver with the same readings, if it is left out.
        adapter: whose copy-protection sessions they are.
    """

    def __init__(
        self, readings: Mapping[str, Any] | None = None, driver: Driver | None = None, adapter: int = 0
    ) -> None:
        if driver is None:
            random_bytes = Random(1).randbytes  # noqa: S311  to repeat it
            driver = ReferenceDriver(Options(**(readings or {})), random_bytes=random_bytes)
        self.driver = Guarded(driver)
        self.number, self.adapter = adapter, driver.adapters[adapter]
        engine, places = _engine(tuple((readings or {}).items())), (0,) * (SESSIONS + 1)
        beginning = start(engine, driver.outputs, places, driver.adapters, adapter)
        beginning = beginning.with_session(NOBODY, Session(DEAD))
        self.harness = RawKeyHarness(self.driver, Random(1), adapter)  # noqa: S311  to repeat it
        self.trial = Trial(engine, self.driver, self.harness, beginning, adapter)
        if Capability.FEW_KEYS in driver.capabilities:
            self.driver.limit_keys(adapter, SESSIONS)
        self.harness.begin_elsewhere()
        able = abilities(driver.capabilities, driver.adapters, adapter)
        self.events = tuple(each for each in (*EVENTS, RESTART) if each in able)
        """What the bench can make happen."""
        self._seen: tuple[object, ...] | None = None
        """What was seen last, if nothing has happened since but refusals."""

    @property
    def now(self) -> Configuration:
        """What the specification says of the sessions and of the output."""
        return self.trial.configuration

    def states(self) -> tuple[str, ...]:
        """The state of every session."""
        return tuple(each.state for each in self.now.sessions)

    @property
    def known(self) -> Known:
        """What the next request meets."""
        foreign = self.harness.foreign_keys()
        return Known(self.adapter, self.now.tv, self.now.sessions, self.harness.keys(), foreign)

    def right(self, intent: Intent) -> bytes:
        """The request that an application would make now; the fields that nobody reads hold anything."""
        return self.harness.right(intent, self.now, Random(2))  # noqa: S311  to repeat it

    def make(self, *intents: Intent) -> None:
        """Right requests, and events."""
        self._seen = None
        for intent in intents:
            self.trial.step(intent)

    def happen(self, event: str) -> None:
        """Something happens to the adapter."""
        self.make(Intent(event))

    def send(self, buffer: bytes, room: int = VIDEOPARAMETERS.size) -> Intent | None:
        """A request with these bytes, and what it means; it is not sent if no clause says what comes of it.

        Raises:
            Disagreement: the driver does something else than what the tables say of its meaning.
        """
        intent = key_understanding.request(buffer, room, self.known)
        if intent is None or not self.trial.can_make(intent):
            return None
        before, self._seen = self._seen or self.seen(), None
        self.harness.raw, self.harness.room = buffer, room
        if self.trial.step(intent).reply.code != Status.NO_ERROR:
            self._seen = self.seen()
            if self._seen != before:
                raise self._changed(before, self._seen)
        return intent

    def seen(self) -> tuple[object, ...]:
        """All that a caller and a bench can see: what GET answers, and the level on every output."""
        answer = self.driver.video_parameters(self.number, TO_GET, len(TO_GET))
        if Capability.APPLIED not in self.driver.capabilities:
            return (answer,)
        return (answer, *(self.driver.applied(each, ACP) for each in range(len(self.driver.outputs))))

    def _changed(self, before: tuple[object, ...], after: tuple[object, ...]) -> Disagreement:
        steps = self.trial.history
        what = "the answer to GET" if before[0] != after[0] else "a level on an output"
        deviation = AS_BEFORE.broken(f"refused it, and changed {what}")
        met = [step.name(step.reply.code) for step in steps[:-1]]
        return Disagreement(tuple(step.intent for step in steps), deviation, (*met, f"it {deviation.met}"))

    def still_serves(self) -> None:
        """Wake the adapter up, take every session through its levels, and end it.

        Raises:
            Disagreement: something is otherwise than the tables say.
        """
        for event in ("power up", "mode change"):
            if event in self.events:
                self.happen(event)
        if self.now.tv.offer.settings:
            self.make(Intent(SET_OUTPUT, about="the desktop"))
        self.make(Intent(GET))
        if not self.now.tv.offer.types:
            return
        issued = [each for each, session in enumerate(self.now.sessions) if session.state not in ENDED]
        for level in (0, 3, 1, 2):
            self.make(*(Intent(CHANGE, each, level=level) for each in issued))
        self.make(*(Intent(DEACTIVATE, each) for each in range(SESSIONS)))
        if self.trial.can_make(Intent(ACTIVATE, level=1)):
            self.make(Intent(ACTIVATE, level=1))
