"""A licence for each GPU and year: anniversaries of a fleet that is the largest of independent months."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom
from scipy import stats

REQUESTS = stats.lognorm(0.4, scale=300_000)
LICENCE = 4_500.0


def gpus(months: int) -> float:
    """Mean of twice the largest ceil(requests / 60,000) of so many months."""
    k = np.arange(2_000)
    return float(2.0 * np.sum(1.0 - REQUESTS.cdf(60_000.0 * k) ** months))


RENTED = {horizon: LICENCE * sum(gpus(month) for month in range(12, horizon + 1, 12)) for horizon in (24, 72)}
BOUGHT = LICENCE * gpus(12)
BY_THE_MONTH = LICENCE / 12.0 * sum(gpus(month) for month in range(1, 25))


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("licence"))


def answers() -> dict[str, float]:
    return {
        "GPUs in month 24": gpus(24),
        "licences of 24 months, rented": RENTED[24],
        "licences of 72 months, rented": RENTED[72],
        "licences of 72 months, bought": BOUGHT,
        "licences of 24 months, by the month": BY_THE_MONTH,
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("licence", answers())


def test_a_year_is_paid_for_every_gpu_and_again_on_its_anniversary(run: Futures) -> None:
    for horizon, truth in RENTED.items():
        assert abs(z_mean(run.tco("rented", horizon), truth)) < 3.0
    assert run.tco("bought", 24).max() == 0.0
    assert abs(z_mean(run.tco("bought", 72), BOUGHT)) < 3.0
    by_the_month = futures(
        idiom("licence", '[strategies.wrong.costs.licence]\ncategory = "Compute"\nmonthly = "375 * gpus"\n')
    )
    assert abs(z_mean(by_the_month.tco("wrong", 24), BY_THE_MONTH)) < 3.0
    assert abs(z_mean(by_the_month.tco("wrong", 24), RENTED[24])) > 50.0
