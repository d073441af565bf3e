"""Reading the clauses, choices and traps from the files beside this module."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from coppspec.model.errors import InvalidRegistry
from coppspec.model.language import When

Made = TypeVar("Made")


class Basis(StrEnum):
    """What a clause rests on."""

    PROSE = "prose"
    """The text of a document says it."""
    SAMPLE_CODE = "sample code"
    """Only a document's sample or template code shows it."""
    HEADER = "header"
    """A published header declares it."""
    SUCCESSOR = "successor"
    """The pages of the successor, OPM, state it for outputs with COPP semantics."""
    INFERRED = "inferred"
    """It follows from several documented statements; no document says it."""
    CHOSEN = "chosen"
    """The documents are silent or disagree: a recommended reading, not a rule."""


class Standing(StrEnum):
    """How a clause is held."""

    TABLE = "in a table"
    """A row, a check or an effect cites it."""
    LAYOUT = "a layout"
    """It says where bytes or what values are; the layouts, constants and codes cite it."""
    PROPERTY = "a property"
    """Something that must hold always, or be reachable, cites it."""
    APPLICATION = "application"
    """A duty of the application, which no driver can fail."""
    NOT_TESTABLE = "not testable"
    """It cannot be seen where bytes go in and bytes come out; the reason says why."""
    PENDING = "pending"
    """In no table yet."""


class Held(StrEnum):
    """How a choice is held."""

    SWITCH = "a switch"
    """Entries of a table depend on it: a profile can take any of its readings."""
    TAKEN = "taken"
    """The recommended reading is built into a table; the others are in none yet."""
    PENDING = "pending"
    """In no table yet."""
    NOTE = "a note"
    """A remark without alternatives, or with some that cannot be told apart at the boundary."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One requirement of the documents, in one line."""

    id: str
    statement: str
    basis: tuple[Basis, ...]
    source: str
    status: Standing
    basis_note: str = ""
    reason: str = ""
    judged_as: Basis | None = None
    """Of a clause with several bases: that of the part which a driver can be seen to break."""
    follows_from: tuple[str, ...] = ()
    """Of an inferred clause: the documented clauses that it follows from, if there are any."""

    @property
    def judged_basis(self) -> Basis:
        """What a deviation from it is judged by: as the registry says, or else its strongest basis."""
        return self.judged_as or min(self.basis, key=tuple(Basis).index)


class Allowed(StrEnum):
    """How a reading of a choice is taken when somebody else's driver follows it."""

    RECOMMENDED = "recommended"
    ACCEPTED = "accepted"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a silent or contradictory point."""

    name: str
    text: str
    standing: Allowed
    unseen: str = ""
    """Why no bytes can show that a driver follows it, of an accepted one that no profile can take."""
    shown_as: str = ""
    """The interpretation of another choice that says the same, as a profile names it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A point on which the documents are silent or contradict each other."""

    id: str
    name: str
    question: str
    evidence: str
    clauses: tuple[str, ...]
    readings: tuple[Reading, ...]
    status: Held

    @property
    def recommended(self) -> Reading:
        """The reading of the default profile."""
        return next(reading for reading in self.readings if reading.standing is Allowed.RECOMMENDED)


@dataclass(frozen=True, slots=True)
class Trap:
    """A known way to get the reference count wrong, and the shortest sequence that shows it."""

    id: str
    driver: str
    witness: str
    result: str
    clauses: tuple[str, ...]


def _read(name: str, table: str, make: Callable[..., Made]) -> list[Made]:
    """The entries of a file, each made into what it is.

    Raises:
        InvalidRegistry: it is no TOML, or an entry has a key or a value that it cannot have.
    """
    text = files("coppspec.model").joinpath(name).read_text(encoding="utf-8")
    try:
        entries: list[dict[str, Any]] = tomllib.loads(text)[table]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise InvalidRegistry(f"model/{name} is no list of [[{table}]] in TOML: {error}") from error
    made: list[Made] = []
    for index, entry in enumerate(entries):
        if any(entry.get("id") == other.get("id") for other in entries[:index]):
            raise InvalidRegistry(f"model/{name}: {table} {entry.get('id')} stands there twice")
        try:
            made.append(make(**entry))
        except (TypeError, ValueError, KeyError) as error:
            raise InvalidRegistry(f"model/{name}: {table} {entry.get('id')}: {error}") from error
    return made


CLAUSES = {"COPP": "clauses_copp.toml", "VPCP": "clauses_copy_protection.toml"}
"""The files of clauses, by what most ids in them begin with."""


@cache
def sources() -> Mapping[str, Mapping[str, str]]:
    """The documents that the sources of each file name, by their keys, which can mean another in each."""
    folder = files("coppspec.model")
    texts = ((of, folder.joinpath(name).read_text(encoding="utf-8")) for of, name in CLAUSES.items())
    return {of: tomllib.loads(text)["sources"] for of, text in texts}


@cache
def links() -> Mapping[str, Mapping[str, str]]:
    """The addresses of these documents, as far as they are published, by the same keys."""
    folder = files("coppspec.model")
    texts = ((of, folder.joinpath(name).read_text(encoding="utf-8")) for of, name in CLAUSES.items())
    return {of: tomllib.loads(text)["links"] for of, text in texts}


@cache
def clauses() -> Mapping[str, Clause]:
    """Every clause of both digests by its id, in their order."""
    return {clause.id: clause for name in CLAUSES.values() for clause in _read(name, "clause", _clause)}


def _clause(
    basis: list[str],
    status: str,
    judged_as: str | None = None,
    follows_from: Iterable[str] = (),
    **entry: str,
) -> Clause:
    return Clause(
        basis=tuple(map(Basis, basis)),
        status=Standing(status),
        judged_as=None if judged_as is None else Basis(judged_as),
        follows_from=tuple(follows_from),
        **entry,
    )


@cache
def choices() -> Mapping[str, Choice]:
    """Every silent or contradictory point by its name, in the order of the digests."""
    return {choice.name: choice for choice in _read("choices.toml", "choice", _choice)}


def _choice(reading: list[dict[str, Any]], status: str, clauses: list[str], **entry: str) -> Choice:
    readings = tuple(map(_reading, reading))
    return Choice(readings=readings, status=Held(status), clauses=tuple(clauses), **entry)


def _reading(entry: dict[str, Any]) -> Reading:
    rest = {name: value for name, value in entry.items() if name != "standing"}
    return Reading(standing=Allowed(entry["standing"]), **rest)


@cache
def traps() -> Mapping[str, Trap]:
    """Every trap of copy-protection sessions by its id."""
    return {trap.id: trap for trap in _read("traps.toml", "trap", _trap)}


def _trap(clauses: list[str], **entry: str) -> Trap:
    return Trap(clauses=tuple(clauses), **entry)


def citable() -> frozenset[str]:
    """The ids that a row can cite: clauses, and the points of the choices."""
    return frozenset(clauses()) | {choice.id for choice in choices().values()}


def is_accepted(when: When | None) -> bool:
    """Whether an entry that holds under a reading can be there in a driver that nothing is wrong with."""
    if when is None:
        return True
    readings = {reading.name: reading.standing for reading in choices()[when.choice].readings}
    return readings[when.reading] is not Allowed.FORBIDDEN
