"""What the tests of the engine share: small scenarios as text, results trajectory by trajectory, standard errors."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tcorisk.configs import Scenario, loads
from tcorisk.simulator.engine.chunks import Job, run_chunk
from tcorisk.simulator.engine.program import BLOCK, Layout, Program
from tcorisk.simulator.engine.streams import Uniforms
from tcorisk.simulator.lowering import lower

Array = NDArray[np.float64]

#: Scenarios written for tests.
SCENARIOS = Path(__file__).parent.parent / "scenarios"


def toml(
    strategies: Mapping[str, Mapping[str, str]],
    *,
    drivers: str = "",
    horizons: object = (12,),
    top: str = "",
    heads: Mapping[str, str] | None = None,
) -> str:
    """Write a scenario.

    Parameters
    ----------
    strategies : dict of str to dict of str to str
        By strategy, by line: the settings of the line; category Compute unless they name one.
    drivers : str
        What stands below `[drivers]`.
    horizons : sequence of int
    top : str
        Further settings of the file.
    heads : dict of str to str, optional
        By strategy, its own settings.
    """
    parts = ["schema = 1", 'title = "Test"', 'currency = "USD"', f"horizons = {list(horizons)}", top]  # type: ignore[call-overload]
    parts += ["[drivers]", drivers]
    for name, lines in strategies.items():
        parts += [f"[strategies.{name}]", (heads or {}).get(name, "")]
        for line, settings in lines.items():
            category = "" if "category" in settings else 'category = "Compute"'
            parts += [f"[strategies.{name}.costs.{line}]", category, settings]
    return "\n".join(parts) + "\n"


def scenario(strategies: Mapping[str, Mapping[str, str]], **settings: object) -> Scenario:
    """Read the scenario that `toml` writes."""
    return loads(toml(strategies, **settings))  # type: ignore[arg-type]


class Futures:
    """A run kept whole: every result of every trajectory, straight from the kernel.

    Parameters
    ----------
    what : Scenario
    n : int
        Trajectories.
    """

    def __init__(self, what: Scenario, n: int, sampler: str = "sobol", seed: int = 0) -> None:
        self.program: Program = lower(what)
        self.job = Job(self.program, Uniforms.of(self.program, sampler, seed), n)
        self.layout: Layout = self.program.layout
        self.results = run_chunk(self.job, 0, self.job.blocks).results[:, :n]

    def tco(self, strategy: str, horizon: int) -> Array:
        """TCO of each trajectory."""
        return self.results[self.layout.row(self.layout.tco[strategy], horizon)]

    def cash(self, strategy: str, horizon: int) -> Array:
        """Cash of each trajectory."""
        return self.results[self.layout.row(self.layout.cash[strategy], horizon)]

    def line(self, strategy: str, line: str, horizon: int) -> Array:
        """A line's discounted total in each trajectory."""
        return self.results[self.layout.row(self.layout.lines[strategy][line], horizon)]

    def months(self, strategy: str, what: str = "cash") -> Array:
        """Cash of each month, or TCO so far (`what` "tco"); shape (months, trajectories)."""
        first = (self.layout.month_cash if what == "cash" else self.layout.month_tco)[strategy]
        return self.results[first : first + max(self.layout.horizons)]


def z_mean(values: Array, truth: float) -> float:
    """By how many standard errors the mean of independent values misses the truth."""
    return float((values.mean() - truth) / (values.std(ddof=1) / np.sqrt(values.size)))


def z_variance(values: Array, truth: float) -> float:
    """By how many standard errors the variance of independent values misses the truth."""
    squares = (values - values.mean()) ** 2
    return float((squares.mean() * values.size / (values.size - 1) - truth) / (squares.std() / np.sqrt(values.size)))


def z_share(hits: int, n: int, truth: float) -> float:
    """By how many standard errors the share of hits among independent trials misses the truth."""
    return float((hits / n - truth) / np.sqrt(truth * (1.0 - truth) / n))


def hazen(values: Array, p: float) -> float:
    """Quantile by Hazen's rule, from all values."""
    return float(np.quantile(values, p, method="hazen"))


def replicate_of(n: int, replicates: int = 16) -> NDArray[np.int64]:
    """Replicate of each of the first n trajectories."""
    return (np.arange(n) // BLOCK) % replicates
