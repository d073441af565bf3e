"""The smallest driver as coppspec calls one in its own process: py:in_process:InProcess."""

from coppspec.driver.protocol import Capability
from coppspec.driver.renderer import CertifiedOutputProtection
from coppspec.oracle.declaration import of_json
from smallest_driver import DECLARATION, SmallestDriver

DECLARED = of_json(DECLARATION)


class InProcess(SmallestDriver):
    """The same driver, with what it declares as attributes (it is a `Driver`)."""

    capabilities, outputs = DECLARED.capabilities, DECLARED.outputs
    adapters, root = DECLARED.adapters, DECLARED.root

    def renderer(self, output: int) -> CertifiedOutputProtection:
        """Never called, as it is not declared; so are the next two."""
        raise NotImplementedError(output)

    def limit_keys(self, adapter: int, keys: int) -> None:
        """Not declared."""
        raise NotImplementedError(adapter, keys)

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """Not declared."""
        raise NotImplementedError(event, target, argument)
