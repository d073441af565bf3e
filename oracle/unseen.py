"""Why a choice cannot be told of a driver: what its bench cannot do, what it has not, or another reading."""

from collections.abc import Iterator

from coppspec.driver.protocol import Capability
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.lint import switches
from coppspec.model.profile import Profile
from coppspec.model.renderer import RENDERER
from coppspec.oracle.places import BY_NAME, places
from coppspec.oracle.probes import Probe, Search, other_reading
from coppspec.properties.catalog import EVERYTHING
from coppspec.properties.declared import Declared


def reason(search: Search, profile: Profile, choice: str, others: tuple[str, ...]) -> str:
    """Why nothing tells readings of a choice apart.

    Args:
        search: of the driver.
        profile: the reading of every choice, as far as it is known.
        choice: the one that is asked about.
        others: the readings that cannot be told from that of the profile.
    """
    declared, default = search.declared, Profile()
    able = Search(Declared(declared.outputs, frozenset(map(str, Capability)), declared.adapters))
    if not any(places(able.declared, choice)):
        return "it has no TV output to protect" if _is_of_keys(choice) else "no device opens on its outputs"
    if probe := _found(able, profile, choice, others):
        return _of_bench(probe, declared)
    if hidden := "; ".join(_hiding(search, profile, choice, others)):
        return f"nothing shows it while {hidden}"
    if probe := _found(able, default, choice, others):
        return _of_bench(probe, declared) or "nothing shows it beside the other readings"
    shows = _found(Search(EVERYTHING), default, choice, others)
    return f"it has no {'output and no adapter that shows it' if shows else 'way to show it'}"


def _found(search: Search, profile: Profile, choice: str, others: tuple[str, ...]) -> Probe | None:
    """A probe that tells one of the readings."""
    for reading in others:
        for probe in search.probes(profile, choice, reading):
            return probe
    return None


def _hiding(search: Search, profile: Profile, choice: str, others: tuple[str, ...]) -> Iterator[str]:
    """The readings of other choices that hide this one, each by itself."""
    default = Profile()
    for name, taken in profile.departures.items():
        changed = other_reading(profile, name, default[name])
        if name != choice and _found(search, changed, choice, others):
            yield f"{name} is {taken!r}"


def _of_bench(probe: Probe, declared: Declared) -> str:
    missing = dict.fromkeys(each for each in _needed(probe) if each not in declared.capabilities)
    if not missing:
        return ""
    return f"it takes {' and '.join(map(repr, missing))}, which the driver does not declare"


def _needed(probe: Probe) -> Iterator[str]:
    """What a bench has to be able to do for a probe."""
    machine = BY_NAME[probe.place.machine]
    if machine is RENDERER:
        yield str(Capability.RENDERER)
    calls = {each.name: each for each in machine.calls}
    for intent in probe.intents:
        needs = {each.name: each.needs for each in calls[intent.call].defects}
        for each in (intent.call, *(needs[defect] for defect in intent.defects)):
            if each in set(Capability):
                yield str(each)
    yield str(Capability.APPLIED)


def _is_of_keys(choice: str) -> bool:
    return choice in switches(COPY_PROTECTION_SESSIONS)
