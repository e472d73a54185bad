"""Fit `mean_reverting` to a history of rents: half-life, volatility and floor, with their errors.

    python tools/fit_gpu_rent.py rates.csv --date period --price value --where index_code=GIX-H100

The CSV has a day or month (2026-09, 2026-09-30) and a price in each row. The median of a month's prices counts; months
without a price are left out, and the step over them is longer. Between months d apart the logarithm x of the price goes
to mean + k^d (x - mean) plus a normal shock of variance volatility^2 (1 - k^2d) / (1 - k^2), k = 2^(-1 / half-life).
That is fitted by maximum likelihood.

A short history makes reversion look faster than it is (Marriott and Pope, *Biometrika* 41, 1954), so k is corrected by
what the same fit misses in histories drawn from it, and its interval is that of histories drawn from the corrected k.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """A fitted process.

    Attributes
    ----------
    k : float
        Share of a distance to the mean that is left after a month.
    mean : float
        Mean of the natural logarithm of the price.
    volatility : float
        Standard deviation of a month's shock to the logarithm.
    """

    k: float
    mean: float
    volatility: float


def history(path: Path, day: str, price: str, where: dict[str, str]) -> dict[int, float]:
    """Return the median price of each month, by months since year 0."""
    found: dict[int, list[float]] = defaultdict(list)
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row[price] and all(row[key] == value for key, value in where.items()):
                year, month = row[day].split("-")[:2]
                found[12 * int(year) + int(month)].append(float(row[price]))
    return {month: median(values) for month, values in sorted(found.items())}


def fit(months: Array, x: Array) -> Fit:
    """Return the process that makes a history most likely.

    Parameters
    ----------
    months : float64, shape (n,)
        Months since year 0, rising; some may be missing.
    x : float64, shape (n,)
        Natural logarithms of the prices in USD an hour.
    """
    gaps = np.diff(months)

    def parts(k: float) -> tuple[float, float, float]:
        left, spread = k**gaps, (1.0 - k ** (2.0 * gaps)) / (1.0 - k * k)
        to_mean = 1.0 - left
        moved = x[1:] - left * x[:-1]
        mean = float(np.sum(moved * to_mean / spread) / np.sum(to_mean**2 / spread))
        variance = float(np.mean((moved - to_mean * mean) ** 2 / spread))
        return mean, variance, float(gaps.size * np.log(variance) + np.sum(np.log(spread)))

    k = float(minimize_scalar(lambda k: parts(k)[2], bounds=(1e-3, 0.999), method="bounded").x)
    mean, variance, _ = parts(k)
    return Fit(k, mean, float(np.sqrt(variance * gaps.size / (gaps.size - 2.0))))


def drawn(like: Fit, months: Array, first: float, rng: np.random.Generator) -> Array:
    """Return a history drawn from a process.

    Parameters
    ----------
    like : Fit
    months : float64, shape (n,)
        Months since year 0, rising; some may be missing.
    first : float
        Natural logarithm of the first month's price in USD an hour.
    rng : numpy.random.Generator
        Gives n - 1 normal numbers.

    Returns
    -------
    float64, shape (n,)
        Natural logarithms of the prices in USD an hour; the first is `first`.
    """
    x = [first]
    for gap in np.diff(months):
        spread = (1.0 - like.k ** (2.0 * gap)) / (1.0 - like.k**2)
        step = like.volatility * np.sqrt(spread) * rng.standard_normal()
        x.append(like.mean + like.k**gap * (x[-1] - like.mean) + step)
    return np.array(x)


def half_life(k: float) -> float:
    """Return the months after which half of a distance to the mean is left."""
    return float(np.log(0.5) / np.log(k))


def report(prices: dict[int, float], repeats: int = 400, seed: int = 0) -> str:
    """Return what a history says of the process, in lines."""
    months, x = np.array(list(prices), dtype=np.float64), np.log(list(prices.values()))
    found, rng = fit(months, x), np.random.default_rng(seed)
    missed = np.mean([fit(months, drawn(found, months, x[0], rng)).k for _ in range(repeats)]) - found.k
    corrected = Fit(float(np.clip(found.k - missed, 1e-3, 0.999)), found.mean, found.volatility)
    again = [fit(months, drawn(corrected, months, x[0], rng)) for _ in range(repeats)]
    low, high = (half_life(k) for k in np.quantile([one.k for one in again], (0.05, 0.95)))
    error = float(np.std([one.volatility for one in again]))
    lowest, second = sorted(prices.values())[:2]
    return "\n".join(
        [
            f"{x.size} months, {_name(months[0])} to {_name(months[-1])}, mean {np.exp(found.mean):.2f}",
            f"half-life   {half_life(found.k):.1f} months as fitted, {half_life(corrected.k):.1f} corrected for the "
            f"short history; such histories are fitted with {low:.1f} to {high:.1f} in nine of ten",
            f"volatility  {found.volatility:.3f} a month, standard error {error:.3f}",
            f"floor       none is fitted: the lowest month is {lowest:.2f}, the next {second:.2f}",
        ]
    )


def _name(month: float) -> str:
    year, left = divmod(int(month) - 1, 12)
    return f"{year}-{left + 1:02d}"


def main() -> None:
    """Read the arguments and print the report."""
    parser = argparse.ArgumentParser(description="Half-life, volatility and floor of a history of rents.")
    parser.add_argument("path", type=Path)
    parser.add_argument("--date", default="date", help="the column of days or months")
    parser.add_argument("--price", default="price", help="the column of prices")
    parser.add_argument("--where", action="append", default=[], metavar="COLUMN=VALUE", help="rows that count")
    given = parser.parse_args()
    print(report(history(given.path, given.date, given.price, dict(item.split("=", 1) for item in given.where))))


if __name__ == "__main__":
    main()
