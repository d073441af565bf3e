"""A driver is judged: the right clauses, however it is reached, and whatever it does."""

import os
import re
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coppspec.driver.reference import ReferenceDriver
from coppspec.model.profile import Profile
from coppspec.oracle.check import NothingAsked, check
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.judgement import Judgement, Status
from coppspec.oracle.launcher import USUAL, Limits
from coppspec.oracle.sitting import Order
from coppspec.oracle.verdicts import Verdict
from coppspec.properties.inspection import How

pytestmark = pytest.mark.slow

Build = Callable[..., Path]
Smallest = Callable[..., str]
CONTROL = "control, complete with no extra states"
FEW = "three devices"
RECOMMENDED = Profile()
TAKES_ANY_TAG = (
    "if not compare_digest(tag, omac(device.session_key, command[TAG_BYTES:MESSAGE_BYTES])):",
    "if tag == bytes(16):",
)
MEASURES_AGAIN = (
    "        if refusal := self.refusal(handle, State.COPP_OPENED):\n            return refusal, 0\n",
    (
        "        if handle not in self.devices:\n            return E_POINTER, 0\n"
        "        if self.devices[handle].state is not State.COPP_OPENED:\n"
        "            return S_OK, len(CERTIFICATES)\n"
    ),
)
OPENS = "        self.last_handle += 1\n"
CLOSES = "        return E_POINTER if self.devices.pop(handle, None) is None else S_OK\n"


def judged(  # noqa: PLR0913  as an order has it
    target: str,
    only: str = FEW,
    *,
    seed: int = 0,
    jobs: int = 1,
    limits: Limits = USUAL,
    known: frozenset[str] = frozenset(),
    profile: Profile | None = RECOMMENDED,
) -> Judgement:
    """A few calls, without finding out the readings first."""
    return check(Order(target, seed, profile, only=only, jobs=jobs, limits=limits, known=known))


def about(judgement: Judgement) -> dict[str, How]:
    return {each.clause: each.replay.deviation.how for each in judgement.violations}


def without(judgement: Judgement, *names: str) -> dict[str, Any]:
    """The document without what has these names, and without how long things took."""
    document = judgement.document()
    for suite in document["suites"]:
        del suite["seconds"]
    return {name: value for name, value in document.items() if name not in names}


# A driver that conforms.


def test_a_driver_that_does_right_conforms(smallest: Smallest) -> None:
    found = judged(smallest())
    assert (found.status, found.exit_status) == (Status.CONFORMS, 0)
    assert found.violations == ()
    assert [(each.name, each.cut, each.lost) for each in found.judged] == [(FEW, 0, "")]
    assert found.totals["calls"] == found.judged[0].calls > 300
    said = {each.verdict for each in found.clauses}
    assert said == {Verdict.CONFORMS, Verdict.NOT_DECIDED, Verdict.NOT_EXERCISED}
    assert found.readings == ()


def test_the_readings_of_a_driver_are_found_out_where_no_profile_is_given(smallest: Smallest) -> None:
    other = (
        "        device.state = State.ATTEMPT_SPENT  # there is one, also when it fails (COPP-154)\n",
        "",
    )
    found = judged(smallest(other), profile=None, only="pairs, complete")
    assert found.status is Status.CONFORMS
    assert found.profile == {"sequence_start_retry": "retry"}
    (taken,) = [each for each in found.readings if each.choice == "sequence_start_retry"]
    assert taken.readings == ("retry",)
    assert not taken.recommended
    assert taken.evidence


def test_a_driver_that_opens_nothing_is_not_accused_and_has_shown_nothing(smallest: Smallest) -> None:
    """Whatever it answers: no clause says that an open succeeds."""
    found = judged(smallest((OPENS, f"        return 0x8000FFFF, 0\n{OPENS}")), only="complete")
    assert (found.status, found.exit_status) == (Status.INCONCLUSIVE, 3)
    assert not found.violations
    assert not found.unsteady
    assert not {each.id for each in found.clauses if each.verdict is Verdict.CONFORMS}
    (told,) = {each.reason for each in found.clauses if each.id == "COPP-123"}
    assert told == "the driver refuses every such call, so that nothing can be seen of it"


