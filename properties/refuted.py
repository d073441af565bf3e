"""What is wrong with the count in a known way, and that the proof, a search and counting all find it.

First of all the wording of the document, taken literally; then the wrong tables of the zoo, and counts that
cannot hold every number.
"""

from collections.abc import Callable, Iterator
from functools import partial

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.engine import Engine
from coppspec.model.step import Configuration
from coppspec.properties.counting import counted_space
from coppspec.properties.miscounting import LITERAL as LITERAL_PROFILE
from coppspec.properties.miscounting import (
    Hold,
    NarrowEngine,
    leaks,
    one_too_many,
    saturating,
    wrapping,
)
from coppspec.properties.proof import Counterexample, prove
from coppspec.properties.results import Finding, Job, Kind
from coppspec.properties.search import PROTECTION, Kept, search
from coppspec.properties.solved import CLAUSES, KEPT, Family, or_why_not
from coppspec.properties.space import Space, product_space
from coppspec.properties.zoo_keys import WRONG_MINIPORTS

KEYS = 3
"""So many are listed and counted; a shorter sequence with more of them would be found by the proof."""
HIGHEST = 300
"""The last of the highest numbers that a count is given; 255 is among them."""

LITERAL = "a count of commands, as the wording has it"
WHY = """\
why: the wording adds one when protection is activated, and takes one away when it is turned off or
deactivated. A session that a change turns on is no activation, so nothing is added for it; one that
is off already is taken away once more. Either way the count is too low, and the output goes bare
while a session is on. So the table counts sessions that turn on or off, and not commands."""


def literal_wording() -> Engine:
    """The table that counts commands, as the wording has it."""
    return Engine(COPY_PROTECTION_SESSIONS, LITERAL_PROFILE)


def refuting() -> Iterator[Job]:
    """Everything that is to be refuted or caught, what takes longest first."""
    for name, (kind, calls) in NARROW.items():
        yield f"a count that {name}", partial(narrow, name, kind, calls)
    yield LITERAL, partial(or_why_not, Kind.REFUTED, f"{LITERAL}, is refuted", refuted_wording)
    for wrong in WRONG_MINIPORTS:
        if wrong.table is not None:
            subject = f"a table that {wrong.sentence}"
            work = partial(caught, Engine(wrong.table(COPY_PROTECTION_SESSIONS)), subject)
            yield "wrong tables", partial(or_why_not, Kind.WRONG_TABLE, f"{subject} is caught", work)


def refuted_wording() -> list[Finding]:
    """That the literal wording is refuted, and why."""
    return [*_found(Kind.REFUTED, literal_wording(), LITERAL, WHY)]


def caught(engine: Engine, subject: str) -> list[Finding]:
    """Whether a wrong table is found."""
    return [*_found(Kind.WRONG_TABLE, engine, subject)]


def _found(kind: Kind, engine: Engine, subject: str, why: str = "") -> Iterator[Finding]:
    """Of each claim, whether the three ways refute it, after equally many calls."""
    system = Family(beside_device=False, machine=engine.machine, profile=engine.profile).system(KEYS)
    proof = prove(engine.machine, engine.profile)
    by_proof = {each.claim.name: each for each in proof.counterexamples}
    for kept in KEPT:
        shown = by_proof.get(kept.name)
        calls = {
            "the proof": None if shown is None else len(shown.intents),
            "a search": _calls(product_space(system), kept),
            "counting": _calls(counted_space(system), kept),
        }
        holds = shown is not None and len(set(calls.values())) == 1
        numbers = {"steps of the proof": proof.steps, "steps that fail": len(proof.undone)}
        numbers |= {} if shown is None else {"calls that refute it": len(shown.intents)}
        told = [] if holds else [f"{who}: {_in_words(number)}" for who, number in calls.items()]
        told += (
            [] if shown is None else [*_played(shown, engine), *([why] if why and kept is PROTECTION else [])]
        )
        name = f"it is not so that {kept.name}"
        yield Finding(kind, subject, name, holds, CLAUSES[kept.name], numbers, "\n".join(told))


def _calls(space: Space, kept: Kept) -> int | None:
    found = search(space, kept).counterexample
    return None if found is None else len(found)


def _in_words(calls: int | None) -> str:
    return "not refuted" if calls is None else f"refuted after {calls} calls"


def _played(shown: Counterexample, engine: Engine) -> Iterator[str]:
    """The calls, with what is so after each; and what the table has in the end."""
    right = Engine(COPY_PROTECTION_SESSIONS)
    now, wanted = engine.start(shown.sessions), right.start(shown.sessions)
    for number, intent in enumerate(shown.intents, 1):
        _, now = engine.step(now, intent)
        _, wanted = right.step(wanted, intent)
        yield f"{number}. {intent} -> {_told(engine, now)}"
    yield f"by the table -> {_told(right, wanted)}"


def _told(engine: Engine, now: Configuration) -> str:
    on = sum(each.state in engine.machine.on for each in now.sessions)
    output = "protected" if now.reference_count > 0 else "bare"
    return f"the count is {now.reference_count}, sessions on: {on}, the output is {output}"


def _until_the_others_end(highest: int) -> int:
    return 2 * highest + 1


def _at_one_too_many(highest: int) -> int:
    return highest + 1


NARROW: dict[str, tuple[Callable[[int], Hold], Callable[[int], int]]] = {
    "stays at its highest number": (saturating, _until_the_others_end),
    "goes from its highest number to 0": (wrapping, _at_one_too_many),
}
"""Each way in which a count cannot hold every number, and after how many calls it shows."""


def narrow(
    name: str, kind: Callable[[int], Hold], calls: Callable[[int], int], highest: int = HIGHEST
) -> list[Finding]:
    """Whether a count is caught whatever its highest number, after as many calls as it must be."""
    table = COPY_PROTECTION_SESSIONS
    right, wrong = Engine(table), list[str]()
    for each in range(1, highest + 1):
        test = one_too_many(each)
        shown = leaks(NarrowEngine(table, kind(each)), test)
        if shown != calls(each):
            said = "never" if shown is None else f"after {shown} calls"
            wrong.append(f"with {each} at most, the output is bare {said}, and not after {calls(each)}")
    if leaks(right, one_too_many(highest)) is not None:
        wrong.append("the table itself leaves the output bare while a session is on")
    numbers = {"highest numbers": highest, "fewest calls": calls(1), "most calls": calls(highest)}
    sentence = f"it is caught for every highest number from 1 to {highest}"
    detail = "\n".join(wrong)
    cited = ("VPCP-551",)
    return [Finding(Kind.WRONG_TABLE, f"a count that {name}", sentence, not wrong, cited, numbers, detail)]
