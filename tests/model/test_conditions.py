"""Each condition is true exactly where a call must be refused, and each report says what there is."""

import pytest

from coppspec.model.conditions import (
    CONDITIONS,
    FAULT,
    FOREIGN_KEY,
    NO_STANDARD_NAMED,
    OTHER_TYPE,
    SHARED_CONDITIONS,
    Facts,
    must_program,
)
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.language import Bring, Check, Do, Move
from coppspec.model.levels import LEVELS, TYPES
from coppspec.model.registry import citable
from coppspec.model.renderer import RENDERER
from coppspec.model.status import REPORTS, TV_REPORTS
from coppspec.model.step import Configuration, Connector, Intent, Offer, OneOf, Session
from coppspec.model.tv_output import (
    AS_IT_IS,
    GRAPHICS,
    NO_STANDARD,
    OFF,
    OTHER_PROTECTED,
    PLAYBACK,
    PROTECTED,
    SETTINGS,
    THE_PICTURE,
    UNPROTECTED,
    TVOffer,
    TVOutput,
)

MACHINES = (DEVICE, COPY_PROTECTION_SESSIONS)
LAST = 2**32 - 1
EVERYTHING = Offer(("HDCP", "ACP", "CGMSA"), ("IEC61880_525i", "EN300294_625i"), ((), ("ACP", "HDCP")))
NOTHING = Offer()


def hinders(
    name: str,
    offer: Offer,
    about: str | None = None,
    level: int | None = None,
    *,
    mode: int = 0,
) -> bool:
    """Whether a condition is true of the second session, whose neighbour has another connector.

    What the sender believes of the connector is the opposite of what is so, and counts for nothing.
    """
    opposite = NOTHING if offer is EVERYTHING else EVERYTHING
    sessions = (Session("here", connector=0), Session("here", connector=1))
    so = Configuration(sessions, connectors=(Connector(opposite, 1 - mode), Connector(offer, mode)))
    believed = Configuration(sessions, connectors=(Connector(offer, mode), Connector(opposite, 1 - mode)))
    return CONDITIONS[name].is_true(
        Facts(DEVICE, believed, so, 1, Intent("any call", 1, level=level, about=about))
    )


def facing(due: Session, sent: Session, number: int = 0) -> Facts:
    """The second of two sessions; the first agrees with nobody."""
    other = Session("here", 0, 1000, 2000)
    return Facts(
        DEVICE,
        Configuration((other, sent)),
        Configuration((Session("here"), due)),
        1,
        Intent("any call", 1, number=number),
    )


@pytest.mark.parametrize(
    ("due", "sent", "number", "refused"),
    [
        (5, 5, 0, False),
        (5, 5, 1, True),
        (5, 5, -1, True),
        (5, 5, 256, True),
        (5, 4, 0, True),
        (5, 4, 1, False),
        (5, 6, -1, False),
        (0, LAST, 0, True),
        (0, LAST, 1, False),
        (LAST, 0, -1, False),
        (5, 5, 2**32, False),
    ],
)
def test_a_number_is_refused_unless_it_is_exactly_the_one_that_is_due(
    due: int, sent: int, number: int, *, refused: bool
) -> None:
    status = facing(Session("here", 0, due, 77), Session("here", 0, sent, 88), number)
    command = facing(Session("here", 0, 77, due), Session("here", 0, 88, sent), number)
    assert CONDITIONS["status number"].is_true(status) is refused
    assert CONDITIONS["command number"].is_true(command) is refused


@pytest.mark.parametrize(
    ("types", "about", "refused"),
    [
        ((), "HDCP", True),
        (("HDCP",), "HDCP", False),
        (("HDCP",), "ACP", True),
        (("ACP", "CGMSA"), "HDCP", True),
        (("ACP", "CGMSA"), "CGMSA", False),
    ],
)
def test_a_protection_type_is_refused_where_the_connector_does_not_support_it(
    types: tuple[str, ...], about: str, *, refused: bool
) -> None:
    assert hinders("protection type", Offer(types), about) is refused


def test_an_unknown_request_is_never_known() -> None:
    assert hinders("request identifier", EVERYTHING)
    assert hinders("request identifier", NOTHING)


