"""A clause conforms only if a driver that breaks it would have been exposed: under every declaration."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability, Interface
from coppspec.model.registry import clauses
from coppspec.oracle.decidable import decidable
from coppspec.oracle.detecting import BY_MEMORY, named_under
from coppspec.oracle.detections import Detection, family, recorded, written
from coppspec.oracle.evidence import CHANCE, telling
from coppspec.oracle.leak import NAME as COME_AND_GO
from coppspec.oracle.verdicts import Verdict
from coppspec.properties.declared import Declared
from coppspec.properties.suites import suites
from coppspec.properties.traceability import ZOO

CAPABILITIES = tuple(Capability)
EVERYTHING = Declared(OUTPUTS, CAPABILITIES, ADAPTERS)
CLONES = tuple(replace(each, dual_view=False) for each in OUTPUTS)
DECLARATIONS = {
    "everything": EVERYTHING,
    "COPP only": EVERYTHING._replace(adapters=(), interfaces=(Interface.DEVICE, Interface.RENDERER)),
    "VIDEOPARAMETERS only": EVERYTHING._replace(interfaces=(Interface.VIDEO_PARAMETERS,)),
    "renderer only": EVERYTHING._replace(adapters=(), interfaces=(Interface.RENDERER,)),
    "no output": EVERYTHING._replace(outputs=CLONES, interfaces=(Interface.DEVICE,), adapters=()),
    "no adapter": EVERYTHING._replace(adapters=()),
    "nothing of a bench": EVERYTHING._replace(capabilities=()),
    **{f"{each} alone": EVERYTHING._replace(capabilities=(each,)) for each in Capability},
    **{
        f"without {each}": EVERYTHING._replace(
            capabilities=tuple(other for other in Capability if other is not each)
        )
        for each in Capability
    },
}
RUN = ("everything", "COPP only", "VIDEOPARAMETERS only", "renderer only", "without applied")
"""The declarations under which some of the wrong drivers are run in every test."""
COUNT = {"VPCP-551", "VPCP-553", "VPCP-554", "VPCP-555", "VPCP-556", "VPCP-557"}
EVERY = 180
"""One of so many clauses is run in every test."""


@cache
def conforming(name: str) -> tuple[str, ...]:
    """What conforms in a driver with this declaration that does everything right."""
    verdicts = decidable(DECLARATIONS[name])
    return tuple(each.id for each in verdicts if each.verdict is Verdict.CONFORMS)


def exposing(name: str, clause: str) -> Iterator[Detection]:
    """The recorded wrong drivers that tell of a clause, and need no more than is declared."""
    capabilities = set(DECLARATIONS[name].capabilities)
    return (each for each in telling(clause) if set(each.needs) <= capabilities)


@pytest.mark.slow
@pytest.mark.parametrize("name", RUN)
def test_what_conforms_has_a_wrong_driver_that_is_exposed_there(name: str) -> None:
    for clause in conforming(name)[::EVERY]:
        assert is_exposed(name, clause), f"{clause}: no wrong driver is exposed under {name!r}"


@pytest.mark.thorough
@pytest.mark.parametrize("name", DECLARATIONS)
def test_so_has_everything_that_conforms(name: str) -> None:
    lacking = [clause for clause in conforming(name) if not is_exposed(name, clause)]
    assert lacking == []


def is_exposed(name: str, clause: str) -> bool:
    """Whether some wrong driver that breaks a clause is exposed, by the clause that was recorded.

    Who breaks what follows from other clauses breaks one of these.
    """
    if not telling(clause):
        return all(is_exposed(name, each) for each in clauses()[clause].follows_from)
    return any(
        each in BY_MEMORY or each.named in named_under(each, DECLARATIONS[name])
        for each in exposing(name, clause)
    )


# What is not decided.


def test_without_the_levels_nothing_is_said_of_the_count() -> None:
    reasons = {each.id: each for each in decidable(DECLARATIONS["without applied"])}
    for clause in COUNT | {f"VPCP-INV{number}" for number in (1, 2, 3, 8, 10)}:
        assert (reasons[clause].verdict, reasons[clause].reason) == (
            Verdict.NOT_DECIDED,
            "`applied` is not declared",
        )


def test_a_driver_that_refuses_everything_conforms_to_nothing() -> None:
    assert conforming("no output") == ()


def test_what_the_renderer_shows_is_all_that_conforms_without_a_device() -> None:
    assert set(conforming("renderer only")) < set(conforming("everything"))
    assert not {each for each in conforming("renderer only") if each.startswith(("VPCP", "A-"))}
    assert "COPP-123" not in conforming("renderer only")


def test_a_driver_of_copy_protection_alone_conforms_to_no_clause_of_copp() -> None:
    said = conforming("VIDEOPARAMETERS only")
    assert said
    assert not {each for each in said if each.startswith(("COPP", "INV", "Q"))}


def test_chance_is_never_said_to_conform() -> None:
    for each in decidable(EVERYTHING):
        if each.id in CHANCE:
            assert (each.verdict, each.reason) == (Verdict.NOT_DECIDED, CHANCE[each.id])


@pytest.mark.thorough
@pytest.mark.parametrize("capability", CAPABILITIES)
def test_who_declares_less_conforms_to_no_more(capability: Capability) -> None:
    assert set(conforming(f"without {capability}")) <= set(conforming("everything"))


# The record.


def test_the_record_names_suites_and_drivers_that_there_are() -> None:
    families = {*(family(suite.name) for suite in suites()), COME_AND_GO}
    drivers = {*(wrong.sentence for wrong in ZOO), *(each.driver for each in BY_MEMORY)}
    for each in recorded():
        assert each.suite in families, each
        assert each.driver in drivers or each.driver.startswith("answers otherwise where "), each


def test_every_wrong_driver_is_in_the_record() -> None:
    stale = {wrong.sentence for wrong in ZOO} - {each.driver for each in recorded()}
    assert stale == set(), "run `python benchmarks/detections.py`"


def test_the_record_is_written_as_it_is_read() -> None:
    assert written(recorded()).count("\n") == len(recorded()) + 5
    assert recorded() == tuple(sorted(recorded()))
