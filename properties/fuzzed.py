"""A session that gets any bytes for messages, with the specification beside it.

What the bytes mean is read by `understanding`; the trial compares code, response and levels after each call.
"""

from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any

from coppspec.driver.identity import shipped_identity
from coppspec.driver.options import Options
from coppspec.driver.protocol import Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.codes import HResult
from coppspec.model.constants import SEQUENCE_NUMBERS
from coppspec.model.engine import Engine
from coppspec.model.layouts import START_SEQUENCE
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Intent
from coppspec.properties import device_messages as messages
from coppspec.properties import understanding
from coppspec.properties.device_harness import DeviceHarness
from coppspec.properties.guard import Guarded
from coppspec.properties.setting import start
from coppspec.properties.start_blocks import Terms
from coppspec.properties.trial import Reply, Trial
from coppspec.properties.understanding import EVERY_RATIO, Known

FUZZED, OTHER = 0, 1
"""The session whose messages are fuzzed, and another one on the same connector."""
START = ("COPPOpenVideoSession", "COPPGetCertificateLength", "COPPKeyExchange", "COPPSequenceStart")
SET_LEVEL = "COPPCommand, set protection level"
SET_SIGNAL = "COPPCommand, set signaling"
RIGHT_COMMANDS = (
    *(Intent(SET_LEVEL, FUZZED, (), level, about=about) for about, level in (("HDCP", 1), ("ACP", 3))),
    Intent(SET_LEVEL, FUZZED, (), 12, about="CGMSA"),
    Intent(SET_SIGNAL, FUZZED, (), 5, about="EN300294_625i"),
)
REQUESTS = tuple(call for call in EVERY_RATIO.calls if call.function == "COPPQueryStatus")
RIGHT_REQUESTS = tuple(
    Intent(call.name, session, about=about)
    for session in (FUZZED, OTHER)
    for call in REQUESTS
    for about, _ in call.arguments
)


@cache
def _engine(readings: tuple[tuple[str, str], ...]) -> Engine:
    return Engine(EVERY_RATIO, Profile(**dict(readings)))


class RawHarness(DeviceHarness):
    """An application that sends the bytes it is told to."""

    raw: bytes | None = None
    """What is sent next, in the place of the message that is meant."""

    def play(self, intent: Intent, before: Configuration) -> Reply:
        """Send it, if there is something to send."""
        raw, self.raw = self.raw, None
        session = intent.session or 0
        if raw is None:
            return super().play(intent, before)
        if intent.call.startswith("COPPCommand"):
            return Reply(self._send(session, raw), raw)
        if intent.call.startswith("COPPQueryStatus"):
            self._sides[session].nonce = raw[:16]
            code, response = self._ask(session, raw)
            return Reply(code, raw, {"status": response})
        code, proposed = self._start(session, raw), self._sides[session].proposed
        if code == HResult.S_OK:
            self._sides[session].terms = proposed
        return Reply(code, raw, starts=proposed[1:])

    def propose(self, terms: Terms) -> None:
        """The terms that the next start block brings."""
        self._sides[FUZZED].proposed = terms

    def terms(self) -> Terms:
        """The terms of the fuzzed session, as it began."""
        return self._sides[FUZZED].terms

    def random_number(self) -> bytes:
        """What the fuzzed session's device has handed out."""
        return self._sides[FUZZED].random_number


class Fuzzed:
    """Two sessions on one connector, and the specification beside them.

    Args:
        readings: those of the choices that are not the recommended ones.
        driver: under test; the reference driver with the same readings, if it is left out.
        active: whether the fuzzed session is brought to protected mode, or up to the start block.
    """

    def __init__(
        self,
        readings: Mapping[str, Any] | None = None,
        driver: Driver | None = None,
        *,
        active: bool = True,
    ) -> None:
        engine = _engine(tuple((readings or {}).items()))
        self.driver = driver or ReferenceDriver(Options(**(readings or {})))
        guarded = Guarded(self.driver)
        self.harness = RawHarness(guarded, (0, 0), Random(1))  # noqa: S311  to repeat it
        self.trial = Trial(engine, guarded, self.harness, start(engine, self.driver.outputs, (0, 0)))
        for call in START:
            self.trial.step(Intent(call, OTHER))
        for call in START if active else START[:-1]:
            self.trial.step(Intent(call, FUZZED))

    @property
    def known(self) -> Known:
        """What the fuzzed session has agreed on, and what is due."""
        now = self.trial.configuration.sessions[FUZZED]
        due = Terms(self.harness.terms().session_key, now.status_number, now.command_number)
        return Known(FUZZED, due, self.trial.configuration.connectors[0].signal[1])

    @property
    def is_active(self) -> bool:
        """Whether the fuzzed session is in protected mode."""
        return self.trial.configuration.sessions[FUZZED].state == EVERY_RATIO.goal

    def begin_again(self) -> None:
        """Close the fuzzed session, and bring a new one up to the start block."""
        for call in ("COPPCloseVideoSession", *START[:-1]):
            self.trial.step(Intent(call, FUZZED))
        self.trial.history.clear()

    def start_sequence(self) -> bytes:
        """A right one; its command number soon wraps."""
        number = self.harness.random_number()
        return START_SEQUENCE.pack(
            rGH=number, kDI=bytes(range(16)), status_start=7, command_start=SEQUENCE_NUMBERS - 1
        )

    def right(self, intent: Intent) -> bytes:
        """The message that an application would send now."""
        due, random = self.known.terms, Random(2)  # noqa: S311  to repeat it
        if intent.call.startswith("COPPCommand"):
            return messages.command(intent, due.session_key, bytes(16), due.command_start, random)
        return messages.status_request(intent, random.randbytes(16), due.status_start, random)

    def command(self, message: bytes) -> Intent:
        """COPPCommand with these bytes; what they mean."""
        return self._send(understanding.command(message, self.known), message)

    def status_request(self, message: bytes) -> Intent:
        """COPPQueryStatus with these bytes; what they mean."""
        return self._send(understanding.status_request(message, self.known), message)

    def start_block(self, block: bytes) -> Intent:
        """COPPSequenceStart with these bytes; what they mean."""
        number = self.harness.random_number()
        intent, terms = understanding.start_block(block, FUZZED, shipped_identity(), number)
        self.harness.propose(terms)
        return self._send(intent, block)

    def _send(self, intent: Intent, message: bytes) -> Intent:
        self.harness.raw = message
        self.trial.step(intent)
        self.trial.history.clear()
        return intent

    def still_serves(self) -> None:
        """Look at everything that can be asked in both sessions, and have the next commands taken.

        Raises:
            Disagreement: something is otherwise than the tables say.
        """
        for intent in RIGHT_REQUESTS:
            self.trial.step(intent)
        for intent in RIGHT_COMMANDS:
            self.trial.step(intent)
            self.trial.step(intent._replace(session=OTHER))
        self.trial.history.clear()
