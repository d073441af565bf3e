"""The renderer's interface: what `IAMCertifiedOutputProtection` answers to an application.

The renderer opens the device when it is connected, and closes it when it is done; no method does either
(COPP-211). Each method makes the calls on the device that its name stands for, and passes the answer of the
driver through (COPP-210, COPP-212). So the ladders are those of the device.
"""

from dataclasses import replace

from coppspec.model.codes import HResult
from coppspec.model.device import FORGET, FORGET_AND_MODE, JOIN, KEYS, LOST, MODE, RENEGOTIATE, STATUS
from coppspec.model.device_calls import (
    ATTEMPT_SPENT,
    LEAVE,
    SEQUENCE_START,
    SET_PROTECTION_LEVEL,
    STATUS_REQUESTS,
)
from coppspec.model.effects import MODES
from coppspec.model.language import SAME, STATE, Call, Machine, Row, Scope, When, but

NOT_CONNECTED = "not connected"
"""There is no renderer, or it has no display device yet (COPP-202, Q23)."""
WITHOUT_COPP = "connected, without COPP"
"""The display device lacks COPP (COPP-206)."""
CONNECTED = "connected"
"""The renderer has opened the device."""
KEY_EXCHANGED = "keys exchanged"
SESSION_ACTIVE = "session active"
DEVICE_LOST = "device lost"
"""The renderer is still there, and its device is not: it has to be released (COPP-208)."""

S_OK = HResult.S_OK
E_UNEXPECTED = HResult.E_UNEXPECTED
NO_HARDWARE = HResult.VFW_E_NO_COPP_HW

LOST_IS_UNEXPECTED = When("lost_code", "unexpected")
LOST_IS_NO_HARDWARE = When("lost_code", "no hardware")

BEFORE = (NOT_CONNECTED, WITHOUT_COPP)
OPEN = (CONNECTED, KEY_EXCHANGED, ATTEMPT_SPENT, SESSION_ACTIVE)


def _method(name: str, of: Call) -> Call:
    """The method that stands for a call on the device."""
    request = of.name.partition(", ")[2]
    return replace(of, name=f"{name}, {request}" if request else name, function=name if request else "")


# fmt: off
CALLS = (
    Call("connect",                           event=True),
    Call("connect to a display without COPP", event=True),
    Call("KeyExchange", clauses=("COPP-203",)),
    _method("SessionSequenceStart", SEQUENCE_START),
    _method("ProtectionCommand", SET_PROTECTION_LEVEL),
    *(_method("ProtectionStatus", request) for request in STATUS_REQUESTS[:4]),
    Call("release",     (STATE, *LEAVE), event=True),
    Call("device lost", (STATE, *LEAVE), event=True),
    Call("mode change", (STATE, *LEAVE), event=True, scope=Scope.CONNECTOR, about=dict.fromkeys(MODES, ())),
    Call("link lost",              event=True, scope=Scope.CONNECTOR),
    Call("connector reconfigured", event=True, scope=Scope.CONNECTOR),
)

