"""Which comparison the pictures show where there are several: the baseline and its best challenger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["check_strategy", "focus_of", "promise_of", "promises"]


def check_strategy(strategy: str, strategies: Iterable[str], baseline: str) -> None:
    """Raise ValueError where there is no such strategy, or it is the baseline."""
    others = [name for name in strategies if name != baseline]
    if strategy not in others:
        raise ValueError(f"strategy needs to be one of {', '.join(others) or 'none'}, got {strategy!r}")


def focus_of(document: Mapping[str, Any], strategy: str | None = None) -> str | None:
    """Return the strategy that is held against the baseline: the one asked for, else the best challenger.

    The best is the one that beats the baseline most often at the last horizon; of equal ones that of the lower median.
    One that is barred is no challenger unless it is asked for.

    Parameters
    ----------
    document : mapping
        As `Result.document` gives it.
    strategy : str, optional

    Returns
    -------
    str or None
        None where the baseline is the only strategy that may be chosen.

    Raises
    ------
    ValueError
        If there is no such strategy, or it is the baseline.
    """
    baseline, last = document["scenario"]["baseline"], document["scenario"]["horizons"][-1]
    others = [name for name, s in document["strategies"].items() if name != baseline and not s.get("barred")]
    if strategy is not None:
        check_strategy(strategy, document["strategies"], baseline)
        return strategy
    chance = {c["strategy"]: c["p_beats"] for c in document["comparisons"] if c["horizon"] == last}
    medians = {name: document["strategies"][name]["horizons"][str(last)]["p50"] for name in others}
    return min(others, key=lambda name: (-chance[name], medians[name]), default=None)


def promises(document: Mapping[str, Any], focus: str | None, horizon: int | None = None) -> list[str]:
    """Return the strategies with a budget, in the order in which they are spoken of.

    The focus stands first if it has a budget; then come the others, the one least often kept first.

    Parameters
    ----------
    document : mapping
        As `Result.document` gives it.
    focus : str or None
        As `focus_of` gives it.
    horizon : int, optional
        Months; default: the longest.
    """
    over = str(document["scenario"]["horizons"][-1] if horizon is None else horizon)
    found = {name: part["horizons"][over]["budget"] for name, part in document["strategies"].items()}
    kept = {name: budget["p_within"] for name, budget in found.items() if budget is not None}
    return sorted(kept, key=lambda name: (name != focus, kept[name]))


def promise_of(document: Mapping[str, Any], focus: str | None, horizon: int | None = None) -> str | None:
    """Return whose promise is told first: the focus's own, else the one least often kept; None without any."""
    return next(iter(promises(document, focus, horizon)), None)
