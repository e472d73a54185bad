"""How sure the simulation itself is: its own error, apart from the risk that it shows."""

from __future__ import annotations

from ..words.numbers import error_percent
from ..words.reached import reached
from ..words.view import TextLine, View
from .text_page import paragraph

__all__ = ["precision_section"]

_SHOWN = (("mean", "mean"), ("P50", "p50"), ("P90", "p90"), ("worst 5 %", "cvar95"))


def precision_section(view: View) -> list[TextLine]:
    """Return the largest 90 % intervals among the strategies, relative to what they are about."""
    if view.all_certain:
        return []
    errors = {name: view.largest_error(key, view.horizons) for name, key in _SHOWN}
    if all(error is None for error in errors.values()):
        texts = ["Simulation error: unknown, there are too few futures to estimate it.", reached(view)]
        return [line for text in texts for line in paragraph(text, view.width)]
    parts = [
        f"{name} {'not known' if error is None else f'+-{error_percent(error)}'}" for name, error in errors.items()
    ]
    text = f"Simulation error (90 % interval, the widest of all columns): {', '.join(parts)}."
    text += " The percentiles above show the risk; this is how well the simulation knows them."
    return [line for part in (text, reached(view)) for line in paragraph(part, view.width)]
