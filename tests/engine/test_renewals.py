"""Truth: renewal processes whose counts are known, exactly or from a large simulation written apart."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import scipy.stats as st
from engine_tools import Array, Futures, scenario, z_mean, z_variance

N = 2**15


def counts(every: str, sampler: str = "random", rest: str = "", drivers: str = "", n: int = N) -> Array:
    """Renewals of each month, shape (12, n)."""
    lines = {"x": f"every = {every}\n{rest}\nper_event = 1"}
    return Futures(scenario({"a": lines}, drivers=drivers), n, sampler).months("a")


def test_exponential_intervals_are_a_poisson_process() -> None:
    """Counts of all months are independent and Poisson; with another law of the same mean they are not."""
    months = counts('{ dist = "exponential", mean = 0.5 }')
    for month in months:
        assert abs(z_mean(month, 2.0)) < 3.5
        assert abs(z_variance(month, 2.0)) < 3.5
        seen = np.bincount(month.astype(int), minlength=8)[:8]
        expected = N * st.poisson(2.0).pmf(np.arange(8))
        assert st.chi2.sf(np.sum((seen - expected) ** 2 / expected), 7) > 1e-4
    together = np.corrcoef(months)[np.triu_indices(12, 1)]
    assert np.max(np.abs(together)) < 4.0 / np.sqrt(N)
    wrong = counts('{ dist = "gamma", mean = 0.5, sd = 0.35 }')
    assert abs(z_variance(wrong[5], 2.0)) > 20.0


def test_uniform_intervals() -> None:
    """Renewals by 1, 2 and 3 months of intervals uniform on (0, 1): e - 1, e^2 - e - 1, e^3 - 2 e^2 + e / 2 - 1."""
    e = np.e
    so_far = np.cumsum(counts('{ dist = "uniform", low = 0, high = 1 }', n=4 * N), axis=0)
    for month, truth in enumerate([e - 1, e**2 - e - 1, e**3 - 2 * e**2 + e / 2 - 1]):
        assert abs(z_mean(so_far[month], truth)) < 3.0
    assert abs(z_mean(so_far[0], 2.0)) > 20.0  # 1 / mean: true of the long run alone


def test_sobol_counts_agree() -> None:
    """The default sampler has the same renewals within a small part of the error of independent draws."""
    so_far = np.cumsum(counts('{ dist = "uniform", low = 0, high = 1 }', "sobol"), axis=0)
    assert abs(z_mean(so_far[0], np.e - 1)) < 3.0
    assert abs(z_mean(so_far[2], np.e**3 - 2 * np.e**2 + np.e / 2 - 1)) < 3.0


@pytest.mark.parametrize(("after", "until"), [(0.0, 12.0), (1.3, 12.0), (0.0, 7.4)])
def test_lognormal_intervals(after: float, until: float) -> None:
    """Mean and variance of every month against a plain simulation of twice as many paths, with both errors."""
    months = counts('"0.4 to 1.5"', rest=f"after = {after}\nuntil = {until}")
    sigma = np.log(1.5 / 0.4) / (2.0 * st.norm.ppf(0.95))
    plain = np.random.Generator(np.random.PCG64(7)).lognormal(np.log(np.sqrt(0.6)), sigma, (2 * N, 64))
    moments = after + np.cumsum(plain, axis=1)
    assert moments[:, -1].min() > 12.0
    for t in range(1, 13):
        truth = np.sum((moments >= t - 1) & (moments < t) & (moments < until), axis=1).astype(float)
        error = np.sqrt(months[t - 1].var() / N + truth.var() / truth.size)
        assert abs(months[t - 1].mean() - truth.mean()) <= 3.5 * error
        late = np.sum((moments >= t) & (moments < t + 1) & (moments < until), axis=1)
        if t == 1 and after == 0.0:
            assert abs(months[0].mean() - late.mean()) > 10.0 * error  # a month's slip is seen


def test_uncertain_moments_shift_the_process() -> None:
    """`every` counts from `after`: with exponential intervals the rest of the horizon is a Poisson process."""
    drivers = 'start = "uniform(0, 6)"'
    total = counts('{ dist = "exponential", mean = 0.5 }', rest='after = "start"', drivers=drivers).sum(axis=0)
    # given the start, Poisson(2 (12 - start)): mean 18, variance 18 + 4 Var(start) = 18 + 12
    assert abs(z_mean(total, 18.0)) < 3.0
    assert abs(z_variance(total, 30.0)) < 3.0


def test_every_event_has_an_amount_of_its_own() -> None:
    """Given its count, a total has the amounts' variance times the count; one draw for all would have its square."""
    line = 'every = "0.4 to 1.5"\nper_event = { dist = "normal", mean = 0, sd = 2 }'
    total = Futures(scenario({"a": {"x": line}}), N, "random").tco("a", 12)
    number = counts('"0.4 to 1.5"').sum(axis=0)
    assert abs(z_mean(total, 0.0)) < 3.0
    assert abs(z_variance(total, 4.0 * float(number.mean()))) < 3.5
    np.testing.assert_array_equal(number > 0, total != 0.0)  # same address: same moments


@pytest.mark.parametrize(("every", "after"), [(0.7, 10), (0.29, 0), (0.1, 3), (1.1, 0)])
def test_multiples_of_a_fixed_interval_do_not_drift(every: float, after: int) -> None:
    """Event k at after + k x every, in decimal, however `after` is written: 10 x 0.7 ends a month, 0.7 added ten times
    does not."""
    step = Fraction(str(every))
    moments = [after + k * step for k in range(1, int((12 - after) / step) + 2)]
    truth = np.bincount([int(x) for x in moments if x < 12], minlength=12)
    plain = counts(str(every), rest=f"after = {after}", n=512)
    np.testing.assert_array_equal(plain, np.repeat(truth[:, None], 512, axis=1))
    drawn = counts(str(every), rest='after = "start"', drivers=f'start = "{after} + bernoulli(0.000001)"', n=512)
    np.testing.assert_array_equal(drawn, plain)
