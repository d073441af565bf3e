"""A replay as a program finds what was found in that driver, and nothing in a conforming one."""

import ast
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from signal import SIGABRT
from typing import NamedTuple

import pytest

from coppspec.driver.adapters import ADAPTERS
from coppspec.driver.outputs import OUTPUTS
from coppspec.driver.protocol import Capability
from coppspec.model.registry import clauses
from coppspec.model.step import Intent
from coppspec.oracle.program import Damage, NoProgram, Program, damage
from coppspec.oracle.recording import program_of
from coppspec.oracle.replay import Replay, ReplayStep
from coppspec.oracle.replay_c import c_program
from coppspec.oracle.replay_programs import program_for
from coppspec.oracle.replay_python import python_program
from coppspec.oracle.shim import Shim
from coppspec.oracle.targets import in_a_process
from coppspec.properties.declared import Declared
from coppspec.properties.device_harness import CHAIN
from coppspec.properties.guard import BrokeDown, Guarded
from coppspec.properties.inspection import Deviation
from coppspec.properties.suite import Suite
from coppspec.properties.suites import suites
from coppspec.properties.traceability import ZOO

Build = Callable[..., Path]
Compile = Callable[[str], Path]
ALL_BUT_A_RENDERER = frozenset(Capability) - {Capability.RENDERER}
DECLARED = Declared(OUTPUTS, ALL_BUT_A_RENDERER, ADAPTERS)
BY_NAME = {suite.name: suite for suite in suites(None, *DECLARED)}
SOURCES = Path(__file__).parents[2] / "examples" / "c"
SHIM = Path(__file__).parents[2] / "oracle" / "replay-in-c"
HANDSHAKE = ("COPPOpenVideoSession", "COPPGetCertificateLength", "COPPKeyExchange", "COPPSequenceStart")
OPENED = tuple(Intent(call, session) for session in (0, 1) for call in HANDSHAKE)
PROTECTED = Intent("COPPCommand, set protection level", 0, level=1, about="HDCP")
CLOSED = tuple(Intent("COPPCloseVideoSession", session) for session in (1, 0))


class Fault(NamedTuple):
    """What is wrong with a driver, a sequence that shows it, and how the C program ends on it."""

    name: str
    test: tuple[Intent, ...]
    clause: str
    status: int = 1


FAULTS = (
    Fault("PROTECTION_ENDS_WITH_ANY_CLOSE", (*OPENED, PROTECTED, *CLOSED), "COPP-612"),
    Fault("CRASHES_ON_THE_SECOND_CLOSE", (*OPENED, *CLOSED), "COPP-183", -SIGABRT),
    Fault(
        "FORGETS_THE_RANDOM_NUMBER",
        (*OPENED[:3], OPENED[3]._replace(defects=("another random number",))),
        "COPP-152",
    ),
    Fault("WRITES_BEHIND_THE_RESPONSE", (*OPENED, Intent("COPPQueryStatus, bus data", 1)), "COPP-176"),
)
MOST_SESSIONS, EACH = 20, 2
TARGETS = (
    "c:./libdriver.so",
    'exec:"my drivers/\N{GREEK SMALL LETTER MU}" --name \'a "b"\' C:\\new\\',
    f'exec:python3 "{" of it" * 30}" \N{PILE OF POO} """',
)


def of_suite(suite: Suite, index: int) -> Program:
    """A test of a suite as a program; nothing deviates in it."""
    steps = tuple(ReplayStep(intent, "", "COPP-612", "") for intent in suite.tests[index])
    devices = getattr(suite.engine, "devices", None)
    found = Deviation("", "", "COPP-612")
    table, dev_ids = suite.engine.machine.name, suite.dev_ids
    return program_of(Replay(table, devices, dev_ids, suite.adapter, {}, abs(index), steps, found), DECLARED)


def some_of_all() -> list[Program]:
    """A few tests of every suite, the same in every run."""
    random = Random(4)
    small = [suite for suite in BY_NAME.values() if len(suite.dev_ids) < MOST_SESSIONS]
    return [of_suite(suite, random.randrange(len(suite.tests))) for suite in small for _ in range(EACH)]


