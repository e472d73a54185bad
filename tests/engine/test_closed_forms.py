"""Truth: processes, differences and present values whose mean, variance or probability has a formula."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from engine_tools import Array, Futures, scenario, z_mean, z_share, z_variance
from scipy.special import ndtr

from tcorisk import simulate

N = 2**16


def path(process: str, drivers: str = "", months: int = 12) -> Array:
    """A growth process by month, shape (months, N)."""
    text = f'{drivers}\n[drivers.g]\nprocess = "growth"\n{process}'
    return Futures(scenario({"a": {"x": 'monthly = "g"'}}, drivers=text, horizons=(months,)), N, "random").months("a")


def normal_power(mean: float, sd: float, k: float) -> float:
    """E[(1 + X)^k] of a normal X, by Gauss-Hermite quadrature."""
    x, w = np.polynomial.hermite_e.hermegauss(60)
    return float(np.sum(w * (1.0 + mean + sd * x) ** k) / np.sum(w))


def moments(t: int, volatility: float, noise: float, per_year: bool, late: int = 0) -> tuple[float, float]:
    """Mean and variance in month t: initial normal(100, 5), growth normal(0.03, 0.02), lognormal factors of mean 1."""
    k = (t - 1) / 12.0 if per_year else t - 1.0
    mean = 100.0 * normal_power(0.03, 0.02, k)
    steps = t - 1 + late
    square = (100.0**2 + 25.0) * normal_power(0.03, 0.02, 2.0 * k) * np.exp(volatility**2 * steps + noise**2)
    return mean, float(square - mean**2)


@pytest.mark.parametrize("per_year", [False, True], ids=["a month", "a year"])
@pytest.mark.parametrize(("volatility", "noise"), [(0.0, 0.0), (0.1, 0.0), (0.0, 0.2), (0.1, 0.15)])
def test_growth(volatility: float, noise: float, per_year: bool) -> None:
    """Mean and variance in every month: growth, a factor that accumulates from month 2, one that does not."""
    key = "growth_per_year" if per_year else "growth_per_month"
    months = path(
        f'initial = {{ dist = "normal", mean = 100, sd = 5 }}\n{key} = {{ dist = "normal", mean = 0.03, sd = 0.02 }}\n'
        f"volatility = {volatility}\nnoise = {noise}"
    )
    for t in range(1, 13):
        mean, variance = moments(t, volatility, noise, per_year)
        assert abs(z_mean(months[t - 1], mean)) < 3.7
        assert abs(z_variance(months[t - 1], variance)) < 3.7
    if volatility:
        assert abs(z_variance(months[1], moments(2, volatility, noise, per_year, late=1)[1])) > 10.0  # from month 1


def test_growth_accumulates_and_noise_does_not() -> None:
    """Steps of the logarithm: independent with volatility alone, negatively correlated by noise: -1/2."""
    walk = np.diff(np.log(path("initial = 5\nvolatility = 0.1")), axis=0)
    flicker = np.diff(np.log(path("initial = 5\nnoise = 0.1")), axis=0)
    for steps, correlation, sd in ((walk, 0.0, 0.1), (flicker, -0.5, 0.1 * np.sqrt(2.0))):
        for a, b in pairwise(steps):
            assert abs(np.corrcoef(a, b)[0, 1] - correlation) < 4.0 / np.sqrt(N)
        assert abs(z_variance(steps[4], sd**2)) < 3.5


def test_uncertain_volatility_keeps_the_mean() -> None:
    """Volatility 0.05 or 0.3, half and half: the mean stays, second moments are the mean of both."""
    drivers = 'v = "discrete([0.05, 0.3], [1, 1])"'
    months = path('initial = 10\nvolatility = "v"', drivers)
    for t in (1, 2, 6, 12):
        square = 100.0 * (np.exp(0.05**2 * (t - 1)) + np.exp(0.3**2 * (t - 1))) / 2.0
        if t > 1:
            assert abs(z_mean(months[t - 1], 10.0)) < 3.5
            assert abs(z_variance(months[t - 1], square - 100.0)) < 4.0
    np.testing.assert_array_equal(months[0], 10.0)


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_difference_of_normals(sampler: str) -> None:
    """P(A < B) of normals (60, 9) and (66, 7) is that of one normal; a swapped sign is far off."""
    lines = {
        "a": {"x": "monthly = { dist = 'normal', mean = 60, sd = 9 }"},
        "b": {"x": "monthly = { dist = 'normal', mean = 66, sd = 7 }"},
    }
    result = simulate(scenario(lines, horizons=(1,)), N, sampler=sampler)
    truth = float(ndtr(6.0 / np.hypot(9.0, 7.0)))
    [comparison] = result.document["comparisons"]  # b against the baseline a
    assert abs(1.0 - comparison["p_beats"] - truth) < 3.0 * comparison["p_beats_se"]
    assert abs(comparison["p_beats"] - truth) > 30.0 * comparison["p_beats_se"]
    assert result.p_beats("a", "b", 1) == 1.0 - comparison["p_beats"]
    assert comparison["p_ties"] == 0.0
    assert abs(comparison["savings"]["mean"] + 6.0) < 3.0 * comparison["savings"]["se"]["mean"]
    assert abs(comparison["savings"]["p50"] + 6.0) < 3.0 * comparison["savings"]["se"]["p50"]


def test_ratio_of_lognormals() -> None:
    """P(B <= (1 - x) A) of lognormals, for x = 0, 10 %, 20 %; independent draws."""
    laws = ["{ dist = 'lognormal', median = 100, sigma = 0.5 }", "{ dist = 'lognormal', median = 80, sigma = 0.3 }"]
    result = simulate(
        scenario({k: {"x": f"monthly = {law}"} for k, law in zip("ab", laws, strict=True)}, horizons=(1,)),
        N,
        sampler="random",
    )
    [comparison] = result.document["comparisons"]
    for key, cut in (("p_beats", 1.0), ("p_beats_by_10", 0.9), ("p_beats_by_20", 0.8)):
        truth = float(ndtr(np.log(cut * 100 / 80) / np.hypot(0.5, 0.3)))
        assert abs(z_share(round(comparison[key] * N), N, truth)) < 3.0


def test_present_value() -> None:
    """Month t is divided by (1 + r)^(t/12), in every trajectory; cash is not."""
    lines = {"x": 'monthly = "40 to 90"', "y": 'events_per_month = 2\nper_event = "1 to 2"'}
    futures = Futures(scenario({"a": lines}, top="discount_rate = 0.12", horizons=(5, 24)), 2048)
    cash = futures.months("a")
    for horizon in (5, 24):
        weights = 1.12 ** (-np.arange(1, horizon + 1) / 12.0)
        np.testing.assert_allclose(futures.tco("a", horizon), weights @ cash[:horizon], rtol=1e-12)
        np.testing.assert_allclose(futures.cash("a", horizon), cash[:horizon].sum(axis=0), rtol=1e-12)
        early = 1.12 ** (-np.arange(horizon) / 12.0)
        assert np.all(np.abs(futures.tco("a", horizon) / (early @ cash[:horizon]) - 1.0) > 0.005)


def test_moments_in_time() -> None:
    """A month is paid in part on either side of an uncertain moment; what is paid once falls into its month."""
    lines = {
        "second": 'category = "Compute"\nmonthly = 1\nafter = "s"',
        "first": 'category = "Engineering"\nmonthly = 1\nuntil = "s"',
        "at": 'category = "Migration"\none_time = 1\nafter = "s"',
    }
    futures = Futures(scenario({"a": lines}, drivers='s = "uniform(0, 12)"'), N, "random")
    start = futures.line("a", "first", 12)
    np.testing.assert_allclose(futures.line("a", "second", 12) + start, 12.0, rtol=1e-12)  # they meet without a gap
    assert abs(z_mean(start, 6.0)) < 3.0
    assert abs(z_variance(start, 12.0)) < 3.0
    np.testing.assert_array_equal(futures.line("a", "at", 12), 1.0)
    cash = futures.months("a") - 1.0  # `first` and `second` come to 1 a month
    np.testing.assert_array_equal(np.argmax(cash, axis=0), np.floor(start))


def test_launch() -> None:
    """Lost revenue is the launch's months times the revenue, up to the horizon, and no cash."""
    head = 'launch = { months = "m", revenue_per_month = "r" }'
    drivers = 'm = "uniform(0, 16)"\nr = "50 to 90"\nk = 1'
    lines = {"m": 'monthly = "m"', "r": 'monthly = "r"'}
    futures = Futures(scenario({"a": lines}, heads={"a": head}, drivers=drivers), 4096)
    months, revenue = (futures.line("a", name, 12) / 12.0 for name in ("m", "r"))
    np.testing.assert_allclose(futures.line("a", "launch", 12), np.minimum(months, 12.0) * revenue, rtol=1e-12)
    np.testing.assert_allclose(futures.cash("a", 12), 12.0 * (months + revenue), rtol=1e-12)


