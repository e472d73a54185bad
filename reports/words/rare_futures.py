"""Says that a few futures carry the variance of a cost, so that no error of its mean is to be trusted."""

from __future__ import annotations

from .numbers import months, whole_percent
from .view import View

__all__ = ["rare_futures"]

#: Share of the variance from one future in 1,000 that is worth a sentence.
_RARE = 0.1


def rare_futures(view: View) -> str:
    """Return one sentence on the strategy and horizon where it is worst; empty where it is nowhere worth one."""
    columns = [(name, horizon) for name in view.strategies for horizon in view.horizons]
    name, horizon = max(columns, key=lambda column: view.numbers(*column)["rare_variance"])
    found = view.numbers(name, horizon)
    if found["rare_variance"] <= _RARE:
        return ""
    known = found["interval90"]["mean"] is not None
    return (
        f"{whole_percent(found['rare_variance'])} of the variance of {view.labels[name]} over {months(horizon)} comes "
        "from one future in 1,000: "
        + (
            "the mean and the worst 5 % are less certain than printed."
            if known
            else "how certain the mean and the worst 5 % are is not known."
        )
    )
