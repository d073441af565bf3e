"""How fast the parts are, side by side with what they cannot do without: medians, and ratios of them.

Run it with: .venv/bin/python benchmarks/speed.py
"""

import subprocess
import sys
from collections.abc import Callable

import timing

from coppspec.driver import mac
from coppspec.driver.identity import shipped_identity
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.start_block import sealed, unsealed
from coppspec.model.constants import (
    DXVA_COPPQueryProtectionType,
    DXVA_COPPSetProtectionLevel,
    ProtectionType,
)
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.layouts import (
    START_SEQUENCE,
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPStatusInput,
)
from coppspec.properties.alphabet import letters
from coppspec.properties.cost import cost
from coppspec.properties.machines import run_machine
from coppspec.properties.plan import Plan
from coppspec.properties.setting import start
from coppspec.properties.suite import Suite
from coppspec.properties.suites import suites

DEV_IDS = (0, 0, 1)
ACP = ProtectionType.COPP_ProtectionType_ACP


def main() -> None:
    """Measure, and print one line for each figure."""
    _engine()
    _session()
    for suite in suites():
        _suite(suite)
    _machine()
    _start_up()


def _engine() -> None:
    engine = Engine(DEVICE)
    tried = letters(DEVICE, engine.profile, 3)
    configuration = start(engine, OUTPUTS, DEV_IDS)
    seconds = timing.seconds(lambda: [engine.step(configuration, letter) for letter in tried])
    _say("engine", f"{seconds / len(tried) * 1e6:.1f} µs a call")


def _session() -> None:
    """A protected session (handshake, one command, one query) over its cryptography alone.

    The messages are made beforehand: with a random number that is always the same, they fit every time.
    """
    key = shipped_identity().key
    number, session_key = bytes(range(16)), bytes(16)
    sequence = START_SEQUENCE.pack(rGH=number, kDI=session_key, status_start=7, command_start=9)
    block = sealed(key.public_key(), sequence)
    data = DXVA_COPPSetProtectionLevelCmdData.pack(ProtType=ACP, ProtLevel=2)
    command = mac.authenticated(
        session_key,
        DXVA_COPPCommand.pack(
            guidCommandID=DXVA_COPPSetProtectionLevel, dwSequence=9, cbSizeData=len(data), CommandData=data
        ),
    )
    request = DXVA_COPPStatusInput.pack(guidStatusRequestID=DXVA_COPPQueryProtectionType, dwSequence=7)
    driver = ReferenceDriver(random_bytes=lambda _: number)

    def session() -> None:
        _, handle = driver.open_video_session(0)
        driver.get_certificate_length(handle)
        driver.key_exchange(handle)
        codes = (
            driver.sequence_start(handle, block),
            driver.command(handle, command),
            driver.query_status(handle, request)[0],
            driver.close_video_session(handle),
        )
        if any(codes):
            raise RuntimeError(f"the driver answered {codes}")

    def cryptography() -> None:
        unsealed(key, block)
        mac.tag(session_key, command[16:])
        mac.tag(session_key, request[16:])

    took = timing.seconds(lambda: _times(100, session)) / 100
    least = timing.seconds(lambda: _times(100, cryptography)) / 100
    _say("protected session", f"{took * 1e6:.0f} µs, {took / least:.2f} times its cryptography")


def _suite(suite: Suite) -> None:
    """The suite, over what its real cryptography takes by itself."""
    spent = cost(suite)
    starts, tags = spent["handshakes"], spent["tags"]
    key = shipped_identity().key
    blocks = [sealed(key.public_key(), bytes(40)) for _ in range(20)]
    message = bytes(4096)
    seal = timing.seconds(lambda: [sealed(key.public_key(), bytes(40)) for _ in range(20)]) / 20
    unseal = timing.seconds(lambda: [unsealed(key, block) for block in blocks]) / 20
    tagged = timing.seconds(lambda: [mac.is_authentic(bytes(16), message) for _ in range(200)]) / 200
    least = starts * (seal + unseal) + tags * tagged
    took = timing.seconds(lambda: suite.run(ReferenceDriver))
    ratio = f", {took / least:.1f} times its cryptography" if least else ""
    _say(
        f"suite of {suite.name}",
        f"{took:.2f} s for {suite.calls} calls, {starts} handshakes, {tags} tags{ratio}",
    )


def _machine() -> None:
    """A random machine with the driver and the model, over the same with the model alone."""
    engine = Engine(DEVICE)
    alone = timing.seconds(lambda: run_machine(Plan(engine, DEV_IDS), 0, 50))
    beside = timing.seconds(lambda: run_machine(Plan(engine, DEV_IDS, ReferenceDriver), 0, 50))
    _say("machine", f"{beside:.2f} s with the driver, {beside / alone:.2f} times the model alone")


def _start_up() -> None:
    help_ = timing.seconds(
        lambda: subprocess.run([sys.executable, "-m", "coppspec", "--help"], capture_output=True, check=True)
    )
    bare = timing.seconds(lambda: subprocess.run([sys.executable, "-c", ""], check=True))
    _say("coppspec --help", f"{help_:.2f} s, {help_ / bare:.1f} times an empty program")


def _times(times: int, work: Callable[[], None]) -> None:
    for _ in range(times):
        work()


def _say(what: str, figure: str) -> None:
    sys.stdout.write(f"{what:<40} {figure}\n")


if __name__ == "__main__":
    main()
