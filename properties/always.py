"""What must hold after every step, and what must be reached once: named values, each with its clauses."""

from collections.abc import Callable
from dataclasses import dataclass

from coppspec.properties.exploration import Moment


@dataclass(frozen=True)
class Always:
    """Something that holds after every step."""

    name: str
    clauses: tuple[str, ...]
    holds: Callable[[Moment], bool]


@dataclass(frozen=True)
class Sometimes:
    """Something that is reached at least once, so that a machine in which nothing happens cannot pass."""

    name: str
    clauses: tuple[str, ...]
    reached: Callable[[Moment], bool]
