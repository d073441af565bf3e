"""One driver gets the same verdicts however it is reached, and no way of breaking down ends the run."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.step import Intent
from coppspec.oracle.c_library import CLibrary
from coppspec.oracle.launcher import Launcher, Limits
from coppspec.oracle.targets import target
from coppspec.properties.bench import Bench
from coppspec.properties.catalog import catalog
from coppspec.properties.declared import Declared, checked
from coppspec.properties.suite import Suite
from coppspec.properties.trial import MakeDriver

pytestmark = pytest.mark.slow

Build = Callable[..., Path]
SERVE = f"exec:{sys.executable} -m coppspec.oracle.serve"
REFERENCE = "py:coppspec.driver.reference:ReferenceDriver"
WRONG = """\
from coppspec.properties.{module} import {name}
from coppspec.properties.zoo import WrongDriver

make = WrongDriver({name}, "", 0, ()).make
"""


def complete(make_driver: MakeDriver, name: str) -> Suite:
    """A complete suite with no extra states, for what a driver declares."""
    driver = make_driver()
    declared = Declared(driver.outputs, tuple(driver.capabilities), driver.adapters)
    return catalog(None, declared)[name].suite(0)


def verdict(make_driver: MakeDriver, name: str) -> str:
    """Where a driver parts from a suite, in all words."""
    return str(complete(make_driver, name).catches(make_driver))


# The same driver.


@pytest.mark.parametrize("name", ["control", "keys"])
@pytest.mark.parametrize("text", [REFERENCE, f"{SERVE} {REFERENCE}"])
def test_the_reference_driver_passes_in_process_and_served(text: str, name: str) -> None:
    make_driver = target(text)
    checked(make_driver)
    assert complete(make_driver, name).run(make_driver) is None


@pytest.mark.parametrize("name", ["control", "keys"])
def test_a_conforming_library_passes_in_a_process_of_its_own(name: str, build: Build) -> None:
    make_driver = target(f"c:{build('libgood.so')}")
    checked(make_driver)
    assert complete(make_driver, name).run(make_driver) is None


@pytest.mark.parametrize("fault", ["FORGETS_THE_RANDOM_NUMBER", "WRITES_BEHIND_THE_RESPONSE"])
def test_every_way_to_a_wrong_library_finds_the_same(fault: str, build: Build) -> None:
    path = build("libwrong.so", fault)
    ways = CLibrary(path), target(f"c:{path}"), target(f"{SERVE} c:{path}")
    (found,) = {verdict(way, "control") for way in ways}
    assert "the driver" in found


@pytest.mark.parametrize(
    ("module", "name", "suite"),
    [
        ("zoo_devices", "OpensADeviceTwice", "control"),
        ("zoo_commands", "TakesAnyCommandNumber", "control"),
        ("zoo_televisions", "ReturnsTheBufferOfARefusedRequest", "keys"),
        ("zoo_renderers", "OpensItsDeviceInKeyExchange", "renderer-calls"),
    ],
)
def test_every_way_to_a_wrong_class_finds_the_same(
    module: str, name: str, suite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"{name}.py").write_text(WRONG.format(module=module, name=name), encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (found,) = {verdict(target(way), suite) for way in (f"py:{name}:make", f"{SERVE} py:{name}:make")}
    assert "the driver" in found


# A library that breaks down.

TWO_SESSIONS = tuple(
    Intent(call, session) for call in ("COPPOpenVideoSession", "COPPCloseVideoSession") for session in (0, 1)
)
HANDSHAKE = tuple(
    Intent(call, 0)
    for call in ("COPPOpenVideoSession", "COPPGetCertificateLength", "COPPKeyExchange", "COPPSequenceStart")
)
REQUEST = Intent("COPPQueryStatus, protection type", 0)


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("fault", "test", "told"),
    [
        ("CRASHES_ON_THE_SECOND_CLOSE", TWO_SESSIONS, "the driver was killed by SIGABRT and gave no answer"),
        (
            "HANGS_IN_THE_SECOND_REQUEST",
            (*HANDSHAKE, REQUEST, REQUEST),
            "the driver gave no answer within 1 s",
        ),
    ],
)
def test_a_library_that_breaks_down_is_told_and_judged_on(
    fault: str, test: tuple[Intent, ...], told: str, build: Build
) -> None:
    launcher = target(f"c:{build('libwrong.so', fault)}", Limits(call=1))
    assert isinstance(launcher, Launcher)
    bench = Bench(Engine(DEVICE), (0, 0), launcher)
    for _ in range(2):
        assert bench.disagreement(test[:-1]) is None
        pid = launcher.pid
        found = bench.disagreement(test)
        assert found is not None
        assert told in found.summary
        assert found.intents == test
        assert is_gone(pid)


def is_gone(pid: int) -> bool:
    """Whether there is no such process any more; one of ours was waited for."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
