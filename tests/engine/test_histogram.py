"""Mergeable histograms: against NumPy's quantiles of all the values, and the same in any order."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from tcorisk.simulator.engine.distribution import Distribution
from tcorisk.simulator.engine.histogram import HistogramBank

Array = NDArray[np.float64]

P = np.array([0, 1e-5, 0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95, 0.99, 0.999, 0.99999, 1])
BOUND = 2.5e-4


def shapes() -> dict[str, Array]:
    rng = np.random.default_rng(20)
    n = 200_000
    return {
        "lognormal": rng.lognormal(10, 1.5, n),
        "normal through zero": rng.normal(0, 1000, n),
        "negative": -rng.pareto(1.5, n),
        "two atoms": np.where(rng.random(n) < 0.3, -1 / 3, 1e6 / 7),
        "constant": np.full(n, 123_456.789),
        "integers": rng.integers(-4, 25, n).astype(float),
        "zero and above": np.maximum(rng.normal(0, 1, n), 0.0),
        "narrow": 1e6 + rng.random(n),
        "extremes": np.concatenate([10.0 ** rng.uniform(-300, 300, 99), [0.0, -0.0, 3e-308, 8e307]]),
        "three": np.array([3.0, 1.0, 2.0]),
        "one": np.array([-7.25]),
    }


SHAPES = shapes()
ATOMIC = ["two atoms", "constant", "integers", "three", "one"]


def distribution(values: Array) -> Distribution:
    bank = HistogramBank(1)
    bank.add(values[None], [0])
    return bank.ordered(0)


def assert_same(a: Distribution, b: Distribution) -> None:
    np.testing.assert_array_equal(a.counts, b.counts)
    np.testing.assert_array_equal(a.low, b.low)
    np.testing.assert_array_equal(a.high, b.high)


@pytest.fixture(params=SHAPES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_quantiles_are_those_of_all_the_values(name: str) -> None:
    values = SHAPES[name]
    expected = np.quantile(values, P, method="hazen")
    # between order statistics of opposite sign the error is that of the order statistics
    around = np.maximum(
        *(np.abs(np.quantile(values, np.clip(P + s / values.size, 0, 1), method="hazen")) for s in (-1, 1))
    )
    assert np.all(np.abs(distribution(values).quantile(P) - expected) <= BOUND * np.maximum(around, np.abs(expected)))


def test_the_bound_is_not_met_by_another_rule() -> None:
    """Few values tell Hazen's rule from NumPy's default, which is biased by more than our errors."""
    values = SHAPES["lognormal"][:50]
    ours = distribution(values).quantile(0.9)
    assert ours == pytest.approx(np.quantile(values, 0.9, method="hazen"), rel=BOUND)
    assert ours != pytest.approx(np.quantile(values, 0.9), rel=10 * BOUND)


def test_discrete_quantiles_are_values(name: str) -> None:
    values = SHAPES[name]
    expected = np.quantile(values, P, method="inverted_cdf")
    found = distribution(values).quantile_discrete(P)
    np.testing.assert_allclose(found, expected, rtol=BOUND, atol=0)
    if name in ATOMIC:
        assert np.isin(found, values).all()


def test_discrete_quantiles_do_not_stumble_over_rounding() -> None:
    months = distribution(np.arange(1.0, 101.0))
    whole = np.arange(1, 101)
    np.testing.assert_array_equal(months.quantile_discrete(whole / 100), whole)
    assert months.quantile_discrete(0.0700001) == 8


@pytest.mark.parametrize("atomic", ATOMIC)
def test_atoms_come_back_exactly(atomic: str) -> None:
    values = SHAPES[atomic]
    np.testing.assert_array_equal(distribution(values).quantile(P), np.quantile(values, P, method="hazen"))


def tail_mean(values: Array, p: float) -> float:
    """CVaR by definition: the tail's order statistics, the one on the boundary in part."""
    weights = np.clip((1 - p) * values.size - np.arange(values.size), 0, 1)
    return float(weights @ np.sort(values)[::-1] / weights.sum())


def test_mean_above_is_the_mean_of_the_tail(name: str) -> None:
    values = SHAPES[name]
    found = distribution(values)
    for p in (0, 0.05, 0.5, 0.9, 0.95, 0.99, 0.999987):
        scale = tail_mean(np.abs(values), 0) / (1 - p) if p < 0.9 else abs(tail_mean(values, p))
        assert found.mean_above(p) == pytest.approx(tail_mean(values, p), abs=BOUND * max(scale, 1e-300))
    assert found.mean_above(1) == values.max()


def test_share_at_most_counts(name: str) -> None:
    values = SHAPES[name]
    found = distribution(values)
    for x in [*np.quantile(values, [0.001, 0.2, 0.5, 0.97]), 0.0, values.min(), values.max()]:
        low, high = x - abs(x) * BOUND, x + abs(x) * BOUND
        assert np.mean(values <= low) <= found.share_at_most(x) <= np.mean(values <= high)
    assert found.share_at_most(np.nextafter(values.min(), -np.inf)) == 0
    assert found.share_at_most(values.max()) == 1
    for x in np.unique(values)[:30] if name in ATOMIC else []:
        assert found.share_at_most(x) == np.mean(values <= x)


