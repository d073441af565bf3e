"""Bytes for VIDEOPARAMETERS that nobody meant are answered as the tables say, and nothing else changes."""

import struct
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coppspec.driver.adapters import ADAPTERS, Adapter, TVOutput
from coppspec.driver.miniport import CopyProtectionMiniport
from coppspec.driver.protocol import Driver
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.refusal import Refused
from coppspec.driver.television import ulong
from coppspec.model.codes import Status
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS, DEAD
from coppspec.model.engine import Engine
from coppspec.model.key_calls import ACTIVATE, CHANGE, DEACTIVATE, FRESH, GET
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Intent
from coppspec.model.tv_output import AS_IT_IS, Setting
from coppspec.model.tvout import VIDEOPARAMETERS_GUID, TVStandard, VPFlags
from coppspec.properties import key_messages as messages
from coppspec.properties import key_understanding
from coppspec.properties.alphabet import letters
from coppspec.properties.key_fuzzed import SESSIONS, FuzzedKeys, right_requests
from coppspec.properties.key_messages import ULONGS
from coppspec.properties.key_projections import EVENTS, RESTART, SET_OFF, SET_OUTPUT, SET_PICTURE, offered
from coppspec.properties.key_understanding import BY_SETTING, EVERY_SETTING, SIZE, Known
from coppspec.properties.trial import Disagreement
from coppspec.properties.zoo_keys import (
    IgnoresTheKey,
    IssuesAKeyWithoutProtectionHardware,
    ReadsCopyProtectionFieldsWithoutTheirFlag,
    TakesAnUndefinedBitForLevelZero,
    TakesTheLevelOfADeactivation,
)
from coppspec.properties.zoo_televisions import (
    AnswersAControlCodeThatItDoesNotServe,
    ReadsAModeWithoutItsFlag,
    ReturnsAsManyBytesAsItGot,
    ReturnsTheBufferOfARefusedRequest,
    SwitchesTheOutputBeforeItChecksTheCommand,
)

MAIN, OTHER, NO_TV, NO_HARDWARE, NOT_SERVED = range(len(ADAPTERS))
OTHER_READINGS: dict[str, Any] = {
    "activate_zero": "driver's level",
    "level_join": "OPM order",
    "key_reuse": "after quarantine",
    "wrong_key_status": "success",
    "undefined_bits": "mask",
    "get_flags_input": "filter",
    "level_readback": "trigger field",
    "standards_while_off": "WIN_VGA",
    "current_standard": "one bit",
    "supported_types": "single",
    "short_output_status": "more data",
    "mode_set": "keys die",
    "device_reset": "keys die",
    "power_transition": "keys die",
    "tv_after_restart": "kept",
    "oem_data": "stored",
    "unprotectable_standard": "blanked",
}
ONE_SESSION: dict[str, Any] = {
    "session_limit": "one, refused",
    "wrong_key_status": "any error",
    "level_join": "last writer",
}
REPLACED: dict[str, Any] = {"session_limit": "one, replaced", "level_join": "last writer"}
READINGS: dict[str, dict[str, Any]] = {
    "recommended": {},
    "other": OTHER_READINGS,
    "one session": ONE_SESSION,
    "one session, replaced": REPLACED,
}
ANY_READING = pytest.mark.parametrize("readings", READINGS.values(), ids=READINGS.keys())
ANY_ADAPTER = pytest.mark.parametrize("adapter", range(len(ADAPTERS)))

# What is meant is understood.


def carried(adapter: int, sessions: int) -> Iterator[Intent]:
    """Every letter that is a request and takes no fault of the hardware."""
    every = letters(COPY_PROTECTION_SESSIONS, Profile(), sessions, capabilities=("another adapter",))
    for each in offered(every, ADAPTERS[adapter]).every:
        if each.call not in {*EVENTS, RESTART}:
            yield each


A_FILM = "one on, one off and one dead, a film"
STATES: dict[str, tuple[Intent, ...]] = {
    "nothing begun": (),
    A_FILM: (
        Intent(ACTIVATE, level=2),
        Intent(ACTIVATE, level=0),
        Intent(ACTIVATE, level=3),
        Intent(DEACTIVATE, 2),
        Intent(SET_OUTPUT, about="a film"),
    ),
    "one on, the output off": (Intent(ACTIVATE, level=2), Intent(SET_OFF, about="off")),
    "one off, a standard without protection": (
        Intent(ACTIVATE, level=0),
        Intent(SET_OUTPUT, about="an unprotected standard"),
    ),
    "no key left, asleep after a reset": (
        *(Intent(ACTIVATE, level=level) for level in (1, 3, 2, 0, 3, 1)),
        Intent("device reset"),
        Intent("power down"),
    ),
}


