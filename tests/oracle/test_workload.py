"""How many calls a run makes is known before it, and a few sequences tell how long it takes."""

from dataclasses import replace
from pathlib import Path
from time import sleep

import pytest

from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability, Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.profile import Profile
from coppspec.oracle.docket import docket
from coppspec.oracle.judged import Judge
from coppspec.oracle.launcher import USUAL
from coppspec.oracle.sitting import Order, Sitting
from coppspec.oracle.targets import in_a_process
from coppspec.oracle.workload import Sampled, Workload, workload
from coppspec.properties.declared import Declared


class OneOutput(ReferenceDriver):
    """One output with protection, and no adapters."""

    capabilities = frozenset({Capability.APPLIED})
    outputs = (replace(OUTPUTS[1], connector=0),)
    adapters = ()


class Takes(OneOutput):
    """Takes its time where it has much to do, and refuses at once."""

    def sequence_start(self, handle: Handle, signature: bytes) -> int:
        code = super().sequence_start(handle, signature)
        sleep(0 if code else 0.004)
        return code


DECLARED = Declared.of(OneOutput())


@pytest.mark.slow
def test_a_case_knows_how_many_calls_it_makes() -> None:
    cases = {each.name: each for each in docket(DECLARED, Profile())}
    for name in ("one COPP device", "sessions that come and go", "a device with many messages"):
        assert cases[name].size == cases[name].judged(Judge(OneOutput)).calls, name
    (drawn,) = (each for name, each in cases.items() if name.startswith("random sequences"))
    assert drawn.judged(Judge(OneOutput)).calls == pytest.approx(drawn.size, rel=0.5)


def test_a_run_has_all_the_calls_of_its_cases() -> None:
    work = workload(DECLARED)
    assert work.calls == sum(each.size for each in docket(DECLARED, Profile()))
    assert workload(DECLARED) is work  # it takes a while to find out
    sampled = Sampled(3, 20, 0.2)
    assert work.seconds(sampled, 1) > work.calls / 100 > work.seconds(sampled, 4) / 2


def some(*names: str) -> Workload:
    cases = tuple(each for each in docket(DECLARED, Profile()) if each.name in names)
    assert len(cases) == len(names)
    return Workload(cases, sum(each.size for each in cases), 0)


@pytest.mark.thorough
@pytest.mark.parametrize("kind", [OneOutput, Takes])
def test_the_time_of_a_run_is_told_from_a_few_sequences(kind: type[OneOutput]) -> None:
    """Refusals are cheap and sessions are dear, so it depends on what is timed."""
    work = some("commands and status requests", "one COPP device", "levels of ACP")
    told = work.calls * work.sampled(kind).each
    took = sum(each.judged(Judge(kind)).seconds for each in work.cases)
    assert took / 3 < told < took * 3


@pytest.mark.slow
def test_progress_is_told_in_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    target, told = "py:test_workload:OneOutput", list[tuple[str, int, int]]()
    launcher = in_a_process(target, USUAL)
    sitting = Sitting(Order(target, only="levels", jobs=1), launcher.announcement)
    launcher.stop()
    cases = sitting.cases(Profile())

    def tell(name: str, done: int, total: int) -> None:
        told.append((name, done, total))

    names = [each.name for each in sitting.run(Profile(), cases, tell)]
    first, *rest = told
    assert first == ("what there is to ask", 0, 1)
    assert [name for name, _, _ in rest] == names
    assert [done for _, done, _ in rest] == sorted(done for _, done, _ in rest)
    assert {total for _, _, total in rest} == {rest[-1][1]} == {sum(each.size for each in cases)}
