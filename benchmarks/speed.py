"""Trajectories a second: the engine on two threads beside the same model in NumPy on one.

NumPy comes in two forms: plain, as an analyst writes it, by an author who had not seen the engine; and tuned for its
speed, in blocks of a size that fits the cache.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy_model
import numpy_plain

from tcorisk import load, simulate

SCENARIO = Path(__file__).with_name("reference.toml")
TRAJECTORIES = 2**20  # as the command runs by default
PLAIN = 2**18  # 2**20 in whole arrays would fill the memory of most machines; fewer would not be faster
ROUNDS = 2


def main() -> None:
    """Compare the answers, then the times."""
    scenario = load(SCENARIO)
    simulate(scenario, 8192)  # compiles the kernel and builds the tables
    ours = simulate(scenario, TRAJECTORIES).document
    check(ours, numpy_model.run(TRAJECTORIES, 1), TRAJECTORIES)
    check(ours, numpy_plain.run(PLAIN, 1), PLAIN)
    speeds: dict[str, float] = {}
    for _ in range(ROUNDS):  # in turns, so that a busy minute hits all of them
        for name, call in {
            "tcorisk, 2 threads": lambda: simulate(scenario, TRAJECTORIES, threads=2).document,
            "tcorisk, 1 thread": lambda: simulate(scenario, TRAJECTORIES, threads=1).document,
            "NumPy, tuned": lambda: numpy_model.run(TRAJECTORIES, 1),
            "NumPy, plain": lambda: numpy_plain.run(PLAIN, 1),
        }.items():
            number = PLAIN if "plain" in name else TRAJECTORIES
            speeds[name] = max(speeds.get(name, 0.0), number / timed(call))
    for name, speed in speeds.items():
        plain, tuned = (speed / speeds[f"NumPy, {how}"] for how in ("plain", "tuned"))
        print(f"{name:<20} {speed:>9,.0f} trajectories/s   {plain:4.1f} x plain   {tuned:4.1f} x tuned")


def timed(call: Callable[[], object]) -> float:
    """Return the seconds a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def check(ours: dict[str, Any], theirs: dict[str, Any], n: int) -> None:
    """Stop unless both models give the same TCO: within five standard errors of the NumPy run of n trajectories."""
    worst = 0.0
    for name, strategy in ours["strategies"].items():
        for horizon, numbers in strategy["horizons"].items():
            # An order statistic of independent draws at p has sd sqrt(p (1 - p) / n) in p: read off neighbouring ones.
            errors = {
                "mean": numbers["sd"] / n**0.5,
                "p50": 0.5 / n**0.5 * (numbers["p75"] - numbers["p25"]) / 0.5,
                "p90": 0.3 / n**0.5 * (numbers["p95"] - numbers["p80"]) / 0.15,
            }
            for key, error in errors.items():
                away = abs(numbers[key] - theirs["strategies"][name]["horizons"][horizon][key]) / error
                worst = max(worst, away)
                if away > 5.0:
                    raise SystemExit(f"{name}, {horizon} months: {key} is {away:.1f} standard errors from NumPy's")
    print(f"answers agree: the largest difference is {worst:.1f} standard errors")


if __name__ == "__main__":
    main()
