"""The renderer's interface: what `IAMCertifiedOutputProtection` answers to an application.

The renderer opens the device when it is connected, and closes it when it is done; no method does either
(COPP-211). Each method makes the calls on the device that its name stands for, and passes the answer of the
driver through (COPP-210, COPP-212). So the ladders are those of the device.
"""

from dataclasses import replace

from coppspec.model import device_calls
from coppspec.model.codes import HResult, Pattern
from coppspec.model.device import (
    DESTROYS,
    FLAGS,
    FORGET,
    FORGET_AND_MODE,
    JOIN,
    KEYS,
    LARGE_CHAIN,
    LEAVE_WITH_THE_MODE,
    LOST,
    MODE,
    REFUSALS,
    RENEGOTIATE,
    RENEGOTIATE_AND_MODE,
    RESET,
    SETTLE,
    STATUS,
)
from coppspec.model.device_calls import (
    LEAVE,
    SEQUENCE_START,
    SET_PROTECTION_LEVEL,
    SET_SIGNALING,
    STATUS_REQUESTS,
)
from coppspec.model.effects import MODES
from coppspec.model.language import SAME, STATE, Call, Check, Machine, Move, Row, Scope, When, but

NOT_CONNECTED = "not connected"
"""There is no renderer, or it has no display device yet (COPP-202, Q23)."""
WITHOUT_COPP = "connected, without COPP"
"""The display device lacks COPP (COPP-206)."""
ADDED = "added to a graph"
"""The renderer has opened the device, before it is connected (Q23)."""
CONNECTED = "connected"
"""The renderer has opened the device."""
KEYS_EXCHANGED = "keys exchanged"
ATTEMPT_SPENT = "keys exchanged (attempt spent)"
"""SessionSequenceStart has failed once (Q04)."""
SESSION_ACTIVE = "session active"
DEVICE_LOST = "device lost"
"""The renderer is still there, and its device is not: it has to be released (COPP-208)."""

S_OK = HResult.S_OK
E_UNEXPECTED = HResult.E_UNEXPECTED
NO_HARDWARE = HResult.VFW_E_NO_COPP_HW
NO_DEVICE = Pattern.NO_COPP_HW_OR_UNEXPECTED
"""Where there is no device no KeyExchange has succeeded, so each other method is out of order as well."""
NO_MONITOR = HResult.ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE

LOST_IS_UNEXPECTED = When("lost_code", "unexpected")
LOST_IS_NO_HARDWARE = When("lost_code", "no hardware")
LOST_IS_NO_MONITOR = When("lost_code", "no monitor")

OPENS_CONNECTED = When("renderer_open_moment", "at connection")
OPENS_ADDED = When("renderer_open_moment", "at adding")

BEFORE = (NOT_CONNECTED, WITHOUT_COPP)
STARTING = (ADDED, CONNECTED, KEYS_EXCHANGED, ATTEMPT_SPENT)
EXCHANGED = (KEYS_EXCHANGED, ATTEMPT_SPENT, SESSION_ACTIVE)
OPEN = (*STARTING, SESSION_ACTIVE)
"""The states in which the renderer has a device."""


LEFT = ("leave the counts", *FORGET)
FORGET_AND_JOIN = (*FORGET, *JOIN)

OF_THE_DEVICE = {device_calls.ATTEMPT_SPENT: ATTEMPT_SPENT, device_calls.SESSION_ACTIVE: SESSION_ACTIVE}
"""The states to which a rung of the device moves, as those of the renderer."""
HARDWARE = "COPP hardware"
"""Where a renderer opens its device when it is added, it may be added where none can be opened."""
METHODS = {
    "SessionSequenceStart": ("COPP-204",),
    "ProtectionCommand": ("COPP-205",),
    "ProtectionStatus": ("COPP-205",),
}
"""What says that there is the method, beside what says that there is the call."""


def _method(name: str, of: Call) -> Call:
    """The method that stands for a call on the device."""
    request = of.name.partition(", ")[2]
    own = (
        replace(rung, next=OF_THE_DEVICE[rung.next]) if isinstance(rung, Move) else rung for rung in of.ladder
    )
    ladder = (Check(HARDWARE, NO_DEVICE, "COPP-206", OPENS_ADDED), *own)
    named = f"{name}, {request}" if request else name
    return replace(
        of, name=named, function=name if request else "", ladder=ladder, clauses=(*METHODS[name], *of.clauses)
    )


