"""A trial: one driver, with the specification beside it, compared after every step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, runtime_checkable

from coppspec.driver.protocol import Capability, Driver
from coppspec.model.codes import HResult, Status, allows, name_of, names_of
from coppspec.model.conditions import FAULT, HDCP_FAULT, must_authenticate, must_program
from coppspec.model.documents import titled
from coppspec.model.engine import Engine
from coppspec.model.language import fails
from coppspec.model.registry import choices, clauses
from coppspec.model.step import Answer, Configuration, Intent
from coppspec.properties.blame import Blame, blame
from coppspec.properties.declared import InvalidDriver
from coppspec.properties.guard import BrokeDown
from coppspec.properties.inspection import Deviation, Inspection


class Draft(NamedTuple):
    """A message before it was damaged, so that somebody can make it again."""

    whole: bytes
    plain: bytes = b""
    """What is sealed in it, of a start block."""


class Reply(NamedTuple):
    """What came back from the driver."""

    code: int | None
    """None for an external event."""
    sent: bytes = b""
    given: Mapping[str, Any] = {}
    """What it handed out, by the names of the vocabulary; an empty value is nothing."""
    returned: bytes = b""
    """The buffer that both sides share, as it came back."""
    draft: Draft | None = None
    """Of what was sent, if that can be damaged or sealed."""
    starts: tuple[int, int] | None = None
    """The numbers of the first status request and the first command, of a block that starts a session."""


ANYTHING = "anything with a refusal"
"""What the table gives where the output buffer of a refused call is left open (Q30)."""
NOTHING_WITH_A_REFUSAL = Inspection("nothing handed out with a refusal", "Q30")
INSPECTIONS = (NOTHING_WITH_A_REFUSAL,)


class Harness(Protocol):
    """Plays the application: makes bytes of intents, right and wrong ones, and reads what comes back."""

    @property
    def codes(self) -> type[HResult] | type[Status]:
        """The codes that the driver answers with."""
        ...

    def play(self, intent: Intent, before: Configuration) -> Reply:
        """Make the call. What the specification expects of it is not known here."""
        ...

    def inspect(self, intent: Intent, answer: Answer, reply: Reply, /) -> Deviation | None:
        """Look at what was handed out with the right code, and remember what the next calls need."""
        ...

    def look(self, configuration: Configuration, engine: Engine, /) -> Deviation | None:
        """Look at the levels that the hardware shows; asked only of a driver with the capability APPLIED."""
        ...


@runtime_checkable
class Explaining(Protocol):
    """A harness that knows of which rule a wrong code is the consequence."""

    def explain(self, deviation: Deviation, intent: Intent, reply: Reply, fresh: "MakeDriver") -> Deviation:
        """The same deviation, under the rule that is broken.

        Args:
            deviation: a wrong code, under the rule of the call.
            intent: the call.
            reply: what came back.
            fresh: makes another driver; the one of this trial is not called any more.
        """
        ...


class Step(NamedTuple):
    """A call as it was meant, what the specification answered, and what came back."""

    intent: Intent
    answer: Answer
    reply: Reply
    codes: type[HResult] | type[Status]
    """The codes of the interface that was called."""

    def name(self, code: int | None) -> str:
        """A code of that interface in words."""
        return "nothing" if code is None else name_of(code, self.codes)


@dataclass(eq=False)
class Disagreement(AssertionError):
    """The driver and the specification part: the last step of a sequence."""

    intents: tuple[Intent, ...]
    deviation: Deviation
    answers: tuple[str, ...]
    """What the driver answered to each step."""
    plainer: tuple[Intent, ...] = ()
    """Calls for the last one: if the driver answers all of these wrongly, it breaks the clause `decided`."""
    decided: str = ""

    def __str__(self) -> str:
        """The deviation, its clause with its source, and the sequence that leads there."""
        steps = (
            f"  {number}. {intent} -> {met}"
            for number, (intent, met) in enumerate(zip(self.intents, self.answers, strict=True), 1)
        )
        return "\n".join((self.summary, f"  {cited(self.deviation.clause)}", *steps))

    @property
    def summary(self) -> str:
        """The deviation in one line."""
        wanted, met, clause, _ = self.deviation
        return f"{self.intents[-1]}: the driver {met}; the specification wants {wanted} ({clause})"


def cited(clause_id: str) -> str:
    """A clause or a point of a choice, as a report cites it: its sentence, its basis and its source."""
    clause = clauses().get(clause_id)
    if clause is not None:
        source = titled(clause.id, clause.source)
        return f"{clause.id}: {clause.statement} [{', '.join(clause.basis)}; {source}]"
    choice = next(each for each in choices().values() if each.id == clause_id)
    return f"{choice.id}: {choice.question} Taken: {choice.recommended.text} [{choice.recommended.standing}]"


KEPT = 4_096
"""So many steps are kept with their messages: those before them would take more memory than there is."""


@dataclass
class Trial:
    """Runs intents through a driver and the engine, and stops where they part."""

    engine: Engine
    driver: Driver
    harness: Harness
    configuration: Configuration
    adapter: int = 0
    """Whose copy-protection sessions they are."""
    fresh: "MakeDriver | None" = None
    """Makes another driver, to find out what this one has not forgotten."""
    history: list[Step] = field(default_factory=list[Step])

    def __post_init__(self) -> None:
        takes = [call for call in self.engine.machine.calls if call.takes is not None]
        if takes and self.configuration.tv.offer.types and Capability.FEW_KEYS in self.driver.capabilities:
            try:
                keys = len(self.engine.sessions_of(takes[0].name, self.configuration))
                self.driver.limit_keys(self.adapter, keys)
            except BrokeDown as error:
                raise InvalidDriver(f"limit_keys, which 'few keys' promises, {error}") from error

    def can_make(self, intent: Intent) -> bool:
        """Whether the bench lets this call be made, and the specification says what comes of it.

        No last key is found without FEW_KEYS, and a fault of the hardware shows only where it is programmed.
        """
        if FAULT in intent.defects and not must_program(self.configuration, intent):
            return False
        if HDCP_FAULT in intent.defects and not must_authenticate(self.configuration, intent):
            return False
        call = self.engine.machine.call(intent.call)
        states = (session.state for session in self.configuration.sessions)
        return call.takes is None or Capability.FEW_KEYS in self.driver.capabilities or call.takes in states

    def step(self, intent: Intent, *, look: bool = True) -> Step:
        """One call on both sides.

        Args:
            intent: the call.
            look: whether the levels that the hardware shows are looked at after it.

        Raises:
            Disagreement: the driver answers, hands out or applies something else.
        """
        before = self.configuration
        answer, self.configuration = self.engine.step(before, intent)
        try:
            reply = self.harness.play(intent, before)
        except BrokeDown as error:
            met = str(error)
            step = Step(intent, answer, Reply(None), self.harness.codes)
            self.history.append(step)
            deviation = Deviation(names_of(answer.codes), met, answer.clause, error.how)
            raise self._disagreement(deviation) from error
        step = Step(intent, answer, reply, self.harness.codes)
        self.history.append(step)
        if reply.starts is not None and answer.session is not None and not fails(answer.code):
            self.configuration = numbered(self.configuration, answer.session, *reply.starts)
        if len(self.history) > KEPT:
            old = self.history[-KEPT - 1]
            self.history[-KEPT - 1] = old._replace(reply=Reply(old.reply.code))
        found = self._code(step) or self._excess(step) or self.harness.inspect(intent, answer, reply)
        if found is None and look:
            found = self._applied()
        if found is not None:
            raise self._disagreement(found, step)
        return step

    def _code(self, step: Step) -> Deviation | None:
        if is_legal(step.answer, step.reply.code):
            return None
        met = step.name(step.reply.code)
        deviation = Deviation(names_of(step.answer.codes), f"answered {met}", self._blame(step).clause)
        if self.fresh is None or not isinstance(self.harness, Explaining):
            return deviation
        return self.harness.explain(deviation, step.intent, step.reply, self.fresh)

    def _blame(self, step: Step) -> Blame:
        return blame(self.engine.machine.call(step.intent.call), step.intent, step.answer, step.reply.code)

    def _excess(self, step: Step) -> Deviation | None:
        if ANYTHING in step.answer.gives:
            return None
        for name, value in step.reply.given.items():
            if value and name not in step.answer.gives:
                return NOTHING_WITH_A_REFUSAL.broken(f"handed out the {name}")
        return None

    def _applied(self) -> Deviation | None:
        if Capability.APPLIED not in self.driver.capabilities:
            return None
        try:
            return self.harness.look(self.configuration, self.engine)
        except BrokeDown as error:
            return Deviation("the levels that the hardware shows", str(error), "COPP-606", error.how)

    def _disagreement(self, deviation: Deviation, step: Step | None = None) -> Disagreement:
        intents = tuple(step.intent for step in self.history)
        answers = [step.name(step.reply.code) for step in self.history]
        answers[-1] = f"it {deviation.met}"
        if step is None or is_legal(step.answer, step.reply.code):
            return Disagreement(intents, deviation, tuple(answers))
        plainer = self._blame(step).plainer
        return Disagreement(intents, deviation, tuple(answers), plainer, step.answer.clause)


def numbered(configuration: Configuration, session: int, status: int, command: int) -> Configuration:
    """A configuration with the numbers from which an application has a session count (COPP-404)."""
    begun = configuration.sessions[session]._replace(status_number=status, command_number=command)
    return configuration.with_session(session, begun)


def is_legal(answer: Answer, met: int | None) -> bool:
    """Whether a code is one of those that the specification allows; nobody answers an event."""
    return allows(answer.code, met) or any(allows(each.answer, met) for each in answer.also)


MakeDriver = Callable[[], Driver]
"""Makes a fresh driver: every sequence starts from one."""
