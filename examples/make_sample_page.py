"""Writes docs/sample-driver.md: what the sample in the driver documents does otherwise than they say.

python examples/make_sample_page.py c:examples/c/libtemplate.so
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from coppspec.model.registry import choices
from coppspec.oracle.check import check
from coppspec.oracle.judgement import Judgement, source, statement
from coppspec.oracle.sitting import Order
from coppspec.reports.markdown import block, code, linked, text
from coppspec.reports.replay_told import steps

PAGE = Path(__file__).parents[1] / "docs" / "sample-driver.md"
INTRODUCTION = """\
# What the sample driver does otherwise

The driver documents print sample code beside their prose. [`template.c`](../examples/c/template.c)
behaves as that code does, faults included, and this page is what `coppspec check` says of it:

```sh
make -C examples/c
coppspec check c:examples/c/libtemplate.so
```

Each heading is a clause that it breaks, or a point on which the documents are silent or contradict
each other; under it stands the shortest sequence of calls that shows it, with what the driver answered.
Who has begun with the sample can look here for what is still to be mended. It has COPP alone, so of
copy-protection sessions nothing is said here.
"""


def page(judgement: Judgement) -> str:
    """The whole page; no number in it depends on what was drawn."""
    return "\n".join((INTRODUCTION, *_violations(judgement), *_readings(judgement), ""))


def _violations(judgement: Judgement) -> Iterator[str]:
    yield "| clause | wanted | the sample |"
    yield "| --- | --- | --- |"
    found = (*judgement.violations, *judgement.differences)
    for each in found:
        deviation = each.replay.deviation
        anchor = f"[{each.clause}](#{each.clause.lower()})"
        yield f"| {anchor} | {text(deviation.wanted)} | {text(deviation.met)} |"
    for each in found:
        yield ""
        yield f"## {each.clause}"
        yield ""
        yield f"{linked(statement(each.clause))} ({linked(source(each.clause))})"
        yield ""
        yield from block("\n".join(steps(each.replay)))


def _readings(judgement: Judgement) -> Iterator[str]:
    """What the code does where the prose is silent, and a driver may do as well."""
    yield ""
    yield "## Readings"
    yield ""
    yield "Here it follows a reading that is allowed, though another one is recommended:"
    yield ""
    yield "| point | question | its reading | seen in |"
    yield "| --- | --- | --- | --- |"
    for each in judgement.readings:
        if not each.recommended:
            choice = choices()[each.choice]
            reading = " or ".join(code(reading) for reading in each.readings)
            yield f"| {choice.id} | {text(choice.question)} | {reading} | {code(each.evidence)} |"


if __name__ == "__main__":
    PAGE.write_text(page(check(Order(sys.argv[1]))), encoding="utf-8", newline="\n")
