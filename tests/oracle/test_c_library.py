"""A driver in C is judged like any other: the conforming one passes, and the others are found out."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.identity import shipped_root
from coppspec.driver.outputs import OUTPUTS, Sink
from coppspec.driver.protocol import Capability
from coppspec.model.codes import HResult, Status
from coppspec.model.constants import ConnectorType
from coppspec.model.step import Intent
from coppspec.oracle.c_library import CLibrary, InvalidLibrary
from coppspec.oracle.targets import in_a_process
from coppspec.properties.declared import checked
from coppspec.properties.suite import Suite
from coppspec.properties.suites import suites
from coppspec.properties.trial import Disagreement

pytestmark = pytest.mark.slow

Build = Callable[..., Path]
ALL_BUT_A_RENDERER = frozenset(Capability) - {Capability.RENDERER}
TURNS = 3
"""So many ways there are for a buffer to be short, which come in turn."""
NAMES = [suite.name for suite in suites(capabilities=ALL_BUT_A_RENDERER)]


@cache
def by_name(library: CLibrary) -> dict[str, Suite]:
    declared = library.declaration
    return {
        suite.name: suite
        for suite in suites(None, declared.outputs, declared.capabilities, declared.adapters)
    }


@pytest.fixture(scope="session")
def good(build: Build) -> CLibrary:
    return CLibrary(build("libgood.so"))


@pytest.fixture(scope="session")
def template(build: Build) -> CLibrary:
    return CLibrary(build("libtemplate.so"))


# The conforming driver.


def test_the_conforming_driver_declares_what_the_reference_driver_does(good: CLibrary) -> None:
    driver = checked(good)
    shown, *others = driver.outputs
    assert (replace(shown, other_sink=None), *others) == OUTPUTS
    assert shown.other_sink == Sink(ConnectorType.COPP_ConnectorType_HDMI, bytes.fromhex("e1d2b4782d"))
    assert driver.adapters == ADAPTERS
    assert driver.root == shipped_root()
    assert set(driver.capabilities) == ALL_BUT_A_RENDERER


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.thorough
def test_the_conforming_driver_passes(name: str, good: CLibrary) -> None:
    """All of a small suite, and every so many tests of a large one."""
    suite = by_name(good)[name]
    for seed, test in enumerate(suite.tests[:: 1 + suite.calls // 3_000]):
        assert suite.bench(good, seed).disagreement(test) is None


def test_a_driver_is_as_after_boot_each_time(good: CLibrary) -> None:
    _, handle = good().open_video_session(0)
    fresh = good()
    assert fresh.get_certificate_length(handle) == (HResult.E_POINTER, 0)


def test_an_adapter_or_output_that_is_not_there_is_refused(good: CLibrary) -> None:
    driver = good()
    assert driver.open_video_session(len(OUTPUTS)) == (HResult.E_INVALIDARG, 0)
    assert driver.video_parameters(len(ADAPTERS), bytes(356), 356) == (Status.ERROR_INVALID_FUNCTION, b"")


def test_an_event_that_does_not_happen_is_no_answer_of_the_driver(good: CLibrary) -> None:
    with pytest.raises(ValueError, match="renderer did not happen"):
        good().inject(Capability.RENDERER, 0)
    with pytest.raises(NotImplementedError, match="no renderer"):
        good().renderer(0)


# The wrong ones.


@pytest.mark.few(2)
@pytest.mark.parametrize(
    ("fault", "suite", "found"),
    [
        ("", "two devices and HDCP", "shows HDCP at level 0 on output 0, not 1; .* (COPP-612)"),
        ("FORGETS_THE_RANDOM_NUMBER", "one COPP device", "another random number: .* E_UNEXPECTED (COPP-152)"),
        ("WRITES_BEHIND_THE_RESPONSE", "one COPP device", "it wrote outside the 4096 bytes"),
        (
            "WRITES_THE_HANDLE_OF_A_REFUSED_OPEN",
            "one COPP device",
            "refused the call, and wrote 0x1 to its handle",
        ),
        ("CLEARS_A_BLOCK_BEHIND_ITS_CERTIFICATES", "one COPP device", "it wrote outside the [0-9]* bytes"),
        (
            "NEVER_LOOKS_AT_THE_ROOM_OF_A_REQUEST",
            "one copy-protection session",
            "it wrote outside the [0-9]* bytes",
        ),
        (
            "CLEARS_THE_OUTPUT_OF_A_REFUSED_REQUEST",
            "one copy-protection session",
            "returned 356; .* (VPCP-108)",
        ),
        (
            "SAYS_HDCP_IS_ON_WHERE_IT_FAILED",
            "commands and status requests",
            "answered S_OK; .* ANY_FAILURE (X11)",
        ),
        ("KNOWS_THE_FIRST_DISPLAY_ALONE", "events", "(COPP-812)"),
    ],
)
def test_a_driver_with_one_fault_is_found_out(fault: str, suite: str, found: str, build: Build) -> None:
    library = CLibrary(build("libwrong.so", fault))
    disagreement = by_name(library)[suite].run(library)
    assert disagreement is not None
    with pytest.raises(Disagreement, match=found.replace("(", r"\(").replace(")", r"\)")):
        raise disagreement


def test_a_driver_that_reads_more_than_it_was_given_is_killed(build: Build) -> None:
    """The page behind a short command cannot be read."""
    library = build("libwrong.so", "COPIES_A_COMMAND_BEFORE_IT_LOOKS_AT_ITS_LENGTH")
    launcher = in_a_process(f"c:{library}")
    short = Intent("COPPCommand, set protection level", 0, ("short buffer",), 1, about="HDCP")
    suite = by_name(CLibrary(library))["one COPP device"]
    assert suite.bench(launcher, 0).disagreement(HANDSHAKE) is None
    found = suite.bench(launcher, 0).disagreement((*HANDSHAKE, *(short,) * TURNS))
    assert found is not None
    assert "SIGSEGV" in found.deviation.met


# The documents' sample.

OPENED = ("COPPOpenVideoSession", "COPPGetCertificateLength", "COPPKeyExchange")
HANDSHAKE = tuple(Intent(call, 0) for call in (*OPENED, "COPPSequenceStart"))
RETRY = (*HANDSHAKE[:3], HANDSHAKE[3]._replace(defects=("another random number",)), HANDSHAKE[3])
"""A second attempt after a failed one; the suites meet another fault of the sample before it."""
TOO_BIG = (
    Intent("mode change", 0, about="its second mode"),
    *HANDSHAKE,
    Intent("COPPCommand, set protection level", 0, level=1, about="ACP"),
)
"""A level that does not go with the resolution, likewise."""


def clauses(library: CLibrary, suite: Suite) -> Iterator[str]:
    """The clause of every sequence that a driver does not pass."""
    for index, test in enumerate(suite.tests):
        if (found := suite.bench(library, index).disagreement(test)) is not None:
            yield found.deviation.clause


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (
            "one COPP device",
            "COPP-152 COPP-162 COPP-314 COPP-402 COPP-409 COPP-706 Q01 Q13 Q14 Q19 Q22 Q30",
        ),
        ("commands and status requests elsewhere", "COPP-162 COPP-314 COPP-425 COPP-619 Q19 Q30"),
        ("two devices and HDCP", "COPP-162 COPP-314 COPP-425 Q22"),
    ],
)
def test_the_sample_violates_what_its_record_says(name: str, wanted: str, template: CLibrary) -> None:
    found = sorted(set(clauses(template, by_name(template)[name])))
    assert found == wanted.split(), " ".join(found)


@pytest.mark.parametrize(("test", "clause"), [(RETRY, "COPP-154"), (TOO_BIG, "COPP-164")])
def test_the_sample_also_forgets_an_attempt_and_a_resolution(
    test: tuple[Intent, ...], clause: str, template: CLibrary
) -> None:
    found = by_name(template)["one COPP device"].bench(template, 0).disagreement(test)
    assert found is not None
    assert found.deviation.clause == clause


# What is no driver.


def test_a_file_that_is_no_library_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(InvalidLibrary, match=r"nothing\.so cannot be loaded"):
        CLibrary(tmp_path / "nothing.so")


def test_a_library_that_lacks_a_function_is_told_which(compiled: Build) -> None:
    library = compiled("int unrelated(void) { return 0; }")
    with pytest.raises(InvalidLibrary, match="exports no coppspec_describe, COPPOpenVideoSession, COPPGet"):
        CLibrary(library)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        (r"\"capabilities\": [\"applied\"]", "declares applied, and exports no coppspec_applied"),
        (r"\"capabilities\": [\"few keys\"]", "declares few keys, and exports no coppspec_limit_keys"),
        (r"\"capabilities\": [\"link lost\"]", "declares link lost, and exports no coppspec_inject"),
        (r"\"capabilities\": [\"renderer\"]", "declares a renderer, and a library has none"),
        (r"\"adapters\": [{}]", "interface 'video parameters', and exports no VideoP"),
    ],
)
def test_a_library_has_the_hooks_of_what_it_declares(more: str, found: str, compiled: Build) -> None:
    with pytest.raises(InvalidLibrary, match=found):
        CLibrary(compiled(SMALLEST % more))


def test_a_library_without_a_reset_gives_one_driver(compiled: Build) -> None:
    library = CLibrary(compiled(SMALLEST % r"\"capabilities\": []"))
    assert library().open_video_session(0) == (HResult.DDERR_UNSUPPORTEDMODE, 0)
    with pytest.raises(InvalidLibrary, match="exports no coppspec_reset"):
        library()


def test_a_library_without_adapters_serves_no_request(compiled: Build) -> None:
    driver = CLibrary(compiled(SMALLEST % r"\"capabilities\": []"))()
    assert driver.video_parameters(0, bytes(356), 356) == (Status.ERROR_INVALID_FUNCTION, b"")


SMALLEST = r"""
#include "coppspec_driver.h"
uint32_t COPPOpenVideoSession(uint32_t a, COPPHandle b, COPPHandle *c) { return DDERR_UNSUPPORTEDMODE; }
uint32_t COPPGetCertificateLength(COPPHandle a, uint32_t *b) { return E_POINTER; }
uint32_t COPPKeyExchange(COPPHandle a, uint8_t b[16], uint8_t *c, uint32_t *d) { return E_POINTER; }
uint32_t COPPSequenceStart(COPPHandle a, const DXVA_COPPSignature *b, uint32_t c) { return E_POINTER; }
uint32_t COPPCommand(COPPHandle a, const DXVA_COPPCommand *b, uint32_t c) { return E_POINTER; }
uint32_t COPPQueryStatus(COPPHandle a, const DXVA_COPPStatusInput *b, uint32_t c, DXVA_COPPStatusOutput *d)
{
    return E_POINTER;
}
uint32_t COPPCloseVideoSession(COPPHandle a) { return E_POINTER; }
const char *coppspec_describe(void)
{
    return "{\"version\": 1, \"outputs\":"
           " [{\"connector\": 0, \"connector_type\": 0, \"dual_view\": false}], %s}";
}
"""
"""All that has to be there, of a driver that opens no device."""
