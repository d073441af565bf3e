"""A profile is a mapping from every choice to one of its readings, and takes no other."""

import re

import pytest

from coppspec.model.profile import InvalidProfile, Profile
from coppspec.model.registry import Allowed, Held, choices

RECOMMENDED = {name: choice.recommended.name for name, choice in choices().items()}


def test_the_default_profile_takes_the_recommended_reading_of_every_choice() -> None:
    assert dict(Profile()) == RECOMMENDED


def test_a_profile_differs_from_the_default_one_only_where_it_says_so() -> None:
    profile = Profile(sequence_start_retry="retry", short_block="unexpected")
    assert dict(profile) == RECOMMENDED | {"sequence_start_retry": "retry", "short_block": "unexpected"}


def test_a_profile_is_a_mapping() -> None:
    profile = Profile(undefined_bits="mask")
    assert (len(profile), list(profile)) == (89, list(RECOMMENDED))
    assert (profile["undefined_bits"], profile.get("no such choice")) == ("mask", None)
    assert profile == RECOMMENDED | {"undefined_bits": "mask"}
    with pytest.raises(KeyError):
        profile["no such choice"]


def test_profiles_of_the_same_readings_are_equal() -> None:
    assert len({Profile(level_order="precedence"), Profile(level_order="precedence"), Profile()}) == 2
    assert Profile() == Profile(padding_check="strict")
    assert Profile() != Profile(padding_check="ignore")


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        (Profile(), "default"),
        (Profile(padding_check="strict"), "default"),
        (Profile(sequence_start_retry="retry"), "sequence_start_retry = retry"),
        (
            Profile(undefined_bits="mask", padding_check="ignore"),
            "padding_check = ignore; undefined_bits = mask",
        ),
    ],
)
def test_a_profile_is_written_as_what_differs_in_the_order_of_the_choices(
    profile: Profile, words: str
) -> None:
    assert str(profile) == words


@pytest.mark.parametrize(
    ("readings", "message"),
    [
        (
            {"retries": "one"},
            "there is no choice 'retries'; `coppspec explain` lists them",
        ),
        (
            {"sequence_start_retry": "never"},
            "'sequence_start_retry' has no reading 'never'; it has 'one attempt', 'retry'",
        ),
        (
            {"picture_bounds": "refused"},
            "no table has picture_bounds = 'refused' yet; it has 'not asked' only",
        ),
        (
            {"third_certificate": "required"},
            "no table has third_certificate = 'required' yet; it has 'not required' only",
        ),
    ],
)
def test_a_profile_that_no_table_has_is_refused_with_what_there_is(
    readings: dict[str, str], message: str
) -> None:
    with pytest.raises(InvalidProfile, match=f"^{re.escape(message)}$"):
        Profile(**readings)


def test_the_recommended_reading_can_be_named_even_where_no_table_has_another() -> None:
    assert Profile(picture_bounds="not asked", clone_mode="one exception") == Profile()


def test_no_profile_can_take_a_forbidden_reading() -> None:
    with pytest.raises(InvalidProfile, match="padding_check = 'OAEP' is a forbidden reading"):
        Profile(padding_check="OAEP")


def test_every_forbidden_reading_is_refused_to_a_profile_by_its_name() -> None:
    for choice in choices().values():
        for reading in choice.readings:
            if reading.standing is Allowed.FORBIDDEN:
                message = f"{choice.name} = {reading.name!r} is a forbidden reading: no profile can take it"
                with pytest.raises(InvalidProfile, match=f"^{re.escape(message)}$"):
                    Profile(**{choice.name: reading.name})


# Profiles that no driver is held to.

REFUTED = {
    (choice.name, reading.name)
    for choice in choices().values()
    for reading in choice.readings
    if reading.standing is Allowed.FORBIDDEN and choice.status is Held.SWITCH
}
"""The forbidden readings that a table has."""


def test_a_refuted_profile_takes_a_forbidden_reading_that_a_table_has() -> None:
    profile = Profile.refuted(count_wording="commands")
    assert dict(profile) == RECOMMENDED | {"count_wording": "commands"}
    assert profile.departures == {"count_wording": "commands"}
    assert str(profile) == "count_wording = commands"
    assert isinstance(profile, Profile)


def test_every_forbidden_reading_that_a_table_has_can_be_refuted() -> None:
    taken = {(name, reading): Profile.refuted(**{name: reading})[name] for name, reading in REFUTED}
    assert taken == {(name, reading): reading for name, reading in REFUTED}
    assert ("count_wording", "commands") in REFUTED


def test_a_refuted_profile_takes_allowed_readings_besides_and_none_of_itself() -> None:
    profile = Profile.refuted(count_wording="commands", mode_set="keys die")
    assert dict(profile) == RECOMMENDED | {"count_wording": "commands", "mode_set": "keys die"}
    assert Profile.refuted(mode_set="keys die") == Profile(mode_set="keys die")
    assert Profile.refuted() == Profile()


@pytest.mark.parametrize(
    ("readings", "message"),
    [
        ({"retries": "one"}, "there is no choice 'retries'; `coppspec explain` lists them"),
        (
            {"count_wording": "letters"},
            "'count_wording' has no reading 'letters'; it has 'sessions', 'commands' (forbidden)",
        ),
        (
            {"picture_bounds": "refused"},
            "no table has picture_bounds = 'refused' yet; it has 'not asked' only",
        ),
    ],
)
def test_a_refuted_profile_that_no_table_has_is_refused_like_any_other(
    readings: dict[str, str], message: str
) -> None:
    with pytest.raises(InvalidProfile, match=f"^{re.escape(message)}$"):
        Profile.refuted(**readings)
