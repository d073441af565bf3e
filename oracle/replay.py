"""A replay: one sequence on which a driver parts from the specification, as a file that plays again.

It holds what a bench is made of and the calls as they are meant, spelt as in a suite file; the bytes follow
from the seed. `replay.schema.json` describes the document, `replay_file` reads it, `playback` plays it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from coppspec.model.codes import names_of
from coppspec.model.engine import Engine
from coppspec.model.profile import Profile
from coppspec.model.step import Answer, Configuration, Intent
from coppspec.model.together import TOGETHER, Together
from coppspec.properties.bench import Bench, Test
from coppspec.properties.inspection import Deviation
from coppspec.properties.setting import DevIDs, start
from coppspec.properties.subjects import MACHINES
from coppspec.properties.suite_writing import intent_as_json
from coppspec.properties.trial import Disagreement, MakeDriver

FORMAT, VERSION = "coppspec replay", 1
TABLES = {each.name: each for each in (*MACHINES, TOGETHER)}
"""What a sequence can be of, by the names of the tables."""


class ReplayStep(NamedTuple):
    """A call as it is meant, what the specification answered to it, and what came back."""

    intent: Intent
    wanted: str
    """The legal codes by their names; "nothing" for an event."""
    clause: str
    """That decided."""
    met: str


@dataclass(frozen=True)
class Replay:
    """A sequence, everything that it takes to play it again, and what came of it."""

    table: str
    """By its name."""
    devices: int | None
    """How many of the sessions are devices, where both sides are there; they come first."""
    dev_ids: DevIDs
    """The output of each session."""
    adapter: int
    """Whose copy-protection sessions they are."""
    profile: Mapping[str, str]
    """The readings that the driver was held to where they are not the recommended ones."""
    seed: int
    """Of what the application makes up: keys, numbers and damage."""
    steps: tuple[ReplayStep, ...]
    deviation: Deviation
    """Of the last step."""

    @classmethod
    def of(cls, bench: Bench, found: Disagreement) -> "Replay":
        """What a bench has found."""
        engine = bench.engine
        answers = (answer for answer, _ in answered(bench, found.intents))
        steps = tuple(
            ReplayStep(intent, in_words(answer), answer.clause, met)
            for intent, answer, met in zip(found.intents, answers, found.answers, strict=True)
        )
        return cls(
            engine.machine.name,
            engine.devices if isinstance(engine, Together) else None,
            tuple(bench.dev_ids),
            bench.adapter,
            engine.profile.departures,
            bench.seed,
            steps,
            found.deviation,
        )

    @property
    def intents(self) -> Test:
        """The calls."""
        return tuple(each.intent for each in self.steps)

    @property
    def engine(self) -> Engine:
        """The table under its profile."""
        profile = Profile(**self.profile)
        if self.devices is not None:
            return Together(self.devices, profile)
        return Engine(TABLES[self.table], profile)

    def bench(self, make_driver: MakeDriver) -> Bench:
        """Where it is played on a driver."""
        return Bench(self.engine, self.dev_ids, make_driver, self.seed, self.adapter)

    def document(self) -> dict[str, Any]:
        """The document as JSON has it."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "table": self.table,
            "devices": self.devices,
            "outputs_of_sessions": list(self.dev_ids),
            "adapter": self.adapter,
            "profile": dict(self.profile),
            "seed": self.seed,
            "steps": [{**each._asdict(), "intent": intent_as_json(each.intent)} for each in self.steps],
            "deviation": self.deviation._asdict(),
        }

    def as_text(self) -> str:
        """The file: the same replay gives the same bytes, one line for each step."""
        fields = (f"{json.dumps(name)}: {_laid_out(value)}" for name, value in self.document().items())
        return "{\n" + ",\n".join(f" {field}" for field in fields) + "\n}\n"


def answered(bench: Bench, test: Test) -> Iterator[tuple[Answer, Configuration]]:
    """What the specification answers to each call, and what is so afterwards, on such a driver."""
    driver = bench.make_driver()
    configuration = start(bench.engine, driver.outputs, bench.dev_ids, driver.adapters, bench.adapter)
    for intent in test:
        answer, configuration = bench.engine.step(configuration, intent)
        yield answer, configuration


def in_words(answer: Answer) -> str:
    """The legal codes of an answer by their names; an event has none."""
    return names_of(answer.codes)


def _laid_out(value: object) -> str:
    """A value in one line; a list of objects with a line for each."""
    every = cast("list[object]", value) if isinstance(value, list) else []
    if not any(isinstance(each, dict) for each in every):
        return json.dumps(value)
    return "[\n" + ",\n".join(f"  {json.dumps(each)}" for each in every) + "\n ]"
