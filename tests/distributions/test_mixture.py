"""Mixtures: gaps, kinks, spikes and atoms; exact probabilities, windows, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tcorisk.distributions import (
    Array,
    Bernoulli,
    Beta,
    Conditioned,
    Discrete,
    Empirical,
    Exponential,
    Gamma,
    LawError,
    LogNormal,
    Mixture,
    Normal,
    Pert,
    Triangular,
    Uniform,
    build_table,
    evaluate,
    interval,
    make_law,
    tables,
)
from tcorisk.distributions.moments import mean_and_sd

HARD = {
    "rare cost": Mixture((0, interval(3_000, 9_000)), (0.95, 0.05)),
    "rarer cost": Mixture((0, interval(3_000, 9_000)), (1 - 1e-7, 1e-7)),
    "atom inside": Mixture((5_000, interval(3_000, 9_000)), (0.3, 0.7)),
    "far apart": Mixture((Normal(0, 1), Normal(100, 1)), (0.5, 0.5)),
    "six sd apart": Mixture((Normal(0, 1), Normal(6, 1)), (0.2, 0.8)),
    "spike": Mixture((Normal(0, 1e-6), Normal(0.1, 1)), (0.5, 0.5)),
    "scales": Mixture((interval(1, 2), interval(100, 2_000)), (0.9, 0.1)),
    "corners": Mixture((Triangular(0, 1, 2), Triangular(0, 3, 4), Uniform(1.5, 9)), (1, 2, 3)),
    "beyond a pole": Mixture((Gamma(0.05, 1), Normal(3, 1), Beta(0.5, 0.5)), (1, 1, 1)),
    "windows": Mixture((Conditioned(Normal(0, 1), 0), Conditioned(Normal(1, 1), None, 3)), (1, 1)),
    "nested": Mixture((Mixture((Uniform(0, 1), Uniform(5, 6)), (1, 1)), Uniform(0.5, 5.5)), (1, 1)),
    "many": Mixture(tuple(interval(1.5**k, 1.5 ** (k + 2)) for k in range(20)), (1,) * 20),
    "three kinds": Mixture((Pert(1, 2, 3), Pert(2, 4, 8), Exponential(2)), (1, 1, 1)),
}


def exact(law: Mixture, u: Array) -> Array:
    return np.where(u < 0.5, law.ppf(u), law.isf(1.0 - u))


@pytest.mark.parametrize("law", HARD.values(), ids=HARD)
def test_hard_mixtures_build(law: Mixture, lattice: Array, ends: Array) -> None:
    table = build_table(law)
    u = np.concatenate([lattice[:2048], ends[::5]])
    x = exact(law, u)
    spread = float(law.isf(np.array([0.25]))[0] - law.ppf(np.array([0.25]))[0]) or law.sd
    size = np.maximum(np.abs(x - law.ppf(np.array([0.5]))), spread)
    assert (np.abs(evaluate(table, u) - x) <= 1e-8 * size + 4e-15 * np.abs(x)).all()
    mean, sd = mean_and_sd(law)
    assert (mean, sd) == pytest.approx((law.mean, law.sd), rel=1e-9)


@pytest.mark.parametrize("law", HARD.values(), ids=HARD)
def test_quantiles_invert_the_sums(law: Mixture, lattice: Array) -> None:
    u = lattice[:2000]
    on_atom = np.zeros(u.shape, dtype=bool)
    for low, high, value in law.atoms:
        inside = (u > low) & (u < high)
        assert (law.ppf(u[inside]) == value).all() and (law.isf(1.0 - u[inside]) == value).all()
        on_atom |= inside
    free = u[~on_atom]
    x = law.ppf(free)
    weighted = sum(w * part.cdf(x) for part, w in zip(law.parts, law.weights, strict=True))
    np.testing.assert_array_equal(law.cdf(x), weighted)
    slack = 1e-13 if "1e-06" not in repr(law) else 1e-9  # x itself is rounded, and the spike is steep
    np.testing.assert_allclose(law.cdf(x), free, rtol=slack, atol=1e-15)
    np.testing.assert_allclose(law.sf(law.isf(1.0 - free)), 1.0 - free, rtol=slack, atol=1e-15)


def test_a_gap_is_never_drawn(lattice: Array, ends: Array) -> None:
    law = Mixture((Uniform(0, 1), Uniform(10, 11)), (0.3, 0.7))
    assert law.breaks == pytest.approx((0.3,), rel=1e-15)
    drawn = evaluate(build_table(law), np.concatenate([lattice, ends, 0.3 + 1e-9 * (lattice[:500] - 0.5)]))
    assert not ((drawn > 1.0) & (drawn < 10.0)).any()
    edge = np.array(law.breaks)
    assert law.ppf(edge)[0] == pytest.approx(1.0, rel=1e-15) and law.ppf(np.nextafter(edge, 1))[0] == pytest.approx(
        10.0, rel=1e-14
    )
    assert law.isf(1 - edge)[0] == pytest.approx(1.0, rel=1e-15) and law.isf(np.nextafter(1 - edge, 0))[
        0
    ] == pytest.approx(10.0, rel=1e-14)


def test_atoms_are_drawn_exactly(lattice: Array) -> None:
    law = Mixture((0, Discrete((5.0, 7.0), (1.0, 3.0)), interval(3, 9)), (0.4, 0.2, 0.4))
    drawn = evaluate(build_table(law), lattice)
    for value, chance in ((0.0, 0.4), (5.0, 0.05), (7.0, 0.15)):
        assert np.mean(drawn == value) == pytest.approx(chance, abs=5 * math.sqrt(chance / lattice.size))
    assert [value for _, _, value in law.atoms] == [0.0, 5.0, 7.0]
    assert [high - low for low, high, _ in law.atoms] == pytest.approx([0.4, 0.05, 0.15], rel=1e-14)


def test_sampled_moments_are_those_of_this_mixture_and_no_other(lattice: Array) -> None:
    law, wrong = (Mixture((0, interval(3, 9), Normal(5, 1)), w) for w in ((0.5, 0.2, 0.3), (0.5, 0.23, 0.27)))
    drawn = evaluate(build_table(law), lattice)
    error = law.sd / math.sqrt(lattice.size)
    assert abs(drawn.mean() - law.mean) < 4 * error
    above = np.array([6.0])
    chance = float(law.sf(above)[0])
    error = math.sqrt(chance * (1 - chance) / lattice.size)
    assert abs(np.mean(drawn > 6) - chance) < 4 * error < abs(np.mean(drawn > 6) - float(wrong.sf(above)[0]))


def test_conditioned_exactly(bulk: Array) -> None:
    """What a window leaves of a mixture is the mixture of what it leaves of the parts."""
    parts, weights = (Normal(0, 1), Uniform(0.5, 3), LogNormal(2, 1)), (0.5, 0.3, 0.2)
    law = Conditioned(Mixture(parts, weights), -0.5, 2.5)
    inner = [Conditioned(part, -0.5, 2.5) for part in parts]
    left = [weight * part.share_left for part, weight in zip(inner, weights, strict=True)]
    same = Mixture(tuple(inner), tuple(left))
    assert law.share_left == pytest.approx(sum(left), rel=1e-14)
    np.testing.assert_allclose(law.ppf(bulk), same.ppf(bulk), rtol=1e-9, atol=1e-14)
    assert (law.mean, law.sd) == pytest.approx((same.mean, same.sd), rel=1e-12)
    build_table(law)


def test_a_window_over_an_atom() -> None:
    law = make_law("mixture", {"parts": [0, interval(3, 9)], "weights": [0.4, 0.6], "max": 5})
    assert isinstance(law, Conditioned)
    below = float(interval(3, 9).cdf(np.array([5.0]))[0])
    ((low, high, value),) = law.atoms
    assert (low, value) == (0.0, 0.0) and high == pytest.approx(0.4 / (0.4 + 0.6 * below), rel=1e-14)


def test_weights_and_parts_are_normalised() -> None:
    law = Mixture((Normal(0, 1), 5, Normal(0, 1), 7), (1, 2, 3, 0))
    assert law == Mixture((Normal(0, 1), 5), (2 / 3, 1 / 3)) and hash(law) == hash(Mixture((Normal(0, 1), 5), (4, 2)))
    assert sum(law.weights) == 1.0
    assert Mixture((Normal(0, 1), 5), (1, 0)).atoms == ()


def test_one_part_is_that_part(bulk: Array) -> None:
    law, part = Mixture((Gamma(2.0, 3.0),), (7,)), Gamma(2.0, 3.0)
    np.testing.assert_allclose(law.ppf(bulk), part.ppf(bulk), rtol=1e-12)
    np.testing.assert_allclose(law.isf(bulk), part.isf(bulk), rtol=1e-12)


def test_infinite_variance_is_allowed() -> None:
    heavy = make_law("pareto", {"minimum": 1, "alpha": 1.5})
    law = Mixture((heavy, Normal(0, 1)), (0.1, 0.9))
    assert law.sd == math.inf and law.mean == pytest.approx(0.3, rel=1e-14)
    build_table(law)


def test_long_lists_of_values_stay_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gap between two single values is a table of its own; values alone are not."""
    values = tuple(range(2_000))
    monkeypatch.setattr(tables, "fit_piece", None)  # not called
    law = Mixture((Empirical(values), Bernoulli(0.5)), (1, 1))
    assert len(build_table(law).upper) == 2_000
    with pytest.raises(LawError, match="at most 100 single values inside its continuous parts, got 2000"):
        Mixture((Empirical(values), Normal(500, 900)), (1, 1))


