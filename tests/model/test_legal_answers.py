"""What an answer may be where more than one is legal, and what a clause is judged by."""

from coppspec.model.codes import HResult, Pattern, names_of, spelt_out
from coppspec.model.conditions import HDCP_FAULT, must_authenticate
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL
from coppspec.model.engine import Engine
from coppspec.model.language import STATE, Call, Check
from coppspec.model.profile import Profile
from coppspec.model.registry import Basis, clauses
from coppspec.model.step import Connector, Intent, Offer
from coppspec.model.ways import Way

HANDSHAKE = ("COPPOpenVideoSession", "COPPGetCertificateLength", "COPPKeyExchange", "COPPSequenceStart")


def test_legal_codes_are_named_in_words_and_patterns_in_full() -> None:
    assert names_of((HResult.E_UNEXPECTED, HResult.E_INVALIDARG)) == "E_UNEXPECTED or E_INVALIDARG"
    assert names_of(()) == "nothing"
    both = [HResult.VFW_E_NO_COPP_HW, HResult.E_UNEXPECTED]
    assert list(spelt_out((Pattern.NO_COPP_HW_OR_UNEXPECTED,))) == both
    assert list(spelt_out((Pattern.ANY_FAILURE,))) == [Pattern.ANY_FAILURE]


def test_an_answer_has_the_codes_of_all_that_may_decide() -> None:
    engine = Engine(DEVICE)
    answer, after = engine.step(engine.start(1), Intent(HANDSHAKE[0], 0))
    assert answer.codes == (HResult.S_OK,)
    assert engine.step(after, Intent("link lost", 0))[0].codes == ()
    short = Intent(HANDSHAKE[3], 0, ("short buffer",))
    assert engine.step(after, short)[0].codes == (HResult.E_UNEXPECTED, HResult.E_INVALIDARG)


def test_only_the_sole_device_on_a_connector_authenticates_its_display() -> None:
    engine = Engine(DEVICE)
    configuration = engine.start(2, (Offer(types=("HDCP",)),))
    for call in HANDSHAKE:
        _, configuration = engine.step(configuration, Intent(call, 0))
    asked = Intent(SET_PROTECTION_LEVEL.name, 0, (), 1, about="HDCP")
    assert must_authenticate(configuration, asked)
    assert not must_authenticate(configuration, asked._replace(level=0))
    _, beside = engine.step(configuration, Intent(HANDSHAKE[0], 1))
    assert not must_authenticate(beside, asked)


def test_hdcp_that_is_doubted_may_be_on_or_off() -> None:
    connector = Connector(shown=(1, 2, 0))
    assert connector.applied("HDCP") == (1,)
    assert connector._replace(doubted=True).applied("HDCP") == (0, 1)
    assert connector._replace(doubted=True).applied("ACP") == (2,)


def test_a_state_in_its_place_is_no_rival_of_a_check_before_it() -> None:
    first = Check("tag", HResult.E_UNEXPECTED, "COPP-425")
    second = Check("data size", HResult.E_INVALIDARG, "Q13")
    ladder = (first, STATE, second)
    way = Way(Call("a call", ladder), ladder, ladder, frozenset({"tag", "data size"}), ())
    assert way.rivals(first) == (second,)


def test_a_clause_is_judged_by_its_strongest_basis_unless_the_registry_says_otherwise() -> None:
    assert clauses()["COPP-153"].judged_basis is Basis.PROSE
    assert clauses()["VPCP-661"].judged_basis is Basis.CHOSEN


def test_hdcp_that_is_doubted_stays_so_at_level_0_where_it_would_be_left_on() -> None:
    for sticky, at_0, again in (("on", (0, 1), (1,)), ("off", (0,), (1,))):
        engine = Engine(DEVICE, Profile(hdcp_failure="later", hdcp_sticky=sticky))
        now = engine.start(1, (Offer(types=("HDCP",)),))
        for call in HANDSHAKE:
            _, now = engine.step(now, Intent(call, 0))
        shown = list[tuple[int, ...]]()
        for level, defects in ((1, (HDCP_FAULT,)), (0, ()), (1, ())):
            _, now = engine.step(now, Intent(SET_PROTECTION_LEVEL.name, 0, defects, level, about="HDCP"))
            shown.append(now.connectors[0].applied("HDCP"))
        assert shown == [(0, 1), at_0, again]
