"""What is told fits into a width, each thing under its heading, and what goes on hangs behind its start."""

import pytest

from coppspec.reports.wrapped import Told, wrapped

TOLD: Told = {
    "id": "A-99",
    "question": "What a long question is, and whether it goes on on another line.",
    "nothing": [],
    "no word": "",
    "readings": ["one (accepted): a reading that is as long as the question", "two"],
    "at stake": {"one": {"calls": ["1. a call", "2. another"], "so": "it ends"}, "two": "not told"},
}


def test_what_goes_on_is_indented_and_what_is_empty_is_left_out() -> None:
    assert list(wrapped(TOLD, 40)) == [
        "id: A-99",
        "question: What a long question is, and",
        "    whether it goes on on another line.",
        "readings:",
        "  one (accepted): a reading that is as",
        "      long as the question",
        "  two",
        "at stake:",
        "  one:",
        "    calls:",
        "      1. a call",
        "      2. another",
        "    so: it ends",
        "  two: not told",
    ]


def test_without_a_width_each_text_is_a_line() -> None:
    assert list(wrapped(TOLD, None)) == list(wrapped(TOLD, 1000))


@pytest.mark.parametrize("width", [12, 20, 100])
def test_no_word_is_lost_or_broken_at_any_width(width: int) -> None:
    words = " ".join(wrapped(TOLD, None)).split()
    lines = list(wrapped(TOLD, width))
    assert " ".join(lines).split() == words
    assert all(len(line) <= width or len(line.split()) == 1 for line in lines)