@pytest.mark.parametrize(
    ("parts", "weights", "at", "message"),
    [
        ([1, 2], [1], "weights", r"as many weights as parts, got 2 parts and 1 weights"),
        ([], [], "parts", r"1 to 20 parts, got 0"),
        ([1] * 21, [1] * 21, "parts", r"1 to 20 parts, got 21; single values fit into one part, a discrete law"),
        ([HARD["many"], 3], [1, 1], "parts", r"1 to 20 parts, got 21"),
        ([1, 2], [1, -1], "weights", r"weights of at least 0, not all of them 0, got 1, -1"),
        ([1, 2], [0, 0], "weights", r"not all of them 0"),
        ([1, 2], [1, math.nan], "weights", r"weights\[1\] needs a finite number"),
        ([1, "2"], [1, 1], "parts", r"parts\[1\] needs a law or a number, got text '2'"),
        ([1, True], [1, 1], "parts", r"parts\[1\] needs a law or a number, got true"),
        ([1, math.inf], [1, 1], "parts", r"parts\[1\] needs a finite number"),
        (3, [1], "parts", r"parts needs a list of laws and numbers, got 3"),
        ([3], 1, "weights", r"weights needs a list of numbers, got 1"),
    ],
)
def test_mistakes(parts: object, weights: object, at: str, message: str) -> None:
    with pytest.raises(LawError, match=message) as caught:
        make_law("mixture", {"parts": parts, "weights": weights})
    assert caught.value.parameter == at


def test_weights_are_needed() -> None:
    with pytest.raises(LawError, match=r"mixture takes parts, weights, and min and max; weights is missing"):
        make_law("mixture", {"parts": [1, 2]})


def test_a_mixture_of_mixtures_is_one() -> None:
    inner = Mixture((Uniform(0, 1), 5), (0.25, 0.75))
    flat = Mixture((Uniform(0, 1), 5, Normal(0, 1)), (0.125, 0.375, 0.5))
    assert Mixture((inner, Normal(0, 1)), (1, 1)) == flat
