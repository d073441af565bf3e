"""Why a choice cannot be told of a driver: what its bench cannot do, what it has not, or another reading."""

from collections.abc import Iterator

from coppspec.driver.protocol import Capability, Interface
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.lint import switches
from coppspec.model.profile import Profile
from coppspec.model.renderer import RENDERER
from coppspec.oracle.places import places
from coppspec.oracle.probes import Probe, Search, other_reading
from coppspec.oracle.replay import TABLES
from coppspec.properties.catalog import EVERYTHING


class Reasons:
    """Why nothing tells readings of a choice apart.

    Args:
        search: of the driver.
    """

    def __init__(self, search: Search) -> None:
        declared = search.declared
        self._search = search
        self._declared = search.declared
        able = frozenset(map(str, Capability))
        blind = able - {Capability.APPLIED} | frozenset(declared.capabilities)
        # A bench that can play a renderer needs a driver with devices, and no other interface.
        also = (Interface.RENDERER,) if Interface.DEVICE in declared.interfaces else ()
        interfaces = tuple(dict.fromkeys((*declared.interfaces, *also)))
        self._able = tuple(
            Search(declared._replace(capabilities=each, interfaces=interfaces))
            for each in dict.fromkeys((blind, able))
        )
        """The same driver on a bench that can do all, at first without seeing more of the hardware."""
        self._everything = Search(EVERYTHING)

    def reason(self, profile: Profile, choice: str, others: tuple[str, ...]) -> str:
        """Why a choice cannot be told.

        Args:
            profile: the reading of every choice, as far as it is known.
            choice: the one that is asked about.
            others: the readings that cannot be told from that of the profile.
        """
        default = Profile()
        if not any(places(self._able[-1].declared, choice)):
            return self._missing(choice, others) or (
                "it has no TV output to protect" if _is_of_keys(choice) else "no device opens on its outputs"
            )
        if _found(self._search, default, choice, others):
            hidden = "; ".join(_hiding(self._search, profile, choice, others))
            return f"nothing shows it {f'while {hidden}' if hidden else 'beside the other readings'}"
        if missing := self._missing(choice, others):
            return missing
        shows = _found(self._everything, default, choice, others)
        return f"it has no {'output and no adapter that shows it' if shows else 'way to show it'}"

    def _missing(self, choice: str, others: tuple[str, ...]) -> str:
        """What a bench would have to be able to do; nothing if that does not help."""
        for able in self._able:
            if probe := _found(able, Profile(), choice, others):
                needed = (*_needed(probe), Capability.APPLIED) if able is self._able[-1] else _needed(probe)
                missing = dict.fromkeys(
                    str(each) for each in needed if each not in self._declared.capabilities
                )
                if missing:
                    return f"it takes {' and '.join(map(repr, missing))}, which the driver does not declare"
        return ""


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


def _needed(probe: Probe) -> Iterator[str]:
    """What a bench has to be able to do for a probe."""
    machine = TABLES[probe.place.machine]
    if machine is RENDERER:
        yield str(Capability.RENDERER)
    calls = {each.name: each for each in machine.calls}
    for intent in probe.intents:
        needs = {each.name: each.needs for each in calls[intent.call].defects}
        for each in (intent.call, *(needs[defect] for defect in intent.defects)):
            if each in set(Capability):
                yield str(each)


def _is_of_keys(choice: str) -> bool:
    return choice in switches(COPY_PROTECTION_SESSIONS)
