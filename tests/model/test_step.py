"""What goes into a step and what comes out of it are plain values that read like the documents."""

import pytest

from coppspec.model.codes import HResult
from coppspec.model.language import SAME, Check, Row
from coppspec.model.step import Answer, Configuration, Connector, Intent, Offer, Session

ROW = Row("turn", "dim", HResult.S_OK, SAME, (), "L-1")
CHECK = Check("wire", HResult.E_FAIL, "L-2")
CONNECTORS = (Connector(Offer(("HDCP",)), shown=(1, 0, 0)), Connector(Offer(("ACP",)), mode=1))


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        (Intent("VP_COMMAND_GET"), "VP_COMMAND_GET"),
        (Intent("COPPKeyExchange", 0), "COPPKeyExchange, session 1"),
        (Intent("VP_CP_CMD_ACTIVATE", level=0), "VP_CP_CMD_ACTIVATE, level 0"),
        (Intent("VP_CP_CMD_CHANGE", 1, ("key 0",), 3), "VP_CP_CMD_CHANGE, session 2, level 3, key 0"),
        (Intent("any command", 0, number=1), "any command, session 1, sequence number +1"),
        (
            Intent("set signaling", 0, level=2, about="None"),
            "set signaling, session 1, standard None, aspect ratio 2",
        ),
        (
            Intent("any command", 0, ("corrupted tag", "long buffer"), number=-2),
            "any command, session 1, sequence number -2, corrupted tag, long buffer",
        ),
        (Intent("any command", 0, level=2, about="ACP"), "any command, session 1, ACP level 2"),
        (Intent("any request", 0, about="HDCP"), "any request, session 1, HDCP"),
        (
            Intent("any command", 1, ("corrupted tag",), 0, 1, "CGMSA"),
            "any command, session 2, CGMSA level 0, sequence number +1, corrupted tag",
        ),
    ],
)
def test_an_intent_reads_as_a_sentence_that_counts_sessions_from_one(intent: Intent, words: str) -> None:
    assert str(intent) == words


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_session_is_replaced_and_all_else_stays(index: int) -> None:
    first, second, third = (Session("dim", level, 2, 3) for level in range(3))
    before = Configuration((first, second, third), 7, CONNECTORS)
    after = before.with_session(index, Session("dark"))
    expected = [first, second, third]
    expected[index] = Session("dark")
    assert after == Configuration(tuple(expected), 7, CONNECTORS)
    assert before == Configuration((first, second, third), 7, CONNECTORS)


@pytest.mark.parametrize("at", [0, 1])
def test_the_connector_of_a_session_is_replaced_and_all_else_stays(at: int) -> None:
    sessions = (Session("dim", connector=1 - at), Session("dim", connector=at))
    before = Configuration(sessions, 7, CONNECTORS)
    other = Connector(mode=5)
    expected = [*CONNECTORS]
    expected[at] = other
    assert before.connector_of(1) is CONNECTORS[at]
    assert before.with_connector_of(1, other) == Configuration(sessions, 7, tuple(expected))
    assert before == Configuration(sessions, 7, CONNECTORS)


def test_a_session_of_which_nothing_is_said_holds_nothing() -> None:
    assert Session("dark") == Session(
        "dark", level=0, status_number=0, command_number=0, levels=(), flags=0, connector=0
    )


def test_a_connector_of_which_nothing_is_said_can_do_nothing_and_shows_nothing() -> None:
    assert Connector() == Connector(
        Offer(types=(), standards=(), modes=((),), redistribution=True, dual_view=True),
        mode=0,
        counts=(),
        wanted=(),
        shown=(),
        signal=("None", 0),
    )


@pytest.mark.parametrize(("entries", "clause"), [((ROW,), "L-1"), ((CHECK,), "L-2"), ((ROW, CHECK), "L-2")])
def test_an_answer_cites_the_entry_that_decided(entries: tuple[Row | Check, ...], clause: str) -> None:
    assert Answer(HResult.S_OK, (), entries, 0).clause == clause
