"""Every rule of the tables is broken once, and the problem names the machine, the row and the remedy."""

from dataclasses import replace
from typing import Any

import pytest

from coppspec.model import errors
from coppspec.model.codes import HResult, Pattern, Status
from coppspec.model.copy_protection import BY_COMMAND, COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.errors import (
    ActingRefusal,
    IdleCheck,
    IdleDefect,
    IdleRow,
    InvalidTable,
    MissingRow,
    OverlappingRows,
    RepeatedName,
    ShadowedRow,
    ShadowedRung,
    TrapState,
    UnbroughtEvent,
    UnconsultedRows,
    UnknownCall,
    UnknownChoice,
    UnknownClause,
    UnknownCondition,
    UnknownEffect,
    UnknownLevel,
    UnknownState,
    UnreachableState,
    WrongAnswer,
)
from coppspec.model.language import (
    NONE,
    SAME,
    STATE,
    Bring,
    Check,
    Defect,
    Do,
    Ignore,
    Machine,
    Move,
    Row,
    Rung,
    When,
    but,
)
from coppspec.model.lint import entries, problems, profiles, switches
from coppspec.model.profile import Profile
from coppspec.model.registry import Allowed, choices
from coppspec.model.renderer import RENDERER
from coppspec.model.together import TOGETHER
from coppspec.model.vocabulary import UnusedWord, unused
from coppspec.properties.edits import with_row

NEVER = When("sequence_start_retry", "never")
OPEN = "COPPOpenVideoSession in closed (COPP-123)"
OPEN_AGAIN = "COPPOpenVideoSession in all but closed (Q22), where open_again is 'unexpected'"
COMMAND = "COPPCommand in COPP_SESSION_ACTIVE (COPP-162)"
SET_LEVEL, REQUEST = "COPPCommand, set protection level", "COPPQueryStatus, protection type"
ACTIVATE_ON = "VP_CP_CMD_ACTIVATE in fresh at level 1, 2, 3 (VPCP-401)"
CHANGE_OFF = "VP_CP_CMD_CHANGE in active at level 0 (VPCP-411)"


def edited(machine: Machine, cited: str, **columns: Any) -> Machine:  # noqa: ANN401  as replace has it
    """The machine with other columns in the row that is cited so."""
    rows = {str(row): row for row in machine.rows}
    changed = replace(rows[cited], **columns)
    return replace(machine, rows=tuple((rows | {cited: changed}).values()))


def without(machine: Machine, cited: str) -> Machine:
    rows = {str(row): row for row in machine.rows}
    del rows[cited]
    return replace(machine, rows=tuple(rows.values()))


def bringing(event: str, where: str | None = None, clause: str = "A-18", when: When | None = None) -> Machine:
    """The table of copy-protection sessions, in which GET brings an event."""
    calls = tuple(
        replace(call, ladder=(*call.ladder, Bring(event, clause, when, where)))
        if call.name == "VP_COMMAND_GET"
        else call
        for call in COPY_PROTECTION_SESSIONS.calls
    )
    return replace(COPY_PROTECTION_SESSIONS, calls=calls)


def afterwards(*done: Do) -> Machine:
    """The device in which this is done after every call."""
    return replace(DEVICE, afterwards=done)


def extended(machine: Machine, *rows: Row) -> Machine:
    return replace(machine, rows=(*machine.rows, *rows))


def climbing(call: str, *rungs: Rung) -> Machine:
    """The device in which a call has these rungs on top of its ladder."""
    changed = DEVICE.call(call)
    ladder = (*rungs, *changed.ladder)
    return replace(
        DEVICE,
        calls=tuple(replace(each, ladder=ladder) if each is changed else each for each in DEVICE.calls),
    )


def taking(state: str) -> Machine:
    """The copy-protection sessions in which an activation takes a session in this state."""
    calls = COPY_PROTECTION_SESSIONS.calls
    return replace(
        COPY_PROTECTION_SESSIONS,
        calls=tuple(
            replace(each, takes=state) if each.takes else each
            for each in calls
            if each.function != "VP_CP_CMD_ACTIVATE"
        ),
        rows=tuple(row for row in COPY_PROTECTION_SESSIONS.rows if row.call != "VP_CP_CMD_ACTIVATE"),
    )


def with_ladder(call: str, ladder: tuple[Rung, ...]) -> Machine:
    changed = DEVICE.call(call)
    return replace(
        DEVICE,
        calls=tuple(replace(each, ladder=ladder) if each is changed else each for each in DEVICE.calls),
    )


def with_call(call: str, **fields: Any) -> Machine:  # noqa: ANN401  as replace has it
    """The device in which a call has other fields."""
    calls = (replace(each, **fields) if each.name == call else each for each in DEVICE.calls)
    return replace(DEVICE, calls=tuple(calls))


def with_defect(call: str, defect: Defect) -> Machine:
    changed = DEVICE.call(call)
    defects = (*changed.defects, defect)
    return replace(
        DEVICE,
        calls=tuple(replace(each, defects=defects) if each is changed else each for each in DEVICE.calls),
    )


