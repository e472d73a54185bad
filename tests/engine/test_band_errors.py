"""The intervals of a two-level run: each holds the truth as often as it says; without the outer runs none does."""

import math

import numpy as np
import pytest
from engine_tools import scenario
from scipy.stats import beta, binom, norm

from tcorisk import two_level
from tcorisk.simulator.studies.band_errors import (
    mean_error,
    mean_interval,
    order_interval,
    percentile_interval,
    probability_interval,
)

OUTER, INNER, SD, TIMES = 60, 64, 2.0, 1_000


@pytest.fixture(scope="module")
def worlds():
    """Return outer runs around priors of their own, shape (times, outer, inner): priors of sd 2, months of sd 1."""
    rng = np.random.default_rng(11)
    return rng.normal(0.0, SD, (TIMES, OUTER, 1)) + rng.normal(0.0, 1.0, (TIMES, OUTER, INNER))


def coverage(intervals, truth):
    return sum(low <= truth <= high for low, high in intervals) / len(intervals)


def near_90(share):
    return abs(share - 0.9) < 3.5 * math.sqrt(0.9 * 0.1 / TIMES)


def test_a_mean(worlds):
    found = [mean_interval(float(one.mean()), one.mean(axis=1)) for one in worlds]
    assert near_90(coverage(found, 0.0))
    futures = [1.645 * one.std() / math.sqrt(one.size) for one in worlds]  # as if all futures were independent
    wrong = [(one.mean() - half, one.mean() + half) for one, half in zip(worlds, futures, strict=True)]
    assert coverage(wrong, 0.0) < 0.5


@pytest.mark.parametrize("probability", [0.5, 0.9])
def test_a_percentile(worlds, probability):
    truth = norm.ppf(probability) * math.hypot(SD, 1.0)
    found = []
    for one in worlds:
        each, pooled = np.sort(one, axis=1), np.sort(one, axis=None)
        value = float(np.quantile(pooled, probability, method="hazen"))
        found.append(percentile_interval(value, probability, each, pooled))
        assert found[-1][0] <= value <= found[-1][1]
    # Woodruff's rule is one for many clusters: with 60 of them the tail's interval is a little too narrow
    assert 0.86 < coverage(found, truth) < 0.93


@pytest.mark.parametrize("bar", [0.0, 2.5])
def test_a_chance(worlds, bar):
    truth = norm.sf(bar / math.hypot(SD, 1.0))
    each = (worlds > bar).mean(axis=2)
    share = coverage([probability_interval(one, OUTER) for one in each], truth)
    assert 0.88 < share < 0.97  # exact binomial intervals hold the truth rather more often than they say
    number = OUTER * INNER
    hits = (worlds > bar).sum(axis=(1, 2))
    lows, highs = beta.ppf(0.05, hits, number - hits + 1), beta.ppf(0.95, hits + 1, number - hits)
    assert coverage(list(zip(lows, highs, strict=True)), truth) < 0.5  # as if all futures were independent


@pytest.mark.parametrize("hits", [0, 1, 7, 20])
def test_a_chance_of_whole_runs_is_that_of_clopper_and_pearson(hits):
    """The better bet in so many outer runs of 20."""
    better = np.repeat([1.0, 0.0], [hits, 20 - hits])
    low, high = probability_interval(better, 20)
    error = float(mean_error(better))
    number = 20.0 if error == 0.0 else 19.0  # what the sample's own variance, with n - 1, comes to
    assert low == pytest.approx(beta.ppf(0.05, hits * number / 20, number * (1 - hits / 20) + 1) if hits else 0.0)
    assert high == pytest.approx(beta.ppf(0.95, hits * number / 20 + 1, number * (1 - hits / 20)) if hits < 20 else 1.0)
    if hits == 0:
        assert high == pytest.approx(1.0 - 0.05 ** (1 / 20))


@pytest.mark.parametrize("probability", [0.05, 0.95])
@pytest.mark.parametrize("n", [59, 60, 200])
def test_an_end_of_a_band(n, probability):
    """At most 5 % beyond either side, by the binomial law; one rank closer would be more."""
    ordered = np.arange(n, dtype=float)
    low, high = order_interval(ordered, probability)
    below = binom(n, probability)
    assert below.cdf(low) <= 0.05 < below.cdf(low + 1)
    assert below.sf(high) <= 0.05 < below.sf(high - 1)


@pytest.mark.parametrize("probability", [0.05, 0.95])
def test_too_few_runs_for_an_end(probability):
    assert order_interval(np.arange(58.0), probability) is None


def test_intervals_of_a_run_hold_the_truth():
    """Of two levels of normal laws, by closed forms; the outer points are even, so seldom outside."""
    drivers = 'p = { dist = "normal", mean = 100, sd = 5 }\nn = { dist = "normal", mean = 0, sd = 30, each = "month" }'
    what = scenario({"a": {"l": 'monthly = "p + n"'}, "b": {"l": "monthly = 103"}}, drivers=drivers)
    spread = math.hypot(12 * 5, math.sqrt(12) * 30)
    held = {"mean": 0, "p50": 0, "p90": 0, "p_beats": 0, "favoured": 0}
    truths = {"mean": 1200.0, "p50": 1200.0, "p90": 1200.0 + norm.ppf(0.9) * spread}
    for seed in range(20):
        document = two_level(what, 60, 1024, seed=seed).document
        numbers = document["strategies"]["a"]["horizons"]["12"]
        (beats,) = (item["p_beats"] for item in document["comparisons"])
        for key, truth in truths.items():
            held[key] += numbers[key]["interval"][0] <= truth <= numbers[key]["interval"][1]
        held["p_beats"] += beats["interval"][0] <= norm.sf(36 / spread) <= beats["interval"][1]
        held["favoured"] += beats["favoured_interval"][0] <= norm.sf(36 / 60) <= beats["favoured_interval"][1]
    assert min(held.values()) >= 16  # of 20: fewer have a chance below 5 % even where points are not even
    assert document["run"]["halved_by"] == {"outer": 240, "inner": 1024}
    assert two_level(what, 1000, 1024).document["run"]["halved_by"] == {"outer": 4000, "inner": 1024}
    assert two_level(what, 1025, 1024).document["run"]["halved_by"] is None


def test_four_times_the_runs_halve_the_interval():
    rng = np.random.default_rng(5)
    wide, narrow = (np.mean([np.ptp(mean_interval(0.0, rng.normal(size=n))) for _ in range(200)]) for n in (60, 240))
    assert wide / narrow == pytest.approx(2.0, rel=0.05)
