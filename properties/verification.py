"""The main job: the tables, explored; the reference driver, attacked; the zoo, caught; all of it, solved."""

import gc
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import count, product
from time import perf_counter

from coppspec.driver.player import Player
from coppspec.driver.protocol import Driver, Interface
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.errors import InvalidTable
from coppspec.model.language import Machine
from coppspec.model.lint import problems, profiles
from coppspec.model.profile import Profile
from coppspec.model.registry import Standing, clauses
from coppspec.model.renderer import RENDERER
from coppspec.model.together import TOGETHER, Together
from coppspec.model.vocabulary import unused
from coppspec.properties.catalog import Projection, catalog, title
from coppspec.properties.chosen import chosen, nothing_chosen
from coppspec.properties.complete import hsi
from coppspec.properties.cost import cost
from coppspec.properties.crew import Crew, Work, cores
from coppspec.properties.explored import ABOUT_FACTS, explored, explored_together, facts, subject_of
from coppspec.properties.faults import caught, hidden_faults, single_faults
from coppspec.properties.following import reference
from coppspec.properties.machines import RarelyVisited, run_machine
from coppspec.properties.matrix import Fate, cases, stale_reasons
from coppspec.properties.mutants import EFFECT, KINDS, SWAPPED
from coppspec.properties.plan import Plan
from coppspec.properties.played import broken
from coppspec.properties.proof import by_z3
from coppspec.properties.refuted import refuting
from coppspec.properties.results import Finding, Job, Kind, Results
from coppspec.properties.solved import solving
from coppspec.properties.subjects import MACHINES
from coppspec.properties.suite import Cover, Suite, Telling
from coppspec.properties.suites import suites
from coppspec.properties.traceability import ZOO, stale_statuses
from coppspec.properties.trial import Disagreement
from coppspec.properties.zoo import EVENTS, HDCP_LEVELS, MESSAGES, MODES, ONE, TWO, WrongDriver
from coppspec.properties.zoo_keys import ONE as ONE_KEY
from coppspec.properties.zoo_keys import TWO as SEVERAL_KEYS
from coppspec.properties.zoo_players import WRONG_PLAYERS
from coppspec.properties.zoo_televisions import BOTH, POWER, RESETS, TV
from coppspec.properties.zoo_tests import exposed

BOTH_SIDES = (Profile(), Profile(level_order="precedence"), Profile(activate_under_copp="refused"))
"""The profiles under which devices and copy-protection sessions are explored at once."""


def _silent(name: str, done: int, total: int) -> None:
    """Tell nobody."""


RANDOM_DEV_IDS = {
    DEVICE.name: (0, 0, 1, 2),
    RENDERER.name: (0, 1),
    COPY_PROTECTION_SESSIONS.name: (0,) * 5,
    TOGETHER.name: (0, 0, 1, 0, 0, 0),
}
"""The outputs of the sessions of random sequences: a count that saturates shows with one session more."""
RANDOM_DEVICES = 3
"""How many of the sessions are devices where there are both kinds; they are on two connectors."""
SELDOM = (10_000, 50, 1_000)
"""How many objects, and younger collections, make the garbage collector of a worker look again."""
EXAMPLES = 100
"""How many sequences of up to 50 calls each random machine runs."""

Progress = Callable[[str, int, int], None]
"""Is told what is going on, how much of it is done, and how much there is."""


def table_problems() -> list[InvalidTable]:
    """Everything that is wrong with the tables or the registry; nothing runs until it is mended."""
    wrong = [problem for each in MACHINES for problem in problems(each)]
    return wrong or unused((*MACHINES, TOGETHER)) or stale_statuses()


def need_z3() -> None:
    """See that a proof can be had, before anything runs.

    Raises:
        CannotProve: z3 is not installed.
    """
    by_z3("(assert false)")


class NothingAsked(ValueError):
    """No job has a name with the text that was to be in it."""


def verify(
    seed: int = 0,
    progress: Progress = _silent,
    *,
    thorough: bool = False,
    only: str = "",
    until: tuple[float, str] | None = None,
) -> Results:
    """Ask everything, under the default profile; what depends on a choice under the others too.

    Args:
        seed: of everything that is drawn.
        progress: is told of each step.
        thorough: whether the model is solved, proved and refuted as well.
        only: what has to be in the name of a job for it to be asked, as a suite's name is.
        until: a moment of the monotonic clock at which the rest is not asked, for this reason.

    Raises:
        CannotStart: the system allows no further process.
        CannotProve: it is to be thorough, and z3 is not installed.
        InvalidTable: a table or the registry breaks a rule.
        NothingAsked: no job has such a name.
    """
    for problem in table_problems():
        raise problem
    if thorough:
        need_z3()
    results = Results(seed, str(Profile()), thorough=thorough, only=only)
    names = chosen_names(only, thorough=thorough)
    crew = Crew(cores(), _work(seed, names, thorough=thorough), until=until)
    for (name, done), findings in zip(zip(names.values(), count()), crew.run(len(names)), strict=False):
        progress(name, done, len(names))
        results.findings += [replace(each, asked=name) for each in findings]
    results.totals = _totals(results)
    return results


