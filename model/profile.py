"""A profile: which reading of each choice holds."""

from collections.abc import Iterator, Mapping

from coppspec.model.registry import Allowed, Held, choices


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
            _check(name, reading)
        recommended = {choice.name: choice.recommended.name for choice in choices().values()}
        self._readings = recommended | readings

    def __getitem__(self, choice: str) -> str:
        return self._readings[choice]

    def __iter__(self) -> Iterator[str]:
        return iter(self._readings)

    def __len__(self) -> int:
        return len(self._readings)

    @property
    def departures(self) -> Mapping[str, str]:
        """The readings in which the profile differs from the default one, by their choices."""
        return {
            choice.name: self[choice.name]
            for choice in choices().values()
            if self[choice.name] != choice.recommended.name
        }

    def __str__(self) -> str:
        """The readings in which the profile differs from the default one."""
        return "; ".join(f"{name} = {reading}" for name, reading in self.departures.items()) or "default"


def _check(name: str, reading: str) -> None:
    if name not in choices():
        raise InvalidProfile(f"there is no choice {name!r}; `coppspec explain` lists them")
    choice = choices()[name]
    known = [each.name for each in choice.readings]
    if reading not in known:
        raise InvalidProfile(f"{name!r} has no reading {reading!r}; it has {', '.join(map(repr, known))}")
    taken = next(each for each in choice.readings if each.name == reading)
    if taken.standing is Allowed.FORBIDDEN:
        raise InvalidProfile(f"{name} = {reading!r} is a forbidden reading: no profile can take it")
    if choice.status is not Held.SWITCH and taken is not choice.recommended:
        raise InvalidProfile(
            f"no table has {name} = {reading!r} yet; it has {choice.recommended.name!r} only"
        )
