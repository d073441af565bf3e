"""coppspec explain: a clause, a choice, a trap, or whatever else has a name."""

from types import SimpleNamespace

from coppspec.reports import explanation, lookup
from coppspec.terminal import CONFORMS, complain, say, width


def run(options: SimpleNamespace) -> int:
    """Run it; its exit status."""
    if not options.words:
        say(explanation.as_json(None) if options.json else explanation.as_text(None))
        return CONFORMS
    wanted = " ".join(options.words)
    more = {"every": options.all, "mutants": options.mutants}
    try:
        say(lookup.as_json(wanted, **more) if options.json else lookup.as_text(wanted, width(), **more))
    except lookup.NothingFound as error:
        return complain(str(error))
    return CONFORMS
