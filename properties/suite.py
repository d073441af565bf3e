"""Suites: sequences that look into every cell of a table, made from the engine and run on real bytes.

A test goes a shortest way to a configuration, tries one letter there, and then looks what it left
behind: by one letter more, or by going all the way to the goal. A driver that answers one cell
otherwise, or goes to another state from it, is found, provided that it has no states beyond those of
the table.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Intent
from coppspec.properties.alphabet import EVENTS, advance, flawless, letters, plain
from coppspec.properties.bench import Bench, Test
from coppspec.properties.exploration import explore
from coppspec.properties.trial import Disagreement, MakeDriver


@dataclass(frozen=True)
class Suite:
    """Tests of one machine, shortest first."""

    name: str
    engine: Engine
    sessions: int
    letters: tuple[Intent, ...]
    tests: tuple[Test, ...]

    @property
    def calls(self) -> int:
        """How many calls the suite makes."""
        return sum(map(len, self.tests))

    def run(
        self, make_driver: MakeDriver, seed: int = 0, progress: Callable[[int], None] = lambda _: None
    ) -> Disagreement | None:
        """The shortest sequence on which a driver parts from the specification; None if there is none.

        Args:
            make_driver: makes a fresh driver for each test.
            seed: of what the application makes up, in the first test; the next one has the next seed.
            progress: is told the length of each test that was run.
        """
        found: tuple[Bench, Disagreement] | None = None
        for index, test in enumerate(self.tests):
            if found is not None and len(test) > len(found[1].intents):
                break
            bench = Bench(self.engine, self.sessions, make_driver, seed + index)
            disagreement = bench.disagreement(test)
            if disagreement is not None and (
                found is None or len(disagreement.intents) < len(found[1].intents)
            ):
                found = bench, disagreement
            progress(len(test))
        return found and found[0].simplest(found[1])


def cover(
    engine: Engine, sessions: int, tried: tuple[Intent, ...], looked: tuple[Intent, ...]
) -> tuple[Test, ...]:
    """Every configuration, every letter in it, and a look at what it left behind.

    Args:
        engine: the machine.
        sessions: how many.
        tried: the letters that are tried in each configuration.
        looked: the letters of which one comes after it.
    """
    start = engine.start(sessions)
    tests: dict[Test, None] = {}
    for access in explore(engine, start, tried).access.values():
        for letter in tried:
            reached = _after(engine, start, (*access, letter))
            for look in looked:
                tests[*access, letter, look] = None
            for session in range(sessions):
                tests[*access, letter, *_way_to_goal(engine, reached, session, flawless(tried))] = None
    return _without_prefixes(tests)


def _after(engine: Engine, configuration: Configuration, test: Test) -> Configuration:
    for intent in test:
        _, configuration = engine.step(configuration, intent)
    return configuration


def _way_to_goal(
    engine: Engine, configuration: Configuration, session: int, choose: tuple[Intent, ...]
) -> Iterator[Intent]:
    """The letters that move a session on until it is at the goal, and one more there."""
    for _ in engine.machine.states:
        arrived = configuration.sessions[session].state == engine.machine.goal
        letter = advance(engine, configuration, session, choose)
        yield letter
        if arrived:
            return
        _, configuration = engine.step(configuration, letter)


def _without_prefixes(tests: dict[Test, None]) -> tuple[Test, ...]:
    """The tests that are not the beginning of another, shortest first, in the order of their making."""
    prefixes = {test[:length] for test in tests for length in range(len(test))}
    return tuple(sorted((test for test in tests if test not in prefixes), key=len))


def suites(profile: Profile | None = None, capabilities: Collection[str] = EVENTS) -> tuple[Suite, ...]:
    """The suites for a driver: every letter on one session, and the plain letters on two side by side.

    Two devices share nothing, so it is enough to go on with each of them. Two copy-protection sessions
    share the count, so every plain letter is tried after every other.
    """
    device = Engine(DEVICE, profile)
    keys = Engine(COPY_PROTECTION_SESSIONS, profile)
    one, two = (letters(DEVICE, device.profile, n, capabilities=capabilities) for n in (1, 2))
    one_key, two_keys = (
        letters(COPY_PROTECTION_SESSIONS, keys.profile, n, capabilities=capabilities) for n in (1, 2)
    )
    return (
        _suite("one COPP device", device, 1, one, (*flawless(one), DUE_COMMAND)),
        _suite("two COPP devices", device, 2, plain(DEVICE, two), ()),
        _suite("one copy-protection session", keys, 1, one_key, flawless(one_key)),
        _suite(
            "two copy-protection sessions",
            keys,
            2,
            plain(COPY_PROTECTION_SESSIONS, two_keys),
            flawless(two_keys),
        ),
    )


DUE_COMMAND = Intent("COPPCommand", 0, ("corrupted tag",))
"""Its answer tells whether its number was the one that was due, which no other command's does yet."""


def check_driver(make_driver: MakeDriver, profile: Profile | None = None, seed: int = 0) -> None:
    """Run every suite against a driver.

    Args:
        make_driver: makes a fresh driver for each sequence.
        profile: the reading of each choice that the driver is held to; the recommended ones by default.
        seed: of what the application makes up.

    Raises:
        Disagreement: the shortest sequence of the first suite that the driver does not pass.
    """
    for suite in suites(profile, make_driver().capabilities):
        if (found := suite.run(make_driver, seed)) is not None:
            raise found


def _suite(name: str, engine: Engine, sessions: int, tried: Test, looked: Test) -> Suite:
    return Suite(name, engine, sessions, tried, cover(engine, sessions, tried, looked))
