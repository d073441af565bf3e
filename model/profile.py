"""A profile: which reading of each choice holds."""

from collections.abc import Iterator, Mapping
from functools import cache

from coppspec.model.registry import Allowed, Held, Reading, choices


class InvalidProfile(ValueError):
    """A profile names a choice or a reading that the registry or the tables do not have."""


class Profile(Mapping[str, str]):
    """The reading of every choice: the recommended one, except where another is named.

    >>> Profile(sequence_start_retry="retry")["sequence_start_retry"]
    'retry'

    Raises:
        InvalidProfile: for a choice or a reading that is not in the registry, or in no table yet.
    """

    def __init__(self, **readings: str) -> None:
        for name, reading in readings.items():
            if _known(name, reading).standing is Allowed.FORBIDDEN:
                raise InvalidProfile(f"{name} = {reading!r} is a forbidden reading: no profile can take it")
        self._take(readings)

    @classmethod
    def refuted(cls, **readings: str) -> "Profile":
        """A profile that can take forbidden readings, so that tables show what it breaks; no driver has it.

        >>> print(Profile.refuted(count_wording="commands"))
        count_wording = commands

        Raises:
            InvalidProfile: for a choice or a reading that is not in the registry, or in no table yet.
        """
        profile = cls()
        profile._take(readings)
        return profile

    def _take(self, readings: Mapping[str, str]) -> None:
        for name, reading in readings.items():
            _be_in_a_table(name, _known(name, reading))
        self._readings: Mapping[str, str] = {**_recommended(), **readings}

    def __getitem__(self, choice: str) -> str:
        return self._readings[choice]

    def __iter__(self) -> Iterator[str]:
        return iter(self._readings)

    def __len__(self) -> int:
        return len(self._readings)

    def __hash__(self) -> int:
        return hash(frozenset(self._readings.items()))

    @property
    def departures(self) -> Mapping[str, str]:
        """The readings in which the profile differs from the default one, by their choices."""
        return {name: self[name] for name, usual in _recommended().items() if self[name] != usual}

    def __str__(self) -> str:
        """The readings in which the profile differs from the default one."""
        return "; ".join(f"{name} = {reading}" for name, reading in self.departures.items()) or "default"


@cache
def _recommended() -> Mapping[str, str]:
    """The readings of the default profile."""
    return {choice.name: choice.recommended.name for choice in choices().values()}


def _known(name: str, reading: str) -> Reading:
    if name not in choices():
        raise InvalidProfile(f"there is no choice {name!r}; `coppspec explain` lists them")
    known = {each.name: each for each in choices()[name].readings}
    if reading not in known:
        has = (
            repr(each.name) + (" (forbidden)" if each.standing is Allowed.FORBIDDEN else "")
            for each in known.values()
        )
        raise InvalidProfile(f"{name!r} has no reading {reading!r}; it has {', '.join(has)}")
    return known[reading]


def _be_in_a_table(name: str, taken: Reading) -> None:
    choice = choices()[name]
    if choice.status is not Held.SWITCH and taken is not choice.recommended:
        raise InvalidProfile(
            f"no table has {name} = {taken.name!r} yet; it has {choice.recommended.name!r} only"
        )
