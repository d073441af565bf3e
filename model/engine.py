"""The engine: a pure function from a configuration and an intent to an answer and the next configuration.

It names no state and no call. What it does stands in the tables.
"""

from collections.abc import Iterator

from coppspec.model.cells import Cell, cells
from coppspec.model.conditions import CONDITIONS, SHARED_CONDITIONS, Facts
from coppspec.model.effects import EFFECTS
from coppspec.model.language import (
    NONE,
    SAME,
    Bring,
    Call,
    Check,
    Consult,
    Do,
    Machine,
    Move,
    Row,
    Scope,
    fails,
    holds,
)
from coppspec.model.levels import LEVELS, TYPES
from coppspec.model.profile import Profile
from coppspec.model.status import REPORTS, TV_REPORTS
from coppspec.model.step import Answer, Configuration, Connector, Intent, Offer, Session
from coppspec.model.tv_output import TVOffer, switched_on
from coppspec.model.ways import ASKED, Compiled, Way, compiled, distinct


class InvalidIntent(ValueError):
    """An intent names a call, a session, a defect or a level that the machine does not have."""


class Engine:
    """A machine under one profile.

    Args:
        machine: the table.
        profile: the reading of every choice; the recommended ones by default.

    Raises:
        InvalidTable: a state and input with no row, or with two.
    """

    def __init__(self, machine: Machine, profile: Profile | None = None) -> None:
        self.machine = machine
        self.profile = Profile() if profile is None else profile
        self._cells = cells(machine, self.profile)
        self._calls = {call.name: compiled(call, self.profile) for call in machine.calls}
        self._afterwards = tuple(rung.effect for rung in machine.afterwards if holds(rung, self.profile))
        self._with_refusals = tuple(name for effect in self._afterwards for name in _given(effect))

    def start(
        self,
        sessions: int,
        offers: tuple[Offer, ...] = (Offer(),),
        bound: tuple[int, ...] = (),
        tv: TVOffer = TVOffer(),  # noqa: B008  it never changes
    ) -> Configuration:
        """Where everything starts: so many sessions, none of them begun.

        Args:
            sessions: how many.
            offers: what each connector can do.
            bound: the connector of each session, counted from 0; the first one for all, if it is left out.
            tv: what the adapter of copy-protection sessions can do.

        Raises:
            ValueError: fewer than one session, or one that is bound to no connector.
        """
        if sessions < 1:
            raise ValueError(f"{sessions} sessions; there is one at least")
        bound = bound or (0,) * sessions
        if len(bound) != sessions or not set(bound) <= set(range(len(offers))):
            raise ValueError(
                f"{sessions} sessions bound to {bound}; each takes one of {len(offers)} connectors, from 0"
            )
        levels = (0,) * len(TYPES)
        counts = tuple((0,) * len(LEVELS[name]) for name in TYPES)
        configuration = Configuration(
            tuple(Session(self.machine.initial, connector=at) for at in bound),
            connectors=tuple(Connector(offer, 0, counts, levels, levels) for offer in offers),
            tv=switched_on(tv),
        )
        for session in range(sessions if self.machine.first else 0):
            _, configuration = self.step(configuration, Intent(self.machine.first, session))
        return configuration

    def step(
        self, configuration: Configuration, intent: Intent, sender: Configuration | None = None
    ) -> tuple[Answer, Configuration]:
        """The answer to an intent, and what is so afterwards.

        Args:
            configuration: what is so before.
            intent: the call, with its defects.
            sender: what the application believes, from which it numbers its messages. It believes
                what is so, unless it is told otherwise: the numbers of a faulty driver can fall behind.

        Raises:
            InvalidIntent: the intent names something that the machine does not have.
        """
        asked = self._checked(configuration, intent)
        if asked.reaches_several:
            answer, after = self._reach_several(asked, configuration, intent)
        else:
            session = _addressed(asked.call, configuration, intent)
            answer, after = self._climb(asked, configuration, intent, session, sender or configuration)
        if self._with_refusals and fails(answer.code):
            answer = answer._replace(gives=(*answer.gives, *self._with_refusals))
        return answer, self.settled(after, intent)

    def settled(self, configuration: Configuration, intent: Intent) -> Configuration:
        """A configuration in which all is so that follows from its sessions and counts (VPCP-INV3)."""
        for effect in self._afterwards:
            configuration = self._do(effect, configuration, intent, None)
        return configuration

    def under(self, profile: Profile) -> "Engine":
        """The same table under another profile."""
        return Engine(self.machine, profile)

    def part(self, session: int) -> Machine:  # noqa: ARG002  several tables side by side need it
        """The table of a session."""
        return self.machine

    def sessions_of(self, call: str, configuration: Configuration) -> range:  # noqa: ARG002  the same
        """The sessions on which a call can be made."""
        return range(len(configuration.sessions))

    def contribution(self, configuration: Configuration) -> int:
        """The level that copy-protection sessions together ask for; none at a count of 0 (VPCP-554)."""
        return self.settled(configuration, Intent("")).tv.level

    def _climb(
        self,
        made: Compiled,
        configuration: Configuration,
        intent: Intent,
        session: int | None,
        sender: Configuration,
    ) -> tuple[Answer, Configuration]:
        way = made.way(intent.defects)
        before = now = Facts(self.machine, sender, configuration, session, intent)
        row: Row | None = None
        given: list[str] = []
        brought: list[Row | Check] = []
        for rung in way.rungs:
            if now.configuration is not configuration:
                now = Facts(self.machine, sender, configuration, session, intent)
            match rung:
                case Check():
                    if rung.name in way.tripped or self._hinders(rung.name, now):
                        decided = (rung,) if row is None else (row, rung)
                        also = self._also(way, rung, before)
                        return Answer(rung.answer, (), decided, session, (), also), configuration
                case Consult.STATE:
                    row = self._row(made.call, configuration, intent, session)
                    if row.refuses:
                        also = self._instead(way, row, before)
                        return Answer(row.answer, (), (row,), session, (), also), configuration
                case Do() if self._is_so(rung.where, now):
                    configuration = self._do(rung.effect, configuration, intent, session)
                    given += _given(rung.effect)
                case Bring() if self._is_so(rung.where, now):
                    rows, configuration = self._bring(rung.event, configuration, session)
                    brought += rows
                case Move() if self._is_so(rung.where, now):
                    configuration = _moved(rung.next, configuration, session)
                case _:
                    pass  # it is not so where the rung wants it to be
        assert row is not None, "every ladder consults the rows"  # noqa: S101  the table was checked
        given += (name for effect in row.does for name in _given(effect))
        said = _said(made.call, before.configuration, intent, session)
        answer = Answer(row.answer, tuple(given), (*brought, row), session, said)
        return answer, self._apply(row, configuration, intent, session)

    def _instead(self, way: Way, row: Row, at: Facts) -> tuple[Row | Check, ...]:
        """What may answer instead of a row that refuses."""
        early = tuple(each for each in way.early if each.answer != row.answer)
        if Consult.STATE not in way.call.any_order:
            return early
        return distinct(row, (*early, *self._failing(way, Consult.STATE, at)))

    def _also(self, way: Way, first: Check, at: Facts) -> tuple[Row | Check, ...]:
        """What may answer instead of a check that fails."""
        if first.name not in way.call.any_order or not way.rivals(first):
            return ()
        return distinct(first, self._failing(way, first, at))

    def _failing(self, way: Way, first: Check | Consult, at: Facts) -> Iterator[Row | Check]:
        """The rivals of a rung that fail too, up to one whose place is fixed."""
        for rival in way.rivals(first):
            if isinstance(rival, Consult):
                row = self._row(way.call, at.configuration, at.intent, at.session)
                if row.refuses or self._is_idle(row, at):
                    yield row
            elif self._fails(way, rival.name, at):
                if not any(self._fails(way, name, at) for name in rival.needs):
                    yield rival
                if rival.name not in way.call.any_order:
                    return

    def _fails(self, way: Way, name: str, at: Facts) -> bool:
        """Whether a message fails the check of this name, asked by itself."""
        if name in way.tripped:
            return True
        return name in ASKED and self._hinders(name, at)

    def _is_idle(self, row: Row, at: Facts) -> bool:
        """Whether a row takes a call that is about a session that has ended, and does nothing."""
        ended = at.session is not None and at.own.state in self.machine.ended
        return ended and not row.does and not row.count and row.next == SAME

    def _apply(
        self, row: Row, configuration: Configuration, intent: Intent, session: int | None
    ) -> Configuration:
        for effect in row.does:
            configuration = self._do(effect, configuration, intent, session)
        configuration = _moved(row.next, configuration, session)
        return (
            configuration._replace(reference_count=configuration.reference_count + row.count)
            if row.count
            else configuration
        )

    def _do(
        self, effect: str, configuration: Configuration, intent: Intent, session: int | None
    ) -> Configuration:
        """What an effect makes of a configuration; a wrong engine makes something else of it."""
        does = EFFECTS[effect]
        if does.shared is not None:
            return does.shared(configuration, intent)
        return configuration if session is None else does.change(configuration, session, intent)

    def _reach_several(
        self, made: Compiled, configuration: Configuration, intent: Intent
    ) -> tuple[Answer, Configuration]:
        rows: list[Row] = []
        for session in _reached(made.call, configuration, intent):
            answer, configuration = self._climb(made, configuration, intent, session, configuration)
            rows += (entry for entry in answer.entries if isinstance(entry, Row))
        return Answer(None, (), tuple(rows), None), configuration

    def _bring(
        self, event: str, configuration: Configuration, besides: int | None
    ) -> tuple[list[Row | Check], Configuration]:
        """What an event makes of every session but one."""
        intent, entries = Intent(event), list[Row | Check]()
        for session in range(len(configuration.sessions)):
            if session != besides:
                answer, configuration = self._climb(
                    self._calls[event], configuration, intent, session, configuration
                )
                entries += answer.entries
        return entries, configuration

    def _is_so(self, where: str | None, at: Facts) -> bool:
        """Whether a condition that a rung asks for, if it asks for one, is true of what is shared."""
        return where is None or SHARED_CONDITIONS[where].is_true(at)

    def _hinders(self, name: str, at: Facts) -> bool:
        """Whether the condition of this name is true of the state."""
        if (shared := SHARED_CONDITIONS.get(name)) is not None:
            return shared.is_true(at._replace(added=self._added(at)) if shared.foresees else at)
        return at.session is not None and CONDITIONS[name].is_true(at)

    def _added(self, at: Facts) -> int:
        """What the row of a call adds to the reference count, if nothing else refuses the call."""
        row = self._row(self._calls[at.intent.call].call, at.configuration, at.intent, at.session)
        return 0 if row.refuses else row.count

    def _row(self, call: Call, configuration: Configuration, intent: Intent, session: int | None) -> Row:
        state = NONE if session is None else configuration.sessions[session].state
        return self._cells[Cell(call.name, state, intent.level if call.levels else None)]

    def _checked(self, configuration: Configuration, intent: Intent) -> Compiled:
        made = self._calls.get(intent.call)
        if made is None:
            known = ", ".join(self._calls)
            raise InvalidIntent(f"{self.machine.name} has no call {intent.call!r}; it has {known}")
        sessions = range(len(configuration.sessions))
        if intent.session not in (sessions if made.names_one else (None,)):
            raise InvalidIntent(
                f"{intent.call} on session {intent.session}: it takes "
                + (f"one of 0 to {len(sessions) - 1}" if made.names_one else "none")
            )
        if intent.defects and (unknown := set(intent.defects) - made.trips.keys()):
            known = ", ".join(made.trips) or "none"
            raise InvalidIntent(f"{intent.call} has no defect {min(unknown)!r}; it has {known}")
        if (intent.about, intent.level) not in made.arguments:
            wanted = ", ".join(_asked(*each) for each in made.call.arguments)
            met = _asked(intent.about, intent.level)
            raise InvalidIntent(f"{intent.call} cannot ask for {met}; it asks for {wanted}")
        if intent.number and made.call.number is None:
            raise InvalidIntent(
                f"{intent.call} carries no sequence number, so none can be off by {intent.number}"
            )
        return made


