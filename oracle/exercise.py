"""Which clauses a run has exercised: what of the specification each of its steps rested on.

A clause is exercised by a step if an entry of the table that cites it was passed or decided, if bytes were
looked at that have to be so by it, or if a structure crossed that has its layout. A clause that only a
property cites, about all that can happen, is exercised by the suites of its machine.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from coppspec.driver.outputs import OUTPUTS
from coppspec.model import layouts
from coppspec.model.engine import Engine
from coppspec.model.key_calls import GET
from coppspec.model.language import Call, Consult, Machine, Row, Rung, fails, holds
from coppspec.model.layouts import Layout
from coppspec.model.step import Answer, Intent
from coppspec.model.together import JOIN, TOGETHER
from coppspec.properties import device_harness as devices
from coppspec.properties import key_harness as keys
from coppspec.properties import settings_report, status_payload, together_harness
from coppspec.properties.device_harness import possible
from coppspec.properties.inspection import Inspection
from coppspec.properties.sinks import RECONFIGURED
from coppspec.properties.trial import NOTHING_WITH_A_REFUSAL

CARRIED: Mapping[str, tuple[Layout, ...]] = {
    "COPPSequenceStart": (layouts.DXVA_COPPSignature, layouts.START_SEQUENCE),
    "SessionSequenceStart": (layouts.DXVA_COPPSignature, layouts.START_SEQUENCE),
    "COPPCommand": (layouts.DXVA_COPPCommand,),
    "ProtectionCommand": (layouts.DXVA_COPPCommand,),
    "COPPQueryStatus": (layouts.DXVA_COPPStatusInput, layouts.DXVA_COPPStatusOutput),
    "ProtectionStatus": (layouts.DXVA_COPPStatusInput, layouts.DXVA_COPPStatusOutput),
    "set protection level": (layouts.DXVA_COPPSetProtectionLevelCmdData,),
    "set signaling": (layouts.DXVA_COPPSetSignalingCmdData,),
}
"""The structures that a call or a kind of request carries, by either of its names."""
OF_KEYS = "VP_"
"""How the name of a request for VIDEOPARAMETERS begins."""


HANDED_OUT: Mapping[str, tuple[Inspection, ...]] = {
    "certificate length": (devices.LENGTH,),
    "random number": (devices.RANDOM_NUMBER, devices.OWN_RANDOM_NUMBER),
    "certificate": (devices.CERTIFICATES, devices.PUBLIC_KEY, devices.CHAIN, *devices.STEPS.values()),
    "status": (
        devices.RESPONSE,
        devices.TAG,
        status_payload.SIZE,
        status_payload.NONCE,
        status_payload.FLAGS,
        status_payload.UNUSED,
        status_payload.BEHIND,
    ),
    "key": (keys.NOT_ZERO, keys.NEVER_ISSUED, keys.RESTED, keys.OWN_ADAPTER, keys.HARD_TO_GUESS),
}
"""What is looked at in each thing that a call hands out."""
SHOWN_OF_DEVICES = (devices.PROTECTED, devices.UNPROTECTED, devices.LEVEL)
SHOWN_OF_KEYS = (keys.PROTECTED_WHILE_ON, keys.UNPROTECTED_AT_ZERO, keys.LEVEL_ZERO, keys.HIGHEST_LEVEL)
"""What is looked at on an output, after every step."""


def function_of(call: Call) -> str:
    """The function of the interface that a call goes to; of requests for VIDEOPARAMETERS, the command."""
    if call.name.startswith(OF_KEYS):
        return call.name.partition(",")[0].partition(" with ")[0]
    return call.function or call.name


class Exercise:
    """How many steps rested on each clause.

    Args:
        engine: the table that the steps are of.
        applied: whether the levels that the hardware shows were looked at.
    """

    def __init__(self, engine: Engine, *, applied: bool) -> None:
        self._engine = engine
        self._applied = applied
        self._counted: Counter[tuple[Intent, Answer]] = Counter()
        self.accepted: set[str] = set()
        """The functions that a call has succeeded in."""

    def note(self, intent: Intent, answer: Answer, *, deviates: bool = False) -> None:
        """A step that was made; steps that rest on the same are counted as one kind.

        Args:
            intent: the call.
            answer: what was wanted of it.
            deviates: whether the driver answered otherwise, so that nobody knows whether it succeeded.
        """
        kind = Intent(intent.call, None, intent.defects), answer._replace(session=None)
        self._counted[kind] += 1
        if not deviates and answer.code is not None and not fails(answer.code):
            self.accepted.add(function_of(self._engine.machine.call(intent.call)))

    def clauses(self) -> Counter[str]:
        """How many steps rested on each clause."""
        steps: Counter[str] = Counter()
        for (intent, answer), count in self._counted.items():
            for clause in set(self._of(intent, answer)):
                steps[clause] += count
        return steps

    def _of(self, intent: Intent, answer: Answer) -> Iterator[str]:
        machine = self._engine.machine
        call = machine.call(intent.call)
        yield from (entry.clause for entry in answer.entries)
        yield from (rung.clause for rung in self._passed(call, answer) if not isinstance(rung, Consult))
        yield from (each.clause for each in call.defects if each.clause and each.name in intent.defects)
        yield from (rung.clause for rung in machine.afterwards)
        yield from call.clauses
        if call.order:
            yield call.order
        yield from (layout.clause for layout in _carried(call))
        for inspection in self._inspections(call, answer):
            yield from inspection.clauses
        if machine.name == TOGETHER.name:
            yield from (entry.clause for entry in JOIN)

    def _passed(self, call: Call, answer: Answer) -> Iterator[Rung]:
        """The rungs that a message got past."""
        decided = answer.entries[-1] if answer.entries else None
        for rung in call.ladder:
            if rung is decided:
                return
            if holds(rung, self._engine.profile):
                yield rung
            if isinstance(rung, Consult) and isinstance(decided, Row) and decided.refuses:
                return

    def _inspections(self, call: Call, answer: Answer) -> Iterator[Inspection]:
        of_keys = call.name.startswith(OF_KEYS)
        for given in answer.gives:
            yield from HANDED_OUT.get(given, ())
        if fails(answer.code):
            yield keys.NOTHING if of_keys else NOTHING_WITH_A_REFUSAL
        elif of_keys:
            yield from _of_buffer(call, answer)
        if "status" in answer.gives:
            yield from _of_payload(call, answer)
        if call.name == RECONFIGURED:
            yield devices.REPLACED
        if self._applied:
            yield from self._shown(call)

    def _shown(self, call: Call) -> Iterator[Inspection]:
        name = self._engine.machine.name
        if name == TOGETHER.name:
            yield from together_harness.INSPECTIONS
        if any(part.on for part in _parts(self._engine)):
            yield from SHOWN_OF_KEYS
            if call.name in keys.AFTER:
                yield keys.AFTER[call.name]
            if call.name == "mode change":
                yield keys.AFTER_RESET
        if any(not part.on for part in _parts(self._engine)):
            yield from SHOWN_OF_DEVICES


def _parts(engine: Engine) -> tuple[Machine, ...]:
    """The tables of the sessions: those of copy protection are on or off."""
    if engine.machine.name != TOGETHER.name:
        return (engine.machine,)
    return engine.part(0), engine.part(-1)


def _carried(call: Call) -> Iterator[Layout]:
    """The structures that a call carries there and back."""
    if call.name.startswith(OF_KEYS):
        yield layouts.VIDEOPARAMETERS
    for name in (call.function or call.name.partition(",")[0], call.name.partition(", ")[2]):
        yield from CARRIED.get(name, ())


def _of_payload(call: Call, answer: Answer) -> Iterator[Inspection]:
    """What is looked at in the payload of a status response, by what was asked for."""
    _, *says = answer.says or (0,)
    request = call.name.partition(", ")[2]
    payload = status_payload.expected(request, OUTPUTS[0], next(possible(says)))
    if payload.layout is not None:
        yield Inspection(payload.layout.name, payload.layout.clause)
    yield from (inspection for _, inspection in payload.fields.values())


def _of_buffer(call: Call, answer: Answer) -> Iterator[Inspection]:
    """What is looked at in the buffer that a request returns."""
    yield keys.SIZE_UNDONE if answer.clause == keys.UNTOUCHED.clause else keys.SIZE
    if call.name == GET:
        yield from settings_report.INSPECTIONS
    elif answer.clause == keys.UNTOUCHED.clause:
        yield keys.UNTOUCHED
    else:
        yield keys.UNCHANGED
        yield keys.OTHER_ADAPTER
