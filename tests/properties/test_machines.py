"""Random sequences: the model alone, the reference driver beside it, and wrong drivers found and shrunk."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from coppspec.driver.device import COPPDevice
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS, ON, TAKE, TURNED_OFF, key_row
from coppspec.model.copy_protection import NO_ERROR as NO_ERROR_STATUS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.language import SAME, Machine
from coppspec.model.together import Together
from coppspec.properties.bench import Test
from coppspec.properties.draws import SEEDS, Drawn, Move
from coppspec.properties.edits import with_row
from coppspec.properties.machines import RarelyVisited, run_machine
from coppspec.properties.plan import WAYS, Plan
from coppspec.properties.power import FLOOR, drawn, faults, survivors
from coppspec.properties.sequence import BrokenProperty, Sequence
from coppspec.properties.trial import Disagreement
from coppspec.properties.zoo_devices import KeepsTheNumberOfAnAnsweredRequest, NeverComparesTheRandomNumber

MACHINES = pytest.mark.parametrize(
    "machine", [DEVICE, COPY_PROTECTION_SESSIONS], ids=lambda machine: machine.name
)


def run(plan: Plan, seed: int) -> None:
    """Fail with the sequence that shows why."""
    if (found := run_machine(plan, seed, examples=60)) is not None:
        raise found


@MACHINES
def test_random_sequences_of_the_model_keep_its_properties(machine: Machine) -> None:
    plan = Plan(Engine(machine), (0, 0, 1))
    run(plan, seed=1)
    assert plan.tally.calls > 1_000


@MACHINES
def test_random_sequences_of_the_reference_driver_follow_the_model(machine: Machine) -> None:
    plan = Plan(Engine(machine), (0, 0, 1), ReferenceDriver)
    run(plan, seed=2)
    assert set(plan.tally.entered) == set(machine.states)


def test_a_quarter_of_all_calls_is_made_on_an_active_session() -> None:
    plan = Plan(Engine(DEVICE), (0,))
    run(plan, seed=3)
    assert 4 * plan.tally.entered[DEVICE.goal] > plan.tally.calls


@pytest.mark.parametrize(
    ("kind", "calls"), [(KeepsTheNumberOfAnAnsweredRequest, 6), (NeverComparesTheRandomNumber, 4)]
)
def test_a_wrong_driver_is_found_and_its_sequence_shrunk(kind: type[COPPDevice], calls: int) -> None:
    found = run_machine(
        Plan(Engine(DEVICE), (0, 0), lambda: ReferenceDriver(device=kind)), seed=1, examples=200
    )
    assert isinstance(found, Disagreement)
    assert len(found.intents) == calls
    assert found.__notes__[-1] == "The sequences of seed 1 show it."


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize(("seed", "dev_ids"), [(0, (0,)), (6, (0, 0, 1, 2))])
def test_nearly_every_single_fault_of_the_control_table_is_caught_in_5000_calls(
    seed: int, dev_ids: tuple[int, ...]
) -> None:
    plan, single = Plan(Engine(DEVICE), dev_ids), faults(DEVICE)
    missed = survivors(plan, drawn(plan, seed), single)
    assert len(missed) <= (1 - FLOOR) * len(single), "\n".join(map(str, missed))


def test_a_run_that_hardly_sees_a_state_fails_and_names_it() -> None:
    shows_a_clone = (4,)
    found = run_machine(Plan(Engine(DEVICE), shows_a_clone), seed=1, examples=20)
    assert isinstance(found, RarelyVisited)
    assert "COPP_OPENED (0)" in str(found)
    assert "closed" not in str(found)


def test_a_wrong_table_is_found_without_any_driver() -> None:
    row = key_row(TURNED_OFF, "VP_CP_CMD_CHANGE", ON, SAME, +1, TAKE, NO_ERROR_STATUS, "VPCP-412")
    plan = Plan(Engine(with_row(COPY_PROTECTION_SESSIONS, row)), (0, 0))
    found = run_machine(plan, seed=1, examples=60)
    assert isinstance(found, BrokenProperty)
    assert "it is no longer so that" in str(found)
    shrunk = [str(intent) for intent in plan.tally.drawn[-1]]
    assert len(shrunk) == 3


def test_hypothesis_finds_no_way_of_its_own_past_the_reference_driver() -> None:
    plan = Plan(Together(2), (0, 0, 0, 0), ReferenceDriver)

    class Free(RuleBasedStateMachine):
        """Any call in any order, as Hypothesis draws them."""

        @initialize(
            seed=st.integers(0, SEEDS - 1), aim=st.sampled_from(plan.aims), used=st.sampled_from(plan.used)
        )
        def begin(self, seed: int, aim: str, used: int) -> None:
            self.sequence = Sequence(plan, Drawn(seed, aim, used, ()))

        @rule(
            kind=st.sampled_from(plan.kinds),
            way=st.integers(0, WAYS - 1),
            session=st.integers(0, plan.sessions - 1),
            besides=st.sampled_from((None, *plan.defects)),
        )
        def call(self, kind: Test, way: int, session: int, besides: str | None) -> None:
            self.sequence.make(Move(kind, way, session, besides))

    run_state_machine_as_test(
        Free, settings=settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
    )
    assert plan.tally.calls > 200


def test_the_same_seed_draws_the_same_sequences_and_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first, second, other = (Plan(Engine(DEVICE), (0, 0)) for _ in range(3))
    for plan, seed in ((first, 5), (second, 5), (other, 6)):
        run_machine(plan, seed, examples=20)
    assert first.tally == second.tally != other.tally
    assert not list(tmp_path.iterdir())
