"""The calls on a COPP device that carry a message: the ladder of each, and what can be wrong with it.

The checks of a command and of a status request stand in the order of the documents' sample (COPP-165,
COPP-173). No prose makes that order a rule, so a driver may make them in any order (Q10). A number is used up
by the message that is accepted, or, under the other reading of Q07, by every message that carries the number
that is due.
"""

from coppspec.model.codes import HResult, Pattern
from coppspec.model.conditions import HDCP_FAULT
from coppspec.model.language import STATE, Call, Check, Defect, Do, Ignore, Move, Rung, When, checks_of
from coppspec.model.levels import LEVELS

S_OK = HResult.S_OK
E_UNEXPECTED = HResult.E_UNEXPECTED
E_INVALIDARG = HResult.E_INVALIDARG
DDERR_TOOBIGSIZE = HResult.DDERR_TOOBIGSIZE
ANY_FAILURE = Pattern.ANY_FAILURE

ATTEMPT_SPENT = "COPP_KEY_EXCHANGED (attempt spent)"
"""A sequence start has failed, or a tag has ended the session (Q09). The constant is COPP_KEY_EXCHANGED."""
SESSION_ACTIVE = "COPP_SESSION_ACTIVE"
"""The session is in protected mode: commands and status requests are served (COPP-504)."""

ONE_ATTEMPT = When("sequence_start_retry", "one attempt")
STRICT = When("padding_check", "strict")
SHORT_IS_INVALID = When("short_block", "invalid argument")
SHORT_IS_UNEXPECTED = When("short_block", "unexpected")
EVERY_MATCH = When("advance_on_failure", "every match")
ACCEPTED = When("advance_on_failure", "accepted messages")
UNKNOWN_REFUSED = When("unknown_status_ok", "refused")
NOT_APPLICABLE_REFUSED = When("request_not_applicable", "refused")
NUMERIC = When("level_order", "numeric maximum")
BY_PRECEDENCE = When("level_order", "precedence")
MORE = When("more_than_asked", "more")
OF_CONNECTOR = When("signal_scope", "connector")
OF_DEVICE = When("signal_scope", "device")
STICKY = When("hdcp_sticky", "on")
AT_ONCE = When("hdcp_delay", "synchronous")
LATER = When("hdcp_delay", "later")
BAD_TAG_UNEXPECTED = When("bad_command_mac", "unexpected")
BAD_TAG_INVALID = When("bad_command_mac", "invalid argument")
BAD_TAG_ENDS = When("bad_command_mac", "session ends")
WRAP_ENDS = When("counter_wrap", "session ends")
SIZE_LIMITED = When("data_size_limit", "at most 4056")
NO_ZEROS_BEHIND = When("bytes_after_data", "zero")
ONE_STANDARD = When("signalling_standard", "one standard")
ANY_SUBSET = When("signalling_standard", "any subset")
NO_LEVEL_REFUSED = When("no_level_as_input", "refused")
NO_TYPE_REFUSED = When("set_level_type", "refused")
NO_TYPE_IGNORED = When("set_level_type", "None does nothing")
EXTENDED_REFUSED = When("extended_level_fields", "refused")
NONCE_ONCE = When("nonce_reuse", "refused")
FAILS_AT_ONCE = When("hdcp_failure", "in the command")
FAILS_AND_MOVES = When("hdcp_failure", "in the command, moved")
FAILS_LATER = When("hdcp_failure", "later")
FROM_ACTIVE = When("event_recording", "from active")
EVERY_LEVEL = When("toobigsize_level0", "every level")
ABOVE_0 = When("toobigsize_level0", "levels above 0")

SIZE_FIRST = ("input size",)
"""The display driver checks sizes before it passes a call on, so a size may be looked at before the state
(COPP-104). Numbers, tags and the random number mean nothing before there is a session."""
A_TYPE = ("command identifier", "no type", "protection type")
"""What a command has to be right in before its level means anything."""

STANDARDS = {
    "None": (0,),
    "IEC61880_525i": (0,),
    "EN300294_625i": (0, 5, 7),
    "CEA805A_TypeB_1125i": (0,),
    "IEC61880_525i and EN300294_625i": (5,),
}
"""TV protection standards by the ends of their names, and some aspect ratios of each (COPP-621, COPP-622).

The last one is two standards at once (Q16).
"""
EACH_TYPE: dict[str, tuple[int, ...]] = dict.fromkeys(LEVELS, ())

