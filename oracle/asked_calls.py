"""What a doctor asks before any session: whether calls are answered, and whether devices open."""

from collections.abc import Iterator
from itertools import chain
from secrets import token_bytes

from coppspec.driver.protocol import Interface
from coppspec.model.codes import HResult
from coppspec.model.layouts import (
    VIDEOPARAMETERS,
    DXVA_COPPCommand,
    DXVA_COPPSignature,
    DXVA_COPPStatusInput,
)
from coppspec.oracle.diagnosis import HarnessFault, Untold
from coppspec.oracle.examination import Examination, Life, shown
from coppspec.properties.cause import Cause
from coppspec.properties.guard import BrokeDown
from coppspec.properties.setting import richest

NOBODY = 0x5EED_ED
"""A handle that no driver has given out, as long as it does not count into the millions."""
NOWHERE = 0xFFFF_FFFE
"""The DevID of no output."""
ON_NOBODY = {
    "COPPGetCertificateLength": (),
    "COPPKeyExchange": (),
    "COPPSequenceStart": (bytes(DXVA_COPPSignature.size),),
    "COPPCommand": (bytes(DXVA_COPPCommand.size),),
    "COPPQueryStatus": (bytes(DXVA_COPPStatusInput.size),),
    "COPPCloseVideoSession": (),
}
"""The functions that take a handle, and what else they are given."""
ON_UNCONNECTED = {
    "KeyExchange": (),
    "SessionSequenceStart": (bytes(DXVA_COPPSignature.size),),
    "ProtectionCommand": (bytes(DXVA_COPPCommand.size),),
    "ProtectionStatus": (bytes(DXVA_COPPStatusInput.size),),
}
"""The methods of a renderer, and what they are given."""
NEVER_OPENED = "a handle that was never opened"


def answers(patient: Examination) -> str:
    """Of each interface, calls that make no sense are refused: on what was never opened, or is not there."""
    life = patient.fresh()
    asked: dict[Interface, tuple[int, ...]] = {}
    if patient.has(Interface.DEVICE):
        asked[Interface.DEVICE] = tuple(_on_nobody(life))
    elif patient.has(Interface.RENDERER):
        asked[Interface.RENDERER] = tuple(_unconnected(life, patient.main))
    elif patient.has(Interface.VIDEO_PARAMETERS):
        asked[Interface.VIDEO_PARAMETERS] = tuple(_without_sense(life, len(patient.adapters)))
    for interface, codes in asked.items():
        call, field = TOLD[interface]
        if not any(codes):
            raise Untold(
                f"success to all {len(codes)} calls that have to fail: {ASKED[interface]}",
                f"see that what the driver returns is {patient.glue.field(call, field)}, and that of every "
                "other call, and not always 0",
                "succeeds whatever it is asked",
            )
    codes = tuple(chain.from_iterable(asked.values()))
    return f"{len(codes)} calls are answered, {sum(map(bool, codes))} of them with a refusal"


TOLD = {
    Interface.DEVICE: ("COPPCommand", "code"),
    Interface.RENDERER: ("ProtectionCommand", "code"),
    Interface.VIDEO_PARAMETERS: ("VideoParameters", "status"),
}
"""A call of each interface, and where it says whether it succeeded."""
ASKED = {
    Interface.DEVICE: "each on a device or an output that is not there",
    Interface.RENDERER: "each on a renderer that is not connected",
    Interface.VIDEO_PARAMETERS: "each on an adapter that is not there, or with no buffer that is one",
}


def _on_nobody(life: Life) -> Iterator[int]:
    """Each function with a handle that was never opened (COPP-105), and a DevID that no output has."""
    for call, given in ON_NOBODY.items():
        yield life.wrong(call, NEVER_OPENED, NOBODY, *given)
    yield life.wrong("COPPOpenVideoSession", f"DevID {NOWHERE}", NOWHERE, 0)


def _unconnected(life: Life, output: int) -> Iterator[int]:
    """Each method of a renderer that has no display device yet (COPP-206)."""
    (number,) = life.prepare("renderer", output)
    for call, given in ON_UNCONNECTED.items():
        yield life.wrong(call, "before it is connected", number, *given)


def _without_sense(life: Life, adapters: int) -> Iterator[int]:
    """An adapter that is not there (VPCP-101), and buffers that are none (VPCP-103, VPCP-104)."""
    size = VIDEOPARAMETERS.size
    for question, adapter, buffer, room in (
        ("an adapter that is not there", adapters + 1000, bytes(size), size),
        ("no bytes", 0, b"", size),
        ("random bytes", 0, token_bytes(size), size),
    ):
        yield life.wrong("VideoParameters", question, adapter, buffer, room)


