"""The accepted interpretations of commands and status requests, as the table of the device has them."""

import pytest

from coppspec.model.codes import HResult, Pattern, allows
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL, SET_SIGNALING
from coppspec.model.engine import Engine
from coppspec.model.profile import Profile
from coppspec.model.renderer import ADDED, RENDERER
from coppspec.model.step import Answer, Configuration, Intent, Offer, OneOf

HANDSHAKE = ("COPPOpenVideoSession", "COPPGetCertificateLength", "COPPKeyExchange", "COPPSequenceStart")
MAIN = Offer(("HDCP", "ACP", "CGMSA"), ("IEC61880_525i", "EN300294_625i"), ((), ()))
SET, SIGNAL = SET_PROTECTION_LEVEL.name, SET_SIGNALING.name
TYPES = "COPPQueryStatus, protection type"
LOCAL = "COPPQueryStatus, local protection level"


def played(profile: Profile, *intents: Intent, offer: Offer = MAIN) -> tuple[list[Answer], Configuration]:
    """The answers to some calls in an active session, and what is so afterwards."""
    engine = Engine(DEVICE, profile)
    now = engine.start(1, (offer,))
    for call in HANDSHAKE:
        _, now = engine.step(now, Intent(call, 0))
    answers = list[Answer]()
    for intent in intents:
        answer, now = engine.step(now, intent)
        answers.append(answer)
    return answers, now


def level(about: str, value: int, *defects: str) -> Intent:
    return Intent(SET, 0, defects, value, about=about)


@pytest.mark.parametrize(
    "call",
    [
        level("ACP", 3, "bytes behind the data"),
        Intent(SIGNAL, 0, ("bytes behind the data",), 0, about="None"),
    ],
)
def test_bytes_behind_the_data_are_taken_or_refused_with_any_code(call: Intent) -> None:
    (taken,), _ = played(Profile(), call)
    (refused,), after = played(Profile(bytes_after_data="zero"), call)
    assert (taken.code, refused.code, refused.clause) == (HResult.S_OK, Pattern.ANY_FAILURE, "Q12")
    assert after.sessions[0].command_number == 0


def test_extended_fields_are_ignored_or_refused() -> None:
    call = level("ACP", 3, "unused fields not zero")
    (ignored,), _ = played(Profile(), call)
    (refused,), _ = played(Profile(extended_level_fields="refused"), call)
    assert (ignored.code, refused.code, refused.clause) == (HResult.S_OK, HResult.E_INVALIDARG, "Q32")


def test_no_level_is_refused_or_stands_for_level_0() -> None:
    calls = (level("CGMSA", 12), level("CGMSA", 12, "COPP_NoProtectionLevelAvailable"))
    (_, refused), before = played(Profile(), *calls)
    (_, released), after = played(Profile(no_level_as_input="release"), *calls)
    assert (refused.clause, released.code) == ("Q17", HResult.S_OK)
    assert (before.sessions[0].levels[2], after.sessions[0].levels[2], after.connectors[0].shown[2]) == (
        12,
        0,
        0,
    )


def test_no_level_asks_for_no_redistribution_control() -> None:
    plain = MAIN._replace(redistribution=False)
    (released,), _ = played(
        Profile(no_level_as_input="release"),
        level("CGMSA", 12, "COPP_NoProtectionLevelAvailable"),
        offer=plain,
    )
    assert released.code == HResult.S_OK


@pytest.mark.parametrize("advance", ["accepted messages", "every match"])
def test_a_level_of_no_type_is_refused_or_does_nothing_and_uses_one_number(advance: str) -> None:
    calls = (level("HDCP", 1, "no type"),)
    (refused,), _ = played(Profile(advance_on_failure=advance), *calls)
    (nothing,), after = played(
        Profile(advance_on_failure=advance, set_level_type="None does nothing"), *calls
    )
    assert (refused.code, refused.clause) == (HResult.E_INVALIDARG, "Q18")
    assert (nothing.code, nothing.clause) == (HResult.S_OK, "Q18")
    assert (after.sessions[0].command_number, after.connectors[0].shown) == (1, (0, 0, 0))


def test_one_standard_or_several_of_those_that_are_available_can_be_signalled() -> None:
    both = Intent(SIGNAL, 0, (), 5, about="IEC61880_525i and EN300294_625i")
    (refused,), _ = played(Profile(), both)
    subsets = Profile(signalling_standard="any subset")
    (taken,), after = played(subsets, both)
    (lacking,), _ = played(subsets, both, offer=MAIN._replace(standards=("IEC61880_525i",)))
    assert (refused.clause, taken.code, lacking.clause) == ("Q16", HResult.S_OK, "Q16")
    assert after.connectors[0].signal == ("IEC61880_525i and EN300294_625i", 5)


def test_a_nonce_that_was_answered_is_taken_again_or_refused_with_any_code() -> None:
    again = Intent(TYPES, 0, ("the nonce of the last request",))
    calls = (again, Intent(LOCAL, 0, ("no type",), about="ACP"), again)
    (first, _, second), _ = played(Profile(), *calls)
    (fresh, _, used), _ = played(Profile(nonce_reuse="refused"), *calls)
    assert {first.code, second.code, fresh.code} == {HResult.S_OK}
    assert (used.code, used.clause) == (Pattern.ANY_FAILURE, "Q46")


def test_a_nonce_of_a_refused_request_was_not_answered() -> None:
    again = Intent(TYPES, 0, ("the nonce of the last request",))
    refused = Intent(LOCAL, 0, ("no type",), about="ACP")
    (_, taken), _ = played(Profile(nonce_reuse="refused"), refused, again)
    assert taken.code == HResult.S_OK


