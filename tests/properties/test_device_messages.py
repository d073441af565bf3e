"""Every defect that a table names makes the message differ as it says, and in nothing else that matters."""

from collections.abc import Callable
from itertools import combinations
from random import Random
from uuid import UUID

import pytest

from coppspec.driver import mac
from coppspec.driver.identity import shipped_identity
from coppspec.driver.start_block import unpadded, unsealed
from coppspec.model import constants
from coppspec.model.conditions import FAULT, FOREIGN_KEY, HDCP_FAULT
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.device_calls import SET_PROTECTION_LEVEL, SET_SIGNALING, STATUS_REQUESTS
from coppspec.model.language import Call, Machine
from coppspec.model.layouts import (
    START_SEQUENCE,
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPSetSignalingCmdData,
    DXVA_COPPStatusInput,
)
from coppspec.model.levels import LEVELS
from coppspec.model.step import Intent
from coppspec.properties import device_messages as device
from coppspec.properties import key_messages as keys
from coppspec.properties import start_blocks
from coppspec.properties.start_blocks import Numbers, Terms, new_terms
from coppspec.properties.turns import Turns

SEEDS = range(24)
KEY, OTHER_KEY, NONCE = bytes(range(16)), bytes(range(1, 17)), bytes(range(16, 32))
NUMBERS = Numbers(bytes(range(32, 48)), bytes(range(48, 64)))
TERMS = Terms(KEY, 5, 6)
PRIVATE = shipped_identity().key
KNOWN = {value for value in vars(constants).values() if isinstance(value, UUID)}
LEVEL, SIGNAL, REQUEST = SET_PROTECTION_LEVEL.name, SET_SIGNALING.name, STATUS_REQUESTS[2].name


def named(machine: Machine) -> set[str]:
    return {defect.name for call in machine.calls for defect in call.defects}


def command(call: str, *defects: str, about: str = "HDCP", level: int = 1, seed: int = 0) -> bytes:
    intent = Intent(call, 0, defects, level, about=about if call == LEVEL else "EN300294_625i")
    return device.command(intent, KEY, OTHER_KEY, 7, Random(seed))


def request(call: str, *defects: str, seed: int = 0) -> bytes:
    about = "ACP" if DEVICE.call(call).about else None
    return device.status_request(Intent(call, 0, defects, about=about), NONCE, 7, Random(seed))


def block(*defects: str, seed: int = 0) -> bytes:
    return start_blocks.start_block(defects, PRIVATE.public_key(), NUMBERS, TERMS, Random(seed))


# Commands.


def guid(message: bytes) -> UUID:
    return DXVA_COPPCommand.get_guid(message, "guidCommandID")


def size(message: bytes) -> int:
    return DXVA_COPPCommand.get_ulong(message, "cbSizeData")


def data(message: bytes) -> bytes:
    return DXVA_COPPCommand.get_bytes(message, "CommandData")


def differing(message: bytes, right: bytes) -> set[int]:
    assert len(message) == len(right)
    return {at for at, (one, other) in enumerate(zip(message, right, strict=True)) if one != other}


def own(message: bytes) -> bool:
    return mac.is_authentic(KEY, message)


Says = Callable[[bytes, bytes], bool]
COMMANDS: dict[str, Says] = {
    "unknown identifier": lambda bad, _: guid(bad) not in KNOWN and own(bad),
    "data size below the structure": lambda bad, right: size(bad) < size(right) and own(bad),
    "data size above the area": lambda bad, _: size(bad) > 4056 and own(bad),
    "data size alike in its low word": lambda bad, right: size(bad) == size(right) + 65536 and own(bad),
    "data size above the structure": lambda bad, right: size(right) < size(bad) <= 4056 and own(bad),
    "bytes behind the data": lambda bad, right: (
        own(bad) and size(bad) == size(right) and any(data(bad)[size(right) :])
    ),
    "unused fields not zero": lambda bad, right: own(bad) and size(bad) == size(right) and bad != right,
    "corrupted tag": lambda bad, right: len(differing(bad, right)) == 1 and min(differing(bad, right)) < 16,
    "last byte of the tag wrong": lambda bad, right: differing(bad, right) == {15},
    "last byte behind the tag wrong": lambda bad, right: differing(bad, right) == {4095},
    "tag of zeros": lambda bad, right: bad == bytes(16) + right[16:],
    "tag over the data alone": lambda bad, right: (
        bad[16:] == right[16:] and bad[:16] == mac.tag(KEY, data(right)) and not own(bad)
    ),
    "key of another session": lambda bad, right: bad[16:] == right[16:] and mac.is_authentic(OTHER_KEY, bad),
    "random bytes": lambda bad, right: len(differing(bad, right)) > 2000,
    "short buffer": lambda bad, right: len(bad) < 4096 and right.startswith(bad),
    "long buffer": lambda bad, right: len(bad) > 4096 and bad.startswith(right),
}


