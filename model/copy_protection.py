"""Copy-protection sessions: what a miniport driver answers to VIDEOPARAMETERS requests.

Each successful activation makes a session, known by its key. Protection stays on until every session
is turned off or deactivated. The driver document suggests a reference count for it, "Multiple Session
Copy Protection"; its column here says what each row adds. That the count then equals the number of
sessions that are on is a property of the table, and is checked as one.
"""

from coppspec.model.codes import Status
from coppspec.model.language import NONE, SAME, STATE, Call, Check, Defect, Machine, Row, Scope, When

FRESH = "fresh"
"""No key has been issued for the session."""
ACTIVE = "active"
"""The session asks for protection at a level from 1 to 3."""
TURNED_OFF = "turned off"
"""The session is turned off for a while; its key is live (VPCP-411)."""
DEAD = "dead"
"""The session's key was deactivated, or the driver has restarted; it never comes back (VPCP-INV4)."""

NO_ERROR = Status.NO_ERROR
INVALID_PARAMETER = Status.ERROR_INVALID_PARAMETER
INSUFFICIENT_BUFFER = Status.ERROR_INSUFFICIENT_BUFFER
NOT_ENOUGH_MEMORY = Status.ERROR_NOT_ENOUGH_MEMORY

LEVELS = (0, 1, 2, 3)
OFF = (0,)
ON = (1, 2, 3)
REFUSE_UNDEFINED_BITS = When("undefined_bits", "refuse")

NEW = ("issue a key", "take the level")
TAKE = ("take the level",)
DROP = ("drop the level",)

# fmt: off
FRAMING = (
    Check("length",                  INSUFFICIENT_BUFFER, "VPCP-103"),
    Check("identifier",              INVALID_PARAMETER,   "VPCP-105"),
    Check("command",                 INVALID_PARAMETER,   "VPCP-106"),
)
COPY_PROTECTION = (
    *FRAMING,
    Check("flags",                   INVALID_PARAMETER,   "VPCP-303"),
    Check("copy-protection command", INVALID_PARAMETER,   "VPCP-310"),
)
OUTPUT = (
    *FRAMING,
    Check("flags",                   INVALID_PARAMETER,   "VPCP-303"),
    Check("TV mode",                 INVALID_PARAMETER,   "X02"),
    Check("TV standard",             INVALID_PARAMETER,   "X02"),
)
LEVEL = (
    *COPY_PROTECTION,
    Check("type",                    INVALID_PARAMETER,   "VPCP-311"),
    Check("undefined bits",          INVALID_PARAMETER,   "VPCP-434", REFUSE_UNDEFINED_BITS),
)
KEY = Check("key",                   INVALID_PARAMETER,   "VPCP-432")

BAD_FRAMING = (
    Defect("short buffer",                  ("length",)),
    Defect("another identifier",            ("identifier",)),
    Defect("random bytes",                  ("identifier",)),
    Defect("no such command",               ("command",)),
    Defect("long buffer",                   ()),
)
BAD_REQUEST = (
    *BAD_FRAMING,
    Defect("a flag that is not advertised", ("flags",)),
    Defect("no copy-protection command",    ("copy-protection command",)),
    Defect("two commands at once",          ("copy-protection command",)),
)
BAD_LEVEL = (
    *BAD_REQUEST,
    Defect("two types at once",             ("type",)),
    Defect("no type",                       ("type",)),
    Defect("undefined bits",                ("undefined bits",)),
)
BAD_OUTPUT = (
    *BAD_FRAMING,
    Defect("a flag that is not advertised", ("flags",)),
    Defect("a mode that is not available",  ("TV mode",)),
    Defect("a standard that is not available", ("TV standard",)),
    Defect("a mode without its flag",       ()),
    Defect("a standard without its flag",   ()),
    Defect("no flag at all",                ()),
)
BAD_KEY = (
    Defect("key 0",                         ("key",)),
    Defect("key of another adapter",        ("key",)),
)

