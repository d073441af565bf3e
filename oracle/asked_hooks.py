"""What a doctor asks of a test bench: that each declared ability has an effect that can be seen.

What the driver says of itself in a response with a right tag is the witness: a level that it reports and the
bench does not show is the fault of the bench.
"""

from collections.abc import Callable

from coppspec.driver.protocol import Capability
from coppspec.model.codes import HResult, Status
from coppspec.model.constants import ProtectionType, StatusFlags
from coppspec.model.levels import LEVELS
from coppspec.oracle.asked_adapters import CALL, activation, change, key_of, protected
from coppspec.oracle.asked_calls import NOBODY
from coppspec.oracle.asked_levels import applied_by_keys
from coppspec.oracle.asked_sessions import begun
from coppspec.oracle.diagnosis import HarnessFault, NothingToAsk, Untold
from coppspec.oracle.examination import Examination, Life, shown
from coppspec.oracle.session import OF_RENDERER, Session, settable
from coppspec.properties.cause import Cause
from coppspec.properties.guard import BrokeDown

HDCP = ProtectionType.COPP_ProtectionType_HDCP
Seen = list[tuple[int, int]]
"""The level that the driver reports, and the one that the bench shows, one after the other."""


def applied(patient: Examination) -> str:
    """A level that the driver reports, or was asked for, is shown on the output (COPP-606, VPCP-551)."""
    if not patient.can(Capability.APPLIED):
        raise NothingToAsk("'applied' is not declared")
    fitting = {each: _fitting(patient, each) for each in patient.sessions}
    if not any(fitting.values()):
        return applied_by_keys(patient)
    main = patient.main if fitting.get(patient.main) else next(each for each in fitting if fitting[each])
    seen = [pair for each in fitting[main] for pair in _levels(patient, main, each)]
    said, shows = ({pair[at] for pair in seen} for at in (0, 1))
    if len(shows) > 1:
        differ = sum(level != shown_level for level, shown_level in seen)
        if differ:
            which = f"in {differ} of {len(seen)} cases"
            patient.record.others.append(f"{which} the bench shows another level than the driver reports")
        return f"what the bench shows changes with the commands: levels {', '.join(map(str, sorted(shows)))}"
    if len(said) > 1:
        raise Untold(
            f"always {shows.pop()} on output {main}, while the driver reports levels "
            f"{', '.join(map(str, sorted(said)))}",
            f"see that {patient.glue.field('applied', 'level')} is the level that the hardware has for "
            "this output and this type, in that order, or take 'applied' out of "
            f"{patient.glue.declares('capabilities')}",
            "reports levels and programs none",
            blocks=False,
        )
    raise Untold(
        f"no level could be set on output {main}, so none is shown",
        "see that the command comes to the driver as it was sent, all 4096 bytes",
        "sets no level",
        blocks=False,
    )


def events(patient: Examination) -> str:
    """An event that is declared has an effect (COPP-802, COPP-803, COPP-904, COPP-905, VPCP-664)."""
    declared = [each for each in Capability if each in TARGETS and patient.can(each)]
    if not declared:
        raise NothingToAsk("no event is declared")
    shows = {each: EFFECTS[each](patient) for each in declared if each in EFFECTS}
    for each in declared:
        if each not in shows:
            _inject(patient, patient.fresh(), each, TARGETS[each](patient))
    asked = {each: effect for each, effect in shows.items() if effect is not None}
    unseen = [str(each) for each, effect in asked.items() if not effect]
    if asked and len(unseen) == len(asked):
        raise Untold(
            f"no effect of {', '.join(unseen)}",
            f"see that {patient.glue.call('inject')} makes the event happen in the driver, or take it out of "
            f"{patient.glue.declares('capabilities')}",
            "takes no notice of it",
            blocks=False,
        )
    patient.record.others += [f"'{each}' shows no effect, while other events do" for each in unseen]
    return f"{len(asked) - len(unseen)} of {len(asked)} events that have an effect at once show it"


def renderer(patient: Examination) -> str:
    """A session that starts on a device starts through a renderer too (COPP-201 to COPP-205)."""
    if not patient.can(Capability.RENDERER):
        raise NothingToAsk("'renderer' is not declared")
    if not patient.declared.rendering:
        raise NothingToAsk("no output is declared on which a renderer gets a device")
    output = patient.main if patient.main in patient.declared.rendering else patient.declared.rendering[0]
    life, of = patient.fresh(), patient.glue
    look = f"see that {of.call('renderer')} makes a renderer that is connected to the driver"
    try:
        (number,) = life.prepare("renderer", output)
        life.ask("connect", number)
    except BrokeDown as error:
        mend = f"{look}, or take 'renderer' out of {of.declares('capabilities')}"
        raise _if_crashed(error, f"the renderer {error}", mend) from None
    session = Session(life, number, OF_RENDERER)
    call, code = session.exchange_keys()
    try:
        if code == HResult.S_OK:
            call, code = OF_RENDERER.start, session.start()
    except ValueError as error:
        raise Untold(
            f"KeyExchange of the renderer gives no certificates: {error}", look, "gives none"
        ) from None
    if code != HResult.S_OK:
        met = f"{call} of a renderer answered {shown(call, code)}, where a session has to start"
        raise Untold(met, look, "refuses through a renderer")
    if not session.ask().is_authentic:
        met = "a renderer starts a session, and its responses have a wrong tag"
        raise Untold(met, look, "makes them under another key")
    return "a session starts through a renderer"


