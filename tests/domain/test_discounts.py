"""Cache, reasoning, batch: hits that follow the traffic, by quadrature over its lognormal law."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats as st
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom, output
from scipy.integrate import quad

TRAFFIC = st.lognorm(1.0, scale=20.0)
MISSES = quad(lambda z: np.exp(-0.8 * 20.0 * np.exp(z) / 12.0) * st.norm.pdf(z), -10.0, 10.0)[0]
#: Mean of traffic x share of misses: the same integral under the law weighted by traffic, its logarithm moved by 1.
BUSY_MISSES = quad(lambda z: np.exp(-0.8 * 20.0 * np.exp(z + 1.0) / 12.0) * st.norm.pdf(z), -10.0, 10.0)[0]
REASONING = 800.0 * np.exp(0.5)
HOURS = 12 * 730 * float(TRAFFIC.mean())


def prompts(misses: float) -> float:
    """Mean of the year's prompts in USD, with the share of misses weighted by traffic."""
    shared = 0.8 * (0.10 + 1.15 * misses) + 0.2 * 0.5
    return HOURS * 3e-6 * (2_000 * shared + 900 * 0.9)


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    reply = HOURS * 15e-6 * (400 + REASONING)
    return {
        "share of hits below which a cache costs more": 0.25 / 1.15,
        "requests an hour at that share": -15 * np.log(1 - 0.25 / 1.15),
        "mean share of hits": 1 - MISSES,
        "share of hits of the mean traffic": 1 - np.exp(-TRAFFIC.mean() / 15),
        "mean reasoning tokens": REASONING,
        "cost of 12 months, no cache, no batch": HOURS * 3e-6 * 2_900 + reply,
        "cost of 12 months, cache, and a batch for a fifth": prompts(BUSY_MISSES) + 0.9 * reply,
    }


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("discounts"))


def test_the_page_tells_the_exact_answers() -> None:
    check_page("discounts", answers())


def test_hits_follow_the_traffic(run: Futures) -> None:
    assert abs(z_mean(output(run, "discounted", "hit"), 1 - MISSES)) < 3.0
    assert abs(z_mean(run.line("discounted", "prompts", 12), prompts(BUSY_MISSES))) < 3.0
    assert abs(z_mean(run.tco("plain", 12), answers()["cost of 12 months, no cache, no batch"])) < 3.0


def test_wrong_variants_are_noticed() -> None:
    half = futures(idiom("discounts", change=("r = lognormal(800, 1)", "r = constant(800)")))
    assert abs(z_mean(half.tco("plain", 12), answers()["cost of 12 months, no cache, no batch"])) > 20.0
    flat = futures(idiom("discounts", change=("1.25 - 1.15 * hit", "0.10")))
    assert abs(z_mean(flat.line("discounted", "prompts", 12), prompts(0.0))) < 3.0
    assert abs(z_mean(flat.line("discounted", "prompts", 12), prompts(BUSY_MISSES))) > 3.0
