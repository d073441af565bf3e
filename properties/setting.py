"""Where the sessions of a sequence are: which output each of them opens, and which adapter has the keys."""

from collections.abc import Collection, Sequence
from functools import cache

from coppspec.driver.adapters import ADAPTERS, Adapter
from coppspec.driver.outputs import Output
from coppspec.model.constants import ConnectorType, ProtectionType, TVProtectionStandard
from coppspec.model.engine import Engine
from coppspec.model.levels import TYPES
from coppspec.model.step import Configuration, Offer
from coppspec.model.tv_output import SETTINGS, TVOffer
from coppspec.model.tvout import CPType, VPFlags, VPMode

DevIDs = tuple[int, ...]
"""For each session, the output that it opens."""
NO_OUTPUT = Output(connector=0, connector_type=ConnectorType.COPP_ConnectorType_Unknown, dual_view=False)
"""Where the sessions of an adapter are whose driver declares no outputs: nothing can be seen there."""


def start(
    engine: Engine,
    outputs: Sequence[Output],
    dev_ids: DevIDs,
    adapters: Sequence[Adapter] = ADAPTERS,
    adapter: int = 0,
) -> Configuration:
    """Where everything starts; sessions share a connector where their outputs do (COPP-903).

    Args:
        engine: the table.
        outputs: what the driver declares of its outputs.
        dev_ids: the output of each session; a copy-protection session needs none, and any will do.
        adapters: what the driver declares of its adapters.
        adapter: whose copy-protection sessions they are.
    """
    outputs = outputs or (NO_OUTPUT,)
    numbers = tuple(dict.fromkeys(outputs[dev_id].connector for dev_id in dev_ids))
    of = adapters[adapter] if adapters else Adapter()
    on_tv = {outputs[dev_id].connector for dev_id in of.outputs if dev_id < len(outputs)}
    offers = tuple(
        offer(next(each for each in outputs if each.connector == number))._replace(carries_tv=number in on_tv)
        for number in numbers
    )
    bound = tuple(numbers.index(outputs[each].connector) for each in dev_ids)
    return engine.start(len(dev_ids), offers, bound, tv_offer(of))


@cache
def tv_offer(adapter: Adapter) -> TVOffer:
    """What the tables know of an adapter."""
    tv = adapter.tv
    if tv is None:
        return TVOffer(adapter.is_served, types=(), settings=())
    there = {
        "the desktop": True,
        "a film": VPMode.VP_MODE_TV_PLAYBACK in tv.modes,
        "another standard": tv.protected.value.bit_count() > 1,
        "an unprotected standard": bool(tv.protected and tv.standards & ~tv.protected),
        "off": True,
    }
    types = tv.types if VPFlags.VP_FLAGS_COPYPROTECT in tv.flags else CPType(0)
    return TVOffer(
        adapter.is_served,
        types=tuple(str(each.name).removeprefix("VP_CP_TYPE_") for each in types),
        settings=tuple(name for name in SETTINGS if there[name]),
        at_first="the desktop" if tv.is_on else "off",
        level_at_zero=tv.level_at_zero,
    )


def protecting(adapters: Sequence[Adapter]) -> tuple[int, ...]:
    """The adapters on which a session can be activated."""
    return tuple(number for number, each in enumerate(adapters) if tv_offer(each).types)


ANOTHER_ADAPTER = "another adapter"
"""A bench can take a key from a second adapter."""


def abilities(capabilities: Collection[str], adapters: Sequence[Adapter], adapter: int = 0) -> frozenset[str]:
    """What a bench can do with a driver: what is declared, and what follows from it."""
    several = {ANOTHER_ADAPTER} if len(protecting(adapters)) > 1 else set[str]()
    seen = adapters[adapter].outputs if adapters else (0,)
    return frozenset({*map(str, capabilities), *several}) - (set() if seen else {"mode change"})


def opening(outputs: Sequence[Output]) -> tuple[int, ...]:
    """The outputs on which a device opens: with COPP, and no clones of another one (COPP-126, COPP-206)."""
    return tuple(dev_id for dev_id, output in enumerate(outputs) if output.opens)


def without_copp(outputs: Sequence[Output]) -> tuple[int, ...]:
    """The outputs whose display device lacks COPP (COPP-206)."""
    return tuple(dev_id for dev_id, output in enumerate(outputs) if not output.copp)


def richest(outputs: Sequence[Output]) -> int:
    """The first output that offers the most types, of those on which a device opens if there is one."""
    return max(
        range(len(outputs)),
        key=lambda at: (outputs[at].opens, outputs[at].copp, len(offer(outputs[at]).types), -at),
    )


@cache
def offer(output: Output) -> Offer:
    """What the tables know of an output."""
    return Offer(
        types=_names(output.types),
        standards=tuple(
            each.name.removeprefix("COPP_ProtectionStandard_")
            for each in TVProtectionStandard
            if each.name and each & output.standards and each.value.bit_count() == 1
        ),
        modes=tuple(_names(mode.too_big_for) for mode in output.modes),
        redistribution=output.redistribution,
        dual_view=output.dual_view,
        copp=output.copp,
    )


def _names(types: ProtectionType) -> tuple[str, ...]:
    return tuple(name for name in TYPES if types & ProtectionType[f"COPP_ProtectionType_{name}"])