# fmt: off
CALLS = (
    Call("connect",                           event=True),
    Call("connect to a display without COPP", event=True),
    Call("KeyExchange", (Check(HARDWARE, NO_HARDWARE, "COPP-206", OPENS_ADDED), STATE, LARGE_CHAIN), clauses=("COPP-203",)),
    _method("SessionSequenceStart", SEQUENCE_START),
    _method("ProtectionCommand", SET_PROTECTION_LEVEL),
    _method("ProtectionCommand", SET_SIGNALING),
    *(_method("ProtectionStatus", request) for request in STATUS_REQUESTS),
    Call("release",     (STATE, *LEAVE), event=True),
    Call("device lost", (STATE, *LEAVE), event=True),
    Call("mode change", (STATE, *LEAVE_WITH_THE_MODE), event=True, scope=Scope.CONNECTOR, about=dict.fromkeys(MODES, ())),
    Call("link lost",              (STATE, RESET), event=True, scope=Scope.CONNECTOR),
    Call("connector reconfigured", event=True, scope=Scope.CONNECTOR),
    Call("HDCP settles",           event=True, scope=Scope.CONNECTOR),
)

ROWS = (
    #   call,                               in state,       answer,       next,           does,        clause
    Row("connect",                          NOT_CONNECTED,                    None,         CONNECTED,      JOIN,        "COPP-211"),
    Row("connect",                          ADDED,                            None,         CONNECTED,      (),          "Q23"),
    Row("connect",                          but(NOT_CONNECTED, ADDED),        None,         SAME,           (),          "COPP-202"),
    Row("connect to a display without COPP", NOT_CONNECTED,                   None,         WITHOUT_COPP,   (),          "COPP-206"),
    Row("connect to a display without COPP", ADDED,                           None,         WITHOUT_COPP,   LEFT,        "Q23"),
    Row("connect to a display without COPP", but(NOT_CONNECTED, ADDED),       None,         SAME,           (),          "COPP-202"),

    Row("KeyExchange",                      BEFORE,                           NO_HARDWARE,  SAME,           (),          "COPP-206"),
    Row("KeyExchange",                      (ADDED, CONNECTED),               S_OK,         KEYS_EXCHANGED,  KEYS,        "COPP-210"),
    Row("KeyExchange",                      EXCHANGED,                        E_UNEXPECTED, SAME,           (),          "COPP-213"),
    Row("KeyExchange",                      DEVICE_LOST,                      E_UNEXPECTED, SAME,           (),          "Q24",        when=LOST_IS_UNEXPECTED),
    Row("KeyExchange",                      DEVICE_LOST,                      NO_HARDWARE,  SAME,           (),          "Q24",        when=LOST_IS_NO_HARDWARE),
    Row("KeyExchange",                      DEVICE_LOST,                      NO_MONITOR,   SAME,           (),          "COPP-207",   when=LOST_IS_NO_MONITOR),

    Row("SessionSequenceStart",             BEFORE,                           NO_DEVICE,    SAME,           (),          "COPP-206"),
    Row("SessionSequenceStart",             KEYS_EXCHANGED,                    S_OK,         SESSION_ACTIVE, (),          "COPP-206"),
    Row("SessionSequenceStart",             ATTEMPT_SPENT,                    E_UNEXPECTED, SAME,           (),          "COPP-154"),
    Row("SessionSequenceStart",             (ADDED, CONNECTED, SESSION_ACTIVE),      E_UNEXPECTED, SAME,           (),          "COPP-212"),
    Row("SessionSequenceStart",             DEVICE_LOST,                      E_UNEXPECTED, SAME,           (),          "Q24",        when=LOST_IS_UNEXPECTED),
    Row("SessionSequenceStart",             DEVICE_LOST,                      NO_HARDWARE,  SAME,           (),          "Q24",        when=LOST_IS_NO_HARDWARE),
    Row("SessionSequenceStart",             DEVICE_LOST,                      E_UNEXPECTED, SAME,           (),          "Q24",        when=LOST_IS_NO_MONITOR),

    Row("ProtectionCommand",                BEFORE,                           NO_DEVICE,    SAME,           (),          "COPP-206"),
    Row("ProtectionCommand",                STARTING,                         E_UNEXPECTED, SAME,           (),          "COPP-212"),
    Row("ProtectionCommand",                SESSION_ACTIVE,                   S_OK,         SAME,           (),          "COPP-206"),
    Row("ProtectionCommand",                DEVICE_LOST,                      E_UNEXPECTED, SAME,           (),          "Q24",        when=LOST_IS_UNEXPECTED),
    Row("ProtectionCommand",                DEVICE_LOST,                      NO_HARDWARE,  SAME,           (),          "Q24",        when=LOST_IS_NO_HARDWARE),
    Row("ProtectionCommand",                DEVICE_LOST,                      E_UNEXPECTED, SAME,           (),          "Q24",        when=LOST_IS_NO_MONITOR),

    Row("ProtectionStatus",                 BEFORE,                           NO_DEVICE,    SAME,           (),          "COPP-206"),
    Row("ProtectionStatus",                 STARTING,                         E_UNEXPECTED, SAME,           (),          "COPP-212"),
    Row("ProtectionStatus",                 SESSION_ACTIVE,                   S_OK,         SAME,           STATUS,      "COPP-206"),
    Row("ProtectionStatus",                 DEVICE_LOST,                      E_UNEXPECTED, SAME,           (),          "Q24",        when=LOST_IS_UNEXPECTED),
    Row("ProtectionStatus",                 DEVICE_LOST,                      NO_HARDWARE,  SAME,           (),          "Q24",        when=LOST_IS_NO_HARDWARE),
    Row("ProtectionStatus",                 DEVICE_LOST,                      E_UNEXPECTED, SAME,           (),          "Q24",        when=LOST_IS_NO_MONITOR),

    Row("release",                          but(),                            None,         NOT_CONNECTED,  FORGET,      "COPP-181",   when=OPENS_CONNECTED),
    Row("release",                          but(),                            None,         ADDED,          FORGET_AND_JOIN, "Q23",    when=OPENS_ADDED),
    Row("device lost",                      (*BEFORE, DEVICE_LOST),           None,         SAME,           (),          "COPP-186"),
    Row("device lost",                      OPEN,                             None,         DEVICE_LOST,    FORGET,      "COPP-905"),

    Row("mode change",                      (*BEFORE, DEVICE_LOST),           None,         SAME,           MODE,        "COPP-186"),
    Row("mode change",                      OPEN,                             None,         DEVICE_LOST,    FORGET_AND_MODE, "COPP-904",   when=DESTROYS),
    Row("mode change",                      OPEN,                             None,         SAME,           RENEGOTIATE_AND_MODE, "Q25",   when=FLAGS),

    Row("link lost",                        (*BEFORE, DEVICE_LOST),           None,         SAME,           (),          "COPP-186"),
    Row("link lost",                        STARTING,                         None,         SAME,           LOST,        "Q27"),
    Row("link lost",                        SESSION_ACTIVE,                   None,         SAME,           LOST,        "COPP-802"),
    Row("connector reconfigured",           (*BEFORE, DEVICE_LOST),           None,         SAME,           (),          "COPP-186"),
    Row("connector reconfigured",           STARTING,                         None,         SAME,           RENEGOTIATE, "Q27"),
    Row("connector reconfigured",           SESSION_ACTIVE,                   None,         SAME,           RENEGOTIATE, "COPP-803"),

    Row("HDCP settles",                     but(),                            None,         SAME,           SETTLE,      "Q50"),
)
# fmt: on

RENDERER = Machine(
    name="renderer's interface",
    document="IAMCertifiedOutputProtection",
    states=(
        NOT_CONNECTED,
        ADDED,
        CONNECTED,
        KEYS_EXCHANGED,
        ATTEMPT_SPENT,
        SESSION_ACTIVE,
        DEVICE_LOST,
        WITHOUT_COPP,
    ),
    calls=CALLS,
    rows=ROWS,
    goal=SESSION_ACTIVE,
    ended=(NOT_CONNECTED, DEVICE_LOST, WITHOUT_COPP),
    first="release",
    afterwards=REFUSALS,
)
