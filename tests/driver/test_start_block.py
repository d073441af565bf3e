"""The block that starts a session is the documents' block, byte order and all; a bad one is not trusted."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coppspec.driver.identity import shipped_identity
from coppspec.driver.start_block import sealed, unpadded, unsealed

KEY = shipped_identity().key
PUBLIC_KEY = KEY.public_key()
N, E, D = PUBLIC_KEY.public_numbers().n, PUBLIC_KEY.public_numbers().e, KEY.private_numbers().d
BLOCK_BYTES = 256
LONGEST = 245
SEQUENCE = bytes(range(40))


def textbook_block(message: bytes) -> bytes:
    """The plain power of a message as a little-endian number."""
    return pow(int.from_bytes(message, "little"), E, N).to_bytes(BLOCK_BYTES, "little")


def plain_power(block: bytes) -> bytes:
    """The plain private power of a block, both ways little-endian (COPP-407, COPP-408)."""
    return pow(int.from_bytes(block, "little"), D, N).to_bytes(BLOCK_BYTES, "little")


@given(message=st.binary(min_size=40, max_size=LONGEST))
@example(message=bytes(40))
@example(message=b"\xff" * LONGEST)
def test_what_is_sealed_is_unsealed_again(message: bytes) -> None:
    assert unsealed(KEY, sealed(PUBLIC_KEY, message)) == message


def test_a_decrypted_block_begins_with_the_sequence_in_its_natural_order() -> None:
    plain = plain_power(sealed(PUBLIC_KEY, SEQUENCE))
    assert plain[:40] == SEQUENCE
    assert plain[40] == 0, "the byte that ends the padding follows the sequence (COPP-406)"
    assert all(plain[41:254]), "the padding has no zero byte"
    assert plain[254:] == b"\x02\x00", "the head of PKCS #1 v1.5 comes last"


def test_a_block_is_as_long_as_the_modulus_and_new_each_time() -> None:
    blocks = {sealed(PUBLIC_KEY, SEQUENCE) for _ in range(8)}
    assert {len(each) for each in blocks} == {BLOCK_BYTES}
    assert len(blocks) == 8


@pytest.mark.parametrize("length", [LONGEST + 1, BLOCK_BYTES, 1000])
def test_a_message_that_leaves_no_room_for_the_padding_is_not_sealed(length: int) -> None:
    with pytest.raises(ValueError, match="Encryption"):
        sealed(PUBLIC_KEY, bytes(length))


@pytest.mark.parametrize("length", [0, 1, 40, 255])
def test_a_short_block_holds_nothing(length: int) -> None:
    block = sealed(PUBLIC_KEY, SEQUENCE)[:length]
    assert unsealed(KEY, block) is None
    assert unpadded(KEY, block) is None


@pytest.mark.parametrize("number", [N, N + 1, 256**BLOCK_BYTES - 1])
def test_a_block_that_is_not_below_the_modulus_holds_nothing(number: int) -> None:
    block = number.to_bytes(BLOCK_BYTES, "little")
    assert unsealed(KEY, block) is None
    assert unpadded(KEY, block) is None


def test_a_block_with_bad_padding_gives_something_else_and_no_error() -> None:
    made_up = unsealed(KEY, textbook_block(SEQUENCE))
    assert made_up is not None
    assert made_up[:16] != SEQUENCE[:16]


@given(block=st.binary(min_size=BLOCK_BYTES, max_size=BLOCK_BYTES))
def test_no_block_of_the_right_length_is_answered_with_an_error(block: bytes) -> None:
    opened = unsealed(KEY, block)
    below = int.from_bytes(block, "little") < N
    assert (opened is not None) == below
    assert len(opened or b"") <= LONGEST


@settings(max_examples=5)  # a plain power of 2048 bits takes 20 ms
@given(number=st.integers(0, N - 1))
@example(number=0)
@example(number=1)
@example(number=N - 1)
def test_without_padding_the_whole_power_comes_out(number: int) -> None:
    block = number.to_bytes(BLOCK_BYTES, "little")
    assert unpadded(KEY, block) == plain_power(block)


def test_without_padding_a_sealed_block_still_begins_with_its_sequence() -> None:
    opened = unpadded(KEY, sealed(PUBLIC_KEY, SEQUENCE))
    assert opened is not None
    assert opened[:40] == SEQUENCE


def test_the_textbook_block_is_taken_only_where_nobody_looks_at_the_padding() -> None:
    block = textbook_block(SEQUENCE)
    assert unpadded(KEY, block) == SEQUENCE.ljust(BLOCK_BYTES, b"\0")
    assert unsealed(KEY, block) != SEQUENCE


def test_a_block_read_the_wrong_way_round_is_not_the_sequence() -> None:
    block = sealed(PUBLIC_KEY, SEQUENCE)[::-1]
    assert (unsealed(KEY, block) or b"")[:16] != SEQUENCE[:16]
    assert (unpadded(KEY, block) or b"")[:16] != SEQUENCE[:16]
