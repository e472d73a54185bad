"""Spot with interruptions: hours that are paid for an hour of work, by formula and by playing single jobs."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom, output, told
from laws import to
from scipy.integrate import quad

WORK = to(20_000, 60_000).mean()
PRICE = to(3.20, 5.00).mean()
ON_DEMAND = WORK * PRICE
SERVING = 0.57 * 8.0 * PRICE * 730.0 * 12.0
RESTART = 0.25


def stretch(rate: float, checkpoint: float) -> float:
    return float(np.expm1(rate * checkpoint) * (1.0 / rate + RESTART) / checkpoint)


def mean_stretch(checkpoint: float) -> float:
    return float(quad(lambda rate: stretch(rate, checkpoint), 0.02, 0.10)[0] / 0.08)


def mean_redone(checkpoint: float) -> float:
    return float(quad(lambda rate: 1.0 - 1.0 / stretch(rate, checkpoint), 0.02, 0.10)[0] / 0.08)


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("spot"))


def answers() -> dict[str, float]:
    return {
        "training on demand": ON_DEMAND,
        "training on spot, a checkpoint every 2 hours": 0.725 * ON_DEMAND * mean_stretch(2.0),
        "training on spot, a checkpoint every 24 hours": 0.725 * ON_DEMAND * mean_stretch(24.0),
        "share of hours redone or restarting, every 2 hours": mean_redone(2.0),
        "share of hours redone or restarting, every 24 hours": mean_redone(24.0),
        "serving of 12 months on spot": SERVING,
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("spot", answers())


@pytest.mark.parametrize(("strategy", "checkpoint"), [("spot", 2.0), ("rare_checkpoints", 24.0)])
def test_training_and_what_is_redone(run: Futures, strategy: str, checkpoint: float) -> None:
    assert abs(z_mean(run.line(strategy, "training", 12), 0.725 * ON_DEMAND * mean_stretch(checkpoint))) < 3.0
    assert abs(z_mean(output(run, strategy, "redone"), mean_redone(checkpoint))) < 3.0
    assert abs(z_mean(run.line(strategy, "serving", 12), SERVING)) < 3.0
    assert abs(z_mean(run.line(strategy, "training", 12), 0.725 * ON_DEMAND)) > 8.0  # the discount alone


@pytest.mark.parametrize("checkpoint", [2.0, 24.0])
def test_the_formula_is_that_of_single_jobs(checkpoint: float) -> None:
    """Play stretches of work until each is through: every attempt is cut off at an exponential time."""
    rng = np.random.default_rng(7)
    rate, jobs = 0.06, 40_000
    hours, open_jobs = np.zeros(jobs), np.arange(jobs)
    while open_jobs.size:
        alive = rng.exponential(1.0 / rate, open_jobs.size)
        through = alive >= checkpoint
        hours[open_jobs] += np.where(through, checkpoint, alive + RESTART)
        open_jobs = open_jobs[~through]
    assert abs(z_mean(hours / checkpoint, stretch(rate, checkpoint))) < 3.0


def test_half_an_interval_for_each_interruption_is_enough_for_short_ones_alone() -> None:
    """What the page says of the simpler rule, at the mean of the rate's range."""

    def simple(checkpoint: float) -> float:
        return 1.0 + 0.06 * (checkpoint / 2.0 + RESTART)

    assert simple(2.0) == pytest.approx(mean_stretch(2.0), rel=0.01)
    assert simple(24.0) < 0.8 * mean_stretch(24.0)
    assert told("spot", "training on spot, a checkpoint every 24 hours").value > 0.725 * ON_DEMAND * simple(24.0)
