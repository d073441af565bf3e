"""The application that a VIDEOPARAMETERS miniport meets in a trial."""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random

from coppspec.driver.adapters import Adapter
from coppspec.driver.protocol import Capability, Driver
from coppspec.model.codes import Status
from coppspec.model.conditions import FAULT, FOREIGN_KEY
from coppspec.model.constants import ProtectionType
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.engine import Engine
from coppspec.model.key_calls import ACTIVATE, CHANGE, GET
from coppspec.model.language import Row
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.step import Answer, Configuration, Intent
from coppspec.model.tv_output import TVOutput, switched_on
from coppspec.properties import key_messages as messages
from coppspec.properties import settings_report
from coppspec.properties.guard import BrokeDown, Guarded
from coppspec.properties.inspection import Deviation, Inspection
from coppspec.properties.key_messages import Keys
from coppspec.properties.setting import protecting, tv_offer
from coppspec.properties.settings_report import Report
from coppspec.properties.trial import MakeDriver, Reply

ACP = ProtectionType.COPP_ProtectionType_ACP
ENDED = COPY_PROTECTION_SESSIONS.ended
KEYS = 1 << 32
NO_PROTECTION = "an unprotected standard"
"""The setting that is refused while a session is on (VPCP-652)."""
NEAR = 16
"""Keys closer to each other than that may follow from each other (VPCP-506)."""
STEPS = 4
"""So many steps from key to key in a row have to be alike before the keys follow from each other.

Of random keys of 15 bits four steps are so short once in 10 to the power of 12, and equal more rarely.
"""
COINCIDENCES = 3
"""So many keys have to be equal on two adapters before they are not equal by chance."""
KEY_IS_NO_INPUT = "VPCP-400"
"""An activation returns its key in a field that it does not read."""
REMEMBERED = 8
"""How many requests' worth of vendor's data are remembered."""

SIZE = Inspection("356 bytes for the caller after a success", "VPCP-107")
SIZE_UNDONE = Inspection(
    "356 bytes for the caller where nothing is done", "A-15", also=("VPCP-107", "VPCP-304")
)
NOTHING = Inspection("no byte for the caller after a refusal", "VPCP-108", also=("VPCP-107",))
NOT_ZERO = Inspection("a key other than 0", "VPCP-504")
NEVER_ISSUED = Inspection(
    "a key that was never issued before", "VPCP-503", also=("VPCP-500", "VPCP-501", "VPCP-505")
)
RESTED = Inspection("a key that is not live, and that has rested", "A-05", also=("VPCP-501",))
OWN_ADAPTER = Inspection("a key that no other adapter has issued", "VPCP-506")
HARD_TO_GUESS = Inspection("a key that does not follow from those before", "VPCP-506")
UNCHANGED = Inspection("the caller's buffer as it was, but for a new key", "VPCP-414", also=("VPCP-102",))
UNTOUCHED = Inspection("the caller's buffer as it was, where nothing is done", "VPCP-304")
OTHER_ADAPTER = Inspection("another adapter as it was", "VPCP-502")
OTHERS_AFTER = {
    "mode change": Inspection("another adapter as it was, whose mode is not set", "VPCP-660"),
    "device reset": Inspection("another adapter as it was, which is not reset", "VPCP-661"),
    "power down": Inspection("another adapter as it was, which does not lose its power", "VPCP-662"),
    "driver restart": Inspection("another adapter as it was, which does not start again", "VPCP-664"),
}
"""The same after an event that is one of this adapter alone."""
PROTECTED_WHILE_ON = Inspection("protection while a session is on", "VPCP-551")
UNPROTECTED_AT_ZERO = Inspection("no protection while no session is on", "VPCP-554")
LEVEL_ZERO = Inspection("no protection by an activation at level 0", "VPCP-600", also=("VPCP-402",))
HIGHEST_LEVEL = Inspection("the level that the sessions that are on ask for", "VPCP-605", also=("VPCP-603",))
AFTER_MODE_CHANGE = Inspection("the level applied again by a mode set", "VPCP-660")
AFTER_RESET = Inspection("the level applied again by the mode set after a reset", "VPCP-661")
AFTER_WAKING = Inspection("the level in force when there is full power again", "VPCP-662")
AFTER_RESTART = Inspection("no protection when the driver has started again", "VPCP-664")
AFTER_SWITCHING = Inspection(
    "the level applied again when the output is switched", "VPCP-653", also=("VPCP-651",)
)
INSPECTIONS = (
    SIZE, SIZE_UNDONE, NOTHING, NOT_ZERO, NEVER_ISSUED, RESTED, OWN_ADAPTER, HARD_TO_GUESS, UNCHANGED,
    UNTOUCHED, OTHER_ADAPTER, PROTECTED_WHILE_ON, UNPROTECTED_AT_ZERO, LEVEL_ZERO, HIGHEST_LEVEL,
    AFTER_MODE_CHANGE, AFTER_RESET, AFTER_WAKING, AFTER_RESTART,
    AFTER_SWITCHING, *OTHERS_AFTER.values(),
    *settings_report.INSPECTIONS,
)  # fmt: skip
AFTER = {
    "mode change": AFTER_MODE_CHANGE,
    "power up": AFTER_WAKING,
    "VP_COMMAND_SET, TV output": AFTER_SWITCHING,
}
"""What is wrong if the level is not there right after an event or a switch."""