ROWS = (
    #   call,                               in state,       answer,       next,           does,        clause
    Row("connect",                          NOT_CONNECTED,                    None,         CONNECTED,      JOIN,        "COPP-211"),
    Row("connect",                          but(NOT_CONNECTED),               None,         SAME,           (),          "COPP-202"),
    Row("connect to a display without COPP", NOT_CONNECTED,                   None,         WITHOUT_COPP,   (),          "COPP-206"),
    Row("connect to a display without COPP", but(NOT_CONNECTED),              None,         SAME,           (),          "COPP-202"),

    Row("KeyExchange",                      BEFORE,                           NO_HARDWARE,  SAME,           (),          "COPP-206"),
    Row("KeyExchange",                      CONNECTED,                        S_OK,         KEY_EXCHANGED,  KEYS,        "COPP-210"),
    Row("KeyExchange",                      OPEN[1:],                         E_UNEXPECTED, SAME,           (),          "COPP-213"),
    Row("KeyExchange",                      DEVICE_LOST,                      E_UNEXPECTED, SAME,           (),          "COPP-208",   when=LOST_IS_UNEXPECTED),
    Row("KeyExchange",                      DEVICE_LOST,                      NO_HARDWARE,  SAME,           (),          "Q24",        when=LOST_IS_NO_HARDWARE),

    Row("SessionSequenceStart",             BEFORE,                           NO_HARDWARE,  SAME,           (),          "COPP-206"),
    Row("SessionSequenceStart",             KEY_EXCHANGED,                    S_OK,         SESSION_ACTIVE, (),          "COPP-204"),
    Row("SessionSequenceStart",             ATTEMPT_SPENT,                    E_UNEXPECTED, SAME,           (),          "COPP-154"),
    Row("SessionSequenceStart",             (CONNECTED, SESSION_ACTIVE),      E_UNEXPECTED, SAME,           (),          "COPP-212"),
    Row("SessionSequenceStart",             DEVICE_LOST,                      E_UNEXPECTED, SAME,           (),          "Q24",        when=LOST_IS_UNEXPECTED),
    Row("SessionSequenceStart",             DEVICE_LOST,                      NO_HARDWARE,  SAME,           (),          "Q24",        when=LOST_IS_NO_HARDWARE),

    Row("ProtectionCommand",                BEFORE,                           NO_HARDWARE,  SAME,           (),          "COPP-206"),
    Row("ProtectionCommand",                OPEN[:3],                         E_UNEXPECTED, SAME,           (),          "COPP-212"),
    Row("ProtectionCommand",                SESSION_ACTIVE,                   S_OK,         SAME,           (),          "COPP-205"),
    Row("ProtectionCommand",                DEVICE_LOST,                      E_UNEXPECTED, SAME,           (),          "Q24",        when=LOST_IS_UNEXPECTED),
    Row("ProtectionCommand",                DEVICE_LOST,                      NO_HARDWARE,  SAME,           (),          "Q24",        when=LOST_IS_NO_HARDWARE),

    Row("ProtectionStatus",                 BEFORE,                           NO_HARDWARE,  SAME,           (),          "COPP-206"),
    Row("ProtectionStatus",                 OPEN[:3],                         E_UNEXPECTED, SAME,           (),          "COPP-212"),
    Row("ProtectionStatus",                 SESSION_ACTIVE,                   S_OK,         SAME,           STATUS,      "COPP-205"),
    Row("ProtectionStatus",                 DEVICE_LOST,                      E_UNEXPECTED, SAME,           (),          "Q24",        when=LOST_IS_UNEXPECTED),
    Row("ProtectionStatus",                 DEVICE_LOST,                      NO_HARDWARE,  SAME,           (),          "Q24",        when=LOST_IS_NO_HARDWARE),

    Row("release",                          but(),                            None,         NOT_CONNECTED,  FORGET,      "COPP-181"),
    Row("device lost",                      (*BEFORE, DEVICE_LOST),           None,         SAME,           (),          "COPP-186"),
    Row("device lost",                      OPEN,                             None,         DEVICE_LOST,    FORGET,      "COPP-905"),

    Row("mode change",                      (*BEFORE, DEVICE_LOST),           None,         SAME,           MODE,        "COPP-186"),
    Row("mode change",                      OPEN,                             None,         DEVICE_LOST,    FORGET_AND_MODE, "COPP-904"),

    Row("link lost",                        (*BEFORE, DEVICE_LOST),           None,         SAME,           (),          "COPP-807"),
    Row("link lost",                        OPEN,                             None,         SAME,           LOST,        "COPP-802"),
    Row("connector reconfigured",           (*BEFORE, DEVICE_LOST),           None,         SAME,           (),          "COPP-807"),
    Row("connector reconfigured",           OPEN,                             None,         SAME,           RENEGOTIATE, "COPP-803"),
)
# fmt: on

RENDERER = Machine(
    name="renderer's interface",
    document="IAMCertifiedOutputProtection",
    states=(
        NOT_CONNECTED,
        CONNECTED,
        KEY_EXCHANGED,
        ATTEMPT_SPENT,
        SESSION_ACTIVE,
        DEVICE_LOST,
        WITHOUT_COPP,
    ),
    calls=CALLS,
    rows=ROWS,
    goal=SESSION_ACTIVE,
    ended=(NOT_CONNECTED, DEVICE_LOST, WITHOUT_COPP),
)
