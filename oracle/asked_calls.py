"""What a doctor asks before any session: whether calls are answered, how fast, and whether devices open."""

from collections.abc import Iterator
from itertools import islice
from statistics import median

from coppspec.model.codes import HResult
from coppspec.model.layouts import DXVA_COPPCommand, DXVA_COPPSignature, DXVA_COPPStatusInput
from coppspec.oracle.diagnosis import HarnessFault, Untold
from coppspec.oracle.examination import Examination, Life, shown
from coppspec.properties.setting import opening, richest

NOBODY = 0x5EED_ED
"""A handle that no driver has given out, as long as it does not count into the millions."""
NOWHERE = 0xFFFF_FFFE
"""The DevID of no output."""
PACES = 20
"""So many calls are timed."""
SLOW, TOO_SLOW = 0.1, 0.5
"""Seconds for one call: a check would take hours, and so would this examination."""
CALLS_OF_A_CHECK = 360_000
"""Of a driver that declares everything; of others there are fewer."""
ON_NOBODY = {
    "COPPGetCertificateLength": (),
    "COPPKeyExchange": (),
    "COPPSequenceStart": (bytes(DXVA_COPPSignature.size),),
    "COPPCommand": (bytes(DXVA_COPPCommand.size),),
    "COPPQueryStatus": (bytes(DXVA_COPPStatusInput.size),),
    "COPPCloseVideoSession": (),
}
"""The functions that take a handle, and what else they are given."""
NEVER_OPENED = "a handle that was never opened"


def answers(patient: Examination) -> str:
    """Every function refuses a handle that was never opened (COPP-105), and no output has such a DevID."""
    life = patient.fresh()
    codes = [life.wrong(call, NEVER_OPENED, NOBODY, *given) for call, given in ON_NOBODY.items()]
    codes.append(life.wrong("COPPOpenVideoSession", f"DevID {NOWHERE}", NOWHERE, 0))
    if not any(codes):
        raise HarnessFault(
            f"S_OK to all {len(codes)} calls that have to fail, each on a device or an output that "
            "is not there",
            f"put the driver's HRESULT into {patient.glue.field('COPPCommand', 'code')}, and into that of "
            f"every other call, instead of 0: COPPCommand on {NEVER_OPENED} has to fail",
        )
    refused = sum(map(bool, codes))
    return f"{len(codes)} calls are answered, {refused} of them with a refusal"


def pace(patient: Examination) -> str:
    """How long a call takes, and with that a check."""
    life = patient.fresh()
    for _ in range(PACES):
        life.ask("COPPGetCertificateLength", NOBODY)
        if sum(patient.record.seconds) > PACES * SLOW:
            break
    seconds = median(patient.record.seconds)
    takes = f"{1 / seconds:,.{0 if seconds < SLOW else 1}f} calls a second"
    check = f"a check of up to {CALLS_OF_A_CHECK:,} calls takes {lasting(CALLS_OF_A_CHECK * seconds)} or more"
    if seconds >= SLOW:
        allowed = f"a call takes {seconds:.2f} s of the {patient.limits.call:g} s that it may take"
        raise HarnessFault(
            f"{takes}, so {check}: {allowed}",
            f"look for what waits in {patient.glue.name}: a sleep, a timer that is polled, an output that is "
            "not flushed after each answer, a process or connection that is made for each call",
            blocks=seconds >= TOO_SLOW,
        )
    return f"{takes}, so {check}"


def slowest(patient: Examination) -> str:
    """No call comes near the limit: on a busier day it would be taken for a driver that hangs."""
    seconds, allowed = max(patient.record.seconds), patient.limits.call
    if seconds > allowed / 2:
        raise HarnessFault(
            f"one call took {seconds:.1f} s of the {allowed:g} s that it may take",
            f"give calls more time with --call-seconds, or look for what waits in {patient.glue.name}",
        )
    return f"the longest of {len(patient.record.seconds)} calls took {1000 * seconds:,.0f} ms"