# fmt: off
RE_EVALUATE = (
    Do("want the highest level",            "COPP-610", NUMERIC),
    Do("want the strongest level",          "COPP-618", BY_PRECEDENCE),
    Do("leave HDCP on",                     "COPP-616", STICKY),
    Do("allow more than is wanted",         "X05",      MORE),
    Do("apply what is wanted",              "COPP-606", AT_ONCE),
    Do("apply all but new HDCP",            "Q50",      LATER),
)
"""When a global count changes, the connector is set to what the counts ask for; an open asks for nothing."""
LEAVE = (Do("leave the counts", "COPP-184"), *RE_EVALUATE)
"""What the end of a session does to its connector, however it ends."""

SEQUENCE_START = Call(
    "COPPSequenceStart",
    clauses=("COPP-150",),
    before_state=SIZE_FIRST,
    ladder=(
        STATE,
        Check("input size",                 E_INVALIDARG, "COPP-104", SHORT_IS_INVALID),
        Move(ATTEMPT_SPENT,                               "Q04",      ONE_ATTEMPT),
        Check("input size",                 E_UNEXPECTED, "COPP-410", SHORT_IS_UNEXPECTED),
        Check("value",                      E_UNEXPECTED, "COPP-410"),
        Check("padding",                    E_UNEXPECTED, "COPP-410", STRICT),
        Check("40 bytes",                   E_UNEXPECTED, "COPP-409"),
        Check("random number",              E_UNEXPECTED, "COPP-152"),
        Do("forget the events",                           "COPP-504", FROM_ACTIVE),
    ),
    defects=(
        Defect("another random number",               ("random number",)),
        Defect("random number right in 4 bytes",      ("random number",), clause="COPP-402"),
        Defect("random number right in 15 bytes",     ("random number",), clause="COPP-402"),
        Defect("random number wrong in 1 byte",       ("random number",)),
        Defect("random number of another session",    ("random number",), foreign=True, clause="COPP-143"),
        Defect("corrupted block",                     ("padding", "random number")),
        Defect("big-endian block",                    ("padding", "random number"), clause="COPP-406"),
        Defect("OAEP padding",                        ("padding", "random number"), clause="COPP-405"),
        Defect("zeros for padding",                   ("padding",), clause="Q01"),
        Defect("block type 1",                        ("padding",), clause="Q01"),
        Defect("7 bytes of padding",                  ("padding",), clause="Q01"),
        Defect("a byte in front of the padding",      ("padding",), clause="Q01"),
        Defect("39 bytes encrypted",                  ("40 bytes",)),
        Defect("32 bytes encrypted",                  ("40 bytes",)),
        Defect("41 bytes, the sequence whole",        (), clause="COPP-408"),
        Defect("245 bytes, the sequence cut",         ("random number",)),
        Defect("245 bytes, the sequence whole",       (), clause="Q02"),
        Defect("not below the modulus",               ("value",)),
        Defect("random bytes",                        ("padding", "random number")),
        Defect("short buffer",                        ("input size",)),
        Defect("long buffer",                         (), clause="COPP-104"),
    ),
)

AUTHENTIC: tuple[Rung, ...] = (
    STATE,
    Check("input size",                     E_INVALIDARG, "COPP-104"),
    Check("command number",                 E_INVALIDARG, "COPP-433"),
    Do("advance the command number",                      "Q07",      EVERY_MATCH),
    Check("command identifier",             E_INVALIDARG, "COPP-165"),
    Check("data size",                      E_INVALIDARG, "Q13"),
    Check("data size limit",                E_INVALIDARG, "Q13",      SIZE_LIMITED),
    Check("tag",                            E_UNEXPECTED, "COPP-425", BAD_TAG_UNEXPECTED),
    Check("tag",                            E_INVALIDARG, "Q09",      BAD_TAG_INVALID),
    Move(ATTEMPT_SPENT,                                   "Q09",      BAD_TAG_ENDS),
    Check("tag",                            E_UNEXPECTED, "Q09",      BAD_TAG_ENDS),
    Move(SESSION_ACTIVE,                                  "Q09",      BAD_TAG_ENDS),
    Check("bytes behind the data",          ANY_FAILURE,  "Q12",      NO_ZEROS_BEHIND),
)
NUMBER_USED = (
    Do("advance the command number",                      "COPP-431", ACCEPTED),
    Move(ATTEMPT_SPENT,                                   "Q08",      WRAP_ENDS,    "last command number"),
)


