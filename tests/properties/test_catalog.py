"""Every driver gets the complete suites that it allows, and what only these find is found."""

from dataclasses import replace
from functools import cache

import pytest

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.outputs import OUTPUTS, Output
from coppspec.driver.protocol import Capability
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.constants import ProtectionType
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.language import Machine
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile
from coppspec.model.renderer import RENDERER
from coppspec.properties.catalog import Projection, catalog, title
from coppspec.properties.certificate import Table, first_gap
from coppspec.properties.complete import hsi
from coppspec.properties.declared import Declared
from coppspec.properties.traceability import ZOO
from coppspec.properties.zoo import ONE_STATE_MORE, WrongDriver

MACHINES = {
    "control": (14, 6),
    "checks": (61, 7),
    "events": (10, 17),
    "calls": (22, 18),
    "levels-HDCP": (9, 6),
    "levels-ACP": (11, 8),
    "levels-CGMSA": (17, 14),
    "types": (17, 12),
    "pairs": (12, 9),
    "triples": (18, 27),
    "renderer-calls": (22, 15),
    "keys": (14, 5),
    "key-pairs": (9, 13),
    "key-triples": (12, 40),
}
"""The letters and states of each projection of a driver that can do everything."""
OF_KEYS = {"keys", "key-pairs", "key-triples"}


@cache
def everything() -> dict[str, Projection]:
    return catalog()


# What there is.


def test_there_are_the_named_projections_with_so_many_letters_and_states() -> None:
    found = {name: each.machine() for name, each in everything().items()}
    assert {name: (len(each.letters), len(each.next)) for name, each in found.items()} == MACHINES


@pytest.mark.parametrize("name", MACHINES)
def test_each_says_what_it_is_about_and_what_it_leaves_out(name: str) -> None:
    alphabet = everything()[name].alphabet
    assert alphabet.name == name
    assert alphabet.about
    assert alphabet.leaves_out
    assert len({*alphabet.letters}) == len(alphabet.letters)
    assert [*alphabet.usual, *alphabet.thorough] == [*range(len(alphabet.usual) + len(alphabet.thorough))]
    of_others = RENDERER if name == "renderer-calls" else DEVICE
    assert everything()[name].engine.machine is (COPY_PROTECTION_SESSIONS if name in OF_KEYS else of_others)


