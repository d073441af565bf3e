"""Progress is shown on a terminal, and nowhere else."""

import io
import sys

import pytest

from coppspec.oracle.inference import silent
from coppspec.reports.progress import progress


class Terminal(io.StringIO):
    """Text that somebody looks at."""

    def isatty(self) -> bool:
        return True


def test_nothing_is_shown_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as show:
        show("exploring", 1, 2)
    assert show is silent  # so that nobody finds out how much there is for nothing
    assert capsys.readouterr() == ("", "")


def test_a_terminal_shows_what_is_going_on_and_standard_output_stays_clean(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with progress() as show:
        show("exploring [the device]", 1, 2)
        show("the zoo", 2, 2)
    assert "the zoo" in terminal.getvalue()
    assert "left: " in terminal.getvalue()
    assert capsys.readouterr().out == ""


def test_an_error_behind_the_display_comes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    with pytest.raises(KeyError), progress():
        raise KeyError
