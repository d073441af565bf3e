"""The letters of a machine: every call, as it should be and in every way in which it can be wrong."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import combinations, product

from coppspec.driver.protocol import Capability
from coppspec.model.language import Call, Check, Defect, Machine, Scope, holds
from coppspec.model.profile import Profile
from coppspec.model.step import Intent

OFFSETS = (-2, -1, 1, 2, 1 << 8, 1 << 16, 1 << 24, 1 << 31)
"""How far from the sequence number that is due: its neighbours, and numbers that differ in one higher bit."""


def letters(
    machine: Machine, profile: Profile, sessions: int, *, capabilities: Collection[str] | None = None
) -> tuple[Intent, ...]:
    """Every letter on every session, in the order of the table.

    They are, for each call: without a defect, at each level; with each defect; under each wrong
    number; and with two defects whose checks have different answers, one such pair for each two checks,
    because these tell the order of the checks.

    Args:
        machine: the table.
        profile: under which the order of checks is asked for.
        sessions: how many.
        capabilities: what a test bench can do; what it cannot make happen is left out.
    """
    every = (
        (call, tuple(_of_call(_possible(call, capabilities), profile)))
        for call in machine.calls
        if not call.only_brought and (call.name not in EVENTS or _can(capabilities, call.name))
    )
    return tuple(
        each if session is None else Intent(each.call, session, *each[2:])
        for call, own in every
        for session in (range(sessions) if call.scope in {Scope.NAMED, Scope.CONNECTOR} else (None,))
        for each in own
    )


def _possible(call: Call, capabilities: Collection[str] | None) -> Call:
    """The call without the defects that take more of a bench than it can do."""
    return replace(call, defects=tuple(each for each in call.defects if _can(capabilities, each.needs)))


def _can(capabilities: Collection[str] | None, needed: str | None) -> bool:
    return capabilities is None or needed is None or needed in capabilities


def plain(machine: Machine, all_letters: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """The letters that are right, and those that take something from another session."""
    foreign = {
        (call.name, defect.name) for call in machine.calls for defect in call.defects if defect.foreign
    }
    return tuple(
        each
        for each in all_letters
        if not each.number and all((each.call, defect) in foreign for defect in each.defects)
    )


def flawless(all_letters: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """The letters that are right."""
    return tuple(each for each in all_letters if not each.number and not each.defects)


def _of_call(call: Call, profile: Profile) -> Iterator[Intent]:
    """The letters of a call, on no session."""
    for about, level in call.arguments:
        yield Intent(call.name, None, level=level, about=about)
    highest = _highest(call)
    for defect in call.defects:
        everything = tuple(each for each in highest if defect.about in {None, each[0]})
        for about, level in everything if defect.everywhere else everything[:1]:
            yield Intent(call.name, None, (defect.name,), level, about=about)
    about, level = highest[0]
    for offset in OFFSETS if call.number else ():
        yield Intent(call.name, None, (), level, offset, about)
    for first, second in _telling_pairs(call, profile):
        yield Intent(call.name, None, (first.name, second.name), level, about=about)
    for defect, offset in product(_against_the_number(call, profile), OFFSETS):
        yield Intent(call.name, None, (defect.name,), level, offset, about)


def _highest(call: Call) -> tuple[tuple[str | None, int | None], ...]:
    """Everything that a call can be about, with its highest level."""
    if not call.about:
        return ((None, max(call.levels, default=None)),)
    return tuple((about, max(levels, default=None)) for about, levels in call.about.items())


def _telling_pairs(call: Call, profile: Profile) -> Iterator[tuple[Defect, Defect]]:
    """For each two checks with different answers, a defect of each."""
    answers = _answers(call, profile)
    trips: dict[str, Defect] = {}
    for defect in call.defects:
        for name in defect.trips[:1]:
            trips.setdefault(name, defect)
    for first, second in combinations(trips, 2):
        if first in answers and second in answers and answers[first] != answers[second]:
            yield trips[first], trips[second]


def _against_the_number(call: Call, profile: Profile) -> Iterator[Defect]:
    """A defect of each check whose answer is not that for a wrong number."""
    answers = _answers(call, profile)
    if call.number is None or call.number not in answers:
        return
    number = answers[call.number]
    told: set[str] = set()
    for defect in call.defects:
        for name in defect.trips[:1]:
            if name in answers and answers[name] != number and name not in told:
                told.add(name)
                yield defect


def _answers(call: Call, profile: Profile) -> dict[str, int]:
    return {
        rung.name: rung.answer for rung in call.ladder if isinstance(rung, Check) and holds(rung, profile)
    }


EVENTS = frozenset(Capability) - {
    Capability.APPLIED,
    Capability.FEW_KEYS,
    Capability.RENDERER,
    Capability.HDCP_FAILURE,
    Capability.HARDWARE_FAULT,
}
"""Every event that a bench can make happen, by the name that the tables give it."""
