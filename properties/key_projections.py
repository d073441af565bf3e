"""Named projections of copy-protection sessions: which letters lead on, and which are tried."""

from collections.abc import Sequence

from coppspec.driver.adapters import Adapter
from coppspec.model.conditions import FAULT
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.key_calls import ACTIVATE, CHANGE, DEACTIVATE, GET
from coppspec.model.tv_output import SETTINGS, THE_PICTURE, TVOffer
from coppspec.properties.alphabet import flawless
from coppspec.properties.bench import Test
from coppspec.properties.projections import Letters
from coppspec.properties.setting import tv_offer
from coppspec.properties.suite import Cover

COMMANDS = (ACTIVATE, CHANGE, DEACTIVATE)
TOGETHER = tuple(f"{each} with a TV setting" for each in COMMANDS)
SET_OUTPUT, SET_OFF, SET_PICTURE = (
    f"VP_COMMAND_SET, {each}" for each in ("TV output", "TV output off", "picture")
)
SETS = (SET_OUTPUT, SET_OFF, SET_PICTURE)
EVENTS = ("mode change", "device reset", "power down", "power up")
RESTART = "driver restart"
PLAIN = ("the desktop", "off")


def offered(every: Test, adapter: Adapter) -> Letters:
    """The letters that make sense on an adapter: without settings that its output does not have.

    What becomes of the TV part of a request that protects, where there is no protection hardware, no clause
    says, so it is not asked.
    """
    offer = tv_offer(adapter)
    missing = {*SETTINGS} - {*offer.settings}
    without = set[str]() if offer.types else {*TOGETHER}
    without |= set() if offer.settings else {SET_OUTPUT, SET_OFF}
    return Letters(tuple(each for each in every if each.about not in missing and each.call not in without))


def one(every: Letters) -> Cover:
    """One session with every defect of every command, every request and every event that it can have."""
    walked = every.of(*COMMANDS, RESTART)
    tried = tuple(each for each in every.every if each.call in {*COMMANDS, RESTART, GET, SET_PICTURE})
    return Cover(walked, tried, (*walked, *every.of(GET, SET_PICTURE)), finish=True)


def several(every: Letters) -> Cover:
    """Several sessions in every order, and keys that belong elsewhere."""
    foreign = {
        defect.name for call in COPY_PROTECTION_SESSIONS.calls for defect in call.defects if defect.foreign
    }
    walked = (*every.of(ACTIVATE, CHANGE, levels={0, 2, 3}), *every.of(DEACTIVATE, RESTART))
    elsewhere = tuple(each for each in every.every if each.call in COMMANDS and set(each.defects) & foreign)
    tried = (*every.of(*COMMANDS, RESTART, SET_PICTURE), *elsewhere)
    return Cover((*walked, *elsewhere), tried, walked, finish=True)


def tv_output(every: Letters) -> Cover:
    """The output switched to everything that there is, with a session on, off and ended."""
    highest = every.of(ACTIVATE, CHANGE, levels={0, 3})
    walked = (*highest, *every.of(DEACTIVATE), *every.of(*SETS))
    own = {GET, *SETS, *TOGETHER}
    tried = (*walked, *(each for each in every.every if each.call in own), *every.of("mode change"))
    back = every.of(SET_OUTPUT, about={"the desktop"})
    look = (*every.of(GET), *back, *every.of(CHANGE, levels={3}))
    return Cover(walked, tuple(dict.fromkeys(tried)), then=look)


def power(every: Letters) -> Cover:
    """Resets, sleep and mode sets in every order, with the output on and off."""
    plain = (*every.of(ACTIVATE, CHANGE, levels={0, 2}), *every.of(*SETS, about=PLAIN))
    walked = (*plain, *every.of(*EVENTS))
    tried = (*walked, *every.of(DEACTIVATE, RESTART, GET), *every.of(ACTIVATE, CHANGE, levels={3}))
    awake = every.of("power up", "mode change")
    look = (
        *every.of(GET),
        *awake,
        *every.of(SET_OUTPUT, about={"the desktop"}),
        *every.of(GET, CHANGE, levels={None, 1}),
    )
    return Cover(walked, tried, then=(*look, *every.of(DEACTIVATE)))


def calls(every: Letters) -> Cover:
    """Every command, request and event of a session in every state, the output on or off, awake or not."""
    plain = (
        *every.of(*TOGETHER, *SETS, about={*PLAIN, THE_PICTURE}, levels={None, 0, 3}),
        *every.of(GET, RESTART),
    )
    walked = (*plain, *every.of(ACTIVATE, CHANGE, levels={0, 3}), *every.of(DEACTIVATE, *EVENTS))
    awake = every.of("power up", "mode change")
    on = (*awake, *every.of(SET_OUTPUT, about=PLAIN[:1]))
    look = (*every.of(ACTIVATE, levels={3}), *on, *every.of(CHANGE, levels={3}), *every.of(DEACTIVATE))
    fails = tuple(each for each in every.wrong(ACTIVATE) if each.defects == (FAULT,))
    reset, asleep, restarted = (every.of(name) for name in ("device reset", "power down", RESTART))
    events = (reset, (*reset, *every.of("mode change")), (*reset, *restarted), asleep, (*asleep, *awake))
    return Cover(walked, walked, then=look, also=tuple((*each, *fails) for each in events))


def restarts(every: Letters) -> Cover:
    """Two sessions through everything that a driver might take for an end of them."""
    walked = every.of(ACTIVATE, CHANGE, levels={0, 2, 3})
    tried = every.of(*EVENTS, RESTART, SET_OFF)
    look = (*every.of("power up", "mode change"), *every.of(SET_OUTPUT, about={"the desktop"}))
    return Cover(walked, tried, then=(*look, *every.of(CHANGE, levels={0}), *every.of(DEACTIVATE)))


def elsewhere(every: Letters) -> Cover:
    """Every letter on an adapter that offers less."""
    walked = every.of(ACTIVATE, CHANGE, levels={0, 2})
    tried = (
        every.every
        if len(every.every) < MANY
        else tuple(each for each in every.every if len(each.defects) < 2)
    )
    return Cover(
        walked, tried, then=(*flawless(every.of(GET)), *every.of(CHANGE, levels={1}), *every.of(DEACTIVATE))
    )


MANY = 150
"""Letters of which not all are tried."""


def less(adapters: Sequence[Adapter], main: int | None) -> tuple[tuple[str, int], ...]:
    """The adapters beside the main one that offer something else, each with a name for what it has not."""
    found: dict[str, int] = {}
    for number, adapter in enumerate(adapters):
        if number != main:
            found.setdefault(_lacking(tv_offer(adapter)), number)
    return tuple(found.items())


def _lacking(offer: TVOffer) -> str:
    """An adapter by the first thing that it has not."""
    lacks = {
        "an adapter that serves no request": not offer.served,
        "an adapter without a TV output": not offer.settings,
        "an adapter without protection hardware": not offer.types,
    }
    return next((name for name, is_so in lacks.items() if is_so), "another adapter")
