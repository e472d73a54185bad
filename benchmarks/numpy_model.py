"""The model of `reference.toml` in vectorised NumPy, as one would ship it: the baseline the simulator is timed against.

Written for speed within NumPy, and left alone since. What makes it fast: a block of trajectories small enough for the
cache; a whole (month, trajectory) array to a call; SFC64 with the ziggurat normal, so that a lognormal costs
one normal and one vectorised exp; a process of a constant rate is drawn as one count over the horizon and scattered
over its months; severities are drawn only for events that happen; lines that are the same every month are kept as
one number a trajectory and never spread over months that need not be looked at; one sort of a result row gives all its
quantiles (faster than `np.quantile` or `np.partition` with three percentiles). It uses one thread and no BLAS.

The results of all trajectories are stored, so memory grows by about 1.5 kB a trajectory.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["BLOCK", "HORIZONS", "MONTHS", "run"]

Array: TypeAlias = NDArray[np.float64]
Index: TypeAlias = NDArray[np.intp]

MONTHS = 24
HORIZONS = (12, 24)  # months
BLOCK = 8_192  # trajectories; the best of 512 to 65,536, flat from 4,096 to 16,384
DISCOUNT: Array = 1.08 ** (-np.arange(1, MONTHS + 1) / 12)
ANNUITY: Array = np.array([DISCOUNT[:horizon].sum() for horizon in HORIZONS])
DAYS_PER_MONTH = 365 / 12
HOURS_PER_MONTH = 730.0
Z95 = 1.6448536269514722  # the normal law's P95
REVENUE_PER_MONTH = 20_000.0  # lost each month before launch


# ------------------------------------------------------------------------------------------------------ laws


def between(rng: np.random.Generator, low: float, high: float, size: int) -> Array:
    """Lognormal with 5 % below `low` and 5 % above `high`; shape (size,)."""
    z = rng.standard_normal(size)
    z *= np.log(high / low) / (2 * Z95)
    z += np.log(low * high) / 2
    return np.exp(z, out=z)


def pert(rng: np.random.Generator, low: float, mode: float, high: float, size: int) -> Array:
    """PERT, that is a scaled beta, of weight 4; shape (size,)."""
    width = high - low
    return low + width * rng.beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, size)


def gamma(rng: np.random.Generator, mean: float, sd: float, size: int | tuple[int, int]) -> Array:
    """Gamma of the given mean and standard deviation, in the shape asked for."""
    return rng.standard_gamma((mean / sd) ** 2, size) * (sd**2 / mean)


def normal_above(
    rng: np.random.Generator, mean: float, sd: float, minimum: float, size: int | tuple[int, int]
) -> Array:
    """Normal conditioned on being at least `minimum`, by drawing again; in the shape asked for."""
    x = mean + sd * rng.standard_normal(size)
    while (outside := x < minimum).any():
        x[outside] = rng.normal(mean, sd, int(outside.sum()))
    return x


# ------------------------------------------------------------------------------------------------ month by month


def fill_running_sum(rows: Array, out: Array) -> None:
    """Fill `out` with the sum of the rows so far; `out` may be `rows`.

    A loop over the rows: `np.cumsum` along axis 0 walks down the columns and takes thirty times as long.
    """
    out[0] = rows[0]
    for t in range(1, len(rows)):
        np.add(out[t - 1], rows[t], out=out[t])


def growth_path(
    rng: np.random.Generator, initial: Array | float, growth: Array | float, volatility: float, noise: float, size: int
) -> Array:
    """initial x (1 + growth)^(t-1) x volatility factor x noise factor, both of mean 1; shape (MONTHS, size).

    The volatility's steps accumulate from month 2, the noise of a month passes with it.
    """
    path = rng.standard_normal((MONTHS, size))
    path *= volatility
    path += np.log1p(growth) - volatility**2 / 2
    path[0] = np.log(initial) - noise**2 / 2
    fill_running_sum(path, path)
    passing = rng.standard_normal((MONTHS, size))
    passing *= noise
    path += passing
    return np.exp(path, out=path)


def by_month(owner: Index, month: Index, amount: Array, size: int) -> Array:
    """Add up the amounts of events, given trajectory and month (from 0) of each; shape (MONTHS, size)."""
    total = np.bincount(month * size + owner, weights=amount, minlength=MONTHS * size)
    return total.astype(np.float64, copy=False).reshape(MONTHS, size)


def poisson_events(rng: np.random.Generator, rate: Array, start: Array | float = 0.0) -> tuple[Index, Index]:
    """Trajectory and month of the events of Poisson processes from `start` to the last month.

    Parameters
    ----------
    rate : float64, shape (n,)
        Events a month.
    start : float64, shape (n,), or float
        Elapsed months.
    """
    span = np.broadcast_to(MONTHS - np.asarray(start), rate.shape)
    owner = np.repeat(np.arange(rate.size), rng.poisson(rate * span))
    elapsed = rng.random(owner.size)  # given their number, the times are uniform
    elapsed *= -span[owner]
    elapsed += MONTHS
    return owner, np.minimum(elapsed.astype(np.intp), MONTHS - 1)


def overdispersed_events(rng: np.random.Generator, rate: Array, dispersion: float) -> tuple[Index, Index]:
    """Trajectory and month of events whose monthly counts are negative binomial, of the given variance / mean.

    Such a count is a Poisson number of clusters of logarithmic size (Quenouille, 1949), which takes a draw for
    each cluster in place of one for each month, and a cheaper one.
    """
    clusters = rate * (np.log(dispersion) / (dispersion - 1))
    owner, month = poisson_events(rng, clusters)
    members = rng.logseries(1 - 1 / dispersion, owner.size)
    return np.repeat(owner, members), np.repeat(month, members)


def renewal_events(rng: np.random.Generator, median: float, sigma: float, size: int) -> tuple[Index, Index]:
    """Trajectory and month of events at lognormal intervals, the first after one interval."""
    owner, elapsed = np.arange(size), np.zeros(size)
    owners: list[Index] = []
    months: list[Index] = []
    while owner.size:
        elapsed = elapsed + median * np.exp(sigma * rng.standard_normal(owner.size))
        inside = elapsed < MONTHS
        owner, elapsed = owner[inside], elapsed[inside]
        owners.append(owner)
        months.append(elapsed.astype(np.intp))
    return np.concatenate(owners), np.concatenate(months)


def lost_revenue(launch: Array) -> Array:
    """Revenue lost in each month until launch, in proportion for part of a month; shape (MONTHS, n)."""
    lost = launch - np.arange(MONTHS)[:, None]
    np.clip(lost, 0.0, 1.0, out=lost)
    lost *= REVENUE_PER_MONTH
    return lost


# ------------------------------------------------------------------------------------------------------ accounts


@dataclass
class Account:
    """The payments of one category: the same every month, once in month 1, and what varies by month.

    `monthly` and `once` have shape (n,), `varying` has shape (MONTHS, n).
    """

    monthly: Array | None = None
    once: Array | None = None
    varying: Array | None = None

    def present_value(self, size: int) -> Array:
        """Discounted sum up to each horizon; shape (len(HORIZONS), size)."""
        value = np.zeros((len(HORIZONS), size))
        if self.varying is not None:
            for i, (start, stop) in enumerate(pairwise((0, *HORIZONS))):
                value[i:] += np.einsum("t,tn->n", DISCOUNT[start:stop], self.varying[start:stop])
        if self.monthly is not None:
            value += ANNUITY[:, None] * self.monthly
        if self.once is not None:
            value += DISCOUNT[0] * self.once
        return value


Accounts: TypeAlias = dict[str, Account]


@dataclass
class Outcome:
    """What is kept of one strategy in a run of N trajectories.

    `cash` and `cumulative` (TCO) have shape (MONTHS, N), each category (len(HORIZONS), N).
    """

    cash: Array
    cumulative: Array
    categories: dict[str, Array]

    @classmethod
    def empty(cls, trajectories: int) -> Outcome:
        """Make room for `trajectories`."""
        return cls(np.empty((MONTHS, trajectories)), np.empty((MONTHS, trajectories)), {})

    def settle(self, at: slice, accounts: Accounts, lost: Array, buffer: Array | None) -> None:
        """Enter a block's payments, its lost revenue and its buffer, in columns `at`."""
        size = lost.shape[1]
        level, once = np.zeros(size), np.zeros(size)
        cash = np.zeros((MONTHS, size))
        values: dict[str, Array] = {}
        for category, account in accounts.items():
            values[category] = account.present_value(size)
            if account.varying is not None:
                cash += account.varying
            if account.monthly is not None:
                level += account.monthly
            if account.once is not None:
                once += account.once
        cash += level
        cash[0] += once
        if buffer is not None:
            values["Buffer"] = buffer * sum(values.values())
            cash *= 1 + buffer
        values["Opportunity"] = Account(varying=lost).present_value(size)
        for category, value in values.items():
            if category not in self.categories:
                self.categories[category] = np.empty((len(HORIZONS), self.cash.shape[1]))
            self.categories[category][:, at] = value
        self.cash[:, at] = cash
        cash += lost
        cash *= DISCOUNT[:, None]
        fill_running_sum(cash, self.cumulative[:, at])


