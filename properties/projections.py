"""Named projections of the COPP device: which letters lead on, which are tried, and how one looks afterwards.

A projection leaves out what does not bear on its question, so that everything in it can be tried. What lies
between projections is left to random sequences.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import permutations, product
from typing import NamedTuple

from coppspec.model.device import CLOSED, DEVICE, SESSION_ACTIVE
from coppspec.model.device_calls import SEQUENCE_START, SET_PROTECTION_LEVEL, SET_SIGNALING
from coppspec.model.levels import LEVELS
from coppspec.model.renderer import RENDERER
from coppspec.model.step import Configuration
from coppspec.properties.alphabet import flawless, plain
from coppspec.properties.bench import Test
from coppspec.properties.suite import Cover

HANDSHAKE = (
    "COPPOpenVideoSession",
    "COPPGetCertificateLength",
    "COPPKeyExchange",
    SEQUENCE_START.name,
)
TYPE_REQUEST = "COPPQueryStatus, protection type"
SIGNAL_REQUEST = "COPPQueryStatus, signaling"
REQUESTS = tuple(call.name for call in DEVICE.calls if call.function == "COPPQueryStatus")
LEVEL_REQUESTS = ("COPPQueryStatus, local protection level", "COPPQueryStatus, global protection level")
ENDS = ("COPPCloseVideoSession", "device lost")
FLAGGED = ("link lost", "connector reconfigured")


class Letters(NamedTuple):
    """All letters on the sessions of one projection."""

    every: Test

    def of(
        self, *calls: str, about: Collection[str] | None = None, levels: Collection[int | None] | None = None
    ) -> Test:
        """The letters without a defect for these calls, types and levels."""
        return tuple(
            each
            for each in flawless(self.every)
            if each.call in calls
            and (about is None or each.about in about)
            and (levels is None or each.level in levels)
        )

    def wrong(self, *calls: str) -> Test:
        """The letters with a defect or a wrong number for these calls."""
        right = set(flawless(self.every))
        return tuple(each for each in self.every if each.call in calls and each not in right)

    def foreign(self) -> Test:
        """The letters that take something from another session."""
        right = set(flawless(self.every))
        return tuple(each for each in plain(DEVICE, self.every) if each not in right)


def control(every: Letters, types: Collection[str]) -> Cover:
    """The order of the calls, with every defect of a sequence start, of one command and of one request."""
    level = SET_PROTECTION_LEVEL.name
    ends = {0, *(max(LEVELS[each]) for each in types)}
    walked = (*every.of(*HANDSHAKE, TYPE_REQUEST, *ENDS), *every.of(level, about=types, levels=ends))
    tried = (*walked, *every.wrong(SEQUENCE_START.name, level, TYPE_REQUEST))
    one_of_each = {each.call: each for each in reversed(flawless(every.every))}
    tried = tuple(dict.fromkeys((*tried, *one_of_each.values())))
    return Cover(walked, tried, walked, finish=True)


def messages(every: Letters) -> Cover:
    """Every command and every request, in every way in which it can be wrong, in an active session."""
    served = [call.name for call in DEVICE.calls if call.function]
    tried = tuple(each for each in every.every if each.call in served)
    repeated = ("the nonce of the last request",)
    again = tuple(each for each in every.wrong(TYPE_REQUEST) if each.defects == repeated)
    right = every.of(SET_PROTECTION_LEVEL.name)[:1]
    asked = every.of(*LEVEL_REQUESTS, SIGNAL_REQUEST)
    signal = {(each.defects, each.number): each for each in reversed(every.wrong(SET_SIGNALING.name))}
    patience = tuple(
        (*every.of(*HANDSHAKE), *(each,) * EVERY_VALUE, *right, *every.of(TYPE_REQUEST))
        for each in (*every.wrong(SET_PROTECTION_LEVEL.name), *every.wrong(TYPE_REQUEST), *signal.values())
        if len(each.defects) + bool(each.number) == 1
    )
    look = (*asked, *again, *right)
    short = (each for each in tried if each.defects == ("short buffer",) and not each.number)
    replayed = tuple(each._replace(number=-1) for each in again)
    replay = (*every.of(*HANDSHAKE, TYPE_REQUEST), *replayed)
    also = (*patience, (*every.of(*HANDSHAKE[:1]), *short), replay, *_forged(every))
    return Cover(every.of(*HANDSHAKE), tried, then=look, before=asked, also=also, only=all_active)


def _forged(every: Letters) -> Iterator[Test]:
    """For each type: what is not authentic, for its highest level, and for none while it is on (COPP-166)."""
    forged = [
        each
        for each in every.wrong(SET_PROTECTION_LEVEL.name)
        if len(each.defects) + bool(each.number) == 1 and NOT_AUTHENTIC.issuperset(each.defects)
    ]
    for on in _highest(every):
        up, down = (
            dict.fromkeys(each._replace(about=on.about, level=level) for each in forged)
            for level in (on.level, 0)
        )
        yield (*every.of(*HANDSHAKE), *up, on, *down, *every.of(*LEVEL_REQUESTS, about={on.about or ""}))
    for level in every.of(SET_PROTECTION_LEVEL.name):
        each = dict.fromkeys(each._replace(about=level.about, level=level.level) for each in forged)
        yield (*every.of(*HANDSHAKE), *each, level)


NOT_AUTHENTIC = {each.name for each in SET_PROTECTION_LEVEL.defects if set(each.trips) == {"tag"}}
"""What can be wrong with the tag of a command, whatever it says."""


def _highest(every: Letters) -> Test:
    """For each type the command for its highest level."""
    return tuple({each.about: each for each in every.of(SET_PROTECTION_LEVEL.name)}.values())


def signals(every: Letters) -> Cover:
    """Every step from one TV protection standard and aspect ratio to another, also beside a level."""
    way, signal, asked = every.of(*HANDSHAKE), every.of(SET_SIGNALING.name), every.of(SIGNAL_REQUEST)
    off = every.of(SET_PROTECTION_LEVEL.name, levels={0})
    while_on = ((*way, on, each, *asked) for on, each in product(_highest(every), signal))
    then_off = ((*way, each, level, *asked) for each, level in product(signal, off))
    then = (*asked, *every.of(LEVEL_REQUESTS[1]))
    return Cover((*way, *signal), signal, then=then, also=(*while_on, *then_off))


def levels(every: Letters, types: Collection[str], of: Collection[int]) -> Cover:
    """Every step from one level to another, seen from the session, the connector and the next session."""
    walked = (*every.of(*HANDSHAKE, *ENDS), *every.of(SET_PROTECTION_LEVEL.name, about=types, levels=of))
    walked += every.of("HDCP settles") if "HDCP" in types else ()
    asked = every.of(*LEVEL_REQUESTS, about=types)
    then = (*asked, *every.of("COPPCloseVideoSession"), *every.of(*HANDSHAKE), *asked)
    return Cover(walked, walked, then=then, before=asked)


def events(every: Letters) -> Cover:
    """Every event in every state, and every answer that can report it, now and in the next session."""
    walked = (*every.of(*HANDSHAKE, *ENDS, *FLAGGED), *every.of(TYPE_REQUEST))
    calls = (TYPE_REQUEST, *LEVEL_REQUESTS)
    refused = tuple(each for each in every.wrong(*calls) if len(each.defects) + bool(each.number) == 1)
    tried = (*walked, *every.of("mode change"), *every.of(*REQUESTS), *refused)
    asked = every.of(TYPE_REQUEST)
    once_more = tuple(letter for event in every.of(*FLAGGED) for letter in (event, *asked))
    anew = (*every.of("COPPCloseVideoSession"), *every.of(*HANDSHAKE), *asked)
    wrong = every.wrong(SET_PROTECTION_LEVEL.name)
    commands = (each for each in wrong if len(each.defects) + bool(each.number) == 1)
    flagged = tuple(
        (*every.of(*HANDSHAKE), event, command, *asked)
        for event, command in product(every.of(*FLAGGED)[:1], commands)
    )
    return Cover(walked, tried, then=(*asked, *asked, *once_more, *anew), also=flagged)


def display_modes(every: Letters, types: tuple[str, ...]) -> Cover:
    """Every level in every display mode, and what a refusal leaves behind."""
    walked = every.of(*HANDSHAKE, "mode change")
    level, display = SET_PROTECTION_LEVEL.name, "COPPQueryStatus, display data"
    wrong = tuple(each for each in every.wrong(level) if not each.number)
    tried = (*walked, *every.of(level, SET_SIGNALING.name, *REQUESTS), *wrong)
    asked = (*every.of(*LEVEL_REQUESTS, about=types), *every.of(display))
    taken = every.of(level, about=types[-1:], levels={0})
    look = (*asked, *taken, *every.of("COPPCloseVideoSession"))
    while_open = tuple(
        (*every.of(*HANDSHAKE[:1]), mode, *every.of(*HANDSHAKE, display)) for mode in every.of("mode change")
    )
    highest = tuple(
        letter for each in types for letter in every.of(level, about=(each,), levels={max(LEVELS[each])})
    )
    lower = every.of(level, about=types, levels={1})
    while_on = tuple((*every.of(*HANDSHAKE), *highest, mode, *lower) for mode in every.of("mode change"))
    told = tuple(
        (mode, *every.of(*HANDSHAKE), event, *highest, *every.of(TYPE_REQUEST))
        for mode, event in product(every.of("mode change"), every.of(*FLAGGED)[:1])
    )
    modes = every.of("mode change")
    back = ((*modes, *modes[:1], *every.of(*HANDSHAKE, display), *highest, *asked),) if modes else ()
    also = (*while_open, *while_on, *told, *back)
    return Cover(walked, tried, then=look, before=every.of(display), also=also)


PAIRED = {"HDCP": {0, 1}, "ACP": {0, 1, 2, 3}, "CGMSA": {0, 2, 3, 8}}
"""Levels of which each two join to something else under another order, or another join."""


def pair(every: Letters, protection_type: str) -> Cover:
    """Two sessions in every order, at levels whose order is not that of their numbers."""
    levels = PAIRED[protection_type]
    level = every.of(SET_PROTECTION_LEVEL.name, about=(protection_type,), levels=levels)
    walked = (*every.of(*HANDSHAKE, "COPPCloseVideoSession"), *level)
    tried = (*walked, *every.of(*ENDS, *FLAGGED, TYPE_REQUEST), *every.foreign())
    look = every.of(*LEVEL_REQUESTS, about=(protection_type,))
    one, two = (tuple(each for each in every.of(*HANDSHAKE) if each.session == at) for at in (0, 1))
    late = tuple((*one, event, *two, *every.of(TYPE_REQUEST)) for event in every.of(*FLAGGED))
    end = tuple(each for each in every.of("COPPCloseVideoSession") if each.session == 1)
    left = tuple((*one, *two, event, *end, *every.of(TYPE_REQUEST)) for event in every.of(*FLAGGED))
    signal = tuple(each for each in every.of(SET_SIGNALING.name) if each.session == 1)
    signalled = ((*one, *two, *signal, *end, *every.of(SIGNAL_REQUEST)),)
    return Cover(walked, tried, then=look, also=(*late, *left, *signalled))


def crowd(every: Letters, protection_type: str) -> Cover:
    """Three sessions at equal and at different levels that end in every order."""
    sessions = range(3)
    highest = max(LEVELS[protection_type])
    level = SET_PROTECTION_LEVEL.name

    def of(session: int, *calls: str, at: int | None = None) -> Test:
        letters = (
            every.of(*calls, about=(protection_type,), levels={at}) if at is not None else every.of(*calls)
        )
        return tuple(each for each in letters if each.session == session)

    started = tuple(letter for session in sessions for letter in of(session, *HANDSHAKE))
    asked = every.of(LEVEL_REQUESTS[1], about=(protection_type,))
    orders = tuple(permutations(sessions))
    found: list[Test] = []
    between = sorted(LEVELS[protection_type])[-2]
    for wanted in ((highest, highest, highest), (highest, 1, 0), (1, highest, 1), (1, between, highest)):
        set_all = tuple(letter for session in sessions for letter in of(session, level, at=wanted[session]))
        for order in orders:
            ends = tuple(letter for session in order for letter in of(session, "COPPCloseVideoSession"))
            found.append((*started, *set_all, *asked, *ends))
    return Cover(started[:1], (), also=tuple(found))


def in_turn(every: Letters) -> Cover:
    """One session after the other, each ended before the next one begins, so often that slots run out."""
    way, ends = every.of(*HANDSHAKE), every.of(*ENDS)
    again = tuple((way[0], end) * OPENINGS for end in ends)
    failing = tuple(each for each in every.wrong(SEQUENCE_START.name) if each.defects == (WRONG_NUMBER,))
    refused = (*way[:-1], *failing, ends[0]) * ATTEMPTS
    whole = (*way, ends[0]) * WHOLE
    level = every.of(SET_PROTECTION_LEVEL.name)[-1:]
    served = (*way, *level, *every.of(TYPE_REQUEST), *level, ends[0]) * WHOLE
    started = tuple(
        (*way[:-1], each, ends[0]) * EVERY_VALUE
        for each in every.wrong(SEQUENCE_START.name)
        if each.defects in SEVERAL_VALUES
    )
    patient = (*way[:-1], *failing * ATTEMPTS, way[-1], ends[0])
    found = (*again, refused, whole, served, patient, *started)
    return Cover(way[:1], (), also=tuple((*each, *way) for each in found))


EVERY_VALUE = 17
"""So many values a field has in turn, at most: 16 bytes of an identifier, and another one."""
SEVERAL_VALUES = {("random number wrong in 1 byte",), ("not below the modulus",), ("short buffer",)}
"""Defects of a sequence start that have several values in turn."""
OPENINGS = 65
"""More than a table has room for in which ended sessions keep their places."""
WHOLE = 33
"""So many sessions, each with its block to decrypt, as a small table has room for."""
ATTEMPTS = 5
"""More failures than a driver allows that locks up."""
WRONG_NUMBER = "another random number"


def neighbours(every: Letters, types: Collection[str]) -> Cover:
    """Two sessions on outputs that share a signal, or nothing, at their highest levels too."""
    name, signal = SET_PROTECTION_LEVEL.name, SET_SIGNALING.name
    level = every.of(name, about=types)
    highest = every.of(name, about=("ACP",), levels={3})
    walked = (*every.of(*HANDSHAKE), *highest)
    tried = (*level, *every.of(*ENDS, *FLAGGED, "mode change", signal, "COPPOpenVideoSession"))
    look = every.of(*LEVEL_REQUESTS, SIGNAL_REQUEST, "COPPQueryStatus, display data")
    look = (*look, *every.of(name, about=("ACP",), levels={1}), *every.of("COPPCloseVideoSession"))
    return Cover(walked, tried, then=look, only=_one_active)


def _one_active(configuration: Configuration) -> bool:
    return configuration.sessions[0].state == SESSION_ACTIVE and configuration.sessions[1].state in {
        CLOSED,
        SESSION_ACTIVE,
    }


def bare(every: Letters) -> Cover:
    """Every call without a defect."""
    return Cover(every.of(*HANDSHAKE), flawless(every.every), then=every.of(TYPE_REQUEST))


def elsewhere(every: Letters) -> Cover:
    """The same where there is something to protect, and what is not authentic."""
    forged = (each for each in every.wrong(HANDSHAKE[-1]) if each.defects == ("another random number",))
    start = ((*every.of(*HANDSHAKE[:-1]), each) for each in forged)
    return replace(bare(every), also=(*start, *_forged(every), *_on_any_connector(every)))


def events_elsewhere(every: Letters) -> Cover:
    """The same as of events, and each level and mode."""
    cover = events(every)
    return replace(cover, also=(*cover.also, *_on_any_connector(every)))


def _on_any_connector(every: Letters) -> Iterator[Test]:
    """Each level and how it ends, and the display in each mode."""
    started, ends = every.of(*HANDSHAKE), every.of(*ENDS, "mode change")
    for level in every.of(SET_PROTECTION_LEVEL.name):
        asked = every.of(*LEVEL_REQUESTS, about=(level.about or "",))
        yield from ((*started, level, end, *started, *asked) for end in ends if level.level)
    for mode in every.of("mode change"):
        yield (mode, *started, *every.of("COPPQueryStatus, display data"))


def renderer(every: Letters) -> Cover:
    """Every method in every state of a renderer, with every defect of its message."""
    calls = ("connect", "connect to a display without COPP", "KeyExchange", "SessionSequenceStart", "release")
    level, request = "ProtectionCommand, set protection level", "ProtectionStatus, protection type"
    walked = (*every.of(*calls, request, "device lost"), *every.of(level, about=("HDCP",), levels={1}))
    wrong = every.wrong("SessionSequenceStart", level, request)
    tried = (*flawless(every.every), *(each for each in wrong if not each.number or each.call == level))
    return Cover(walked, tried, walked, finish=True)


def renderer_modes(every: Letters) -> Cover:
    """Every command and request through a renderer, in both display modes, so that all answers pass on."""
    walked = every.of("connect", "KeyExchange", "SessionSequenceStart", "release", "mode change")
    look = every.of("ProtectionStatus, global protection level", "ProtectionStatus, local protection level")
    way, display = (
        every.of("connect", "KeyExchange", "SessionSequenceStart"),
        "ProtectionStatus, display data",
    )
    while_connected = tuple(
        (*way[:1], mode, *every.of("release"), *way, *every.of(display)) for mode in every.of("mode change")
    )
    return Cover(walked, flawless(every.every), then=look, also=while_connected)


def renderer_messages(every: Letters) -> Cover:
    """Every command and request through a renderer in protected mode, in every way that can be wrong."""
    way = every.of("connect", "KeyExchange", "SessionSequenceStart")
    served = [call.name for call in RENDERER.calls if call.function]
    tried = tuple(each for each in every.every if each.call in served)
    look = every.of("ProtectionStatus, global protection level", "ProtectionStatus, signaling")
    taken = every.of("ProtectionCommand, set protection level")[:1]
    early = tuple(each for each in tried if each.defects == ("short buffer",) and not each.number)
    return Cover(way, tried, then=(*look, *taken), also=((*way[:1], *early),), only=all_active)


def renderers(every: Letters) -> Cover:
    """Two renderers side by side, on one output or on two."""
    walked = every.of("connect", "KeyExchange", "SessionSequenceStart")
    level = every.of("ProtectionCommand, set protection level", about=("ACP",), levels={0, 2})
    tried = (*walked, *level, *every.of("release", "device lost", "link lost"))
    look = every.of("ProtectionStatus, global protection level", about=("ACP",))
    return Cover(walked, tried, then=(*level, *look, *every.of("release")))


def renderer_without_copp(every: Letters) -> Cover:
    """Every method in any order on a renderer that shows where there is no COPP."""
    walked = every.of("connect to a display without COPP", "release")
    events = [call.name for call in RENDERER.calls if call.event and call.name != "connect"]
    requests = [call.name for call in RENDERER.calls if not call.event]
    one_of_each = {each.call: each for each in reversed(every.of(*requests))}
    methods = {each.call.partition(",")[0]: each for each in one_of_each.values()}
    return Cover(walked, (*one_of_each.values(), *every.of(*events)), then=tuple(methods.values()))


def all_active(configuration: Configuration) -> bool:
    """Whether every session is in protected mode."""
    return all(each.state in {SESSION_ACTIVE, RENDERER.goal} for each in configuration.sessions)
