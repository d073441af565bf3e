"""Wrong players: each leaves out or misreads one thing that is a caller's duty (VPCP-754)."""

from dataclasses import dataclass
from typing import ClassVar

from coppspec.driver.player import (
    NO_MODE,
    PROTECT,
    SWITCH,
    WIN_VGA,
    CannotPlay,
    NoEffect,
    Player,
    Report,
)
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.tvout import (
    VIDEOPARAMETERS_GUID,
    CPCommand,
    CPType,
    TVStandard,
    VPCommand,
    VPFlags,
    VPMode,
)
from coppspec.properties.zoo import sentence_of


@dataclass(frozen=True)
class WrongPlayer:
    """One way to be wrong."""

    kind: type[Player]
    """The player; its name is the sentence."""
    clauses: tuple[str, ...]
    """What it breaks; it is found under each of them."""
    trap: str | None = None
    """The trap of the documents that it falls into."""

    @property
    def sentence(self) -> str:
        """What it does, in words.

        >>> WrongPlayer(NeverAsksGET, ("VPCP-302",)).sentence
        'never asks GET'
        """
        return sentence_of(self.kind)


# What it takes for protection.


class TakesASuccessForProtection(Player):
    """Looks at the status alone (T-20)."""

    def verify_protection(self) -> None:
        """Nothing is asked of GET."""


class NeverAsksGET(Player):
    """Takes the device for one that it knows."""

    def get(self) -> None:
        """Nothing is asked: there is a TV output, in NTSC, with protection."""
        ntsc = int(TVStandard.VP_TV_STANDARD_NTSC_M)
        flags, modes, types = SWITCH | PROTECT, VPMode.VP_MODE_WIN_GRAPHICS, CPType.VP_CP_TYPE_APS_TRIGGER
        self.report = Report(flags, ntsc, modes, ntsc, types, ntsc)


class PlaysInAStandardThatCannotBeProtected(Player):
    """Takes protection hardware for protection."""

    def verify_standard(self) -> None:
        """Any standard will do, if the TV output is on."""
        if not self.report.shown:
            raise CannotPlay("the TV output is off")


class PlaysWhileTheTVOutputIsOff(Player):
    """Takes WIN_VGA for a standard of which nothing is to be feared."""

    def verify_standard(self) -> None:
        """Only a standard that is shown is looked at."""
        if self.report.shown:
            super().verify_standard()


class ComparesTheStandardAsANumber(Player):
    """Does not know that WIN_VGA can stand beside a standard (A-12)."""

    def verify_standard(self) -> None:
        """The whole number is one standard that can be protected."""
        if self.report.standard.bit_count() != 1 or not self.report.standard & self.report.protected:
            raise CannotPlay("the standard is not one that can be protected")


class ComparesTheTypeAsANumber(Player):
    """Does not know that a device can support both types (A-13)."""

    def verify_type(self) -> None:
        """The whole number is one type."""
        if self.report.types not in tuple(CPType):
            raise CannotPlay("the type is unknown")


class BelievesInAnOldGET(Player):
    """Does not expect that anybody acts between two of its requests (VPCP-761)."""

    def confirm(self, level: int) -> None:
        """What GET said before is taken to be so still."""
        self.level = level


# What it makes of a refusal.


class TakesEveryStatusForSuccess(Player):
    """Does not look at the status (VPCP-753)."""

    def request(self, command: VPCommand, **fields: int) -> bytes:
        """What came back, or what it sent."""
        buffer = VIDEOPARAMETERS.pack(Guid=VIDEOPARAMETERS_GUID, dwCommand=command, **fields)
        _, returned = self.driver.video_parameters(self.adapter, buffer, len(buffer))
        return returned or buffer


class UsesTheKeyOfARefusedActivation(Player):
    """Takes what is in the buffer for a key (VPCP-403)."""

    def activate(self, level: int) -> None:
        """Whatever the status is."""
        try:
            super().activate(level)
        except NoEffect:
            self.key = 0


class TakesARefusedChangeForDone(Player):
    """Takes it that a session that is on is on at its level (VPCP-753)."""

    def change(self, level: int) -> None:
        """Whatever the status is."""
        try:
            super().change(level)
        except NoEffect:
            self.level = level


