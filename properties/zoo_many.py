"""Wrong drivers that are right with few: with few sessions at once or in turn, few messages and few events.

Crowds and long sessions find them, which are cases of a check and no suites.
"""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from itertools import islice

from coppspec.driver.device import COPPDevice
from coppspec.driver.levels import ACP, CGMSA, TYPES, SharedConnector
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.protocol import Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.refusal import Refused
from coppspec.model.codes import HResult, Status
from coppspec.model.constants import ProtectionType, StatusFlags
from coppspec.properties.zoo import WrongDriver

DEVICES, KEYS = "257 devices at once", "257 keys at once"
MESSAGES, EVENTS = "a device with many messages", "a device with many events"
CHANGES, IN_TURN = "a key with many changes", "1,025 keys in turn"
COME_AND_GO = "sessions that come and go"
NUMBERS_AFTER_STARTS, KEYS_AFTER_STARTS = (
    "another random number after each start",
    "other keys after each start",
)
BYTE, TEN_BITS = 1 << 8, 1 << 10


# Many at once.


class JoinsSome(SharedConnector):
    """Has a table of the levels of its devices, in the order in which they were opened."""

    @cached_property
    def in_order(self) -> dict[ProtectionType, list[int]]:
        """The levels of each type."""
        return {each: [] for each in TYPES}

    def add(self, protection_type: ProtectionType, level: int) -> None:
        """The newest device."""
        self.in_order[protection_type].append(level)
        super().add(protection_type, level)

    def remove(self, protection_type: ProtectionType, level: int) -> None:
        """Some device at this level."""
        self.in_order[protection_type].remove(level)
        super().remove(protection_type, level)

    def move(self, protection_type: ProtectionType, old: int, new: int) -> None:
        """Some device at the old level."""
        levels = self.in_order[protection_type]
        levels[levels.index(old)] = new
        super().move(protection_type, old, new)

    def some(self, levels: list[int]) -> Iterable[int]:
        """Those that are looked at."""
        return levels

    def wanted(self, protection_type: ProtectionType) -> int:
        """The highest of some."""
        return max(self.some(self.in_order[protection_type]), default=0)


class JoinsTheFourOldestDevices(JoinsSome):
    """Has room for four levels."""

    def some(self, levels: list[int]) -> Iterable[int]:
        """The first four."""
        return levels[:4]


class JoinsTheThirtyTwoNewestDevices(JoinsSome):
    """Looks at a page of its table, and that is the last one."""

    def some(self, levels: list[int]) -> Iterable[int]:
        """The last ones."""
        return levels[-32:]


class JoinsThePowersOfTwo(JoinsSome):
    """Steps through its table by doubling."""

    def some(self, levels: list[int]) -> Iterable[int]:
        """The first of each page."""
        return [level for place, level in enumerate(levels) if not place & (place - 1)]


class CountsDevicesOfACPInAByte(SharedConnector):
    """Counts the devices of HDCP in four bytes."""

    kind = ACP

    def move(self, protection_type: ProtectionType, old: int, new: int) -> None:
        """The count of one type wraps."""
        if protection_type == self.kind:
            self.counts[protection_type][new] %= BYTE
        super().move(protection_type, old, new)
        if protection_type == self.kind:
            self.counts[protection_type] = Counter(
                {level: devices % BYTE for level, devices in self.counts[protection_type].items()}
            )
            self.re_evaluate(protection_type)


class CountsDevicesOfCGMSInAByte(CountsDevicesOfACPInAByte):
    """Counts those of ACP in four bytes, too."""

    kind = CGMSA


class JoinsTheFirstKeysAndTheLast(CopyProtectionMiniport):
    """Looks at one page of its keys, and at the newest."""

    def joined_level(self) -> int:
        """The highest of some."""
        levels = list(self.levels.values())
        return max((*levels[:32], *levels[-1:]), default=0)


class JoinsEverySecondKeyBeyondSixtyFour(CopyProtectionMiniport):
    """Has two tables, and looks at one of them where the first is full."""

    def joined_level(self) -> int:
        """The highest of some."""
        levels = self.levels.values()
        return max((*islice(levels, 64), *islice(levels, 64, None, 2)), default=0)


class EndsASessionThatIsOffWithTheTenthActivation(CopyProtectionMiniport):
    """Makes room where it thinks that nobody needs it."""

    def activate(self, buffer: bytes) -> bytes:
        """A key dies that is off."""
        off = [key for key, level in self.levels.items() if not level]
        if len(self.levels) >= 9 and off:
            self.end(off[0])
        return super().activate(buffer)