# ----------------------------------------------------------------------------------------------------- the model


@dataclass
class World:
    """What every strategy meets. Shape (n,) for what is drawn once, (MONTHS, n) for what is drawn every month."""

    size: int
    ml_engineer: Array
    devops_engineer: Array
    output_tokens: Array
    peak: Array
    requests: Array  # a day, in season
    h100_hour: Array
    api_bill: Array

    @classmethod
    def draw(cls, rng: np.random.Generator, n: int) -> World:
        """Draw the drivers of n trajectories."""
        output_tokens = gamma(rng, 500, 120, n)
        requests = growth_path(rng, between(rng, 30_000, 120_000, n), rng.normal(0.03, 0.02, n), 0.06, 0.10, n)
        requests *= gamma(rng, 1, 0.08, (MONTHS, n))
        api_bill = growth_path(rng, 1.0, rng.triangular(-0.03, -0.01, 0.005, n), 0.04, 0.02, n)
        api_bill *= requests
        per_request = between(rng, 1_500, 4_000, n) * rng.uniform(2.5, 3, n) + output_tokens * rng.uniform(10, 15, n)
        api_bill *= per_request * (DAYS_PER_MONTH / 1e6)
        return cls(
            size=n,
            ml_engineer=between(rng, 15_000, 22_000, n),
            devops_engineer=rng.triangular(13_000, 16_000, 20_000, n),
            output_tokens=output_tokens,
            peak=pert(rng, 2, 3, 4, n),
            requests=requests,
            h100_hour=growth_path(rng, pert(rng, 1.7, 2.4, 3.6, n), -0.005, 0.08, 0.03, n),
            api_bill=api_bill,
        )


