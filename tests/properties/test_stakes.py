"""Every reading that tables depend on parts from the recommended one in a few calls, or is said not to."""

import pytest

from coppspec.driver.outputs import OUTPUTS
from coppspec.model.codes import Status
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.language import NONE, SAME, Row
from coppspec.model.lint import switches
from coppspec.model.profile import Profile
from coppspec.model.registry import Allowed, Choice, Held, choices
from coppspec.properties.edits import with_row
from coppspec.properties.exploration import seen
from coppspec.properties.setting import start
from coppspec.properties.stakes import Parting, Search, stakes
from coppspec.properties.subjects import MACHINES
from coppspec.properties.walks import walks

ACTIVATE = "VP_CP_CMD_ACTIVATE"
SWITCHES = [choice for choice in choices().values() if choice.status is Held.SWITCH]


def the_only_parting(name: str) -> Parting:
    (stake,) = stakes(choices()[name])
    assert stake.parting is not None
    return stake.parting


def intents(parting: Parting) -> list[str]:
    return [str(intent) for intent, _ in parting.calls]


@pytest.mark.parametrize("choice", SWITCHES, ids=lambda each: each.name)
@pytest.mark.thorough
def test_what_is_told_of_a_reading_is_what_the_tables_do(choice: Choice) -> None:
    accepted = [each.name for each in choice.readings if each.standing is Allowed.ACCEPTED]
    found = stakes(choice)
    assert [stake.reading for stake in found] == accepted
    for stake in found:
        assert stake.parting is not None
        assert stake.parting.recommended != stake.parting.other
        own = Profile(**{choice.name: stake.reading})
        assert shown(stake.parting, choice.name, Profile()) == [each for _, each in stake.parting.calls]
        assert shown(stake.parting, choice.name, own)[-1] == stake.parting.other


def shown(parting: Parting, choice: str, profile: Profile) -> list[object]:
    """What a machine shows on the sequence, each message numbered as its own application would."""
    machine_name, place = parting.setting.split(", ", 1)
    machine = next(each for each in MACHINES if each.name == machine_name)
    assert choice in switches(machine)
    engine, default = Engine(machine, profile), Engine(machine)
    now = sender = next(walk.start for walk in walks(default) if walk.name == place)
    found: list[object] = []
    for intent, _ in parting.calls:
        answer, now = engine.step(now, intent, sender=sender)
        _, sender = default.step(sender, intent)
        found.append(seen(answer, now))
    return found


def test_a_retry_shows_at_the_second_sequence_start() -> None:
    parting = the_only_parting("sequence_start_retry")
    assert parting.setting == "COPP device, one device"
    assert intents(parting) == [
        "COPPOpenVideoSession, session 1",
        "COPPGetCertificateLength, session 1",
        "COPPKeyExchange, session 1",
        "COPPSequenceStart, session 1, another random number",
        "COPPSequenceStart, session 1",
    ]


def test_a_difference_that_takes_two_sessions_is_found_once_both_are_active() -> None:
    parting = the_only_parting("level_order")
    assert parting.setting == "COPP device, two devices on one connector"
    assert len(parting.calls) == 10
    levels = {intent.level for intent, _ in parting.calls if intent.level is not None}
    assert levels == {2, 3}
    assert (parting.recommended.shown, parting.other.shown) == (((0, 3, 0),), ((0, 2, 0),))


def test_an_output_that_offers_less_is_looked_at_too() -> None:
    parting = the_only_parting("request_not_applicable")
    assert parting.setting == "COPP device, an output without redistribution control"
    assert intents(parting)[-1] == "COPPQueryStatus, HDCP key data, session 1"


def test_of_several_machines_the_first_one_shows_it() -> None:
    assert the_only_parting("event_recording").setting.startswith(f"{DEVICE.name}, ")


def test_readings_that_nothing_tells_apart_are_known_to_be_so_where_all_was_followed() -> None:
    search = Search(DEVICE, Profile(undefined_bits="mask"))
    clone, main = (start(search.engine, OUTPUTS, (dev_id,)) for dev_id in (4, 0))
    assert search.difference(clone) is None
    assert search.complete
    assert search.difference(main) is None
    assert not search.complete


@pytest.mark.slow
def test_a_search_that_was_given_up_claims_nothing() -> None:
    search = Search(DEVICE, Profile(undefined_bits="mask"))
    assert search.parting() is None
    assert not search.complete


def test_a_refusal_because_the_search_has_no_session_left_is_no_difference() -> None:
    short = with_row(
        COPY_PROTECTION_SESSIONS,
        Row(ACTIVATE, NONE, Status.ERROR_INVALID_PARAMETER, SAME, (), "VPCP-507"),
    )
    search = Search(COPY_PROTECTION_SESSIONS, Profile())
    search.other = Engine(short)
    assert search.parting() is None
    assert not search.complete


def test_a_choice_on_which_no_table_depends_has_nothing_to_show() -> None:
    others = [choice for choice in choices().values() if choice.status is not Held.SWITCH]
    assert others
    assert not any(stakes(choice) for choice in others)
