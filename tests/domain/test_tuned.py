"""Residency and tuned models: saving by the request, hosting, and one more tuning at every retirement."""

from __future__ import annotations

import pytest
import scipy.stats as st
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom
from laws import to
from renewal_theory import expected_count

REQUESTS = float(to(0.5e6, 2.5e6).mean())
PREMIUM = 1.0 + 0.1 * 0.3
SAVED = (3_000 * 2.50 + 400 * 10 - 800 * 3.75 - 400 * 15) / 1e6
HOSTING = 2.25 * 730
RETIREMENTS = expected_count(st.lognorm(0.49, scale=14.0).cdf, 24)
AGAIN = RETIREMENTS * float(to(3_000, 10_000).mean())
TUNING = float(to(8_000, 20_000).mean()) + AGAIN


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    return {
        "mean premium for residency": PREMIUM,
        "saving of a request, without residency, USD": SAVED,
        "requests a month that pay for the hosting": HOSTING / (PREMIUM * SAVED),
        "requests a month that pay for hosting and tuning": (HOSTING + TUNING / 24) / (PREMIUM * SAVED),
        "retirements in 24 months": RETIREMENTS,
        "mean saving of 24 months": 24 * (REQUESTS * PREMIUM * SAVED - HOSTING) - TUNING,
    }


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("tuned"))


def test_the_page_tells_the_exact_answers() -> None:
    check_page("tuned", answers())


def test_what_is_saved_and_what_it_costs(run: Futures) -> None:
    assert abs(z_mean(run.tco("prompted", 24) - run.tco("tuned", 24), answers()["mean saving of 24 months"])) < 3.0
    assert abs(z_mean(run.line("tuned", "hosting", 24), 24 * HOSTING)) < 3.0
    assert abs(z_mean(run.line("tuned", "tuning_again", 24), AGAIN)) < 3.0


def test_at_the_break_even_nothing_is_saved() -> None:
    number = answers()["requests a month that pay for hosting and tuning"]
    even = futures(idiom("tuned", change=('"0.5e6 to 2.5e6"', str(number))))
    assert abs(z_mean(even.tco("prompted", 24) - even.tco("tuned", 24), 0.0)) < 3.0
    rates = futures(idiom("tuned", change=("800 * 3.75", "3_000 * 3.75")))  # the rates alone: as many tokens as before
    assert (rates.tco("prompted", 24) < rates.tco("tuned", 24)).all()
    with pytest.raises(AssertionError):
        check_page("tuned", answers() | {"retirements in 24 months": 24 / 14})
