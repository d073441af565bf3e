"""What a doctor asks to have refused: calls out of their order, and messages that are wrong."""

from collections.abc import Callable
from secrets import token_bytes

from coppspec.driver.protocol import Interface
from coppspec.model.constants import NONCE_BYTES
from coppspec.model.layouts import DXVA_COPPCommand, DXVA_COPPSignature, DXVA_COPPStatusInput
from coppspec.oracle.asked_sessions import begun, connected, opened
from coppspec.oracle.diagnosis import Untold
from coppspec.oracle.examination import Examination
from coppspec.oracle.session import OF_DEVICE, OF_RENDERER, Session

BLOCKS: dict[str, Callable[[Session], bytes]] = {
    "a number above every modulus": lambda _: b"\xff" * DXVA_COPPSignature.size,
    "a short block": lambda session: session.block()[:-1],
    "another random number": lambda session: session.block(token_bytes(NONCE_BYTES)),
}
"""What is no sequence start for this device."""
MESSAGES: dict[str, Callable[[bytes], bytes]] = {
    "random bytes": lambda message: token_bytes(len(message)),
    "a short message": lambda message: message[:10],
}
"""What is no command and no status request."""


def refusals(patient: Examination) -> str:
    """Wrong messages are refused: each function that reads one does so at least once."""
    patient.expect_sessions()
    for wrong in (_out_of_order, _wrong_blocks, _wrong_messages):
        wrong(patient)
    calls = OF_DEVICE if patient.has(Interface.DEVICE) else OF_RENDERER
    for call in (calls.start, calls.command, calls.status):
        asked = patient.record.refusals(call)
        if not any(each.code for each in asked):
            raise Untold(
                f"{call} answered S_OK to each of {len(asked)} wrong calls: "
                f"{', '.join(each.question for each in asked)}",
                f"see that the driver's HRESULT is {patient.glue.field(call, 'code')}, and not always 0",
                "checks nothing there",
            )
    asked = [each for each in patient.record.asked if not each.is_right]
    refused = sum(bool(each.code) for each in asked)
    return f"{refused} of {len(asked)} wrong calls are refused"


def _out_of_order(patient: Examination) -> None:
    life = patient.fresh()
    handle, calls = connected(life, patient.main)
    early = "before its turn"
    if life.has_devices:
        life.wrong(calls.exchange, early, handle)
    life.wrong(calls.start, early, handle, bytes(DXVA_COPPSignature.size))
    life.wrong(calls.command, early, handle, bytes(DXVA_COPPCommand.size))
    life.wrong(calls.status, early, handle, bytes(DXVA_COPPStatusInput.size))
    if not life.has_devices:
        return
    life.right("COPPGetCertificateLength", "in its turn", handle)
    life.wrong("COPPGetCertificateLength", "a second time", handle)
    life.right("COPPCloseVideoSession", "of an open device", handle)
    life.wrong("COPPCloseVideoSession", "a second time", handle)


def _wrong_blocks(patient: Examination) -> None:
    """Each on a device of its own: a device has one attempt (COPP-154)."""
    for question, wrong in BLOCKS.items():
        session = opened(patient.fresh(), patient.main)
        session.life.wrong(session.calls.start, question, session.handle, wrong(session))


def _wrong_messages(patient: Examination) -> None:
    session = begun(patient.fresh(), patient.main)
    command, request, life = session.command(1, 0), session.request(), session.life
    of_command, of_status = session.calls.command, session.calls.status
    for question, make in MESSAGES.items():
        life.wrong(of_command, question, session.handle, make(command))
        life.wrong(of_status, question, session.handle, make(request))
    session.command_number += 7
    session.status_number += 7
    life.wrong(of_command, "a number that is not due", session.handle, session.command(1, 0))
    life.wrong(of_status, "a number that is not due", session.handle, session.request())
