"""The table of copy-protection sessions gives the state table of its specification, and its count holds."""

from collections import deque
from collections.abc import Iterator
from itertools import product

import pytest

from coppspec.model.codes import Pattern, Status
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.engine import Engine
from coppspec.model.language import SAME, Row
from coppspec.model.lint import problems
from coppspec.model.registry import is_accepted
from coppspec.model.step import Configuration, Connector, Intent, Session
from coppspec.model.tv_output import AS_IT_IS, THE_PICTURE, TVOutput

ENGINE = Engine(COPY_PROTECTION_SESSIONS)
FRESH, ACTIVE, TURNED_OFF, DEAD = "fresh", "active", "turned off", "dead"
ACTIVATE, CHANGE, DEACTIVATE = "VP_CP_CMD_ACTIVATE", "VP_CP_CMD_CHANGE", "VP_CP_CMD_DEACTIVATE"
RESTART, GET, SET = "driver restart", "VP_COMMAND_GET", "VP_COMMAND_SET, picture"
SET_OUTPUT = "VP_COMMAND_SET, TV output"
ON, ALL = (1, 2, 3), (0, 1, 2, 3)
NO_ERROR, INVALID, NO_MEMORY = (
    Status.NO_ERROR,
    Status.ERROR_INVALID_PARAMETER,
    Status.ERROR_NOT_ENOUGH_MEMORY,
)
NEW_KEY: tuple[str, ...] = ("new key", "key")
NO_KEY: tuple[str, ...] = ()

KEYS = {FRESH: (0,), ACTIVE: ON, TURNED_OFF: (0,), DEAD: (0,)}
"""The levels that a key can be at in each state."""

Line = tuple[Session, str, int | None, Session, int, Status | None, tuple[str, ...]]
"""Before, command, requested level, afterwards, change of the count, status, what dwCPKey holds."""


CONNECTORS = (Connector(mode=1), Connector(mode=5))
"""What the sessions of COPP share, which is nothing to those here."""


SETTINGS = ("settings", "standard", "every standard", "every type", "zeros for the vendor")
"""What GET hands out by default."""


def settled(
    sessions: tuple[Session, ...], count: int, connectors: tuple[Connector, ...] = ()
) -> Configuration:
    """Sessions with the level that they together ask for: the highest, and none at a count of 0."""
    level = max((each.level for each in sessions), default=0) if count else 0
    return Configuration(sessions, count, connectors, TVOutput(level=level))


def keys(state: str) -> list[Session]:
    return [Session(state, level) for level in KEYS[state]]


def state_table() -> Iterator[tuple[int, Line]]:
    """Section 8 of the specification, line by line; 3 is a test of its own, 4 is for another driver."""
    fresh, off, dead = Session(FRESH), Session(TURNED_OFF), Session(DEAD)
    for m in ON:
        yield 1, (fresh, ACTIVATE, m, Session(ACTIVE, m), +1, NO_ERROR, NEW_KEY)
    yield 2, (fresh, ACTIVATE, 0, off, 0, NO_ERROR, NEW_KEY)
    for key, m in product(keys(ACTIVE), ON):
        yield 5, (key, CHANGE, m, Session(ACTIVE, m), 0, NO_ERROR, NO_KEY)
    for key in keys(ACTIVE):
        yield 6, (key, CHANGE, 0, off, -1, NO_ERROR, NO_KEY)
    yield 7, (off, CHANGE, 0, off, 0, NO_ERROR, NO_KEY)
    for m in ON:
        yield 8, (off, CHANGE, m, Session(ACTIVE, m), +1, NO_ERROR, NO_KEY)
    for key in keys(ACTIVE):
        yield 9, (key, DEACTIVATE, None, dead, -1, NO_ERROR, NO_KEY)
    yield 10, (off, DEACTIVATE, None, dead, 0, NO_ERROR, NO_KEY)
    for key, m in product((fresh, dead), ALL):
        yield 11, (key, CHANGE, m, key, 0, INVALID, NO_KEY)
    for key in (fresh, dead):
        yield 12, (key, DEACTIVATE, None, key, 0, INVALID, NO_KEY)
    for key in (fresh, dead):
        yield 15, (key, RESTART, None, key, 0, None, NO_KEY)
    for key in keys(ACTIVE):
        yield 15, (key, RESTART, None, dead, -1, None, NO_KEY)
    yield 15, (off, RESTART, None, dead, 0, None, NO_KEY)


def cells() -> Iterator[object]:
    for number, line in state_table():
        before, command, level, *_ = line
        at = "" if level is None else f" {level}"
        yield pytest.param(line, id=f"{number}: {before.state} {before.level}, {command}{at}")


