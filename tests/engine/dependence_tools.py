"""What the tests of `[[correlations]]` share: laws of all shapes, groups of them as text, rank correlation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from engine_tools import Array, toml

from tcorisk import Scenario
from tcorisk.configs import loads
from tcorisk.simulator.samples import centred_ranks, rank_correlation

Rank = float | Sequence[Sequence[float]]

#: Laws of all shapes, by the name of the strategy that pays them: skewed, steep at an end, with a kink, cut off.
SMOOTH = {
    "the_lognormal": "median = 3, sigma = 1.2",
    "the_gamma": "shape = 0.4, scale = 3",
    "the_triangular": "low = 0, mode = 6, high = 7",
    "the_normal": "mean = 3, sd = 2, min = 2.5",
    "the_exponential": "mean = 2.5, max = 4",
    "the_pert": "low = 1, mode = 2, high = 8",
    "the_beta": "alpha = 0.5, beta = 0.3",
    "the_uniform": "low = -1, high = 4",
    "the_weibull": "shape = 0.7, scale = 2",
    "the_logistic": "mean = 1, scale = 2",
}
STEPPED = {
    "the_bernoulli": "p = 0.3",
    "the_poisson": "mean = 3",
    "the_discrete": "values = [0, 1, 5], weights = [1, 2, 1]",
    "the_mixture": 'parts = [0, "lognormal(median=3, sigma=1)"], weights = [0.6, 0.4]',
}


def entry(between: Sequence[str], rank: Rank, df: float | None = None) -> str:
    """An entry of `[[correlations]]`."""
    written = [list(row) for row in rank] if isinstance(rank, Sequence) else rank
    copula = "" if df is None else f'\ncopula = "t"\ndf = {df}'
    return f"\n[[correlations]]\nbetween = {json.dumps(list(between))}\nrank = {written}{copula}\n"


def law(name: str, parameters: str, monthly: bool = False) -> str:
    """A law as a table."""
    return f'{{ dist = "{name}", {parameters}{", each = " + json.dumps("month") if monthly else ""} }}'


def strategies(laws: Mapping[str, str], monthly: bool = False) -> dict[str, dict[str, str]]:
    """A strategy of one line for each law, of its name."""
    return {name: {"x": f"monthly = {law(name.removeprefix('the_'), text, monthly)}"} for name, text in laws.items()}


def amounts(names: Sequence[str]) -> list[str]:
    """Addresses of the draws of `strategies`."""
    return [f"strategies.{name}.costs.x.monthly" for name in names]


def correlated(
    laws: Mapping[str, str], rank: Rank, df: float | None = None, monthly: bool = False, horizon: int = 1
) -> Scenario:
    """A strategy of one line for each law, all in one group."""
    return loads(toml(strategies(laws, monthly), horizons=(horizon,)) + entry(amounts(list(laws)), rank, df))


def spearman(a: Array, b: Array) -> float:
    """Rank correlation of two samples."""
    ranks = centred_ranks(a), centred_ranks(b)
    assert ranks[0] is not None and ranks[1] is not None
    return rank_correlation(*ranks)


def some(*names: str) -> dict[str, str]:
    return {name: (SMOOTH | STEPPED)[name] for name in names}


MATRIX = [[1.0, 0.6, -0.3], [0.6, 1.0, 0.2], [-0.3, 0.2, 1.0]]
