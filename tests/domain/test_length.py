"""Price steps by length: partial expectations of a lognormal law."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats as st
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom
from laws import to

MEDIAN, SIGMA, STEP = 90_000.0, 0.9, 272_000.0
MEAN = MEDIAN * np.exp(SIGMA**2 / 2)
D = np.log(MEDIAN / STEP) / SIGMA
ABOVE, TOKENS_ABOVE = st.norm.cdf(D), MEAN * st.norm.cdf(D + SIGMA)
INPUT = 2.5e-6 * (MEAN + TOKENS_ABOVE)
OUTPUT = 800 * 15e-6 * (1 + 0.5 * ABOVE)
CUT = 2.5e-6 * (MEAN - TOKENS_ABOVE + STEP * ABOVE) + 800 * 15e-6
REQUESTS = 12 * float(to(8_000, 14_000).mean())


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    return {
        "share of requests above the step": ABOVE,
        "share of tokens above the step": TOKENS_ABOVE / MEAN,
        "cost of a request, whole file, USD": INPUT + OUTPUT,
        "cost of a request at the mean length, 135,000": 2.5e-6 * MEAN + 800 * 15e-6,
        "cost of a request, cut, USD": CUT,
    }


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("length"))


def test_the_page_tells_the_exact_answers() -> None:
    assert pytest.approx(135_000, rel=0.001) == MEAN
    check_page("length", answers())


def test_requests_above_the_step_pay_more(run: Futures) -> None:
    assert abs(z_mean(run.line("everything", "input", 12), REQUESTS * INPUT)) < 3.0
    assert abs(z_mean(run.line("everything", "output", 12), REQUESTS * OUTPUT)) < 3.0
    cut = run.line("cut", "input", 12) + run.line("cut", "output", 12)
    assert abs(z_mean(cut, REQUESTS * CUT)) < 3.0


def test_the_price_of_the_mean_request_is_noticed() -> None:
    price = "expected(t * (5e-6 if t > 272_000 else 2.5e-6), t = lognormal(90_000, 0.9))"
    wrong = futures(idiom("length", change=(price, "(5e-6 if 134_938 > 272_000 else 2.5e-6) * 134_938")))
    assert abs(z_mean(wrong.line("everything", "input", 12), REQUESTS * 2.5e-6 * MEAN)) < 3.0
    assert abs(z_mean(wrong.line("everything", "input", 12), REQUESTS * INPUT)) > 50.0
