"""The correct drivers: each differs from the reference driver within what the documents allow.

A check accuses none of them. If a correct driver is accused, add it here: a class in one of
`properties/correct_*.py` whose name is the sentence, and the clauses that allow it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from coppspec.driver.protocol import Driver
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile
from coppspec.model.registry import choices
from coppspec.properties.correct_declarations import (
    HasNoCOPPOnAnyOutput,
    HasOneOutputAndNoAdapter,
    HasOnlyARendererForAnApplication,
    HasOnlyCopyProtectionSessions,
    HasTheConnectorOfADevelopersBoard,
    MakesNoEventHappen,
    ShowsNoLevel,
)
from coppspec.properties.correct_devices import (
    ChecksTheIdentifierBeforeTheNumber,
    ChecksTheTagBeforeTheNumber,
    GivesRandomHandles,
    GivesTheLowestFreeHandle,
    HasAChainForEachConnector,
    HasCertificatesOfOtherSizes,
    LooksAtTheSizeFirst,
)
from coppspec.properties.correct_keys import (
    CountsKeysUp,
    DrawsKeysFromAShortGenerator,
    DrawsKeysOfFifteenBits,
    LeavesTheVendorsBytesAsReceived,
    LooksAtTheRoomFirst,
)
from coppspec.properties.correct_links import (
    AppliesNothingWithoutALink,
    LeavesHDCPOnWhereItWasAuthenticated,
    LeavesHDCPOnWhileThereIsALink,
    ShowsNoLevelWithoutALink,
)
from coppspec.properties.correct_unrelated import (
    HasNoProtectionAnywhere,
    KeepsItsSessionsInAList,
    KeepsItsSessionsInATable,
    RunsEachSessionAsACoroutine,
    RunsEachSessionAsACoroutineAndSizesFirst,
    ServesNothing,
)
from coppspec.properties.following import reference
from coppspec.properties.subjects import MACHINES
from coppspec.properties.zoo import sentence_of


@dataclass(frozen=True)
class CorrectDriver:
    """A driver that breaks no rule."""

    kind: type[Driver]
    """Its name is the sentence that says in what it differs."""
    clauses: tuple[str, ...]
    """What allows it."""
    differs: tuple[str, ...] = ()
    """The recommendations that it does not follow; no document asks for them."""
    readings: Mapping[str, str] = field(default_factory=dict[str, str])
    """The accepted interpretations that it follows."""

    @property
    def sentence(self) -> str:
        """What it does, in words."""
        return sentence_of(self.kind)

    @property
    def profile(self) -> Profile:
        """What it is held to."""
        return Profile(**self.readings)

    def make(self) -> Driver:
        """A fresh one."""
        return self.kind()


@dataclass(frozen=True)
class Interpretation:
    """The reference driver with another accepted interpretation of one choice."""

    profile: Profile
    differs: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The choice and its interpretation."""
        return str(self.profile)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The choice."""
        return tuple(choices()[choice].id for choice in self.profile.departures)

    def make(self) -> Driver:
        """A fresh one."""
        return reference(self.profile)()


def interpretations() -> tuple[Interpretation, ...]:
    """One for each accepted interpretation that can be executed, besides the recommended ones."""
    every = {str(each): each for machine in MACHINES for each in profiles(machine) if each.departures}
    return tuple(map(Interpretation, every.values()))


# fmt: off
CORRECT = (
    CorrectDriver(LooksAtTheSizeFirst, ("COPP-104",)),
    CorrectDriver(LeavesTheVendorsBytesAsReceived, ("A-20", "VPCP-005")),
    CorrectDriver(ShowsNoLevelWithoutALink, ("COPP-606", "COPP-812")),
    CorrectDriver(AppliesNothingWithoutALink, ("COPP-606", "COPP-812", "VPCP-702")),
    CorrectDriver(LeavesHDCPOnWhileThereIsALink, ("COPP-616", "COPP-812"), readings={"hdcp_sticky": "on"}),
    CorrectDriver(
        LeavesHDCPOnWhereItWasAuthenticated, ("COPP-616", "X11"),
        readings={"hdcp_sticky": "on", "hdcp_failure": "later"},
    ),
    CorrectDriver(ChecksTheTagBeforeTheNumber, ("COPP-165", "COPP-425", "COPP-432")),
    CorrectDriver(ChecksTheIdentifierBeforeTheNumber, ("COPP-162", "COPP-432")),
    CorrectDriver(GivesTheLowestFreeHandle, ("COPP-105", "COPP-186")),
    CorrectDriver(GivesRandomHandles, ("COPP-105",)),
    CorrectDriver(HasAChainForEachConnector, ("COPP-401", "COPP-460")),
    CorrectDriver(HasCertificatesOfOtherSizes, ("COPP-130", "COPP-451")),
    CorrectDriver(DrawsKeysOfFifteenBits, ("VPCP-501", "VPCP-503")),
    CorrectDriver(DrawsKeysFromAShortGenerator, ("VPCP-501", "VPCP-503"), differs=("VPCP-506",)),
    CorrectDriver(CountsKeysUp, ("VPCP-501", "VPCP-503"), differs=("VPCP-506",)),
    CorrectDriver(LooksAtTheRoomFirst, ("VPCP-103",)),
    CorrectDriver(HasOnlyARendererForAnApplication, ("COPP-201",)),
    CorrectDriver(HasOnlyCopyProtectionSessions, ("VPCP-100",)),
    CorrectDriver(HasOneOutputAndNoAdapter, ("COPP-120", "VPCP-101")),
    CorrectDriver(HasNoCOPPOnAnyOutput, ("COPP-121", "COPP-206")),
    CorrectDriver(HasTheConnectorOfADevelopersBoard, ("COPP-702",)),
    CorrectDriver(MakesNoEventHappen, ("COPP-802",)),
    CorrectDriver(ShowsNoLevel, ("COPP-606",)),
    CorrectDriver(RunsEachSessionAsACoroutine, ("COPP-101",)),
    CorrectDriver(RunsEachSessionAsACoroutineAndSizesFirst, ("COPP-101", "COPP-104")),
    CorrectDriver(KeepsItsSessionsInATable, ("VPCP-400",)),
    CorrectDriver(KeepsItsSessionsInAList, ("VPCP-400",)),
    CorrectDriver(HasNoProtectionAnywhere, ("VPCP-304", "COPP-614")),
    CorrectDriver(ServesNothing, ("VPCP-101", "COPP-206")),
)
# fmt: on
UNRELATED = CORRECT[-6:]
"""Those that share no class with the reference driver."""