def test_a_part_that_is_named_is_run_alone_and_one_that_is_not_there_is_refused(smallest: Smallest) -> None:
    target = smallest()
    assert [each.name for each in judged(target, only="levels of").judged] == ["levels of HDCP"]
    with pytest.raises(NothingAsked, match="nothing is called 'nothing'; --list prints every name"):
        judged(target, only="nothing")


# A driver that is wrong.


def test_the_right_clauses_are_violated_each_with_its_shortest_replay(smallest: Smallest) -> None:
    found = judged(smallest(TAKES_ANY_TAG, MEASURES_AGAIN), only=CONTROL)
    assert (found.status, found.exit_status) == (Status.VIOLATES, 1)
    assert about(found) == {"COPP-131": How.ANSWER, "COPP-425": How.ANSWER}
    assert [len(each.replay.steps) for each in found.violations] == [3, 5]
    assert {each.id for each in found.clauses if each.verdict is Verdict.VIOLATES} == {"COPP-131", "COPP-425"}
    twice, tag = found.violations
    assert tag.legal == ("E_UNEXPECTED", "E_INVALIDARG where bad_command_mac = invalid argument")
    assert twice.suite == CONTROL
    assert twice.times > 1
    for each in found.violations:
        again = each.replay.bench(ReferenceDriver).disagreement(each.replay.intents)
        assert again is None  # it is the driver that is wrong, and not the replay


def test_known_failures_do_not_fail_a_run_and_stale_ones_do(smallest: Smallest) -> None:
    found = judged(smallest(MEASURES_AGAIN), only=CONTROL, known=frozenset({"COPP-131", "VPCP-551"}))
    assert (found.status, found.stale, found.unexpected) == (Status.CONFORMS, (), ())  # not all was run
    assert found.totals["known violations"] == 1
    stale = replace(found, known=frozenset({"COPP-131", "COPP-123"}))
    assert (stale.status, stale.stale) == (Status.VIOLATES, ("COPP-123",))


def test_several_workers_find_what_one_finds(smallest: Smallest) -> None:
    target = smallest(("LOCAL_LEVEL: of_number(device.level)", "LOCAL_LEVEL: of_number(7 // device.level)"))
    one, two = (judged(target, only="levels", jobs=jobs) for jobs in (1, 2))
    assert without(one) == without(two)
    assert len(one.judged) > 1
    assert How.CRASH in about(one).values()


def test_another_seed_finds_the_same(smallest: Smallest) -> None:
    found = judged(smallest(MEASURES_AGAIN), only=CONTROL, seed=7)
    assert found.seed == 7
    assert about(found) == {"COPP-131": How.ANSWER}
    assert found.violations[0].replay.seed >= 7


def test_every_connector_gives_the_same_judgement(smallest: Smallest) -> None:
    targets = [smallest(MEASURES_AGAIN, program=program) for program in (False, True)]
    python, program = (without(judged(each, only=CONTROL), "target", "driver") for each in targets)
    assert python == program


def test_a_library_is_judged_the_same_in_a_process_of_ours_and_of_its_own(build: Build) -> None:
    library = build("libwrong.so", "PROTECTION_ENDS_WITH_ANY_CLOSE")
    ways = f"c:{library}", f"exec:{sys.executable} -m coppspec.oracle.serve c:{library}"
    of_ours, of_its_own = (without(judged(each), "target") for each in ways)
    assert of_ours == of_its_own
    (violation,) = of_ours["violations"]
    assert (violation["clause"], violation["how"]) == ("COPP-612", How.ANSWER)


# A driver that breaks down.

BREAKDOWNS = [
    ("        raise KeyError(7)\n", How.CRASH, "broke down with KeyError: 7"),
    ("        return -1 if self.devices.pop(handle, None) else E_POINTER\n", How.MALFORMED, "-1"),
    (f"        import time; time.sleep(99)\n{CLOSES}", How.HANG, "gave no answer within 0.3 s"),
    (f"        import time; os.fork(); time.sleep(99)\n{CLOSES}", How.HANG, "gave no answer within 0.3 s"),
]


