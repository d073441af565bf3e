"""What keys and a device can reach, found in several ways that have to agree, and proved for any number.

A search follows each configuration, counting follows how many sessions stand in each place, and a sweep
fills an array of booleans. None of them knows the formulas, which come from the states that a table
declares. So a number on which all agree is one that no single mistake has made.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product
from math import comb

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS, ON
from coppspec.model.device import DEVICE
from coppspec.model.language import Machine
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile
from coppspec.properties.coded import BY_LEVEL, BY_STATE, Fold
from coppspec.properties.counting import counted_space, listed
from coppspec.properties.explored import subject_of
from coppspec.properties.products import coded_device, coded_key
from coppspec.properties.proof import CLAIMS, prove
from coppspec.properties.results import Finding, Job, Kind
from coppspec.properties.search import COUNT, PROTECTION, Found, Kept, search
from coppspec.properties.space import product_space
from coppspec.properties.sweep import sweep
from coppspec.properties.system import Issue, Sessions, System

FEW = range(1, 7)
"""So many keys are searched, counted and swept."""
SWEPT = 10
"""So many keys, beside a device, fill over five million configurations."""
COUNTED = 100
"""So many keys no list can hold."""
KEPT = (COUNT, PROTECTION)
CLAUSES = {claim.name: claim.clauses for claim in CLAIMS}
"""What each claim rests on: a search and the proof call it by the same name."""

Numbers = dict[str, int]
"""What is said of a system, by what it is a number of."""


@dataclass(frozen=True)
class Family:
    """Systems that differ in nothing but their number of keys."""

    fold: Fold = BY_STATE
    issue: Issue = Issue.IN_ORDER
    beside_device: bool = True
    machine: Machine = COPY_PROTECTION_SESSIONS
    profile: Profile | None = None

    def system(self, keys: int) -> System:
        """The one with so many keys.

        Raises:
            Uncodable: the table has no faithful form in numbers.
        """
        table = Sessions(coded_key(self.fold, self.profile, self.machine), keys)
        device = (Sessions(coded_device(self.profile)),) if self.beside_device else ()
        return System((*device, table), self.issue)

    def formula(self, keys: int) -> Numbers:
        """What it reaches if each session can stand in every place, whatever the others do.

        >>> Family(issue=Issue.ANY).formula(10)
        {'configurations': 6291456, 'tuples of counts': 1716}
        """
        places, device = self.places, len(DEVICE.states) if self.beside_device else 1
        one_more = range(keys + 1)
        ways = places**keys if self.issue is Issue.ANY else sum((places - 1) ** begun for begun in one_more)
        tuples = comb(keys + places - 1, places - 1)
        return {"configurations": device * ways, "tuples of counts": device * tuples}

    @property
    def places(self) -> int:
        """One for each state that is declared; with levels kept, for each level of one that is on."""
        more = len(ON) - 1 if self.fold is BY_LEVEL else 0
        return len(self.machine.states) + more * len(self.machine.on)


def _by_search(system: System) -> Numbers:
    found = search(product_space(system))
    return {"configurations": found.states, "transitions": found.transitions, "depth": found.depth}


def _by_counting(system: System) -> Numbers:
    found = search(counted_space(system))
    states = listed(found)
    numbers = {"configurations": states, "transitions": states * system.letters}
    # In order of issue a list can have a longer way to some configuration than to another of its tuple.
    depth = {"depth": found.depth} if system.issue is Issue.ANY else {}
    return numbers | {"tuples of counts": found.states} | depth


def _by_sweep(system: System) -> Numbers:
    swept = sweep(system)
    return {"configurations": swept.states, "transitions": swept.transitions}


Way = Callable[[System], Numbers]
SEARCH, COUNTING, SWEEP = "a search", "counting", "a sweep"
WAYS: Mapping[str, Way] = {SEARCH: _by_search, COUNTING: _by_counting, SWEEP: _by_sweep}


def solving() -> Iterator[Job]:
    """Everything that is solved, what takes longest first."""
    for name, work in _works():
        yield name, partial(or_why_not, Kind.SOLVED, name, work)
    for profile in profiles(COPY_PROTECTION_SESSIONS):
        work = partial(proved, COPY_PROTECTION_SESSIONS, profile)
        yield "proving the count", partial(or_why_not, Kind.PROVED, "the count is proved", work)


def _works() -> Iterator[Job]:
    for issue in Issue:
        many = Family(issue=issue)
        yield f"{COUNTED} keys are counted", partial(compared, many, (COUNTED,), (COUNTING,))
        yield f"{SWEPT} keys are swept", partial(compared, many, (SWEPT,), (COUNTING, SWEEP))
    yield f"the count of {COUNTED} keys is followed", partial(kept_by_counting, Family(), COUNTED)
    yield f"the count of {SWEPT} keys is followed", partial(kept_by_sweep, Family(issue=Issue.ANY), SWEPT)
    for beside, fold, issue in product((False, True), (BY_STATE, BY_LEVEL), Issue):
        few = Family(fold, issue, beside)
        yield f"up to {FEW[-1]} keys are solved", partial(compared, few, FEW, tuple(WAYS))


def or_why_not(kind: Kind, name: str, work: Callable[[], list[Finding]]) -> list[Finding]:
    """What is found; that a table cannot be solved is a finding too."""
    try:
        return work()
    except ValueError as error:
        return [Finding(kind, COPY_PROTECTION_SESSIONS.name, name, holds=False, detail=str(error))]


def compared(
    family: Family, numbers: Iterable[int], ways: Iterable[str], solve: Mapping[str, Way] = WAYS
) -> list[Finding]:
    """Whether some ways say the same of each system, and the formula with them."""
    return [_compared(family, keys, {way: solve[way] for way in ways}) for keys in numbers]


def _compared(family: Family, keys: int, ways: Mapping[str, Way]) -> Finding:
    system, silent = family.system(keys), list[str]()
    said = {"the formula": family.formula(keys)}
    for way, solve in ways.items():
        try:
            said[way] = solve(system)
        except ValueError as error:
            silent.append(f"{way} says nothing: {error}")
    wrong = [*_differing(said), *silent]
    numbers = {"keys": keys} | {what: number for each in said.values() for what, number in each.items()}
    name = f"{', '.join(ways)} and the formula agree"
    return Finding(Kind.SOLVED, str(system), name, not wrong, numbers=numbers, detail="\n".join(wrong))


def _differing(said: Mapping[str, Numbers]) -> Iterator[str]:
    """Each number that is not the same for all, with who says what."""
    for what in dict.fromkeys(what for numbers in said.values() for what in numbers):
        by = {who: numbers[what] for who, numbers in said.items() if what in numbers}
        if len(set(by.values())) > 1:
            yield f"{what}: {'; '.join(f'{who} says {number:,}' for who, number in by.items())}"


def kept_by_counting(family: Family, keys: int) -> list[Finding]:
    """Whether each claim holds everywhere: every count is followed."""
    system = family.system(keys)
    return [_kept(system, keys, kept, search(counted_space(system), kept)) for kept in KEPT]


def kept_by_sweep(family: Family, keys: int) -> list[Finding]:
    """Whether each claim holds in a whole product; where that does not show it, counts are followed."""
    system = family.system(keys)
    swept = sweep(system)
    return [
        _kept(system, keys, kept, None if swept.shows(kept) else search(counted_space(system), kept))
        for kept in KEPT
    ]


def _kept(system: System, keys: int, kept: Kept, found: Found | None) -> Finding:
    holds = found is None or found.complete
    detail = "" if found is None or holds else _way(found)
    return Finding(Kind.SOLVED, str(system), kept.name, holds, CLAUSES[kept.name], {"keys": keys}, detail)


def _way(found: Found) -> str:
    """A shortest sequence to where a claim does not hold."""
    if found.counterexample is None:
        return "a count runs so far off that it is not followed"
    return "\n".join(f"{number}. {step}" for number, step in enumerate(found.counterexample, 1))


def proved(machine: Machine, profile: Profile) -> list[Finding]:
    """Whether the claims hold for every number of sessions."""
    proof = prove(machine, profile)
    name = ", and ".join(claim.name for claim in CLAIMS)
    cited = tuple(dict.fromkeys(clause for claim in CLAIMS for clause in claim.clauses))
    numbers = {"steps of the proof": proof.steps, "steps that hold": proof.steps - len(proof.undone)}
    subject = subject_of(f"any number of {machine.name}", profile)
    detail = "" if proof.proved else str(proof)
    return [Finding(Kind.PROVED, subject, name, proof.proved, cited, numbers, detail)]
