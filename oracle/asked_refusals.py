"""What a doctor asks to have refused: calls out of their order, and messages that are wrong."""

from collections.abc import Callable
from secrets import token_bytes

from coppspec.model.codes import HResult
from coppspec.model.constants import NONCE_BYTES
from coppspec.model.layouts import DXVA_COPPCommand, DXVA_COPPSignature, DXVA_COPPStatusInput
from coppspec.oracle.asked_calls import NEVER_OPENED
from coppspec.oracle.asked_sessions import begun, opened
from coppspec.oracle.diagnosis import HarnessFault
from coppspec.oracle.examination import Examination
from coppspec.oracle.session import Session

JUDGED = ("COPPSequenceStart", "COPPCommand", "COPPQueryStatus")
"""What reads a message: a driver can forget a check or two of it, but hardly each of them."""
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
    patient.expect_devices()
    for wrong in (_out_of_order, _wrong_blocks, _wrong_messages):
        wrong(patient)
    for call in JUDGED:
        asked = patient.record.refusals(call)
        if not any(each.code for each in asked):
            raise HarnessFault(
                f"{call} answered S_OK to each of {len(asked)} wrong calls: "
                f"{', '.join(each.question for each in asked)}",
                f"put the driver's HRESULT into {patient.glue.field(call, 'code')} instead of 0: {call} on "
                f"{NEVER_OPENED} has to fail",
            )
    asked = [each for each in patient.record.asked if not each.is_right]
    refused = sum(bool(each.code) for each in asked)
    return f"{refused} of {len(asked)} wrong calls are refused"


def _out_of_order(patient: Examination) -> None:
    life = patient.fresh()
    code, handle = life.ask("COPPOpenVideoSession", patient.main, 0)
    if code != HResult.S_OK:
        return
    early = "before its turn"
    life.wrong("COPPKeyExchange", early, handle)
    life.wrong("COPPSequenceStart", early, handle, bytes(DXVA_COPPSignature.size))
    life.wrong("COPPCommand", early, handle, bytes(DXVA_COPPCommand.size))
    life.wrong("COPPQueryStatus", early, handle, bytes(DXVA_COPPStatusInput.size))
    life.right("COPPGetCertificateLength", "in its turn", handle)
    life.wrong("COPPGetCertificateLength", "a second time", handle)
    life.right("COPPCloseVideoSession", "of an open device", handle)
    life.wrong("COPPCloseVideoSession", "a second time", handle)


def _wrong_blocks(patient: Examination) -> None:
    """Each on a device of its own: a device has one attempt (COPP-154)."""
    for question, wrong in BLOCKS.items():
        session = opened(patient.fresh(), patient.main)
        session.life.wrong("COPPSequenceStart", question, session.handle, wrong(session))


def _wrong_messages(patient: Examination) -> None:
    session = begun(patient.fresh(), patient.main)
    command, request, life = session.command(1, 0), session.request(), session.life
    for question, make in MESSAGES.items():
        life.wrong("COPPCommand", question, session.handle, make(command))
        life.wrong("COPPQueryStatus", question, session.handle, make(request))
    session.command_number += 7
    session.status_number += 7
    life.wrong("COPPCommand", "a number that is not due", session.handle, session.command(1, 0))
    life.wrong("COPPQueryStatus", "a number that is not due", session.handle, session.request())
