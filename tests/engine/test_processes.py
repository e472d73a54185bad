"""Truth: processes whose law by month is known in closed form; parameters that are the same number in every future."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from engine_tools import Array, Futures, scenario, z_mean, z_share, z_variance
from scipy.special import ndtr

from tcorisk import ConfigError, SimulationError, simulate
from tcorisk.configs import Number, OnOff, Quantity
from tcorisk.simulator.engine.point import run_point
from tcorisk.simulator.lowering import lower

N = 2**15
#: A law of one point, which is not folded: the process then takes its parameter from a register.
KNOWN = "discrete([{}], [1])"


def process(settings: str, drivers: str = "", horizon: int = 12, sampler: str = "random", n: int = N) -> Array:
    """Value of a process by month, shape (months, n)."""
    what = scenario({"a": {"x": 'monthly = "d"'}}, drivers=f"{drivers}\n[drivers.d]\n{settings}", horizons=(horizon,))
    return Futures(what, n, sampler).months("a")


def point(settings: str, horizon: int = 12) -> Array:
    """Point estimate of a process by month."""
    what = scenario({"a": {"x": 'monthly = "d"'}}, drivers=f"[drivers.d]\n{settings}", horizons=(horizon,))
    program = lower(what)
    first = program.layout.month_cash["a"]
    return run_point(program)[first : first + horizon]


# -- growth ----------------------------------------------------------------------------------------------------------
SEASON = [0.5, 1.0, 1.5, 1.0, 1.0, 2.0, 0.25, 1.0, 1.0, 1.0, 1.0, 0.75]


def test_a_season_is_a_factor_by_month() -> None:
    """Twelve factors, again from the first in month 13; beside growth and under a ceiling, to the last digit."""
    grows = f'process = "growth"\ninitial = 100\ngrowth_per_month = 0.02\nseason = {SEASON}'
    expected = 100.0 * 1.02 ** np.arange(30) * np.tile(SEASON, 3)[:30]
    np.testing.assert_allclose(process(grows, horizon=30, n=512)[:, 7], expected, rtol=1e-13)
    capped = process(f"{grows}\nceiling = 120", horizon=30, n=512)[:, 7]
    np.testing.assert_allclose(capped, np.minimum(expected, 120.0), rtol=1e-13)
    assert 0 < np.sum(expected > 120.0) < 30
    random = process(f"{grows}\nnoise = 0.2", horizon=30)
    assert all(abs(z_mean(month, truth)) < 3.7 for month, truth in zip(random, expected, strict=True))
    assert abs(z_mean(random[5], expected[6])) > 50.0  # a month's slip is seen


@pytest.mark.parametrize("ceiling", ["115", f'"{KNOWN.format(115)}"'])
def test_a_ceiling_holds_after_noise(ceiling: str) -> None:
    """E min(L, c) of a lognormal L of mean m, sd of the logarithm s: m P(Z < d - s) + c P(Z > d)."""
    grows = 'process = "growth"\ninitial = 100\ngrowth_per_month = 0.02\nvolatility = 0.1\nnoise = 0.15'
    found = process(f"{grows}\nceiling = {ceiling}")
    assert found.max() == 115.0
    for t, month in enumerate(found, start=1):
        mean, s = 100.0 * 1.02 ** (t - 1), np.sqrt(0.15**2 + 0.1**2 * (t - 1))
        d = np.log(115.0 / mean) / s + s / 2.0
        truth = mean * ndtr(d - s) + 115.0 * ndtr(-d)
        assert abs(z_mean(month, truth)) < 3.7
        assert abs(z_share(int(np.sum(month == 115.0)), N, float(ndtr(-d)))) < 3.7
        s = 0.1 * np.sqrt(t - 1) or 1e-9  # noise on top of the ceiling: another mean
        d = np.log(115.0 / mean) / s + s / 2.0
        assert abs(z_mean(month, mean * ndtr(d - s) + 115.0 * ndtr(-d))) > 10.0 or t > 9


# -- mean_reverting --------------------------------------------------------------------------------------------------
REVERTS = 'process = "mean_reverting"\ninitial = {}\nmean = {}\nhalf_life = {}\nvolatility = {}'


def gap_and_variance(half_life: float, volatility: float, t: int) -> tuple[float, float]:
    """What is left of the first gap of logarithms, and the variance of the logarithm, by a sum of squares."""
    k = 2.0 ** (-1.0 / half_life)
    return k ** (t - 1), volatility**2 * sum(k ** (2 * lag) for lag in range(t - 1))


def test_mean_reversion_by_month() -> None:
    """Mean and variance of every month; half of the gap is closed after a half-life, not a part 1/e left."""
    found = process(REVERTS.format(4, 2, 3, 0.2))
    np.testing.assert_allclose(found[0], 4.0, rtol=1e-14)
    for t, month in enumerate(found[1:], start=2):
        left, variance = gap_and_variance(3.0, 0.2, t)
        mean = 2.0 * 2.0**left
        assert abs(z_mean(month, mean)) < 3.5
        assert abs(z_variance(month, mean**2 * np.expm1(variance))) < 3.5
    assert abs(z_mean(found[3], 2.0 * 2.0**0.5)) < 3.5
    assert abs(z_mean(found[3], 2.0 * 2.0 ** np.exp(-1.0))) > 20.0


def test_mean_reversion_is_stationary() -> None:
    """In the long run the logarithm has variance sigma^2 / (1 - k^2), and k as correlation with the next month."""
    logs = np.log(process(REVERTS.format(2, 2, 2, 0.3), horizon=40))
    k = 2.0**-0.5
    assert abs(z_variance(logs[39], 0.09 / (1.0 - k**2))) < 3.0
    assert abs(z_mean(logs[39], np.log(2.0) - 0.045 / (1.0 - k**2))) < 3.0
    assert abs(z_variance(logs[3], 0.09 / (1.0 - k**2))) > 10.0
    rest = logs[39] - logs[39].mean() - k * (logs[38] - logs[38].mean())
    assert abs(z_variance(rest, 0.09)) < 3.0  # what is new in a month
    assert abs(np.corrcoef(rest, logs[38])[0, 1]) < 3.5 / np.sqrt(N)


@pytest.mark.parametrize(
    "uncertain", ["initial", "mean", "half_life", "volatility", "initial mean half_life volatility"]
)
def test_uncertain_parameters_of_mean_reversion(uncertain: str) -> None:
    """A parameter from a register gives the paths that the number gives, trajectory by trajectory."""
    values = {"initial": 4, "mean": 2.5, "half_life": 3.5, "volatility": 0.2}
    written = {key: f'"{KNOWN.format(value)}"' if key in uncertain else value for key, value in values.items()}
    known = process(REVERTS.format(*values.values()), n=1024)
    np.testing.assert_allclose(process(REVERTS.format(*written.values()), n=1024), known, rtol=1e-12)
    other = written | {"half_life": f'"{KNOWN.format(3.6)}"'}
    assert not np.allclose(process(REVERTS.format(*other.values()), n=1024), known, rtol=1e-3)


def test_a_floor() -> None:
    """E max(L, f) of a lognormal; the point estimate has no path."""
    found = process(REVERTS.format(2, 2, 3, 0.2) + "\nfloor = 1.8")
    assert found.min() == 1.8
    s = np.sqrt(gap_and_variance(3.0, 0.2, 12)[1])
    d = np.log(1.8 / 2.0) / s + s / 2.0
    assert abs(z_mean(found[11], 2.0 * ndtr(s - d) + 1.8 * ndtr(d))) < 3.0
    left = np.array([gap_and_variance(3.0, 0.2, t)[0] for t in range(1, 13)])
    np.testing.assert_allclose(
        point(REVERTS.format(1, 2, 3, 0.2) + "\nfloor = 1.2"), np.maximum(2.0 * 0.5**left, 1.2), rtol=1e-12
    )
    np.testing.assert_allclose(process(REVERTS.format(1, 2, 3, 0), n=512)[:, 5], 2.0 * 0.5**left, rtol=1e-14)


# -- jumps -----------------------------------------------------------------------------------------------------------
JUMPS = 'process = "jumps"\ninitial = 3\njumps_per_year = {}\nfactor = "{}"'


def moments_of_jumps(mean: float, square: float, t: int, rate: float = 0.5) -> tuple[float, float]:
    """Mean and variance of a compound product in month t, from E f and E f^2."""
    first, second = (3.0**k * np.exp(rate * (m - 1.0) * (t - 1)) for k, m in ((1, mean), (2, square)))
    return float(first), float(second - first**2)


@pytest.mark.parametrize("rate", ["6", f'"{KNOWN.format(6)}"'])
def test_jumps_by_month(rate: str) -> None:
    """A compound product; one factor for all jumps of a trajectory has another spread."""
    found = process(JUMPS.format(rate, "uniform(0.5, 1.5)"))
    assert np.all(found[0] == 3.0)
    for t, month in enumerate(found[1:], start=2):
        mean, variance = moments_of_jumps(1.0, 1.0 + 1.0 / 12.0, t)
        assert abs(z_mean(month, mean)) < 3.5
        assert abs(z_variance(month, variance)) < 3.5
    assert abs(z_share(int(np.sum(found[11] == 3.0)), N, np.exp(-5.5))) < 3.0
    wrong = process(JUMPS.format(rate, "f"), 'f = "uniform(0.5, 1.5)"')
    assert abs(z_variance(wrong[11], moments_of_jumps(1.0, 1.0 + 1.0 / 12.0, 12)[1])) > 6.0


def test_jumps_down_and_rates_that_are_uncertain() -> None:
    """Halved at every jump; an uncertain rate gives the mixture. In the point estimate, medians at the mean count."""
    found = process(JUMPS.format('"discrete([2, 10], [1, 1])"', "0.5"))
    truth = np.mean([moments_of_jumps(0.5, 0.25, 12, rate / 12.0)[0] for rate in (2.0, 10.0)])
    assert abs(z_mean(found[11], float(truth))) < 3.0
    assert abs(z_mean(found[11], moments_of_jumps(0.5, 0.25, 12)[0])) > 10.0
    plain = point(JUMPS.format(6, "uniform(0.2, 0.9)"))
    assert plain == pytest.approx(3.0 * 0.55 ** (0.5 * np.arange(12.0)), rel=1e-12)
    assert np.all(process(JUMPS.format(0, "0.5"), n=512) == 3.0)


# -- steps -----------------------------------------------------------------------------------------------------------
def test_steps_exactly() -> None:
    """Whole months and halves; a step from a register; a step before the one it follows comes with it."""
    steps = 'process = "steps"\nvalues = {}\nat = {}'
    expected = [1.0, 1.0, 2.0, 3.0, *8 * [7.0]]
    np.testing.assert_array_equal(process(steps.format([1, 3, 7], [2.5, 4]), n=512)[:, 3], expected)
    drivers = f'half = "{KNOWN.format(2.5)}"\nseven = "{KNOWN.format(7)}"\nany = "discrete([1.5, 9], [1, 1])"'
    known = process(steps.format('[1, 3, "seven"]', '["half", 4]'), drivers, n=512)
    np.testing.assert_allclose(known, np.repeat(expected, 512).reshape(12, 512), rtol=1e-14)
    either = process(steps.format([1, 3, 7], '["half", "any"]'), drivers, n=512)
    early = either[4] == 7.0
    assert 200 < np.sum(early) < 312
    together, apart = [1.0, 1.0, 4.0, *9 * [7.0]], [1.0, 1.0, 2.0, *6 * [3.0], *3 * [7.0]]
    np.testing.assert_allclose(either, np.where(early, np.array([together]).T, np.array([apart]).T), rtol=1e-14)
    np.testing.assert_array_equal(process(steps.format([1, 3], [12]), n=512)[:, 3], 12 * [1.0])


def test_a_step_at_an_uncertain_moment() -> None:
    """A step uniform in month 3: its value is uniform between both, with half of the weight of each on average."""
    found = process('process = "steps"\nvalues = [1, 3]\nat = ["uniform(2, 3)"]')
    assert abs(z_mean(found[2], 2.0)) < 3.0
    assert abs(z_variance(found[2], 4.0 / 12.0)) < 3.0
    assert np.all(found[:2] == 1.0)
    assert np.all(found[3:] == 3.0)


# -- on_off ----------------------------------------------------------------------------------------------------------
ON_OFF = 'process = "on_off"\non_lasts = {}\noff_lasts = {}'


def test_exponential_periods_are_a_markov_chain() -> None:
    """P(on at t) = b/r + a/r e^(-r t) for rates a out of and b into being on, r = a + b; its integral is a month's."""
    a, b = 0.5, 2.0
    r = a + b
    found = process(ON_OFF.format('"exponential(2)"', '"exponential(0.5)"'))
    for t, month in enumerate(found, start=1):
        assert abs(z_mean(month, b / r + a / r * (np.exp(-r * (t - 1)) - np.exp(-r * t)) / r)) < 3.5
    assert abs(z_mean(found[0], b / r)) > 20.0  # it is on at the start
    assert abs(z_share(int(np.sum(found[0] == 1.0)), N, np.exp(-a))) < 3.0
    s = (np.arange(120_000) + 0.5) / 10_000.0
    on = b / r + a / r * np.exp(-r * s)
    variance = 2.0 * np.mean(on * (1.0 - on) * (1.0 - np.exp(-r * (12.0 - s))) / r) * 12.0
    assert abs(z_variance(found.sum(axis=0), float(variance))) < 3.0
    once = process(ON_OFF.format('"on"', '"off"'), 'on = "exponential(2)"\noff = "exponential(0.5)"')
    assert abs(z_variance(once.sum(axis=0), float(variance))) > 20.0  # one duration for all periods