def in_state(state: str, adapter: int = MAIN, make: Callable[[], Driver] | None = None) -> FuzzedKeys:
    """An adapter in a state, as far as it can be."""
    fuzzed = FuzzedKeys(driver=None if make is None else make(), adapter=adapter)
    for intent in offered(STATES[state], fuzzed.adapter).every:
        if intent.call in fuzzed.events or intent.call not in EVENTS:
            fuzzed.make(intent)
    return fuzzed


@ANY_ADAPTER
@pytest.mark.parametrize("state", STATES)
def test_a_request_is_understood_as_it_was_meant(state: str, adapter: int) -> None:
    fuzzed, random = in_state(state, adapter=adapter), Random(0)
    meant, read = Engine(COPY_PROTECTION_SESSIONS), Engine(EVERY_SETTING)
    for letter in carried(adapter, 2):
        buffer = messages.request(
            letter, fuzzed.adapter.tv or messages.NO_TV, fuzzed.now.tv, keys_for(fuzzed, letter), random
        )
        again = key_understanding.request(buffer, messages.room(letter, random), fuzzed.known)
        assert again is not None, letter
        wanted, met = meant.step(fuzzed.now, letter), read.step(fuzzed.now, again)
        assert (met[0].code, met[1]) == (wanted[0].code, wanted[1]), (letter, again)


def keys_for(fuzzed: FuzzedKeys, intent: Intent) -> messages.Keys:
    """The key of the session, or another one."""
    own = fuzzed.known.keys.get(-1 if intent.session is None else intent.session, 0x12345678)
    foreign = fuzzed.harness.foreign_keys()[0] if "key of another adapter" in intent.defects else 0
    return messages.Keys(own, (1, 2, 3), foreign)


@pytest.mark.parametrize("state", STATES)
@ANY_ADAPTER
def test_a_right_request_has_no_defect_and_is_understood_word_for_word(state: str, adapter: int) -> None:
    fuzzed = in_state(state, adapter=adapter)
    for right in right_requests(fuzzed.adapter):
        named = right.session is None or right.session in fuzzed.known.keys
        again = key_understanding.request(fuzzed.right(right), SIZE, fuzzed.known)
        assert again == (right if named else right._replace(session=SESSIONS))


# What no clause decides.

MISSING_MODE, MISSING_STANDARD = "a mode that is not available", "a standard that is not available"
NTSC, PAL, SECAM, WIN_VGA = 0x1, 0x4, 0x4000, 0x8000
PARTS = 0x003


def a_set(flags: int, mode: int = 0, standard: int = 0, **fields: int) -> bytes:
    return VIDEOPARAMETERS.pack(
        Guid=VIDEOPARAMETERS_GUID, dwCommand=2, dwFlags=flags, dwMode=mode, dwTVStandard=standard, **fields
    )


@pytest.mark.parametrize(
    ("state", "request_"),
    [
        ("nothing begun", a_set(PARTS, 0, NTSC)),
        ("nothing begun", a_set(PARTS, 1, WIN_VGA)),
        ("nothing begun", a_set(0x001, 0)),
        ("nothing begun", a_set(0x002, 0, WIN_VGA)),
        ("nothing begun", a_set(PARTS, 2, PAL)),
        ("nothing begun", a_set(PARTS, 2, SECAM)),
        ("nothing begun", a_set(0x080, dwContrast=101)),
        ("one on, the output off", a_set(0x001, 1)),
        ("one on, the output off", a_set(0x002, 0, NTSC)),
        (A_FILM, a_set(0x002, 0, PAL)),
    ],
)
def test_what_no_clause_decides_is_not_sent_unless_something_else_is_refused(
    state: str, request_: bytes
) -> None:
    fuzzed = in_state(state)
    assert fuzzed.send(request_) is None
    more = VIDEOPARAMETERS.put(request_, dwFlags=ulong(request_, "dwFlags") | 0x10)
    for refused in (b"\0" + request_[1:], request_[:-1], more):
        assert fuzzed.send(refused) is not None
    assert fuzzed.send(request_, 0) is not None


