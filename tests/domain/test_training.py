"""Custom training: a geometric number of runs, each paid at its end, then launch."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats as st
from engine_tools import Futures, z_mean, z_share
from idioms import N, check_page, futures, idiom, output
from laws import pert, to

SHOWN = '\n[strategies.custom.outputs]\nruns = "runs"\nlaunched = "launch"\n'
CHANCE = 'success = { dist = "uniform", low = 0.4, high = 0.8 }'
RUNS = np.log(0.8 / 0.4) / 0.4  # mean of 1 / p, p uniform
DATA, RUN = to(3, 5), pert(0.8, 1.2, 2.5)
AMOUNT = to(40_000, 150_000).mean()
LONG = ("horizons = [12, 24]", "horizons = [12, 120]")


def chance_of(k: int, low: float = 0.4, high: float = 0.8) -> float:
    """P(runs = k), the chance of success uniform between the two: the integral of p (1 - p)^(k-1)."""
    fail = np.array([1.0 - low, 1.0 - high])
    before = fail**k / k - fail ** (k + 1) / (k + 1)
    return float((before[0] - before[1]) / (high - low))


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("training", SHOWN))


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    return {
        "runs, mean": RUNS,
        "runs by 1 over the mean probability": 1 / 0.6,
        "probability of one run": chance_of(1),
        "probability of four runs or more": 1.0 - sum(chance_of(k) for k in (1, 2, 3)),
        "months to launch, mean": DATA.mean() + RUNS * RUN.mean() + 1.0,
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("training", answers())


def test_runs_repeat_until_one_succeeds(run: Futures) -> None:
    runs = np.round(output(run, "custom", "runs"))
    for k in (1, 2, 3, 5):
        assert abs(z_share(int(np.sum(runs == k)), N, chance_of(k))) < 3.0
    assert abs(z_mean(runs, RUNS)) < 3.0
    assert abs(z_mean(runs, 1 / 0.6)) > 5.0
    assert abs(z_mean(output(run, "custom", "launched"), DATA.mean() + RUNS * RUN.mean() + 1.0)) < 3.0


def test_with_a_known_chance_failures_are_geometric_and_negative_binomial() -> None:
    known = futures(idiom("training", SHOWN, (CHANCE, "success = 0.6")))
    runs = np.round(output(known, "custom", "runs"))
    law = st.geom(0.6)
    seen = np.bincount(runs.astype(int), minlength=8)[1:8]
    expected = N * law.pmf(np.arange(1, 8))
    assert st.chi2.sf(np.sum((seen - expected) ** 2 / expected), 7) > 1e-3
    other = idiom(
        "training",
        SHOWN,
        (
            '"1 + floor(exponential(mean=1) / -log(1 - success))"',
            '"1 + negative_binomial(mean=0.6666667, dispersion=1.6666667)"',
        ),
    )
    by_law = np.round(output(futures(other), "custom", "runs"))
    for k in (1, 2, 4):
        assert abs(z_share(int(np.sum(by_law == k)), N, law.pmf(k))) < 3.0


def test_every_run_is_paid_once_at_its_end() -> None:
    """Over a horizon that holds all runs: their number times the amount, each drawn anew."""
    all_runs = futures(idiom("training", SHOWN, LONG))
    paid = all_runs.line("custom", "runs", 120)
    runs = np.round(output(all_runs, "custom", "runs"))
    ones = idiom("training", SHOWN, LONG).with_values({"strategies.custom.costs.runs.per_event": 1})
    np.testing.assert_allclose(futures(ones).line("custom", "runs", 120), runs)
    assert abs(z_mean(paid, RUNS * AMOUNT)) < 3.0
    for k in (1, 2, 3):
        of_k = paid[runs == k]
        assert abs(z_mean(of_k, k * AMOUNT)) < 3.5
        assert abs(z_mean((of_k - k * AMOUNT) ** 2, k * to(40_000, 150_000).var())) < 3.5


def test_the_last_run_is_lost_where_the_line_ends_too_early() -> None:
    """Why the line runs on for half a run: an event at the very moment at which a line ends is none of its own."""
    early = futures(idiom("training", SHOWN, ("(runs + 0.5) * run_months", "runs * run_months")))
    right = futures(idiom("training", SHOWN))
    assert early.line("custom", "runs", 24).mean() < 0.95 * right.line("custom", "runs", 24).mean()


def test_team_until_launch_then_inference_and_upkeep(run: Futures) -> None:
    launch = np.minimum(output(run, "custom", "launched"), 24.0)
    salary = to(15_000, 22_000).mean()
    team, after = run.line("custom", "team", 24), run.line("custom", "inference", 24)
    assert abs(z_mean(team, 4 * salary * launch.mean())) < 4.0
    assert abs(z_mean(after, to(12_000, 25_000).mean() * (24 - launch.mean()))) < 4.0
    lost = run.tco("custom", 24) - run.cash("custom", 24)
    np.testing.assert_allclose(lost, 20_000 * launch, rtol=1e-9)
