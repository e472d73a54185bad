"""N independent losses: moments of a compound law, and the number of losses."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures, z_mean, z_share, z_variance
from idioms import check_page, futures, idiom, output

SITES, P = 120, 0.002
MEAN, SQUARE = 20_000.0 * np.exp(0.5), 20_000.0**2 * np.exp(2.0)
VARIANCE = 12.0 * SITES * (P * SQUARE - P**2 * MEAN**2)
NONE = (1.0 - P) ** (12 * SITES)


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("losses"))


def answers() -> dict[str, float]:
    return {
        "losses in 12 months, mean": 12.0 * SITES * P,
        "mean cost of 12 months": 12.0 * SITES * P * MEAN,
        "sd of the cost of 12 months": float(np.sqrt(VARIANCE)),
        "probability of no loss in 12 months": NONE,
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("losses", answers())


def test_losses_are_independent(run: Futures) -> None:
    cost = run.tco("own", 12)
    assert abs(z_mean(cost, 12.0 * SITES * P * MEAN)) < 3.0
    assert abs(z_variance(cost, VARIANCE)) < 3.0
    assert abs(z_share(int(np.sum(cost == 0.0)), cost.size, NONE)) < 3.0
    assert abs(z_mean(output(run, "own", "losses"), 12.0 * SITES * P)) < 3.0


def test_one_draw_times_the_number_is_noticed() -> None:
    one = '120 * bernoulli(0.002, each=\\"month\\") * lognormal(20_000, 1, each=\\"month\\")'
    wrong = futures(idiom("losses", change=("sum_of(120, bernoulli(0.002) * lognormal(20_000, 1))", one)))
    cost = wrong.tco("own", 12)
    assert abs(z_share(int(np.sum(cost == 0.0)), cost.size, 0.998**12)) < 3.0
    assert abs(z_share(int(np.sum(cost == 0.0)), cost.size, NONE)) > 100.0
    assert np.sqrt(12.0 * SITES**2 * (P * SQUARE - P**2 * MEAN**2)) == pytest.approx(1.01e6, rel=0.001)
