"""Every law against SciPy, at its edges, and against itself."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
import scipy.stats as st

from tcorisk.distributions import Array, Conditioned, Law, StudentT, Weibull, make_law

TINY = np.array([2.0**-33, 2.0**-20])


def next_up(x: Array, steps: int = 4) -> Array:
    for _ in range(steps):
        x = np.nextafter(x, math.inf)
    return x


def next_down(x: Array, steps: int = 4) -> Array:
    return -next_up(-x, steps)


def size(law: Law) -> float:
    """Return the sd, the interquartile range where there is none."""
    quarter = np.array([0.25])
    return law.sd if math.isfinite(law.sd) else float(law.isf(quarter)[0] - law.ppf(quarter)[0])


def test_it_is_a_law(law: Law) -> None:
    assert isinstance(law, Law)


def test_quantiles_are_the_twins(smooth: Law, twin: Any, bulk: Array) -> None:
    np.testing.assert_allclose(smooth.ppf(bulk), twin.ppf(bulk), rtol=1e-12, atol=1e-14 * size(smooth))
    rtol = 1e-9 if isinstance(smooth, Conditioned) else 1e-12  # scipy.stats.truncnorm has no more digits out there
    np.testing.assert_allclose(smooth.isf(bulk[bulk < 0.75]), twin.isf(bulk[bulk < 0.75]), rtol=rtol)


def test_probabilities_are_the_twins(law: Law, twin: Any, bulk: Array) -> None:
    x = twin.ppf(bulk).astype(float)
    atol = 1e-13 if isinstance(law, Conditioned) else 1e-15  # what is left far out is a difference of tiny tails
    np.testing.assert_allclose(law.cdf(x), twin.cdf(x), rtol=1e-12, atol=atol)
    np.testing.assert_allclose(law.sf(x), twin.sf(x), rtol=1e-12, atol=atol)
    between = x + 0.5
    np.testing.assert_allclose(law.cdf(between), twin.cdf(between), rtol=1e-12, atol=atol)


def test_steps_are_the_twins(stepped: Law, twin: Any, lattice: Array) -> None:
    np.testing.assert_array_equal(stepped.ppf(lattice[:2000]), twin.ppf(lattice[:2000]))
    np.testing.assert_array_equal(stepped.isf(lattice[:2000]), twin.isf(lattice[:2000]))


def test_mean_and_sd_are_the_twins(law: Law, twin: Any) -> None:
    assert law.mean == pytest.approx(float(twin.mean()), rel=1e-9, abs=1e-12)
    assert law.sd == pytest.approx(float(twin.std()), rel=1e-9, abs=1e-12)


def test_quantile_function_inverts_probability(law: Law, bulk: Array) -> None:
    """ppf(u) is the smallest x with cdf(x) >= u, isf(v) the smallest with sf(x) <= v; x itself is rounded."""
    capped = isinstance(law, Conditioned) and not math.isfinite(law.law.mean)
    off = 1e-8 if capped else 1e-9  # next to the cap of so heavy a tail, v is added to all that lies beyond it
    x, y = law.ppf(bulk), law.isf(bulk)
    assert (law.cdf(next_up(x)) >= bulk * (1.0 - off)).all()
    assert (law.sf(next_up(y)) <= bulk * (1.0 + off)).all()
    inside = x > law.support[0]
    assert (law.cdf(next_down(x))[inside] <= bulk[inside] * (1.0 + off)).all()
    inside = y > law.support[0]
    assert (law.sf(next_down(y))[inside] >= bulk[inside] * (1.0 - off)).all()


def test_both_ends_meet(law: Law) -> None:
    u = np.linspace(0.03, 0.97, 59)
    np.testing.assert_allclose(law.ppf(u), law.isf(1.0 - u), rtol=1e-11, atol=1e-12 * (size(law) or 1.0))
    np.testing.assert_allclose(law.cdf(law.ppf(u)) + law.sf(law.ppf(u)), 1.0, rtol=1e-14)


def test_edges(law: Law) -> None:
    low, high = law.support
    zero, one = np.array([0.0]), np.array([1.0])
    assert law.isf(zero)[0] == pytest.approx(high, rel=1e-14)
    assert law.ppf(one)[0] == pytest.approx(high, rel=1e-14)
    if not law.atoms:  # the smallest x with cdf(x) >= 0 is no value of a discrete law
        assert law.ppf(zero)[0] == pytest.approx(low, rel=1e-14, abs=1e-15)
    if math.isfinite(low):
        assert law.cdf(np.array([low - 1.0]))[0] == 0.0
        assert law.sf(np.array([low - 1.0]))[0] == 1.0
    if math.isfinite(high):
        assert law.cdf(np.array([high]))[0] == 1.0
        assert law.sf(np.array([high]))[0] == 0.0
    for x in (law.ppf(TINY), law.isf(TINY)):
        assert np.isfinite(x).all()
        assert (low <= x).all()
        assert (x <= high).all()


def test_quantiles_never_fall(law: Law, bulk: Array) -> None:
    u = np.sort(bulk)
    slack = 1e-14 * (size(law) + abs(law.mean))
    assert (np.diff(law.ppf(u)) >= -slack).all()
    assert (np.diff(law.isf(u)) <= slack).all()


def test_shape_is_kept(law: Law) -> None:
    u = np.full((2, 3), 0.4)
    for found in (law.ppf(u), law.isf(u), law.cdf(u), law.sf(u)):
        assert found.shape == (2, 3)
        assert found.dtype == np.float64


def test_equal_laws_are_one(case: Any) -> None:
    one, two = (make_law(case.name, case.parameters) for _ in range(2))
    assert one == two
    assert hash(one) == hash(two)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(one, dataclasses.fields(one)[0].name, 3.0)  # type: ignore[arg-type]


def test_breaks_and_atoms_ascend(law: Law) -> None:
    assert list(law.breaks) == sorted(law.breaks)
    assert all(0.0 < u < 1.0 for u in law.breaks)
    reached = 0.0
    for low, high, value in law.atoms:
        assert reached <= low <= high <= 1.0
        if high - low > 1e-15:  # of what is narrower, near u = 1, only the upper tail knows the probability
            inside = np.array([0.75 * low + 0.25 * high, 0.25 * low + 0.75 * high])
            np.testing.assert_array_equal(law.ppf(inside), value)
        reached = high


def test_atoms_of_a_discrete_law_carry_its_weights() -> None:
    law = make_law("discrete", {"values": [30, 10, 20, 10, 7], "weights": [1, 2, 4, 3, 0]})
    assert [value for _, _, value in law.atoms] == [10.0, 20.0, 30.0]
    assert [high - low for low, high, _ in law.atoms] == pytest.approx([0.5, 0.4, 0.1], rel=1e-15)
    assert law.support == (10.0, 30.0)
    assert law.mean == pytest.approx(16.0, rel=1e-15)


@pytest.mark.parametrize("df", [1.0 + 1e-9, 1.2, 2.0, 2.5, 7.3, 40.0, 1e3, 1e5])
def test_student_t_far_out_and_in_the_middle(df: float) -> None:
    """Quantiles invert the tail from 1e-150 to the median; next to it they go with the density at 0."""
    v = np.concatenate([10.0 ** -np.arange(1.0, 151.0), 0.5 - 10.0 ** -np.arange(1.0, 13.0), [0.25, 0.250001, 0.5]])
    law = StudentT(0.0, 1.0, df)
    np.testing.assert_allclose(law.sf(law.isf(v)), v, rtol=2e-12)
    near = v > 0.4
    slope = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(df * math.pi)  # density at 0
    np.testing.assert_allclose(law.isf(v[near]) * slope, 0.5 - v[near], rtol=0.2, atol=1e-17)
    np.testing.assert_array_equal(law.ppf(v), -law.isf(v))


@pytest.mark.parametrize("df", [0.1, 0.3, 0.7, 1.0])
def test_student_t_without_a_mean_goes_cut(df: float) -> None:
    """Its quantiles hold as far as a run draws them; cut on both sides it has the mean that SciPy integrates."""
    v = np.concatenate([2.0 ** -np.arange(1.0, 34.0), [0.3, 0.45]])
    law = StudentT(7.0, 2.0, df)
    assert law.mean == math.inf and law != StudentT(8.0, 2.0, df)  # two without a mean are two laws
    np.testing.assert_allclose(law.sf(law.isf(v)), v, rtol=1e-12)
    x = np.array([-1e6, -3.0, 7.0, 7.5, 40.0, 1e9])
    np.testing.assert_allclose(law.sf(x), st.t(df, 7.0, 2.0).sf(x), rtol=1e-12)
    cut = make_law("student_t", {"mean": 7, "scale": 2, "df": df, "min": 3, "max": 50})
    twin = st.t(df, 7.0, 2.0)
    assert cut.mean == pytest.approx(twin.expect(lambda x: x, lb=3.0, ub=50.0, conditional=True), rel=1e-6)
    wrong = make_law("student_t", {"mean": 7.1, "scale": 2, "df": df, "min": 3, "max": 50})
    assert wrong.mean != pytest.approx(cut.mean, rel=1e-6)


@pytest.mark.parametrize("shape", [8.001, 7.999, 1e3, 1e5])
def test_spread_of_a_narrow_weibull(shape: float) -> None:
    """Its logarithm has sd pi / sqrt(6) / shape and skewness -1.1395: two terms of the sd, as 1 / shape falls."""
    law = Weibull(shape, 1.0)
    other = Weibull(shape * (1 - 1e-9), 1.0)
    assert law.sd == pytest.approx(other.sd, rel=1e-8)  # no leap between series and direct form
    exact = math.pi / math.sqrt(6.0) / shape
    assert law.sd / law.mean == pytest.approx(exact, rel=2.0 / shape)
