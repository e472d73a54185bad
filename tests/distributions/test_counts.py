"""Laws of counts: exact steps however large, what is certain, and where a gamma law's mixture shows."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import betainc, betaincc, gammainc, gammaincc

from tcorisk.distributions import (
    Array,
    Binomial,
    Conditioned,
    Gamma,
    Law,
    NegativeBinomial,
    Poisson,
    build_table,
    evaluate,
)
from tcorisk.distributions.moments import expectation


def around(law: Law, width: float = 6.0) -> Array:
    return np.floor(law.mean + law.sd * np.linspace(-width, width, 61))


@pytest.mark.parametrize("mean", [0.3, 700.0, 1e6])
def test_poisson_is_a_gamma_probability(mean: float) -> None:
    """P(X <= k) is the chance that the gamma law of shape k + 1 exceeds the mean."""
    law = Poisson(mean)
    k = np.maximum(around(law, 4.4), 0.0)  # at 1e6 SciPy's series stops too early beyond 4.5 sd
    np.testing.assert_allclose(law.cdf(k), gammaincc(k + 1.0, mean), rtol=1e-10)
    np.testing.assert_allclose(law.sf(k), gammainc(k + 1.0, mean), rtol=1e-10)


@pytest.mark.parametrize(("n", "p"), [(10, 0.5), (4e6, 0.5), (1e9, 1e-4), (1e9, 1.0 - 1e-4)])
def test_binomial_is_a_beta_probability(n: float, p: float) -> None:
    """P(X > k) is the chance that the beta law of shapes k + 1 and n - k lies below p."""
    law = Binomial(n, p)
    k = np.clip(around(law), 0.0, n - 1.0)
    np.testing.assert_allclose(law.sf(k), betainc(k + 1.0, n - k, p), rtol=1e-9)
    np.testing.assert_allclose(law.cdf(k), betaincc(k + 1.0, n - k, p), rtol=1e-9)


@pytest.mark.parametrize(("mean", "dispersion"), [(0.01, 1_000.0), (1_000.0, 1_000.0), (1e5, 10.0), (3.0, 1.001)])
def test_negative_binomial_is_a_beta_probability(mean: float, dispersion: float) -> None:
    """P(X <= k) is the chance that the beta law of shapes r and k + 1 lies below 1 / dispersion."""
    law = NegativeBinomial(mean, dispersion)
    k = np.maximum(around(law), 0.0)
    shape = mean / (dispersion - 1.0)
    np.testing.assert_allclose(law.cdf(k), betainc(shape, k + 1.0, 1.0 / dispersion), rtol=1e-9)
    np.testing.assert_allclose(law.sf(k), betaincc(shape, k + 1.0, 1.0 / dispersion), rtol=1e-9)


def test_negative_binomial_is_poisson_of_a_gamma_mean() -> None:
    law = NegativeBinomial(4.0, 3.0)
    for k in (0.0, 3.0, 11.0):
        mixed = expectation(Gamma(2.0, 2.0), lambda mean, k=k: gammaincc(k + 1.0, mean))
        assert law.cdf(np.array([k]))[0] == pytest.approx(mixed, rel=1e-11)


def test_dispersion_near_one_is_poisson() -> None:
    k = np.arange(20.0)
    np.testing.assert_allclose(NegativeBinomial(5.0, 1.0 + 1e-13).sf(k), Poisson(5.0).sf(k), rtol=1e-10)
    assert np.abs(NegativeBinomial(5.0, 1.1).sf(k) - Poisson(5.0).sf(k)).max() > 0.01


@pytest.mark.parametrize(
    ("law", "value"),
    [(Poisson(0.0), 0.0), (Binomial(7.0, 0.0), 0.0), (Binomial(7.0, 1.0), 7.0), (NegativeBinomial(0.0, 2.0), 0.0)],
)
def test_certain_counts(law: Law, value: float, lattice: Array) -> None:
    assert (law.mean, law.sd, law.support) == (value, 0.0, (value, value))
    assert law.atoms == ((0.0, 1.0, value),)
    assert (evaluate(build_table(law), lattice[:100]) == value).all()


def test_an_unbounded_count_has_no_largest_value() -> None:
    law = Poisson(2.0)
    assert law.support == (0.0, np.inf)
    assert law.ppf(np.array([0.5, 1.0])).tolist() == [2.0, np.inf]
    assert law.isf(np.array([0.5, 0.0])).tolist() == [2.0, np.inf]
    assert Conditioned(law, None, 3.0).isf(np.array([0.0])).tolist() == [3.0]


@pytest.mark.parametrize("law", [Poisson(1e6), Binomial(4e6, 0.5), NegativeBinomial(1e3, 1e3)], ids=str)
def test_the_largest_laws_build(law: Law, lattice: Array) -> None:
    table = build_table(law)
    assert len(table.upper) <= len(law.atoms) < 70_000
    drawn = evaluate(table, lattice)
    np.testing.assert_array_equal(drawn[:2000], law.ppf(lattice[:2000]))
    assert (drawn == np.floor(drawn)).all()
    assert abs(drawn.mean() - law.mean) <= 4.0 * law.sd / np.sqrt(lattice.size)
