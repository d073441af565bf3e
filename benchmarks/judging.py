"""How long it takes to judge a driver behind a wire, and what it holds while it does: run by hand.

python benchmarks/judging.py c:examples/c/libgood.so
python benchmarks/judging.py c:examples/c/libgood.so --soak 1000000
"""

import argparse
import os
from itertools import cycle
from statistics import median
from time import perf_counter

from coppspec.model.profile import Profile
from coppspec.oracle.check import check
from coppspec.oracle.docket import docket
from coppspec.oracle.footprint import footprint
from coppspec.oracle.judged import Judge
from coppspec.oracle.launcher import Launcher
from coppspec.oracle.sitting import Order
from coppspec.oracle.targets import in_a_process
from coppspec.properties.catalog import catalog
from coppspec.properties.declared import Declared, checked

ROUNDS = 5
MEGABYTE = 1 << 20


def tell_suites(make_driver: Launcher) -> None:
    """The seconds of the complete suite of control, with no extra state and with one, on one core."""
    projection = catalog(None, Declared.of(checked(make_driver)))["control"]
    for extra in (0, 1):
        suite = projection.suite(extra)
        taken = [Judge(make_driver, seed).judge(suite).seconds for seed in range(ROUNDS)]
        print(f"{suite.name}: {suite.calls:,} calls, {median(taken):.2f} s (median of {ROUNDS})")


def tell_check(target: str) -> None:
    """The seconds of a whole check, on all cores."""
    beginning = perf_counter()
    judgement = check(Order(target))
    print(
        f"check: {judgement.status}, {judgement.totals['calls']:,} calls, "
        f"{perf_counter() - beginning:.1f} s on {os.cpu_count()} cores"
    )


def soak(make_driver: Launcher, calls: int) -> None:
    """So many calls, suite after suite, on one driver; what both sides hold after every tenth of them."""
    judge, done, told = Judge(make_driver), 0, 0
    for case in cycle(docket(Declared.of(checked(make_driver)), Profile())):
        judged = case.judged(judge)
        done += judged.calls
        if done * 10 // calls > told or done >= calls:
            told = done * 10 // calls
            ours, own = (footprint(group).resident // MEGABYTE for group in (os.getpgrp(), make_driver.pid))
            print(f"{done:>9,} calls: bench {ours} MB, driver {own} MB", flush=True)
        if done >= calls:
            return


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--soak", type=int, metavar="CALLS", help="make so many calls, and tell the memory")
    options = parser.parse_args()
    driver = in_a_process(options.target)
    if options.soak:
        soak(driver, options.soak)
    else:
        tell_suites(driver)
        tell_check(options.target)
