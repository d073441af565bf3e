"""Copy-protection sessions: what a miniport driver answers to VIDEOPARAMETERS requests.

Each successful activation makes a session, known by its key. Protection stays on until every session
is turned off or deactivated. The driver document suggests a reference count for it, "Multiple Session
Copy Protection"; its column here says what each row adds. That the count then equals the number of
sessions that are on is a property of the table, and is checked as one.
"""

from coppspec.model.codes import Code, Pattern, Status
from coppspec.model.key_calls import (
    ACTIVATE,
    CALLS,
    CHANGE,
    DEACTIVATE,
    FRESH,
    GET,
    SET,
    WRONG_KEY_ANY,
    WRONG_KEY_IGNORED,
    WRONG_KEY_INVALID,
)
from coppspec.model.language import NONE, SAME, Do, Machine, Row, When

ACTIVE = "active"
"""The session asks for protection at a level from 1 to 3."""
TURNED_OFF = "turned off"
"""The session is turned off for a while; its key is live (VPCP-411)."""
DEAD = "dead"
"""The session's key was deactivated, or the driver has restarted; it never comes back (VPCP-INV4)."""

NO_ERROR = Status.NO_ERROR
INVALID_PARAMETER = Status.ERROR_INVALID_PARAMETER
NOT_ENOUGH_MEMORY = Status.ERROR_NOT_ENOUGH_MEMORY
ANY_ERROR = Pattern.ANY_ERROR

OFF = (0,)
ON = (1, 2, 3)

STARTS_OFF = When("activate_zero", "turned off")
STARTS_ON = When("activate_zero", "driver's level")
BY_SESSION = When("count_wording", "sessions")
BY_COMMAND = When("count_wording", "commands")
KEPT_BY_MODE_SET = When("mode_set", "survive")
DEAD_AT_MODE_SET = When("mode_set", "keys die")
KEPT_BY_RESET = When("device_reset", "survive")
DEAD_AT_RESET = When("device_reset", "keys die")
KEPT_ASLEEP = When("power_transition", "survive")
DEAD_ASLEEP = When("power_transition", "keys die")

NEW = ("issue a key", "take the level")
NEW_ON = ("issue a key", "take the driver's level")
TAKE = ("take the level",)
DROP = ("drop the level",)
LIGHT = ("leave the boot mode",)
LIGHT_AND_DROP = (*LIGHT, *DROP)
BOOT = ("go into the boot mode",)
BOOT_AND_DROP = (*BOOT, *DROP)
SLEEP = ("fall asleep",)
SLEEP_AND_DROP = (*SLEEP, *DROP)
WAKE = ("wake up",)


def key_row(  # noqa: PLR0913, PLR0917  one parameter for each column of the table
    states: str | tuple[str, ...],
    call: str,
    levels: tuple[int, ...] | None,
    next_state: str,
    count: int,
    does: tuple[str, ...],
    status: Code | None,
    clause: str,
    when: When | None = None,
) -> Row:
    """A row in the order of the columns that a table of key states has."""
    return Row(call, states, status, next_state, does, clause, count, levels, when)


