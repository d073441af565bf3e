"""coppspec explain: a clause, a choice, or a trap."""

import argparse

from coppspec.reports.explanation import UnknownId, as_json, as_text
from coppspec.terminal import CONFORMS, complain, say, width


def run(options: argparse.Namespace) -> int:
    """Run it; its exit status."""
    try:
        say(as_json(options.id) if options.json else as_text(options.id, width()))
    except UnknownId as error:
        return complain(str(error))
    return CONFORMS
