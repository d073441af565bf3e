"""The words of the tables say which entries hold, where a row holds, and cite themselves."""

from dataclasses import replace

import pytest

from coppspec.model.codes import Code, HResult, Pattern, Status
from coppspec.model.language import (
    NONE,
    SAME,
    STATE,
    Bring,
    But,
    Call,
    Check,
    Defect,
    Do,
    Ignore,
    Machine,
    Move,
    Row,
    Rung,
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
Entry = Row | Rung
SWITCH = When("switch", "up")
UP, DOWN = {"switch": "up"}, {"switch": "down"}


CONDITIONAL = (
    Row("turn", "dim", HResult.S_OK, SAME, (), "L-1", levels=(1,), when=SWITCH),
    Check("wire", HResult.E_FAIL, "L-2", SWITCH),
    Ignore("wire", HResult.S_OK, "L-2", SWITCH),
    Do("blow the fuse", "L-3", SWITCH),
    Move("dark", "L-4", SWITCH),
    Bring("break", "L-5", SWITCH),
    Bring("break", "L-5", SWITCH, "wet"),
)
"""An entry of each kind that is there under one reading alone."""


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
        (Ignore("wire", HResult.S_OK, "L-2"), "the check of the wire (L-2)"),
        (Do("blow the fuse", "L-3"), "the rung 'blow the fuse' (L-3)"),
        (Move("dark", "L-4"), "the move to dark (L-4)"),
        (Bring("break", "L-5"), "the event 'break' that it brings (L-5)"),
        (Bring("break", "L-5", where="wet"), "the event 'break' that it brings (L-5)"),
    ],
)
def test_every_entry_cites_itself_with_its_clause(entry: Entry, cited: str) -> None:
    assert str(entry) == cited


def test_an_entry_that_depends_on_a_choice_cites_the_reading_behind_its_clause() -> None:
    assert [str(entry) for entry in CONDITIONAL] == [
        "turn in dim at level 1 (L-1), where switch is 'up'",
        "the check of the wire (L-2), where switch is 'up'",
        "the check of the wire (L-2), where switch is 'up'",
        "the rung 'blow the fuse' (L-3), where switch is 'up'",
        "the move to dark (L-4), where switch is 'up'",
        "the event 'break' that it brings (L-5), where switch is 'up'",
        "the event 'break' that it brings (L-5), where switch is 'up'",
    ]


@pytest.mark.parametrize("entry", CONDITIONAL, ids=repr)
def test_an_entry_that_depends_on_a_choice_holds_under_that_reading_only(entry: Entry) -> None:
    assert (holds(entry, UP), holds(entry, DOWN)) == (True, False)


@pytest.mark.parametrize(
    "entry",
    [
        row("dim"),
        Check("wire", HResult.E_FAIL, "L-2"),
        Ignore("wire", HResult.S_OK, "L-2"),
        Bring("break", "L-5", where="wet"),
        STATE,
    ],
)
def test_an_entry_that_depends_on_no_choice_holds_always(entry: Entry) -> None:
    assert (holds(entry, UP), holds(entry, DOWN), holds(entry, {})) == (True, True, True)


def test_a_check_that_ignores_a_call_is_a_check_and_no_other_check_ignores_one() -> None:
    ignoring, refusing = Ignore("wire", HResult.S_OK, "L-2"), Check("wire", HResult.S_OK, "L-2")
    assert isinstance(ignoring, Check)
    assert not isinstance(refusing, Ignore)
    assert ignoring != refusing


def test_every_hresult_but_zero_and_every_status_but_zero_is_a_refusal() -> None:
    assert {code for code in HResult if not fails(code)} == {HResult.S_OK}
    assert {code for code in Status if not fails(code)} == {Status.NO_ERROR}


def test_an_answer_that_stands_for_several_is_a_refusal() -> None:
    assert [code for code in Pattern if not fails(code)] == []


def test_an_event_refuses_nothing_since_nobody_answers_it() -> None:
    assert not fails(None)


@pytest.mark.parametrize(
    ("answer", "refuses"),
    [
        (HResult.S_OK, False),
        (HResult.E_POINTER, True),
        (Status.NO_ERROR, False),
        (Status.ERROR_BUSY, True),
        (Pattern.ANY_ERROR, True),
        (None, False),
    ],
)
def test_a_row_refuses_if_its_answer_is_a_failure(answer: Code | None, *, refuses: bool) -> None:
    assert Row("turn", "dim", answer, SAME, (), "L-1").refuses is refuses


def test_a_call_without_more_words_consults_the_rows_and_names_its_session() -> None:
    assert Call("turn") == Call(
        "turn",
        ladder=(STATE,),
        defects=(),
        levels=(),
        function="",
        about={},
        clauses=(),
        order="",
        reports=None,
        scope=Scope.NAMED,
        takes=None,
        number=None,
        event=False,
        only_brought=False,
    )


def test_an_event_comes_by_itself_unless_it_is_said_that_a_rung_brings_it() -> None:
    by_itself, brought = Call("break", event=True), Call("break", event=True, only_brought=True)
    assert by_itself != brought
    assert by_itself == Call("break", event=True, only_brought=False)


def test_a_machine_without_more_words_counts_nothing_and_does_nothing_afterwards() -> None:
    assert replace(LAMP, on=(), afterwards=()) == LAMP
    assert replace(LAMP, afterwards=(Do("blow the fuse", "L-3"),)) != LAMP


def test_a_defect_without_more_words_needs_a_message_alone_and_goes_with_whatever_is_named() -> None:
    assert Defect("wet ink", ("ink",)) == Defect(
        "wet ink", ("ink",), foreign=False, everywhere=False, clause="", about=None, needs=None
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
        (Defect("no ink", (), about="left"), "a message with 'no ink' is taken"),
        (Defect("a leak", ("ink",), needs="a leaking pen"), "a message with 'a leak' is refused"),
    ],
)
def test_a_defect_cites_itself_with_what_becomes_of_it(defect: Defect, cited: str) -> None:
    assert str(defect) == cited


def test_what_a_call_can_name_does_not_stand_in_the_way_of_hashing_it() -> None:
    one, other = Call("turn", about={"left": (1,)}), Call("turn", about={"left": (2,)})
    assert len({one, other, Call("turn", about={"left": (1,)})}) == 2
