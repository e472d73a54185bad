"""How sure the simulation itself is: its own error, apart from the risk that it shows."""

from __future__ import annotations

from ..words.numbers import error_percent
from ..words.view import TextLine, View
from .text_page import paragraph

__all__ = ["precision_section"]


def precision_section(view: View) -> list[TextLine]:
    """Return the largest 90 % intervals among the strategies, relative to what they are about."""
    if view.all_certain:
        return []
    parts = [f"{name} +-{error_percent(worst)}" for name, key in _SHOWN if (worst := _largest(view, key)) is not None]
    if not parts:
        text = "Simulation error: unknown, there are too few futures to estimate it."
    else:
        text = f"Simulation error (90 % interval, the widest of all columns): {', '.join(parts)}."
        text += " The percentiles above show the risk; this is how well the simulation knows them."
    return paragraph(text, view.width)


_SHOWN = (("mean", "mean"), ("P50", "p50"), ("P90", "p90"), ("worst 5 %", "cvar95"))


def _largest(view: View, key: str) -> float | None:
    found = []
    for name in view.strategies:
        for horizon in view.horizons:
            numbers = view.numbers(name, horizon)
            half = view.half_interval(numbers["se"][key])
            if half is None:
                return None
            if numbers[key]:
                found.append(half / abs(numbers[key]))
    return max(found, default=None)
