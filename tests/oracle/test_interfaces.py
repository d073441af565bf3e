"""A driver is called by the interfaces that it declares, and by no other; it is credited with no other."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from coppspec.driver.adapters import ADAPTERS, Adapter
from coppspec.driver.identity import shipped_root
from coppspec.driver.outputs import OUTPUTS, Output
from coppspec.driver.protocol import Capability, Driver, Interface, RootKey
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.renderer import CertifiedOutputProtection
from coppspec.model.profile import Profile
from coppspec.oracle.c_library import CLibrary, InvalidLibrary
from coppspec.oracle.declaration import InvalidDeclaration, of_json, to_json
from coppspec.oracle.diagnosis import Outcome
from coppspec.oracle.docket import docket
from coppspec.oracle.doctor import examine
from coppspec.oracle.exit_status import ExitStatus
from coppspec.oracle.inference import infer
from coppspec.oracle.judged import Judge
from coppspec.oracle.launcher import Limits
from coppspec.properties.declared import Declared, InvalidDriver, checked, interfaces_of
from coppspec.properties.setting import opening
from coppspec.reports.doctor_told import status_of

if TYPE_CHECKING:
    from coppspec.properties.trial import MakeDriver

EVENTS_OF_RENDERERS = (
    Capability.APPLIED, Capability.DEVICE_LOST, Capability.MODE_CHANGE, Capability.LINK_LOST,
    Capability.CONNECTOR_RECONFIGURED, Capability.HDCP_SETTLES,
)  # fmt: skip


class RendererAlone:
    """The renderer's interface, as an implementation behind a bridge has it; nothing else is there."""

    interfaces = (Interface.RENDERER,)
    capabilities: tuple[Capability, ...] = EVENTS_OF_RENDERERS
    outputs: tuple[Output, ...] = OUTPUTS
    adapters = ()

    def __init__(self) -> None:
        self.behind = ReferenceDriver()
        self.root: RootKey = self.behind.root

    def renderer(self, output: int) -> CertifiedOutputProtection:
        return self.behind.renderer(output)

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        self.behind.inject(event, target, argument)

    def applied(self, output: int, protection_type: int) -> int:
        return self.behind.applied(output, protection_type)


class VideoParametersAlone:
    """A miniport without COPP; its outputs are there for `applied`."""

    interfaces = (Interface.VIDEO_PARAMETERS,)
    capabilities: tuple[Capability, ...] = (
        Capability.APPLIED, Capability.MODE_CHANGE, Capability.FEW_KEYS, Capability.DRIVER_RESTART,
        Capability.DEVICE_RESET, Capability.POWER_DOWN, Capability.POWER_UP, Capability.HARDWARE_FAULT,
    )  # fmt: skip
    outputs: tuple[Output, ...] = OUTPUTS
    adapters: tuple[Adapter, ...] = ADAPTERS

    def __init__(self) -> None:
        self.behind = ReferenceDriver()
        self.root: RootKey = self.behind.root

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        return self.behind.video_parameters(adapter, buffer, output_length)

    def applied(self, output: int, protection_type: int) -> int:
        return self.behind.applied(output, protection_type)

    def limit_keys(self, adapter: int, keys: int) -> None:
        self.behind.limit_keys(adapter, keys)

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        self.behind.inject(event, target, argument)


class NoOutputs(VideoParametersAlone):
    """The same on a bench that sees nothing of the hardware."""

    capabilities = ()
    outputs = ()
    adapters = tuple(replace(each, outputs=()) for each in ADAPTERS)


class DevicesAlone(ReferenceDriver):
    """COPP without renderers and without adapters."""

    interfaces = (Interface.DEVICE,)
    capabilities = frozenset(EVENTS_OF_RENDERERS)
    adapters = ()

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        raise AssertionError(f"VIDEOPARAMETERS of adapter {adapter}, {len(buffer)}, {output_length}")


