"""A key that was issued is not issued again, or not at once."""

from coppspec.driver.keys import IssuedKeys


def issued(*keys: int) -> IssuedKeys:
    ring = IssuedKeys()
    for key in keys:
        ring.add(key)
    return ring


def test_every_key_that_was_issued_stays_taken() -> None:
    ring = issued(5, 9)
    assert [key in ring for key in (5, 9, 6)] == [True, True, False]


def test_a_freed_key_is_taken_until_another_is_issued_and_no_longer() -> None:
    ring = issued(5)
    ring.free(5)
    assert 5 in ring
    ring.add(6)
    assert [key in ring for key in (5, 6)] == [False, True]
    ring.add(5)
    ring.add(7)
    assert [key in ring for key in (5, 6, 7)] == [True, True, True]


def test_keys_freed_one_after_the_other_wait_each_for_the_next() -> None:
    ring = issued(5, 6)
    ring.free(5)
    ring.add(7)
    ring.free(6)
    assert [key in ring for key in (5, 6, 7)] == [False, True, True]


def test_one_can_come_back_to_the_keys_of_before() -> None:
    ring = issued(5, 6)
    ring.free(5)
    before = ring.copy()
    ring.add(7)
    ring.free(6)
    ring.restore(before)
    assert (ring.taken, ring.quarantine) == ({5, 6}, {5})
    ring.add(8)
    assert (before.taken, before.quarantine) == ({5, 6}, {5})
