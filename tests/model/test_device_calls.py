"""The messages of a device are checked in the order of the table, and what they ask for is done."""

import pytest

from coppspec.model.codes import HResult
from coppspec.model.conditions import HDCP_FAULT
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL, SET_SIGNALING, STATUS_REQUESTS
from coppspec.model.engine import Engine
from coppspec.model.language import fails
from coppspec.model.lint import profiles
from coppspec.model.profile import Profile
from coppspec.model.step import Answer, Configuration, Connector, Intent, Offer, Session

EXCHANGED, SPENT, ACTIVE = "COPP_KEY_EXCHANGED", "COPP_KEY_EXCHANGED (attempt spent)", "COPP_SESSION_ACTIVE"
CLOSED = "closed"

EVERYTHING = Offer(
    ("HDCP", "ACP", "CGMSA"), ("IEC61880_525i", "EN300294_625i", "CEA805A_TypeB_1125i"), ((), ("ACP",))
)
STATUS, COMMAND = 3, 5
"""How many status requests and commands an active session has seen."""


def session(state: str, connector: int = 0, flags: int = 0) -> Session:
    levels = () if state == CLOSED else (0, 0, 0)
    numbers = (STATUS, COMMAND) if state == ACTIVE else (0, 0)
    return Session(state, 0, *numbers, levels, flags, connector)


def counted(*levels: tuple[int, ...]) -> Connector:
    """A connector on which these devices count, at levels of HDCP and ACP, and at level 0 of CGMS-A."""
    hdcp, acp = ([each[at] for each in levels] for at in (0, 1))
    counts = (
        tuple(hdcp.count(level) for level in (0, 1)),
        tuple(acp.count(level) for level in (0, 1, 2, 3)),
        (len(levels), *(0,) * 9),
    )
    shown = (max(hdcp, default=0), max(acp, default=0), 0)
    return Connector(EVERYTHING, 0, counts, shown, shown)


def start(*sessions: Session, offer: Offer = EVERYTHING) -> Configuration:
    connector = counted(*(each.levels for each in sessions if each.levels))
    return Configuration(sessions, connectors=(connector._replace(offer=offer),))


def asked(call: str, index: int, defects: tuple[str, ...] = ()) -> Intent:
    """A call about the first thing that it can name."""
    about, level = DEVICE.call(call).arguments[0]
    return Intent(call, index, defects, level, about=about)


def summary(answer: Answer) -> tuple[object, tuple[str, ...], int | None]:
    return answer.code, answer.gives, answer.session


# The sequence start.


@pytest.mark.parametrize("profile", [*profiles(DEVICE)], ids=str)
def test_a_block_with_any_defect_that_is_noticed_spends_the_one_attempt(profile: Profile) -> None:
    engine = Engine(DEVICE, profile)
    before = start(session(EXCHANGED))
    spent = SPENT if profile["sequence_start_retry"] == "one attempt" else EXCHANGED
    for defect in DEVICE.call("COPPSequenceStart").defects:
        answer, then = engine.step(before, Intent("COPPSequenceStart", 0, (defect.name,)))
        told_early = defect.name == "short buffer" and profile["short_block"] == "invalid argument"
        state = ACTIVE if answer.code is HResult.S_OK else EXCHANGED if told_early else spent
        changed = before.with_session(0, before.sessions[0]._replace(state=state))
        assert (defect.name, then) == (defect.name, changed)


UNNOTICED = {"245 bytes, the sequence whole", "41 bytes, the sequence whole", "long buffer"}
PADDING = {"zeros for padding", "block type 1", "7 bytes of padding", "a byte in front of the padding"}


@pytest.mark.parametrize(
    ("padding_check", "accepted"), [("strict", UNNOTICED), ("ignore", UNNOTICED | PADDING)]
)
def test_without_a_padding_check_only_padding_goes_unnoticed(padding_check: str, accepted: set[str]) -> None:
    engine = Engine(DEVICE, Profile(padding_check=padding_check))
    before = start(session(EXCHANGED))
    answers = {
        defect.name: engine.step(before, Intent("COPPSequenceStart", 0, (defect.name,)))[0].code
        for defect in DEVICE.call("COPPSequenceStart").defects
    }
    assert {name for name, code in answers.items() if code is HResult.S_OK} == accepted