class GoesOnWithoutGETAfterARefusal(Player):
    """Relies on what GET said before (VPCP-753)."""

    def set(self, flags: VPFlags, **fields: int) -> bytes:
        """A SET, and nothing after it."""
        return self.request(VPCommand.VP_COMMAND_SET, dwFlags=flags, **fields)


class ForgetsTheKeyOfARefusedDeactivation(Player):
    """Takes a session for ended that is not (VPCP-753)."""

    def stop(self) -> None:
        """The key is gone, whatever the status is."""
        try:
            super().stop()
        finally:
            self.key = None


# What it sets.


class SetsAFlagThatIsNotAdvertised(Player):
    """Sets the brightness of a device that has none (VPCP-302)."""

    def switch(self, mode: VPMode, standard: TVStandard) -> None:
        """With a setting of the picture."""
        flags = SWITCH | VPFlags.VP_FLAGS_BRIGHTNESS
        self.set(flags, dwMode=mode, dwTVStandard=standard, dwBrightness=50)


class SendsEveryFlagBackThatGETReported(Player):
    """Changes some fields of what GET returned, and sends it back as it is (VPCP-306)."""

    def switch(self, mode: VPMode, standard: TVStandard) -> None:
        """With all that the device has."""
        self.set(VPFlags(self.report.flags), dwMode=mode, dwTVStandard=standard)


class SwitchesToAnyStandard(Player):
    """Does not look at what is available (VPCP-302)."""

    def verify_available(self, mode: VPMode, standard: TVStandard) -> None:
        """Nothing is verified of the standard, but that it is one."""
        super().verify_available(mode, TVStandard(self.report.standards & -self.report.standards or standard))


class SwitchesOnWithTwoStandards(Player):
    """Writes a standard as GET reports it (VPCP-307, A-12)."""

    def switch(self, mode: VPMode, standard: TVStandard) -> None:
        """With WIN_VGA beside it."""
        super().switch(mode, standard | WIN_VGA)


class SwitchesOnInEveryMode(Player):
    """Sends the mask of modes back (VPCP-307)."""

    def switch(self, mode: VPMode, standard: TVStandard) -> None:
        """All that are available, if one is asked for."""
        super().switch(VPMode(self.report.modes) if mode else NO_MODE, standard)


class SwitchesOffAndLeavesTheMode(Player):
    """Takes WIN_VGA for enough (VPCP-307)."""

    def switch_off(self) -> None:
        """With a mode."""
        self.get()
        self.verify_switchable()
        self.switch(VPMode.VP_MODE_WIN_GRAPHICS, WIN_VGA)


class AsksForEveryTypeThatIsSupported(Player):
    """Sends the mask of types back (A-13)."""

    def protect(self, command: CPCommand, *, key: int = 0, level: int = 0) -> bytes:
        """With all of its bits."""
        return self.set(
            PROTECT, dwCPCommand=command, dwCPType=self.report.types, dwCPKey=key, bCP_APSTriggerBits=level
        )


# What it makes of its session.


class NeverTurnsProtectionBackOn(Player):
    """Leaves a session turned off that was turned off for a stretch."""

    def change(self, level: int) -> None:
        """Only of a session that is on."""
        if self.level:
            super().change(level)


class NeverTurnsProtectionOff(Player):
    """Leaves an unprotected stretch protected."""

    def change(self, level: int) -> None:
        """Only to a level of protection."""
        if level:
            super().change(level)


class NeverChangesTheLevel(Player):
    """Takes one session for as good as another."""

    def change(self, level: int) -> None:
        """Nothing is sent."""
        self.level = level


class ProtectsEverythingAtTheHighestLevel(Player):
    """Does not look at the content's trigger bits."""

    def activate(self, level: int) -> None:
        """At 3."""
        super().activate(max(level, 3))


class EndsItsSessionForAnUnprotectedStretch(Player):
    """Takes DEACTIVATE for the way to turn a session off."""

    def change(self, level: int) -> None:
        """To 0 by DEACTIVATE."""
        if level:
            super().change(level)
        else:
            self.stop()


