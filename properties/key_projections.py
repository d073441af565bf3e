"""Named projections of copy-protection sessions: which letters lead on, and which are tried."""

from collections.abc import Iterator, Sequence
from itertools import product

from coppspec.driver.adapters import Adapter
from coppspec.model.conditions import FAULT, FOREIGN_KEY, OTHER_TYPE
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.key_calls import ACTIVATE, CHANGE, DEACTIVATE, FRESH, GET
from coppspec.model.step import Configuration, Intent
from coppspec.model.tv_output import SETTINGS, THE_PICTURE, TVOffer
from coppspec.properties.alphabet import flawless
from coppspec.properties.bench import Test
from coppspec.properties.projections import EVERY_VALUE, Letters
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
ALSO_AT_ZERO = {(OTHER_TYPE,), ("undefined bits",)}
"""What a driver can judge otherwise where the level is 0."""
AGAIN_OF_THE_OTHER_TYPE = {("undefined bits",), ("key 0",), (FOREIGN_KEY,)}
"""What a driver can leave to the type that is used as a rule."""


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
    """One session with every defect of every command, every request and every event that it can have.

    What is refused is refused again and again, and what changes nothing is asked for as often.
    """
    walked = every.of(*COMMANDS, RESTART)
    tried = tuple(each for each in every.every if each.call in {*COMMANDS, RESTART, GET, SET_PICTURE})
    at_zero = tuple(each._replace(level=0) for each in tried if each.level and each.defects in ALSO_AT_ZERO)
    looked = (*walked, *every.of(GET, SET_PICTURE))
    return Cover(walked, (*tried, *at_zero), looked, also=tuple(_again(every)), finish=True)


def _again(every: Letters) -> Iterator[Test]:
    """One session that is on while one thing happens time and again, or all that is not to turn it off."""
    begun, off, look = every.of(ACTIVATE, levels={2}), every.of(CHANGE, levels={0}), every.of(GET)
    wrong = [each for each in every.wrong(CHANGE) if len(each.defects) == 1 and _is_refused(each)]
    off_by_others = [each._replace(level=0) for each in wrong]
    other_type = [
        each._replace(defects=(OTHER_TYPE, *each.defects))
        for each in (*wrong, *every.wrong(ACTIVATE))
        if each.defects in AGAIN_OF_THE_OTHER_TYPE
    ]
    for each in dict.fromkeys((*off_by_others, *other_type)):
        yield (*begun, each, *look, *off)
    for each in every.every:
        if each.call in {*COMMANDS[1:], GET, SET_PICTURE} and len(each.defects) == 1:
            yield (*begun, *look, *(each,) * EVERY_VALUE, *look, *off)


def _is_refused(letter: Intent) -> bool:
    """Whether there is a check for what is wrong with it, and it is no failure of the hardware."""
    call = COPY_PROTECTION_SESSIONS.call(letter.call)
    return any(each.trips for each in call.defects if each.name in letter.defects and each.name != FAULT)


def several(every: Letters) -> Cover:
    """Several sessions in every order, and keys that belong elsewhere."""
    foreign = {
        defect.name for call in COPY_PROTECTION_SESSIONS.calls for defect in call.defects if defect.foreign
    }
    walked = (*every.of(ACTIVATE, CHANGE, levels={0, 2, 3}), *every.of(DEACTIVATE, RESTART))
    elsewhere = tuple(each for each in every.every if each.call in COMMANDS and set(each.defects) & foreign)
    other = tuple(each for each in _of_the_other_type(every, level=1) if each.call == ACTIVATE)
    fails = tuple(each for each in every.wrong(ACTIVATE) if each.defects == (FAULT,))
    tried = (*every.of(*COMMANDS, RESTART, GET, SET_PICTURE), *other, *fails, *elsewhere)
    return Cover((*walked, *elsewhere), tried, walked, finish=True)


def _of_the_other_type(every: Letters, level: int) -> Test:
    """Requests of the type that is not used as a rule, at a level of their own."""
    found = (each for each in every.every if each.call in COMMANDS and each.defects == (OTHER_TYPE,))
    return tuple(each._replace(level=level) for each in found)


