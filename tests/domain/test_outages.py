"""Outages: moments of a compound sum with an uncertain rate and an uncertain price for all of its terms."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats as st
from engine_tools import Futures, z_mean, z_variance
from idioms import check_page, futures, idiom, output
from laws import to

RATE, REVENUE = to(2.4, 3.5), to(300, 1_500)
HOURS = st.lognorm(np.log(4.3) / st.norm.ppf(0.9))
DISPERSION = 3.4
SHARE_MEAN, SHARE_SQUARE = 0.3, 0.3**2 + 0.4**2 / 12


def lost(fallback: float = 1.0) -> tuple[float, float]:
    """Mean and variance of the year's lost revenue, where a share of outages is felt."""
    mean = HOURS.mean() * SHARE_MEAN * fallback
    square = (HOURS.var() + HOURS.mean() ** 2) * SHARE_SQUARE * fallback
    number = 12 * RATE.mean()
    number_square = DISPERSION * number + 144 * (RATE.var() + RATE.mean() ** 2)  # second moment of the count
    sum_square = number * (square - mean**2) + number_square * mean**2
    total = REVENUE.mean() * number * mean
    return total, (REVENUE.var() + REVENUE.mean() ** 2) * sum_square - total**2


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("outages", '\n[strategies.api.outputs]\noutages = "outages"\n'))


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    return {
        "outages in 12 months": 12 * RATE.mean(),
        "mean hours of an outage": HOURS.mean(),
        "mean lost revenue of 12 months": lost()[0],
        "sd of lost revenue of 12 months": np.sqrt(lost()[1]),
        "mean lost revenue with two providers": lost(0.05)[0],
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("outages", answers())


def test_outages_cluster(run: Futures) -> None:
    number = np.round(12.0 * output(run, "api", "outages"))
    assert abs(z_mean(number, 12 * RATE.mean())) < 3.0
    variance = DISPERSION * 12 * RATE.mean() + 144 * RATE.var()
    assert abs(z_variance(number, variance)) < 3.0
    assert abs(z_variance(number, variance - 2.4 * 12 * RATE.mean())) > 20.0  # Poisson


def test_lost_revenue_has_its_moments_and_is_no_cash(run: Futures) -> None:
    mean, variance = lost()
    values = run.line("api", "lost_revenue", 12)
    assert abs(z_mean(values, mean)) < 3.0
    assert abs(z_variance(values, variance)) < 3.5
    engineers = run.line("api", "engineers", 12)
    assert abs(z_mean(engineers, 12 * RATE.mean() * to(100, 600).mean())) < 3.0
    np.testing.assert_allclose(run.cash("api", 12), engineers, rtol=1e-9)
    np.testing.assert_allclose(run.tco("api", 12), engineers + values, rtol=1e-9)


def test_two_providers_lose_a_twentieth(run: Futures) -> None:
    values = run.line("two_providers", "lost_revenue", 12)
    assert abs(z_mean(values, lost(0.05)[0])) < 3.0
    assert abs(z_variance(values, lost(0.05)[1])) < 3.5


def test_both_strategies_meet_the_same_hours(run: Futures) -> None:
    """The second loses a twentieth of the same: what both lose goes together more than their shares alone would."""
    one, two = run.line("api", "lost_revenue", 12), run.line("two_providers", "lost_revenue", 12)
    apart = 'per_event = "revenue_per_hour * lognormal(p50=1.0, p90=4.3) * uniform(0.1, 0.5) * bernoulli(0.05)"'
    shared = 'per_event = "revenue_per_hour * hours * uniform(0.1, 0.5) * bernoulli(0.05)"'
    other = futures(idiom("outages", change=(shared, apart))).line("two_providers", "lost_revenue", 12)
    assert np.corrcoef(one, two)[0, 1] > np.corrcoef(one, other)[0, 1] + 0.05


def test_the_median_length_is_noticed() -> None:
    change = ('hours * uniform(0.1, 0.5)"   # judgement', 'uniform(0.1, 0.5)"')
    wrong = futures(idiom("outages", change=change)).line("api", "lost_revenue", 12)
    assert z_mean(wrong, lost()[0]) < -20.0
