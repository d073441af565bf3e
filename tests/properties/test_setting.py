"""Sessions share a connector where their outputs do, and the tables know what an output offers."""

import pytest

from coppspec.driver.outputs import OUTPUTS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.step import Offer
from coppspec.properties.setting import offer, start


@pytest.mark.parametrize(
    ("dev_ids", "connectors"),
    [((0,), (0,)), ((0, 0), (0, 0)), ((0, 1), (0, 1)), ((1, 2), (0, 0)), ((3, 1, 2, 3), (0, 1, 1, 0))],
)
def test_sessions_share_a_connector_where_their_outputs_carry_one_signal(
    dev_ids: tuple[int, ...], connectors: tuple[int, ...]
) -> None:
    started = start(Engine(DEVICE), OUTPUTS, dev_ids)
    assert tuple(each.connector for each in started.sessions) == connectors
    assert [started.connector_of(at).offer for at in range(len(dev_ids))] == [
        offer(OUTPUTS[dev_id]) for dev_id in dev_ids
    ]
    assert len(started.connectors) == len(set(connectors))


def test_an_offer_is_an_output_in_the_words_of_the_tables() -> None:
    assert [offer(output) for output in OUTPUTS] == [
        Offer(("HDCP", "ACP", "CGMSA"), ("IEC61880_525i", "EN300294_625i"), ((), ("ACP",))),
        *[Offer(("ACP", "CGMSA"), ("IEC61880_525i",), ((), ()), redistribution=False)] * 2,
        Offer(modes=((), ())),
        Offer(modes=((), ()), dual_view=False),
    ]
