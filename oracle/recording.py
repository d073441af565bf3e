"""Making a program of a replay: it is played on the reference driver, and every call is kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile
from typing import Any, NamedTuple, cast

from coppspec.driver import mac
from coppspec.driver.protocol import Capability, Driver
from coppspec.model.codes import Status
from coppspec.model.layouts import (
    START_SEQUENCE,
    VIDEOPARAMETERS,
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPSetSignalingCmdData,
    DXVA_COPPStatusInput,
)
from coppspec.model.renderer import RENDERER
from coppspec.model.step import Answer, Configuration, Intent
from coppspec.oracle import program
from coppspec.oracle.program import Action, Key, NoProgram, Number, Program, damage
from coppspec.oracle.program_wants import Wants
from coppspec.oracle.replay import Replay, in_words
from coppspec.properties.declared import Declared
from coppspec.properties.following import following
from coppspec.properties.key_messages import ULONGS
from coppspec.properties.start_blocks import SEALS
from coppspec.properties.trial import Disagreement, Draft, Reply, Trial


class Call(NamedTuple):
    """A call into the driver, and what came back."""

    name: str
    arguments: tuple[Any, ...]
    returned: Any


class Turn(NamedTuple):
    """An intent with all that is known of it."""

    intent: Intent
    answer: Answer
    reply: Reply
    before: Configuration

    @property
    def session(self) -> int:
        """The session that it is on; the first where it names none."""
        return self.intent.session or 0


class Tape:
    """A driver that keeps every call (it is a `Driver`)."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self.calls: list[Call] = []

    def __getattr__(self, name: str) -> object:
        found = getattr(self._driver, name)
        return partial(self._called, name, found) if callable(found) else found

    def _called(self, name: str, method: Any, *arguments: object) -> object:  # noqa: ANN401  any method
        returned = method(*arguments)
        self.calls.append(Call(name, arguments, returned))
        return returned

    def taken(self) -> list[Call]:
        """The calls since this was last asked."""
        taken, self.calls = self.calls, []
        return taken


def program_of(replay: Replay, declared: Declared) -> Program:
    """The program of a replay, for a driver that declares this; the same replay gives the same program.

    Raises:
        NoProgram: it cannot be shown in one.
    """
    if replay.table == RENDERER.name:
        raise NoProgram(f"no program shows a replay of the {replay.table}: play it with coppspec replay")
    return _Recording(replay, declared).made()


@dataclass
class _Side:
    """What is known of a session of a device."""

    number: bytes = bytes(16)
    proposed: bytes = bytes(16)
    key: bytes = bytes(16)


