"""How often the 90 % interval of a flip holds the exact value, on decisions whose flip is known.

`python tests/validation/flip_coverage.py --seeds 200` prints the table; names after it pick cases. The input `x` is
normal, and `e` is all else.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from tcorisk import simulate
from tcorisk.configs import loads

__all__ = ["CASES", "Case", "Coverage", "covered", "flip_of"]

_N = 8192
_Z90, _WORST_5 = 1.2815515655446004, 2.0627128075074257  # of a standard normal: P90, mean of the worst 5 %


class Case(NamedTuple):
    """A decision: what both strategies cost, by which rule, and where it flips."""

    api: str
    own: str
    decision: str
    flip: float


class Coverage(NamedTuple):
    """What the estimates of many seeds came to."""

    held: float
    mean: float
    sd: float
    width: float


CASES = {
    "straight": Case("1000", "1000 + 100 * (x - 0.8) + 150 * e", "margin = 0", 0.8),
    "flat": Case("1000", "1000 + 20 * (x - 1) + 150 * e", "margin = 0", 1.0),
    "exponential": Case("1000", "1000 + 50 * (exp(x) - 2.5) + 200 * e", "margin = 0", math.log(2.5)),
    "kinked": Case("1000", "900 + 200 * max(x - 0.5, 0) + 150 * e", "margin = 0", 1.0),
    "margin": Case("1000 + 100 * x + 50 * e", "780 + 60 * f", "margin = 0.2", -0.25),
    "p90": Case("1000", f"1000 + 100 * (x - 2.2) + 150 * (e - {_Z90})", 'margin = 0\nby = "p90"', 2.2),
    "worst 5 %": Case("1000", f"1000 + 100 * (x - 2.1) + 150 * (e - {_WORST_5})", 'margin = 0\nby = "worst_5"', 2.1),
}


def flip_of(case: Case, seed: int) -> dict[str, Any]:
    """Return what the verdict says about `x`: the flip that is nearest to the exact one."""
    text = f"""
schema = 1
title = "Flip"
currency = "USD"
horizons = [1]
[decision]
{case.decision}
[drivers]
x = "normal(0, 1)"
e = "normal(0, 1)"
f = "normal(0, 1)"
[strategies.api.costs.all]
category = "Compute"
one_time = "{case.api}"
[strategies.own.costs.all]
category = "Compute"
one_time = "{case.own}"
"""
    flips = [f for f in simulate(loads(text), _N, seed=seed).verdict["flips"] if f["address"].startswith("drivers.x")]
    return min(flips, key=lambda f: math.inf if f["value"] is None else abs(f["value"] - case.flip))


def covered(case: Case, seeds: Sequence[int], shrunk: float = 1.0) -> Coverage:
    """Return how often intervals hold the exact value; `shrunk` multiplies their sides."""
    found = [flip_of(case, seed) for seed in seeds]
    values = np.array([np.nan if f["value"] is None else f["value"] for f in found])
    ends = [(None, None) if f["interval90"] is None else f["interval90"] for f in found]
    low = np.array([-np.inf if end[0] is None else end[0] for end in ends])
    high = np.array([np.inf if end[1] is None else end[1] for end in ends])
    held = (values + shrunk * (low - values) <= case.flip) & (case.flip <= values + shrunk * (high - values))
    return Coverage(held.mean(), np.nanmean(values), np.nanstd(values), np.median(high - low))


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("cases", nargs="*", default=list(CASES))
    given = parser.parse_args()
    print(f"{'case':12} {'exact':>7} {'mean':>7} {'sd':>7} {'width':>7} {'held':>6}")
    for name in given.cases:
        found = covered(CASES[name], range(given.seeds))
        figures = f"{CASES[name].flip:7.3f} {found.mean:7.3f} {found.sd:7.3f} {found.width:7.3f} {found.held:6.1%}"
        print(f"{name:12} {figures}")


if __name__ == "__main__":
    _main()
