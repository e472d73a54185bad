"""Model retirement: renewals of a lognormal life, and a price that moves at each of them."""

from __future__ import annotations

import numpy as np
import pytest
import renewal_theory as theory
import scipy.stats as st
from engine_tools import Array, Futures, z_mean, z_share
from idioms import N, check_page, futures, idiom, output
from laws import to

LIFE = st.lognorm(0.49, scale=20.0)
TOKENS = to(0.75, 1.30)
LIST = ((17, st.norm(1.0, 1e-12)), (7, st.uniform(0.35, 0.65)), (5, st.uniform(1.0, 1.0)))
SHOWN = """
[strategies.api.outputs]
retirements = "retirements"
last_level = "price_level if month == 24 else 0"
"""
ONE_STEP = ('"exp(so_far(retirements * log(successor * tokens)))"', '"(successor * tokens) ** so_far(retirements)"')


def moment(order: int) -> float:
    """Mean of a power of one step: of the list price, by part, times that of the tokens."""
    listed = sum(weight * float(law.moment(order)) for weight, law in LIST) / 29.0
    return listed * float(TOKENS.moment(order))


def chances(month: float) -> Array:
    return theory.count_chances(LIFE.cdf, 24)[:, round(month * theory.FINE)]


def mean_level(month: int) -> float:
    """Mean of m^N: the price of a month is that of its end."""
    return float(chances(month) @ moment(1) ** np.arange(41))


def shown(change: tuple[str, str] | None = None) -> Futures:
    return futures(idiom("retirement", SHOWN, change))


@pytest.fixture(scope="module")
def run() -> Futures:
    return shown()


def test_the_lattice_gives_known_renewals() -> None:
    """Exponential lives: Poisson. Uniform ones: the closed form of three months."""
    poisson = theory.count_chances(st.expon(scale=10.0).cdf, 24)[:5, -1]
    np.testing.assert_allclose(poisson, st.poisson(2.4).pmf(np.arange(5)), atol=1e-5)
    assert theory.expected_count(st.uniform.cdf, 3) == pytest.approx(np.e**3 - 2 * np.e**2 + np.e / 2 - 1, rel=1e-4)


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    counts = chances(24)
    return {
        "retirements in 24 months": theory.expected_count(LIFE.cdf, 24),
        "probability of none in 24 months": counts[0],
        "probability of two or more in 24 months": 1.0 - counts[0] - counts[1],
        "retirements in 24 months, median life 14": theory.expected_count(st.lognorm(0.49, scale=14.0).cdf, 24),
        "mean price level in month 24": mean_level(24),
    }


def test_the_page_tells_the_exact_answers() -> None:
    counts = chances(24)
    check_page("retirement", answers())
    assert LIFE.sf(24.0) == pytest.approx(counts[0], abs=1e-5)
    assert 24 / LIFE.mean() == pytest.approx(1.06, abs=0.005)


def test_retirements_are_renewals(run: Futures) -> None:
    count = np.round(24.0 * output(run, "api", "retirements"))
    assert abs(z_mean(count, theory.expected_count(LIFE.cdf, 24))) < 3.0
    for k, chance in enumerate(chances(24)[:3]):
        assert abs(z_share(int(np.sum(count == k)), N, chance)) < 3.0
    assert abs(z_mean(count, 24 / LIFE.mean())) > 20.0  # true in the long run alone


def test_price_level_has_one_step_for_each_retirement(run: Futures) -> None:
    level = 24.0 * output(run, "api", "last_level")
    count = np.round(24.0 * output(run, "api", "retirements"))
    assert abs(z_mean(level, mean_level(24))) < 3.0
    np.testing.assert_array_equal(level[count == 0.0], 1.0)
    for k in (1, 2):
        steps = level[count == k]
        assert abs(z_mean(steps, moment(1) ** k)) < 3.0
        assert abs(z_mean(steps**2, moment(2) ** k)) < 3.0
    tokens = 3_000.0 * sum(mean_level(month) for month in range(1, 25))
    assert abs(z_mean(run.line("api", "tokens", 24), tokens)) < 3.0


def test_work_is_paid_at_the_same_retirements(run: Futures) -> None:
    expected = theory.expected_count(LIFE.cdf, 24)
    migration, regressions = (run.line("api", line, 24) for line in ("migration", "regressions"))
    assert abs(z_mean(migration, expected * to(3_500, 5_000).mean() * 1.5)) < 3.0
    assert abs(z_mean(regressions, expected * to(1_000, 6_000).mean())) < 3.0
    np.testing.assert_array_equal(migration > 0.0, regressions > 0.0)


def test_one_step_for_all_successors_is_noticed() -> None:
    """The mean of the square of one step is not the square of its mean."""
    wrong = idiom("retirement", SHOWN, ONE_STEP)
    once = {"dist": "mixture", "parts": [1, "uniform(0.35, 1)", "uniform(1, 2)"], "weights": [17, 7, 5]}
    wrong = wrong.with_values({"drivers.successor": once, "drivers.tokens": "0.75 to 1.30"})
    run = futures(wrong, 4 * N)
    level = 24.0 * output(run, "api", "last_level")
    twice = level[np.round(24.0 * output(run, "api", "retirements")) == 2.0]
    assert abs(z_mean(twice, moment(1) ** 2)) > 5.0
