"""Every wrong driver is caught in as many calls as the zoo says, and no check is there for nothing."""

from collections.abc import Callable
from functools import cache
from itertools import product
from typing import Any

import pytest

from coppspec.driver.device import COPPDevice
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.options import Options
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.profile import Profile
from coppspec.model.registry import citable, traps
from coppspec.model.step import Intent
from coppspec.properties import device_harness, key_harness, settings_report, status_payload, trial, zoo_tests
from coppspec.properties.bench import Bench, Test
from coppspec.properties.exploration import shortest_difference
from coppspec.properties.inspection import Inspection
from coppspec.properties.projections import TYPE_REQUEST
from coppspec.properties.setting import start
from coppspec.properties.suite import Suite
from coppspec.properties.suites import suites
from coppspec.properties.traceability import INSPECTIONS, ZOO
from coppspec.properties.trial import Disagreement
from coppspec.properties.zoo import WrongDriver
from coppspec.properties.zoo_players import WRONG_PLAYERS
from coppspec.properties.zoo_tests import exposed, recorded

pytestmark = pytest.mark.slow
FEW = 5_000
"""Sequences that can be run one by one."""


@cache
def by_name() -> dict[str, Suite]:
    return {suite.name: suite for suite in suites()}


def suite_of(wrong: WrongDriver) -> Suite:
    return by_name()[wrong.suite]


@cache
def found_of(wrong: WrongDriver) -> Disagreement | None:
    """What its suite finds; several tests ask for it."""
    return suite_of(wrong).run(wrong.make)


def letters_of(suite: Suite) -> Test:
    """What a suite tries, and a status request, which some tables are about and some suites do without."""
    asked = [Intent(TYPE_REQUEST, session) for session in range(len(suite.dev_ids))]
    also = asked if suite.engine.machine is DEVICE else []
    return tuple(dict.fromkeys((*suite.cover.alphabet, *also)))


@pytest.mark.parametrize("wrong", ZOO, ids=lambda wrong: wrong.sentence)
def test_it_is_caught(wrong: WrongDriver) -> None:
    assert exposed(wrong, suite_of(wrong)) is not None


def test_the_tests_that_catch_them_are_recorded() -> None:
    """Else `verify` takes longer than it needs to: run benchmarks/zoo_tests.py."""
    suites_of = {wrong.sentence: suite_of(wrong) for wrong in ZOO}
    stale = [
        wrong.sentence
        for wrong in ZOO
        for suite, index in ((suites_of[wrong.sentence], recorded().get(wrong.sentence, -1)),)
        if index not in range(len(suite.tests))
        or suite.bench(wrong.make, index).disagreement(suite.tests[index]) is None
    ]
    assert not stale
    assert recorded().keys() == suites_of.keys()


def test_a_driver_whose_recorded_test_does_not_catch_it_is_caught_by_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = next(each for each in ZOO if each.suite == "levels of HDCP")
    empty: dict[str, int] = {}
    for stale in (empty, {wrong.sentence: 0}, {wrong.sentence: 10**6}):
        monkeypatch.setattr(zoo_tests, "recorded", stale.copy)
        assert exposed(wrong, suite_of(wrong)) is not None


@pytest.mark.thorough
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("wrong", ZOO, ids=lambda wrong: wrong.sentence)
def test_it_is_caught_whatever_the_seed(wrong: WrongDriver, seed: int) -> None:
    assert suite_of(wrong).catches(wrong.make, seed) is not None


@pytest.mark.thorough
@pytest.mark.parametrize("wrong", ZOO, ids=lambda wrong: wrong.sentence)
def test_it_is_caught_in_as_many_calls_as_the_zoo_says(wrong: WrongDriver) -> None:
    found = found_of(wrong)
    assert found is not None
    assert len(found.intents) == wrong.calls
    assert found.deviation.clause in wrong.clauses