def is_on_at_first(adapter: Adapter) -> bool:
    """Whether its output shows a level before anybody has switched it."""
    return switched_on(tv_offer(adapter)).shows_protection


class KeyHarness:
    """Makes requests to one adapter, for several copy-protection sessions.

    Args:
        driver: what is called.
        random: for fields that nobody reads, unknown keys and damage; the same seed makes the same ones.
        adapter: the number of the adapter.
    """

    codes = Status

    def __init__(self, driver: Driver, random: Random, adapter: int = 0) -> None:
        self._driver = driver
        self._random = random
        self._adapter = adapter
        self._declared = driver.adapters[adapter]
        self._tv = self._declared.tv or messages.NO_TV
        self._keys: dict[int, int] = {}
        """The key of each session that was begun."""
        self._issued: list[int] = []
        self._known: set[int] = set()
        """The same keys, to look one up among many."""
        self._resting: set[int] = set()
        """The keys that were live when the last one was issued, and that one."""
        self._foreign: list[int] = []
        """Keys of the other adapter, each of a session that is on at level 1."""
        self._vendors: deque[bytes] = deque(maxlen=REMEMBERED)
        self._told = b""
        """The answer to the last GET, if no request was taken and nothing has happened since."""
        self._before = Configuration(())
        self._last = ""
        self._was_reset = False
        self._mode_sets = 0
        self._restarted = False
        """Whether the driver has started again, and nobody has set the TV output since."""
        self._began_at_zero = False
        """Whether the last step began a session at level 0 while none was on."""
        self._ended = ""
        """The clause of the last step with which a session that was on ceased to be so."""

    def play(self, intent: Intent, before: Configuration) -> Reply:
        """Make the request, or the event happen."""
        self._was_reset = before.tv.reset
        self._before, self._last = before, intent.call
        self._restarted |= intent.call == Capability.DRIVER_RESTART
        if intent.call in set(Capability):
            self._happen(Capability(intent.call))
            return Reply(None)
        buffer = messages.request(intent, self._tv, before.tv, self._keys_for(intent), self._random)
        if FAULT in intent.defects:
            self._driver.inject(Capability.HARDWARE_FAULT, self._adapter)
        status, returned = self._driver.video_parameters(
            self._adapter, buffer, messages.room(intent, self._random)
        )
        return Reply(status, buffer, returned=returned)

    def _happen(self, event: Capability) -> None:
        if event is Capability.MODE_CHANGE:
            outputs = self._declared.outputs  # each in turn: a mode set on any of them applies the level
            self._driver.inject(event, outputs[self._mode_sets % len(outputs)], self._random.randrange(2))
            self._mode_sets += 1
        else:
            self._driver.inject(event, self._adapter)

    def explain(self, deviation: Deviation, intent: Intent, reply: Reply, fresh: MakeDriver) -> Deviation:
        """The rule that is broken, where a wrong code shows it that belongs to another one.

        A standard without protection is refused although no session is on: if a fresh driver takes the
        same request, the driver has not counted the end of a session. An activation is refused: if a fresh
        driver takes it with key 0 alone, the driver reads a field that is no input (VPCP-400).
        """
        if intent.call.startswith(ACTIVATE) and reply.code != Status.NO_ERROR and not intent.defects:
            without = VIDEOPARAMETERS.put(reply.sent, dwCPKey=0)
            if self._takes(fresh, without) and not self._takes(fresh, reply.sent):
                met = f"{deviation.met}; it takes the same request with key 0"
                return deviation._replace(met=met, clause=KEY_IS_NO_INPUT)
        refused = intent.about == NO_PROTECTION and reply.code == Status.ERROR_INVALID_PARAMETER
        if not (refused and self._ended):
            return deviation
        if not self._takes(fresh, reply.sent):
            return deviation
        met = f"{deviation.met} although no session is on; a fresh driver takes the same request"
        return deviation._replace(met=met, clause=self._ended)

    def is_taken_alone(self, intent: Intent, reply: Reply, fresh: MakeDriver) -> bool:
        """Whether a refused command is taken by a fresh driver, where it is the first on its session."""
        command = messages.command_of(intent)
        if command is None or reply.code == Status.NO_ERROR or intent.defects:
            return False
        if command != ACTIVATE and self._before.sessions[intent.session or 0].state in ENDED:
            return False
        request, driver = reply.sent, Guarded(fresh())
        try:
            if command != ACTIVATE:
                own = messages.COMMANDS[ACTIVATE], messages.usual_type(self._tv)
                begin = VIDEOPARAMETERS.put(
                    request, dwCPCommand=own[0], dwCPType=own[1], bCP_APSTriggerBits=1
                )
                _, returned = driver.video_parameters(self._adapter, begin, VIDEOPARAMETERS.size)
                if len(returned) != VIDEOPARAMETERS.size:
                    return False
                request = VIDEOPARAMETERS.put(request, dwCPKey=VIDEOPARAMETERS.get_ulong(returned, "dwCPKey"))
            code, _ = driver.video_parameters(self._adapter, request, VIDEOPARAMETERS.size)
        except BrokeDown:
            return False
        return code == Status.NO_ERROR

    def _takes(self, fresh: MakeDriver, request: bytes) -> bool:
        """Whether a fresh driver takes a request."""
        try:
            code, _ = Guarded(fresh()).video_parameters(self._adapter, request, VIDEOPARAMETERS.size)
        except BrokeDown:
            return False
        return code == Status.NO_ERROR

    def inspect(self, intent: Intent, answer: Answer, reply: Reply, /) -> Deviation | None:
        """Look at the bytes that came back: the caller's own, except for what was handed out."""
        self._note_end(answer)
        begins = "key" in answer.gives and reply.code == Status.NO_ERROR
        self._began_at_zero = begins and intent.level == 0 and not self._before.tv.level
        told = self._told
        if reply.code in {None, Status.NO_ERROR}:
            self._told = reply.returned if intent.call == GET else b""
            self._restarted &= intent.about is None
        if reply.code is None:
            return None
        if len(equal := {*self._foreign} & {*self._issued}) >= COINCIDENCES:
            return OWN_ADAPTER.broken(
                f"issued {', '.join(f'{key:#x}' for key in sorted(equal))} on two adapters"
            )
        if reply.code != Status.NO_ERROR:
            return NOTHING.broken(f"returned {len(reply.returned)}") if reply.returned else None
        if len(reply.returned) != VIDEOPARAMETERS.size:
            size = SIZE_UNDONE if answer.clause == UNTOUCHED.clause else SIZE
            return size.broken(f"returned {len(reply.returned)}")
        sent = reply.sent[: VIDEOPARAMETERS.size]
        if intent.call == GET:
            return self._inspect_settings(answer, sent, reply.returned, told)
        return self._inspect_buffer(intent, answer, sent, reply.returned)

    def _note_end(self, answer: Answer) -> None:
        """Remember the rule by which the count has become less."""
        less = next((row.clause for row in answer.entries if isinstance(row, Row) and row.count < 0), "")
        if less:
            self._ended = less

    def _inspect_buffer(
        self, intent: Intent, answer: Answer, sent: bytes, returned: bytes
    ) -> Deviation | None:
        if "key" in answer.gives and answer.session is not None:
            key = VIDEOPARAMETERS.get_ulong(returned, "dwCPKey")
            if (deviation := self._inspect_key(key, answer)) is not None:
                return deviation
            self._keys[answer.session] = key
            sent = VIDEOPARAMETERS.put(sent, dwCPKey=key)
        if intent.call.startswith((ACTIVATE, CHANGE)):
            self._vendors.append(VIDEOPARAMETERS.get_bytes(sent, "bOEMCopyProtection"))
        if returned != sent:
            return (UNTOUCHED if answer.clause == UNTOUCHED.clause else UNCHANGED).broken("changed it")
        return None

    def look(self, configuration: Configuration, engine: Engine, /) -> Deviation | None:
        """Look at the ACP level on every output of the adapter, and on the other one."""
        tv = configuration.tv
        for output in self._declared.outputs:
            met = self._driver.applied(output, ACP)
            if met not in tv.shown:
                wanted = " or ".join(map(str, tv.shown))
                return self.suspect(tv, met).broken(f"shows level {met} on output {output}, not {wanted}")
        for output in self._other_outputs() if engine.profile["key_scope"] == "adapter" else ():
            if (met := self._driver.applied(output, ACP)) != 1:
                other = OTHERS_AFTER.get(self._last, OTHER_ADAPTER)
                return other.broken(f"shows level {met} on output {output}, not 1")
        return None

    def suspect(self, tv: TVOutput, met: int) -> Inspection:
        """What is broken if this level is met."""
        if not tv.level:
            if self._last == Capability.DRIVER_RESTART:
                return AFTER_RESTART
            return LEVEL_ZERO if self._began_at_zero else UNPROTECTED_AT_ZERO
        if self._last in AFTER and not met:
            return AFTER_RESET if self._last == "mode change" and self._was_reset else AFTER[self._last]
        return HIGHEST_LEVEL if met else PROTECTED_WHILE_ON

    def _inspect_settings(
        self, answer: Answer, sent: bytes, returned: bytes, before: bytes
    ) -> Deviation | None:
        if self._declared.tv is None:
            return settings_report.without_tv(returned)
        mode, standard, level = self._before.tv.mode, self._before.tv.standard, self._before.tv.level
        vendors = tuple(self._vendors)
        known = Report(self._tv, answer.gives, mode, standard, level, sent, returned, vendors, before)
        issued = (*self._issued[-REMEMBERED:], *self._foreign)
        report = known._replace(keys=issued, restarted=self._restarted)
        return settings_report.deviation(report)

    # Keys.

    def _inspect_key(self, key: int, answer: Answer) -> Deviation | None:
        found = next(self._wrong_with(key, answer), None)
        self._resting = {*self._live(), key}
        self._issued.append(key)
        self._known.add(key)
        return None if found is None else found.broken(f"issued {key:#x}")

    def _wrong_with(self, key: int, answer: Answer) -> Iterator[Inspection]:
        if not key:
            yield NOT_ZERO
        if "new key" in answer.gives and key in self._known:
            yield NEVER_ISSUED
        if "rested key" in answer.gives and key in {*self._resting, *self._live()}:
            yield RESTED
        if follows((*self._issued[-STEPS:], key)):
            yield HARD_TO_GUESS

    def _live(self) -> set[int]:
        """The keys of the sessions that had one before this request."""
        sessions = enumerate(self._before.sessions)
        return {self._keys[at] for at, each in sessions if at in self._keys and each.state not in ENDED}

    def _keys_for(self, intent: Intent) -> Keys:
        known = None if intent.session is None else self._keys.get(intent.session)
        foreign = self._foreign_key() if FOREIGN_KEY in intent.defects else 0
        return Keys(known or self._unknown_key(), (*self._keys.values(), self._unknown_key()), foreign)

    def _unknown_key(self) -> int:
        """Any key that was not issued: the first, the last, or one that is an issued one but for a bit."""
        latest = list(self._keys.values())[-NEAR:]
        near = [key ^ (1 << self._random.randrange(32)) for key in latest]
        issued = self._known
        likely = (*near, 1, KEYS - 1, self._random.randrange(1, KEYS))
        free = [key for key in likely if key and key not in issued and key not in self._foreign]
        return self._random.choice(free) if free else self._unknown_key()

    def _others(self) -> tuple[int, ...]:
        return tuple(each for each in protecting(self._driver.adapters) if each != self._adapter)[:1]

    def _other_outputs(self) -> tuple[int, ...]:
        """The outputs on which another adapter shows level 1."""
        others = [self._driver.adapters[other] for other in self._others() if self._foreign]
        return tuple(output for other in others if is_on_at_first(other) for output in other.outputs)

    def _foreign_key(self) -> int:
        """The key of a session that is on at level 1 on another adapter; an unknown one if there is none."""
        for other in self._others() * COINCIDENCES:  # a key that is equal by chance names a session here
            tv = self._driver.adapters[other].tv or messages.NO_TV
            keys = Keys(0, (self._unknown_key(),))
            activation = messages.request(Intent(ACTIVATE, level=1), tv, TVOutput(), keys, self._random)
            status, returned = self._driver.video_parameters(other, activation, len(activation))
            if status != Status.NO_ERROR or len(returned) != len(activation):
                return self._unknown_key()
            self._foreign.append(VIDEOPARAMETERS.get_ulong(returned, "dwCPKey"))
            if self._foreign[-1] not in self._issued:
                return self._foreign[-1]
        return self._unknown_key()


def follows(keys: Sequence[int]) -> bool:
    """Whether the last of some keys follows from those before: each near the next, or each as far from it."""
    steps = [(after - before) % KEYS for before, after in pairwise(keys)]
    near = all(0 < min(step, KEYS - step) < NEAR for step in steps)
    return len(steps) >= STEPS and (near or len({*steps}) == 1 or is_generated(steps[-STEPS:]))


def is_generated(steps: Sequence[int]) -> bool:
    """Whether keys come from one linear congruential generator, with these steps from one to the next.

    Each step is then the one before it times one factor. Of random keys that is so, for two factors at once,
    less often than once in 2 to the power of 55.
    """
    first, second, third, fourth = steps
    one, other = second * second - first * third, third * third - second * fourth
    return all(steps) and one % KEYS == 0 == other % KEYS