def bad_command(longer: str, unused: Defect) -> tuple[Defect, ...]:
    """What can be wrong with any command.

    Args:
        longer: the clause that takes more data than the structure has.
        unused: what is in the fields that the structure does not use.
    """
    return (
        Defect("unknown identifier",                      ("command identifier",)),
        Defect("data size below the structure",           ("data size",)),
        Defect("data size above the area",                ("data size limit",)),
        Defect("data size alike in its low word",         ("data size limit",)),
        Defect("data size above the structure",           (), clause=longer),
        Defect("bytes behind the data",                   ("bytes behind the data",), clause="Q12"),
        unused,
        Defect("corrupted tag",                           ("tag",)),
        Defect("last byte of the tag wrong",              ("tag",), clause="COPP-426"),
        Defect("last byte behind the tag wrong",          ("tag",), clause="COPP-421"),
        Defect("tag of zeros",                            ("tag",)),
        Defect("tag over the data alone",                 ("tag",), clause="COPP-421"),
        Defect("key of another session",                  ("tag",), foreign=True, clause="COPP-901"),
        Defect("random bytes",                            ("command number", "tag")),
        Defect("short buffer",                            ("input size",)),
        Defect("long buffer",                             (), clause="COPP-104"),
    )


EXTENDED = Defect("unused fields not zero",               ("extended fields",), everywhere=True, clause="Q32")
UNUSED = Defect("unused fields not zero",                 (), everywhere=True, clause="COPP-622")
ANY_STANDARD = ("TV protection standard", "each TV protection standard")

SET_LEVEL_LADDER: tuple[Rung, ...] = (
    *AUTHENTIC,
    Check("extended fields",            E_INVALIDARG,     "Q32",      EXTENDED_REFUSED),
    Check("no type",                    E_INVALIDARG,     "Q18",      NO_TYPE_REFUSED),
    Do("advance the command number",                      "Q18",      ACCEPTED, "no type"),
    Ignore("no type",                   S_OK,             "Q18",      NO_TYPE_IGNORED, checks_of(AUTHENTIC)),
    Check("protection type",            E_INVALIDARG,     "COPP-163"),
    Check("protection level",           E_INVALIDARG,     "COPP-602"),
    Check("no level",                   E_INVALIDARG,     "Q17",      NO_LEVEL_REFUSED),
    Check("redistribution control",     E_INVALIDARG,     "COPP-619"),
    Check("resolution",                 DDERR_TOOBIGSIZE, "COPP-164", EVERY_LEVEL, A_TYPE),
    Check("resolution above level 0",   DDERR_TOOBIGSIZE, "COPP-164", ABOVE_0,     A_TYPE),
    Check("HDCP authentication",        ANY_FAILURE,      "X11",      FAILS_AT_ONCE),
    Do("move the level",                                  "COPP-609"),
    *RE_EVALUATE,
    Do("doubt HDCP",                                      "COPP-606", FAILS_LATER, "HDCP authentication"),
    Do("flag LinkLost",                                   "COPP-808", FAILS_LATER, "HDCP authentication"),
    Do("doubt HDCP",                                      "COPP-606", FAILS_AND_MOVES, "HDCP authentication"),
    Check("HDCP authentication",        ANY_FAILURE,      "X11",      FAILS_AND_MOVES),
    *NUMBER_USED,
)
SET_SIGNALING_LADDER: tuple[Rung, ...] = (
    *AUTHENTIC,
    Check("TV output",                   E_INVALIDARG,    "Q15"),
    Check("TV protection standard",      E_INVALIDARG,    "Q16",      ONE_STANDARD),
    Check("each TV protection standard", E_INVALIDARG,    "Q16",      ANY_SUBSET),
    Do("take the signal",                                 "COPP-621", OF_CONNECTOR),
    Do("take a signal of its own",                        "X04",      OF_DEVICE),
    *NUMBER_USED,
)

AT_THEIR_PLACE = ("no type", "HDCP authentication")
"""The second is no check of the message: it is made when everything else is right."""

SET_PROTECTION_LEVEL = Call(
    "COPPCommand, set protection level",
    function="COPPCommand",
    about=LEVELS,
    clauses=("COPP-160", "COPP-603"),
    order="COPP-165",
    any_order=tuple(each for each in checks_of(SET_LEVEL_LADDER) if each not in AT_THEIR_PLACE),
    before_state=SIZE_FIRST,
    number="command number",
    ladder=SET_LEVEL_LADDER,
    defects=(
        *bad_command("COPP-167", EXTENDED),
        Defect("no type",                             ("no type",), clause="Q18"),
        Defect("two types at once",                   ("protection type",), clause="COPP-603"),
        Defect("a type of no meaning",                ("protection type",), clause="COPP-601"),
        Defect("a type of later headers",             ("protection type",), clause="Q42"),
        Defect("a level above the highest",           ("protection level",), everywhere=True),
        Defect("a valid level with a higher bit",     ("protection level",), everywhere=True),
        Defect("the redistribution bit on ACP",       ("protection level",), about="ACP"),
        Defect("a level that CGMS-A has not",         ("protection level",), clause="Q19", about="CGMSA"),
        Defect("COPP_NoProtectionLevelAvailable",     ("no level",), everywhere=True, clause="Q17"),
        Defect(HDCP_FAULT,                            (), needs="HDCP failure", about="HDCP"),
    ),
)
SET_SIGNALING = Call(
    "COPPCommand, set signaling",
    function="COPPCommand",
    about=STANDARDS,
    clauses=("COPP-160", "COPP-621"),
    any_order=checks_of(SET_SIGNALING_LADDER),
    before_state=SIZE_FIRST,
    number="command number",
    ladder=SET_SIGNALING_LADDER,
    defects=(
        *bad_command("Q13", UNUSED),
        Defect("a standard of no meaning",            ANY_STANDARD),
    ),
)