def api(rng: np.random.Generator, world: World) -> tuple[Accounts, Array, Array | None]:
    """Accounts, lost revenue and buffer of the API strategy."""
    n = world.size
    tokens = world.api_bill * (1 - rng.beta(4, 8, n))
    monitoring = rng.standard_normal((MONTHS, n))
    monitoring *= 60
    monitoring += 500
    owner, month = overdispersed_events(rng, between(rng, 0.8, 1.2, n), 1.8)
    incidents = by_month(owner, month, between(rng, 50, 2_000, owner.size), n)
    owner, month = renewal_events(rng, 14, 0.49, n)
    migrations = by_month(owner, month, world.ml_engineer[owner] * between(rng, 0.2, 0.6, owner.size), n)
    accounts = {
        "Compute": Account(monthly=rng.uniform(1_000, 3_000, n), varying=tokens),
        "Engineering": Account(
            monthly=pert(rng, 0.1, 0.2, 0.4, n) * world.ml_engineer
            + pert(rng, 0.05, 0.1, 0.25, n) * world.devops_engineer,
            once=world.ml_engineer * between(rng, 0.7, 2, n),
            varying=monitoring,
        ),
        "Data & Eval": Account(monthly=world.ml_engineer * rng.uniform(0.1, 0.2, n)),
        "Compliance": Account(monthly=between(rng, 300, 1_000, n), once=rng.gamma(4, 1_500, n)),
        "Incidents": Account(varying=incidents),
        "Migration": Account(varying=migrations),
    }
    return accounts, lost_revenue(between(rng, 0.5, 2, n)), None


