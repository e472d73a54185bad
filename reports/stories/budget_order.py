"""Whose budget comes first, where several strategies have one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["budget_of", "budgeted"]


def budgeted(document: Mapping[str, Any], focus: str | None, horizon: int | None = None) -> list[str]:
    """Return the strategies with a budget, in the order in which texts name them.

    That of the strategy in focus comes first; then the others, the one least often kept first.

    Parameters
    ----------
    document : mapping
        As `Result.document` gives it.
    focus : str or None
        The strategy that is recommended, or asked for.
    horizon : int, optional
        Months; default: that of the decision.
    """
    over = str(document["verdict"]["horizon"] if horizon is None else horizon)
    found = {name: part["horizons"][over]["budget"] for name, part in document["strategies"].items()}
    kept = {name: budget["p_within"] for name, budget in found.items() if budget is not None}
    return sorted(kept, key=lambda name: (name != focus, kept[name]))


def budget_of(document: Mapping[str, Any], focus: str | None, horizon: int | None = None) -> str | None:
    """Return whose budget comes first: the focus's own, else the one least often kept; None without any."""
    return next(iter(budgeted(document, focus, horizon)), None)
