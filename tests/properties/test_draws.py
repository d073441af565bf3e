"""What is drawn depends on the seed and on what can be drawn, and on nothing else."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from coppspec.driver.reference import ReferenceDriver
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.step import Intent
from coppspec.model.together import Together
from coppspec.properties.draws import STEPS, Draws, digest, more_sequences, sequences
from coppspec.properties.machines import run_machine
from coppspec.properties.plan import Plan
from coppspec.properties.sequence import make

FIVE = (
    Intent("COPPOpenVideoSession", 0),
    Intent("COPPGetCertificateLength", 0),
    Intent("COPPKeyExchange", 0),
    Intent("COPPSequenceStart", 0),
    Intent("COPPSequenceStart", 0, ("another random number",)),
)


@dataclass(frozen=True)
class OfFive(Plan):
    """Five letters, so that no new letter of a table changes what is drawn."""

    def letters(self, devices: int, sessions: int) -> tuple[Intent, ...]:
        return tuple(
            each._replace(session=session) for session in range(max(devices, sessions)) for each in FIVE
        )

    @cached_property
    def defects(self) -> tuple[str, ...]:
        return ("short buffer",)


PINNED_NUMBERS = [951, 786, 811, 943, 854, 710, 640, 988]
PINNED_DIGEST = "d651d28760ac207f"


def test_the_numbers_of_a_seed_are_pinned() -> None:
    draws = Draws("COPP device", 7, 0)
    assert [draws.below(1000) for _ in range(8)] == PINNED_NUMBERS


def test_the_sequences_of_a_seed_are_pinned() -> None:
    plan = OfFive(Engine(DEVICE), (0, 0))
    assert run_machine(plan, seed=7, examples=20) is None
    assert digest(plan.tally.drawn) == PINNED_DIGEST


def test_a_driver_beside_the_model_changes_nothing_that_is_drawn() -> None:
    alone, beside = Plan(Engine(DEVICE), (0, 0)), Plan(Engine(DEVICE), (0, 0), ReferenceDriver)
    for plan in (alone, beside):
        assert run_machine(plan, seed=3, examples=8) is None
    assert digest(alone.tally.drawn) == digest(beside.tally.drawn)


def test_a_digest_tells_sequences_apart() -> None:
    one, other = FIVE[:2], FIVE[:3]
    digests = {digest(each) for each in ((one,), (other,), (one, other), (other, one), ())}
    assert len(digests) == 5


def test_each_state_is_the_aim_of_as_many_sequences() -> None:
    plan = Plan(Engine(DEVICE), (0, 0))
    aims = Counter(each.aim for each in sequences(plan, 1, 3 * len(plan.aims)))
    assert set(aims) == set(plan.states(DEVICE))
    assert {number for aim, number in aims.items() if aim != DEVICE.goal} == {3}


def test_every_choice_is_drawn_about_as_often() -> None:
    draws = Draws(5)
    drawn = Counter(draws.one_of("abcd") for _ in range(4000))
    assert set(drawn) == set("abcd")
    assert all(900 < number < 1100 for number in drawn.values())


def test_more_is_drawn_for_what_is_rare_and_for_nothing_else() -> None:
    plan = Plan(Together(3), (0, 0, 1, 0, 0, 0))
    first = next(sequences(plan, 1, 1))
    make(plan, first)
    rare = plan.rarely_visited()
    more = list(more_sequences(plan, 1, 12))
    assert len(more) == 12
    assert {each.aim for each in more} <= set(rare)
    assert all(len(each.moves) == STEPS for each in more)


def test_a_run_that_falls_short_draws_more_until_it_does_not() -> None:
    plan = Plan(Engine(DEVICE), (0, 0, 1, 2))
    assert run_machine(plan, seed=1, examples=1) is None
    assert plan.tally.sequences == 2
    assert not plan.rarely_visited()


def test_no_more_is_drawn_than_as_much_again() -> None:
    plan = Plan(Engine(DEVICE), (4,))  # an output that shows a clone is never opened
    assert run_machine(plan, seed=1, examples=6) is not None
    assert plan.tally.sequences == 12
