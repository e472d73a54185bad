"""The reference model of `reference.toml` in plain NumPy, as an analyst would write it in an afternoon.

Whole arrays throughout. What is drawn once a trajectory has shape (n,), what changes from month to month has shape
(months, n): months first, so that an (n,) array broadcasts against it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Size: TypeAlias = int | tuple[int, int] | None

MONTHS = 24
HORIZONS = (12, 24)
BASELINE = "api"
DAYS_PER_MONTH = 365 / 12
HOURS_PER_MONTH = 730
REVENUE_PER_MONTH = 20_000  # lost until launch
DISCOUNT = 1.08 ** (-np.arange(1, MONTHS + 1) / 12)
ELAPSED = np.arange(MONTHS)[:, np.newaxis]  # months that have passed when each month begins
Z95 = 1.6448536269514722  # standard normal quantile at 0.95
PERCENTILES = (1, 5, 10, 25, 50, 75, 80, 90, 95, 99)
BAND = (10, 50, 90)


@dataclass
class Laws:
    """The laws of the scenario, in its own parameters: one draw per trajectory by default."""

    n: int
    rng: np.random.Generator

    def shape(self, size: Size) -> int | tuple[int, int]:
        """Return the size of a draw: one a trajectory by default."""
        return self.n if size is None else size

    def to(self, low: float, high: float, size: Size = None) -> Floats:
        """Draw from the lognormal whose P5 is `low` and whose P95 is `high`."""
        mu = (np.log(low) + np.log(high)) / 2
        sigma = (np.log(high) - np.log(low)) / (2 * Z95)
        return self.rng.lognormal(mu, sigma, self.shape(size))

    def pert(self, low: float, mode: float, high: float) -> Floats:
        """Draw from a PERT law of weight 4."""
        width = high - low
        return low + width * self.rng.beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, self.n)

    def triangular(self, low: float, mode: float, high: float) -> Floats:
        """Draw from a triangular law."""
        return self.rng.triangular(low, mode, high, self.n)

    def uniform(self, low: float, high: float) -> Floats:
        """Draw from a uniform law."""
        return self.rng.uniform(low, high, self.n)

    def gamma(self, mean: float, sd: float, size: Size = None) -> Floats:
        """Draw from the gamma law of this mean and standard deviation."""
        return self.rng.gamma((mean / sd) ** 2, sd**2 / mean, self.shape(size))

    def normal_above(self, minimum: float, mean: float, sd: float, size: Size = None) -> Floats:
        """Draw from a normal law on condition that it exceeds `minimum`: what falls below is drawn again."""
        values = self.rng.normal(mean, sd, self.shape(size))
        while (below := values < minimum).any():
            values[below] = self.rng.normal(mean, sd, np.count_nonzero(below))
        return values

    def growth(self, initial: Floats | float, rate: Floats | float, volatility: float, noise: float) -> Floats:
        """Simulate initial x (1 + rate)^(t - 1) x volatility factor x noise factor, shape (months, n)."""
        path = np.empty((MONTHS, self.n))
        drift = np.log1p(rate) - volatility**2 / 2
        log_level = np.log(initial)
        for month in range(MONTHS):
            if month > 0:
                log_level = log_level + drift + self.rng.normal(0, volatility, self.n)
            path[month] = np.exp(log_level + self.rng.normal(-(noise**2) / 2, noise, self.n))
        return path


def event_costs(counts: Integers, draw: Callable[[int], Floats]) -> Floats:
    """Sum a fresh draw for every event into the month and trajectory it happens in, both (months, n)."""
    costs = np.zeros(counts.size)
    np.add.at(costs, np.repeat(np.arange(counts.size), counts.ravel()), draw(int(counts.sum())))
    return costs.reshape(counts.shape)


def renewal_costs(n: int, interval: Callable[[int], Floats], amount: Callable[[Integers], Floats]) -> Floats:
    """Charge a fresh amount at the end of each of a row of fresh intervals.

    Parameters
    ----------
    n : int
        How many trajectories.
    interval : callable
        Given a number, returns that many intervals in months.
    amount : callable
        Given the trajectories in which an event happens, returns the amounts.
    """
    costs = np.zeros((MONTHS, n))
    who, when = np.arange(n), interval(n)
    while who.size:
        within = when < MONTHS
        who, when = who[within], when[within]
        costs[when.astype(np.int64), who] += amount(who)  # a trajectory is in `who` once at most
        when = when + interval(who.size)
    return costs


@dataclass
class Ledger:
    """The costs of one strategy, added up as its lines are charged.

    Attributes
    ----------
    lost : ndarray, shape (months, n)
        Revenue lost until launch.
    cash : ndarray, shape (months, n)
        What leaves the bank.
    means : dict
        For each (category, line) its mean in each month.
    """

    lost: Floats
    cash: Floats
    means: dict[tuple[str, str], Floats] = field(default_factory=dict)

    @classmethod
    def until(cls, launch: Floats) -> Ledger:
        """Open the books of a strategy that loses revenue until its launch, part of a month in part."""
        lost = REVENUE_PER_MONTH * np.clip(launch - ELAPSED, 0, 1)
        return cls(lost, np.zeros_like(lost), {("Opportunity", "launch"): lost.mean(axis=1)})

    def monthly(self, category: str, line: str, amount: Floats) -> None:
        """Charge an amount that differs from month to month, shape (months, n)."""
        self.cash += amount
        self.means[category, line] = amount.mean(axis=1)

    def steady(self, category: str, lines: dict[str, Floats]) -> Floats:
        """Note lines that are the same every month, each of shape (n,), and return their sum, not yet charged."""
        for line, amount in lines.items():
            self.means[category, line] = np.full(MONTHS, amount.mean())
        return sum(lines.values(), start=np.zeros(1))

    def once(self, category: str, line: str, amount: Floats) -> None:
        """Charge an amount in the first month, shape (n,)."""
        self.cash[0] += amount
        self.means[category, line] = np.zeros(MONTHS)
        self.means[category, line][0] = amount.mean()


@dataclass
class World:
    """The drivers, which every strategy meets alike: of shape (n,), or (months, n) where they change."""

    ml_engineer: Floats
    devops_engineer: Floats
    output_tokens: Floats
    peak: Floats
    requests: Floats  # a day, this month's season in
    h100_hour: Floats
    api_bill: Floats


def draw_world(laws: Laws) -> World:
    """Draw the drivers."""
    ml_engineer = laws.to(15_000, 22_000)
    devops_engineer = laws.triangular(13_000, 16_000, 20_000)
    input_tokens = laws.to(1_500, 4_000)
    output_tokens = laws.gamma(500, 120)
    peak = laws.pert(2, 3, 4)
    input_rate = laws.uniform(2.50, 3.00)
    output_rate = laws.uniform(10.00, 15.00)
    requests = laws.growth(laws.to(30_000, 120_000), laws.rng.normal(0.03, 0.02, laws.n), volatility=0.06, noise=0.10)
    requests *= laws.gamma(1, 0.08, (MONTHS, laws.n))
    h100_hour = laws.growth(laws.pert(1.7, 2.4, 3.6), -0.005, volatility=0.08, noise=0.03)
    rate_index = laws.growth(1.0, laws.triangular(-0.03, -0.01, 0.005), volatility=0.04, noise=0.02)
    price = (input_tokens * input_rate + output_tokens * output_rate) / 1e6  # of a request
    api_bill = requests * (DAYS_PER_MONTH * price) * rate_index
    return World(ml_engineer, devops_engineer, output_tokens, peak, requests, h100_hour, api_bill)


def api(laws: Laws, world: World) -> Ledger:
    """Charge the lines of the API."""
    n, rng, ml_engineer = laws.n, laws.rng, world.ml_engineer
    book = Ledger.until(laws.to(0.5, 2))
    book.monthly("Compute", "tokens", world.api_bill * (1 - rng.beta(4, 8, n)))
    book.monthly("Engineering", "monitoring", rng.normal(500, 60, (MONTHS, n)))
    book.once("Engineering", "integration", ml_engineer * laws.to(0.7, 2))
    book.once("Compliance", "compliance_setup", rng.gamma(4, 1_500, n))
    book.cash += (
        book.steady("Compute", {"support_plan": laws.uniform(1_000, 3_000)})
        + book.steady(
            "Engineering",
            {
                "prompt_upkeep": laws.pert(0.10, 0.20, 0.40) * ml_engineer,
                "operations": world.devops_engineer * laws.pert(0.05, 0.10, 0.25),
            },
        )
        + book.steady("Data & Eval", {"evaluation": ml_engineer * laws.uniform(0.10, 0.20)})
        + book.steady("Compliance", {"compliance": laws.to(300, 1_000)})
    )
    dispersion = 1.8
    incidents = rng.negative_binomial(laws.to(0.8, 1.2) / (dispersion - 1), 1 / dispersion, (MONTHS, n))
    book.monthly("Incidents", "provider_incidents", event_costs(incidents, lambda k: laws.to(50, 2_000, k)))
    migrations = renewal_costs(
        n,
        lambda k: rng.lognormal(np.log(14), 0.49, k),
        lambda who: ml_engineer[who] * laws.to(0.2, 0.6, who.size),
    )
    book.monthly("Migration", "model_migration", migrations)
    return book


def self_hosted(laws: Laws, world: World) -> Ledger:
    """Charge the lines of the rented H100s."""
    n, rng, ml_engineer = laws.n, laws.rng, world.ml_engineer
    launch = laws.pert(2, 3, 6)
    book = Ledger.until(launch)
    throughput = laws.normal_above(900, 1_800, 250) * rng.lognormal(np.log(0.6), 0.4, n)  # derated
    pairs = np.maximum(1, np.ceil(world.requests * (world.output_tokens * world.peak / 86_400 / throughput)))
    book.monthly("Compute", "gpus", pairs * world.h100_hour * (2 * HOURS_PER_MONTH))
    book.monthly("Compute", "storage", laws.gamma(700, 150, (MONTHS, n)))
    book.once("Engineering", "setup", ml_engineer * laws.to(1.5, 4))
    book.once("Compliance", "compliance_setup", laws.to(10_000, 40_000))
    book.cash += (
        book.steady(
            "Engineering",
            {
                "engineer": laws.pert(0.3, 0.5, 1.0) * ml_engineer,
                "operations": world.devops_engineer * laws.triangular(0.1, 0.25, 0.5),
            },
        )
        + book.steady("Data & Eval", {"evaluation": ml_engineer * laws.uniform(0.15, 0.30)})
        + book.steady("Compliance", {"compliance": laws.triangular(500, 1_500, 4_000)})
    )
    book.cash[3:] += book.steady("Compliance", {"security_testing": laws.to(300, 1_000)})
    book.means["Compliance", "security_testing"][:3] = 0
    labelling = renewal_costs(n, lambda k: laws.to(3, 6, k), lambda who: laws.to(5_000, 50_000, who.size))
    book.monthly("Data & Eval", "labelling", labelling)
    outages = rng.poisson(laws.gamma(0.5, 0.2) * np.clip(ELAPSED + 1 - launch, 0, 1))
    book.monthly("Incidents", "outages", event_costs(outages, lambda k: laws.to(2_000, 20_000, k)))
    breaches = rng.poisson(laws.to(1, 2) / 12, (MONTHS, n))
    sigma = np.sqrt(np.log(2))  # mean and sd are the same
    costs = event_costs(breaches, lambda k: rng.lognormal(np.log(8_000) - sigma**2 / 2, sigma, k))
    book.monthly("Incidents", "security_incidents", costs)
    book.monthly("Buffer", "buffer", laws.to(0.10, 0.40) * book.cash)
    return book


def hybrid(laws: Laws, world: World) -> Ledger:
    """Charge the lines of the small model at home with the API behind it."""
    n, rng, ml_engineer = laws.n, laws.rng, world.ml_engineer
    book = Ledger.until(laws.to(1, 4))
    routed = rng.beta(15, 5, n)
    book.monthly("Compute", "tokens", world.api_bill * (1 - routed))
    gpus = np.maximum(1, np.ceil(world.requests * (routed / 60_000)))
    book.monthly("Compute", "gpus", gpus * world.h100_hour * HOURS_PER_MONTH)
    book.monthly("Data & Eval", "evaluation", laws.normal_above(1_500, 3_500, 500, (MONTHS, n)))
    book.once("Engineering", "integration", ml_engineer * laws.to(1.5, 4))
    upkeep = book.steady("Engineering", {"router_upkeep": ml_engineer * laws.pert(0.2, 0.4, 0.8)})
    book.cash += upkeep + book.steady("Compliance", {"compliance": laws.to(800, 3_000)})
    misroutes = rng.poisson(laws.to(0.2, 0.8), (MONTHS, n))
    book.monthly("Incidents", "misroutes", event_costs(misroutes, lambda k: laws.to(500, 10_000, k)))
    return book


STRATEGIES: dict[str, Callable[[Laws, World], Ledger]] = {"api": api, "self_hosted": self_hosted, "hybrid": hybrid}


def describe(values: Floats) -> dict[str, float]:
    """Return the mean, sd, percentiles and mean of the worst 5 % of a sample."""
    found = dict(zip(PERCENTILES, np.quantile(values, np.array(PERCENTILES) / 100).tolist(), strict=True))
    return {
        "mean": float(values.mean()),
        "sd": float(values.std()),
        **{f"p{p}": value for p, value in found.items()},
        "cvar95": float(values[values >= found[95]].mean()),
    }


def band(values: Floats) -> dict[str, Any]:
    """Return P10, P50 and P90 along the last axis."""
    found = np.quantile(values, np.array(BAND) / 100, axis=-1)
    return {f"p{p}": value.tolist() for p, value in zip(BAND, found, strict=True)}


def report(book: Ledger, cumulative: Floats) -> dict[str, Any]:
    """Return the numbers of one strategy; `cumulative` is its discounted cost up to each month."""
    horizons: dict[str, Any] = {}
    for horizon in HORIZONS:
        lines = {key: float(DISCOUNT[:horizon] @ means[:horizon]) for key, means in book.means.items()}
        categories = {category: 0.0 for category, _ in lines}
        for (category, _), mean in lines.items():
            categories[category] += mean
        horizons[str(horizon)] = {
            **describe(cumulative[horizon - 1]),
            "cash": describe(book.cash[:horizon].sum(axis=0)),
            "categories": {category: {"mean": mean} for category, mean in categories.items()},
            "lines": {line: {"mean": mean} for (_, line), mean in lines.items()},
        }
    return {"horizons": horizons, "months": {"cash": band(book.cash), "cumulative_tco": band(cumulative)}}


def compare(name: str, horizon: int, costs: Floats, baseline: Floats) -> dict[str, Any]:
    """Compare the cumulative discounted costs of a strategy with the baseline's in the same trajectories."""
    total, reference = costs[horizon - 1], baseline[horizon - 1]
    stayed = np.zeros(total.size, dtype=np.int64)  # months the strategy has been below without a break
    for month in range(horizon):
        stayed = np.where(costs[month] < baseline[month], stayed + 1, 0)
    months = np.quantile(horizon + 1 - stayed, np.array(BAND) / 100, method="inverted_cdf")  # horizon + 1 is never
    return {
        "strategy": name,
        "baseline": BASELINE,
        "horizon": horizon,
        "p_beats": float((total < reference).mean()),
        "p_beats_by_10": float((total <= 0.9 * reference).mean()),
        "p_beats_by_20": float((total <= 0.8 * reference).mean()),
        "savings": {"mean": float((reference - total).mean()), **band(reference - total)},
        "break_even": {
            "p_never": float((stayed == 0).mean()),
            **{f"p{p}": int(month) if month <= horizon else None for p, month in zip(BAND, months, strict=True)},
        },
    }


def run(trajectories: int, seed: int) -> dict[str, Any]:
    """Simulate the model and summarise it.

    Returns
    -------
    dict
        ``strategies`` (by name: ``horizons`` with the TCO, cash, categories and lines, and ``months``) and
        ``comparisons`` with the baseline.
    """
    laws = Laws(trajectories, np.random.default_rng(seed))
    world = draw_world(laws)
    strategies: dict[str, Any] = {}
    cumulative: dict[str, Floats] = {}
    for name, charge in STRATEGIES.items():
        book = charge(laws, world)
        costs = (book.cash + book.lost) * DISCOUNT[:, np.newaxis]
        for month in range(1, MONTHS):
            costs[month] += costs[month - 1]
        cumulative[name] = costs
        strategies[name] = report(book, cumulative[name])
    comparisons = [
        compare(name, horizon, cumulative[name], cumulative[BASELINE])
        for horizon in HORIZONS
        for name in STRATEGIES
        if name != BASELINE
    ]
    return {"strategies": strategies, "comparisons": comparisons}