class TurnsOnTheNextSessionInItsPlace(CopyProtectionMiniport):
    """Keeps levels in a table of sixteen places, so that a key beyond it has that of another."""

    def change(self, buffer: bytes) -> None:
        """A change of the first key is one of the seventeenth."""
        super().change(buffer)
        levels = list(self.levels)
        if len(levels) > 16:
            before, self.levels[levels[16]] = self.levels[levels[16]], self.levels[levels[0]]
            self.count_change(before, self.levels[levels[16]])


# Many in turn.


class KeepsPlaces(ReferenceDriver):
    """Has so many places for devices, and gives none back."""

    places = BYTE
    opened = 0

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        """Refused when no place is left."""
        self.opened += 1
        if self.opened > self.places:
            return HResult.E_UNEXPECTED, 0
        return super().open_video_session(dev_id, handle)


class KeepsAThousandPlaces(KeepsPlaces):
    """Has ten bits for the number of a device."""

    places = TEN_BITS


class KeepsAThousandKeysOfDevices(ReferenceDriver):
    """Has so many places for session keys, and gives none back."""

    started = 0

    def sequence_start(self, handle: Handle, signature: bytes) -> int:
        """Refused when no place is left."""
        self.started += 1
        return HResult.E_UNEXPECTED if self.started > TEN_BITS else super().sequence_start(handle, signature)


class HasThreeHundredPlacesForKeys(CopyProtectionMiniport):
    """Frees the place of no key."""

    places = 300

    def verify_a_key_is_left(self) -> None:
        """Refused when no place is left, of which there is enough."""
        super().verify_a_key_is_left()
        if self.activations >= self.places:
            raise Refused(Status.ERROR_NOT_ENOUGH_MEMORY)


class HasAThousandPlacesForKeys(HasThreeHundredPlacesForKeys):
    """Has ten bits for the number of a key."""

    places = TEN_BITS


class ForgetsToCountAfterAByteOfKeys(CopyProtectionMiniport):
    """Counts activations in a byte, and takes number 0 for one that failed."""

    def count_activation(self, level: int) -> None:
        """Not counted once in a while."""
        if self.activations % BYTE:
            super().count_activation(level)
        elif level:
            self.count += 0


class TakesAThousandCommands(COPPDevice):
    """Has room for so many commands in a session."""

    taken = 0

    def obey(self, command: bytes) -> None:
        """Refused when there were enough."""
        self.taken += 1
        if self.taken > 1_000:
            raise Refused(HResult.E_UNEXPECTED)
        super().obey(command)


class AnswersAThousandRequests(COPPDevice):
    """Has room for so many requests in a session."""

    answered = 0

    def payload(self, request: bytes) -> bytes:
        """Refused when there were enough."""
        self.answered += 1
        if self.answered > 1_000:
            raise Refused(HResult.E_UNEXPECTED)
        return super().payload(request)


class ChangesAThousandTimes(CopyProtectionMiniport):
    """Leaves a session alone that changes too often."""

    changes = 0

    def change(self, buffer: bytes) -> None:
        """Nothing when there were enough."""
        self.changes += 1
        if self.changes <= 1_000:
            super().change(buffer)


class CountsEventsInAByte(COPPDevice):
    """Reports an event if it has happened a number of times that is not 0."""

    @cached_property
    def happened(self) -> Counter[StatusFlags]:
        """How often each has happened."""
        return Counter()

    def record(self, event: StatusFlags) -> None:
        """One more."""
        self.happened[event] = (self.happened[event] + 1) % BYTE
        super().record(event)
        if not self.happened[event]:
            self.flags &= ~event

    def reported_flags(self) -> int:
        """And all are forgotten."""
        self.happened.clear()
        return super().reported_flags()


class ReportsSoManyEvents(COPPDevice):
    """Takes an event that happens all the time for a fault of the connector."""

    recorded = 0

    def record(self, event: StatusFlags) -> None:
        """Nothing when there were enough."""
        self.recorded += 1
        if self.recorded <= 512:
            super().record(event)


# After each start.


class DrawsTheSameNumbersAfterEachStart(ReferenceDriver):
    """Seeds its generator with nothing that changes. The application sees it when the driver starts again."""