def slowest(patient: Examination) -> str:
    """No call comes near the limit: on a busier day it would be taken for a driver that hangs."""
    seconds, allowed = max(patient.record.seconds), patient.limits.call
    if seconds > allowed / 2:
        raise Untold(
            f"one call took {seconds:.1f} s of the {allowed:g} s that it may take",
            f"give calls more time with --call-seconds, or look for what waits in {patient.glue.name}",
            "takes so long",
            blocks=False,
        )
    return f"the longest of {len(patient.record.seconds)} calls took {1000 * seconds:,.0f} ms"


def outputs(patient: Examination) -> str:
    """A device opens on each output that is to have one, or a renderer is made (COPP-120, COPP-126)."""
    patient.expect_sessions()
    if not patient.has(Interface.DEVICE):
        return _renderers(patient)
    opened = dict(_opened(patient, patient.sessions))
    open_ones = [dev_id for dev_id, code in opened.items() if code == HResult.S_OK]
    if not open_ones:
        raise _none_opens(patient, next(iter(opened.values())))
    unknown = next(each.code for each in patient.record.asked if each.call == "COPPOpenVideoSession")
    patient.main = _richest(patient, open_ones)
    for dev_id, output in enumerate(patient.outputs):
        if not output.opens:
            why = "that shows a clone" if output.copp else "that has no COPP"
            patient.fresh().wrong("COPPOpenVideoSession", f"output {dev_id}, {why}", dev_id, 0)
    absent = [dev_id for dev_id, code in opened.items() if code == unknown != HResult.S_OK]
    if absent:
        raise Untold(
            f"output {absent[0]} is declared, and answers {shown('COPPOpenVideoSession', unknown)} "
            "as a DevID does that no output has",
            f"see that there is one, or take it out of {patient.glue.declares('outputs')}; and that the "
            "dev_id of COPPOpenVideoSession is passed on",
            "refuses what it has to open",
            blocks=False,
        )
    return f"a device opens on {len(open_ones)} of {len(opened)} outputs that are to have one"


def _renderers(patient: Examination) -> str:
    """A renderer can be made and connected on each output."""
    for dev_id in patient.sessions:
        life = patient.fresh()
        try:
            (number,) = life.prepare("renderer", dev_id)
            life.ask("connect", number)
        except BrokeDown as error:
            if error.cause is not Cause.EXCEPTION:
                raise
            raise HarnessFault(
                f"output {dev_id} is declared for renderers, and making one {error}",
                f"let {patient.glue.call('renderer')} make one there, or take the output out of "
                f"{patient.glue.declares('outputs')}",
            ) from None
    patient.main = _richest(patient, list(patient.sessions))
    return f"a renderer is made and connected on each of {len(patient.sessions)} outputs"


def handles(patient: Examination) -> str:
    """Two devices that are there at once have two handles."""
    patient.expect_devices()
    life = patient.fresh()
    opened = [life.ask("COPPOpenVideoSession", patient.main, 0) for _ in "12"]
    (first, one), (second, other) = opened
    if first != HResult.S_OK or second != HResult.S_OK:
        return "a second device does not open beside the first, so there is one handle at a time"
    if one == other:
        raise Untold(
            f"two devices that are open at once have the same handle, {one}",
            f"see that {patient.glue.field('COPPOpenVideoSession', 'handle')} is a number of its own for "
            "each device object, not for each output",
            "opens one device twice",
            blocks=False,
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
        raise Untold(
            f"COPPOpenVideoSession of output {dev_id} succeeds with handle 0, which names no device",
            f"see that {patient.glue.field('COPPOpenVideoSession', 'handle')} is or stands for the driver's",
            "succeeds without a device",
        )


def _none_opens(patient: Examination, code: int) -> Exception:
    """Always the same error: the call does not come to the driver, or the driver refuses everything."""
    name = shown("COPPOpenVideoSession", code)
    if len({each.code for each in patient.record.asked}) == 1:
        return Untold(
            f"{name} to all {len(patient.record.asked)} calls, also to COPPOpenVideoSession of every output",
            f"see that the driver's HRESULT is {patient.glue.field('COPPOpenVideoSession', 'code')}, "
            "and that the call comes to the driver: in a fresh driver a device opens on output 0",
            "refuses everything",
        )
    return Untold(
        f"no device opens on any output: output 0 answers {name}",
        f"see that {patient.glue.name} brings the driver up as far as after boot, and passes the dev_id on",
        "opens no device",
    )
