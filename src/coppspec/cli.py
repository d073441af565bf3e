"""The command line: `coppspec verify`, `report`, `explain`, `suite`, `mutants`, `doctor`, `infer` and `new`.

Results go to standard output, everything else to standard error. What a command needs is imported when
it runs, so that `--help` answers at once.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from coppspec.model.errors import InvalidRegistry, InvalidTable

if TYPE_CHECKING:
    from coppspec.oracle.check import Order
    from coppspec.properties.results import Results
    from coppspec.reports.wrapped import Told

CONFORMS, VIOLATES, USAGE, INCONCLUSIVE = 0, 1, 2, 3
INTERRUPTED = 130
LEAST_SECONDS, MOST_SECONDS = 0.01, 3600
STARTING = 6
"""A driver may take so many times as long to start as for a call: it may have much to load."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit status: 0 all holds, 1 something is violated, 2 usage or a bad table."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except KeyboardInterrupt:
        return _complain("interrupted", INTERRUPTED)
    except (OSError, InvalidRegistry, InvalidTable) as error:
        return _complain(str(error))
    return status


def _print(text: str) -> None:
    """Write a result; who reads it may have had enough, which changes no status."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="coppspec",
        description="The Certified Output Protection Protocol (COPP) and its neighbour, as a program.",
        epilog="example: coppspec verify",
    )
    parser.add_argument("--version", action="version", version=f"coppspec {version('coppspec')}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    verify = commands.add_parser(
        "verify",
        help="check the tables, the model, the reference driver and the wrong drivers",
        description="Check the tables, explore the model, attack the reference driver, catch wrong ones.",
        epilog="example: coppspec verify --seed 7 --json > results.json",
    )
    verify.add_argument(
        "--seed", type=_seed, default=0, metavar="N", help="of everything that is drawn (default: 0)"
    )
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
        "--json-out", type=_path, metavar="FILE", help="write the results as JSON, beside the summary"
    )
    verify.set_defaults(run=_verify)

    check = commands.add_parser(
        "check",
        help="judge a driver",
        description="Run everything that a driver is held to, and say of each clause whether it conforms. "
        "A TARGET is py:module:Name, exec:command, or c:./libdriver.so.",
        epilog="example: coppspec check c:examples/c/libgood.so --junit results.xml",
    )
    check.add_argument("target", metavar="TARGET", help="the driver, as exec:./my_driver")
    check.add_argument(
        "--seed", type=_seed, default=0, metavar="N", help="of everything that is drawn (default: 0)"
    )
    check.add_argument("--thorough", action="store_true", help="also larger suites, and more at random")
    check.add_argument("--only", default="", metavar="TEXT", help="run only what has this in its name")
    check.add_argument(
        "--profile",
        type=_path,
        metavar="FILE",
        help="the readings that it is held to, as `infer` writes them",
    )
    check.add_argument(
        "--known-failures", type=_path, metavar="FILE", help="clauses that may be violated, one on a line"
    )
    check.add_argument(
        "--jobs", type=_jobs, metavar="N", help="how many of the driver may be there at once (default: cores)"
    )
    check.add_argument(
        "--call-seconds", type=_seconds, metavar="S", help="for how long a call may take (default: 5)"
    )
    check.add_argument("--json", action="store_true", help="print the judgement as JSON")
    check.add_argument("--json-out", type=_path, metavar="FILE", help="write it as JSON, beside the text")
    check.add_argument("--junit", type=_path, metavar="FILE", help="write it as JUnit's XML, beside the text")
    check.add_argument(
        "--report",
        type=_path,
        metavar="DIR",
        help="write all of it, with a page and the replays, into a folder",
    )
    check.set_defaults(run=_check)

    report = commands.add_parser(
        "report",
        help="draw the state graphs, and write the specification as a file",
        description="Write the state graph of each machine as SVG, PNG, DOT and Mermaid, and the whole "
        "specification as spec.json.",
        epilog="example: coppspec report --out build/report",
    )
    report.add_argument(
        "--out", type=_path, required=True, metavar="DIR", help="the folder to write into; it is made"
    )
    report.add_argument("--json", action="store_true", help="print the names of the files as JSON")
    report.set_defaults(run=_report)

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
    explain.set_defaults(run=_explain)

    suite = commands.add_parser(
        "suite",
        help="write a complete suite as a file, or see whether one is complete",
        description="Write the complete suite of an alphabet as a file of intents, certify such a file, or, "
        "without either, list the alphabets.",
        epilog="example: coppspec suite control --extra-states 1 --out control.ndjson",
    )
    suite.add_argument("name", nargs="?", metavar="NAME", help="an alphabet, as the list calls it")
    suite.add_argument(
        "--extra-states", type=_number, default=0, metavar="K", help="that a driver may have (default: 0)"
    )
    suite.add_argument(
        "--out", type=_path, metavar="FILE", help="the file to write; standard output if left out"
    )
    suite.add_argument("--verify", type=_path, metavar="FILE", help="the file to certify")
    suite.add_argument("--json", action="store_true", help="print the list or the certificate as JSON")
    suite.set_defaults(run=_suite)

    mutants = commands.add_parser(
        "mutants",
        help="say which wrong table is caught by which suite",
        description="Make every single fault of every table, and say which suite catches it, after how many "
        "calls, and what survives.",
        epilog="example: coppspec mutants --json > mutants.json",
    )
    mutants.add_argument("--json", action="store_true", help="print every mutant as JSON")
    mutants.set_defaults(run=_mutants)

    doctor = commands.add_parser(
        "doctor",
        help="say whether what stands between a driver and coppspec is sound",
        description="Ask a driver a fixed list of questions that tell a fault of its harness, which is what "
        "stands between it and coppspec, from a fault of its own; each fault with the line to mend.",
        epilog="example: coppspec doctor exec:./my_driver",
    )
    doctor.add_argument("target", metavar="TARGET", help="py:module:Name, exec:command, or c:./libdriver.so")
    doctor.add_argument(
        "--call-seconds",
        type=_seconds,
        default=5.0,
        metavar="N",
        help="how long a call may take; to start, six times as long (default: 5)",
    )
    doctor.add_argument("--json", action="store_true", help="print what is found as JSON")
    doctor.set_defaults(run=_doctor)

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
        type=_path,
        default=Path("harness"),
        metavar="DIR",
        help="the folder to write into; it is made (default: harness)",
    )
    new.set_defaults(run=_new)

    infer = commands.add_parser(
        "infer",
        help="say which reading of each choice a driver follows, as a profile file",
        description="Probe a driver for the reading of each choice on which the documents are silent or "
        "contradict each other, and write what it follows as a profile file.",
        epilog="example: coppspec infer c:./libdriver.so --out driver.toml",
    )
    infer.add_argument("target", metavar="TARGET", help="py:module:Name, exec:command, or c:./libdriver.so")
    infer.add_argument("--out", type=_path, metavar="FILE", help="the profile file to write")
    infer.add_argument(
        "--seed", type=_seed, default=0, metavar="N", help="of what is made up in messages (default: 0)"
    )
    infer.add_argument("--json", action="store_true", help="print every choice with its probes as JSON")
    infer.set_defaults(run=_infer)
    return parser


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(
            f"a time is a number of seconds from {LEAST_SECONDS} to {MOST_SECONDS}, not {text!r}"
        )
    return seconds


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"a seed is a number from 0 upwards, not {text!r}")
    return int(text)


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) not in range(1, 65):
        raise argparse.ArgumentTypeError(f"jobs are a number from 1 to 64, not {text!r}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds <= 3600:
        raise argparse.ArgumentTypeError(f"seconds are a number above 0, up to 3600, not {text!r}")
    return seconds


def _number(text: str) -> int:
    from coppspec.properties.suite_file import MOST_EXTRA  # noqa: PLC0415  see the module

    if text not in map(str, range(MOST_EXTRA + 1)):
        raise argparse.ArgumentTypeError(f"extra states are a number from 0 to {MOST_EXTRA}, not {text!r}")
    return int(text)


def _path(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("a path is wanted, and there is none")
    return Path(text)


def _verify(options: argparse.Namespace) -> int:
    from coppspec.properties.proof import CannotProve  # noqa: PLC0415  see the module
    from coppspec.properties.verification import (  # noqa: PLC0415  see the module
        NothingAsked,
        need_z3,
        table_problems,
        verify,
    )
    from coppspec.reports.progress import progress  # noqa: PLC0415  see the module
    from coppspec.reports.summary import summary  # noqa: PLC0415  see the module

    if wrong := table_problems():
        return _complain("\n".join(map(str, wrong)))
    if options.thorough:
        try:
            need_z3()
        except CannotProve as reason:
            return _complain(str(reason))
    if options.json_out is not None:
        options.json_out.write_text("", encoding="utf-8")  # what cannot be written is known before the run
    with progress() as show:
        try:
            results: Results = verify(options.seed, show, thorough=options.thorough, only=options.only)
        except NothingAsked as reason:
            return _complain(str(reason))
    if options.json_out is not None:
        options.json_out.write_text(results.as_json() + "\n", encoding="utf-8", newline="\n")
    _print(results.as_json() if options.json else summary(results))
    return VIOLATES if results.violations else CONFORMS


def _check(options: argparse.Namespace) -> int:
    from coppspec.oracle.check import NothingAsked, check  # noqa: PLC0415  see the module
    from coppspec.oracle.invalid_target import InvalidTarget  # noqa: PLC0415  see the module
    from coppspec.oracle.known_failures import InvalidKnownFailures  # noqa: PLC0415  see the module
    from coppspec.properties.declared import InvalidDriver  # noqa: PLC0415  see the module
    from coppspec.reports.judgement_told import told  # noqa: PLC0415  see the module
    from coppspec.reports.judgement_written import expect_writable, write  # noqa: PLC0415  see the module
    from coppspec.reports.progress import progress  # noqa: PLC0415  see the module

    files = {"json": options.json_out, "junit": options.junit, "report": options.report}
    try:
        expect_writable(files)  # what cannot be written is known before the run
        with progress() as show:
            judgement = check(_order(options), show)
    except (InvalidDriver, InvalidKnownFailures, InvalidTarget, NothingAsked) as error:
        return _complain(str(error))
    write(judgement, files)
    _print(judgement.as_json() if options.json else told(judgement, _width()))
    return judgement.exit_status


def _order(options: argparse.Namespace) -> "Order":
    """What is to be judged, and how."""
    from coppspec.oracle.check import Order  # noqa: PLC0415  see the module
    from coppspec.oracle.known_failures import read  # noqa: PLC0415  see the module
    from coppspec.oracle.launcher import USUAL  # noqa: PLC0415  see the module

    order = Order(options.target, options.seed, thorough=options.thorough, only=options.only)
    if options.known_failures is not None:
        order = replace(order, known=read(options.known_failures))
    if options.jobs is not None:
        order = replace(order, jobs=options.jobs)
    if options.call_seconds is not None:
        order = replace(order, limits=USUAL._replace(call=options.call_seconds))
    return order


def _report(options: argparse.Namespace) -> int:
    import json  # noqa: PLC0415  see the module

    from coppspec.reports.pictures import CannotDraw  # noqa: PLC0415  see the module
    from coppspec.reports.report import write_report  # noqa: PLC0415  see the module

    try:
        written = [str(path) for path in write_report(options.out)]
    except CannotDraw as reason:
        return _complain(f"not everything is in {options.out}: {reason}")
    sys.stdout.write(
        (json.dumps({"files": written}, indent=2) if options.json else "\n".join(written)) + "\n"
    )
    return CONFORMS


def _explain(options: argparse.Namespace) -> int:
    from coppspec.reports.explanation import UnknownId, as_json, as_text  # noqa: PLC0415  see the module

    try:
        _print(as_json(options.id) if options.json else as_text(options.id, _width()))
    except UnknownId as error:
        return _complain(str(error))
    return CONFORMS


def _suite(options: argparse.Namespace) -> int:
    from coppspec.properties.catalog import catalog  # noqa: PLC0415  see the module
    from coppspec.properties.suite_writing import lines  # noqa: PLC0415  see the module
    from coppspec.reports.suites_told import listing  # noqa: PLC0415  see the module

    if options.verify is not None:
        return _certify(options)
    if options.name is None and (options.out is not None or options.extra_states):
        return _complain("a suite is written of an alphabet: give a NAME, or nothing to see the list")
    catalogue = catalog()
    if options.name is None:
        _tell(listing(catalogue), as_json=options.json)
    elif options.name not in catalogue:
        return _complain(f"there is no alphabet {options.name!r}; there are {', '.join(catalogue)}")
    else:
        made = "".join(f"{line}\n" for line in lines(catalogue[options.name], options.extra_states))
        if options.out is None:
            _print(made.removesuffix("\n"))
        else:
            options.out.write_text(made, encoding="utf-8", newline="\n")
    return CONFORMS


def _certify(options: argparse.Namespace) -> int:
    from coppspec.properties.catalog import catalog  # noqa: PLC0415  see the module
    from coppspec.properties.certificate import Table, first_gap  # noqa: PLC0415  see the module
    from coppspec.properties.suite_file import InvalidSuiteFile, read  # noqa: PLC0415  see the module
    from coppspec.properties.suite_writing import expect_present_tables  # noqa: PLC0415  see the module
    from coppspec.reports.suites_told import certified  # noqa: PLC0415  see the module

    if options.name is not None or options.out is not None or options.extra_states:
        return _complain("a suite is written or certified: give a NAME, or --verify FILE and no more")
    try:
        file = read(options.verify)
        expect_present_tables(options.verify, file, catalog())
    except InvalidSuiteFile as error:
        return _complain(str(error))
    gap = first_gap(Table(file.head["next"], file.head["output"]), file.words, file.head["extra_states"])
    _tell(certified(file, gap), as_json=options.json)
    return CONFORMS if gap is None else VIOLATES


def _mutants(options: argparse.Namespace) -> int:
    from coppspec.properties.matrix import every_case, stale_reasons  # noqa: PLC0415  see the module
    from coppspec.properties.suites import suites  # noqa: PLC0415  see the module
    from coppspec.reports.matrix_told import as_json, as_text  # noqa: PLC0415  see the module
    from coppspec.reports.progress import progress  # noqa: PLC0415  see the module

    with progress() as show:
        found = every_case(show)
    calls = {suite.name: suite.calls for suite in suites()}
    _print((as_json if options.json else as_text)(found, calls))
    wrong = stale_reasons(found) or any(each.unexplained for each in found)
    return VIOLATES if wrong else CONFORMS


def _doctor(options: argparse.Namespace) -> int:
    from coppspec.oracle.doctor import examine  # noqa: PLC0415  see the module
    from coppspec.oracle.invalid_target import InvalidTarget  # noqa: PLC0415  see the module
    from coppspec.oracle.launcher import Limits  # noqa: PLC0415  see the module
    from coppspec.reports.doctor_told import as_json, as_text, status_of  # noqa: PLC0415  see the module

    seconds = options.call_seconds
    try:
        report = examine(options.target, Limits(seconds, seconds * STARTING))
    except InvalidTarget as error:
        return _complain(str(error))
    _print(as_json(report) if options.json else as_text(report, _width()))
    return status_of(report)


def _new(options: argparse.Namespace) -> int:
    from coppspec.oracle.skeleton import FileInTheWay, next_commands, write_skeleton  # noqa: PLC0415  see the module

    try:
        written = write_skeleton(options.lang, options.out)
    except FileInTheWay as error:
        return _complain(str(error))
    listed = "\n".join(map(str, written))
    _print(f"{listed}\n\nNow type:\n  " + "\n  ".join(next_commands(options.lang, options.out)))
    return CONFORMS


def _infer(options: argparse.Namespace) -> int:
    from coppspec.oracle.inference import infer  # noqa: PLC0415  see the module
    from coppspec.oracle.invalid_target import InvalidTarget  # noqa: PLC0415  see the module
    from coppspec.oracle.targets import target  # noqa: PLC0415  see the module
    from coppspec.properties.declared import InvalidDriver  # noqa: PLC0415  see the module
    from coppspec.reports.profile_told import as_file, as_json, told  # noqa: PLC0415  see the module
    from coppspec.reports.progress import progress  # noqa: PLC0415  see the module

    if options.out is not None:
        options.out.open("a", encoding="utf-8").close()  # what cannot be written is known before the run
    with progress() as show:
        try:
            inferred = infer(target(options.target), options.seed, show)
        except (InvalidTarget, InvalidDriver) as reason:
            return _complain(str(reason))
    if options.out is not None:
        options.out.write_text(as_file(inferred, options.target), encoding="utf-8", newline="\n")
    if options.json:
        import json  # noqa: PLC0415  see the module

        _print(json.dumps(as_json(inferred), indent=2))
    else:
        _tell(told(inferred), as_json=False)
    return CONFORMS if inferred.found else INCONCLUSIVE


def _tell(told: "Told", *, as_json: bool) -> None:
    """Print what is told, in lines or as JSON."""
    import json  # noqa: PLC0415  see the module

    from coppspec.reports.wrapped import wrapped  # noqa: PLC0415  see the module

    _print(json.dumps(told, indent=2) if as_json else "\n".join(wrapped(told, _width())))


def _width() -> int:
    """How long a line of text may be: as wide as the terminal, but no wider than is good to read."""
    from coppspec.reports.wrapped import WIDTH  # noqa: PLC0415  see the module

    return min(get_terminal_size((WIDTH, 1)).columns, WIDTH)


def _complain(message: str, status: int = USAGE) -> int:
    """Say on standard error what is wrong; the exit status for it."""
    sys.stderr.write(f"coppspec: {message}\n")
    return status
