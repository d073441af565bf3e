"""What a doctor asks of a session: that right messages succeed, and that wrong ones are refused.

The session key is what tells harness and driver apart. Who answers a status request with a right tag has
decrypted the block that started the session: that is the driver, and the harness has carried every byte.
"""

from binascii import b2a_base64
from collections.abc import Iterator

from coppspec.driver.certificate import CHAIN
from coppspec.driver.certificate_xml import InvalidCertificate, Reason
from coppspec.driver.certificates import certificates_of, validate
from coppspec.driver.protocol import Interface
from coppspec.model.codes import HResult
from coppspec.model.constants import NONCE_BYTES
from coppspec.oracle.cure import cure
from coppspec.oracle.diagnosis import HarnessFault, Untold
from coppspec.oracle.examination import Examination, Life, shown
from coppspec.oracle.session import OF_DEVICE, OF_RENDERER, Calls, Session, Told, settable
from coppspec.properties.cause import Cause


class NoSession(Exception):
    """An application that does everything right gets no session: the call, and what it answered."""

    def __init__(self, call: str, code: int) -> None:
        self.code = code
        super().__init__(f"{call} answered {shown(call, code)} where an application did everything right")


def opened(life: Life, dev_id: int) -> Session:
    """A device that has exchanged keys, or a renderer that has.

    Raises:
        NoSession: it does not get so far.
    """
    session = Session(life, *connected(life, dev_id))
    call, code = session.exchange_keys()
    if code != HResult.S_OK:
        raise NoSession(call, code)
    return session


def connected(life: Life, dev_id: int) -> tuple[int, Calls]:
    """A device that was opened, or a renderer that is connected, and the names of its calls.

    Raises:
        NoSession: no device opens.
    """
    if not life.has_devices:
        (number,) = life.prepare("renderer", dev_id)
        life.ask("connect", number)
        return number, OF_RENDERER
    code, handle = life.ask("COPPOpenVideoSession", dev_id, 0)
    if code != HResult.S_OK:
        raise NoSession("COPPOpenVideoSession", code)
    return handle, OF_DEVICE


def begun(life: Life, dev_id: int) -> Session:
    """A session that is active.

    Raises:
        NoSession: it does not get so far.
    """
    session = opened(life, dev_id)
    if (code := session.start()) != HResult.S_OK:
        raise NoSession(session.calls.start, code)
    return session


def handshake(patient: Examination) -> str:
    """An application that does everything right gets a session (COPP-402 to COPP-410)."""
    patient.expect_sessions()
    life, glue = patient.fresh(), patient.glue
    try:
        session = opened(life, patient.main)
    except NoSession as error:
        raise _without_keys(patient, error) from None
    _expect_bytes(patient, session)
    try:
        code = session.start()
    except InvalidCertificate as error:
        raise Untold(
            f"the certificates show no key: {error}",
            f"compare {glue.field(session.calls.exchange, 'certificates')} with what the driver hands "
            "out, byte by byte: a chain that is cut short, or ends at its first zero, is the harness",
            "hands them out like this",
        ) from None
    if code != HResult.S_OK:
        raise Untold(
            f"{session.calls.start} answered {shown(session.calls.start, code)} to a right block",
            "see that the signature comes to the driver as it was sent, 256 bytes with the lowest first, and "
            "that the random_number leaves it as it is remembered",
            "cannot read the block",
        )
    return "a right application gets a session: length, keys, and a block that only the driver can read"


def root(patient: Examination) -> str:
    """The chain leads to the root that is declared (COPP-459)."""
    patient.expect_sessions()
    session = opened(patient.fresh(), patient.main)
    if session.calls is OF_DEVICE and session.length != len(session.certificates):
        patient.record.others.append(
            f"COPPKeyExchange gave {len(session.certificates)} bytes of certificates, after a length of "
            f"{session.length}"
        )
    try:
        validate(session.certificates, patient.launcher.announcement.declaration.root)
    except InvalidCertificate as error:
        if error.reason is not Reason.ROOT_KEY:
            patient.record.others.append(f"the chain of certificates is not valid: {error}")
            return "the certificates show a key, and not a valid chain"
        numbers = certificates_of(session.certificates, CHAIN, fewest=len(CHAIN))[-1].key_info.numbers
        raise Untold(
            "the chain of certificates is signed with another key than the declared root",
            f"see that {patient.glue.declares('root')} is the key that signed the last certificate: exponent "
            f"{numbers.e}, modulus {numbers.n:x}",
            "hands out the chain of another root",
            blocks=False,
        ) from None
    return "the chain of certificates leads to the declared root"


