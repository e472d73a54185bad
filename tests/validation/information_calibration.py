"""How near EVPPI and EVSI come to exact values, and how often their 90 % intervals hold these.

`python tests/validation/information_calibration.py --seeds 30` prints the table; names after it pick cases. An API for
500 against owning for about as much: by what is uncertain, by what is known, and by how rare or heavy the rest is, the
exact answer is a closed form or one integral over equally likely values. None of these cases was used to tune the
estimator; `tests/engine/test_information.py` and `test_regression.py` have those that were.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtrit

from tcorisk import evppi, evsi
from tcorisk.configs import Scenario, loads
from tcorisk.simulator.sensitivity.estimates import Estimate

__all__ = [
    "CASES",
    "Calibration",
    "Case",
    "calibrated",
    "estimates_of",
    "lognormal_worth",
    "normal_worth",
    "pareto_worth",
    "worth",
]

Array = NDArray[np.float64]

_T90 = float(stdtrit(15, 0.95))  # of 16 replicates

#: Equally likely values of a standard normal: sums over them are integrals.
_Z: Array = ndtri((np.arange(2**21) + 0.5) / 2**21)


@dataclass(frozen=True)
class Case:
    """A choice, what would be known before it is made, and what that is worth.

    Attributes
    ----------
    drivers : dict of str
        Laws by name.
    costs : dict of str
        Formulas by strategy, besides the API for 500.
    known : tuple of str
        Drivers that would be known.
    truth : float
    observations : int
        Of the one driver that is known, each with an error of sd `noise`; 0 for the driver itself.
    noise : float
    """

    drivers: Mapping[str, str]
    costs: Mapping[str, str]
    known: tuple[str, ...]
    truth: float
    observations: int = 0
    noise: float = 0.0

    def scenario(self) -> Scenario:
        """Return the scenario of the choice."""
        lines = ["schema = 1", 'title = "Calibration"', 'currency = "USD"', "horizons = [1]", 'baseline = "api"']
        lines += ["[drivers]", *(f'{name} = "{law}"' for name, law in self.drivers.items())]
        for name, formula in {"api": "500", **self.costs}.items():
            lines += [f"[strategies.{name}.costs.x]", 'category = "Compute"', f'one_time = "{formula}"']
        return loads("\n".join(lines) + "\n")

    def ask(self, what: Scenario, seed: int, trajectories: int) -> Estimate:
        """Return the estimate of the product."""
        if not self.observations:
            return evppi(what, [f"drivers.{name}" for name in self.known], seed=seed, trajectories=trajectories)
        return evsi(
            what,
            f"drivers.{self.known[0]}#1",  # the law in the formula of the driver
            self.observations,
            noise=self.noise,
            logarithm=False,
            seed=seed,
            trajectories=trajectories,
        )


def worth(*given: Array | float, weights: Array | None = None) -> float:
    """Return what knowing is worth, from the costs expected of each strategy at values of what is known."""
    costs = np.broadcast_arrays(*given)
    means = [np.average(cost, weights=weights) for cost in costs]
    return float(min(means) - np.average(np.minimum.reduce(costs), weights=weights))


def normal_worth(mean: float, sd: float) -> float:
    """Return the same of two strategies whose difference given what is known is normal."""
    z = abs(mean) / sd
    return float(sd * math.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi) - abs(mean) * ndtr(-z))


def lognormal_worth(median: float, sigma: float, limit: float) -> float:
    """Return the same of a lognormal cost against a fixed one."""
    mean, z = median * math.exp(sigma**2 / 2.0), math.log(median / limit) / sigma
    above = float(mean * ndtr(z + sigma) - limit * ndtr(z))  # E max(cost - limit, 0)
    return min(mean, limit) - (mean - above)


def pareto_worth(minimum: float, alpha: float, limit: float) -> float:
    """Return the same of a Pareto cost against a fixed one."""
    mean = minimum * alpha / (alpha - 1.0)
    lower = minimum + minimum / (alpha - 1.0) * (1.0 - (minimum / limit) ** (alpha - 1.0))  # E min(cost, limit)
    return min(mean, limit) - lower


def _cases() -> dict[str, Case]:
    heavy, heavy_mean = "lognormal(20, 0.8)", 20.0 * math.exp(0.32)
    pareto, pareto_mean = "pareto(10, 2.2)", 22.0 / 1.2
    of_a = ("a",)

    def own(formula: str, known: tuple[str, ...], truth: float, **laws: str) -> Case:
        return Case(laws, {"own": formula}, known, truth)

    def data(observations: int, noise: float) -> Case:
        resolved = 40.0 * math.sqrt(observations * 1_600.0 / (observations * 1_600.0 + noise**2))
        truth = normal_worth(470.0 + heavy_mean - 500.0, resolved)
        laws = {"a": "normal(0, 40)", "e": heavy}
        return Case(laws, {"own": "470 + a + e"}, of_a, truth, observations, noise)

    lognormal_a, three = 20.0 * np.exp(0.6 * _Z), np.array([0.0, 20.0, 60.0])
    rare, very_rare = "bernoulli(0.02)", "bernoulli(0.005)"
    size, size_mean = "lognormal(1_000, 0.5)", 1_000.0 * math.exp(0.125)
    large, large_mean = "lognormal(4_000, 0.5)", 4_000.0 * math.exp(0.125)
    factor_mean = 4.0 * math.exp(0.125)
    return {
        "normal, lognormal beside": own(
            "470 + a + e", of_a, normal_worth(heavy_mean - 30.0, 40.0), a="normal(0, 40)", e=heavy
        ),
        "normal, pareto beside": own(
            "470 + a + e", of_a, normal_worth(pareto_mean - 20.0, 15.0), a="normal(10, 15)", e=pareto
        ),
        "lognormal, seldom decides": own(
            "470 + a + e", of_a, lognormal_worth(15.0, 0.6, 30.0), a="lognormal(15, 0.6)", e="normal(0, 30)"
        ),
        "three values": own(
            "455 + a + e", of_a, worth(500.0, 455.0 + heavy_mean + three, weights=np.array([5.0, 3.0, 2.0])),
            a="discrete([0, 20, 60], [5, 3, 2])", e=heavy,
        ),
        "kink": own(
            "455 + 1.2 * max(0, a - 40) + e", of_a,
            worth(500.0, 455.0 + heavy_mean + 36.0 * np.maximum(_Z, 0.0)), a="normal(40, 30)", e=heavy,
        ),
        "both ends cost": own(
            "442 + 30 * a ** 2 + e", of_a, worth(500.0, 442.0 + heavy_mean + 30.0 * _Z**2), a="normal(0, 1)", e=heavy
        ),
        "step far out": own(
            "470 + (600 if a > 1.8 else 0) + e", of_a, float(ndtr(-1.8)) * 570.0, a="normal(0, 1)", e="normal(0, 60)"
        ),
        "rare input, 1 in 50": own("470 + c * f", ("f",), 0.02 * (size_mean - 30.0), f=rare, c=size),
        "rare input, 1 in 200": own("470 + c * f", ("f",), 0.005 * (large_mean - 30.0), f=very_rare, c=large),
        "size of an event, 1 in 50": own(
            "470 + c * f", ("c",), 0.02 * lognormal_worth(1_000.0, 0.5, 1_500.0), f=rare, c=size
        ),
        "size of an event, 1 in 200": own(
            "470 + c * f", ("c",), 0.005 * lognormal_worth(4_000.0, 0.5, 6_000.0), f=very_rare, c=large
        ),
        "pareto beside an event": own(
            "470 + a + 1_200 * f", of_a, pareto_worth(10.0, 2.5, 18.0), a="pareto(10, 2.5)", f="bernoulli(0.01)"
        ),
        "lognormal beside an event": own(
            "470 + a + 1_200 * f", of_a, lognormal_worth(5.0, 1.5, 18.0), a="lognormal(5, 1.5)", f="bernoulli(0.01)"
        ),
        "one factor": own(
            "470 + a * b + e", of_a, factor_mean * lognormal_worth(6.0, 0.5, 30.0 / factor_mean),
            a="lognormal(6, 0.5)", b="lognormal(4, 0.5)", e="normal(0, 20)",
        ),
        "both factors": own(
            "470 + a * b + e", ("a", "b"), lognormal_worth(24.0, math.sqrt(0.5), 30.0),
            a="lognormal(6, 0.5)", b="lognormal(4, 0.5)", e="normal(0, 20)",
        ),
        "two normals, event beside": own(
            "470 + a + b + 1_500 * f", ("a", "b"), normal_worth(0.0, math.hypot(20.0, 15.0)),
            a="normal(0, 20)", b="normal(0, 15)", f=rare,
        ),
        "event and its size": own(
            "470 + c * f + e", ("c", "f"), 0.02 * lognormal_worth(1_000.0, 0.5, 30.0) + 0.02 * (size_mean - 30.0),
            f=rare, c=size, e="normal(0, 20)",
        ),
        "irrelevant, lognormal beside": Case(
            {"z": "normal(0, 30)", "e": heavy}, {"api": "500 + z", "own": "472 + z + e"}, ("z",), 0.0
        ),
        "irrelevant, event beside": Case(
            {"z": "normal(0, 30)", "f": rare}, {"api": "500 + z", "own": "470 + z + 1_500 * f"}, ("z",), 0.0
        ),
        "three strategies": Case(
            {"a": "normal(0, 30)", "b": "normal(12, 10)", "e": heavy},
            {"own": "470 + a + e", "mix": "485 + a / 3 + b"}, of_a,
            worth(500.0, 470.0 + heavy_mean + 30.0 * _Z, 497.0 + 10.0 * _Z),
        ),
        "four strategies": Case(
            {"a": "lognormal(20, 0.6)", "b": "normal(0, 20)", "e": "pareto(5, 2.2)"},
            {"own": "476 + a", "mix": "488 + a / 2 + b", "spot": "440 + 2.2 * a + e"}, of_a,
            worth(500.0, 476.0 + lognormal_a, 488.0 + lognormal_a / 2.0, 440.0 + 11.0 / 1.2 + 2.2 * lognormal_a),
        ),
        "one observation": data(1, 60.0),
        "five observations": data(5, 60.0),
    }  # fmt: skip


CASES = _cases()


@dataclass(frozen=True)
class Calibration:
    """What the estimates of many seeds say of a case.

    Attributes
    ----------
    bias : float
        Mean estimate less the truth.
    bias_se : float
        Its standard error.
    held : float
        Share of the 90 % intervals that hold the truth.
    above : float
        Share that lie wholly above it: a lower limit should be that in one of 20 at most.
    se, sd : float
        Mean stated standard error, and the spread of the estimates.
    """

    bias: float
    bias_se: float
    held: float
    above: float
    se: float
    sd: float


def estimates_of(case: Case, seeds: Sequence[int], trajectories: int = 2**16) -> Array:
    """Return value and standard error for each seed, shape (seeds, 2)."""
    what = case.scenario()
    found = [case.ask(what, seed, trajectories) for seed in seeds]
    return np.array([(each.value, each.se) for each in found])


def calibrated(estimates: Array, truth: float) -> Calibration:
    """Compare estimates with the truth.

    Parameters
    ----------
    estimates : float64, shape (seeds, 2)
    truth : float
    """
    value, se = estimates.T
    slack = 1e-9 * abs(truth)
    below, above = truth < value - _T90 * se - slack, truth > value + _T90 * se + slack
    sd = float(value.std(ddof=1))
    return Calibration(
        bias=float(value.mean() - truth),
        bias_se=sd / math.sqrt(value.size),
        held=float(np.mean(~below & ~above)),
        above=float(np.mean(below)),
        se=float(se.mean()),
        sd=sd,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", help="words in the names of cases; default: all")
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--trajectories", type=int, default=2**16)
    asked = parser.parse_args()
    print(
        f"EVPPI and EVSI of {asked.seeds} seeds and {asked.trajectories:,} futures. held: % of the 90 % intervals that "
        "hold the truth; above: %\nwholly above it. se: mean stated standard error, sd: spread of the estimates."
    )
    print(f"{'':<28}{'truth':>9}{'bias':>9}{'+-':>7}{'bias %':>8}{'held':>6}{'above':>7}{'se':>9}{'sd':>9}")
    cases = {name: case for name, case in CASES.items() if not asked.cases or any(word in name for word in asked.cases)}
    for name, case in cases.items():
        found = calibrated(estimates_of(case, range(100, 100 + asked.seeds), asked.trajectories), case.truth)
        share = f"{100.0 * found.bias / case.truth:.1f}" if case.truth else "-"
        print(
            f"{name:<28}{case.truth:>9.3f}{found.bias:>9.3f}{found.bias_se:>7.3f}{share:>8}{100 * found.held:>6.0f}"
            f"{100 * found.above:>7.0f}{found.se:>9.4f}{found.sd:>9.4f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
