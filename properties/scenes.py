"""The scenes that players play: every adapter of the reference driver, and what can come in between.

A scene on whose way nothing stands is one in which a player has to play; in the others it may refuse.
"""

from collections.abc import Iterator
from dataclasses import fields

from coppspec.driver.options import Options
from coppspec.driver.protocol import Capability
from coppspec.model.tvout import TVStandard
from coppspec.properties.performance import Act, Deed, Scene

WIDE, NARROW, NO_TV, NO_HARDWARE, NOT_SERVED, NOT_THERE = range(6)
"""The adapters: two connectors, one connector, and those on which nothing can be protected."""
NTSC, PAL, SECAM = (
    int(TVStandard.VP_TV_STANDARD_NTSC_M),
    int(TVStandard.VP_TV_STANDARD_PAL_B),
    int(TVStandard.VP_TV_STANDARD_SECAM_L),
)
STOP, FAULT = Act(Deed.STOP), Act(Capability.HARDWARE_FAULT)
ON, OFF = Act(Deed.SWITCH_ON, NTSC), Act(Deed.SWITCH_OFF)


def _film(*levels: int, player: int = 0) -> tuple[Act, ...]:
    """Content whose trigger bits are these in turn."""
    first, *others = levels
    return Act(Deed.START, first, player), *(Act(Deed.CHANGE, level, player) for level in others)


def _departures(options: Options) -> str:
    """The readings that are not the recommended ones."""
    read = {each.name: (getattr(options, each.name), each.default) for each in fields(Options)}
    return ", ".join(f'{name}="{met}"' for name, (met, usual) in read.items() if met != usual)


FILM = (*_film(2, 1, 0, 0, 3, 3, 1), STOP, STOP)
"""Levels up and down, with a stretch that is not protected; its user stops twice."""
OTHER_STOPS = Act(Deed.STOP, player=1)

READINGS = (
    Options(undefined_bits="mask"),
    Options(activate_zero="driver's level"),
    Options(level_join="OPM order"),
    Options(level_join="last writer"),
    Options(session_limit="one, refused"),
    Options(session_limit="one, replaced"),
    Options(key_reuse="after quarantine"),
    Options(wrong_key_status="any error"),
    Options(wrong_key_status="success"),
    Options(level_readback="trigger field"),
    Options(current_standard="one bit"),
    Options(supported_types="single"),
    Options(key_scope="loaded image"),
    Options(oem_data="stored"),
    Options(unprotectable_standard="blanked"),
)
"""Other readings, under which a single player plays all the same."""


def _scenes() -> Iterator[Scene]:
    for adapter in (NO_HARDWARE, NO_TV, NOT_SERVED, NOT_THERE):
        yield Scene("nothing can be protected", (Act(Deed.START, 2),), adapter)
        yield Scene("nothing can be protected, and all is tried", (ON, OFF, ON, *FILM, OFF), adapter)
    for adapter in (WIDE, NARROW):
        yield Scene("a film", FILM, adapter, plays=True)
        yield Scene("the TV output off at first", (OFF, ON, *FILM, OFF), adapter, plays=True)
        yield Scene("the TV output off", (OFF, *FILM), adapter)
        yield Scene("content that begins unprotected", (*_film(0, 2), STOP), adapter, plays=True)
        yield Scene("two films", (*FILM, *FILM), adapter, plays=True)
    for options in READINGS:
        yield Scene(
            f"a film under {_departures(options)}", (OFF, ON, *FILM, OFF), plays=True, options=options
        )
    yield from _standards()
    yield from _refusals()
    yield from _several_players()


def _standards() -> Iterator[Scene]:
    pal, secam = Act(Deed.SWITCH_ON, PAL), Act(Deed.SWITCH_ON, SECAM)
    to_secam = Act(Deed.MEANWHILE, SECAM)
    yield Scene("another standard", (pal, *FILM), plays=True)
    yield Scene("a standard that cannot be protected", (secam, *FILM))
    yield Scene("a standard that is not available", (pal, *FILM), NARROW)
    yield Scene("somebody switches before ACTIVATE", (to_secam, *_film(2, 3), STOP))
    yield Scene("somebody switches in an unprotected stretch", (*_film(2, 0), to_secam, *FILM[1:]))
    yield Scene("somebody switches while it plays", (*_film(2), to_secam, *FILM[1:]))
    yield Scene("it switches while it plays", (*_film(2), pal, OFF, ON, *FILM[1:]), plays=True)
    yield Scene("it switches to a standard that cannot be protected", (*_film(2), secam, *FILM[1:]))
    for options in (Options(tv_off="keys die"), Options(standards_while_off="WIN_VGA")):
        yield Scene(
            f"switched off under {_departures(options)}",
            (*_film(2), OFF, ON, *FILM[1:], STOP),
            options=options,
        )


def _refusals() -> Iterator[Scene]:
    again = (*FILM, STOP)
    yield Scene("hardware that fails at ACTIVATE", (FAULT, *again))
    yield Scene("hardware that fails at ACTIVATE, and then works", (FAULT, *_film(2), *again))
    yield Scene("hardware that fails at CHANGE", (*_film(1), FAULT, *FILM[4:], STOP))
    yield Scene("hardware that fails at DEACTIVATE", (*_film(1), FAULT, STOP, STOP))
    yield Scene("no key is left", again, keys=0)
    yield Scene("a driver that starts again", (*_film(1), Act(Capability.DRIVER_RESTART), *FILM[1:]))
    yield Scene("GET that reports what is asked for", FILM, options=Options(get_flags_input="filter"))
    yield Scene("two starts", (*_film(1, 2), *_film(3), STOP))
    yield Scene("a level that there is not", (*_film(5), *_film(1, 6), STOP))


def _several_players() -> Iterator[Scene]:
    both = (
        *_film(3),
        *_film(1, 2, player=1),
        Act(Deed.CHANGE, 0),
        Act(Deed.CHANGE, 1, player=1),
        Act(Deed.CHANGE, 2),
        STOP,
        Act(Deed.CHANGE, 3, player=1),
    )
    yield Scene("two players", (*both, OTHER_STOPS), plays=True)
    yield Scene("two players, the other stops first", (*_film(1), *_film(2, player=1), OTHER_STOPS, STOP))
    for limit in (Options(session_limit="one, refused"), Options(session_limit="one, replaced")):
        yield Scene(
            f"two players under {_departures(limit)}", (*both, OTHER_STOPS, OTHER_STOPS, STOP), options=limit
        )


SCENES = tuple(_scenes())
"""In their order, the shortest of their kind first."""
