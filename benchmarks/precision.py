"""Time to a given standard error beside NumPy Monte Carlo with independent draws.

Two ratios make it up: the variance of a figure at equal numbers of trajectories, independent draws over Sobol points,
and speed. The variance of independent draws is known: sd^2 / n of a mean, p (1 - p) / n of a probability. A percentile
counts as the probability of a fixed amount, that percentile of a long run. The variance of Sobol points is the spread
between replicates, which are independent, of all seeds together.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy_model
from numpy.typing import NDArray

from tcorisk import load, simulate
from tcorisk.configs import Scenario
from tcorisk.simulator import Result

HERE = Path(__file__).parent
REFERENCE, TRAJECTORIES = HERE / "reference.toml", 2**20  # as the command runs by default
SCENARIOS = (REFERENCE, HERE / "hard.toml", "legal_startup", "saas_growth", "custom_model")
SEEDS = {2**13: 24, 2**14: 16, 2**17: 8, 2**20: 3}  # by the number of trajectories
FIGURES = ("mean", "P50", "P90", "p_beats")
WANTED = (1e-3, 1e-3, 1e-3, 1e-3)  # standard errors: shares of mean and percentiles, differences of p_beats
LONG_RUN = 10**6  # its seed

Array = NDArray[np.float64]


def main() -> None:
    """Print variance ratios of each scenario; of the reference model also the times."""
    for scenario in SCENARIOS:
        print_variances(load(scenario))
    print_times(load(REFERENCE))


def print_variances(scenario: Scenario) -> None:
    """Print, by strategy and number of trajectories, how many times as many independent draws are as precise."""
    print(f"\n{scenario.title}: variance of independent draws / variance of Sobol points, at equal n")
    long_run = simulate(scenario, TRAJECTORIES, seed=LONG_RUN)
    for size in SEEDS:
        for strategy, ratios in zip(scenario.strategies, variance_ratios(scenario, long_run, size), strict=True):
            shown = "   ".join(f"{name} {x:7.1f}" for name, x in zip(FIGURES, ratios, strict=True) if np.isfinite(x))
            print(f"n = {size:>9,}   {strategy:<14} {shown}")


def print_times(scenario: Scenario) -> None:
    """Print the time that each figure of the reference model takes, as a ratio to NumPy's, to the error wanted."""
    ours = min(timed(lambda: simulate(scenario, TRAJECTORIES, threads=2)) for _ in range(3))
    theirs = min(timed(lambda: numpy_model.run(TRAJECTORIES, 1)) for _ in range(3))
    speed, size = theirs / ours, 2**17
    print(f"\nreference.toml, two threads against NumPy: speed ratio {speed:.1f}; variances at n = {size:,}")
    long_run = simulate(scenario, TRAJECTORIES, seed=LONG_RUN)
    ratios = variance_ratios(scenario, long_run, size)
    for i, name in enumerate(scenario.strategies):
        for ratio, alone, wanted, figure in zip(ratios[i], one_draw(long_run, name), WANTED, FIGURES, strict=True):
            if np.isfinite(ratio):
                needed = max(2**13, (alone / wanted) ** 2 / ratio)
                print(
                    f"{name:<12} {figure:<8} variance ratio {ratio:6.1f}   time ratio {ratio * speed:7.0f}   "
                    f"standard error {wanted} takes {needed:>11,.0f} trajectories"
                )


def variance_ratios(scenario: Scenario, long_run: Result, size: int) -> Array:
    """Return the ratios, shape (strategies, figures); not finite where a figure does not vary."""
    found = np.concatenate(
        [replicates(simulate(scenario, size, seed=seed), long_run) for seed in range(SEEDS[size])], axis=1
    )
    p = found.mean(axis=1)
    alone = p * (1.0 - p)
    alone[:, 0] = [long_run.tally.sd(row) ** 2 for row in rows(long_run)]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(alone / (size / long_run.settings.replicates * found.var(axis=1, ddof=1)))


def replicates(result: Result, long_run: Result) -> Array:
    """Return each replicate's figures, shape (strategies, replicates, figures).

    Instead of P50 and P90 the probability of a cost below those of the long run.
    """
    tally, base = result.tally, list(result.scenario.strategies).index(result.scenario.baseline)
    found = np.empty((len(result.scenario.strategies), tally.count.size, len(FIGURES)))
    for i, row in enumerate(rows(result)):
        amounts = long_run.tally.distribution(row).quantile([0.5, 0.9])
        found[i, :, 0] = tally.centre[row] + tally.sums[:, row, 0] / tally.count
        parts = tally.by_replicate(row)
        found[i, :, 1:3] = parts.shares_around(np.tile(amounts, (len(parts), 1))).mean(axis=0)
        found[i, :, 3] = tally.wins[:, -1, i, base, 0] / tally.count
    return found


def rows(result: Result) -> Iterator[int]:
    """Yield the row of each strategy's total cost over the longest horizon."""
    layout = result.tally.layout
    yield from (layout.row(layout.tco[name], layout.horizons[-1]) for name in layout.strategies)


def one_draw(long_run: Result, strategy: str) -> tuple[float, float, float, float]:
    """Return what the standard error of each figure would be from one independent draw.

    Of mean and percentiles as shares of them. A percentile's is sqrt(p (1 - p)) over the density around it.
    """
    layout, tally = long_run.tally.layout, long_run.tally
    horizon, base = layout.horizons[-1], long_run.scenario.baseline
    row = layout.row(layout.tco[strategy], horizon)
    quantile = tally.distribution(row).quantile
    errors = [tally.sd(row) / tally.mean(row)]
    for p in (0.5, 0.9):
        low, at, high = quantile([p - 0.01, p, p + 0.01]).tolist()
        errors.append((p * (1.0 - p)) ** 0.5 * (high - low) / 0.02 / at)
    wins = 0.0 if strategy == base else long_run.p_beats(strategy, base, horizon)
    return errors[0], errors[1], errors[2], (wins * (1.0 - wins)) ** 0.5


def timed(call: Callable[[], object]) -> float:
    """Return the seconds a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