# fmt: off
ROWS = (
    #       key state,           command,          levels, next,     count, does, status,            clause
    key_row(FRESH,               ACTIVATE,         ON,   ACTIVE,     +1,    NEW,  NO_ERROR,          "VPCP-401"),
    key_row(FRESH,               ACTIVATE,         OFF,  TURNED_OFF,  0,    NEW,  NO_ERROR,          "VPCP-402", STARTS_OFF),
    key_row(FRESH,               ACTIVATE,         OFF,  ACTIVE,     +1,    NEW_ON, NO_ERROR,        "A-01",     STARTS_ON),
    key_row(NONE,                ACTIVATE,         None, SAME,        0,    (),   NOT_ENOUGH_MEMORY, "VPCP-507"),

    key_row(ACTIVE,              CHANGE,           ON,   SAME,        0,    TAKE, NO_ERROR,          "VPCP-410"),
    key_row(ACTIVE,              CHANGE,           OFF,  TURNED_OFF, -1,    TAKE, NO_ERROR,          "VPCP-411"),
    key_row(TURNED_OFF,          CHANGE,           OFF,  SAME,        0,    TAKE, NO_ERROR,          "VPCP-413", BY_SESSION),
    key_row(TURNED_OFF,          CHANGE,           OFF,  SAME,       -1,    TAKE, NO_ERROR,          "X07",      BY_COMMAND),
    key_row(TURNED_OFF,          CHANGE,           ON,   ACTIVE,     +1,    TAKE, NO_ERROR,          "VPCP-412", BY_SESSION),
    key_row(TURNED_OFF,          CHANGE,           ON,   ACTIVE,      0,    TAKE, NO_ERROR,          "X07",      BY_COMMAND),
    key_row((FRESH, DEAD),       CHANGE,           None, SAME,        0,    (),   INVALID_PARAMETER, "VPCP-431", WRONG_KEY_INVALID),
    key_row((FRESH, DEAD),       CHANGE,           None, SAME,        0,    (),   ANY_ERROR,         "A-06",     WRONG_KEY_ANY),
    key_row((FRESH, DEAD),       CHANGE,           None, SAME,        0,    (),   NO_ERROR,          "A-06",     WRONG_KEY_IGNORED),

    key_row(ACTIVE,              DEACTIVATE,       None, DEAD,       -1,    DROP, NO_ERROR,          "VPCP-420"),
    key_row(TURNED_OFF,          DEACTIVATE,       None, DEAD,        0,    DROP, NO_ERROR,          "VPCP-422", BY_SESSION),
    key_row(TURNED_OFF,          DEACTIVATE,       None, DEAD,       -1,    DROP, NO_ERROR,          "X07",      BY_COMMAND),
    key_row(FRESH,               DEACTIVATE,       None, SAME,        0,    (),   INVALID_PARAMETER, "VPCP-431", WRONG_KEY_INVALID),
    key_row(DEAD,                DEACTIVATE,       None, SAME,        0,    (),   INVALID_PARAMETER, "VPCP-433", WRONG_KEY_INVALID),
    key_row((FRESH, DEAD),       DEACTIVATE,       None, SAME,        0,    (),   ANY_ERROR,         "A-06",     WRONG_KEY_ANY),
    key_row((FRESH, DEAD),       DEACTIVATE,       None, SAME,        0,    (),   NO_ERROR,          "A-06",     WRONG_KEY_IGNORED),

    key_row((FRESH, DEAD),       "mode change",    None, SAME,        0,    LIGHT, None,             "VPCP-660"),
    key_row((ACTIVE, TURNED_OFF), "mode change",   None, SAME,        0,    LIGHT, None,             "VPCP-660", KEPT_BY_MODE_SET),
    key_row(ACTIVE,              "mode change",    None, DEAD,       -1,    LIGHT_AND_DROP, None,    "A-18",     DEAD_AT_MODE_SET),
    key_row(TURNED_OFF,          "mode change",    None, DEAD,        0,    LIGHT_AND_DROP, None,    "A-18",     DEAD_AT_MODE_SET),

    key_row((FRESH, DEAD),       "device reset",   None, SAME,        0,    BOOT, None,              "VPCP-661"),
    key_row((ACTIVE, TURNED_OFF), "device reset",  None, SAME,        0,    BOOT, None,              "VPCP-661", KEPT_BY_RESET),
    key_row(ACTIVE,              "device reset",   None, DEAD,       -1,    BOOT_AND_DROP, None,     "A-18b",    DEAD_AT_RESET),
    key_row(TURNED_OFF,          "device reset",   None, DEAD,        0,    BOOT_AND_DROP, None,     "A-18b",    DEAD_AT_RESET),

    key_row((FRESH, DEAD),       "power down",     None, SAME,        0,    SLEEP, None,             "VPCP-662"),
    key_row((ACTIVE, TURNED_OFF), "power down",    None, SAME,        0,    SLEEP, None,             "VPCP-662", KEPT_ASLEEP),
    key_row(ACTIVE,              "power down",     None, DEAD,       -1,    SLEEP_AND_DROP, None,    "A-18c",    DEAD_ASLEEP),
    key_row(TURNED_OFF,          "power down",     None, DEAD,        0,    SLEEP_AND_DROP, None,    "A-18c",    DEAD_ASLEEP),
    key_row((FRESH, ACTIVE, TURNED_OFF, DEAD), "power up", None, SAME, 0,   WAKE, None,              "VPCP-662"),

    key_row((FRESH, DEAD),       "driver restart", None, SAME,        0,    (),   None,              "VPCP-664"),
    key_row(ACTIVE,              "driver restart", None, DEAD,       -1,    DROP, None,              "VPCP-664"),
    key_row(TURNED_OFF,          "driver restart", None, DEAD,        0,    DROP, None,              "VPCP-664"),

    key_row((FRESH, DEAD),       "keys die",       None, SAME,        0,    (),   None,              "A-04"),
    key_row(ACTIVE,              "keys die",       None, DEAD,       -1,    DROP, None,              "A-04"),
    key_row(TURNED_OFF,          "keys die",       None, DEAD,        0,    DROP, None,              "A-04"),

    key_row(NONE,                GET,              None, SAME,        0,    (),   NO_ERROR,          "VPCP-200"),
    key_row(NONE,                SET,              None, SAME,        0,    (),   NO_ERROR,          "VPCP-301"),
)

AFTERWARDS = (
    Do("ask for the highest level",   "VPCP-605", When("level_join", "numeric maximum")),
    Do("ask for the strongest level", "A-02",     When("level_join", "OPM order")),
    Do("ask for the last level",      "A-02",     When("level_join", "last writer")),
)
"""The level of the output is recomputed after every step, not patched (VPCP-INV3, VPCP-606)."""
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
    afterwards=AFTERWARDS,
)
