"""The command line: `coppspec verify`, `coppspec report` and `coppspec explain`.

Results go to standard output, everything else to standard error. What a command needs is imported when
it runs, so that `--help` answers at once.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from coppspec.model.errors import InvalidRegistry, InvalidTable

if TYPE_CHECKING:
    from coppspec.properties.results import Results

CONFORMS, VIOLATES, USAGE = 0, 1, 2
INTERRUPTED = 130


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
    verify.add_argument("--json", action="store_true", help="print the results as JSON")
    verify.add_argument(
        "--json-out", type=_path, metavar="FILE", help="write the results as JSON, beside the summary"
    )
    verify.set_defaults(run=_verify)

    report = commands.add_parser(
        "report",
        help="draw the state graphs",
        description="Write the state graph of each machine as SVG, PNG, DOT and Mermaid.",
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
    return parser


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"a seed is a number from 0 upwards, not {text!r}")
    return int(text)


def _path(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("a path is wanted, and there is none")
    return Path(text)


def _verify(options: argparse.Namespace) -> int:
    from coppspec.properties.proof import CannotProve  # noqa: PLC0415  see the module
    from coppspec.properties.verification import need_z3, table_problems, verify  # noqa: PLC0415  see the module
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
        results: Results = verify(options.seed, show, thorough=options.thorough)
    if options.json_out is not None:
        options.json_out.write_text(results.as_json() + "\n", encoding="utf-8", newline="\n")
    _print(results.as_json() if options.json else summary(results))
    return VIOLATES if results.violations else CONFORMS


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
    from coppspec.reports.wrapped import WIDTH  # noqa: PLC0415  see the module

    width = min(get_terminal_size((WIDTH, 1)).columns, WIDTH)
    try:
        _print(as_json(options.id) if options.json else as_text(options.id, width))
    except UnknownId as error:
        return _complain(str(error))
    return CONFORMS


def _complain(message: str, status: int = USAGE) -> int:
    """Say on standard error what is wrong; the exit status for it."""
    sys.stderr.write(f"coppspec: {message}\n")
    return status