def self_hosted(rng: np.random.Generator, world: World) -> tuple[Accounts, Array, Array | None]:
    """Accounts, lost revenue and buffer of the self-hosted strategy."""
    n = world.size
    launch = pert(rng, 2, 3, 6, n)
    throughput = normal_above(rng, 1_800, 250, 900, n) * (0.6 * np.exp(0.4 * rng.standard_normal(n)))
    gpus = world.requests * (world.output_tokens * world.peak / (86_400 * throughput))
    np.ceil(gpus, out=gpus)
    np.maximum(gpus, 1, out=gpus)
    gpus *= world.h100_hour
    gpus *= 2 * HOURS_PER_MONTH
    gpus += gamma(rng, 700, 150, (MONTHS, n))  # storage
    owner, month = renewal_events(rng, np.sqrt(3 * 6), np.log(6 / 3) / (2 * Z95), n)
    labelling = by_month(owner, month, between(rng, 5_000, 50_000, owner.size), n)
    testing = np.zeros((MONTHS, n))
    testing[3:] = between(rng, 300, 1_000, n)
    owner, month = poisson_events(rng, gamma(rng, 0.5, 0.2, n), launch)
    incidents = by_month(owner, month, between(rng, 2_000, 20_000, owner.size), n)
    owner, month = poisson_events(rng, between(rng, 1, 2, n) / 12)
    sigma = np.sqrt(np.log(2))  # sd = mean
    severity = 8_000 * np.exp(sigma * rng.standard_normal(owner.size) - sigma**2 / 2)
    incidents += by_month(owner, month, severity, n)
    accounts = {
        "Compute": Account(varying=gpus),
        "Engineering": Account(
            monthly=pert(rng, 0.3, 0.5, 1, n) * world.ml_engineer
            + rng.triangular(0.1, 0.25, 0.5, n) * world.devops_engineer,
            once=world.ml_engineer * between(rng, 1.5, 4, n),
        ),
        "Data & Eval": Account(monthly=world.ml_engineer * rng.uniform(0.15, 0.3, n), varying=labelling),
        "Compliance": Account(
            monthly=rng.triangular(500, 1_500, 4_000, n), once=between(rng, 10_000, 40_000, n), varying=testing
        ),
        "Incidents": Account(varying=incidents),
    }
    return accounts, lost_revenue(launch), between(rng, 0.1, 0.4, n)


def hybrid(rng: np.random.Generator, world: World) -> tuple[Accounts, Array, Array | None]:
    """Accounts, lost revenue and buffer of the hybrid strategy."""
    n = world.size
    routed = rng.beta(15, 5, n)
    compute = world.requests * (routed / 60_000)
    np.ceil(compute, out=compute)
    np.maximum(compute, 1, out=compute)
    compute *= world.h100_hour
    compute *= HOURS_PER_MONTH
    compute += world.api_bill * (1 - routed)
    owner, month = poisson_events(rng, between(rng, 0.2, 0.8, n))
    misroutes = by_month(owner, month, between(rng, 500, 10_000, owner.size), n)
    accounts = {
        "Compute": Account(varying=compute),
        "Engineering": Account(
            monthly=world.ml_engineer * pert(rng, 0.2, 0.4, 0.8, n), once=world.ml_engineer * between(rng, 1.5, 4, n)
        ),
        "Data & Eval": Account(varying=normal_above(rng, 3_500, 500, 1_500, (MONTHS, n))),
        "Compliance": Account(monthly=between(rng, 800, 3_000, n)),
        "Incidents": Account(varying=misroutes),
    }
    return accounts, lost_revenue(between(rng, 1, 4, n)), None


