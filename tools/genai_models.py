"""A model's prices over time in the package genai-prices, for the tools that read it."""

from __future__ import annotations

from datetime import date
from typing import Any

from genai_prices.data import providers

__all__ = ["base", "dated_prices", "every_model", "find"]


def every_model() -> list[Any]:
    """Return the models of all providers."""
    return [model for group in providers for model in group.models]


def dated_prices(model: Any) -> list[tuple[date | None, Any]]:
    """Return a model's prices in order of time, each with the day from which it holds; none for the first."""
    if not isinstance(model.prices, list):
        return [(None, model.prices)]
    return [(getattr(one.constraint, "start_date", None), one.prices) for one in model.prices]


def find(provider: str, name: str) -> Any:
    """Return a model of a provider."""
    [found] = [model for group in providers if group.id == provider for model in group.models if model.id == name]
    return found


def base(price: Any) -> Any:
    """Return a price per million tokens, that of short prompts where it rises with their length."""
    return getattr(price, "base", price)
