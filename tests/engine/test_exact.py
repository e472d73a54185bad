"""Truth: sums are exact, whatever the numbers and their order."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from tcorisk.simulator.engine.exact import PLACES, add_exactly, rounded

Array = NDArray[np.float64]

RNG = np.random.default_rng(1)
ANY_BITS = RNG.integers(0, 2**64, 4000, dtype=np.uint64).view(np.float64)
CASES: dict[str, Array] = {
    "any finite bits": ANY_BITS[np.isfinite(ANY_BITS) & (np.abs(ANY_BITS) < 1e305)],
    "cancelling": np.concatenate([x := RNG.lognormal(0, 30, 500), -x, [1e-30]]),
    "subnormal": np.array([5e-324, -1.5e-323, 2.2e-308, 5e-324]),
    "money": RNG.normal(1e6, 2e5, 3000),
    "zeros of both signs": np.array([0.0, -0.0]),
    "one": np.array([-1.7976e308]),
    "carries": np.full(3000, 1.9999999999999998),
}


def digits(values: Array) -> NDArray[np.int64]:
    sums = np.zeros((1, PLACES), np.int64)
    add_exactly(values.view(np.uint64)[:, None], sums)
    return sums


def read(sums: NDArray[np.int64]) -> float:
    out = np.empty(1)
    rounded(sums, np.empty(PLACES, np.int64), out)
    return float(out[0])


@pytest.mark.parametrize("name", CASES)
def test_a_sum_is_that_of_fractions(name: str) -> None:
    values = CASES[name]
    truth = sum(map(Fraction, values.tolist()), Fraction(0))
    sums = digits(values)
    assert sum(int(digit) << (32 * k) for k, digit in enumerate(sums[0, :-1])) == truth * 2**1074
    assert abs(Fraction(read(sums)) - truth) <= Fraction(np.spacing(abs(float(truth))))


@pytest.mark.parametrize("name", CASES)
def test_parts_merge_by_adding_their_digits(name: str) -> None:
    values = CASES[name]
    whole = digits(values)
    shuffled = RNG.permutation(values)
    parts = [digits(part.copy()) for part in np.array_split(shuffled, 3)]
    assert np.array_equal(parts[2] + parts[0] + parts[1], whole)


def test_sums_are_apart() -> None:
    sums = np.zeros((2, PLACES), np.int64)
    add_exactly(np.array([[1.0, 2.0], [0.5, -8.0]]).view(np.uint64), sums)
    out = np.empty(2)
    rounded(sums, np.empty(PLACES, np.int64), out)
    assert out.tolist() == [1.5, -6.0]


@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan])
def test_what_is_not_finite_stays(bad: float) -> None:
    assert np.isnan(read(digits(np.array([1.0, bad])) + digits(np.array([-bad]))))


def test_an_overflow_is_infinite_until_it_is_taken_back() -> None:
    assert read(digits(np.array([1.5e308, 1.5e308]))) == np.inf
    assert read(digits(np.array([1.5e308, 1.5e308, -1.5e308]))) == 1.5e308