def of_keys(call: str, *rungs: Rung) -> Machine:
    """The copy-protection sessions in which a call has these rungs at the foot of its ladder."""
    changed = COPY_PROTECTION_SESSIONS.call(call)
    longer = replace(changed, ladder=(*changed.ladder, *rungs))
    calls = (longer if each is changed else each for each in COPY_PROTECTION_SESSIONS.calls)
    return replace(COPY_PROTECTION_SESSIONS, calls=tuple(calls))


def bringing_nothing() -> Machine:
    """The copy-protection sessions in which no rung brings an event."""
    calls = (
        replace(call, ladder=tuple(rung for rung in call.ladder if not isinstance(rung, Bring)))
        for call in COPY_PROTECTION_SESSIONS.calls
    )
    return replace(COPY_PROTECTION_SESSIONS, calls=tuple(calls))


def with_oaep() -> Machine:
    """The device in which a defect fails a check that only a forbidden reading has."""
    machine = climbing(REQUEST, Check("moon", HResult.E_FAIL, "COPP-405", When("padding_check", "OAEP")))
    call = machine.call(REQUEST)
    changed = replace(call, defects=(*call.defects, Defect("wet ink", ("moon",))))
    return replace(machine, calls=tuple(changed if each is call else each for each in machine.calls))


ADDED = "connect in added to a graph (Q23)"
OPENS_ADDED = When("renderer_open_moment", "at adding")
OPENS_CONNECTED = When("renderer_open_moment", "at connection")
ADDED_BEFORE = Row("connect", "added to a graph", None, "connected", (), "COPP-211", when=OPENS_CONNECTED)
TURNED_ON_AGAIN = (
    "VP_CP_CMD_CHANGE in turned off at level 1, 2, 3 (VPCP-412), where count_wording is 'sessions'"
)
STOPPED = "every call is stopped before it"
NOT_FAILED = "whatever fails it is stopped before it, or cannot be asked of such a call"