CLOSE, OPEN = Intent("COPPCloseVideoSession", 0), tuple(Intent(call, 0) for call in HANDSHAKE)
SIGNAL_REQUEST, GLOBAL = "COPPQueryStatus, signaling", "COPPQueryStatus, global protection level"


@pytest.mark.parametrize(
    ("scope", "now", "next_session"),
    [
        ("connector", ("IEC61880_525i", 0), ("IEC61880_525i", 0)),
        ("device", ("IEC61880_525i", 0), ("None", 0)),
    ],
)
def test_the_signal_is_that_of_the_connector_or_ends_with_its_device(
    scope: str, now: tuple[str, int], next_session: tuple[str, int]
) -> None:
    asked = Intent(SIGNAL_REQUEST, 0)
    set_signal = Intent(SIGNAL, 0, (), 0, about="IEC61880_525i")
    answers, _ = played(Profile(signal_scope=scope), set_signal, asked, CLOSE, *OPEN, asked)
    assert (answers[1].says, answers[-1].says) == ((0, *now), (0, *next_session))


@pytest.mark.parametrize(
    ("order", "value", "allowed"),
    [
        ("numeric maximum", 2, (OneOf((2, 3)),)),
        ("precedence", 2, (2,)),
        ("precedence", 3, (OneOf((2, 3)),)),
        ("numeric maximum", 0, (0,)),
    ],
)
def test_a_level_above_the_one_that_is_asked_for_can_be_applied_but_none_where_none_is(
    order: str, value: int, allowed: tuple[object, ...]
) -> None:
    profile = Profile(more_than_asked="more", level_order=order)
    answers, _ = played(profile, level("ACP", value), Intent(GLOBAL, 0, about="ACP"))
    assert answers[-1].says == (0, *allowed)


def test_a_link_that_is_lost_resets_all_levels_on_its_connector() -> None:
    answers, after = played(
        Profile(link_loss_effect="resets"),
        level("ACP", 3),
        Intent("link lost", 0),
        Intent(LOCAL, 0, about="ACP"),
    )
    assert answers[-1].says == (1, 0)
    assert (after.sessions[0].levels, after.connectors[0].shown) == ((0, 0, 0), (0, 0, 0))
    assert after.connectors[0].counts[1] == (1, 0, 0, 0)


def test_a_chain_may_have_other_bounds() -> None:
    engine = Engine(DEVICE, Profile(chain_bounds="other bounds"))
    now = engine.start(1, (MAIN,))
    for intent in OPEN[:2]:
        _, now = engine.step(now, intent)
    assert "certificate of other bounds" in engine.step(now, OPEN[2])[0].gives


@pytest.mark.parametrize(
    "before", [(), ("connect to a display without COPP",), ("release",), ("device lost",)]
)
def test_a_renderer_that_is_added_where_there_is_no_copp_has_no_device(before: tuple[str, ...]) -> None:
    engine = Engine(RENDERER, Profile(renderer_open_moment="at adding"))
    now = engine.start(1, (Offer(copp=False),))
    for event in before:
        _, now = engine.step(now, Intent(event, 0))
    for call in RENDERER.calls:
        if not call.event:
            about, level = call.arguments[0]
            answer, _ = engine.step(now, Intent(call.name, 0, level=level, about=about))
            assert allows(answer.code, HResult.VFW_E_NO_COPP_HW), call.name


def test_a_renderer_that_is_added_has_its_device_before_it_is_connected() -> None:
    engine = Engine(RENDERER, Profile(renderer_open_moment="at adding"))
    now = engine.start(1, (MAIN,))
    assert now.sessions[0].state == ADDED
    assert now.connectors[0].counts[0] == (1, 0)
    keys, exchanged = engine.step(now, Intent("KeyExchange", 0))
    _, released = engine.step(exchanged, Intent("release", 0))
    early, _ = engine.step(released, Intent("SessionSequenceStart", 0))
    assert (keys.code, released, early.code) == (HResult.S_OK, now, HResult.E_UNEXPECTED)
    _, elsewhere = engine.step(now, Intent("connect to a display without COPP", 0))
    assert elsewhere.connectors[0].counts[0] == (0, 0)


def test_a_refused_call_hands_out_nothing_or_anything() -> None:
    wrong = Intent(LOCAL, 0, ("no type",), about="ACP")
    ((usual,), _), ((open_to_all,), _) = (
        played(Profile(output_on_failure=reading), wrong) for reading in ("unchanged", "unspecified")
    )
    assert (usual.gives, open_to_all.gives) == ((), ("anything with a refusal",))


@pytest.mark.parametrize("defect", ["data size above the area", "data size alike in its low word"])
def test_data_may_have_any_size_or_at_most_that_of_its_area(defect: str) -> None:
    call = level("ACP", 3, defect)
    (limited,), _ = played(Profile(), call)
    (taken,), _ = played(Profile(data_size_limit="no upper limit"), call)
    (short,), _ = played(
        Profile(data_size_limit="no upper limit"), level("ACP", 3, "data size below the structure")
    )
    assert (limited.clause, taken.code, short.clause) == ("Q13", HResult.S_OK, "Q13")


def test_a_wrong_tag_is_refused_with_either_code() -> None:
    call = level("ACP", 3, "corrupted tag")
    (usual,), _ = played(Profile(), call)
    (invalid,), after = played(Profile(bad_command_mac="invalid argument"), call)
    assert (usual.code, invalid.code, invalid.clause) == (HResult.E_UNEXPECTED, HResult.E_INVALIDARG, "Q09")
    assert after.connectors[0].shown == (0, 0, 0)
