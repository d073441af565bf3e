"""The words of the tables say which entries hold, where a row holds, and cite themselves."""

from dataclasses import replace

import pytest

from coppspec.model.codes import HResult, Status
from coppspec.model.language import (
    NONE,
    SAME,
    STATE,
    But,
    Call,
    Check,
    Defect,
    Do,
    Machine,
    Move,
    Row,
    Scope,
    When,
    but,
    fails,
    holds,
)

LAMP = Machine(
    name="lamp",
    document="Lighting a Lamp",
    states=("dark", "dim", "bright"),
    calls=(Call("turn"), Call("break")),
    rows=(),
    goal="bright",
    ended=("dark",),
)
SWITCH = When("switch", "up")
UP, DOWN = {"switch": "up"}, {"switch": "down"}


def row(states: str | tuple[str, ...] | But, levels: tuple[int, ...] | None = None) -> Row:
    return Row("turn", states, HResult.S_OK, SAME, (), "L-1", levels=levels)


def test_a_machine_starts_in_its_first_state() -> None:
    assert LAMP.initial == "dark"


def test_a_call_is_found_by_its_name() -> None:
    assert LAMP.call("break") == Call("break")


def test_a_call_that_the_machine_lacks_is_answered_with_those_it_has() -> None:
    with pytest.raises(KeyError, match="lamp has no call smash; it has turn, break"):
        LAMP.call("smash")


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ("dim", ("dim",)),
        (("bright", "dark"), ("bright", "dark")),
        (NONE, (NONE,)),
        (but("dim"), ("dark", "bright")),
        (but("bright", "dark"), ("dim",)),
        (but(), ("dark", "dim", "bright")),
    ],
)
def test_the_states_of_a_row_are_listed_one_by_one(
    states: str | tuple[str, ...] | But, expected: tuple[str, ...]
) -> None:
    assert LAMP.states_of(row(states)) == expected


@pytest.mark.parametrize(
    ("entry", "cited"),
    [
        (row("dim"), "turn in dim (L-1)"),
        (row(("dark", "dim")), "turn in dark, dim (L-1)"),
        (row(but("dark", "dim")), "turn in all but dark, dim (L-1)"),
        (row("dim", (0, 2)), "turn in dim at level 0, 2 (L-1)"),
        (Check("wire", HResult.E_FAIL, "L-2"), "the check of the wire (L-2)"),
        (Do("blow the fuse", "L-3"), "the rung 'blow the fuse' (L-3)"),
        (Move("dark", "L-4"), "the move to dark (L-4)"),
    ],
)
def test_every_entry_cites_itself_with_its_clause(entry: Row | Check | Do | Move, cited: str) -> None:
    assert str(entry) == cited


@pytest.mark.parametrize(
    "entry",
    [
        Row("turn", "dim", HResult.S_OK, SAME, (), "L-1", when=SWITCH),
        Check("wire", HResult.E_FAIL, "L-2", SWITCH),
        Do("blow the fuse", "L-3", SWITCH),
        Move("dark", "L-4", SWITCH),
    ],
)
def test_an_entry_that_depends_on_a_choice_holds_under_that_reading_only(
    entry: Row | Check | Do | Move,
) -> None:
    assert (holds(entry, UP), holds(entry, DOWN)) == (True, False)


@pytest.mark.parametrize("entry", [row("dim"), Check("wire", HResult.E_FAIL, "L-2"), STATE])
def test_an_entry_that_depends_on_no_choice_holds_always(entry: Row | Check) -> None:
    assert (holds(entry, UP), holds(entry, DOWN), holds(entry, {})) == (True, True, True)


def test_every_hresult_but_zero_and_every_status_but_zero_is_a_refusal() -> None:
    assert {code for code in HResult if not fails(code)} == {HResult.S_OK}
    assert {code for code in Status if not fails(code)} == {Status.NO_ERROR}


def test_an_event_refuses_nothing_since_nobody_answers_it() -> None:
    assert not fails(None)


@pytest.mark.parametrize(
    ("answer", "refuses"),
    [(HResult.S_OK, False), (HResult.E_POINTER, True), (Status.ERROR_BUSY, True), (None, False)],
)
def test_a_row_refuses_if_its_answer_is_a_failure(answer: HResult | Status | None, *, refuses: bool) -> None:
    assert Row("turn", "dim", answer, SAME, (), "L-1").refuses is refuses


def test_a_call_without_more_words_consults_the_rows_and_names_its_session() -> None:
    assert Call("turn") == Call(
        "turn",
        ladder=(STATE,),
        defects=(),
        levels=(),
        function="",
        about={},
        reports=None,
        scope=Scope.NAMED,
        takes=None,
        number=None,
        event=False,
    )


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        (Call("turn"), ((None, None),)),
        (Call("turn", levels=(0, 2)), ((None, 0), (None, 2))),
        (Call("turn", about={"left": (), "right": ()}), (("left", None), ("right", None))),
        (Call("turn", about={"left": (1, 2), "right": ()}), (("left", 1), ("left", 2), ("right", None))),
    ],
)
def test_a_call_is_about_everything_that_it_can_name_at_each_level(
    call: Call, arguments: tuple[tuple[str | None, int | None], ...]
) -> None:
    assert call.arguments == arguments


def test_a_row_about_a_function_answers_every_request_of_it_and_no_other_call() -> None:
    calls = (Call("turn, left", function="turn"), Call("turn, right", function="turn"), Call("break"))
    lamp = replace(LAMP, calls=calls)
    assert lamp.calls_of(row("dim")) == calls[:2]
    assert lamp.calls_of(Row("turn, right", "dim", HResult.S_OK, SAME, (), "L-1")) == calls[1:2]
    assert lamp.calls_of(Row("break", "dim", HResult.S_OK, SAME, (), "L-1")) == calls[2:]
    assert lamp.calls_of(Row("smash", "dim", HResult.S_OK, SAME, (), "L-1")) == ()


@pytest.mark.parametrize(
    ("defect", "cited"),
    [
        (Defect("wet ink", ("ink",)), "a message with 'wet ink' is refused"),
        (Defect("blue ink", ()), "a message with 'blue ink' is taken"),
    ],
)
def test_a_defect_cites_itself_with_what_becomes_of_it(defect: Defect, cited: str) -> None:
    assert str(defect) == cited


def test_what_a_call_can_name_does_not_stand_in_the_way_of_hashing_it() -> None:
    one, other = Call("turn", about={"left": (1,)}), Call("turn", about={"left": (2,)})
    assert len({one, other, Call("turn", about={"left": (1,)})}) == 2
