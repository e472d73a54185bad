"""Scrambled Sobol points: structure kept, replicates independent and unbiased, kernel against twin."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tcorisk.simulator.engine.sampling import fill_sobol, scramble, sobol_points

Bits = NDArray[np.uint32]


def uniforms(points: Bits) -> NDArray[np.float64]:
    return (points.astype(np.float64) + 0.5) * 2.0**-32


@pytest.fixture(scope="module")
def scrambled() -> tuple[Bits, Bits]:
    return scramble(5, 4, 40)


@pytest.mark.parametrize("number", [0, 1, 2, 3, 1000, 2**22 + 5, 2**23 - 1])
def test_a_block_is_the_twins(scrambled: tuple[Bits, Bits], number: int) -> None:
    bits = np.empty(512, np.uint32)
    for replicate, dimension in [(0, 0), (3, 39), (1, 17)]:
        fill_sobol(bits, *scrambled, replicate, dimension, number)
        np.testing.assert_array_equal(bits, sobol_points(*scrambled, replicate, dimension, 512 * number, 512))


def test_any_chunk_has_the_same_points(scrambled: tuple[Bits, Bits]) -> None:
    whole = sobol_points(*scrambled, 1, 3, 0, 3000)
    for first, count in [(0, 1), (1, 2), (511, 3), (1021, 1979)]:
        np.testing.assert_array_equal(sobol_points(*scrambled, 1, 3, first, count), whole[first : first + count])


def test_points_stay_evenly_spread_in_every_dimension(scrambled: tuple[Bits, Bits]) -> None:
    """A (0, m, 1)-net: of 2^m consecutive aligned points exactly one lies in each interval of length 2^-m."""
    for m in (1, 5, 10, 12):
        for first in (0, 3 << m):
            for replicate, dimension in [(0, 0), (1, 1), (2, 20), (3, 39)]:
                points = sobol_points(*scrambled, replicate, dimension, first, 1 << m)
                cells = np.sort(points >> np.uint32(32 - m))
                np.testing.assert_array_equal(cells, np.arange(1 << m))


def test_pairs_of_dimensions_stay_evenly_spread(scrambled: tuple[Bits, Bits]) -> None:
    """The first two dimensions are a (0, m, 2)-net: one point in every dyadic box of area 2^-m."""
    x, y = (sobol_points(*scrambled, 2, d, 0, 256) for d in (0, 1))
    for across in range(9):
        box = (x.astype(np.uint64) >> np.uint64(32 - across)) << np.uint64(8 - across)
        box |= y.astype(np.uint64) >> np.uint64(24 + across)
        np.testing.assert_array_equal(np.sort(box), np.arange(256))


def test_the_scramble_is_a_lower_triangular_matrix_on_the_bits() -> None:
    """Van der Corput's columns are the identity, so that dimension shows the random matrix itself."""
    matrix, _ = scramble(1, 64, 1)
    columns = np.bitwise_xor.accumulate(matrix[:, 0], axis=1)  # undoes the Gray code
    diagonal = np.uint32(1) << np.arange(31, -1, -1, dtype=np.uint32)
    assert np.all(columns & diagonal)
    below = columns ^ diagonal
    assert np.all(below < diagonal)
    ones, places = int(np.bitwise_count(below).sum()), 64 * 496  # 31 + 30 + ... + 0 places below a diagonal
    assert abs(ones - places / 2) < 4 * np.sqrt(places / 4)


def test_replicates_and_dimensions_do_not_depend_on_how_many_there_are() -> None:
    matrix, shift = scramble(9, 6, 50)
    fewer_matrix, fewer_shift = scramble(9, 2, 13)
    np.testing.assert_array_equal(fewer_matrix, matrix[:2, :13])
    np.testing.assert_array_equal(fewer_shift, shift[:2, :13])
    assert (matrix.dtype, shift.dtype) == (np.uint32, np.uint32)
    empty_matrix, empty_shift = scramble(9, 2, 0)
    assert (empty_matrix.shape, empty_shift.shape) == ((2, 0, 32), (2, 0))


