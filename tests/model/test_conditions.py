"""Each condition is true exactly where a call must be refused, and each report says what there is."""

import pytest

from coppspec.model.conditions import CONDITIONS, Facing
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.language import Check
from coppspec.model.levels import LEVELS
from coppspec.model.status import REPORTS
from coppspec.model.step import Configuration, Connector, Intent, Offer, Session

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
    return CONDITIONS[name](Facing(believed, so, 1, Intent("any call", 1, level=level, about=about)))


def facing(due: Session, sent: Session, number: int = 0) -> Facing:
    """The second of two sessions; the first agrees with nobody."""
    other = Session("here", 0, 1000, 2000)
    return Facing(
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
    assert CONDITIONS["status number"](status) is refused
    assert CONDITIONS["command number"](command) is refused


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
    rungs = [rung for machine in MACHINES for call in machine.calls for rung in call.ladder]
    assert {rung.name for rung in rungs if isinstance(rung, Check)} >= set(CONDITIONS)


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
    assert REPORTS[report](session, connector, Intent("any request", 0, about=about)) == said


def test_a_request_makes_every_report() -> None:
    assert {call.reports for call in DEVICE.calls} - {None} == set(REPORTS)
