"""What the walks on a machine show: every property that holds or does not, as a finding."""

from collections.abc import Iterator, Sequence
from functools import partial

from coppspec.model.engine import Engine
from coppspec.model.language import Check, Machine, Row
from coppspec.model.profile import Profile
from coppspec.model.together import TOGETHER
from coppspec.properties.exploration import Exploration, Moment, explore
from coppspec.properties.facts import FACTS
from coppspec.properties.reachability import checks_that_hold, consulted, rows_that_hold, structures
from coppspec.properties.results import Finding, Kind
from coppspec.properties.subjects import ALWAYS, SOMETIMES
from coppspec.properties.together_projections import together_walks
from coppspec.properties.walks import walks


def explored(of: Machine, profile: Profile) -> list[Finding]:
    """Everything that can be reached on the walks of a machine, with each property as a finding."""
    engine = Engine(of, profile)
    found = {walk.name: explore(engine, walk.start, walk.letters) for walk in walks(engine)}
    return [
        *(_numbers(f"{of.name}, {name}", each) for name, each in found.items()),
        *_of_graphs(of, tuple(found.values())),
        *(finding for name, each in found.items() for finding in _always(f"{of.name}, {name}", each)),
        *(_sometimes(of, tuple(found.values())) if str(profile) == "default" else ()),
    ]


def explored_together(profile: Profile) -> list[Finding]:
    """The same of devices and copy-protection sessions at once; each table is explored by itself too."""
    found = {walk.name: explore(walk.engine, walk.start, walk.letters) for walk in together_walks(profile)}
    return [
        *(_numbers(name, each) for name, each in found.items()),
        *(finding for name, each in found.items() for finding in _always(name, each)),
        *(_sometimes(TOGETHER, tuple(found.values())) if str(profile) == "default" else ()),
    ]


ABOUT_FACTS = "layouts, codes and the reference driver"


def facts() -> list[Finding]:
    """Whether each fact is so."""
    return [Finding(Kind.FACT, ABOUT_FACTS, fact.name, fact.holds(), fact.clauses) for fact in FACTS]


def subject_of(name: str, profile: Profile) -> str:
    """A machine, walk or suite, with its profile where that is not the default."""
    return name if str(profile) == "default" else f"{name}, with {profile}"


def _numbers(name: str, exploration: Exploration) -> Finding:
    states = {each.state for configuration in exploration.access for each in configuration.sessions}
    numbers = {
        "sessions": len(exploration.start.sessions),
        "states": len(states),
        "configurations": len(exploration.access),
        "steps": len(exploration.moments),
        "depth": exploration.depth,
    }
    subject = subject_of(name, exploration.engine.profile)
    sentence = "everything that can be reached was explored"
    return Finding(Kind.EXPLORATION, subject, sentence, exploration.complete, numbers=numbers)


def _of_graphs(of: Machine, explorations: Sequence[Exploration]) -> Iterator[Finding]:
    engine = explorations[0].engine
    fired = consulted(explorations)
    numbers = {
        "rows": len(rows_that_hold(engine)),
        "rows fired": sum(isinstance(entry, Row) for entry in fired),
        "checks": len(checks_that_hold(engine)),
        "checks fired": sum(isinstance(entry, Check) for entry in fired),
    }
    finding = partial(Finding, Kind.EXPLORATION, subject_of(of.name, engine.profile))
    for structure in structures(of):
        missing = structure.missing(explorations)
        detail = "\n".join(missing)
        counted = numbers if structure.name == "every row fires" else {}
        yield finding(structure.name, not missing, structure.clauses, counted, detail)


def _always(name: str, exploration: Exploration) -> Iterator[Finding]:
    finding = partial(Finding, Kind.EXPLORATION, subject_of(name, exploration.engine.profile))
    telling = tuple(_telling(exploration))
    for always in ALWAYS[exploration.engine.machine.name]:
        broken = next((moment for moment in telling if not always.holds(moment)), None)
        detail = ""
        if broken is not None:
            way = (*exploration.access[broken.before], broken.intent)
            detail = "\n".join(f"{number}. {intent}" for number, intent in enumerate(way, 1))
        yield finding(always.name, broken is None, always.clauses, detail=detail)


def _telling(exploration: Exploration) -> Iterator[Moment]:
    """Every moment, but of refusals that leave all as it is only one for each call, clause and state.

    A message can be refused in many ways, and no property tells these apart.
    """
    seen: set[tuple[int, str, str, bool]] = set()
    for moment in exploration.moments:
        if moment.after is moment.before and moment.refused:
            key = (id(moment.before), moment.intent.call, moment.answer.clause, bool(moment.intent.number))
            if key in seen:
                continue
            seen.add(key)
        yield moment


def _sometimes(of: Machine, explorations: Sequence[Exploration]) -> Iterator[Finding]:
    for sometimes in SOMETIMES[of.name]:
        reached = any(sometimes.reached(moment) for each in explorations for moment in each.moments)
        yield Finding(Kind.EXPLORATION, of.name, f"sometimes {sometimes.name}", reached, sometimes.clauses)
