"""The requests of VIDEOPARAMETERS and the events beside them: the ladder of each, and what can be wrong.

The checks stand in the order of VPCP-110: framing, command, flags, then the fields that the flags name. That
order is recommended; where no document gives one, a driver may make them in another. A request is checked whole before anything is applied, also one that switches the TV output and changes
protection (VPCP-308).
"""

from typing import Any

from coppspec.model.codes import Pattern, Status
from coppspec.model.conditions import FAULT, FOREIGN_KEY, LEFT_UNPROTECTABLE, OTHER_TYPE
from coppspec.model.language import (
    STATE,
    Bring,
    Call,
    Check,
    Defect,
    Do,
    Ignore,
    InAnyOrder,
    Rung,
    Scope,
    When,
    checks_of,
)
from coppspec.model.tv_output import AS_IT_IS, THE_PICTURE

FRESH = "fresh"
"""No key has been issued for the session."""

ACTIVATE = "VP_CP_CMD_ACTIVATE"
CHANGE = "VP_CP_CMD_CHANGE"
DEACTIVATE = "VP_CP_CMD_DEACTIVATE"
GET = "VP_COMMAND_GET"
SET = "VP_COMMAND_SET without VP_FLAGS_COPYPROTECT"
"""A request about the TV output: no session, no key and no level is touched (VPCP-301)."""

LEVELS = (0, 1, 2, 3)
TOGETHER = {
    "the desktop": (0, 3),
    "an unprotected standard": (0, 3),
    "a film": (3,),
    "another standard": (3,),
    AS_IT_IS: (3,),
}
"""What a request that changes protection can switch the TV output to besides, and the levels with it."""
PICTURE_BESIDES = "a picture setting besides"
"""A request that changes protection, and the contrast or the like with it."""
SWITCHED: dict[str, tuple[int, ...]] = dict.fromkeys(
    (AS_IT_IS, "the desktop", "a film", "another standard", "an unprotected standard"), ()
)

NO_ERROR = Status.NO_ERROR
INVALID_FUNCTION = Status.ERROR_INVALID_FUNCTION
INVALID_PARAMETER = Status.ERROR_INVALID_PARAMETER
INSUFFICIENT_BUFFER = Status.ERROR_INSUFFICIENT_BUFFER
MORE_DATA = Status.ERROR_MORE_DATA
BUSY = Status.ERROR_BUSY
ANY_ERROR = Pattern.ANY_ERROR

SHORT_IS_INSUFFICIENT = When("short_output_status", "insufficient buffer")
SHORT_IS_MORE_DATA = When("short_output_status", "more data")
REFUSE_UNDEFINED_BITS = When("undefined_bits", "refuse")
UNAVAILABLE_REFUSED = When("unavailable_output", "refused")
REFUSE_UNPROTECTABLE = When("unprotectable_standard", "refused")
REFUSE_RESULTING = When("unprotectable_standard", "refused by the resulting count")
EVERY_TYPE = When("supported_types", "mask")
ONE_TYPE = When("supported_types", "single")
KEYS_OF_IMAGE = When("key_scope", "loaded image")
WRONG_KEY_INVALID = When("wrong_key_status", "invalid parameter")
WRONG_KEY_ANY = When("wrong_key_status", "any error")
WRONG_KEY_IGNORED = When("wrong_key_status", "success")
ONE_REFUSED = When("session_limit", "one, refused")
ONE_REPLACED = When("session_limit", "one, replaced")
REFUSE_UNDER_COPP = When("activate_under_copp", "refused")
NEVER_AGAIN = When("key_reuse", "never")
RESTED = When("key_reuse", "after quarantine")
LAST_WRITER = When("level_join", "last writer")
FORGETS_TV = When("tv_after_restart", "as at first")
DEAD_WHEN_OFF = When("tv_off", "keys die")

FIXED = frozenset(
    {"control code", "identifier", "command", "copy-protection command", "free session", FOREIGN_KEY}
)
"""The checks that stand where they stand: the identifier is verified before any other field is used (VPCP-104);
a request that is no command, or no copy-protection command, is none of which more can be asked; while the only
session lives, an activation is refused for that (VPCP-558); and a key of another adapter is right where that
reading is taken (A-16). The order of the others is recommended alone (VPCP-110)."""
WHOLE = ("length", "output length")
"""No request is taken whose buffer is too short, whatever it asks for (VPCP-103)."""