BAD_TABLES: dict[str, tuple[Machine, InvalidTable]] = {
    "a row cites a clause that is not there": (
        edited(DEVICE, OPEN, clause="COPP-999"),
        UnknownClause("COPP device", "COPPOpenVideoSession in closed (COPP-999)", "it cites 'COPP-999'"),
    ),
    "a check cites a clause that is not there": (
        climbing(SET_LEVEL, Check("command number", HResult.E_FAIL, "")),
        UnknownClause("COPP device", "the check of the command number ()", "it cites ''"),
    ),
    "an effect cites a trap": (
        climbing(SET_LEVEL, Do("drop the level", "T-01")),
        UnknownClause("COPP device", "the rung 'drop the level' (T-01)", "it cites 'T-01'"),
    ),
    "a move cites a clause that is not there": (
        climbing(SET_LEVEL, Move("closed", "Q99")),
        UnknownClause("COPP device", "the move to closed (Q99)", "it cites 'Q99'"),
    ),
    "a row is about a call that is not there": (
        extended(DEVICE, Row("COPPReset", "closed", HResult.S_OK, SAME, (), "COPP-107")),
        UnknownCall("COPP device", "COPPReset in closed (COPP-107)", "it is about 'COPPReset'"),
    ),
    "a row stands in a state that is not there": (
        edited(DEVICE, COMMAND, states=("COPP_SESSION_ACTIVE", "COPP_LOST")),
        UnknownState(
            "COPP device", "COPPCommand in COPP_SESSION_ACTIVE, COPP_LOST (COPP-162)", "it names 'COPP_LOST'"
        ),
    ),
    "a row excepts a state that is not there": (
        edited(DEVICE, OPEN_AGAIN, states=but("closed", "COPP_LOST")),
        UnknownState(
            "COPP device", OPEN_AGAIN.replace("closed", "closed, COPP_LOST"), "it names 'COPP_LOST'"
        ),
    ),
    "a row leads to a state that is not there": (
        edited(DEVICE, OPEN, next="COPP_OPEN"),
        UnknownState("COPP device", OPEN, "it names 'COPP_OPEN'"),
    ),
    "a move leads to a state that is not there": (
        climbing(SET_LEVEL, Move("COPP_LOST", "COPP-161")),
        UnknownState("COPP device", "the move to COPP_LOST (COPP-161)", "it names 'COPP_LOST'"),
    ),
    "a row has an effect that is not there": (
        edited(DEVICE, COMMAND, does=("advance the command number", "ring the bell")),
        UnknownEffect("COPP device", COMMAND, "it does 'ring the bell'"),
    ),
    "a rung has an effect that is not there": (
        climbing(SET_LEVEL, Do("ring the bell", "COPP-161")),
        UnknownEffect("COPP device", "the rung 'ring the bell' (COPP-161)", "it does 'ring the bell'"),
    ),
    "a row depends on a choice that is not there": (
        edited(DEVICE, OPEN, when=When("retries", "one")),
        UnknownChoice("COPP device", f"{OPEN}, where retries is 'one'", "it depends on retries = 'one'"),
    ),
    "a check depends on a reading that is not there": (
        climbing(SET_LEVEL, Check("command number", HResult.E_FAIL, "COPP-433", NEVER)),
        UnknownChoice(
            "COPP device",
            "the check of the command number (COPP-433), where sequence_start_retry is 'never'",
            "it depends on sequence_start_retry = 'never'",
        ),
    ),
    "a row holds for a level that its call cannot ask for": (
        edited(COPY_PROTECTION_SESSIONS, ACTIVATE_ON, levels=(1, 2, 3, 4)),
        UnknownLevel(
            "copy-protection sessions",
            "VP_CP_CMD_ACTIVATE in fresh at level 1, 2, 3, 4 (VPCP-401)",
            "it holds for level 4",
        ),
    ),
    "a row holds for a level of a call that has none": (
        edited(DEVICE, OPEN, levels=(0,)),
        UnknownLevel(
            "COPP device", "COPPOpenVideoSession in closed at level 0 (COPP-123)", "it holds for level 0"
        ),
    ),
    "a ladder does not consult the rows": (
        with_ladder("COPPKeyExchange", ()),
        UnconsultedRows("COPP device", "COPPKeyExchange", "its ladder consults the rows 0 times"),
    ),
    "a ladder consults the rows twice": (
        climbing(SET_LEVEL, STATE),
        UnconsultedRows("COPP device", SET_LEVEL, "its ladder consults the rows 2 times"),
    ),
    "nothing can fail a check": (
        climbing(SET_LEVEL, Check("moon", HResult.E_FAIL, "COPP-107")),
        IdleCheck("COPP device", SET_LEVEL, "nothing fails its check of the moon"),
    ),
    "a defect trips a check that the call does not have": (
        with_defect(REQUEST, Defect("wet ink", ("tag",))),
        IdleDefect("COPP device", REQUEST, "'wet ink' trips 'tag'"),
    ),
    "a refusal has an effect": (
        edited(DEVICE, OPEN_AGAIN, does=("drop the level",)),
        ActingRefusal(
            "COPP device", OPEN_AGAIN, f"it answers {HResult.E_UNEXPECTED!r} and changes something"
        ),
    ),
    "a refusal counts": (
        edited(DEVICE, OPEN_AGAIN, count=1),
        ActingRefusal(
            "COPP device", OPEN_AGAIN, f"it answers {HResult.E_UNEXPECTED!r} and changes something"
        ),
    ),
    "a refusal leads elsewhere": (
        edited(DEVICE, OPEN_AGAIN, next="closed"),
        ActingRefusal(
            "COPP device", OPEN_AGAIN, f"it answers {HResult.E_UNEXPECTED!r} and changes something"
        ),
    ),
    "two rows answer in one state": (
        extended(DEVICE, Row("COPPCommand", "closed", HResult.S_OK, SAME, (), "COPP-161")),
        OverlappingRows(
            "COPP device",
            "COPPCommand in closed (COPP-161)",
            "COPPCommand in closed (COPP-105) answers in closed as well",
        ),
    ),
    "two rows answer at one level": (
        edited(COPY_PROTECTION_SESSIONS, CHANGE_OFF, levels=(0, 1)),
        OverlappingRows(
            "copy-protection sessions",
            "VP_CP_CMD_CHANGE in active at level 0, 1 (VPCP-411)",
            "VP_CP_CMD_CHANGE in active at level 1, 2, 3 (VPCP-410) answers in active as well",
        ),
    ),
    "two rows answer under one profile that is not the default": (
        extended(
            DEVICE,
            Row(
                "COPPCommand",
                "closed",
                HResult.S_OK,
                SAME,
                (),
                "COPP-161",
                when=When("sequence_start_retry", "retry"),
            ),
        ),
        OverlappingRows(
            "COPP device",
            "COPPCommand in closed (COPP-161), where sequence_start_retry is 'retry'",
            "COPPCommand in closed (COPP-105) answers in closed as well",
        ),
    ),
    "no row answers in a state": (
        without(DEVICE, COMMAND),
        MissingRow("COPP device", f"{SET_LEVEL} in COPP_SESSION_ACTIVE", "no row answers"),
    ),
    "no row answers at a level": (
        without(COPY_PROTECTION_SESSIONS, CHANGE_OFF),
        MissingRow("copy-protection sessions", "VP_CP_CMD_CHANGE in active at level 0", "no row answers"),
    ),
    "no row answers where a call finds no session": (
        without(COPY_PROTECTION_SESSIONS, "VP_CP_CMD_ACTIVATE in no session (VPCP-507)"),
        MissingRow(
            "copy-protection sessions", "VP_CP_CMD_ACTIVATE in no session at level 0", "no row answers"
        ),
    ),
    "no row answers a call that is about no session": (
        without(COPY_PROTECTION_SESSIONS, "VP_COMMAND_GET in no session (VPCP-200)"),
        MissingRow("copy-protection sessions", "VP_COMMAND_GET in no session", "no row answers"),
    ),
    "no row answers under one profile that is not the default": (
        edited(DEVICE, COMMAND, when=When("sequence_start_retry", "one attempt")),
        MissingRow("COPP device", f"{SET_LEVEL} in COPP_SESSION_ACTIVE", "no row answers"),
    ),
    "the goal is no state": (
        replace(DEVICE, goal="nowhere"),
        UnknownState("COPP device", "the machine", "its goal is 'nowhere'"),
    ),
    "a call takes a session in no state": (
        taking("nowhere"),
        UnknownState("copy-protection sessions", "VP_CP_CMD_ACTIVATE", "it takes a session in 'nowhere'"),
    ),
    "an event that is brought depends on no condition": (
        bringing("power down", "a full moon"),
        UnknownCondition(
            "copy-protection sessions",
            "the event 'power down' that it brings (A-18)",
            "it asks for 'a full moon'",
        ),
    ),
    "an event is brought that there is not": (
        bringing("thunder"),
        UnknownCall(
            "copy-protection sessions", "the event 'thunder' that it brings (A-18)", "it brings 'thunder'"
        ),
    ),
    "an event that is brought depends on a condition of one session": (
        bringing("power down", "protection type"),
        UnknownCondition(
            "copy-protection sessions",
            "the event 'power down' that it brings (A-18)",
            "it asks for 'protection type'",
        ),
    ),
    "a call is brought that is no event": (
        bringing("VP_CP_CMD_CHANGE"),
        UnknownCall(
            "copy-protection sessions",
            "the event 'VP_CP_CMD_CHANGE' that it brings (A-18)",
            "it brings 'VP_CP_CMD_CHANGE'",
        ),
    ),
    "an event is brought by a clause that is not there": (
        bringing("power down", clause="A-99"),
        UnknownClause(
            "copy-protection sessions", "the event 'power down' that it brings (A-99)", "it cites 'A-99'"
        ),
    ),
    "an event is brought under a reading that is not there": (
        bringing("power down", when=When("tv_off", "never")),
        UnknownChoice(
            "copy-protection sessions",
            "the event 'power down' that it brings (A-18), where tv_off is 'never'",
            "it depends on tv_off = 'never'",
        ),
    ),
    "what is done afterwards is not there": (
        afterwards(Do("ring the bell", "VPCP-605")),
        UnknownEffect("COPP device", "the rung 'ring the bell' (VPCP-605)", "it does 'ring the bell'"),
    ),
    "what is done afterwards cites a clause that is not there": (
        afterwards(Do("ask for the highest level", "VPCP-999")),
        UnknownClause(
            "COPP device", "the rung 'ask for the highest level' (VPCP-999)", "it cites 'VPCP-999'"
        ),
    ),
    "what is done afterwards depends on a reading that is not there": (
        afterwards(Do("ask for the highest level", "VPCP-605", NEVER)),
        UnknownChoice(
            "COPP device",
            "the rung 'ask for the highest level' (VPCP-605), where sequence_start_retry is 'never'",
            "it depends on sequence_start_retry = 'never'",
        ),
    ),
    "a row leads to no session": (
        edited(DEVICE, OPEN, next=NONE),
        UnknownState("COPP device", OPEN, "it names 'no session'"),
    ),
    "a row excepts the same state": (
        edited(DEVICE, OPEN_AGAIN, states=but("closed", SAME)),
        UnknownState("COPP device", OPEN_AGAIN.replace("closed", "closed, same"), "it names 'same'"),
    ),
    "the order of a call's checks is said by a clause that is not there": (
        with_call(REQUEST, order="COPP-999"),
        UnknownClause("COPP device", REQUEST, "it cites 'COPP-999'"),
    ),
    "a defect cites a clause that is not there": (
        with_defect(REQUEST, Defect("wet ink", (), clause="COPP-999")),
        UnknownClause("COPP device", "wet ink", "it cites 'COPP-999'"),
    ),
    "an answer reports what is not there": (
        with_call(REQUEST, reports="the weather"),
        UnknownEffect("COPP device", REQUEST, "it reports 'the weather'"),
    ),
    "no row answers one request of a function": (
        with_call(REQUEST, function="COPPAskStatus"),
        MissingRow("COPP device", f"{REQUEST} in closed", "no row answers"),
    ),
    "a row about one request answers where its function does": (
        extended(DEVICE, Row(REQUEST, "closed", HResult.E_FAIL, SAME, (), "COPP-105")),
        OverlappingRows(
            "COPP device",
            f"{REQUEST} in closed (COPP-105)",
            "COPPQueryStatus in closed (COPP-105) answers in closed as well",
        ),
    ),
    "what is on is no state": (
        replace(DEVICE, on=("lit",)),
        UnknownState("COPP device", "the machine", "what is on is 'lit'"),
    ),
    "what has ended is no state": (
        replace(DEVICE, ended=("closed", "over")),
        UnknownState("COPP device", "the machine", "what has ended is 'over'"),
    ),
    "two calls have one name": (
        replace(DEVICE, calls=(*DEVICE.calls, DEVICE.call("COPPKeyExchange"))),
        RepeatedName("COPP device", "calls", "'COPPKeyExchange' stands there 2 times"),
    ),
    "two defects of a call have one name": (
        with_defect(REQUEST, Defect("long buffer", ())),
        RepeatedName("COPP device", REQUEST, "'long buffer' stands there 2 times"),
    ),
    "an event of a connector is about no session": (
        extended(DEVICE, Row("link lost", NONE, None, SAME, (), "COPP-807")),
        IdleRow("COPP device", "link lost in no session (COPP-807)", "link lost finds nothing in no session"),
    ),
    "a call that is not an event is not answered": (
        edited(DEVICE, OPEN, answer=None),
        WrongAnswer("COPP device", OPEN, "it answers None"),
    ),
    "a state stands there twice": (
        replace(DEVICE, states=(*DEVICE.states, "closed")),
        RepeatedName("COPP device", "states", "'closed' stands there 2 times"),
    ),
    "a row is about a state in which its call finds nothing": (
        extended(DEVICE, Row("COPPKeyExchange", NONE, HResult.E_POINTER, SAME, (), "COPP-105")),
        IdleRow(
            "COPP device",
            "COPPKeyExchange in no session (COPP-105)",
            "COPPKeyExchange finds nothing in no session",
        ),
    ),
    "a check lets a call pass": (
        climbing(SET_LEVEL, Check("tag", HResult.S_OK, "COPP-425")),
        WrongAnswer("COPP device", "the check of the tag (COPP-425)", f"it answers {HResult.S_OK!r}"),
    ),
    "a check that ignores a call refuses it": (
        climbing(SET_LEVEL, Ignore("tag", HResult.E_FAIL, "COPP-425")),
        WrongAnswer("COPP device", "the check of the tag (COPP-425)", f"it answers {HResult.E_FAIL!r}"),
    ),
    "a check that ignores a call refuses it with whatever code": (
        climbing(SET_LEVEL, Ignore("tag", Pattern.ANY_ERROR, "COPP-425")),
        WrongAnswer("COPP device", "the check of the tag (COPP-425)", f"it answers {Pattern.ANY_ERROR!r}"),
    ),
    "nothing can make a check ignore a call": (
        climbing(SET_LEVEL, Ignore("moon", HResult.S_OK, "COPP-107")),
        IdleCheck("COPP device", SET_LEVEL, "nothing fails its check of the moon"),
    ),
    "an event is answered": (
        edited(DEVICE, "device lost in closed (COPP-186)", answer=HResult.S_OK),
        WrongAnswer("COPP device", "device lost in closed (COPP-186)", f"it answers {HResult.S_OK!r}"),
    ),
    "one row stands there twice": (
        extended(DEVICE, DEVICE.rows[0]),
        OverlappingRows("COPP device", OPEN, f"{OPEN} answers in closed as well"),
    ),
    "a number is looked at by what is no condition of a session": (
        with_call(SET_LEVEL, number="tag"),
        UnknownCondition("COPP device", SET_LEVEL, "its number is looked at by 'tag'"),
    ),
    "a session that holds something never gets to the goal again": (
        edited(COPY_PROTECTION_SESSIONS, TURNED_ON_AGAIN, next=SAME),
        TrapState("copy-protection sessions", "turned off", "no way leads from it to active"),
    ),
    "a row is about a state that its reading does not have": (
        extended(edited(RENDERER, ADDED, when=OPENS_ADDED), ADDED_BEFORE),
        ShadowedRow(
            "renderer's interface",
            "connect in added to a graph (COPP-211), where renderer_open_moment is 'at connection'",
            "no profile with the row has a session in added to a graph",
        ),
    ),
    "an event comes only when it is brought, and nothing brings it": (
        bringing_nothing(),
        UnbroughtEvent("copy-protection sessions", "keys die", "no rung brings it"),
    ),
    "a check stands behind another one of the same": (
        climbing(SET_LEVEL, Check("command identifier", HResult.E_FAIL, "COPP-165")),
        ShadowedRung(
            "COPP device", f"the check of the command identifier (COPP-165) in {SET_LEVEL}", NOT_FAILED
        ),
    ),
    "a check under one reading stands behind another one of the same under every reading": (
        climbing("COPPSequenceStart", Check("padding", HResult.E_FAIL, "COPP-405")),
        ShadowedRung(
            "COPP device",
            "the check of the padding (COPP-410), where padding_check is 'strict' in COPPSequenceStart",
            NOT_FAILED,
        ),
    ),
    "a call about no session is asked for something of one": (
        of_keys("VP_COMMAND_GET", Check("DualView", Status.ERROR_BUSY, "COPP-126")),
        ShadowedRung(
            "copy-protection sessions", "the check of the DualView (COPP-126) in VP_COMMAND_GET", NOT_FAILED
        ),
    ),
    "a check that everything fails stands before the rows": (
        climbing("COPPGetCertificateLength", Check("request identifier", HResult.E_FAIL, "Q14")),
        ShadowedRung("COPP device", "the rows in COPPGetCertificateLength", STOPPED),
    ),
    "a defect is about what its call cannot name": (
        with_defect(SET_LEVEL, Defect("wet ink", ("tag",), about="DPCP")),
        IdleDefect("COPP device", SET_LEVEL, "'wet ink' is about 'DPCP', which the call cannot name"),
    ),
    "a defect fails nothing but under a forbidden reading": (
        with_oaep(),
        IdleDefect("COPP device", REQUEST, "'wet ink' is refused under no profile"),
    ),
    "no row leads to a state": (
        replace(DEVICE, states=(*DEVICE.states, "COPP_LOST")),
        UnreachableState("COPP device", "COPP_LOST", "no row leads there"),
    ),
}

