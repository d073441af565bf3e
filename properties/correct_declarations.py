"""Correct drivers that declare less than the reference driver, or something else."""

from collections.abc import Sequence
from dataclasses import replace

from coppspec.driver.adapters import ADAPTERS, Adapter
from coppspec.driver.outputs import OUTPUTS, DisplayMode, Output
from coppspec.driver.protocol import Capability, Interface
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.constants import BusType, ConnectorType

EVERY = frozenset(Capability)


class HasOnlyARendererForAnApplication(ReferenceDriver):
    """Is reached by the renderer's interface alone."""

    interfaces = (Interface.RENDERER,)
    capabilities = frozenset({Capability.RENDERER, Capability.APPLIED})
    adapters: Sequence[Adapter] = ()


class HasOnlyCopyProtectionSessions(ReferenceDriver):
    """Is reached by the request for VIDEOPARAMETERS alone."""

    interfaces = (Interface.VIDEO_PARAMETERS,)
    capabilities = EVERY - {Capability.RENDERER}


class HasOneOutputAndNoAdapter(ReferenceDriver):
    """Has COPP on one output, and nothing beside it."""

    outputs = OUTPUTS[:1]
    adapters: Sequence[Adapter] = ()
    capabilities = EVERY - {
        Capability.FEW_KEYS,
        Capability.DRIVER_RESTART,
        Capability.DEVICE_RESET,
        Capability.POWER_DOWN,
        Capability.POWER_UP,
        Capability.HARDWARE_FAULT,
    }


class HasNoCOPPOnAnyOutput(ReferenceDriver):
    """Has a renderer that finds no COPP device on any output."""

    outputs = tuple(replace(each, copp=False) for each in OUTPUTS)
    adapters: Sequence[Adapter] = ()
    capabilities = frozenset({Capability.RENDERER})


_SMALL = DisplayMode(1920, 1080, (24000, 1001))


class HasTheConnectorOfADevelopersBoard(ReferenceDriver):
    """Has one connector inside of the case, on a bus of its own, and other modes."""

    outputs = (
        Output(
            connector=7,
            connector_type=ConnectorType.COPP_ConnectorType_LVDS | ConnectorType.COPP_ConnectorType_Internal,
            types=OUTPUTS[0].types,
            standards=OUTPUTS[0].standards,
            modes=(_SMALL, replace(_SMALL, frequency=(30, 1))),
            redistribution=True,
            key_selection_vector=OUTPUTS[0].key_selection_vector,
            bus=BusType.COPP_BusType_AGP | BusType.COPP_BusType_Integrated,
        ),
    )
    adapters = (replace(ADAPTERS[0], outputs=(0,)),)


class MakesNoEventHappen(ReferenceDriver):
    """Has a bench that can read the levels, and cannot make anything happen."""

    capabilities = frozenset({Capability.APPLIED, Capability.RENDERER})


class ShowsNoLevel(ReferenceDriver):
    """Has a bench that cannot read the levels."""

    capabilities = EVERY - {Capability.APPLIED}