def _work(seed: int, names: Mapping[int, str], *, thorough: bool) -> Work[int, list[Finding]]:
    """The jobs of these numbers; one whose worker dies is a finding that nothing can be told from."""
    indices = list(names)

    def lost(number: int, why: str) -> list[Finding]:
        return [Finding(Kind.LOST, names[indices[number]], "it came to its end", holds=False, detail=why)]

    return Work(partial(_prepared, seed, thorough=thorough), lambda number, _: indices[number], lost, list)


@contextmanager
def _prepared(seed: int, *, thorough: bool) -> Generator[Callable[[int], list[Finding]]]:
    """In a worker: its jobs are not sent to it, it makes them itself.

    Millions of tuples without a cycle live as long as a job, and to walk them for garbage again and again
    takes a twelfth of its time.
    """
    every = list(jobs(seed, thorough=thorough))
    gc.freeze()
    gc.set_threshold(*SELDOM)
    yield lambda index: every[index][1]()


def job_names(*, thorough: bool = False) -> list[str]:
    """The name of everything that is asked; some names are those of several jobs."""
    return [name for name, _ in jobs(0, thorough=thorough)]


def chosen_names(only: str, *, thorough: bool = False) -> dict[int, str]:
    """The number and the name of each job with a text in its name.

    Raises:
        NothingAsked: there is none.
    """
    every = job_names(thorough=thorough)
    picked = chosen(only, every)
    if not picked:
        raise NothingAsked(nothing_chosen(only, every, partial(job_names, thorough=True)))
    return {index: name for index, name in enumerate(every) if name in picked}


def jobs(seed: int, *, thorough: bool = False) -> Iterator[Job]:
    """Everything that is asked, in the order in which it is answered."""
    yield f"facts: {ABOUT_FACTS}", facts
    for each, profile in _explored_under():
        yield f"exploring {subject_of(each.name, profile)}", partial(explored, each, profile)
    for profile in BOTH_SIDES:
        yield f"exploring {subject_of(TOGETHER.name, profile)}", partial(explored_together, profile)
    by_name = {suite.name: suite for suite in suites()}
    yield from _suites(by_name.values(), seed)
    yield f"suite of {STUTTERING}", partial(_stuttering, by_name[ONE_KEY], seed)
    others = {str(profile): profile for each in MACHINES for profile in list(profiles(each))[1:]}
    for profile in others.values():
        subject = subject_of(_told_by(profile), profile)
        yield f"suite of {subject}", partial(_suite_under, profile, seed, thorough=thorough)
    for engine in (*map(Engine, MACHINES), Together(RANDOM_DEVICES)):
        yield f"random sequences for {_side_by_side(engine)}", partial(_random, engine, seed)
    for table, kind in product(range(len(MACHINES)), KINDS if thorough else AT_ONCE):
        yield f"mutants of {MACHINES[table].name}: {kind}", partial(_mutants, table, kind)
    for wrong in ZOO:
        yield (
            f"the zoo: {wrong.suite}: {_caught(wrong)}",
            partial(_wrong_driver, wrong, by_name[wrong.suite], seed),
        )
    yield f"applications: {APPLICATIONS}", applications
    if thorough:
        yield from (*solving(), *refuting())


def _suites(every: Iterable[Suite], seed: int) -> Iterator[Job]:
    """The complete ones, with what they would catch, and then the others."""
    for projection in catalog().values():
        for extra in projection.alphabet.usual:
            yield (
                f"suite of {title(projection.alphabet.name, extra)}",
                partial(_complete, projection, extra, seed),
            )
    for suite in every:
        if isinstance(suite.cover, Cover):
            yield f"suite of {suite.name}", partial(suite_finding, suite, reference(Profile()), seed)


def _explored_under() -> Iterator[tuple[Machine, Profile]]:
    """Every machine by default, and each other reading on the first machine that depends on its choice."""
    seen: set[str] = set()
    for machine in MACHINES:
        for profile in profiles(machine):
            if str(profile) == "default" or str(profile) not in seen:
                yield machine, profile
            seen.add(str(profile))


def suite_finding(suite: Suite, make_driver: Callable[[], Driver], seed: int) -> list[Finding]:
    """Whether a driver passes a suite."""
    numbers = {"sequences": len(suite.tests), "calls": suite.calls}
    beginning = perf_counter()
    found = suite.parting(make_driver, seed)
    seconds = perf_counter() - beginning
    subject = subject_of(suite.name, suite.engine.profile)
    return [replace(_of_driver(Kind.SUITE, subject, found, numbers), seconds=seconds)]


