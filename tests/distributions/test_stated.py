"""Laws as experts state them: mode and two percentiles, mean and one, half percentiles, shares, weighted values."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tcorisk.distributions import Empirical, Law, LawError, make_law
from tcorisk.distributions.percentiles import find_root


def quantiles(law: Law, *shares: float) -> list[float]:
    return law.ppf(np.array(shares)).tolist()


@pytest.mark.parametrize("name", ["triangular", "pert"])
@pytest.mark.parametrize("keys", [("p10", "p90"), ("p5", "p95"), ("p2_5", "p50"), ("p1", "p99"), ("p0_5", "p99_5")])
@pytest.mark.parametrize("values", [(100, 150, 300), (-7, -7, 20), (-3, 20, 20), (1e6, 1e6 + 1, 1e6 + 2), (0, 1, 1e3)])
def test_mode_and_two_percentiles_are_met(name: str, keys: tuple[str, str], values: tuple[float, ...]) -> None:
    """The shares of less than the two percentiles are those stated, and the density peaks at the mode."""
    first, mode, second = values
    law: Any = make_law(name, {keys[0]: first, "mode": mode, keys[1]: second})
    shares = [float(key[1:].replace("_", ".")) / 100 for key in keys]
    assert law.mode == mode and law.low <= first and law.high >= second
    assert law.cdf(np.array([first, second], dtype=float)) == pytest.approx(shares, rel=1e-7)


def test_published_triple() -> None:
    """100, 150 and 300 as P10, mode and P90, the answers from SciPy's own root finder and laws."""
    triangular: Any = make_law("triangular", {"p10": 100, "mode": 150, "p90": 300})
    assert (triangular.low, triangular.high, triangular.mean) == pytest.approx((36.3, 393.1, 193.2), abs=0.05)
    twin = stats.triang((150 - triangular.low) / (triangular.high - triangular.low), triangular.low,
                        triangular.high - triangular.low)  # fmt: skip
    assert twin.ppf([0.1, 0.9]) == pytest.approx([100, 300], rel=1e-12)
    assert make_law("pert", {"p10": 100, "mode": 150, "p90": 300}).mean == pytest.approx(192.5, abs=0.05)
    flat: Any = make_law("pert", {"p10": 100, "mode": 150, "p90": 300, "weight": 1})
    assert flat.weight == 1 and quantiles(flat, 0.1, 0.9) == pytest.approx([100, 300], rel=1e-9)


def test_mean_and_one_percentile() -> None:
    heavy: Any = make_law("lognormal", {"mean": 10_000, "p95": 30_000})
    assert (heavy.sigma, heavy.median) == pytest.approx((0.9319, 6_478), rel=1e-4)  # the other law has sigma 2.358
    assert (heavy.mean, *quantiles(heavy, 0.95)) == pytest.approx((10_000, 30_000), rel=1e-12)
    for name, mean, key, value in [
        ("lognormal", 10, "p50", 4),
        ("lognormal", 10, "p10", 3),
        ("lognormal", 10, "p90", 2),  # nine in ten below a fifth of the mean: one law only
        ("normal", -3, "p99_5", 4),
        ("normal", 5, "p5", 1),
        ("gamma", 10, "p50", 9),
        ("gamma", 10, "p10", 3),
        ("gamma", 10, "p90", 5),
        ("gamma", 10_000, "p95", 30_000),
    ]:
        law = make_law(name, {"mean": mean, key: value})
        share = float(key[1:].replace("_", ".")) / 100
        assert (law.mean, *quantiles(law, share)) == pytest.approx((mean, value), rel=1e-9)
    lighter: Any = make_law("gamma", {"mean": 10, "p95": 30})
    peak = max(stats.gamma(k, scale=10 / k).ppf(0.95) for k in np.geomspace(0.05, 5, 400))
    assert peak > 30 and lighter.shape > 0.5  # two laws have this percentile, on either side of the peak's shape


def test_half_percentiles() -> None:
    law = make_law("lognormal", {"p2_5": 1_000, "p97_5": 9_000})
    assert (law.mean, *quantiles(law, 0.9)) == pytest.approx((3_510, 6_153), abs=0.5)
    metalog = make_law("metalog", {"p0_5": 1, "p50": 4, "p99_5": 20})
    assert quantiles(metalog, 0.005, 0.5, 0.995) == pytest.approx([1, 4, 20], rel=1e-9)