IN_TIME = Limits(call=10, start=60)
ALONE = cast("dict[str, MakeDriver]", {
    "renderer's interface": RendererAlone,
    "copy-protection sessions": VideoParametersAlone,
    "COPP device": DevicesAlone,
})  # fmt: skip
"""A driver with the functions of one table, by that table."""


def declared(**others: object) -> Declared:
    """What the reference driver declares, and something else."""
    given = {"outputs": OUTPUTS, "capabilities": (), "adapters": ADAPTERS, **others}
    return Declared.of(cast("Driver", SimpleNamespace(**given)))


@pytest.mark.parametrize(
    ("others", "interfaces"),
    [
        ({}, (Interface.DEVICE, Interface.VIDEO_PARAMETERS)),
        ({"capabilities": (Capability.RENDERER,)}, tuple(Interface)),
        ({"adapters": ()}, (Interface.DEVICE,)),
        ({"outputs": ()}, (Interface.VIDEO_PARAMETERS,)),
        ({"interfaces": ["renderer"]}, (Interface.RENDERER,)),
    ],
)
def test_interfaces_that_are_left_out_follow_from_the_rest(
    others: dict[str, object], interfaces: tuple[Interface, ...]
) -> None:
    assert declared(**others).interfaces == interfaces


@pytest.mark.parametrize("table", ALONE)
def test_only_the_suites_of_an_interface_are_run(table: str) -> None:
    cases = docket(Declared.of(checked(ALONE[table])), Profile(), thorough=True)
    assert {each.engine.machine.name for each in cases} == {table}


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("table", "only"),
    [
        ("renderer's interface", "two renderers"),
        ("copy-protection sessions", "two copy-protection sessions"),
        ("COPP device", "one COPP device"),
        *(pytest.param(table, "", marks=pytest.mark.thorough) for table in ALONE),
    ],
)
def test_a_driver_with_one_interface_is_called_by_no_other(table: str, only: str) -> None:
    """A call of a function that it lacks would end in an exception, and that would be found."""
    make_driver = ALONE[table]
    for case in docket(Declared.of(checked(make_driver)), Profile(), only=only):
        judged = case.judged(Judge(make_driver))
        assert (judged.found, judged.lost) == ((), ""), case.name
        assert judged.calls


@pytest.mark.few(1)
@pytest.mark.slow
@pytest.mark.parametrize("table", ALONE)
def test_a_driver_with_one_interface_is_asked_for_its_readings_by_no_other(table: str) -> None:
    inferred = infer(ALONE[table])
    assert inferred.stopped == ""
    assert inferred.unexplained == ()


def test_a_miniport_without_outputs_is_judged() -> None:
    make_driver = cast("MakeDriver", NoOutputs)
    (case,) = docket(Declared.of(checked(make_driver)), Profile(), only="three copy-protection sessions")
    judged = case.judged(Judge(make_driver))
    assert (judged.found, judged.lost) == ((), "")
    assert judged.calls


@pytest.mark.parametrize(
    ("others", "problem"),
    [
        ({"interfaces": "renderer"}, "interfaces is 'renderer'; a collection of Interface is wanted"),
        ({"interfaces": ["rendrer"]}, "'rendrer' is no interface; known: device, renderer, video parameters"),
        ({"interfaces": []}, "it has no interface"),
        ({"outputs": (), "adapters": ()}, "it has no interface: declare an output, or an adapter"),
        ({"interfaces": ["device"], "outputs": (), "adapters": ()}, "outputs is empty; the interface"),
        ({"interfaces": ["renderer"], "outputs": (), "adapters": ()}, "the interface 'renderer' takes one"),
        ({"interfaces": ["device"]}, "'video parameters' if adapters are declared, and only"),
        ({"interfaces": ["video parameters"], "adapters": ()}, "interfaces has 'video parameters' if"),
        ({"interfaces": ["device", "video parameters"], "capabilities": [Capability.RENDERER]},
         "the capability 'renderer' is declared, and interfaces has no 'renderer'"),
    ],
)  # fmt: skip
def test_interfaces_and_the_rest_of_a_declaration_go_together(
    others: dict[str, object], problem: str
) -> None:
    plain = {"outputs": OUTPUTS, "capabilities": (), "adapters": ADAPTERS, "root": shipped_root()}
    with pytest.raises(InvalidDriver, match=problem):
        checked(lambda: cast("Driver", SimpleNamespace(**{**plain, **others})))