def _complete(projection: Projection, extra: int, seed: int) -> list[Finding]:
    """The same of a complete suite, with what it costs, and with what it would catch."""
    suite, machine = projection.suite(extra), projection.machine()
    words = hsi(machine, extra)
    numbers = cost(suite)
    numbers["faults caught"], numbers["faults"] = caught(machine, words, single_faults(machine))
    if max(projection.alphabet.usual):
        hidden = hidden_faults(machine)
        numbers["hidden faults caught"], numbers["hidden faults"] = caught(machine, words, hidden)
    (finding,) = suite_finding(suite, reference(Profile()), seed)
    return [replace(finding, numbers={**finding.numbers, **numbers})]


def _mutants(table: int, kind: str) -> list[Finding]:
    """Whether each mutant of a kind is caught, equal to its table, or survives for a reason that is known."""
    found = cases(table, kind)
    fates = Counter(each.fate for each in found)
    wrong = [*(str(each) for each in found if each.unexplained), *stale_reasons(found)]
    dead = dict.fromkeys(clause for each in found if each.fate is Fate.CAUGHT for clause in each.clauses)
    numbers = {"mutants": len(found), **{str(fate): fates[fate] for fate in Fate}}
    name = f"{kind}: each is caught, or equal to the table, or survives for a reason"
    subject = MACHINES[table].name
    return [Finding(Kind.MUTANTS, subject, name, not wrong, tuple(dead), numbers, "\n".join(wrong))]


