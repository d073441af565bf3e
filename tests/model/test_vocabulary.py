"""Each effect, condition and join does what its name says, and a table uses it."""

from itertools import chain

import pytest

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.language import Check, Do
from coppspec.model.step import Configuration, Intent, Session
from coppspec.model.vocabulary import CONDITIONS, EFFECTS, JOINS, WRAP, Effect, Facing

MACHINES = (DEVICE, COPY_PROTECTION_SESSIONS)
LAST = 2**32 - 1
BEFORE = Session("here", level=3, status_number=LAST, command_number=6)

EXPECTED: dict[str, tuple[Session, str | None]] = {
    "give the certificate length": (BEFORE, "certificate length"),
    "give the random number": (BEFORE, "random number"),
    "give the certificate": (BEFORE, "certificate"),
    "give the status": (BEFORE, "status"),
    "advance the status number": (Session("here", 3, 0, 6), None),
    "advance the command number": (Session("here", 3, LAST, 7), None),
    "forget the session": (Session("here", 0, 0, 0), None),
    "issue a key": (BEFORE, "new key"),
    "give the settings": (BEFORE, "settings"),
    "take the level": (Session("here", 2, LAST, 6), None),
    "drop the level": (Session("here", 0, LAST, 6), None),
}
"""What each effect makes of BEFORE when level 2 is asked for, and what it hands out."""


def outcome(effect: Effect, session: Session, level: int | None) -> tuple[Session, str | None]:
    return effect.change(session, Intent("any call", 0, level=level)), effect.gives


def test_every_effect_does_this_and_nothing_else() -> None:
    assert {name: outcome(effect, BEFORE, 2) for name, effect in EFFECTS.items()} == EXPECTED


def test_every_effect_says_in_a_sentence_what_it_means() -> None:
    assert [name for name, effect in EFFECTS.items() if not effect.meaning.endswith(".")] == []


def test_a_request_without_a_level_asks_for_level_0() -> None:
    assert outcome(EFFECTS["take the level"], BEFORE, None) == (Session("here", 0, LAST, 6), None)


def test_both_numbers_wrap_at_32_bits() -> None:
    last = Session("here", 0, LAST, LAST)
    status = EFFECTS["advance the status number"].change(last, Intent("any call", 0))
    command = EFFECTS["advance the command number"].change(last, Intent("any call", 0))
    assert (WRAP, status, command) == (2**32, Session("here", 0, 0, LAST), Session("here", 0, LAST, 0))


def facing(due: Session, sent: Session, number: int = 0) -> Facing:
    """The second of two sessions; the first agrees with nobody."""
    other = Session("here", 0, 1000, 2000)
    return Facing(
        Configuration((other, sent)),
        Configuration((Session("here"), due)),
        1,
        Intent("any call", 1, number=number),
    )


@pytest.mark.parametrize(
    ("due", "sent", "number", "refused"),
    [
        (5, 5, 0, False),
        (5, 5, 1, True),
        (5, 5, -1, True),
        (5, 4, 0, True),
        (5, 4, 1, False),
        (5, 6, -1, False),
        (0, LAST, 0, True),
        (0, LAST, 1, False),
        (LAST, 0, -1, False),
        (5, 5, 2**32, False),
    ],
)
def test_a_number_is_refused_unless_it_is_exactly_the_one_that_is_due(
    due: int, sent: int, number: int, *, refused: bool
) -> None:
    status = facing(Session("here", 0, due, 77), Session("here", 0, sent, 88), number)
    command = facing(Session("here", 0, 77, due), Session("here", 0, 88, sent), number)
    assert CONDITIONS["status number"](status) is refused
    assert CONDITIONS["command number"](command) is refused


@pytest.mark.parametrize(("types", "refused"), [(0, True), (1, False), (2, False), (7, False)])
def test_a_protection_type_is_refused_where_the_connector_offers_none(types: int, *, refused: bool) -> None:
    configuration = Configuration((Session("here"),), types=types)
    sender = Configuration((Session("here"),), types=7 - types)
    condition = CONDITIONS["protection type"]
    assert condition(Facing(sender, configuration, 0, Intent("any call", 0))) is refused


@pytest.mark.parametrize(("levels", "joined"), [((1,), 1), ((1, 3, 2), 3), ((2, 2), 2), ((3, 2), 3)])
def test_the_highest_level_wins(levels: tuple[int, ...], joined: int) -> None:
    assert {name: join(levels) for name, join in JOINS.items()} == {"numeric maximum": joined}


def test_a_table_uses_every_word() -> None:
    rungs = [rung for machine in MACHINES for call in machine.calls for rung in call.ladder]
    effects = {rung.effect for rung in rungs if isinstance(rung, Do)}
    effects.update(chain.from_iterable(row.does for machine in MACHINES for row in machine.rows))
    checks = {rung.name for rung in rungs if isinstance(rung, Check)}
    assert effects == set(EFFECTS)
    assert checks >= set(CONDITIONS)
    assert {machine.join for machine in MACHINES} == set(JOINS)
