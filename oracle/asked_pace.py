"""What a doctor asks of the pace: how long a run takes, told from a few sequences of it."""

from collections.abc import Iterator
from itertools import islice
from statistics import median

from coppspec.oracle.diagnosis import NothingToAsk, Untold
from coppspec.oracle.examination import Examination
from coppspec.oracle.sitting import usual_jobs
from coppspec.oracle.workload import workload

SLOW, TOO_SLOW = 0.1, 0.5
"""Seconds for one call: with so many a check takes hours, or this examination takes too long."""


def delay(patient: Examination) -> str:
    """Whether a call is answered so fast that the rest can be asked."""
    seconds, calls = median(patient.record.seconds), workload(patient.declared).calls
    if seconds < TOO_SLOW:
        return f"a call takes {1000 * seconds:,.1f} ms"
    raise Untold(
        f"a call takes {seconds:.2f} s of the {patient.limits.call:g} s that it may take, so a check of "
        f"about {calls:,} calls takes {lasting(calls * seconds / usual_jobs())}",
        f"look for what waits in {patient.glue.name}: a sleep, a timer that is polled, an output that is not "
        "flushed after each answer, a process or connection that is made for each call; otherwise use --only "
        "NAME and --time-limit",
        "takes so long",
    )


def pace(patient: Examination) -> str:
    """How long a call of a run takes, and with that the run."""
    work, jobs = workload(patient.declared), usual_jobs()
    sampled = work.sampled(patient.launcher)
    if not sampled.calls:
        raise NothingToAsk("no sequence of a check can be played")
    seconds = sampled.each
    takes = f"{1 / seconds:,.{0 if seconds < SLOW else 1}f} calls a second"
    lasts = lasting(work.seconds(sampled, jobs))
    side_by_side = f" with {jobs} of it side by side" if jobs > 1 else ""
    told = f"{takes}, so a check of about {work.calls:,} calls takes about {lasts}{side_by_side}"
    return told if seconds < SLOW else f"{told}; --only NAME runs a part of it, --time-limit ends it early"


def lasting(seconds: float) -> str:
    """A time as one says it.

    >>> lasting(3), lasting(200), lasting(20_000), lasting(500_000)
    ('3 s', '3 minutes', '6 hours', '6 days')
    """
    name, size = next(islice(_units(seconds), 1))
    return f"{seconds / size:,.0f} {name}"


def _units(seconds: float) -> Iterator[tuple[str, int]]:
    for name, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            yield name, size
    yield "s", 1
