"""Truth: what rare futures make of a mean, against the exact answers of lognormal costs, and of others."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import SCENARIOS, scenario
from numpy.typing import NDArray
from scipy.stats import expon, norm, t

from tcorisk import load, simulate
from tcorisk.simulator.engine.distribution import Distribution
from tcorisk.simulator.engine.distribution_stack import DistributionStack
from tcorisk.simulator.rare_futures import RARE_MEAN
from tcorisk.simulator.tail_shares import RARE, RareShare, rare_shares

N = 2**13
T90 = float(t.ppf(0.95, 15))
BEYOND = norm.isf(RARE)
GROWTH = SCENARIOS / "rare_growth.toml"


def of_values(values: NDArray[np.float64], **how: bool) -> RareShare:
    """The share of independent values, in 16 replicates."""

    def distribution(some: NDArray[np.float64]) -> Distribution:
        ascending = np.sort(some)
        return Distribution(np.ones(some.size, np.int64), ascending, ascending, float(some.mean()))

    parts = DistributionStack.of([distribution(part) for part in values.reshape(16, -1)])
    [found] = rare_shares(DistributionStack.of([distribution(values)]), parts, T90, **how)
    return found


def exact(sigma: float) -> float:
    """Share of a lognormal mean that comes from above P99.9."""
    return float(norm.cdf(sigma - BEYOND))


@pytest.mark.parametrize("sigma", [1.0, 2.0, 2.5])
def test_the_interval_holds_the_exact_share(sigma: float) -> None:
    """In 85 % to 97 % of 200 samples of 32,768 lognormal values; the share of a wider law it does not hold."""
    rng = np.random.default_rng(11)
    ends = np.array([of_values(np.exp(sigma * rng.normal(size=2**15))).interval90 for _ in range(200)])

    def held(truth: float) -> float:
        return float(np.mean((ends[:, 0] <= truth) & (truth <= ends[:, 1])))

    assert 0.85 <= held(exact(sigma)) <= 0.97
    assert held(exact(1.2 * sigma)) < 0.7


def test_a_run_finds_the_exact_share() -> None:
    """Of the cost, of the saving, and of no other law."""
    lines = {"a": {"x": 'monthly = "100 * lognormal(1, 2)"'}, "b": {"x": 'monthly = "150"'}}
    document = simulate(scenario(lines, horizons=(1,)), 2**17).document
    numbers = document["strategies"]["a"]["horizons"]["1"]
    low, high = numbers["rare_mean"]["interval90"]
    assert low < exact(2.0) < high < exact(2.3)
    mean = 100.0 * np.exp(2.0)
    kept = mean * (norm.cdf(BEYOND - 2.0) - norm.cdf(-BEYOND - 2.0))  # of the lognormal, between its P0.1 and P99.9
    of_saving = (mean - kept - 150.0 * 2.0 * RARE) / (mean - 150.0)
    found = document["verdict"]["rare_futures"]
    low, high = found["interval90"]
    assert low < of_saving < high
    assert found["share"] == pytest.approx(of_saving, rel=0.1)


@pytest.mark.parametrize("seed", range(5))
def test_ordinary_costs_are_far_below_the_limit(seed: int) -> None:
    """Exponential (0.8 %), lognormal with a P95 of 27 times its P5 (1.8 %), normal: none comes near to 10 %."""
    rng = np.random.default_rng(seed)
    u = (rng.permutation(N) + rng.random(N)) / N
    found = [of_values(values).share for values in (expon.ppf(u), np.exp(norm.ppf(u)), 10.0 + norm.ppf(u))]
    assert found[0] == pytest.approx(RARE * (1.0 + np.log(1.0 / RARE)), rel=0.1)
    assert all(share < RARE_MEAN / 4.0 for share in found)


def test_the_ends_of_a_difference_offset_each_other() -> None:
    rng = np.random.default_rng(3)
    half = rng.normal(size=N // 2)
    assert of_values(1e-3 + np.concatenate([half, -half]), both_ends=True).share == pytest.approx(2.0 * RARE, rel=1e-6)
    assert of_values(1e-3 + np.concatenate([half, -half])).share > 1.0  # one end alone


def test_a_mean_of_0_has_no_share() -> None:
    assert of_values(np.zeros(N)) == RareShare(0.0, None, None)
    assert of_values(np.full(N, 2.0)).share == pytest.approx(RARE)


def test_growth_without_end() -> None:
    """The mean and the choice by it rest on a few futures; how far the volume gets there; what percentiles choose."""
    document = simulate(load(GROWTH), N).document
    numbers = document["strategies"]["api"]["horizons"]["60"]
    assert numbers["mean"] > 5.0 * numbers["p95"]
    assert numbers["rare_mean"]["share"] > 0.8
    assert document["strategies"]["own"]["horizons"]["60"]["rare_mean"]["share"] < 0.01
    [warning] = [each for each in document["warnings"] if "1 in 1,000" in each["message"]]
    assert warning["address"] == "drivers.requests_per_day"
    assert "1 in 1,000, make 89 % (90 % interval 72 % to 98 %) of the mean of API over 60" in warning["message"]
    assert " in month 60). " in warning["message"]
    found = document["verdict"]["rare_futures"]
    assert document["verdict"]["recommended"] == "own"
    assert found["rests"]
    assert found["other_measures"] == [{"by": by, "recommended": "api"} for by in ("p50", "p80", "p90")]
    [reached] = found["reached"]
    assert reached["address"] == "drivers.requests_per_day"
    assert reached["month"] == 60
    # among 8,192 futures the growth of the farthest is that of 1 in some 2,000
    assert 4_000 * 1.15**59 < reached["value"] < 4_000 * 1.45**59


def test_a_choice_by_a_percentile_does_not_rest_on_them() -> None:
    document = simulate(load(GROWTH).with_values({"decision.by": "p50"}), N).document
    assert document["verdict"]["recommended"] == "api"
    found = document["verdict"]["rare_futures"]
    assert not found["rests"]
    assert found["other_measures"] == []


def test_a_difference_of_next_to_nothing_does_not_rest_on_them() -> None:
    """A rare loss offsets what is saved in most futures: a large share of nothing, and less than 1 % of the cost."""
    lines = {"a": {"x": "monthly = 500"}, "b": {"x": 'monthly = "470 + 1_500 * hit + 20 * noise"'}}
    drivers = 'hit = { dist = "bernoulli", p = 0.02 }\nnoise = { dist = "normal", mean = 0, sd = 1 }'
    verdict = simulate(scenario(lines, drivers=drivers, horizons=(1,)), N).document["verdict"]
    assert abs(verdict["scores"]["a"] - verdict["scores"]["b"]) < 2.0
    assert not verdict["rare_futures"]["rests"]
