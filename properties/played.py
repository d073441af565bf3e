"""What must hold of any player, whatever scene it plays: duties as named values, each with its clauses."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from coppspec.driver.adapters import ADAPTERS
from coppspec.model.codes import Status
from coppspec.model.tvout import CPCommand, TVStandard, VPFlags
from coppspec.properties.performance import MakePlayer, Moment, Performance, Request, Scene, perform
from coppspec.properties.scenes import SCENES

WIN_VGA = TVStandard.VP_TV_STANDARD_WIN_VGA
MODE, STANDARD, PROTECT, MAX_UNSCALED = (
    VPFlags.VP_FLAGS_TV_MODE,
    VPFlags.VP_FLAGS_TV_STANDARD,
    VPFlags.VP_FLAGS_COPYPROTECT,
    VPFlags.VP_FLAGS_MAX_UNSCALED,
)
ACTIVATE, CHANGE, DEACTIVATE = (
    CPCommand.VP_CP_CMD_ACTIVATE,
    CPCommand.VP_CP_CMD_CHANGE,
    CPCommand.VP_CP_CMD_DEACTIVATE,
)


@dataclass(frozen=True)
class Duty:
    """Something that holds of every performance."""

    name: str
    clauses: tuple[str, ...]
    holds: Callable[[Performance], bool]


@dataclass(frozen=True)
class Breach:
    """A duty that does not hold of a performance."""

    duty: Duty
    performance: Performance

    def __str__(self) -> str:
        return f"{self.duty.name} ({', '.join(self.duty.clauses)}): not in {self.performance}"


def broken(make_player: MakePlayer, scenes: Sequence[Scene] = SCENES) -> tuple[Breach, ...]:
    """Which duties a player does not do, each with the first scene that shows it."""
    performances = [perform(scene, make_player) for scene in scenes]
    return tuple(
        Breach(duty, first)
        for duty in DUTIES
        for first in [next((each for each in performances if not duty.holds(each)), None)]
        if first is not None
    )


# What it believes.


def _has_hardware(adapter: int) -> bool:
    tv = ADAPTERS[adapter].tv if adapter in range(len(ADAPTERS)) else None
    return tv is not None and bool(tv.flags & PROTECT)


def _believes_where_there_is_hardware(performance: Performance) -> bool:
    return _has_hardware(performance.scene.adapter) or not any(each.believed for each in performance.moments)


def _believing(performance: Performance) -> list[Moment]:
    """The moments of belief, of which each player has its own: later somebody else may act (VPCP-761)."""
    return [each for each in performance.moments if each.believed and (each.own or each.plays)]


def _believes_what_is_shown(performance: Performance) -> bool:
    if not _has_hardware(performance.scene.adapter):
        return True  # another duty
    return all(min((each.session, *each.shown)) >= each.believed for each in _believing(performance))


def _believes_in_the_standard(performance: Performance) -> bool:
    return all(
        _could_be_protected(last)
        for moment in _believing(performance)
        for last in [_last_get([each for each in moment.requests if each.player == moment.act.player])]
    )


def _plays_as_the_content_asks(performance: Performance) -> bool:
    playing = [each for each in performance.moments if each.plays]
    return all(each.believed == each.act.argument == _level_asked_for(each) for each in playing)


def _level_asked_for(moment: Moment) -> int | None:
    """The level of the last ACTIVATE or CHANGE of the player who acts, if its session goes on."""
    own = [each for each in moment.requests if each.player == moment.act.player and _succeeded(each)]
    last = next((each for each in reversed(own) if each.protects), None)
    if last is None or last.sent("dwCPCommand") == DEACTIVATE:
        return None
    return last.sent("bCP_APSTriggerBits")


def _plays_where_it_can(performance: Performance) -> bool:
    return not performance.scene.plays or not any(each.refused for each in performance.moments)


# What it sends.


def _succeeded(request: Request) -> bool:
    return request.status == Status.NO_ERROR


def _sets(performance: Performance) -> Iterator[tuple[Request, Request | None]]:
    """Every SET of every player, with the GET that it had before, if it had one."""
    for player in performance.players:
        own = performance.of(player)
        for index, request in enumerate(own):
            if not request.is_get:
                yield request, _last_get(own[:index])


def _last_get(requests: Sequence[Request]) -> Request | None:
    return next((each for each in reversed(requests) if each.is_get and _succeeded(each)), None)


def _reported(last: Request | None, name: str, flag: VPFlags) -> int:
    """What GET said in a field; nothing if it did not report its flag."""
    return last.got(name) if last is not None and last.got("dwFlags") & flag else 0


def _flags_are_reported(performance: Performance) -> bool:
    return not any(
        request.sent("dwFlags") & ~(last.got("dwFlags") if last else 0)
        for request, last in _sets(performance)
    )


def _nothing_is_set_that_is_only_reported(performance: Performance) -> bool:
    return not any(request.sent("dwFlags") & MAX_UNSCALED for request, _ in _sets(performance))


def _values_are_available(performance: Performance) -> bool:
    for request, last in _sets(performance):
        flags, standards = request.sent("dwFlags"), _reported(last, "dwAvailableTVStandard", STANDARD)
        if flags & MODE and request.sent("dwMode") & ~_reported(last, "dwAvailableModes", MODE):
            return False
        if flags & STANDARD and request.sent("dwTVStandard") & ~(standards | WIN_VGA):
            return False
    return True


def _one_type(performance: Performance) -> bool:
    """DEACTIVATE has none to say."""
    return all(
        request.sent("dwCPType").bit_count() == 1
        and request.sent("dwCPType") & _reported(last, "dwCPType", PROTECT)
        for request, last in _sets(performance)
        if request.protects and request.sent("dwCPCommand") in (ACTIVATE, CHANGE)
    )


def _one_mode_and_one_standard(performance: Performance) -> bool:
    return all(
        (mode == 0 and standard == WIN_VGA)
        or (mode.bit_count() == standard.bit_count() == 1 and standard != WIN_VGA)
        for request, _ in _sets(performance)
        if request.sent("dwFlags") & (MODE | STANDARD)
        for mode, standard in [(request.sent("dwMode"), request.sent("dwTVStandard"))]
    )


def _could_be_protected(last: Request | None) -> bool:
    standard = _reported(last, "dwTVStandard", STANDARD) & ~WIN_VGA
    protected = _reported(last, "dwCPStandard", PROTECT)
    return bool(_reported(last, "dwCPType", PROTECT) and standard) and not standard & ~protected


def _activates_where_it_can_be_protected(performance: Performance) -> bool:
    return all(
        _could_be_protected(last)
        for request, last in _sets(performance)
        if request.protects and request.sent("dwCPCommand") == ACTIVATE
    )


def _asks_again_after_a_refusal(performance: Performance) -> bool:
    """GET is the player's next request; that one can be refused as well."""
    for player in performance.players:
        own = (*performance.of(player), None)
        for request, following in pairwise(own):
            refused = request is not None and not request.is_get and not _succeeded(request)
            if refused and (following is None or not following.is_get):
                return False
    return True