# fmt: off
FRAMING = (
    Check("control code",            INVALID_FUNCTION,    "VPCP-101"),
    Check("length",                  INSUFFICIENT_BUFFER, "VPCP-103"),
    Check("output length",           INSUFFICIENT_BUFFER, "VPCP-103", SHORT_IS_INSUFFICIENT),
    Check("output length",           MORE_DATA,           "A-14",     SHORT_IS_MORE_DATA),
    Check("identifier",              INVALID_PARAMETER,   "VPCP-105"),
    Check("command",                 INVALID_PARAMETER,   "VPCP-106"),
)
FLAGS = Check("flags",               INVALID_PARAMETER,   "VPCP-303")
OUTPUT = (
    Check("TV mode",                 INVALID_PARAMETER,   "X02",      UNAVAILABLE_REFUSED),
    Check("TV standard",             INVALID_PARAMETER,   "X02",      UNAVAILABLE_REFUSED),
    Check("unprotectable standard",  INVALID_PARAMETER,   "VPCP-652", REFUSE_UNPROTECTABLE),
    Check(LEFT_UNPROTECTABLE,        INVALID_PARAMETER,   "X09",      REFUSE_RESULTING),
)
PROTECTION = (
    Ignore("protection hardware",    NO_ERROR,            "VPCP-304", None,              WHOLE),
    Check("copy-protection command", INVALID_PARAMETER,   "VPCP-310"),
)
LEVEL = (
    Check("type",                    INVALID_PARAMETER,   "VPCP-311"),
    Check("type that is supported",  INVALID_PARAMETER,   "VPCP-311", EVERY_TYPE),
    Check("type that is reported",   INVALID_PARAMETER,   "A-13",     ONE_TYPE),
    Check("undefined bits",          INVALID_PARAMETER,   "VPCP-434", REFUSE_UNDEFINED_BITS),
)
WRONG_KEY = (
    Check("key",                     INVALID_PARAMETER,   "VPCP-432", WRONG_KEY_INVALID),
    Check("key",                     ANY_ERROR,           "A-06",     WRONG_KEY_ANY),
    Ignore("key",                    NO_ERROR,            "A-06",     WRONG_KEY_IGNORED, WHOLE),
)
KEY = (
    Ignore(FOREIGN_KEY,              NO_ERROR,            "A-16",     KEYS_OF_IMAGE,     WHOLE),
    *WRONG_KEY,
)
ROOM = (
    Check("level of COPP",           ANY_ERROR,           "A-21",     REFUSE_UNDER_COPP),
    Check("free session",            BUSY,                "VPCP-558", ONE_REFUSED),
    STATE,
    Check("hardware",                ANY_ERROR,           "VPCP-403"),
    Bring("keys die",                                     "A-04",     ONE_REPLACED),
    Do("never issue a key again",                         "VPCP-503", NEVER_AGAIN),
    Do("let a key rest",                                  "A-05",     RESTED),
)
LAST = Do("remember the level",                           "A-02",     LAST_WRITER)
LAST_OF_LIVE = Do("remember the level",                   "A-02",     LAST_WRITER, "live key")
SWITCH = Do("switch the output",                          "VPCP-308", None, "output that is available")
REPORT = (
    Do("give the settings",                               "VPCP-208", When("get_flags_input", "ignored")),
    Do("give what was asked for",                         "A-09",     When("get_flags_input", "filter")),
    Do("give the standard",                               "VPCP-755", When("current_standard", "mask on GET")),
    Do("give the standard alone",                         "A-12",     When("current_standard", "one bit")),
    Do("give every standard",                             "VPCP-202", When("standards_while_off", "all supported")),
    Do("give no standard while off",                      "A-11",     When("standards_while_off", "WIN_VGA")),
    Do("give every type",                                 "VPCP-206", EVERY_TYPE),
    Do("give one type",                                   "A-13",     ONE_TYPE),
    Do("give the level",                                  "A-10",     When("level_readback", "trigger field")),
    Do("give zeros for the vendor",                       "A-20",     When("oem_data", "ignored")),
    Do("give the vendor's data",                          "A-20",     When("oem_data", "stored")),
)