def _asked(about: str | None, level: int | None) -> str:
    """What a call is about, in words."""
    words = ([] if about is None else [about]) + ([] if level is None else [f"level {level}"])
    return " ".join(words) or "nothing"


def _given(effect: str) -> tuple[str, ...]:
    gives = EFFECTS[effect].gives
    return () if gives is None else (gives,)


def _said(call: Call, before: Configuration, intent: Intent, session: int | None) -> tuple[object, ...]:
    """What an answer says: the flags and what was asked for (COPP-805), or how the TV output is set."""
    of_tv = TV_REPORTS.get(call.reports or "")
    if of_tv is not None:
        return of_tv.says(before.tv)
    if call.reports is None or session is None:
        return ()
    asked = before.sessions[session]
    return (asked.flags, *REPORTS[call.reports].says(asked, before.connector_of(session), intent))


def _addressed(call: Call, configuration: Configuration, intent: Intent) -> int | None:
    if call.scope is not Scope.TAKEN:
        return intent.session
    sessions = enumerate(configuration.sessions)
    return next((index for index, each in sessions if each.state == call.takes), None)


def _reached(call: Call, configuration: Configuration, intent: Intent) -> tuple[int, ...]:
    """The sessions that an event reaches: all of them, or those on one connector."""
    sessions = configuration.sessions
    if call.scope is Scope.EVERY or intent.session is None:
        return tuple(range(len(sessions)))
    connector = sessions[intent.session].connector
    return tuple(index for index, each in enumerate(sessions) if each.connector == connector)


def _moved(state: str, configuration: Configuration, session: int | None) -> Configuration:
    if state == SAME or session is None:
        return configuration
    return configuration.with_session(session, configuration.sessions[session]._replace(state=state))
