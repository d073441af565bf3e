"""What a doctor asks of a session: that right messages succeed, and that wrong ones are refused.

The session key is what tells harness and driver apart. Who answers a status request with a right tag has
decrypted the block that started the session: that is the driver, and the harness has carried every byte.
"""

from collections.abc import Iterator

from coppspec.driver.certificate import CHAIN
from coppspec.driver.certificate_xml import InvalidCertificate, Reason
from coppspec.driver.certificates import certificates_of, validate
from coppspec.model.codes import HResult
from coppspec.model.constants import NONCE_BYTES, ProtectionType
from coppspec.oracle.diagnosis import HarnessFault, Untold
from coppspec.oracle.examination import Examination, Life, shown
from coppspec.oracle.session import Session, Told
from coppspec.properties.setting import opening


class NoSession(Exception):
    """An application that does everything right gets no session: the call, and what it answered."""

    def __init__(self, call: str, code: int) -> None:
        self.code = code
        super().__init__(f"{call} answered {shown(call, code)} where an application did everything right")


def opened(life: Life, dev_id: int) -> Session:
    """A device that has exchanged keys.

    Raises:
        NoSession: it does not get so far.
    """
    code, handle = life.ask("COPPOpenVideoSession", dev_id, 0)
    if code != HResult.S_OK:
        raise NoSession("COPPOpenVideoSession", code)
    session = Session(life, handle)
    call, code = session.exchange_keys()
    if code != HResult.S_OK:
        raise NoSession(call, code)
    return session


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
    patient.expect_devices()
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
            f"compare {glue.field('COPPKeyExchange', 'certificates')} with what the driver hands "
            "out, byte by byte: a chain that is cut short, or ends at its first zero, is the harness",
        ) from None
    if code != HResult.S_OK:
        raise Untold(
            f"COPPSequenceStart answered {shown('COPPSequenceStart', code)} to a right block",
            "see whether the signature comes to the driver as it was sent, 256 bytes with the "
            "lowest first, and the random_number leaves it as it is remembered; otherwise it is the driver "
            "that cannot read the block",
        )
    return "a right application gets a session: length, keys, and a block that only the driver can read"


def root(patient: Examination) -> str:
    """The chain leads to the root that is declared (COPP-459)."""
    patient.expect_devices()
    session = opened(patient.fresh(), patient.main)
    if session.length != len(session.certificates):
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
        raise HarnessFault(
            "the chain of certificates is signed with another key than the declared root",
            f"set {patient.glue.declares('root')} to the key that signed the last certificate: exponent "
            f"{numbers.e}, modulus {numbers.n:x}",
        ) from None
    return "the chain of certificates leads to the declared root"


def status(patient: Examination) -> str:
    """A response has its request's nonce, and a tag that only the driver can make (COPP-176, COPP-422)."""
    patient.expect_devices()
    session = begun(patient.fresh(), patient.main)
    first, second = session.ask(), session.ask()
    for each in (first, second):
        _expect_response(patient, each)
    if first.response == second.response and (first.is_fresh or not first.is_authentic):
        raise HarnessFault(
            "two requests with different nonces got the same response, byte by byte",
            f"put what the driver writes for each request into {_response(patient)}, not what an "
            "earlier one left",
        )
    if not first.is_authentic:
        raise Untold(
            "the tag of the response is wrong, and its nonce is "
            f"{'right' if first.is_fresh else 'wrong too'}",
            f"compare {_response(patient)} with what the driver writes, byte by byte; if they are "
            "alike, the driver makes the tag under another key or over other bytes",
        )
    if not first.is_fresh:
        patient.record.others.append("COPPQueryStatus answers with a right tag, and another nonce")
        return "responses have a right tag, so they come from the driver as it made them"
    return "responses have the nonce of their request and a right tag, so they come from the driver"


def types(patient: Examination) -> str:
    """Each declared protection type is one that the driver knows (COPP-614, COPP-701)."""
    told: list[str] = []
    for dev_id in opening(patient.outputs):
        told += _unknown_types(patient, dev_id)
    if told:
        raise HarnessFault(
            f"declared, but neither reported by the driver nor taken in a command: {', '.join(told)}",
            f"take it out of the types of that output in {patient.glue.declares('outputs')}, or "
            "find out why the driver is started without it",
            blocks=False,
        )
    return "the declared protection types are those that the driver knows"


def _unknown_types(patient: Examination, dev_id: int) -> Iterator[str]:
    declared = patient.outputs[dev_id].types
    try:
        session = begun(patient.fresh(), dev_id)
    except NoSession as error:
        patient.record.others.append(str(error))
        return
    told = session.ask()
    if not told.is_authentic:
        return
    for each in ProtectionType:
        if each & declared and not each & told.number and session.set_level(each, 1) != HResult.S_OK:
            yield f"{each.name} on output {dev_id}"


def _without_keys(patient: Examination, error: NoSession) -> Exception:
    """A device that was opened, and is not known a call later, has lost its handle on the way."""
    field = patient.glue.field("COPPOpenVideoSession", "handle")
    if error.code == HResult.E_POINTER:
        return HarnessFault(
            f"{error}: the device that was just opened is not found by its handle",
            f"hand {field} out with all of its bits, and pass it on with the next calls as it came",
        )
    return Untold(
        str(error),
        f"see what comes to the driver with the first calls, {field} above all; otherwise it is the "
        "driver that refuses",
    )


def _expect_bytes(patient: Examination, session: Session) -> None:
    """What was handed out is there, and is more than an empty buffer."""
    number = session.random_number
    for name, given, wanted in (
        ("random_number", number, "16 random bytes (COPP-140)"),
        ("certificates", session.certificates, "the whole chain (COPP-141)"),
    ):
        mend = f"put what the driver writes into {patient.glue.field('COPPKeyExchange', name)}: {wanted}"
        if not any(given):
            raise HarnessFault(f"COPPKeyExchange succeeded, and gave {_bytes(given)} for {name}", mend)
    if len(number) != NONCE_BYTES:
        raise Untold(
            f"COPPKeyExchange succeeded, and gave {_bytes(number)} for random_number",
            f"see whether the driver writes 16, and all are in "
            f"{patient.glue.field('COPPKeyExchange', 'random_number')} (COPP-140)",
        )


def _expect_response(patient: Examination, told: Told) -> None:
    if told.code != HResult.S_OK:
        raise Untold(
            f"COPPQueryStatus answered {shown('COPPQueryStatus', told.code)} to a right request",
            "see whether the request comes to the driver as it was sent, all 4096 bytes; otherwise "
            "it is the driver that refuses it",
        )
    if told.response == told.sent:
        raise HarnessFault(
            "COPPQueryStatus gave the request back as the response",
            f"put what the driver writes into {_response(patient)}, not the buffer of the request",
        )
    found = f"COPPQueryStatus succeeded, and gave {_bytes(told.response)} as the response"
    if not any(told.response):
        raise HarnessFault(found, f"put the 4096 bytes that the driver writes into {_response(patient)}")
    if not told.is_whole:
        raise Untold(
            found, f"see whether the driver writes 4096, and all are in {_response(patient)} (COPP-304)"
        )


def _response(patient: Examination) -> str:
    return patient.glue.field("COPPQueryStatus", "response")


def _bytes(given: bytes) -> str:
    return f"{len(given)} bytes" if any(given) or not given else f"{len(given)} zero bytes"
