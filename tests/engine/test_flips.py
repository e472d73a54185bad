"""The value at which the recommendation flips, against exact values."""

from __future__ import annotations

import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtr

from tcorisk import simulate
from tcorisk.configs import Decision, loads
from tcorisk.simulator.decision.conditional import Binned, score_within
from tcorisk.simulator.decision.flips import Contest, find_flips
from tcorisk.simulator.decision.input_facts import input_facts
from tcorisk.simulator.samples import RankedInput

sys.path.append(str(Path(__file__).parents[1] / "validation"))
from flip_coverage import CASES, covered

N = 8_192


def flips(x: np.ndarray, costs: np.ndarray, rule: Decision, names: str = "ab", chosen: str = "a") -> list[dict]:
    """Return the flips of the last strategy's rival."""
    runner_up = next(name for name in names if name != chosen)
    contest = Contest(tuple(names), costs, names[0], chosen, runner_up, rule)
    return find_flips(contest, {"x": RankedInput.of(x)}, ["x"])


def pair(lead: np.ndarray) -> np.ndarray:
    """Return the costs of two strategies of which the first leads by this much."""
    return np.stack([np.full(lead.size, 50.0), 50.0 + lead])


@pytest.mark.parametrize("name", ["straight", "kinked", "margin", "p90"])
def test_exact_flips(name: str) -> None:
    case = CASES[name]
    found = covered(case, range(3))
    assert found.mean == pytest.approx(case.flip, abs=0.06)
    assert found.held >= 1 / 3


def test_intervals_hold_the_flip_of_independent_futures() -> None:
    """The lead is x - 0.8 beside noise: 90 % of intervals hold 0.8; a third as long they hold it in far fewer."""
    held = np.zeros(2)
    seeds = 80
    for seed in range(seeds):
        random = np.random.default_rng(seed)
        x, noise = random.normal(size=(2, N))
        (found,) = flips(x, pair(0.8 - x + 1.5 * noise), Decision(margin=0.0))
        assert (found["side"], found["to"]) == ("above", "b")
        value, (low, high) = found["value"], found["interval90"]
        held += [low <= 0.8 <= high, value - (value - low) / 3.0 <= 0.8 <= value + (high - value) / 3.0]
    assert 0.82 <= held[0] / seeds <= 0.98
    assert held[1] / seeds < 0.65


@pytest.mark.parametrize(
    "rule", [{"by": "p90"}, {"by": "p50"}, {"by": "worst_5"}, {"worst_5_weight": 0.3}, {}], ids=str
)
@pytest.mark.parametrize("futures", [8_192, 3_001])
def test_scores_of_bins_by_brute_force(rule: dict, futures: int) -> None:
    """Of an input with ties, in bins of many sizes; of costs with ties; of all futures and without each sixteenth."""
    random = np.random.default_rng(5)
    x = np.where(random.random(futures) < 0.3, 0.0, np.round(random.normal(size=futures), 1))
    costs = np.stack(
        [random.pareto(2.0, futures), 1e6 + np.round(x + random.normal(size=futures)), np.full(futures, 7.0)]
    )
    decision = Decision(**rule)
    binned = Binned.of(RankedInput.of(x), costs, decision)
    bins, group = np.searchsorted(binned.cuts, x), np.arange(futures) * 16 // futures
    sizes = np.bincount(bins)
    assert sizes.size > 20 and sizes.max() > 5 * sizes.min()
    for r in range(-1, 16):
        inside = [(bins == k) & (group != r) for k in range(sizes.size)]
        exact = [[score_within(cost[each], decision) for each in inside] for cost in costs]
        np.testing.assert_allclose(binned.scores[r + 1], exact, rtol=1e-12)


def test_an_input_of_many_equal_values_takes_little_memory() -> None:
    """They are in one bin, many times as large as each other one."""
    random = np.random.default_rng(5)
    x = np.where(random.random(8_192) < 0.5, 0.0, random.normal(size=8_192))
    costs = random.normal(size=(12, 8_192))
    ranked = RankedInput.of(x)
    tracemalloc.start()
    Binned.of(ranked, costs, Decision(by="p50"))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 40e6


def test_a_flip_on_either_side() -> None:
    """The lead 1 - x^2 / 2 is lost below -1.41 and above 1.41."""
    random = np.random.default_rng(1)
    x, noise = random.normal(size=(2, N))
    below, above = flips(x, pair(1.0 - x * x / 2.0 + 0.1 * noise), Decision(margin=0.0))
    assert (below["side"], above["side"]) == ("below", "above")
    assert (below["value"], above["value"]) == (pytest.approx(-(2**0.5), abs=0.03), pytest.approx(2**0.5, abs=0.03))
    assert below["probability"] == pytest.approx(ndtr(-(2**0.5)), abs=0.01)


