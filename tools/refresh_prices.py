"""Rewrite the listed prices of models, `configs/listed/models.csv`, from the data of the package genai-prices.

    pip install genai-prices
    python tools/refresh_prices.py [PROVIDER/MODEL ...]

The models of the file stay; those named are added. A price is that of short prompts at the standard rate, in force on
the day of the data. That day is the newest one from which the package holds a price, today or before: the package does
not say when it read each provider's page, and its data is at least as new. A model whose price changes on a coming day
is refused, as is one without a price of input and output tokens.
"""

from __future__ import annotations

import csv
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from genai_prices.data import providers

PATH = Path(__file__).parents[1] / "configs" / "listed" / "models.csv"
COLUMNS = ("model", "provider", "input", "output", "cached", "cache_write", "source", "checked")
FIELDS = ("input_mtok", "output_mtok", "cache_read_mtok", "cache_write_mtok")


def starts(prices: Any) -> list[date]:
    """Return the days from which a model has its later prices."""
    found = prices if isinstance(prices, list) else []
    return [start for one in found if (start := getattr(one.constraint, "start_date", None)) is not None]


def row(provider: str, model: str, checked: date) -> list[str]:
    """Return a model's row of the file; none where it has no plain price."""
    [prices] = [one.prices for group in providers if group.id == provider for one in group.models if one.id == model]
    if any(start > checked for start in starts(prices)):
        sys.exit(f"{provider}/{model}: its price changes on a coming day; take it out of {PATH.name}")
    now = prices[-1].prices if isinstance(prices, list) else prices
    values = [getattr(getattr(now, field), "base", getattr(now, field)) for field in FIELDS]
    if None in values[:2]:
        sys.exit(f"{provider}/{model} has no price of input and output tokens")
    cells = ["" if value is None else f"{value.normalize():f}" for value in values]
    return [model, provider, *cells, f"genai-prices {version('genai-prices')}", checked.isoformat()]


def main() -> None:
    """Write the file."""
    with PATH.open(newline="", encoding="utf-8") as file:
        known = [(line["provider"], line["model"]) for line in csv.DictReader(file)]
    added = [(provider, model) for provider, _, model in (name.partition("/") for name in sys.argv[1:])]
    every = [start for group in providers for one in group.models for start in starts(one.prices)]
    checked = max(start for start in every if start <= date.today())
    rows = [row(provider, model, checked) for provider, model in dict.fromkeys([*known, *added])]
    with PATH.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])


if __name__ == "__main__":
    main()
