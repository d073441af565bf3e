"""The COPP device: what the video miniport driver answers to each call.

The rows keep the order and the names of the list in "Starting a Protected Video Session". For each
call that document says what the device-state constant must be, and what it is set to before
returning. A device-state constant is not all: with one attempt at a sequence start, a device that has
spent it keeps COPP_KEY_EXCHANGED and refuses another (Q04), so it has a state of its own here.
"""

from coppspec.model import device_calls
from coppspec.model.codes import HResult
from coppspec.model.constants import COPPDeviceState
from coppspec.model.device_calls import (
    ATTEMPT_SPENT,
    LEAVE,
    RE_EVALUATE,
    SEQUENCE_START,
    SET_PROTECTION_LEVEL,
    SET_SIGNALING,
    STATUS_REQUESTS,
)
from coppspec.model.effects import MODES
from coppspec.model.language import SAME, STATE, Call, Check, Do, Machine, Row, Scope, When, but

CLOSED = "closed"
"""No device object: before the device is opened, and after it is closed or lost."""
OPENED = "COPP_OPENED"
CERT_LENGTH_RETURNED = "COPP_CERT_LENGTH_RETURNED"
KEY_EXCHANGED = "COPP_KEY_EXCHANGED"
SESSION_ACTIVE = device_calls.SESSION_ACTIVE

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
E_POINTER = HResult.E_POINTER
DDERR_UNSUPPORTEDMODE = HResult.DDERR_UNSUPPORTEDMODE

OPENED_ONCE = When("open_again", "unexpected")
OPENS_ANOTHER = When("open_again", "not expressible")
OTHER_BOUNDS = When("chain_bounds", "other bounds")
RESETS = When("link_loss_effect", "resets")
DESTROYS = When("mode_change_effect", "destroy")
FLAGS = When("mode_change_effect", "flag")

LARGE_CHAIN = Do("give a certificate of other bounds", "X06", OTHER_BOUNDS)
RESET = Do("reset the levels", "Q29", RESETS)
REFUSALS = (Do("give anything with a refusal", "Q30", When("output_on_failure", "unspecified")),)
JOIN = ("join at level 0",)
LENGTH = ("give the certificate length",)
KEYS = ("give the random number", "give the certificate")
STATUS = ("give the status",)
FORGET = ("forget the session",)
LOST = ("flag LinkLost",)
RENEGOTIATE = ("flag RenegotiationRequired",)
SETTLE = ("apply what is wanted",)
MODE = ("take the mode",)
FORGET_AND_MODE = (*FORGET, *MODE)
RENEGOTIATE_AND_MODE = (*RENEGOTIATE, *MODE)
LEAVE_WITH_THE_MODE = (Do("leave the counts", "COPP-184", DESTROYS), *RE_EVALUATE)
"""What a mode change does to the connector; where the device outlives it, the counts stay as they are."""
STARTING = (OPENED, CERT_LENGTH_RETURNED, KEY_EXCHANGED, ATTEMPT_SPENT)

# fmt: off
CALLS = (
    Call("COPPOpenVideoSession", (STATE, Check("DualView", DDERR_UNSUPPORTEDMODE, "COPP-126")), clauses=("COPP-120", "COPP-902")),
    Call("COPPGetCertificateLength", clauses=("COPP-130",)),
    Call("COPPKeyExchange", (STATE, LARGE_CHAIN), clauses=("COPP-140",)),
    SEQUENCE_START,
    SET_PROTECTION_LEVEL,
    SET_SIGNALING,
    *STATUS_REQUESTS,
    Call("COPPCloseVideoSession",  (STATE, *LEAVE), clauses=("COPP-180",)),
    Call("device lost",            (STATE, *LEAVE), event=True),
    Call("mode change",            (STATE, *LEAVE_WITH_THE_MODE), event=True, scope=Scope.CONNECTOR, about=dict.fromkeys(MODES, ())),
    Call("link lost",              (STATE, RESET), event=True, scope=Scope.CONNECTOR),
    Call("connector reconfigured", event=True, scope=Scope.CONNECTOR),
    Call("HDCP settles",           event=True, scope=Scope.CONNECTOR),
)

ROWS = (
    #   call,                       in state,                                  answer,       next,                 does,   clause
    Row("COPPOpenVideoSession",     CLOSED,                                    S_OK,         OPENED,               JOIN,   "COPP-123"),
    Row("COPPOpenVideoSession",     but(CLOSED),                               E_UNEXPECTED, SAME,                 (),     "Q22", when=OPENED_ONCE),
    Row("COPPOpenVideoSession",     but(CLOSED),                               S_OK,         SAME,                 (),     "Q22", when=OPENS_ANOTHER),

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
    Row("COPPCommand",              SESSION_ACTIVE,                            S_OK,         SAME,                 (),     "COPP-162"),
    Row("COPPCommand",              but(CLOSED, SESSION_ACTIVE),               E_UNEXPECTED, SAME,                 (),     "COPP-161"),

    Row("COPPQueryStatus",          CLOSED,                                    E_POINTER,    SAME,                 (),     "COPP-105"),
    Row("COPPQueryStatus",          SESSION_ACTIVE,                            S_OK,         SAME,                 STATUS, "COPP-176"),
    Row("COPPQueryStatus",          but(CLOSED, SESSION_ACTIVE),               E_UNEXPECTED, SAME,                 (),     "COPP-171"),

    Row("COPPCloseVideoSession",    CLOSED,                                    E_POINTER,    SAME,                 (),     "COPP-105"),
    Row("COPPCloseVideoSession",    but(CLOSED),                               S_OK,         CLOSED,               FORGET, "COPP-183"),

    Row("device lost",              CLOSED,                                    None,         SAME,                 (),     "COPP-186"),
    Row("device lost",              but(CLOSED),                               None,         CLOSED,               FORGET, "COPP-905"),

    Row("mode change",              CLOSED,                                    None,         SAME,                 MODE,   "COPP-186"),
    Row("mode change",              but(CLOSED),                               None,         CLOSED,               FORGET_AND_MODE, "COPP-904",      when=DESTROYS),
    Row("mode change",              but(CLOSED),                               None,         SAME,                 RENEGOTIATE_AND_MODE, "Q25", when=FLAGS),

    Row("link lost",                CLOSED,                                    None,         SAME,                 (),     "COPP-186"),
    Row("link lost",                STARTING,                                  None,         SAME,                 LOST,   "Q27"),
    Row("link lost",                SESSION_ACTIVE,                            None,         SAME,                 LOST,   "COPP-802"),

    Row("connector reconfigured",   CLOSED,                                    None,         SAME,                 (),     "COPP-186"),
    Row("connector reconfigured",   STARTING,                                  None,         SAME,                 RENEGOTIATE, "Q27"),
    Row("connector reconfigured",   SESSION_ACTIVE,                            None,         SAME,                 RENEGOTIATE, "COPP-803"),

    Row("HDCP settles",             but(),                                     None,         SAME,                 SETTLE, "Q50"),
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
    afterwards=REFUSALS,
)