STRATEGIES = {"api": api, "self_hosted": self_hosted, "hybrid": hybrid}
BASELINE = "api"


# ---------------------------------------------------------------------------------------------------- the answer


def simulate(trajectories: int, seed: int, block: int = BLOCK) -> dict[str, Outcome]:
    """Run the trajectories, block by block, and keep every strategy's outcomes."""
    rng = np.random.Generator(np.random.SFC64(seed))
    outcomes = {name: Outcome.empty(trajectories) for name in STRATEGIES}
    for start in range(0, trajectories, block):
        at = slice(start, min(start + block, trajectories))
        world = World.draw(rng, at.stop - start)
        for name, strategy in STRATEGIES.items():
            outcomes[name].settle(at, *strategy(rng, world))
    return outcomes


def spread(x: Array) -> dict[str, float]:
    """Mean and Hazen quantiles (position N p + 1/2) of one result; x has shape (N,)."""
    ordered = np.sort(x)
    answer = {"mean": float(x.mean())}
    for key, p in (("p10", 0.10), ("p50", 0.50), ("p90", 0.90)):
        position = min(max(x.size * p - 0.5, 0.0), x.size - 1.0)
        below = int(position)
        above = min(below + 1, x.size - 1)
        answer[key] = float(ordered[below] + (position - below) * (ordered[above] - ordered[below]))
    return answer


def series(rows: Array) -> dict[str, list[float]]:
    """The spread of each month, as one list a statistic; rows has shape (MONTHS, N)."""
    months = [spread(row) for row in rows]
    return {key: [month[key] for month in months] for key in months[0]}


def summarise(outcomes: dict[str, Outcome]) -> dict[str, Any]:
    """Every figure of the answer, under the keys of the simulator's JSON."""
    strategies: dict[str, Any] = {}
    for name, outcome in outcomes.items():
        horizons = {}
        for i, horizon in enumerate(HORIZONS):
            horizons[str(horizon)] = {
                **spread(outcome.cumulative[horizon - 1]),
                "cash": spread(outcome.cash[:horizon].sum(axis=0)),
                "categories": {category: spread(value[i]) for category, value in outcome.categories.items()},
            }
        months = {"cash": series(outcome.cash), "cumulative_tco": series(outcome.cumulative)}
        strategies[name] = {"horizons": horizons, "months": months}
    comparisons = [
        {
            "strategy": name,
            "baseline": BASELINE,
            "horizon": horizon,
            "p_beats": float(np.mean(outcome.cumulative[horizon - 1] < outcomes[BASELINE].cumulative[horizon - 1])),
        }
        for name, outcome in outcomes.items()
        if name != BASELINE
        for horizon in HORIZONS
    ]
    return {"strategies": strategies, "comparisons": comparisons}


def run(trajectories: int, seed: int) -> dict[str, Any]:
    """Simulate the reference model and answer it.

    Parameters
    ----------
    trajectories : int
        Futures of 24 months; any positive number.
    seed : int
        Of the generator; the same seed gives the same answer.

    Returns
    -------
    dict
        `strategies[name]["horizons"]["24"]` holds mean, p10, p50 and p90 of the TCO (present value, lost revenue
        in), of `cash` (nominal, lost revenue out) and of each of `categories` (present value);
        `strategies[name]["months"]` the same of `cash` and `cumulative_tco`, a list of 24 each; `comparisons` holds
        `p_beats` of each strategy against the API at each horizon.
    """
    if trajectories < 1:
        raise ValueError(f"trajectories must be at least 1, got {trajectories}")
    return summarise(simulate(trajectories, seed))
