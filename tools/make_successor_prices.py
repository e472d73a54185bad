"""Print the steps of list price from each model of a named tier to the next one, as CSV; a summary goes to stderr.

    pip install genai-prices
    python tools/make_successor_prices.py > tests/scenarios/successor_prices.csv

A price is that of 80 % input and 20 % output tokens, in USD per million, without cache, batch and long context. Which
models make a family, and in which order, is our reading of their names. A step goes from the last price of the old
model to the first one of the new. Where the package already holds the price of a coming day, that price counts: an
introductory price is over before the next retirement.
"""

from __future__ import annotations

import csv
import sys
from datetime import date
from importlib.metadata import version
from statistics import mean, median

from genai_models import base, dated_prices, every_model, find

#: Models in order, by tier, family and provider.
FAMILIES = {
    ("frontier", "OpenAI flagship", "openai"): (
        "gpt-4o gpt-4.1 gpt-5 gpt-5.1 gpt-5.2 gpt-5.4 gpt-5.5 gpt-5.6-sol gpt-6-sol gpt-6.1-sol"
    ),
    ("frontier", "Anthropic Opus", "anthropic"): (
        "claude-3-opus-latest claude-opus-4-0 claude-opus-4-1 claude-opus-4-5 claude-opus-4-6 claude-opus-4-7 "
        "claude-opus-4-8 claude-opus-5 claude-opus-5-5"
    ),
    ("frontier", "Anthropic Sonnet", "anthropic"): (
        "claude-3-sonnet claude-3-5-sonnet claude-3-7-sonnet-latest claude-sonnet-4-0 claude-sonnet-4-5 "
        "claude-sonnet-4-6 claude-sonnet-5 claude-sonnet-5-5"
    ),
    ("frontier", "Anthropic Fable", "anthropic"): "claude-fable-5 claude-fable-5-1 claude-fable-5-2",
    ("frontier", "Gemini Pro", "google"): "gemini-1.5-pro gemini-2.5-pro gemini-3-pro-preview gemini-3.1-pro-preview",
    ("small", "OpenAI mini", "openai"): "gpt-4o-mini gpt-4.1-mini gpt-5-mini gpt-5.4-mini",
    ("small", "OpenAI nano", "openai"): "gpt-4.1-nano gpt-5-nano gpt-5.4-nano",
    ("small", "OpenAI Terra", "openai"): "gpt-5.6-terra gpt-6.1-terra",
    ("small", "OpenAI Luna", "openai"): "gpt-5.6-luna gpt-6-luna",
    ("small", "Anthropic Haiku", "anthropic"): (
        "claude-3-haiku claude-3-5-haiku-latest claude-haiku-4-5 claude-haiku-5-5"
    ),
    ("small", "Gemini Flash", "google"): (
        "gemini-1.5-flash gemini-2.0-flash gemini-2.5-flash gemini-3-flash-preview gemini-3.5-flash "
        "gemini-3.6-flash gemini-3.7-flash gemini-3.8-flash"
    ),
    ("small", "Gemini Flash-Lite", "google"): (
        "gemini-2.0-flash-lite gemini-2.5-flash-lite gemini-3.1-flash-lite gemini-3.5-flash-lite"
    ),
}
COLUMNS = ("tier", "family", "old", "new", "old_price", "new_price", "source", "read")


def prices(provider: str, model: str, today: date) -> list[float]:
    """Return the list prices of a model in order of time; one of a coming day replaces those before it."""
    dated = dated_prices(find(provider, model))
    coming = [price for start, price in dated if start is not None and start > today]
    kept = coming or [price for _, price in dated]
    return [0.8 * float(base(price.input_mtok)) + 0.2 * float(base(price.output_mtok)) for price in kept]


def steps(today: date) -> list[tuple[str, str, str, str, float, float]]:
    """Return tier, family, old and new model, and their prices, for each step."""
    found = []
    for (tier, family, provider), names in FAMILIES.items():
        models = names.split()
        listed = [prices(provider, model, today) for model in models]
        for old, new, before, after in zip(models, models[1:], listed, listed[1:], strict=False):
            found.append((tier, family, old, new, round(before[-1], 4), round(after[0], 4)))
    return found


def summary(values: list[float]) -> str:
    """Return the figures of some steps in one line."""
    same = sum(value == 1.0 for value in values)
    below, above = (sum(value < 1.0 for value in values), sum(value > 1.0 for value in values))
    ends = f"{min(values):.2f} to {max(values):.2f}"
    counts = f"{same} the same, {below} lower, {above} higher"
    return f"{len(values)} steps, {counts}, {ends}; median {median(values):.2f}, mean {mean(values):.3f}"


def main() -> None:
    """Write the steps and their summary."""
    found, today = steps(date.today()), date.today().isoformat()
    source = f"genai-prices {version('genai-prices')}"
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    out.writerows((*step, source, today) for step in found)
    for tier in ("frontier", "small"):
        print(f"{tier}: {summary([new / old for kind, _, _, _, old, new in found if kind == tier])}", file=sys.stderr)
    models = every_model()
    several = sum(len(dated_prices(model)) > 1 for model in models)
    print(f"{source}: {several} of {len(models)} ids hold more than one price", file=sys.stderr)


if __name__ == "__main__":
    main()
