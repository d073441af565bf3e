"""Bytes that nobody meant: each is answered as the tables say, and nothing else changes."""

import tracemalloc
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coppspec.driver import mac
from coppspec.driver.device import COPPDevice
from coppspec.driver.identity import shipped_identity
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.start_block import sealed, sealed_without_padding
from coppspec.model.layouts import START_SEQUENCE
from coppspec.model.step import Intent
from coppspec.properties.fuzzed import RIGHT_COMMANDS, RIGHT_REQUESTS, Fuzzed
from coppspec.properties.trial import Disagreement
from coppspec.properties.understanding import BLOCK_BYTES, MESSAGE_BYTES
from coppspec.properties.zoo_commands import LooksAtTheKnownBitsOfATypeOnly, TakesDataOfAnySize
from coppspec.properties.zoo_devices import LeavesRubbishBehindThePayload

OTHER_READINGS: dict[str, Any] = {
    "sequence_start_retry": "retry",
    "padding_check": "ignore",
    "short_block": "unexpected",
    "advance_on_failure": "every match",
    "unknown_status_ok": "empty success",
    "request_not_applicable": "refused",
    "level_order": "precedence",
    "hdcp_sticky": "on",
    "hdcp_delay": "later",
    "toobigsize_level0": "levels above 0",
}
READINGS: list[dict[str, Any]] = [{}, OTHER_READINGS]
EITHER_READING = pytest.mark.parametrize("readings", READINGS, ids=["recommended", "other"])


# Every byte.


def flipped(message: bytes, offset: int, bit: int) -> bytes:
    return message[:offset] + bytes([message[offset] ^ 1 << bit]) + message[offset + 1 :]


def retagged(message: bytes, session_key: bytes) -> bytes:
    return mac.authenticated(session_key, message) if len(message) == MESSAGE_BYTES else message


@pytest.mark.few(3)
@EITHER_READING
@pytest.mark.parametrize("tagged", [False, True], ids=["as it is", "tagged again"])
@pytest.mark.parametrize("right", [RIGHT_COMMANDS[2], RIGHT_COMMANDS[3]], ids=str)
def test_no_byte_of_a_command_goes_unread(right: Intent, readings: dict[str, Any], *, tagged: bool) -> None:
    fuzzed = Fuzzed(readings)
    levels = fuzzed.trial.configuration.connectors[0]
    for offset in range(MESSAGE_BYTES):
        message = flipped(fuzzed.right(right), offset, offset % 8)
        fuzzed.command(retagged(message, fuzzed.known.terms.session_key) if tagged else message)
        assert tagged or fuzzed.trial.configuration.connectors[0] == levels
    fuzzed.still_serves()


@EITHER_READING
@pytest.mark.parametrize("about", [RIGHT_REQUESTS[2], RIGHT_REQUESTS[-2]], ids=str)
def test_no_byte_of_a_status_request_goes_unread(about: Intent, readings: dict[str, Any]) -> None:
    fuzzed = Fuzzed(readings)
    for offset in range(MESSAGE_BYTES):
        fuzzed.status_request(flipped(fuzzed.right(about), offset, offset % 8))
    fuzzed.still_serves()


PUBLIC_KEY = shipped_identity().key.public_key()


@EITHER_READING
def test_no_byte_of_a_start_block_goes_unread(readings: dict[str, Any]) -> None:
    fuzzed = Fuzzed(readings, active=False)
    for offset in range(0, BLOCK_BYTES, 8 if readings else 1):
        fuzzed.start_block(flipped(sealed(PUBLIC_KEY, fuzzed.start_sequence()), offset, offset % 8))
        assert not fuzzed.is_active
        fuzzed.begin_again()
    fuzzed.start_block(sealed(PUBLIC_KEY, fuzzed.start_sequence()))
    fuzzed.still_serves()


@EITHER_READING
def test_no_byte_of_a_start_sequence_goes_unread(readings: dict[str, Any]) -> None:
    fuzzed = Fuzzed(readings, active=False)
    for offset in range(START_SEQUENCE.size):
        plain = fuzzed.start_sequence()
        fuzzed.start_block(sealed(PUBLIC_KEY, flipped(plain, offset, offset % 8)))
        assert fuzzed.is_active == (offset >= 16)
        fuzzed.still_serves()
        fuzzed.begin_again()


# Any bytes.

IN_FRONT = st.integers(0, 103)
OFFSETS = st.one_of(IN_FRONT, st.integers(0, MESSAGE_BYTES - 1))
BYTES = st.one_of(st.integers(0, 16), st.integers(0, 255))
CHANGES = st.lists(st.tuples(OFFSETS, BYTES), max_size=6)
SIZES = st.one_of(st.none(), st.none(), st.sampled_from((0, 1, 40, 4095, 4097)), st.integers(0, 9000))


def changed(message: bytes, changes: list[tuple[int, int]], size: int | None) -> bytes:
    new = bytearray(message)
    for offset, value in changes:
        new[offset] = value
    return bytes(new) if size is None else bytes(new[:size]).ljust(size, b"\xa5")


MESSAGES = st.tuples(st.sampled_from((*RIGHT_COMMANDS, *RIGHT_REQUESTS)), CHANGES, SIZES, st.booleans())


