"""The budgets: what may take how long, each figure beside what it may be at most.

Run it with: .venv/bin/python benchmarks/budgets.py
"""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial

import timing

from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.properties.alphabet import letters
from coppspec.properties.bench import Bench
from coppspec.properties.catalog import catalog
from coppspec.properties.machines import run_machine
from coppspec.properties.plan import Plan
from coppspec.properties.products import device_with_keys
from coppspec.properties.setting import start
from coppspec.properties.sweep import sweep

DEV_IDS = (0, 0, 1)
EXAMPLES = 50


def budgets() -> None:
    """Print each figure beside its budget; on a busy machine the ratios are what counts."""
    for name, figure, most, unit in _figures():
        sys.stdout.write(f"{name:<58} {figure:>8.2f} {unit:<5} of {most:g}\n")


def _figures() -> Iterator[tuple[str, float, float, str]]:
    engine = Engine(DEVICE)
    tried = letters(DEVICE, engine.profile, 3)
    before = start(engine, OUTPUTS, DEV_IDS)
    seconds = timing.seconds(lambda: [engine.step(before, letter) for letter in tried])
    yield "the engine, a call", seconds / len(tried) * 1e6, 10, "µs"
    projections = catalog()
    for extra, most in ((0, 0.5), (1, 3)):
        suite = projections["control"].suite(extra)
        yield suite.name, timing.seconds(partial(suite.run, ReferenceDriver)), most, "s"
    usual = [each.suite(extra) for each in projections.values() for extra in each.alphabet.usual]
    yield (
        "all default complete suites",
        timing.seconds(lambda: [each.run(ReferenceDriver) for each in usual]),
        5,
        "s",
    )
    yield "the random machine, over the same without the model", _over_the_floor(), 1.5, "times"
    yield "a device with ten keys, solved", timing.seconds(lambda: sweep(device_with_keys(10))), 0.5, "s"
    yield "coppspec --help", timing.seconds(_help), 0.3, "s"


def _over_the_floor() -> float:
    """Draws, driver, model and comparison, over the same draws and the same calls of the driver alone.

    What the draws take is measured with the model alone, less what the model takes by itself.
    """
    plan, engine = Plan(Engine(DEVICE), DEV_IDS), Engine(DEVICE)
    run_machine(plan, 0, EXAMPLES)
    tests = [tuple(each) for each in plan.tally.drawn]

    def model() -> None:
        for test in tests:
            now = plan.start()
            for intent in test:
                _, now = engine.step(now, intent)

    def driver() -> None:
        for test in tests:
            trial = Bench(engine, DEV_IDS, ReferenceDriver).trial()
            now = trial.configuration
            for intent in test:
                answer, after = engine.step(now, intent)
                trial.harness.inspect(intent, answer, trial.harness.play(intent, now))
                now = after

    whole = timing.seconds(lambda: run_machine(Plan(engine, DEV_IDS, ReferenceDriver), 0, EXAMPLES))
    alone = timing.seconds(lambda: run_machine(Plan(engine, DEV_IDS), 0, EXAMPLES))
    floor = alone - 2 * timing.seconds(model) + timing.seconds(driver)
    return whole / floor


def _help() -> None:
    subprocess.run([sys.executable, "-m", "coppspec", "--help"], capture_output=True, check=True)


if __name__ == "__main__":
    budgets()
