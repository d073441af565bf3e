"""The sample in the driver documents, as examples/c/template.c has it: every fault is found and told."""

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from coppspec.model.registry import choices
from coppspec.oracle.check import check
from coppspec.oracle.judgement import Judgement, Status
from coppspec.oracle.sitting import Order

pytestmark = [pytest.mark.slow, pytest.mark.thorough]

ROOT = Path(__file__).parents[2]
FAULTS = {
    "a device that is open begins anew, and counts twice (Q22)": {"Q22"},
    "of the random number only four bytes are compared (Q03)": {"COPP-152", "COPP-402"},
    "a second attempt may succeed (Q04)": {"Q04"},
    "the padding is never looked at (Q01)": {"Q01"},
    "nor whether the block could be decrypted (Q01)": {"COPP-409"},
    "CGMS-A has levels that mean nothing (Q19)": {"Q19"},
    "redistribution control is taken where it cannot be enabled": {"COPP-619"},
    "no resolution is too big": {"COPP-164"},
    "there is one command, though every output has a standard to signal by (Q15)": {"COPP-162", "COPP-425"},
    "data may be larger than its area": {"Q13"},
    "four of the eight requests are answered with nothing at all (Q14)": {"COPP-706", "COPP-174"},
    "so is every identifier that is unknown": {"Q14"},
    "the unused fields of an answer hold anything (Q31)": {"COPP-314"},
}
"""What the record of the sample says, and by what it is told: a clause, or a point that it reads so."""

Build = Callable[..., Path]


@pytest.fixture(scope="module")
def judgement(build: Build) -> Judgement:
    return check(Order(f"c:{build('libtemplate.so')}"))


def told(judgement: Judgement) -> set[str]:
    """The clauses that it breaks, and the points of the readings that it follows, where not recommended."""
    points = {choices()[each.choice].id for each in judgement.readings if not each.recommended}
    return points | {each.clause for each in (*judgement.violations, *judgement.differences)}


def test_every_fault_of_the_sample_is_told(judgement: Judgement) -> None:
    assert judgement.status is Status.VIOLATES
    assert {fault for fault, by in FAULTS.items() if not by <= told(judgement)} == set()


def test_nothing_else_is_told_of_it_but_another_reading(judgement: Judgement) -> None:
    assert told(judgement) - set().union(*FAULTS.values()) == {"Q52"}


def test_the_page_in_the_documentation_is_what_is_told(judgement: Judgement) -> None:
    written = (ROOT / "docs" / "sample-driver.md").read_text(encoding="utf-8")
    page = runpy.run_path(str(ROOT / "examples" / "make_sample_page.py"))["page"](judgement)
    assert page == written, "make it again: python examples/make_sample_page.py c:examples/c/libtemplate.so"
