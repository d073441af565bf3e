"""Playing a replay again on a driver, and telling what came of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from coppspec.driver.protocol import Capability, Driver
from coppspec.model.conditions import FAULT, HDCP_FAULT
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.renderer import RENDERER
from coppspec.model.together import TOGETHER
from coppspec.oracle.replay import Replay, ReplayStep, in_words
from coppspec.properties.declared import checked
from coppspec.properties.suite_writing import intent_as_json
from coppspec.properties.trial import Disagreement, MakeDriver, Step, cited


class CannotPlay(ValueError):
    """A driver lacks what a replay is about; the message is one line."""


@dataclass(frozen=True)
class Playback:
    """What came of a replay on some driver."""

    replay: Replay
    steps: tuple[ReplayStep, ...]
    """The steps that were made."""
    disagreement: Disagreement | None

    @property
    def is_the_same(self) -> bool:
        """Whether the clause of the replay deviates."""
        found = self.disagreement
        return found is not None and found.deviation.clause == self.replay.deviation.clause

    @property
    def verdict(self) -> str:
        """What came of it, in one line."""
        if self.disagreement is None:
            made, of = len(self.steps), len(self.replay.steps)
            short = (
                "" if made == of else f" in the first {made} of {of} steps, after which nothing is decided"
            )
            return f"The driver conforms{short}."
        which = "the same clause" if self.is_the_same else f"and not {self.replay.deviation.clause}"
        return f"The driver deviates from {self.disagreement.deviation.clause}, {which}."

    def document(self) -> dict[str, Any]:
        """The same as JSON has it."""
        found = self.disagreement
        return {
            "steps": [{**each._asdict(), "intent": intent_as_json(each.intent)} for each in self.steps],
            "deviation": None if found is None else found.deviation._asdict(),
            "the same clause": self.is_the_same,
        }

    def as_json(self) -> str:
        """The text of that."""
        return json.dumps(self.document(), indent=2)

    def lines(self) -> Iterator[str]:
        """What it prints: each step, and the verdict."""
        for number, (intent, wanted, clause, met) in enumerate(self.steps, 1):
            yield f"{number}. {intent}"
            yield f"     wanted {wanted} ({clause})"
            yield f"     met    {met}"
        yield ""
        if self.disagreement is not None:
            yield self.disagreement.summary
            yield cited(self.disagreement.deviation.clause)
        yield self.verdict


def run(replay: Replay, make_driver: MakeDriver) -> Disagreement | None:
    """Where a driver parts from the specification on a replay; None if it does not.

    Raises:
        CannotPlay: the driver lacks what the replay is about.
        InvalidDriver: what it declares makes no sense.
    """
    return played(replay, make_driver).disagreement


def played(replay: Replay, make_driver: MakeDriver) -> Playback:
    """What comes of a replay on a driver.

    Raises:
        CannotPlay: the driver lacks what the replay is about.
        InvalidDriver: what it declares makes no sense.
    """
    expect_playable(replay, checked(make_driver))
    trial = replay.bench(make_driver).trial()
    found: Disagreement | None = None
    try:
        for intent in takewhile(trial.can_make, replay.intents):
            trial.step(intent)
    except Disagreement as disagreement:
        found = disagreement
    steps = [_step(each) for each in trial.history]
    if found is not None:
        steps[-1] = steps[-1]._replace(met=found.answers[-1])
    return Playback(replay, tuple(steps), found)


def _step(step: Step) -> ReplayStep:
    return ReplayStep(step.intent, in_words(step.answer), step.answer.clause, step.name(step.reply.code))


def expect_playable(replay: Replay, driver: Driver) -> None:
    """That a driver has what a replay is about.

    Raises:
        CannotPlay: it does not.
    """
    outputs, adapters = len(driver.outputs), len(driver.adapters)
    is_of_keys = replay.table == COPY_PROTECTION_SESSIONS.name
    if (highest := max(replay.dev_ids)) >= outputs and not is_of_keys:
        raise CannotPlay(f"the replay is about output {highest}, and the driver declares {outputs} outputs")
    if replay.table in {COPY_PROTECTION_SESSIONS.name, TOGETHER.name} and replay.adapter >= adapters:
        raise CannotPlay(
            f"the replay is about adapter {replay.adapter}, and the driver declares {adapters} adapters"
        )
    for each in needed(replay):
        if each not in driver.capabilities:
            raise CannotPlay(f"the replay takes {each!s}, which the driver does not declare")


def needed(replay: Replay) -> Iterator[Capability]:
    """The capabilities without which it cannot be played."""
    if replay.table == RENDERER.name:
        yield Capability.RENDERER
    calls = {each.call for each in replay.intents}
    yield from (each for each in Capability if each in calls)
    if any(FAULT in each.defects for each in replay.intents):
        yield Capability.HARDWARE_FAULT
    if any(HDCP_FAULT in each.defects for each in replay.intents):
        yield Capability.HDCP_FAILURE
