"""An output whose display device lacks COPP: each method of a renderer says so, and nothing else is asked."""

from dataclasses import replace
from itertools import product

import pytest

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.outputs import OUTPUTS, Output
from coppspec.driver.protocol import Capability, Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.renderer import Renderer
from coppspec.model.codes import HResult
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.properties.suites import check_driver, suites
from coppspec.properties.trial import Disagreement
from coppspec.properties.zoo import WITHOUT_COPP

NO_COPP = (Output(connector=0, connector_type=0, copp=False),)
UNEXPECTED, NO_HARDWARE = HResult.E_UNEXPECTED, HResult.VFW_E_NO_COPP_HW


class Stub(Renderer):
    """A renderer that never has a device, as that of Wine: one code from all four methods (COPP-951)."""

    late: HResult = NO_HARDWARE
    """What the methods after KeyExchange answer."""

    def connect(self) -> None:
        """Opens nothing."""

    def key_exchange(self) -> tuple[int, bytes, bytes]:
        """In order, so there is one answer."""
        return NO_HARDWARE, b"", b""

    def session_sequence_start(self, signature: bytes) -> int:  # noqa: ARG002  it reads nothing
        """Out of order as well."""
        return self.late

    def protection_command(self, command: bytes) -> int:  # noqa: ARG002  it reads nothing
        """Out of order as well."""
        return self.late

    def protection_status(self, request: bytes) -> tuple[int, bytes]:  # noqa: ARG002  it reads nothing
        """Out of order as well."""
        return self.late, b""


class Strict(Stub):
    """Looks at the order first."""

    late = UNEXPECTED


class Mixed(Stub):
    """Looks at the order first in one method."""

    def protection_command(self, command: bytes) -> int:  # noqa: ARG002  it reads nothing
        """Another code than its neighbours; both are possible values."""
        return UNEXPECTED


def without(renderer: type[Renderer], *capabilities: Capability) -> type[ReferenceDriver]:
    """Drivers of one display device, which has no COPP."""

    class WithoutCOPP(ReferenceDriver):
        outputs = NO_COPP
        adapters = ()

        def __init__(self) -> None:
            super().__init__(renderer=renderer)

    WithoutCOPP.capabilities = frozenset({Capability.RENDERER, *capabilities})
    return WithoutCOPP


def names(driver: Driver) -> list[str]:
    return [each.name for each in suites(None, driver.outputs, driver.capabilities, driver.adapters)]


def test_a_driver_without_copp_is_held_to_one_suite() -> None:
    assert names(without(Stub)()) == [WITHOUT_COPP]


def test_a_driver_without_copp_and_without_a_renderer_is_held_to_nothing_of_copp() -> None:
    assert list(suites(None, NO_COPP, (), ())) == []
    beside = (replace(ADAPTERS[0], outputs=(0,)),)
    of_keys = suites(None, NO_COPP, (Capability.APPLIED,), beside)
    assert {each.engine.machine.name for each in of_keys} == {COPY_PROTECTION_SESSIONS.name}


@pytest.mark.parametrize("renderer", [Renderer, Stub, Strict, Mixed])
@pytest.mark.parametrize("able", [(), tuple(Capability)], ids=["no event", "every event"])
def test_no_hardware_conforms_from_every_method_and_wrong_order_from_the_later_ones(
    renderer: type[Renderer], able: tuple[Capability, ...]
) -> None:
    check_driver(without(renderer, *able))


class KeysOutOfOrder(Stub):
    """Calls the first method out of order."""

    def key_exchange(self) -> tuple[int, bytes, bytes]:
        """E_UNEXPECTED, with nothing before it that could be missing."""
        return UNEXPECTED, b"", b""


class HandsOutKeys(Stub):
    """Refuses, and hands out something."""

    def key_exchange(self) -> tuple[int, bytes, bytes]:
        """A random number for a device that there is not."""
        return NO_HARDWARE, bytes(16), b""


class Succeeds(Stub):
    """Lets a session start."""

    late = HResult.S_OK


class HasACodeOfItsOwn(Stub):
    """Answers what no list of the pages has."""

    late = HResult.E_FAIL


@pytest.mark.parametrize(
    ("renderer", "clause", "wanted"),
    [
        (KeysOutOfOrder, "COPP-206", "VFW_E_NO_COPP_HW"),
        (HandsOutKeys, "Q30", "nothing handed out with a refusal"),
        (Succeeds, "COPP-206", "VFW_E_NO_COPP_HW or E_UNEXPECTED"),
        (HasACodeOfItsOwn, "COPP-206", "VFW_E_NO_COPP_HW or E_UNEXPECTED"),
    ],
)
def test_another_answer_breaks_the_clause_about_the_four_methods(
    renderer: type[Renderer], clause: str, wanted: str
) -> None:
    with pytest.raises(Disagreement) as found:
        check_driver(without(renderer))
    assert (found.value.deviation.clause, found.value.deviation.wanted) == (clause, wanted)
    assert len(found.value.intents) == 1


def test_no_device_is_opened_where_there_is_no_copp() -> None:
    outputs = (*OUTPUTS[:1], *NO_COPP)
    on = {
        dev_id
        for each in suites(None, outputs, adapters=())
        for dev_id in each.dev_ids
        if each.name != WITHOUT_COPP
    }
    assert on == {0}


def test_the_reference_driver_opens_none_there() -> None:
    driver = ReferenceDriver()
    at = OUTPUTS.index(next(each for each in OUTPUTS if not each.copp))
    assert driver.open_video_session(at) == (HResult.DDERR_CURRENTLYNOTAVAIL, 0)
    renderer = driver.renderer(at)
    renderer.connect()
    assert (renderer.handle, renderer.key_exchange()) == (0, (NO_HARDWARE, b"", b""))


def test_a_device_opens_where_there_is_copp_and_no_clone() -> None:
    ways = tuple(product((False, True), repeat=2))
    able = [replace(OUTPUTS[0], copp=copp, dual_view=dual).opens for copp, dual in ways]
    assert able == [False, False, False, True]
