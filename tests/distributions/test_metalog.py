"""Metalog laws: percentiles in are percentiles out, closed forms, heavy tails, and what no metalog law has."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats as st

from tcorisk.distributions import Array, Law, LawError, build_table, evaluate, make_law


def metalog(**parameters: float) -> Law:
    return make_law("metalog", dict(parameters))


def percentiles_of(twin: object, *keys: int) -> dict[str, float]:
    return {f"p{key}": float(twin.ppf(key / 100)) for key in keys}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "parameters",
    [
        {"p1": -3, "p99": 1e6},
        {"p5": 2, "p50": 4, "p90": 9},
        {"p90": 9, "p5": 2, "p50": 4, "low": 0},
        {"p5": 2, "p50": 4, "p90": 9, "high": 30},
        {"p5": 2, "p50": 4, "p90": 9, "low": -3, "high": 30},
        {"p10": 10, "p30": 30, "p70": 70, "p90": 90},
        {"p1": 1, "p5": 2, "p10": 3, "p25": 5, "p50": 8, "p75": 12, "p90": 18, "p95": 22, "p99": 32, "low": 0},
        percentiles_of(st.norm(1e6, 3), *range(5, 100, 9)),
        percentiles_of(st.lognorm(0.5), 1, 5, 10, 25, 50, 75, 90, 95, 99) | {"low": 0},
    ],
    ids=str,
)
def test_percentiles_in_are_percentiles_out(parameters: dict[str, float], lattice: Array) -> None:
    law = metalog(**parameters)
    stated = {int(key[1:]) / 100: value for key, value in parameters.items() if key[0] == "p"}
    shares, values = np.array(list(stated)), np.array(list(stated.values()))
    np.testing.assert_allclose(law.ppf(shares), values, rtol=1e-9)
    np.testing.assert_allclose(law.isf(1.0 - shares), values, rtol=1e-9)
    np.testing.assert_allclose(law.cdf(values), shares, rtol=1e-9)
    u = np.sort(lattice)
    assert (np.diff(law.ppf(u)) >= 0.0).all()
    assert np.abs(law.cdf(law.ppf(u)) - u).max() < 1e-8
    drawn = evaluate(build_table(law), lattice)
    error = np.sqrt(shares * (1 - shares) / lattice.size)
    assert (np.abs((drawn[:, None] <= values).mean(axis=0) - shares) < 5 * error).all()


def test_linear_percentiles_are_a_uniform_law(bulk: Array) -> None:
    law = metalog(p10=10, p30=30, p70=70, p90=90)
    assert law.support == pytest.approx((0.0, 100.0), abs=1e-12)
    np.testing.assert_allclose(law.ppf(bulk), 100 * bulk, atol=1e-11)
    assert (law.mean, law.sd) == pytest.approx((50.0, 100 / math.sqrt(12)), rel=1e-12)


def test_upper_and_lower_bounds_mirror(bulk: Array) -> None:
    low, high = metalog(p10=2, p50=3, p80=4, low=0), metalog(p90=-2, p50=-3, p20=-4, high=0)
    np.testing.assert_allclose(low.ppf(bulk), -high.isf(bulk), rtol=1e-13)
    np.testing.assert_allclose(low.sf(low.isf(bulk)), bulk, rtol=1e-9)
    assert (low.mean, low.sd) == pytest.approx((-high.mean, high.sd), rel=1e-12)


@pytest.mark.parametrize("p90", [20.0, 60.0, 100.0, 160.0])
def test_mean_of_a_heavy_tail(p90: float) -> None:
    """Two percentiles and low are the log-logistic law, of which the mean is known however heavy it is."""
    growth = math.log(p90 / 2) / (2 * math.log(9))
    law, twin = metalog(p10=2, p90=p90, low=0), st.fisk(1 / growth, scale=math.sqrt(2 * p90))
    assert law.mean == pytest.approx(twin.mean(), rel=1e-9)
    assert law.sd == (math.inf if growth >= 0.5 else pytest.approx(twin.std(), rel=1e-9))


def test_infinite_mean_is_refused_unless_conditioned() -> None:
    with pytest.raises(LawError, match=r"^metalog\(p10=2, p90=200, low=0\) has no finite mean.* add max$"):
        metalog(p10=2, p90=200, low=0)
    assert metalog(p10=2, p90=200, low=0, max=1_000).mean < 1_000


@pytest.mark.parametrize(
    ("parameters", "at", "message"),
    [
        (
            {"p10": 1, "p50": 1.1, "p90": 40},
            None,
            r"fall near p\d+; drop a percentile, or widen .*; got p10=1, p50=1\.1",
        ),
        ({"p10": 1, "p20": 5, "p30": 5.1, "p90": 40}, None, r"no metalog law has these percentiles: .* would fall"),
        ({"p1": -1, "p50": 0, "p99": 100}, None, r"would fall (near p\d+|in its lower tail)"),
        ({**percentiles_of(st.norm, *range(1, 100)), "p50": 0.02}, None, r"would fall|cannot meet"),
        ({"p10": 1}, None, r"two or more percentiles, such as p5, p50 and p90, got p10=1"),
        ({"low": 1}, None, r"two or more percentiles, .* got none"),
        ({"p10": 5, "p90": 5}, "p90", r"needs percentiles that rise, p90 above p10, got p10=5, p90=5"),
        ({"p10": 5, "p50": 4, "p90": 6}, "p50", r"p50 above p10"),
        ({"p10": 5, "p90": 9, "low": 5}, "p10", r"low below all percentiles, got low=5, p10=5"),
        ({"p10": 5, "p90": 9, "high": 8}, "p90", r"high above all percentiles, got high=8"),
        ({"p10": 5, "p90": math.nan}, "p90", r"metalog: p90 needs a finite number"),
        (
            {"p10": 5, "p90": 9, "p100": 10},
            "p100",
            r"takes percentiles out of p1, p2 \.\.\. p99, p0_5, .*, got p100",
        ),
        (
            {"p10": 5, "p90": 9, "lo": 1},
            "lo",
            r"no parameter 'lo', did you mean low\?; it takes two or more percentiles",
        ),
    ],
)
def test_mistakes(parameters: dict[str, float], at: str | None, message: str) -> None:
    with pytest.raises(LawError, match=message) as caught:
        metalog(**parameters)
    assert caught.value.parameter == at and len(str(caught.value)) < 500