@pytest.mark.parametrize("call", [LEVEL, SIGNAL])
@pytest.mark.parametrize("defect", COMMANDS)
def test_a_command_with_a_defect_differs_from_the_right_one_as_it_says(call: str, defect: str) -> None:
    right = command(call)
    assert all(COMMANDS[defect](command(call, defect, seed=seed), right) for seed in SEEDS)


def test_the_right_command_is_the_one_that_was_meant() -> None:
    for name, levels in LEVELS.items():
        for level in levels:
            message = command(LEVEL, about=name, level=level)
            wanted = DXVA_COPPSetProtectionLevelCmdData.pack(
                ProtType=constants.ProtectionType[f"COPP_ProtectionType_{name}"], ProtLevel=level
            )
            assert message == mac.authenticated(
                KEY,
                DXVA_COPPCommand.pack(
                    guidCommandID=constants.DXVA_COPPSetProtectionLevel,
                    dwSequence=7,
                    cbSizeData=16,
                    CommandData=wanted,
                ),
            )


def named_type(message: bytes) -> int:
    return DXVA_COPPSetProtectionLevelCmdData.get_ulong(data(message), "ProtType")


def named_level(message: bytes) -> int:
    return DXVA_COPPSetProtectionLevelCmdData.get_ulong(data(message), "ProtLevel")


def standard(message: bytes) -> int:
    return DXVA_COPPSetSignalingCmdData.get_ulong(data(message), "ActiveTVProtectionStandard")


def is_type(number: int) -> bool:
    return number in {1, 2, 4}


LEVEL_DEFECTS: dict[str, Callable[[bytes, str], bool]] = {
    "no type": lambda bad, _: named_type(bad) == 0,
    "two types at once": lambda bad, _: named_type(bad).bit_count() > 1 and named_type(bad) < 8,
    "a type of no meaning": lambda bad, _: named_type(bad) > 7 and not is_type(named_type(bad)),
    "a type of later headers": lambda bad, _: named_type(bad) == 16,
    "a level above the highest": lambda bad, name: (
        max(LEVELS[name]) < named_level(bad) < constants.COPP_NoProtectionLevelAvailable
    ),
    "a valid level with a higher bit": lambda bad, name: (
        named_level(bad) > 0xFF
        and any(named_level(bad) - bit in LEVELS[name] for bit in (1 << 8, 1 << 16, 1 << 31))
    ),
    "the redistribution bit on ACP": lambda bad, _: named_type(bad) == 2 and 8 <= named_level(bad) < 12,
    "a level that CGMS-A has not": lambda bad, _: (
        named_type(bad) == 4 and named_level(bad) not in LEVELS["CGMSA"] and named_level(bad) < 12
    ),
    "COPP_NoProtectionLevelAvailable": lambda bad, _: named_level(bad) == 0xFFFFFFFF,
}


@pytest.mark.parametrize("name", LEVELS)
@pytest.mark.parametrize("defect", LEVEL_DEFECTS)
def test_a_wrong_type_or_level_is_the_only_thing_wrong_with_its_command(defect: str, name: str) -> None:
    for seed in SEEDS:
        bad = command(LEVEL, defect, about=name, seed=seed)
        assert LEVEL_DEFECTS[defect](bad, name)
        assert own(bad)
        assert differing(bad, command(LEVEL, about=name)) <= {*range(16), *range(40, 48)}


def test_a_wrong_standard_is_the_only_thing_wrong_with_its_command() -> None:
    for seed in SEEDS:
        bad = command(SIGNAL, "a standard of no meaning", seed=seed)
        assert standard(bad).bit_count() > 1
        assert standard(bad) & 0x7FFF != standard(bad)
        assert differing(bad, command(SIGNAL)) <= {*range(16), *range(40, 44)}
        assert own(bad)


def test_two_standards_at_once_are_named_with_both_bits() -> None:
    named = Intent(SIGNAL, 0, (), 5, about="IEC61880_525i and EN300294_625i")
    both = device.command(named, KEY, OTHER_KEY, 7, Random(0))
    assert standard(both) == 0x11
    assert own(both)


def test_unused_fields_leave_what_is_used_alone() -> None:
    for seed in SEEDS:
        bad = data(command(SIGNAL, "unused fields not zero", seed=seed))
        right = data(command(SIGNAL))
        assert bad[:8] == right[:8]
        assert bad[8] & 7 == right[8] & 7
        assert data(command(LEVEL, "unused fields not zero", seed=seed))[:8] == data(command(LEVEL))[:8]


