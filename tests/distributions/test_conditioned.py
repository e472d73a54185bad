"""A law within a window: what is left, far tails, atoms, corners."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import gammainc

from tcorisk.distributions import (
    Array,
    Bernoulli,
    Beta,
    Conditioned,
    Constant,
    Discrete,
    Gamma,
    Law,
    LawError,
    LogNormal,
    Normal,
    Pareto,
    Poisson,
    Triangular,
    Uniform,
    build_table,
    evaluate,
)


def test_share_left() -> None:
    assert Conditioned(Normal(0.0, 1.0), -1.0, 1.0).share_left == pytest.approx(math.erf(math.sqrt(0.5)), rel=1e-14)
    assert Conditioned(Normal(0.0, 1.0), 8.0).share_left == pytest.approx(0.5 * math.erfc(8 / math.sqrt(2)), rel=1e-13)
    assert Conditioned(Uniform(0.0, 4.0), None, 1.0).share_left == 0.25
    assert Conditioned(Normal(0.0, 1.0)).share_left == 1.0


@pytest.mark.parametrize("cut", [0.5, 3.0, 12.0, 20.0])
def test_normal_tail_moments(cut: float) -> None:
    """Mean of a normal above c is phi(c) / Q(c), its variance 1 + c m - m^2."""
    hazard = math.exp(-0.5 * cut * cut) / math.sqrt(2 * math.pi) / (0.5 * math.erfc(cut / math.sqrt(2)))
    for law, sign in ((Conditioned(Normal(0.0, 1.0), cut), 1.0), (Conditioned(Normal(0.0, 1.0), None, -cut), -1.0)):
        assert law.mean == pytest.approx(sign * hazard, rel=1e-12)
        variance = 1.0 + cut * hazard - hazard * hazard  # at 20 five of its own digits cancel
        assert law.sd == pytest.approx(math.sqrt(variance), rel=1e-8)


def test_lognormal_partial_mean() -> None:
    """E[X | X > k] = mean * Q(z - sigma) / Q(z)."""
    law, cut = LogNormal(2.0, 1.5), 10.0
    z = math.log(cut / 2.0) / 1.5
    tail = [0.5 * math.erfc(point / math.sqrt(2.0)) for point in (z - 1.5, z)]
    assert Conditioned(law, cut).mean == pytest.approx(law.mean * tail[0] / tail[1], rel=1e-12)


def test_uniform_stays_uniform(bulk: Array) -> None:
    law, same = Conditioned(Uniform(0.0, 10.0), 2.0, 5.0), Uniform(2.0, 5.0)
    np.testing.assert_allclose(law.ppf(bulk), same.ppf(bulk), rtol=1e-15)
    np.testing.assert_allclose(law.isf(bulk), same.isf(bulk), rtol=1e-15)
    assert (law.mean, law.sd) == pytest.approx((same.mean, same.sd), rel=1e-14)
    assert law.support == (2.0, 5.0)


def test_twice_is_once(bulk: Array) -> None:
    once = Conditioned(Gamma(2.0, 1.0), 1.0, 4.0)
    twice = Conditioned(Conditioned(Gamma(2.0, 1.0), 1.0), None, 4.0)
    np.testing.assert_allclose(once.ppf(bulk), twice.ppf(bulk), rtol=1e-12)
    assert once.mean == pytest.approx(twice.mean, rel=1e-12)


def test_not_clipped() -> None:
    law = Conditioned(Normal(0.0, 1.0), -1.0, 1.0)
    assert law.atoms == ()
    assert law.cdf(np.array([-1.0, 0.0, 1.0])) == pytest.approx([0.0, 0.5, 1.0], abs=1e-15)


def test_corner_moves_with_the_window() -> None:
    law = Conditioned(Triangular(0.0, 3.0, 10.0), 1.0, 9.0)
    corner = law.cdf(np.array([3.0]))[0]
    assert law.breaks == pytest.approx((corner,), rel=1e-14)
    assert Conditioned(Triangular(0.0, 3.0, 10.0), 3.0).breaks == ()
    assert len(build_table(law).upper) == 2


def test_both_ends_belong_to_the_window(lattice: Array) -> None:
    law = Conditioned(Discrete((1.0, 2.0, 3.0, 4.0), (0.1, 0.2, 0.3, 0.4)), 2.0, 3.0)
    assert law.share_left == pytest.approx(0.5, rel=1e-15)
    assert law.support == (2.0, 3.0)
    assert law.mean == pytest.approx(2.6, rel=1e-14)
    assert law.sd == pytest.approx(math.sqrt(0.24), rel=1e-14)
    drawn = evaluate(build_table(law), lattice)
    assert set(np.unique(drawn)) == {2.0, 3.0}
    assert np.mean(drawn == 2.0) == pytest.approx(0.4, abs=5 * math.sqrt(0.24 / lattice.size))


def test_counts_far_out_keep_their_weights(lattice: Array) -> None:
    """Beyond 1e-16 of the upper end u itself tells no count from the next."""
    law = Conditioned(Poisson(3.0), 21.0)
    assert law.share_left == pytest.approx(gammainc(21.0, 3.0), rel=1e-12)
    weights = np.cumprod([1.0, *(3.0 / k for k in range(22, 40))])
    shares = [high - low for low, high, _ in law.atoms]
    assert [value for _, _, value in law.atoms][:5] == [21.0, 22.0, 23.0, 24.0, 25.0]
    assert shares[:8] == pytest.approx((weights / weights.sum())[:8], rel=1e-9)
    assert law.mean == pytest.approx(float(np.arange(21.0, 40.0) @ weights / weights.sum()), rel=1e-12)
    drawn = evaluate(build_table(law), lattice)
    assert drawn.min() == 21.0
    assert np.mean(drawn == 21.0) == pytest.approx(shares[0], abs=5 * math.sqrt(0.25 / lattice.size))


def test_what_is_left_of_a_constant_or_a_coin() -> None:
    assert Conditioned(Constant(5.0), 5.0, 5.0).ppf(np.array([0.1, 0.9])).tolist() == [5.0, 5.0]
    certain = Conditioned(Bernoulli(0.3), 0.5)
    assert certain.share_left == pytest.approx(0.3, rel=1e-15)
    assert (certain.mean, certain.sd, certain.support) == (1.0, 0.0, (1.0, 1.0))


@pytest.mark.parametrize(
    ("law", "low", "high", "parameter"),
    [
        (Uniform(0.0, 1.0), 2.0, None, "min"),
        (Uniform(0.0, 1.0), None, -1.0, "max"),
        (Uniform(0.0, 1.0), 2.0, 3.0, "min"),
        (Normal(0.0, 1.0), 40.0, None, "min"),
        (LogNormal(1.0, 1.0), None, 0.0, "max"),
        (Discrete((1.0, 3.0), (1.0, 1.0)), 1.5, 2.5, "min"),
        (Beta(2.0, 2.0), 1.0, 2.0, "min"),
        (Pareto(3.0, 0.5), None, 2.0, "max"),
        (Poisson(3.0), 30.0, None, "min"),
        (Poisson(3.0), 3.2, 3.8, "min"),
    ],
)
def test_nothing_left(law: Law, low: float | None, high: float | None, parameter: str) -> None:
    with pytest.raises(LawError, match=r"^(min|max)=.* excludes all of ") as caught:
        Conditioned(law, low, high)
    assert caught.value.parameter == parameter


def test_window_upside_down() -> None:
    with pytest.raises(LawError, match=r"min must not be above max, got min=3\.0, max=2\.0"):
        Conditioned(Normal(0.0, 1.0), 3.0, 2.0)