TO_DO: dict[type[InvalidTable], str] = {
    UnknownClause: "correct the id, or add the clause with its basis and source to model/clauses_*.toml.",
    UnknownCall: "correct the name, or add the call to the machine.",
    UnknownState: "correct the name, or add the state to the machine.",
    UnknownCondition: "correct the name, or define it there, once.",
    UnknownEffect: "correct the name, or define it there, once.",
    UnknownChoice: "correct the name, or add the choice or the reading.",
    UnknownLevel: "correct the levels of the row, or those of the call.",
    OverlappingRows: "take one of the rows out, or make them depend on different readings of a choice.",
    MissingRow: "add the row, with its clause.",
    UnreachableState: "add the row, or take the state out of the machine.",
    IdleCheck: "add the defect to the call, or take the check out.",
    IdleDefect: "correct the name, or add the check.",
    UnconsultedRows: "add it, or take the second one out.",
    RepeatedName: "take one of them out, or give it another name.",
    IdleRow: "correct the state, or the scope of the call.",
    WrongAnswer: "correct the answer.",
    TrapState: "add a row that leads on, or say that a session has ended there.",
    ShadowedRow: "correct its states or its reading, or take the row out.",
    ShadowedRung: "take it out, or put it before what stops the call.",
    UnbroughtEvent: "add the rung, or let the event come by itself.",
    ActingRefusal: "take the effect out, or move it to a rung of the ladder before the one that refuses.",
}
"""The end of each message."""


