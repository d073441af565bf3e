"""The bench: runs sequences on fresh drivers, and makes the one that fails as simple as it gets."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, takewhile

from coppspec.driver.protocol import Driver
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.renderer import RENDERER
from coppspec.model.step import Intent
from coppspec.model.together import TOGETHER, Together
from coppspec.properties.device_harness import DeviceHarness
from coppspec.properties.guard import Guarded
from coppspec.properties.key_harness import KeyHarness
from coppspec.properties.renderer_harness import RendererHarness
from coppspec.properties.setting import DevIDs, start
from coppspec.properties.together_harness import TogetherHarness
from coppspec.properties.trial import Disagreement, Harness, MakeDriver, Trial
from coppspec.properties.turns import Turns

Test = tuple[Intent, ...]
FEW = 16
"""Of so many calls any two are left out together: a level may be asked for only to be taken back later."""


@dataclass(frozen=True)
class Bench:
    """A driver under test, and what it is held to."""

    engine: Engine
    dev_ids: DevIDs
    """The output of each session."""
    make_driver: MakeDriver
    seed: int = 0
    """Of what the application makes up: keys, numbers and damage."""
    adapter: int = 0
    """Whose copy-protection sessions they are."""

    def trial(self) -> Trial:
        """A fresh driver, with its application and the specification beside it."""
        driver = Guarded(self.make_driver())
        configuration = start(self.engine, driver.outputs, self.dev_ids, driver.adapters, self.adapter)
        harness = self._harness(driver)
        return Trial(self.engine, driver, harness, configuration, self.adapter, self.make_driver)

    def disagreement(self, test: Test) -> Disagreement | None:
        """Where one test parts from the specification; None if it does not."""
        found = self._played(test)
        return None if found is None else self.explained(found)

    def explained(self, found: Disagreement) -> Disagreement:
        """The same, blamed on the rule that decided where the driver breaks it with plainer messages too."""
        before = found.intents[:-1]
        again = [self._played((*before, each)) for each in found.plainer]
        if not again or not all(each and len(each.intents) == len(found.intents) for each in again):
            return found
        deviation = found.deviation._replace(clause=found.decided)
        return Disagreement(found.intents, deviation, found.answers)

    def _played(self, test: Test) -> Disagreement | None:
        trial = self.trial()
        try:
            for intent in takewhile(trial.can_make, test):
                trial.step(intent)
        except Disagreement as disagreement:
            return disagreement
        return None

    def simplest(self, found: Disagreement) -> Disagreement:
        """The same with every call left out, or made right, without which it is still found."""
        for simpler in self.simpler(found.intents):
            again = self.disagreement(simpler)
            if again is not None:
                return self.simplest(again)
        return found

    def simpler(self, test: Test) -> Iterator[Test]:
        """The same with one or more calls left out, or made right."""
        return filter(self._fits, _simpler(test))

    def _fits(self, test: Test) -> bool:
        """Whether each call is made on a session of its table."""
        before = self.engine.start(len(self.dev_ids))
        those = (self.engine.sessions_of(each.call, before) for each in test)
        return all(each.session in {None, *sessions} for each, sessions in zip(test, those, strict=True))

    def _harness(self, driver: Driver) -> Harness:
        """The application that the machine's calls come from."""
        random = Turns(self.seed)
        match self.engine.machine.name:
            case DEVICE.name:
                return DeviceHarness(driver, self.dev_ids, random)
            case RENDERER.name:
                return RendererHarness(driver, self.dev_ids, random)
            case TOGETHER.name if isinstance(self.engine, Together):
                return TogetherHarness(driver, self.dev_ids, self.engine.devices, random, self.adapter)
            case _:
                return KeyHarness(driver, random, self.adapter)


def _simpler(test: Test) -> Iterator[Test]:
    """A test without some calls in a row, from many to one, without any two, or with one call made right.

    Where a key is not taken, the later ones have lower numbers.
    """
    size = len(test) // 2
    while size:
        for end in range(len(test), size - 1, -1):
            before, after = test[: end - size], test[end:]
            yield (*before, *after)
            if (lower := _lower(after)) != after:
                yield (*before, *lower)
        size //= 2
    if len(test) <= FEW:
        for first, last in combinations(range(len(test)), 2):
            if last > first + 1:
                yield (*test[:first], *test[first + 1 : last], *test[last + 1 :])
    for index in reversed(range(len(test))):
        right = test[index]._replace(defects=(), number=0)
        if right != test[index]:
            yield (*test[:index], right, *test[index + 1 :])


def _lower(test: Test) -> Test:
    """The calls, each on the session before its own."""
    return tuple(each._replace(session=each.session - 1) if each.session else each for each in test)
