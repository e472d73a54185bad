"""The counter-based generator: known answers, kernel against twin, keys, and a few statistics."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tcorisk.simulator.engine.sampling import (
    counter_points,
    event_points,
    fill_counter,
    fill_events,
    stream_key,
)
from tcorisk.simulator.engine.sampling.philox import philox_words

# Random123's known answers: counter, key, words
KNOWN = [
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],  # the digits of pi
        [0xA4093822, 0x299F31D0],
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN, ids=["zeros", "ones", "pi"])
def test_known_answers(counter: list[int], key: list[int], words: list[int]) -> None:
    assert philox_words(np.array(counter, np.uint32)[:, None], *key)[:, 0].tolist() == words


def block(number: int, month: int, key: tuple[int, int]) -> NDArray[np.uint32]:
    bits = np.empty(512, np.uint32)
    fill_counter(bits, number, month, 0, *key)
    return bits


@pytest.mark.parametrize("number", [0, 1, 7, 2**25 - 1, 2**25, 2**33 + 5])  # 2**25 blocks are 2**32 counters
@pytest.mark.parametrize("month", [0, 1, 120])
def test_a_block_is_the_twins(number: int, month: int) -> None:
    key = stream_key(3, "drivers.price")
    np.testing.assert_array_equal(block(number, month, key), counter_points(512 * number, 512, month, *key))


def test_any_chunk_of_trajectories_has_the_same_draws() -> None:
    whole = counter_points(0, 2000, 4, 5, 6)
    for first, count in [(0, 1), (3, 7), (511, 2), (1021, 977)]:
        np.testing.assert_array_equal(counter_points(first, count, 4, 5, 6), whole[first : first + count])


def test_events_are_the_twins() -> None:
    trajectories = np.array([0, 1, 2**32 - 1, 2**32, 2**40 + 3])
    events = np.array([0, 1, 2, 3, 4, 5, 1000, 99_999])
    expected = event_points(trajectories[:, None], 9, events, 11, 2**32 - 1)
    for i, trajectory in enumerate(trajectories):
        bits = np.zeros(events.size, dtype=np.uint32)
        owner = np.zeros(events.size, dtype=np.uint64)
        fill_events(bits, events.size, owner, events.astype(np.uint64), int(trajectory), 9, 11, 2**32 - 1)
        np.testing.assert_array_equal(bits, expected[i])


def test_no_two_places_share_a_word() -> None:
    key = stream_key(0, "a")
    words = [block(b, month, key) for b in (0, 1, 2**31) for month in (0, 1, 2)]
    words += [event_points(np.arange(512), month, event, *key) for month in (0, 1) for event in range(6)]
    count = sum(w.size for w in words)
    # birthday problem: 10,752 words of 32 bits have 0.013 coincidences
    assert np.unique(np.concatenate(words)).size >= count - 1


def test_keys_are_pinned() -> None:
    """A change here is a change of every draw: `stream_version` has to move with it."""
    assert stream_key(0, "drivers.price") == (1531986849, 3740231960)
    assert stream_key(2**64 + 7, "drivers.price") != stream_key(7, "drivers.price")
    assert all(0 <= word < 2**32 for word in stream_key(2**200, "é"))


def test_keys_differ_by_seed_and_by_address() -> None:
    keys = {stream_key(seed, f"costs.line{i}") for seed in (*range(20), 2**32, 2**64) for i in range(100)}
    assert len(keys) == 2200


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="seed must be 0 or more, got -1"):
        stream_key(-1, "a")


def z_scores(words: NDArray[np.uint32]) -> list[float]:
    """Mean, variance and lag-one correlation of the uniforms, each in its standard errors."""
    u = (words.astype(np.float64) + 0.5) * 2.0**-32 - 0.5
    n = u.size
    return [
        float(u.mean() * np.sqrt(12 * n)),
        float((u.var() - 1 / 12) * np.sqrt(180 * n)),
        float((u[1:] @ u[:-1]) * 12 / np.sqrt(n)),
    ]


def test_uniforms_are_uniform_and_uncorrelated() -> None:
    key = stream_key(1, "drivers.price")
    monthly = np.stack([counter_points(0, 20_000, month, *key) for month in range(1, 6)])
    assert max(map(abs, z_scores(monthly.ravel()) + z_scores(monthly.T.ravel()))) < 4
    other = counter_points(0, 100_000, 1, *stream_key(2, "drivers.price"))
    mixed = np.stack([other, counter_points(0, 100_000, 1, *key)]).T.ravel()
    assert max(map(abs, z_scores(mixed))) < 4


def test_the_statistics_catch_a_wrong_generator() -> None:
    words = counter_points(0, 100_000, 1, 2, 3)
    wrong = np.repeat(words[:50_000], 2)  # each word twice: uniform, but correlated
    assert max(map(abs, z_scores(wrong))) > 10
    assert max(map(abs, z_scores(words >> np.uint32(1)))) > 10