def found_in(target: str, suite: Suite) -> Replay:
    """What a suite finds in a driver, as soon as it finds something."""
    make_driver = in_a_process(target)
    for seed in range(0, len(suite.tests), 5):
        bench = suite.bench(make_driver, seed)
        if (found := bench.disagreement(suite.tests[seed])) is not None:
            return Replay.of(bench, found)
    raise AssertionError(f"{suite.name} finds nothing in {target}")


@pytest.fixture
def compile_program(compiler: str, tmp_path: Path) -> Compile:
    """Makes a program of its text, with no warning."""

    def made(text: str) -> Path:
        source, finished = tmp_path / "replay.c", tmp_path / "replay"
        source.write_text(text, encoding="utf-8")
        strict = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", f"-I{SHIM}", f"-I{SOURCES}"]
        parts = [str(source), str(SHIM / "coppspec_replay.c"), "-ldl", "-lcrypto"]
        command = [compiler, *strict, "-o", str(finished), *parts]
        compiled = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own
        assert (compiled.returncode, compiled.stderr) == (0, "")
        return finished

    return made


def run(*command: object) -> "subprocess.CompletedProcess[str]":
    words = [*map(str, command)]
    return subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603  our own command


# What they find.


@pytest.mark.few(1)
@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_program_finds_what_was_found_and_nothing_in_a_conforming_driver(
    fault: Fault, build: Build, compile_program: Compile, tmp_path: Path
) -> None:
    good, wrong = build("libgood.so"), build("libwrong.so", fault.name)
    bench = BY_NAME["two devices and HDCP"].bench(in_a_process(f"c:{wrong}"), 0)
    found = bench.disagreement(fault.test)
    assert found is not None
    assert found.deviation.clause == fault.clause
    program = program_for(Replay.of(bench, found), bench.make_driver)

    compiled = compile_program(c_program(program))
    assert run(compiled, good).stdout.endswith("The driver conforms.\n")
    ended = run(compiled, wrong)
    assert ended.returncode == fault.status
    assert fault.clause in ended.stdout or fault.status < 0
    assert run(compiled, good).returncode == 0

    script = tmp_path / "replay.py"
    script.write_text(python_program(program, target=f"c:{wrong}"), encoding="utf-8")
    assert run(sys.executable, script).returncode == 1
    assert run(sys.executable, script, f"c:{good}").returncode == 0


@pytest.mark.slow
def test_a_program_stops_where_the_documents_sample_deviates(build: Build, compile_program: Compile) -> None:
    template = build("libtemplate.so")
    make_driver = in_a_process(f"c:{template}")
    driver = make_driver()
    suite = suites(None, driver.outputs, driver.capabilities, driver.adapters)[0]
    replay = found_in(f"c:{template}", suite)
    compiled = compile_program(c_program(program_for(replay, make_driver)))
    ended = run(compiled, template)
    assert ended.returncode == 1
    assert ended.stdout.endswith(f"({replay.deviation.clause})\n")


@pytest.mark.thorough
@pytest.mark.slow
def test_tests_of_all_suites_are_programs_in_which_a_conforming_driver_conforms(
    build: Build, compile_program: Compile, tmp_path: Path
) -> None:
    programs = some_of_all()
    ended = run(compile_program(c_program(*programs)), build("libgood.so"))
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout[-500:]
    script = tmp_path / "replay.py"
    script.write_text(python_program(*programs), encoding="utf-8")
    ended = run(sys.executable, script, "py:coppspec.driver.reference:ReferenceDriver")
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout[-500:]


NOT_MADE = {"reduces a block by its modulus"}
"""A program seals each block anew, below the modulus."""


