"""The interpreter in the page does what the engine does: on every step of every suite, and of every walk."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import pytest
from playwright.sync_api import Page

from coppspec.model.conditions import CONDITIONS, SHARED_CONDITIONS
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.effects import EFFECTS
from coppspec.model.engine import Engine
from coppspec.model.language import Check, Machine, Row
from coppspec.model.lint import profiles
from coppspec.model.status import REPORTS, TV_REPORTS
from coppspec.model.step import Answer, Configuration, Intent, OneOf
from coppspec.model.together import Together
from coppspec.properties.exploration import explore
from coppspec.properties.subjects import MACHINES
from coppspec.properties.suites import suites
from coppspec.properties.walks import walks

if TYPE_CHECKING:
    from coppspec.properties.suite import Suite

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NOTHING = EFFECTS["give the certificate"].change
"""What an effect changes that only hands something out."""
Told = list[Any]


def record(value: object) -> object:
    """A configuration or an intent with the names of its fields."""
    if isinstance(value, OneOf):
        return {"one_of": list(value.values)}
    if isinstance(value, tuple):
        items = cast("tuple[object, ...]", value)
        fields: tuple[str, ...] = getattr(items, "_fields", ())
        if fields:
            return {name: record(each) for name, each in zip(fields, items, strict=True)}
        return [record(each) for each in items]
    return value


class Entries(NamedTuple):
    """Where each row stands in the tables."""

    machines: tuple[Machine, ...]

    def told(self, answer: Answer) -> Told:
        """An answer with everything in it that the page has to say too."""
        entries = [self.entry(each) for each in answer.entries]
        code = None if answer.code is None else answer.code.name
        also = [self.entry(each) for each in answer.also]
        return [code, list(answer.gives), entries, answer.session, record(answer.says), also]

    def entry(self, entry: Row | Check) -> Told:
        """A row or a check."""
        if isinstance(entry, Row):
            return ["row", *self.place(entry)]
        return ["check", entry.name, entry.clause]

    def place(self, row: Row) -> tuple[str, int]:
        """The machine and the number of a row."""
        return next((each.name, each.rows.index(row)) for each in self.machines if row in each.rows)


class Numbered(dict[Any, int]):
    """Things by the order in which they came; each has one number."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[Any] = []

    def __missing__(self, thing: Any) -> int:  # noqa: ANN401  whatever can be a key
        self[thing] = number = len(self)
        self.inside.append(thing)
        return number


@dataclass
class Steps:
    """Steps of one engine, each once."""

    engine: Engine
    configurations: Numbered = field(default_factory=Numbered)
    intents: Numbered = field(default_factory=Numbered)
    answers: Numbered = field(default_factory=Numbered)
    taken: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict[Any, Any])

    def follow(self, start: Configuration, tests: Iterable[tuple[Intent, ...]]) -> None:
        """Every step of some sequences."""
        for test in tests:
            here = self.configurations[start]
            for intent in test:
                step = (here, self.intents[intent])
                if step not in self.taken:
                    self.take(self.configurations.inside[here], intent)
                here = self.taken[step][1]

    def take(self, before: Configuration, intent: Intent) -> None:
        """One step, with its answer and what is so afterwards."""
        answer, after = self.engine.step(before, intent)
        step = (self.configurations[before], self.intents[intent])
        self.taken[step] = (self.answers[answer], self.configurations[after])

    def told(self, devices: int = 0) -> dict[str, Any]:
        """All of it as data."""
        machine = self.engine.machine
        together = isinstance(self.engine, Together)
        entries = Entries((DEVICE, COPY_PROTECTION_SESSIONS) if together else (machine,))
        return {
            "machine": machine.name,
            "devices": devices,
            "profile": dict(self.engine.profile.departures),
            "configurations": [record(each) for each in self.configurations],
            "intents": [record(each) for each in self.intents],
            "spelt": [str(each) for each in self.intents],
            "answers": [entries.told(each) for each in self.answers],
            "steps": [[*step, *came] for step, came in self.taken.items()],
        }


COMPARE = """
given => {
  const told = JSON.parse(given);
  const { spec, Engine, Together, spelt, packed, unpacked } = globalThis.coppspec;
  const engine = told.devices ? new Together(spec, told.devices, told.profile)
                              : new Engine(spec, told.machine, told.profile);
  const sorted = (_, value) => value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1)) : value;
  const text = (value) => JSON.stringify(value, sorted);
  const place = (row) => spec.machines.filter((each) => each.rows.includes(row))
    .map((each) => [each.name, each.rows.indexOf(row)])[0];
  const entry = (each) => each.rung ? ["check", each.name, each.clause] : ["row", ...place(each)];
  const answered = ({ code, gives, entries, session, says, also }) =>
    [code, gives, entries.map(entry), session, says, also.map(entry)];
  const configurations = told.configurations.map(text);
  const answers = told.answers.map(text);
  const wrong = [];
  told.intents.forEach((intent, at) => {
    const again = [spelt(intent), text(unpacked(packed(intent)))];
    const wanted = [told.spelt[at], text(intent)];
    if (text(again) !== text(wanted)) wrong.push([...wanted, ...again]);
  });
  for (const [before, intent, answer, after] of told.steps) {
    const step = engine.step(told.configurations[before], told.intents[intent]);
    const met = [text(answered(step.answer)), text(step.configuration)];
    const wanted = [answers[answer], configurations[after]];
    if (text(met) !== text(wanted)) wrong.push([told.spelt[intent], ...wanted, ...met]);
  }
  return { steps: told.steps.length, wrong: wrong.slice(0, 5) };
}
"""