def test_redistribution_control_is_refused_where_it_cannot_be_enabled_and_is_asked_for() -> None:
    without = EVERYTHING._replace(redistribution=False)
    refused = {
        (about, level)
        for about, levels in LEVELS.items()
        for level in (*levels, None)
        if hinders("redistribution control", without, about, level)
    }
    assert refused == {("CGMSA", level) for level in (8, 9, 10, 11, 12)}
    assert not any(hinders("redistribution control", EVERYTHING, "CGMSA", each) for each in LEVELS["CGMSA"])


@pytest.mark.parametrize("level", [0, 1, 3, None])
@pytest.mark.parametrize(
    ("about", "mode", "too_big"),
    [("ACP", 0, False), ("ACP", 1, True), ("HDCP", 1, True), ("CGMSA", 1, False)],
)
def test_a_resolution_is_too_big_for_a_type_in_a_mode_at_every_level_or_above_0(
    about: str, mode: int, level: int | None, *, too_big: bool
) -> None:
    assert hinders("resolution", EVERYTHING, about, level, mode=mode) is too_big
    above_0 = too_big and bool(level)
    assert hinders("resolution above level 0", EVERYTHING, about, level, mode=mode) is above_0


@pytest.mark.parametrize(
    ("standards", "about", "refused"),
    [
        (("IEC61880_525i",), "IEC61880_525i", False),
        (("IEC61880_525i",), "None", False),
        (("IEC61880_525i",), "EN300294_625i", True),
        ((), "IEC61880_525i", True),
        ((), "None", False),
    ],
)
def test_a_standard_is_refused_where_the_connector_cannot_signal_by_it(
    standards: tuple[str, ...], about: str, *, refused: bool
) -> None:
    assert hinders("TV protection standard", Offer(standards=standards), about) is refused


@pytest.mark.parametrize(
    ("name", "offer"),
    [
        ("HDCP", Offer(("ACP",))),
        ("TV output", Offer(("HDCP",))),
        ("DualView", Offer(("HDCP",), dual_view=False)),
    ],
)
def test_what_an_output_has_not_hinders_what_needs_it(name: str, offer: Offer) -> None:
    assert hinders(name, offer)
    assert not hinders(name, EVERYTHING)


def test_a_table_uses_every_condition() -> None:
    rungs = [rung for machine in (*MACHINES, RENDERER) for call in machine.calls for rung in call.ladder]
    asked = {rung.name for rung in rungs if isinstance(rung, Check)}
    asked |= {rung.where for rung in rungs if isinstance(rung, Do | Move | Bring) and rung.where is not None}
    assert asked >= CONDITIONS.keys() | SHARED_CONDITIONS.keys()
    assert not CONDITIONS.keys() & SHARED_CONDITIONS.keys()


# What is shared by all copy-protection sessions.

ONE_TYPE = TVOffer(types=("APS_TRIGGER",))


def of_keys(configuration: Configuration, intent: Intent) -> Facts:
    """What a condition looks at of copy-protection sessions."""
    return Facts(COPY_PROTECTION_SESSIONS, configuration, configuration, intent.session, intent)


def shares(
    name: str,
    tv: TVOutput = TVOutput(),  # noqa: B008  it never changes
    intent: Intent = Intent("any call"),  # noqa: B008  the same
    count: int = 0,
) -> bool:
    """Whether a condition of what is shared is true, with this reference count."""
    return SHARED_CONDITIONS[name].is_true(of_keys(Configuration((), count, (), tv), intent))


@pytest.mark.parametrize(
    ("name", "offer", "hinders_it"),
    [
        ("control code", TVOffer(), False),
        ("control code", TVOffer(served=False), True),
        ("protection hardware", TVOffer(), False),
        ("protection hardware", ONE_TYPE, False),
        ("protection hardware", TVOffer(types=()), True),
    ],
)
def test_what_an_adapter_has_not_hinders_what_needs_it(
    name: str, offer: TVOffer, *, hinders_it: bool
) -> None:
    assert shares(name, TVOutput(offer)) is hinders_it


