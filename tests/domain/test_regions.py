"""One more than needed, and a region that fails: binomial numbers of servers that are down."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom
from laws import to
from scipy.stats import binom

REVENUE = to(300_000, 700_000).mean()
SERVER = to(2_700, 4_300).mean()
REGION = 0.001


def missing(servers: int) -> float:
    """Mean share of the 8 servers' work that is not done."""
    down = np.arange(servers + 1)
    return float(np.sum(binom.pmf(down, servers, 0.02) * np.maximum(0, down - (servers - 8))) / 8.0)


LOST = {
    "exact_number": 12.0 * REVENUE * (REGION + missing(8)),
    "one_more": 12.0 * REVENUE * (REGION + missing(9)),
    "three_regions": 12.0 * REVENUE * (3.0 * REGION * missing(8) + 3.0 * REGION**2 * 0.5),
}
SERVERS = {"exact_number": 8, "one_more": 9, "three_regions": 12}
NAMES = {"exact_number": "8 servers", "one_more": "9 servers", "three_regions": "3 regions of 4 servers"}


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("regions"))


def test_the_page_tells_the_exact_answers() -> None:
    costs = {f"cost of 12 months, {NAMES[s]}": 12.0 * SERVERS[s] * SERVER + LOST[s] for s in NAMES}
    check_page("regions", costs | {f"lost in 12 months, {NAMES[s]}": LOST[s] for s in NAMES})


@pytest.mark.parametrize("strategy", list(NAMES))
def test_servers_and_losses(run: Futures, strategy: str) -> None:
    assert abs(z_mean(run.line(strategy, "servers", 12), 12.0 * SERVERS[strategy] * SERVER)) < 3.0
    assert abs(z_mean(run.line(strategy, "lost", 12), LOST[strategy])) < 3.0


def test_a_spare_that_does_not_help_is_noticed() -> None:
    wrong = futures(idiom("regions", change=("max(0, down - 1)", "down")))
    assert abs(z_mean(wrong.line("one_more", "lost", 12), LOST["one_more"])) > 50.0


def test_what_three_regions_leave_out_is_small() -> None:
    """States of three regions of four servers, each by itself: against one region down, and the other eight needed."""
    truth = 0.0
    for regions in range(4):
        up = 12 - 4 * regions
        down = np.arange(up + 1)
        short = np.maximum(0, 8 - (up - down)) / 8.0
        truth += binom.pmf(regions, 3, REGION) * float(np.sum(binom.pmf(down, up, 0.02) * short))
    assert 12.0 * REVENUE * truth - LOST["three_regions"] == pytest.approx(0.0, abs=12.0)
