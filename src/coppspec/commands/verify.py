"""coppspec verify: the tables, the model, the reference driver and the wrong ones."""

from types import SimpleNamespace

from coppspec.oracle.deadline import Deadline
from coppspec.oracle.text_file import expect_writable, write
from coppspec.properties.crew import CannotStart
from coppspec.properties.proof import CannotProve
from coppspec.properties.verification import NothingAsked, chosen_names, need_z3, table_problems, verify
from coppspec.reports.progress import progress
from coppspec.reports.summary import summary
from coppspec.terminal import CONFORMS, INCONCLUSIVE, VIOLATES, columns, complain, refused, say


def _until(seconds: float | None) -> tuple[float, str] | None:
    """When it has to be over, and what is said of what was not asked until then."""
    limit = Deadline.within(seconds)
    return None if seconds is None else (limit.moment, limit.why)


def run(options: SimpleNamespace) -> int:
    """Run it; its exit status."""
    chosen = dict[int, str]()
    if options.only or options.list:  # a name that nothing has is told at once
        try:
            chosen = chosen_names(options.only, thorough=options.thorough)
        except NothingAsked as reason:
            return complain(str(reason))
    if wrong := table_problems():
        return complain("\n".join(map(str, wrong)))
    if options.list:
        say("\n".join(dict.fromkeys(chosen.values())))
        return CONFORMS
    return _run(options)


def _run(options: SimpleNamespace) -> int:
    if options.thorough:
        try:
            need_z3()
        except CannotProve as reason:
            return complain(str(reason))
    if options.json_out is not None:
        expect_writable(options.json_out)
    with progress() as show:
        try:
            results = verify(
                options.seed,
                show,
                thorough=options.thorough,
                only=options.only,
                until=_until(options.time_limit),
            )
        except (CannotStart, NothingAsked) as reason:
            return complain(str(reason))
    failed = None
    if options.json_out is not None:
        try:
            write(options.json_out, results.as_json() + "\n")
        except OSError as error:
            failed = complain(refused(error))
    say(results.as_json() if options.json else summary(results, columns()))
    if failed is not None:
        return failed
    if results.violations:
        return VIOLATES
    return INCONCLUSIVE if results.inconclusive else CONFORMS
