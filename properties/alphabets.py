"""The alphabets of complete suites: a few letters each, so that every sequence of them can be settled.

Each says what it leaves out. That what is left out does not bear on what is in it is an assumption; it is the
random machines that look between alphabets.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from coppspec.model.device_calls import SEQUENCE_START, SET_PROTECTION_LEVEL
from coppspec.model.key_calls import ACTIVATE, CHANGE, DEACTIVATE, GET
from coppspec.model.levels import LEVELS
from coppspec.properties.alphabet import flawless
from coppspec.properties.bench import Test
from coppspec.properties.key_projections import RESTART
from coppspec.properties.projections import ENDS, FLAGGED, HANDSHAKE, LEVEL_REQUESTS, TYPE_REQUEST, Letters

SET_LEVEL = SET_PROTECTION_LEVEL.name
CLOSE = ENDS[0]


class Alphabet(NamedTuple):
    """A few letters of a table, on so many sessions."""

    name: str
    about: str
    """What its letters are."""
    leaves_out: str
    """What is assumed not to bear on it."""
    letters: tuple[Test, ...]
    """Each a call, or several that are made as one."""
    usual: tuple[int, ...] = ()
    """For how many extra states its suites are run as a rule."""
    thorough: tuple[int, ...] = ()
    """For how many more they are run when there is time."""
    sessions: int = 1


On = Callable[[int], Letters]
"""All letters on so many sessions."""


def of_devices(on: On, types: tuple[str, ...]) -> Iterator[Alphabet]:
    """The alphabets of COPP devices on an output that supports some types."""
    one = on(1)
    yield Alphabet(
        "control",
        "every call of one session, right and with a defect or two",
        "levels above 0, what a request asks for, events of the connector, and other sessions",
        _alone(_control(one, types)),
        usual=(0, 1),
        thorough=(2,),
    )
    yield Alphabet(
        "checks",
        "every call of one session with each of its defects, a command at its highest level among them",
        "types and levels beside these, events of the connector, and other sessions",
        _alone(_checks(one, types)),
        thorough=(0,),
    )
    yield Alphabet(
        "events",
        "the handshake, what ends a session, what happens to a connector, and the request that reports it",
        "levels, and other sessions",
        _alone((*one.of(*HANDSHAKE, *ENDS, *FLAGGED, TYPE_REQUEST), *_numbered(one, TYPE_REQUEST, 1))),
        usual=(0,),
        thorough=(1,),
    )
    yield calls("calls", "session", one, SEQUENCE_START.name)
    yield from _of_levels(one, types)
    if types:
        yield from (_side_by_side(on(sessions), sessions, types[len(types) // 2]) for sessions in (2, 3))


def calls(name: str, what: str, every: Letters, failed_start: str) -> Alphabet:
    """Each call once as it should be, and a sequence start that fails: every cell of the table is entered."""
    one_each = {each.call: each for each in reversed(flawless(every.every))}
    chosen = (*reversed(one_each.values()), *_wrong(every, failed_start, "another random number"))
    return Alphabet(
        name,
        f"every call and every event of one {what}, right, each with one thing that it can be about, and a "
        "sequence start that fails",
        "levels above 0, defects, and other sessions",
        _alone(chosen),
        usual=(0,),
    )


def _of_levels(one: Letters, types: tuple[str, ...]) -> Iterator[Alphabet]:
    for each in types:
        asked = one.of(SET_LEVEL, *LEVEL_REQUESTS, about=(each,))
        yield Alphabet(
            f"levels-{each}",
            f"the handshake, every level of {each}, and the requests for it",
            "other types, defects, events of the connector, and other sessions",
            _alone((*one.of(*HANDSHAKE, CLOSE), *asked)),
            usual=(0,),
            thorough=(1,) if len(LEVELS[each]) < MANY_LEVELS else (),
        )
    if len(types) > 1:
        yield Alphabet(
            "types",
            "the handshake, and the lowest and the highest level of every type",
            "the levels between, defects, events of the connector, and other sessions",
            _alone((*one.of(*HANDSHAKE, CLOSE, *LEVEL_REQUESTS), *_ends_of(one, types))),
            thorough=(0, 1),
        )


MANY_LEVELS = 5
"""From so many levels of a type on, an extra state is left to the random machines."""
SEVERAL = {2: "pairs", 3: "triples"}


def _side_by_side(every: Letters, sessions: int, protection_type: str) -> Alphabet:
    """On each session: its handshake, its ends, two levels, and the level of the connector."""
    about = (protection_type,)
    level = {0, sorted(LEVELS[protection_type])[-2]}
    found: list[Test] = []
    for session in range(sessions):
        own = Letters(tuple(each for each in every.every if each.session == session))
        asked = own.of(LEVEL_REQUESTS[1], about=about)
        single = (*own.of(*ENDS), *own.of(SET_LEVEL, about=about, levels=level), *asked)
        found += (own.of(*HANDSHAKE), *_alone(single))
    return Alphabet(
        SEVERAL[sessions],
        f"{sessions} sessions on one connector, each with its handshake as one letter, and two levels",
        f"the order within a handshake, types beside {protection_type}, other levels, and defects",
        tuple(found),
        usual=(0,) if sessions == min(SEVERAL) else (),
        thorough=(0,) if sessions == max(SEVERAL) else (),
        sessions=sessions,
    )


def of_keys(on: On) -> Iterator[Alphabet]:
    """The alphabets of copy-protection sessions."""
    leaves_out = (
        "the TV output, resets and power, and other sessions; and what would take a key when none is left, "
        "where the number of keys cannot be limited"
    )
    about = "every command of one copy-protection session, right and with a defect or two, at three levels"
    yield Alphabet("keys", about, leaves_out, _alone(_one_key(on(1))), usual=(0, 1))
    for sessions, several in SEVERAL.items():
        yield Alphabet(
            f"key-{several}",
            f"every command of {sessions} copy-protection sessions, at two levels",
            f"other levels, defects, {leaves_out}",
            _alone(_several_keys(on(sessions))),
            usual=(0,) if sessions == min(SEVERAL) else (),
            thorough=(0,) if sessions == max(SEVERAL) else (),
            sessions=sessions,
        )


def _one_key(one: Letters) -> Test:
    commands = (
        *one.of(ACTIVATE, CHANGE, levels={0, 1, 3}),
        *one.of(DEACTIVATE, GET, RESTART, "mode change"),
    )
    wrong = (
        *_wrong(one, ACTIVATE, "two commands at once"),
        *_wrong(one, CHANGE, "key 0", "undefined bits"),
        *_wrong(one, DEACTIVATE, "key 0"),
    )
    return (*commands, *wrong)


def _several_keys(every: Letters) -> Test:
    level: set[int | None] = {0, 2}
    return (*every.of(ACTIVATE, CHANGE, levels=level), *every.of(DEACTIVATE, RESTART))


def _alone(chosen: Test) -> tuple[Test, ...]:
    """Each call as a letter of its own."""
    return tuple((each,) for each in dict.fromkeys(chosen))


def _control(one: Letters, types: tuple[str, ...]) -> Test:
    level = one.of(SET_LEVEL, about=types[:1], levels={0})
    return (
        *one.of(*HANDSHAKE),
        *_wrong(one, SEQUENCE_START.name, "another random number", "corrupted block"),
        *level,
        *(_wrong(one, SET_LEVEL, "corrupted tag")[:1] if level else ()),
        *(_numbered(one, SET_LEVEL, 1)[:1] if level else ()),
        *one.of(TYPE_REQUEST),
        *_wrong(one, TYPE_REQUEST, "data size not that of the request"),
        *_numbered(one, TYPE_REQUEST, -1),
        *one.of(*ENDS),
    )


def _checks(one: Letters, types: tuple[str, ...]) -> Test:
    return (
        *one.of(*HANDSHAKE, *ENDS, TYPE_REQUEST),
        *_ends_of(one, types[:1]),
        *(each for each in one.wrong(SEQUENCE_START.name) if len(each.defects) == 1),
        *_once(one, SET_LEVEL, types),
        *_once(one, TYPE_REQUEST, types),
    )


def _once(one: Letters, call: str, types: tuple[str, ...]) -> Test:
    """A call of the first type with each of its defects alone, and with the numbers next to the due one."""
    return tuple(
        each
        for each in one.wrong(call)
        if each.about in {None, *types[:1]}
        and len(each.defects) + bool(each.number) == 1
        and abs(each.number) < 2
    )


def _ends_of(every: Letters, types: tuple[str, ...]) -> Test:
    """The commands for level 0 and for the highest level of some types."""
    return tuple(
        letter
        for each in types
        for letter in every.of(SET_LEVEL, about=(each,), levels={0, max(LEVELS[each])})
    )


def _wrong(every: Letters, call: str, *defects: str) -> Test:
    return tuple(
        each
        for each in every.wrong(call)
        if not each.number and each.defects in {(defect,) for defect in defects}
    )


def _numbered(every: Letters, call: str, number: int) -> Test:
    return tuple(each for each in every.wrong(call) if each.number == number and not each.defects)
