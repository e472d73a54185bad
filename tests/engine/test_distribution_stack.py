"""Truth: figures of many distributions at once are those of each by itself, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

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
    means = [np.sum(part.counts / part.count * part.middles) for part in each]
    np.testing.assert_array_equal(stack.means_of(stack.middles), means)


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
