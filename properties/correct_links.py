"""Correct drivers whose level follows the link of a connector, or the display behind it (COPP-812, X11)."""

from coppspec.driver.levels import HDCP, TYPES
from coppspec.driver.options import Options
from coppspec.driver.protocol import Capability
from coppspec.driver.reference import ReferenceDriver


class ShowsNoLevelWithoutALink(ReferenceDriver):
    """Applies level 0 of HDCP after the link was lost, until a count changes; local levels stay."""

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """The link takes the protection with it."""
        super().inject(event, target, argument)
        if event is Capability.LINK_LOST:
            self.connector(target).hardware[HDCP] = 0


class AppliesNothingWithoutALink(ReferenceDriver):
    """Applies level 0 of every type after the link was lost; copy-protection sessions keep theirs."""

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """The link takes what devices have asked for with it."""
        super().inject(event, target, argument)
        if event is Capability.LINK_LOST:
            self.connector(target).hardware = dict.fromkeys(TYPES, 0)


class LeavesHDCPOnWhileThereIsALink(ShowsNoLevelWithoutALink):
    """Does not switch HDCP off at level 0; where the link has taken it, there is nothing to leave on."""

    def __init__(self) -> None:
        super().__init__(Options(hdcp_sticky="on"))


class LeavesHDCPOnWhereItWasAuthenticated(ReferenceDriver):
    """Does not switch HDCP off at level 0; where authentication has failed, there is nothing to leave on."""

    def __init__(self) -> None:
        super().__init__(Options(hdcp_sticky="on", hdcp_failure="later"))
