"""Volume tiers and take-or-pay: options on a lognormal year."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats as st
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom, output

MEDIAN, SIGMA, MINIMUM = 12 * 61_300.0, 0.5, 600_000.0
MEAN = MEDIAN * np.exp(SIGMA**2 / 2)


def above(strike: float, scale: float = 1.0) -> float:
    """Mean of what exceeds a strike in a year's use times a scale."""
    d = np.log(scale * MEDIAN / strike) / SIGMA
    return float(scale * MEAN * st.norm.cdf(d + SIGMA) - strike * st.norm.cdf(d))


SHORTFALL = MINIMUM - 0.7 * MEAN + above(MINIMUM, 0.7)
TIERS = MEAN - 0.15 * above(300_000) - 0.10 * above(900_000)
BALANCE = st.norm.cdf(np.log(MINIMUM / (0.7 * MEDIAN)) / SIGMA)


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    return {
        "probability of a balance at the anniversary": BALANCE,
        "mean shortfall": SHORTFALL,
        "cost of 12 months, list price": MEAN,
        "cost of 12 months, tiers": TIERS,
        "cost of 12 months, committed": 0.7 * MEAN + SHORTFALL,
        "cost of 12 months, committed, at the mean use": max(MINIMUM, 0.7 * MEAN),
    }


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("take_or_pay"))


def test_the_page_tells_the_exact_answers() -> None:
    check_page("take_or_pay", answers())


def test_contracts(run: Futures) -> None:
    assert abs(z_mean(run.tco("list", 12), MEAN)) < 3.0
    assert abs(z_mean(run.tco("tiers", 12), TIERS)) < 3.0
    assert abs(z_mean(run.line("committed", "shortfall", 12), SHORTFALL)) < 3.0
    assert abs(z_mean(output(run, "committed", "balance"), BALANCE)) < 3.0


def test_the_mean_use_is_noticed() -> None:
    wrong = futures(idiom("take_or_pay", change=("median = 61_300, sigma = 0.5", "mean = 69_463, sd = 1e-3")))
    assert wrong.tco("committed", 12).mean() == pytest.approx(600_000, rel=1e-4)
    assert abs(z_mean(wrong.line("committed", "shortfall", 12), SHORTFALL)) > 50.0
    tiers = futures(idiom("take_or_pay", change=("months = 12\ntiers", "tiers")))
    assert abs(z_mean(tiers.tco("tiers", 12), TIERS)) > 10.0
