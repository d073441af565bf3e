"""Inference finds the readings that a driver follows, and says of what it cannot find why."""
# ruff: noqa: ARG002  what is overridden has its arguments, whether or not they are read

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.options import Options
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability, Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.codes import HResult
from coppspec.model.constants import DXVA_COPPQueryHDCPKeyData
from coppspec.model.profile import Profile
from coppspec.oracle.inference import Inference, Inferred, infer, readings
from coppspec.oracle.probes import Search
from coppspec.oracle.runs import MOST_HANGS
from coppspec.oracle.targets import target
from coppspec.properties.catalog import EVERYTHING
from coppspec.properties.cause import Cause
from coppspec.properties.declared import InvalidDriver
from coppspec.properties.following import reference
from coppspec.properties.guard import BrokeDown
from coppspec.reports.profile_told import as_json

pytestmark = pytest.mark.slow
Build = Callable[..., Path]

NEVER_SHOWN = {"key_reuse"}
"""A driver that may let a key come again need not do so."""
ALLOWING = {"wrong_key_status", "oem_data", "output_on_failure", "more_than_asked", "chain_bounds"}
"""Choices of which another reading allows what the recommended one asks for, and more."""
ALONE = ("advance_on_failure", "lost_code", "hdcp_delay", "session_limit", "wrong_key_status", "key_scope")
"""A few choices of which each other reading is tried by itself; the random profiles have all of them."""


@cache
def search() -> Search:
    """One for all: what it finds does not depend on the driver."""
    return Search(EVERYTHING)


def inferred(make_driver: Callable[[], Driver]) -> Inferred:
    return Inference(make_driver, search(), lambda _name, _done, _total: None).inferred()


def drawn(seed: int) -> Profile:
    random = Random(seed)
    return Profile(**{choice: random.choice(every) for choice, every in readings().items()})


# Exactness.


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(each, marks=pytest.mark.thorough) for each in range(1, 6))]
)
def test_a_random_profile_is_found_wherever_a_sequence_tells(seed: int) -> None:
    true = drawn(seed)
    found = inferred(reference(true))
    assert not found.unexplained
    for choice, left in found.told.items():
        assert true[choice] in left
        assert found.profile[choice] == (true[choice] if len(left) == 1 else left[0])
        assert not [each for each in left if each != true[choice] and search().excludes(true, choice, each)]
    assert {*found.unseen} == {choice for choice, left in found.told.items() if len(left) > 1}


def test_the_default_profile_is_found_but_for_what_every_reading_allows() -> None:
    found = inferred(ReferenceDriver)
    assert found.profile.departures == {}
    assert {choice for choice, left in found.told.items() if len(left) > 1} == {
        *NEVER_SHOWN,
        *ALLOWING,
    }
    assert {found.unseen[choice] for choice in found.unseen} == {
        "what it does goes with each of these readings"
    }
    assert not found.unexplained
    assert not found.stopped


@pytest.mark.thorough
@pytest.mark.parametrize("choice", ALONE)
def test_every_other_reading_is_found_by_itself(choice: str) -> None:
    for reading in readings()[choice][1:]:
        found = inferred(reference(Profile(**{choice: reading})))
        assert found.told[choice] == (reading,)
        assert found.profile.departures == {choice: reading}
        (probe, *_) = found.probes[choice]
        assert reading in probe.agrees
        assert probe.answers
        assert {*probe.otherwise} <= {*readings()[choice]} - {reading}


@pytest.mark.thorough
def test_it_is_the_same_every_time_and_with_any_seed() -> None:
    def driver() -> Driver:
        return COPPAlone(Options(padding_check="ignore", level_order="precedence", hdcp_delay="later"))

    first, again, other = infer(driver), infer(driver), infer(driver, seed=5)
    assert as_json(first) == as_json(again)
    assert other.told == first.told


class COPPAlone(ReferenceDriver):
    """It has no copy-protection sessions."""

    outputs = OUTPUTS[:1]
    adapters = ()


# What hides a choice.


def told_of(declared: Mapping[str, object], options: Options | None = None) -> Inferred:
    made = type("Declares", (ReferenceDriver,), dict(declared))
    return infer(lambda: made(options))


def test_a_session_that_is_alone_hides_how_levels_are_joined() -> None:
    found = inferred(reference(Profile(session_limit="one, refused", level_join="last writer")))
    assert found.told["level_join"] == ("numeric maximum", "OPM order", "last writer")
    assert found.unseen["level_join"] == "nothing shows it while session_limit is 'one, refused'"
    assert found.profile["level_join"] == "numeric maximum"


def test_what_a_bench_cannot_do_is_named() -> None:
    without = {Capability.RENDERER, Capability.POWER_DOWN}
    found = told_of({"capabilities": frozenset(Capability) - without})
    assert found.unseen["lost_code"] == "it takes 'renderer', which the driver does not declare"
    assert found.unseen["power_transition"] == "it takes 'power down', which the driver does not declare"
    assert not {"level_order", "device_reset"} & {*found.unseen}


@pytest.mark.thorough
def test_a_bench_that_can_do_nothing_still_sees_what_is_answered() -> None:
    options = Options(level_order="precedence", level_join="OPM order", undefined_bits="mask")
    found = told_of({"capabilities": frozenset[Capability]()}, options)
    assert found.told["level_order"] == ("precedence",)
    assert found.told["undefined_bits"] == ("mask",)
    assert found.told["level_join"] == ("OPM order",), "a device on the connector is asked for its level"
    assert found.unseen["event_recording"] == "it takes 'link lost', which the driver does not declare"