def test_buffer() -> None:
    """Each month a share of that month's amounts in its categories, Opportunity left out by default."""
    head = 'buffer = {{ share = "10% to 70%"{} }}\nlaunch = {{ months = 3, revenue_per_month = 100 }}'
    lines = {
        "x": 'monthly = "40 to 90"',
        "y": 'category = "Migration"\nevents_per_month = 2\nper_event = "1 to 2"',
        "s": 'category = "Compliance"\none_time = 5',
    }
    for on, based in (("", "xys"), (', on = ["Migration"]', "y"), (', on = ["Migration", "Compliance"]', "ys")):
        futures = Futures(scenario({"a": lines}, heads={"a": head.format(on)}), 2048)
        base = sum(futures.line("a", line, 12) for line in based)
        share = futures.line("a", "buffer", 12) / np.maximum(base, 1e-9)
        used = base > 0.0
        # P5 10 %, P95 70 %: lognormal
        assert abs(z_share(int(np.sum(share[used] < 0.1)), int(used.sum()), 0.05)) < 3.0
        assert abs(z_share(int(np.sum(share[used] < 0.7)), int(used.sum()), 0.95)) < 3.0
        paid = sum(futures.line("a", line, 12) for line in "xys") + futures.line("a", "buffer", 12)
        np.testing.assert_allclose(futures.cash("a", 12), paid, rtol=1e-12)
