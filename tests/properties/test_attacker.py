"""Somebody else sits between two applications and the driver: what holds all the same, and what does not."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from coppspec.driver.application import Application, LinkLost, SessionError
from coppspec.driver.device import COPPDevice
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.registry import citable
from coppspec.properties import zoo_applications as applications
from coppspec.properties.always_attacked import ALWAYS_ATTACKED, UNLESS_REWRITTEN, UnderAttack, broken
from coppspec.properties.attacked import (
    EVENTS,
    GLOBAL_LEVEL,
    LOCAL_LEVEL,
    POLL,
    PROTECTION_TYPES,
    SESSIONS,
    SET_LEVEL,
    START_AGAIN,
    Action,
    Attacked,
    BrokenPromise,
    Moment,
    flags_of,
)
from coppspec.properties.attacker import ATTACKS, LET_THROUGH, Attack, flipped, spliced
from coppspec.properties.wire import OWN_NONCE, Kind
from coppspec.properties.zoo_commands import KeepsTheNumberOfACommand, TakesAnyCommandNumber
from coppspec.properties.zoo_devices import KeepsTheNumberOfAnAnsweredRequest, TakesACommandWithAnyTag
from coppspec.properties.zoo_status import (
    EndsProtectionWhenTheLinkIsLost,
    LosesEventsWithARefusedRequest,
    NeverReportsAnEvent,
    TakesAnyStatusNumber,
)

HDCP, ACP, CGMSA = PROTECTION_TYPES
LINK_LOST, RECONFIGURED = (Action(event) for event in EVENTS)
ACTIONS = (
    Action(SET_LEVEL, ACP, 3),
    Action(SET_LEVEL, HDCP, 1),
    Action(SET_LEVEL, ACP, 0),
    Action(SET_LEVEL, HDCP, 0),
    Action(SET_LEVEL, CGMSA, 4),
    Action(LOCAL_LEVEL, ACP),
    Action(GLOBAL_LEVEL, HDCP),
    Action(POLL),
    LINK_LOST,
    RECONFIGURED,
    Action(START_AGAIN),
    Action(START_AGAIN),
)
"""An application that has met an error gets nowhere until it starts again, so that stands here twice."""
MESSAGE_BITS = 8 * 4096
WITHHOLD_AND_DELIVER = ("drop it", "deliver an older message first") * 4
"""These two make something of each other, so they are drawn more often."""
ATTACK = st.builds(
    Attack,
    st.sampled_from((LET_THROUGH.name,) * 40 + WITHHOLD_AND_DELIVER + tuple(ATTACKS)),
    st.sampled_from((0, 0, 0, 1, 1, 2, 3, 5)),
    st.integers(0, MESSAGE_BITS - 1),
)
"""More than half of all messages are let through, or nobody would get anywhere."""


@dataclass
class Tally:
    """What the runs of one machine have seen."""

    steps: int = 0
    quiet: int = 0
    """Steps in which nothing was raised."""
    attacks: set[str] = field(default_factory=set[str])
    reached: set[str] = field(default_factory=set[str])
    found: list[BrokenPromise] = field(default_factory=list[BrokenPromise])


def reached(moment: Moment) -> Iterator[str]:
    """What has to happen now and then, so that a machine in which nothing happens cannot pass."""
    sent = {each.sent for each in moment.exchanges}
    for each in moment.deliveries:
        is_command = each.message.kind is Kind.COMMAND
        if each.accepted and is_command and each.message not in sent:
            yield "a command that was withheld takes effect later"
        if each.accepted and each.message.nonce == OWN_NONCE and flags_of(each.response):
            yield "the attacker takes an event away"
        if not each.accepted and is_command and each.repeated:
            yield "a command is sent again"
        if is_command and not each.made:
            yield "a command arrives that nobody made"
    if isinstance(moment.outcome, LinkLost):
        yield "an application stops because the link is lost"


REACHED = {
    "a command that was withheld takes effect later",
    "the attacker takes an event away",
    "a command is sent again",
    "a command arrives that nobody made",
    "an application stops because the link is lost",
}


def attacked(
    tally: Tally, kind: type[Application] = Application, device: type[COPPDevice] = COPPDevice
) -> type[RuleBasedStateMachine]:
    class UnderAttackMachine(RuleBasedStateMachine):
        """One rule draws what an application does and what the attacker does with its messages."""

        @initialize(seed=st.integers(0, 2**16 - 1))
        def begin(self, seed: int) -> None:
            self.sessions = Attacked(
                ReferenceDriver(device=device, random_bytes=Random(seed).randbytes), kind
            )
            self.steps: list[str] = []

        @rule(
            action=st.sampled_from(ACTIONS),
            session=st.integers(0, SESSIONS - 1),
            attacks=st.tuples(ATTACK, ATTACK, ATTACK, ATTACK),
        )
        def act(self, action: Action, session: int, attacks: tuple[Attack, ...]) -> None:
            moment = self.sessions.step(action, session, attacks)
            done = ", ".join(each.name for each in attacks[: len(moment.exchanges)])
            self.steps.append(
                f"session {session + 1}: {action.name} {action.protection_type.name} {action.level}; "
                f"attacker: {done or 'nothing'}; -> {moment.outcome or 'went well'}"
            )
            tally.steps += 1
            tally.quiet += moment.outcome is None
            tally.attacks |= {each.name for each in attacks[: len(moment.exchanges)]}
            tally.reached |= set(reached(moment))
            if (property_ := broken(moment)) is not None:
                tally.found.append(BrokenPromise(property_.name, tuple(self.steps)))
                raise tally.found[-1]

    return UnderAttackMachine


def run(machine: type[RuleBasedStateMachine], seed: int, examples: int, *, shrunk: bool = True) -> None:
    of_this_run = settings(
        max_examples=examples,
        stateful_step_count=30,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink) if shrunk else (Phase.generate,),
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(hypothesis.seed(seed)(machine), settings=of_this_run)


@pytest.mark.thorough
def test_the_right_application_and_driver_keep_their_promises_under_attack() -> None:
    """A rare way may take another seed: what Hypothesis draws shifts with every edit of a module."""
    tally = Tally()
    for seed in range(6):
        if tally.reached != REACHED:
            run(attacked(tally), seed=seed, examples=150)
    assert 2_000 < tally.steps < 3 * tally.quiet
    assert tally.attacks == set(ATTACKS)
    assert tally.reached == REACHED


# What is wrong is found.

LEVELS, COMMANDS, DUE, NONCES, FRESH, FLAGS, STOPS = (each.name for each in ALWAYS_ATTACKED)
VERY_REQUEST, CONFIRMED, EVENT_LOST = (each.name for each in UNLESS_REWRITTEN)

WRONG_APPLICATIONS: list[tuple[type[Application], set[str]]] = [
    (applications.TakesAResponseOfAnyLength, {NONCES}),
    (applications.NeverLooksAtATag, {NONCES}),
    (applications.NeverComparesANonce, {NONCES, EVENT_LOST}),
    (applications.UsesOneNonceForAllRequests, {FRESH}),
    (applications.UsesTheNonceOfARefusedRequestAgain, {FRESH}),
    (applications.TakesACommandForDone, {CONFIRMED}),
    (applications.IgnoresEvents, {FLAGS}),
    (applications.GoesOnWithoutALink, {FLAGS}),
    (applications.LeavesItsLevelsWhenTheConnectorChanges, {FLAGS}),
    (applications.BreaksDownAtARefusal, {STOPS}),
]
WRONG_DRIVERS: list[tuple[type[COPPDevice], set[str]]] = [
    (TakesAnyCommandNumber, {LEVELS, COMMANDS}),
    (KeepsTheNumberOfACommand, {LEVELS, COMMANDS}),
    (TakesACommandWithAnyTag, {LEVELS, COMMANDS}),
    (TakesAnyStatusNumber, {DUE}),
    (KeepsTheNumberOfAnAnsweredRequest, {DUE}),
    (EndsProtectionWhenTheLinkIsLost, {LEVELS}),
    (NeverReportsAnEvent, {EVENT_LOST}),
    (LosesEventsWithARefusedRequest, {EVENT_LOST}),
]
EXAMPLES = 400
"""Within so many runs of at most 30 steps each of them is found."""


def found(machine: type[RuleBasedStateMachine], tally: Tally) -> BrokenPromise:
    """What a machine finds first; the random numbers of an application need not come again."""
    with pytest.raises((BrokenPromise, Flaky)):
        run(machine, seed=2, examples=EXAMPLES, shrunk=False)
    return tally.found[0]


@pytest.mark.parametrize(("kind", "promises"), WRONG_APPLICATIONS)
def test_a_wrong_application_is_found_by_the_attacker(kind: type[Application], promises: set[str]) -> None:
    tally = Tally()
    assert found(attacked(tally, kind), tally).promise in promises


@pytest.mark.parametrize(("device", "promises"), WRONG_DRIVERS)
@pytest.mark.thorough
def test_a_wrong_driver_is_found_by_the_attacker(device: type[COPPDevice], promises: set[str]) -> None:
    tally = Tally()
    assert found(attacked(tally, device=device), tally).promise in promises


# What a request without a tag cannot keep.


def names(attacks: str) -> list[Attack]:
    """Attacks by their names, each with the message that comes to hand first."""
    return [Attack(each) for each in attacks.split(", ")]


def not_kept(moment: Moment) -> set[str]:
    return {each.name for each in (*ALWAYS_ATTACKED, *UNLESS_REWRITTEN) if not each.holds(moment)}


def test_who_rewrites_requests_makes_a_level_look_set() -> None:
    """The protocol's own weakness: no response says what was asked (COPP-172)."""
    sessions = Attacked(ReferenceDriver())
    sessions.step(Action(SET_LEVEL, HDCP, 1), 0)
    ask_about_hdcp = [Attack("ask something else", which) for which in (0, 1)]
    moment = sessions.step(Action(SET_LEVEL, ACP, 1), 0, [Attack("drop it"), *ask_about_hdcp])
    assert moment.outcome is None
    assert moment.levels[1] == (1, 0, 0)
    assert not_kept(moment) == {VERY_REQUEST, CONFIRMED}
    assert moment.rewritten


