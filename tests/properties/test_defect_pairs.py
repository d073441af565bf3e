"""Two defects in one message: the reference driver meets both, and answers as the tables say."""

from collections.abc import Iterator
from itertools import permutations

import pytest

from coppspec.model.engine import Engine
from coppspec.model.language import Call, Machine, Scope
from coppspec.model.profile import Profile
from coppspec.model.step import Intent
from coppspec.properties.bench import Bench, Test
from coppspec.properties.following import reference
from coppspec.properties.plan import CLASHES, Plan
from coppspec.properties.subjects import MACHINES

SESSIONS = (0, 0)
CALLS = [(machine, call) for machine in MACHINES for call in machine.calls if call.defects]


def pairs(call: Call) -> Iterator[Test]:
    """Intents with each two defects that a message can have at once, in either order."""
    session = 0 if call.scope in {Scope.NAMED, Scope.CONNECTOR} else None
    for one, other in permutations(call.defects, 2):
        both = {one.name, other.name}
        named = {each.about for each in (one, other)} - {None}
        if len(named) < 2 and not any(both <= clash for clash in CLASHES):
            about, level = next((each for each in call.arguments if named <= {each[0]}), (None, None))
            yield (Intent(call.name, session, (one.name, other.name), level, 0, about),)


def both_at_the_goal(plan: Plan) -> Test:
    """The calls that bring each session to the goal of its machine."""
    made, configuration = list[Intent](), plan.start()
    for session in range(len(SESSIONS)):
        while configuration.sessions[session].state != plan.engine.machine.goal:
            made.append(plan.guide.advance(configuration, session))
            _, configuration = plan.engine.step(configuration, made[-1])
    return tuple(made)


@pytest.mark.few(6)
@pytest.mark.parametrize(
    ("machine", "call"), CALLS, ids=[f"{each.name}: {call.name}" for each, call in CALLS]
)
def test_a_message_with_two_defects_is_answered_as_the_tables_say(machine: Machine, call: Call) -> None:
    plan = Plan(Engine(machine), SESSIONS, reference(Profile()))
    beginning = both_at_the_goal(plan)
    for seed, pair in enumerate(pairs(call)):
        bench = Bench(plan.engine, SESSIONS, reference(Profile()), seed)
        assert bench.disagreement((*beginning, *pair)) is None, pair
