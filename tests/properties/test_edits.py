"""A wrong table differs from the right one in what was edited, and in nothing else."""

import pytest

from coppspec.model.copy_protection import ACTIVE, COPY_PROTECTION_SESSIONS, NO_ERROR, TAKE, key_row
from coppspec.model.device import DEVICE, OPENED, S_OK
from coppspec.model.engine import Engine
from coppspec.model.language import SAME, Check, Row
from coppspec.model.lint import problems
from coppspec.model.step import Configuration, Intent, Session
from coppspec.properties.edits import blind_to, with_row, without_rung


def test_a_rung_is_taken_out_by_its_name_or_clause() -> None:
    ladder = without_rung(DEVICE, "COPPSequenceStart", "random number").call("COPPSequenceStart").ladder
    assert "random number" not in {rung.name for rung in ladder if isinstance(rung, Check)}
    assert len(ladder) == len(DEVICE.call("COPPSequenceStart").ladder) - 1
    assert len(without_rung(DEVICE, "COPPSequenceStart", "Q04").call("COPPSequenceStart").ladder) == len(
        ladder
    )


def test_what_is_not_there_cannot_be_taken_out() -> None:
    with pytest.raises(KeyError, match="no rung 'colour'"):
        without_rung(DEVICE, "COPPKeyExchange", "colour")
    with pytest.raises(KeyError, match="no defect 'colour'"):
        blind_to(DEVICE, "COPPKeyExchange", "colour")


def test_a_row_takes_the_place_of_those_that_answered_in_its_states_and_levels() -> None:
    changed = with_row(
        COPY_PROTECTION_SESSIONS,
        key_row(ACTIVE, "VP_CP_CMD_CHANGE", (3,), SAME, 0, TAKE, NO_ERROR, "VPCP-410"),
    )
    changed = with_row(
        changed, key_row(ACTIVE, "VP_CP_CMD_CHANGE", (2,), SAME, +5, TAKE, NO_ERROR, "VPCP-410")
    )
    assert not problems(changed)
    engine, now = Engine(changed), Configuration((Session(ACTIVE, 1),), 1)
    counts = [
        engine.step(now, Intent("VP_CP_CMD_CHANGE", 0, level=level))[1].reference_count for level in range(4)
    ]
    assert counts == [0, 1, 6, 1]


def test_the_other_rows_stay() -> None:
    changed = with_row(DEVICE, Row("COPPKeyExchange", OPENED, S_OK, SAME, (), "COPP-142"))
    assert not problems(changed)
    assert [row for row in changed.rows if row.call != "COPPKeyExchange"] == [
        row for row in DEVICE.rows if row.call != "COPPKeyExchange"
    ]
