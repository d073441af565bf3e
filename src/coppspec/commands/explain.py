"""coppspec explain: a clause, a choice, or a trap."""

from types import SimpleNamespace

from coppspec.reports.explanation import UnknownId, as_json, as_text
from coppspec.terminal import CONFORMS, complain, say, width


def run(options: SimpleNamespace) -> int:
    """Run it; its exit status."""
    try:
        say(as_json(options.id) if options.json else as_text(options.id, width()))
    except UnknownId as error:
        return complain(str(error))
    return CONFORMS