def test_interfaces_cross_the_wire_if_they_are_declared() -> None:
    assert "interfaces" not in to_json(ReferenceDriver())
    written = to_json(cast("Driver", VideoParametersAlone()))
    assert written["interfaces"] == ["video parameters"]
    assert interfaces_of(of_json(written)) == (Interface.VIDEO_PARAMETERS,)
    with pytest.raises(InvalidDeclaration, match=r"interfaces\[0\] is 'miniport'; one of device, renderer, "):
        of_json({**written, "interfaces": ["miniport"]})


def test_the_capability_of_a_renderer_need_not_be_named_twice() -> None:
    found = declared(interfaces=["renderer"], adapters=())
    assert found.capabilities == (Capability.RENDERER,)
    assert found.rendering == opening(OUTPUTS)
    assert found.opening == found.sharing == ()


MINIPORT = """\
#include "coppspec_driver.h"

COPPSPEC_API uint32_t VideoParameters(uint32_t adapter, const VIDEOPARAMETERS *in, uint32_t in_length,
                                      VIDEOPARAMETERS *out, uint32_t out_length, uint32_t *information)
{
    (void)adapter, (void)in, (void)in_length, (void)out, (void)out_length, (void)information;
    return ERROR_INVALID_FUNCTION;
}

COPPSPEC_API const char *coppspec_describe(void)
{
    return "{\\"version\\": 1, \\"interfaces\\": [\\"INTERFACE\\"], \\"OF\\": [ONE]}";
}
"""
"""A library with VideoParameters and no function of COPP."""
ADAPTER = r"{\"is_served\": false}"
OUTPUT = r"{\"connector\": 0, \"connector_type\": 0}"


def library(interface: str, of: str, one: str) -> str:
    return MINIPORT.replace("INTERFACE", interface).replace("OF", of).replace("ONE", one)


def test_a_library_exports_what_its_interfaces_take(compiled: Callable[[str], Path]) -> None:
    driver = CLibrary(compiled(library("video parameters", "adapters", ADAPTER)))()
    assert interfaces_of(driver) == (Interface.VIDEO_PARAMETERS,)
    assert driver.video_parameters(0, bytes(356), 356) == (1, b"")


@pytest.mark.parametrize(
    ("interface", "problem"),
    [
        ("device", "declares the interface 'device', and exports no COPPOpenVideoSession, COPPGetCert"),
        ("renderer", "declares a renderer, and a library has none"),
    ],
)
def test_a_library_without_what_its_interface_takes_is_refused(
    interface: str, problem: str, compiled: Callable[[str], Path]
) -> None:
    with pytest.raises(InvalidLibrary, match=problem):
        CLibrary(compiled(library(interface, "outputs", OUTPUT)))


def test_sessions_on_a_connector_need_devices_beside_them() -> None:
    both = declared()
    assert both.sharing == both.protecting
    keys = both._replace(interfaces=(Interface.VIDEO_PARAMETERS,))
    assert keys.protecting
    assert keys.sharing == ()
    assert replace(OUTPUTS[0], dual_view=False) not in both.outputs


# The doctor.