@pytest.mark.thorough
def test_a_driver_without_copy_protection_is_probed_for_the_rest() -> None:
    found = infer(COPPAlone)
    assert found.unseen["undefined_bits"] == "it has no TV output to protect"
    assert found.unseen["request_not_applicable"] == "it has no output and no adapter that shows it"
    assert found.told["padding_check"] == ("strict",)


@pytest.mark.thorough
def test_a_driver_without_copp_is_probed_for_the_rest() -> None:
    found = told_of(
        {
            "outputs": tuple(replace(each, dual_view=False) for each in OUTPUTS),
            "capabilities": frozenset(Capability) - {Capability.RENDERER},
            "adapters": ADAPTERS,
        }
    )
    assert found.unseen["padding_check"] == "no device opens on its outputs"
    assert found.told["undefined_bits"] == ("refuse",)


# Drivers that are wrong.


class BreaksDownOverTheKey(ReferenceDriver):
    """Every request for the HDCP key is its end."""

    adapters = ()

    def query_status(self, handle: int, request: bytes) -> tuple[int, bytes]:
        if request[16:32] == DXVA_COPPQueryHDCPKeyData.bytes_le:
            raise ZeroDivisionError("no key")
        return super().query_status(handle, request)


@pytest.mark.thorough
def test_a_choice_is_told_by_other_calls_than_those_that_are_at_fault() -> None:
    found = infer(lambda: BreaksDownOverTheKey(Options(request_not_applicable="refused")))
    assert found.told["request_not_applicable"] == ("refused",)
    (unexplained,) = found.unexplained
    assert unexplained.intents[-1].call == "COPPQueryStatus, HDCP key data"
    assert "ZeroDivisionError" in str(unexplained)


class TakesAnyCommand(ReferenceDriver):
    """No command changes anything."""

    adapters = ADAPTERS[1:]

    def command(self, handle: int, command: bytes) -> int:
        return HResult.S_OK


@pytest.mark.thorough
def test_a_fault_does_not_pass_for_a_reading() -> None:
    found = infer(lambda: TakesAnyCommand(Options(padding_check="ignore", oem_data="stored")))
    assert found.told["padding_check"] == ("ignore",)
    assert found.told["oem_data"] == ("stored",)
    assert found.unseen["level_order"] == "no reading allows what it does there"
    assert {each.intents[-1].call for each in found.unexplained} >= {"COPPCommand, set protection level"}


class OpensNothing(ReferenceDriver):
    """It breaks down before anything is seen of COPP."""

    def open_video_session(self, dev_id: int, handle: int = 0) -> tuple[int, int]:
        raise OSError("no device")


@pytest.mark.thorough
def test_a_driver_that_breaks_down_is_probed_for_the_rest() -> None:
    found = infer(lambda: OpensNothing(Options(undefined_bits="mask")))
    assert found.told["undefined_bits"] == ("mask",)
    assert found.unseen["padding_check"] == "no reading allows what it does there"
    assert not found.stopped


def test_a_driver_that_hangs_three_times_is_probed_no_more() -> None:
    asked: list[int] = []

    class Hangs(ReferenceDriver):
        def sequence_start(self, handle: int, signature: bytes) -> int:
            asked.append(handle)
            raise BrokeDown("gave no answer within 5 s", Cause.NO_ANSWER)

    found = infer(Hangs)
    assert len(asked) == MOST_HANGS
    assert found.stopped == "it gave no answer in time 3 times"
    assert found.told["padding_check"] == readings()["padding_check"]
    assert found.unseen["padding_check"] == found.unseen["session_limit"] == found.stopped


class ComesAgain(CopyProtectionMiniport):
    """It has few keys, and gives a freed one again when another was issued since (A-05)."""

    turn = 0

    def new_key(self) -> int:
        ComesAgain.turn += 1
        return (0x1234_5678, 0x8765_4321, 0x0F1E_2D3C)[self.turn % 3]


def test_a_key_that_comes_again_is_seen() -> None:
    found = infer(lambda: ReferenceDriver(Options(key_reuse="after quarantine"), miniport=ComesAgain))
    assert found.told["key_reuse"] == ("after quarantine",)


def test_what_declares_nothing_sensible_is_no_driver() -> None:
    class NoOutputs(ReferenceDriver):
        outputs = ()

    with pytest.raises(InvalidDriver, match="outputs is"):
        infer(NoOutputs)


# Drivers in C.


def test_the_conforming_library_follows_the_recommended_readings(build: Build) -> None:
    found = infer(target(f"c:{build('libgood.so')}"))
    assert found.profile.departures == {}
    assert not found.unexplained
    assert {*found.unseen} >= {"lost_code", "renderer_open_moment", "key_reuse", *ALLOWING}


@pytest.mark.thorough
def test_the_profile_of_the_sample_is_that_of_its_record(build: Build) -> None:
    found = infer(target(f"c:{build('libtemplate.so')}"))
    assert found.profile.departures == {
        "padding_check": "ignore",
        "sequence_start_retry": "retry",
        "unknown_status_ok": "empty success",
        "toobigsize_level0": "levels above 0",
        "data_size_limit": "no upper limit",
    }
    assert found.told["short_block"] == ("invalid argument",)
    assert found.told["advance_on_failure"] == ("accepted messages",)
    assert found.told["level_order"] == ("numeric maximum",)
    assert found.told["hdcp_sticky"] == ("off",)
    assert found.unseen["request_not_applicable"] == "no reading allows what it does there"
    assert found.unseen["event_recording"].startswith("it takes 'link lost'")
