"""Each wrong driver behind a sound harness: py:wrong_drivers:OpensADeviceTwice serves one of them."""

from collections.abc import Callable

from coppspec.driver.device import COPPDevice
from coppspec.driver.levels import SharedConnector
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.protocol import Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.renderer import Renderer
from coppspec.properties.traceability import ZOO

KINDS = {each.kind.__name__: each.kind for each in ZOO}


def __getattr__(name: str) -> Callable[[], Driver]:
    """What makes the wrong driver of this name, with random numbers of the operating system."""
    if name not in KINDS:
        raise AttributeError(name)
    kind = KINDS[name]
    if issubclass(kind, COPPDevice):
        return lambda: ReferenceDriver(device=kind)
    if issubclass(kind, SharedConnector):
        return lambda: ReferenceDriver(connector=kind)
    if issubclass(kind, Renderer):
        return lambda: ReferenceDriver(renderer=kind)
    if issubclass(kind, CopyProtectionMiniport):
        return lambda: ReferenceDriver(miniport=kind)
    return kind
