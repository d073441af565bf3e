"""The results of a run, in words and numbers for a terminal."""

from collections.abc import Iterable, Iterator
from shlex import quote
from textwrap import wrap

from coppspec.properties.matrix import Fate
from coppspec.properties.results import Finding, Kind, Results
from coppspec.reports.wrapped import NUMBER, hanging

WIDTH = 110
PROFILE = ", with "
"""What stands before the profile of a subject, where it is not the default one."""


def summary(results: Results, width: int | None = None) -> str:
    """What holds, in numbers; each violation with the sequence that shows it; what cannot be told.

    Args:
        results: of a run.
        width: of the terminal that it is shown on, which would break a line anywhere; None for no limit.
    """
    lines = (*_numbers(results), *_violations(results))
    return "\n".join(part for line in lines for part in _fitted(line, width))


def _fitted(line: str, width: int | None) -> list[str]:
    """A line in as many as it takes, none of which ends within a word or a number."""
    if width is None or len(line) <= width:
        return [line]
    text = line.lstrip()
    indent = " " * (len(line) - len(text))
    return hanging(text, width, indent, indent + " " * NUMBER)


def _numbers(results: Results) -> Iterator[str]:
    only = f" Only what is called {results.only!r}." if results.only else ""
    yield f"Profile: {results.profile}. Seed: {results.seed}.{only}"
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
    yield from _complete([each for each in results.of(Kind.SUITE) if "faults" in each.numbers])
    fates = (f"{totals[f'mutants {fate}']:,} {fate}" for fate in Fate)
    yield _line("mutants", f"{totals['mutants']:,} wrong tables: {', '.join(fates)}")
    yield _line(
        "clauses tested", f"{totals['clauses tested']}: one of their mutants or wrong drivers is caught"
    )
    drivers, players = "wrong drivers", "wrong applications"
    caught = [f"{totals[f'{each} caught']} of {totals[each]}" for each in (drivers, players)]
    yield _line(drivers, f"{caught[0]} caught, and {caught[1]} {players}")
    if results.thorough:
        yield ""
        yield from _thorough(results)
    yield ""
    if results.violations:
        yield f"{len(results.violations)} violated."
    elif not results.inconclusive:
        yield "All of it holds."
    if results.inconclusive:
        yield f"{len(results.inconclusive)} inconclusive."


def _complete(suites: list[Finding]) -> Iterator[str]:
    """Of each complete suite what it costs, and what it catches of the faults of its machine."""
    for each in suites:
        numbers = each.numbers
        yield _line("", each.subject)
        costs = ", ".join(f"{numbers[what]:,} {what}" for what in ("calls", "handshakes", "tags"))
        caught = (
            f"{_share(numbers[f'{what} caught'], numbers[what])} of the {numbers[what]:,} {what}"
            for what in ("faults", "hidden faults")
            if what in numbers
        )
        yield _line("", f"  {costs}, {each.seconds:.1f} s; catches {' and '.join(caught)}")


def _share(part: int, whole: int) -> str:
    """A share that is never rounded up to all of it.

    >>> _share(999, 1000), _share(1, 1)
    ('99 %', 'all')
    """
    return "all" if part == whole else f"{100 * part // whole} %"


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


def _thorough(results: Results) -> Iterator[str]:
    yield from _solved(results.of(Kind.SOLVED))
    proofs = results.of(Kind.PROVED)
    for name in _names(proofs):
        yield from _wrapped("proved", f"{_holding([each for each in proofs if each.name == name])}: {name}")
    for each in proofs:
        steps, done = (each.numbers.get(number, 0) for number in ("steps of the proof", "steps that hold"))
        yield from _wrapped("", f"{each.subject}: {done} of {steps} steps hold")
    for each in results.of(Kind.REFUTED):
        if each.holds:
            yield from _wrapped("refuted", f"{each.subject}: {each.name}")
            yield from (_line("", f"  {line}") for line in each.detail.splitlines())
    wrong = results.of(Kind.WRONG_TABLE)
    yield _line("wrong tables", f"{sum(each.holds for each in wrong)} of {len(wrong)} caught")
    for each in wrong:
        if each.holds and "most calls" in each.numbers:
            calls = f"{each.numbers['fewest calls']:,} to {each.numbers['most calls']:,} calls"
            yield from _wrapped("", f"{each.subject}: {each.name}, after {calls}")


def _solved(findings: list[Finding]) -> Iterator[str]:
    """For each question how many answers hold; and those about the most keys, with their numbers."""
    questions = [[each for each in findings if each.name == name] for name in _names(findings)]
    for alike in sorted(questions, key=_keys):
        most = max(_keys(alike), default=0)
        yield from _wrapped("solved", f"{_tried(_keys(alike))}{_holding(alike)}: {alike[0].name}")
        for each in alike:
            numbers = [f"{_amount(each.numbers[what])} {what}" for what in REACHED if what in each.numbers]
            if numbers and each.numbers["keys"] == most:
                yield from _wrapped("", each.subject)
                yield from _wrapped("", ", ".join(numbers))


def _names(findings: list[Finding]) -> Iterable[str]:
    return dict.fromkeys(each.name for each in findings)


def _keys(findings: list[Finding]) -> list[int]:
    return sorted({each.numbers["keys"] for each in findings if "keys" in each.numbers})


def _tried(keys: list[int]) -> str:
    if not keys:
        return ""
    return f"{f'{keys[0]} to {keys[-1]}' if len(keys) > 2 else ' and '.join(map(str, keys))} keys, "


REACHED = ("configurations", "transitions", "tuples of counts")
EXACT = 10**15
"""From here on a number is told roughly; the JSON has it in full."""


def _amount(number: int) -> str:
    return f"{number:,}" if number < EXACT else f"about {number:.3g}"


def _violations(results: Results) -> Iterator[str]:
    for word, findings in (
        ("VIOLATED", results.violations),
        ("INCONCLUSIVE: it cannot be told", results.inconclusive),
    ):
        for finding in findings:
            yield ""
            yield f"{word}: {finding.called}"
            yield from (f"  {line}" for line in finding.detail.splitlines())
    if results.violations or results.inconclusive:
        yield ""
        thorough = " --thorough" if results.thorough else ""
        only = f" --only {quote(results.only)}" if results.only else ""
        yield f"Repeat it with: coppspec verify{thorough}{only} --seed {results.seed}"


def _holding(findings: list[Finding]) -> str:
    return f"{sum(finding.holds for finding in findings)} of {len(findings)} hold"


def _line(title: str, text: str) -> str:
    return f"  {title:<14} {text}"


def _wrapped(title: str, text: str) -> Iterator[str]:
    for number, line in enumerate(wrap(text, WIDTH - len(_line("", "")))):
        yield _line("" if number else title, line)