BAD_FRAMING = (
    Defect("short buffer",                     ("length",)),
    Defect("room for a shorter output",        ("output length",)),
    Defect("another identifier",               ("identifier",)),
    Defect("random bytes",                     ("identifier",), clause="VPCP-104"),
    Defect("no such command",                  ("command",)),
    Defect("long buffer",                      (), clause="VPCP-103"),
)
BAD_FLAGS = (
    *BAD_FRAMING,
    Defect("a flag that is not advertised",    ("flags",)),
    Defect("VP_FLAGS_MAX_UNSCALED",            ("flags",), clause="VPCP-306"),
)
BAD_PROTECTION = (
    *BAD_FLAGS,
    Defect("no copy-protection command",       ("copy-protection command",)),
    Defect("two commands at once",             ("copy-protection command",)),
    Defect(PICTURE_BESIDES,                    (), clause="VPCP-308"),
)
BAD_LEVEL = (
    *BAD_PROTECTION,
    Defect("two types at once",                ("type",)),
    Defect("no type",                          ("type",)),
    Defect(OTHER_TYPE,                         (), clause="VPCP-607"),
    Defect("undefined bits",                   ("undefined bits",)),
)
BAD_KEY = (
    Defect("key 0",                            ("key",)),
    Defect(FOREIGN_KEY,                        ("key",), foreign=True, clause="VPCP-502", needs="another adapter"),
)
BAD_OUTPUT = (
    Defect("a mode that is not available",     ("TV mode",)),
    Defect("two modes at once",                ("TV mode",)),
    Defect("a standard that is not available", ("TV standard",)),
    Defect("two standards at once",            ("TV standard",), clause="A-12"),
)
WITHOUT_FLAG = (
    Defect("a mode without its flag",          (), clause="VPCP-300", about=AS_IT_IS),
    Defect("a standard without its flag",      (), clause="VPCP-300", about=AS_IT_IS),
    Defect("no flag at all",                   (), clause="VPCP-300", about=AS_IT_IS),
)
ANY_BITS = Defect("undefined bits",            (), clause="VPCP-421")
FAULTY = Defect(FAULT,                         (), needs="hardware fault")
FLAGS_IN = Defect("flags in the request",      (), clause="A-09")


def free(ladder: tuple[Rung, ...]) -> InAnyOrder:
    """The checks of a request that a driver may make in any order, and the look at its session among them."""
    return (*(each for each in checks_of(ladder) if each not in FIXED), STATE)


def request(name: str, ladder: tuple[Rung, ...], defects: tuple[Defect, ...], **more: Any) -> Call:  # noqa: ANN401  the fields of a call
    """A request for VIDEOPARAMETERS."""
    return Call(name, ladder, defects, order="VPCP-110", any_order=free(ladder), **more)


def protecting(name: str, ladder: tuple[Rung, ...], defects: tuple[Defect, ...], levels: tuple[int, ...] = ()) -> tuple[Call, Call]:
    """A copy-protection command by itself, and in one request with a setting of the TV output.

    The second has every defect of the first but those of keys, which the first shows.
    """
    scope, takes = (Scope.TAKEN, FRESH) if name == ACTIVATE else (Scope.NAMED, None)
    alone = request(name, (*FRAMING, FLAGS, *PROTECTION, *ladder), defects, levels=levels, scope=scope, takes=takes)
    about = TOGETHER if levels else dict.fromkeys(TOGETHER, ())
    rungs = tuple(rung for rung in ladder if rung not in WRONG_KEY)
    wrong = tuple(each for each in defects if each not in {*BAD_KEY, FAULTY})
    both = request(f"{name} with a TV setting", (*FRAMING, FLAGS, *OUTPUT, *PROTECTION, *rungs, SWITCH), (*wrong, *BAD_OUTPUT, *WITHOUT_FLAG),
                   levels=levels, function=name, about=about, scope=scope, takes=takes)
    return alone, both


CALLS = (
    *protecting(ACTIVATE,   (*LEVEL, *ROOM, LAST),       (*BAD_LEVEL, FAULTY), LEVELS),
    *protecting(CHANGE,     (*LEVEL, *KEY, STATE, LAST_OF_LIVE), (*BAD_LEVEL, *BAD_KEY), LEVELS),
    *protecting(DEACTIVATE, (*KEY, STATE),               (*BAD_PROTECTION, *BAD_KEY, ANY_BITS)),
    request(GET,                       (*FRAMING, STATE, *REPORT), (*BAD_FRAMING, FLAGS_IN), scope=Scope.NONE,
            clauses=("VPCP-100",), reports="the TV output"),
    request("VP_COMMAND_SET, TV output", (*FRAMING, FLAGS, *OUTPUT, STATE, SWITCH), (*BAD_FLAGS, *BAD_OUTPUT, *WITHOUT_FLAG),
            function=SET, about=SWITCHED, scope=Scope.NONE),
    request("VP_COMMAND_SET, TV output off", (*FRAMING, FLAGS, STATE, Bring("keys die", "A-18d", DEAD_WHEN_OFF, "output that is on"), SWITCH), BAD_FLAGS,
            function=SET, about={"off": ()}, scope=Scope.NONE),
    request("VP_COMMAND_SET, picture", (*FRAMING, FLAGS, STATE), BAD_FLAGS, function=SET, about={THE_PICTURE: ()}, scope=Scope.NONE),
    Call("mode change",    event=True, scope=Scope.EVERY),
    Call("device reset",   event=True, scope=Scope.EVERY),
    Call("power down",     event=True, scope=Scope.EVERY),
    Call("power up",       event=True, scope=Scope.EVERY),
    Call("driver restart", (STATE, Do("work again", "VPCP-664"), Do("start again", "X08", FORGETS_TV)), event=True, scope=Scope.EVERY),
    Call("keys die",       event=True, scope=Scope.EVERY, only_brought=True),
)
# fmt: on