def test_no_flip_and_one_that_may_be() -> None:
    """A lead far above its error is never lost; one that nears 0 at the end might be."""
    random = np.random.default_rng(0)
    x, noise = random.normal(size=(2, N))
    (never,) = flips(x, pair(9.0 - x + noise), Decision(margin=0.0))
    assert (never["value"], never["interval90"], never["to"], never["probability"]) == (None, None, None, 0.0)
    (near,) = flips(x, pair(2.6 - x + 3.0 * noise), Decision(margin=0.0))
    assert near["value"] is None
    assert near["interval90"] == [pytest.approx(2.2, abs=0.13), None]  # P99 is 2.33


def test_to_whom_it_flips_among_three() -> None:
    """`b` overtakes at 1, `c` at 0.5: the first that overtakes counts."""
    x = np.random.default_rng(3).normal(size=N)
    costs = np.stack([np.full(N, 10.0), 11.0 - x, 10.5 - x])
    (found,) = flips(x, costs, Decision(margin=0.0), "abc")
    assert (found["to"], found["value"]) == ("c", pytest.approx(0.5, abs=0.01))


def test_an_input_of_few_values_flips_between_two_of_them() -> None:
    x = np.random.default_rng(4).integers(1, 5, size=N).astype(float)
    (found,) = flips(x, pair(np.where(x >= 3.0, -1.0, 1.0)), Decision(margin=0.0))
    assert 2.0 < found["value"] < 3.0
    assert found["probability"] == pytest.approx(0.5, abs=0.02)
    assert flips(np.where(x > 1.0, 1.0, 0.0), pair(1.0 + x), Decision(margin=0.0))[0]["value"] is None


def test_too_few_futures_have_none() -> None:
    x = np.random.default_rng(5).normal(size=1000)
    assert flips(x, pair(0.5 - x), Decision(margin=0.0)) == []


def test_inputs_are_those_that_lead_the_comparison() -> None:
    """And noise that decides nothing flips nothing."""
    text = """
schema = 1
title = "Flips"
currency = "USD"
horizons = [12]
[drivers]
requests = "uniform(0, 100)"
idle = "uniform(0, 1)"
[strategies.api.costs.use]
category = "Compute"
monthly = "requests * 10"
[strategies.own.costs.use]
category = "Compute"
monthly = "600 + idle"
"""
    document = simulate(loads(text), N).document
    (item,) = document["comparisons"]
    found = document["verdict"]["flips"]
    assert (
        [flip["address"] for flip in found] == [entry["address"] for entry in item["drivers"]] == ["drivers.requests#1"]
    )
    # the saving has to reach the margin: 600.5 = 0.8 x 10 x requests
    assert document["verdict"]["recommended"] == "api"
    assert (found[0]["side"], found[0]["to"]) == ("above", "own")
    assert found[0]["value"] == pytest.approx(600.5 / 8.0, abs=0.01)
    assert [flip["value"] for flip in found[1:]] == [None] * (len(found) - 1)


def test_what_the_values_of_inputs_are() -> None:
    """Shares and rates are those of the file; a process has a mean of its months, and the median of its start."""
    text = """
schema = 1
title = "Facts"
currency = "USD"
horizons = [12]
[drivers]
share = { dist = "share", low = 0.1, high = 0.4 }
percent = "10% to 20%"
price = "0.02 to 0.30"
happens = { dist = "bernoulli", p = 0.5 }
noise = { dist = "uniform", low = 1, high = 2, each = "month" }
visits = { process = "growth", initial = "100 to 400", growth_per_month = 0.02 }
steps = { process = "events", events_per_year = 2 }
[strategies.api.costs.use]
category = "Compute"
monthly = "share + percent + price + happens + noise + visits + steps + uniform(0, 5)"
[strategies.own.costs.use]
category = "Compute"
monthly = 600
"""
    scenario = loads(text)
    names = ("share", "percent", "price", "happens", "noise", "visits", "steps")
    found = input_facts(scenario, [f"drivers.{name}" for name in names])
    kinds = ["value"] * 4 + ["monthly_mean"] * 2 + ["events_per_month"]
    assert [each["measured"] for each in found.values()] == kinds
    assert [each["percent"] for each in found.values()] == [True, True, *[False] * 5]
    assert found["drivers.visits"]["initial"] == pytest.approx(200.0)
    assert [each["initial"] for each in found.values()].count(None) == 6
    more = input_facts(scenario, ["drivers.visits.growth_per_month", "strategies.api.costs.use.monthly#1"])
    assert [each["percent"] for each in more.values()] == [True, False]
    verdict = simulate(scenario, N).document["verdict"]
    assert {flip["address"] for flip in verdict["flips"]} <= verdict["inputs"].keys()
