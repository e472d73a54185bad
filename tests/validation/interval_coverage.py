"""How often our 90 % intervals hold the truth, and how wide they are beside those of independent draws.

`python tests/validation/interval_coverage.py --seeds 300 --trajectories 8192` prints the table. Costs whose
distribution is known exactly, from smooth sums of many inputs to heavy tails, jumps and rare events; each case is run
with many seeds. The other strategy costs a fixed amount, so that p_beats is known too.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import brentq
from scipy.special import ndtr

from tcorisk.configs import loads
from tcorisk.configs.model.tails import finite_moments
from tcorisk.simulator.engine.chunks import Job
from tcorisk.simulator.engine.engine import run
from tcorisk.simulator.engine.program import Program
from tcorisk.simulator.engine.streams import Uniforms
from tcorisk.simulator.intervals import student_t90, win_interval, win_standard_error
from tcorisk.simulator.lowering import lower
from tcorisk.simulator.statistics import PERCENTILES, summaries

__all__ = ["CASES", "FIGURES", "Case", "Coverage", "covered", "runs_of"]

Array = NDArray[np.float64]

FIGURES = (*(f"p{p}" for p in PERCENTILES), "mean", "sd", "cvar95", "p_beats")


@dataclass(frozen=True)
class Case:
    """A cost whose distribution is known.

    Attributes
    ----------
    cost : str
        A formula of the scenario language.
    quantile : callable
    mean, sd, cvar95 : float
    price : float
        What the other strategy costs.
    p_beats : float
        Probability that the cost is below the price.
    sd_of_sd, sd_of_cvar95 : float
        Standard error of these two from n independent draws, times the root of n; not finite where there is none.
    """

    cost: str
    quantile: Callable[[Array], Array]
    mean: float
    sd: float
    cvar95: float
    price: float
    p_beats: float
    sd_of_sd: float
    sd_of_cvar95: float

    def truth(self) -> dict[str, float]:
        """Return every figure."""
        ends = self.quantile(np.array(PERCENTILES) / 100.0)
        named = {f"p{p}": float(x) for p, x in zip(PERCENTILES, ends, strict=True)}
        return {**named, "mean": self.mean, "sd": self.sd, "cvar95": self.cvar95, "p_beats": self.p_beats}

    def of_independent_draws(self, n: int) -> dict[str, float]:
        """Return the widths of 90 % intervals from n independent draws; 0 where both ends are one amount."""
        p = np.array(PERCENTILES) / 100.0
        error = np.sqrt(p * (1.0 - p) / n)
        # of a sample that is off by any normal deviate: at jumps one width is not like the next
        off = [p + z * error for z in stats.norm.ppf((np.arange(40) + 0.5) / 40)]
        widths = np.mean([np.subtract(*(self.quantile(q + side * error) for side in (1.645, -1.645))) for q in off], 0)
        named = {f"p{p}": float(x) for p, x in zip(PERCENTILES, widths, strict=True)}
        bernoulli = np.sqrt(self.p_beats * (1.0 - self.p_beats))
        errors = {"mean": self.sd, "sd": self.sd_of_sd, "cvar95": self.sd_of_cvar95, "p_beats": bernoulli}
        return {**named, **{key: 3.29 * error / np.sqrt(n) for key, error in errors.items()}}


def continuous(cost: str, law: stats.rv_continuous, beaten: float = 0.3137) -> Case:
    """Return a case of a distribution of SciPy."""
    edge, price = law.ppf(0.95), float(law.ppf(beaten))
    above = [float(law.expect(lambda x, k=k: (x - edge) ** k, lb=edge, epsrel=1e-10)) for k in (1, 2)]
    sd, fourth = float(law.std()), 3.0 + float(law.stats(moments="k"))
    errors = sd * np.sqrt(fourth - 1.0) / 2.0, np.sqrt(above[1] - above[0] ** 2) / 0.05
    return Case(cost, law.ppf, float(law.mean()), sd, above[0] / 0.05 + edge, price, beaten, *errors)


def discrete(cost: str, values: Sequence[float], weights: Sequence[float], price: float) -> Case:
    """Return a case of values and their probabilities."""
    x, where = np.unique(np.round(values, 9), return_inverse=True)
    p = np.bincount(where, weights=np.asarray(weights) / np.sum(weights))
    until = np.cumsum(p)
    mean = float(p @ x)
    above = np.clip(until - 0.95, 0.0, p)
    sd, beyond = float(np.sqrt(p @ (x - mean) ** 2)), np.maximum(x - x[np.searchsorted(until, 0.95)], 0.0)
    return Case(
        cost,
        lambda q: x[np.minimum(np.searchsorted(until, np.asarray(q) - 1e-12), x.size - 1)],
        mean,
        sd,
        float(above @ x / 0.05),
        price,
        float(p[x < price].sum()),
        float(np.sqrt(p @ (x - mean) ** 4 - sd**4) / (2.0 * sd)),
        float(np.sqrt(p @ beyond**2 - (p @ beyond) ** 2) / 0.05),
    )


def mixture(cost: str, weights: Sequence[float], means: Sequence[float], sd: float, price: float) -> Case:
    """Return a case of normal distributions of one sd, one of them drawn."""
    parts = [(w, stats.norm(m, sd)) for w, m in zip(weights, means, strict=True)]

    def below(x: float) -> float:
        return float(sum(w * ndtr((x - m) / sd) for w, m in zip(weights, means, strict=True)))

    def quantile(q: Array) -> Array:
        low, high = min(means) - 40.0 * sd, max(means) + 40.0 * sd
        return np.array([brentq(lambda x, p=p: below(x) - p, low, high, xtol=1e-10) for p in np.asarray(q)])

    mean = float(np.dot(weights, means))
    variance = sd * sd + float(np.dot(weights, np.square(means))) - mean * mean
    [edge] = quantile(np.array([0.95]))
    tail = sum(w * (m * law.sf(edge) + sd * sd * law.pdf(edge)) for (w, law), m in zip(parts, means, strict=True))
    x = np.concatenate([m + sd * np.linspace(-12.0, 12.0, 24_001) for m in means])
    weight = np.concatenate([w * stats.norm.pdf(np.linspace(-12.0, 12.0, 24_001)) * 1e-3 for w in weights])
    beyond = np.maximum(x - edge, 0.0)
    errors = (
        float(np.sqrt((weight @ (x - mean) ** 4 - variance**2) / variance) / 2.0),
        float(np.sqrt(weight @ beyond**2 - (weight @ beyond) ** 2) / 0.05),
    )
    return Case(cost, quantile, mean, float(np.sqrt(variance)), float(tail) / 0.05, price, below(price), *errors)


def _cases() -> dict[str, Case]:
    smooth = ["40", "25", "90", "60", "30", "75", "20", "55"], ["9", "4", "11", "7", "6", "12", "3", "8"]
    normals = " + ".join(f"normal({m}, {s})" for m, s in zip(*smooth, strict=True))
    centre, spread = (np.array(each, dtype=np.float64) for each in smooth)
    atoms = [
        ((10, 20, 50), (5, 3, 2)),
        ((0, 7), (6, 4)),
        ((3, 5, 11), (2, 5, 3)),
        ((0, 40), (85, 15)),
        ((1, 2), (1, 1)),
    ]
    five = " + ".join(f"discrete({list(values)}, {list(weights)})" for values, weights in atoms)
    sums = [sum(each) for each in product(*(values for values, _ in atoms))]
    odds = [float(np.prod(each)) for each in product(*(weights for _, weights in atoms))]
    hours = stats.lognorm(0.6, scale=12.0)
    steps = np.arange(1, 2_000)
    return {
        "uniform": continuous("uniform(100, 300)", stats.uniform(100, 200)),
        "pareto 2.2": continuous("pareto(100, 2.2)", stats.pareto(2.2, scale=100)),
        "student_t 3": continuous("student_t(1_000, 50, 3)", stats.t(3, 1_000, 50)),
        "lognormal": continuous("lognormal(100, 0.8)", stats.lognorm(0.8, scale=100)),
        "five discretes": discrete(five, sums, odds, 30.5),
        "ceil": discrete("10 * ceil(lognormal(12, 0.6))", 10.0 * steps, np.diff(hours.cdf([0, *steps])), 85.0),
        "8 smooth": continuous(normals, stats.norm(centre.sum(), np.sqrt(np.sum(spread**2)))),
        "8 gammas": continuous(" + ".join(["gamma(0.25, 100)"] * 8), stats.gamma(2.0, scale=100)),
        "8 lognormals": continuous(
            " * ".join([f"lognormal({100**0.125!r}, {0.8 / 8**0.5!r})"] * 8), stats.lognorm(0.8, scale=100)
        ),
        **{
            name: mixture(f"normal(1_000, 30) + 20_000 * bernoulli({p})", (1.0 - p, p), (1e3, 21e3), 30.0, 990.0)
            for name, p in (("rare event", 0.004), ("rarer event", 0.001))
        },
        "large constant": continuous("1_000_000 + normal(0, 200)", stats.norm(1e6, 200)),
    }


CASES = _cases()


@dataclass(frozen=True)
class Coverage:
    """What many runs of a case found, by figure.

    Attributes
    ----------
    held : dict of float
        Share of the runs that state an interval in which it holds the truth.
    stated : dict of float
        Share of the runs that state one.
    width : dict of float
        Mean width beside that of independent draws; not a number where that is 0 or not finite.
    rare, futures : float
        Medians of the share of the variance from one future in 1,000, and of the futures that carry it.
    """

    held: dict[str, float]
    stated: dict[str, float]
    width: dict[str, float]
    rare: float
    futures: float


def runs_of(case: Case, seeds: int, n: int, sampler: str = "sobol", se: bool = False) -> dict[str, Array]:
    """Run a case with many seeds.

    Parameters
    ----------
    se : bool
        Take estimate -+ t90 x standard error instead of `interval90`.

    Returns
    -------
    dict of float64, shape (seeds, 3)
        By figure: its value and the ends of its interval, not numbers where there is none. Also `rare` and `futures`,
        each thrice: what `Coverage` has the medians of.
    """
    program, finite = _program(case)
    found = [_run(program, finite, n, sampler, seed, se) for seed in range(seeds)]
    return {figure: np.array([each[figure] for each in found]) for figure in found[0]}


def covered(case: Case, runs: dict[str, Array], n: int, scale: float = 1.0) -> Coverage:
    """Return how often the intervals hold the truth; with a `scale` below 1, shortened by it: a negative control."""
    truth, independent = case.truth(), case.of_independent_draws(n)
    held, stated, width = {}, {}, {}
    for figure in FIGURES:
        value, low, high = runs[figure].T
        known = np.isfinite(low)
        low, high = value - scale * (value - low), value + scale * (high - value)
        slack = 1e-9 * abs(truth[figure])  # sums of rounded parts
        inside = (low - slack <= truth[figure]) & (truth[figure] <= high + slack)
        stated[figure] = float(known.mean())
        held[figure] = float(inside[known].mean()) if known.any() else np.nan
        wide = independent.get(figure, 0.0)
        has_width = 0.0 < wide < np.inf and known.any()
        width[figure] = float((high - low)[known].mean()) / wide if has_width else np.nan
    return Coverage(held, stated, width, *(float(np.median(runs[key])) for key in ("rare", "futures")))


def _program(case: Case) -> tuple[Program, int]:
    """Return the program of a case, and the highest even moment of its laws."""
    text = 'schema = 1\ntitle = "Coverage"\ncurrency = "USD"\nhorizons = [1]\n'
    for name, cost in (("own", case.cost), ("api", repr(case.price))):
        text += f'[strategies.{name}]\n[strategies.{name}.costs.x]\ncategory = "Compute"\nmonthly = "{cost}"\n'
    scenario = loads(text)
    program = lower(scenario)
    # nothing is counted but the costs: pages of histograms are most of the time of a run as small as these
    none: dict[str, dict[str, object]] = {
        key: {} for key in ("savings", "cash", "break_even", "categories", "month_cash", "month_tco")
    }
    program = replace(program, layout=replace(program.layout, **none))  # type: ignore[arg-type]
    return program, finite_moments(scenario.drivers, scenario.strategies["own"])


def _run(
    program: Program, finite: int, n: int, sampler: str, seed: int, se: bool
) -> dict[str, tuple[float, float, float]]:
    tally = run(Job(program, Uniforms.of(program, sampler, seed), n), [], threads=1)
    row = program.layout.row(program.layout.tco["own"], 1)
    t90, numbers = student_t90(tally), summaries(tally, [row], [finite])[0]
    assert t90 is not None
    found = {}
    for figure in FIGURES[:-1]:
        value, error = numbers[figure], numbers["se"][figure]
        ends = (value - t90 * error, value + t90 * error) if se else numbers["interval90"][figure]
        found[figure] = (value, *(ends or (np.nan, np.nan)))
    names = program.layout.strategies
    wins = tally.wins[:, 0, names.index("own"), names.index("api"), 0]
    p = int(wins.sum()) / tally.trajectories
    ends = win_interval(p, win_standard_error(wins, tally.count), t90)
    assert ends is not None
    rare, futures = (numbers["rare_variance"],) * 3, (numbers["variance_futures"],) * 3
    return {**found, "p_beats": (p, *ends), "rare": rare, "futures": futures}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=300)
    parser.add_argument("--trajectories", type=int, default=8_192)
    parser.add_argument("--sampler", default="sobol")
    parser.add_argument("--standard-errors", action="store_true", help="estimate -+ t90 x standard error instead")
    asked = parser.parse_args()
    print(
        f"Share of {asked.seeds} runs of {asked.trajectories:,} futures in which the 90 % interval holds the truth, in "
        "%; below it the width\nbeside that of independent draws. V: share of the variance from one future in 1,000. "
        "K: futures that carry the\nvariance. A number in brackets: % of the runs that state no interval."
    )
    print(f"{'':<15}" + "".join(f"{figure:>8}" for figure in FIGURES) + f"{'V':>7}{'K':>9}")
    for name, case in CASES.items():
        runs = runs_of(case, asked.seeds, asked.trajectories, asked.sampler, se=asked.standard_errors)
        found = covered(case, runs, asked.trajectories)
        cells = ["-" if np.isnan(found.held[f]) else f"{100.0 * found.held[f]:.0f}" for f in FIGURES]
        kept = [f"({100.0 - 100.0 * found.stated[f]:.0f})" if found.stated[f] < 1.0 else "" for f in FIGURES]
        row = "".join(f"{c + k:>8}" for c, k in zip(cells, kept, strict=True))
        print(f"{name:<15}{row}{found.rare:>7.2f}{found.futures:>9,.0f}")
        widths = ["" if np.isnan(found.width[f]) else f"x{found.width[f]:.2f}" for f in FIGURES]
        print(f"{'':<15}" + "".join(f"{width:>8}" for width in widths), flush=True)


if __name__ == "__main__":
    main()
