"""A trial: one driver, with the specification beside it, compared after every step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from coppspec.driver.protocol import Capability, Driver
from coppspec.model.codes import HResult, Status, name_of
from coppspec.model.engine import Engine
from coppspec.model.registry import choices, clauses
from coppspec.model.step import Answer, Configuration, Intent

ADAPTER = 0
"""The adapter on whose output every trial looks."""


class Reply(NamedTuple):
    """What came back from the driver."""

    code: int | None
    """None for an external event."""
    sent: bytes = b""
    given: Mapping[str, int | bytes] = {}
    """What it handed out, by the names of the vocabulary; an empty value is nothing."""
    returned: bytes = b""
    """The buffer that both sides share, as it came back."""


class Deviation(NamedTuple):
    """One thing that the driver did otherwise than the specification says."""

    wanted: str
    met: str
    clause: str


class Harness(Protocol):
    """Plays the application: makes bytes of intents, right and wrong ones, and reads what comes back."""

    codes: type[HResult] | type[Status]

    def play(self, intent: Intent, before: Configuration) -> Reply:
        """Make the call. What the specification expects of it is not known here."""
        ...

    def inspect(self, intent: Intent, answer: Answer, reply: Reply) -> Deviation | None:
        """Look at what was handed out with the right code, and remember what the next calls need."""
        ...


class Step(NamedTuple):
    """A call as it was meant, what the specification answered, and what came back."""

    intent: Intent
    answer: Answer
    reply: Reply


@dataclass(eq=False)
class Disagreement(AssertionError):
    """The driver and the specification part: the last step of a sequence."""

    intents: tuple[Intent, ...]
    deviation: Deviation
    answers: tuple[str, ...]
    """What the driver answered to each step."""

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
        wanted, met, clause = self.deviation
        return f"{self.intents[-1]}: the driver {met}; the specification wants {wanted} ({clause})"


def cited(clause_id: str) -> str:
    """A clause or a point of a choice, as a report cites it: its sentence, its basis and its source."""
    clause = clauses().get(clause_id)
    if clause is not None:
        return f"{clause.id}: {clause.statement} [{', '.join(clause.basis)}; {clause.source}]"
    choice = next(each for each in choices().values() if each.id == clause_id)
    return f"{choice.id}: {choice.question} Taken: {choice.recommended.text} [{choice.recommended.standing}]"


@dataclass
class Trial:
    """Runs intents through a driver and the engine, and stops where they part."""

    engine: Engine
    driver: Driver
    harness: Harness
    configuration: Configuration
    history: list[Step] = field(default_factory=list)

    def step(self, intent: Intent) -> Step:
        """One call on both sides.

        Raises:
            Disagreement: the driver answers, hands out or applies something else.
        """
        before = self.configuration
        answer, self.configuration = self.engine.step(before, intent)
        try:
            reply = self.harness.play(intent, before)
        except Exception as error:  # noqa: BLE001  a driver may fail in any way, and that is a finding
            met = f"broke down with {type(error).__name__}: {error}"
            self.history.append(Step(intent, answer, Reply(None)))
            raise self._disagreement(Deviation(self._name(answer.code), met, answer.clause)) from error
        step = Step(intent, answer, reply)
        self.history.append(step)
        deviation = self._code(step) or self._excess(step)
        deviation = deviation or self.harness.inspect(intent, answer, reply) or self._applied()
        if deviation is not None:
            raise self._disagreement(deviation)
        return step

    def _code(self, step: Step) -> Deviation | None:
        if step.reply.code == step.answer.code:
            return None
        wanted, met = self._name(step.answer.code), self._name(step.reply.code)
        return Deviation(wanted, f"answered {met}", step.answer.clause)

    def _excess(self, step: Step) -> Deviation | None:
        for name, value in step.reply.given.items():
            if value and name not in step.answer.gives:
                return Deviation("nothing handed out with a refusal", f"handed out the {name}", "Q30")
        return None

    def _applied(self) -> Deviation | None:
        if Capability.APPLIED not in self.driver.capabilities:
            return None
        wanted, met = self.engine.applied(self.configuration), self.driver.applied(ADAPTER)
        if wanted == met:
            return None
        clause = "VPCP-605" if wanted and met else "VPCP-551" if wanted else "VPCP-554"
        return Deviation(f"level {wanted} on the output", f"shows level {met}", clause)

    def _disagreement(self, deviation: Deviation) -> Disagreement:
        intents = tuple(step.intent for step in self.history)
        answers = [self._name(step.reply.code) for step in self.history]
        answers[-1] = f"it {deviation.met}"
        return Disagreement(intents, deviation, tuple(answers))

    def _name(self, code: int | None) -> str:
        return "nothing" if code is None else name_of(code, self.harness.codes)


MakeDriver = Callable[[], Driver]
"""Makes a fresh driver: every sequence starts from one."""
