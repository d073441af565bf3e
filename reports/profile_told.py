"""An inferred profile in words, as JSON, and as what a profile file says of each choice."""

from collections.abc import Iterator, Mapping

from coppspec.model.registry import choices
from coppspec.oracle.inference import Inferred, Probed
from coppspec.oracle.profile_file import text
from coppspec.reports.wrapped import Told, Value

SCHEMA = "coppspec-inferred/1"


def told(inferred: Inferred) -> Told:
    """The departures first, each with its shortest probe; then the rest, and what cannot be told."""
    departures = {name: each for name, each in inferred.found.items() if _departs(name, each)}
    others = {name: each for name, each in inferred.found.items() if name not in departures}
    return {
        "profile": str(inferred.profile),
        "found": f"{len(inferred.found)} of {len(inferred.told)} choices, by {inferred.sequences} sequences "
        f"with {inferred.calls} calls",
        "stopped": inferred.stopped,
        "departs from the recommended reading": {
            f"{name} = {reading}": _departure(inferred, name) for name, reading in departures.items()
        },
        "as recommended": {
            f"{name} = {reading}": _last(inferred.probes[name]) for name, reading in others.items()
        },
        "cannot be told": _by_reason(inferred),
        "no accepted reading explains": [each.summary for each in inferred.unexplained],
    }


def as_json(inferred: Inferred) -> dict[str, object]:
    """All that is known, with every probe."""
    return {
        "schema": SCHEMA,
        "profile": dict(inferred.profile.departures),
        "choices": {
            name: {
                "id": choices()[name].id,
                "readings": list(left),
                "why": inferred.unseen.get(name, ""),
                "probes": [_probe(each) for each in inferred.probes[name]],
            }
            for name, left in inferred.told.items()
        },
        "unexplained": [
            {
                "summary": each.summary,
                "clause": each.deviation.clause,
                "calls": _calls(tuple(map(str, each.intents)), each.answers),
            }
            for each in inferred.unexplained
        ],
        "stopped": inferred.stopped,
        "sequences": inferred.sequences,
        "calls": inferred.calls,
    }


def as_file(inferred: Inferred, target: str) -> str:
    """The profile file of a driver; choices that cannot be told have a note."""
    about = f"Which readings {target} follows, found by probing it."
    if inferred.stopped:
        about += f"\nProbing was ended early: {inferred.stopped}."
    return text(inferred.profile, about, dict(_notes(inferred)))


def _notes(inferred: Inferred) -> Iterator[tuple[str, str]]:
    for name, why in inferred.unseen.items():
        yield name, f"Not told from {_others(inferred, name)}: {why}."


def _by_reason(inferred: Inferred) -> Told:
    """What cannot be told, by why."""
    found: dict[str, list[Value]] = {}
    for name, why in inferred.unseen.items():
        found.setdefault(why, []).append(f"{name}: {_quoted(inferred.told[name])}")
    return dict(found)


def _others(inferred: Inferred, name: str) -> str:
    return _quoted(tuple(each for each in inferred.told[name] if each != inferred.profile[name]))


def _quoted(readings: tuple[str, ...]) -> str:
    return " or ".join(f"{each!r}" for each in readings)


def _departs(name: str, reading: str) -> bool:
    return choices()[name].recommended.name != reading


def _departure(inferred: Inferred, name: str) -> Told:
    """The question, and the shortest probe with what came of it."""
    found: Told = {"question": f"{choices()[name].question} ({choices()[name].id})"}
    for probe in _telling(inferred.probes[name], inferred.told[name][0])[:1]:
        found["probe"] = _numbered(probe)
        found["otherwise"] = dict[str, Value](
            (f"under {reading!r}", where) for reading, where in probe.otherwise.items()
        )
    return found


def _telling(probes: tuple[Probed, ...], reading: str) -> list[Probed]:
    """Those on which the driver does as the reading wants, and not as every other one does."""
    return [each for each in probes if reading in each.agrees and each.otherwise] or list(probes)


def _numbered(probe: Probed) -> list[Value]:
    steps = zip(probe.intents, probe.answers, strict=False)
    return [
        probe.setting,
        *(f"{number}. {intent} -> {met}" for number, (intent, met) in enumerate(steps, 1)),
    ]


def _last(probes: tuple[Probed, ...]) -> str:
    """The last call of the shortest probe, and what came back."""
    for probe in [each for each in probes if each.answers][:1]:
        return f"{probe.intents[len(probe.answers) - 1]} -> {probe.answers[-1]}"
    return ""


def _probe(probe: Probed) -> dict[str, object]:
    return {
        "setting": probe.setting,
        "calls": _calls(tuple(map(str, probe.intents)), probe.answers),
        "agrees": list(probe.agrees),
        "otherwise": dict(probe.otherwise),
    }


def _calls(intents: tuple[str, ...], answers: tuple[str, ...]) -> list[Mapping[str, str]]:
    return [{"call": call, "answer": answer} for call, answer in zip(intents, answers, strict=False)]
