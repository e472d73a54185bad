"""Truth: percentiles and CVaR of a run, of costs of any location and spread, against those of all its trajectories."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Array, Futures, scenario

from tcorisk import simulate
from tcorisk.configs import Scenario
from tcorisk.simulator.engine.chunks import Job
from tcorisk.simulator.engine.distribution import Distribution
from tcorisk.simulator.engine.engine import run
from tcorisk.simulator.engine.streams import Uniforms
from tcorisk.simulator.lowering import lower

N = 2**20
P = np.arange(1, 100) / 100
DRIVERS = """n = { dist = "normal", mean = 0, sd = 1 }
u = { dist = "uniform", low = 0, high = 1 }
q = { dist = "lognormal", median = 36_000, sigma = 0.3 }
rare = "bernoulli(0.05)"
often = "bernoulli(0.3)"
seldom = "bernoulli(0.006)"
"""
COSTS = {
    "far from 0": "1_000_000 + 200 * n",
    "spread of 0.3 %": "1e6 * (1 + 0.003 * n)",
    "spread of 3 %": "1e6 * (1 + 0.03 * n)",
    "lognormal": "exp(2 * n)",
    "pareto, capped": "min(u ** (-1 / 1.5), 10_000)",
    "two far clusters": "1e6 * often + n",
    "uniform": "u",
    "two atoms": "1_000_000 + 400 * rare",
    "three atoms": "10 + 5 * often + 30 * rare",
    "atom and values": "max(n, 0.5)",
    "small atom": "seldom * 0.1234 + (1 - seldom) * n",
    "exponential": "-100 * log(u)",
    "heavy left tail": "-u ** (-1 / 1.5)",
}


def one(cost: str, months: int = 1, settings: str = "monthly") -> Scenario:
    return scenario({"a": {"x": f'{settings} = "{cost}"'}}, drivers=DRIVERS, horizons=(months,))


def percentiles(what: Scenario, n: int = N) -> dict[str, float]:
    found: dict[str, float] = simulate(what, n, seed=1).document["strategies"]["a"]["horizons"]
    return next(iter(found.values()))  # type: ignore[call-overload, no-any-return]


def ranks_off(ordered: Array, found: Array) -> Array:
    """By how many ranks percentiles miss Hazen's position, as a share of the error of independent draws."""
    position = ordered.size * P + 0.5
    before = np.searchsorted(ordered, found, "left") - position
    after = position - np.searchsorted(ordered, found, "right") - 1
    off = np.maximum(np.maximum(before, after), 0.0)
    return np.where(off <= 2.0, 0.0, off / np.sqrt(P * (1 - P) * ordered.size))


@pytest.mark.parametrize("name", COSTS)
def test_percentiles_and_tail_are_those_of_all_trajectories(name: str) -> None:
    """P1 to P99 and CVaR within a tenth of the error of independent draws, or 2 ranks."""
    what = one(COSTS[name])
    program = lower(what)
    uniforms = Uniforms.of(program, "sobol", 1)
    tally = run(Job(program, uniforms, N), [], threads=2)
    row = program.layout.row(program.layout.tco["a"], 1)
    ordered = np.sort(Futures(what, N, seed=1).tco("a", 1))
    found = tally.distribution(row)
    assert ranks_off(ordered, found.quantile(P)).max() <= 0.1
    tail = ordered[-N // 20 :]
    error = np.sqrt((tail.var() + 0.95 * (tail.mean() - tail[0]) ** 2) / tail.size)
    assert found.mean_above(0.95) == pytest.approx(tail.mean(), rel=1e-6, abs=0.1 * error)
    assert (found.minimum, found.maximum) == (ordered[0], ordered[-1])


@pytest.mark.parametrize("name", ["far from 0", "two atoms", "spread of 0.3 %"])
def test_cells_as_wide_as_a_share_of_the_amount_fail(name: str) -> None:
    """The bounds above tell these histograms from those whose cells are 2^-10 of the amount wide."""
    ordered = np.sort(Futures(one(COSTS[name]), N, seed=1).tco("a", 1))
    cell = ordered.view(np.int64) >> 42  # amounts above 0 here
    starts = np.flatnonzero(np.diff(cell, prepend=-1))
    ends = np.append(starts[1:], N)
    wide = Distribution(ends - starts, ordered[starts], ordered[ends - 1])
    assert ranks_off(ordered, wide.quantile(P)).max() > 1.0


def test_known_percentiles() -> None:
    """A normal cost far from 0, an atom on either side of P95, and a minimum charge that is paid in most futures."""
    far = percentiles(one(COSTS["far from 0"]))
    error = 0.1 * 200 * np.sqrt(0.09 / N) / 0.1755  # a tenth of that of independent draws; density of a normal at P10
    for key, z in (("p10", -1.2815516), ("p50", 0.0), ("p90", 1.2815516)):
        assert far[key] == pytest.approx(1e6 + 200 * z, abs=error)
    atoms = percentiles(one(COSTS["two atoms"]))
    assert [atoms[f"p{p}"] for p in (1, 5, 10, 25, 50, 75, 80, 90, 99)] == [1e6] * 8 + [1_000_400.0]
    charge = percentiles(one("max(3_000, 0.09 * q)", 12))
    assert charge["p10"] == 36_000.0
    assert charge["p90"] > 36_000.0


def test_error_bars_of_an_atom_are_0() -> None:
    se = percentiles(one(COSTS["two atoms"]), 2**14)["se"]
    assert isinstance(se, dict)
    assert (se["p10"], se["p50"], se["p90"]) == (0.0, 0.0, 0.0)