@dataclass
class _Recording:
    replay: Replay
    declared: Declared
    keys: dict[str, int] = field(default_factory=dict[str, int])
    """Those that were issued, by their names."""

    def __post_init__(self) -> None:
        self.sides = [_Side() for _ in self.replay.dev_ids]
        self.wants = Wants(self.replay, self.declared)

    def made(self) -> Program:
        """The whole of it."""
        tape = Tape(following(self.replay.engine.profile, self.declared)())
        trial = self.replay.bench(lambda: cast("Driver", tape)).trial()
        before = [program.LimitKeys(*each.arguments) for each in tape.taken() if each.name == "limit_keys"]
        intents = tuple(takewhile(trial.can_make, self.replay.intents))
        if intents != self.replay.intents:
            raise NoProgram("the driver does not declare all that the replay takes")
        steps = [self._step(trial, tape, number, each) for number, each in enumerate(intents, 1)]
        used = {each.session for each in intents if each.session is not None}
        devices = [each for each in sorted(used) if self.wants.is_device(each)]
        return Program(self.replay, tuple(before), tuple(steps), tuple(devices), tuple(self.keys))

    def _step(self, trial: Trial, tape: Tape, number: int, intent: Intent) -> program.Step:
        before = trial.configuration
        self.wants.begin(intent, before)
        try:
            step = trial.step(intent)
        except Disagreement as error:
            raise NoProgram(f"the reference driver parts from the tables on it: {error.summary}") from None
        made = program.Step(number, str(intent), in_words(step.answer), step.answer.clause)
        for call in tape.taken():
            if call.name != "applied":
                made.actions += self._called(call, Turn(intent, step.answer, step.reply, before))
        last = number == len(self.replay.steps)
        made.actions += self.wants.shown(intent, trial.configuration, last=last)
        return made

    def _called(self, call: Call, turn: Turn) -> Iterator[Action]:
        """What a call is in a program, with what is wanted of it."""
        if call.name == "inject":
            self.wants.happened()
            yield _happened(turn.session, *call.arguments)
        elif call.name == "video_parameters" and call.arguments[1] is not turn.reply.sent:
            yield from self._elsewhere(call)
        else:
            yield self._made(call, turn)
            yield program.Wanted(turn.answer.codes, turn.answer.clause)
            if not any(turn.answer.codes):  # what comes with a success is not known where a refusal is legal
                yield from self._given(call, turn)

    def _made(self, call: Call, turn: Turn) -> Action:
        """A call with its message."""
        session = turn.session
        match call.name:
            case "sequence_start":
                return self._start(session, turn.intent, turn.reply)
            case "command":
                return self._command(session, turn.intent, turn.reply)
            case "query_status":
                return _query(session, turn.reply)
            case "video_parameters":
                return self._buffer(*call.arguments)
            case _:
                return _without_message(call, session)

    def _given(self, call: Call, turn: Turn) -> Iterator[Action]:
        """What is wanted beside a success."""
        side = self.sides[turn.session]
        match call.name:
            case "open_video_session" if not call.arguments[1]:
                self.sides[turn.session] = _Side()
                yield program.Opened(turn.session)
            case "get_certificate_length":
                yield program.LengthTold(turn.session)
            case "key_exchange":
                side.number = call.returned[1]
                yield program.KeysTold(turn.session)
            case "sequence_start":
                side.key = side.proposed
                yield program.Agreed(turn.session)
            case "query_status":
                yield self.wants.status(turn.intent, turn.answer)
            case "video_parameters":
                yield from self._returned(call, turn)
            case _:
                pass  # a command and a close give nothing

    # The messages of a device.

    def _start(self, session: int, intent: Intent, reply: Reply) -> program.Start:
        draft, side = _draft(reply), self.sides[session]
        number = START_SEQUENCE.get_bytes(draft.plain, "rGH")
        others = [at for at, each in enumerate(self.sides) if at != session and each.number == number]
        whose = others[0] if others and number != side.number and any(number) else session
        side.proposed = START_SEQUENCE.get_bytes(draft.plain, "kDI")
        pairs = enumerate(zip(number, self.sides[whose].number, strict=True))
        return program.Start(
            session,
            side.proposed,
            START_SEQUENCE.get_ulong(draft.plain, "status_start"),
            START_SEQUENCE.get_ulong(draft.plain, "command_start"),
            whose,
            tuple((at, one ^ other) for at, (one, other) in pairs if one != other),
            next((each for each in intent.defects if each in SEALS), ""),
            damage(draft.whole, reply.sent),
        )

    def _command(self, session: int, intent: Intent, reply: Reply) -> program.Command:
        whole, sets_level = _draft(reply).whole, intent.call.endswith("set protection level")
        layout = DXVA_COPPSetProtectionLevelCmdData if sets_level else DXVA_COPPSetSignalingCmdData
        return program.Command(
            session,
            DXVA_COPPCommand.get_guid(whole, "guidCommandID").bytes_le,
            DXVA_COPPCommand.get_ulong(whole, "dwSequence"),
            DXVA_COPPCommand.get_ulong(whole, "cbSizeData"),
            DXVA_COPPCommand.get_bytes(whole, "CommandData").rstrip(b"\0"),
            layout,
            self._tag(session, whole),
            damage(whole, reply.sent),
        )

    def _tag(self, session: int, whole: bytes) -> program.Tag:
        """By whose key a command is tagged."""
        met, data = whole[:16], DXVA_COPPCommand.get_bytes(whole, "CommandData")
        for each in (session, *range(len(self.sides))):
            key = self.sides[each].key
            if met == mac.tag(key, whole[16:]):
                return program.Tag(each)
            if met == mac.tag(key, data):
                return program.Tag(each, over_data_alone=True)
        return program.Tag(None, content=met)

    # The requests of an adapter.

    def _returned(self, call: Call, turn: Turn) -> Iterator[Action]:
        key, answer = "", turn.answer
        if "key" in answer.gives and answer.session is not None:
            key = self._new_key("key", call)
            yield self.wants.key(key, answer, turn.before)
        yield from self.wants.buffer(turn.intent, answer, turn.reply.sent, key, turn.before)

    def _elsewhere(self, call: Call) -> Iterator[Action]:
        """A session is begun on another adapter, for its key."""
        yield self._buffer(*call.arguments)
        yield program.Wanted((Status.NO_ERROR,), "VPCP-400")
        yield program.ForeignKeyTold(self._new_key("foreign_key", call))
        self.wants.has_foreign = True

    def _new_key(self, kind: str, call: Call) -> str:
        """The name of the key that a call has brought."""
        name = f"{kind}_{sum(each.startswith(kind) for each in self.keys) + 1}"
        self.keys[name] = VIDEOPARAMETERS.get_ulong(call.returned[1], "dwCPKey")
        return name

    def _buffer(self, adapter: int, buffer: bytes, room: int) -> program.Request:
        whole = buffer.ljust(VIDEOPARAMETERS.size, b"\0")
        numbers = {name: VIDEOPARAMETERS.get_ulong(whole, name) for name in ULONGS}
        return program.Request(
            adapter,
            VIDEOPARAMETERS.get_guid(whole, "Guid").bytes_le,
            {name: self._named(value) for name, value in numbers.items()},
            VIDEOPARAMETERS.get_bytes(whole, "bOEMCopyProtection"),
            len(buffer),
            buffer[VIDEOPARAMETERS.size :],
            room,
        )

    def _named(self, value: int) -> Number:
        """A number that is an issued key, or one but for a bit, by the name of the key."""
        flips: Iterable[tuple[int, str]] = ((value ^ key, name) for name, key in self.keys.items())
        near = sorted(
            (each for each in flips if each[0].bit_count() < 2), key=lambda each: each[0].bit_count()
        )
        return Key(near[0][1], near[0][0]) if near else value


