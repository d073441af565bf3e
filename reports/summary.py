"""The results of a run, in words and numbers for a terminal."""

from collections.abc import Iterator

from coppspec.properties.results import Finding, Kind, Results

PROFILE = ", with "
"""What stands before the profile of a subject, where it is not the default one."""


def summary(results: Results) -> str:
    """What holds, in numbers; then each violation with the sequence that shows it."""
    return "\n".join((*_numbers(results), *_violations(results)))


def _numbers(results: Results) -> Iterator[str]:
    yield f"Profile: {results.profile}. Seed: {results.seed}."
    yield ""
    yield from _exploration(results)
    yield _line("properties", _holding([*results.of(Kind.FACT), *results.of(Kind.EXPLORATION)]))
    totals = results.totals
    clauses = totals["clauses in tables"]
    yield _line(
        "clauses",
        f"{clauses} of {totals['clauses']} in tables, "
        f"{totals['clauses in properties or layouts']} more in properties or layouts",
    )
    yield _line(
        "",
        f"{totals['clauses for the application']} are duties of the application, "
        f"{totals['clauses not testable here']} cannot be seen in bytes, "
        f"{totals['clauses pending']} are pending",
    )
    for kind, title in ((Kind.SUITE, "suites"), (Kind.MACHINE, "random")):
        sequences, calls = (results.sum(number, (kind,)) for number in ("sequences", "calls"))
        yield _line(title, f"{_holding(results.of(kind))}: {sequences:,} sequences, {calls:,} calls")
    yield _line("wrong drivers", f"{totals['wrong drivers caught']} of {totals['wrong drivers']} caught")
    yield ""
    if results.violations:
        yield f"{len(results.violations)} violated."
    else:
        yield "All of it holds."


def _exploration(results: Results) -> Iterator[str]:
    walks = [finding for finding in results.of(Kind.EXPLORATION) if "configurations" in finding.numbers]
    fired = [finding for finding in results.of(Kind.EXPLORATION) if "rows" in finding.numbers]
    for each in walks:
        if PROFILE in each.subject:
            continue
        numbers = each.numbers
        yield _line("explored", each.subject)
        yield _line(
            "",
            f"{numbers['states']} control states, {numbers['configurations']:,} configurations, "
            f"{numbers['steps']:,} steps",
        )
    other = sum(PROFILE in each.subject for each in walks)
    yield _line("", f"and {other} walks under other profiles")
    for each in fired:
        if PROFILE not in each.subject:
            numbers = each.numbers
            yield _line(
                "fired",
                f"{each.subject}: {numbers['rows fired']} of {numbers['rows']} rows, "
                f"{numbers['checks fired']} of {numbers['checks']} checks",
            )


def _violations(results: Results) -> Iterator[str]:
    for finding in results.violations:
        yield ""
        yield f"VIOLATED: {finding.subject}: {finding.name}"
        yield from (f"  {line}" for line in finding.detail.splitlines())
    if results.violations:
        yield ""
        yield f"Repeat it with: coppspec verify --seed {results.seed}"


def _holding(findings: list[Finding]) -> str:
    return f"{sum(finding.holds for finding in findings)} of {len(findings)} hold"


def _line(title: str, text: str) -> str:
    return f"  {title:<14} {text}"
