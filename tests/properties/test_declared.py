"""What a driver declares is looked at before it is judged, and what makes no sense is told in one line."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from coppspec.driver.adapters import ADAPTERS, Adapter, TVOutput
from coppspec.driver.identity import shipped_identity
from coppspec.driver.options import Options
from coppspec.driver.outputs import OUTPUTS, DisplayMode, Output
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.profile import Profile
from coppspec.model.tvout import TVStandard
from coppspec.properties.declared import MOST, InvalidDriver, checked
from coppspec.properties.suites import check_driver, excusing, suites
from coppspec.properties.trial import Disagreement

Shown = TypeVar("Shown", Output, DisplayMode, Adapter, TVOutput)


def odd(sound: Shown, **changes: Any) -> Shown:  # noqa: ANN401  that is the point
    """The same with something in it that its type does not allow."""
    return replace(sound, **changes)


MODE = DisplayMode(640, 480, (60, 1))
TV = ADAPTERS[1].tv


def with_tv(**changes: object) -> tuple[Adapter, ...]:
    assert TV is not None
    return (Adapter(odd(TV, **changes)),)


WRONG: dict[str, tuple[str, object, str]] = {
    "a text for capabilities": ("capabilities", "applied", "a collection of Capability is wanted"),
    "no capabilities": ("capabilities", None, "a collection of Capability is wanted"),
    "a member's name": ("capabilities", {"APPLIED"}, "'APPLIED' is no capability; known: applied, "),
    "no outputs": ("outputs", (), "outputs is empty; the interface 'renderer' takes one at least"),
    "outputs by DevID": ("outputs", {0: OUTPUTS[0]}, "a sequence of Output is wanted"),
    "no output": ("outputs", ("DVI",), "output 0 is 'DVI'; an Output is wanted"),
    "a text for types": ("outputs", (odd(OUTPUTS[0], types="HDCP"),), "types is 'HDCP'; ProtectionType"),
    "one mode": ("outputs", (odd(OUTPUTS[0], modes=(MODE,)),), "a tuple of 2 DisplayModes is wanted"),
    "a list of modes": ("outputs", (odd(OUTPUTS[0], modes=[MODE, MODE]),), "a tuple of 2 DisplayModes"),
    "a broken frequency": (
        "outputs",
        (odd(OUTPUTS[0], modes=(MODE, odd(MODE, frequency=60.0))),),
        "mode 1: frequency is 60.0; a fraction of two whole numbers",
    ),
    "a long key": ("outputs", (odd(OUTPUTS[0], key_selection_vector=bytes(20)),), "5 bytes are wanted"),
    "a DevID alone": ("adapters", (odd(ADAPTERS[1], outputs=0),), "outputs is 0; tuple is wanted"),
    "a list of DevIDs": ("adapters", (odd(ADAPTERS[1], outputs=[5]),), "outputs is [5]; tuple is wanted"),
    "a broken DevID": ("adapters", (odd(ADAPTERS[1], outputs=(5.0,)),), "it shows on output 5.0"),
    "two adapters on one connector": (
        "adapters",
        (odd(ADAPTERS[1], outputs=(1,)), odd(ADAPTERS[1], outputs=(2,))),
        "adapters 0 and 1 show on connector 1; it has one signal",
    ),
    "a number for flags": ("adapters", with_tv(flags=0x113), "tv: flags is 275; VPFlags is wanted"),
    "a text for standards": ("adapters", with_tv(standards="NTSC"), "standards is 'NTSC'; TVStandard"),
    "WIN_VGA for a standard": (
        "adapters",
        with_tv(standards=TVStandard(0x8001)),
        "standards is 32769; a sum of VP_TV_STANDARDs up to 0xfffff without WIN_VGA (A-11); leave out 0x8000",
    ),
    "a level that is none": ("adapters", with_tv(level_at_zero=9), "level_at_zero is 9; 1 to 3"),
    "a key for a root": ("root", shipped_identity().key.public_key(), "RSAPublicNumbers are wanted"),
    "no root": ("root", None, "RSAPublicNumbers are wanted"),
}


def declaring(name: str, value: object) -> Callable[[], ReferenceDriver]:
    return type("Declares", (ReferenceDriver,), {name: value})


@pytest.mark.parametrize(("name", "value", "words"), WRONG.values(), ids=WRONG)
def test_a_declaration_that_makes_no_sense_is_told(name: str, value: object, words: str) -> None:
    with pytest.raises(InvalidDriver, match="Declares: ") as raised:
        check_driver(declaring(name, value))
    assert words in str(raised.value)


def test_the_reference_driver_declares_what_makes_sense() -> None:
    assert isinstance(checked(ReferenceDriver), ReferenceDriver)
    assert checked(declaring("capabilities", ())).capabilities == ()


def test_the_same_driver_twice_is_told() -> None:
    one = ReferenceDriver()
    with pytest.raises(InvalidDriver, match="the same driver came twice"):
        check_driver(lambda: one)


def test_limiting_keys_that_breaks_down_is_no_fault_of_a_call() -> None:
    class CannotLimitKeys(ReferenceDriver):
        def limit_keys(self, adapter: int, keys: int) -> None:
            raise NotImplementedError(f"adapter {adapter}, {keys} keys")

    suite = next(each for each in suites() if each.name == "one copy-protection session")
    with pytest.raises(InvalidDriver, match="limit_keys, which 'few keys' promises, broke down"):
        suite.run(CannotLimitKeys)


def test_a_disagreement_that_an_accepted_reading_excuses_says_so() -> None:
    suite = suites()[0]

    def make() -> ReferenceDriver:
        return ReferenceDriver(Options(advance_on_failure="every match"))

    found = suite.run(make)
    assert found is not None
    assert list(excusing(suite.bench(make, 0), found.intents)) == [("advance_on_failure", "every match")]
    with pytest.raises(Disagreement) as raised:
        check_driver(make)
    assert raised.value.__notes__ == [
        'That is accepted of a driver that is held to Profile(advance_on_failure="every match").'
    ]


def test_a_renderer_that_is_promised_and_not_there_is_no_fault_of_a_call() -> None:
    suite = next(each for each in suites() if each.name == "one renderer")
    with pytest.raises(InvalidDriver, match="renderer, which 'renderer' promises, broke down"):
        suite.run(declaring("renderer", None))


def test_the_recommended_reading_excuses_too() -> None:
    held_to = Profile(session_limit="one, refused")
    suite = next(each for each in suites(held_to) if each.name == "two copy-protection sessions")
    found = suite.run(ReferenceDriver)
    assert found is not None
    assert ("session_limit", "many") in set(excusing(suite.bench(ReferenceDriver, 0), found.intents))


def test_a_fault_that_no_reading_excuses_has_no_excuse() -> None:
    class Careless(ReferenceDriver):
        def key_exchange(self, handle: int) -> tuple[int, bytes, bytes]:
            code, number, _ = super().key_exchange(handle)
            return code, number, b""

    with pytest.raises(Disagreement) as raised:
        check_driver(Careless)
    assert not hasattr(raised.value, "__notes__")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (ReferenceDriver(), "makes no driver; wanted is something that makes a fresh one"),
        (lambda: None, "None is no driver: it declares no capabilities, outputs, adapters, root"),
        (lambda: ReferenceDriver, "is no driver: it declares no root|is no driver: it declares no instance"),
    ],
    ids=["an instance", "nothing", "a class"],
)
def test_what_makes_no_driver_is_told_in_one_line(make: Any, words: str) -> None:  # noqa: ANN401  that is the point
    with pytest.raises(InvalidDriver, match=words) as told:
        check_driver(make)
    assert "\n" not in str(told.value)


def test_what_is_no_profile_is_told_in_one_line() -> None:
    wrong: Any = {"level_order": "precedence"}
    with pytest.raises(TypeError, match="is no Profile; wanted is one like Profile"):
        check_driver(ReferenceDriver, wrong)


@pytest.mark.parametrize("what", ["outputs", "adapters"])
def test_more_than_any_driver_has_is_refused_at_once(what: str) -> None:
    class Many(ReferenceDriver):
        pass

    setattr(Many, what, getattr(ReferenceDriver(), what)[:1] * 400)
    with pytest.raises(InvalidDriver, match=f"there are 400 {what}; at most {MOST} can be judged"):
        checked(Many)