@pytest.mark.parametrize("wrong", [each for each in ZOO if each.table], ids=lambda wrong: wrong.sentence)
def test_no_shorter_sequence_tells_its_table_from_the_right_one(wrong: WrongDriver) -> None:
    assert wrong.table is not None
    suite = suite_of(wrong)
    other = Engine(wrong.table(suite.engine.machine))
    beginning = start(suite.engine, OUTPUTS, suite.dev_ids)
    difference = shortest_difference(suite.engine, other, beginning, letters_of(suite))
    assert difference is not None
    assert len(difference) == wrong.calls
    replayed = Bench(suite.engine, suite.dev_ids, wrong.make).disagreement(difference)
    assert replayed is not None
    assert replayed.intents == difference


def _few(wrong: WrongDriver) -> bool:
    return wrong.table is None and len(letters_of(suite_of(wrong))) ** (wrong.calls - 1) <= FEW


@pytest.mark.few(30)
@pytest.mark.parametrize("wrong", [each for each in ZOO if _few(each)], ids=lambda wrong: wrong.sentence)
def test_no_shorter_sequence_shows_it_at_all(wrong: WrongDriver) -> None:
    suite = suite_of(wrong)
    bench = Bench(suite.engine, suite.dev_ids, wrong.make)
    shorter = product(letters_of(suite), repeat=wrong.calls - 1)
    assert not any(map(bench.disagreement, shorter))


@pytest.mark.parametrize("wrong", [each for each in ZOO if each.trap], ids=lambda wrong: wrong.sentence)
def test_a_trap_is_found_in_no_more_calls_than_its_witness_has(wrong: WrongDriver) -> None:
    assert wrong.trap is not None
    witness = {
        "T-01": 4, "T-02": 4, "T-03": 3, "T-04": 3, "T-05": 4, "T-06": 2, "T-07": 3, "T-08": 3, "T-09": 4,
        "T-10": 2, "T-11": 2, "T-12": 3, "T-13": 2, "T-14": 3, "T-15": 2, "T-16": 2, "T-17": 1, "T-18": 7,
        "T-19": 4,  # two of the document would do, but a single key can be equal by chance
    }  # fmt: skip
    assert wrong.calls <= witness[wrong.trap]


BY_HAND = {
    trial.NOTHING_WITH_A_REFUSAL: "tests/properties/test_trial.py",
    key_harness.UNPROTECTED_AT_ZERO: "tests/properties/test_trial.py",
    **dict.fromkeys(
        (device_harness.CHAIN, *device_harness.STEPS.values()), "tests/driver/test_certificates.py"
    ),
    **dict.fromkeys(
        (
            key_harness.RESTED,
            key_harness.OTHER_ADAPTER,
            settings_report.FILTERED,
            settings_report.ALONE,
            settings_report.NONE_WHILE_OFF,
            settings_report.ONE_TYPE,
            settings_report.LEVEL,
            settings_report.VENDORS_DATA,
        ),
        "tests/properties/test_key_harness.py",
    ),
    status_payload.ACTIVE: "tests/properties/test_status_payload.py",
}
"""Inspections that no driver of the zoo alone breaks first, and where they are broken."""


@pytest.mark.thorough
@pytest.mark.parametrize(
    "inspection",
    [each for each in INSPECTIONS if each not in BY_HAND],
    ids=lambda inspection: inspection.wanted,
)
def test_an_inspection_is_needed_by_some_wrong_driver(inspection: Inspection) -> None:
    """Those that break its clause are tried, until one is found by it."""
    breaking = (wrong for wrong in ZOO if inspection.clause in wrong.clauses)
    found = map(found_of, breaking)
    assert any(each is not None and each.deviation.wanted == inspection.wanted for each in found)


def test_every_trap_has_a_driver_or_an_application() -> None:
    fallen_into = [*(wrong.trap for wrong in ZOO), *(wrong.trap for wrong in WRONG_PLAYERS)]
    assert sorted(filter(None, fallen_into)) == list(traps())


