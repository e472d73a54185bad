"""Truth: sums of many draws inside a month, against the moments of sums and against NumPy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from engine_tools import Array, Futures, scenario, z_mean, z_variance
from scipy import stats

from tcorisk import ConfigError, sensitivity, simulate
from tcorisk.simulator.engine.errors import SimulationError
from tcorisk.simulator.lowering import lower

N = 2**13
SIZED = "tokens * (6e-6 if tokens > 200_000 else 3e-6), tokens = lognormal(60_000, 1)"


def months(formula: str, drivers: str = "", n: int = N, key: str = "monthly") -> Array:
    """Cash by month of a line, shape (12, n)."""
    return Futures(scenario({"a": {"x": f'{key} = "{formula}"'}}, drivers=drivers), n, "random").months("a")


def test_the_published_case() -> None:
    """10,000 requests with a dearer tariff for long ones: mean 4,212, sd 79, P90 4,313 a month."""
    found = months(f"sum_of(10_000, {SIZED})", n=2**15)[0]
    beyond = math.log(200 / 60)
    mean = 0.18 * math.exp(0.5) * (1.0 + stats.norm.sf(beyond - 1.0))
    square = 0.18**2 * math.exp(2.0) * (1.0 + 3.0 * stats.norm.sf(beyond - 2.0))
    sd = 100.0 * math.sqrt(square - mean**2)
    assert (round(10_000 * mean), round(sd)) == (4_212, 79)
    assert abs(z_mean(found, 10_000 * mean)) < 3.0
    assert abs(z_variance(found, sd**2)) < 3.0
    assert np.quantile(found, 0.9) == pytest.approx(4_313.5, abs=2.5)
    # The wrong way: one request's tokens for all of them.
    assert months("10_000 * 3e-6 * lognormal(60_000, 1)")[0].std() > 3_000


@pytest.mark.parametrize("n", [1, 50, 200, 201, 5_000])
@pytest.mark.parametrize(
    ("f", "mean", "variance"),
    [
        ("3 * x - 1", 5.0, 12.0),
        ("x * x", 16 / 3, 256 / 5 - (16 / 3) ** 2),
        ("max(x - 3, 0)", 0.125, 1 / 12 - 0.125**2),
        ("x * y", 2.0, (4 / 3 + 4) * (1 + 1) - 4),
    ],
)
def test_mean_and_variance_of_a_sum(n: int, f: str, mean: float, variance: float) -> None:
    laws = "x = uniform(0, 4)" + (", y = exponential(1)" if "y" in f else "")
    if "y" in f:
        variance = (4 / 3 + 4) * 2 - 4
    for month in months(f"sum_of({n}, {f}, {laws})")[[0, 11]]:
        assert abs(z_mean(month, n * mean)) < 3.5
        assert abs(z_variance(month, n * variance)) < 3.5


def test_months_are_independent() -> None:
    for n in (20, 2_000):
        found = months(f"sum_of({n}, x, x = uniform(0, 4))")
        together = np.corrcoef(found)[np.triu_indices(12, 1)]
        assert np.abs(together).max() < 4.0 / np.sqrt(N)


def test_one_time_is_once() -> None:
    """In the month in which it is paid, whether that is known or random."""
    for when in ("3", '"3 + bernoulli(0.5)"'):
        what = scenario({"a": {"x": f'one_time = "sum_of(300, x, x = uniform(0, 4))"\nafter = {when}'}})
        assert abs(z_variance(Futures(what, N, "random").cash("a", 12), 400.0)) < 3.5


def test_a_fraction_of_a_term_comes_by_chance() -> None:
    """Mean n m, variance n v + f (1 - f) m^2."""
    for n in (250.25, 2.5):
        found = months(f"sum_of({n}, x, x = uniform(3, 5))")[4]
        part = n % 1.0
        assert abs(z_mean(found, 4.0 * n)) < 3.5
        assert abs(z_variance(found, n / 3.0 + 16.0 * part * (1.0 - part))) < 3.5
    assert abs(z_variance(found, 2.5 / 3.0)) > 3.5  # without it


@pytest.mark.parametrize(("f", "skew"), [("x", 1.0), ("-x", -1.0)])
def test_large_sums_are_those_of_numpy(f: str, skew: float) -> None:
    """Percentiles of 400 lognormal draws, whose sum is skewed by 0.3 still."""
    found = months(f"sum_of(400, {f}, x = lognormal(1, 1))", n=2**14)[0]
    rng = np.random.default_rng(7)
    direct = skew * np.exp(rng.normal(size=(2**14, 400))).sum(axis=1)
    for p in (0.01, 0.1, 0.5, 0.9, 0.99):
        x, y = np.quantile(found, p), np.quantile(direct, p)
        density = np.mean(np.abs(direct - y) < 5.0) / 10.0
        error = np.sqrt(2.0 * p * (1.0 - p) / 2**14) / density
        assert abs(x - y) < 3.5 * error, p
    mean, sd = direct.mean(), direct.std()
    normal = rng.normal(mean, sd, 2**14)
    assert abs(np.mean((normal - mean) ** 3)) < 0.2 * abs(np.mean((found - found.mean()) ** 3))  # the wrong law


def test_a_random_number_of_terms() -> None:
    """On both sides of what is drawn one by one; given their number, sums have its variance."""
    drivers = "n = '100 + 200 * bernoulli(0.5)'\nprice = 'uniform(1, 3)'"

    def first_month(formula: str) -> Array:
        return months(formula, drivers)[0]

    number, price = first_month("n"), first_month("price")
    assert set(np.unique(number)) == {100.0, 300.0}
    found = first_month("sum_of(n, price * x, x = uniform(0, 4))")
    scaled = (found / price - 2.0 * number) / np.sqrt(number * 4.0 / 3.0)
    for group in (scaled[number == 100.0], scaled[number == 300.0]):
        assert abs(z_mean(group, 0.0)) < 3.5
        assert abs(z_variance(group, 1.0)) < 3.5


def test_the_same_terms_in_every_strategy() -> None:
    """An input is one sum; a strategy made with `like` meets the same."""
    text = {"a": {"x": 'monthly = "used"', "y": 'monthly = "2 * used"'}, "b": {"z": "monthly = 1"}}
    heads = {"a": 'inputs = { used = "sum_of(40, max(x, 1), x = uniform(0, 4))" }', "b": 'like = "a"'}
    run = Futures(scenario(text, heads=heads), 512)
    np.testing.assert_allclose(2.0 * run.line("a", "x", 12), run.line("a", "y", 12), rtol=1e-12)
    np.testing.assert_array_equal(run.line("a", "x", 12), run.line("b", "x", 12))


def test_it_is_an_input_of_its_own() -> None:
    """With both of its laws; so its index and that of the only other input make up all the variance."""
    sums = 'monthly = "sum_of(20, x * y, x = uniform(0, 4), y = exponential(1)) + to(1, 2)"'
    what = scenario({"a": {"x": sums}, "b": {"x": "monthly = 1"}})
    found = sensitivity(what, trajectories=2**13).document["inputs"]
    assert {item["address"] for item in found} == {f"strategies.a.costs.x.monthly#{k}" for k in (1, 3)}
    assert sum(item["first_order"] for item in found) == pytest.approx(1.0, abs=0.05)


def test_no_third_moment() -> None:
    few = scenario({"a": {"x": 'monthly = "sum_of(200, x, x = pareto(1, 2.5))"'}})
    simulate(few, 2**10)
    many = scenario({"a": {"x": 'monthly = "sum_of(201, x, x = pareto(1, 2.5))"'}})
    with pytest.raises(SimulationError, match=r"costs\.x\.monthly: a sum of more than 200 terms needs three moments"):
        lower(many)


def test_threads_and_chunks_change_nothing() -> None:
    what = scenario({"a": {"x": 'monthly = "sum_of(n, max(x, 1), x = uniform(0, 4))"'}}, drivers="n = '100 to 300'")
    one, three = (simulate(what, 2**13, threads=threads).document["strategies"] for threads in (1, 3))
    assert one == three
    few, many = Futures(what, 600).results, Futures(what, 1_500).results
    np.testing.assert_array_equal(few, many[:, :600])


def test_a_binomial_by_formula() -> None:
    """n and p both uncertain: mean and variance by conditioning; with numbers it is the law, drawn every month."""
    drivers = 'p = { dist = "beta", alpha = 2, beta = 5 }\nn = { dist = "poisson", mean = 60 }\nten = "10 + 0 * p"'
    lines = {
        "both": {"x": "monthly = 'binomial(n, p, each=\"month\")'"},
        "table": {"x": 'monthly = { dist = "binomial", n = "ten", p = 0.3, each = "month" }'},
        "law": {"x": "monthly = 'binomial(10, 0.3, each=\"month\")'"},
    }
    document = simulate(scenario(lines, drivers=drivers, horizons=(1,)), 2**16).document["strategies"]
    both, table, law = (document[name]["horizons"]["1"] for name in lines)
    mean, square = 2 / 7, 2 * 3 / (7 * 8)
    variance = 60 * (mean - square) + (60 + 60**2) * square - (60 * mean) ** 2
    assert both["mean"] == pytest.approx(60 * mean, abs=3.5 * both["se"]["mean"])
    assert both["sd"] == pytest.approx(math.sqrt(variance), abs=3.5 * both["se"]["sd"])
    assert abs(both["sd"] - math.sqrt(60 * mean * (1 - mean))) > 20 * both["se"]["sd"]  # with p known
    for found in (table, law):
        assert found["mean"] == pytest.approx(3.0, abs=3.5 * found["se"]["mean"] + 1e-3)
        assert found["sd"] == pytest.approx(math.sqrt(2.1), abs=3.5 * found["se"]["sd"] + 1e-3)
        assert (found["p50"], found["p99"]) == (3.0, 7.0)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("binomial(n, 0.3)", r"drawn every month(.|\n)*each=\"month\""),
        ('binomial(n=n, each="month")', "parameter `p` is missing"),
        ('binomial(n, 0.3, min=2, each="month")', "takes no `min` beside a formula"),
        ('binomial(5, uniform(0, 1), each="month")', r"a law inside the p(.|\n)*make it an input"),
    ],
)
def test_a_binomial_by_formula_that_is_refused(written: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        scenario({"a": {"x": f"monthly = '{written}'"}}, drivers='n = "3 to 9"', horizons=(1,))


def test_laws_may_stand_in_the_formula() -> None:
    """Written in the formula, each is drawn once a term; by a name it is the same draw wherever the name stands."""
    plain, named = months("sum_of(50, lognormal(100, 0.7))")[0], months("sum_of(50, x, x = lognormal(100, 0.7))")[0]
    law = stats.lognorm(0.7, scale=100.0)
    for found in (plain, named):
        assert abs(z_mean(found, 50 * law.mean())) < 3.0
        assert abs(z_variance(found, 50 * law.var())) < 3.0
    twice = months("sum_of(50, lognormal(100, 0.7) * lognormal(100, 0.7))")[0]
    once = months("sum_of(50, x * x, x = lognormal(100, 0.7))")[0]
    assert abs(z_mean(twice, 50 * law.mean() ** 2)) < 3.0
    assert abs(z_mean(once, 50 * law.moment(2))) < 3.0
    assert abs(z_mean(once, 50 * law.mean() ** 2)) > 10.0
    moved = months("sum_of(50, 1_000 - 2 * x, x = 3 + lognormal(100, 0.7))")[0]
    assert abs(z_mean(moved, 50 * (994 - 2 * law.mean()))) < 3.0


TARIFFS = """
price = "2 to 4"
[tariffs.graduated]
tiers = [{ up_to = 100, price = "price" }, { up_to = 300, price = 2 }, { price = 1 }]
[tariffs.volume]
mode = "volume"
tiers = [{ up_to = 100, price = "price" }, { price = 1 }]
"""


@pytest.mark.parametrize("n", [20, 5_000])
def test_a_tariff_of_each_term(n: int) -> None:
    """What each request costs by a tariff, added up: mean and variance given the price, drawn term by term or not."""
    lines = {"sum": {"x": f'monthly = "sum_of({n}, tariffs.volume(x), x = lognormal(80, 0.9))"'}}
    lines["price"] = {"x": 'monthly = "price"'}
    futures = Futures(scenario(lines, drivers=TARIFFS, horizons=(1,)), 2**13, "random")
    price, law = futures.tco("price", 1), stats.lognorm(0.9, scale=80.0)
    # of units up to 100 and above: their mean and mean square
    cut = np.log(100 / 80) / 0.9
    low, low2 = (law.moment(k) * stats.norm.cdf(cut - 0.9 * k) for k in (1, 2))
    high, high2 = law.moment(1) - low, law.moment(2) - low2
    mean, square = price * low + high, price**2 * low2 + high2
    z = (futures.tco("sum", 1) - n * mean) / np.sqrt(n * (square - mean**2))
    assert abs(z.mean()) * math.sqrt(z.size) < 3.0
    assert z.var() == pytest.approx(1.0, abs=0.12 if n == 20 else 0.06)


def test_a_rare_and_uncertain_hit() -> None:
    """Five in ten thousand, give or take a fifth: the mean is linear in the rate, in a sum and in an expected value."""
    lines = {
        "count": {"x": "monthly = 'binomial(100_000, rate, each=\"month\")'"},
        "sum": {"x": 'monthly = "sum_of(100_000, bernoulli(rate) * exponential(1))"'},
        "mean": {"x": 'monthly = "100_000 * expected(hit * x, hit = bernoulli(rate), x = exponential(1))"'},
    }
    rate = stats.lognorm(math.log(1.5) / 2 / stats.norm.ppf(0.95), scale=math.sqrt(0.0004 * 0.0006))
    what = scenario(lines, drivers='rate = "0.04% to 0.06%"', horizons=(1,))
    document = simulate(what, 2**15).document["strategies"]
    found = {name: document[name]["horizons"]["1"] for name in lines}
    spread = {"count": rate.mean() * 1e5, "sum": 2 * rate.mean() * 1e5, "mean": 0.0}
    for name, numbers in found.items():
        assert numbers["mean"] == pytest.approx(1e5 * rate.mean(), abs=3.5 * numbers["se"]["mean"] + 1e-4)
        variance = 1e10 * rate.var() + spread[name]
        assert numbers["sd"] == pytest.approx(math.sqrt(variance), rel=5e-3)


@pytest.mark.parametrize("p", [0.0005, 0.3, 0.9995])
@pytest.mark.parametrize("n", [150, 1_000])
def test_a_binomial_is_a_count(n: int, p: float) -> None:
    """Its probabilities, in a month, whichever side is the rarer: none, each further one, all."""
    what = scenario(
        {"a": {"x": "monthly = 'binomial(n, p, each=\"month\")'"}},
        drivers=f'n = "{n} + 0 * z"\np = "{p} + 0 * z"\nz = "1 to 2"',
        horizons=(1,),
    )
    found, law = Futures(what, 2**13, "random").tco("a", 1), stats.binom(n, p)
    assert np.all(found == np.floor(found)) and found.min() >= 0 and found.max() <= n
    for k in np.unique(law.ppf([0.02, 0.3, 0.7, 0.98])):
        expected = law.cdf(k)
        assert np.mean(found <= k) == pytest.approx(expected, abs=3.5 * math.sqrt(expected * (1 - expected) / 2**13))


@pytest.mark.parametrize("n", [100, 1_000])
def test_a_law_in_the_probability_is_drawn_for_each_term(n: int) -> None:
    """Trials whose probabilities are independent succeed as often as trials of the mean probability."""
    found = months(f"sum_of({n}, bernoulli(uniform(0.1, 0.5)))")[0]
    assert abs(z_mean(found, 0.3 * n)) < 3.0
    assert abs(z_variance(found, 0.21 * n)) < 3.0
    assert abs(z_variance(found, 0.21 * n + n * (n - 1) * 0.16 / 12)) > 10.0  # of one probability for all