def crowd(every: Letters) -> Cover:
    """Three sessions, of which one is on at another level than the others, or goes."""
    wrong = tuple(each for each in every.every if each.call in COMMANDS and each.defects == ("key 0",))
    other = tuple(each for each in _of_the_other_type(every, level=3) if each.call == CHANGE)
    tried = (*every.of(CHANGE, DEACTIVATE, GET), *other, *wrong)
    look = (*every.of(CHANGE, levels={0}), *every.of(DEACTIVATE))
    elsewhere = (each for each in every.wrong(DEACTIVATE) if each.defects == (FOREIGN_KEY,))
    also = tuple((*every.of(ACTIVATE, levels={1}) * 3, each) for each in elsewhere)
    return Cover(every.of(ACTIVATE, levels={1, 2}), tried, then=look, only=_all_begun, also=also[:1])


COMPARED = 5
"""Of so many keys in a row it can be told whether they follow from each other."""


def in_turn(every: Letters) -> Cover:
    """So many sessions, each of which ends before the next one begins; and a few at once, to compare keys."""
    begun = every.of(ACTIVATE, levels={1})
    in_turn = tuple(each for end in every.of(DEACTIVATE) for each in (*begun, end))
    return Cover((), begun, also=(begun * COMPARED, in_turn))


def tv_output(every: Letters) -> Cover:
    """The output switched to everything that there is, with a session on, off and ended."""
    highest = every.of(ACTIVATE, CHANGE, levels={0, 3})
    walked = (*highest, *every.of(DEACTIVATE), *every.of(*SETS))
    own = {GET, *SETS, *TOGETHER}
    tried = (*walked, *(each for each in every.every if each.call in own), *every.of("mode change"))
    back = every.of(SET_OUTPUT, about={"the desktop"})
    look = (*every.of(GET), *back, *every.of(CHANGE, levels={3}))
    return Cover(walked, tuple(dict.fromkeys(tried)), then=look, also=tuple(_counted_elsewhere(every)))


def _counted_elsewhere(every: Letters) -> Iterator[Test]:
    """Whether a session counts as on shows in the standards that a SET takes (VPCP-652).

    It is asked after every way in which a session at each level goes off or ends.
    """
    taken, back = every.of(SET_OUTPUT, about={"an unprotected standard"}), every.of(SET_OUTPUT, about=PLAIN)
    off, end = every.of(CHANGE, levels={0}), every.of(DEACTIVATE)
    ways = [(*off,), (*end,), (*off, *end), *((event,) for event in every.of(*EVENTS, SET_OFF, RESTART))]
    ways += [(*off, event) for event in every.of(RESTART, "mode change")]
    ways += [(*event, *end) for event in (every.of("mode change"), every.of("device reset", "mode change"))]
    ways += [(*every.of("power down", "power up"), *off)]
    for begun, way in product(every.of(ACTIVATE, levels={1, 2, 3}), ways):
        if taken and way:
            yield (*taken, *back, begun, *way, *taken, *every.of(GET))


def power(every: Letters) -> Cover:
    """Resets, sleep and mode sets in every order, with the output on and off; and again and again."""
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
    return Cover(walked, tried, then=(*look, *every.of(DEACTIVATE)), also=tuple(_patience(every)))


def _patience(every: Letters) -> Iterator[Test]:
    """Each level in each setting of the output, through each event so often that a driver may have enough."""
    events = (("mode change",), ("device reset", "mode change"), ("power down", "power up"))
    ends = (*every.of(GET), *every.of(CHANGE, levels={0}), *every.of(DEACTIVATE))
    for setting, begun in product(every.of(SET_OUTPUT), every.of(ACTIVATE, levels={1, 2, 3})):
        for names in events:
            again = tuple(letter for name in names for letter in every.of(name)) * TIMES
            yield (setting, begun, *again, *ends)
    asleep, awake = every.of("power down"), every.of("power up")
    yield from ((*asleep, setting, *awake, *ends[:1]) for setting in every.of(SET_OUTPUT))
    around = (
        *every.of("mode change", "device reset"),
        *every.of("mode change"),
        *every.of(SET_OFF, SET_OUTPUT),
    )
    foreign = (each for each in every.wrong(DEACTIVATE) if each.defects == (FOREIGN_KEY,))
    yield from ((each, *around) for each in foreign)


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