SPOILT_BLOCKS: dict[str, str] = {
    "another random number": "COPP-152",
    "random number right in 4 bytes": "COPP-152",
    "random number right in 15 bytes": "COPP-152",
    "random number wrong in 1 byte": "COPP-152",
    "random number of another session": "COPP-152",
    "corrupted block": "COPP-410",
    "big-endian block": "COPP-410",
    "OAEP padding": "COPP-410",
    "zeros for padding": "COPP-410",
    "39 bytes encrypted": "COPP-409",
    "32 bytes encrypted": "COPP-409",
    "block type 1": "COPP-410",
    "7 bytes of padding": "COPP-410",
    "a byte in front of the padding": "COPP-410",
    "245 bytes, the sequence cut": "COPP-152",
    "245 bytes, the sequence whole": "COPP-153",
    "41 bytes, the sequence whole": "COPP-153",
    "not below the modulus": "COPP-410",
    "random bytes": "COPP-410",
    "short buffer": "COPP-104",
    "long buffer": "COPP-153",
}
"""The clause that decides on each defect of a block; COPP-153 takes it."""


def test_each_defect_of_a_block_is_decided_by_its_clause() -> None:
    engine = Engine(DEVICE)
    before = start(session(EXCHANGED))
    clauses = {
        defect.name: engine.step(before, Intent("COPPSequenceStart", 0, (defect.name,)))[0].clause
        for defect in DEVICE.call("COPPSequenceStart").defects
    }
    assert clauses == SPOILT_BLOCKS


COMMANDED: dict[str, tuple[HResult, str]] = {
    "data size alike in its low word": (HResult.E_INVALIDARG, "Q13"),
    "unknown identifier": (HResult.E_INVALIDARG, "COPP-165"),
    "data size below the structure": (HResult.E_INVALIDARG, "Q13"),
    "data size above the area": (HResult.E_INVALIDARG, "Q13"),
    "data size above the structure": (HResult.S_OK, "COPP-162"),
    "bytes behind the data": (HResult.S_OK, "COPP-162"),
    "unused fields not zero": (HResult.S_OK, "COPP-162"),
    "corrupted tag": (HResult.E_UNEXPECTED, "COPP-425"),
    "last byte of the tag wrong": (HResult.E_UNEXPECTED, "COPP-425"),
    "last byte behind the tag wrong": (HResult.E_UNEXPECTED, "COPP-425"),
    "tag of zeros": (HResult.E_UNEXPECTED, "COPP-425"),
    "tag over the data alone": (HResult.E_UNEXPECTED, "COPP-425"),
    "key of another session": (HResult.E_UNEXPECTED, "COPP-425"),
    "random bytes": (HResult.E_INVALIDARG, "COPP-433"),
    "short buffer": (HResult.E_INVALIDARG, "COPP-104"),
    "long buffer": (HResult.S_OK, "COPP-162"),
}
LEVELLED = {
    "a valid level with a higher bit": (HResult.E_INVALIDARG, "COPP-602"),
    "the redistribution bit on ACP": (HResult.E_INVALIDARG, "COPP-602"),
    "no type": (HResult.E_INVALIDARG, "Q18"),
    **dict.fromkeys(
        ("two types at once", "a type of no meaning", "a type of later headers"),
        (HResult.E_INVALIDARG, "COPP-163"),
    ),
    **dict.fromkeys(
        ("a level above the highest", "a level that CGMS-A has not"), (HResult.E_INVALIDARG, "COPP-602")
    ),
    "COPP_NoProtectionLevelAvailable": (HResult.E_INVALIDARG, "Q17"),
    HDCP_FAULT: (HResult.S_OK, "COPP-162"),  # at level 0, which switches nothing on
}
SIGNALLED = {"a standard of no meaning": (HResult.E_INVALIDARG, "Q16")}
REQUESTED: dict[str, tuple[HResult, str]] = {
    "data size alike in its low bytes": (HResult.E_INVALIDARG, "COPP-174"),
    "data size not that of the request": (HResult.E_INVALIDARG, "COPP-174"),
    "bytes behind the data": (HResult.S_OK, "COPP-176"),
    "the nonce of the last request": (HResult.S_OK, "COPP-176"),
    "random bytes": (HResult.E_INVALIDARG, "COPP-433"),
    "short buffer": (HResult.E_INVALIDARG, "COPP-104"),
    "long buffer": (HResult.S_OK, "COPP-176"),
}
TYPED = dict.fromkeys(
    ("no type", "two types at once", "a type of no meaning"), (HResult.E_INVALIDARG, "COPP-175")
)
UNKNOWN = {
    "the nonce of the last request": (HResult.E_INVALIDARG, "Q14"),
    "random bytes": (HResult.E_INVALIDARG, "COPP-433"),
    "short buffer": (HResult.E_INVALIDARG, "COPP-104"),
    "long buffer": (HResult.E_INVALIDARG, "Q14"),
}
NOTICED: dict[str, dict[str, tuple[HResult, str]]] = {
    SET_PROTECTION_LEVEL.name: COMMANDED | LEVELLED,
    SET_SIGNALING.name: COMMANDED | SIGNALLED,
    **{call.name: REQUESTED | TYPED if call.about else REQUESTED for call in STATUS_REQUESTS[:-1]},
    STATUS_REQUESTS[-1].name: UNKNOWN,
}
"""The code and the clause that decide on each defect of each message."""


