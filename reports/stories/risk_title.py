"""The largest risk of the recommended strategy, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ..words.names import in_sentence
from ..words.numbers import whole_percent
from ..words.risk_words import RiskRow, risk_rows
from ..words.view import View
from .wording import fitting, unit_of

__all__ = ["risk_title"]


def risk_title(document: Mapping[str, Any]) -> str | None:
    """Return the heading of the risk register, without its full stop; None where there is no risk to list.

    Parameters
    ----------
    document : mapping
        As `Result.document` gives it.
    """
    view = View(document, 100)
    rows = risk_rows(view)
    if not rows:
        return None
    words = {"cause": rows[0].cause.partition(" (")[0], "name": in_sentence(view.labels[view.verdict["recommended"]])}
    words |= {"to": in_sentence(rows[0].to)} if rows[0].to else {}
    return fitting(words, partial(_phrased, view, rows[0]))


def _phrased(view: View, first: RiskRow, w: dict[str, str]) -> list[str]:
    size, unit = first.amount, unit_of(view)
    where = f"{w['cause']}{',' if first.facts['kind'] in ('event', 'count') else ''} {first.sign}"
    where += f" ({whole_percent(first.facts['probability'])} of futures)"
    if first.facts["against"] is not None:
        short = f"{where}: {w['to']} is {size} {unit} cheaper"
        return [f"{short} than {w['name']} on average", f"{short} on average"]
    where = where if where[1:2].isupper() else f"{where[:1].lower()}{where[1:]}"
    short = f"Largest risk: {where} adds {size} {unit} to the mean cost"
    return [f"{short} of {w['name']}", short, f"Largest risk: {where} adds {size} {unit}"]
