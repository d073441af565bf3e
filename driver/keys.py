"""The keys that a driver has issued, on all of its adapters."""


class IssuedKeys:
    """The keys that cannot be issued: all that were, or all that live or were freed just now (A-05)."""

    def __init__(self) -> None:
        self.taken: set[int] = set()
        self.quarantine: set[int] = set()
        """Those of the keys taken that were freed, and that the next activation does not get."""

    def __contains__(self, key: int) -> bool:
        return key in self.taken

    def add(self, key: int) -> None:
        """A key is issued; those freed before it have waited long enough."""
        self.taken -= self.quarantine
        self.quarantine.clear()
        self.taken.add(key)

    def free(self, key: int) -> None:
        """A key died that can come again, though not at once."""
        self.quarantine.add(key)

    def copy(self) -> "IssuedKeys":
        """The same keys, to come back to."""
        copied = IssuedKeys()
        copied.restore(self)
        return copied

    def restore(self, other: "IssuedKeys") -> None:
        """Come back to other keys."""
        self.taken, self.quarantine = set(other.taken), set(other.quarantine)