@pytest.mark.parametrize("line", [*cells()])
def test_each_command_does_to_a_key_what_the_state_table_says(line: Line) -> None:
    """The key stands between an active one and a turned-off one; a restart reaches these as well."""
    before, command, level, after, change, status, key = line
    neighbours = (Session(ACTIVE, 2), Session(TURNED_OFF))
    then = (Session(DEAD), Session(DEAD)) if command == RESTART else neighbours
    left = 0 if command == RESTART else 1
    count = 1 + (before.state == ACTIVE)
    session = 1 if command in {CHANGE, DEACTIVATE} else None
    answer, configuration = ENGINE.step(
        Configuration((neighbours[0], before, neighbours[1]), count, CONNECTORS),
        Intent(command, session, (), level),
    )
    about = None if command == RESTART else 1
    assert (answer.code, answer.gives, answer.session) == (status, key, about)
    assert configuration == settled((then[0], after, then[1]), left + (after.state == ACTIVE), CONNECTORS)
    if command != RESTART:
        assert configuration.reference_count - count == change


def test_the_change_of_the_count_at_a_restart_is_that_of_all_keys_together() -> None:
    sessions = (Session(ACTIVE, 3), Session(FRESH), Session(TURNED_OFF), Session(ACTIVE, 1), Session(DEAD))
    answer, then = ENGINE.step(Configuration(sessions, 2), Intent(RESTART))
    dead, fresh = Session(DEAD), Session(FRESH)
    assert (answer.code, answer.gives, answer.session) == (None, (), None)
    assert [entry.states for entry in answer.entries if isinstance(entry, Row)] == [
        ACTIVE,
        (FRESH, DEAD),
        TURNED_OFF,
        ACTIVE,
        (FRESH, DEAD),
    ]
    assert then == settled((dead, fresh, dead, dead, dead), 0)


ISSUED = (*keys(ACTIVE), *keys(TURNED_OFF), *keys(DEAD))


@pytest.mark.parametrize("level", ALL)
@pytest.mark.parametrize("sessions", [*product(ISSUED, repeat=2), ()], ids=repr)
def test_an_activation_without_a_key_left_is_out_of_memory_and_changes_nothing(
    sessions: tuple[Session, ...], level: int
) -> None:
    """Line 3 of the state table."""
    before = settled(sessions, sum(each.state == ACTIVE for each in sessions))
    answer, then = ENGINE.step(before, Intent(ACTIVATE, level=level))
    assert (answer.code, answer.gives, answer.session) == (NO_MEMORY, (), None)
    assert then == before


def test_keys_are_issued_in_order_whatever_has_become_of_the_others() -> None:
    before = settled((Session(DEAD), Session(ACTIVE, 1), Session(FRESH), Session(FRESH)), 1)
    answer, then = ENGINE.step(before, Intent(ACTIVATE, level=2))
    assert (answer.code, answer.session) == (NO_ERROR, 2)
    assert then == settled((Session(DEAD), Session(ACTIVE, 1), Session(ACTIVE, 2), Session(FRESH)), 2)


@pytest.mark.parametrize("call", [GET, SET])
@pytest.mark.parametrize("sessions", [*product(ISSUED, repeat=2), ()], ids=repr)
def test_a_request_that_is_no_copy_protection_command_touches_no_session(
    sessions: tuple[Session, ...], call: str
) -> None:
    before = settled(sessions, sum(each.state == ACTIVE for each in sessions))
    about = THE_PICTURE if call == SET else None
    answer, then = ENGINE.step(before, Intent(call, about=about))
    gives = SETTINGS if call == GET else ()
    assert (answer.code, answer.gives, answer.session) == (NO_ERROR, gives, None)
    assert then == before


def is_on(state: str) -> int:
    return int(state == ACTIVE)


def law() -> Iterator[object]:
    for row in COPY_PROTECTION_SESSIONS.rows:
        for state in () if not is_accepted(row.when) else COPY_PROTECTION_SESSIONS.states_of(row):
            yield pytest.param(row, state, id=f"{row} from {state}")


@pytest.mark.parametrize(("row", "state"), [*law()])
def test_each_row_counts_the_change_of_whether_its_session_is_on(row: Row, state: str) -> None:
    after = state if row.next == SAME else row.next
    assert row.count == is_on(after) - is_on(state)


def every_intent(sessions: int) -> list[Intent]:
    intents = [Intent(RESTART), Intent(GET), Intent(SET, about=THE_PICTURE)]
    intents += (Intent(ACTIVATE, level=level) for level in ALL)
    for session in range(sessions):
        intents += (Intent(CHANGE, session, level=level) for level in ALL)
        intents.append(Intent(DEACTIVATE, session))
    return intents


def reachable(sessions: int) -> set[Configuration]:
    start = ENGINE.start(sessions)
    seen, waiting = {start}, deque([start])
    while waiting:
        configuration = waiting.popleft()
        for intent in every_intent(sessions):
            _, then = ENGINE.step(configuration, intent)
            if then not in seen:
                seen.add(then)
                waiting.append(then)
    return seen


def in_order_of_issue(sessions: int) -> set[Configuration]:
    """Any number of keys issued, each in one of five conditions, and the others fresh."""
    connectors = ENGINE.start(sessions).connectors
    return {
        settled(
            (*issued, *keys(FRESH) * (sessions - len(issued))),
            sum(is_on(each.state) for each in issued),
            connectors,
        )
        for number in range(sessions + 1)
        for issued in product(ISSUED, repeat=number)
    }