def test_a_setting_that_is_protected_where_nothing_can_be_is_not_sent() -> None:
    fuzzed = FuzzedKeys(adapter=NO_HARDWARE)
    request = a_set(PARTS | 0x100, 1, NTSC, dwCPCommand=1)
    assert fuzzed.send(request) is None
    assert fuzzed.send(VIDEOPARAMETERS.put(request, dwFlags=0x100)) is not None
    assert fuzzed.send(VIDEOPARAMETERS.put(request, dwMode=2)) is not None


def test_a_standard_that_the_tables_have_no_name_for_is_not_sent() -> None:
    every = TVStandard((1 << 20) - 1) & ~TVStandard.VP_TV_STANDARD_WIN_VGA
    flags = VPFlags.VP_FLAGS_TV_MODE | VPFlags.VP_FLAGS_TV_STANDARD | VPFlags.VP_FLAGS_MAX_UNSCALED
    adapter = Adapter(TVOutput(flags, every, protected=TVStandard(0x7)))
    start = FuzzedKeys().known
    known = Known(adapter, start.tv, start.sessions, {})
    understood = [key_understanding.request(a_set(PARTS, 1, 1 << bit), SIZE, known) for bit in range(20)]
    assert [bit for bit, each in enumerate(understood) if each] == [0, 1, 3]


@pytest.mark.parametrize(
    ("state", "request_", "about", "defects"),
    [
        ("nothing begun", a_set(0x001, 1, 7), "as it is", ("a standard without its flag",)),
        ("nothing begun", a_set(0x001, 2), "a film", ()),
        ("nothing begun", a_set(0x002, 9, PAL), "another standard", ()),
        (A_FILM, a_set(0x001, 1), "the desktop", ()),
        ("one on, the output off", a_set(0x001, 0), "as it is", ("a standard without its flag",)),
        ("one on, the output off", a_set(0x002, 0, WIN_VGA), "as it is", ("a mode without its flag",)),
        ("nothing begun", a_set(PARTS, 0x80000001, NTSC), "as it is", ("two modes at once",)),
        ("nothing begun", a_set(PARTS, 4, 0), "as it is", (MISSING_MODE, MISSING_STANDARD)),
    ],
)  # fmt: skip
def test_a_part_of_a_setting_is_understood_with_the_other_part_as_it_is(
    state: str, request_: bytes, about: str, defects: tuple[str, ...]
) -> None:
    assert in_state(state).send(request_) == Intent(SET_OUTPUT, defects=defects, about=about)


def test_every_defect_is_understood_and_the_first_in_the_order_of_the_checks_decides() -> None:
    fuzzed = in_state("no key left, asleep after a reset")
    wrong = a_set(0x80000113, 3, 5, dwCPCommand=5, dwCPType=3, bCP_APSTriggerBits=6)
    intent = fuzzed.send(wrong + b"more", 355)
    assert intent is not None
    assert intent.defects == (
        "long buffer",
        "room for a shorter output",
        "a flag that is not advertised",
        "VP_FLAGS_MAX_UNSCALED",
        "two modes at once",
        "two standards at once",
        "two commands at once",
        "undefined bits",
        "two types at once",
    )
    assert fuzzed.trial.history[-1].reply.code == Status.ERROR_INSUFFICIENT_BUFFER


def test_the_high_half_of_a_key_and_the_key_of_another_adapter_are_told_apart() -> None:
    fuzzed = in_state(A_FILM)
    key = fuzzed.known.keys[1]
    (foreign,) = fuzzed.known.foreign
    named = {key: 1, key ^ 0x80000000: SESSIONS, foreign: SESSIONS, 0: SESSIONS}
    for sent, session in named.items():
        intent = fuzzed.send(a_set(0x100, dwCPCommand=2, dwCPKey=sent))
        assert intent is not None
        assert intent.session == session


# Every field.

READ = (
    "dwCommand", "dwFlags", "dwMode", "dwTVStandard", "dwContrast", "dwCPType", "dwCPCommand", "dwCPKey",
    "bCP_APSTriggerBits",
)  # fmt: skip
"""The fields that a driver reads under their flags."""
BITS = tuple(1 << bit for bit in range(32))
BOUNDARIES = (0, 1, 2, 3, 4, 0xFF, 0x100, 1 << 31, (1 << 32) - 1)


