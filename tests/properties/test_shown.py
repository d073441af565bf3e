"""What is seen of a step is said in words, as far as it tells two steps apart."""

import pytest

from coppspec.model.codes import HResult, Status
from coppspec.model.constants import StatusFlags
from coppspec.properties.exploration import Seen
from coppspec.properties.shown import told_apart

OK = Seen((HResult.S_OK,), ("status",), (0, "HDCP", "ACP"), (0,), ((0, 2, 0),))
LOST, BOTH = StatusFlags.COPP_LinkLost, StatusFlags(3)


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (OK, OK._replace(codes=(HResult.E_INVALIDARG,)), ("answers S_OK", "answers E_INVALIDARG")),
        (OK, OK._replace(codes=(HResult.E_FAIL,), gives=()), ("answers S_OK", "answers E_FAIL")),
        (OK, OK._replace(codes=()), ("answers S_OK", "answers nothing")),
        (OK, OK._replace(gives=()), ("hands out status", "hands out nothing")),
        (
            OK._replace(gives=("settings", "level")),
            OK._replace(gives=("settings",)),
            ("hands out level", "hands out nothing more"),
        ),
        (
            OK._replace(says=(LOST, "ACP")),
            OK._replace(says=(0, "ACP")),
            ("says COPP_LinkLost", "says COPP_StatusNormal"),
        ),
        (
            OK._replace(says=(BOTH, 3)),
            OK._replace(says=(LOST, 2)),
            ("says COPP_LinkLost|COPP_RenegotiationRequired, 3", "says COPP_LinkLost, 2"),
        ),
        (OK._replace(says=(0, "ACP")), OK._replace(says=()), ("says 0, ACP", "says nothing more")),
        (
            OK,
            OK._replace(shown=((0, 3, 0),)),
            ("shows ACP level 2 on the output", "shows ACP level 3 on the output"),
        ),
        (
            OK._replace(shown=((0, 0, 0), (1, 0, 0))),
            OK._replace(shown=((0, 0, 0), (0, 0, 8))),
            (
                "shows HDCP level 1 on connector 2 and shows CGMSA level 0 on connector 2",
                "shows HDCP level 0 on connector 2 and shows CGMSA level 8 on connector 2",
            ),
        ),
        (
            Seen((Status.NO_ERROR,), (), (), (3,), ()),
            Seen((Status.NO_ERROR,), (), (), (0, 2), ()),
            ("shows level 3 on the output", "shows level 0 or 2 on the output"),
        ),
        (
            Seen((Status.ERROR_INVALID_PARAMETER,), (), (), (0,), ()),
            Seen((Status.NO_ERROR,), ("new key",), (), (3,), ()),
            (
                "answers ERROR_INVALID_PARAMETER and shows level 0 on the output",
                "answers NO_ERROR and shows level 3 on the output",
            ),
        ),
    ],
)
def test_only_what_differs_is_said(one: Seen, other: Seen, words: tuple[str, str]) -> None:
    assert told_apart(one, other) == words
    assert told_apart(other, one) == words[::-1]
