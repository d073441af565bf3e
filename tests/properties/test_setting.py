"""Sessions share a connector where their outputs do, and the tables know what an output offers."""

from dataclasses import replace

import pytest

from coppspec.driver.adapters import ADAPTERS, TVOutput
from coppspec.driver.outputs import OUTPUTS
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS as KEYS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.step import Offer
from coppspec.model.tv_output import NO_STANDARD, PROTECTED, TVOffer
from coppspec.properties.setting import ANOTHER_ADAPTER, abilities, offer, protecting, start, tv_offer

assert isinstance(ADAPTERS[0].tv, TVOutput)
TV = ADAPTERS[0].tv


@pytest.mark.parametrize(
    ("dev_ids", "connectors"),
    [((0,), (0,)), ((0, 0), (0, 0)), ((0, 1), (0, 1)), ((1, 2), (0, 0)), ((3, 1, 2, 3), (0, 1, 1, 0))],
)
def test_sessions_share_a_connector_where_their_outputs_carry_one_signal(
    dev_ids: tuple[int, ...], connectors: tuple[int, ...]
) -> None:
    started = start(Engine(DEVICE), OUTPUTS, dev_ids)
    assert tuple(each.connector for each in started.sessions) == connectors
    on_tv = {OUTPUTS[dev_id].connector for dev_id in ADAPTERS[0].outputs}
    assert [started.connector_of(at).offer for at in range(len(dev_ids))] == [
        offer(OUTPUTS[dev_id])._replace(carries_tv=OUTPUTS[dev_id].connector in on_tv) for dev_id in dev_ids
    ]
    assert len(started.connectors) == len(set(connectors))


def test_an_offer_is_an_output_in_the_words_of_the_tables() -> None:
    assert [offer(output) for output in OUTPUTS] == [
        Offer(("HDCP", "ACP", "CGMSA"), ("IEC61880_525i", "EN300294_625i"), ((), ("ACP",))),
        *[Offer(("ACP", "CGMSA"), ("IEC61880_525i",), ((), ()), redistribution=False)] * 2,
        Offer(modes=((), ())),
        Offer(modes=((), ()), dual_view=False),
        Offer(("ACP", "CGMSA"), ("IEC61880_525i",), ((), ()), redistribution=False),
        Offer(modes=((), ()), copp=False),
    ]


def test_an_adapter_offers_what_it_declares_in_the_words_of_the_tables() -> None:
    assert [tv_offer(adapter) for adapter in ADAPTERS] == [
        TVOffer(),
        TVOffer(types=("APS_TRIGGER",), settings=("the desktop", "off")),
        TVOffer(types=(), settings=()),
        TVOffer(types=(), settings=("the desktop", "off")),
        TVOffer(served=False, types=(), settings=()),
    ]
    off = replace(ADAPTERS[0], tv=replace(TV, is_on=False, level_at_zero=2))
    assert tv_offer(off) == TVOffer(at_first="off", level_at_zero=2)


def test_a_session_starts_on_the_adapter_that_is_named() -> None:
    started = [start(Engine(KEYS), OUTPUTS, (0,), ADAPTERS, adapter).tv for adapter in range(len(ADAPTERS))]
    assert [each.offer for each in started] == [tv_offer(adapter) for adapter in ADAPTERS]
    assert [each.standard for each in started] == [PROTECTED, PROTECTED, NO_STANDARD, PROTECTED, NO_STANDARD]
    assert start(Engine(KEYS), OUTPUTS, (0,), ()).tv.offer == TVOffer(types=(), settings=())


def test_a_bench_can_do_what_is_declared_and_what_follows_from_it() -> None:
    assert abilities(["applied", "mode change"], ADAPTERS) == {"applied", "mode change", ANOTHER_ADAPTER}
    assert abilities(["applied", "mode change"], ADAPTERS[:1]) == {"applied", "mode change"}
    assert abilities(["mode change"], ADAPTERS, 3) == {ANOTHER_ADAPTER}
    assert protecting(ADAPTERS) == (0, 1)