@pytest.mark.parametrize(("machine", "problem"), BAD_TABLES.values(), ids=BAD_TABLES)
def test_a_bad_table_has_exactly_this_problem(machine: Machine, problem: InvalidTable) -> None:
    assert problems(machine) == [problem]


@pytest.mark.parametrize("problem", [problem for _, problem in BAD_TABLES.values()], ids=BAD_TABLES)
def test_a_problem_is_told_in_one_line_with_machine_entry_and_remedy(problem: InvalidTable) -> None:
    line = str(problem)
    kind = type(problem)
    assert line.startswith(f"{kind.__name__} in {problem.machine}: {problem.entry}: {problem.met}. Wanted: ")
    assert line.endswith(f" To mend it: {TO_DO[kind]}")
    assert "\n" not in line


def test_states_that_lead_to_one_another_only_are_unreachable() -> None:
    island = edited(DEVICE, "COPPKeyExchange in COPP_CERT_LENGTH_RETURNED (COPP-143)", next="closed")
    assert [problem.entry for problem in problems(island)] == list(DEVICE.states[3:])
    assert {type(problem) for problem in problems(island)} == {UnreachableState}


def test_rungs_behind_rows_that_all_refuse_are_never_reached() -> None:
    get = "VP_COMMAND_GET in no session (VPCP-200)"
    refusing = edited(COPY_PROTECTION_SESSIONS, get, answer=Status.ERROR_BUSY)
    behind = [rung for rung in COPY_PROTECTION_SESSIONS.call("VP_COMMAND_GET").ladder if isinstance(rung, Do)]
    assert problems(refusing) == [
        ShadowedRung("copy-protection sessions", f"{rung} in VP_COMMAND_GET", STOPPED) for rung in behind
    ]