def status(patient: Examination) -> str:
    """A response has its request's nonce, and a tag that only the driver can make (COPP-176, COPP-422)."""
    patient.expect_sessions()
    session = begun(patient.fresh(), patient.main)
    first, second = session.ask(), session.ask()
    for each in (first, second):
        _expect_response(patient, session, each)
    if first.response == second.response and (first.is_fresh or not first.is_authentic):
        raise Untold(
            "two requests with different nonces got the same response, byte by byte",
            f"see that {_response(patient, session)} is what the driver writes for each request, not what an "
            "earlier one left",
            "answers with what it answered before",
        )
    if not first.is_authentic:
        raise Untold(
            "the tag of the response is wrong, and its nonce is "
            f"{'right' if first.is_fresh else 'wrong too'}",
            f"compare {_response(patient, session)} with what the driver writes, byte by byte",
            "makes the tag under another key or over other bytes",
        )
    if not first.is_fresh:
        patient.record.others.append(f"{session.calls.status} answers with a right tag, and another nonce")
        return "responses have a right tag, so they come from the driver as it made them"
    return "responses have the nonce of their request and a right tag, so they come from the driver"


def types(patient: Examination) -> str:
    """Each declared protection type is one that the driver knows (COPP-614, COPP-701)."""
    patient.expect_sessions()
    told: list[str] = []
    for dev_id in patient.sessions:
        told += _unknown_types(patient, dev_id)
    if told:
        raise Untold(
            f"declared, but neither reported by the driver nor taken in a command: {', '.join(told)}",
            f"see that it is a type of that output, or take it out of {patient.glue.declares('outputs')}; "
            "and that the driver is started with it",
            "does not know it",
            blocks=False,
        )
    return "the declared protection types are those that the driver knows"


def _unknown_types(patient: Examination, dev_id: int) -> Iterator[str]:
    declared = settable(patient.outputs[dev_id])
    try:
        session = begun(patient.fresh(), dev_id)
    except NoSession as error:
        patient.record.others.append(str(error))
        return
    told = session.ask()
    if not told.is_authentic:
        return
    for each in declared:
        if not each & told.number and session.set_level(each, 1) != HResult.S_OK:
            yield f"{each.name} on output {dev_id}"


def _without_keys(patient: Examination, error: NoSession) -> Exception:
    """A device that was opened, and is not known a call later, has lost its handle on the way."""
    if not patient.has(Interface.DEVICE):
        return Untold(
            str(error),
            f"see that {patient.glue.call('renderer')} makes a renderer whose display has COPP, and that "
            f"{patient.glue.call('connect')} connects it; an output without COPP is declared with copp false",
            "refuses",
        )
    field = patient.glue.field("COPPOpenVideoSession", "handle")
    if error.code == HResult.E_POINTER:
        return Untold(
            f"{error}: the device that was just opened is not found by its handle",
            f"see that {field} leaves with all of its bits, and is passed on with the next calls as it came",
            "forgets it",
        )
    return Untold(
        str(error), f"see what comes to the driver with the first calls, {field} above all", "refuses"
    )


def _expect_bytes(patient: Examination, session: Session) -> None:
    """What was handed out is there, and is more than an empty buffer."""
    number = session.random_number
    for name, given, wanted in (
        ("random_number", number, "16 random bytes (COPP-140)"),
        ("certificates", session.certificates, "the whole chain (COPP-141)"),
    ):
        look = (
            f"see that what the driver writes is {patient.glue.field(session.calls.exchange, name)}: {wanted}"
        )
        if not any(given):
            gave = f"{session.calls.exchange} succeeded, and gave {_bytes(given)} for {name}"
            raise Untold(gave, look, "writes none")
    if patient.glue.kind == "exec" and _is_hexadecimal(number):
        raise HarnessFault(
            f"{session.calls.exchange} gave a random_number whose text is hexadecimal, and base64 is wanted",
            cure(Cause.NOT_BASE64, patient.glue),
        )
    if len(number) != NONCE_BYTES:
        raise Untold(
            f"{session.calls.exchange} succeeded, and gave {_bytes(number)} for random_number",
            "see that all that the driver writes is "
            f"{patient.glue.field(session.calls.exchange, 'random_number')}",
            "writes so many (COPP-140)",
        )


def _is_hexadecimal(number: bytes) -> bool:
    """Whether these bytes are those of 32 hexadecimal digits that were read as base64: by chance never."""
    digits = b2a_base64(number, newline=False)
    return len(digits) == 2 * NONCE_BYTES and set(digits.lower()) <= set(b"0123456789abcdef")


def _expect_response(patient: Examination, session: Session, told: Told) -> None:
    call, field = session.calls.status, _response(patient, session)
    if told.code != HResult.S_OK:
        raise Untold(
            f"{call} answered {shown(call, told.code)} to a right request",
            "see that the request comes to the driver as it was sent, all 4096 bytes",
            "refuses it",
        )
    if told.response == told.sent:
        raise Untold(
            f"{call} gave the request back as the response",
            f"see that {field} is what the driver writes, not the buffer of the request",
            "leaves the buffer as it was",
        )
    if not any(told.response) or not told.is_whole:
        raise Untold(
            f"{call} succeeded, and gave {_bytes(told.response)} as the response",
            f"see that all that the driver writes is {field}",
            "does not write the 4096 bytes of a response (COPP-304)",
        )


def _response(patient: Examination, session: Session) -> str:
    return patient.glue.field(session.calls.status, "response")


def _bytes(given: bytes) -> str:
    return f"{len(given)} bytes" if any(given) or not given else f"{len(given)} zero bytes"
