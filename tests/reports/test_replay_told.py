"""A replay in lines: what came back to each call, and the middle of a very long one is left out."""

from dataclasses import replace

import pytest

from coppspec.oracle.judgement import Judgement
from coppspec.reports.replay_told import MOST, steps

pytestmark = pytest.mark.slow  # the driver that is judged is a program


def test_each_call_has_what_came_back_and_what_was_wanted_if_that_is_another_thing(
    judgement: Judgement,
) -> None:
    assert list(steps(judgement.violations[0].replay)) == [
        "1. COPPOpenVideoSession, session 1 -> S_OK",
        "2. COPPGetCertificateLength, session 1 -> S_OK",
        "3. COPPGetCertificateLength, session 1 -> it answered S_OK; wanted E_UNEXPECTED",
    ]


def test_of_many_calls_the_first_and_the_last_are_shown(judgement: Judgement) -> None:
    short = judgement.violations[0].replay
    opened, _, again = short.steps
    just = list(steps(replace(short, steps=(*(opened,) * (MOST - 1), again))))
    assert len(just) == MOST
    long = list(steps(replace(short, steps=(*(opened,) * (MOST + 1999), again))))
    assert len(long) == MOST + 1
    assert long[MOST // 2 - 1].startswith(f"{MOST // 2}. ")
    assert long[MOST // 2] == "(2,000 more calls)"
    assert long[-1].startswith(f"{MOST + 2000}. ")
