"""How fast the parts are, side by side with what they cannot do without: medians, and ratios of them.

Run it with: .venv/bin/python benchmarks/speed.py
"""

import subprocess
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

from coppspec.driver import mac
from coppspec.driver.identity import shipped_identity
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.start_block import sealed, unsealed
from coppspec.model.device import DEVICE, KEY_EXCHANGED
from coppspec.model.engine import Engine
from coppspec.properties.alphabet import letters
from coppspec.properties.machines import Plan, run_machine
from coppspec.properties.suite import Suite, suites

ROUNDS = 5


def main() -> None:
    """Measure, and print one line for each figure."""
    _engine()
    for suite in suites():
        _suite(suite)
    _machine()
    _start_up()


def _engine() -> None:
    engine = Engine(DEVICE)
    tried = letters(DEVICE, engine.profile, 3)
    configuration = engine.start(3)
    seconds = _median(lambda: [engine.step(configuration, letter) for letter in tried])
    _say("engine", f"{seconds / len(tried) * 1e6:.1f} µs a call")


def _suite(suite: Suite) -> None:
    """The suite, over what its real cryptography takes by itself."""
    starts, tags = _cryptography(suite)
    key = shipped_identity().key
    blocks = [sealed(key.public_key(), bytes(40)) for _ in range(20)]
    message = bytes(4096)
    seal = _median(lambda: [sealed(key.public_key(), bytes(40)) for _ in range(20)]) / 20
    unseal = _median(lambda: [unsealed(key, block) for block in blocks]) / 20
    tagged = _median(lambda: [mac.is_authentic(bytes(16), message) for _ in range(200)]) / 200
    least = starts * (seal + unseal) + tags * tagged
    took = _median(lambda: suite.run(ReferenceDriver))
    ratio = f", {took / least:.1f} times its cryptography" if least else ""
    _say(
        f"suite of {suite.name}",
        f"{took:.2f} s for {suite.calls} calls, {starts} handshakes, {tags} tags{ratio}",
    )


def _cryptography(suite: Suite) -> tuple[int, int]:
    """How often a block is sealed and unsealed, and how often a tag is made."""
    starts = tags = 0
    for test in suite.tests:
        configuration = suite.engine.start(suite.sessions)
        for intent in test:
            state = configuration.sessions[intent.session or 0].state
            answer, configuration = suite.engine.step(configuration, intent)
            starts += intent.call == "COPPSequenceStart" and state == KEY_EXCHANGED
            tags += intent.call == "COPPCommand"
            tags += 2 * ("status" in answer.gives)
    return starts, tags


def _machine() -> None:
    """Hypothesis with the driver and the model, over Hypothesis with the model alone."""
    engine = Engine(DEVICE)
    alone = _median(lambda: run_machine(Plan(engine, 3), 0, 50))
    beside = _median(lambda: run_machine(Plan(engine, 3, ReferenceDriver), 0, 50))
    _say("machine", f"{beside:.2f} s with the driver, {beside / alone:.2f} times the model alone")


def _start_up() -> None:
    help_ = _median(
        lambda: subprocess.run([sys.executable, "-m", "coppspec", "--help"], capture_output=True, check=True)
    )
    bare = _median(lambda: subprocess.run([sys.executable, "-c", ""], check=True))
    _say("coppspec --help", f"{help_:.2f} s, {help_ / bare:.1f} times an empty program")


def _median(work: Callable[[], object]) -> float:
    seconds: list[float] = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    return median(seconds)


def _say(what: str, figure: str) -> None:
    sys.stdout.write(f"{what:<40} {figure}\n")


if __name__ == "__main__":
    main()