def test_a_session_that_has_ended_need_not_get_to_the_goal_again() -> None:
    machine = edited(COPY_PROTECTION_SESSIONS, TURNED_ON_AGAIN, next=SAME)
    assert problems(replace(machine, ended=(*machine.ended, "turned off"))) == []


def test_every_word_of_the_vocabularies_is_in_a_table() -> None:
    assert unused((DEVICE, RENDERER, COPY_PROTECTION_SESSIONS, TOGETHER)) == []


def test_a_word_that_no_table_names_is_told() -> None:
    quiet = replace(TOGETHER, calls=(), rows=(), afterwards=TOGETHER.afterwards[:1])
    silent = tuple(replace(call, reports=None) for call in COPY_PROTECTION_SESSIONS.calls)
    deaf = tuple(replace(call, ladder=call.ladder[1:]) for call in silent)  # no control code
    assert unused((DEVICE, RENDERER, replace(COPY_PROTECTION_SESSIONS, calls=deaf), quiet)) == [
        UnusedWord("vocabulary", "the condition 'control code'", "no table names it"),
        UnusedWord("vocabulary", "the effect 'show the strongest of both'", "no table names it"),
        UnusedWord("vocabulary", "the report 'the TV output'", "no table names it"),
    ]


def test_every_kind_of_problem_is_met() -> None:
    met = {type(problem) for _, problem in BAD_TABLES.values()}
    defined = {each for each in vars(errors).values() if isinstance(each, type)}
    assert met == set(TO_DO) == {each for each in defined if issubclass(each, InvalidTable)} - {InvalidTable}


@pytest.mark.parametrize("machine", [DEVICE, COPY_PROTECTION_SESSIONS], ids=lambda machine: machine.name)
def test_the_tables_of_the_documents_have_no_problem(machine: Machine) -> None:
    assert problems(machine) == []


@pytest.mark.parametrize("machine", [DEVICE, COPY_PROTECTION_SESSIONS], ids=lambda machine: machine.name)
def test_no_two_rows_of_a_table_are_cited_alike(machine: Machine) -> None:
    cited = [str(row) for row in machine.rows]
    assert len(set(cited)) == len(cited)


@pytest.mark.parametrize("machine", [DEVICE, COPY_PROTECTION_SESSIONS], ids=lambda machine: machine.name)
def test_no_two_rungs_of_a_ladder_are_cited_alike(machine: Machine) -> None:
    for ladder in (*(call.ladder for call in machine.calls), machine.afterwards):
        cited = [str(rung) for rung in ladder]
        assert len(set(cited)) == len(cited)


@pytest.mark.parametrize("where", [None, "output that is on"])
def test_an_event_can_be_brought_always_or_under_a_condition_of_what_is_shared(where: str | None) -> None:
    assert problems(climbing(SET_LEVEL, Bring("HDCP settles", "COPP-611", where=where))) == []


