"""The model of `capacity.toml` in plain NumPy, as an analyst would write it: whole arrays, months first."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

MONTHS = 24
HORIZONS = (12, 24)
DAYS_PER_MONTH = 365 / 12
HOURS_PER_MONTH = 730
DISCOUNT = 1.08 ** (-np.arange(1, MONTHS + 1) / 12)
ELAPSED = np.arange(MONTHS)[:, np.newaxis]
Z95 = 1.6448536269514722  # standard normal quantile at 0.95
PERCENTILES = (1, 5, 10, 25, 50, 75, 80, 90, 95, 99)
BAND = (0.1, 0.5, 0.9)


def run(trajectories: int, seed: int) -> dict[str, Any]:
    """Simulate the model and summarise it, as the document of `tcorisk` does."""
    rng, n = np.random.default_rng(seed), trajectories
    engineer, tokens = between(rng, 15_000, 22_000, n), between(rng, 1_500, 4_000, n)
    peak = 2 + 2 * rng.beta(3, 3, n)
    decline = rng.uniform(0.01, 0.04, n)
    requests = growth(rng, between(rng, 30_000, 120_000, n), rng.normal(0.03, 0.02, n), 0.06, 0.10)
    gpu_hour = growth(rng, 1.7 + 1.9 * rng.beta(1 + 4 * 0.7 / 1.9, 1 + 4 * 1.2 / 1.9, n), np.full(n, -0.01), 0.08, 0.03)
    requests = requests * rng.gamma((1 / 0.08) ** 2, 0.08**2, (MONTHS, n))
    api = requests * (DAYS_PER_MONTH * tokens / 1e6 * 6.0) * (1 - decline) ** ELAPSED + 0.3 * engineer
    gain, speed = rng.uniform(0.0, 0.02, n), between(rng, 120_000, 260_000, n)
    servers = np.maximum(2, np.ceil(requests * peak / (speed * (1 + gain) ** ELAPSED)))
    self_hosted = servers * gpu_hour * (4 * HOURS_PER_MONTH) + 1.2 * engineer
    return summary({"api": api, "self_hosted": self_hosted})


def between(rng: np.random.Generator, low: float, high: float, n: int) -> Floats:
    """Draw from the lognormal whose P5 is `low` and whose P95 is `high`."""
    return rng.lognormal((np.log(low) + np.log(high)) / 2, (np.log(high) - np.log(low)) / (2 * Z95), n)


def growth(rng: np.random.Generator, initial: Floats, rate: Floats, volatility: float, noise: float) -> Floats:
    """Simulate initial x (1 + rate)^(t - 1) x volatility factor x noise factor, shape (months, n)."""
    n = initial.size
    steps = rng.normal(-(volatility**2) / 2, volatility, (MONTHS, n))
    steps[0] = 0.0
    return (
        initial
        * (1 + rate) ** ELAPSED
        * np.exp(np.cumsum(steps, axis=0))
        * rng.lognormal(-(noise**2) / 2, noise, (MONTHS, n))
    )


def summary(costs: dict[str, Floats]) -> dict[str, Any]:
    """Summarise costs of shape (months, n), in place, as a report needs them: horizons, months, savings."""
    strategies: dict[str, Any] = {}
    totals: dict[str, Floats] = {}
    for name, cash in costs.items():
        bands = [np.quantile(cash, BAND, axis=1)]
        spent = {h: describe(cash[:h].sum(axis=0)) for h in HORIZONS}
        cash *= DISCOUNT[:, np.newaxis]
        for month in range(1, MONTHS):
            cash[month] += cash[month - 1]
        bands.append(np.quantile(cash, BAND, axis=1))
        totals[name] = cash
        horizons = {str(h): {**describe(cash[h - 1]), "cash": spent[h]} for h in HORIZONS}
        strategies[name] = {"horizons": horizons, "months": bands}
    api, own = totals["api"], totals["self_hosted"]
    stayed = np.zeros(own.shape[1], dtype=np.int64)  # months that the servers have been cheaper without a break
    for month in range(MONTHS):
        stayed = np.where(own[month] < api[month], stayed + 1, 0)
    return {
        "strategies": strategies,
        "savings": {h: describe(api[h - 1] - own[h - 1]) for h in HORIZONS},
        "p_beats": {h: float((own[h - 1] < api[h - 1]).mean()) for h in HORIZONS},
        "break_even": np.quantile(MONTHS + 1 - stayed, BAND, method="inverted_cdf"),
    }


def describe(values: Floats) -> dict[str, float]:
    """Return the mean, sd and percentiles of a sample."""
    found = dict(zip(PERCENTILES, np.quantile(values, np.array(PERCENTILES) / 100).tolist(), strict=True))
    return {
        "mean": float(values.mean()),
        "sd": float(values.std()),
        **{f"p{p}": value for p, value in found.items()},
        "cvar95": float(values[values >= found[95]].mean()),
    }
