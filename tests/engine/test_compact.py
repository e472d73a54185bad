"""Histograms of one-word cells: against the values themselves, and the same in any order."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from numpy.typing import NDArray

from tcorisk.simulator.engine.compact import CompactBank

BITS = 9
RNG = np.random.default_rng(3)
SHAPES = {
    "lognormal": RNG.lognormal(10, 1.5, 100_000),
    "normal through zero": RNG.normal(0, 1000, 100_000),
    "negative": -RNG.pareto(1.5, 100_000),
    "two atoms": np.where(RNG.random(100_000) < 0.3, -1 / 3, 1e6 / 7),
    "whole numbers": RNG.integers(-4, 33_000_000, 50_000).astype(float),
    "zeros of both signs": np.array([0.0, -0.0, 5.0, -5.0]),
}


def bank_of(*rows: NDArray[np.float64]) -> CompactBank:
    bank = CompactBank(len(rows), BITS)
    bank.add(np.array(rows), np.arange(len(rows)))
    return bank


@pytest.mark.parametrize("name", SHAPES)
def test_order_statistics_are_within_a_cell(name: str) -> None:
    values = np.sort(SHAPES[name])
    found = bank_of(SHAPES[name]).ordered(0)
    assert found.count == values.size
    ranks = np.unique(np.geomspace(1, values.size, 200).astype(int)) - 1
    p = (ranks + 0.5) / values.size  # Hazen's place of an order statistic
    assert np.all(np.abs(found.quantile(p) - values[ranks]) <= 2.0**-BITS * np.abs(values[ranks]))


@pytest.mark.parametrize("name", ["lognormal", "negative", "two atoms"])
def test_extremes_are_rounded_towards_zero_by_16_bits_more(name: str) -> None:
    values, found = SHAPES[name], bank_of(SHAPES[name]).ordered(0)
    for shown, exact in ((found.minimum, values.min()), (found.maximum, values.max())):
        assert abs(shown) <= abs(exact)
        assert abs(shown - exact) <= 2.0 ** -(BITS + 16) * abs(exact)


def test_whole_numbers_are_exact() -> None:
    values = SHAPES["whole numbers"]
    found = bank_of(values).ordered(0)
    assert (found.minimum, found.maximum) == (values.min(), values.max())
    constant = bank_of(np.full(1000, 86_200.0)).ordered(0)
    assert constant.quantile([0.1, 0.5, 0.9]).tolist() == [86_200.0] * 3


def test_what_is_not_a_number_is_counted_apart() -> None:
    bank = bank_of(np.array([1.0, np.nan, np.inf, -np.inf, 2.0]))
    assert bank.nonfinite.tolist() == [3]
    assert bank.ordered(0).count == 2


def test_parts_merge_to_the_whole_in_any_order_and_from_other_processes() -> None:
    values = np.array([SHAPES["lognormal"], SHAPES["normal through zero"]])
    whole = bank_of(*values)
    for order in ((0, 1, 2), (2, 0, 1)):
        merged = CompactBank(2, BITS)
        for part in order:
            merged.merge(pickle.loads(pickle.dumps(bank_of(*values[:, part::3]))))
        for k in range(2):
            for field in ("counts", "low", "high"):
                np.testing.assert_array_equal(getattr(merged.ordered(k), field), getattr(whole.ordered(k), field))


def test_banks_of_other_cells_do_not_merge() -> None:
    with pytest.raises(ValueError, match="other cells"):
        CompactBank(1, 9).merge(CompactBank(1, 8))