def test_who_rewrites_requests_takes_an_event_away_unseen() -> None:
    """The protocol's own weakness: no response says under which number it was asked for (COPP-172, Q28)."""
    sessions = Attacked(ReferenceDriver())
    sessions.step(Action(SET_LEVEL, HDCP, 1), 0)
    sessions.step(LINK_LOST, 0)
    attacks = names("forge a request afterwards, renumber it, renumber it")
    moment = sessions.step(Action(SET_LEVEL, ACP, 1), 0, attacks)
    assert moment.outcome is None
    assert not_kept(moment) == {VERY_REQUEST, EVENT_LOST}
    moment = sessions.step(Action(POLL), 0, names("renumber it, renumber it, renumber it, renumber it"))
    assert moment.outcome is None


def test_who_only_asks_between_takes_an_event_away_and_leaves_an_error() -> None:
    sessions = Attacked(ReferenceDriver())
    sessions.step(Action(SET_LEVEL, HDCP, 1), 0)
    sessions.step(LINK_LOST, 0)
    moment = sessions.step(Action(POLL), 0, names("forge a request first"))
    assert "E_INVALIDARG" in str(moment.outcome)
    assert not not_kept(moment)


def test_an_application_does_not_go_on_after_an_answer_that_it_does_not_believe() -> None:
    """It has counted that response, so one number is left for the attacker, to take an event away (Q28)."""
    sessions = Attacked(ReferenceDriver())
    sessions.step(Action(SET_LEVEL, HDCP, 1), 0)
    moment = sessions.step(Action(LOCAL_LEVEL, HDCP), 0, names("drop it"))
    assert isinstance(moment.outcome, SessionError)
    sessions.step(LINK_LOST, 0)
    sessions.step(Action(LOCAL_LEVEL, HDCP), 1, [Attack("deliver an older message first")])
    moment = sessions.step(Action(LOCAL_LEVEL, HDCP), 0)
    assert "there is no session" in str(moment.outcome)
    assert not moment.missed
    assert broken(moment) is None