def test_scrambles_are_pinned() -> None:
    """A change here is a change of every draw: `stream_version` has to move with it."""
    matrix, shift = scramble(0, 2, 3)
    assert [int(shift[1, 2]), int(matrix[1, 2, 0]), int(matrix[0, 1, 31])] == [1701343914, 4076250781, 1359518796]


def test_seeds_of_any_size_differ() -> None:
    shifts = [tuple(scramble(seed, 1, 4)[1][0].tolist()) for seed in (0, 1, 2**32, 2**64, 2**64 + 1)]
    assert len(set(shifts)) == 5
    with pytest.raises(ValueError, match="seed must be 0 or more, got -3"):
        scramble(-3, 1, 1)


def replicate_errors(matrix: Bits, shift: Bits, count: int) -> NDArray[np.float64]:
    """Errors of the estimates of E[prod of (1 + (u - 1/2))] = 1, one for each replicate and set of 5 dimensions."""
    sets = matrix.shape[1] // 5
    errors = np.empty((matrix.shape[0], sets))
    for r in range(matrix.shape[0]):
        for s in range(sets):
            u = [uniforms(sobol_points(matrix, shift, r, 5 * s + d, 0, count)) for d in range(5)]
            errors[r, s] = np.prod([0.5 + each for each in u], axis=0).mean() - 1
    return errors


def test_replicates_are_unbiased_independent_and_better_than_chance() -> None:
    errors = replicate_errors(*scramble(2, 64, 40), 256)
    standard_error = errors.std(axis=0, ddof=1) / 8
    z = errors.mean(axis=0) / standard_error
    assert np.abs(z).max() < 4
    # plain Monte Carlo: the variance of the product is (1 + 1/12)^5 - 1
    chance = np.sqrt(((13 / 12) ** 5 - 1) / 256)
    assert errors.std(axis=0, ddof=1).max() < chance / 3
    neighbours = np.corrcoef(errors[:-1].ravel(), errors[1:].ravel())[0, 1]
    assert abs(neighbours) < 4 / np.sqrt(errors[1:].size)


def test_the_test_of_bias_catches_points_that_are_not_shifted() -> None:
    matrix, shift = scramble(2, 64, 40)
    errors = replicate_errors(matrix, np.zeros_like(shift), 256)
    z = errors.mean(axis=0) / (errors.std(axis=0, ddof=1) / 8)
    assert np.abs(z).max() > 4


def test_the_test_of_independence_catches_replicates_used_twice() -> None:
    errors = replicate_errors(*scramble(2, 32, 40), 256).repeat(2, axis=0)
    assert abs(np.corrcoef(errors[:-1].ravel(), errors[1:].ravel())[0, 1]) > 4 / np.sqrt(errors[1:].size)


def test_any_single_point_is_uniform_over_replicates() -> None:
    """Point 77 of 1,000 replicates: mean 1/2, variance 1/12, dimensions uncorrelated."""
    matrix, shift = scramble(4, 1000, 3)
    u = np.array([[uniforms(sobol_points(matrix, shift, r, d, 77, 1))[0] for d in range(3)] for r in range(1000)])
    assert np.abs((u.mean(axis=0) - 0.5) * np.sqrt(12 * 1000)).max() < 4
    assert np.abs((u.var(axis=0) - 1 / 12) * np.sqrt(180 * 1000)).max() < 4
    correlation = np.corrcoef(u.T)[np.triu_indices(3, 1)]
    assert np.abs(correlation).max() < 4 / np.sqrt(1000)


def test_two_points_move_apart_from_each_other_over_replicates() -> None:
    """The matrix scramble, not the shift alone: the distance of two points differs between replicates."""
    matrix, shift = scramble(4, 200, 1)
    apart = [np.bitwise_xor.reduce(sobol_points(matrix, shift, r, 0, 4, 2)) for r in range(200)]
    assert len(set(map(int, apart))) == 200