class Stutter:
    """A source of random bytes that gives zeros first, and then each number twice."""

    def __init__(self) -> None:
        self._given = 0

    def __call__(self, size: int) -> bytes:
        """So many bytes."""
        self._given += 1
        return (self._given // 2).to_bytes(size, "little")


STUTTERING = f"{ONE_KEY}, and a random source that stutters"


def _stuttering(suite: Suite, seed: int) -> list[Finding]:
    """Whether keys are fresh, and not 0, whatever the random source gives (VPCP-503, VPCP-504)."""
    (finding,) = suite_finding(suite, lambda: ReferenceDriver(random_bytes=Stutter()), seed)
    return [replace(finding, subject=STUTTERING)]


TELLING = {
    "advance_on_failure": MESSAGES,
    "unknown_status_ok": EVENTS,
    "request_not_applicable": "an output without protection, 3",
    "level_order": TWO,
    "hdcp_sticky": HDCP_LEVELS,
    "hdcp_delay": HDCP_LEVELS,
    "toobigsize_level0": MODES,
    "output_on_failure": MESSAGES,
    "unavailable_output": TV,
    "bad_command_mac": MESSAGES,
    "data_size_limit": MESSAGES,
    "signal_scope": TWO,
    "more_than_asked": TWO,
    "chain_bounds": ONE,
    "link_loss_effect": TWO,
    "hdcp_failure": MESSAGES,
    "renderer_open_moment": "one renderer",
    "bytes_after_data": MESSAGES,
    "signalling_standard": MESSAGES,
    "no_level_as_input": MESSAGES,
    "set_level_type": MESSAGES,
    "extended_level_fields": MESSAGES,
    "nonce_reuse": MESSAGES,
    "mode_change_effect": EVENTS,
    "lost_code": "a renderer in both display modes",
    "session_limit": SEVERAL_KEYS,
    "level_join": RESETS,
    "key_reuse": RESETS,
    "supported_types": ONE_KEY,
    "standards_while_off": POWER,
    "tv_off": POWER,
    "unprotectable_standard": TV,
    "mode_set": POWER,
    "device_reset": POWER,
    "power_transition": POWER,
    "tv_after_restart": POWER,
    "activate_under_copp": BOTH,
    **dict.fromkeys(
        (
            "activate_zero",
            "undefined_bits",
            "wrong_key_status",
            "get_flags_input",
            "level_readback",
            "current_standard",
            "short_output_status",
            "key_scope",
            "oem_data",
        ),
        "another adapter",
    ),
}
"""For each choice a suite that tells its readings; the others are about the order of the calls."""


def _told_by(profile: Profile) -> str:
    (choice,) = profile.departures
    return TELLING.get(choice, ONE)


CALLED_BY = {DEVICE.name: (Interface.DEVICE,), COPY_PROTECTION_SESSIONS.name: (Interface.VIDEO_PARAMETERS,)}
"""By which interface a suite of a machine calls a driver; the suites of others are left out."""


def telling_suite(profile: Profile) -> Suite:
    """A suite under a profile that tells it from the default one."""
    name = _told_by(profile)
    machine = next(each.engine.machine.name for each in suites() if each.name == name)
    those = suites(profile, interfaces=CALLED_BY.get(machine, tuple(Interface)))
    return next(each for each in those if each.name == name)


def _suite_under(profile: Profile, seed: int, *, thorough: bool) -> list[Finding]:
    """A suite under another reading: what tells it from the default one; all of it when there is time."""
    suite = telling_suite(profile)
    if not thorough:
        suite = replace(suite, cover=Telling(suite.cover, suite.engine.under(Profile())))
    return suite_finding(suite, reference(profile), seed)


def _side_by_side(engine: Engine) -> str:
    """What a random machine is about."""
    sessions = len(RANDOM_DEV_IDS[engine.machine.name])
    return f"{engine.machine.name}, {sessions} side by side, and the reference driver"


def _caught(wrong: WrongDriver) -> str:
    return f"a driver that {wrong.sentence} is caught"


def _random(engine: Engine, seed: int) -> list[Finding]:
    plan = Plan(engine, RANDOM_DEV_IDS[engine.machine.name], reference(Profile()))
    found = run_machine(plan, seed, EXAMPLES)
    subject = _side_by_side(engine)
    numbers = {"sequences": plan.tally.sequences, "calls": plan.tally.calls}
    rare = found if isinstance(found, RarelyVisited) else None
    seen = Finding(
        Kind.COVERAGE, subject, "enough calls were made in each state", rare is None, detail=str(rare or "")
    )
    return [_of_driver(Kind.MACHINE, subject, None if rare else found, numbers), seen]


def _of_driver(kind: Kind, subject: str, found: AssertionError | None, numbers: dict[str, int]) -> Finding:
    clauses_broken = (found.deviation.clause,) if isinstance(found, Disagreement) else ()
    name = "no sequence parts from the specification"
    return Finding(kind, subject, name, found is None, clauses_broken, numbers, str(found or ""))


def _wrong_driver(wrong: WrongDriver, suite: Suite, seed: int) -> list[Finding]:
    found = exposed(wrong, suite, seed)
    numbers = {"calls in its sequence": len(found.intents)} if found is not None else {}
    return [
        Finding(
            Kind.WRONG_DRIVER,
            suite.name,
            _caught(wrong),
            found is not None,
            wrong.clauses,
            numbers,
            str(found or ""),
        )
    ]


APPLICATIONS = "an application of copy-protection sessions"


def applications() -> list[Finding]:
    """Whether an application does its duties, and one that neglects a duty is caught."""
    subject = APPLICATIONS
    wrong = "\n".join(map(str, broken(Player)))
    findings = [Finding(Kind.FACT, subject, "it does all of its duties", not wrong, detail=wrong)]
    for each in WRONG_PLAYERS:
        found = broken(each.kind)
        name = f"one that {each.sentence} is caught"
        detail = "\n".join(map(str, found))
        findings.append(Finding(Kind.WRONG_PLAYER, subject, name, bool(found), each.clauses, detail=detail))
    return findings


AT_ONCE = tuple(kind for kind in KINDS if kind not in {SWAPPED, EFFECT})
"""The kinds of mutants that are tried every time; to see that the others are equal takes a while."""


def clauses_tested(results: Results) -> set[str]:
    """The clauses of which a mutant, a wrong driver or a wrong application was caught."""
    kinds = (Kind.MUTANTS, Kind.WRONG_DRIVER, Kind.WRONG_PLAYER)
    return {clause for kind in kinds for each in results.of(kind) if each.holds for clause in each.clauses}


def _totals(results: Results) -> dict[str, int]:
    held = Counter(clause.status for clause in clauses().values())
    return {
        "machines": len(MACHINES),
        "states": sum(len(each.states) for each in MACHINES),
        "configurations explored": results.sum("configurations", (Kind.EXPLORATION,)),
        "steps explored": results.sum("steps", (Kind.EXPLORATION,)),
        "clauses": len(clauses()),
        "clauses in tables": held[Standing.TABLE],
        "clauses in properties or layouts": held[Standing.PROPERTY] + held[Standing.LAYOUT],
        "clauses for the application": held[Standing.APPLICATION],
        "clauses not testable here": held[Standing.NOT_TESTABLE],
        "clauses pending": held[Standing.PENDING],
        "clauses tested": len(clauses_tested(results) & clauses().keys()),
        "mutants": results.sum("mutants", (Kind.MUTANTS,)),
        **{f"mutants {fate}": results.sum(str(fate), (Kind.MUTANTS,)) for fate in Fate},
        "sequences": results.sum("sequences"),
        "calls": results.sum("calls"),
        "wrong drivers": len(results.of(Kind.WRONG_DRIVER)),
        "wrong drivers caught": sum(finding.holds for finding in results.of(Kind.WRONG_DRIVER)),
        "wrong applications": len(results.of(Kind.WRONG_PLAYER)),
        "wrong applications caught": sum(finding.holds for finding in results.of(Kind.WRONG_PLAYER)),
        "violations": len(results.violations),
    }