@pytest.mark.slow
def test_a_python_program_finds_what_the_suites_find_in_wrong_drivers() -> None:
    """In this process, one after the other: that takes no time."""
    missed: list[str] = []
    for wrong in ZOO:
        suite = BY_NAME.get(wrong.suite)
        if suite is None or len(suite.tests) > 300 or wrong.sentence in NOT_MADE:
            continue
        found = next(
            (
                Replay.of(bench, each)
                for bench in (suite.bench(wrong.make, seed) for seed in range(len(suite.tests)))
                if (each := bench.disagreement(suite.tests[bench.seed])) is not None
            ),
            None,
        )
        assert found is not None
        names: dict[str, object] = {"__name__": "replay"}
        text = python_program(program_of(found, DECLARED)).rpartition("\n\n\nplay(")[0]
        exec(text, names)  # noqa: S102  our own program
        play = names["replay"]
        assert callable(play)
        try:
            play(Shim(Guarded(wrong.make())))
        except (SystemExit, BrokeDown):
            continue
        missed.append(f"{wrong.sentence}: {found.deviation}")
    assert missed == []


# The text.


def test_the_same_replay_is_the_same_program() -> None:
    suite = BY_NAME["a device and a copy-protection session"]
    once, again = of_suite(suite, 7), of_suite(suite, 7)
    assert c_program(once) == c_program(again)
    assert python_program(once) == python_program(again)


def test_a_program_says_what_is_wanted_and_why() -> None:
    text = c_program(of_suite(BY_NAME["one COPP device"], -1))
    assert text.startswith("/* COPP-612: Closing subtracts the session's current level;")
    assert '    step(1, "COPPOpenVideoSession, session 1");' in text
    assert f"/* Wanted: S_OK. COPP-123: {clauses()['COPP-123'].statement} */" in text
    assert '    want(S_OK, met, "COPP-123");' in text


@pytest.mark.parametrize("write", [c_program, python_program])
def test_lines_are_short_but_for_arrays_of_sixteen_bytes(write: Callable[..., str]) -> None:
    assert [line for line in write(*some_of_all()).splitlines() if len(line) > 130] == []


def test_a_python_program_has_no_line_that_is_never_used() -> None:
    """Every name that it imports occurs in it."""
    text = python_program(of_suite(BY_NAME["the TV output"], 5))
    imported = [line for line in text.splitlines() if line.startswith("from ")]
    for name in ", ".join(line.partition(" import ")[2] for line in imported).split(", "):
        assert text.count(name) > 1


# What no program shows.


def test_renderers_and_chains_of_certificates_are_played_by_the_command_alone() -> None:
    suite = {each.name: each for each in suites()}["one renderer"]
    with pytest.raises(NoProgram, match="no program shows a replay of the renderer's interface"):
        of_suite(suite, 0)
    program = of_suite(BY_NAME["one COPP device"], 0)
    deviation = Deviation("", "", CHAIN.clause)
    chain = replace(program.replay, deviation=deviation)
    with pytest.raises(NoProgram, match=r"no C program validates certificates \(COPP-460\)"):
        c_program(replace(program, replay=chain))


def test_damage_is_told_in_the_fewest_words() -> None:
    assert damage(b"abcd", b"abcd") == Damage(4)
    assert damage(b"abcd", b"ab") == Damage(2)
    assert damage(b"abcdefgh", b"ABCDEFGH") == Damage(8, instead=b"ABCDEFGH")


def test_a_program_says_how_it_is_run_whatever_it_is_called_and_plays_on() -> None:
    program = of_suite(BY_NAME["one COPP device"], -1)
    assert "* cc -std=c99 -g other.c coppspec_replay.c -ldl" in c_program(program, file="other.c")
    text = python_program(program, target='exec:sh -c "a\\b"', file='a"""\\b.py')
    assert 'Run it with: python \'a"""\\b.py\'' in (ast.get_docstring(ast.parse(text)) or "")
    assert ast.literal_eval(text.rpartition("], ")[2].rstrip(")\n")) == 'exec:sh -c "a\\b"'


@pytest.mark.parametrize("target", TARGETS)
def test_whatever_a_target_is_called_its_python_program_plays_on_it(target: str) -> None:
    suite = BY_NAME["control, complete with no extra states"]
    written = ast.parse(python_program(of_suite(suite, 0), target=target, file='my \\ "replay.py'))
    assert "python 'my \\ \"replay.py'" in (ast.get_docstring(written) or "")
    last = written.body[-1]
    assert isinstance(last, ast.Expr)
    assert isinstance(last.value, ast.Call)
    assert ast.literal_eval(last.value.args[-1]) == target
