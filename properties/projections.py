"""Named projections of the COPP device: which letters lead on, which are tried, and how one looks afterwards.

A projection leaves out what does not bear on its question, so that everything in it can be tried. What lies
between projections is left to random sequences.
"""

from collections.abc import Collection
from typing import NamedTuple

from coppspec.model.device import DEVICE, SESSION_ACTIVE
from coppspec.model.device_calls import SEQUENCE_START, SET_PROTECTION_LEVEL
from coppspec.model.levels import LEVELS
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
    again = tuple(
        each for each in every.wrong(TYPE_REQUEST) if each.defects == ("the nonce of the last request",)
    )
    look = (*every.of(*LEVEL_REQUESTS, SIGNAL_REQUEST), *again, *every.of(SET_PROTECTION_LEVEL.name)[:1])
    return Cover(every.of(*HANDSHAKE), tried, then=look, only=all_active)


def levels(every: Letters, types: Collection[str], of: Collection[int]) -> Cover:
    """Every step from one level to another, seen from the session and from the connector."""
    walked = (*every.of(*HANDSHAKE, *ENDS), *every.of(SET_PROTECTION_LEVEL.name, about=types, levels=of))
    walked += every.of("HDCP settles") if "HDCP" in types else ()
    return Cover(walked, walked, then=every.of(*LEVEL_REQUESTS, about=types))


def events(every: Letters) -> Cover:
    """Every event in every state, and every answer that can report it."""
    walked = (*every.of(*HANDSHAKE, *ENDS, *FLAGGED), *every.of(TYPE_REQUEST))
    refused = tuple(each for each in every.wrong(TYPE_REQUEST) if len(each.defects) + bool(each.number) == 1)
    tried = (*walked, *every.of("mode change"), *every.of(*REQUESTS), *refused)
    return Cover(walked, tried, then=every.of(TYPE_REQUEST) * 2)


def display_modes(every: Letters, types: Collection[str]) -> Cover:
    """Every level in every display mode."""
    walked = every.of(*HANDSHAKE, "mode change")
    level = SET_PROTECTION_LEVEL.name
    wrong = tuple(each for each in every.wrong(level) if not each.number)
    tried = (*walked, *every.of(level, "COPPQueryStatus, display data", TYPE_REQUEST), *wrong)
    look = (*every.of(*LEVEL_REQUESTS, about=types), *every.of("COPPQueryStatus, display data"))
    return Cover(walked, tried, then=look)


def pair(every: Letters, types: Collection[str]) -> Cover:
    """Two sessions in every order, at levels whose order is not that of their numbers."""
    level = every.of(SET_PROTECTION_LEVEL.name, about=types, levels={0, 2, 3} if "ACP" in types else {0, 1})
    walked = (*every.of(*HANDSHAKE, "COPPCloseVideoSession"), *level)
    tried = (*walked, *every.of(*ENDS, *FLAGGED, TYPE_REQUEST), *every.foreign())
    look = every.of(*LEVEL_REQUESTS, about=types)
    return Cover(walked, tried, then=look)


def neighbours(every: Letters, types: Collection[str]) -> Cover:
    """Two active sessions on outputs that share a signal, or nothing."""
    level = every.of(SET_PROTECTION_LEVEL.name, about=types)
    walked = every.of(*HANDSHAKE)
    tried = (*level, *every.of(*ENDS, *FLAGGED, "mode change", "COPPCommand, set signaling"))
    look = every.of(*LEVEL_REQUESTS, SIGNAL_REQUEST, "COPPQueryStatus, display data")
    return Cover(walked, tried, then=look, only=all_active)


def bare(every: Letters) -> Cover:
    """Every call on an output that offers nothing."""
    return Cover(every.of(*HANDSHAKE), flawless(every.every), then=every.of(TYPE_REQUEST))


def renderer(every: Letters) -> Cover:
    """Every method in every state of a renderer, with every defect of its message."""
    calls = ("connect", "connect to a display without COPP", "KeyExchange", "SessionSequenceStart", "release")
    level, request = "ProtectionCommand, set protection level", "ProtectionStatus, protection type"
    walked = (*every.of(*calls, request, "device lost"), *every.of(level, about=("HDCP",), levels={1}))
    tried = tuple(each for each in every.every if not each.number or each.call == level)
    return Cover(walked, tried, walked, finish=True)


def all_active(configuration: Configuration) -> bool:
    """Whether every session is in protected mode."""
    return all(each.state == SESSION_ACTIVE for each in configuration.sessions)
