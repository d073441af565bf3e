"""Correct drivers whose copy-protection sessions differ: in their keys, and in the order of the checks."""

from functools import cached_property

from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.layouts import VIDEOPARAMETERS

FIFTEEN_BITS = 0x7FFF


class WithTheVendorsBytesAsReceived(CopyProtectionMiniport):
    """Writes into the fields of its answer alone."""

    def get(self, buffer: bytes) -> bytes:
        """VP_COMMAND_GET."""
        received = VIDEOPARAMETERS.get_bytes(buffer, "bOEMCopyProtection")
        return VIDEOPARAMETERS.put(super().get(buffer), bOEMCopyProtection=received)


class LeavesTheVendorsBytesAsReceived(ReferenceDriver):
    """Returns what is in the buffer where the contents are undefined (A-20)."""

    def __init__(self) -> None:
        super().__init__(miniport=WithTheVendorsBytesAsReceived)


class WithKeysOfFifteenBits(CopyProtectionMiniport):
    """Takes a key of what rand() of a C library gives: 15 bits."""

    def new_key(self) -> int:
        """One that was not issued before."""
        while True:
            key = int.from_bytes(self.random_bytes(2), "little") & FIFTEEN_BITS
            if key and key not in self.issued:
                return key


class DrawsKeysOfFifteenBits(ReferenceDriver):
    """Draws short keys, none of them twice."""

    def __init__(self) -> None:
        super().__init__(miniport=WithKeysOfFifteenBits)


class WithAShortGenerator(CopyProtectionMiniport):
    """Takes keys from the generator x * 214013 + 2531011 (VPCP-506 recommends something harder to guess)."""

    @cached_property
    def state(self) -> list[int]:
        """The state of the generator."""
        return [int.from_bytes(self.random_bytes(4), "little")]

    def new_key(self) -> int:
        """The next number that was not issued before."""
        while True:
            self.state[0] = (self.state[0] * 214013 + 2531011) % (1 << 32)
            if self.state[0] and self.state[0] not in self.issued:
                return self.state[0]


class DrawsKeysFromAShortGenerator(ReferenceDriver):
    """Draws keys with the generator of a C library."""

    def __init__(self) -> None:
        super().__init__(miniport=WithAShortGenerator)


class WithKeysInARow(CopyProtectionMiniport):
    """Counts the keys of the driver."""

    def new_key(self) -> int:
        """The next number."""
        return next(key for key in range(len(self.issued.taken) + 1, 1 << 32) if key not in self.issued)


class CountsKeysUp(ReferenceDriver):
    """Issues the keys 1, 2, 3 and so on, on all adapters together."""

    def __init__(self) -> None:
        super().__init__(miniport=WithKeysInARow)


class RoomBeforeInput(CopyProtectionMiniport):
    """Looks at the room for the output before it looks at the input."""

    def verify_input_length(self, buffer: bytes) -> None:
        """Nothing: it is looked at when the room is known."""

    def verify_output_length(self, output_length: int) -> None:
        """The room, and then the input."""
        super().verify_output_length(output_length)

    def answer(self, buffer: bytes) -> bytes:
        """The input as a whole, and then the rest."""
        super().verify_input_length(buffer)
        return super().answer(buffer)


class LooksAtTheRoomFirst(ReferenceDriver):
    """Refuses a request with too little room before it looks at what came in."""

    def __init__(self) -> None:
        super().__init__(miniport=RoomBeforeInput)