@pytest.mark.few(2)
@pytest.mark.parametrize(("closing", "how", "met"), BREAKDOWNS, ids=[each[2] for each in BREAKDOWNS])
def test_each_way_of_breaking_down_is_a_violation_with_a_replay_and_nothing_is_left(
    closing: str, how: How, met: str, smallest: Smallest, leaves_nothing: Callable[[], bool]
) -> None:
    target = smallest((CLOSES, closing))
    found = judged(target, limits=Limits(call=0.3))
    assert (found.status, found.exit_status) == (Status.VIOLATES, 1)
    assert about(found) == {"COPP-183": how}
    (violation,) = found.violations
    assert met in violation.replay.deviation.met
    assert violation.replay.intents[-1].call == "COPPCloseVideoSession"
    assert leaves_nothing()


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("closing", "how", "met"), BREAKDOWNS[1:3], ids=[each[2] for each in BREAKDOWNS[1:3]]
)
def test_so_it_is_in_a_program(closing: str, how: How, met: str, smallest: Smallest) -> None:
    found = judged(smallest((CLOSES, closing), program=True), limits=Limits(call=0.3))
    assert about(found) == {"COPP-183": how}
    assert met in found.violations[0].replay.deviation.met


@pytest.mark.thorough
def test_a_driver_that_hangs_again_and_again_is_given_up_soon(smallest: Smallest) -> None:
    sleeps = "import time; time.sleep(99)"
    target = smallest(
        (
            "        device = self.devices[handle]\n        device.random_number",
            f"        {sleeps}\n        device.random_number",
        ),
    )
    found = judged(target, only="no extra states", limits=Limits(call=0.1))
    assert found.status is Status.VIOLATES
    assert set(about(found).values()) == {How.HANG}
    hung = sum(each.times for each in found.violations)
    assert hung < 40
    assert any(each.cut for each in found.judged)


@pytest.mark.thorough
def test_a_leak_is_a_kind_of_its_own(build: Build) -> None:
    library = build("libwrong.so", "LEAKS_A_MEGABYTE_WITH_EACH_OPEN")
    found = judged(f"c:{library}", only="come and go")
    assert about(found) == {"COPP-186": How.LEAK}
    assert re.search(
        r"took 1,0\d\d KB more with each session, and kept them", found.violations[0].replay.deviation.met
    )


# A driver that is lost.


def counts_starts(most: int) -> tuple[str, str]:
    """The harness can be started so many times."""
    made = "    harness = Harness()\n"
    counted = (
        "    starts = sum(name.startswith('start ') for name in os.listdir('.'))\n"
        "    open(f'start {starts}', 'a').close()\n"
        f"    assert starts < {most}, 'no licence is left'\n"
    )
    return made, made + counted


def test_what_was_found_is_kept_where_a_driver_cannot_be_started_again(smallest: Smallest) -> None:
    found = judged(smallest(('"resets": True', '"resets": False'), counts_starts(9), program=True))
    assert (found.status, found.exit_status) == (Status.INCONCLUSIVE, 3)
    (reason,) = found.lost
    assert "ended with exit status 1 and gave no answer" in reason
    assert "no licence is left" in reason
    assert found.judged[0].sequences > 0
    assert found.totals["inconclusive"] > 0
    assert next(each for each in found.clauses if each.id == "COPP-153").verdict is Verdict.CONFORMS


def test_what_cannot_be_played_again_is_no_violation_as_the_driver_cannot_be_started(
    smallest: Smallest,
) -> None:
    found = judged(smallest(MEASURES_AGAIN, counts_starts(2), program=True), only=CONTROL)
    assert (about(found), found.status, found.exit_status) == ({}, Status.UNSTEADY, 3)
    assert found.lost == ()
    (finding,) = found.unsteady
    assert finding.found.about == ("COPP-131", How.ANSWER)
    assert finding.reproduced.replays == 0
    assert "no licence" in finding.reproduced.why_not


