"""Token prices: a compound product of jumps, discounts, prompts that grow up to a ceiling."""

from __future__ import annotations

import re

import numpy as np
import pytest
import scipy.stats as st
from engine_tools import Array, Futures, z_mean, z_share
from idioms import N, check_page, futures, idiom, output, sections
from laws import to

SHOWN = """
[strategies.api.outputs]
last_price = "list_price if month == 24 else 0"
last_prompt = "prompt_tokens if month == 24 else 0"
discounts = "discounts"
"""
#: The page's process of jumps, as it is written there.
[JUMPS] = re.findall(r'process = "jumps"\n.*\n.*\nfactor = .*', sections()["token_price"])
DISCOUNTS = (1.0 - 0.9 * 4 / 12) * (1.0 - 0.5 * 0.25)


def mean_price(month: int | Array) -> float | Array:
    return 3.0 * np.exp(0.4 / 12 * (0.94 - 1.0) * (np.asarray(month) - 1))


def mean_prompt(month: int) -> float:
    """Mean of min(ceiling, initial x (1 + g)^(t-1)): the lognormal's limited mean, over g by Gauss-Hermite."""
    points, weights = np.polynomial.hermite_e.hermegauss(60)
    initial = to(1_500, 3_000)
    sd = np.log(initial.ppf(0.95) / initial.median()) / st.norm.ppf(0.95)
    middle = np.log(initial.median()) + (month - 1) * np.log(1.03 + 0.02 * points)
    d = (np.log(8_000.0) - middle) / sd
    limited = np.exp(middle + sd**2 / 2) * st.norm.cdf(d - sd) + 8_000.0 * st.norm.sf(d)
    return float(weights @ limited / weights.sum())


def shown(change: tuple[str, str] | None = None) -> Futures:
    return futures(idiom("token_price", SHOWN, change))


@pytest.fixture(scope="module")
def run() -> Futures:
    return shown()


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    return {
        "mean list price in month 24": mean_price(24),
        "probability that the price has not moved by month 24": np.exp(-0.4 * 23 / 12),
        "mean prompt in month 24": mean_prompt(24),
        "prompt in month 24 without uncertainty": to(1_500, 3_000).median() * 1.03**23,
        "mean discount factor": DISCOUNTS,
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("token_price", answers())


def test_list_price_stands_then_jumps(run: Futures) -> None:
    price = 24.0 * output(run, "api", "last_price")
    assert abs(z_mean(price, mean_price(24))) < 3.0
    stands = int(np.sum(np.abs(price - 3.0) < 1e-9))
    up_and_down = 1.0 - np.exp(-0.4 * 23 / 12)
    assert abs(z_share(stands, N, 1.0 - up_and_down)) < 3.0
    square = (2 * 0.2**2 + 0.8**2 + 1.5**2 + 2.0**2) / 5
    assert abs(z_mean(price**2, 9.0 * np.exp(0.4 * 23 / 12 * (square - 1.0)))) < 3.5


def test_prompts_grow_and_discounts_apply(run: Futures) -> None:
    assert abs(z_mean(24.0 * output(run, "api", "last_prompt"), mean_prompt(24))) < 3.0
    assert abs(z_mean(output(run, "api", "discounts"), DISCOUNTS)) < 3.0


def test_the_bill_is_the_product_of_independent_means(run: Futures) -> None:
    bills = run.months("api")
    for month in (1, 12, 24):
        truth = to(200_000, 500_000).mean() * mean_prompt(month) * mean_price(month) * DISCOUNTS / 1e6
        assert abs(z_mean(bills[month - 1], float(truth))) < 3.0


def test_a_steady_fall_is_noticed() -> None:
    """The same mean without the jumps: no future in which the price has not moved, and no spread."""
    fall = 'process = "growth"\ninitial = 3.00\ngrowth_per_month = -0.001998'
    price = 24.0 * output(shown((JUMPS, fall)), "api", "last_price")
    assert price.mean() == pytest.approx(float(mean_price(24)), rel=1e-4)
    assert not np.any(np.abs(price - 3.0) < 1e-9)