def test_ends_and_count_are_exact(name: str) -> None:
    values = SHAPES[name]
    found = distribution(values)
    assert (found.count, found.minimum, found.maximum) == (values.size, values.min(), values.max())
    assert np.all(found.low[1:] > found.high[:-1])


def test_parts_merge_to_the_whole_in_any_order(name: str) -> None:
    values = SHAPES[name]
    whole = distribution(values)
    cuts = np.linspace(0, values.size, 6).astype(int)
    rng = np.random.default_rng(1)
    for _ in range(3):
        banks = []
        for k in rng.permutation(5):
            bank = HistogramBank(1)
            bank.add(values[None], [0], cuts[k], cuts[k + 1])
            banks.append(bank)
        pooled = Distribution.pooled(bank.ordered(0) for bank in banks if cuts[-1] >= 5 or bank.ordered(0).count)
        assert_same(pooled, whole)
        banks[0].merge(banks[1])
        banks[2].merge(banks[3])
        banks[2].merge(banks[4])
        banks[0].merge(banks[2])
        assert_same(banks[0].ordered(0), whole)


def many(n: int = 7, columns: int = 5003) -> Array:
    rng = np.random.default_rng(2)
    values = rng.lognormal(rng.uniform(-20, 20, (n, 1)), 2, (n, columns)) * rng.choice([-1, 1], (n, columns))
    values[1, 17], values[1, 18], values[3, 0], values[3, -1] = np.nan, np.inf, -np.inf, np.nan
    return values


def test_threads_add_as_one_does() -> None:
    values, rows = many(), np.array([6, 0, 3, 3, 1])
    serial = HistogramBank(5)
    serial.add(values, rows)
    shared = HistogramBank(5)
    pieces = [(first, min(first + 101, 5003)) for first in range(0, 5003, 101)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda piece: shared.add(values, rows, *piece), pieces))
    assert pickle.dumps(shared) == pickle.dumps(serial)
    for k, row in enumerate(rows):
        finite = values[row][np.isfinite(values[row])]
        assert_same(serial.ordered(k), distribution(finite))
        assert serial.ordered(k).count == finite.size


def test_what_is_not_a_number_is_counted_apart() -> None:
    bank = HistogramBank(7)
    bank.add(many(), np.arange(7))
    assert bank.nonfinite.tolist() == [0, 2, 0, 2, 0, 0, 0]
    bank.merge(bank)
    assert bank.nonfinite.tolist() == [0, 4, 0, 4, 0, 0, 0]
    assert bank.ordered(1).count == 2 * 5001


def test_a_bank_comes_back_from_another_process() -> None:
    bank = HistogramBank(7)
    bank.add(many(), np.arange(7), 0, 4000)
    back: HistogramBank = pickle.loads(pickle.dumps(bank))
    back.add(many(), np.arange(7), 4000, 5003)
    whole = HistogramBank(7)
    whole.add(many(), np.arange(7))
    assert pickle.dumps(back) == pickle.dumps(whole)


def test_zeros_of_both_signs_are_one_value() -> None:
    found = distribution(np.array([0.0, -0.0, 0.0, -0.0]))
    assert (found.counts.tolist(), found.low.tolist()) == ([4], [0.0])
    assert not np.signbit(found.low[0])


def test_rows_of_a_larger_array_are_read_in_place() -> None:
    values = np.arange(60.0).reshape(5, 12)
    bank = HistogramBank(2)
    bank.add(values[:, 2:10], [4, 1], 1, 7)
    assert bank.ordered(0).quantile_discrete([0, 1]).tolist() == [51.0, 56.0]
    assert bank.ordered(1).quantile_discrete([0, 1]).tolist() == [15.0, 20.0]


def test_wrong_requests_are_refused() -> None:
    bank = HistogramBank(2)
    with pytest.raises(ValueError, match="2 histograms need one row each"):
        bank.add(np.zeros((2, 3)), [0])
    with pytest.raises(ValueError, match="columns 0 to 4"):
        bank.add(np.zeros((2, 3)), [0, 1], 0, 4)
    with pytest.raises(ValueError, match="rows must be from 0 to 1, got 0 to 2"):
        bank.add(np.zeros((2, 3)), [0, 2])
    with pytest.raises(ValueError, match="2 histograms cannot take in one of 3"):
        bank.merge(HistogramBank(3))
    for ask in ("quantile", "quantile_discrete", "mean_above", "share_at_most"):
        with pytest.raises(ValueError, match="without values"):
            getattr(bank.ordered(0), ask)(0.5)
    bank.add(np.ones((1, 3)), [0, 0])
    for p in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match="a probability is from 0 to 1"):
            bank.ordered(0).quantile(p)
    assert Distribution.pooled([]).count == 0
    assert Distribution.pooled([HistogramBank(1).ordered(0)]).count == 0