def _fitting(patient: Examination, dev_id: int) -> list[ProtectionType]:
    """The types that can be set in the first display mode, those first that show at once."""
    output = patient.outputs[dev_id]
    fit = [each for each in settable(output) if not each & output.modes[0].too_big_for]
    return sorted(fit, key=lambda each: each == HDCP)


def _levels(patient: Examination, dev_id: int, of: ProtectionType) -> Seen:
    name = str(of.name).removeprefix("COPP_ProtectionType_")
    found: Seen = []
    session = begun(patient.fresh(), dev_id)
    for level in (0, max(each for each in LEVELS[name] if each < 4), 1, 0):
        if level or found:
            session.set_level(of, level)
        if of == HDCP and patient.can(Capability.HDCP_SETTLES):
            _inject(patient, session.life, Capability.HDCP_SETTLES, dev_id)
        said = session.level(of)
        if said is not None:
            found.append((said, session.life.ask("applied", dev_id, int(of))[0]))
    return found


# Events.


def _inject(patient: Examination, life: Life, event: Capability, target: int, argument: int = 0) -> None:
    try:
        life.ask("inject", event, target, argument)
    except BrokeDown as error:
        mend = (
            f"let {patient.glue.call('inject')} make '{event}' happen in the driver, or take it out of "
            f"{patient.glue.declares('capabilities')}"
        )
        raise _if_crashed(error, f"'{event}' is declared, and inject {error}", mend) from None


def _if_crashed(error: BrokeDown, found: str, mend: str) -> Exception:
    """An exception in a hook is the harness; the end of a process, or no answer, can be the driver."""
    return HarnessFault(found, mend) if error.cause is Cause.EXCEPTION else error


def _flag(event: Capability, flag: StatusFlags) -> "Callable[[Examination], bool | None]":
    def shows(patient: Examination) -> bool | None:
        if not patient.sessions:
            return None
        session = begun(patient.fresh(), patient.main)
        _inject(patient, session.life, event, patient.main)
        told = session.ask()
        return told.is_authentic and bool(told.flags & flag)

    return shows


def _is_gone(session: Session) -> bool:
    """Whether the device is not there any more."""
    return session.ask().code != HResult.S_OK


def _device_lost(patient: Examination) -> bool | None:
    if not patient.sessions:
        return None
    session = begun(patient.fresh(), patient.main)
    _inject(patient, session.life, Capability.DEVICE_LOST, session.device)
    return _is_gone(session)


def _mode_change(patient: Examination) -> bool | None:
    if not patient.sessions:
        return None
    session = begun(patient.fresh(), patient.main)
    _inject(patient, session.life, Capability.MODE_CHANGE, patient.main, 1)
    return _is_gone(session)


def _driver_restart(patient: Examination) -> bool | None:
    """The keys are dead (VPCP-664)."""
    if (adapter := protected(patient)) is None:
        return None
    life, sent = patient.fresh(), activation(patient, adapter, 1)
    status, returned = life.ask(CALL, adapter, sent, len(sent))
    if status != Status.NO_ERROR:
        return None
    _inject(patient, life, Capability.DRIVER_RESTART, adapter)
    after, _ = life.ask(CALL, adapter, change(patient, adapter, key_of(returned)), len(sent))
    return bool(after)


def _hardware_fault(patient: Examination) -> bool | None:
    """The activation fails (VPCP-403)."""
    if (adapter := protected(patient)) is None:
        return None
    life, sent = patient.fresh(), activation(patient, adapter, 1)
    _inject(patient, life, Capability.HARDWARE_FAULT, adapter)
    return bool(life.ask(CALL, adapter, sent, len(sent))[0])


EFFECTS: dict[Capability, Callable[[Examination], bool | None]] = {
    Capability.LINK_LOST: _flag(Capability.LINK_LOST, StatusFlags.COPP_LinkLost),
    Capability.CONNECTOR_RECONFIGURED: _flag(
        Capability.CONNECTOR_RECONFIGURED, StatusFlags.COPP_RenegotiationRequired
    ),
    Capability.DEVICE_LOST: _device_lost,
    Capability.MODE_CHANGE: _mode_change,
    Capability.DRIVER_RESTART: _driver_restart,
    Capability.HARDWARE_FAULT: _hardware_fault,
}
"""Whether an event has the effect that it has at once; None where there is nothing to see it by."""
TARGETS: dict[Capability, Callable[[Examination], int]] = {
    Capability.DEVICE_LOST: lambda _: NOBODY,
    **dict.fromkeys(
        (
            Capability.MODE_CHANGE, Capability.LINK_LOST, Capability.CONNECTOR_RECONFIGURED,
            Capability.HDCP_SETTLES, Capability.HDCP_FAILURE,
        ),
        lambda patient: patient.main,
    ),
    **dict.fromkeys(
        (
            Capability.DRIVER_RESTART, Capability.DEVICE_RESET, Capability.POWER_DOWN, Capability.POWER_UP,
            Capability.HARDWARE_FAULT,
        ),
        lambda patient: protected(patient) or 0,
    ),
}  # fmt: skip
"""What each event happens to."""
