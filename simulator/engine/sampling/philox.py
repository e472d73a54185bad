"""Counter-based random numbers: every uniform is a pure function of seed, address, trajectory, month and event.

Philox4x32-10 turns a counter of four 32-bit words and a key of two into four random words. The key identifies the
address of an input, the counter for the place in the run, so nothing has to be stored, skipped or kept in step, and
any part of a run can be drawn by itself:

=======  ====================================================================
Word     Value
=======  ====================================================================
0, 1     trajectory // 4, low and high half
2        month (0: once a trajectory)
3        0 for the draw of a trajectory or month; 1 + event for that of an event
lane     trajectory % 4
=======  ====================================================================

A word x gives the uniform (x + 0.5) 2^-32.

Source: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, *Parallel random numbers: as easy as 1, 2, 3* (2011).
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..jit import kernel

__all__ = ["counter_points", "event_points", "fill_counter", "fill_events", "philox_words", "stream_key"]

#: A whole number, as Python or NumPy has it.
Whole: TypeAlias = int | np.integer[Any]

_MASK = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)  # golden ratio
_WEYL_1 = np.uint64(0xBB67AE85)  # sqrt(3) - 1
_ONE, _TWO, _THREE, _SEVEN = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(7)
_QUARTER_BLOCK = np.uint64(128)  # counters in a block of 512 trajectories


@lru_cache(maxsize=4096)  # of some scenarios: a changed value moves no key
def stream_key(seed: int, address: str) -> tuple[int, int]:
    """Give the Philox key of an input.

    The address is hashed to 128 bits (BLAKE2b) and mixed with the seed by `numpy.random.SeedSequence`, as its
    `spawn_key`: neighbouring seeds and addresses get unrelated keys, and no seed plus offset meets another seed.

    Parameters
    ----------
    seed : int
        Any integer from 0 up, of any size.
    address : str
        Address of the input, such as "strategies.api.costs.tokens.monthly#1".

    Returns
    -------
    tuple of int
        Two words, each from 0 to 2**32 - 1.

    Raises
    ------
    ValueError
        If the seed is negative.
    """
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, got {seed}")
    digest = hashlib.blake2b(address.encode(), digest_size=16).digest()
    words = tuple(int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4))
    key0, key1 = np.random.SeedSequence(seed, spawn_key=words).generate_state(2, np.uint32)
    return int(key0), int(key1)


@kernel
def fill_counter(bits: NDArray[np.uint32], block: Whole, month: Whole, last: Whole, key0: Whole, key1: Whole) -> None:
    """Fill `bits` with one word for each trajectory of a block.

    The ten rounds are here and in `fill_events` on purpose: a call costs three times as much.

    Parameters
    ----------
    bits : uint32, shape (512,)
        Overwritten: trajectory 512 block + k at k.
    block : int
        From 0.
    month : int
        From 1; 0 for an input drawn once a trajectory.
    last : int
        Word 3: 0, or 1 + the number of the event.
    key0, key1 : int
        From `stream_key`.
    """
    first = np.uint64(block) * _QUARTER_BLOCK
    low, high = first & _MASK, first >> _HALF  # a block never straddles 2^32 counters
    for i in range(_QUARTER_BLOCK):
        x0, x1, x2, x3 = low | np.uint64(i), high, np.uint64(month), np.uint64(last)
        round_key0, round_key1 = np.uint64(key0), np.uint64(key1)
        for _ in range(10):
            product0 = _MULTIPLIER_0 * x0
            product1 = _MULTIPLIER_1 * x2
            x0 = (product1 >> _HALF) ^ x1 ^ round_key0
            x1 = product1 & _MASK
            x2 = (product0 >> _HALF) ^ x3 ^ round_key1
            x3 = product0 & _MASK
            round_key0 = (round_key0 + _WEYL_0) & _MASK
            round_key1 = (round_key1 + _WEYL_1) & _MASK
        k = np.uint64(i) << _TWO
        bits[k] = np.uint32(x0)
        bits[k + _ONE] = np.uint32(x1)
        bits[k + _TWO] = np.uint32(x2)
        bits[k + _THREE] = np.uint32(x3)


@kernel
def fill_events(
    bits: NDArray[np.uint32],
    number: Whole,
    owner: NDArray[np.uint64],
    ordinal: NDArray[np.uint64],
    trajectory: Whole,
    month: Whole,
    key0: Whole,
    key1: Whole,
) -> None:
    """Fill the head of `bits` with one word for each event of a batch.

    Parameters
    ----------
    bits : uint32, shape (512,)
        bits[:number] is overwritten, and what follows up to a multiple of eight, which is cheaper than a part of it.
    number : int
        At most 512.
    owner, ordinal : uint64, shape (512,)
        Whose event it is, counted from `trajectory`, and its number, from 0.
    trajectory, month : int
    key0, key1 : int
        From `stream_key`.
    """
    for i in range((np.uint64(number) + _SEVEN) & ~_SEVEN):
        place = np.uint64(trajectory) + owner[i]
        quarter = place >> _TWO
        x0, x1, x2, x3 = quarter & _MASK, quarter >> _HALF, np.uint64(month), _ONE + ordinal[i]
        round_key0, round_key1 = np.uint64(key0), np.uint64(key1)
        for _ in range(10):
            product0 = _MULTIPLIER_0 * x0
            product1 = _MULTIPLIER_1 * x2
            x0 = (product1 >> _HALF) ^ x1 ^ round_key0
            x1 = product1 & _MASK
            x2 = (product0 >> _HALF) ^ x3 ^ round_key1
            x3 = product0 & _MASK
            round_key0 = (round_key0 + _WEYL_0) & _MASK
            round_key1 = (round_key1 + _WEYL_1) & _MASK
        lane = place & _THREE
        low = x0 if lane == np.uint64(0) else x1
        high = x2 if lane == _TWO else x3
        bits[i] = np.uint32(low if lane < _TWO else high)


def philox_words(counter: NDArray[np.uint32], key0: Whole, key1: Whole) -> NDArray[np.uint32]:
    """Give the words of many counters, shape (4, n) in and out: ten rounds, in plain NumPy."""
    multipliers = np.array([[_MULTIPLIER_0], [_MULTIPLIER_1]])
    rounds = np.arange(10, dtype=np.uint64)
    schedule = np.stack([key0 + rounds * _WEYL_0, key1 + rounds * _WEYL_1]).astype(np.uint32)
    words = np.array(counter, np.uint32)  # a copy
    for r in range(10):
        products = multipliers * words[::2].astype(np.uint64)
        low, high = products.astype(np.uint32), (products >> _HALF).astype(np.uint32)
        mixed = high[::-1] ^ words[1::2] ^ schedule[:, r, None]
        words[::2], words[1::2] = mixed, low[::-1]
    return words


def counter_points(first: int, count: int, month: Whole, key0: Whole, key1: Whole) -> NDArray[np.uint32]:
    """Give the words of trajectories `first` to `first + count - 1`: the plain NumPy twin of `fill_counter`."""
    trajectory = first + np.arange(count, dtype=np.uint64)
    counter = _counter(trajectory // np.uint64(4), month, np.zeros(count, np.uint64))
    return np.choose((trajectory % np.uint64(4)).astype(np.intp), list(philox_words(counter, key0, key1)))


def event_points(
    trajectories: ArrayLike, month: Whole, events: ArrayLike, key0: Whole, key1: Whole
) -> NDArray[np.uint32]:
    """Give the words of many events, trajectories and events broadcast: the plain NumPy twin of `fill_events`."""
    trajectory, event = np.broadcast_arrays(np.asarray(trajectories, np.uint64), np.asarray(events, np.uint64))
    group, lane = np.divmod(trajectory.ravel(), np.uint64(4))
    words = philox_words(_counter(group, month, event.ravel() + np.uint64(1)), key0, key1)
    return words[lane.astype(np.intp), np.arange(event.size)].reshape(event.shape)


def _counter(place: NDArray[np.uint64], month: Whole, last: NDArray[np.uint64]) -> NDArray[np.uint32]:
    months = np.full(place.size, month, np.uint64)
    return np.stack([place % np.uint64(2**32), place // np.uint64(2**32), months, last]).astype(np.uint32)