@pytest.mark.few(1)
@pytest.mark.parametrize("number", [9, 15, 19])
def test_a_driver_that_ends_or_stops_its_parent_reaches_nothing_but_its_keeper(
    number: int, smallest: Smallest, leaves_nothing: Callable[[], bool]
) -> None:
    kills = f"        os.kill(os.getppid(), {number})\n"
    found = judged(smallest((CLOSES, kills + CLOSES)), limits=Limits(call=2))
    assert found.lost == ()
    if number == signal.SIGSTOP:
        assert (found.status, found.unsteady) == (Status.CONFORMS, ())
    else:
        assert found.exit_status in {1, 3}  # it ends with its keeper: in that call, or soon after it
    assert leaves_nothing()


HIDES = """
        import subprocess, sys
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.closerange(0, 100)
                os.execve(sys.executable, [sys.executable, '-S', '-c', HIDDEN], {})
            os._exit(0)
        os.wait()
"""


def test_a_daemon_without_an_environment_ends_with_its_driver(
    smallest: Smallest, tmp_path: Path, is_gone: Callable[[int], bool]
) -> None:
    hidden = f"import os, time; open('{tmp_path}/hidden %d' % os.getpid(), 'w').close(); time.sleep(60)"
    hides = HIDES.replace("HIDDEN", repr(hidden))
    found = judged(smallest((CLOSES, f"{hides[1:]}{CLOSES}")))
    assert found.status is Status.CONFORMS
    daemons = [int(each.name.split()[1]) for each in tmp_path.glob("hidden *")]
    assert len(daemons) > 2
    assert all(map(is_gone, daemons))


@pytest.mark.few(1)
@pytest.mark.parametrize("who", ["itself", "what it has started"])
def test_a_driver_that_takes_memory_without_end_is_ended_at_its_limit(who: str, smallest: Smallest) -> None:
    takes = "        kept = [bytearray(1 << 24) for _ in range(1000)]\n"
    if who != "itself":
        takes = f"        if os.fork() == 0:\n    {takes}            time.sleep(60)\n"
    driver = smallest((CLOSES, f"        import time\n{takes}        time.sleep(60)\n{CLOSES}"))
    found = judged(driver, limits=Limits(call=20, memory=150 << 20))
    assert about(found) == {"COPP-183": How.CRASH}
    assert "exceeded the memory limit of 150 MiB" in found.violations[0].replay.deviation.met
    assert str(found.violations[0].reproduced) == "3 of 3"


def test_a_process_that_is_killed_by_its_driver_costs_the_case_alone(
    smallest: Smallest, monkeypatch: pytest.MonkeyPatch, leaves_nothing: Callable[[], bool]
) -> None:
    """It hangs after that, and is not left behind."""
    monkeypatch.setenv("SPARED", str(os.getpid()))
    kills = (
        "        import time\n"
        "        judge = int(open(f'/proc/{os.getppid()}/stat').read().rpartition(')')[2].split()[1])\n"
        "        if len(self.devices) == 2 and judge != int(os.environ['SPARED']):\n"
        "            os.kill(judge, 9) or time.sleep(99)\n"
    )
    found = judged(smallest((CLOSES, kills + CLOSES)), only="s, complete")
    assert (found.status, found.exit_status) == (Status.INCONCLUSIVE, 3)
    assert found.lost == ("the process that ran it was killed by SIGKILL",)
    assert [each.name.partition(",")[0] for each in found.judged if each.lost] == ["pairs"]
    assert {each.calls > 0 for each in found.judged if not each.lost} == {True}
    assert leaves_nothing()


def test_what_is_no_target_or_declares_what_there_is_not_is_refused(smallest: Smallest) -> None:
    with pytest.raises(InvalidTarget, match="'nothing' is no target"):
        judged("nothing")
    with pytest.raises(InvalidTarget, match="is 'applied twice'; one of applied, "):
        judged(smallest(('["applied"]', '["applied twice"]'), program=True))