def outputs(patient: Examination) -> str:
    """A device opens on each output that is declared, unless that shows a clone (COPP-120, COPP-126)."""
    patient.expect_devices()
    opened = dict(_opened(patient, opening(patient.outputs)))
    open_ones = [dev_id for dev_id, code in opened.items() if code == HResult.S_OK]
    if not open_ones:
        raise _none_opens(patient, next(iter(opened.values())))
    unknown = next(each.code for each in patient.record.asked if each.call == "COPPOpenVideoSession")
    patient.main = _richest(patient, open_ones)
    absent = [dev_id for dev_id, code in opened.items() if code == unknown != HResult.S_OK]
    if absent:
        raise HarnessFault(
            f"output {absent[0]} is declared, and answers {shown('COPPOpenVideoSession', unknown)} "
            "as a DevID does that no output has",
            f"take it out of {patient.glue.declares('outputs')}, or pass the dev_id of "
            "COPPOpenVideoSession on",
            blocks=False,
        )
    for dev_id, output in enumerate(patient.outputs):
        if output.copp and not output.dual_view:
            patient.fresh().wrong("COPPOpenVideoSession", f"output {dev_id}, that shows a clone", dev_id, 0)
    return f"a device opens on {len(open_ones)} of {len(opened)} outputs that are to have one"


def handles(patient: Examination) -> str:
    """Two devices that are there at once have two handles."""
    patient.expect_devices()
    life = patient.fresh()
    opened = [life.ask("COPPOpenVideoSession", patient.main, 0) for _ in "12"]
    (first, one), (second, other) = opened
    if first != HResult.S_OK or second != HResult.S_OK:
        return "a second device does not open beside the first, so there is one handle at a time"
    if one == other:
        raise HarnessFault(
            f"two devices that are open at once have the same handle, {one}",
            f"make {patient.glue.field('COPPOpenVideoSession', 'handle')} a number of its own for "
            "each device object, not for each output",
        )
    return "two devices that are open at once have two handles"


def _richest(patient: Examination, dev_ids: list[int]) -> int:
    """The one that offers most, of those on which a device opens."""
    return dev_ids[richest([patient.outputs[dev_id] for dev_id in dev_ids])]


def _opened(patient: Examination, dev_ids: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """The code of each, on a fresh driver."""
    for dev_id in dev_ids:
        life = patient.fresh()
        code = life.right("COPPOpenVideoSession", f"output {dev_id}", dev_id, 0)
        if code == HResult.S_OK:
            _expect_a_handle(patient, life, dev_id)
        yield dev_id, code


def _expect_a_handle(patient: Examination, life: Life, dev_id: int) -> None:
    code, handle = life.ask("COPPOpenVideoSession", dev_id, 0)
    if code == HResult.S_OK and not handle:
        raise HarnessFault(
            f"COPPOpenVideoSession of output {dev_id} succeeds with handle 0, which names no device",
            f"put the driver's handle into {patient.glue.field('COPPOpenVideoSession', 'handle')}, "
            "or a number above 0 that stands for it",
        )


def _none_opens(patient: Examination, code: int) -> Exception:
    """Always the same error is the harness; errors that differ come from somebody who looks at the call."""
    name = shown("COPPOpenVideoSession", code)
    if len({each.code for each in patient.record.asked}) == 1:
        return HarnessFault(
            f"{name} to all {len(patient.record.asked)} calls, also to COPPOpenVideoSession of every output",
            f"put the driver's HRESULT into {patient.glue.field('COPPOpenVideoSession', 'code')}, "
            "and see that the call comes to the driver: in a fresh driver a device opens on output 0",
        )
    return Untold(
        f"no device opens on any output: output 0 answers {name}",
        f"see whether {patient.glue.name} brings the driver up as far as after boot, and passes the "
        "dev_id on; otherwise it is the driver that opens no device",
    )


def lasting(seconds: float) -> str:
    """A time as one says it.

    >>> lasting(3), lasting(200), lasting(20_000), lasting(500_000)
    ('3 s', '3 minutes', '6 hours', '6 days')
    """
    units = (("days", 86400), ("hours", 3600), ("minutes", 60))
    found = next(islice(((name, size) for name, size in units if seconds >= 2 * size), 1), ("s", 1))
    name, size = found
    return f"{seconds / size:,.0f} {name}"