@pytest.mark.parametrize(
    ("offer", "defects", "supported", "reported"),
    [
        (TVOffer(), (), True, True),
        (TVOffer(), (OTHER_TYPE,), True, False),
        (ONE_TYPE, (), True, True),
        (ONE_TYPE, (OTHER_TYPE,), False, False),
    ],
)
def test_another_type_is_taken_where_it_is_supported_and_where_it_is_reported(
    offer: TVOffer, defects: tuple[str, ...], *, supported: bool, reported: bool
) -> None:
    intent = Intent("any call", defects=("long buffer", *defects))
    assert shares("type that is supported", TVOutput(offer), intent) is not supported
    assert shares("type that is reported", TVOutput(offer), intent) is not reported


def test_a_key_is_one_of_another_adapter_where_the_message_is_made_so() -> None:
    assert shares(FOREIGN_KEY, intent=Intent("any call", 0, ("long buffer", FOREIGN_KEY)))
    assert not shares(FOREIGN_KEY, intent=Intent("any call", 0, ("long buffer",)))


@pytest.mark.parametrize("defects", [(), ("long buffer",), *((each,) for each in sorted(NO_STANDARD_NAMED))])
@pytest.mark.parametrize("standard", [PROTECTED, OTHER_PROTECTED, UNPROTECTED, NO_STANDARD])
def test_a_standard_that_cannot_be_protected_hinders_while_a_session_is_on_also_where_it_is_in_force(
    standard: str, defects: tuple[str, ...]
) -> None:
    tv = TVOutput(standard=standard)
    refused = {
        (about, count)
        for about in (*SETTINGS, AS_IT_IS, THE_PICTURE, None)
        for count in (-1, 0, 1, 2)
        if shares("unprotectable standard", tv, Intent("any call", None, defects, about=about), count)
    }
    names_it = standard == UNPROTECTED and not NO_STANDARD_NAMED & {*defects}
    wanted = {"an unprotected standard", *([AS_IT_IS] if names_it else [])}
    assert refused == {(about, count) for about in wanted for count in (1, 2)}


@pytest.mark.parametrize(
    ("states", "taken"),
    [
        ((), False),
        (("fresh",), False),
        (("dead", "fresh"), False),
        (("fresh", "active"), True),
        (("turned off", "dead"), True),
    ],
)
def test_a_session_is_free_while_no_other_one_has_a_live_key(states: tuple[str, ...], *, taken: bool) -> None:
    configuration = Configuration(tuple(map(Session, states)))
    at = of_keys(configuration, Intent("any call"))
    assert SHARED_CONDITIONS["free session"].is_true(at) is taken


@pytest.mark.parametrize(
    ("connectors", "protected"),
    [
        ((), False),
        (((True, (1, 0, 12)),), False),
        (((True, (0, 1, 0)),), True),
        (((False, (0, 3, 0)),), False),
        (((False, (0, 3, 0)), (True, (0, 0, 0))), False),
        (((True, (0, 0, 0)), (True, (0, 2, 0))), True),
    ],
)
def test_copp_protects_an_adapter_at_a_level_of_acp_on_a_connector_that_carries_its_signal(
    connectors: tuple[tuple[bool, tuple[int, ...]], ...], *, protected: bool
) -> None:
    those = tuple(Connector(Offer(carries_tv=carries), shown=shown) for carries, shown in connectors)
    at = of_keys(Configuration((), 0, those), Intent("any call"))
    assert SHARED_CONDITIONS["level of COPP"].is_true(at) is protected


@pytest.mark.parametrize(
    ("state", "live"), [("fresh", False), ("active", True), ("turned off", True), ("dead", False)]
)
def test_a_key_is_live_until_its_session_ends(state: str, *, live: bool) -> None:
    now = Configuration((Session("fresh"), Session(state)))
    named, none = Intent("any call", 1), Intent("any call")
    is_live = SHARED_CONDITIONS["live key"].is_true
    assert is_live(of_keys(now, named)) is live
    assert not is_live(of_keys(now, none))


@pytest.mark.parametrize("standard", [PROTECTED, OTHER_PROTECTED, UNPROTECTED, NO_STANDARD])
def test_an_output_is_on_in_whatever_standard_but_none(standard: str) -> None:
    assert shares("output that is on", TVOutput(standard=standard)) is (standard != NO_STANDARD)


