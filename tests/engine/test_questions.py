"""Truth: other percentiles and probabilities of exceeding an amount, against closed forms, and their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import scenario
from scipy import stats

from tcorisk import simulate
from tcorisk.simulator.questions import answers, check_percentiles

LOSS = scenario(
    {
        "a": {"loss": 'events_per_year = 0.1\nper_event = { dist = "lognormal", median = 100_000, sigma = 1.2 }'},
        "b": {"fee": "one_time = 20_000"},
    },
    horizons=(12,),
)
LAW = stats.lognorm(1.2, scale=100_000)
RATE = 0.1


def p_above(x: float) -> float:
    """P(loss of a year > x): of one event, of two and of three by integration; four come in 1 of 250,000 years."""
    first = LAW.ppf((np.arange(20_001) + 0.5) / 20_001)
    second = first[np.arange(20_001) * 7_919 % 20_001]
    by_count = [0.0, LAW.sf(x), np.mean(LAW.sf(x - first)), np.mean(LAW.sf(x - first - second))]
    return float(np.dot(stats.poisson(RATE).pmf(range(4)), by_count))


def test_a_loss_in_ten_years() -> None:
    """One lognormal loss in ten years: above 500,000 in 0.93 % of the years, P99.5 736,000."""
    assert p_above(500_000) == pytest.approx(0.0093, abs=5e-5)
    assert p_above(736_000) == pytest.approx(0.005, abs=3e-5)
    result = simulate(LOSS, 2**16)
    found = answers(result.tally, [99.5], [500_000.0])
    low, high = found["above 500000"]["a"]["12"]["interval90"]
    assert low < p_above(500_000) < high
    assert high - low < 0.002
    low, high = found["p99.5"]["a"]["12"]["interval90"]
    assert low < 736_000 < high
    assert not low < 1.1 * 736_000 < high
    assert result.exceeds("a", 500_000, 12) == found["above 500000"]["a"]["12"]["value"]
    assert result.percentile("a", 99.5, 12) == found["p99.5"]["a"]["12"]["value"]
    assert result.percentile("a", 95, 12) == result.document["strategies"]["a"]["horizons"]["12"]["p95"]


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_its_intervals_hold_the_truth(sampler: str) -> None:
    """Of 30 runs 22 or more, 3 standard errors below 9 of 10; intervals of a third of the width do not."""
    what = scenario({"a": {"x": 'one_time = "normal(40, 30) + normal(20, 40) + normal(70, 10)"'}}, horizons=(1,))
    law = stats.norm(130.0, np.sqrt(30.0**2 + 40.0**2 + 10.0**2))
    truths = [law.ppf(0.995), law.sf(250.0)]
    held, third = np.zeros(2), np.zeros(2)
    for seed in range(30):
        found = answers(simulate(what, 8_192, seed=seed, sampler=sampler).tally, [99.5], [250.0])
        for k, (question, truth) in enumerate(zip(found, truths, strict=True)):
            one = found[question]["a"]["1"]
            low, high = one["interval90"]
            held[k] += low <= truth <= high
            third[k] += one["value"] - (one["value"] - low) / 3 <= truth <= one["value"] + (high - one["value"]) / 3
    assert held.min() >= 22
    assert third.max() < 22


def test_an_amount_that_is_met_is_not_exceeded() -> None:
    what = scenario({"a": {"x": 'one_time = "100 * bernoulli(0.25) + 0.1"'}}, horizons=(1,))
    result = simulate(what, 8_192)
    assert result.exceeds("a", 100.1, 1) == 0.0
    assert result.exceeds("a", 100.0, 1) == pytest.approx(0.25, abs=0.001)
    assert result.exceeds("a", 0.1, 1) == result.exceeds("a", 100.0, 1)
    assert result.exceeds("a", 0.0, 1) == 1.0


def test_what_no_run_can_tell_is_refused() -> None:
    check_percentiles([0.1, 99.9], 10_000)
    with pytest.raises(ValueError, match=r"P99\.99 cannot be read from 10,000 futures: .* needs 100,000 or more"):
        check_percentiles([99.99], 10_000)
    check_percentiles([99.99], 100_000)
    with pytest.raises(ValueError, match="between 0 and 100, got 100"):
        check_percentiles([100.0], 10_000)
    result = simulate(LOSS, 8_192)
    with pytest.raises(KeyError, match="no strategy 'c'"):
        result.exceeds("c", 1.0, 12)
    with pytest.raises(KeyError, match="no horizon of 24 months"):
        result.percentile("a", 50, 24)
