"""A display that is replaced by another one: the flag, and from then on what the new one is."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from coppspec.driver.device import COPPDevice
from coppspec.driver.levels import SharedConnector
from coppspec.driver.outputs import OUTPUTS, Sink
from coppspec.driver.protocol import Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.constants import StatusFlags
from coppspec.properties.suites import suites
from coppspec.properties.zoo import EVENTS

OTHER = Sink(connector_type=5, key_selection_vector=bytes.fromhex("0f1e2d3c4b"))
OUTPUT = replace(OUTPUTS[0], other_sink=OTHER)


def drivers(
    device: type[COPPDevice] = COPPDevice, connector: type[SharedConnector] = SharedConnector
) -> Callable[[], Driver]:
    """Drivers of one output, whose display can be replaced."""

    class OfTwoDisplays(ReferenceDriver):
        outputs = (OUTPUT,)
        adapters = ()

    return lambda: OfTwoDisplays(device=device, connector=connector)


def found(make: Callable[[], Driver]) -> str | None:
    driver = make()
    every = suites(None, driver.outputs, driver.capabilities, driver.adapters)
    disagreement = next(each for each in every if each.name == EVENTS).catches(make)
    return disagreement.deviation.clause if disagreement else None


def test_another_display_is_reported_after_the_connector_was_reconfigured() -> None:
    assert found(drivers()) is None


def test_two_displays_take_each_others_place() -> None:
    assert OUTPUT.with_other_sink.key_selection_vector == OTHER.key_selection_vector
    assert OUTPUT.with_other_sink.with_other_sink == OUTPUT
    assert OUTPUTS[0].with_other_sink is OUTPUTS[0]


class KeepsTheOldDisplay(SharedConnector):
    """Reads the display when it starts, and never again."""

    def replace_sink(self) -> None:
        """Notices nothing."""


class RaisesNoFlag(COPPDevice):
    """Reads the new display, and says nothing of it."""

    def record(self, event: StatusFlags) -> None:
        """Forgets that the connector was reconfigured."""
        if event is not StatusFlags.COPP_RenegotiationRequired:
            super().record(event)


class KeepsTheOldKey(SharedConnector):
    """Reads everything of the new display but its key selection vector."""

    def replace_sink(self) -> None:
        """With the key of the first one."""
        key = self.output.key_selection_vector
        super().replace_sink()
        self.output = replace(self.output, key_selection_vector=key)


def test_a_driver_that_keeps_the_old_display_or_its_key_is_found() -> None:
    assert found(drivers(connector=KeepsTheOldDisplay)) == "COPP-812"
    assert found(drivers(connector=KeepsTheOldKey)) == "COPP-313"


def test_a_driver_that_raises_no_flag_is_found() -> None:
    assert found(drivers(device=RaisesNoFlag)) == "COPP-806"


@pytest.mark.parametrize("sink", [7, Sink(99), Sink(4, b"1"), Sink(4, bytes(5), 2)])
def test_a_display_that_cannot_be_is_told(sink: Sink) -> None:
    from coppspec.properties.declared_fields import of_output  # noqa: PLC0415  for this test alone

    assert [each for each in of_output(replace(OUTPUT, other_sink=sink)) if each.startswith("other_sink")]