# Its key.


def _uses_its_own_key(performance: Performance) -> bool:
    return all(request.sent("dwCPKey") in issued for request, issued, _ in _uses_of_keys(performance))


def _ends_a_session_once(performance: Performance) -> bool:
    return not any(request.sent("dwCPKey") in ended for request, _, ended in _uses_of_keys(performance))


def _uses_of_keys(performance: Performance) -> Iterator[tuple[Request, set[int], set[int]]]:
    """Every CHANGE and DEACTIVATE, with the keys that its player was given, and those that it gave back."""
    for player in performance.players:
        issued, ended = set[int](), set[int]()
        for request in performance.of(player):
            if not request.protects:
                continue
            command = request.sent("dwCPCommand")
            if command in (CHANGE, DEACTIVATE):
                yield request, set(issued), set(ended)
            if command == ACTIVATE and _succeeded(request):
                issued.add(request.got("dwCPKey"))
            elif command == DEACTIVATE and _succeeded(request):
                ended.add(request.sent("dwCPKey"))


def _leaves_no_session(performance: Performance) -> bool:
    return performance.left == 0


DUTIES = (
    Duty("nobody believes in protection without hardware", ("VPCP-305",), _believes_where_there_is_hardware),
    Duty(
        "who believes in a level has a session of it, and every output shows it",
        ("VPCP-651", "VPCP-753", "VPCP-761"),
        _believes_what_is_shown,
    ),
    Duty(
        "who believes in a level was told last that the standard can be protected",
        ("VPCP-650", "VPCP-754", "VPCP-761"),
        _believes_in_the_standard,
    ),
    Duty(
        "content plays at the level that it asks for, and unprotected stretches at 0",
        ("VPCP-754",),
        _plays_as_the_content_asks,
    ),
    Duty(
        "where nothing stands against it, a player plays: fields are read as masks",
        ("VPCP-754", "VPCP-755", "A-12", "A-13"),
        _plays_where_it_can,
    ),
    Duty("only flags are set that GET reported", ("VPCP-302",), _flags_are_reported),
    Duty("what GET only reports is not set", ("VPCP-306",), _nothing_is_set_that_is_only_reported),
    Duty("only modes and standards are set that are available", ("VPCP-302",), _values_are_available),
    Duty("a request is for one type that is supported", ("VPCP-302", "VPCP-311", "A-13"), _one_type),
    Duty(
        "a TV output goes on with one mode and one standard, and off with neither",
        ("VPCP-307",),
        _one_mode_and_one_standard,
    ),
    Duty(
        "a session is activated where GET said that there is a type and the standard can be protected",
        ("VPCP-754", "VPCP-755"),
        _activates_where_it_can_be_protected,
    ),
    Duty("after a refusal GET comes first", ("VPCP-753",), _asks_again_after_a_refusal),
    Duty("a key is used by whom it was given to", ("VPCP-403", "VPCP-754"), _uses_its_own_key),
    Duty("a session is deactivated once", ("VPCP-433", "VPCP-754"), _ends_a_session_once),
    Duty("no session is left behind", ("VPCP-560", "VPCP-754"), _leaves_no_session),
)
"""What holds of a player, in every scene."""
