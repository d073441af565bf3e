"""The COPP device: what the video miniport driver answers to each call.

The rows keep the order and the names of the list in "Starting a Protected Video Session". For each
call that document says what the device-state constant must be, and what it is set to before
returning. A device-state constant is not all: with one attempt at a sequence start, a device that has
spent it keeps COPP_KEY_EXCHANGED and refuses another (Q04), so it has a state of its own here.
"""

from coppspec.model.codes import HResult
from coppspec.model.constants import COPPDeviceState
from coppspec.model.language import SAME, STATE, Call, Check, Defect, Do, Machine, Move, Row, When, but

CLOSED = "closed"
"""No device object: before the device is opened, and after it is closed or lost."""
OPENED = "COPP_OPENED"
CERT_LENGTH_RETURNED = "COPP_CERT_LENGTH_RETURNED"
KEY_EXCHANGED = "COPP_KEY_EXCHANGED"
ATTEMPT_SPENT = "COPP_KEY_EXCHANGED, attempt spent"
"""A sequence start has failed. The constant is still COPP_KEY_EXCHANGED."""
SESSION_ACTIVE = "COPP_SESSION_ACTIVE"
"""The session is in protected mode: commands and status requests are served (COPP-504)."""

CONSTANT = {
    OPENED: COPPDeviceState.COPP_OPENED,
    CERT_LENGTH_RETURNED: COPPDeviceState.COPP_CERT_LENGTH_RETURNED,
    KEY_EXCHANGED: COPPDeviceState.COPP_KEY_EXCHANGED,
    ATTEMPT_SPENT: COPPDeviceState.COPP_KEY_EXCHANGED,
    SESSION_ACTIVE: COPPDeviceState.COPP_SESSION_ACTIVE,
}
"""The device-state constant that a driver holds in each state (COPP-501)."""

S_OK = HResult.S_OK
E_UNEXPECTED = HResult.E_UNEXPECTED
E_INVALIDARG = HResult.E_INVALIDARG
E_POINTER = HResult.E_POINTER

ONE_ATTEMPT = When("sequence_start_retry", "one attempt")
STRICT = When("padding_check", "strict")
SHORT_IS_INVALID = When("short_block", "invalid argument")
SHORT_IS_UNEXPECTED = When("short_block", "unexpected")

LENGTH = ("give the certificate length",)
KEYS = ("give the random number", "give the certificate")
STATUS = ("give the status",)
NUMBER = ("advance the command number",)
FORGET = ("forget the session",)

# fmt: off
SEQUENCE_START = Call(
    "COPPSequenceStart",
    ladder=(
        STATE,
        Check("input size",             E_INVALIDARG, "COPP-104", SHORT_IS_INVALID),
        Move(ATTEMPT_SPENT,                           "Q04",      ONE_ATTEMPT),
        Check("input size",             E_UNEXPECTED, "COPP-410", SHORT_IS_UNEXPECTED),
        Check("value",                  E_UNEXPECTED, "COPP-410"),
        Check("padding",                E_UNEXPECTED, "COPP-410", STRICT),
        Check("40 bytes",               E_UNEXPECTED, "COPP-409"),
        Check("random number",          E_UNEXPECTED, "COPP-152"),
    ),
    defects=(
        Defect("another random number",               ("random number",)),
        Defect("random number right in 4 bytes",      ("random number",)),
        Defect("random number right in 15 bytes",     ("random number",)),
        Defect("random number wrong in 1 byte",       ("random number",)),
        Defect("random number of another session",    ("random number",), foreign=True),
        Defect("corrupted block",                     ("padding", "random number")),
        Defect("big-endian block",                    ("padding", "random number")),
        Defect("OAEP padding",                        ("padding", "random number")),
        Defect("zeros for padding",                   ("padding",)),
        Defect("39 bytes encrypted",                  ("40 bytes",)),
        Defect("32 bytes encrypted",                  ("40 bytes",)),
        Defect("41 bytes, the sequence whole",        ()),
        Defect("245 bytes, the sequence cut",         ("random number",)),
        Defect("245 bytes, the sequence whole",       ()),
        Defect("not below the modulus",               ("value",)),
        Defect("random bytes",                        ("padding", "random number")),
        Defect("short buffer",                        ("input size",)),
        Defect("long buffer",                         ()),
    ),
)
COMMAND = Call(
    "COPPCommand",
    number="command number",
    ladder=(
        STATE,
        Check("input size",             E_INVALIDARG, "COPP-104"),
        Check("command number",         E_INVALIDARG, "COPP-433"),
        Check("command identifier",     E_INVALIDARG, "COPP-165"),
        Check("data size",              E_INVALIDARG, "Q13"),
        Check("tag",                    E_UNEXPECTED, "COPP-425"),
        Check("protection type",        E_INVALIDARG, "COPP-163"),
    ),
    defects=(
        Defect("unknown identifier",                  ("command identifier",)),
        Defect("data size below the structure",       ("data size",)),
        Defect("data size above the area",            ("data size",)),
        Defect("corrupted tag",                       ("tag",)),
        Defect("last byte of the tag wrong",          ("tag",)),
        Defect("last byte behind the tag wrong",      ("tag",)),
        Defect("tag over the data alone",             ("tag",)),
        Defect("key of another session",              ("tag",), foreign=True),
        Defect("random bytes",                        ("command number", "tag")),
        Defect("short buffer",                        ("input size",)),
        Defect("long buffer",                         ()),
    ),
)
QUERY_STATUS = Call(
    "COPPQueryStatus",
    number="status number",
    ladder=(
        STATE,
        Check("input size",             E_INVALIDARG, "COPP-104"),
        Check("status number",          E_INVALIDARG, "COPP-433"),
        Check("request identifier",     E_INVALIDARG, "Q14"),
        Check("data size",              E_INVALIDARG, "COPP-174"),
        Do("advance the status number",               "COPP-431"),
    ),
    defects=(
        Defect("unknown identifier",                  ("request identifier",)),
        Defect("data size not zero",                  ("data size",)),
        Defect("random bytes",                        ("status number",)),
        Defect("short buffer",                        ("input size",)),
        Defect("long buffer",                         ()),
    ),
)
CALLS = (
    Call("COPPOpenVideoSession"),
    Call("COPPGetCertificateLength"),
    Call("COPPKeyExchange"),
    SEQUENCE_START,
    COMMAND,
    QUERY_STATUS,
    Call("COPPCloseVideoSession"),
    Call("device lost", event=True),
)