@pytest.mark.parametrize(("sessions", "configurations"), [(1, 6), (2, 31), (3, 156)])
def test_exactly_the_keys_issued_in_order_are_reached_and_each_is_counted_right(
    sessions: int, configurations: int
) -> None:
    found = reachable(sessions)
    assert len(found) == configurations == sum(5**issued for issued in range(sessions + 1))
    assert found == in_order_of_issue(sessions)


@pytest.mark.parametrize("sessions", [1, 2, 3])
def test_with_levels_folded_there_are_three_conditions_for_each_key_issued(sessions: int) -> None:
    folded = {tuple(each.state for each in found.sessions) for found in reachable(sessions)}
    assert len(folded) == (3 ** (sessions + 1) - 1) // 2


@pytest.mark.parametrize("sessions", [1, 2, 3])
def test_the_output_carries_the_highest_level_of_a_key_that_is_on(sessions: int) -> None:
    applied = {found: ENGINE.contribution(found) for found in reachable(sessions)}
    assert applied == {found: max(each.level for each in found.sessions) for found in applied}


REFUSED_BEFORE_ANYTHING: dict[str, Status] = {
    "short buffer": Status.ERROR_INSUFFICIENT_BUFFER,
    "room for a shorter output": Status.ERROR_INSUFFICIENT_BUFFER,
    "another identifier": INVALID,
    "random bytes": INVALID,
    "no such command": INVALID,
    "long buffer": NO_ERROR,
}
BAD_FLAGS: dict[str, Status] = {
    "a flag that is not advertised": INVALID,
    "VP_FLAGS_MAX_UNSCALED": INVALID,
}
NO_SUCH_COMMAND: dict[str, Status] = {
    **BAD_FLAGS,
    "no copy-protection command": INVALID,
    "two commands at once": INVALID,
    "a picture setting besides": NO_ERROR,
}
NO_SUCH_LEVEL: dict[str, Status] = {
    "two types at once": INVALID,
    "no type": INVALID,
    "the other type": NO_ERROR,
    "undefined bits": INVALID,
}
NO_SUCH_KEY: dict[str, Status] = {"key 0": INVALID, "key of another adapter": INVALID}
NO_SUCH_OUTPUT: dict[str, Status] = {
    **BAD_FLAGS,
    "a mode that is not available": INVALID,
    "two modes at once": INVALID,
    "a standard that is not available": INVALID,
    "two standards at once": INVALID,
    "a mode without its flag": NO_ERROR,
    "a standard without its flag": NO_ERROR,
    "no flag at all": NO_ERROR,
}
DEFECTS: dict[str, dict[str, Status]] = {
    ACTIVATE: REFUSED_BEFORE_ANYTHING | NO_SUCH_COMMAND | NO_SUCH_LEVEL | {"hardware that fails": NO_ERROR},
    CHANGE: REFUSED_BEFORE_ANYTHING | NO_SUCH_COMMAND | NO_SUCH_LEVEL | NO_SUCH_KEY,
    DEACTIVATE: REFUSED_BEFORE_ANYTHING | NO_SUCH_COMMAND | NO_SUCH_KEY | {"undefined bits": NO_ERROR},
    GET: REFUSED_BEFORE_ANYTHING | {"flags in the request": NO_ERROR},
    SET_OUTPUT: REFUSED_BEFORE_ANYTHING | NO_SUCH_OUTPUT,
    SET: REFUSED_BEFORE_ANYTHING | BAD_FLAGS,
}


@pytest.mark.parametrize("call", DEFECTS)
def test_each_defect_of_a_request_has_its_status_and_a_refused_one_changes_nothing(call: str) -> None:
    before = settled((Session(ACTIVE, 2), Session(FRESH)), 1)
    about = {SET: THE_PICTURE, SET_OUTPUT: AS_IT_IS}.get(call)
    session = 0 if call in {CHANGE, DEACTIVATE} else None
    level = 3 if call in {ACTIVATE, CHANGE} else None
    steps = {
        defect.name: ENGINE.step(before, Intent(call, session, (defect.name,), level, about=about))
        for defect in COPY_PROTECTION_SESSIONS.call(call).defects
    }
    assert {name: answer.code for name, (answer, _) in steps.items()} == DEFECTS[call]
    assert [name for name, (answer, then) in steps.items() if answer.code and then != before] == []


def test_the_first_activation_fails_without_a_trace_on_hardware_that_fails() -> None:
    fault = Intent(ACTIVATE, None, ("hardware that fails",), 2)
    answer, then = ENGINE.step(ENGINE.start(2), fault)
    assert (answer.code, answer.clause, then) == (Pattern.ANY_ERROR, "VPCP-403", ENGINE.start(2))


def test_the_table_keeps_every_rule() -> None:
    assert problems(COPY_PROTECTION_SESSIONS) == []
