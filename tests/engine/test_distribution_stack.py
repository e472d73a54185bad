"""Truth: figures of many distributions at once are those of each by itself, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import scenario
from numpy.typing import NDArray

from tcorisk import simulate
from tcorisk.simulator.engine.distribution import Distribution
from tcorisk.simulator.engine.distribution_stack import DistributionStack
from tcorisk.simulator.engine.histogram import HistogramBank, edges_of

P = np.array([0.0, 0.01, 0.5, 0.9, 0.999, 1.0])


def parts() -> list[Distribution]:
    """Return distributions of every kind: smooth, in few wide cells, with atoms, a constant, and of one value."""
    rng = np.random.default_rng(3)
    given = [
        rng.lognormal(0.0, 2.0, 3_000),
        np.repeat([-4.0, 0.0, 9.0], [500, 20, 3]),
        np.full(7, 2.5),
        np.array([1.0]),
    ]
    found = []
    for values in given:
        bank = HistogramBank([edges_of(values[: max(3, values.size // 50)], coarse=True)], 4)
        bank.add(values[None], [0])
        found += [bank.distribution(0), bank.distribution(0, float(values.mean()))]
    return found


def shares_around(part: Distribution, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return P(X < x) and P(X <= x) of one distribution, cell by cell."""
    found = np.zeros((2, x.size))
    for at, amount in enumerate(x):
        for low, high, count in zip(part.low, part.high, part.counts, strict=True):
            if low <= amount <= high and high > low:
                found[:, at] += (amount - low) / (high - low) * (count - 1) + 0.5
            else:
                found[:, at] += count * np.array([high < amount, high <= amount])
    return found / part.count


def quantile_discrete(part: Distribution, p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the smallest of all values of one distribution that such shares of them do not exceed."""
    values = np.concatenate([np.linspace(*cell) for cell in zip(part.low, part.high, part.counts, strict=True)])
    return values[np.clip(np.ceil(part.count * p * (1 - 2.0**-50)).astype(int) - 1, 0, None)]


def test_every_figure_is_that_of_each() -> None:
    each = parts()
    stack = DistributionStack.of(each)
    amounts = np.concatenate([part.quantile(P) for part in each] + [[-1e9, 1e9]])
    x = np.stack([amounts + at for at in range(len(each))])
    assert stack.count.tolist() == [part.count for part in each]
    np.testing.assert_array_equal(stack.quantile(P), [part.quantile(P) for part in each])
    np.testing.assert_array_equal(stack.maximum, [part.maximum for part in each])
    shares = [shares_around(part, some) for part, some in zip(each, x, strict=True)]
    np.testing.assert_allclose(stack.shares_around(x), np.stack(shares, axis=1), rtol=1e-12)
    p = np.tile(P, (len(each), 1))
    discrete = [quantile_discrete(part, P) for part in each]
    np.testing.assert_allclose(stack.quantile_discrete(p), discrete, rtol=1e-12)
    for p in (0.0, 0.5, 0.95, 0.9999, 1.0):
        np.testing.assert_array_equal(stack.mean_above(p), [part.mean_above(p) for part in each])
    alone = [DistributionStack.of([part]) for part in each]
    np.testing.assert_array_equal(stack.mean, [found.mean[0] for found in alone])
    np.testing.assert_array_equal(stack.lean, [found.lean[0] for found in alone])
    ascending = np.sort(x, axis=1)
    np.testing.assert_array_equal(
        stack.excess(ascending), [found.excess(some[None])[0] for found, some in zip(alone, ascending, strict=True)]
    )


def test_means_are_met_and_values_beyond_amounts_add_up() -> None:
    """Against sums over all cells, at amounts below all values, above them, at their ends and between."""
    for part in parts():
        stack = DistributionStack.of([part])
        middles, share = stack.middles[1:], part.counts / part.count
        assert np.all((part.low <= middles) & (middles <= part.high))
        assert stack.mean[0] == pytest.approx(np.sum(share * middles), rel=1e-12)
        if part.mean is not None:
            assert stack.mean[0] == pytest.approx(part.mean, rel=1e-12)
        x = np.unique(np.concatenate([part.low, middles, part.high, [part.minimum - 3.0, part.maximum + 3.0]]))
        over = np.maximum(middles - x[:, None], 0.0) @ share
        under = np.maximum(x[:, None] - middles, 0.0) @ share
        np.testing.assert_allclose(stack.excess(x[None])[0], over, rtol=1e-12)
        np.testing.assert_allclose(stack.shortfall(x[None])[0], under, rtol=1e-12)
        cell = [int(np.sum(part.low <= amount)) for amount in x]  # the empty one comes first
        assert stack.last_begun(x[None])[0].tolist() == cell
        assert stack.until(stack.last_begun(x[None]))[0].tolist() == [int(part.counts[:each].sum()) for each in cell]


def test_amounts_of_other_distributions_are_refused() -> None:
    stack = DistributionStack.of(parts())
    for find in (stack.excess, stack.shortfall, stack.last_begun, stack.shares_around):
        with pytest.raises(ValueError, match="8 distributions need a row of amounts each, got 1"):
            find(np.zeros((1, 3)))


def test_each_comes_back() -> None:
    each = parts()
    for one, other in zip(each, DistributionStack.of(each), strict=True):
        assert (one.mean is None) == (other.mean is None)
        for name in ("counts", "low", "high"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_a_distribution_without_values_has_no_figures() -> None:
    none = Distribution(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    with pytest.raises(ValueError, match="without values"):
        DistributionStack.of([*parts(), none]).quantile([0.5])


def test_a_run_that_goes_on_is_read_again() -> None:
    """What a tally keeps for the next question is of what it has counted by then."""
    lines = {"a": {"x": 'monthly = "lognormal(1, 1)"'}, "b": {"x": 'monthly = "1 to 9"'}}
    tally = simulate(scenario(lines, horizons=(1,)), 8_192).tally
    rows = [tally.layout.row(tally.layout.tco[name], 1) for name in ("a", "b")]
    before, of_parts = tally.stacks(rows)
    assert tally.stacks(rows)[0] is before
    assert tally.stacks(rows[::-1])[0].maximum.tolist() == before.maximum[::-1].tolist()
    assert of_parts.count.tolist() == [512] * 32
    again = tally.empty()
    again.take(tally.arrays())
    assert again.stacks(rows)[0].count.tolist() == [8_192] * 2
    again.take(tally.arrays())
    pooled, apart = again.stacks(rows)
    assert pooled.count.tolist() == [2 * 8_192] * 2
    assert apart.count.tolist() == [2 * 512] * 32
    assert again.distribution(rows[0]).count == 2 * 8_192
