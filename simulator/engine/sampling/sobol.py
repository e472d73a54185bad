"""Scrambled Sobol points: replicates that are each evenly spread, and independent of each other.

Point n of a replicate is linear in the bits of n: `shift XOR matrix[b] for every set bit b of n`. So the points of an
aligned block are a base and a table, and a scramble needs no work for each point. Each replicate and dimension has a
random lower triangular matrix (Matousek's linear scramble) and a random shift: every point is uniform, every
replicate keeps the net's structure, and the spread between replicates measures the error.

The points come in Gray-code order, as SciPy's do: the Gray code is linear too, and is folded into the columns.

Source: J. Matousek, *On the L2-discrepancy for anchored boxes* (1998); A. B. Owen, *Variance with alternative
scramblings of digital nets* (2003).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..jit import kernel
from .directions import direction_numbers

__all__ = ["fill_sobol", "gray_columns", "scramble", "sobol_points"]

_STREAM = 0x50B01  # first word of the scrambles' spawn key: keeps them apart from every other stream of the seed
_ALL = np.uint32(0xFFFFFFFF)
_ZERO, _ONE = np.uint64(0), np.uint64(1)
_LOW_BITS = np.uint64(9)  # 512 points in a block
_BITS = np.uint64(32)
_AT_ONCE = 512  # dimensions of all replicates scrambled together: their columns stay in the processor's cache


def gray_columns(directions: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Fold the Gray code into direction numbers, shape (..., 32): column b is v_b XOR v_(b-1)."""
    columns = directions.copy()
    columns[..., 1:] ^= directions[..., :-1]
    return columns


def scramble(seed: int, replicates: int, dimensions: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Draw the scrambles of a run and apply them to the generating matrices.

    A replicate does not depend on how many there are, nor a dimension on how many follow.

    Parameters
    ----------
    seed : int
        Any integer from 0 up, of any size.
    replicates : int
        How many independent point sets.
    dimensions : int
        From 0 to `MAX_DIMENSIONS`.

    Returns
    -------
    matrix : uint32, shape (replicates, dimensions, 32)
        Column b belongs to bit b of a point's index.
    shift : uint32, shape (replicates, dimensions)
        Point 0 of each replicate.

    Raises
    ------
    ValueError
        If the seed is negative or there are no numbers for that many dimensions.
    """
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, got {seed}")
    columns = gray_columns(direction_numbers(dimensions)).T
    matrix = np.empty((replicates, dimensions, 32), np.uint32)
    shift = np.empty((replicates, dimensions), np.uint32)
    # has_bit[j] covers columns j and after: generating matrices are upper triangular, those before j have no bit j
    has_bit = [np.where(columns[j:] >> np.uint32(31 - j) & 1, _ALL, np.uint32(0)) for j in range(32)]
    some = max(1, _AT_ONCE // max(dimensions, 1))
    for r in range(0, replicates, some):
        words = np.stack([_random_words(seed, k, dimensions) for k in range(r, min(r + some, replicates))], axis=1)
        scrambled = np.zeros((32, *words.shape[1:]), np.uint32)
        for j, present in enumerate(has_bit):
            # Column j of the random matrix: nothing above its diagonal, 1 on it, random bits below.
            diagonal = np.uint32(1 << (31 - j))
            scrambled[j:] ^= (words[j] & (diagonal - np.uint32(1)) | diagonal) & present[:, None]
        matrix[r : r + some], shift[r : r + some] = scrambled.transpose(1, 2, 0), words[32]
    return matrix, shift


def _random_words(seed: int, replicate: int, dimensions: int) -> NDArray[np.uint32]:
    """Draw 32 words and a shift for each dimension of a replicate, shape (33, dimensions), dimension by dimension."""
    stream = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(_STREAM, replicate)))
    # raw output: NumPy keeps it for ever, while a Generator's methods may change
    raw = stream.random_raw(17 * dimensions).astype("<u8").view("<u4").astype(np.uint32)
    return raw.reshape(dimensions, 34)[:, :33].T


@kernel
def fill_sobol(
    bits: NDArray[np.uint32],
    matrix: NDArray[np.uint32],
    shift: NDArray[np.uint32],
    replicate: int,
    dimension: int,
    block_in_replicate: int,
) -> None:
    """Fill `bits` with the points of one block of a replicate, in one dimension.

    Parameters
    ----------
    bits : uint32, shape (512,)
        Overwritten: point 512 block_in_replicate + k at k.
    matrix, shift : uint32, shapes (replicates, dimensions, 32) and (replicates, dimensions)
        From `scramble`.
    replicate, dimension, block_in_replicate : int
        From 0; a replicate has up to 2**23 blocks.
    """
    r, d = np.uint64(replicate), np.uint64(dimension)
    base = shift[r, d]
    rest, b = np.uint64(block_in_replicate), _LOW_BITS
    while rest != _ZERO and b < _BITS:
        if rest & _ONE:
            base ^= matrix[r, d, b]
        rest >>= _ONE
        b += _ONE
    bits[_ZERO] = base
    for low in range(_LOW_BITS):
        column = matrix[r, d, np.uint64(low)]
        half = _ONE << np.uint64(low)
        for i in range(half):
            bits[half + np.uint64(i)] = bits[np.uint64(i)] ^ column


def sobol_points(
    matrix: NDArray[np.uint32], shift: NDArray[np.uint32], replicate: int, dimension: int, first: int, count: int
) -> NDArray[np.uint32]:
    """Give points `first` to `first + count - 1` of one dimension: the plain NumPy twin of `fill_sobol`."""
    index = first + np.arange(count, dtype=np.uint64)
    has_bit = (index[:, None] >> np.arange(32, dtype=np.uint64)) & _ONE
    columns = np.where(has_bit == _ONE, matrix[replicate, dimension], np.uint32(0))
    points: NDArray[np.uint32] = shift[replicate, dimension] ^ np.bitwise_xor.reduce(columns, axis=1)
    return points
