"""Optimisation: optima of closed form, alone and under conditions, found with one seed and judged with the next."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
from engine_tools import scenario

from tcorisk import ConfigError, SimulationError, optimise, simulate

N = 8_192
FLEET = "strategies.own.inputs.servers"
OTHER = "strategies.own.inputs.other"
#: Servers cost 1 each; work beyond them is bought at 4. Demand is uniform from 0 to 100.
LINES = {"fleet": 'monthly = "servers"', "bought": 'monthly = "4 * max(0, demand - servers)"'}
DRIVERS = 'demand = "uniform(0, 100)"'


def newsvendor(heads="", lines=LINES, top=""):
    own = f"budget_per_month = 110\ninputs = {{ servers = 20, other = 1 }}\n{heads}"
    strategies = {"other": {"x": "monthly = 1_000"}, "own": lines}
    return scenario(strategies, drivers=DRIVERS, horizons=[1], heads={"own": own}, top=top)


def optimum(over, what=None, **more):
    return optimise(newsvendor() if what is None else what, over, trajectories=N, **more)


def test_a_fleet_is_the_quantile_of_demand_at_the_critical_ratio() -> None:
    """The newsvendor: P(demand > n) = 1/4, so 75, at a mean cost of 75 + 4 x 25^2 / 200 = 87.5."""
    found = optimum({FLEET: (0.0, 200.0)})
    assert found.values[FLEET] == pytest.approx(75.0, abs=0.1)
    assert found.document["judged"]["value"] == pytest.approx(87.5, abs=0.05)
    assert optimum({FLEET: range(201)}).values == {FLEET: 75}
    assert optimum({FLEET: range(60, 80)}).values == {FLEET: 75}


def test_of_the_worst_twentieth_the_fleet_is_larger() -> None:
    """From 95 on the mean of the worst 5 % is n + 4 (100 - n)^2 / 10, the lowest at 98.75; P90 needs 90."""
    assert optimum({FLEET: (0.0, 200.0)}, minimise="worst_5").values[FLEET] == pytest.approx(98.75, abs=0.1)
    assert optimum({FLEET: (0.0, 200.0)}, minimise="p90").values[FLEET] == pytest.approx(90.0, abs=0.1)


def test_the_scenarios_own_rule_decides_unless_another_is_named() -> None:
    """Half the mean and half the worst 5 %: between 95 and 100, 1 - (100 - n) / 50 - 2 (100 - n) / 5 = 0."""
    what = newsvendor(top="decision = { worst_5_weight = 0.5 }")
    found = optimum({FLEET: (0.0, 200.0)}, what)
    assert found.values[FLEET] == pytest.approx(100.0 - 1.0 / 0.42, abs=0.1)
    assert found.document["measure"] == "0.5 x mean + 0.5 x mean of the worst 5 %"
    assert optimum({FLEET: (0.0, 200.0)}, what, minimise="mean").values[FLEET] == pytest.approx(75.0, abs=0.1)


def test_a_condition_that_binds_gives_the_constrained_optimum() -> None:
    """Cash at a demand of 90 is n + 4 (90 - n): within 110 in 90 % of futures from 83.3 on."""
    found = optimum({FLEET: (0.0, 200.0)}, subject_to=["own.1.budget.p_within >= 0.9"])
    assert found.values[FLEET] == pytest.approx(250.0 / 3.0, abs=0.15)
    (condition,) = found.document["subject_to"]
    assert condition["found"] == pytest.approx(0.9, abs=0.002)
    idle = optimum({FLEET: range(70, 80)}, subject_to=["own.1.p90 <= 1_000", "verdict.recommended == own"])
    assert idle.values == {FLEET: 75}
    assert [each["holds"] for each in idle.document["subject_to"]] == [True, True]


def test_what_cannot_be_met_is_refused_with_the_closest_candidate() -> None:
    with pytest.raises(SimulationError, match=r"`own.1.budget.p_within >= 0.9` is 0\.\d+, at .*servers=40\n.*widen"):
        optimum({FLEET: range(41)}, subject_to=["own.1.budget.p_within >= 0.9"])


BOWL = LINES | {"bowl": 'monthly = "0.3 * (other - 7.25) ** 2"'}


def test_two_addresses_one_of_them_whole() -> None:
    found = optimum({FLEET: range(151), OTHER: (0.0, 10.0)}, newsvendor(lines=BOWL))
    assert found.values[FLEET] == 75
    assert found.values[OTHER] == pytest.approx(7.25, abs=0.02)
    assert found.document["judged"]["value"] == pytest.approx(87.5, abs=0.05)
    assert not any(span["at_end"] for span in found.document["over"])


def test_a_bound_of_two_addresses_is_found() -> None:
    """The other has to be 9 or more: the nearest to the bowl's bottom, and the fleet as before."""
    what = newsvendor('outputs = { slack = "other" }', BOWL)
    found = optimum({FLEET: range(73, 80), OTHER: range(5, 11)}, what, subject_to=["own.1.outputs.slack.mean >= 9"])
    assert found.values == {FLEET: 75, OTHER: 9}


