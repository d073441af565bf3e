"""The reference driver's adapters offer a case of everything that the clauses tell apart."""

from collections.abc import Callable
from itertools import chain

import pytest

from coppspec.driver.adapters import ADAPTERS, Adapter, TVOutput
from coppspec.driver.outputs import OUTPUTS
from coppspec.model.constants import ProtectionType
from coppspec.model.tvout import CPType, TVStandard, VPFlags, VPMode

COPYPROTECT = VPFlags.VP_FLAGS_COPYPROTECT
OF_TV = [adapter.tv for adapter in ADAPTERS if adapter.tv is not None]


def test_an_adapter_of_which_nothing_is_said_has_no_tv_output_and_is_served() -> None:
    assert Adapter() == Adapter(tv=None, outputs=(), is_served=True)


def test_a_tv_output_of_which_little_is_said_is_on_and_cannot_be_protected() -> None:
    tv = TVOutput(VPFlags.VP_FLAGS_TV_MODE, TVStandard.VP_TV_STANDARD_PAL_I)
    assert (tv.modes, tv.types, tv.protected) == (VPMode.VP_MODE_WIN_GRAPHICS, 0, 0)
    assert (tv.is_on, tv.level_at_zero) == (True, 1)


CASES: dict[str, Callable[[Adapter], object]] = {
    "no TV output": lambda adapter: adapter.tv is None,
    "no request is served": lambda adapter: not adapter.is_served,
    "several outputs": lambda adapter: len(adapter.outputs) > 1,
    "no output": lambda adapter: not adapter.outputs,
}
TV_CASES: dict[str, Callable[[TVOutput], object]] = {
    "protection": lambda tv: tv.flags & COPYPROTECT,
    "both types": lambda tv: tv.types == 3,
    "a mode for films": lambda tv: tv.modes & VPMode.VP_MODE_TV_PLAYBACK,
    "several standards": lambda tv: int(tv.standards).bit_count() > 1,
    "a standard with protection and one without": lambda tv: tv.protected and tv.standards & ~tv.protected,
    "a picture setting": lambda tv: tv.flags & VPFlags.VP_FLAGS_CONTRAST,
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_there_is_an_adapter_for_each_case_and_one_without(case: Callable[[Adapter], object]) -> None:
    assert {bool(case(adapter)) for adapter in ADAPTERS} == {True, False}


@pytest.mark.parametrize("case", TV_CASES.values(), ids=TV_CASES)
def test_there_is_a_tv_output_for_each_case_and_one_without(case: Callable[[TVOutput], object]) -> None:
    assert {bool(case(tv)) for tv in OF_TV} == {True, False}


@pytest.mark.parametrize("tv", OF_TV)
def test_what_a_tv_output_declares_goes_together(tv: TVOutput) -> None:
    assert VPFlags.VP_FLAGS_TV_MODE | VPFlags.VP_FLAGS_MAX_UNSCALED in tv.flags
    assert VPMode.VP_MODE_WIN_GRAPHICS in tv.modes
    assert tv.protected in tv.standards
    assert TVStandard.VP_TV_STANDARD_WIN_VGA not in tv.standards
    assert bool(tv.types) == bool(tv.protected) == (COPYPROTECT in tv.flags)
    assert CPType.VP_CP_TYPE_APS_TRIGGER in tv.types or not tv.types


def test_no_output_belongs_to_two_adapters_and_those_protected_can_be() -> None:
    outputs = list(chain.from_iterable(adapter.outputs for adapter in ADAPTERS))
    assert len(outputs) == len(set(outputs))
    protected = [adapter.outputs for adapter in ADAPTERS if adapter.tv and adapter.tv.protected]
    for each in chain.from_iterable(protected):
        assert OUTPUTS[each].types & ProtectionType.COPP_ProtectionType_ACP
