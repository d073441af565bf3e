"""A profile as a file: TOML, with the reading of each choice and the question that it answers."""

import json
import tomllib
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import cast

from coppspec.model.profile import InvalidProfile, Profile
from coppspec.model.registry import Choice, Held, choices
from coppspec.oracle import text_file
from coppspec.oracle.text_file import NoText

VERSION = 1
"""Of the file; another one is refused."""
LONGEST = 1 << 16
"""Bytes of a file; a profile with every choice has a tenth of that."""
KEYS = ("version", "readings")


class InvalidProfileFile(ValueError):
    """A file is no profile: where, what was met, and what is wanted."""


def read(path: Path) -> Profile:
    """The profile in a file; a choice that it leaves out has the recommended reading.

    Raises:
        InvalidProfileFile: it is no such file, or names what there is not.
        OSError: it cannot be read.
    """
    try:
        return of_text(text_file.read(path, LONGEST))
    except (InvalidProfileFile, NoText) as error:
        raise InvalidProfileFile(f"{path}: {error}") from None


def of_text(text: str) -> Profile:
    """The profile in a text.

    Raises:
        InvalidProfileFile: it is none.
    """
    try:
        content: Mapping[str, object] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidProfileFile(f"this is no TOML: {error}") from None
    for name in content:
        if name not in KEYS:
            raise InvalidProfileFile(f"there is no key {name!r}{_meant(name, KEYS)}")
    if "version" not in content:
        raise InvalidProfileFile(f"it has no version; wanted is version = {VERSION}")
    if type(content["version"]) is not int or content["version"] != VERSION:
        raise InvalidProfileFile(f"version is {content['version']!r:.40}; wanted is {VERSION}")
    given = content.get("readings")
    if not isinstance(given, dict):
        raise InvalidProfileFile("it has no table [readings], with lines like level_order = 'precedence'")
    return _profile(cast("dict[str, object]", given))


def text(profile: Profile, about: str = "", notes: Mapping[str, str] | None = None) -> str:
    """A profile as the text of a file: every choice that it can differ in.

    Args:
        profile: the reading of each choice.
        about: what is said of it at the top, in one line or several.
        notes: what is said of single choices besides.
    """
    lines = [*(f"# {line}".rstrip() for line in about.splitlines()), f"version = {VERSION}", "", "[readings]"]
    for choice in _switches():
        lines += ["", *_of_choice(choice, profile[choice.name], (notes or {}).get(choice.name, ""))]
    return "\n".join(lines) + "\n"


def _of_choice(choice: Choice, reading: str, note: str) -> Iterator[str]:
    """The question, what is said besides, and the reading."""
    yield f"# {choice.id}: {choice.question}"
    yield from (f"# {line}" for line in note.splitlines())
    yield f"{choice.name} = {json.dumps(reading)}"


def _switches() -> tuple[Choice, ...]:
    return tuple(choice for choice in choices().values() if choice.status is Held.SWITCH)


def _profile(given: Mapping[str, object]) -> Profile:
    for name, reading in given.items():
        if name not in choices():
            raise InvalidProfileFile(f"there is no choice {name!r}{_meant(name, choices())}")
        if not isinstance(reading, str):
            raise InvalidProfileFile(f"{name} is {reading!r:.40}; wanted is {_on_offer(choices()[name])}")
        known = [each.name for each in choices()[name].readings]
        if reading not in known:
            wanted = _meant(reading, known) or f"; wanted is {_on_offer(choices()[name])}"
            raise InvalidProfileFile(f"{name} has no reading {reading!r:.60}{wanted}")
    try:
        return Profile(**cast("Mapping[str, str]", given))
    except InvalidProfile as error:
        raise InvalidProfileFile(str(error)) from None


def _on_offer(choice: Choice) -> str:
    return " or ".join(json.dumps(each.name) for each in choice.readings)


def _meant(met: str, known: Collection[str]) -> str:
    """The name that is like what was met, if there is one."""
    close = get_close_matches(met, known, 1)
    return f"; did you mean {close[0]!r}?" if close else ""