@pytest.mark.parametrize("call", NOTICED)
def test_each_defect_of_a_message_has_its_code_and_its_clause_and_a_refusal_changes_nothing(
    call: str,
) -> None:
    engine, before = Engine(DEVICE), start(session(ACTIVE, flags=1))
    steps = {
        defect.name: engine.step(before, asked(call, 0, (defect.name,)))
        for defect in DEVICE.call(call).defects
    }
    assert {name: (answer.code, answer.clause) for name, (answer, _) in steps.items()} == NOTICED[call]
    assert all((then == before) is fails(answer.code) for answer, then in steps.values())


def test_every_call_that_carries_a_message_is_told_of_with_each_of_its_defects() -> None:
    assert NOTICED.keys() == {call.name for call in DEVICE.calls if call.function}


# What a command does.


def test_a_command_sets_the_level_of_its_own_session_and_the_connector_has_the_highest() -> None:
    before = start(session(ACTIVE)._replace(levels=(1, 3, 0)), session(ACTIVE))
    answer, then = Engine(DEVICE).step(before, Intent(SET_PROTECTION_LEVEL.name, 1, level=2, about="ACP"))
    assert summary(answer) == (HResult.S_OK, (), 1)
    second = session(ACTIVE)._replace(levels=(0, 2, 0), command_number=COMMAND + 1)
    assert then == start(before.sessions[0], second)
    assert then.connectors[0].shown == (1, 3, 0)


@pytest.mark.parametrize(
    ("level_order", "second", "shown"),
    [("numeric maximum", 2, 3), ("precedence", 2, 2), ("precedence", 1, 3), ("numeric maximum", 1, 3)],
)
def test_level_2_of_acp_is_above_level_3_by_precedence_alone(
    level_order: str, second: int, shown: int
) -> None:
    before = start(session(ACTIVE)._replace(levels=(0, 3, 0)), session(ACTIVE))
    engine = Engine(DEVICE, Profile(level_order=level_order))
    _, then = engine.step(before, Intent(SET_PROTECTION_LEVEL.name, 1, level=second, about="ACP"))
    assert then.connectors[0].shown == (0, shown, 0)


@pytest.mark.parametrize(("hdcp_sticky", "shown"), [("off", 0), ("on", 1)])
def test_hdcp_goes_off_with_its_level_unless_it_sticks(hdcp_sticky: str, shown: int) -> None:
    before = start(session(ACTIVE)._replace(levels=(1, 1, 0)))
    engine = Engine(DEVICE, Profile(hdcp_sticky=hdcp_sticky))
    for intent in (
        Intent(SET_PROTECTION_LEVEL.name, 0, level=0, about="HDCP"),
        Intent("COPPCloseVideoSession", 0),
    ):
        _, then = engine.step(before, intent)
        assert then.connectors[0].shown[0] == shown


@pytest.mark.parametrize(("hdcp_delay", "at_once"), [("synchronous", 1), ("later", 0)])
def test_hdcp_is_on_at_once_or_when_it_has_settled(hdcp_delay: str, at_once: int) -> None:
    engine = Engine(DEVICE, Profile(hdcp_delay=hdcp_delay))
    _, then = engine.step(start(session(ACTIVE)), Intent(SET_PROTECTION_LEVEL.name, 0, level=1, about="HDCP"))
    _, settled = engine.step(then, Intent("HDCP settles", 0))
    assert (then.connectors[0].shown[0], settled.connectors[0].shown[0]) == (at_once, 1)


@pytest.mark.parametrize(
    ("profile", "refused"), [("every level", {0, 1, 2, 3}), ("levels above 0", {1, 2, 3})]
)
def test_a_resolution_that_is_too_big_refuses_every_level_or_those_above_0(
    profile: str, refused: set[int]
) -> None:
    engine, before = Engine(DEVICE, Profile(toobigsize_level0=profile)), start(session(ACTIVE))
    before = before.with_connector_of(0, before.connectors[0]._replace(mode=1))
    answers = {
        level: engine.step(before, Intent(SET_PROTECTION_LEVEL.name, 0, level=level, about="ACP"))[0].code
        for level in range(4)
    }
    assert answers == {
        level: HResult.DDERR_TOOBIGSIZE if level in refused else HResult.S_OK for level in range(4)
    }


