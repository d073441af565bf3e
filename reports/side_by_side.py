"""Two sessions side by side, and the count that they share: each is folded to whether it asks for protection.

This is the picture behind the reference count (VPCP-551, COPP-607): protection ends with the last session
that asks for it, not with the first one that goes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from coppspec.driver.outputs import OUTPUTS
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL
from coppspec.model.engine import Engine
from coppspec.model.language import SAME, Check, Row
from coppspec.model.levels import TYPES
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Session
from coppspec.properties.alphabet import letters
from coppspec.properties.bench import Test
from coppspec.properties.exploration import Moment, explore
from coppspec.properties.products import key_letters
from coppspec.properties.projections import ENDS, HANDSHAKE, Letters
from coppspec.properties.setting import start
from coppspec.reports.diagram import file_name, levels_in_words
from coppspec.reports.drawing import Diagram, Kind, Label, Place, Way

LEGEND = "filled: protected; dotted: an event; what leaves both as they are is left out"
PREFIX = "VP_CP_CMD_"
"""Is left out, so that the picture fits on a page."""
TYPE = "HDCP"
"""The protection type that is counted between two devices."""


@dataclass(frozen=True)
class _Pair:
    """Two sessions of one machine, and what is told of them."""

    engine: Engine
    letters: Test
    is_on: Callable[[Session], bool]
    count: Callable[[Configuration], int]
    counted: str


def pairs(profile: Profile | None = None) -> tuple[Diagram, ...]:
    """Two copy-protection sessions, and two devices on one connector."""
    return two_keys(profile), two_devices(profile)


def two_keys(profile: Profile | None = None) -> Diagram:
    """Two copy-protection sessions with their reference count."""
    engine = Engine(COPY_PROTECTION_SESSIONS, profile)
    return _drawn(
        _Pair(
            engine,
            key_letters(2, engine.profile),
            lambda session: session.state in engine.machine.on,
            lambda configuration: configuration.reference_count,
            "reference count",
        ),
        "Multiple Session Copy Protection: two sessions and their reference count",
    )


def two_devices(profile: Profile | None = None) -> Diagram:
    """Two devices on one connector with its count of those that ask for a level."""
    engine, at = Engine(DEVICE, profile), TYPES.index(TYPE)
    every = Letters(letters(DEVICE, engine.profile, 2))
    asked = every.of(SET_PROTECTION_LEVEL.name, about=(TYPE,))
    return _drawn(
        _Pair(
            engine,
            (*every.of(*HANDSHAKE, *ENDS, "mode change"), *asked),
            lambda session: bool(session.levels) and session.levels[at] > 0,
            lambda configuration: configuration.connectors[0].counts[at][1],
            "count at level 1",
        ),
        f"Global protection level: two devices on one connector, and its count for {TYPE}",
    )


def _drawn(pair: _Pair, title: str) -> Diagram:
    machine = pair.engine.machine
    walked = explore(pair.engine, start(pair.engine, OUTPUTS, (0, 0)), pair.letters)
    counts: dict[str, set[int]] = defaultdict(set)
    for configuration in walked.access:
        counts[_place(pair, configuration)].add(pair.count(configuration))
    between: dict[tuple[str, str], list[Moment]] = defaultdict(list)
    for moment in walked.moments:
        ends = _place(pair, moment.before), _place(pair, moment.after)
        if ends[0] != ends[1]:
            between[ends].append(moment)
    order = sorted(counts, key=lambda name: (min(counts[name]), name.index("on") if "on" in name else 0))
    ways = sorted(between, key=lambda key: (order.index(key[0]), order.index(key[1])))
    return Diagram(
        f"{file_name(machine)}-pair",
        f"{title}, profile: {pair.engine.profile}",
        tuple(_told(pair, name, counts[name]) for name in order),
        tuple(Way(*ends, _labels(pair, between[ends]), _kind(between[ends])) for ends in ways),
        legend=LEGEND + (f", and {PREFIX} before a command" if machine is COPY_PROTECTION_SESSIONS else ""),
        rows=tuple(tuple(name for name in order if min(counts[name]) == count) for count in range(3)),
    )


def _place(pair: _Pair, configuration: Configuration) -> str:
    """Both sessions, each on or off."""
    return ", ".join(
        f"{number} {'on' if pair.is_on(each) else 'off'}"
        for number, each in enumerate(configuration.sessions, 1)
    )


def _told(pair: _Pair, name: str, counts: Iterable[int]) -> Place:
    note = f"{pair.counted} = {' or '.join(map(str, sorted(counts)))}"
    return Place(name, (), any(counts), (note,))


def _kind(moments: Iterable[Moment]) -> Kind:
    return Kind.SUCCESS if any(each.answer.code is not None for each in moments) else Kind.EVENT


def _labels(pair: _Pair, moments: Iterable[Moment]) -> tuple[Label, ...]:
    """A label for each call, calls before events; what becomes of the count stands in the places."""
    clauses: dict[str, set[str]] = defaultdict(set)
    levels: dict[str, set[int]] = defaultdict(set)
    for moment in sorted(moments, key=lambda each: each.answer.code is None):
        call = pair.engine.machine.call(moment.intent.call)
        name = call.function or call.name
        clauses[name] |= {each.clause for each in moment.answer.entries if _moves(moment, each)}
        if moment.intent.level is not None:
            levels[name].add(moment.intent.level)
    return tuple(
        Label(name.removeprefix(PREFIX) + levels_in_words(levels[name]), "", "", tuple(sorted(cited)))
        for name, cited in clauses.items()
    )


def _moves(moment: Moment, entry: Row | Check) -> bool:
    """Whether an entry moved a session; an event also reaches sessions that have nothing to lose."""
    return moment.answer.session is not None or (isinstance(entry, Row) and entry.next != SAME)
