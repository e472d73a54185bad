"""`[[correlations]]`: the dependence asked for is there, and nothing else has changed."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats as st
from dependence_tools import MATRIX, SMOOTH, STEPPED, amounts, correlated, entry, law, some, spearman, strategies
from engine_tools import Futures, toml, z_share, z_variance
from scipy.integrate import quad
from test_twin import assert_same, both

from tcorisk import Scenario
from tcorisk.configs import Draw, loads
from tcorisk.distributions import Law, score_of_rank
from tcorisk.simulator.samples import centred_ranks, rank_correlation


@pytest.mark.parametrize("sampler", ["sobol", "random"])
@pytest.mark.parametrize("df", [None, 1.0, 4.0])
def test_a_matrix_of_ranks(df: float | None, sampler: str) -> None:
    laws = some("the_lognormal", "the_gamma", "the_triangular")
    futures = Futures(correlated(laws, MATRIX, df), 2**17, sampler)
    drawn = [futures.tco(name, 1) for name in laws]
    for i, j in ((0, 1), (0, 2), (1, 2)):
        assert spearman(drawn[i], drawn[j]) == pytest.approx(MATRIX[i][j], abs=0.01)


@pytest.mark.parametrize(("rank", "df"), [(0.9, None), (-0.9, None), (0.9, 2.0), (-0.4, 2.0)])
def test_a_pair(rank: float, df: float | None) -> None:
    laws = some("the_lognormal", "the_normal")
    futures = Futures(correlated(laws, rank, df), 2**17)
    found = spearman(futures.tco("the_lognormal", 1), futures.tco("the_normal", 1))
    assert found == pytest.approx(rank, abs=0.01)
    if df is not None:  # the conversion of a Gaussian copula would miss it
        assert abs(score_of_rank(rank) - score_of_rank(rank, df)) > 0.005


@pytest.mark.parametrize(("df", "sampler"), [(None, "sobol"), (3.0, "random")])
def test_monthly_draws(df: float | None, sampler: str) -> None:
    """Every month anew: as asked within a month, independent between months."""
    laws = some("the_lognormal", "the_exponential")
    futures = Futures(correlated(laws, -0.7, df, monthly=True, horizon=3), 2**17, sampler)
    first, second = (futures.months(name) for name in laws)
    for month in (0, 2):
        assert spearman(first[month], second[month]) == pytest.approx(-0.7, abs=0.01)
    for a, b in ((first[0], second[1]), (first[0], first[2]), (second[1], second[2])):
        assert abs(spearman(a, b)) < 0.01


def test_a_block_of_ten() -> None:
    """All 45 pairs, from 0.9 to -0.6."""
    load = np.array([0.95, 0.9, -0.6, 0.3, 0.0, 0.5, -0.2, 0.8, 0.1, 0.7])
    rank = np.round(np.outer(load, load), 2)
    np.fill_diagonal(rank, 1.0)
    futures = Futures(correlated(SMOOTH, rank.tolist()), 2**17)
    ranks = np.array([centred_ranks(futures.tco(name, 1)) for name in SMOOTH])
    found = np.array([[rank_correlation(a, b) for b in ranks] for a in ranks])
    np.testing.assert_allclose(found, rank, atol=0.01)


def test_the_variance_of_a_sum_of_lognormals() -> None:
    """Var(X + Y) in closed form; that of independent lognormals is noticed."""
    text = toml(
        {"a": {name: f"monthly = {law('lognormal', 'median = 100, sigma = 0.5')}" for name in "xy"}}, horizons=(1,)
    )
    what = loads(text + entry([f"strategies.a.costs.{name}.monthly" for name in "xy"], 0.6))
    total = Futures(what, 2**17, "random").tco("a", 1)
    mean, variance = 100.0 * math.exp(0.125), 1e4 * math.exp(0.25) * math.expm1(0.25)
    covariance = mean * mean * math.expm1(0.25 * 2.0 * math.sin(math.pi * 0.1))
    assert abs(z_variance(total, 2.0 * variance + 2.0 * covariance)) < 4.0
    assert z_variance(total, 2.0 * variance) > 20.0


def both_beyond(r: float, df: float, q: float) -> float:
    """P(both beyond their quantile q) of a bivariate t: X2 given X1 = x is t of df + 1, centre r x."""
    edge = st.t(df).ppf(q)

    def integrand(x: float) -> float:
        spread = math.sqrt((df + x * x) / (df + 1.0) * (1.0 - r * r))
        return float(st.t.pdf(x, df) * st.t.sf((edge - r * x) / spread, df + 1.0))

    return float(quad(integrand, edge, math.inf, epsrel=1e-9)[0])


def test_extremes_come_together_in_a_t_copula() -> None:
    """P(U2 > q | U1 > q) at q = 0.99 and 0.999, against integration; near its limit as q goes to 1.

    Source of the limit: S. Demarta and A. J. McNeil, *The t copula and related copulas* (2005), section 2.
    """
    df, rank, n = 3.0, 0.5, 2**18
    r = score_of_rank(rank, df)
    limit = 2.0 * st.t(df + 1.0).cdf(-math.sqrt((df + 1.0) * (1.0 - r) / (1.0 + r)))
    assert both_beyond(r, df, 1.0 - 1e-7) / 1e-7 == pytest.approx(limit, rel=1e-3)
    laws = some("the_lognormal", "the_normal")
    for q in (0.99, 0.999):
        what = correlated(laws, rank, df)
        edges = [float(law_of(what, name).isf(np.array([1.0 - q]))[0]) for name in laws]

        def hits(degrees: float | None, edges: list[float] = edges) -> int:
            futures = Futures(correlated(laws, rank, degrees), n, "random")
            beyond = [futures.tco(name, 1) > edge for name, edge in zip(laws, edges, strict=True)]
            return int(np.sum(beyond[0] & beyond[1]))

        truth = both_beyond(r, df, q)
        assert truth / (1.0 - q) > limit
        assert abs(z_share(hits(df), n, truth)) < 4.0
        assert z_share(hits(None), n, truth) < -6.0


@pytest.mark.parametrize("df", [None, 1.0, 5.0])
def test_laws_stay_what_they_were(df: float | None) -> None:
    """Kolmogorov-Smirnov for laws without atoms, frequencies for the others; a law close by is noticed."""
    what, n = correlated(SMOOTH | STEPPED, 0.5, df), 2**16
    futures = Futures(what, n, "random")
    for name in SMOOTH | STEPPED:
        values, known = futures.tco(name, 1), law_of(what, name)
        if name in STEPPED:
            for value in (0.0, 1.0, 5.0):
                truth = float(known.cdf(np.array([value]))[0])
                assert truth == 1.0 or abs(z_share(int(np.sum(values <= value)), n, truth)) < 4.0
        else:
            u = np.sort(known.cdf(values))
            grid = np.arange(n + 1) / n
            distance = max(float(np.max(grid[1:] - u)), float(np.max(u - grid[:-1])))
            assert distance * math.sqrt(n) < 2.2  # exceeded in 1 of 8,000
            wrong = float(np.max(np.abs(np.arange(n) / n - np.sort(known.cdf(values * 1.05)))))
            assert wrong * math.sqrt(n) > 2.2


def law_of(what: Scenario, name: str) -> Law:
    """The law that a strategy's line is drawn from."""
    drawn = what.strategies[name].lines["x"].amount.expression
    assert isinstance(drawn, Draw)
    return drawn.law