def test_the_best_is_reported_in_the_futures_of_the_next_seed() -> None:
    """What is stated is what `simulate` finds there, and what was found elsewhere agrees within three errors."""
    found = optimum({FLEET: range(201)}, seed=5).document
    what = newsvendor()
    best, before = (simulate(each, N, seed=6).document for each in (what.with_values({FLEET: 75}), what))
    means = [each["strategies"]["own"]["horizons"]["1"]["mean"] for each in (best, before)]
    assert found["judged"]["value"] == means[0] and found["before"]["value"] == means[1]
    assert found["judged"]["se"] == pytest.approx(best["strategies"]["own"]["horizons"]["1"]["se"]["mean"])
    assert found["saving"]["value"] == pytest.approx(means[1] - means[0])
    assert abs(found["optimism"]["value"]) < 3.0 * found["optimism"]["se"]
    assert (found["run"]["seed"], found["run"]["judged_seed"]) == (5, 6)


def test_few_futures_flatter_and_the_next_seed_says_so() -> None:
    """Twelve searches in 100 futures each: on average the best looks better than it is."""
    found = [
        optimise(newsvendor(), {FLEET: range(65, 86)}, trajectories=100, sampler="random", seed=seed).document
        for seed in range(0, 24, 2)
    ]
    there = [4 * (100 - each["over"][0]["value"]) ** 2 / 200 + each["over"][0]["value"] for each in found]
    assert np.mean(there) > 87.5
    assert np.mean([each["found"]["value"] for each in found]) < np.mean(there)


def test_the_frontier_trades_the_mean_for_the_worst() -> None:
    found = optimum({FLEET: (0.0, 200.0)}, frontier=5).document["frontier"]
    assert [each["worst_5_weight"] for each in found] == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert [each["values"][FLEET] for each in (found[0], found[-1])] == pytest.approx([75.0, 98.75], abs=0.1)
    assert all(a["mean"] < b["mean"] and a["worst_5"] > b["worst_5"] for a, b in pairwise(found))


def test_the_same_seed_gives_the_same_bytes_with_any_number_of_threads() -> None:
    what = newsvendor(lines=BOWL)
    one, two = (
        json.dumps(optimum({FLEET: (70.0, 80.0), OTHER: range(6, 10)}, what, threads=threads).document)
        for threads in (1, 2)
    )
    assert one == two


@pytest.mark.parametrize(
    ("over", "more", "words"),
    [
        ({}, {}, "name 1 to 8 addresses"),
        ({FLEET: (5.0, 5.0)}, {}, "LOW below HIGH"),
        ({FLEET: range(0, 9, 2)}, {}, "LOW below HIGH"),
        ({FLEET: (0.0, 9.0)}, {"minimise": "p99"}, "minimise needs to be one of"),
        ({FLEET: (0.0, 9.0)}, {"frontier": 1}, "frontier needs to be 0, or 2"),
        ({FLEET: (0.0, 9.0)}, {"subject_to": ["owm.1.p90 < 3"]}, "no strategy `owm`; did you mean `own`"),
        ({FLEET: (0.0, 9.0)}, {"subject_to": ["own.1.p91 < 3"]}, "has no `p91`; did you mean `p1`"),
    ],
)
def test_what_makes_no_sense_is_refused(over, more, words) -> None:
    with pytest.raises(ValueError, match=words):
        optimum(over, **more)


def test_an_address_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"did you mean `strategies\.own\.inputs\.servers`"):
        optimum({"strategies.own.inputs.server": (0.0, 9.0)})