def compare(page: Page, told: dict[str, Any]) -> int:
    """How many steps the page takes as the engine does; it has to be all of them."""
    result = page.evaluate(COMPARE, json.dumps(told))
    assert result["wrong"] == []
    assert result["steps"] == len(told["steps"])
    return int(result["steps"])


def of_suites() -> Iterator[tuple[Steps, int, int]]:
    """All suites, those of one engine as one; with its devices where they stand beside something else."""
    by_engine: dict[tuple[str, int], list[Suite]] = {}
    for each in suites():
        devices = each.engine.devices if isinstance(each.engine, Together) else 0
        by_engine.setdefault((each.engine.machine.name, devices), []).append(each)
    for (_, devices), own in by_engine.items():
        steps = Steps(own[0].engine)
        for suite in own:
            steps.follow(suite.start(), suite.tests)
        yield steps, devices, sum(suite.calls for suite in own)


def test_the_page_answers_every_call_of_every_suite_as_the_engine_does(
    open_page: Callable[..., Page],
) -> None:
    page = open_page()
    told, compared = 0, 0
    for steps, devices, calls in of_suites():
        compared += compare(page, steps.told(devices))
        told += calls
    assert told > 300_000
    assert compared > 5_000


def test_the_page_has_every_effect_condition_and_report_of_the_tables(open_page: Callable[..., Page]) -> None:
    ask = "['EFFECTS', 'CONDITIONS', 'REPORTS'].map((name) => Object.keys(globalThis.coppspec[name]).sort())"
    effects, conditions, reports = open_page().evaluate(ask)
    assert effects == sorted(
        name for name, each in EFFECTS.items() if each.shared or each.change is not NOTHING
    )
    assert conditions == sorted({*CONDITIONS, *SHARED_CONDITIONS})
    assert reports == sorted({*REPORTS, *TV_REPORTS})


def test_a_game_starts_where_a_suite_does_on_the_same_outputs(open_page: Callable[..., Page]) -> None:
    page = open_page()
    for suite in suites():
        devices = suite.engine.devices if isinstance(suite.engine, Together) else 1
        setting: dict[str, Any] = {"outputs": suite.dev_ids, "adapter": suite.adapter, "devices": devices}
        game: dict[str, Any] = {"machine": suite.engine.machine.name, "profile": {}, **setting}
        met = page.evaluate("game => globalThis.coppspec.start(game)", game)
        assert met == record(suite.start()), suite.name


EVERY = 61
"""One of so many steps that a reading does not bear on is compared as well."""


def under(engine: Engine, default: Engine) -> Iterator[Steps]:
    """The steps of each walk under a profile that are otherwise under the default one, and some others."""
    for walk in walks(engine):
        steps = Steps(engine)
        for number, (_, before, intent, *came) in enumerate(
            explore(engine, walk.start, walk.letters).moments
        ):
            if number % EVERY == 0 or [*default.step(before, intent)] != came:
                steps.take(before, intent)
        yield steps


@pytest.mark.thorough
@pytest.mark.parametrize("machine", MACHINES, ids=[each.name for each in MACHINES])
def test_the_page_reads_every_choice_as_the_engine_does(
    machine: Machine, open_page: Callable[..., Page]
) -> None:
    page, default = open_page(), Engine(machine)
    others = [each for each in profiles(machine) if each.departures]
    assert len(others) > 10
    for profile in others:
        assert sum(compare(page, each.told()) for each in under(Engine(machine, profile), default)) > 20


def test_a_table_that_is_read_otherwise_is_told_apart(open_page: Callable[..., Page]) -> None:
    """The comparison itself: it finds a step that the page was told wrongly."""
    steps = Steps(Engine(DEVICE))
    start = steps.engine.start(1)
    steps.follow(start, [(Intent("COPPOpenVideoSession", 0), Intent("COPPKeyExchange", 0))])
    told = steps.told()
    assert compare(open_page(), told) == 2
    told["answers"][1][0] = "S_OK"
    with pytest.raises(AssertionError):
        compare(open_page(), told)