def test_the_first_draw_of_a_group_keeps_its_values() -> None:
    """Its score is its own: the way through scores costs no more than the tables' accuracy."""
    laws = SMOOTH
    alone = Futures(loads(toml(strategies(laws), horizons=(1,))), 2**14)
    for name in laws:
        order = [name, *(other for other in laws if other != name)]
        text = toml(strategies(laws), horizons=(1,)) + entry(amounts(order), 0.3)
        together = Futures(loads(text), 2**14)
        values, before = together.tco(name, 1), alone.tco(name, 1)
        np.testing.assert_allclose(values, before, rtol=1e-6, atol=1e-6 * float(np.std(before)))
        last = order[-1]
        assert np.mean(np.abs(together.tco(last, 1) - alone.tco(last, 1)) > 1e-3) > 0.9


def test_chances_go_together() -> None:
    """P(both) of two Bernoulli draws, by the bivariate normal law."""
    text = toml(
        {
            "a": {"x": f"monthly = {law('bernoulli', 'p = 0.3')}"},
            "b": {"x": f"monthly = {law('bernoulli', 'p = 0.2')}"},
        },
        horizons=(1,),
    )
    n = 2**17
    futures = Futures(loads(text + entry(amounts("ab"), 0.7)), n, "random")
    r = score_of_rank(0.7)
    truth = float(st.multivariate_normal([0, 0], [[1, r], [r, 1]]).cdf(st.norm.ppf([0.3, 0.2])))
    hits = int(np.sum((futures.tco("a", 1) == 1.0) & (futures.tco("b", 1) == 1.0)))
    assert abs(z_share(hits, n, truth)) < 4.0
    assert z_share(hits, n, 0.06) > 20.0


