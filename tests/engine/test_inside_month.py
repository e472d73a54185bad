"""Truth: `expected` inside a month, against closed forms; and that nothing of it is drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from engine_tools import Array, Futures, scenario, z_mean
from scipy import stats

from tcorisk import ConfigError, simulate
from tcorisk.configs import Draw, walk

TOKENS = "tokens = lognormal(60_000, 1)"
PRICED = f"10_000 * expected(tokens * (6e-6 if tokens > {{limit}} else 3e-6), {TOKENS})"


def cost(limit: Array | float) -> Array:
    """What 10,000 requests cost on average where requests beyond the limit pay twice the price."""
    mean = 60_000.0 * math.exp(0.5)
    return np.asarray(0.03 * mean * (1.0 + stats.norm.sf(np.log(np.asarray(limit) / 60_000.0) - 1.0)))


def months(formula: str, drivers: str = "", n: int = 512) -> Array:
    """Cash by month of a line, shape (12, n)."""
    return Futures(scenario({"a": {"x": f'monthly = "{formula}"'}}, drivers=drivers), n, "random").months("a")


def test_the_published_case() -> None:
    found = months(PRICED.format(limit=200_000))
    assert np.ptp(found) == 0.0
    assert round(float(found[0, 0])) == 4_212
    # The wrong way: the limit at the mean of the tokens, and a law that is written twice.
    assert round(0.03 * 60_000.0 * math.exp(0.5)) == 2_968
    assert abs(float(cost(200_000.0)) - found[0, 0]) < 1e-6


@pytest.mark.parametrize(
    ("limit", "drivers"),
    [
        ("limit", "limit = 200_000"),
        ("limit + 0 * month", "limit = 200_000"),
        ("100_000 * (1 + (month > 6))", ""),
    ],
)
def test_names_that_are_the_same_in_all_futures_are_as_exact(limit: str, drivers: str) -> None:
    found = months(PRICED.format(limit=limit), drivers)
    assert np.ptp(found, axis=1).max() == 0.0
    known = [100_000 * (1 + (t > 6)) if "month >" in limit else 200_000 for t in range(1, 13)]
    np.testing.assert_allclose(found[:, 0], cost(np.array(known, dtype=float)), rtol=1e-9)


def test_a_random_limit() -> None:
    """Each future within 1 % of the price's jump, and the mean far nearer."""
    drivers = "limit = '100_000 to 300_000'"
    what = {"a": {"x": f'monthly = "{PRICED.format(limit="limit")}"', "y": 'monthly = "limit"'}}
    run = Futures(scenario(what, drivers=drivers), 4096)
    found, limit = run.line("a", "x", 12) / 12.0, run.line("a", "y", 12) / 12.0
    exact = cost(limit)
    assert np.abs(found / exact - 1.0).max() < 0.012
    assert abs(found.mean() / exact.mean() - 1.0) < 5e-4
    assert np.abs(found / cost(1.1 * limit) - 1.0).max() > 0.02


def test_a_kink_at_a_random_quota() -> None:
    drivers = 'quota = { dist = "uniform", low = 1, high = 5, each = "month" }'
    found = months("expected(max(x - quota, 0), x = exponential(2))", drivers)
    exact = 2.0 * np.exp(-months("quota", drivers) / 2.0)
    np.testing.assert_allclose(found, exact, rtol=2e-3)
    assert np.ptp(found) > 0.5


def test_linear_is_the_mean() -> None:
    drivers = "a = '2 to 4'\nb = { process = 'growth', initial = 3, volatility = 0.2 }"
    found = months("expected(a * x + b * y - a * b, x = gamma(mean=3, sd=2), y = uniform(0, 4))", drivers)
    plain = months("a * 3 + b * 2 - a * b", drivers)
    np.testing.assert_allclose(found, plain, rtol=1e-9)


def test_no_draw_moves() -> None:
    """A line with `expected` leaves the draws of all others where they are."""
    other = {"y": 'monthly = "to(1, 9)"'}
    alone = Futures(scenario({"a": other}), 512).line("a", "y", 12)
    beside = {"x": f'monthly = "{PRICED.format(limit="to(1, 9) * 1e5")}"'.replace("to(1, 9)", "limit"), **other}
    with_expected = Futures(scenario({"a": beside}, drivers="limit = 2"), 512).line("a", "y", 12)
    np.testing.assert_array_equal(alone, with_expected)


