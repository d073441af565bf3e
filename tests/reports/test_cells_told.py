"""The table of a machine on one page: each call in each state, with answer, next state and clause."""

import pytest

from coppspec.model.cells import cells
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.language import NONE, SAME, Machine
from coppspec.model.profile import Profile
from coppspec.properties.subjects import MACHINES
from coppspec.reports.cells_told import matrix


def read(machine: Machine, profile: Profile | None = None) -> dict[str, dict[str, str]]:
    """The cells of a row, by its call and its state."""
    head, _, *rows = (
        [each.strip() for each in line.strip("|").split("|")] for line in matrix(machine, profile)
    )
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


@pytest.mark.parametrize("machine", MACHINES, ids=lambda each: each.name)
def test_every_cell_of_the_table_stands_in_the_row_of_its_call(machine: Machine) -> None:
    told = read(machine)
    for cell, row in cells(machine, Profile()).items():
        function = machine.call(cell.call).function or cell.call
        rows = [line for call, line in told.items() if call.rstrip("0123456789- ") == function]
        words = [row.clause] + ([] if row.answer is None else [row.answer.name])
        words += [f"→ {row.next}"] if row.next not in {SAME, cell.state} else []
        words += [f"count {row.count:+d}"] if row.count else []
        assert any(all(word in line[cell.state] for word in words) for line in rows), (cell, words)


def test_a_cell_reads_like_a_row_and_a_dash_says_that_there_is_none() -> None:
    assert read(DEVICE)["COPPKeyExchange"]["COPP_CERT_LENGTH_RETURNED"] == (
        "S_OK → COPP_KEY_EXCHANGED, COPP-143"
    )
    keys = read(COPY_PROTECTION_SESSIONS)
    assert keys["VP_CP_CMD_CHANGE 0"]["active"] == "NO_ERROR → turned off, count -1, VPCP-411"
    assert keys["VP_CP_CMD_CHANGE 1-3"]["active"] == "NO_ERROR, VPCP-410"
    assert keys["VP_COMMAND_GET"]["active"] == "\N{EN DASH}"
    assert keys["VP_COMMAND_GET"][NONE] == "NO_ERROR, VPCP-200"


def test_a_profile_has_a_table_of_its_own() -> None:
    other = read(COPY_PROTECTION_SESSIONS, Profile(activate_zero="driver's level"))
    assert other["VP_CP_CMD_ACTIVATE 0"]["fresh"] == "NO_ERROR → active, count +1, A-01"