def test_the_checks_of_a_level_stand_in_the_order_of_type_level_redistribution_and_resolution() -> None:
    engine = Engine(DEVICE)
    poor = Offer(("CGMSA",), modes=((), ("HDCP", "ACP", "CGMSA")), redistribution=False)
    before = start(session(ACTIVE)._replace(levels=(0, 0, 0)), offer=poor)
    before = before.with_connector_of(0, before.connectors[0]._replace(mode=1))

    def clause(about: str, level: int, *defects: str) -> str:
        intent = Intent(SET_PROTECTION_LEVEL.name, 0, defects, level, about=about)
        return engine.step(before, intent)[0].clause

    assert clause("ACP", 3, "a level above the highest") == "COPP-163"
    assert clause("CGMSA", 12, "a level above the highest") == "COPP-602"
    assert clause("CGMSA", 12) == "COPP-619"
    assert clause("CGMSA", 4) == "COPP-164"


def test_a_command_sets_the_signal_of_the_connector_and_it_stays_when_the_session_ends() -> None:
    engine = Engine(DEVICE)
    _, then = engine.step(
        start(session(ACTIVE)), Intent(SET_SIGNALING.name, 0, level=7, about="EN300294_625i")
    )
    assert then.connectors[0].signal == ("EN300294_625i", 7)
    assert then.sessions == (session(ACTIVE)._replace(command_number=COMMAND + 1),)
    _, closed = engine.step(then, Intent("COPPCloseVideoSession", 0))
    assert closed.connectors[0].signal == ("EN300294_625i", 7)


# What a status request says.


@pytest.mark.parametrize(
    ("request_", "about", "said"),
    [
        ("protection type", None, ("HDCP", "ACP", "CGMSA")),
        ("connector type", None, ()),
        ("local protection level", "ACP", (2,)),
        ("global protection level", "ACP", (3,)),
        ("local protection level", "HDCP", (0,)),
        ("global protection level", "HDCP", (1,)),
        ("bus data", None, ()),
        ("display data", None, (0,)),
        ("HDCP key data", None, ()),
        ("signaling", None, ("None", 0)),
    ],
)
def test_a_request_says_the_flags_once_and_then_what_was_asked_for(
    request_: str, about: str | None, said: tuple[object, ...]
) -> None:
    engine = Engine(DEVICE)
    sessions = (
        session(ACTIVE)._replace(levels=(1, 3, 0), flags=2),
        session(ACTIVE)._replace(levels=(0, 2, 0), flags=3),
    )
    intent = Intent(f"COPPQueryStatus, {request_}", 1, about=about)
    answer, then = engine.step(start(*sessions), intent)
    assert answer.says == (3, *said)
    assert [each.flags for each in then.sessions] == [2, 0]
    again, _ = engine.step(then, intent)
    assert again.says == (0, *said)


@pytest.mark.parametrize("defect", ["data size not that of the request", "short buffer", "random bytes"])
def test_a_refused_request_says_nothing_and_leaves_the_flags(defect: str) -> None:
    before = start(session(ACTIVE, flags=3))
    answer, then = Engine(DEVICE).step(before, asked("COPPQueryStatus, bus data", 0, (defect,)))
    assert (answer.says, then) == ((), before)


@pytest.mark.parametrize(("request_", "lacks"), [("HDCP key data", "HDCP"), ("signaling", "a TV output")])
@pytest.mark.parametrize(("reading", "code"), [("answered", HResult.S_OK), ("refused", HResult.E_INVALIDARG)])
def test_a_request_about_what_the_connector_lacks_is_answered_or_refused(
    request_: str, lacks: str, reading: str, code: HResult
) -> None:
    engine = Engine(DEVICE, Profile(request_not_applicable=reading))
    poor = (
        EVERYTHING._replace(types=("ACP", "CGMSA")) if lacks == "HDCP" else EVERYTHING._replace(standards=())
    )
    intent = Intent(f"COPPQueryStatus, {request_}", 0)
    for offer, wanted in ((EVERYTHING, HResult.S_OK), (poor, code)):
        before = start(session(ACTIVE), offer=offer)
        answer, then = engine.step(before, intent)
        assert answer.code is wanted
        assert (then == before) is fails(wanted)


@pytest.mark.parametrize(
    ("reading", "code", "numbers", "flags"),
    [("refused", HResult.E_INVALIDARG, STATUS, 3), ("empty success", HResult.S_OK, STATUS + 1, 3)],
)
def test_an_unknown_request_reports_no_event_under_either_reading(
    reading: str, code: HResult, numbers: int, flags: int
) -> None:
    engine = Engine(DEVICE, Profile(unknown_status_ok=reading))
    answer, then = engine.step(start(session(ACTIVE, flags=3)), Intent("COPPQueryStatus, unknown request", 0))
    assert (answer.code, answer.says) == (code, ())
    assert then.sessions == (session(ACTIVE, flags=flags)._replace(status_number=numbers),)