def test_periods_of_known_length() -> None:
    """Exact shares; folded where all is known, walked in the loop where it is not; a period may last no time."""
    expected = np.tile([1.0, 0.5, 1.0, 0.5], 3)
    np.testing.assert_allclose(process(ON_OFF.format(1.5, 0.5), n=512)[:, 7], expected, rtol=1e-14)
    loop = process(ON_OFF.format(f'"{KNOWN.format(1.5)}"', 0.5), n=512)
    np.testing.assert_allclose(loop[:, 7], expected, rtol=1e-14)
    for on, off, share in ((0, 2, 0.0), (0.01, 0, 1.0)):
        assert np.all(process(ON_OFF.format(on, off), n=512) == share)
        np.testing.assert_allclose(process(ON_OFF.format(f'"{KNOWN.format(on)}"', off), n=512), share, atol=1e-12)
    coins = process(ON_OFF.format('"bernoulli(0.3)"', 1))
    assert abs(z_mean(coins[0], 0.3)) < 3.0
    assert abs(z_mean(coins[1], 0.7 * 0.3)) < 3.0


def test_a_later_beginning() -> None:
    """Off until `after`, then what it would have been from the start; with a moment of each future too."""
    expected = [0.0, 0.0, 0.5, 1.0, 0.5, 0.5, 1.0, 0.5, 0.5, 1.0, 0.5, 0.5]
    after = "\nafter = {}"
    known = process(ON_OFF.format(2, 1) + after.format(2.5), n=512)
    np.testing.assert_allclose(known[:, 7], [0, 0, 0.5, 1, 0.5, 0.5, 1, 0.5, 0.5, 1, 0.5, 0.5], rtol=1e-14)
    loop = process(ON_OFF.format(f'"{KNOWN.format(2)}"', 1) + after.format(2.5), n=512)
    np.testing.assert_allclose(loop[:, 7], expected, atol=1e-12)
    lasts = ON_OFF.format('"uniform(0.5, 3)"', '"uniform(0.2, 1)"')
    now, later = process(lasts, n=512), process(lasts + after.format(4), n=512)
    assert not later[:4].any()
    np.testing.assert_allclose(later[4:], now[:-4], atol=1e-12)
    by_chance = process(ON_OFF.format('"uniform(20, 30)"', 1) + after.format('"uniform(1, 4)"'))
    for month, share in ((1, 1 / 6), (2, 1 / 2), (3, 5 / 6)):
        assert abs(z_mean(by_chance[month], share)) < 3.0
    assert not by_chance[0].any()
    assert np.all(by_chance[4] == 1.0)