LENGTHS = (0, 1, 16, 20, 99, 100, 255, 256, 353, 354, 355, 357, 612, 1024)
OUTPUT_LENGTHS = (0, 1, 4, 100, 255, 256, 353, 355, 357, 612, (1 << 31) - 1, *BITS[16:], (1 << 32) - 1)


def boundaries(request: bytes, names: Iterable[str], *, bit_by_bit: bool) -> Iterator[bytes]:
    """The request with each of these fields at every boundary, and with each single bit of it.

    Of a field that is read, each bit is turned over too. Without bit_by_bit it is those fields alone that
    have single bits.
    """
    for name in names:
        here = ulong(request, name)
        single = BITS if bit_by_bit or name in READ else ()
        turned = tuple(here ^ bit for bit in BITS) if name in READ else ()
        for value in sorted({*BOUNDARIES, *single, *turned}):
            yield VIDEOPARAMETERS.put(request, **{name: value})


def frames(request: bytes) -> Iterator[tuple[bytes, int]]:
    """The request in every wrong frame: bits of its identifier, lengths, and room for the output."""
    for bit in range(128):
        yield bytes([*request[: bit // 8], request[bit // 8] ^ 1 << bit % 8, *request[bit // 8 + 1 :]]), SIZE
    for length in LENGTHS:
        yield request.ljust(length, b"\xa5")[:length], SIZE
    for room in OUTPUT_LENGTHS:
        yield request, room


def is_put_back(fuzzed: FuzzedKeys, begun: Configuration) -> bool:
    """Look at what a request has changed, and take it back; False if that cannot be done."""
    pairs = list(zip(fuzzed.now.sessions, begun.sessions, strict=True))
    if any(now.state == DEAD != before.state for now, before in pairs):
        return False
    fuzzed.make(Intent(GET))
    for number, (now, before) in enumerate(pairs):
        if before.state == FRESH != now.state:
            fuzzed.make(Intent(DEACTIVATE, number))
        elif now != before:
            fuzzed.make(Intent(CHANGE, number, level=before.level))
    if fuzzed.now.tv != begun.tv:
        about = BY_SETTING[Setting(begun.tv.mode, begun.tv.standard)]
        fuzzed.make(Intent(SET_OFF if about == "off" else SET_OUTPUT, about=about))
    return FRESH in fuzzed.states() or all(each.state != FRESH for each in begun.sessions)


def sweep(
    begin: Callable[[], FuzzedKeys], right: Intent, names: Iterable[str] = READ, *, whole: bool = False
) -> int:
    """Every boundary of these fields, every key, and perhaps every frame; how many requests were sent."""
    fuzzed, sent = begin(), 0
    begun, request = fuzzed.now, fuzzed.right(right)
    keys = (*fuzzed.known.keys.values(), *fuzzed.known.foreign)
    others = (VIDEOPARAMETERS.put(request, dwCPKey=key) for key in keys)
    wrong = [(each, SIZE) for each in (*boundaries(request, names, bit_by_bit=whole), *others)]
    for buffer, room in (*(frames(request) if whole else ()), *wrong):
        sent += fuzzed.send(buffer, room) is not None
        if fuzzed.now != begun and not is_put_back(fuzzed, begun):
            fuzzed = begin()
    fuzzed.still_serves()
    return sent


def plain(right: Intent) -> bool:
    """Whether it asks for one thing, at one of the outermost levels."""
    return "with" not in right.call and right.level not in {1, 2}


def chosen(adapter: int) -> tuple[Intent, ...]:
    """The plain requests, and the others at the highest level."""
    return tuple(each for each in right_requests(ADAPTERS[adapter]) if plain(each) or each.level in {None, 3})


FEW = (
    Intent(ACTIVATE, level=3),
    Intent(CHANGE, 0, level=0),
    Intent(DEACTIVATE, 0),
    Intent(SET_OUTPUT, about="an unprotected standard"),
    Intent(SET_OFF, about="off"),
    Intent(SET_OUTPUT, None, ("a mode without its flag",), about=AS_IT_IS),
    Intent(f"{CHANGE} with a TV setting", 0, level=3, about="off"),
)
"""Requests that are swept in every state."""


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES)
@pytest.mark.thorough
def test_every_field_of_a_request_is_read_as_it_should_be_or_not_at_all(state: str) -> None:
    """Every request is swept in one of the states, some in all of them."""
    begin, every = partial(in_state, state), chosen(MAIN)
    here = every[list(STATES).index(state) :: len(STATES)]
    for right in here:
        assert sweep(begin, right, ULONGS, whole=plain(right)) > 500
    for right in FEW:
        assert right in here or sweep(begin, right) > 300


@pytest.mark.few(2)
@pytest.mark.slow
@pytest.mark.parametrize("adapter", [OTHER, NO_TV, NO_HARDWARE, NOT_SERVED])
def test_every_field_is_read_so_on_an_adapter_that_offers_less(adapter: int) -> None:
    begin = partial(in_state, A_FILM, adapter=adapter)
    for right in chosen(adapter):
        if plain(right) and right.level != 0:
            assert sweep(begin, right, whole=True) > 500


# Fields in another order.


def swapped(request: bytes) -> Iterator[bytes]:
    """The request with the bytes of a number turned round, with two neighbours exchanged, or shifted."""
    numbers = struct.unpack_from("<21I", request, 16)
    for at, number in enumerate(numbers):
        turned = int.from_bytes(number.to_bytes(4, "little"), "big")
        for order in (
            (*numbers[:at], turned, *numbers[at + 1 :]),
            (*numbers[:at], *reversed(numbers[at : at + 2]), *numbers[at + 2 :]),
            (*numbers[:at], 0, *numbers[at:-1]),
        ):
            yield request[:16] + struct.pack("<21I", *order) + request[100:]
    yield request[:16] + struct.pack(">21I", *numbers) + request[100:]
    yield VIDEOPARAMETERS_GUID.bytes + request[16:]
    yield request[:97] + request[100:] + bytes(3)
    yield request[:353]


@pytest.mark.slow
@pytest.mark.parametrize("readings", [{}, OTHER_READINGS], ids=["recommended", "other"])
@pytest.mark.parametrize("type_", [1, 2], ids=["APS_TRIGGER", "MACROVISION"])
def test_fields_in_another_order_mean_something_else(type_: int, readings: dict[str, Any]) -> None:
    for right in chosen(MAIN):
        fuzzed = FuzzedKeys(readings)
        fuzzed.make(Intent(ACTIVATE, level=2))
        for buffer in swapped(VIDEOPARAMETERS.put(fuzzed.right(right), dwCPType=type_)):
            fuzzed.send(buffer)
        fuzzed.still_serves()


# Any bytes.


def bytes_of(seed: int, size: int) -> bytes:
    return Random(seed).randbytes(size)


ANY_BYTES = st.builds(bytes_of, st.integers(0, 2**32), st.integers(0, 1024))
ROOMS = st.one_of(
    *(st.just(SIZE),) * 6, st.integers(0, 1024), st.sampled_from((0, 355, 1 << 31, (1 << 32) - 1))
)


@ANY_READING
@ANY_ADAPTER
@settings(max_examples=20)
@given(sent=st.lists(st.tuples(ANY_BYTES, ROOMS, st.booleans()), min_size=1, max_size=8))
def test_any_bytes_change_nothing(
    readings: dict[str, Any], adapter: int, sent: list[tuple[bytes, int, bool]]
) -> None:
    """Also behind a right identifier, almost always."""
    fuzzed = FuzzedKeys(readings, adapter=adapter)
    fuzzed.make(*offered((Intent(ACTIVATE, level=2),), fuzzed.adapter).every)
    before = fuzzed.now
    for rubbish, room, identified in sent:
        fuzzed.send(VIDEOPARAMETERS_GUID.bytes_le + rubbish if identified else rubbish, room)
        assert fuzzed.now == before
    fuzzed.still_serves()


def overwritten(fuzzed: FuzzedKeys, random: Random) -> tuple[bytes, int]:
    """A right request of some session with numbers and bytes overwritten, perhaps in a wrong frame."""
    right = random.choice(right_requests(fuzzed.adapter))
    if right.session is not None:
        right = right._replace(session=random.randrange(SESSIONS + 1))
    buffer = fuzzed.right(right)
    values = (*BOUNDARIES, *BITS, *fuzzed.known.keys.values(), *fuzzed.known.foreign, random.getrandbits(32))
    for _ in range(random.choice((0, 0, 1, 1, 2, 3))):
        buffer = VIDEOPARAMETERS.put(buffer, **{random.choice(READ): random.choice(values)})
    for at in random.sample(range(16, SIZE), random.choice((0, 0, 0, 1, 2))):
        buffer = buffer[:at] + random.randbytes(1) + buffer[at + 1 :]
    length = random.choice((*(SIZE,) * 9, random.randrange(1025)))
    room = random.choice(
        (*(SIZE,) * 9, random.choice((0, 355, random.randrange(1025), 1 << 31, (1 << 32) - 1)))
    )
    return buffer[:length].ljust(length, b"\xa5"), room


@ANY_READING
@ANY_ADAPTER
@settings(max_examples=15)
@given(seeds=st.lists(st.integers(0, 2**32), min_size=10, max_size=40))
def test_requests_that_are_overwritten_are_answered_as_the_tables_say(
    readings: dict[str, Any], adapter: int, seeds: list[int]
) -> None:
    """Each number makes a step, so that steps are spread evenly, and can be left out one by one."""
    fuzzed = FuzzedKeys(readings, adapter=adapter)
    for seed in seeds:
        random = Random(f"{adapter} {readings} {seed}")
        if fuzzed.events and random.random() < RARELY:
            fuzzed.happen(random.choice(fuzzed.events))
        else:
            fuzzed.send(*overwritten(fuzzed, random))
    fuzzed.still_serves()


RARELY = 0.12
"""How often something happens between requests."""

# Miniports that read carelessly.


class IgnoresTheHighestFlag(CopyProtectionMiniport):
    def settable(self) -> int:
        return super().settable() | 1 << 31


class IgnoresTheHighestByteOfTheTriggerField(CopyProtectionMiniport):
    def verify_defined_bits(self, buffer: bytes) -> None:
        super().verify_defined_bits(buffer[:99] + b"\0" + buffer[100:])


class ComparesKeysIn16Bits(CopyProtectionMiniport):
    def named_key(self, buffer: bytes) -> int:
        named = ulong(buffer, "dwCPKey")
        alike = (key for key in self.levels if (key ^ named) & 0xFFFF == 0)
        return next(alike, None) or super().named_key(buffer)


class ComparesOneByteOfTheCopyProtectionCommand(CopyProtectionMiniport):
    def protect(self, buffer: bytes) -> bytes:
        command = ulong(buffer, "dwCPCommand")
        returned = super().protect(VIDEOPARAMETERS.put(buffer, dwCPCommand=command & 0xFF))
        return VIDEOPARAMETERS.put(returned, dwCPCommand=command)


class TakesTheLevelFromTheByteBehind(CopyProtectionMiniport):
    def requested_level(self, buffer: bytes) -> int:
        super().requested_level(buffer)
        return buffer[97] & 3


class TakesTheOutputLengthForASignedOne(CopyProtectionMiniport):
    def verify_output_length(self, output_length: int) -> None:
        super().verify_output_length(output_length - (output_length >> 31 << 32))


class ComparesOneByteOfTheCommand(CopyProtectionMiniport):
    def answer(self, buffer: bytes) -> bytes:
        command = ulong(buffer, "dwCommand")
        returned = super().answer(VIDEOPARAMETERS.put(buffer, dwCommand=command & 0xFF))
        return VIDEOPARAMETERS.put(returned, dwCommand=command)


class ComparesAllOfTheIdentifierButItsLastByte(CopyProtectionMiniport):
    def verify_identifier(self, buffer: bytes) -> None:
        super().verify_identifier(buffer[:15] + VIDEOPARAMETERS_GUID.bytes_le[15:] + buffer[16:])


class MasksTheType(CopyProtectionMiniport):
    def verify_type(self, buffer: bytes) -> None:
        super().verify_type(VIDEOPARAMETERS.put(buffer, dwCPType=ulong(buffer, "dwCPType") & 3))


class LooksForTheStandardAmongSeveral(CopyProtectionMiniport):
    def verify_standard(self, buffer: bytes) -> None:
        if not ulong(buffer, "dwTVStandard") & (self.tv.standards | WIN_VGA):
            raise Refused(Status.ERROR_INVALID_PARAMETER)


class WantsAStructureOfItsOwnLength(CopyProtectionMiniport):
    def verify_input_length(self, buffer: bytes) -> None:
        if len(buffer) != SIZE:
            raise Refused(Status.ERROR_INSUFFICIENT_BUFFER)


class TakesAPackedStructure(CopyProtectionMiniport):
    def verify_input_length(self, buffer: bytes) -> None:
        super().verify_input_length(buffer.ljust(SIZE) if len(buffer) >= 353 else buffer)

    def answer(self, buffer: bytes) -> bytes:
        return super().answer(buffer.ljust(SIZE, b"\0"))


class UsesUpAKeyForARefusedActivation(CopyProtectionMiniport):
    def verify_type(self, buffer: bytes) -> None:
        self.keys -= 1
        super().verify_type(buffer)
        self.keys += 1


class TurnsADeadSessionOff(CopyProtectionMiniport):
    def change(self, buffer: bytes) -> None:
        key = ulong(buffer, "dwCPKey")
        if key not in self.issued or key in self.levels or self.requested_level(buffer):
            super().change(buffer)


class RemembersThePictureOfARefusedRequest(CopyProtectionMiniport):
    def verify_flags(self, buffer: bytes) -> None:
        self.picture["dwContrast"] = min(ulong(buffer, "dwContrast"), 100)
        super().verify_flags(buffer)


CARELESS: list[tuple[type[CopyProtectionMiniport | ReferenceDriver], int]] = [
    (IgnoresTheHighestFlag, MAIN),
    (IgnoresTheHighestFlag, NO_TV),
    (IgnoresTheHighestByteOfTheTriggerField, OTHER),
    (ComparesKeysIn16Bits, MAIN),
    (ComparesOneByteOfTheCopyProtectionCommand, MAIN),
    (TakesTheLevelFromTheByteBehind, MAIN),
    (TakesTheOutputLengthForASignedOne, NO_HARDWARE),
    (ComparesOneByteOfTheCommand, MAIN),
    (ComparesAllOfTheIdentifierButItsLastByte, MAIN),
    (MasksTheType, MAIN),
    (LooksForTheStandardAmongSeveral, MAIN),
    (WantsAStructureOfItsOwnLength, MAIN),
    (TakesAPackedStructure, MAIN),
    (UsesUpAKeyForARefusedActivation, MAIN),
    (TurnsADeadSessionOff, MAIN),
    (IgnoresTheKey, MAIN),
    (TakesAnUndefinedBitForLevelZero, MAIN),
    (TakesTheLevelOfADeactivation, MAIN),
    (ReadsCopyProtectionFieldsWithoutTheirFlag, MAIN),
    (IssuesAKeyWithoutProtectionHardware, NO_HARDWARE),
    (AnswersAControlCodeThatItDoesNotServe, NOT_SERVED),
    (ReadsAModeWithoutItsFlag, MAIN),
    (SwitchesTheOutputBeforeItChecksTheCommand, MAIN),
    (ReturnsAsManyBytesAsItGot, MAIN),
    (ReturnsTheBufferOfARefusedRequest, MAIN),
]


def careless(kind: type[CopyProtectionMiniport | ReferenceDriver]) -> Driver:
    random_bytes = Random(1).randbytes
    if issubclass(kind, CopyProtectionMiniport):
        return ReferenceDriver(miniport=kind, random_bytes=random_bytes)
    return kind(random_bytes=random_bytes)


def hunt(kind: type[CopyProtectionMiniport | ReferenceDriver], adapter: int) -> None:
    """Sweep every field that is read, until it is found."""
    begin = partial(in_state, A_FILM, adapter=adapter, make=partial(careless, kind))
    for right in (*offered(FEW, ADAPTERS[adapter]).every, *chosen(adapter)):
        sweep(begin, right, whole=plain(right))


@pytest.mark.few(10)
@pytest.mark.slow
@pytest.mark.parametrize(("kind", "adapter"), CARELESS, ids=lambda value: getattr(value, "__name__", value))
def test_a_careless_miniport_is_found(
    kind: type[CopyProtectionMiniport | ReferenceDriver], adapter: int
) -> None:
    with pytest.raises(Disagreement):
        hunt(kind, adapter)


def test_a_picture_that_is_remembered_from_a_refused_request_is_found() -> None:
    fuzzed = FuzzedKeys(driver=careless(RemembersThePictureOfARefusedRequest))
    with pytest.raises(Disagreement, match=r"refused it, and changed the answer to GET.*VPCP-108") as raised:
        fuzzed.send(a_set(0x090, dwContrast=7))
    assert raised.value.intents[-1] == Intent(
        SET_PICTURE, defects=("VP_FLAGS_MAX_UNSCALED",), about="the picture alone"
    )