def test_in_the_amount_of_an_event() -> None:
    """A weighted sum inside a loop over events, where another law is drawn for each."""
    amount = "(to(1, 3) + 2) * expected(max(x, size), x = uniform(0, 2))"
    what = {"a": {"x": f'every = 1\nper_event = "{amount}"', "y": 'monthly = "size"'}}
    run = Futures(scenario(what, drivers="size = 'uniform(0, 1)'"), 4096)
    size = run.line("a", "y", 12) / 12.0
    severity = scenario({"a": {"x": 'monthly = "to(1, 3) + 2"'}}).strategies["a"].lines["x"].amount
    mean = 2.0 + next(part.law.mean for part in walk(severity.expression) if isinstance(part, Draw))
    events = 11  # the first after one month, so in month 2
    assert abs(z_mean(run.line("a", "x", 12) / (1.0 + size**2 / 4.0), events * mean)) < 3.0


def test_a_tariff_of_one_request() -> None:
    """The tariff of a long request, in each mode, is the formula that it stands for; also at a price that is drawn."""
    tariffs = """
price = "2 to 4"
[tariffs.graduated]
tiers = [{ up_to = 100, price = "price" }, { up_to = 300, price = 2 }, { price = 1 }]
[tariffs.volume]
mode = "volume"
tiers = [{ up_to = 100, price = "price" }, { price = 1 }]
"""
    formulas = {
        "graduated": "price * min(x, 100) + 2 * clip(x - 100, 0, 200) + max(x - 300, 0)",
        "volume": "x * (price if x <= 100 else 1)",
    }
    lines = {}
    for mode, formula in formulas.items():
        lines[mode] = {"x": f'monthly = "expected(tariffs.{mode}(x), x = lognormal(80, 0.9))"'}
        lines[f"{mode}_formula"] = {"x": f'monthly = "expected({formula}, x = lognormal(80, 0.9))"'}
    futures = Futures(scenario(lines, drivers=tariffs, horizons=(1,)), 512)
    for mode in formulas:
        written = futures.tco(f"{mode}_formula", 1)
        np.testing.assert_allclose(futures.tco(mode, 1), written, rtol=2e-4)
        assert np.ptp(written) > 1.0
    assert np.abs(futures.tco("graduated", 1) - futures.tco("volume", 1)).min() > 1.0


def test_what_a_request_costs_by_a_published_tariff() -> None:
    """3 USD a million tokens up to 200,000 in a request, else 6 for all of them: 4,212 for 10,000 requests."""
    tariff = '[tariffs.request]\nmode = "volume"\ntiers = [{ up_to = 200_000, price = 3e-6 }, { price = 6e-6 }]\n'
    line = 'monthly = "10_000 * expected(tariffs.request(tokens), tokens = lognormal(60_000, 1))"'
    what = scenario({"a": {"x": line}}, drivers=tariff, horizons=(1,))
    assert round(simulate(what, 8_192).document["strategies"]["a"]["horizons"]["1"]["mean"]) == 4_212


def test_turns_of_an_agent() -> None:
    """A name may stand for a formula of one law: 1 + a number of further turns; first two moments of that number."""
    formula = "expected(n * base + 1_800 * n * (n - 1) / 2, n = 1 + poisson(4), base = lognormal(9_000, 0.8))"
    what = scenario({"a": {"x": f'monthly = "{formula}"'}}, horizons=(1,))
    found = simulate(what, 8_192).document["strategies"]["a"]["horizons"]["1"]["mean"]
    assert found == pytest.approx(5 * 9_000 * math.exp(0.32) + 900 * (16 + 4 + 4), rel=1e-6)


@pytest.mark.parametrize("formula", ["expected(tariffs.t(x), x = to(1, 9))", "sum_of(9, tariffs.t(x), x = to(1, 9))"])
def test_a_tariff_over_months_is_refused_inside(formula: str) -> None:
    tariff = "[tariffs.t]\nmonths = 12\ntiers = [{ up_to = 5, price = 2 }, { price = 1 }]\n"
    with pytest.raises(ConfigError, match=r"`tariffs\.t` counts over several months, and `\w+` is about one month"):
        scenario({"a": {"x": f'monthly = "{formula}"'}}, drivers=tariff, horizons=(1,))


def test_a_uniform_law_of_ones_own_is_no_bernoulli() -> None:
    """What looks like one, and uses the draw once more: the mean of x beyond 1 - p is p - p^2 / 2."""
    lines = {
        "mean": {"x": 'monthly = "expected(x * (x > 1 - p), x = uniform(0, 1))"'},
        "p": {"x": 'monthly = "p"'},
        "plain": {"x": 'monthly = "expected((x > 1 - p) * 3 + 1, x = uniform(0, 1))"'},
    }
    futures = Futures(scenario(lines, drivers='p = "uniform(0.2, 0.6)"', horizons=(1,)), 512)
    p = futures.tco("p", 1)
    np.testing.assert_allclose(futures.tco("mean", 1), p - p**2 / 2, atol=0.01)
    np.testing.assert_allclose(futures.tco("plain", 1), 1.0 + 3.0 * p, rtol=1e-12)
