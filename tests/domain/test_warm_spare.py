"""Cold start and warm spare: what is lost while a replica starts, against the rent of one that runs."""

from __future__ import annotations

import pytest
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom
from laws import to

BURSTS = 60.0
A_SECOND = to(1, 6).mean() * to(0.004, 0.016).mean()
RENT = 2.0 * to(1.90, 2.90).mean() * 730.0


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("warm_spare"))


def answers() -> dict[str, float]:
    return {
        "lost in 12 months, started when needed": 12.0 * BURSTS * 277.0 * A_SECOND,
        "lost in 12 months, profile stored": 12.0 * BURSTS * 67.0 * A_SECOND,
        "rent of the spare in 12 months": 12.0 * RENT,
        "bursts a month above which the spare pays": RENT / (277.0 * A_SECOND),
        "bursts a month above which the spare pays, profile stored": RENT / (67.0 * A_SECOND),
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("warm_spare", answers())


def test_what_is_lost_and_what_the_spare_costs(run: Futures) -> None:
    assert abs(z_mean(run.line("cold", "lost", 12), 12.0 * BURSTS * 277.0 * A_SECOND)) < 3.0
    assert abs(z_mean(run.line("stored_profile", "lost", 12), 12.0 * BURSTS * 67.0 * A_SECOND)) < 3.0
    assert abs(z_mean(run.line("warm", "spare", 12), 12.0 * RENT)) < 3.0
    assert run.cash("cold", 12).max() == 0.0
    wrong = futures(idiom("warm_spare", change=('"277 * excess', '"210 * excess')))
    assert abs(z_mean(wrong.line("cold", "lost", 12), 12.0 * BURSTS * 277.0 * A_SECOND)) > 50.0


def test_at_the_break_even_both_cost_the_same() -> None:
    even = RENT / (277.0 * A_SECOND)
    run = futures(idiom("warm_spare", change=("events_per_month = 60", f"events_per_month = {even}")))
    assert abs(z_mean(run.tco("cold", 12) - run.tco("warm", 12), 0.0)) < 3.0
