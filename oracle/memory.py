"""Memory that a driver in C is handed: what it wrote there, and whether it wrote where it may not."""

import ctypes

MARGIN = 64
"""Bytes before and behind the room, in which nothing may change."""
FILLING = 0xA5
"""What stands in memory before a call, so that one can see what the call wrote."""


class WroteElsewhere(Exception):
    """A call wrote where it may not."""


class Room:
    """Room for so many bytes of an answer."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._filled = bytes([FILLING]) * (size + 2 * MARGIN)
        self._memory = ctypes.create_string_buffer(len(self._filled))

    def emptied(self) -> int:
        """Its address, with nothing of an earlier answer in it."""
        address = ctypes.addressof(self._memory)
        ctypes.memmove(address, self._filled, len(self._filled))
        return address + MARGIN

    def content(self, length: int | None = None) -> bytes:
        """What stands there, as far as a call says that it wrote; all of it by default.

        Raises:
            WroteElsewhere: a byte before or behind the room has changed, or it says that it wrote so far.
        """
        length = self.size if length is None else length
        if length > self.size:
            raise WroteElsewhere(f"it says that it wrote {length} bytes, where there is room for {self.size}")
        memory, margin = self._memory.raw, self._filled[:MARGIN]
        if memory[:MARGIN] != margin or memory[-MARGIN:] != margin:
            raise WroteElsewhere(f"it wrote outside the {self.size} bytes that it was given")
        return memory[MARGIN : MARGIN + length]

    def written(self) -> bytes:
        """All that stands there, if anything was written; nothing otherwise."""
        content = self.content()
        return content if content != self._filled[: self.size] else b""


class Given:
    """Bytes that a call may read, and nothing else."""

    def __init__(self, content: bytes) -> None:
        self.length = len(content)
        self._content = content
        self._memory = ctypes.create_string_buffer(content, max(self.length, 1))

    @property
    def address(self) -> int:
        """Where they stand."""
        return ctypes.addressof(self._memory)

    def expect_unchanged(self) -> None:
        """Look whether the call left them alone.

        Raises:
            WroteElsewhere: it did not.
        """
        if self._memory.raw[: self.length] != self._content:
            raise WroteElsewhere("it changed the bytes that it was only to read")
