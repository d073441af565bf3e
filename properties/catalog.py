"""The catalogue of complete suites: the alphabets that a driver allows, on its outputs and adapters."""

from collections.abc import Iterator
from typing import NamedTuple

from coppspec.driver.adapters import ADAPTERS, Adapter
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability, Interface
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.profile import Profile
from coppspec.model.renderer import RENDERER
from coppspec.model.step import Configuration
from coppspec.properties.alphabet import letters
from coppspec.properties.alphabets import Alphabet, calls, of_devices, of_keys
from coppspec.properties.bench import Test
from coppspec.properties.complete import Complete
from coppspec.properties.declared import Declared
from coppspec.properties.finite import Finite, decisive, finite
from coppspec.properties.key_projections import offered
from coppspec.properties.projections import Letters
from coppspec.properties.setting import DevIDs, abilities, offer, opening, richest, start
from coppspec.properties.suite import Suite

EVERYTHING = Declared(OUTPUTS, tuple(Capability), ADAPTERS)
"""What a driver declares that can do all that there is to be tried."""


class Projection(NamedTuple):
    """An alphabet on an output or an adapter of a driver, under a profile."""

    alphabet: Alphabet
    engine: Engine
    declared: Declared
    dev_id: int = 0
    """The output of every session."""
    adapter: int = 0
    """Whose copy-protection sessions they are."""

    @property
    def dev_ids(self) -> DevIDs:
        """The output of each session."""
        return (self.dev_id,) * self.alphabet.sessions

    @property
    def applied(self) -> bool:
        """Whether the levels that the hardware shows can be seen.

        No letter of an alphabet switches a TV output on, and what one that is off shows decides nothing.
        """
        decides = self.engine.machine is not COPY_PROTECTION_SESSIONS or self.start().tv.shows_protection
        return Capability.APPLIED in self.declared.capabilities and decides

    def start(self) -> Configuration:
        """Where every sequence starts."""
        outputs, _, adapters, _ = self.declared
        return start(self.engine, outputs, self.dev_ids, adapters, self.adapter)

    @property
    def letters(self) -> tuple[Test, ...]:
        """Those of the alphabet that have one legal answer wherever they can be made."""
        return decisive(self.engine, self.start(), self.alphabet.letters)

    def machine(self) -> Finite:
        """The finite machine of its letters."""
        return finite(self.engine, self.start(), self.letters, applied=self.applied)

    def suite(self, extra: int) -> Suite:
        """Its complete suite for so many extra states."""
        outputs, _, adapters, _ = self.declared
        cover = Complete(self.alphabet.letters, extra, self.applied)
        name = title(self.alphabet.name, extra)
        return Suite(name, self.engine, self.dev_ids, cover, outputs, adapters, self.adapter)


def title(name: str, extra: int) -> str:
    """What a complete suite is called.

    >>> title("control", 1)
    'control, complete with 1 extra state'
    """
    return f"{name}, complete with {extra or 'no'} extra state{'' if extra == 1 else 's'}"


def catalog(profile: Profile | None = None, declared: Declared = EVERYTHING) -> dict[str, Projection]:
    """Every projection that a driver's outputs, adapters and capabilities allow, by its name."""
    found = (*_of_devices(profile, declared), *_of_renderers(profile, declared), *_of_keys(profile, declared))
    return {each.alphabet.name: each for each in found}


def _of_devices(profile: Profile | None, declared: Declared) -> Iterator[Projection]:
    """All of them on the output that offers most."""
    if Interface.DEVICE not in declared.interfaces:
        return
    engine = Engine(DEVICE, profile)
    main = richest(declared.outputs)
    if not declared.outputs[main].copp:
        return

    def on(sessions: int) -> Letters:
        return Letters(letters(DEVICE, engine.profile, sessions, capabilities=declared.capabilities))

    for alphabet in of_devices(on, offer(declared.outputs[main]).types):
        yield Projection(alphabet, engine, declared, main)


def _of_renderers(profile: Profile | None, declared: Declared) -> Iterator[Projection]:
    """One renderer on the first output that allows one, where a bench can call it."""
    engine = Engine(RENDERER, profile)
    every = letters_of_renderers(engine, declared, 1)
    for first in declared.rendering[:1]:
        alphabet = calls("renderer-calls", "renderer", every, "SessionSequenceStart")
        yield Projection(alphabet, engine, declared, first)


def letters_of_renderers(engine: Engine, declared: Declared, renderers: int) -> Letters:
    """All letters on so many renderers; a display without COPP takes an output where no device opens."""
    every = letters(RENDERER, engine.profile, renderers, capabilities=declared.capabilities)
    if len(opening(declared.outputs)) < len(declared.outputs):
        return Letters(every)
    return Letters(tuple(each for each in every if each.call != "connect to a display without COPP"))


def _of_keys(profile: Profile | None, declared: Declared) -> Iterator[Projection]:
    """All of them on the first adapter that can protect, if there is one."""
    engine = Engine(COPY_PROTECTION_SESSIONS, profile)
    for adapter in declared.protecting[:1]:
        able = abilities(declared.capabilities, declared.adapters, adapter)
        of = declared.adapters[adapter]

        def on(sessions: int, able: frozenset[str] = able, of: Adapter = of) -> Letters:
            every = letters(COPY_PROTECTION_SESSIONS, engine.profile, sessions, capabilities=able)
            return offered(every, of)

        for alphabet in of_keys(on):
            yield Projection(alphabet, engine, declared, adapter=adapter)
