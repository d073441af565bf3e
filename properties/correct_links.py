"""Correct drivers whose level follows the link of a connector (COPP-812)."""

from coppspec.driver.levels import HDCP
from coppspec.driver.protocol import Capability
from coppspec.driver.reference import ReferenceDriver


class ShowsNoLevelWithoutALink(ReferenceDriver):
    """Applies level 0 of HDCP after the link was lost, until a count changes; local levels stay."""

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """The link takes the protection with it."""
        super().inject(event, target, argument)
        if event is Capability.LINK_LOST:
            self.connector(target).hardware[HDCP] = 0