def test_a_check_can_take_a_call_without_doing_anything_where_something_makes_it() -> None:
    assert problems(climbing(SET_LEVEL, Ignore("output that is on", HResult.S_OK, "VPCP-755"))) == []


def test_a_check_can_refuse_with_a_code_that_no_document_names() -> None:
    assert problems(climbing(SET_LEVEL, Check("output that is on", Pattern.ANY_ERROR, "VPCP-755"))) == []


def test_a_forbidden_reading_need_not_be_complete() -> None:
    """No driver is held to it: a table shows what it breaks, as far as that goes."""
    by_command = next(row for row in COPY_PROTECTION_SESSIONS.rows if row.when == BY_COMMAND)
    machine = without(COPY_PROTECTION_SESSIONS, str(by_command))
    assert problems(machine) == []
    with pytest.raises(MissingRow):
        Engine(machine, Profile.refuted(count_wording="commands"))


def test_words_are_looked_at_before_coverage() -> None:
    """A row is missing as well; that is not asked while a word is unknown."""
    machine = edited(without(DEVICE, COMMAND), OPEN, clause="COPP-999")
    wrong = "COPPOpenVideoSession in closed (COPP-999)"
    assert problems(machine) == [UnknownClause("COPP device", wrong, "it cites 'COPP-999'")]


def test_all_wrong_words_are_told_at_once_kind_by_kind() -> None:
    machine = edited(DEVICE, OPEN, next="COPP_OPEN", does=("ring the bell", "beat the drum"))
    machine = extended(
        machine, Row("COPPReset", "nowhere", HResult.S_OK, "COPP_LOST", (), "COPP-999", levels=(5,))
    )
    reset = "COPPReset in nowhere at level 5 (COPP-999)"
    assert problems(machine) == [
        UnknownClause("COPP device", reset, "it cites 'COPP-999'"),
        UnknownCall("COPP device", reset, "it is about 'COPPReset'"),
        UnknownState("COPP device", OPEN, "it names 'COPP_OPEN'"),
        UnknownState("COPP device", reset, "it names 'nowhere'"),
        UnknownState("COPP device", reset, "it names 'COPP_LOST'"),
        UnknownEffect("COPP device", OPEN, "it does 'ring the bell'"),
        UnknownEffect("COPP device", OPEN, "it does 'beat the drum'"),
        UnknownLevel("COPP device", reset, "it holds for level 5"),
    ]


def test_a_state_that_is_entered_under_another_reading_only_is_reachable() -> None:
    call = DEVICE.call("COPPSequenceStart")
    retry = When("sequence_start_retry", "retry")
    ladder = tuple(replace(rung, when=retry) if isinstance(rung, Move) else rung for rung in call.ladder)
    assert problems(with_ladder("COPPSequenceStart", ladder)) == []


def test_an_engine_does_not_start_on_a_table_without_a_row() -> None:
    with pytest.raises(
        MissingRow,
        match=r"^MissingRow in COPP device: COPPCommand, set protection level in COPP_SESSION_ACTIVE: ",
    ):
        Engine(without(DEVICE, COMMAND))


def test_an_engine_does_not_start_on_a_table_with_two_rows() -> None:
    row = Row("COPPCommand", "closed", HResult.S_OK, SAME, (), "COPP-161")
    with pytest.raises(OverlappingRows, match=r"^OverlappingRows in COPP device: COPPCommand in closed "):
        Engine(extended(DEVICE, row))


def test_the_entries_of_a_table_are_all_rungs_that_cite_a_clause_and_then_all_rows() -> None:
    rungs = [rung for call in DEVICE.calls for rung in call.ladder if rung is not STATE]
    assert list(entries(DEVICE)) == [*rungs, *DEVICE.rows, *DEVICE.afterwards]


def test_what_is_done_afterwards_stands_behind_the_other_entries_of_a_table() -> None:
    keys = COPY_PROTECTION_SESSIONS
    rungs = [rung for call in keys.calls for rung in call.ladder if rung is not STATE]
    assert {type(rung) for rung in rungs} == {Check, Ignore, Do, Bring}
    assert list(entries(keys)) == [*rungs, *keys.rows, *keys.afterwards]
    assert len(keys.afterwards) == 3