@pytest.mark.parametrize(
    ("tv", "level", "count", "programs"),
    [
        (TVOutput(), 1, 0, True),
        (TVOutput(), 3, 0, True),
        (TVOutput(standard=OTHER_PROTECTED), 1, 0, True),
        (TVOutput(), 0, 0, False),
        (TVOutput(), None, 0, False),
        (TVOutput(), 1, 1, False),
        (TVOutput(standard=UNPROTECTED), 1, 0, False),
        (TVOutput(standard=NO_STANDARD), 1, 0, False),
        (TVOutput(reset=True), 1, 0, False),
        (TVOutput(asleep=True), 1, 0, False),
    ],
)
def test_hardware_that_fails_hinders_the_first_activation_that_has_to_program_it(
    tv: TVOutput, level: int | None, count: int, *, programs: bool
) -> None:
    sound = Intent("any call", None, ("long buffer",), level)
    faulty = sound._replace(defects=("long buffer", FAULT))
    assert must_program(Configuration((), count, (), tv), sound) is programs
    assert shares("hardware", tv, faulty, count) is programs
    assert not shares("hardware", tv, sound, count)


# What a status response says.


@pytest.mark.parametrize(
    ("report", "about", "said"),
    [
        ("what the connector is", None, ()),
        ("the types", None, ("HDCP", "ACP", "CGMSA")),
        ("the local level", "HDCP", (1,)),
        ("the local level", "ACP", (2,)),
        ("the local level", "CGMSA", (8,)),
        ("the global level", "HDCP", (0,)),
        ("the global level", "ACP", (3,)),
        ("the global level", "CGMSA", (12,)),
        ("the display mode", None, (1,)),
        ("the signal", None, ("EN300294_625i", 7)),
    ],
)
def test_a_report_says_what_there_is(report: str, about: str | None, said: tuple[object, ...]) -> None:
    session = Session("here", 1, 2, 3, (1, 2, 8))
    connector = Connector(EVERYTHING, 1, (), (1, 1, 1), (0, 3, 12), ("EN300294_625i", 7))
    assert REPORTS[report].says(session, connector, Intent("any request", 0, about=about)) == said


@pytest.mark.parametrize(
    ("analog", "said"),
    [((), (3,)), ((0,), (0,)), ((2,), (2,)), ((0, 2), (OneOf((0, 2)),)), ((2, 3), (OneOf((2, 3)),))],
)
def test_the_global_level_of_acp_is_what_may_show_with_copy_protection_sessions_where_there_are_some(
    analog: tuple[int, ...], said: tuple[object, ...]
) -> None:
    connector = Connector(EVERYTHING, shown=(1, 3, 12), analog=analog)
    reports = {
        about: REPORTS["the global level"].says(Session("here"), connector, Intent("any", 0, about=about))
        for about in TYPES
    }
    assert reports == {"HDCP": (1,), "ACP": said, "CGMSA": (12,)}


@pytest.mark.parametrize(
    ("mode", "standard"), [(GRAPHICS, PROTECTED), (PLAYBACK, UNPROTECTED), (OFF, NO_STANDARD)]
)
def test_the_answer_to_get_says_how_the_output_is_set_and_not_what_it_shows(mode: str, standard: str) -> None:
    tv = TVOutput(mode=mode, standard=standard, reset=True, asleep=True, last=1, level=3)
    assert TV_REPORTS["the TV output"].says(tv) == (mode, standard)


def test_a_request_makes_every_report() -> None:
    assert {call.reports for call in DEVICE.calls} - {None} == set(REPORTS)
    assert {call.reports for call in COPY_PROTECTION_SESSIONS.calls} - {None} == set(TV_REPORTS)


def test_every_condition_and_report_says_in_a_sentence_what_it_means_and_cites_what_says_so() -> None:
    of_sessions, of_what_is_shared = (CONDITIONS, REPORTS), (SHARED_CONDITIONS, TV_REPORTS)
    for vocabulary in (*of_sessions, *of_what_is_shared):
        assert [name for name, word in vocabulary.items() if not word.meaning.endswith(".")] == []
        assert {word.clause for word in vocabulary.values()} <= citable()


def test_what_is_said_to_be_always_true_is_true_of_every_session() -> None:
    always = [name for name, condition in CONDITIONS.items() if condition.always]
    assert always == ["request identifier"]
    assert all(hinders(name, offer) for name in always for offer in (EVERYTHING, NOTHING))