AWAITED: tuple[Rung, ...] = (
    STATE,
    Check("input size",                     E_INVALIDARG, "COPP-104"),
    Check("status number",                  E_INVALIDARG, "COPP-433"),
    Do("advance the status number",                       "Q07",      EVERY_MATCH),
    Check("nonce",                          ANY_FAILURE,  "Q46",      NONCE_ONCE),
)
REQUEST_USED = (
    Do("advance the status number",                       "COPP-431", ACCEPTED),
    Move(ATTEMPT_SPENT,                                   "Q08",      WRAP_ENDS,    "last status number"),
    Do("remember the nonce",                              "Q46",      NONCE_ONCE),
)
ANSWERED = (*REQUEST_USED, Do("report the events",        "COPP-806"))
BAD_FRAME = (
    Defect("the nonce of the last request",           (), clause="Q46"),
    Defect("random bytes",                            ("status number",)),
    Defect("short buffer",                            ("input size",)),
    Defect("long buffer",                             (), clause="COPP-104"),
)
BAD_REQUEST = (
    Defect("data size not that of the request",       ("data size",)),
    Defect("data size alike in its low bytes",        ("data size",)),
    Defect("bytes behind the data",                   (), clause="Q12"),
    *BAD_FRAME,
)
UNKNOWN_LADDER = (*AWAITED, Check("request identifier", E_INVALIDARG, "Q14", UNKNOWN_REFUSED), *REQUEST_USED)
DATA_SIZE = Check("data size",              E_INVALIDARG, "COPP-174")


def status_request(name: str, clause: str, reports: str, *checks: Check) -> Call:
    """A status request without input: it may still be one that its connector has nothing to say to."""
    ladder = (*AWAITED, DATA_SIZE, *checks, *ANSWERED)
    free = checks_of(ladder)
    return Call(
        f"COPPQueryStatus, {name}", ladder, BAD_REQUEST, function="COPPQueryStatus",
        clauses=("COPP-170", clause), order="COPP-173", any_order=free, before_state=SIZE_FIRST,
        reports=reports, number="status number",
    )


def level_request(name: str, reports: str) -> Call:
    """A status request about one protection type."""
    ladder = (*AWAITED, DATA_SIZE, Check("protection type", E_INVALIDARG, "COPP-175"), *ANSWERED)
    free = checks_of(ladder)
    bad_type = (
        Defect("no type",                             ("protection type",)),
        Defect("two types at once",                   ("protection type",)),
        Defect("a type of no meaning",                ("protection type",)),
    )
    return Call(
        f"COPPQueryStatus, {name}", ladder, (*BAD_REQUEST, *bad_type), function="COPPQueryStatus",
        about=EACH_TYPE, clauses=("COPP-170", "COPP-703"), order="COPP-173", any_order=free,
        before_state=SIZE_FIRST, reports=reports, number="status number",
    )


STATUS_REQUESTS = (
    status_request("protection type", "COPP-701",       "the types"),
    status_request("connector type", "COPP-702",        "what the connector is"),
    level_request("local protection level", "the local level"),
    level_request("global protection level", "the global level"),
    status_request("bus data", "COPP-704",              "what the connector is"),
    status_request("display data", "COPP-705",          "the display mode"),
    status_request("HDCP key data", "COPP-705",         "what the connector is",
                   Check("HDCP",            E_INVALIDARG, "X03", NOT_APPLICABLE_REFUSED)),
    status_request("signaling", "COPP-705",             "the signal",
                   Check("TV output",       E_INVALIDARG, "X03", NOT_APPLICABLE_REFUSED)),
    Call(
        "COPPQueryStatus, unknown request",
        UNKNOWN_LADDER,
        BAD_FRAME,
        function="COPPQueryStatus",
        any_order=checks_of(UNKNOWN_LADDER),
        before_state=SIZE_FIRST,
        number="status number",
    ),
)
"""The eight requests (COPP-701 to COPP-705), and any other."""
# fmt: on