@EITHER_READING
@settings(max_examples=100)
@given(sent=st.lists(MESSAGES, max_size=6))
def test_messages_with_changed_bytes_are_answered_as_the_tables_say(
    readings: dict[str, Any], sent: list[tuple[Intent, list[tuple[int, int]], int | None, bool]]
) -> None:
    fuzzed = Fuzzed(readings)
    for intent, changes, size, tagged in sent:
        message = changed(fuzzed.right(intent), changes, size)
        if not intent.call.startswith("COPPCommand"):
            fuzzed.status_request(message)
        else:
            fuzzed.command(retagged(message, fuzzed.known.terms.session_key) if tagged else message)
    fuzzed.still_serves()


def bytes_of(seed: int, size: int) -> bytes:
    return Random(seed).randbytes(size)


ANY_BYTES = st.builds(bytes_of, st.integers(0), st.integers(0, 9000))


@EITHER_READING
@settings(max_examples=100)
@given(message=ANY_BYTES, kind=st.sampled_from((Fuzzed.command, Fuzzed.status_request, Fuzzed.start_block)))
def test_any_bytes_are_refused_and_change_nothing(
    readings: dict[str, Any], message: bytes, kind: Callable[[Fuzzed, bytes], Intent]
) -> None:
    fuzzed = Fuzzed(readings)
    before = fuzzed.trial.configuration
    kind(fuzzed, message)
    assert fuzzed.trial.configuration == before
    fuzzed.still_serves()


@EITHER_READING
@settings(max_examples=60)
@given(
    right=st.integers(0, 16),
    rest=st.binary(max_size=229),
    changes=st.lists(st.tuples(st.integers(0, BLOCK_BYTES - 1), st.integers(0, 255)), max_size=2),
    size=st.one_of(st.none(), st.none(), st.none(), st.integers(0, 600)),
    padded=st.booleans(),
)
@example(right=16, rest=bytes(24), changes=[], size=None, padded=True)
@example(right=16, rest=bytes(23), changes=[], size=None, padded=True)
@example(right=16, rest=bytes(24), changes=[], size=None, padded=False)
@example(right=15, rest=bytes(25), changes=[], size=None, padded=True)
def test_blocks_with_any_start_sequence_are_answered_as_the_tables_say(  # noqa: PLR0913  one for each part
    readings: dict[str, Any],
    right: int,
    rest: bytes,
    changes: list[tuple[int, int]],
    size: int | None,
    *,
    padded: bool,
) -> None:
    fuzzed = Fuzzed(readings, active=False)
    plain = fuzzed.harness.random_number()[:right] + rest
    block = sealed(PUBLIC_KEY, plain) if padded else sealed_without_padding(PUBLIC_KEY, plain)
    fuzzed.start_block(changed(block, changes, size))
    if fuzzed.is_active:
        fuzzed.still_serves()


# Drivers that read carelessly.


def every_bit_turned_over(fuzzed: Fuzzed) -> None:
    for offset in range(MESSAGE_BYTES):
        for bit in range(8):
            message = flipped(fuzzed.right(RIGHT_COMMANDS[0]), offset, bit)
            fuzzed.command(retagged(message, fuzzed.known.terms.session_key))
            fuzzed.status_request(fuzzed.right(RIGHT_REQUESTS[0]))


@pytest.mark.parametrize(
    "device", [LooksAtTheKnownBitsOfATypeOnly, TakesDataOfAnySize, LeavesRubbishBehindThePayload]
)
def test_a_driver_that_reads_or_writes_a_field_carelessly_is_found(device: type[COPPDevice]) -> None:
    fuzzed = Fuzzed(driver=ReferenceDriver(device=device))
    with pytest.raises(Disagreement):
        every_bit_turned_over(fuzzed)


# Memory.

KIBIBYTE, MEBIBYTE = 1 << 10, 1 << 20


def rubbish(random: Random, times: int) -> Iterator[bytes]:
    for _ in range(times):
        yield random.randbytes(random.randrange(9000))


def every_call(driver: ReferenceDriver, handle: int, message: bytes) -> None:
    driver.command(handle, message)
    driver.query_status(handle, message)
    driver.sequence_start(handle, message)


def test_rubbish_takes_no_memory_and_makes_no_device() -> None:
    driver = ReferenceDriver()
    fuzzed = Fuzzed(driver=driver)
    active = max(driver.devices)
    for message in rubbish(Random(0), 100):
        every_call(driver, active, message)
    tracemalloc.start()
    for message in rubbish(Random(0), 10_000):
        every_call(driver, active, message)
    left, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert left < 16 * KIBIBYTE
    assert peak < 64 * KIBIBYTE
    assert len(driver.devices) == 2
    fuzzed.still_serves()


def test_a_large_buffer_is_not_copied() -> None:
    driver = ReferenceDriver()
    fuzzed = Fuzzed(driver=driver, active=False)
    active, starting = sorted(driver.devices)
    assert fuzzed.start_sequence()
    rubbish = bytes(16 * MEBIBYTE)
    right = Fuzzed(driver=driver).right(RIGHT_COMMANDS[0]) + rubbish
    tracemalloc.start()
    for handle in (active, starting, max(driver.devices)):
        for buffer in (rubbish, right):
            every_call(driver, handle, buffer)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * KIBIBYTE