def test_a_share_never_passes_100_percent() -> None:
    law = make_law("share", {"low": 0.6, "high": 0.98})
    assert quantiles(law, 0.05, 0.95) == pytest.approx([0.6, 0.98], rel=1e-9)
    assert law.support == (0.0, 1.0)
    assert float(make_law("to", {"low": 0.6, "high": 0.98}).sf(np.array([1.0]))[0]) > 0.03  # an interval does


def test_weighted_values() -> None:
    law: Any = make_law("empirical", {"values": [30, 10, 20], "weights": [1, 2, 5]})
    assert isinstance(law, Empirical) and law.values == (10, 20, 30) and law.weights == (2, 5, 1)
    assert law.mean == pytest.approx((10 * 2 + 20 * 5 + 30) / 8)
    assert law.sd**2 == pytest.approx((100 * 2 + 400 * 5 + 900) / 8 - law.mean**2)
    assert quantiles(law, 0.24, 0.26, 0.86, 0.88) == [10, 20, 20, 30]


MISTAKES = [
    ("triangular", {"p10": 1, "p90": 3}, "p10", "triangular needs mode and two percentiles together; mode is missing"),
    ("triangular", {"p10": 1, "mode": 5, "p90": 3}, "mode", r"mode between the percentiles, got mode=5\.0, p10=1\.0"),
    ("triangular", {"p10": 1, "mode": 2}, "p10", "exactly two percentiles, got p10"),
    ("pert", {"p10": 1, "mode": 2, "p90": 3, "low": 0}, "low", "or mode and two percentiles, not both"),
    ("lognormal", {"p2.5": 1, "p97_5": 3}, "p2.5", r"got p2\.5; did you mean p2_5\?"),
    ("lognormal", {"mean": 10, "p95": 1_000}, "p95", r"with mean=10, p95 is at most 38\.68"),
    ("lognormal", {"mean": 10, "p10": 20}, "p10", "p10 is below 10"),
    ("lognormal", {"mean": -1, "p10": 20}, "mean", r"mean > 0 and p10 > 0"),
    ("normal", {"mean": 1, "p50": 1}, "p50", "p50 is its mean and says nothing more"),
    ("normal", {"mean": 1, "p90": 0}, "p90", "normal needs p90 above the mean"),
    ("gamma", {"mean": 10, "p95": 1_000}, None, "no gamma law of shape 0.01 to 100000 has this mean and percentile"),
    ("share", {"low": 0.6, "high": 1}, "high", r"share needs 0 < low < high < 1 \(0% to 100%\), got 0\.6 to 1"),
    ("empirical", {"values": [1, 2], "weights": [1]}, "weights", "got 2 values and 1 weights"),
    ("empirical", {"values": [1, 2], "weights": [0, 0]}, "weights", "not all of them 0"),
]


@pytest.mark.parametrize(("name", "given", "at", "message"), MISTAKES)
def test_mistakes(name: str, given: dict[str, object], at: str | None, message: str) -> None:
    with pytest.raises(LawError, match=message) as caught:
        make_law(name, given)
    assert caught.value.parameter == at


def plain_bisection(function: Callable[[float], float], left: float, right: float) -> float:
    """Return what `find_root` does, every sign asked of the function."""
    rising = function(right) > 0.0
    while True:
        middle = 0.5 * (left + right)
        if not left < middle < right or math.isclose(left, right, rel_tol=1e-15, abs_tol=1e-15):
            return middle
        left, right = (left, middle) if (function(middle) > 0.0) == rising else (middle, right)


@pytest.mark.parametrize("slope", [-3.0, -1e-3, 1e-6, 1.0, 1e6])
def test_a_root_is_that_of_plain_bisection_in_half_the_questions(slope: float) -> None:
    asked = 0
    for at in np.random.default_rng(3).uniform(-30.0, 30.0, 200):

        def function(x: float, at: float = at) -> float:
            nonlocal asked
            asked += 1
            # of infinite values, flat ends and a kink
            return math.inf * slope if x > 39.0 else slope * (math.tanh(x - at) if x < at + 1.0 else math.tanh(1.0))

        root = find_root(function, -40.0, 40.0)
        found, asked = asked, 0
        assert root == plain_bisection(function, -40.0, 40.0)
        assert root == pytest.approx(at, abs=1e-14 * 40.0)
        assert found < 0.75 * asked
        asked = 0
    assert find_root(lambda x: slope, -1.0, 1.0) is None