def test_renewals_that_begin_with_the_launch() -> None:
    """A process of `every` begins as a line of its own does; `launch` is known to an input's `after`."""
    shared = "launch = { months = 3, revenue_per_month = 0 }\n"
    shared += 'inputs = { tests = { process = "events", every = 2.5, after = "launch" } }'
    lines = {"of": 'on = "tests"\nper_event = 10'}
    what = scenario({"a": lines}, heads={"a": shared})
    paid = Futures(what, 512).months("a")[:, 0]
    assert {month: amount for month, amount in enumerate(paid, start=1) if amount} == {6: 10.0, 9: 10.0, 11: 10.0}
    with pytest.raises(ConfigError, match="a cycle: tests -> launch -> tests"):
        scenario({"a": lines}, heads={"a": shared.replace("months = 3", 'months = "tests"')})


def test_periods_that_never_end() -> None:
    """A cycle of no length stops the run, and the error names the process."""
    coin = '"bernoulli(0.5)"'
    drivers = f"[drivers.d]\n{ON_OFF.format(coin, coin)}"
    what = scenario({"a": {"x": 'monthly = "d"'}}, drivers=drivers)
    with pytest.raises(SimulationError, match=r"drivers\.d\.on_lasts"):
        simulate(what, 8192)
    zero = Quantity("drivers.d.on_lasts", Number(0.0))  # which the reader refuses
    with pytest.raises(SimulationError, match=r"drivers\.d: .*not both 0"):
        simulate(replace(what, drivers={"d": OnOff("drivers.d", zero, zero)}), 8192)


def test_negative_periods() -> None:
    """A formula may be negative in some futures: that stops the run, and is not taken for 0."""
    drivers = f'u = "normal(1, 1)"\n[drivers.d]\n{ON_OFF.format(chr(34) + "u + 0.5" + chr(34), 10)}'
    with pytest.raises(SimulationError, match=r"drivers\.d\.on_lasts"):
        simulate(scenario({"a": {"x": 'monthly = "d"'}}, drivers=drivers), 8192)