@pytest.mark.parametrize("df", [None, 3.0])
def test_draws_in_step(df: float | None) -> None:
    """Rank 1: the same quantile, to the last bit; rank -1: the opposite one; a third draw has its part of both."""
    laws = {name: law("normal", "mean = 0, sd = 2") for name in ("one", "two", "three", "four")}
    rank = [[1, 1, -1, 0.5], [1, 1, -1, 0.5], [-1, -1, 1, -0.5], [0.5, 0.5, -0.5, 1]]
    text = toml({name: {"x": f"monthly = {table}"} for name, table in laws.items()}, horizons=(1,))
    futures = Futures(loads(text + entry(amounts(list(laws)), rank, df)), 2**15)
    one, two, three, four = (futures.tco(name, 1) for name in laws)
    np.testing.assert_array_equal(one, two)
    np.testing.assert_allclose(three, -one, rtol=1e-7, atol=1e-7)
    assert spearman(one, four) == pytest.approx(0.5, abs=0.01)


PRICES = """schema = 1
title = "Two prices"
currency = "USD"
horizons = [6]
[drivers]
how_far = "0.1 to 0.3"
[drivers.gpu]
process = "growth"
initial = 10
growth_per_month = -0.01
volatility = 0.2
noise = 0.1
[drivers.power]
process = "mean_reverting"
initial = 5
mean = 8
half_life = 4
volatility = "how_far"
[strategies.gpu.costs.all]
category = "Compute"
monthly = "gpu"
[strategies.power.costs.all]
category = "Compute"
monthly = "power"
"""


def shocks(text: str, sampler: str = "sobol") -> tuple[np.ndarray, np.ndarray]:
    """The monthly moves of both prices, of months 2 to 6: what is left of each step once the trend is taken out."""
    futures = Futures(loads(text), 2**15, sampler)
    gpu, power = (np.log(futures.months(name)) for name in ("gpu", "power"))
    keep = 0.5 ** (1 / 4)
    return gpu[1:] - gpu[:-1], (power[1:] - np.log(8)) - keep * (power[:-1] - np.log(8))


@pytest.mark.parametrize(("more", "sampler"), [("", "sobol"), ('copula = "t"\ndf = 4', "random")])
def test_processes_move_together_month_by_month(more: str, sampler: str) -> None:
    """Within a month as asked, between months not at all; and each price alone is what it was."""
    pair = f'[[correlations]]\nbetween = ["drivers.gpu", "drivers.power"]\nrank = -0.6\n{more}'
    text = PRICES.replace("noise = 0.1\n", "")
    gpu, power = shocks(text + pair, sampler)
    for month in range(5):
        by_size = power[month]  # how far a move goes is drawn once: its order within a future is that of the shocks
        assert spearman(gpu[month], by_size) == pytest.approx(-0.6, abs=0.04)
    assert abs(spearman(gpu[0], power[1])) < 0.02
    assert abs(spearman(gpu[1], power[0])) < 0.02
    free = shocks(text, sampler)
    assert abs(spearman(free[0][2], free[1][2])) < 0.02
    for correlated_, alone in ((gpu, free[0]), (power, free[1])):
        np.testing.assert_allclose(correlated_.mean(axis=1), alone.mean(axis=1), atol=0.01)
        np.testing.assert_allclose(correlated_.std(axis=1), alone.std(axis=1), rtol=0.03)


@pytest.mark.parametrize("change", [{"drivers.gpu.volatility": 0}, {"drivers.gpu": 100}])
@pytest.mark.parametrize("order", ['"drivers.gpu", "drivers.power"', '"drivers.power", "drivers.gpu"'])
def test_a_value_that_takes_the_shocks_away_moves_no_other_draw(change: dict, order: str) -> None:
    what = loads(PRICES + f"[[correlations]]\nbetween = [{order}]\nrank = 0.7")
    before, after = (Futures(each, 512).months("power") for each in (what, what.with_values(change)))
    np.testing.assert_array_equal(before, after)


def test_noise_is_not_among_the_shocks() -> None:
    pair = '[[correlations]]\nbetween = ["drivers.gpu", "drivers.power"]\nrank = 0.9'
    with_noise, without = loads(PRICES + pair), loads(PRICES.replace("noise = 0.1\n", "") + pair)
    power = [Futures(what, 512, "random").months("power") for what in (with_noise, without)]
    np.testing.assert_array_equal(*power)
    gpu, moves = shocks(PRICES + pair)
    assert spearman(gpu[3], moves[3]) == pytest.approx(0.9 * 0.2 / math.hypot(0.2, 0.1, 0.1), abs=0.05)


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_kernel_and_twin_agree_on_correlated_processes(sampler: str) -> None:
    pair = '[[correlations]]\nbetween = ["drivers.gpu", "drivers.power"]\nrank = 0.5\ncopula = "t"\ndf = 3'
    assert_same(*both(loads(PRICES + pair), sampler, seed=1, block=2))
