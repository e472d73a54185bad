"""Trajectories a second: the engine on two threads beside the same model in NumPy on one.

NumPy comes in two forms: blocks of a size tuned to the cache, and whole arrays as most scripts have them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy_model

from tcorisk import load, simulate

SCENARIO = Path(__file__).with_name("reference.toml")
TRAJECTORIES = 2**20  # as the command runs by default
WHOLE = 2**18  # in whole arrays: 2**20 of them would fill the memory of most machines
ROUNDS = 2


def main() -> None:
    """Compare the answers, then the times."""
    scenario = load(SCENARIO)
    simulate(scenario, 8192)  # compiles the kernel and builds the tables
    ours, theirs = simulate(scenario, TRAJECTORIES).document, numpy_model.run(TRAJECTORIES, 1)
    check(ours, theirs)
    speeds: dict[str, float] = {}
    for _ in range(ROUNDS):  # in turns, so that a busy minute hits all of them
        for name, call in {
            "tcorisk, 2 threads": lambda: simulate(scenario, TRAJECTORIES, threads=2).document,
            "tcorisk, 1 thread": lambda: simulate(scenario, TRAJECTORIES, threads=1).document,
            "NumPy, tuned blocks": lambda: numpy_model.run(TRAJECTORIES, 1),
            "NumPy, whole arrays": lambda: numpy_model.summarise(numpy_model.simulate(WHOLE, 1, WHOLE)),
        }.items():
            number = WHOLE if "whole" in name else TRAJECTORIES
            speeds[name] = max(speeds.get(name, 0.0), number / timed(call))
    for name, speed in speeds.items():
        tuned, whole = (speed / speeds[f"NumPy, {how}"] for how in ("tuned blocks", "whole arrays"))
        print(f"{name:<20} {speed:>9,.0f} trajectories/s   {tuned:4.1f} x tuned blocks   {whole:4.1f} x whole arrays")


def timed(call: Callable[[], object]) -> float:
    """Return the seconds a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def check(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Stop unless both models give the same TCO: within five standard errors of the NumPy run."""
    worst = 0.0
    for name, strategy in ours["strategies"].items():
        for horizon, numbers in strategy["horizons"].items():
            # An order statistic of independent draws at p has sd sqrt(p (1 - p) / n) in p: read off neighbouring ones.
            n = TRAJECTORIES
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
