"""The suites for a driver: the projections that its outputs allow, each as a list of sequences."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from coppspec.driver.adapters import ADAPTERS, Adapter
from coppspec.driver.outputs import OUTPUTS, Output
from coppspec.driver.protocol import Capability, Interface
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.levels import LEVELS
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile
from coppspec.model.renderer import RENDERER
from coppspec.model.together import Together
from coppspec.properties import key_projections, projections
from coppspec.properties.alphabet import letters
from coppspec.properties.bench import Bench, Test
from coppspec.properties.catalog import catalog, letters_of_renderers
from coppspec.properties.declared import Declared, checked
from coppspec.properties.exploration import SEEN_IN_NUMBERS, differs
from coppspec.properties.key_projections import SESSIONS_IN_TURN, less, offered
from coppspec.properties.projections import Letters
from coppspec.properties.setting import DevIDs, abilities, offer, opening, protecting, richest, without_copp
from coppspec.properties.suite import Cover, Suite
from coppspec.properties.together_projections import asleep, both, shared_outputs, side_by_side
from coppspec.properties.trial import MakeDriver

KEPT = 4
"""For so many drivers the suites are kept: a suite makes its sequences once, and workers inherit them."""


def suites(
    profile: Profile | None = None,
    outputs: Sequence[Output] = OUTPUTS,
    capabilities: Collection[str] = tuple(Capability),
    adapters: Sequence[Adapter] = ADAPTERS,
    interfaces: Collection[str] = tuple(Interface),
) -> tuple[Suite, ...]:
    """Every suite that can be run on a driver with these outputs, capabilities, adapters and interfaces.

    Args:
        profile: the reading of each choice that the driver is held to; the recommended ones by default.
        outputs: what the driver declares of its outputs.
        capabilities: what the bench can do with it.
        adapters: what the driver declares of its adapters.
        interfaces: by which interfaces the driver is called; no suite calls another one.
    """
    named = tuple(map(str, capabilities)), tuple(map(str, interfaces))
    return _suites(profile or Profile(), Declared(tuple(outputs), named[0], tuple(adapters), named[1]))


@lru_cache(maxsize=KEPT)
def _suites(profile: Profile, declared: Declared) -> tuple[Suite, ...]:
    return (
        *(_of_devices(profile, declared) if Interface.DEVICE in declared.interfaces else ()),
        *(_of_renderers(profile, declared) if declared.has_renderers else ()),
        *(_of_keys(profile, declared) if Interface.VIDEO_PARAMETERS in declared.interfaces else ()),
        *_of_both(profile, declared),
        *_complete(profile, declared),
    )


def check_driver(make_driver: MakeDriver, profile: Profile | None = None, seed: int = 0) -> None:
    """Run every suite against a driver.

    Args:
        make_driver: makes a fresh driver for each sequence.
        profile: the reading of each choice that the driver is held to; the recommended ones by default.
        seed: of what the application makes up.

    Raises:
        Disagreement: the shortest sequence of the first suite that the driver does not pass, with a note for
            each accepted reading under which it would be no disagreement.
        InvalidDriver: what the driver declares of itself makes no sense.
        TypeError: the profile is no Profile.
    """
    _expect_a_profile(profile)
    driver = checked(make_driver)
    for suite in suites(profile, *Declared.of(driver)):
        if (found := suite.run(make_driver, seed)) is not None:
            for choice, reading in excusing(suite.bench(make_driver, seed), found.intents):
                held_to = f'Profile({choice}="{reading}")'
                found.add_note(f"That is accepted of a driver that is held to {held_to}.")
            raise found


def _expect_a_profile(given: object) -> None:
    """Whatever its annotation says."""
    if not isinstance(given, Profile | None):
        raise TypeError(f"{given!r} is no Profile; wanted is one like Profile(level_order='precedence')")


def excusing(bench: Bench, test: Test) -> Iterator[tuple[str, str]]:
    """The accepted readings, each of one choice, under which a driver does as the specification says."""
    held_to, beginning = bench.engine.profile, bench.trial().configuration
    default, *others = profiles(bench.engine.machine)
    for readings in (
        {each: default[each] for each in held_to.departures},
        *(each.departures for each in others),
    ):
        for choice, reading in readings.items():
            if held_to[choice] == reading:
                continue
            engine = bench.engine.under(Profile(**{**held_to, choice: reading}))
            if choice not in SEEN_IN_NUMBERS and not differs(bench.engine, engine, beginning, test):
                continue  # if the driver does as is wanted now, it is by chance
            if replace(bench, engine=engine).disagreement(test) is None:
                yield choice, reading


def _of_devices(profile: Profile | None, declared: Declared) -> Iterator[Suite]:
    """Devices on the output that offers most, on one beside it, and where there is nothing to protect."""
    engine, outputs = Engine(DEVICE, profile), declared.outputs
    main = richest(outputs)
    if not outputs[main].copp:
        return
    one, two, three = (
        Letters(letters(DEVICE, engine.profile, sessions, capabilities=declared.capabilities))
        for sessions in (1, 2, 3)
    )
    types = offer(outputs[main]).types
    covers = (
        *_on_one(one, outputs, main),
        *_on_several(two, three, types, main),
        *((name, dev_ids, projections.neighbours(two, types)) for name, dev_ids in _pairs(outputs, main)),
    )
    yield from (Suite(name, engine, dev_ids, cover, outputs) for name, dev_ids, cover in covers)


Covered = tuple[str, DevIDs, Cover]
"""The name of a suite, the outputs of its sessions, and what it goes through."""


def _on_one(one: Letters, outputs: Sequence[Output], main: int) -> Iterator[Covered]:
    """One session: on the output that offers most, on another one, and where there is nothing."""
    types = offer(outputs[main]).types
    yield "one COPP device", (main,), projections.control(one, types[:1])
    yield "commands and status requests", (main,), projections.messages(one)
    for each in types:
        yield f"levels of {each}", (main,), projections.levels(one, (each,), LEVELS[each])
    if len(types) > 1:
        highest = {max(LEVELS[each]) for each in types}
        yield "levels of several types", (main,), projections.levels(one, types, {0, *highest})
    yield "events", (main,), projections.events(one)
    yield "devices in turn", (main,), projections.in_turn(one)
    yield "display modes", (main,), projections.display_modes(one, types)
    if offer(outputs[main]).standards:
        yield "signals", (main,), projections.signals(one)
    for other in _others(outputs, main):
        yield "commands and status requests elsewhere", (other,), projections.messages(one)
        yield "events elsewhere", (other,), projections.events_elsewhere(one)
    for dev_id, output in enumerate(outputs):
        if output.copp and not (output.types and output.dual_view):
            name = "an output without protection" if output.dual_view else "an output that shows a clone"
            yield f"{name}, {dev_id}", (dev_id,), projections.bare(one)
    for dev_id in _unopened(outputs, main):
        yield f"another output, {dev_id}", (dev_id,), projections.elsewhere(one)


def _on_several(two: Letters, three: Letters, types: tuple[str, ...], main: int) -> Iterator[Covered]:
    """Two and three sessions on one connector."""
    for each in types:
        name = "two devices on one connector" if each == types[len(types) // 2] else f"two devices and {each}"
        yield name, (main, main), projections.pair(two, each)
    if types:
        yield "three devices", (main,) * 3, projections.crowd(three, types[len(types) // 2])


def _others(outputs: Sequence[Output], main: int) -> tuple[int, ...]:
    """The first output that has protection and is on another connector, if there is one."""
    return tuple(
        dev_id
        for dev_id, output in enumerate(outputs)
        if output.types and output.opens and output.connector != outputs[main].connector
    )[:1]


def _unopened(outputs: Sequence[Output], main: int) -> tuple[int, ...]:
    """The outputs with protection on connectors that no other suite is about, one for each connector."""
    known = {outputs[dev_id].connector for dev_id in (main, *_others(outputs, main))}
    found: dict[int, int] = {}
    for dev_id, output in enumerate(outputs):
        if output.types and output.opens and output.connector not in known:
            found.setdefault(output.connector, dev_id)
    return tuple(found.values())


def _pairs(outputs: Sequence[Output], main: int) -> Iterator[tuple[str, DevIDs]]:
    """Two outputs with one signal, and two that have nothing in common."""
    usable = opening(outputs)
    for dev_id in usable:
        for other in usable:
            if dev_id < other and outputs[dev_id].connector == outputs[other].connector:
                yield "two outputs with one signal", (dev_id, other)
    for other in usable:
        if outputs[other].connector != outputs[main].connector and outputs[other].types:
            yield "two connectors", (main, other)
            return


def _of_renderers(profile: Profile | None, declared: Declared) -> Iterator[Suite]:
    """Renderers on the first output that allows one, on another one, and where nothing can be protected."""
    engine, outputs = Engine(RENDERER, profile), declared.outputs
    one, two = (letters_of_renderers(engine, declared, renderers) for renderers in (1, 2))
    bare = [dev_id for dev_id in declared.rendering if not outputs[dev_id].types][:1]
    for first in declared.rendering[:1]:
        others = _others(outputs, first)
        yield Suite("one renderer", engine, (first,), projections.renderer(one), outputs)
        modes = projections.renderer_modes(one)
        yield Suite("a renderer in both display modes", engine, (first,), modes, outputs)
        for dev_id in dict.fromkeys((first, *others, *bare)):
            where = "" if dev_id == first else f" elsewhere, {dev_id}"
            name = f"commands and status requests of a renderer{where}"
            yield Suite(name, engine, (dev_id,), projections.renderer_messages(one), outputs)
        yield Suite("two renderers", engine, (first, first), projections.renderers(two), outputs)
        for other in others:
            name = "two renderers on two outputs"
            yield Suite(name, engine, (first, other), projections.renderers(two), outputs)
    for dev_id in without_copp(outputs)[:1]:
        cover = projections.renderer_without_copp(one)
        yield Suite("a renderer without COPP", engine, (dev_id,), cover, outputs)


def _of_keys(profile: Profile | None, declared: Declared) -> Iterator[Suite]:
    """The first adapter with protection in full, and what the others have not."""
    engine = Engine(COPY_PROTECTION_SESSIONS, profile)
    main = next(iter(protecting(declared.adapters)), None)

    def suite(name: str, adapter: int, sessions: int, projection: Callable[[Letters], Cover]) -> Suite:
        able = abilities(declared.capabilities, declared.adapters, adapter)
        every = letters(COPY_PROTECTION_SESSIONS, engine.profile, sessions, capabilities=able)
        cover = projection(offered(every, declared.adapters[adapter]))
        dev_ids = (0,) * sessions
        return Suite(name, engine, dev_ids, cover, declared.outputs, declared.adapters, adapter)

    if main is not None:
        yield suite("one copy-protection session", main, 1, key_projections.one)
        yield suite("two copy-protection sessions", main, 2, key_projections.several)
        yield suite("the TV output", main, 1, key_projections.tv_output)
        yield suite("resets and power", main, 1, key_projections.power)
        yield suite("every call of a copy-protection session", main, 1, key_projections.calls)
        yield suite("two sessions through resets", main, 2, key_projections.restarts)
        yield suite("a second session after resets", main, 2, key_projections.second_key)
        yield suite("three copy-protection sessions", main, 3, key_projections.crowd)
        yield suite("copy-protection sessions in turn", main, SESSIONS_IN_TURN, key_projections.in_turn)
    for name, adapter in less(declared.adapters, main):
        yield suite(name, adapter, 1, key_projections.elsewhere)
    for adapter in protecting(declared.adapters) if len(protecting(declared.adapters)) > 1 else ():
        name = f"events beside another adapter, {adapter}"
        if (found := suite(name, adapter, 1, key_projections.beside)).tests:
            yield found


def _complete(profile: Profile | None, declared: Declared) -> Iterator[Suite]:
    """The complete suites that are run as a rule."""
    for projection in catalog(profile, declared).values():
        yield from map(projection.suite, projection.alphabet.usual)


def _of_both(profile: Profile | None, declared: Declared) -> Iterator[Suite]:
    """A device and a copy-protection session on each connector that they share."""
    for adapter in declared.sharing[:1]:
        able = abilities(declared.capabilities, declared.adapters, adapter)
        shared = shared_outputs(declared.outputs, declared.adapters, adapter)
        names = ("a device and a copy-protection session", "the same on another connector")
        engine = Together(1, profile)
        cover = side_by_side(both(engine.profile, 1, 1, able, declared.adapters[adapter]))
        for name, dev_id in zip(names, shared, strict=False):
            yield Suite(name, engine, (dev_id, dev_id), cover, declared.outputs, declared.adapters, adapter)
    for adapter in declared.sharing:
        yield from _of_both_in_sleep(profile, declared, adapter)


def _of_both_in_sleep(profile: Profile | None, declared: Declared, adapter: int) -> Iterator[Suite]:
    """Power, resets and mode sets beside a device, on every connector of every adapter that protects."""
    able = abilities(declared.capabilities, declared.adapters, adapter)
    engine = Together(1, profile)
    cover = asleep(both(engine.profile, 1, 1, able, declared.adapters[adapter]))
    for dev_id in shared_outputs(declared.outputs, declared.adapters, adapter):
        name = f"a device and a session through resets, {dev_id}"
        suite = Suite(name, engine, (dev_id,) * 2, cover, declared.outputs, declared.adapters, adapter)
        if suite.tests:
            yield suite
