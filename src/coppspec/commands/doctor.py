"""coppspec doctor: whether a harness is sound."""

from types import SimpleNamespace

from coppspec.oracle.doctor import examine
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.launcher import USUAL, Limits
from coppspec.reports.doctor_told import as_json, as_text, status_of
from coppspec.terminal import complain, say, width


def run(options: SimpleNamespace) -> int:
    """Run it; its exit status."""
    seconds = options.call_seconds
    try:
        report = examine(options.target, USUAL if seconds is None else Limits.of_calls(seconds))
    except InvalidTarget as error:
        return complain(str(error))
    say(as_json(report) if options.json else as_text(report, width()))
    return status_of(report)
