"""Time to a standard error of 0.1 % of the mean and of P90, beside NumPy Monte Carlo with independent draws.

Two ratios make it up: the variance of one trajectory's worth of work (Sobol against independent draws) and speed.
Variances are measured over independent seeds of small runs, not taken from the runs' own error bars.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy_model

from tcorisk import load, simulate

SCENARIO = Path(__file__).with_name("reference.toml")
TRAJECTORIES = 2**20  # as the command runs by default
SEEDS = 24


def main() -> None:
    """Print variance ratio, speed ratio and their product for each strategy."""
    scenario = load(SCENARIO)
    simulate(scenario, 8192)
    size = 2**17
    found: dict[str, dict[str, list[tuple[float, float]]]] = {"sobol": {}, "random": {}}
    for sampler, by_strategy in found.items():
        for seed in range(SEEDS):
            document = simulate(scenario, size, seed=seed, sampler=sampler).document
            for name, strategy in document["strategies"].items():
                numbers = strategy["horizons"]["24"]
                by_strategy.setdefault(name, []).append((numbers["mean"], numbers["p90"]))
    ours = min(timed(lambda: simulate(scenario, TRAJECTORIES, threads=2)) for _ in range(3))
    theirs = min(timed(lambda: numpy_model.run(TRAJECTORIES, 1)) for _ in range(3))
    speed = theirs / ours
    print(f"speed ratio {speed:.1f}; variance ratios from {SEEDS} seeds of {size:,} trajectories (each +-30 %)")
    for name in found["sobol"]:
        sobol, random = (np.array(found[sampler][name]) for sampler in ("sobol", "random"))
        ratio = random.var(axis=0, ddof=1) / sobol.var(axis=0, ddof=1)
        error = sobol.std(axis=0, ddof=1) / sobol.mean(axis=0)
        needed = size * (error / 0.001) ** 2
        for key, k in (("mean", 0), ("P90", 1)):
            print(
                f"{name:<12} {key:<5} variance ratio {ratio[k]:6.1f}   time ratio {ratio[k] * speed:7.0f}   "
                f"0.1 % takes {max(needed[k], 8192):>9,.0f} trajectories"
            )


def timed(call: Callable[[], object]) -> float:
    """Return the seconds a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
