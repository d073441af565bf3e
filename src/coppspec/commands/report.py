"""coppspec report: pictures, and the specification as a file."""

import argparse
import json

from coppspec.reports.pictures import CannotDraw
from coppspec.reports.report import write_report
from coppspec.terminal import CONFORMS, complain, say


def run(options: argparse.Namespace) -> int:
    """Run it; its exit status."""
    try:
        written = [str(path) for path in write_report(options.out)]
    except CannotDraw as reason:
        return complain(f"not everything is in {options.out}: {reason}")
    say(json.dumps({"files": written}, indent=2) if options.json else "\n".join(written))
    return CONFORMS