class ActivatesForEveryChange(Player):
    """Has a new session for each level, and forgets the old one."""

    def change(self, level: int) -> None:
        """By ACTIVATE."""
        self.activate(level)
        self.confirm(level)


class ForgetsToDeactivate(Player):
    """Leaves its session to the next restart of the driver (VPCP-560)."""

    def stop(self) -> None:
        """Nothing is sent."""
        self.key = None
        self.level = 0


class DeactivatesTwice(Player):
    """Makes sure."""

    def stop(self) -> None:
        """The key is sent once more."""
        key = self.key
        super().stop()
        self.key = key
        super().stop()


class EndsTheSessionOfWhoeverCameLast(Player):
    """Has one place for the keys of all players."""

    last: ClassVar[dict[int, int]] = {}
    """The last key of each adapter."""

    def protect(self, command: CPCommand, *, key: int = 0, level: int = 0) -> bytes:
        """With the key that is in that place, at the end."""
        if command == CPCommand.VP_CP_CMD_DEACTIVATE:
            key = self.last.get(self.adapter, key)
        returned = super().protect(command, key=key, level=level)
        self.last[self.adapter] = VIDEOPARAMETERS.get_ulong(returned, "dwCPKey")
        return returned


WRONG_PLAYERS = (
    WrongPlayer(TakesASuccessForProtection, ("VPCP-302", "VPCP-305", "VPCP-754"), "T-20"),
    WrongPlayer(NeverAsksGET, ("VPCP-302", "VPCP-305", "VPCP-754")),
    WrongPlayer(PlaysInAStandardThatCannotBeProtected, ("VPCP-650", "VPCP-651", "VPCP-754")),
    WrongPlayer(PlaysWhileTheTVOutputIsOff, ("VPCP-651", "VPCP-755")),
    WrongPlayer(ComparesTheStandardAsANumber, ("VPCP-755", "A-12")),
    WrongPlayer(ComparesTheTypeAsANumber, ("A-13",)),
    WrongPlayer(BelievesInAnOldGET, ("VPCP-761",)),
    WrongPlayer(TakesEveryStatusForSuccess, ("VPCP-753",)),
    WrongPlayer(UsesTheKeyOfARefusedActivation, ("VPCP-403", "VPCP-753")),
    WrongPlayer(TakesARefusedChangeForDone, ("VPCP-753",)),
    WrongPlayer(GoesOnWithoutGETAfterARefusal, ("VPCP-753",)),
    WrongPlayer(ForgetsTheKeyOfARefusedDeactivation, ("VPCP-560", "VPCP-754")),
    WrongPlayer(SetsAFlagThatIsNotAdvertised, ("VPCP-302",)),
    WrongPlayer(SendsEveryFlagBackThatGETReported, ("VPCP-306",)),
    WrongPlayer(SwitchesToAnyStandard, ("VPCP-302",)),
    WrongPlayer(SwitchesOnWithTwoStandards, ("VPCP-307",)),
    WrongPlayer(SwitchesOnInEveryMode, ("VPCP-307",)),
    WrongPlayer(SwitchesOffAndLeavesTheMode, ("VPCP-307",)),
    WrongPlayer(AsksForEveryTypeThatIsSupported, ("VPCP-311", "A-13")),
    WrongPlayer(NeverTurnsProtectionBackOn, ("VPCP-754",)),
    WrongPlayer(NeverTurnsProtectionOff, ("VPCP-754",)),
    WrongPlayer(NeverChangesTheLevel, ("VPCP-754",)),
    WrongPlayer(ProtectsEverythingAtTheHighestLevel, ("VPCP-754",)),
    WrongPlayer(EndsItsSessionForAnUnprotectedStretch, ("VPCP-754",)),
    WrongPlayer(ActivatesForEveryChange, ("VPCP-560", "VPCP-754")),
    WrongPlayer(ForgetsToDeactivate, ("VPCP-560", "VPCP-754")),
    WrongPlayer(DeactivatesTwice, ("VPCP-433", "VPCP-754")),
    WrongPlayer(EndsTheSessionOfWhoeverCameLast, ("VPCP-754",)),
)
"""Each with the clauses under which it is found."""
