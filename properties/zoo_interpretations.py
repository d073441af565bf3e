"""Wrong drivers of other interpretations: each follows one that is accepted, and is wrong in it."""

from dataclasses import dataclass
from functools import partial

from coppspec.driver.device import COPPDevice
from coppspec.driver.levels import HDCP, SharedConnector
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.protocol import Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.television import ulong
from coppspec.model.constants import ProtectionType
from coppspec.model.profile import Profile
from coppspec.model.tvout import CPCommand
from coppspec.properties.following import options_of
from coppspec.properties.zoo import sentence_of

SECOND, POWER, SEVERAL = "a second session after resets", "resets and power", "two copy-protection sessions"
EVENTS = "events"


@dataclass(frozen=True)
class WronglyFollowing:
    """One way to be wrong in an accepted interpretation."""

    kind: type[COPPDevice | SharedConnector | CopyProtectionMiniport | ReferenceDriver]
    profile: Profile
    """What the driver follows, and is held to."""
    suite: str
    """The suite under that profile that finds it."""
    clauses: tuple[str, ...]
    """What it breaks; the clause under which it is found is among them."""

    @property
    def sentence(self) -> str:
        """What it does, in words."""
        return sentence_of(self.kind)

    def make(self) -> Driver:
        """A fresh driver with this fault."""
        made = partial(ReferenceDriver, options_of(self.profile))
        if issubclass(self.kind, COPPDevice):
            return made(device=self.kind)
        if issubclass(self.kind, SharedConnector):
            return made(connector=self.kind)
        if issubclass(self.kind, ReferenceDriver):
            return self.kind(options_of(self.profile))
        return made(miniport=self.kind)


class KeepsTheLevelOfEndedSessions(CopyProtectionMiniport):
    """Ends all sessions with their count, and joins their levels as soon as another one is on."""

    ended = 0

    def end_every_session(self) -> None:
        """The highest level is kept for later."""
        self.ended = max(self.ended, self.joined_level())
        super().end_every_session()

    def joined_level(self) -> int:
        """That of the dead ones, too."""
        return max(super().joined_level(), self.ended)


class KeepsTheCountOfEndedSessions(CopyProtectionMiniport):
    """Lets keys die, and leaves protection on that nobody can end."""

    def end_every_session(self) -> None:
        """The count stays."""
        count = self.count
        super().end_every_session()
        self.count = count


class KeepsAKeyThatIsOff(CopyProtectionMiniport):
    """Lets the keys of sessions die that are on."""

    def end_every_session(self) -> None:
        """Those that are off live on."""
        off = {key: level for key, level in self.levels.items() if not level}
        super().end_every_session()
        self.levels |= off


class ReusesAKeyAtOnce(CopyProtectionMiniport):
    """Has keys that come again, and does not let them rest."""

    def release(self, key: int) -> None:
        """It can be issued by the next activation."""
        self.issued.taken.discard(key)
        self.again = key

    again = 0

    def new_key(self) -> int:
        """The one that was freed last."""
        key, self.again = self.again, 0
        return key or super().new_key()


class EndsHDCPThatWasToStay(SharedConnector):
    """Leaves HDCP on when it is set to level 0, and ends it with the last device."""

    def remove(self, protection_type: ProtectionType, level: int) -> None:
        """Off with the device."""
        super().remove(protection_type, level)
        if protection_type == HDCP and not any(self.counts[HDCP].values()):
            self.hardware[HDCP] = 0


class TakesAThirdAttempt(COPPDevice):
    """Lets a sequence start be repeated, and begins a session whatever is in the third one."""

    attempts = 0

    def verify_random_number(self, sequence: bytes) -> None:
        """Not checked from the third on."""
        self.attempts += 1
        if self.attempts < 3:
            super().verify_random_number(sequence)


def dies(choice: str) -> Profile:
    """The profile in which keys die at an event."""
    return Profile(**{choice: "keys die"})


class OutlivesAModeChangeWithoutAWord(ReferenceDriver):
    """Keeps its devices, and leaves their applications in the dark."""

    def change_mode(self, output: int, number: int) -> None:
        """No flag is raised by it."""
        flags = {handle: self.devices[handle].flags for handle in self.on(output)}
        super().change_mode(output, number)
        for handle, those in flags.items():
            self.devices[handle].flags = those


class AnswersRequestsAfterABadTag(COPPDevice):
    """Has ended its session for commands alone."""

    def verify_active_for_status(self) -> None:
        """The end of it is not looked at."""
        if not self.ended:
            super().verify_active_for_status()


class AnswersRequestsAfterTheLastNumber(COPPDevice):
    """Ends its session with the last number of either kind, and goes on to answer status requests."""

    def verify_active_for_status(self) -> None:
        """The end of it is not looked at."""
        if not self.ended:
            super().verify_active_for_status()


class TakesAnUnprotectedStandardWithTheFirstSession(CopyProtectionMiniport):
    """Asks for the sessions that are on afterwards, but not of a request that begins one."""

    def verify_standard_can_be_protected(self, buffer: bytes) -> None:
        """Not of an activation."""
        if ulong(buffer, "dwCPCommand") != CPCommand.VP_CP_CMD_ACTIVATE:
            super().verify_standard_can_be_protected(buffer)


WRONG_IN_OTHERS = (
    *(
        WronglyFollowing(KeepsTheLevelOfEndedSessions, dies(choice), SECOND, ("VPCP-605", "A-18"))
        for choice in ("mode_set", "device_reset", "power_transition", "tv_off")
    ),
    *(
        WronglyFollowing(KeepsTheCountOfEndedSessions, dies(choice), "the TV output", clauses)
        for choice, clauses in (
            ("mode_set", ("A-18", "VPCP-301")),
            ("device_reset", ("A-18b", "A-04", "VPCP-301")),
            ("power_transition", ("A-18c", "A-04", "VPCP-301")),
            ("tv_off", ("A-18d", "A-04", "VPCP-301")),
        )
    ),
    *(
        WronglyFollowing(KeepsAKeyThatIsOff, dies(choice), POWER, ("VPCP-431", "VPCP-433"))
        for choice in ("mode_set", "device_reset", "power_transition")
    ),
    WronglyFollowing(ReusesAKeyAtOnce, Profile(key_reuse="after quarantine"), SEVERAL, ("A-05",)),
    WronglyFollowing(
        EndsHDCPThatWasToStay, Profile(hdcp_sticky="on"), "levels of HDCP", ("COPP-616", "COPP-612")
    ),
    WronglyFollowing(OutlivesAModeChangeWithoutAWord, Profile(mode_change_effect="flag"), EVENTS, ("Q25",)),
    WronglyFollowing(
        AnswersRequestsAfterABadTag,
        Profile(bad_command_mac="session ends"),
        "commands and status requests",
        ("COPP-171",),
    ),
    WronglyFollowing(
        AnswersRequestsAfterTheLastNumber,
        Profile(counter_wrap="session ends"),
        "commands and status requests",
        ("COPP-171",),
    ),
    WronglyFollowing(
        TakesAnUnprotectedStandardWithTheFirstSession,
        Profile(unprotectable_standard="refused by the resulting count"),
        "the TV output",
        ("X09",),
    ),
    WronglyFollowing(
        TakesAThirdAttempt, Profile(sequence_start_retry="retry"), "devices in turn", ("COPP-152",)
    ),
)
