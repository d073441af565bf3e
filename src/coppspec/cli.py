"""The command line.

Results go to standard output, everything else to standard error. What a command needs is imported when
it runs, so that `--help` answers at once.
"""

import argparse
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from coppspec import option_values
from coppspec.model.errors import InvalidRegistry, InvalidTable
from coppspec.terminal import INTERRUPTED, complain, refused

Commands = Any
"""What argparse makes of a parser to add commands to; it has no public name."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; what it ends with is one of ExitStatus, or INTERRUPTED."""
    options = _parser().parse_args(arguments)
    try:
        status: int = import_module(f"coppspec.commands.{options.command}").run(options)
    except KeyboardInterrupt:
        return complain("interrupted", INTERRUPTED)
    except OSError as error:
        return complain(refused(error))
    except (InvalidRegistry, InvalidTable) as error:
        return complain(str(error))
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="coppspec",
        description="The Certified Output Protection Protocol (COPP) and its neighbour, as a program.",
        epilog="example: coppspec verify",
    )
    parser.add_argument("--version", action="version", version=f"coppspec {version('coppspec')}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for add in (
        _add_verify,
        _add_check,
        _add_replay,
        _add_report,
        _add_explain,
        _add_suite,
        _add_mutants,
        _add_doctor,
        _add_infer,
        _add_new,
    ):
        add(commands)
    return parser


def _add_verify(commands: Commands) -> None:
    verify = commands.add_parser(
        "verify",
        help="check the tables, the model, the reference driver and the wrong drivers",
        description="Check the tables, explore the model, attack the reference driver, catch wrong ones.",
        epilog="example: coppspec verify --seed 7 --json > results.json",
    )
    _add_seed(verify, "of everything that is drawn")
    verify.add_argument(
        "--thorough",
        action="store_true",
        help="also solve the model and prove the count for any number of sessions; needs z3",
    )
    verify.add_argument(
        "--only",
        default="",
        metavar="TEXT",
        help="ask only what has this in its name: 'suite of keys'",
    )
    verify.add_argument("--json", action="store_true", help="print the results as JSON")
    verify.add_argument(
        "--json-out",
        type=option_values.path,
        metavar="FILE",
        help="write the results as JSON, beside the summary",
    )
    verify.set_defaults(command="verify")


def _add_check(commands: Commands) -> None:
    check = commands.add_parser(
        "check",
        help="judge a driver",
        description="Run everything that a driver is held to, and say of each clause whether it conforms. "
        "A TARGET is py:module:Name, exec:command, or c:./libdriver.so.",
        epilog="example: coppspec check c:examples/c/libgood.so --junit results.xml",
    )
    _add_target(check)
    _add_seed(check, "of everything that is drawn")
    check.add_argument("--thorough", action="store_true", help="also larger suites, and more at random")
    check.add_argument("--only", default="", metavar="TEXT", help="run only what has this in its name")
    check.add_argument(
        "--profile",
        type=option_values.path,
        metavar="FILE",
        help="the readings that it is held to, as `infer` writes them",
    )
    check.add_argument(
        "--known-failures",
        type=option_values.path,
        metavar="FILE",
        help="clauses that may be violated, one on a line",
    )
    check.add_argument(
        "--jobs",
        type=option_values.jobs,
        metavar="N",
        help="how many of the driver may be there at once (default: cores, 4 at most)",
    )
    check.add_argument(
        "--call-seconds",
        type=option_values.seconds,
        metavar="S",
        help="for how long a call may take (default: 5)",
    )
    check.add_argument("--json", action="store_true", help="print the judgement as JSON")
    check.add_argument(
        "--json-out", type=option_values.path, metavar="FILE", help="write it as JSON, beside the text"
    )
    check.add_argument(
        "--junit", type=option_values.path, metavar="FILE", help="write it as JUnit's XML, beside the text"
    )
    check.add_argument(
        "--report",
        type=option_values.path,
        metavar="DIR",
        help="write all of it, with a page and the replays, into a folder",
    )
    check.set_defaults(command="check")


def _add_replay(commands: Commands) -> None:
    replay = commands.add_parser(
        "replay",
        help="play a replay again on a driver, or write it as a program",
        description="Play one sequence, as a check has written it, on a driver: each step, what is wanted, "
        "and what comes back. Exits with 1 if the driver deviates.",
        epilog="example: coppspec replay violation.json c:./libdriver.so --c violation.c",
    )
    replay.add_argument("file", type=option_values.path, metavar="FILE", help="the replay")
    _add_target(replay)
    replay.add_argument("--json", action="store_true", help="print it as JSON")
    replay.add_argument(
        "--c", type=option_values.path, metavar="FILE", help="write it as a C program, and play nothing"
    )
    replay.add_argument(
        "--python",
        type=option_values.path,
        metavar="FILE",
        help="write it as a Python program, and play nothing",
    )
    replay.set_defaults(command="replay")


