"""Which comparison the pictures show where there are several: the baseline and its best challenger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["check_strategy", "focus_of"]


def check_strategy(strategy: str, strategies: Iterable[str], baseline: str) -> None:
    """Raise ValueError where there is no such strategy, or it is the baseline."""
    others = [name for name in strategies if name != baseline]
    if strategy not in others:
        raise ValueError(f"strategy needs to be one of {', '.join(others) or 'none'}, got {strategy!r}")


def focus_of(document: Mapping[str, Any], strategy: str | None = None) -> str | None:
    """Return the strategy that is held against the baseline: the one asked for, else the best challenger.

    The best is the one that beats the baseline most often at the last horizon; of equal ones that of the lower median.

    Parameters
    ----------
    document : mapping
        As `Result.document` gives it.
    strategy : str, optional

    Returns
    -------
    str or None
        None where the baseline is the only strategy.

    Raises
    ------
    ValueError
        If there is no such strategy, or it is the baseline.
    """
    baseline, last = document["scenario"]["baseline"], document["scenario"]["horizons"][-1]
    others = [name for name in document["strategies"] if name != baseline]
    if strategy is not None:
        check_strategy(strategy, document["strategies"], baseline)
        return strategy
    chance = {c["strategy"]: c["p_beats"] for c in document["comparisons"] if c["horizon"] == last}
    medians = {name: document["strategies"][name]["horizons"][str(last)]["p50"] for name in others}
    return min(others, key=lambda name: (-chance[name], medians[name]), default=None)