class BeginsItsKeysAnewAtEachStart(CopyProtectionMiniport):
    """Draws its keys from a generator of its own, whose seed is built in."""

    def new_key(self) -> int:
        """The next one of those that are always the same."""
        self.state: int = (getattr(self, "state", 1) * 48271) % 0x7FFFFFFF
        return self.state


class DrawsKeysFromAnLCG(CopyProtectionMiniport):
    """Has the generator of a C library, and gives away its state with each key."""

    state = 0

    def new_key(self) -> int:
        """The next state, from a first one that nobody can guess."""
        state = self.state or super().new_key()
        self.state = (state * 214013 + 2531011) % (1 << 32)
        return self.state


class DrawsKeysFromAnotherLCG(DrawsKeysFromAnLCG):
    """The same with the numbers of a textbook."""

    def new_key(self) -> int:
        """The next state."""
        state = self.state or CopyProtectionMiniport.new_key(self)
        self.state = (state * 1664525 + 1013904223) % (1 << 32)
        return self.state


class CountsItsKeysInLargeSteps(DrawsKeysFromAnLCG):
    """Adds the golden ratio, so that no key is near another."""

    def new_key(self) -> int:
        """The next sum."""
        state = self.state or CopyProtectionMiniport.new_key(self)
        self.state = (state + 0x9E3779B9) % (1 << 32)
        return self.state


WRONG_MANY = (
    WrongDriver(DrawsTheSameNumbersAfterEachStart, NUMBERS_AFTER_STARTS, 0, ("COPP-144",)),
    WrongDriver(BeginsItsKeysAnewAtEachStart, KEYS_AFTER_STARTS, 0, ("VPCP-506",)),
    WrongDriver(DrawsKeysFromAnLCG, IN_TURN, 0, ("VPCP-506",)),
    WrongDriver(DrawsKeysFromAnotherLCG, IN_TURN, 0, ("VPCP-506",)),
    WrongDriver(CountsItsKeysInLargeSteps, IN_TURN, 0, ("VPCP-506",)),
    WrongDriver(JoinsTheFourOldestDevices, DEVICES, 0, ("COPP-612",)),
    WrongDriver(JoinsTheThirtyTwoNewestDevices, DEVICES, 0, ("COPP-612", "COPP-610")),
    WrongDriver(JoinsThePowersOfTwo, DEVICES, 0, ("COPP-612", "COPP-610")),
    WrongDriver(CountsDevicesOfACPInAByte, DEVICES, 0, ("COPP-612",)),
    WrongDriver(CountsDevicesOfCGMSInAByte, DEVICES, 0, ("COPP-612",)),
    WrongDriver(JoinsTheFirstKeysAndTheLast, KEYS, 0, ("VPCP-605", "VPCP-551")),
    WrongDriver(JoinsEverySecondKeyBeyondSixtyFour, KEYS, 0, ("VPCP-605", "VPCP-551")),
    WrongDriver(EndsASessionThatIsOffWithTheTenthActivation, KEYS, 0, ("VPCP-412", "VPCP-413")),
    WrongDriver(TurnsOnTheNextSessionInItsPlace, KEYS, 0, ("VPCP-605", "VPCP-551")),
    WrongDriver(KeepsPlaces, COME_AND_GO, 0, ("COPP-123",)),
    WrongDriver(KeepsAThousandPlaces, COME_AND_GO, 0, ("COPP-123",)),
    WrongDriver(KeepsAThousandKeysOfDevices, COME_AND_GO, 0, ("COPP-153",)),
    WrongDriver(HasThreeHundredPlacesForKeys, IN_TURN, 0, ("VPCP-401", "VPCP-402")),
    WrongDriver(HasAThousandPlacesForKeys, IN_TURN, 0, ("VPCP-401", "VPCP-402")),
    WrongDriver(ForgetsToCountAfterAByteOfKeys, IN_TURN, 0, ("VPCP-551",)),
    WrongDriver(TakesAThousandCommands, MESSAGES, 0, ("COPP-162",)),
    WrongDriver(AnswersAThousandRequests, MESSAGES, 0, ("COPP-176",)),
    WrongDriver(ChangesAThousandTimes, CHANGES, 0, ("VPCP-551", "VPCP-554", "VPCP-605")),
    WrongDriver(CountsEventsInAByte, EVENTS, 0, ("COPP-806",)),
    WrongDriver(ReportsSoManyEvents, EVENTS, 0, ("COPP-806",)),
)
"""A shortest sequence is not looked for: it has as many calls as there are sessions, and more."""
