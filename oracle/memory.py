"""Memory that a driver in C is handed: what it wrote there, and whether it read or wrote where it may not.

Bytes to read end where a page begins that nobody may touch, so a driver that reads on is killed. Room for an
answer has a filling before and behind it that a call must leave alone, and such a page behind that.
"""

import ctypes
import mmap
from collections.abc import Callable
from functools import cache
from typing import Any

PAGE = mmap.PAGESIZE
MARGIN = 2 * PAGE
"""Bytes before and behind the room, in which nothing may change."""
FILLING = 0xA5
"""What stands in memory before a call, so that one can see what the call wrote."""
ALIGNMENT = 8
"""Of bytes to read: a structure in C need not be read from anywhere else."""
NO_ACCESS = 0


class WroteElsewhere(Exception):
    """A call wrote where it may not."""


class Pages:
    """Memory of its own, with a page behind it that cannot be touched where the system can do that."""

    def __init__(self, size: int) -> None:
        self.size = -(-size // PAGE) * PAGE
        self._memory = mmap.mmap(-1, self.size + PAGE)
        self._view = (ctypes.c_char * (self.size + PAGE)).from_buffer(self._memory)
        self.address = ctypes.addressof(self._view)
        if (protect := _protect()) is not None:
            protect(ctypes.c_void_p(self.address + self.size), PAGE, NO_ACCESS)

    def write(self, content: bytes, at: int) -> None:
        """Put bytes there."""
        ctypes.memmove(self.address + at, content, len(content))

    def read(self, at: int, length: int) -> bytes:
        """What stands there."""
        return ctypes.string_at(self.address + at, length)


@cache
def _protect() -> Callable[..., Any] | None:
    """The system's own function, if there is one."""
    try:
        return ctypes.CDLL(None).mprotect
    except (AttributeError, OSError, TypeError):
        return None


class Room:
    """Room for so many bytes of an answer."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._pages = Pages(size + 2 * MARGIN)
        self._filled = bytes([FILLING]) * self._pages.size

    def emptied(self) -> int:
        """Its address, with nothing of an earlier answer in it."""
        self._pages.write(self._filled, 0)
        return self._pages.address + MARGIN

    def content(self, length: int | None = None) -> bytes:
        """What stands there, as far as a call says that it wrote; all of it by default.

        Raises:
            WroteElsewhere: a byte before or behind the room has changed, or it says that it wrote so far.
        """
        length = self.size if length is None else length
        if length > self.size:
            raise WroteElsewhere(f"it says that it wrote {length} bytes, where there is room for {self.size}")
        end = MARGIN + self.size
        before, behind = self._pages.read(0, MARGIN), self._pages.read(end, self._pages.size - end)
        if before != self._filled[:MARGIN] or behind != self._filled[end:]:
            raise WroteElsewhere(f"it wrote outside the {self.size} bytes that it was given")
        return self._pages.read(MARGIN, length)

    def written(self) -> bytes:
        """All that stands there, if anything was written; nothing otherwise."""
        content = self.content()
        return content if content != self._filled[: self.size] else b""


@cache
def room(size: int) -> Room:
    """A room that is used again for each answer of this size."""
    return Room(size)


class Given:
    """Bytes that a call may read, and nothing else. They are there until others are."""

    def __init__(self, content: bytes) -> None:
        self.length = len(content)
        self._content = content
        self._pages = _to_read(-(-self.length // PAGE) + 1)
        self._at = (self._pages.size - self.length) // ALIGNMENT * ALIGNMENT
        self._pages.write(content, self._at)

    @property
    def address(self) -> int:
        """Where they stand: behind the last one, but for some to a multiple of 8, no byte can be read."""
        return self._pages.address + self._at

    def expect_unchanged(self) -> None:
        """Look whether the call left them alone.

        Raises:
            WroteElsewhere: it did not.
        """
        if self._pages.read(self._at, self.length) != self._content:
            raise WroteElsewhere("it changed the bytes that it was only to read")


@cache
def _to_read(pages: int) -> Pages:
    return Pages(pages * PAGE)
