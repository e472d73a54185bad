"""The efficient frontier of the verdict, by brute force, and what its two ends save against each other."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import scenario

from tcorisk import simulate
from tcorisk.simulator.decision.frontier import efficient

N = 4_096


def by_force(costs: np.ndarray, *, weak: bool = False) -> list[int]:
    """Return the rows that no other row beats; `weak`: beats only if it is lower by both, a wrong rule."""
    found = []
    for k, own in enumerate(costs):
        others = np.delete(costs, k, axis=0)
        lower = others < own
        beaten = lower.all(axis=1) if weak else (others <= own).all(axis=1) & lower.any(axis=1)
        if not beaten.any():
            found.append(k)
    return found


def test_brute_force_with_ties():
    rng, wrong = np.random.default_rng(7), 0
    for _ in range(300):
        costs = rng.integers(-4, 5, (rng.integers(1, 8), 2)).astype(float)  # so few values: many ties
        found = efficient({str(k): (a, b) for k, (a, b) in enumerate(costs)})
        assert sorted(map(int, found)) == by_force(costs)
        assert [costs[int(k)][0] for k in found] == sorted(costs[int(k)][0] for k in found)
        wrong += sorted(map(int, found)) != by_force(costs, weak=True)
    assert wrong > 50


def test_rounding_makes_no_difference():
    assert efficient({"a": (0.1 + 0.2, 2.0), "b": (0.3, 2.0)}) == ["b", "a"]
    assert efficient({"a": (0.3 + 1e-9, 2.0), "b": (0.3, 2.0)}) == ["b"]


def result_of(costs: dict[str, str], barred: str = "", drivers: str = ""):
    heads = {barred: 'barred = "no"'} if barred else {}
    return simulate(
        scenario({n: {"x": f'monthly = "{c}"'} for n, c in costs.items()}, heads=heads, drivers=drivers), N
    ).document


def figures(document, name):
    numbers = document["strategies"][name]["horizons"]["12"]
    return numbers["mean"], numbers["cvar95"]


def test_the_verdict_agrees_with_the_document():
    rng, sizes = np.random.default_rng(3), set()
    for _ in range(6):
        costs = {}
        for name in ("a", "b", "c", "d"):
            middle, half = rng.uniform(90.0, 110.0), rng.uniform(1.0, 60.0)
            costs[name] = f"{middle - half:.1f} to {middle + half:.1f}"
        document = result_of(costs, barred := str(rng.choice(["", "b", "c"])))
        allowed = [name for name in costs if name != barred]
        pairs = np.array([figures(document, name) for name in allowed])
        frontier, savings = (document["verdict"][key] for key in ("frontier", "frontier_savings"))
        assert set(frontier) == {allowed[k] for k in by_force(pairs)}
        assert [figures(document, name) for name in frontier] == sorted(figures(document, name) for name in frontier)
        sizes.add(len(frontier))
        for at, key in enumerate(("mean", "worst_5")):
            one = savings[key]
            assert one["strategy"] == allowed[int(np.argmin(pairs[:, at]))]
            saves = figures(document, one["against"])[at] - figures(document, one["strategy"])[at]
            assert one["saves"] == pytest.approx(saves, rel=1e-9)
            low, high = one["interval90"]
            assert low < saves < high
        if len(frontier) > 1:
            assert savings["mean"]["against"] == savings["worst_5"]["strategy"] == frontier[-1]
        else:
            others = np.delete(pairs, allowed.index(frontier[0]), axis=0)
            assert figures(document, savings["mean"]["against"])[0] == others[:, 0].min()
            assert figures(document, savings["worst_5"]["against"])[1] == others[:, 1].min()
    assert len(sizes) > 1


def test_the_interval_covers_the_difference():
    # X uniform on 0 to 100, Y = 60: the worst 5 % of 12 X have the mean 12 x 97.5
    exact, covered = 12.0 * (97.5 - 60.0), 0
    for seed in range(40):
        made = scenario({"x": {"x": 'monthly = "uniform(0, 100)"'}, "y": {"x": "monthly = 60"}})
        found = simulate(made, N, seed=seed, sampler="random").verdict["frontier_savings"]["worst_5"]
        assert (found["strategy"], found["against"]) == ("y", "x")
        covered += found["interval90"][0] <= exact <= found["interval90"][1]
    assert 30 <= covered <= 40  # 36 +- 1.9


def test_equal_strategies_both_stay_and_one_alone_saves_nothing():
    found = result_of({"a": "rate", "b": "rate", "c": "2 * rate"}, drivers='rate = "50 to 150"')["verdict"]
    assert found["frontier"] == ["a", "b"]
    assert [part["saves"] for part in found["frontier_savings"].values()] == [0.0, 0.0]
    alone = result_of({"a": "50 to 150", "b": "10 to 20"}, barred="b")["verdict"]
    assert (alone["frontier"], alone["frontier_savings"]) == (["a"], None)
