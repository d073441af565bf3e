"""Wrong drivers that do not notice, or do not say, what happens to the display behind a connector."""

from coppspec.driver.device import COPPDevice
from coppspec.driver.levels import HDCP
from coppspec.driver.refusal import Refused
from coppspec.properties.zoo import MESSAGES, WrongDriver


class TakesEveryDisplayForAuthentic(COPPDevice):
    """Says that HDCP is on although its authentication failed, and shows it."""

    def verify_authentication(self, protection_type: int, level: int) -> None:
        """Trusts any display."""

    def lose_authentication(self) -> None:
        """Notices nothing."""


class KeepsTheLevelOfACommandThatFailedInHardware(COPPDevice):
    """Refuses the command, and does not take its level back."""

    def verify_authentication(self, protection_type: int, level: int) -> None:
        """Stores the level first."""
        try:
            super().verify_authentication(protection_type, level)
        except Refused:
            self.levels[HDCP] = level
            raise


class UsesUpTheNumberOfACommandThatFailedInHardware(COPPDevice):
    """Counts a command that the display made fail, although it was rejected."""

    def verify_authentication(self, protection_type: int, level: int) -> None:
        """Counts first."""
        try:
            super().verify_authentication(protection_type, level)
        except Refused:
            self.use_up_the_command_number()
            raise


WRONG_LINKS = (
    WrongDriver(TakesEveryDisplayForAuthentic, MESSAGES, 5, ("X11", "COPP-808", "COPP-107")),
    WrongDriver(KeepsTheLevelOfACommandThatFailedInHardware, MESSAGES, 6, ("COPP-605", "COPP-166", "Q47")),
    WrongDriver(
        UsesUpTheNumberOfACommandThatFailedInHardware, MESSAGES, 6, ("COPP-162", "COPP-166", "COPP-431")
    ),
)
