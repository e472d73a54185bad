"""Provisioned capacity: the overflow of a lognormal month, by the formula of a call option."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom, output
from scipy.stats import norm

SIGMA, MEDIAN, CAPACITY, PRICE = 0.5, 4e9, 4e9, 3e-6
MEAN = MEDIAN * np.exp(SIGMA**2 / 2.0)


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("provisioned"))


def overflow(capacity: float) -> float:
    """Mean cost of what exceeds a capacity, in 12 months."""
    d = np.log(MEDIAN / capacity) / SIGMA
    return float(12.0 * PRICE * (MEAN * norm.cdf(d + SIGMA) - capacity * norm.cdf(d)))


def answers() -> dict[str, float]:
    return {
        "cost of 12 months, by use": 12.0 * PRICE * MEAN,
        "cost of 12 months, provisioned": 12.0 * 40.0 * 210.0 + overflow(CAPACITY),
        "overflow of 12 months": overflow(CAPACITY),
        "months that overflow, of 12": 6.0,
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("provisioned", answers())


def test_costs_and_overflow(run: Futures) -> None:
    assert abs(z_mean(run.tco("by_use", 12), 12.0 * PRICE * MEAN)) < 3.0
    assert abs(z_mean(run.line("provisioned", "overflow", 12), overflow(CAPACITY))) < 3.0
    assert abs(z_mean(output(run, "provisioned", "full_months"), 6.0)) < 3.0
    of_the_mean = 12.0 * PRICE * (MEAN - CAPACITY)
    assert of_the_mean == pytest.approx(19_173, abs=1)
    assert abs(z_mean(run.line("provisioned", "overflow", 12), of_the_mean)) > 50.0
    fewer = futures(idiom("provisioned", change=("40 * 100e6", "25 * 100e6")))
    assert abs(z_mean(fewer.line("provisioned", "overflow", 12), overflow(2.5e9))) < 3.0
