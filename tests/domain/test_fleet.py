"""A fleet never given back: the largest of independent months, in whole servers."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom
from scipy import stats

REQUESTS = stats.lognorm(0.4, scale=300_000)
MONTHS = 24
PRICE = 1_500


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("fleet"))


def servers(months: int) -> float:
    """Mean of the largest ceil(requests / 60,000) of so many months: the sum of P(it is above k)."""
    k = np.arange(2_000)
    return float(np.sum(1.0 - REQUESTS.cdf(60_000.0 * k) ** months))


KEPT = PRICE * np.array([servers(t) for t in range(1, MONTHS + 1)])


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    return {
        "servers in month 1": servers(1),
        "servers in month 24, kept": servers(MONTHS),
        "cost of 24 months, kept": KEPT.sum(),
        "cost of 24 months, given back": MONTHS * PRICE * servers(1),
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("fleet", answers())


def test_the_fleet_is_that_of_the_peak_so_far(run: Futures) -> None:
    months = run.months("kept")
    assert np.all(np.diff(months, axis=0) >= 0.0)
    for t in (1, 2, 7, MONTHS):
        assert abs(z_mean(months[t - 1], KEPT[t - 1])) < 3.0
    assert abs(z_mean(run.tco("kept", MONTHS), KEPT.sum())) < 3.0
    given_back = run.tco("given_back", MONTHS)
    assert abs(z_mean(given_back, MONTHS * PRICE * servers(1))) < 3.0
    assert abs(z_mean(given_back, KEPT.sum())) > 100.0
