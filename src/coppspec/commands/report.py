"""coppspec report: pictures, the gallery, the specification as a file, and the page."""

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import click

from coppspec.oracle import profile_file
from coppspec.oracle.profile_file import InvalidProfileFile
from coppspec.reports.cases_file import InvalidCases, read_cases
from coppspec.reports.pictures import CannotDraw
from coppspec.reports.report import write_report
from coppspec.reports.result_file import InvalidResults, read_results
from coppspec.reports.staleness import stale_docs, stale_report, write_docs
from coppspec.terminal import CONFORMS, VIOLATES, complain, say


def run(options: SimpleNamespace) -> int:
    """Run it; its exit status."""
    if options.check or options.docs:
        return _docs(options)
    if options.out is None:
        raise click.UsageError("give --out DIR, --docs or --check", click.get_current_context())
    folder: Path = options.out
    try:
        cases = () if options.mutants is None else read_cases(options.mutants)
        results = None if options.results is None else read_results(options.results)
        profile = None if options.profile is None else profile_file.read(options.profile)
        written = write_report(folder, profile, cases, results)
    except (InvalidCases, InvalidProfileFile, InvalidResults) as reason:
        return complain(str(reason))
    except CannotDraw as reason:
        return complain(f"not everything is in {folder}: {reason}")
    _say_names(written, as_json=options.json)
    return CONFORMS


def _docs(options: SimpleNamespace) -> int:
    """Write the gallery of the documentation, or compare it, or a folder of reports, with the tables."""
    given = [each for each in ("mutants", "results") if getattr(options, each) is not None]
    given += ["profile"] if options.profile is not None and options.out is None else []
    if given or (options.docs and (options.check or options.out is not None)):
        neither = f"; neither takes --{given[0]}" if given else ""
        only = ", for it is about a folder" if given == ["profile"] else ""
        return complain(f"give --docs alone, or --check with --out DIR or without{neither}{only}")
    if options.docs:
        _say_names(write_docs(), as_json=options.json)
        return CONFORMS
    try:
        profile = None if options.profile is None else profile_file.read(options.profile)
    except InvalidProfileFile as reason:
        return complain(str(reason))
    stale = stale_docs() if options.out is None else stale_report(options.out, profile, options.profile)
    if options.json:
        say(json.dumps({"stale": stale}, indent=2))
    elif stale:
        say("\n".join(stale))
    return VIOLATES if stale else CONFORMS


def _say_names(files: Sequence[Path], *, as_json: bool) -> None:
    names = [str(path) for path in files]
    say(json.dumps({"files": names}, indent=2) if as_json else "\n".join(names))
