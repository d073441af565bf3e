"""A proof that the count is right for every number of sessions, by induction over the calls.

Sessions are a population (see `population`), and what is to be shown becomes a few texts in SMT-LIB: one for
the start, one for each rule, one for each claim. Each text says that something goes wrong; the proof
is complete when a solver finds that none of them can be. z3 is asked, and any other solver can be.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from coppspec.model.engine import Engine
from coppspec.model.language import Machine
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Intent
from coppspec.properties.population import LONGEST, Kind, Relation, Rule, called, relation, shortest

COUNT = "|reference count|"
"""In SMT-LIB a name between bars can have blanks; a number of sessions has the name of its kind."""

Refutes = Callable[[str], bool]
"""Is asked whether a text of SMT-LIB cannot be; False if it can, or if the solver does not know."""


class CannotProve(Exception):
    """The solver that a proof needs is not on this machine."""


def by_z3(text: str) -> bool:
    """Ask z3.

    Raises:
        CannotProve: z3 is not installed.
    """
    try:
        import z3  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]  an extra
    except ImportError as error:
        raise CannotProve("a proof needs z3; install it with: pip install 'coppspec[proof]'") from error
    solver = z3.Solver()
    solver.from_string(text)  # pyright: ignore[reportUnknownMemberType]  z3 carries no types
    return str(solver.check()) == "unsat"  # pyright: ignore[reportUnknownMemberType]  as above


class Claim(NamedTuple):
    """What is to hold with any number of sessions."""

    name: str
    clauses: tuple[str, ...]
    holds: Callable[[Engine, Configuration], bool]
    term: Callable[[Relation], str]
    """The same of a population, in SMT-LIB."""


def _on(engine: Engine, configuration: Configuration) -> int:
    return sum(each.state in engine.machine.on for each in configuration.sessions)


def _count_is_sessions_on(engine: Engine, now: Configuration) -> bool:
    return now.reference_count == _on(engine, now)


def _protected_while_on(engine: Engine, now: Configuration) -> bool:
    return bool(engine.contribution(now)) == bool(_on(engine, now))


def _sessions_on(of: Relation) -> str:
    return _sum(_number(kind) for kind in of.kinds if kind.state in of.engine.machine.on)


def _counted(of: Relation) -> str:
    return f"(= {COUNT} {_sessions_on(of)})"


def _protected_if_counted(of: Relation) -> str:
    return f"(= {_protected(of)} (> {_sessions_on(of)} 0))"


def _protected(of: Relation) -> str:
    """What the engine applies at a count above 0: what it says of one session of each kind, and of none."""

    def shows(*kinds: Kind) -> bool:
        now = of.engine.start(1)._replace(sessions=kinds, reference_count=1)
        return of.engine.contribution(now) > 0

    on = [kind for kind in of.kinds if kind.state in of.engine.machine.on]
    showing = [f"(> {_number(kind)} 0)" for kind in on if shows(kind)]
    nobody = [f"(= {_sessions_on(of)} 0)"] if shows() else []
    return f"(and (> {COUNT} 0) (or false {' '.join((*showing, *nobody))}))"


COUNT_IS_SESSIONS_ON = Claim(
    "the count is the number of sessions that are on",
    ("VPCP-INV1", "VPCP-553", "VPCP-555", "VPCP-557"),
    _count_is_sessions_on,
    _counted,
)
PROTECTED_WHILE_ON = Claim(
    "the output is protected exactly while a session is on",
    ("VPCP-INV2", "VPCP-551", "VPCP-554"),
    _protected_while_on,
    _protected_if_counted,
)
CLAIMS = (COUNT_IS_SESSIONS_ON, PROTECTED_WHILE_ON)


class Obligation(NamedTuple):
    """A step of the proof."""

    name: str
    text: str
    """That it goes wrong, in SMT-LIB; the step is done when that cannot be."""


class Counterexample(NamedTuple):
    """The shortest sequence of calls from the start after which a claim does not hold."""

    claim: Claim
    sessions: int
    intents: tuple[Intent, ...]
    reference_count: int
    on: int
    """How many sessions are on."""
    applied: int
    """The level on the output."""

    def __str__(self) -> str:
        """The claim, the calls, and what is so after them."""
        steps = (f"  {number}. {intent}" for number, intent in enumerate(self.intents, 1))
        after = f"sessions on: {self.on}, level on the output: {self.applied}"
        last = f"  the count is {self.reference_count}, {after}"
        sessions = f"{self.sessions} session{'' if self.sessions == 1 else 's'}"
        return "\n".join((f"not so, with {sessions}: {self.claim.name}", *steps, last))


@dataclass(frozen=True)
class Proof:
    """What became of a proof."""

    machine: str
    steps: int
    """How many steps it has."""
    undone: tuple[str, ...]
    """The steps that do not hold, by their names."""
    counterexamples: tuple[Counterexample, ...]
    """For each claim that was refuted, the shortest."""

    @property
    def proved(self) -> bool:
        """Whether every claim holds for every number of sessions."""
        return not self.undone

    def __str__(self) -> str:
        """The outcome; without one, the counterexamples, or at least the steps that do not hold."""
        if self.proved:
            return f"{self.machine}: proved for every number of sessions, in {self.steps} steps"
        outcome = f"{self.machine}: {len(self.undone)} of {self.steps} steps of the proof do not hold"
        return "\n".join((outcome, *map(str, self.counterexamples or self.undone)))


def prove(
    machine: Machine, profile: Profile | None = None, refutes: Refutes = by_z3, longest: int = LONGEST
) -> Proof:
    """Prove every claim for every number of sessions, or find what goes wrong.

    Args:
        machine: the table.
        profile: the reading of every choice; the recommended ones by default.
        refutes: the solver.
        longest: the calls after which a search for a counterexample is given up.

    Raises:
        CannotProve: z3 was asked, and is not installed.
        InvalidTable: a state and input with no row, or with two.
        ValueError: the machine has no sessions that count, or sessions that are not alike.
    """
    of = relation(machine, profile)
    steps = obligations(of)
    undone = tuple(each.name for each in steps if not refutes(each.text))
    refuted = (counterexample(of, claim, longest) for claim in CLAIMS) if undone else ()
    return Proof(machine.name, len(steps), undone, tuple(each for each in refuted if each is not None))


def counterexample(of: Relation, claim: Claim, longest: int = LONGEST) -> Counterexample | None:
    """The shortest sequence that refutes a claim, played on the engine; None within so many calls."""
    found = shortest(of, lambda now: claim.holds(of.engine, now), longest)
    if found is None:
        return None
    sessions, intents = found
    now = of.engine.start(sessions)
    for intent in intents:
        _, now = of.engine.step(now, intent)
    on, applied = _on(of.engine, now), of.engine.contribution(now)
    return Counterexample(claim, sessions, intents, now.reference_count, on, applied)


def obligations(of: Relation) -> tuple[Obligation, ...]:
    """The steps of the proof: it holds at the start, every rule keeps it, and every claim follows."""
    first, *others = map(_number, of.kinds)
    start = [f"(>= {first} 0)", *(f"(= {each} 0)" for each in (*others, COUNT))]
    names = [f"after {rule}" for rule in of.rules]
    return (
        _obligation(of, "at the start", start, _good(of)),
        *(_kept(of, name, rule) for name, rule in zip(names, of.rules, strict=True)),
        *(_obligation(of, claim.name, [_good(of)], claim.term(of)) for claim in CLAIMS),
    )


def _good(of: Relation) -> str:
    """What is kept: no number is below 0, and the count is that of the sessions that are on."""
    return f"(and {' '.join(f'(>= {_number(kind)} 0)' for kind in of.kinds)} {COUNT_IS_SESSIONS_ON.term(of)})"


def _kept(of: Relation, name: str, rule: Rule) -> Obligation:
    """That a rule keeps what holds before it."""
    can = [f"(= {_number(kind)} 0)" for kind in rule.lacks]
    left: dict[Kind, list[str]] = {kind: [_number(kind)] for kind in of.kinds}
    count = [COUNT]
    for before, after, added in rule.changes:
        reached = _number(before) if rule.every and before is not None else "1"
        count.append(f"(* {_integer(added)} {reached})")
        if before is not None and after is not None:
            left[before].append(f"(- {reached})")
            left[after].append(reached)
            can += [] if rule.every else [f"(>= {_number(before)} 1)"]
    new = [f"({_number(kind)} {_sum(terms)})" for kind, terms in left.items()]
    after_it = f"(let ({' '.join(new)} ({COUNT} {_sum(count)})) {_good(of)})"
    return _obligation(of, name, [_good(of), *can], after_it)


def _obligation(of: Relation, name: str, given: list[str], follows: str) -> Obligation:
    lines = [
        f"; {of.engine.machine.name}: {name}",
        "(set-logic QF_LIA)",
        *(f"(declare-const {each} Int)" for each in (*map(_number, of.kinds), COUNT)),
        *(f"(assert {each})" for each in given),
        f"(assert (not {follows}))",
        "(check-sat)",
    ]
    return Obligation(name, "\n".join(lines) + "\n")


def _number(kind: Kind) -> str:
    return f"|{called(kind)}|"


def _integer(number: int) -> str:
    return str(number) if number >= 0 else f"(- {-number})"


def _sum(terms: Iterable[str]) -> str:
    return f"(+ 0 {' '.join(terms)})"