def beside(every: Letters) -> Cover:
    """Every event of an adapter while a session on another adapter is on, and one of its own or none."""
    own = ((), *((each,) for each in every.of(ACTIVATE, levels={2})))
    foreign = tuple(each for each in every.wrong(DEACTIVATE, CHANGE) if each.defects == (FOREIGN_KEY,))
    awake = every.of("power up", "mode change")
    ends = (*every.of(GET), *every.of(CHANGE, levels={0}), *every.of(DEACTIVATE))
    found = (
        (*begun, other, event, *awake, *every.of(SET_OUTPUT, about=PLAIN[:1]), *(ends if begun else ()))
        for begun, other, event in product(own, foreign[:1], every.of(*EVENTS, SET_OFF, RESTART))
    )
    return Cover((), (), also=tuple(found))


def second_key(every: Letters) -> Cover:
    """A session after one that an event may have ended: nothing of the first is left where it did."""
    first, second = (tuple(each for each in every.of(ACTIVATE, levels=levels)) for levels in ({3}, {0, 1, 2}))
    ends, asked = every.of(*EVENTS, SET_OFF, RESTART), every.of(GET)
    shown = (*every.of("power up", "mode change"), *every.of(SET_OUTPUT, about=PLAIN[:1]))
    changes = (*((each,) for each in every.of(CHANGE, levels={0, 1}) if each.session == 0), ())
    found = (
        (
            *first,
            *change,
            end,
            *shown,
            begun,
            *asked,
            *(each for each in every.of(DEACTIVATE) if each.session),
        )
        for change, end, begun in product(changes, ends, second)
    )
    return Cover((), (), also=tuple(found))


def restarts(every: Letters) -> Cover:
    """Two sessions through everything that a driver might take for an end of them."""
    walked = every.of(ACTIVATE, CHANGE, levels={0, 2, 3})
    tried = every.of(*EVENTS, RESTART, SET_OFF)
    look = (*every.of("power up", "mode change"), *every.of(SET_OUTPUT, about={"the desktop"}))
    ends = (*every.of(CHANGE, levels={0}), *every.of(DEACTIVATE))
    begun = every.of(ACTIVATE, levels={2, 3})
    asleep = (*every.of("power down"), *begun, *every.of("power up"), *ends)
    return Cover(walked, tried, then=(*look, *ends), also=(asleep,))


def elsewhere(every: Letters) -> Cover:
    """Every letter on an adapter that offers less."""
    walked = every.of(ACTIVATE, CHANGE, levels={0, 2})
    tried = (
        every.every
        if len(every.every) < MANY
        else tuple(each for each in every.every if len(each.defects) < 2)
    )
    look = (*flawless(every.of(GET)), *every.of(CHANGE, levels={1}), *every.of(DEACTIVATE))
    return Cover(walked, tried, then=look, also=tuple(_ended_elsewhere(every)))


def _ended_elsewhere(every: Letters) -> Iterator[Test]:
    """A session of each level, and each way in which it goes off or ends; the next one shows what is left."""
    shown = (*every.of("power up", "mode change"), *every.of(SET_OUTPUT, about=PLAIN[:1]))
    off, end, events = every.of(CHANGE, levels={0}), every.of(DEACTIVATE), every.of(*EVENTS, SET_OFF, RESTART)
    ways = ((*off, *end), end, *((each, *shown, *off, *end) for each in events))
    first, second = every.of(ACTIVATE, levels={1, 2, 3}), every.of(ACTIVATE, levels={0})
    for begun, way in product(first, ways):
        yield (begun, *way, *second, *shown)


SESSIONS_IN_TURN = 257
"""A number in one byte comes again before that."""
TIMES = 5
"""How often is often."""
MANY = 150
"""Letters of which not all are tried."""


def _all_begun(configuration: Configuration) -> bool:
    return all(each.state != FRESH for each in configuration.sessions)


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