@pytest.mark.thorough
def test_the_last_writer_is_accepted_of_a_driver_that_is_held_to_it() -> None:
    held_to_it = {each.name: each for each in suites(Profile(level_join="last writer"))}
    (wrong,) = (each for each in ZOO if each.trap == "T-11")
    assert held_to_it[wrong.suite].run(wrong.make) is None


def test_every_wrong_driver_breaks_clauses_that_there_are() -> None:
    assert all(wrong.clauses and set(wrong.clauses) <= citable() for wrong in ZOO)


def test_every_wrong_driver_is_another_one() -> None:
    assert len({wrong.kind for wrong in ZOO}) == len(ZOO) >= 120


UNDER_ANOTHER_READING = {"verify_applicable", "verify_copp_leaves_it", "verify_a_session_is_left"}
"""Checks that refuse nothing by default."""


def _checks(kind: type) -> list[str]:
    names = (name for each in kind.__mro__ for name in vars(each) if name.startswith("verify_"))
    return [name for name in dict.fromkeys(names) if name not in UNDER_ANOTHER_READING]


def _unchecked(*_: object) -> None:
    """In the place of a check."""


def _without(kind: type[COPPDevice | CopyProtectionMiniport], name: str) -> Callable[[], Driver]:
    forgetful = type(f"Without{name}", (kind,), {name: _unchecked})
    if issubclass(forgetful, COPPDevice):
        return lambda: ReferenceDriver(device=forgetful)
    assert issubclass(forgetful, CopyProtectionMiniport)
    return lambda: ReferenceDriver(miniport=forgetful)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in (COPPDevice, CopyProtectionMiniport) for name in _checks(kind)],
)
@pytest.mark.thorough
def test_no_check_can_be_taken_out_of_the_reference_driver_unnoticed(
    kind: type[COPPDevice] | type[CopyProtectionMiniport], name: str
) -> None:
    machine = DEVICE if kind is COPPDevice else COPY_PROTECTION_SESSIONS
    own = [suite for suite in by_name().values() if suite.engine.machine is machine]
    own[1:] = sorted(own[1:], key=lambda suite: suite.calls)
    assert any(suite.catches(_without(kind, name)) is not None for suite in own)


def test_what_there_is_not_is_looked_at_where_a_request_for_it_is_refused() -> None:
    """By the default reading such a request is answered, so there is nothing to forget."""
    refusing = Profile(request_not_applicable="refused")
    suite = next(each for each in suites(refusing) if each.name == "an output without protection, 3")
    options = Options(request_not_applicable="refused")
    forgetful = type("Forgetful", (COPPDevice,), {"verify_applicable": _unchecked})
    assert suite.run(lambda: ReferenceDriver(options)) is None
    assert suite.run(lambda: ReferenceDriver(options, device=forgetful)) is not None


@pytest.mark.parametrize(
    ("name", "options", "suite"),
    [
        (
            "verify_copp_leaves_it",
            {"activate_under_copp": "refused"},
            "a device and a copy-protection session",
        ),
        ("verify_a_session_is_left", {"session_limit": "one, refused"}, "two copy-protection sessions"),
    ],
)
def test_a_check_of_another_reading_cannot_be_taken_out_there(
    name: str, options: dict[str, Any], suite: str
) -> None:
    own = next(each for each in suites(Profile(**options)) if each.name == suite)
    forgetful = type("Forgetful", (CopyProtectionMiniport,), {name: _unchecked})
    assert own.run(lambda: ReferenceDriver(Options(**options))) is None
    assert own.run(lambda: ReferenceDriver(Options(**options), miniport=forgetful)) is not None


def test_the_reference_driver_has_checks_to_take_out() -> None:
    assert len(_checks(COPPDevice)) >= 25
    assert len(_checks(CopyProtectionMiniport)) >= 10
