"""Tells a fault of the harness from a fault of the driver, before anybody trusts a verdict.

A harness is what stands between a driver and this project: a program that speaks the wire, the exported
functions of a library, a class in Python. A fixed list of questions is asked of it, each on fresh drivers.
One that rests on another whose answer went wrong is not asked.
"""

from collections.abc import Iterator
from typing import NamedTuple

from coppspec.oracle.asked_adapters import adapters, few_keys
from coppspec.oracle.asked_calls import answers, handles, outputs, slowest
from coppspec.oracle.asked_hooks import applied, events, renderer
from coppspec.oracle.asked_pace import delay, pace
from coppspec.oracle.asked_refusals import refusals
from coppspec.oracle.asked_resets import random_numbers, reset
from coppspec.oracle.asked_sessions import NoSession, handshake, root, status, types
from coppspec.oracle.cure import cure
from coppspec.oracle.diagnosis import Diagnosis, Finding, HarnessFault, NothingToAsk, Outcome, Untold
from coppspec.oracle.examination import Examination
from coppspec.oracle.glue import Glue
from coppspec.oracle.invalid_target import InvalidTarget, Unannounced
from coppspec.oracle.launcher import USUAL, Limits
from coppspec.oracle.targets import in_a_process
from coppspec.properties.cause import Cause
from coppspec.properties.declared import InvalidDriver, checked
from coppspec.properties.guard import BrokeDown
from coppspec.properties.inspection import How

MOST_HANGS = 2
"""After so many calls without an answer no more questions are asked."""


def _declaration(patient: Examination) -> str:
    declaration = patient.launcher.announcement.declaration
    try:
        checked(patient.launcher)
    except InvalidDriver as error:
        mend = f"mend that in {patient.glue.declares(error.part)}" if error.part else ""
        raise HarnessFault(error.problem, mend) from None
    outputs, adapters = len(declaration.outputs), len(declaration.adapters)
    interfaces = ", ".join(patient.declared.interfaces)
    able = len(declaration.capabilities)
    return f"interfaces: {interfaces}; outputs: {outputs}, adapters: {adapters}, capabilities: {able}"


START = ("start", "Does it say what it is?", "its name and its declaration")
"""The first question: its name, what it asks, and what is sound. Until it is answered there is no patient."""
DIAGNOSES = (
    Diagnosis(
        "declaration", "Does what it declares make sense?", "outputs, adapters and a root", (), _declaration
    ),
    Diagnosis(
        "answers",
        "Is every call answered, and one that makes no sense refused?",
        "an answer to each, and at least one refusal",
        ("declaration",),
        answers,
    ),
    Diagnosis("delay", "Can it be asked on?", "two calls a second and more", ("answers",), delay),
    Diagnosis(
        "outputs",
        "Does a device open on each declared output, or a renderer?",
        "a device with a handle, or a renderer",
        ("delay",),
        outputs,
    ),
    Diagnosis("handles", "Do two devices have two handles?", "two handles", ("outputs",), handles),
    Diagnosis(
        "handshake",
        "Does an application that does everything right get a session?",
        "an active session",
        ("outputs",),
        handshake,
    ),
    Diagnosis("root", "Does the chain lead to the declared root?", "a valid chain", ("handshake",), root),
    Diagnosis(
        "status",
        "Is a response the driver's own?",
        "the nonce of the request, and a right tag",
        ("handshake",),
        status,
    ),
    Diagnosis(
        "refusals", "Are wrong messages refused?", "refusals of each function", ("handshake",), refusals
    ),
    Diagnosis("adapters", "Do the declared adapters answer?", "settings, and a key", ("outputs",), adapters),
    Diagnosis(
        "reset",
        "Is a driver fresh after a reset?",
        "nothing of an earlier test",
        ("status", "adapters"),
        reset,
    ),
    Diagnosis(
        "random numbers",
        "Does a fresh driver draw other random numbers?",
        "other ones",
        ("handshake",),
        random_numbers,
    ),
    Diagnosis("types", "Does the driver know the declared types?", "all of them", ("reset",), types),
    Diagnosis("applied", "Does the bench show the levels?", "what the driver reports", ("reset",), applied),
    Diagnosis("events", "Do the declared events have an effect?", "one at least", ("reset",), events),
    Diagnosis("few keys", "Can keys be made few?", "no key after the last", ("reset",), few_keys),
    Diagnosis("renderer", "Does a session start through a renderer?", "it does", ("status",), renderer),
    Diagnosis("pace", "How long does a check take?", "minutes", ("delay",), pace),
    Diagnosis("slowest call", "Does a call come near the limit?", "half of it at most", ("delay",), slowest),
)
"""In the order in which they are asked."""


