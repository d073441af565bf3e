"""What is seen of a step, in words: as much of it as tells it from something else."""

from collections.abc import Iterator

from coppspec.model.codes import names_of
from coppspec.model.constants import StatusFlags
from coppspec.model.levels import TYPES
from coppspec.properties.exploration import Seen


def told_apart(one: Seen, other: Seen) -> tuple[str, str]:
    """What one shows and what another shows, in words, where they differ."""
    return " and ".join(_words(one, other)), " and ".join(_words(other, one))


def _words(one: Seen, other: Seen) -> Iterator[str]:
    """What is handed out or said goes without saying where the codes differ already."""
    if one.codes != other.codes:
        yield f"answers {names_of(one.codes)}"
    elif one.gives != other.gives:
        yield f"hands out {_given(one.gives, other.gives)}"
    elif one.says != other.says:
        yield f"says {_said(one.says, other.says)}"
    yield from _levels(one, other)


def _given(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    """What is handed out, without what both hand out."""
    own = [each for each in one if each not in other]
    return ", ".join(own) or ("nothing more" if one else "nothing")


def _said(one: tuple[object, ...], other: tuple[object, ...]) -> str:
    """The values of a response that differ; all of them where there are more in one than in the other."""
    if len(one) != len(other):
        return ", ".join(map(str, one)) or "nothing more"
    pairs = zip(one, other, strict=True)
    return ", ".join(_value(each, beside) for each, beside in pairs if each != beside)


def _value(one: object, other: object) -> str:
    """A value of a response; events are known by their names, and no event by a 0."""
    if isinstance(one, int) and StatusFlags in {type(one), type(other)}:
        return str(StatusFlags(one).name)
    return str(one)


def _levels(one: Seen, other: Seen) -> Iterator[str]:
    """The levels that differ on the connectors, or else the level that copy-protection sessions apply."""
    for at, (levels, beside) in enumerate(zip(one.shown, other.shown, strict=True), 1):
        where = "on the output" if len(one.shown) == 1 else f"on connector {at}"
        for name, level, against in zip(TYPES, levels, beside, strict=True):
            if level != against:
                yield f"shows {name} level {level} {where}"
    if one.shown == other.shown and not set(one.applied) & set(other.applied):
        yield f"shows level {' or '.join(map(str, one.applied))} on the output"