# Status requests.


def input_size(message: bytes) -> int:
    return DXVA_COPPStatusInput.get_ulong(message, "cbSizeData")


def asked_type(message: bytes) -> int:
    return int.from_bytes(DXVA_COPPStatusInput.get_bytes(message, "StatusData")[:4], "little")


REQUESTS: dict[str, Says] = {
    "data size not that of the request": lambda bad, right: (
        input_size(bad) != input_size(right) and differing(bad, right) <= {*range(36, 40)}
    ),
    "data size alike in its low bytes": lambda bad, right: (
        input_size(bad) - input_size(right) in {1 << 8, 1 << 16}
    ),
    "bytes behind the data": lambda bad, right: (
        bad != right and min(differing(bad, right)) >= 40 + input_size(right)
    ),
    "the nonce of the last request": lambda bad, right: bad == right,
    "random bytes": lambda bad, right: len(differing(bad, right)) > 2000,
    "short buffer": lambda bad, right: len(bad) < 4096 and right.startswith(bad),
    "long buffer": lambda bad, right: len(bad) > 4096 and bad.startswith(right),
}
TYPES: dict[str, Says] = {
    "no type": lambda bad, _: asked_type(bad) == 0,
    "two types at once": lambda bad, _: asked_type(bad).bit_count() > 1 and asked_type(bad) < 8,
    "a type of no meaning": lambda bad, _: asked_type(bad) > 7,
}


@pytest.mark.parametrize("call", [call.name for call in STATUS_REQUESTS[:-1]])
def test_a_request_with_a_defect_differs_from_the_right_one_as_it_says(call: str) -> None:
    right = request(call)
    told = REQUESTS | TYPES if DEVICE.call(call).about else REQUESTS
    assert told.keys() == {defect.name for defect in DEVICE.call(call).defects}
    for defect, says in told.items():
        assert all(says(request(call, defect, seed=seed), right) for seed in SEEDS), defect


def test_each_request_has_an_identifier_of_its_own_and_says_how_much_data_it_has() -> None:
    identifiers: set[UUID] = set()
    for call in STATUS_REQUESTS[:-1]:
        message = request(call.name)
        identifiers.add(DXVA_COPPStatusInput.get_guid(message, "guidStatusRequestID"))
        assert input_size(message) == (4 if call.about else 0)
        assert DXVA_COPPStatusInput.get_bytes(message, "rApp") == NONCE
        assert DXVA_COPPStatusInput.get_ulong(message, "dwSequence") == 7
    assert len(identifiers) == 8
    assert identifiers <= KNOWN


def test_an_unknown_request_is_really_unknown_and_sometimes_nearly_known() -> None:
    near = 0
    for seed in range(200):
        identifier = DXVA_COPPStatusInput.get_guid(
            request(STATUS_REQUESTS[-1].name, seed=seed), "guidStatusRequestID"
        )
        assert identifier not in KNOWN
        near += any(len(differing(identifier.bytes_le, known.bytes_le)) == 1 for known in KNOWN)
    assert 20 < near < 200


# The sequence start.


def start(sealed_block: bytes) -> bytes:
    """What is inside, whatever is around it."""
    return unpadded(PRIVATE, sealed_block) or b""


