"""The parts of the main job, and what becomes of a fault in each."""

import json
import sys
from collections import Counter

import pytest

from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.device import DEVICE, S_OK, SESSION_ACTIVE
from coppspec.model.errors import InvalidTable
from coppspec.model.language import SAME, Row
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile
from coppspec.properties import verification
from coppspec.properties.edits import with_row
from coppspec.properties.explored import explored
from coppspec.properties.following import reference
from coppspec.properties.proof import CannotProve
from coppspec.properties.refuted import refuting
from coppspec.properties.results import Finding, Kind, Results
from coppspec.properties.solved import solving
from coppspec.properties.subjects import MACHINES
from coppspec.properties.suites import suites
from coppspec.properties.verification import (
    Stutter,
    jobs,
    suite_finding,
    table_problems,
    telling_suite,
    verify,
)
from coppspec.properties.zoo_devices import OpensADeviceTwice


def test_the_tables_keep_every_rule() -> None:
    assert not table_problems()


def test_a_wrong_table_breaks_properties_and_the_way_there_is_told() -> None:
    row = Row("COPPSequenceStart", DEVICE.states[1], S_OK, SESSION_ACTIVE, (), "COPP-151")
    broken = [each for each in explored(with_row(DEVICE, row), Profile()) if not each.holds]
    by_name = {finding.name: finding for finding in broken}
    name = "a session becomes active by a sequence start after a key exchange, and by nothing else"
    assert by_name[name].detail.splitlines() == [
        "1. COPPOpenVideoSession, session 1",
        "2. COPPSequenceStart, session 1",
    ]


def test_a_wrong_driver_is_a_finding_with_its_clause_and_its_sequence() -> None:
    (finding,) = suite_finding(suites()[0], lambda: ReferenceDriver(device=OpensADeviceTwice), 0)
    assert (finding.kind, finding.holds, finding.clauses) == (Kind.SUITE, False, ("Q22",))
    assert "2. COPPOpenVideoSession, session 1 -> it answered S_OK" in finding.detail


def test_the_reference_driver_takes_its_options_from_the_profile() -> None:
    profile = Profile(padding_check="ignore", sequence_start_retry="retry")
    (finding,) = suite_finding(suites(profile)[0], reference(profile), 0)
    assert finding.holds
    assert "padding_check = ignore; sequence_start_retry = retry" in finding.subject


@pytest.mark.thorough
def test_keys_are_fresh_even_if_the_random_source_repeats_itself() -> None:
    class Careless(CopyProtectionMiniport):
        """Takes the next number for a key, whatever it is."""

        def new_key(self) -> int:
            """The number."""
            return int.from_bytes(self.random_bytes(4), "little")

    suite = next(each for each in suites() if each.name == "one copy-protection session")
    assert suite.run(lambda: ReferenceDriver(random_bytes=Stutter())) is None
    assert suite.run(lambda: ReferenceDriver(miniport=Careless, random_bytes=Stutter())) is not None
    assert suite.run(lambda: ReferenceDriver(miniport=Careless)) is None


def test_a_bad_table_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = with_row(DEVICE, Row("COPPKeyExchange", SESSION_ACTIVE, S_OK, SAME, (), "COPP-999"))
    monkeypatch.setattr(verification, "MACHINES", (bad,))
    with pytest.raises(InvalidTable, match="COPP-999"):
        verify()


def test_to_be_thorough_is_to_do_everything_else_and_then_to_solve_prove_and_refute() -> None:
    usual, more = ([name for name, _ in jobs(0, thorough=each)] for each in (False, True))
    solved = [name for name, _ in (*solving(), *refuting())]
    assert more[-len(solved) :] == solved
    assert not Counter(usual) - Counter(more)
    mutants = Counter(name for name in more if name.startswith("mutants of "))
    assert Counter(more) - Counter(usual) - Counter(solved) <= mutants


def test_without_z3_nothing_thorough_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    told: list[str] = []
    with pytest.raises(CannotProve, match="a proof needs z3"):
        verify(progress=lambda name, _done, _total: told.append(name), thorough=True)
    assert told == []


def test_results_are_added_up_and_written_as_json() -> None:
    results = Results(
        7,
        "default",
        [
            Finding(Kind.SUITE, "one", "it holds", holds=True, numbers={"calls": 3}),
            Finding(Kind.MACHINE, "two", "it does not", holds=False, clauses=("Q22",), numbers={"calls": 4}),
        ],
    )
    assert results.sum("calls") == 7
    assert results.sum("calls", (Kind.SUITE,)) == 3
    assert results.violations == [results.findings[1]]
    document = json.loads(results.as_json())
    assert (document["schema"], document["seed"], document["holds"]) == ("coppspec-results/1", 7, False)
    assert document["findings"][1]["clauses"] == ["Q22"]


@pytest.mark.parametrize(
    "profile",
    {str(each): each for machine in MACHINES for each in list(profiles(machine))[1:]}.values(),
    ids=str,
)
@pytest.mark.thorough
def test_the_suite_for_a_profile_tells_it_from_the_default(profile: Profile) -> None:
    assert telling_suite(profile).tells(Profile())