class Report(NamedTuple):
    """What a doctor found."""

    target: str
    findings: tuple[Finding, ...]
    answers: int
    """How many calls were answered."""
    seconds: float
    """How long they took."""
    deviations: tuple[str, ...]
    """Answers that deviate from the specification, and are not the harness's fault."""

    def those(self, outcome: Outcome) -> tuple[Finding, ...]:
        """The findings with one outcome."""
        return tuple(each for each in self.findings if each.outcome is outcome)


def examine(text: str, limits: Limits = USUAL) -> Report:
    """Ask everything of what a target names.

    Raises:
        InvalidTarget: it names nothing that can be started.
    """
    glue = Glue(text.partition(":")[0])
    try:
        launcher = in_a_process(text, limits)
    except Unannounced as error:
        return Report(text, tuple(_all_but(_not_announced(glue, error))), 0, 0, ())
    patient = Examination(launcher, glue, limits)
    name = launcher.announcement.name
    started = Finding(*START, Outcome.SOUND, f"it announces itself as {name!r}")
    try:
        findings = tuple(_all_but(started, patient))
    finally:
        launcher.stop()
    record = patient.record
    return Report(text, findings, len(record.seconds), sum(record.seconds), tuple(record.deviations))


def _all_but(started: Finding, patient: Examination | None = None) -> Iterator[Finding]:
    """The first finding, and those that follow; what needs one that blocks is not asked."""
    yield started
    blocked = {} if patient is not None else {"": START[0]}
    for diagnosis in DIAGNOSES:
        missing = next((blocked[each] for each in ("", *diagnosis.needs) if each in blocked), None)
        if patient is None or missing is not None:
            finding = _finding(diagnosis, Outcome.NOT_ASKED, f"not asked, as it rests on '{missing}'")
            blocked[diagnosis.name] = str(missing)
        else:
            finding = _asked(diagnosis, patient)
            if finding.blocks:
                blocked[diagnosis.name] = diagnosis.name
            if patient.record.hangs >= MOST_HANGS:
                blocked[""] = diagnosis.name
        yield finding


def _finding(diagnosis: Diagnosis, outcome: Outcome, found: str, mend: str = "") -> Finding:
    return Finding(diagnosis.name, diagnosis.asks, diagnosis.sound, outcome, found, mend)


def _asked(diagnosis: Diagnosis, patient: Examination) -> Finding:
    try:
        return _finding(diagnosis, Outcome.SOUND, diagnosis.find(patient))
    except HarnessFault as fault:
        return _finding(diagnosis, Outcome.FAULT, str(fault), fault.mend)._replace(blocks=fault.blocks)
    except Untold as error:
        return _finding(diagnosis, Outcome.UNTOLD, str(error), error.mend)._replace(blocks=error.blocks)
    except NothingToAsk as reason:
        return _finding(diagnosis, Outcome.NOT_ASKED, str(reason))
    except NoSession as error:
        look = "it did before: see whether a fresh driver is as fresh each time"
        return _finding(diagnosis, Outcome.UNTOLD, str(error), look)._replace(blocks=True)
    except BrokeDown as error:
        return _broke_down(diagnosis, patient, error)


def _broke_down(diagnosis: Diagnosis, patient: Examination, error: BrokeDown) -> Finding:
    """What is no answer is the harness, and so is a reset; a crash or a hang in a call can be the driver."""
    outcome = Outcome.FAULT
    if error.in_reset:
        mend = f"see what goes wrong in {patient.glue.reset} after a test: {cure(error.cause, patient.glue)}"
    elif error.how is How.MALFORMED:
        mend = cure(error.cause, patient.glue)
    else:
        outcome = Outcome.UNTOLD
        mend = "`coppspec check` says in which calls the driver breaks down, and judges on"
        if not patient.record.seconds:
            is_mute = error.cause is not Cause.EXCEPTION
            first = f"{patient.glue.name} is started, and answers no call: " if is_mute else ""
            mend = f"{first}{cure(error.cause, patient.glue)}; otherwise it is the driver that fails: {mend}"
    return _finding(diagnosis, outcome, f"the driver {error}", mend)._replace(blocks=True)


def _not_announced(glue: Glue, error: InvalidTarget) -> Finding:
    mend = cure(error.cause, glue)
    if error.cause is Cause.NO_ANSWER:
        mend = f"answer the request start as the first one: {mend}"
    return Finding(*START, Outcome.FAULT, str(error), mend)
