"""What the page knows beside the results of a run: the tables, where to play them, what rests on clauses."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from coppspec.driver.adapters import ADAPTERS, Adapter
from coppspec.driver.outputs import OUTPUTS, Output
from coppspec.model.lint import switches
from coppspec.model.profile import Profile
from coppspec.properties.matrix import Case, Fate
from coppspec.properties.setting import offer, tv_offer
from coppspec.properties.specification import specification
from coppspec.properties.subjects import MACHINES
from coppspec.properties.traceability import ZOO, citations
from coppspec.properties.zoo_players import WRONG_PLAYERS
from coppspec.reports.clause_groups import group
from coppspec.reports.difference import compared
from coppspec.reports.graph_data import as_data, graph
from coppspec.reports.side_by_side import pairs

Plain = Mapping[str, object]


@cache
def page_data() -> Plain:
    """All of it, in the order in which the page holds it."""
    return {
        "spec": specification(),
        "setting": {
            "outputs": [_output(each) for each in OUTPUTS],
            "adapters": [_adapter(each) for each in ADAPTERS],
            "switches": {each.name: list(switches(each)) for each in MACHINES},
        },
        "citations": {
            clause: [[each.where, each.what, each.call] for each in found]
            for clause, found in citations().items()
        },
        "zoo": [
            {
                "sentence": each.sentence,
                "suite": each.suite,
                "calls": each.calls,
                "clauses": list(each.clauses),
                "group": group(each.clauses[0]),
            }
            for each in ZOO
        ],
        "applications": [
            {"sentence": each.sentence, "clauses": list(each.clauses)} for each in WRONG_PLAYERS
        ],
    }


def _output(output: Output) -> Plain:
    return {"connector": output.connector, "offer": offer(output)._asdict()}


def _adapter(adapter: Adapter) -> Plain:
    return {"outputs": list(adapter.outputs), "offer": tv_offer(adapter)._asdict()}


def graphs(profile: Profile | None = None) -> tuple[Plain, ...]:
    """The graphs that follow from the tables alone: each machine, two sessions, and what readings change."""
    return _graphs(tuple(profile.departures.items()) if profile is not None else ())


@cache
def _graphs(departures: tuple[tuple[str, str], ...]) -> tuple[Plain, ...]:
    profile = Profile(**dict(departures))
    machines = (graph(machine, profile) for machine in MACHINES)
    return (*machines, *map(as_data, (*pairs(profile), *compared(profile))))


def kills(cases: Iterable[Case]) -> Plain:
    """What became of mutants: by the kind of fault, with who is the first to catch it, and by clause.

    Every survivor has its reason.
    """
    fates: defaultdict[tuple[str, str], Counter[Fate]] = defaultdict(Counter)
    first: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    clauses: defaultdict[str, Counter[Fate]] = defaultdict(Counter)
    survivors: list[Plain] = []
    for case in cases:
        fates[case.table, case.kind][case.fate] += 1
        if case.suite:
            first[case.table, case.kind][case.suite] += 1
        for clause in case.clauses:
            clauses[clause][case.fate] += 1
        if case.fate is Fate.SURVIVES:
            survivors.append({"fault": str(case), "reason": case.reason})
    return {
        "kinds": [
            {"table": table, "kind": kind, "first": first[table, kind], **_counted(of)}
            for (table, kind), of in fates.items()
        ],
        "clauses": {clause: _counted(of) for clause, of in clauses.items()},
        "survivors": survivors,
    }


def _counted(fates: Counter[Fate]) -> dict[str, int]:
    return {str(fate): fates[fate] for fate in Fate}
