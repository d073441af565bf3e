"""The application that a COPP device meets in a trial."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from operator import eq
from random import Random
from typing import NamedTuple

from coppspec.driver import mac
from coppspec.driver.certificate_xml import MORE_THAN_THAT, Reason
from coppspec.driver.certificates import validate
from coppspec.driver.identity import InvalidCertificate, public_key, shipped_identity
from coppspec.driver.outputs import Output
from coppspec.driver.protocol import Capability, Driver, Handle
from coppspec.driver.start_block import PublicKey
from coppspec.model.codes import HResult
from coppspec.model.conditions import HDCP_FAULT, SAME_NONCE
from coppspec.model.constants import NONCE_BYTES, SEQUENCE_NUMBERS, ProtectionType
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import SET_SIGNALING
from coppspec.model.effects import MODES
from coppspec.model.engine import Engine
from coppspec.model.layouts import DXVA_COPPStatusData, DXVA_COPPStatusOutput
from coppspec.model.levels import TYPES
from coppspec.model.step import Answer, Configuration, Intent, OneOf
from coppspec.properties import device_messages as messages
from coppspec.properties import lost_devices, start_blocks, status_payload
from coppspec.properties.damage import damaged
from coppspec.properties.guard import BrokeDown, Guarded
from coppspec.properties.inspection import Deviation, Inspection
from coppspec.properties.lost_devices import LostDevices
from coppspec.properties.lost_links import OFF, LostLinks
from coppspec.properties.setting import DevIDs
from coppspec.properties.sinks import Sinks
from coppspec.properties.start_blocks import Numbers, Terms
from coppspec.properties.trial import ANYTHING, Draft, MakeDriver, Reply

OTHER_BOUNDS = "certificate of other bounds"
"""What the table gives where a chain may be larger (X06)."""
EN300294 = "EN300294_625i"
"""The standard whose aspect ratio has bits that can be changed one by one (COPP-622)."""
GLOBAL_LEVEL = "global protection level"
NO_TERMS = Terms(bytes(16), 0, 0)

ANOTHER_DEVICE = Inspection("a handle of its own for another device", "Q22")
LENGTH = Inspection("a certificate length above 0", "COPP-130")
RANDOM_NUMBER = Inspection("16 random bytes", "COPP-140")
OWN_RANDOM_NUMBER = Inspection("a random number of its own for each device", "COPP-144")
UNPREDICTABLE = Inspection("a random number that has little in common with another", "COPP-144")
COMMON_BYTES = 8
"""So many bytes are equal in two of 16 random bytes once in 10 to the power of 15."""
COMPARED = 64
"""With so many of the latest a new one is compared byte by byte, or chance would accuse one of many."""
CERTIFICATES = Inspection("as many bytes of certificates as the length said", "COPP-141")
PUBLIC_KEY = Inspection("a certificate with an RSA-2048 key", "COPP-401")
CHAIN = Inspection("a chain of certificates that leads to the driver's root", "COPP-460")
STEPS = {
    reason: Inspection(f"a chain of certificates in which nothing fails as {reason}", reason.clause)
    for reason in Reason
    if reason.is_of_the_chain
}
"""What each step of the validation asks of the chain that a driver hands out."""
RESPONSE = Inspection("a response of 4096 bytes", "COPP-304")
TAG = Inspection("a response tagged under the session key", "COPP-422", also=("COPP-005", "COPP-420"))
PROTECTED = Inspection(
    "the connector protected as long as a session on it asks for it", "COPP-612", also=("COPP-903",)
)
UNPROTECTED = Inspection("no protection that no session on the connector asks for", "COPP-184")
LEVEL = Inspection("the connector at the level that the sessions on it ask for", "COPP-610")
REPLACED = Inspection("what the display is that is there now", "COPP-812", also=("COPP-702", "COPP-803"))
NOTHING_LEFT = "COPP-128"
"""An open that fails leaves no device behind."""
INSPECTIONS = (
    ANOTHER_DEVICE,
    LENGTH,
    RANDOM_NUMBER,
    OWN_RANDOM_NUMBER,
    UNPREDICTABLE,
    CERTIFICATES,
    PUBLIC_KEY,
    CHAIN,
    *STEPS.values(),
    RESPONSE,
    TAG,
    PROTECTED,
    UNPROTECTED,
    LEVEL,
    *lost_devices.INSPECTIONS,
    REPLACED,
    *status_payload.INSPECTIONS,
)


@dataclass
class Side:
    """What the application knows of one session."""

    handle: Handle = 0
    length: int = 0
    public_key: PublicKey | None = None
    """Of the certificates that its own key exchange has returned (COPP-401)."""
    random_number: bytes = bytes(NONCE_BYTES)
    proposed: Terms = NO_TERMS
    """The terms of the last sequence start."""
    terms: Terms = NO_TERMS
    """The terms of the one that succeeded."""
    nonce: bytes = b""
    nonces: set[bytes] = field(default_factory=set[bytes])
    """Those that were used."""
    """Of the last request."""
    answered: bytes = b""
    """The one of the last request that was answered."""


TYPE_BITS = {name: int(ProtectionType[f"COPP_ProtectionType_{name}"]) for name in TYPES}
Play = Callable[[Intent, Side, Configuration], Reply]


class Asked(NamedTuple):
    """A call that succeeded, and what is known of it."""

    intent: Intent
    answer: Answer
    side: Side
    reply: Reply


def _not_looked_at(_: Asked) -> None:
    """What a call hands out that may be anything."""


class DeviceHarness:
    """Makes calls on several devices of one driver.

    Args:
        driver: what is called.
        dev_ids: the output of each device.
        random: for keys, numbers and damage; the same seed makes the same ones.
    """

    codes = HResult

    def __init__(self, driver: Driver, dev_ids: DevIDs, random: Random) -> None:
        self._driver = driver
        self._random = random
        self._dev_ids = dev_ids
        self._looked_at = tuple({dev_id: session for session, dev_id in enumerate(dev_ids)}.items())
        """Each output once, with a session on it."""
        self._sides = [Side() for _ in dev_ids]
        self._gave_it_again = False
        """Whether the last open has given the handle of a device that is there."""
        self._refused: dict[int, tuple[Intent, Configuration]] = {}
        """Of each session the open that has failed while there was no device."""
        self._before = Configuration(())
        self._seen: set[bytes] = set()
        self._latest: deque[bytes] = deque(maxlen=COMPARED)
        self._latest_key = shipped_identity().key.public_key()
        """Of the certificates seen last, for a block that is sent before a device has handed out its own."""
        self._links = LostLinks()
        self.beside = OFF
        """The levels of ACP that copy-protection sessions may have on an output, whatever devices do."""
        self._lost = LostDevices()
        self._sinks = Sinks()
        self._connector = 0
        """Of the session that the last call was about."""
        self._inspections = {
            "certificate length": self._inspect_length,
            "random number": self._inspect_random_number,
            "certificate": self._inspect_certificate,
            OTHER_BOUNDS: _not_looked_at,
            ANYTHING: _not_looked_at,
            "status": self._inspect_status,
        }

    @property
    def _functions(self) -> dict[str, Play]:
        return {
            "COPPOpenVideoSession": self._open,
            "COPPGetCertificateLength": self._get_certificate_length,
            "COPPKeyExchange": self._key_exchange,
            "COPPSequenceStart": self._sequence_start,
            "COPPCommand": self._command,
            "COPPQueryStatus": self._query_status,
            "COPPCloseVideoSession": self._close,
            "device lost": self._lose,
        }

    def play(self, intent: Intent, before: Configuration) -> Reply:
        """Make the call on its device."""
        function = intent.call.partition(",")[0]
        self._before = before
        self._links.note(intent, before)
        self._lost.note(intent, before)
        self._sinks.note(intent, before)
        self._connector = before.sessions[intent.session or 0].connector
        return self._functions.get(function, self._happen)(intent, self._sides[intent.session or 0], before)

    def inspect(self, intent: Intent, answer: Answer, reply: Reply, /) -> Deviation | None:
        """Look at what was handed out."""
        if self._gave_it_again:
            return ANOTHER_DEVICE.broken("gave the handle of the device that is open")
        side = self._sides[intent.session or 0]
        asked = Asked(intent, answer, side, reply)
        deviations = (self._inspections[name](asked) for name in answer.gives)
        return next((deviation for deviation in deviations if deviation is not None), None)

    def explain(self, deviation: Deviation, intent: Intent, reply: Reply, fresh: MakeDriver) -> Deviation:
        """The rule that is broken, where a wrong code shows that a device is there that must not be."""
        if self._is_left_behind(intent, reply, fresh):
            met = f"{deviation.met} after an open that failed; without it, the driver answers otherwise"
            return deviation._replace(met=met, clause=NOTHING_LEFT)
        return self._lost.outlived(deviation, intent, reply, fresh, self._dev_ids[intent.session or 0])

    def _is_left_behind(self, intent: Intent, reply: Reply, fresh: MakeDriver) -> bool:
        """Whether a failed open alone makes a fresh driver answer so, that answers otherwise without it."""
        session = intent.session or 0
        if session not in self._refused or self._sides[session].handle:
            return False

        def answered(*calls: tuple[Intent, Configuration]) -> int | None:
            harness = DeviceHarness(Guarded(fresh()), self._dev_ids, self._random)
            return [harness.play(*call).code for call in calls][-1]

        last = intent, self._before
        with suppress(BrokeDown):
            return answered(last) != reply.code == answered(self._refused[session], last)
        return False

    # The calls.

    def _open(self, intent: Intent, side: Side, before: Configuration) -> Reply:
        session = intent.session or 0
        lives = _lives(before, session)
        code, handle = self._driver.open_video_session(self._dev_ids[session], side.handle if lives else 0)
        if code != HResult.S_OK and not lives:
            self._refused[session] = intent, before
        self._gave_it_again = lives and code == HResult.S_OK and handle == side.handle
        if code == HResult.S_OK and not lives:  # one that is opened beside another is left alone (Q22)
            for at, each in enumerate(self._sides):
                if each.handle == handle and not _lives(before, at):
                    each.handle = 0  # given again, it does not name the device that is gone
            self._sides[session] = Side(handle)
        return Reply(code)

    def _get_certificate_length(self, _: Intent, side: Side, __: Configuration) -> Reply:
        code, length = self._driver.get_certificate_length(side.handle)
        return Reply(code, given={"certificate length": length})

    def _key_exchange(self, _: Intent, side: Side, __: Configuration) -> Reply:
        code, number, certificates = self._driver.key_exchange(side.handle)
        return Reply(code, given={"random number": number, "certificate": certificates})

    def _sequence_start(self, intent: Intent, side: Side, _: Configuration) -> Reply:
        side.proposed = start_blocks.new_terms(self._random)
        others = [each.random_number for each in self._sides if each is not side and any(each.random_number)]
        numbers = Numbers(side.random_number, others[0] if others else self._random.randbytes(NONCE_BYTES))
        sequence = start_blocks.sequence(intent.defects, numbers, side.proposed, self._random)
        key = side.public_key or self._latest_key
        whole = start_blocks.whole_block(intent.defects, key, sequence, self._random)
        block = damaged(whole, intent.defects, self._random)
        code = self._start(intent.session or 0, block)
        if code == HResult.S_OK:
            side.terms = side.proposed
        return Reply(code, block, draft=Draft(whole, sequence), starts=side.proposed[1:])

    def _command(self, intent: Intent, side: Side, before: Configuration) -> Reply:
        number = before.sessions[intent.session or 0].command_number + intent.number
        others = [
            each.terms.session_key for each in self._sides if each is not side and each.terms != NO_TERMS
        ]
        other_key = others[0] if others else self._random.randbytes(16)
        whole = messages.whole_command(
            intent, side.terms.session_key, other_key, number % SEQUENCE_NUMBERS, self._random
        )
        if not intent.defects and len(self._sides) == 1 and intent.call == SET_SIGNALING.name:
            standard, ratio = before.connector_of(intent.session or 0).signal
            if standard == intent.about == EN300294:
                whole = messages.with_small_mask(whole, ratio, side.terms.session_key)
        command = damaged(whole, intent.defects, self._random)
        if HDCP_FAULT in intent.defects:
            self._driver.inject(Capability.HDCP_FAILURE, self._dev_ids[intent.session or 0])
        return Reply(self._send(intent.session or 0, command), command, draft=Draft(whole))

    def _query_status(self, intent: Intent, side: Side, before: Configuration) -> Reply:
        number = before.sessions[intent.session or 0].status_number + intent.number
        side.nonce = messages.new_nonce(self._random)
        if side.nonce in side.nonces:  # those of zeros and ones are few, and each comes once in a session
            side.nonce = self._random.randbytes(NONCE_BYTES)
        side.nonces.add(side.nonce)
        if SAME_NONCE in intent.defects:
            side.nonce = side.answered or side.nonce
        whole = messages.whole_status_request(intent, side.nonce, number % SEQUENCE_NUMBERS, self._random)
        request = damaged(whole, intent.defects, self._random)
        code, response = self._ask(intent.session or 0, request)
        if code == HResult.S_OK:
            side.answered = side.nonce
        return Reply(code, request, {"status": response}, draft=Draft(whole))

    def _start(self, session: int, block: bytes) -> int:
        return self._driver.sequence_start(self._sides[session].handle, block)

    def _send(self, session: int, command: bytes) -> int:
        return self._driver.command(self._sides[session].handle, command)

    def _ask(self, session: int, request: bytes) -> tuple[int, bytes]:
        return self._driver.query_status(self._sides[session].handle, request)

    def _close(self, _: Intent, side: Side, __: Configuration) -> Reply:
        return Reply(self._driver.close_video_session(side.handle))

    def _lose(self, _: Intent, side: Side, __: Configuration) -> Reply:
        self._driver.inject(Capability.DEVICE_LOST, side.handle)
        return Reply(None)

    def _happen(self, intent: Intent, _: Side, __: Configuration) -> Reply:
        """An event on the connector of a device."""
        mode = 0 if intent.about is None else MODES.index(intent.about)
        self._driver.inject(Capability(intent.call), self._dev_ids[intent.session or 0], mode)
        return Reply(None)

    # What the hardware shows.

    def look(self, configuration: Configuration, _: Engine, /) -> Deviation | None:
        """Look at the level of every type on every output."""
        self._links.follow(configuration)
        for dev_id, session in self._looked_at:
            connector = configuration.connector_of(session)
            for name, wanted in zip(TYPES, connector.shown, strict=True):
                if name == "ACP" and connector.analog:
                    continue  # it is shared with copy-protection sessions, and looked at with them
                met = self._driver.applied(dev_id, TYPE_BITS[name])
                at = configuration.sessions[session].connector
                if met not in self.levels(at, name, connector.applied(name)):
                    suspect = self.suspect(at, wanted, met)
                    return suspect.broken(f"shows {name} at level {met} on output {dev_id}, not {wanted}")
        return None

    def levels(self, at: int, name: str, legal: tuple[int, ...]) -> tuple[int, ...]:
        """The levels of a type that a connector may show: the legal ones, and those without a link."""
        return self._links.levels(at, name, legal, self.beside if name == "ACP" else OFF)

    def suspect(self, at: int, wanted: int, met: int) -> Inspection:
        """What a level breaks that a connector shows, where only devices ask for one."""
        without = self._lost.left(at) or UNPROTECTED
        return LEVEL if wanted and met else PROTECTED if wanted else without

    # What they hand out.

    def _inspect_length(self, asked: Asked) -> Deviation | None:
        length: int = asked.reply.given["certificate length"]
        if length <= 0:
            return LENGTH.broken(f"gave {length}")
        asked.side.length = length
        return None

    def _inspect_random_number(self, asked: Asked) -> Deviation | None:
        number: bytes = asked.reply.given["random number"]
        if len(number) != NONCE_BYTES:
            return RANDOM_NUMBER.broken(f"gave {len(number)}")
        if number in self._seen:
            return OWN_RANDOM_NUMBER.broken("gave one twice")
        if any(sum(map(eq, number, other)) >= COMMON_BYTES for other in self._latest):
            return UNPREDICTABLE.broken(f"gave one with {COMMON_BYTES} bytes of another, or more")
        self._seen.add(number)
        self._latest.append(number)
        asked.side.random_number = number
        return None

    def _inspect_certificate(self, asked: Asked) -> Deviation | None:
        certificates: bytes = asked.reply.given["certificate"]
        if len(certificates) != asked.side.length:
            return CERTIFICATES.broken(f"gave {len(certificates)}, not {asked.side.length}")
        times = MORE_THAN_THAT if OTHER_BOUNDS in asked.answer.gives else 1
        try:
            self._latest_key = asked.side.public_key = _leaf_key(certificates, times)
        except InvalidCertificate as error:
            return STEPS.get(error.reason, PUBLIC_KEY).broken(f"gave another: {error}")
        try:
            _validated(certificates, self._driver.root, (), times)
        except InvalidCertificate as error:
            return STEPS.get(error.reason, CHAIN).broken(f"gave another: {error}")
        return None

    def _inspect_status(self, asked: Asked) -> Deviation | None:
        response: bytes = asked.reply.given["status"]
        if len(response) != DXVA_COPPStatusOutput.size:
            return RESPONSE.broken(f"gave {len(response)}")
        if not mac.is_authentic(asked.side.terms.session_key, response):
            return TAG.broken("gave another tag")
        flags, *says = asked.answer.says or (0,)
        declared = self._driver.outputs[self._dev_ids[asked.intent.session or 0]]
        output = self._sinks.output(declared, self._connector)
        request = asked.intent.call.partition(", ")[2]

        def of(display: Output) -> list[Deviation | None]:
            return [
                status_payload.deviation(
                    status_payload.expected(request, display, each), asked.side.nonce, flags, response
                )
                for each in possible(self._now(request, asked.intent.about, says))
            ]

        deviations = of(output)
        met = DXVA_COPPStatusData.get_ulong(
            DXVA_COPPStatusOutput.get_bytes(response, "COPPStatus"), "dwFlags"
        )
        untold = self._lost.told(asked.intent.session or 0, int(str(flags)), met)
        if None in deviations:
            return None
        if untold is not None:
            return untold.broken(f"gave {met}, not {flags}")
        replaced = self._sinks.replaced(declared, self._connector)
        if replaced is not None and None in of(replaced):
            return REPLACED.broken("gave what the display before it was")
        return deviations[0]

    def _now(self, request: str, name: str | None, says: list[object]) -> list[object]:
        """What an answer may say: the level that is applied may have gone with the link (COPP-812)."""
        if request != GLOBAL_LEVEL or name is None:
            return says
        (level,) = says
        legal = level.values if isinstance(level, OneOf) else (int(str(level)),)
        return [OneOf(self.levels(self._connector, name, legal))]


def _lives(configuration: Configuration, session: int) -> bool:
    """Whether the device of a session is there: neither closed, nor lost, nor ended by a mode change."""
    return configuration.sessions[session].state != DEVICE.initial


def possible(says: list[object]) -> Iterator[tuple[object, ...]]:
    """Everything that an answer may say, where the specification leaves a value open."""
    yield from product(*(each.values if isinstance(each, OneOf) else (each,) for each in says))


# A driver hands out one chain again and again.
_leaf_key = lru_cache(maxsize=8)(public_key)
_validated = lru_cache(maxsize=8)(validate)
