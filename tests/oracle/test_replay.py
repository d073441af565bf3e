"""A replay is a file that plays again, on any driver, with the same result."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability, Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.profile import Profile
from coppspec.oracle.playback import CannotPlay, played, run
from coppspec.oracle.replay import Replay
from coppspec.oracle.replay_file import InvalidReplay, of_json, read
from coppspec.properties.suites import suites
from coppspec.properties.traceability import ZOO
from coppspec.properties.zoo import WrongDriver

SCHEMA = json.loads((Path(__file__).parents[2] / "oracle" / "replay.schema.json").read_text(encoding="utf-8"))
BY_NAME = {suite.name: suite for suite in suites()}
Change = Callable[[dict[str, Any]], object]


def first_of_each_suite() -> list[WrongDriver]:
    """A wrong driver for each suite that is caught there."""
    return list(
        {wrong.suite: wrong for wrong in reversed(ZOO) if len(BY_NAME[wrong.suite].tests) < 400}.values()
    )


def replay_of(wrong: WrongDriver) -> Replay:
    suite = BY_NAME[wrong.suite]
    for seed, test in enumerate(suite.tests):
        bench = suite.bench(wrong.make, seed)
        if (found := bench.disagreement(test)) is not None:
            return Replay.of(bench, bench.simplest(found))
    raise AssertionError(wrong.sentence)


@cache
def one() -> tuple[WrongDriver, Replay]:
    """Of both sides, so with everything that a replay can hold."""
    wrong = next(each for each in ZOO if each.suite == "a device and a copy-protection session")
    return wrong, replay_of(wrong)


# A file that plays again.


@pytest.mark.parametrize("wrong", first_of_each_suite(), ids=lambda wrong: wrong.sentence)
def test_what_is_read_is_what_was_written_and_plays_again(wrong: WrongDriver, tmp_path: Path) -> None:
    replay = replay_of(wrong)
    path = tmp_path / "replay.json"
    path.write_text(replay.as_text(), encoding="utf-8")
    again = read(path)
    assert again == replay
    assert played(again, wrong.make).is_the_same
    assert run(again, ReferenceDriver) is None


def test_a_replay_is_as_its_schema_has_it() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert Draft202012Validator(SCHEMA).is_valid(one()[1].document())  # pyright: ignore[reportUnknownMemberType]  jsonschema's own


def test_the_same_replay_is_the_same_text() -> None:
    wrong, replay = one()
    assert replay_of(wrong).as_text() == replay.as_text()
    assert json.loads(replay.as_text()) == replay.document()


def test_a_replay_keeps_the_profile() -> None:
    suite = {each.name: each for each in suites(Profile(padding_check="ignore"))}["one COPP device"]
    for seed, test in enumerate(suite.tests):
        bench = suite.bench(ReferenceDriver, seed)
        if (found := bench.disagreement(test)) is not None:
            replay = Replay.of(bench, found)
            assert replay.profile == {"padding_check": "ignore"}
            assert played(of_json(replay.document()), ReferenceDriver).is_the_same
            return
    raise AssertionError("the two profiles part")


def test_a_playback_tells_each_step_and_the_verdict() -> None:
    wrong, replay = one()
    told = "\n".join(played(replay, wrong.make).lines())
    assert f"{len(replay.steps)}. {replay.intents[-1]}" in told
    assert told.endswith(f"The driver deviates from {replay.deviation.clause}, the same clause.")
    assert played(replay, ReferenceDriver).verdict == "The driver conforms."


def test_a_driver_that_is_wrong_elsewhere_is_told_so() -> None:
    _, replay = one()
    other = next(each for each in ZOO if each.clauses == ("Q22",))
    twice = (replay.steps[0], *replay.steps)
    verdict = played(replace(replay, steps=twice), other.make).verdict
    assert verdict == f"The driver deviates from Q22, and not {replay.deviation.clause}."


# A driver that lacks what it takes.


class WithoutEvents(ReferenceDriver):
    capabilities = frozenset({Capability.APPLIED})


class WithOneOutput(ReferenceDriver):
    outputs = OUTPUTS[:1]
    adapters = ()


@pytest.mark.parametrize(
    ("make_driver", "change", "found"),
    [
        (WithOneOutput, {}, "about adapter 0, and the driver declares 0 adapters"),
        (WithOneOutput, {"dev_ids": (0, 3)}, "about output 3, and the driver declares 1 outputs"),
        (
            WithoutEvents,
            {"steps": ("mode change", 0)},
            "takes mode change, which the driver does not declare",
        ),
    ],
)
def test_a_driver_that_cannot_play_it_is_told_why(
    make_driver: Callable[[], Driver], change: dict[str, Any], found: str
) -> None:
    document = one()[1].document()
    if "steps" in change:
        document["steps"][-1]["intent"] = {"call": "link lost", "session": 0}
        found = found.replace("mode change", "link lost")
    if "dev_ids" in change:
        document["outputs_of_sessions"] = list(change["dev_ids"])
    with pytest.raises(CannotPlay, match=found):
        run(of_json(document), make_driver)


# What is no replay.


def changed(change: Change) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(one()[1].as_text())
    change(document)
    return document


WRONG: tuple[tuple[Change, str], ...] = (
    (lambda each: each.clear(), "it has no format 'coppspec replay'"),
    (lambda each: each.update(version=2), "it is of version 2, and version 1 is read here"),
    (lambda each: each.update(more=1), "the document has a foreign field 'more'"),
    (lambda each: each.pop("seed"), "the document has no field 'seed'"),
    (lambda each: each.update(seed=-1), "'seed' is -1; a number from 0 to 4294967295 is wanted"),
    (lambda each: each.update(seed=True), "'seed' is True; a number"),
    (lambda each: each.update(table="OPM"), "'table' is 'OPM'; one of COPP device, "),
    (lambda each: each.update(devices=None), "'devices' is None; fewer than the 2 sessions are wanted"),
    (lambda each: each.update(table="COPP device"), "'devices' is 1; null is wanted of COPP device"),
    (lambda each: each.update(profile=[]), r"'profile' is \[\]; an object of readings"),
    (lambda each: each.update(profile={"x": "y"}), "'profile': there is no choice 'x'"),
    (lambda each: each.update(outputs_of_sessions=[]), "a list of 1 to 1024 is wanted"),
    (lambda each: each.update(steps=[1]), r"'steps'\[0\] is 1; an object is wanted"),
    (lambda each: each["steps"][0].update(clause="COPP-999"), "'clause' is 'COPP-999'; a clause"),
    (lambda each: each["steps"][0].update(intent={}), "'intent': {} is no call"),
    (lambda each: each["steps"][0].update(met=0), "'met' is 0; a text is wanted"),
    (lambda each: each["steps"][0]["intent"].update(session=1), "step 1: .* has no such call"),
    (lambda each: each["steps"][0]["intent"].update(call="Open"), "step 1: .* has no call 'Open'"),
    (lambda each: each["steps"][0]["intent"].update(defects=["odd"]), "step 1: .* has no defect 'odd'"),
    (lambda each: each["deviation"].update(how="badly"), "'how' is 'badly'; one of answer, "),
)


@pytest.mark.parametrize(("change", "found"), WRONG)
def test_each_way_to_be_no_replay_is_told_in_one_line(change: Change, found: str) -> None:
    with pytest.raises(InvalidReplay, match=found) as told:
        of_json(changed(change))
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\xff", "it is not UTF-8 text"),
        (b"{", "it is no JSON: Expecting property name"),
        (b"[" * 100_000, "it is no JSON: "),
        (b"1" * 5_000, "it is no JSON: "),
        (b"[1]", "it has no format 'coppspec replay'"),
        (b" " * (1 << 22) + b"{}", "it has more than 4,194,304 bytes"),
    ],
)
def test_a_file_that_holds_something_else_is_refused_in_one_line(
    content: bytes, found: str, tmp_path: Path
) -> None:
    path = tmp_path / "replay.json"
    path.write_bytes(content)
    with pytest.raises(InvalidReplay, match=f"replay.json is no replay: {found}") as told:
        read(path)
    assert "\n" not in str(told.value)