@pytest.mark.parametrize("extra", [0, 1, 2])
def test_a_suite_bears_the_name_of_its_alphabet_and_of_its_extra_states(extra: int) -> None:
    suite = everything()["pairs"].suite(extra)
    assert suite.name == title("pairs", extra)
    assert suite.dev_ids == (0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("machine", [DEVICE, COPY_PROTECTION_SESSIONS], ids=lambda machine: machine.name)
def test_every_accepted_reading_has_machines_and_they_come_to_an_end(machine: Machine) -> None:
    """What is seen decides between any two states, under every profile: none is refused as open."""
    sizes: set[tuple[int, ...]] = set()
    for profile in profiles(machine):
        own = [each for each in catalog(profile).values() if each.engine.machine is machine]
        sizes.add(tuple(len(each.machine().next) for each in own))
    assert max(max(each) for each in sizes) < 100
    assert len(sizes) > 2, "some readings change a machine"


def test_a_reading_changes_the_machine() -> None:
    """With a second attempt there is no state in which the attempt is spent."""
    generous = catalog(Profile(sequence_start_retry="retry"))
    assert len(generous["control"].machine().next) == MACHINES["control"][1] - 1


# Other drivers.


class LevelsUnseen(ReferenceDriver):
    """Nobody can see which levels it applies."""

    capabilities = frozenset(Capability) - {Capability.APPLIED}


class Eventless(ReferenceDriver):
    """Nothing can be made to happen to it."""

    capabilities = frozenset({Capability.APPLIED})


class Bare(ReferenceDriver):
    """The reference driver without anything that a bench adds."""

    capabilities = frozenset[Capability]()


ACP = Output(connector=0, connector_type=4, types=ProtectionType.COPP_ProtectionType_ACP)


class OneOutput(ReferenceDriver):
    """One output with one protection type."""

    outputs = (ACP,)
    adapters = (replace(ADAPTERS[0], outputs=(0,)),)


class NoProtection(ReferenceDriver):
    """An output that can protect nothing, and no adapter."""

    outputs = (replace(ACP, types=ProtectionType.COPP_ProtectionType_None),)
    adapters = ()


class SessionsAlone(ReferenceDriver):
    """Copy-protection sessions without COPP: no device opens."""

    outputs = tuple(replace(each, dual_view=False) for each in OUTPUTS)


class Backwards(ReferenceDriver):
    """The best output is the last, and the first shows a clone; no copy-protection sessions."""

    outputs = (replace(OUTPUTS[0], connector=9, dual_view=False), *reversed(OUTPUTS))
    adapters = ()


class OffAtFirst(ReferenceDriver):
    """Its TV output is off until a SET switches it on, so that it may show a level or none."""

    adapters = tuple(replace(each, tv=each.tv and replace(each.tv, is_on=False)) for each in ADAPTERS)


OF_NO_TYPE = {"control", "checks", "events", "calls"}
OF_RENDERERS = {"renderer-calls"}
OF_DEVICES = {*MACHINES} - OF_RENDERERS - OF_KEYS
OTHERS: dict[type[ReferenceDriver], set[str]] = {
    LevelsUnseen: {*MACHINES},
    Eventless: OF_DEVICES | OF_KEYS,
    Bare: OF_DEVICES | OF_KEYS,
    OneOutput: OF_NO_TYPE | {"levels-ACP", "pairs", "triples"} | OF_RENDERERS | OF_KEYS,
    NoProtection: OF_NO_TYPE | OF_RENDERERS,
    SessionsAlone: OF_DEVICES | OF_KEYS,
    Backwards: OF_DEVICES | OF_RENDERERS,
    OffAtFirst: {*MACHINES},
}


def catalog_of(make: type[ReferenceDriver]) -> dict[str, Projection]:
    return catalog(None, Declared(make.outputs, make.capabilities, make.adapters))


@pytest.mark.parametrize("make", OTHERS, ids=lambda make: make.__name__)
def test_another_driver_has_the_machines_that_it_allows_and_their_suites_are_complete(
    make: type[ReferenceDriver],
) -> None:
    own = catalog_of(make)
    assert {*own} == OTHERS[make]
    for each in own.values():
        machine = each.machine()
        assert first_gap(Table(machine.next, machine.output), hsi(machine, 0), 0) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    "make", [each for each in OTHERS if each is not Eventless], ids=lambda make: make.__name__
)
@pytest.mark.thorough
def test_another_driver_that_is_right_passes_its_usual_suites(make: type[ReferenceDriver]) -> None:
    for each in catalog_of(make).values():
        if 0 in each.alphabet.usual:
            assert each.suite(0).parting(make) is None


def test_what_cannot_be_seen_or_done_is_in_no_machine() -> None:
    each = (LevelsUnseen, Eventless, OffAtFirst)
    keys = {make: len(catalog_of(make)["keys"].machine().next) for make in each}
    assert keys == {LevelsUnseen: 3, Eventless: 5, OffAtFirst: 3}
    called = {
        intent.call
        for each in catalog_of(Eventless).values()
        for letter in each.alphabet.letters
        for intent in letter
    }
    assert called
    assert not called & {str(each) for each in Capability}


def test_where_no_device_opens_there_is_a_single_state() -> None:
    own = catalog_of(SessionsAlone)
    assert len(own["control"].machine().next) == 1
    assert len(own["keys"].machine().next) == MACHINES["keys"][1]


def test_devices_are_tried_on_the_output_that_offers_most() -> None:
    """And renderers on the first that allows one: no device opens on a clone."""
    assert catalog_of(Backwards)["control"].dev_ids == (len(OUTPUTS),)
    assert catalog_of(Backwards)["renderer-calls"].dev_ids == (2,)
    assert catalog_of(Eventless)["triples"].dev_ids == (0, 0, 0)


# What a complete suite is for.


@cache
def hidden() -> WrongDriver:
    (only,) = (wrong for wrong in ZOO if wrong.suite == ONE_STATE_MORE)
    return only


def test_a_driver_with_one_state_more_is_found_where_one_more_was_thought_of() -> None:
    control = everything()["control"]
    assert title("control", 1) == ONE_STATE_MORE
    assert control.suite(0).catches(hidden().make) is None
    assert control.suite(1).catches(hidden().make) is not None


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in MACHINES if name != "control" and name not in OF_KEYS])
def test_no_other_usual_suite_finds_it(name: str) -> None:
    each = everything()[name]
    assert not any(each.suite(extra).catches(hidden().make) for extra in each.alphabet.usual)
