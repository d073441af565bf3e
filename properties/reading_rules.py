"""How the tables are read, in words: what the engine does, for somebody who writes another."""

from typing import NamedTuple

from coppspec.model.language import NONE, SAME
from coppspec.model.tv_output import OTHER_PROTECTED, PROTECTED


class Rule(NamedTuple):
    """One rule, and what it is about."""

    about: str
    text: str


RULES = (
    Rule(
        "names",
        "Everything is known by its name, letter for letter. In what is said of fields and values, None "
        "stands for null, TYPES for the list 'types' and SETTINGS for the list 'tv_settings'. In a meaning, "
        "'session' is the session that a call is about, 'connector' the connector at the position "
        "session.connector, 'tv' and 'reference_count' those fields of the configuration, 'intent' the call "
        "that is made. intent.level counts as 0 where it is null. A clause that is cited is the id of a "
        "clause or of a choice; '' cites none.",
    ),
    Rule(
        "profile",
        "A profile takes one reading of each choice: the recommended one, unless another is named, and none "
        "that is forbidden. An entry whose 'when' is not null is there only under the profiles that take "
        "that reading of that choice. Everything below is said of the entries that are there.",
    ),
    Rule(
        "start",
        "At the start every session is in the first state of its machine, with 0 in each number, no levels "
        "and no flags; reference_count is 0; each connector is in mode 0, with counts of 0 for each level of "
        "each type, level 0 of each type wanted and shown, the signal ('None', 0) and no analog levels; tv "
        "has the mode and the standard of the setting tv.offer.at_first, or of 'off' where tv.offer.settings "
        "is empty, and false or 0 in the rest. Who makes real messages sets status_number and command_number "
        "of a session that has begun to the numbers in its block; else they count from 0, and never wrap.",
    ),
    Rule(
        "calls",
        "An intent names a call; a session, if the scope is 'named' or 'connector'; none or several defects "
        "of the call; one of the entries of 'about' with one of its levels, where it has any, else with one "
        "of the levels of the call, where that has any; and, only if 'number' is not null, how far its "
        "sequence number is from the one that is due. A call whose 'only_brought' is true is never made by "
        "itself.",
    ),
    Rule(
        "scope",
        "'named': the call goes down its ladder for the session that is named. 'taken': for the first "
        "session whose state is the one in 'takes', or for no session if there is none. 'none': for no "
        "session. 'connector': once for each session with the connector of the one that is named, in their "
        "order. 'every': once for each session, in their order. Each time it goes on from what the time "
        "before left.",
    ),
    Rule(
        "ladder",
        "The rungs are taken from first to last. What a rung does stays done, also if a later one stops the "
        "call.",
    ),
    Rule(
        "rung state",
        "It looks for the row: that of the call, or of its function, which has the state of the session "
        f"({NONE!r} if the call is about none), and, where the call has levels, intent.level among its "
        "levels, or null. There is exactly one. If its answer is a failure, the call stops with that answer. "
        "An HRESULT is a failure if its top bit is set, every other code if it is not 0.",
    ),
    Rule(
        "rung check",
        "The call stops with its answer, if one of the defects of the intent has its name in 'trips', or if "
        "the condition of its name is true. A condition about a session is not true where the call is about "
        "none. A name that is no condition is tripped by defects alone.",
    ),
    Rule(
        "rung ignore", "The same with a success for an answer: the call is taken, and nothing more is done."
    ),
    Rule(
        "any order",
        "More than one code is legal where several checks fail whose order nothing fixes. The first "
        "choice is what the ladder gives, and what is so afterwards is that of the first choice, "
        "whichever code is met. If the call is stopped by a check that is in 'any_order' of the call, "
        "take the rungs behind it one by one: a check that fails, and none of whose 'needs' fails, is "
        "legal too; the rung state, if 'state' is in 'any_order', with the answer of its row where that "
        "is a failure, or where the session has ended and the row does nothing, counts nothing and stays. "
        "The search ends behind a check that fails and is not in 'any_order'. If it is stopped by a row, "
        "the checks in 'before_state' that its defects trip are legal too; and, if 'state' is in "
        "'any_order', what is found behind the rung state in the same way. All of these checks are asked "
        "of the configuration before the call. Of several entries with one code the first counts.",
    ),
    Rule(
        "rung do",
        "The effect takes place, if 'where' is null or that condition is true. An effect on a session does "
        "nothing where the call is about none.",
    ),
    Rule(
        "rung move",
        f"The session goes to the state in 'next', if 'where' is null or that condition is true; {SAME!r} is "
        "the state that it is in.",
    ),
    Rule(
        "rung bring",
        "The event goes down its ladder for each session but the one that the call is about, in their order, "
        "if 'where' is null or that condition is true.",
    ),
    Rule(
        "foot",
        "At the foot of the ladder the effects in 'does' of the row take place in their order, the session "
        "goes to the state in 'next', 'count' is added to reference_count, and the answer of the row is "
        "given; null for an event, which nobody answers. Then, and also after a call that was stopped, the "
        "effects in 'afterwards' of the machine take place, in their order.",
    ),
    Rule(
        "answer",
        "A call that is answered from the foot of its ladder hands out what its effects give, and says what "
        "the report in 'reports' says of the configuration before the call; that of a status response after "
        "session.flags. A call that is stopped hands out and says nothing. The code ANY_ERROR stands for any "
        "code but 0, ANY_FAILURE for any HRESULT with its top bit set, and NO_COPP_HW_OR_UNEXPECTED for "
        "VFW_E_NO_COPP_HW and E_UNEXPECTED.",
    ),
    Rule(
        "levels that show",
        f"The TV output shows tv.level, if tv.standard is {PROTECTED!r} or {OTHER_PROTECTED!r} and tv.reset "
        "and tv.asleep are false; else it may show tv.level or 0.",
    ),
    Rule(
        "defects",
        "A defect is one way to make the message of a call otherwise than is due; 'foreign' takes something "
        "of another session, 'about' is what the intent has to name for it (null: anything), 'needs' what a "
        "test bench has to be able to do for it. A defect without 'trips' has to be taken as if it were "
        "none, unless a condition asks for it. 'everywhere' means that it is worth trying with everything "
        "that can be named.",
    ),
    Rule(
        "both",
        "Under 'together', sessions of both machines stand beside each other, and share connectors and the "
        "adapter. A call goes to the machine that has it, which sees its own sessions and what is shared. A "
        "call in 'joint' goes to the first machine; then, if offer.carries_tv of the connector of the "
        "session that is named is true, the event of that name goes to the second as well. 'afterwards' of "
        "'together' follows.",
    ),
)
"""In the order in which they are needed."""