SEQUENCE = START_SEQUENCE.pack(rGH=NUMBERS.own, kDI=KEY, status_start=5, command_start=6)
WRONG_NUMBERS: dict[str, Callable[[bytes], bool]] = {
    "another random number": lambda number: number[0] != NUMBERS.own[0],
    "random number right in 4 bytes": lambda number: (
        number[:4] == NUMBERS.own[:4] and number[4] != NUMBERS.own[4]
    ),
    "random number right in 15 bytes": lambda number: differing(number, NUMBERS.own) == {15},
    "random number wrong in 1 byte": lambda number: len(differing(number, NUMBERS.own)) == 1,
    "random number of another session": lambda number: number == NUMBERS.other,
}
SEALED: dict[str, Callable[[bytes], bool]] = {
    "zeros for padding": lambda bad: start(bad) == SEQUENCE.ljust(256, b"\0"),
    "block type 1": lambda bad: start(bad) == SEQUENCE + b"\0" + b"\xff" * 213 + b"\1\0",
    "7 bytes of padding": lambda bad: (
        start(bad) == SEQUENCE.ljust(246, b"\0") + b"\0" + b"\xff" * 7 + b"\2\0"
    ),
    "a byte in front of the padding": lambda bad: (
        start(bad)[-2:] == b"\2\1" and start(bad).startswith(SEQUENCE)
    ),
    "39 bytes encrypted": lambda bad: unsealed(PRIVATE, bad) == SEQUENCE[:39],
    "32 bytes encrypted": lambda bad: unsealed(PRIVATE, bad) == SEQUENCE[:32],
    "41 bytes, the sequence whole": lambda bad: unsealed(PRIVATE, bad) == SEQUENCE + b"\0",
    "245 bytes, the sequence cut": lambda bad: unsealed(PRIVATE, bad) == SEQUENCE[11:].ljust(245, b"\0"),
    "245 bytes, the sequence whole": lambda bad: unsealed(PRIVATE, bad) == SEQUENCE.ljust(245, b"\0"),
    "not below the modulus": lambda bad: unpadded(PRIVATE, bad) is None and len(bad) == 256,
    "big-endian block": lambda bad: unsealed(PRIVATE, bad[::-1]) == SEQUENCE,
    "OAEP padding": lambda bad: unsealed(PRIVATE, bad) != SEQUENCE and len(bad) == 256,
    "corrupted block": lambda bad: unsealed(PRIVATE, bad) != SEQUENCE and len(bad) == 256,
    "random bytes": lambda bad: unsealed(PRIVATE, bad) != SEQUENCE and len(bad) == 256,
    "short buffer": lambda bad: len(bad) < 256,
    "long buffer": lambda bad: len(bad) > 256 and unsealed(PRIVATE, bad[:256]) == SEQUENCE,
}


@pytest.mark.parametrize("defect", WRONG_NUMBERS)
def test_a_wrong_random_number_is_the_only_thing_wrong_with_its_block(defect: str) -> None:
    for seed in SEEDS[:6]:
        inside = unsealed(PRIVATE, block(defect, seed=seed)) or b""
        assert WRONG_NUMBERS[defect](inside[:16])
        assert inside[16:] == SEQUENCE[16:]


@pytest.mark.parametrize("defect", SEALED)
def test_a_block_with_a_defect_differs_from_the_right_one_as_it_says(defect: str) -> None:
    assert unsealed(PRIVATE, block()) == SEQUENCE
    assert all(SEALED[defect](block(defect, seed=seed)) for seed in SEEDS[:6])


# All of them.


def test_every_defect_of_a_device_is_looked_at_here() -> None:
    told = {*COMMANDS, *LEVEL_DEFECTS, *REQUESTS, *TYPES, *WRONG_NUMBERS, *SEALED}
    assert told | {"a standard of no meaning", HDCP_FAULT} == named(DEVICE)


def test_several_defects_are_made_at_once() -> None:
    bad = command(LEVEL, "no type", "corrupted tag", "long buffer")
    assert (named_type(bad), own(bad[:4096]), len(bad) > 4096) == (0, False, True)
    damaged = ("short buffer", "last byte behind the tag wrong", "corrupted tag")
    lengths = [len(command(LEVEL, *damaged, seed=seed)) for seed in SEEDS]
    assert min(lengths) == 0
    assert max(lengths) == 4095


def test_starting_numbers_often_are_about_to_wrap() -> None:
    terms = [new_terms(Random(seed)) for seed in range(200)]
    keys = {each.session_key for each in terms}
    assert len(keys) > 150
    assert any(not any(key[:4]) for key in keys)
    assert any(not any(key[-4:]) for key in keys)
    assert b"\xff" * 16 in keys
    turns = Turns(7)
    assert all(each.status_start != each.command_start for each in (new_terms(turns) for _ in range(40)))
    for numbers in ([each.status_start for each in terms], [each.command_start for each in terms]):
        borders = {0, 0xFFFF, 0x7FFFFFFE, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF}
        assert borders < set(numbers), "each border, and others"
        assert len(set(numbers)) > 20


def test_every_defect_of_a_copy_protection_request_is_made_in_its_buffer() -> None:
    in_place = {"another identifier", keys.SHORT_ROOM, FOREIGN_KEY, FAULT}
    assert {*keys.WRONG_FIELDS, *keys.DAMAGE, *in_place} == named(COPY_PROTECTION_SESSIONS)


@pytest.mark.parametrize("call", [SET_PROTECTION_LEVEL, SET_SIGNALING], ids=lambda call: call.name)
def test_a_command_can_have_any_two_defects_at_once(call: Call) -> None:
    """Their numbers together still fit their fields, whatever is drawn for each."""
    (about, level), *_ = call.arguments
    names = [each.name for each in call.defects if each.needs is None]
    for pair in combinations(names, 2):
        for seed in range(6):
            intent = Intent(call.name, 0, pair, level, about=about)
            assert device.whole_command(intent, KEY, OTHER_KEY, 1, Random(seed))