SWITCHES = {
    "open_again": "not expressible",
    "padding_check": "ignore",
    "sequence_start_retry": "retry",
    "short_block": "unexpected",
    "advance_on_failure": "every match",
    "counter_wrap": "session ends",
    "unknown_status_ok": "empty success",
    "level_order": "precedence",
    "event_recording": "from active",
    "hdcp_sticky": "on",
    "hdcp_delay": "later",
    "toobigsize_level0": "levels above 0",
    "request_not_applicable": "refused",
    "bytes_after_data": "zero",
    "signalling_standard": "any subset",
    "no_level_as_input": "release",
    "set_level_type": "None does nothing",
    "extended_level_fields": "refused",
    "nonce_reuse": "refused",
    "signal_scope": "device",
    "more_than_asked": "more",
    "chain_bounds": "other bounds",
    "link_loss_effect": "resets",
    "output_on_failure": "unspecified",
    "bad_command_mac": "invalid argument",
    "data_size_limit": "no upper limit",
    "hdcp_failure": "in the command, moved",
    "mode_change_effect": "flag",
}
"""The choices that the device's table depends on, with the reading that is not recommended."""
MORE_SWITCHES = {"bad_command_mac": ("session ends",), "hdcp_failure": ("later",)}
"""Those of them that have another one."""
KEY_SWITCHES = {
    "unavailable_output": ("ignored",),
    "activate_zero": ("driver's level",),
    "level_join": ("OPM order", "last writer"),
    "undefined_bits": ("mask",),
    "session_limit": ("one, refused", "one, replaced"),
    "key_reuse": ("after quarantine",),
    "wrong_key_status": ("any error", "success"),
    "get_flags_input": ("filter",),
    "level_readback": ("trigger field",),
    "standards_while_off": ("WIN_VGA",),
    "current_standard": ("one bit",),
    "supported_types": ("single",),
    "short_output_status": ("more data",),
    "key_scope": ("loaded image",),
    "mode_set": ("keys die",),
    "device_reset": ("keys die",),
    "power_transition": ("keys die",),
    "tv_off": ("keys die",),
    "oem_data": ("stored",),
    "activate_under_copp": ("refused",),
    "unprotectable_standard": ("blanked", "refused by the resulting count"),
    "tv_after_restart": ("kept",),
}
"""The choices that the table of copy-protection sessions depends on, with the readings that are accepted
beside the recommended one; count_wording has none."""


def test_the_switches_of_a_table_are_the_choices_its_entries_depend_on_in_the_order_of_the_registry() -> None:
    assert set(switches(DEVICE)) == set(SWITCHES)
    assert list(switches(DEVICE)) == [name for name in choices() if name in SWITCHES]
    assert set(switches(COPY_PROTECTION_SESSIONS)) == {*KEY_SWITCHES, "count_wording"}
    assert list(switches(COPY_PROTECTION_SESSIONS)) == [
        name for name in choices() if name in {*KEY_SWITCHES, "count_wording"}
    ]


def test_the_profiles_of_a_table_are_the_default_one_and_each_other_reading_by_itself() -> None:
    assert [str(profile) for profile in profiles(COPY_PROTECTION_SESSIONS)] == [
        "default",
        *(f"{name} = {reading}" for name in choices() for reading in KEY_SWITCHES.get(name, ())),
    ]
    assert [str(profile) for profile in profiles(DEVICE)] == [
        "default",
        *(
            f"{name} = {reading}"
            for name in switches(DEVICE)
            for reading in (SWITCHES[name], *MORE_SWITCHES.get(name, ()))
        ),
    ]


@pytest.mark.parametrize("machine", [DEVICE, COPY_PROTECTION_SESSIONS], ids=lambda machine: machine.name)
def test_no_profile_of_a_table_takes_a_forbidden_reading(machine: Machine) -> None:
    forbidden = {
        (choice.name, reading.name)
        for choice in choices().values()
        for reading in choice.readings
        if reading.standing is Allowed.FORBIDDEN
    }
    assert {name for name, _ in forbidden} & set(switches(machine))
    assert not any(forbidden & set(profile.items()) for profile in profiles(machine))


def test_a_table_without_choices_has_the_default_profile_alone() -> None:
    plain = replace(DEVICE, calls=(DEVICE.call("COPPOpenVideoSession"),), rows=DEVICE.rows[:1], afterwards=())
    assert [*profiles(plain)] == [Profile()]


@pytest.mark.few(2)
@pytest.mark.parametrize("state", ["device lost", "connected, without COPP", "not connected"])
@pytest.mark.parametrize("method", ["ProtectionStatus", "ProtectionCommand"])
def test_a_row_serves_no_session_that_has_ended(method: str, state: str) -> None:
    """A status response says what a session holds; one that is over holds nothing, not even a level."""
    refused = next(row for row in RENDERER.rows if row.call == method and state in RENDERER.states_of(row))
    wrong = with_row(RENDERER, replace(refused, states=(state,), answer=HResult.S_OK, when=None))
    met = {problem.met for problem in problems(wrong) if isinstance(problem, WrongAnswer)}
    calls = [call.name for call in RENDERER.calls if call.function == method]
    assert met == {
        f"it answers <HResult.S_OK: 0> to {call} in {state!r}, where a session holds nothing"
        for call in calls
    }


@pytest.mark.parametrize(
    ("change", "met"),
    [
        ({"any_order": ("tag", "tagg")}, "any_order has 'tagg'"),
        ({"before_state": ("seal",)}, "before_state has 'seal'"),
    ],
)
def test_the_order_of_no_unknown_check_is_free(change: dict[str, tuple[str, ...]], met: str) -> None:
    call = "COPPCommand, set protection level"
    wrong = with_call(call, **change)
    assert problems(wrong) == [UnknownCondition("COPP device", call, met)]


def test_a_check_needs_no_unknown_check() -> None:
    call = DEVICE.call("COPPCommand, set protection level")
    ladder = tuple(
        replace(rung, needs=("seal",)) if isinstance(rung, Check) and rung.name == "resolution" else rung
        for rung in call.ladder
    )
    (problem,) = problems(with_call(call.name, ladder=ladder))
    assert (type(problem), problem.met) == (UnknownCondition, "it needs 'seal'")
