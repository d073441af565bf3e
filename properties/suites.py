"""The suites for a driver: the projections that its outputs allow, each as a list of sequences."""

from collections.abc import Collection, Iterator, Sequence

from coppspec.driver.outputs import OUTPUTS, Output
from coppspec.driver.protocol import Capability
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.levels import LEVELS
from coppspec.model.profile import Profile
from coppspec.model.renderer import RENDERER
from coppspec.properties import projections
from coppspec.properties.alphabet import flawless, letters, plain
from coppspec.properties.bench import Test
from coppspec.properties.projections import Letters
from coppspec.properties.setting import DevIDs, offer
from coppspec.properties.suite import Cover, Suite
from coppspec.properties.trial import MakeDriver


def suites(
    profile: Profile | None = None,
    outputs: Sequence[Output] = OUTPUTS,
    capabilities: Collection[str] = tuple(Capability),
) -> tuple[Suite, ...]:
    """Every suite that can be run on a driver with these outputs and capabilities.

    Args:
        profile: the reading of each choice that the driver is held to; the recommended ones by default.
        outputs: what the driver declares of its outputs.
        capabilities: what the bench can do with it.
    """
    return (
        *_of_devices(profile, outputs, capabilities),
        *(_of_renderers(profile, outputs, capabilities) if Capability.RENDERER in capabilities else ()),
        *_of_keys(profile, outputs, capabilities),
    )


def check_driver(make_driver: MakeDriver, profile: Profile | None = None, seed: int = 0) -> None:
    """Run every suite against a driver.

    Args:
        make_driver: makes a fresh driver for each sequence.
        profile: the reading of each choice that the driver is held to; the recommended ones by default.
        seed: of what the application makes up.

    Raises:
        Disagreement: the shortest sequence of the first suite that the driver does not pass.
    """
    driver = make_driver()
    for suite in suites(profile, driver.outputs, driver.capabilities):
        if (found := suite.run(make_driver, seed)) is not None:
            raise found


def _of_devices(
    profile: Profile | None, outputs: Sequence[Output], capabilities: Collection[str]
) -> Iterator[Suite]:
    engine = Engine(DEVICE, profile)

    def suite(name: str, dev_ids: DevIDs, cover: Cover) -> Suite:
        return Suite(name, engine, dev_ids, cover, outputs)

    one, two = (
        Letters(letters(DEVICE, engine.profile, sessions, capabilities=capabilities)) for sessions in (1, 2)
    )
    main = max(range(len(outputs)), key=lambda dev_id: (len(offer(outputs[dev_id]).types), -dev_id))
    types = offer(outputs[main]).types
    yield suite("one COPP device", (main,), projections.control(one, types[:1]))
    yield suite("commands and status requests", (main,), projections.messages(one))
    for each in types:
        yield suite(f"levels of {each}", (main,), projections.levels(one, (each,), LEVELS[each]))
    if len(types) > 1:
        highest = {max(LEVELS[each]) for each in types}
        yield suite("levels of several types", (main,), projections.levels(one, types, {0, *highest}))
    yield suite("events", (main,), projections.events(one))
    yield suite("display modes", (main,), projections.display_modes(one, types))
    yield suite(
        "two devices on one connector",
        (main, main),
        projections.pair(two, types[-1:] if len(types) < 2 else types[1:2]),
    )
    for name, dev_ids in _pairs(outputs, main):
        shared = set(offer(outputs[dev_ids[0]]).types) | set(offer(outputs[dev_ids[1]]).types)
        yield suite(
            name, dev_ids, projections.neighbours(two, tuple(each for each in types if each in shared))
        )
    for dev_id, output in enumerate(outputs):
        if not output.types or not output.dual_view:
            name = "an output without protection" if output.dual_view else "an output that shows a clone"
            yield suite(f"{name}, {dev_id}", (dev_id,), projections.bare(one))


def _pairs(outputs: Sequence[Output], main: int) -> Iterator[tuple[str, DevIDs]]:
    """Two outputs with one signal, and two that have nothing in common."""
    usable = [dev_id for dev_id, output in enumerate(outputs) if output.dual_view]
    for dev_id in usable:
        for other in usable:
            if dev_id < other and outputs[dev_id].connector == outputs[other].connector:
                yield "two outputs with one signal", (dev_id, other)
    for other in usable:
        if outputs[other].connector != outputs[main].connector and outputs[other].types:
            yield "two connectors", (main, other)
            return


def _of_renderers(
    profile: Profile | None, outputs: Sequence[Output], capabilities: Collection[str]
) -> Iterator[Suite]:
    engine = Engine(RENDERER, profile)
    one = Letters(letters(RENDERER, engine.profile, 1, capabilities=capabilities))
    if all(output.dual_view for output in outputs):
        one = Letters(tuple(each for each in one.every if each.call != "connect to a display without COPP"))
    yield Suite("one renderer", engine, (0,), projections.renderer(one), outputs)


def _of_keys(
    profile: Profile | None, outputs: Sequence[Output], capabilities: Collection[str]
) -> Iterator[Suite]:
    engine = Engine(COPY_PROTECTION_SESSIONS, profile)

    def suite(name: str, sessions: int, tried: Test, looked: Test) -> Suite:
        dev_ids = (0,) * sessions
        cover = Cover(tried, tried, looked, finish=True)
        return Suite(name, engine, dev_ids, cover, outputs)

    one, two = (
        letters(COPY_PROTECTION_SESSIONS, engine.profile, sessions, capabilities=capabilities)
        for sessions in (1, 2)
    )
    right = plain(COPY_PROTECTION_SESSIONS, two)
    yield suite("one copy-protection session", 1, one, flawless(one))
    yield suite("two copy-protection sessions", 2, right, flawless(two))
