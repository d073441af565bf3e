"""Where the sessions of a sequence are: which output each of them opens."""

from collections.abc import Sequence
from functools import cache

from coppspec.driver.outputs import Output
from coppspec.model.constants import ProtectionType, TVProtectionStandard
from coppspec.model.engine import Engine
from coppspec.model.levels import TYPES
from coppspec.model.step import Configuration, Offer

DevIDs = tuple[int, ...]
"""For each session, the output that it opens."""


def start(engine: Engine, outputs: Sequence[Output], dev_ids: DevIDs) -> Configuration:
    """Where everything starts; sessions share a connector where their outputs do (COPP-903)."""
    numbers = tuple(dict.fromkeys(outputs[dev_id].connector for dev_id in dev_ids))
    offers = tuple(offer(next(each for each in outputs if each.connector == number)) for number in numbers)
    return engine.start(
        len(dev_ids), offers, tuple(numbers.index(outputs[each].connector) for each in dev_ids)
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
    )


def _names(types: ProtectionType) -> tuple[str, ...]:
    return tuple(name for name in TYPES if types & ProtectionType[f"COPP_ProtectionType_{name}"])