ROWS = (
    #   call,                       in state,                                  answer,       next,                 does,   clause
    Row("COPPOpenVideoSession",     CLOSED,                                    S_OK,         OPENED,               (),     "COPP-123"),
    Row("COPPOpenVideoSession",     but(CLOSED),                               E_UNEXPECTED, SAME,                 (),     "Q22"),

    Row("COPPGetCertificateLength", CLOSED,                                    E_POINTER,    SAME,                 (),     "COPP-105"),
    Row("COPPGetCertificateLength", OPENED,                                    S_OK,         CERT_LENGTH_RETURNED, LENGTH, "COPP-132"),
    Row("COPPGetCertificateLength", but(CLOSED, OPENED),                       E_UNEXPECTED, SAME,                 (),     "COPP-131"),

    Row("COPPKeyExchange",          CLOSED,                                    E_POINTER,    SAME,                 (),     "COPP-105"),
    Row("COPPKeyExchange",          CERT_LENGTH_RETURNED,                      S_OK,         KEY_EXCHANGED,        KEYS,   "COPP-143"),
    Row("COPPKeyExchange",          but(CLOSED, CERT_LENGTH_RETURNED),         E_UNEXPECTED, SAME,                 (),     "COPP-142"),

    Row("COPPSequenceStart",        CLOSED,                                    E_POINTER,    SAME,                 (),     "COPP-105"),
    Row("COPPSequenceStart",        KEY_EXCHANGED,                             S_OK,         SESSION_ACTIVE,       (),     "COPP-153"),
    Row("COPPSequenceStart",        ATTEMPT_SPENT,                             E_UNEXPECTED, SAME,                 (),     "COPP-154"),
    Row("COPPSequenceStart",        but(CLOSED, KEY_EXCHANGED, ATTEMPT_SPENT), E_UNEXPECTED, SAME,                 (),     "COPP-151"),

    Row("COPPCommand",              CLOSED,                                    E_POINTER,    SAME,                 (),     "COPP-105"),
    Row("COPPCommand",              SESSION_ACTIVE,                            S_OK,         SAME,                 NUMBER, "COPP-431"),
    Row("COPPCommand",              but(CLOSED, SESSION_ACTIVE),               E_UNEXPECTED, SAME,                 (),     "COPP-161"),

    Row("COPPQueryStatus",          CLOSED,                                    E_POINTER,    SAME,                 (),     "COPP-105"),
    Row("COPPQueryStatus",          SESSION_ACTIVE,                            S_OK,         SAME,                 STATUS, "COPP-176"),
    Row("COPPQueryStatus",          but(CLOSED, SESSION_ACTIVE),               E_UNEXPECTED, SAME,                 (),     "COPP-171"),

    Row("COPPCloseVideoSession",    CLOSED,                                    E_POINTER,    SAME,                 (),     "COPP-105"),
    Row("COPPCloseVideoSession",    but(CLOSED),                               S_OK,         CLOSED,               FORGET, "COPP-183"),

    Row("device lost",              CLOSED,                                    None,         SAME,                 (),     "COPP-186"),
    Row("device lost",              but(CLOSED),                               None,         CLOSED,               FORGET, "COPP-905"),
)
# fmt: on

DEVICE = Machine(
    name="COPP device",
    document="Starting a Protected Video Session",
    states=(CLOSED, OPENED, CERT_LENGTH_RETURNED, KEY_EXCHANGED, ATTEMPT_SPENT, SESSION_ACTIVE),
    calls=CALLS,
    rows=ROWS,
    goal=SESSION_ACTIVE,
    ended=(CLOSED,),
)
