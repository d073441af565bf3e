"""What comes once and not again is no violation: a kill from outside, a stall, a fault at random."""

from collections.abc import Callable

import pytest

from coppspec.model.profile import Profile
from coppspec.oracle.check import check
from coppspec.oracle.judgement import Judgement, Status
from coppspec.oracle.launcher import USUAL, Limits
from coppspec.oracle.sitting import Order
from coppspec.oracle.verdicts import Verdict
from coppspec.properties.inspection import How
from coppspec.reports.judgement_told import told
from coppspec.reports.junit import junit
from coppspec.reports.markdown import markdown

pytestmark = pytest.mark.slow  # each judges a driver

Smallest = Callable[..., str]
CONTROL = "control, complete with no extra states"
FEW = "three devices"
OPENS = "        self.last_handle += 1\n"
ONCE = (
    "        import os, time\n"
    "        if not os.path.exists('once'):\n"
    "            open('once', 'a').close()\n"
    "            {}\n"
)
IN_TURN = "        import in_process as all_of\n        all_of.opened = getattr(all_of, 'opened', 0) + 1\n"


def judged(target: str, only: str = CONTROL, limits: Limits = USUAL) -> Judgement:
    return check(Order(target, profile=Profile(), only=only, jobs=1, limits=limits))


def is_unsteady(found: Judgement) -> bool:
    """It is said once, and nothing is held against the driver."""
    assert (found.status, found.exit_status, found.violations) == (Status.UNSTEADY, 3, ())
    assert told(found).count("unsteady: ") >= 2  # the finding, and what it comes to
    assert 'failures="0"' in junit(found)
    assert "## Unsteady" in markdown(found)
    clauses = {each.found.deviation.clause for each in found.unsteady}
    return clauses == {each.id for each in found.clauses if each.verdict is Verdict.UNSTEADY}


@pytest.mark.few(2)
@pytest.mark.parametrize(
    "once",
    [
        "os.kill(os.getpid(), 9)",
        "os.kill(os.getpid(), 15)",
        "os._exit(1)",
        "return 5, 0",
        "return 0, 0",
        "return 'nothing'",
        "raise MemoryError",
    ],
)
def test_what_comes_once_is_unsteady_and_no_violation(once: str, smallest: Smallest) -> None:
    found = judged(smallest((OPENS, ONCE.format(once) + OPENS)))
    assert is_unsteady(found)
    (finding,) = found.unsteady
    assert finding.reproduced.times == 0
    assert finding.times == 1


def test_a_call_that_takes_too_long_once_is_unsteady(smallest: Smallest) -> None:
    found = judged(smallest((OPENS, ONCE.format("time.sleep(1.5)") + OPENS)), limits=USUAL._replace(call=0.5))
    assert is_unsteady(found)
    assert [each.found.deviation.how for each in found.unsteady] == [How.HANG]


def test_a_call_that_takes_a_little_too_long_each_time_is_no_hang(smallest: Smallest) -> None:
    """The machine can be slow: a hang has to last several times as long as a call may take."""
    slow = "        import time; time.sleep(0.4)\n"
    closes = "        return E_POINTER if self.devices.pop(handle, None) is None else S_OK\n"
    found = judged(smallest((closes, slow + closes)), FEW, USUAL._replace(call=0.3))
    assert found.violations == ()
    assert found.exit_status == 3


def test_a_driver_that_fails_at_random_is_told_so_once(smallest: Smallest) -> None:
    """About 1 call in 100 is answered wrong, in whatever it is."""
    serves = "    def key_exchange(self, handle: int)"
    at_random = (
        "    def __getattribute__(self, name):\n"
        "        import random\n"
        "        of = super().__getattribute__(name)\n"
        "        if name in {'key_exchange', 'command', 'sequence_start', 'close_video_session'}"
        " and random.random() < 0.01:\n"
        "            raise OSError('the bus is noisy')\n"
        "        return of\n\n"
    )
    found = judged(smallest((serves, at_random + serves)), "commands")
    assert is_unsteady(found)
    assert len(found.unsteady) > 3
    assert told(found, 200).count("did not come again on a fresh driver:") == 1


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("always", "how"),
    [("os._exit(1)", How.CRASH), ("os.kill(os.getpid(), 9)", How.CRASH), ("while 1: pass", How.HANG)],
)
def test_what_comes_each_time_is_a_violation(always: str, how: How, smallest: Smallest) -> None:
    breaks = f"        import os\n        {always}\n"
    found = judged(smallest((OPENS, breaks + OPENS)), limits=USUAL._replace(call=0.3))
    assert (found.status, found.unsteady) == (Status.VIOLATES, ())
    assert {each.replay.deviation.how for each in found.violations} == {how}
    assert {str(each.reproduced) for each in found.violations} == {"3 of 3"}
    assert "reproduced: 3 of 3" in told(found)
    assert "reproduced 3 of 3" in junit(found)
    assert "Reproduced 3 of 3." in markdown(found)


def test_what_needs_all_that_came_before_it_is_a_violation_that_says_so(smallest: Smallest) -> None:
    """The fortieth device of a process is refused, whatever was reset in between."""
    refuses = "        if all_of.opened == 40:\n            return 5, 0\n"
    found = judged(smallest((OPENS, IN_TURN + refuses + OPENS)))
    (violation,) = found.violations
    assert (violation.clause, violation.reproduced.needs_history) == ("COPP-123", True)
    assert str(violation.reproduced) == "3 of 3"
    assert "needs history: these calls alone do not show it" in told(found, 200)


@pytest.mark.thorough
def test_a_leak_is_confirmed_by_all_of_its_case(smallest: Smallest) -> None:
    keeps = "        self.kept = [*getattr(self, 'kept', ()), bytearray(200_000)]\n"
    found = judged(smallest((OPENS, OPENS + keeps)), "come and go")
    (violation,) = found.violations
    assert (violation.replay.deviation.how, violation.reproduced.needs_history) == (How.LEAK, True)