# The attacker itself.


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_on_the_first_messages_of_all_needs_nothing_older(attack: str) -> None:
    sessions = Attacked(ReferenceDriver())
    assert broken(sessions.step(Action(LOCAL_LEVEL, HDCP), 0, [Attack(attack)])) is None
    assert broken(sessions.step(Action(SET_LEVEL, HDCP, 1), 1, [Attack(attack)] * 3)) is None


def test_a_flipped_message_differs_in_one_bit_and_a_spliced_one_has_two_parts() -> None:
    assert flipped(bytes(4), 13) == b"\0\x20\0\0"
    assert flipped(b"", 5) == b""
    assert [spliced(b"abc", b"xyz", at) for at in range(4)] == [b"xyz", b"ayz", b"abz", b"abc"]


def test_every_property_cites_what_the_registry_has() -> None:
    assert {clause for each in (*ALWAYS_ATTACKED, *UNLESS_REWRITTEN) for clause in each.clauses} <= citable()


def test_a_broken_promise_tells_the_steps() -> None:
    assert (
        str(BrokenPromise("all is well", ("one", "two")))
        == "it is not so that all is well\n  1. one\n  2. two"
    )


def test_the_property_that_is_broken_first_is_named() -> None:
    moment = Attacked(ReferenceDriver()).step(Action(POLL), 0)
    assert broken(moment) is None
    named = broken(moment._replace(outcome=ValueError()))
    assert isinstance(named, UnderAttack)
    assert named.name == STOPS