def _add_report(commands: Commands) -> None:
    report = commands.add_parser(
        "report",
        help="draw the state graphs, and write the specification as a file and as a page",
        description="Write the state graphs as SVG, PNG, DOT and Mermaid: of each machine, with what it "
        "refuses, with what the suites exercise, of two sessions side by side, and of what some choices "
        "change; the gallery of all of them; the whole specification as spec.json; and index.html, one page "
        "to open from disk, with all of it to look at and to play with.",
        epilog="example: coppspec report --out build/report --results results.json",
    )
    report.add_argument(
        "--out",
        type=option_values.path,
        metavar="DIR",
        help="the folder to write into, which is made, or to check",
    )
    report.add_argument("--docs", action="store_true", help="write docs/gallery.md anew, and no more")
    report.add_argument(
        "--check",
        action="store_true",
        help="write nothing, and say which text is stale: of DIR, or docs/gallery.md",
    )
    report.add_argument(
        "--mutants",
        type=option_values.path,
        metavar="FILE",
        help="what `coppspec mutants --json` has written, to tell which faults are caught where",
    )
    report.add_argument(
        "--profile",
        type=option_values.path,
        metavar="FILE",
        help="the readings of the graphs, from `infer`, and what they change of the recommended ones; with "
        "--check, those that DIR was written with",
    )
    report.add_argument(
        "--results",
        type=option_values.path,
        metavar="FILE",
        help="what `coppspec check` or `coppspec verify` wrote with --json-out, for the page",
    )
    report.add_argument("--json", action="store_true", help="print the names of the files as JSON")
    report.set_defaults(command="report", usage=report.error)


def _add_explain(commands: Commands) -> None:
    explain = commands.add_parser(
        "explain",
        help="print a clause, a choice with what is at stake in it, or a trap with its witness",
        description="Print a clause with its source and what rests on it; a choice with short calls on which "
        "its readings part; or a trap with the shortest calls on which a wrong driver falls into it.",
        epilog="example: coppspec explain COPP-152",
    )
    explain.add_argument(
        "id", nargs="?", metavar="ID", help="COPP-152, VPCP-551, Q04, padding_check or T-01; all if left out"
    )
    explain.add_argument("--json", action="store_true", help="print it as JSON")
    explain.set_defaults(command="explain")


def _add_suite(commands: Commands) -> None:
    suite = commands.add_parser(
        "suite",
        help="write a complete suite as a file, or see whether one is complete",
        description="Write the complete suite of an alphabet as a file of intents, certify such a file, or, "
        "without either, list the alphabets.",
        epilog="example: coppspec suite control --extra-states 1 --out control.ndjson",
    )
    suite.add_argument("name", nargs="?", metavar="NAME", help="an alphabet, as the list calls it")
    suite.add_argument(
        "--extra-states",
        type=option_values.extra_states,
        default=0,
        metavar="K",
        help="how many a driver may have more than the table, 0 to 3 (default: 0)",
    )
    suite.add_argument(
        "--out",
        type=option_values.path,
        metavar="FILE",
        help="the file to write; standard output if left out",
    )
    suite.add_argument("--verify", type=option_values.path, metavar="FILE", help="the file to certify")
    suite.add_argument("--json", action="store_true", help="print the list or the certificate as JSON")
    suite.set_defaults(command="suite")


def _add_mutants(commands: Commands) -> None:
    mutants = commands.add_parser(
        "mutants",
        help="say which wrong table is caught by which suite",
        description="Make every single fault of every table, take every wrong driver of the zoo, and say "
        "which suite catches it, after how many calls, and what survives.",
        epilog="example: coppspec mutants --json > mutants.json",
    )
    mutants.add_argument("--json", action="store_true", help="print every mutant as JSON")
    mutants.set_defaults(command="mutants")


def _add_doctor(commands: Commands) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="say whether what stands between a driver and coppspec is sound",
        description="Ask a driver a fixed list of questions that tell a fault of its harness, which is what "
        "stands between it and coppspec, from a fault of its own; each fault with the line to mend.",
        epilog="example: coppspec doctor exec:./my_driver",
    )
    _add_target(doctor)
    doctor.add_argument(
        "--call-seconds",
        type=option_values.seconds,
        default=5.0,
        metavar="S",
        help="how long a call may take; to start, six times as long (default: 5)",
    )
    doctor.add_argument("--json", action="store_true", help="print what is found as JSON")
    doctor.set_defaults(command="doctor")


def _add_infer(commands: Commands) -> None:
    infer = commands.add_parser(
        "infer",
        help="say which reading of each choice a driver follows, as a profile file",
        description="Probe a driver for the reading of each choice on which the documents are silent or "
        "contradict each other, and write what it follows as a profile file.",
        epilog="example: coppspec infer c:./libdriver.so --out driver.toml",
    )
    _add_target(infer)
    infer.add_argument("--out", type=option_values.path, metavar="FILE", help="the profile file to write")
    _add_seed(infer, "of what is made up in messages")
    infer.add_argument("--json", action="store_true", help="print every choice with its probes as JSON")
    infer.set_defaults(command="infer")


def _add_new(commands: Commands) -> None:
    new = commands.add_parser(
        "new",
        help="write the skeleton of a harness, to put a driver behind",
        description="Write a harness that works as it is, with a small driver that conforms behind it, "
        "for yours to take the place of. No file is overwritten.",
        epilog="example: coppspec new harness --lang c --out my_harness",
    )
    new.add_argument("what", choices=["harness"], help="what to write: a harness")
    new.add_argument(
        "--lang", choices=["c", "python"], required=True, help="a library in C, or a program in Python"
    )
    new.add_argument(
        "--out",
        type=option_values.path,
        default=Path("harness"),
        metavar="DIR",
        help="the folder to write into; it is made (default: harness)",
    )
    new.set_defaults(command="new")


def _add_target(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="TARGET", help="py:module:Name, exec:command, or c:./libdriver.so")


def _add_seed(parser: argparse.ArgumentParser, of: str) -> None:
    parser.add_argument("--seed", type=option_values.seed, default=0, metavar="N", help=f"{of} (default: 0)")