def _without_message(call: Call, session: int) -> Action:
    match call.name:
        case "open_video_session":
            return program.Open(session, call.arguments[0], again=bool(call.arguments[1]))
        case "get_certificate_length":
            return program.GetLength(session)
        case "key_exchange":
            return program.Exchange(session)
        case "close_video_session":
            return program.Close(session)
        case _:
            raise NoProgram(f"no program makes the call {call.name}")


def _draft(reply: Reply) -> Draft:
    return reply.draft or Draft(reply.sent)


def _query(session: int, reply: Reply) -> program.Ask:
    whole = _draft(reply).whole
    return program.Ask(
        session,
        DXVA_COPPStatusInput.get_bytes(whole, "rApp"),
        DXVA_COPPStatusInput.get_guid(whole, "guidStatusRequestID").bytes_le,
        DXVA_COPPStatusInput.get_ulong(whole, "dwSequence"),
        DXVA_COPPStatusInput.get_ulong(whole, "cbSizeData"),
        DXVA_COPPStatusInput.get_bytes(whole, "StatusData").rstrip(b"\0"),
        damage(whole, reply.sent),
    )


def _happened(session: int, event: Capability, target: int, argument: int = 0) -> program.Happen:
    return program.Happen(event, session if event is Capability.DEVICE_LOST else target, argument)