CALLS = (
    Call("VP_CP_CMD_ACTIVATE",   (*LEVEL, STATE),                BAD_LEVEL, LEVELS, scope=Scope.TAKEN, takes=FRESH),
    Call("VP_CP_CMD_CHANGE",     (*LEVEL, KEY, STATE),           (*BAD_LEVEL, *BAD_KEY), LEVELS),
    Call("VP_CP_CMD_DEACTIVATE", (*COPY_PROTECTION, KEY, STATE), (*BAD_REQUEST, *BAD_KEY)),
    Call("VP_COMMAND_GET",       (*FRAMING, STATE),              BAD_FRAMING, scope=Scope.NONE),
    Call("VP_COMMAND_SET without VP_FLAGS_COPYPROTECT", (*OUTPUT, STATE), BAD_OUTPUT, scope=Scope.NONE),
    Call("driver restart",       event=True, scope=Scope.EVERY),
)


def key_row(  # noqa: PLR0913, PLR0917  one parameter for each column of the table
    states: str | tuple[str, ...],
    call: str,
    levels: tuple[int, ...] | None,
    next_state: str,
    count: int,
    does: tuple[str, ...],
    status: Status | None,
    clause: str,
) -> Row:
    """A row in the order of the columns that a table of key states has."""
    return Row(call, states, status, next_state, does, clause, count, levels)


ROWS = (
    #       key state,      command,                levels, next,     count, does, status,            clause
    key_row(FRESH,         "VP_CP_CMD_ACTIVATE",    ON,   ACTIVE,     +1,    NEW,  NO_ERROR,          "VPCP-401"),
    key_row(FRESH,         "VP_CP_CMD_ACTIVATE",    OFF,  TURNED_OFF,  0,    NEW,  NO_ERROR,          "VPCP-402"),
    key_row(NONE,          "VP_CP_CMD_ACTIVATE",    None, SAME,        0,    (),   NOT_ENOUGH_MEMORY, "VPCP-507"),

    key_row(ACTIVE,        "VP_CP_CMD_CHANGE",      ON,   SAME,        0,    TAKE, NO_ERROR,          "VPCP-410"),
    key_row(ACTIVE,        "VP_CP_CMD_CHANGE",      OFF,  TURNED_OFF, -1,    TAKE, NO_ERROR,          "VPCP-411"),
    key_row(TURNED_OFF,    "VP_CP_CMD_CHANGE",      OFF,  SAME,        0,    TAKE, NO_ERROR,          "VPCP-413"),
    key_row(TURNED_OFF,    "VP_CP_CMD_CHANGE",      ON,   ACTIVE,     +1,    TAKE, NO_ERROR,          "VPCP-412"),
    key_row((FRESH, DEAD), "VP_CP_CMD_CHANGE",      None, SAME,        0,    (),   INVALID_PARAMETER, "VPCP-431"),

    key_row(ACTIVE,        "VP_CP_CMD_DEACTIVATE",  None, DEAD,       -1,    DROP, NO_ERROR,          "VPCP-420"),
    key_row(TURNED_OFF,    "VP_CP_CMD_DEACTIVATE",  None, DEAD,        0,    DROP, NO_ERROR,          "VPCP-422"),
    key_row(FRESH,         "VP_CP_CMD_DEACTIVATE",  None, SAME,        0,    (),   INVALID_PARAMETER, "VPCP-431"),
    key_row(DEAD,          "VP_CP_CMD_DEACTIVATE",  None, SAME,        0,    (),   INVALID_PARAMETER, "VPCP-433"),

    key_row((FRESH, DEAD), "driver restart",        None, SAME,        0,    (),   None,              "VPCP-664"),
    key_row(ACTIVE,        "driver restart",        None, DEAD,       -1,    DROP, None,              "VPCP-664"),
    key_row(TURNED_OFF,    "driver restart",        None, DEAD,        0,    DROP, None,              "VPCP-664"),

    Row("VP_COMMAND_GET",                                   NONE, NO_ERROR, SAME, ("give the settings",), "VPCP-200"),
    Row("VP_COMMAND_SET without VP_FLAGS_COPYPROTECT",      NONE, NO_ERROR, SAME, (),                     "VPCP-301"),
)
# fmt: on

COPY_PROTECTION_SESSIONS = Machine(
    name="copy-protection sessions",
    document="Multiple Session Copy Protection",
    states=(FRESH, ACTIVE, TURNED_OFF, DEAD),
    calls=CALLS,
    rows=ROWS,
    goal=ACTIVE,
    ended=(FRESH, DEAD),
    on=(ACTIVE,),
)
