"""coppspec check: a driver, judged."""

from dataclasses import replace
from types import SimpleNamespace

from coppspec.ending import in_words, status_of
from coppspec.oracle import profile_file
from coppspec.oracle.check import NothingAsked, check, listed
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.known_failures import InvalidKnownFailures, read
from coppspec.oracle.launcher import Limits
from coppspec.oracle.profile_file import InvalidProfileFile
from coppspec.oracle.sitting import Order
from coppspec.properties.crew import CannotStart
from coppspec.properties.declared import InvalidDriver
from coppspec.reports.judgement_told import told
from coppspec.reports.judgement_written import SameFile, expect_writable, write
from coppspec.reports.progress import progress
from coppspec.terminal import CONFORMS, USAGE, complain, refused, say, width

REFUSED = (
    CannotStart,
    InvalidDriver,
    InvalidKnownFailures,
    InvalidProfileFile,
    InvalidTarget,
    NothingAsked,
    SameFile,
)


def run(options: SimpleNamespace) -> int:
    """Run it; its exit status."""
    files = {"json": options.json_out, "junit": options.junit, "report": options.report}
    try:
        if options.list:
            say("\n".join(listed(_order(options))))
            return CONFORMS
        expect_writable(files)  # what cannot be written is known before the run
        with progress() as show:
            judgement = check(_order(options), show)
    except REFUSED as error:
        return complain(str(error))
    failed = write(judgement, files)  # before it is printed: standard output can fail, too
    for each in failed:
        complain(refused(each))
    say(judgement.as_json() if options.json else told(judgement, width()))
    if judgement.interrupt is not None:
        return complain(in_words(judgement.interrupt), status_of(judgement.interrupt))
    return USAGE if failed else judgement.exit_status


def _order(options: SimpleNamespace) -> Order:
    """What is to be judged, and how."""
    order = Order(options.target, options.seed, thorough=options.thorough, only=options.only)
    if options.known_failures is not None:
        order = replace(order, known=read(options.known_failures))
    if options.profile is not None:
        order = replace(order, profile=profile_file.read(options.profile))
    if options.jobs is not None:
        order = replace(order, jobs=options.jobs)
    if options.time_limit is not None:
        order = replace(order, time_limit=options.time_limit)
    if options.call_seconds is not None:
        order = replace(order, limits=Limits.of_calls(options.call_seconds))
    if options.memory is not None:
        order = replace(order, limits=order.limits._replace(memory=options.memory))
    return order