NOTHING = "int unrelated(void) { return 0; }"
FUNCTIONS_ALONE = """\
#include "coppspec_driver.h"
#define GIVES { return E_POINTER; }
COPPSPEC_API uint32_t COPPOpenVideoSession(uint32_t a, COPPHandle b, COPPHandle *c) GIVES
COPPSPEC_API uint32_t COPPGetCertificateLength(COPPHandle a, uint32_t *b) GIVES
COPPSPEC_API uint32_t COPPCloseVideoSession(COPPHandle a) GIVES
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (NOTHING, "exports no coppspec_describe, COPPOpenVideoSession, COPPGetCertificateLength"),
        (
            FUNCTIONS_ALONE,
            "exports no coppspec_describe, COPPKeyExchange, COPPSequenceStart, COPPCommand, COPPQ",
        ),
        (library("device", "outputs", OUTPUT), "the interface 'device', and exports no COPPOpenVideoSession"),
    ],
)
def test_a_library_without_exports_is_told_which_and_how_to_look(
    text: str, missing: str, compiled: Callable[[str], Path]
) -> None:
    (fault,) = examine(f"c:{compiled(text)}", IN_TIME).those(Outcome.FAULT)
    assert fault.name == "start"
    assert missing in fault.found
    assert "`nm -D --defined-only`" in fault.mend
    assert "base64" not in fault.mend


@pytest.mark.few(2)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "asked", "left_out"),
    [
        (
            "RendererAlone",
            {"answers", "outputs", "handshake", "root", "status", "refusals", "reset", "applied", "events",
             "renderer"},
            {"handles", "adapters", "few keys"},
        ),
        (
            "VideoParametersAlone",
            {"answers", "adapters", "reset", "applied", "events", "few keys"},
            {"outputs", "handles", "handshake", "status", "refusals", "types", "renderer"},
        ),
        ("NoOutputs", {"answers", "adapters", "reset"}, {"outputs", "handshake", "applied", "events"}),
    ],
)  # fmt: skip
def test_a_target_with_one_interface_is_examined_on_what_it_has(
    name: str, asked: set[str], left_out: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    report = examine(f"py:test_interfaces:{name}", IN_TIME)
    outcomes = {each.name: each.outcome for each in report.findings}
    assert {each for each in asked if outcomes[each] is not Outcome.SOUND} == set()
    assert {each for each in left_out if outcomes[each] is not Outcome.NOT_ASKED} == set()
    assert report.deviations == ()
    assert status_of(report) is ExitStatus.CONFORMS


class NoDisplayHasCOPP(RendererAlone):
    """As an implementation that only says so: every method answers VFW_E_NO_COPP_HW (COPP-206)."""

    capabilities = ()
    outputs = (replace(OUTPUTS[0], copp=False),)

    def __init__(self) -> None:
        super().__init__()
        self.behind.outputs = self.outputs


class NotConnected(RendererAlone):
    """Its renderers never get a device."""

    def renderer(self, output: int) -> CertifiedOutputProtection:
        made = super().renderer(output)
        made.connect = lambda: None  # type: ignore[method-assign]  # that is the fault
        return made


class Crashes(RendererAlone):
    """Wrong, behind a sound harness: its status requests raise."""

    def renderer(self, output: int) -> CertifiedOutputProtection:
        made = super().renderer(output)
        made.protection_status = {}.__getitem__  # type: ignore[method-assign, assignment]  # that is the fault
        return made


@pytest.mark.slow
def test_a_renderer_that_crashes_is_not_asked_on_by_its_old_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    report = examine("py:test_interfaces:Crashes", IN_TIME)
    assert status_of(report) is ExitStatus.INCONCLUSIVE
    assert not report.those(Outcome.FAULT)
    assert all("broke down with KeyError" in each.found for each in report.those(Outcome.UNTOLD))


@pytest.mark.slow
def test_a_renderer_without_copp_is_sound_if_it_is_declared_and_untold_if_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    report = examine("py:test_interfaces:NoDisplayHasCOPP", IN_TIME)
    assert status_of(report) is ExitStatus.CONFORMS
    report = examine("py:test_interfaces:NotConnected", IN_TIME)
    assert status_of(report) is ExitStatus.INCONCLUSIVE
    found = report.those(Outcome.UNTOLD)[0]
    assert "KeyExchange answered VFW_E_NO_COPP_HW" in found.found
    assert "declared with copp false" in found.mend
